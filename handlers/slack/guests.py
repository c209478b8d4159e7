"""Who is a guest of the workspace, or not of it: nobody that bitbot tells anything."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final

from slack_sdk import WebClient

from bitbot.clock import monotonic
from bitbot.errors import Undeliverable
from handlers.slack.certainty import certain

# docs.slack.dev/reference/objects/user-object; a stranger is of another organisation, and may not be told of at all.
_GUEST: Final = ("is_restricted", "is_ultra_restricted", "is_stranger")
_UNTOLD: Final = frozenset({"user_not_found", "user_not_visible"})
_REMEMBERED: Final = 3_600.0
_AT_ONCE: Final = 8


class Guests:
    """Asks Slack about each person once an hour; raises NotSent, Uncertain or Undeliverable."""

    def __init__(self, client: WebClient) -> None:
        self._client = client
        self._known: dict[str, tuple[bool, float]] = {}

    def among(self, users: Iterable[str]) -> bool:
        """Whether one of these is a guest. What was asked before it broke is not asked again."""
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            return any(list(pool.map(self.includes, users)))

    def includes(self, user: str) -> bool:
        known = self._known.get(user)
        return known[0] if known and monotonic() < known[1] else self.includes_now(user)

    def includes_now(self, user: str) -> bool:
        """Without regard to what was known."""
        found = self._asked(user)
        self._known[user] = found, monotonic() + _REMEMBERED
        return found

    def _asked(self, user: str) -> bool:
        try:
            told: Mapping[str, Any] = certain(lambda: self._client.users_info(user=user))["user"]
        except Undeliverable as refusal:
            if str(refusal) in _UNTOLD:
                return True
            raise
        return not told.get("deleted") and any(told.get(name) for name in _GUEST)
