"""What happens by itself: meetings, their reminders through the year, and the half-year rounds."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from threading import Barrier

import pytest
from sqlalchemy import delete, insert, select, update

from bitbot.domain.records import Bijdrage, Overleg, Werkafspraak
from bitbot.usecases.planning import replan_meeting, replan_werkafspraak
from scheduling.planner import plan
from storage import tables
from storage.deliveries import Delivery
from tests.scheduling.world import (
    AGENT,
    AMSTERDAM,
    ANNA,
    BRAM,
    COORDINATOR,
    World,
    add_series,
    at,
    give_roles,
    local,
    newer,
    planned,
    promise,
    reminded,
)

WEEKLY = "FREQ=WEEKLY;BYDAY=TH"
BIWEEKLY = "FREQ=WEEKLY;INTERVAL=2;BYDAY=TH"
THURSDAY = datetime(2026, 1, 8, 10)  # noqa: DTZ001 - a wall clock has no zone


def series(world: World, rule: str = WEEKLY, start: datetime = THURSDAY) -> None:
    with world.database.transaction() as connection:
        add_series(connection, rule, start)


def meetings(world: World) -> list[Overleg]:
    with world.storage.open(write=False) as store:
        return store.meetings(datetime(2020, 1, 1, tzinfo=UTC), limit=100)


def days(world: World) -> list[tuple[str, str]]:
    return [(f"{m.starts_at.astimezone(AMSTERDAM):%d-%m %H:%M}", m.state) for m in meetings(world)]


def moments(world: World, kind: str, member: int = ANNA) -> list[str]:
    """When this member hears this, on the clock on the wall."""
    return [f"{d.due_at.astimezone(AMSTERDAM):%a %d-%m %H:%M}" for d in about(world, kind, member)]


def about(world: World, kind: str, member: int = ANNA, state: str = "planned") -> list[Delivery]:
    return [d for d in world.all() if d.kind == kind and d.member == member and d.state == state]


def changed(world: World, change: Callable[[Overleg], Overleg]) -> Overleg:
    """Change the first meeting as a use case does."""
    with world.storage.open() as store:
        old = store.meetings(store.now, limit=1)[0]
        new = store.overleggen.save(old, change(old))
        replan_meeting(store, new)
    return new


# Meetings


def test_meetings_of_the_next_five_weeks_are_made_once(world: World) -> None:
    at(world, local(2026, 9, 10, 12))
    series(world)

    planned(world)
    planned(world)

    assert days(world) == [(f"{day} 10:00", "gepland") for day in ("17-09", "24-09", "01-10", "08-10", "15-10")]


def test_a_meeting_has_three_messages_for_everyone_invited(world: World) -> None:
    at(world, local(2026, 9, 1))
    series(world, BIWEEKLY, datetime(2026, 9, 24, 10))  # noqa: DTZ001

    planned(world)

    assert moments(world, "overleg.week") == ["Thu 17-09 10:00"]
    assert moments(world, "overleg.day") == ["Wed 23-09 10:00"]
    assert moments(world, "overleg.hour") == ["Thu 24-09 09:00"]
    assert {d.member for d in world.all()} == {COORDINATOR, ANNA, BRAM, AGENT}


def test_messages_whose_moment_has_passed_are_not_planned(world: World) -> None:
    at(world, local(2026, 9, 16, 12))
    series(world, "FREQ=DAILY;COUNT=1", datetime(2026, 9, 17, 10))  # noqa: DTZ001

    planned(world)

    assert {d.kind for d in world.all()} == {"overleg.hour"}


def test_a_meeting_keeps_its_time_through_both_changes_of_the_clock(world: World) -> None:
    series(world)
    hours: set[str] = set()
    starts: set[str] = set()
    for first in (local(2026, 3, 10), local(2026, 10, 10)):
        at(world, first)
        planned(world)

    hours = {f"{d.due_at.astimezone(AMSTERDAM):%H:%M}" for d in about(world, "overleg.hour")}
    starts = {f"{m.starts_at:%H:%M}" for m in meetings(world)}

    assert hours == {"09:00"}
    assert starts == {"08:00", "09:00"}


def test_a_meeting_on_a_holiday_lapses_and_everyone_hears_it_a_week_before(world: World) -> None:
    at(world, local(2026, 4, 28))
    series(world, BIWEEKLY)

    planned(world)

    assert days(world) == [("30-04 10:00", "gepland"), ("14-05 10:00", "vervalt"), ("28-05 10:00", "gepland")]
    assert moments(world, "overleg.lapses") == ["Thu 07-05 10:00"]
    assert "Thu 14-05 09:00" not in moments(world, "overleg.hour")


def test_a_lapsing_meeting_that_is_kept_is_announced_after_all(world: World) -> None:
    at(world, local(2026, 5, 1))
    series(world, BIWEEKLY)
    planned(world)

    changed(world, lambda old: replace(old, state="gepland"))

    assert moments(world, "overleg.lapses") == []
    assert moments(world, "overleg.hour") == ["Thu 28-05 09:00", "Thu 14-05 09:00"]


def test_a_meeting_that_moves_takes_its_messages_along(world: World) -> None:
    at(world, local(2026, 9, 10, 12))
    series(world, "FREQ=DAILY;COUNT=1", datetime(2026, 9, 24, 10))  # noqa: DTZ001
    planned(world)

    changed(world, lambda old: replace(old, starts_at=local(2026, 9, 29, 14)))
    planned(world)

    assert moments(world, "overleg.hour") == ["Tue 29-09 13:00"]
    assert moments(world, "overleg.week") == ["Tue 22-09 14:00"]
    assert len(about(world, "overleg.hour", state="moot")) == 1


def test_who_is_told_late_that_a_meeting_is_cancelled_is_told_at_once(world: World) -> None:
    at(world, local(2026, 9, 23, 12))
    series(world, "FREQ=DAILY;COUNT=1", datetime(2026, 9, 24, 10))  # noqa: DTZ001
    planned(world)

    changed(world, lambda old: replace(old, state="vervalt"))
    planned(world)

    assert moments(world, "overleg.lapses") == ["Wed 23-09 12:00"]
    assert moments(world, "overleg.hour") == []


def test_who_is_invited_later_hears_what_is_still_to_come(world: World) -> None:
    at(world, local(2026, 9, 18, 12))
    series(world, "FREQ=DAILY;COUNT=1", datetime(2026, 9, 24, 10))  # noqa: DTZ001
    mark = planned(world)
    with world.database.transaction() as connection:
        member = {"id": 9, "key": "nieuw", "name": "Nieuw", "partner": 2, "mandate_to": None}
        connection.execute(insert(tables.member), member | {"slack": "", "mattermost": "", "email": "", "active": True})
        give_roles(connection, 9, "lid")
        newer(connection)

    planned(world, mark)

    assert [d.kind for d in world.all() if d.member == 9] == ["overleg.day", "overleg.hour"]
    assert len(about(world, "overleg.hour")) == 1


def test_meetings_that_a_changed_series_has_no_more_lapse_unless_a_person_moved_them(world: World) -> None:
    at(world, local(2026, 9, 10, 12))
    series(world)
    mark = planned(world)
    changed(world, lambda old: replace(old, starts_at=local(2026, 9, 18, 14)))
    with world.database.transaction() as connection:
        connection.execute(update(tables.series).values(rule="FREQ=WEEKLY;BYDAY=TU", start=datetime(2026, 9, 15, 10)))  # noqa: DTZ001
        newer(connection)

    planned(world, mark)

    states = dict(days(world))
    lapsed = [day for day, state in states.items() if state == "vervalt"]
    assert lapsed == ["24-09 10:00", "01-10 10:00", "08-10 10:00", "15-10 10:00"]
    assert states["18-09 14:00"] == states["15-09 10:00"] == "gepland"
    assert all(" 09:00" in moment and "Tue" in moment for moment in moments(world, "overleg.hour")[5:])


def test_a_weekend_is_no_reason_to_lapse(world: World) -> None:
    at(world, local(2026, 9, 10, 12))
    series(world, "FREQ=WEEKLY;BYDAY=SA", datetime(2026, 9, 12, 10))  # noqa: DTZ001

    planned(world)

    assert {state for _, state in days(world)} == {"gepland"}


# Planning itself


def test_planning_again_within_a_minute_costs_no_statement_and_later_hardly_any(world: World) -> None:
    at(world, local(2026, 9, 10, 12))
    series(world)
    mark = planned(world)
    executed = world.listen()

    with world.storage.open() as store:
        before = len(executed)
        assert plan(store, mark) is mark
        same_minute = len(executed) - before
    world.move(minutes=1)
    with world.storage.open() as store:
        before = len(executed)
        plan(store, mark)
        next_minute = len(executed) - before

    assert same_minute == 0
    assert next_minute == 1


def test_a_new_occurrence_comes_into_sight_by_itself(world: World) -> None:
    at(world, local(2026, 9, 10, 12))
    series(world)
    mark = planned(world)
    at(world, local(2026, 9, 17, 10, 1))

    planned(world, mark)

    assert days(world)[-1] == ("22-10 10:00", "gepland")


def test_two_planners_at_once_plan_everything_once(world: World) -> None:
    at(world, local(2026, 7, 1))
    with world.database.transaction() as connection:
        connection.execute(update(tables.organisation).values(since=date(2026, 6, 1)))
    series(world)
    start = Barrier(3)

    def work() -> None:
        start.wait()
        planned(world)

    with ThreadPoolExecutor(3) as pool:
        for future in [pool.submit(work) for _ in range(3)]:
            future.result()

    assert (len(meetings(world)), world.count(tables.rapportage)) == (5, 1)
    assert len(about(world, "rapportage.ask")) == 1
    assert len(moments(world, "overleg.hour")) == len(set(moments(world, "overleg.hour"))) == 5


def test_answers_are_forgotten_after_an_hour(world: World) -> None:
    with world.database.transaction() as connection:
        for minutes in (59, 61):
            moment = world.clock.moment - timedelta(minutes=minutes)
            connection.execute(insert(tables.inbox), {"key": f"{minutes}", "at": moment, "answer": b"x"})

    planned(world)

    assert world.count(tables.inbox) == 1


def test_places_where_nobody_asked_anything_for_a_month_are_forgotten_but_for_our_own(world: World) -> None:
    at(world, local(2026, 9, 10, 12))
    with world.storage.open() as store:
        store.channels.keep("slack:C9", "public")
    at(world, local(2026, 10, 10, 11))
    planned(world)
    before = places(world)
    at(world, local(2026, 10, 10, 13))
    planned(world)

    assert before == {"slack:C1", "practice:kanaal", "slack:C9"}
    assert places(world) == {"slack:C1", "practice:kanaal"}


def places(world: World) -> set[str]:
    with world.database.transaction(write=False) as connection:
        return set(connection.scalars(select(tables.channel.c.place)))


# The half-year rounds


def since(world: World, day: date) -> None:
    with world.database.transaction() as connection:
        connection.execute(update(tables.organisation).values(since=day))
        newer(connection)


def deliver(world: World, partner: int) -> None:
    with world.storage.open() as store:
        rapportage = store.latest_rapportage()
        assert rapportage
        number, now = rapportage.number, store.now
        store.bijdragen.add(Bijdrage(rapportage=number, partner=partner, results="5", maker=ANNA, made_at=now))


def test_a_round_opens_at_nine_on_the_first_working_day(world: World) -> None:
    since(world, date(2026, 1, 1))
    opened = []
    for opening in (local(2026, 7, 1), local(2027, 1, 4)):
        at(world, opening - timedelta(seconds=1))
        planned(world)
        before = world.count(tables.rapportage)
        at(world, opening)
        planned(world)
        opened.append((before, world.count(tables.rapportage)))

    assert opened == [(0, 1), (1, 2)]
    assert moments(world, "rapportage.ask")[-1] == "Mon 04-01 09:00"
    assert "Wed 01-07 09:00" in [f"{d.due_at.astimezone(AMSTERDAM):%a %d-%m %H:%M}" for d in world.all()]


def test_partners_that_have_not_delivered_are_asked_every_week(world: World) -> None:
    since(world, date(2026, 7, 1))
    worker = world.worker()
    at(world, local(2026, 7, 1))
    worker.turn()
    deliver(world, partner=1)

    for day in range(1, 15):
        at(world, local(2026, 7, 1) + timedelta(days=day))
        worker.turn()

    heard = [(place, *key.split("/")[1:3]) for place, key in world.chat.posts if place in {"anna", "bram"}]
    assert [what for what in heard if what[0] == "anna"] == [("anna", "ask", "2026-07-01")]
    assert [what[1:] for what in heard if what[0] == "bram"] == [
        ("ask", "2026-07-01"),
        ("reminder", "2026-07-08"),
        ("reminder", "2026-07-15"),
    ]


def test_after_three_weeks_off_a_partner_is_asked_once(world: World) -> None:
    since(world, date(2026, 7, 1))
    at(world, local(2026, 7, 1))
    planned(world)
    at(world, local(2026, 7, 23, 11))

    world.worker().turn()

    assert [key.split("/")[1:3] for place, key in world.chat.posts if place == "bram"] == [["reminder", "2026-07-22"]]
    assert [d.reason for d in about(world, "rapportage.ask", BRAM, "moot")] == ["ingehaald door een latere herinnering"]


@pytest.mark.parametrize(
    ("day", "rounds"),
    [(date(2026, 8, 1), 1), (date(2026, 8, 11), 1), (date(2026, 8, 12), 0)],
)
def test_a_round_that_was_over_before_bitbot_came_is_not_asked_for(world: World, day: date, rounds: int) -> None:
    since(world, day)
    at(world, local(day.year, day.month, day.day, 12))

    planned(world)

    assert world.count(tables.rapportage) == rounds


# Werkafspraken


def change(world: World, old: Werkafspraak, **fields: object) -> Werkafspraak:
    with world.storage.open() as store:
        new: Werkafspraak = store.save(old, replace(old, **fields), ANNA, "wijzig")  # type: ignore[arg-type]
        replan_werkafspraak(store, new)
    return new


def test_a_werkafspraak_is_reminded_of_before_on_and_after_its_term(world: World) -> None:
    promise(world)

    assert reminded(world) == {"soon": "Tue 15-09 09:00", "today": "Fri 18-09 09:00", "overdue": "Mon 21-09 09:00"}


def test_a_new_werkafspraak_is_planned_in_one_statement(world: World) -> None:
    made = promise(world)
    executed = world.listen()

    with world.storage.open() as store:
        before = len(executed)
        replan_werkafspraak(store, made)

        assert len(executed) - before == 1


def test_a_new_term_takes_the_place_of_the_old_one(world: World) -> None:
    made = promise(world)

    change(world, made, due_on=date(2026, 9, 25))

    assert reminded(world) == {"soon": "Tue 22-09 09:00", "today": "Fri 25-09 09:00", "overdue": "Mon 28-09 09:00"}


def test_another_owner_is_reminded_and_the_old_one_is_not(world: World) -> None:
    made = promise(world)

    change(world, made, owner=BRAM)

    assert (reminded(world), len(reminded(world, BRAM))) == ({}, 3)


def test_what_is_done_is_not_reminded_of_and_reopened_it_is_again(world: World) -> None:
    made = promise(world)

    done = change(world, made, state="gereed gemeld")
    silent = reminded(world)
    change(world, done, state="in uitvoering")

    assert silent == {}
    assert len(reminded(world)) == 3


def test_a_reminder_that_is_due_but_not_sent_yet_survives_a_change(world: World) -> None:
    made = promise(world)
    at(world, local(2026, 9, 15, 9, 1))

    change(world, made, text="Schrijven")

    assert reminded(world)["soon"] == "Tue 15-09 09:00"


def test_without_meetings_and_rounds_nothing_is_planned(world: World) -> None:
    with world.database.transaction() as connection:
        connection.execute(delete(tables.series))

    planned(world)

    assert world.all() == []
