"""The reminders of who cannot do it any more go to who is left, and come back with who is back."""

from datetime import date

import pytest
from sqlalchemy import insert, update

from storage import tables
from tests.scheduling.world import (
    AGENT,
    ANNA,
    BRAM,
    COORDINATOR,
    World,
    at,
    give_roles,
    local,
    newer,
    planned,
    promise,
    reminded,
)


def away(world: World, how: str, member: int = ANNA) -> None:
    """Anna, or her partner 1, is taken off."""
    moment = world.clock.moment
    with world.database.transaction() as connection:
        if how == "left":
            connection.execute(update(tables.member).where(tables.member.c.id == member).values(active=False))
        elif how == "role ended":
            mine = tables.autorisatie.c.member == member
            connection.execute(update(tables.autorisatie).where(mine).values(ended_at=moment))
        elif how == "partner ended":
            connection.execute(update(tables.partner).where(tables.partner.c.id == 1).values(valid_to=date(2026, 9, 9)))
        else:
            asked = {"partner": 1, "asked_by": BRAM, "asked_at": moment, "reason": "r"}
            connection.execute(insert(tables.opschorting), asked | {"confirmed_by": AGENT, "confirmed_at": moment})
        newer(connection)


def back(world: World) -> None:
    with world.database.transaction() as connection:
        connection.execute(update(tables.member).values(active=True))
        connection.execute(update(tables.autorisatie).values(ended_at=None))
        connection.execute(update(tables.partner).values(valid_to=None))
        connection.execute(update(tables.opschorting).values(ended_at=world.clock.moment))
        newer(connection)


def coordinating(world: World, member: int) -> None:
    with world.database.transaction() as connection:
        give_roles(connection, member, "coordinator")
        newer(connection)


@pytest.mark.parametrize("how", ["left", "role ended", "partner ended", "suspended"])
def test_the_reminders_of_who_is_away_go_to_the_coordinators_and_come_back_with_them(world: World, how: str) -> None:
    promise(world)
    coordinating(world, BRAM)
    mark = planned(world)

    away(world, how)
    mark = planned(world, mark)
    gone = (reminded(world), len(reminded(world, BRAM)))
    back(world)
    planned(world, mark)

    assert gone == ({}, 3)
    assert (len(reminded(world)), reminded(world, BRAM)) == (3, {})


def test_what_was_due_while_nobody_worked_is_said_to_the_coordinator_when_its_person_left_meanwhile(
    world: World,
) -> None:
    promise(world)
    mark = planned(world)
    at(world, local(2026, 9, 15, 10))

    away(world, "left")
    planned(world, mark)

    assert reminded(world, COORDINATOR)["soon"] == "Tue 15-09 09:00"
    assert (reminded(world), reminded(world, BRAM)) == ({}, {})


def test_what_waits_for_a_partner_with_nobody_left_is_the_coordinators(world: World) -> None:
    promise(world, state="toegewezen", owner=None, owner_partner=2, due_on=date(2026, 9, 18))
    mark = planned(world)

    away(world, "left", BRAM)
    planned(world, mark)

    assert (reminded(world, BRAM), len(reminded(world, COORDINATOR))) == ({}, 3)
