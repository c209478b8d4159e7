"""Amounts as people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bitbot.domain.money import amount, cents


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1.250,50", 125050),
        ("€ 1250", 125000),
        ("€1.250", 125000),
        ("1250,-", 125000),
        ("0", 0),
        ("12 euro", 1200),
        ("1.000.000,00", 100000000),
        ("-5", None),
        ("1.25,00", None),
        ("1,5", None),
        ("1,250.50", None),
        ("veel", None),
        ("", None),
        ("9" * 40, None),
    ],
)
def test_an_amount_is_read_or_it_is_none(text: str, value: int | None) -> None:
    assert cents(text) == value


@given(st.integers(0, 10**11))
def test_what_is_said_is_read_as_the_same(value: int) -> None:
    assert cents(amount(value)) == value
