"""Neutral text becomes safe HTML."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bitbot.chat import Said, Text
from handlers.practice.render import day, markup, short_day
from tests.platforms.practice_html import parse


@pytest.mark.parametrize(
    ("parts", "html"),
    [
        (("*WA-1* is van u",), "<strong>WA-1</strong> is van u"),
        (("*", Said("R&D"), "* klaar"), "<strong><bdi>R&amp;D</bdi></strong> klaar"),
        (("2 * 3",), "2 * 3"),
        (("*a* en *b",), "<strong>a</strong> en *b"),
        ((Said("*niet vet*"),), "<bdi>*niet vet*</bdi>"),
        (("a < b & “c”",), "a &lt; b &amp; “c”"),
        (
            (Said("""<script>alert("x")</script>'"""),),
            "<bdi>&lt;script&gt;alert(&#34;x&#34;)&lt;/script&gt;&#39;</bdi>",
        ),
        ((), ""),
    ],
)
def test_own_words_may_be_bold_and_nothing_is_markup(parts: tuple[str | Said, ...], html: str) -> None:
    assert str(markup(Text(parts))) == html


# A parser of HTML reads a lone carriage return as a line break and NUL as a mistake.
SAID = st.text(st.characters(exclude_characters="\r\0", exclude_categories=["Cs"]))


@given(st.lists(st.one_of(SAID.map(Said), st.sampled_from(["gewoon ", "*vet* ", "*"]))))
def test_text_from_people_comes_back_as_they_typed_it(parts: list[str | Said]) -> None:
    root = parse(str(markup(Text(tuple(parts)))))

    assert [each.content for each in root.all("bdi")] == [part.text for part in parts if isinstance(part, Said)]


def test_dates_are_dutch() -> None:
    assert day(date(2026, 3, 9)) == "maandag 9 maart 2026"
    assert short_day(date(2026, 7, 1)) == "wo 1 jul 2026"
