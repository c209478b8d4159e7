"""What somebody was given holds for its days only, and nothing is seen or done without it."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from bitbot.domain.autorisaties import COMPETENCE, REPLACEMENT, ROLE, Autorisatie, Opschorting, Verklaring
from bitbot.domain.organisation import Member, Organisation, Partner
from bitbot.domain.records import Signaal, Werkafspraak
from bitbot.domain.rights import may, may_see, may_write, takes_part

FIRST, LAST = date(2026, 9, 7), date(2026, 9, 11)
WEDNESDAY = date(2026, 9, 9)
NOON = datetime(2026, 9, 1, 12, tzinfo=UTC)
ANNA, DEPUTY, BRAM = 1, 2, 3
OWN = Signaal(number=1, title="t", partner=1, maker=ANNA, made_at=NOON)
OTHER = replace(OWN, number=2, partner=2, maker=BRAM)
OF_ANNA = Werkafspraak(
    number=1, text="t", partner=2, maker=BRAM, made_at=NOON, owner=ANNA, owner_partner=1, state="geaccepteerd"
)


def given(kind: str, member: int, value: str, **more: date | datetime | None) -> Autorisatie:
    values = {"valid_from": FIRST, "valid_to": LAST, "given_at": NOON} | more
    return Autorisatie(kind=kind, member=member, value=value, **values)  # type: ignore[arg-type]


def organisation(*autorisaties: Autorisatie, **more: object) -> Organisation:
    partners = tuple(
        Partner(id=n, code=f"p{n}", name=f"P{n}", kind="gemeente", valid_from=date(2020, 1, 1)) for n in (1, 2)
    )
    homes = {ANNA: 1, DEPUTY: 1, BRAM: 2}
    members = tuple(
        Member(id=n, key=f"m{n}", name=f"M{n}", partner=home, mandate_to=date(2027, 1, 1)) for n, home in homes.items()
    )
    empty = Organisation(partners=partners, members=members, autorisaties=autorisaties)
    sworn = tuple(Verklaring(member=n, version=empty.secrecy_version, on=date(2026, 9, 1)) for n in homes)
    return replace(empty, **{"verklaringen": sworn} | more)  # type: ignore[arg-type]


def on(day: date, found: Organisation, member: int = ANNA) -> Member:
    return found.on(day).member(member)


@pytest.mark.parametrize(
    ("day", "holds"), [(date(2026, 9, 6), False), (FIRST, True), (LAST, True), (date(2026, 9, 12), False)]
)
def test_a_role_holds_from_its_first_to_its_last_day(day: date, holds: bool) -> None:
    anna = on(day, organisation(given(ROLE, ANNA, "lid")))

    assert (may_see(anna, OTHER), may_write(anna), takes_part(anna)) == (holds, holds, holds)


def test_a_role_that_was_ended_holds_no_longer_on_the_same_day() -> None:
    anna = on(FIRST, organisation(given(ROLE, ANNA, "lid", ended_at=NOON)))

    assert not may_see(anna, OWN)


def test_a_deputy_does_what_the_member_may_while_the_replacement_runs_and_nothing_before_or_after() -> None:
    role = given(ROLE, DEPUTY, "plaatsvervanger", valid_from=date(2026, 1, 1), valid_to=None)
    found = organisation(role, given(REPLACEMENT, DEPUTY, str(ANNA)))

    during, after = on(LAST, found, DEPUTY), on(date(2026, 9, 12), found, DEPUTY)

    assert may_see(during, OTHER)
    assert may(during, "gereed", OF_ANNA, LAST)
    assert not may_see(after, OWN)
    assert not may_write(after)
    assert [m.id for m in found.on(date(2026, 9, 12)).members_of(1, LAST)] == []


def test_what_is_confidential_stays_with_the_persons_named_also_when_somebody_stands_in_for_them() -> None:
    role = given(ROLE, DEPUTY, "plaatsvervanger")
    found = organisation(role, given(ROLE, ANNA, "lid"), given(REPLACEMENT, DEPUTY, str(ANNA)))
    confidential = replace(OF_ANNA, visibility="vertrouwelijk")

    assert may_see(on(FIRST, found), confidential)
    assert not may_see(on(FIRST, found, DEPUTY), confidential)


def test_a_suspended_partner_sees_what_came_from_it_and_changes_nothing() -> None:
    asked = Opschorting(partner=1, asked_by=BRAM, asked_at=NOON, reason="r")
    confirmed = replace(asked, confirmed_by=BRAM, confirmed_at=NOON)
    roles = (given(ROLE, ANNA, "lid"), given(ROLE, BRAM, "lid"))

    waiting = on(FIRST, organisation(*roles, opschortingen=(asked,)))
    suspended = on(FIRST, organisation(*roles, opschortingen=(confirmed,)))
    resumed = on(FIRST, organisation(*roles, opschortingen=(replace(confirmed, ended_at=NOON),)))
    other = on(FIRST, organisation(*roles, opschortingen=(confirmed,)), BRAM)

    assert [may_see(anna, OTHER) for anna in (waiting, suspended, resumed, other)] == [True, False, True, True]
    assert [may_see(anna, OWN) for anna in (waiting, suspended, resumed)] == [True, True, True]
    assert [may_write(anna) for anna in (waiting, suspended, resumed)] == [True, False, True]


def test_a_suspended_coordinator_does_not_see_everything_either() -> None:
    confirmed = Opschorting(partner=1, asked_by=BRAM, asked_at=NOON, reason="r", confirmed_by=BRAM, confirmed_at=NOON)

    anna = on(FIRST, organisation(given(ROLE, ANNA, "coordinator"), opschortingen=(confirmed,)))

    assert not may_see(anna, OTHER)


@pytest.mark.parametrize(
    ("accepted", "sworn"), [(date(2025, 9, 9), False), (date(2025, 9, 10), True), (WEDNESDAY, True)]
)
def test_the_secrecy_statement_holds_for_a_year(accepted: date, sworn: bool) -> None:
    found = organisation(given(ROLE, ANNA, "lid"))
    statement = Verklaring(member=ANNA, version=found.secrecy_version, on=accepted)

    anna = on(WEDNESDAY, replace(found, verklaringen=(statement,)))

    assert (anna.sworn, may_see(anna, OWN), may_write(anna)) == (sworn, sworn, sworn)


def test_a_new_text_has_to_be_accepted_anew() -> None:
    found = organisation(given(ROLE, ANNA, "lid"))

    changed = replace(found, bit=replace(found.bit, secrecy="Een andere tekst."))

    assert on(FIRST, found).sworn
    assert not on(FIRST, changed).sworn


def test_a_competence_holds_for_its_days() -> None:
    found = organisation(given(COMPETENCE, ANNA, "boa"))

    assert [on(day, found).competences for day in (LAST, date(2026, 9, 12))] == [{"boa"}, frozenset()]
