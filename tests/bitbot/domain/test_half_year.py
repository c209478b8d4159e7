"""Half-years follow each other without a gap."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bitbot.domain.half_year import HalfYear

days = st.dates(date(1900, 1, 1), date(2200, 12, 31))


@pytest.mark.parametrize(
    ("day", "label"),
    [
        (date(2026, 1, 1), "2026-1"),
        (date(2026, 6, 30), "2026-1"),
        (date(2026, 7, 1), "2026-2"),
        (date(2026, 12, 31), "2026-2"),
    ],
)
def test_every_day_has_its_half_year(day: date, label: str) -> None:
    assert HalfYear.of(day).label == label


@given(days)
def test_a_day_lies_in_its_half_year_and_the_neighbours_touch(day: date) -> None:
    half_year = HalfYear.of(day)

    assert half_year.first_day <= day <= half_year.last_day
    assert half_year.next().first_day == half_year.last_day + timedelta(days=1)
    assert half_year.next().previous() == half_year


@given(days, days)
def test_half_years_sort_as_their_days_do(one: date, other: date) -> None:
    assert (HalfYear.of(one) < HalfYear.of(other)) == (HalfYear.of(one).last_day < HalfYear.of(other).first_day)


@pytest.mark.parametrize(
    "text",
    ["2026-1", "2026/1", " 2026-H1 ", "2026 h1", "1-2026", "H1 2026", "1e halfjaar 2026", "Eerste half jaar van 2026"],
)
def test_a_half_year_may_be_written_in_many_ways(text: str) -> None:
    assert HalfYear.parse(text) == HalfYear(2026, 1)


@pytest.mark.parametrize("text", ["", "2026", "2026-3", "2026-0", "26-1", "1", "2026-1-1", "derde halfjaar 2026"])
def test_anything_else_is_no_half_year(text: str) -> None:
    assert HalfYear.parse(text) is None


@given(days)
def test_a_label_is_understood_as_itself(day: date) -> None:
    half_year = HalfYear.of(day.replace(year=2000 + day.year % 100, day=1))

    assert HalfYear.parse(half_year.label) == half_year
