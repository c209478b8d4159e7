"""What ends is warned of thirty days ahead, to whom it concerns, and what goes on is not."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bitbot.domain.autorisaties import COMPETENCE, REPLACEMENT, ROLE, Autorisatie, Opschorting, Verklaring
from bitbot.domain.calendar import DUTCH
from bitbot.domain.endings import MANDATE, PARTNER, STATEMENT, Ending, endings, told_now, warnings
from bitbot.domain.organisation import Member, Organisation, Partner

ANNA, BRAM, CHEF = 1, 2, 3
TODAY = date(2026, 9, 10)
NOON = datetime(2026, 9, 10, 10, tzinfo=UTC)
LONG_AGO = date(2026, 1, 1)


def given(kind: str, value: str, last: date | None, member: int = ANNA, **more: date | datetime | None) -> Autorisatie:
    values = {"valid_from": LONG_AGO, "given_at": NOON} | more
    return Autorisatie(kind=kind, member=member, value=value, valid_to=last, **values)  # type: ignore[arg-type]


def organisation(*autorisaties: Autorisatie, **more: object) -> Organisation:
    """Anna and the coordinator are of partner 1, Bram of partner 2; they accepted the statement on the day of today."""
    partners = tuple(Partner(id=n, code=f"p{n}", name=f"P{n}", kind="gemeente", valid_from=LONG_AGO) for n in (1, 2))
    homes = {ANNA: 1, BRAM: 2, CHEF: 1}
    members = tuple(Member(id=n, key=f"m{n}", name=f"M{n}", partner=home) for n, home in homes.items())
    roles = (*(given(ROLE, "lid", None, n) for n in homes), given(ROLE, "coordinator", None, CHEF))
    empty = Organisation(partners=partners, members=members, autorisaties=(*roles, *autorisaties))
    sworn = tuple(Verklaring(member=n, version=empty.secrecy_version, on=TODAY) for n in homes)
    return replace(empty, **{"verklaringen": sworn} | more).on(TODAY)  # type: ignore[arg-type]


def mandated(to: date | None) -> Organisation:
    found = organisation()
    anna, *others = found.members
    return replace(found, members=(replace(anna, mandate_to=to), *others)).on(TODAY)


def of(found: Organisation, *kinds: str) -> list[tuple[str, str, date]]:
    return [(e.kind, e.value, e.last_day) for e in endings(found, TODAY) if not kinds or e.kind in kinds]


def planned(found: Organisation, now: datetime = NOON) -> list[tuple[int | None, str]]:
    wanted = warnings(found.on(found.day(now)), now)
    return [(item.member, f"{item.due_at.astimezone(DUTCH.zone):%a %d-%m-%Y %H:%M}") for item in wanted]


LATER = date(2026, 10, 20)
NEXT = LATER + timedelta(days=1)
CASES = {
    "a role with a last day": ([given(ROLE, "bestuurder", LATER)], True),
    "a competence with a last day": ([given(COMPETENCE, "boa", LATER)], True),
    "a replacement with a last day": ([given(REPLACEMENT, "2", LATER)], True),
    "no last day": ([given(COMPETENCE, "boa", None)], False),
    "it was ended": ([given(COMPETENCE, "boa", LATER, ended_at=NOON)], False),
    "it is over": ([given(COMPETENCE, "boa", date(2026, 9, 9))], False),
    "it goes on": ([given(COMPETENCE, "boa", LATER), given(COMPETENCE, "boa", None, valid_from=NEXT)], False),
    "what went on was ended": (
        [given(COMPETENCE, "boa", LATER), given(COMPETENCE, "boa", None, valid_from=NEXT, ended_at=NOON)],
        True,
    ),
    "something else goes on": ([given(COMPETENCE, "boa", LATER), given(COMPETENCE, "bibob", None)], True),
    "a replacement for a week": ([given(REPLACEMENT, "2", LATER, valid_from=date(2026, 10, 14))], False),
    "a competence that is known late": ([given(COMPETENCE, "boa", LATER, valid_from=date(2026, 10, 14))], True),
}


@pytest.mark.parametrize(("autorisaties", "ends"), CASES.values(), ids=CASES.keys())
def test_what_ends_is_what_has_a_last_day_and_does_not_go_on(autorisaties: list[Autorisatie], ends: bool) -> None:
    found = of(organisation(*autorisaties), ROLE, COMPETENCE, REPLACEMENT)

    assert found == ([(autorisaties[0].kind, autorisaties[0].value, LATER)] if ends else [])


def test_a_mandate_ends_and_so_do_a_statement_and_a_partner() -> None:
    found = mandated(LATER)
    leaving = replace(found, partners=(replace(found.partners[0], valid_to=LATER), found.partners[1]))

    assert of(leaving, MANDATE, PARTNER) == [(MANDATE, "", LATER), (PARTNER, "", LATER)]
    assert of(found, STATEMENT) == [(STATEMENT, "", date(2027, 9, 9))] * 3


def test_of_who_left_nothing_ends() -> None:
    found = mandated(LATER)
    gone = replace(found, members=tuple(replace(member, active=False) for member in found.members))

    assert endings(gone, TODAY) == []


def test_a_mandate_is_warned_of_thirty_days_ahead_to_its_member_and_the_coordinator() -> None:
    assert planned(mandated(date(2026, 10, 23))) == [(ANNA, "Wed 23-09-2026 09:00"), (CHEF, "Wed 23-09-2026 09:00")]


def test_a_warning_comes_before_a_weekend_and_not_in_it() -> None:
    """Thirty days before is Sunday 20 September."""
    found = mandated(LATER)

    assert planned(found) == [(ANNA, "Fri 18-09-2026 09:00"), (CHEF, "Fri 18-09-2026 09:00")]
    on_friday = found.on(date(2026, 9, 18))
    assert [e.kind for e in told_now(on_friday.members[0], on_friday, date(2026, 9, 18))] == [MANDATE]


def test_what_is_known_too_late_is_told_the_next_working_day_at_nine() -> None:
    found = mandated(date(2026, 9, 25))

    assert {moment for _, moment in planned(found)} == {"Fri 11-09-2026 09:00"}
    assert {moment for _, moment in planned(found, NOON - timedelta(hours=5))} == {"Thu 10-09-2026 09:00"}
    assert {moment for _, moment in planned(found, NOON + timedelta(days=1))} == {"Mon 14-09-2026 09:00"}


def test_what_ends_in_a_year_is_not_planned_yet() -> None:
    assert planned(mandated(date(2027, 9, 1))) == []


def test_the_statement_is_between_bitbot_and_the_member_and_fourteen_days_ahead() -> None:
    anna = replace(organisation(), verklaringen=organisation().verklaringen[:1])

    assert planned(anna, datetime(2027, 8, 2, 7, tzinfo=UTC)) == [(ANNA, "Thu 26-08-2027 09:00")]


def test_the_statement_that_was_accepted_last_counts() -> None:
    found = organisation()
    again = Verklaring(member=ANNA, version=found.secrecy_version, on=date(2026, 9, 1))

    assert of(replace(found, verklaringen=(*found.verklaringen, again)).on(TODAY), STATEMENT)[0][2] == date(2027, 9, 9)


def test_the_end_of_a_partner_is_told_to_its_people_and_the_coordinators() -> None:
    found = organisation()
    leaving = replace(found, partners=(found.partners[0], replace(found.partners[1], valid_to=date(2026, 10, 23))))

    assert planned(leaving.on(TODAY)) == [(BRAM, "Wed 23-09-2026 09:00"), (CHEF, "Wed 23-09-2026 09:00")]


def test_a_coordinator_hears_of_the_own_mandate_once() -> None:
    found = organisation()
    chef = replace(found.members[2], mandate_to=date(2026, 10, 23))

    assert planned(replace(found, members=(*found.members[:2], chef)).on(TODAY)) == [(CHEF, "Wed 23-09-2026 09:00")]


def test_a_suspended_coordinator_hears_of_the_own_rights_only() -> None:
    asked = Opschorting(partner=1, asked_by=BRAM, asked_at=NOON, reason="r", confirmed_by=BRAM, confirmed_at=NOON)
    mandates = tuple(replace(m, mandate_to=date(2026, 10, 23)) for m in organisation().members)
    found = replace(organisation(), members=mandates, opschortingen=(asked,)).on(TODAY)

    assert sorted(member or 0 for member, _ in planned(found)) == [ANNA, BRAM, CHEF]


def test_everybody_is_told_all_that_ends_within_thirty_days_the_first_one_first() -> None:
    found = mandated(date(2026, 10, 2))
    more = (*found.autorisaties, given(COMPETENCE, "boa", date(2026, 9, 20)), given(COMPETENCE, "bibob", LATER))
    found = replace(found, autorisaties=more).on(TODAY)

    told = told_now(found.members[0], found, TODAY)

    assert [(ending.kind, ending.value) for ending in told] == [(COMPETENCE, "boa"), (MANDATE, "")]
    assert told[0] == Ending(kind=COMPETENCE, member=ANNA, partner=1, value="boa", last_day=date(2026, 9, 20))
