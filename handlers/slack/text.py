"""Text to Slack's markup and back: the one place where what people wrote is escaped and unescaped."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final
from urllib.parse import quote, unquote

from bitbot.chat import Said, Text
from handlers.slack.limits import LIMITS, chunks, clusters, cut, units

Json = dict[str, Any]

_ESCAPES: Final = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_EMPTY: Final = "–"
# Everything that Slack may escape or that we use as a separator stays out of the values that come back to us.
_CARRIED_AS_TYPED: Final = " !\"#$'()*+,-./:;=?@[\\]^_`{}~\n\t"


def escaped(sign: str) -> str:
    """Safe anywhere in Slack: only these three characters start anything there, and only these three are decoded."""
    return "".join(_ESCAPES.get(char, char) for char in sign)


def unescaped(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _signs(text: Text, *, bold: bool) -> Iterator[str]:
    for part in text.parts:
        if isinstance(part, Said):
            yield from map(escaped, clusters(part.text))
        else:
            yield from clusters(part if bold else part.replace("*", ""))


def mrkdwn(text: Text, limit: int) -> str:
    """Slack's markup; our `*bold*` is bold there too."""
    return cut(_signs(text, bold=True), limit)


def pieces(text: Text, limit: int) -> Iterator[str]:
    """Slack's markup in parts that each stay within the limit."""
    return ("".join(signs) for signs in chunks(_signs(text, bold=True), limit, units))


def flat(text: Text, limit: int) -> str:
    """Without markup, on one line, never empty: Slack refuses an empty label."""
    return cut((" " if sign.isspace() else sign for sign in _signs(text, bold=False)), limit).strip() or _EMPTY


def plain_text(text: Text, limit: str) -> Json:
    return {"type": "plain_text", "text": flat(text, LIMITS[limit]), "emoji": False}


def mrkdwn_text(text: str) -> Json:
    """`verbatim` keeps Slack from turning names and channels in the text into mentions."""
    return {"type": "mrkdwn", "text": text, "verbatim": True}


def carried(line: str, values: Mapping[str, str] = MappingProxyType({})) -> str:
    """A command line, with values, as a button or a form carries it and brings it back unchanged."""
    parts = [quote(line, safe=_CARRIED_AS_TYPED)]
    parts += [f"{quote(name, safe='')}={quote(value, safe='')}" for name, value in values.items()]
    return "|".join(parts)


def brought(text: str) -> tuple[str, dict[str, tuple[str, ...]]]:
    """The command line and the values of `carried`."""
    line, *values = text.split("|")
    pairs = (value.partition("=") for value in values)
    return unquote(line), {unquote(name): (unquote(value),) for name, _, value in pairs}


def fits(text: str, limit: str) -> bool:
    return units(text) <= LIMITS[limit]


_REFERENCE: Final = re.compile(r"<(?P<sort>[@#!]?)(?P<target>[^<>|]*)(?:\|(?P<label>[^<>]*))?>")


def _as_typed(found: re.Match[str]) -> str:
    sort, target, label = found["sort"], found["target"], found["label"]
    match sort:
        case "@":
            return f"<@{target}>"
        case "#":
            return f"#{label or target}"
        case "!":
            return label or f"@{target.partition('^')[0]}"
        case _:
            return label or target.removeprefix("mailto:")


def typed(text: str) -> str:
    """What the person typed after a slash command, from what Slack sends with `should_escape`; mentions as `<@U1>`."""
    return unescaped(_REFERENCE.sub(_as_typed, text))
