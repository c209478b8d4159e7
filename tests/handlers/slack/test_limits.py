"""Cutting: never inside what a person sees as one sign, never longer than allowed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.signs import clusters
from handlers.slack.limits import chunks, cut, units

FAMILY = "👨‍👩‍👧‍👦"


@pytest.mark.parametrize(
    ("text", "signs"),
    [
        ("één", ["é", "é", "n"]),
        ("e\u0301n", ["e\u0301", "n"]),
        (FAMILY + FAMILY, [FAMILY, FAMILY]),
        ("👍🏽!", ["👍🏽", "!"]),
        ("🇳🇱🇧🇪🇳", ["🇳🇱", "🇧🇪", "🇳"]),
        ("❤️a", ["❤️", "a"]),
        ("a\r\nb", ["a", "\r\n", "b"]),
        ("\u1112\u1161\u11ab", ["\u1112\u1161\u11ab"]),
        ("\u0301a", ["\u0301", "a"]),
        ("", []),
    ],
)
def test_signs_are_what_a_person_sees(text: str, signs: list[str]) -> None:
    assert list(clusters(text)) == signs


@pytest.mark.parametrize(
    ("text", "limit", "kept"),
    [
        ("precies", 7, "precies"),
        ("te lang", 6, "te la…"),
        (f"ab{FAMILY}", 12, "ab…"),
        (f"ab{FAMILY}", 13, f"ab{FAMILY}"),
        ("🇳🇱🇧🇪", 7, "🇳🇱…"),
        (FAMILY, 3, "…"),
    ],
)
def test_a_cut_leaves_whole_signs(text: str, limit: int, kept: str) -> None:
    assert cut(clusters(text), limit) == kept


@given(st.text(), st.integers(1, 40))
def test_a_cut_text_fits_and_starts_as_the_text_did(text: str, limit: int) -> None:
    kept = cut(clusters(text), limit)

    assert units(kept) <= limit
    assert text.startswith(kept.removesuffix("…"))
    assert (kept == text) == (units(text) <= limit)


@given(st.text(max_size=60))
def test_signs_together_are_the_text(text: str) -> None:
    assert "".join(clusters(text)) == text


@given(st.lists(st.integers(1, 5)), st.integers(5, 12))
def test_groups_keep_the_order_and_stay_within_the_limit(items: list[int], limit: int) -> None:
    groups = list(chunks(items, limit, lambda item: item))

    assert [item for group in groups for item in group] == items
    assert all(0 < sum(group) <= limit for group in groups)
