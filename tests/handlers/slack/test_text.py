"""Escaping and unescaping: once, and only what Slack means."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bitbot.chat import Said, Text
from handlers.slack.limits import units
from handlers.slack.text import brought, carried, escaped, flat, mrkdwn, pieces, typed, unescaped


def test_only_what_people_wrote_is_escaped() -> None:
    text = Text(("*Van u & ons:* ", Said("<!channel> <@U1> R&D <http://x|klik> @all *vet*")))

    shown = mrkdwn(text, 3_000)

    assert shown == "*Van u & ons:* &lt;!channel&gt; &lt;@U1&gt; R&amp;D &lt;http://x|klik&gt; @all *vet*"


def test_a_label_is_one_line_without_marks_and_never_empty() -> None:
    assert flat(Text(("*Claim*\nnu ", Said("*a*"))), 75) == "Claim nu *a*"
    assert flat(Text(("\n",)), 75) == "–"


def test_a_cut_never_breaks_an_escape() -> None:
    assert mrkdwn(Text((Said("ab<cd"),)), 6) == "ab…"
    assert mrkdwn(Text((Said("ab<"),)), 6) == "ab&lt;"


@given(st.text(" \nab<é👨‍👩‍👧‍👦", max_size=80), st.integers(30, 60))
def test_a_long_text_in_parts_is_the_same_text(words: str, limit: int) -> None:
    parts = list(pieces(Text((Said(words),)), limit))

    assert "".join(parts) == escaped(words)
    assert all(0 < units(part) <= limit for part in parts)


def test_a_long_text_is_broken_between_words_and_a_long_word_where_it_must() -> None:
    assert list(pieces(Text((Said("een twee drie"),)), 10)) == ["een twee ", "drie"]
    assert list(pieces(Text((Said("eentweedrie"),)), 4)) == ["eent", "weed", "rie"]


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ("claim &lt;b&gt; R&amp;D", "claim <b> R&D"),
        ("&amp;lt;", "&lt;"),
        ("wijs <@U012ABCDEF|anna> toe", "wijs <@U012ABCDEF> toe"),
        ("wijs <@W012> toe", "wijs <@W012> toe"),
        ("in <#C012|bit-gooi>", "in #bit-gooi"),
        ("in <#C012|>", "in #C012"),
        ("zie <https://bit.example/?a=1&amp;b=2>", "zie https://bit.example/?a=1&b=2"),
        ("zie <http://bit.example|bit.example>", "zie bit.example"),
        ("aan <mailto:anna@bit.example|anna@bit.example>", "aan anna@bit.example"),
        ("aan <mailto:anna@bit.example>", "aan anna@bit.example"),
        ("hallo <!channel> en <!subteam^S012|@bit> en <!here|@here>", "hallo @channel en @bit en @here"),
    ],
)
def test_a_command_is_read_as_it_was_typed(sent: str, said: str) -> None:
    assert typed(sent) == said


@given(st.text())
def test_an_escaped_text_starts_nothing_and_comes_back(text: str) -> None:
    shown = escaped(text)

    assert "<" not in shown
    assert unescaped(shown) == text


@given(st.text(), st.dictionaries(st.from_regex(r"[a-z_]{1,8}", fullmatch=True), st.text(), max_size=2))
def test_what_a_button_carries_comes_back_whatever_slack_does_to_it(line: str, values: dict[str, str]) -> None:
    sent = carried(line, values)

    assert brought(escaped(sent)) == brought(sent) == (line, {name: (value,) for name, value in values.items()})


def test_an_ordinary_line_is_carried_as_it_is() -> None:
    assert carried("werkafspraak claim WA-1") == "werkafspraak claim WA-1"
