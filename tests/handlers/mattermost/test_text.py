"""What people wrote is shown as they wrote it, and nothing in it works."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bitbot.chat import Said, Text
from handlers.mattermost.text import WORD_JOINER, flat, heading, markdown, typed
from tests.platforms.mattermost import read

# What starts something in Mattermost: its web client's Markdown (a fork of marked) and what it does with the rest.
WORKING = {
    "a mention": r"@[\w.-]",
    "a channel": r"~[\w-]",
    "a hashtag": r"#\w",
    "an emoji": r":[\w+-]+:",
    "an address": r"\b[a-z][a-z0-9.+-]*:(?:/{1,3}|[\w%])",
    "www": r"www\d{0,3}\.",
    "an e-mail address": r"[\w.]+@[\w-]+\.",
    "a link or image": r"\]\s*[(\[]",
    "an address in brackets": r"<[^ >\n]+(?:@|:/)[^ >\n]*>",
    "HTML": r"</?[a-z!]",
    "an entity": r"&#?\w+;",
    "bold, italic or code": r"(?<!\\)[*_`]",
    "strikethrough": r"~~",
    "a heading": r"(?m)^ *#{1,6} ",
    "a line below": r"(?m)^ *[=-]{2,}",
    "a list": r"(?m)^ *(?:[*+-]|\d+[.)]) ",
    "a quote": r"(?m)^ *>",
    "a block of code": r"(?m)^(?: {4}|\t|```|~~~)",
    "a table": r"(?m)^ *\|?[ :-]*-[ :|-]*\|",
}
NASTY = (
    "@all @channel @here @anna ~town-square #tag :smile: https://x.example www.x.example a@b.nl [k](http://x) "
    "![i](http://x/y.png) <http://x> <a@b.nl> <b>x</b> &copy; *v* **v** _c_ `c` ~~s~~ \\*a\\* $x$ bit.nl/x tel:112\n"
    "# kop\n- lijst\n1. een\n> citaat\n    code\n\tcode\n```\n~~~\nkop\n===\nkop\n---\n***\na | b\n--- | ---\n| c | d |"
)
pieces = st.one_of(
    st.text(max_size=20), st.sampled_from(NASTY.split(" ")), st.sampled_from(list("@~#:*_`[]()<>&|\\-.\n "))
)
nasty = st.lists(pieces, max_size=20).map("".join)


def working(text: str) -> list[str]:
    return [
        name
        for name, pattern in WORKING.items()
        if name != "an address" or not re.fullmatch(r"\d{1,2}", text)
        for found in re.finditer(pattern, text, re.IGNORECASE)
        if not (name == "an address" and re.match(r"\d", found[0]))
    ]


@pytest.mark.parametrize("words", sorted({NASTY, *NASTY.split(), *NASTY.splitlines()}))
def test_nothing_works_that_people_wrote(words: str) -> None:
    assert working(markdown(Text((Said(words),)), 20_000)) == []


@given(nasty)
def test_nothing_works_whatever_it_is(words: str) -> None:
    assert working(markdown(Text((Said(words),)), 20_000)) == []


@given(
    st.lists(st.one_of(nasty.map(Said), st.sampled_from(["*", "**", "[", "](", "@", "\n", " ", "*Wie:* "])), max_size=8)
)
def test_nothing_works_across_parts(parts: list[str | Said]) -> None:
    shown = markdown(Text(tuple(parts)), 20_000)

    # Bold begins or ends here: no tag, code or address goes on over it.
    assert working(re.sub(r"(?<!\\)\*\*", "\u2063", shown)) == []


@given(nasty)
def test_nothing_pings_from_a_label(words: str) -> None:
    shown = flat(Text((Said(words),)), 2_000)

    assert not re.search(r"[@~]\w|#\w|:\w+:", shown)
    assert "\n" not in shown
    assert shown


@given(nasty)
def test_it_reads_as_it_was_written(words: str) -> None:
    shown = read(markdown(Text((Said(words),)), 20_000))

    assert shown.replace("< ", "<") == re.sub(
        "\r\n?|[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]", "\n", words.replace(WORD_JOINER, "").replace("\ue000", "")
    ).replace("< ", "<")


def test_our_own_bold_is_bold_and_theirs_is_not() -> None:
    text = Text(("*Van u:* ", Said("*vet* en _schuin_"), "\n*", Said("WA-1"), "* klaar"))

    assert markdown(text, 200) == "**Van u:** \\*vet\\* en \\_schuin\\_\n**WA-1** klaar"


@pytest.mark.parametrize("words", ["14:30", "vrijdag 9:05 uur", "Vergunning nakijken", "S-12 en WA-3", "R&D"])
def test_ordinary_words_are_copied_as_they_are(words: str) -> None:
    assert markdown(Text((Said(words),)), 200).replace(WORD_JOINER, "", 1) == words
    assert WORD_JOINER not in markdown(Text((Said(f"Om {words}"),)), 200)


def test_our_own_words_are_words_too() -> None:
    assert working(markdown(Text(("Typ /wa nieuw [tekst] voor @wie: #1 ~bit\n- nieuw_ding",)), 500)) == []


@pytest.mark.parametrize("limit", [1, 2, 7, 20, 61])
@given(words=nasty)
def test_a_cut_stays_within_the_limit_and_breaks_no_escape(limit: int, words: str) -> None:
    shown = markdown(Text((Said(words),)), limit)

    assert len(shown) <= limit
    assert working(shown) == []


def test_a_cut_never_breaks_a_sign() -> None:
    family = "👨‍👩‍👧‍👦"

    assert markdown(Text((Said(f"ab{family}{family}"),)), 10) == f"ab{family}…"
    assert markdown(Text((Said(f"ab{family}{family}"),)), 9) == "ab…"
    assert flat(Text((Said("ab🇳🇱🇳🇱"),)), 5) == "ab🇳🇱…"


def test_a_title_stays_on_its_line() -> None:
    assert heading(Text(("S-1 ", Said("kop\n# kop"))), 200).count("\n") == 0
    assert heading(Text(), 200) == ""


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("voor @anna morgen", "voor <@ID1> morgen"),
        ("@Anna", "<@ID1>"),
        ("(@anna)", "(<@ID1>)"),
        ("@anna.", "<@ID1>."),
        ("@anna.b.", "<@ID2>."),
        ("@anna-", "<@ID1>-"),
        ("@annab", "@annab"),
        ("x@anna", "x@anna"),
        ("@@anna", "@@anna"),
        ("@all en @niemand", "@all en @niemand"),
    ],
)
def test_a_name_becomes_its_id(text: str, line: str) -> None:
    assert typed(text, {"anna": "ID1", "anna.b": "ID2"}) == line
