"""How much Slack takes, and the one way to cut what is longer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Final, TypeVar

from handlers.signs import DOTS

T = TypeVar("T")

# Characters or items. Whether Slack counts code points or UTF-16 units is not documented; we count the larger, UTF-16.
# Sources: docs.slack.dev/reference/block-kit, /reference/methods/chat.postMessage and /reference/app-manifest.
LIMITS: Final = {
    "message blocks": 50,
    "view blocks": 100,
    "notice": 3_000,  # the top-level text: 4,000 recommended, truncated above 40,000
    "message text": 11_000,  # of titles and sections together: with more than about 13,200 in all, Slack refuses
    "section": 3_000,
    "header": 150,
    "context": 1_000,
    "actions": 25,
    "button": 75,
    "button value": 2_000,
    "action_id": 255,
    "block_id": 255,
    "options": 100,
    "option groups": 100,
    "option": 75,
    "option value": 150,
    "placeholder": 150,
    "confirm title": 100,
    "confirm text": 300,
    "confirm button": 30,
    "view title": 24,
    "view button": 24,
    "private_metadata": 3_000,
    "input label": 2_000,
    "input hint": 2_000,
    "input text": 3_000,
    "error": 2_000,
}


def units(text: str) -> int:
    """The length in UTF-16 units."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def cut(signs: Iterable[str], limit: int) -> str:
    """As many whole signs as fit, with `…` when something is left out."""
    kept: list[str] = []
    room = limit
    for sign in signs:
        room -= units(sign)
        kept.append(sign)
        if room < 0:
            return _without_tail(kept, limit - 1) + DOTS
    return "".join(kept)


def _without_tail(signs: list[str], limit: int) -> str:
    size = sum(map(units, signs))
    while signs and size > limit:
        size -= units(signs.pop())
    return "".join(signs)


def chunks(items: Iterable[T], limit: int, size: Callable[[T], int] = lambda _: 1) -> Iterator[list[T]]:
    """The items in order, in as few groups as stay within the limit."""
    group: list[T] = []
    taken = 0
    for item in items:
        if group and taken + size(item) > limit:
            yield group
            group, taken = [], 0
        group.append(item)
        taken += size(item)
    if group:
        yield group
