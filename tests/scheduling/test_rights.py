"""What ends is warned of once, in one message a day, as it stands at that moment."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from threading import Barrier

from sqlalchemy import update

from bitbot.domain.autorisaties import COMPETENCE, Autorisatie
from bitbot.domain.holdings import Held
from bitbot.errors import Changed, Refused
from bitbot.messages import render
from bitbot.usecases import rondes
from scheduling.planner import plan
from storage import tables
from storage.organisation import give
from tests.scheduling.world import (
    AGENT,
    AMSTERDAM,
    ANNA,
    BRAM,
    COORDINATOR,
    START,
    World,
    at,
    give_roles,
    local,
    newer,
    planned,
)

ENDS = "rechten.ends"


def mandate(world: World, to: date | None, *members: int) -> None:
    with world.database.transaction() as connection:
        mine = tables.member.c.id.in_(members or (ANNA,))
        connection.execute(update(tables.member).where(mine).values(mandate_to=to))
        newer(connection)


def competence(world: World, code: str, to: date, member: int = ANNA) -> None:
    with world.database.transaction() as connection:
        since = date(2026, 1, 1)
        give(
            connection,
            Autorisatie(kind=COMPETENCE, member=member, value=code, valid_from=since, valid_to=to, given_at=START),
        )
        newer(connection)


def moments(world: World, member: int = ANNA, state: str = "planned") -> list[str]:
    found = [d for d in world.all() if (d.kind, d.member, d.state) == (ENDS, member, state)]
    return [f"{d.due_at.astimezone(AMSTERDAM):%a %d-%m %H:%M}" for d in found]


def posts(world: World) -> list[str]:
    return sorted(place for place, key in world.chat.posts if key.startswith("rechten/ends"))


def test_a_mandate_is_warned_of_once_however_often_it_is_planned(world: World) -> None:
    mandate(world, date(2026, 10, 23))

    mark = planned(world)
    planned(world)
    world.move(days=1)
    planned(world, mark)

    assert moments(world) == moments(world, COORDINATOR) == ["Wed 23-09 09:00"]


def test_planners_at_once_plan_it_once(world: World) -> None:
    mandate(world, date(2026, 10, 23), ANNA, BRAM)

    with ThreadPoolExecutor(3) as pool:
        for future in [pool.submit(planned, world) for _ in range(3)]:
            future.result()

    assert len(moments(world)) == 1
    assert len(moments(world, COORDINATOR)) == 2


def test_everything_of_one_day_is_one_message(world: World) -> None:
    mandate(world, date(2026, 10, 23), ANNA, BRAM)
    for code in ("boa-milieu", "toezichthouder"):
        competence(world, code, date(2026, 10, 23))
    worker = world.worker()
    worker.turn()

    at(world, local(2026, 9, 23))
    worker.turn()
    at(world, local(2026, 9, 24))
    worker.turn()

    assert posts(world) == ["anna", "bram", "coordinator"]
    assert len(moments(world, COORDINATOR, "moot")) == 3


def test_what_is_extended_or_ended_is_not_warned_of_and_taken_back_it_is(world: World) -> None:
    mandate(world, date(2026, 10, 23))
    mark = planned(world)

    mandate(world, date(2028, 10, 23))
    mark = planned(world, mark)
    extended = moments(world)
    mandate(world, date(2026, 10, 23))
    planned(world, mark)

    assert (extended, moments(world)) == ([], ["Wed 23-09 09:00"])


def test_what_is_told_is_not_told_again_and_what_is_new_is(world: World) -> None:
    mandate(world, date(2026, 10, 23))
    worker = world.worker()
    worker.turn()
    at(world, local(2026, 9, 23))
    worker.turn()
    told = posts(world)

    competence(world, "boa-milieu", date(2026, 10, 1))
    for day in range(1, 8):
        at(world, local(2026, 9, 23) + timedelta(days=day))
        worker.turn()

    assert told == ["anna", "coordinator"]
    assert posts(world) == ["anna", "anna", "coordinator", "coordinator"]
    assert moments(world, ANNA, "sent") == ["Wed 23-09 09:00", "Thu 24-09 09:00"]


def test_nothing_is_said_outside_office_hours_also_when_it_is_late(world: World) -> None:
    at(world, local(2026, 9, 18, 21))
    mandate(world, date(2026, 9, 25))

    planned(world)

    assert moments(world) == ["Mon 21-09 09:00"]


def test_what_was_due_while_nobody_worked_is_told_the_next_day(world: World) -> None:
    mandate(world, date(2026, 10, 23))
    at(world, local(2026, 9, 24, 11))

    world.worker().turn()
    at(world, local(2026, 9, 25))
    world.worker().turn()

    assert posts(world) == ["anna", "coordinator"]


def test_the_message_tells_what_ends_as_it_stands_then(world: World) -> None:
    mandate(world, date(2026, 10, 23), ANNA, BRAM)
    competence(world, "boa-milieu", date(2026, 10, 23))
    planned(world)
    at(world, local(2026, 9, 23))
    mandate(world, date(2028, 1, 1))

    with world.storage.open() as store:
        found = {d.member: d for d in store.deliveries.upcoming(store.now) if d.kind == ENDS}
        told = {member: render(store, delivery, False) for member, delivery in found.items()}

    lines = {member: [line.plain for line in made.card.lines] for member, made in told.items()}  # type: ignore[union-attr]
    boa = "bevoegdheid boa domein II, milieu, welzijn en infrastructuur"
    assert lines == {
        ANNA: [f"Uw {boa}: tot en met vrijdag 23 oktober 2026"],
        BRAM: ["Uw mandaat: tot en met vrijdag 23 oktober 2026"],
        COORDINATOR: [
            f"Anna, {boa}: tot en met vrijdag 23 oktober 2026",
            "Bram, mandaat: tot en met vrijdag 23 oktober 2026",
        ],
    }


def test_a_day_on_which_nothing_changed_costs_no_more(world: World) -> None:
    """The tick of every minute stays one statement; once a day a few more."""
    mandate(world, date(2026, 10, 23))
    mark = planned(world)
    executed = world.listen()

    world.move(minutes=1)
    with world.storage.open() as store:
        before = len(executed)
        mark = plan(store, mark)
        minute = len(executed) - before
    world.move(days=1)
    with world.storage.open() as store:
        before = len(executed)
        plan(store, mark)
        day = len(executed) - before

    assert minute == 1
    assert day <= 4


# The round of a quarter


def supervising(world: World, since: date = date(2026, 9, 1)) -> None:
    """Agent supervises, and bitbot came on this day."""
    with world.database.transaction() as connection:
        connection.execute(
            update(tables.autorisatie).where(tables.autorisatie.c.member == AGENT).values(value="toezicht")
        )
        connection.execute(update(tables.organisation).values(since=since))
        newer(connection)


def asked(world: World, member: int = COORDINATOR) -> list[str]:
    """What was sent about the round, on the clock on the wall."""
    found = [d for d in world.all() if d.kind.startswith("rechten.") and d.kind != ENDS and d.member == member]
    return [f"{d.kind} {d.due_at.astimezone(AMSTERDAM):%d-%m %H:%M}" for d in found if d.state == "sent"]


def sign(world: World) -> None:
    with world.storage.open() as store:
        rondes.sign(store, store.organisation.member(COORDINATOR), None, "")


def days(world: World, first: datetime, count: int) -> None:
    worker = world.worker()
    for day in range(count):
        at(world, first + timedelta(days=day))
        worker.turn()


def test_the_rights_are_asked_every_week_until_they_are_signed(world: World) -> None:
    supervising(world)
    days(world, local(2026, 9, 30, 12), 10)
    before = asked(world)
    sign(world)
    days(world, local(2026, 10, 10, 12), 30)

    assert before == ["rechten.ask 01-10 09:00", "rechten.reminder 08-10 09:00"]
    assert asked(world) == before
    assert [line.split()[0] for line in asked(world, AGENT)] == ["rechten.signed"]
    assert asked(world, ANNA) == []


def test_after_two_weeks_who_supervises_hears_that_nobody_signed_once(world: World) -> None:
    supervising(world)

    days(world, local(2026, 10, 1), 40)

    assert asked(world, AGENT) == ["rechten.late 15-10 09:00"]
    assert len(asked(world)) == 6


def test_after_weeks_off_the_coordinator_is_asked_once(world: World) -> None:
    supervising(world)
    at(world, local(2026, 10, 20, 11))

    world.worker().turn()

    assert asked(world) == ["rechten.reminder 15-10 09:00"]


def test_who_becomes_coordinator_meanwhile_is_asked_too(world: World) -> None:
    supervising(world)
    worker = world.worker()
    at(world, local(2026, 10, 1))
    worker.turn()
    with world.database.transaction() as connection:
        give_roles(connection, BRAM, "coordinator")
        newer(connection)

    at(world, local(2026, 10, 2))
    worker.turn()

    assert asked(world, BRAM) == ["rechten.ask 01-10 09:00"]


def test_of_two_who_sign_at_once_one_does(world: World) -> None:
    supervising(world)
    at(world, local(2026, 10, 1))
    start = Barrier(2)

    def work() -> str:
        start.wait()
        try:
            sign(world)
        except (Changed, Refused) as error:
            return type(error).__name__
        return "signed"

    with ThreadPoolExecutor(2) as pool:
        done = sorted(future.result() for future in [pool.submit(work), pool.submit(work)])

    assert done[1] == "signed"
    assert world.count(tables.ronde) == 1


def test_what_was_signed_comes_back_as_it_was(world: World) -> None:
    supervising(world)
    competence(world, "boa-milieu", date(2027, 6, 30))
    at(world, local(2026, 10, 1))
    sign(world)
    competence(world, "toezichthouder", date(2027, 6, 30))

    with world.storage.open() as store:
        signed = rondes.rights(store, store.organisation.member(COORDINATOR)).signed

    assert signed is not None
    anna = next(held for held in signed.held if held.member == "anna")
    assert (signed.period, signed.signed_by, signed.signed_at) == ("2026-4", COORDINATOR, local(2026, 10, 1))
    assert anna == Held(
        member="anna",
        partner="p1",
        roles=(("lid", None),),
        competences=(("boa-milieu", date(2027, 6, 30)),),
        sworn_to=date(2027, 8, 31),
    )
