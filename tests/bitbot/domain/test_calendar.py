"""Working days are the days on which a Dutch team works, and nine o'clock is nine o'clock all year."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from dateutil.relativedelta import SU, relativedelta
from hypothesis import given
from hypothesis import strategies as st

from bitbot.domain.calendar import CLOSES, OPENS, Direction, WorkCalendar

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
TEAM = WorkCalendar(AMSTERDAM)
CLOSED_ON_GOOD_FRIDAY = WorkCalendar(AMSTERDAM, good_friday=True)
FREE_ON_LIBERATION_DAY = WorkCalendar(AMSTERDAM, liberation_day=True)

days = st.dates(date(2020, 1, 1), date(2040, 12, 31))
moments = st.datetimes(datetime(2020, 1, 1), datetime(2040, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001
directions = st.sampled_from(["earlier", "later"])


def local(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=AMSTERDAM)


def last_sunday(year: int, month: int) -> date:
    return date(year, month, 31) + relativedelta(weekday=SU(-1))


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2026, 1, 1), "Nieuwjaarsdag"),
        (date(2026, 4, 5), "Eerste paasdag"),
        (date(2026, 4, 6), "Tweede paasdag"),
        (date(2025, 4, 26), "Koningsdag"),
        (date(2025, 4, 27), None),
        (date(2026, 4, 27), "Koningsdag"),
        (date(2026, 5, 14), "Hemelvaartsdag"),
        (date(2026, 5, 25), "Tweede pinksterdag"),
        (date(2026, 12, 25), "Eerste kerstdag"),
        (date(2026, 12, 26), "Tweede kerstdag"),
        (date(2027, 3, 28), "Eerste paasdag"),
        (date(2026, 12, 24), None),
        (date(2026, 9, 12), None),
    ],
)
def test_holidays_have_their_dutch_names(day: date, name: str | None) -> None:
    assert TEAM.holiday_name(day) == name


def test_good_friday_is_free_for_a_team_that_says_so() -> None:
    good_friday = date(2026, 4, 3)

    assert TEAM.is_working_day(good_friday)
    assert not CLOSED_ON_GOOD_FRIDAY.is_working_day(good_friday)
    assert CLOSED_ON_GOOD_FRIDAY.holiday_name(good_friday) == "Goede vrijdag"


@pytest.mark.parametrize(("year", "free_for_all"), [(2025, True), (2026, False), (2027, False), (2030, True)])
def test_liberation_day_is_free_in_lustrum_years_or_always(year: int, free_for_all: bool) -> None:
    liberation_day = date(year, 5, 5)

    assert (TEAM.holiday_name(liberation_day) == "Bevrijdingsdag") is free_for_all
    assert FREE_ON_LIBERATION_DAY.holiday_name(liberation_day) == "Bevrijdingsdag"


def test_days_of_the_team_itself_are_free_without_a_name() -> None:
    bridge_day = date(2026, 5, 15)
    team = WorkCalendar(AMSTERDAM, extra_free=frozenset({bridge_day}))

    assert TEAM.is_working_day(bridge_day)
    assert not team.is_working_day(bridge_day)
    assert team.holiday_name(bridge_day) is None


def test_nobody_works_over_easter() -> None:
    easter = [date(2026, 4, day) for day in (3, 4, 5, 6)]

    assert not any(CLOSED_ON_GOOD_FRIDAY.is_working_day(day) for day in easter)
    assert CLOSED_ON_GOOD_FRIDAY.working_day_on_or_before(easter[-1]) == date(2026, 4, 2)
    assert CLOSED_ON_GOOD_FRIDAY.working_day_on_or_after(easter[0]) == date(2026, 4, 7)


@pytest.mark.parametrize(
    ("day", "before", "after"),
    [
        (date(2026, 4, 27), date(2026, 4, 24), date(2026, 4, 28)),
        (date(2026, 9, 10), date(2026, 9, 10), date(2026, 9, 10)),
        (date(2026, 9, 13), date(2026, 9, 11), date(2026, 9, 14)),
        (date(2026, 12, 25), date(2026, 12, 24), date(2026, 12, 28)),
    ],
)
def test_a_free_day_gives_way_to_the_working_days_around_it(day: date, before: date, after: date) -> None:
    assert TEAM.working_day_on_or_before(day) == before
    assert TEAM.working_day_on_or_after(day) == after


@pytest.mark.parametrize(
    ("day", "n", "expected"),
    [
        (date(2026, 9, 10), 0, date(2026, 9, 10)),
        (date(2026, 9, 12), 0, date(2026, 9, 12)),
        (date(2026, 9, 10), 1, date(2026, 9, 11)),
        (date(2026, 9, 11), 1, date(2026, 9, 14)),
        (date(2026, 9, 12), 1, date(2026, 9, 14)),
        (date(2026, 9, 12), -1, date(2026, 9, 11)),
        (date(2026, 9, 14), -1, date(2026, 9, 11)),
        (date(2026, 4, 24), 1, date(2026, 4, 28)),
        (date(2026, 12, 24), 5, date(2027, 1, 4)),
    ],
)
def test_working_days_are_counted_without_the_day_itself(day: date, n: int, expected: date) -> None:
    assert TEAM.add_working_days(day, n) == expected


@given(days, st.integers(1, 40))
def test_counting_back_undoes_counting_on(day: date, n: int) -> None:
    start = TEAM.working_day_on_or_after(day)

    assert TEAM.add_working_days(TEAM.add_working_days(start, n), -n) == start


@given(days)
def test_the_first_working_day_after_a_day_is_one_working_day_on(day: date) -> None:
    assert TEAM.first_working_day_after(day) == TEAM.add_working_days(day, 1)


@pytest.mark.parametrize("sunday", [last_sunday(year, month) for year in range(2025, 2036) for month in (3, 10)])
def test_nine_o_clock_stays_nine_o_clock_through_every_clock_change(sunday: date) -> None:
    saturday, monday = sunday - timedelta(days=1), sunday + timedelta(days=1)

    around = [TEAM.at(day, time(9)) for day in (saturday, sunday, monday)]

    assert [moment.time() for moment in around] == [time(9)] * 3
    assert around[0].utcoffset() != around[1].utcoffset() == around[2].utcoffset()
    assert around[1].astimezone(UTC) - around[0].astimezone(UTC) == timedelta(hours=23 if sunday.month == 3 else 25)


@pytest.mark.parametrize(
    ("day", "clock_time", "expected"),
    [
        (date(2026, 3, 29), time(2, 30), "2026-03-29T03:30:00+02:00"),
        (date(2027, 3, 28), time(2), "2027-03-28T03:00:00+02:00"),
        (date(2026, 10, 25), time(2, 30), "2026-10-25T02:30:00+02:00"),
        (date(2026, 10, 25), time(2, 30, fold=1), "2026-10-25T02:30:00+02:00"),
        (date(2026, 10, 25), time(3), "2026-10-25T03:00:00+01:00"),
    ],
)
def test_skipped_hours_move_forward_and_double_hours_are_the_first(day: date, clock_time: time, expected: str) -> None:
    assert TEAM.at(day, clock_time).isoformat() == expected


@pytest.mark.parametrize(
    ("moment", "direction", "expected"),
    [
        (local(2026, 9, 10, 14), "earlier", local(2026, 9, 10, 14)),
        (local(2026, 9, 10, 8), "later", local(2026, 9, 10, 8)),
        (local(2026, 9, 10, 17, 59), "earlier", local(2026, 9, 10, 17, 59)),
        (local(2026, 9, 10, 18), "earlier", local(2026, 9, 10, 9)),
        (local(2026, 9, 10, 18), "later", local(2026, 9, 11, 9)),
        (local(2026, 9, 10, 7, 59), "earlier", local(2026, 9, 9, 9)),
        (local(2026, 9, 10, 7, 59), "later", local(2026, 9, 10, 9)),
        (local(2026, 9, 11, 20), "later", local(2026, 9, 14, 9)),
        (local(2026, 9, 14, 6), "earlier", local(2026, 9, 11, 9)),
        (local(2026, 9, 12, 15, 30), "earlier", local(2026, 9, 11, 15, 30)),
        (local(2026, 9, 12, 15, 30), "later", local(2026, 9, 14, 15, 30)),
        (local(2026, 9, 13, 23), "later", local(2026, 9, 14, 9)),
        (local(2026, 9, 13, 6), "earlier", local(2026, 9, 11, 9)),
        (local(2026, 4, 27, 9), "earlier", local(2026, 4, 24, 9)),
        (local(2026, 4, 27, 9), "later", local(2026, 4, 28, 9)),
        (datetime(2026, 9, 10, 16, 30, tzinfo=UTC), "later", local(2026, 9, 11, 9)),
    ],
)
def test_a_moment_moves_into_office_hours(moment: datetime, direction: Direction, expected: datetime) -> None:
    assert TEAM.office_hours(moment, direction).isoformat() == expected.isoformat()


@given(moments, directions)
def test_office_hours_hold_for_any_moment_and_never_move_the_other_way(moment: datetime, direction: Direction) -> None:
    moved = TEAM.office_hours(moment, direction)

    assert TEAM.is_working_day(moved.date())
    assert OPENS <= moved.time() < CLOSES
    assert moved <= moment if direction == "earlier" else moved >= moment
    assert TEAM.office_hours(moved, direction) == moved


def test_equal_calendars_are_one_key() -> None:
    assert len({TEAM, WorkCalendar(ZoneInfo("Europe/Amsterdam"))}) == 1
