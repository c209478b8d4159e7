"""Text to Slack's markup and back: the one place where what people wrote is escaped and unescaped."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final
from urllib.parse import quote, unquote

from bitbot.chat import Said, Text
from handlers.signs import clusters
from handlers.slack.limits import LIMITS, cut, units

Json = dict[str, Any]

_EMPTY: Final = "–"
# Everything that Slack may escape or that we use as a separator stays out of the values that come back to us.
_SPACE: Final = re.compile(r"\r\n|\s")
_CARRIED_AS_TYPED: Final = " !\"#$'()*+,-./:;=?@[\\]^_`{}~\n\t"
_PLAIN: Final = re.compile(f"[A-Za-z0-9{re.escape(_CARRIED_AS_TYPED)}]*").fullmatch


def escaped(text: str) -> str:
    """Safe anywhere in Slack: only these three characters start anything there, and only these three are decoded."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def unescaped(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _signs(text: Text, *, bold: bool) -> Iterator[str]:
    for part in text.parts:
        if isinstance(part, Said):
            yield from map(escaped, clusters(part.text))
        else:
            yield from clusters(part if bold else part.replace("*", ""))


def _whole(text: Text, *, bold: bool) -> str:
    ours = text.parts if bold else [part if isinstance(part, Said) else part.replace("*", "") for part in text.parts]
    return "".join(escaped(part.text) if isinstance(part, Said) else part for part in ours)


def mrkdwn(text: Text, limit: int) -> str:
    """Slack's markup; our `*bold*` is bold there too."""
    whole = _whole(text, bold=True)
    return whole if units(whole) <= limit else cut(_signs(text, bold=True), limit)


def pieces(text: Text, limit: int) -> Iterator[str]:
    """Slack's markup in parts that each stay within the limit, broken between words where that can be."""
    whole = _whole(text, bold=True)
    if units(whole) <= limit:
        return iter([whole] if whole else [])
    return _broken(_signs(text, bold=True), limit)


def _broken(signs: Iterable[str], limit: int) -> Iterator[str]:
    part: list[str] = []
    taken = 0
    for sign in signs:
        if part and taken + units(sign) > limit:
            end = _end_of_words(part)
            yield "".join(part[:end])
            part = part[end:]
            taken = sum(map(units, part))
        part.append(sign)
        taken += units(sign)
    if part:
        yield "".join(part)


def _end_of_words(signs: list[str]) -> int:
    """The place behind the last space; without one the end."""
    return next((place for place in range(len(signs), 0, -1) if signs[place - 1].isspace()), len(signs))


def flat(text: Text, limit: int) -> str:
    """Without markup, on one line, never empty: Slack refuses an empty label."""
    whole = _whole(text, bold=False)
    short = whole if units(whole) <= limit else cut(_signs(text, bold=False), limit)
    return _SPACE.sub(" ", short).strip() or _EMPTY


def plain_text(text: Text, limit: str) -> Json:
    return {"type": "plain_text", "text": flat(text, LIMITS[limit]), "emoji": False}


def mrkdwn_text(text: str) -> Json:
    """`verbatim` keeps Slack from turning names and channels in the text into mentions."""
    return {"type": "mrkdwn", "text": text, "verbatim": True}


def carried(line: str, values: Mapping[str, str] = MappingProxyType({})) -> str:
    """A command line, with values, as a button or a form carries it and brings it back unchanged."""
    parts = [line if _PLAIN(line) else quote(line, safe=_CARRIED_AS_TYPED)]
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
