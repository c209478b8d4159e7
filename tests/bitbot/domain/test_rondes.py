"""The rounds of a quarter: when they open, whom they ask, and the list that is signed."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bitbot.domain.autorisaties import COMPETENCE, REPLACEMENT, ROLE, Autorisatie
from bitbot.domain.calendar import DUTCH
from bitbot.domain.holdings import Held, everything_held, version
from bitbot.domain.organisation import Member, Organisation, Partner
from bitbot.domain.planning import OVERTAKING
from bitbot.domain.rondes import RECHTEN, RONDES, asks, next_opening, numbered, opened, opening, quarter, understood

CHEF, ANNA, AUDITOR = 1, 2, 3
LONG_AGO = date(2026, 1, 1)
NOON = datetime(2026, 10, 1, 10, tzinfo=UTC)


def given(kind: str, value: str, member: int, last: date | None = None, **more: object) -> Autorisatie:
    values = {"valid_from": LONG_AGO, "given_at": NOON} | more
    return Autorisatie(kind=kind, member=member, value=value, valid_to=last, **values)  # type: ignore[arg-type]


def organisation(*more: Autorisatie, since: date = LONG_AGO) -> Organisation:
    partner = Partner(id=1, code="p", name="P", kind="gemeente", valid_from=LONG_AGO)
    members = tuple(Member(id=n, key=f"m{n}", name=f"M{n}", partner=1) for n in (CHEF, ANNA, AUDITOR))
    roles = (given(ROLE, "coordinator", CHEF), given(ROLE, "lid", ANNA), given(ROLE, "toezicht", AUDITOR))
    return Organisation(partners=(partner,), members=members, autorisaties=(*roles, *more), since=since)


def asked(now: datetime, found: Organisation | None = None) -> list[tuple[str, int | None, str]]:
    found = (found or organisation()).on(day_of(now))
    period = opened(RECHTEN, found, now)
    wanted = asks(RECHTEN, period, found, now) if period else []
    return [(p.kind, p.member, f"{p.due_at.astimezone(DUTCH.zone):%a %d-%m %H:%M}") for p in wanted]


def day_of(now: datetime) -> date:
    return now.astimezone(DUTCH.zone).date()


def at(day: date, hour: int = 9) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=DUTCH.zone)


@pytest.mark.parametrize(
    ("day", "label"),
    [
        (date(2026, 1, 1), "2026-1"),
        (date(2026, 3, 31), "2026-1"),
        (date(2026, 4, 1), "2026-2"),
        (date(2026, 12, 31), "2026-4"),
    ],
)
def test_a_day_falls_in_its_quarter(day: date, label: str) -> None:
    period = quarter(organisation(), day)

    assert (period.label, numbered(period.number)) == (label, label)
    assert period.first_day <= day < period.first_day + timedelta(days=93)


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("2026-4", "2026-4"),
        (" 2026/4 ", "2026-4"),
        ("2026 K4", "2026-4"),
        ("2026q1", "2026-1"),
        ("2026-5", ""),
        ("4", ""),
        ("", ""),
    ],
)
def test_a_quarter_is_typed_in_several_ways(text: str, label: str) -> None:
    found = understood(text)

    assert (found.label if found else "") == label


@pytest.mark.parametrize(
    ("day", "opens"),
    [
        (date(2026, 10, 7), date(2026, 10, 1)),
        (date(2027, 1, 7), date(2027, 1, 4)),
        (date(2029, 4, 7), date(2029, 4, 3)),
    ],
    ids=["a Thursday", "after New Year and a weekend", "after Easter"],
)
def test_a_round_opens_at_nine_on_the_first_working_day(day: date, opens: date) -> None:
    assert opening(quarter(organisation(), day), organisation()) == at(opens)


@pytest.mark.parametrize(
    ("now", "label"),
    [
        (at(date(2026, 9, 30)), "2026-4"),
        (at(date(2026, 10, 1)) - timedelta(seconds=1), "2026-4"),
        (at(date(2026, 10, 1)), "2027-1"),
        (at(date(2027, 1, 2)), "2027-1"),
    ],
)
def test_the_next_round_is_the_first_that_opens_after_now(now: datetime, label: str) -> None:
    period, opens = next_opening(RECHTEN, organisation(), now)

    assert period.label == label
    assert opens > now


def test_before_it_opens_nobody_is_asked_and_then_the_coordinator_is() -> None:
    assert asked(at(date(2026, 10, 1)) - timedelta(seconds=1)) == []
    assert asked(at(date(2026, 10, 1))) == [("rechten.ask", CHEF, "Thu 01-10 09:00")]


def test_every_week_it_is_asked_again_and_after_two_weeks_who_watches_hears_it() -> None:
    assert asked(at(date(2026, 10, 8))) == [("rechten.reminder", CHEF, "Thu 08-10 09:00")]
    assert asked(at(date(2026, 10, 15)) - timedelta(seconds=1)) == [("rechten.reminder", CHEF, "Thu 15-10 09:00")]
    assert asked(at(date(2026, 10, 27))) == [
        ("rechten.reminder", CHEF, "Thu 22-10 09:00"),
        ("rechten.late", AUDITOR, "Thu 15-10 09:00"),
    ]


def test_a_round_that_opened_before_bitbot_came_is_not_asked_for() -> None:
    assert asked(at(date(2026, 10, 2)), organisation(since=date(2026, 10, 2))) == []
    assert asked(at(date(2027, 1, 4)), organisation(since=date(2026, 10, 2))) != []


def test_only_the_latest_question_of_every_round_is_said() -> None:
    assert {ronde.asks for ronde in RONDES.values()} <= set(OVERTAKING)


def test_the_list_has_everybody_with_all_they_hold_and_until_when() -> None:
    last = date(2026, 12, 31)
    more = (
        given(COMPETENCE, "boa", ANNA, last),
        given(REPLACEMENT, str(CHEF), ANNA, last),
        given(ROLE, "lid", ANNA, last),
        given(COMPETENCE, "over", ANNA, date(2026, 9, 30)),
        given(COMPETENCE, "ended", ANNA, ended_at=NOON),
        given(COMPETENCE, "later", ANNA, valid_from=date(2026, 10, 2)),
    )

    chef, anna, _ = everything_held(organisation(*more).on(date(2026, 10, 1)), date(2026, 10, 1), {})

    assert chef == Held(member="m1", partner="p", roles=(("coordinator", None),))
    assert anna == Held(
        member="m2", partner="p", roles=(("lid", None),), competences=(("boa", last),), replaces=(("m1", last),)
    )


def test_another_list_has_another_name_and_use_alone_does_not_change_it() -> None:
    now, ends = date(2026, 10, 1), date(2026, 12, 31)
    before = everything_held(organisation().on(now), now, {})
    after = everything_held(organisation(given(COMPETENCE, "boa", ANNA, ends)).on(now), now, {})
    used = everything_held(organisation().on(now), now, {ANNA: now})

    assert len({version(before), version(after)}) == 2
    assert [held.changed_on for held in used] == [None, now, None]
    assert version(used) == version(before)


def test_who_left_is_not_on_the_list() -> None:
    found = organisation()
    gone = replace(found, members=(replace(found.members[0], active=False), *found.members[1:]))

    assert [each.member for each in everything_held(gone.on(LONG_AGO), LONG_AGO, {})] == ["m2", "m3"]
