"""What people type as a date is understood as they meant it, or not at all."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bitbot.domain.calendar import WorkCalendar
from bitbot.domain.dates import Moment, WhyNot, understand, why_not
from bitbot.domain.dutch_words import MONTHS, WEEKDAYS

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
THURSDAY = datetime(2026, 9, 10, 14, 0, tzinfo=AMSTERDAM)
MONTH_NAMES = tuple(name for name in MONTHS if len(name) > 4 or name in {"mei", "juni", "juli"})

NOTATIONS: dict[str, Callable[[date], str]] = {
    "in full": lambda day: f"{WEEKDAYS[day.weekday()]} {day.day} {MONTH_NAMES[day.month - 1]} {day.year}",
    "month short": lambda day: f"{day.day} {MONTH_NAMES[day.month - 1][:3].replace('maa', 'mrt')} {day.year}",
    "weekday short": lambda day: f"{WEEKDAYS[day.weekday()][:2]} {day.day}/{day.month}/{day.year}",
    "year short": lambda day: f"{day:%d-%m-%y}",
    "dots": lambda day: f"{day.day}.{day.month}.{day.year}",
    "ISO": lambda day: day.isoformat(),
}
WORDS = (*WEEKDAYS, *MONTHS, "over", "week", "1", "31", "-2", "om", "uur", "15:00", "eind", "van", "volgende", "dagen")
texts = st.text(max_size=80) | st.lists(st.sampled_from(WORDS), max_size=6).map(" ".join)
days_in_range = st.dates(date(2025, 1, 1), date(2036, 12, 31))


def september(day: int) -> date:
    return date(2026, 9, day)


def october(day: int) -> date:
    return date(2026, 10, day)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("eergisteren", september(8)),
        ("gisteren", september(9)),
        ("vandaag", september(10)),
        ("morgen", september(11)),
        ("overmorgen", september(12)),
        ("morgen over een week", september(18)),
        ("vandaag over 2 weken", september(24)),
        ("vrijdag", september(11)),
        ("vr", september(11)),
        ("op vrijdag", september(11)),
        ("donderdag", september(17)),
        ("woensdag", september(16)),
        ("zo", september(13)),
        ("komende vrijdag", september(11)),
        ("aanstaande vrijdag", september(11)),
        ("a.s. vrijdag", september(11)),
        ("as vrijdag", september(11)),
        ("vrijdag a.s.", september(11)),
        ("aankomende maandag", september(14)),
        ("eerstvolgende donderdag", september(17)),
        ("afgelopen vrijdag", september(4)),
        ("afgelopen donderdag", september(3)),
        ("afgelopen woensdag", september(9)),
        ("volgende week vrijdag", september(18)),
        ("vrijdag volgende week", september(18)),
        ("volgende week ma", september(14)),
        ("deze week vrijdag", september(11)),
        ("maandag deze week", september(7)),
        ("vorige week dinsdag", september(1)),
        ("vrijdag over een week", september(18)),
        ("maandag over 2 weken", september(28)),
    ],
)
def test_days_near_today(text: str, day: date) -> None:
    assert understand(text, THURSDAY) == Moment(day)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("over twee weken", september(24)),
        ("over een week", september(17)),
        ("over één week", september(17)),
        ("over 1 week", september(17)),
        ("binnen 3 dagen", september(13)),
        ("over veertien dagen", september(24)),
        ("over 1 dag", september(11)),
        ("over een maand", october(10)),
        ("over drie maanden", date(2026, 12, 10)),
        ("over een jaar", date(2027, 9, 10)),
        ("over 10 jaar", date(2036, 9, 10)),
        ("over 1 werkdag", september(11)),
        ("over twee werkdagen", september(14)),
        ("binnen tien werkdagen", september(24)),
    ],
)
def test_terms_count_from_today(text: str, day: date) -> None:
    assert understand(text, THURSDAY) == Moment(day)


def test_a_month_from_the_31st_ends_in_february() -> None:
    now = datetime(2026, 1, 31, 9, 0, tzinfo=AMSTERDAM)

    assert understand("over een maand", now) == Moment(date(2026, 2, 28))


def test_working_days_skip_the_holidays_of_the_calendar_given() -> None:
    before_easter = datetime(2026, 4, 2, 9, 0, tzinfo=AMSTERDAM)
    closed_on_good_friday = WorkCalendar(AMSTERDAM, good_friday=True)

    assert understand("over 1 werkdag", before_easter) == Moment(date(2026, 4, 3))
    assert understand("over 1 werkdag", before_easter, closed_on_good_friday) == Moment(date(2026, 4, 7))


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("eind van de maand", september(30)),
        ("eind maand", september(30)),
        ("einde maand", september(30)),
        ("einde van deze maand", september(30)),
        ("eind volgende maand", october(31)),
        ("eind van de volgende maand", october(31)),
        ("eind van de week", september(11)),
        ("einde week", september(11)),
        ("eind deze week", september(11)),
        ("eind volgende week", september(18)),
        ("eind van het jaar", date(2026, 12, 31)),
        ("eind dit jaar", date(2026, 12, 31)),
        ("eind volgend jaar", date(2027, 12, 31)),
        ("eind oktober", october(31)),
        ("eind februari", date(2027, 2, 28)),
        ("eind februari 2028", date(2028, 2, 29)),
    ],
)
def test_ends_of_periods(text: str, day: date) -> None:
    assert understand(text, THURSDAY) == Moment(day)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("vrijdag week 40", october(2)),
        ("vr wk 40", october(2)),
        ("wk. 40 vrijdag", october(2)),
        ("vrijdag in week 40 van 2026", october(2)),
        ("vrijdag in week 40 (van 2026)", october(2)),
        ("donderdag week 37", september(10)),
        ("woensdag week 37", date(2027, 9, 15)),
        ("vrijdag week 53", date(2027, 1, 1)),
        ("vrijdag week 53 van 2026", date(2027, 1, 1)),
    ],
)
def test_weekdays_in_numbered_weeks(text: str, day: date) -> None:
    assert understand(text, THURSDAY) == Moment(day)


def test_the_last_week_of_the_year_reaches_into_january() -> None:
    new_year = datetime(2027, 1, 1, 12, 0, tzinfo=AMSTERDAM)

    assert understand("zondag week 53", new_year) == Moment(date(2027, 1, 3))


@pytest.mark.parametrize(
    "text",
    [
        "1 oktober",
        "1 okt",
        "1 okt.",
        "1 okt 2026",
        "1 okt '26",
        "1-okt-2026",
        "1e oktober",
        "de 1e oktober",
        "1ste oktober",
        "op 1 oktober",
        "donderdag 1 oktober 2026",
        "donderdag, 1 oktober 2026",
        "do. 1 okt. 2026",
        "donderdag 1 oktober 2026 (week 40)",
        "01-10-26",
        "1/10",
        "1-10",
        "1.10",
        "1.10.2026",
        "01/10/2026",
        "2026-10-01",
        "2026/10/1",
        "DONDERDAG 1 OKTOBER",
        "  donderdag   1 oktober  ",
        "1\u00a0oktober\u202f2026",
        "\u201c1 oktober\u201d",
        "\u20181 oktober\u2019!",
        "1 oktober...",
        "1 oktober?",
        "1\u201110\u20112026",
        "1 okto\u00adber",
        "1 öktober",
        "1 okto\u0308ber",
        "\u200b1 oktober",
    ],
)
def test_a_date_may_be_written_in_many_ways(text: str) -> None:
    assert understand(text, THURSDAY) == Moment(october(1))


@pytest.mark.parametrize("text", ["vr\u0133dag", "Vrijdag.", "(vrijdag)", "vrijdag :)", "'vrijdag'", "vríjdag"])
def test_spelling_of_a_weekday_is_forgiven(text: str) -> None:
    assert understand(text, THURSDAY) == Moment(september(11))


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("10-9", september(10)),
        ("9-9", date(2027, 9, 9)),
        ("ma 14/9", september(14)),
        ("1 januari", date(2027, 1, 1)),
        ("31-12", date(2026, 12, 31)),
    ],
)
def test_a_date_without_a_year_is_the_coming_one(text: str, day: date) -> None:
    assert understand(text, THURSDAY) == Moment(day)


def test_leap_day_without_a_year_is_understood_when_it_is_coming() -> None:
    now = datetime(2027, 12, 1, 9, 0, tzinfo=AMSTERDAM)

    assert understand("29-02", now) == Moment(date(2028, 2, 29))


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("morgen om 15 uur", Moment(september(11), time(15))),
        ("morgen 15u", Moment(september(11), time(15))),
        ("morgen 15u30", Moment(september(11), time(15, 30))),
        ("vandaag 15:00", Moment(september(10), time(15))),
        ("vandaag, 15:00 uur", Moment(september(10), time(15))),
        ("10-09-2026 14:00", Moment(september(10), time(14))),
        ("2026-10-01 09:30", Moment(october(1), time(9, 30))),
        ("vrijdag 15.30", Moment(september(11), time(15, 30))),
        ("vrijdag om 15.10", Moment(september(11), time(15, 10))),
        ("vrijdag 1.10 uur", None),
        ("do 1.10", Moment(october(1))),
        ("volgende week vrijdag om 9 uur", Moment(september(18), time(9))),
        ("vrijdag om 10", Moment(september(11), time(10))),
        ("1 okt. 03:00", Moment(october(1), time(3))),
        ("1 okt 0:05", Moment(october(1), time(0, 5))),
        ("15 uur", Moment(september(10), time(15))),
        ("om 15 uur", Moment(september(10), time(15))),
        ("15:00", Moment(september(10), time(15))),
        ("15.30 uur", Moment(september(10), time(15, 30))),
        ("9:00", Moment(september(10), time(9))),
    ],
)
def test_clock_times(text: str, moment: Moment | None) -> None:
    assert understand(text, THURSDAY) == moment


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        ".",
        "zo snel mogelijk",
        "volgende week",
        "volgende vrijdag",
        "week 40",
        "wk 40",
        "begin volgende week",
        "half oktober",
        "half vier",
        "om 3 uur",
        "3 uur",
        "vrijdag 3:00",
        "morgenochtend",
        "vanmiddag",
        "donderdag over een week",
        "over 1,5 week",
        "over een paar dagen",
        "over 2 uur",
        "1 10",
        "1\u201310",
        "1-10/2026",
        "1-10 - 3-10",
        "vrijdag of maandag",
        "vrijdag of zo",
        "niet vrijdag",
        "12",
        "vrijdag 15:00-16:00",
        "1-10-1999",
        "01-10-2037",
        "31-12-2024",
        "over 999 weken",
        "\u0661-\u0661\u0660",
        "vrijdag" * 800,
        "1 oktober" + " " * 60,
    ],
)
def test_what_may_mean_something_else_is_not_guessed(text: str) -> None:
    assert understand(text, THURSDAY) is None
    assert why_not(text, THURSDAY) == "unknown"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("31-02", "impossible"),
        ("31-11-2026", "impossible"),
        ("29-02-2027", "impossible"),
        ("29-02", "impossible"),
        ("32-1", "impossible"),
        ("32.1", "impossible"),
        ("10/31/2026", "impossible"),
        ("0-0-0000", "impossible"),
        ("31 juni", "impossible"),
        ("2026-13-01", "impossible"),
        ("vrijdag week 54", "impossible"),
        ("vrijdag week 53 van 2027", "impossible"),
        ("vandaag 25:00", "impossible"),
        ("morgen 24 uur", "impossible"),
        ("over 999 jaar", "unknown"),
        ("vrijdag 1 oktober 2026", "weekday"),
        ("ma 15/9", "weekday"),
        ("woensdag 9 september", "weekday"),
        ("donderdag 1 oktober 2026 (week 41)", "weekday"),
        ("morgen", "unknown"),
    ],
)
def test_the_reason_tells_which_question_to_ask(text: str, reason: WhyNot) -> None:
    assert why_not(text, THURSDAY) == reason


@pytest.mark.parametrize("text", ["31-02", "32-1", "vrijdag 1 oktober 2026", "vandaag 25:00"])
def test_what_cannot_be_is_not_understood(text: str) -> None:
    assert understand(text, THURSDAY) is None


@given(texts, st.datetimes(datetime(1, 1, 1), datetime(9999, 12, 31), timezones=st.just(AMSTERDAM)))  # noqa: DTZ001
def test_no_text_raises(text: str, now: datetime) -> None:
    moment = understand(text, now)

    assert moment is None or abs(moment.day.year - now.year) <= 10
    assert why_not(text, now) in {"unknown", "impossible", "weekday"}


@pytest.mark.parametrize("notation", NOTATIONS)
@given(day=days_in_range)
def test_every_date_is_understood_as_itself(notation: str, day: date) -> None:
    text = NOTATIONS[notation](day)

    assert understand(text, THURSDAY) == Moment(day)


@given(
    st.builds(Moment, days_in_range, st.none() | st.times().map(lambda clock: clock.replace(second=0, microsecond=0)))
)
def test_an_echo_is_understood_as_what_it_says(moment: Moment) -> None:
    clock = f" om {moment.time:%H:%M}" if moment.time else ""
    echo = f"{NOTATIONS['in full'](moment.day)} (week {moment.day.isocalendar().week}){clock}"

    assert understand(echo, THURSDAY) == moment


@given(st.sampled_from(WEEKDAYS), st.integers(0, 6))
def test_a_bare_weekday_lies_one_to_seven_days_ahead(weekday: str, shift: int) -> None:
    now = THURSDAY + timedelta(days=shift)

    moment = understand(weekday, now)

    assert moment is not None
    assert WEEKDAYS[moment.day.weekday()] == weekday
    assert 1 <= (moment.day - now.date()).days <= 7
