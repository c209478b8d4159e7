"""Separation of duties: what may be given to whom, by whom, and for which days."""

from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import combinations

import pytest

from bitbot.domain.autorisaties import ALONE, COMPETENCE, REPLACEMENT, ROLE, Autorisatie, Opschorting, apart, together
from bitbot.domain.granting import (
    demand_deputy,
    demand_grantable,
    demand_manager,
    demand_period,
    demand_suspender,
    may_suspend,
)
from bitbot.domain.organisation import ROLES, Member, Organisation, Partner
from bitbot.domain.records import Signaal
from bitbot.domain.rights import may_see, may_write, oversees, takes_part
from bitbot.domain.who import READERS, WRITERS
from bitbot.errors import Refused

TODAY = date(2026, 9, 9)
NOON = datetime(2026, 9, 9, 12, tzinfo=UTC)
HILVERSUM = Partner(id=1, code="p1", name="P1", kind="gemeente", valid_from=date(2020, 1, 1))
LAREN = replace(HILVERSUM, id=2, code="p2", name="P2")
SUSPENDED = Opschorting(partner=1, asked_by=9, asked_at=NOON, reason="lek", confirmed_by=8, confirmed_at=NOON)


def member(*roles: str, number: int = 1, partner: int = 1, suspended: bool = False, sworn: bool = True) -> Member:
    return Member(
        id=number,
        key=f"m{number}",
        name=f"M{number}",
        partner=partner,
        roles=frozenset(roles),
        sworn=sworn,
        suspension=SUSPENDED if suspended else None,
    )


def given(kind: str, value: str, first: date, last: date | None = None, ended: datetime | None = None) -> Autorisatie:
    return Autorisatie(kind=kind, member=1, value=value, valid_from=first, valid_to=last, given_at=NOON, ended_at=ended)


def why_not(*asked: object) -> str:
    rule, *rest = asked
    with pytest.raises(Refused) as refused:
        rule(*rest)  # type: ignore[operator]
    return refused.value.sentence


# Who may


@pytest.mark.parametrize("role", ROLES)
def test_only_a_coordinator_changes_what_others_are_given(role: str) -> None:
    by = member(role, number=2)

    if role == "coordinator":
        demand_manager(by, member("lid"))
    else:
        assert why_not(demand_manager, by, member("lid")) == "refused.coordinator"


@pytest.mark.parametrize("role", ROLES)
def test_nobody_changes_what_is_given_to_oneself(role: str) -> None:
    by = member(role, "coordinator")

    assert why_not(demand_manager, by, by) == "refused.rights.self"
    assert why_not(demand_manager, by, member("lid", number=3), by) == "refused.rights.self"


def test_a_coordinator_who_is_suspended_or_did_not_swear_changes_nothing() -> None:
    assert why_not(demand_manager, member("coordinator", suspended=True)) == "refused.suspended"
    assert why_not(demand_manager, member("coordinator", sworn=False)) == "refused.coordinator"


@pytest.mark.parametrize("role", ROLES)
def test_the_register_is_read_whole_by_who_manages_it_and_by_toezicht(role: str) -> None:
    assert oversees(member(role)) == (role in {"coordinator", "toezicht"})
    assert not oversees(member(role, sworn=False))


def test_toezicht_and_the_beheerder_write_nothing_and_see_no_content() -> None:
    record = Signaal(number=1, title="t", partner=1, maker=1, made_at=NOON)

    for role in ALONE:
        assert not may_write(member(role))
        assert not takes_part(member(role))
        assert not may_see(member(role), record)


@pytest.mark.parametrize("role", ROLES)
def test_a_suspension_is_for_coordinators_and_bestuurders_of_other_partners(role: str) -> None:
    allowed = role in {"coordinator", "bestuurder"}

    assert may_suspend(member(role), LAREN) == allowed
    assert not may_suspend(member(role), HILVERSUM)
    assert not may_suspend(member(role, suspended=True), LAREN)
    if allowed:
        demand_suspender(member(role), LAREN)
        assert why_not(demand_suspender, member(role), HILVERSUM) == "refused.rights.own_partner"
        assert why_not(demand_suspender, member(role, suspended=True), LAREN) == "refused.suspended"
    else:
        assert why_not(demand_suspender, member(role), LAREN) == "refused.rights.suspender"


def test_who_belongs_to_what_a_partner_took_the_place_of_belongs_to_that_too() -> None:
    successor = replace(member("coordinator"), succeeds=(2,))

    assert not may_suspend(successor, LAREN)


# What may be given


@pytest.mark.parametrize(("one", "other"), list(combinations(ROLES, 2)))
def test_beheerder_and_toezicht_are_held_with_nothing_else(one: str, other: str) -> None:
    alone = bool({one, other} & {"beheerder", "toezicht"})
    has = [given(ROLE, one, date(2026, 1, 1))]

    assert together(one, [other]) == (other if alone else "")
    if alone:
        assert why_not(demand_grantable, has, given(ROLE, other, TODAY)) == "refused.rights.apart"
    else:
        demand_grantable(has, given(ROLE, other, TODAY))


def test_what_is_alone_counts_alone_however_it_came_about() -> None:
    for role in ROLES:
        assert apart(frozenset({role})) == {role}
        for alone in ALONE:
            assert not apart(frozenset({role, alone})) & (READERS | WRITERS)


def test_two_roles_that_do_not_go_together_may_follow_each_other() -> None:
    until = given(ROLE, "lid", date(2026, 1, 1), date(2026, 9, 30))

    demand_grantable([until], given(ROLE, "toezicht", date(2026, 10, 1)))
    assert why_not(demand_grantable, [until], given(ROLE, "toezicht", date(2026, 9, 30))) == "refused.rights.apart"


def test_a_role_that_begins_later_counts_as_well() -> None:
    later = given(ROLE, "toezicht", date(2026, 12, 1))

    demand_grantable([later], given(ROLE, "lid", TODAY, date(2026, 11, 30)))
    assert why_not(demand_grantable, [later], given(ROLE, "lid", TODAY)) == "refused.rights.apart"


def test_a_role_that_was_ended_stands_in_the_way_of_nothing() -> None:
    demand_grantable([given(ROLE, "lid", date(2026, 1, 1), ended=NOON)], given(ROLE, "toezicht", TODAY))


@pytest.mark.parametrize(
    ("has", "wanted", "refused"),
    [
        (None, None, True),
        (None, date(2026, 12, 31), True),
        (date(2026, 12, 31), date(2026, 12, 31), True),
        (date(2026, 12, 31), date(2027, 1, 1), False),
        (date(2026, 12, 31), None, False),
    ],
)
def test_the_same_for_no_day_more_is_not_given_twice(has: date | None, wanted: date | None, refused: bool) -> None:
    mine = [given(ROLE, "lid", date(2026, 1, 1), has)]

    if refused:
        assert why_not(demand_grantable, mine, given(ROLE, "lid", TODAY, wanted)) == "refused.deelnemer.given"
    else:
        demand_grantable(mine, given(ROLE, "lid", TODAY, wanted))


def test_another_kind_with_the_same_word_is_something_else() -> None:
    demand_grantable([given(COMPETENCE, "lid", date(2026, 1, 1))], given(ROLE, "lid", TODAY))
    demand_grantable([given(REPLACEMENT, "2", date(2026, 1, 1))], given(REPLACEMENT, "3", TODAY))


@pytest.mark.parametrize(
    ("first", "last", "sentence"),
    [
        (date(2026, 9, 8), None, "refused.past"),
        (TODAY, date(2026, 9, 8), "refused.past"),
        (date(2026, 9, 20), date(2026, 9, 19), "refused.deelnemer.backwards"),
    ],
)
def test_days_that_are_over_or_turned_around_are_refused(first: date, last: date | None, sentence: str) -> None:
    assert why_not(demand_period, first, last, TODAY) == sentence


def test_one_day_is_a_period() -> None:
    demand_period(TODAY, TODAY, TODAY)
    demand_period(TODAY, None, TODAY)


def test_a_deputy_is_another_person_of_the_same_partner_who_may_write() -> None:
    deputy, other, stranger = member(number=1), member(number=2), member(number=3, partner=2)

    demand_deputy(deputy, other, ["plaatsvervanger"], ["lid"])
    demand_deputy(deputy, other, ["lid"], ["coordinator"])
    assert why_not(demand_deputy, deputy, deputy, ["lid"], ["lid"]) == "refused.deelnemer.replaces_self"
    assert why_not(demand_deputy, deputy, stranger, ["lid"], ["lid"]) == "refused.deelnemer.replaces_other"
    assert why_not(demand_deputy, deputy, other, ["bestuurder"], ["lid"]) == "refused.deelnemer.no_deputy"
    assert why_not(demand_deputy, deputy, other, ["toezicht"], ["lid"]) == "refused.deelnemer.no_deputy"
    assert why_not(demand_deputy, deputy, other, ["lid"], ["bestuurder"]) == "refused.deelnemer.not_replaced"


# Between two replacements


def test_a_deputy_of_nobody_stands_by_and_a_deputy_with_another_role_does_not() -> None:
    def found(*rows: Autorisatie) -> tuple[Organisation, Member]:
        empty = Organisation(partners=(HILVERSUM,), members=(member(),), autorisaties=rows).on(TODAY)
        return empty, empty.member(1)

    deputy = given(ROLE, "plaatsvervanger", date(2026, 1, 1))
    idle, idle_member = found(deputy)
    busy, busy_member = found(deputy, given(REPLACEMENT, "2", TODAY, TODAY))
    other, other_member = found(deputy, given(ROLE, "bestuurder", TODAY))
    nobody, nobody_member = found()

    assert idle.stands_by(idle_member)
    assert not busy.stands_by(busy_member)
    assert not other.stands_by(other_member)
    assert not nobody.stands_by(nobody_member)
