"""Neutral text as HTML, and dates as Dutch words."""

import re
from collections.abc import Callable
from datetime import date, datetime
from itertools import cycle

from babel.dates import format_date
from markupsafe import Markup, escape

from bitbot.chat import Said, Text

STAR = "*"


def markup(text: Text) -> Markup:
    """Escape every part; `*…*` in our own parts is bold, also around text from people."""
    tokens = [token for part in text.parts for token in _tokens(part)]
    stars = [index for index, token in enumerate(tokens) if token == STAR]
    pairs = stars[: len(stars) // 2 * 2]
    tags = dict(zip(pairs, cycle([Markup("<strong>"), Markup("</strong>")]), strict=False))
    return Markup().join(tags.get(index) or _escaped(token) for index, token in enumerate(tokens))


def _tokens(part: str | Said) -> list[str | Said]:
    return [part] if isinstance(part, Said) else [*re.split(r"(\*)", part)]


def _escaped(token: str | Said) -> Markup:
    """Text from people stands apart, so that right-to-left signs in it cannot turn our own words around."""
    return Markup("<bdi>{}</bdi>").format(token.text) if isinstance(token, Said) else escape(token)


def day(moment: date) -> str:
    return format_date(moment, "EEEE d MMMM y", locale="nl")


def short_day(moment: date) -> str:
    return format_date(moment, "EEE d MMM y", locale="nl").replace(".", "")


def clock_time(moment: datetime) -> str:
    return f"{moment:%H:%M}"


FILTERS: dict[str, Callable[..., str]] = {
    "markup": markup,
    "day": day,
    "short_day": short_day,
    "clock_time": clock_time,
}
