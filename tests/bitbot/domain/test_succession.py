"""A municipality that merges keeps its history, and whoever takes its place works on with it."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from bitbot.domain.autorisaties import ROLE, Autorisatie, Verklaring
from bitbot.domain.organisation import Member, Organisation, Partner
from bitbot.domain.planning import listeners
from bitbot.domain.records import Signaal, Werkafspraak
from bitbot.domain.rights import may, may_see

LAST, AFTER = date(2026, 12, 31), date(2027, 1, 1)
BEFORE = datetime(2026, 6, 1, 12, tzinfo=UTC)
WIJD, HILV, LAREN, EEMNES = 1, 2, 3, 4
OF_WIJD = Signaal(number=1, title="t", partner=WIJD, maker=WIJD, made_at=BEFORE, visibility="betrokken")
IN_WIJD = replace(OF_WIJD, number=2, partner=LAREN, maker=LAREN, municipalities=(WIJD,))
SECRET = replace(OF_WIJD, number=3, visibility="vertrouwelijk")
FOR_WIJD = Werkafspraak(
    number=1,
    text="t",
    partner=LAREN,
    maker=LAREN,
    made_at=BEFORE,
    visibility="betrokken",
    state="toegewezen",
    owner_partner=WIJD,
)


def partner(number: int, **more: object) -> Partner:
    first = Partner(id=number, code=f"p{number}", name=f"P{number}", kind="gemeente", valid_from=date(2022, 1, 1))
    return replace(first, **more)  # type: ignore[arg-type]


def organisation(*partners: Partner) -> Organisation:
    """With one member of each partner, who has its number."""
    members = tuple(
        Member(id=p.id, key=f"m{p.id}", name=f"M{p.id}", partner=p.id, mandate_to=date(2028, 1, 1)) for p in partners
    )
    roles = tuple(
        Autorisatie(kind=ROLE, member=m.id, value="lid", valid_from=date(2022, 1, 1), given_at=BEFORE) for m in members
    )
    empty = Organisation(partners=partners, members=members, autorisaties=roles)
    sworn = tuple(Verklaring(member=m.id, version=empty.secrecy_version, on=date(2026, 12, 1)) for m in members)
    return replace(empty, verklaringen=sworn)


MERGING = organisation(partner(WIJD, valid_to=LAST, succeeded_by="p2"), partner(HILV), partner(LAREN))


@pytest.mark.parametrize(("day", "seen"), [(LAST, False), (AFTER, True)])
def test_what_a_municipality_was_involved_in_is_its_successors_after_its_last_day(day: date, seen: bool) -> None:
    hilversum = MERGING.on(day).member(HILV)

    assert [may_see(hilversum, record) for record in (OF_WIJD, IN_WIJD, FOR_WIJD)] == [seen] * 3
    assert not may_see(hilversum, SECRET)
    assert not any(may_see(MERGING.on(day).member(LAREN), record) for record in (OF_WIJD, SECRET))


def test_the_successor_works_on_with_what_was_there() -> None:
    hilversum = MERGING.on(AFTER).member(HILV)

    assert may(hilversum, "wijzig", OF_WIJD, AFTER)
    assert may(hilversum, "accepteer", FOR_WIJD, AFTER)
    assert not may(MERGING.on(LAST).member(HILV), "accepteer", FOR_WIJD, LAST)


def test_what_waits_for_it_is_said_to_the_members_of_the_successor() -> None:
    assert [m.id for m in listeners(FOR_WIJD, MERGING.on(LAST), LAST)] == [WIJD]
    assert [m.id for m in listeners(FOR_WIJD, MERGING.on(AFTER), AFTER)] == [HILV]


def test_its_own_members_have_no_access_after_its_last_day() -> None:
    found = MERGING.on(AFTER)

    assert not found.active(found.member(WIJD), AFTER)
    assert found.active(found.member(WIJD), LAST)


def test_a_successor_of_a_successor_has_all_of_it_and_a_circle_ends() -> None:
    chain = organisation(
        partner(WIJD, valid_to=date(2026, 1, 1), succeeded_by="p2"),
        partner(HILV, valid_to=LAST, succeeded_by="p3"),
        partner(LAREN),
    ).on(AFTER)
    circle = organisation(
        partner(WIJD, valid_to=LAST, succeeded_by="p2"), partner(HILV, valid_to=LAST, succeeded_by="p1")
    ).on(AFTER)

    assert chain.lineage(LAREN) == (LAREN, HILV, WIJD)
    assert chain.member(LAREN).partners == (LAREN, HILV, WIJD)
    assert circle.lineage(WIJD) == (WIJD, HILV)


@pytest.mark.parametrize(
    ("valid_from", "valid_to", "takes_part"),
    [
        (date(2022, 1, 1), None, True),
        (date(2022, 1, 1), LAST, True),
        (date(2022, 1, 1), date(2026, 7, 1), True),
        (date(2022, 1, 1), date(2026, 6, 30), False),
        (LAST, None, True),
        (AFTER, None, False),
    ],
)
def test_a_half_year_is_of_all_who_took_part_in_it(valid_from: date, valid_to: date | None, takes_part: bool) -> None:
    found = organisation(partner(WIJD, valid_from=valid_from, valid_to=valid_to))

    assert [p.id for p in found.partners_in(date(2026, 7, 1), LAST)] == ([WIJD] if takes_part else [])


# A new partner


NEW = organisation(partner(EEMNES, valid_from=AFTER, sees_from=AFTER), partner(HILV))
EARLIER = Signaal(number=4, title="t", partner=HILV, maker=HILV, made_at=datetime(2026, 12, 31, 22, 59, tzinfo=UTC))
# Midnight in Amsterdam is 23:00 in UTC.
LATER = replace(EARLIER, number=5, made_at=datetime(2026, 12, 31, 23, 0, tzinfo=UTC))


def test_a_new_partner_sees_what_comes_after_its_first_day_and_nothing_before() -> None:
    eemnes = NEW.on(AFTER).member(EEMNES)

    assert [may_see(eemnes, record) for record in (EARLIER, LATER)] == [False, True]
    assert all(may_see(NEW.on(AFTER).member(HILV), record) for record in (EARLIER, LATER))


def test_a_new_partner_sees_an_earlier_record_that_it_is_involved_in() -> None:
    eemnes = NEW.on(AFTER).member(EEMNES)
    asked = replace(FOR_WIJD, owner_partner=EEMNES, visibility="team")

    assert may_see(eemnes, replace(EARLIER, municipalities=(EEMNES,)))
    assert may_see(eemnes, asked)


def test_a_new_partner_that_takes_the_place_of_others_sees_what_they_saw() -> None:
    merged = organisation(
        partner(WIJD, valid_to=LAST, succeeded_by="p4"),
        partner(EEMNES, valid_from=AFTER, sees_from=AFTER),
        partner(HILV),
    ).on(AFTER)

    assert may_see(merged.member(EEMNES), EARLIER)
