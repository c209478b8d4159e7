"""A series keeps its wall-clock time, and a rule that would run wild is refused."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bitbot.domain.recurrence import RuleProblem, check_rule, occurrences

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
KOLKATA = ZoneInfo("Asia/Kolkata")


def clock(text: str) -> datetime:
    return datetime.fromisoformat(text)


def local(text: str) -> datetime:
    return clock(text).replace(tzinfo=AMSTERDAM)


def days(rule: str, start: str, after: str, before: str) -> list[str]:
    found = occurrences(rule, clock(start), AMSTERDAM, local(after), local(before))
    return [f"{moment:%Y-%m-%d}" for moment in found]


def test_a_weekly_meeting_stays_at_nine_through_both_clock_changes() -> None:
    found = occurrences(
        "FREQ=WEEKLY;BYDAY=MO", clock("2026-03-02 09:00"), AMSTERDAM, local("2026-03-20"), local("2026-11-01")
    )

    shown = [moment.isoformat(timespec="minutes") for moment in found]
    assert shown[:2] == ["2026-03-23T09:00+01:00", "2026-03-30T09:00+02:00"]
    assert shown[-2:] == ["2026-10-19T09:00+02:00", "2026-10-26T09:00+01:00"]
    assert {moment.hour for moment in found} == {9}


@pytest.mark.parametrize("year", range(2025, 2036))
def test_every_year_every_day_is_at_nine(year: int) -> None:
    new_year, new_years_eve = f"{year}-01-01", f"{year}-12-31"

    found = occurrences("FREQ=DAILY", clock(f"{new_year} 09:00"), AMSTERDAM, local(new_year), local(new_years_eve))

    assert {(moment.hour, moment.minute) for moment in found} == {(9, 0)}
    assert [moment.date() for moment in found] == [found[0].date() + timedelta(days=n) for n in range(len(found))]


def test_hours_that_are_skipped_or_come_twice_give_one_occurrence_each() -> None:
    march = occurrences("FREQ=DAILY", clock("2026-01-01 02:30"), AMSTERDAM, local("2026-03-29"), local("2026-03-30"))
    october = occurrences("FREQ=DAILY", clock("2026-01-01 02:30"), AMSTERDAM, local("2026-10-25"), local("2026-10-26"))

    assert [moment.isoformat() for moment in march] == ["2026-03-29T03:30:00+02:00"]
    assert [moment.isoformat() for moment in october] == ["2026-10-25T02:30:00+02:00"]


def test_the_zone_decides_not_the_window() -> None:
    after, before = datetime(2026, 9, 9, 18, 30, tzinfo=UTC), datetime(2026, 9, 10, 18, 30, tzinfo=UTC)

    found = occurrences("FREQ=DAILY", clock("2026-01-01 09:00"), KOLKATA, after, before)

    assert [moment.isoformat() for moment in found] == ["2026-09-10T09:00:00+05:30"]


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("FREQ=WEEKLY;INTERVAL=2;COUNT=3", ["2026-09-01", "2026-09-15", "2026-09-29"]),
        ("FREQ=WEEKLY;BYDAY=TU,FR;COUNT=3", ["2026-09-01", "2026-09-04", "2026-09-08"]),
        ("FREQ=MONTHLY;BYDAY=1TU", ["2026-09-01", "2026-10-06", "2026-11-03", "2026-12-01"]),
        ("FREQ=MONTHLY;BYDAY=-1TH", ["2026-09-24", "2026-10-29", "2026-11-26", "2026-12-31"]),
        ("FREQ=MONTHLY;BYMONTHDAY=-1", ["2026-09-30", "2026-10-31", "2026-11-30", "2026-12-31"]),
        ("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1;BYMONTH=10", ["2026-10-30"]),
        ("FREQ=YEARLY;BYMONTH=10;BYMONTHDAY=1", ["2026-10-01"]),
        ("RRULE:FREQ=MONTHLY;BYMONTHDAY=31", ["2026-10-31", "2026-12-31"]),
        ("freq=monthly;count=2", ["2026-09-01", "2026-10-01"]),
        ("FREQ=WEEKLY;UNTIL=20260915", ["2026-09-01", "2026-09-08", "2026-09-15"]),
        ("FREQ=WEEKLY;UNTIL=20260915T090000", ["2026-09-01", "2026-09-08", "2026-09-15"]),
        ("FREQ=WEEKLY;UNTIL=20260915T085959", ["2026-09-01", "2026-09-08"]),
        ("FREQ=WEEKLY;UNTIL=20260915T070000Z", ["2026-09-01", "2026-09-08", "2026-09-15"]),
        ("FREQ=WEEKLY;UNTIL=20260915T065959Z", ["2026-09-01", "2026-09-08"]),
    ],
)
def test_rules_of_meetings(rule: str, expected: list[str]) -> None:
    assert days(rule, "2026-09-01 09:00", "2026-09-01", "2027-01-01") == expected


def test_count_counts_from_the_start_not_from_the_window() -> None:
    assert days("FREQ=WEEKLY;COUNT=3", "2026-09-01 09:00", "2026-09-10", "2027-01-01") == ["2026-09-15"]


def test_an_occurrence_on_the_edge_belongs_to_the_window_that_begins_there() -> None:
    rule, start = "FREQ=DAILY", "2026-09-01 09:00"

    assert days(rule, start, "2026-09-01 09:00", "2026-09-02 09:00") == ["2026-09-01"]
    assert days(rule, start, "2026-09-02 09:00", "2026-09-03 09:00") == ["2026-09-02"]


@given(st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(AMSTERDAM)))  # noqa: DTZ001
def test_two_windows_side_by_side_give_what_one_gives(middle: datetime) -> None:
    rule, start, first, last = "FREQ=DAILY", clock("2026-01-01 02:30"), local("2026-01-01"), local("2027-01-01")

    halves = occurrences(rule, start, AMSTERDAM, first, middle) + occurrences(rule, start, AMSTERDAM, middle, last)

    assert halves == occurrences(rule, start, AMSTERDAM, first, last)


@pytest.mark.parametrize(
    ("rule", "problem"),
    [
        ("FREQ=WEEKLY;BYDAY=MO", None),
        ("FREQ=MONTHLY;BYDAY=2TU;INTERVAL=2;WKST=MO", None),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", None),
        ("FREQ=MONTHLY;INTERVAL=12;BYMONTH=3", None),
        ("", "unreadable"),
        ("elke maandag", "unreadable"),
        ("FREQ=WEEKLY;", "unreadable"),
        ("FREQ=WEEKLY;BYDAY=", "unreadable"),
        ("FREQ=WEEKLY;FREQ=DAILY", "unreadable"),
        ("DTSTART:20260901T090000\nRRULE:FREQ=DAILY", "unreadable"),
        ("FREQ=WEEKLY;BYDAY=" + ",".join(["MO"] * 99), "unreadable"),
        ("INTERVAL=2", "frequency"),
        ("FREQ=SECONDLY", "frequency"),
        ("FREQ=MINUTELY;INTERVAL=30", "frequency"),
        ("FREQ=HOURLY", "frequency"),
        ("FREQ=DAILY;BYHOUR=9", "part"),
        ("FREQ=DAILY;BYMINUTE=0,1,2", "part"),
        ("FREQ=WEEKLY;BYMONTHDAY=1", "part"),
        ("FREQ=YEARLY;BYEASTER=1", "part"),
        ("FREQ=WEEKLY;INTERVAL=0", "value"),
        ("FREQ=WEEKLY;INTERVAL=-1", "value"),
        ("FREQ=WEEKLY;COUNT=0", "value"),
        ("FREQ=WEEKLY;BYDAY=XX", "value"),
        ("FREQ=WEEKLY;BYDAY=1MO", "value"),
        ("FREQ=MONTHLY;BYDAY=99MO", "value"),
        ("FREQ=MONTHLY;BYMONTHDAY=0", "value"),
        ("FREQ=MONTHLY;BYMONTH=13", "value"),
        ("FREQ=WEEKLY;UNTIL=morgen", "value"),
        ("FREQ=WEEKLY;UNTIL=20261331", "value"),
        ("FREQ=WEEKLY;UNTIL=20260915T250000Z", "value"),
        ("FREQ=WEEKLY;COUNT=2;UNTIL=20270101", "two ends"),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "never"),
        ("FREQ=MONTHLY;BYMONTH=4,6;BYMONTHDAY=31", "never"),
    ],
)
def test_a_rule_is_good_or_has_a_reason_why_not(rule: str, problem: RuleProblem | None) -> None:
    assert check_rule(rule) == problem


def test_a_rule_that_was_refused_gives_no_moments() -> None:
    with pytest.raises(ValueError, match="frequency"):
        days("FREQ=SECONDLY", "2026-09-01 09:00", "2026-09-01", "2026-09-02")


@given(st.text(alphabet="FREQ=WEEKLYDAILYMONTHLY;BYDAYMOTUUNTIL0123456789-,TZ", max_size=60))
def test_what_passes_the_check_can_be_computed(text: str) -> None:
    for rule in (text, f"FREQ=WEEKLY;{text}", f"FREQ=MONTHLY;BYDAY={text}", f"FREQ=DAILY;UNTIL={text}"):
        if check_rule(rule) is None:
            assert isinstance(days(rule, "2026-09-01 09:00", "2026-09-01", "2027-01-01"), list)
