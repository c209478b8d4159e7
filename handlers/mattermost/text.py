"""Text to Mattermost's Markdown and back: the one place where what people wrote is made harmless."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping
from itertools import islice
from typing import Any, Final

from bitbot.chat import Said, Text
from handlers.mattermost.cutting import cut
from handlers.signs import DOTS, clusters

Json = dict[str, Any]

# A sign without width, within which no word, mention, address or emoji goes on.
WORD_JOINER: Final = "\u2060"
_BOLD = "\ue000"  # our own mark for bold, while the rest is being escaped
_EMPTY: Final = "–"

# Mattermost's web client knows fewer backslashes than CommonMark (none for @ : < $ and \), so a backslash stands only
# where nothing else helps. Everything else is broken apart with a sign that nobody sees.
_RISKS: Final = re.compile(
    r"""
    (?P<mark>[*_`])                                       # bold, italic, code
    | (?P<address><)(?=[^ >\n]+@[^ >\n]*>)                # <anna@bit.example> would become a link
    | (?P<time>(?<![\w.+-])\d{1,2}:\d\d(?![\d:]))         # 14:30 is only a time: it stays as it is, also when copied
    | (?P<start>[\\@~]                                    # escapes, mentions, channels, strikethrough, fences
        | <(?=[a-z/!?])                                   # HTML
        | \#(?=[\w\ue000])                                # hashtags
        | :(?=[^\s\ue000])                                # emoji codes, and addresses such as https:// and tel:
        | \](?=\s*[(\[:])                                 # links and images
        | &(?=\#?\w+;)                                    # entities
        | \.(?=\w{2,4}/)                                  # bit.example/x
        | www\d{0,3}(?=\.)
      )
    """,
    re.VERBOSE | re.IGNORECASE,
)
# Headings, quotes, lists, rules, tables, code blocks: all begin a line, and none of them with a letter.
_LINE_START: Final = re.compile(rf"^(?!{_BOLD}?[^\W\d_])(?=.)", re.MULTILINE)
_LINE_ENDS: Final = re.compile(r"\r\n?|[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")


def markdown(text: Text, limit: int) -> str:
    """Mattermost's Markdown, in which nothing works but our own bold; what is too long is cut between two signs."""
    source = _source(text)
    whole = _escaped(source)
    if len(whole) <= limit:
        return whole
    signs = list(islice(clusters(source), limit))  # each takes one character at least
    fitting = bisect_right(range(1, len(signs)), limit - 1, key=lambda count: len(_escaped("".join(signs[:count]))))
    return _escaped("".join(signs[:fitting])) + DOTS


def flat(text: Text, limit: int) -> str:
    """For labels: without Markdown, on one line, never empty."""
    joined = "".join(part.text if isinstance(part, Said) else part.replace("*", "") for part in text.parts)
    plain = _RISKS.sub(lambda found: found[0] if found["mark"] or found["address"] else _apart(found), joined)
    return cut(" ".join(plain.split()), limit) or _EMPTY


def heading(text: Text, limit: int) -> str:
    """A title of one line, which cannot end the line early."""
    parts = [_one_line(part) for part in text.parts]
    return f"#### {markdown(Text((WORD_JOINER, *parts)), limit)}" if text.plain.strip() else ""


def _one_line(part: str | Said) -> str | Said:
    return Said(" ".join(part.text.splitlines())) if isinstance(part, Said) else part.replace("\n", " ")


def _source(text: Text) -> str:
    """One string, so that no trick can be spread over several parts."""
    marked = (
        part.text.replace(_BOLD, "") if isinstance(part, Said) else part.replace(_BOLD, "").replace("*", _BOLD)
        for part in text.parts
    )
    return _LINE_ENDS.sub("\n", "".join(marked))


def _escaped(source: str) -> str:
    return _LINE_START.sub(WORD_JOINER, _RISKS.sub(_apart, _paired(source))).replace(_BOLD, "**")


def _paired(source: str) -> str:
    """Bold that ends and holds something; other marks are gone before the rest is looked at."""
    runs = source.split(_BOLD)
    closed = len(runs) - (len(runs) + 1) % 2
    bold = (f"{_BOLD}{run}{_BOLD}" if number % 2 and run.strip() else run for number, run in enumerate(runs[:closed]))
    return "".join([*bold, *runs[closed:]])


def _apart(found: re.Match[str]) -> str:
    match found.lastgroup:
        case "mark":
            return f"\\{found[0]}"
        case "address":
            return "< "
        case "time":
            return found[0]
        case _:
            return f"{found[0]}{WORD_JOINER}"


_NAME: Final = re.compile(r"(?<![\w.@-])@([a-z0-9._-]+)", re.IGNORECASE)


def typed(text: str, mentions: Mapping[str, str]) -> str:
    """What the person typed after a slash command, with mentions as `<@ID>`; `mentions` gives the id for each name."""
    return _NAME.sub(lambda found: _mentioned(found[1], mentions), text)


def _mentioned(name: str, mentions: Mapping[str, str]) -> str:
    """A name may end with a full stop, or be followed by one."""
    whole = name.lower()
    for length in range(len(whole), 0, -1):
        if whole[:length] in mentions:
            return f"<@{mentions[whole[:length]]}>{name[length:]}"
        if whole[length - 1] not in "._-":
            break
    return f"@{name}"
