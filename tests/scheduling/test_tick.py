"""The worker: what it sends, in which order, and what it does when a platform fails."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier, Event

import pytest

from bitbot.chat import Message, Place
from bitbot.errors import NotSent, Uncertain, Undeliverable
from scheduling.tick import Worker
from storage.deliveries import Delivery, Moot
from storage.store import Store
from tests.scheduling.world import AGENT, ANNA, BRAM, COORDINATOR, START, ToyChat, World, message, said

HOUR = timedelta(hours=1)


def turns(world: World, worker: Worker, seconds: int, every: int = 5) -> None:
    """The ticks of this many seconds."""
    for _ in range(seconds // every):
        world.move(seconds=every)
        worker.turn()


def test_what_is_due_is_sent_once_and_the_rest_waits(world: World) -> None:
    world.plan(message("a"), message("b", member=BRAM), message("later", START + HOUR))
    worker = world.worker()

    taken = worker.turn()
    turns(world, worker, 300)

    assert taken == 2
    assert sorted(world.chat.posts) == [("anna", "a"), ("bram", "b")]
    assert world.states() == {"a": "sent", "b": "sent", "later": "planned"}
    assert world.one("a").reference.startswith("ref-")


def test_messages_to_one_place_keep_their_order(world: World) -> None:
    world.plan(*(message(f"{number:03}", START - timedelta(seconds=number)) for number in range(250)))

    world.worker().turn()

    assert [key for _, key in world.chat.posts] == [f"{number:03}" for number in reversed(range(250))]


def test_a_message_for_the_channel_goes_to_the_channel_of_the_platform(world: World) -> None:
    slack, practice = ToyChat("slack"), ToyChat()
    world.plan(message("a", member=None))
    world.worker(slack=slack, practice=practice).turn()
    world.plan(message("b", member=None))
    world.worker(practice=practice).turn()

    assert slack.posts == [("C1", "a")]
    assert practice.posts == [("kanaal", "b")]


def test_a_member_is_reached_where_the_member_has_an_address(database_url: str) -> None:
    world = World(database_url, slack=["anna"])
    slack, practice = ToyChat("slack"), ToyChat()
    world.plan(message("a"), message("b", member=BRAM))

    world.worker(slack=slack, practice=practice).turn()

    assert (slack.posts, practice.posts) == ([("ANNA", "a")], [("bram", "b")])
    world.close()


def test_without_an_address_a_message_is_parked_and_the_coordinator_told(database_url: str) -> None:
    world = World(database_url, slack=["coordinator"])
    slack = ToyChat("slack")
    world.plan(message("a"))

    world.worker(slack=slack).turn()

    assert (world.one("a").state, world.one("a").reason) == ("parked", "geen adres")
    assert slack.titles == ["delivery/failed/anna/2026-09-10/coordinator"]
    world.close()


def test_what_no_longer_holds_is_moot_with_its_reason(world: World) -> None:
    world.plan(message("a"), message("b"))

    def half(_store: Store, found: Delivery, _late: bool) -> Message | Moot:
        return Moot("gereed") if found.key == "a" else said(found)

    world.worker(half).turn()

    assert world.states() == {"a": "moot", "b": "sent"}
    assert world.one("a").reason == "gereed"
    assert world.chat.titles == ["b"]


def test_a_reminder_is_rendered_from_the_state_at_its_moment(world: World) -> None:
    world.plan(message("a", START + HOUR))
    worker = world.worker(lambda store, _found, _late: Moot(f"{store.now:%H:%M}"))

    worker.turn()
    world.move(hours=1)
    worker.turn()

    assert world.one("a").reason == "13:00"


def test_a_quarter_late_is_in_time_and_later_is_marked(world: World) -> None:
    world.plan(message("in-time", START - timedelta(minutes=15)), message("late", START - timedelta(minutes=16)))

    world.worker().turn()

    assert world.chat.titles == ["late te laat", "in-time"]


def test_after_a_long_outage_everything_is_sent_once_marked_late_and_the_closed_is_moot(world: World) -> None:
    def open_ones(_store: Store, found: Delivery, late: bool) -> Message | Moot:
        return said(found, late) if int(found.key) % 5 else Moot("gesloten")

    world.plan(*(message(f"{n:03}", START + n * timedelta(minutes=8), 1 + n % 4) for n in range(500)))
    world.move(hours=72)
    worker = world.worker(open_ones)

    worker.turn()
    worker.turn()

    assert len(world.chat.titles) == len(set(world.chat.titles)) == 400
    assert all("te laat" in title for title in world.chat.titles if int(title[:3]) < 490)
    assert list(world.states().values()).count("moot") == 100


def test_after_an_outage_only_the_last_reminder_about_a_term_is_sent(world: World) -> None:
    kinds = ("werkafspraak.accept", "werkafspraak.soon", "werkafspraak.today", "werkafspraak.overdue")
    world.plan(*(message(kind, START + n * HOUR, kind=kind) for n, kind in enumerate(kinds)))
    world.move(days=1)

    world.worker().turn()

    assert world.chat.titles == ["werkafspraak.accept te laat", "werkafspraak.overdue te laat"]
    assert world.one("werkafspraak.soon").reason == "ingehaald door een latere herinnering"


def test_a_place_that_asks_to_wait_is_left_alone_that_long_and_then_served_in_order(world: World) -> None:
    for name, member in (("anna", ANNA), ("bram", BRAM)):
        world.plan(*(message(f"{name}-{n:02}", member=member) for n in range(40)))
    world.chat.errors["anna"] = [NotSent("ratelimited", 30), NotSent("ratelimited", 30)]
    worker = world.worker()

    worker.turn()
    turns(world, worker, 25)
    quiet = list(world.chat.posts)
    turns(world, worker, 5)
    turns(world, worker, 60)

    assert quiet.count(("anna", "anna-00")) == 1
    assert [place for place, _ in quiet].count("bram") == 40
    assert [title for title in world.chat.titles if title.startswith("anna")] == [f"anna-{n:02}" for n in range(40)]
    assert [key for place, key in world.chat.posts if place == "anna"][:3] == ["anna-00", "anna-00", "anna-00"]


def test_a_place_that_keeps_failing_is_asked_less_and_less_often(world: World) -> None:
    world.plan(message("a"))
    world.chat.errors["anna"] = [NotSent("down")] * 9
    worker = world.worker()
    tried = []

    for _ in range(360):
        before = len(world.chat.posts)
        worker.turn()
        if len(world.chat.posts) > before:
            tried.append((world.clock.moment - START) // timedelta(seconds=1))
        world.move(seconds=5)

    assert tried == [0, 10, 30, 70, 150, 310, 610, 910, 1210, 1510]
    assert world.states() == {"a": "sent"}


def test_a_place_that_fails_for_a_day_is_given_up(world: World) -> None:
    world.plan(message("a"))
    world.chat.errors["anna"] = [NotSent("down")] * 1000
    worker = world.worker()

    for _ in range(25 * 12):
        worker.turn()
        world.move(minutes=5)

    assert world.one("a").state == "parked"
    assert world.chat.titles == ["delivery/failed/anna/2026-09-11/coordinator"]


def test_what_can_never_be_delivered_is_parked_after_one_try_and_told_once(world: World) -> None:
    world.plan(message("a"), message("b"), message("c", member=BRAM))
    world.chat.errors["anna"] = [Undeliverable("user_not_found"), Undeliverable("user_not_found")]
    worker = world.worker()

    worker.turn()
    turns(world, worker, 60)

    assert world.chat.posts.count(("anna", "a")) == 1
    assert sorted(world.chat.titles) == ["c", "delivery/failed/anna/2026-09-10/coordinator"]
    assert (world.one("a").state, world.one("a").reason) == ("parked", "user_not_found")
    [notice] = [found for found in world.all() if found.kind == "delivery.failed"]
    assert (notice.subject, notice.detail) == (("delivery", world.one("a").id), {"reason": "user_not_found"})


def test_a_notice_of_failure_that_fails_is_parked_in_silence(world: World) -> None:
    world.plan(message("a"))
    world.chat.errors = {"anna": [Undeliverable("gone")], "coordinator": [Undeliverable("gone")]}
    worker = world.worker()

    worker.turn()
    turns(world, worker, 60)

    assert sorted(world.states().values()) == ["parked", "parked"]


def test_an_unknown_outcome_is_looked_up_and_not_sent_again(world: World) -> None:
    world.plan(message("a"))
    world.chat.errors["anna"], world.chat.arrives = [Uncertain("reset")], True
    worker = world.worker()

    worker.turn()
    turns(world, worker, 5)
    looked_early = list(world.chat.looks)
    turns(world, worker, 55)

    assert looked_early == []
    assert (world.chat.looks, world.chat.titles) == (["a"], ["a"])
    assert (world.one("a").state, world.one("a").reference) == ("sent", "ref-1")


def test_what_is_not_there_after_two_looks_is_sent_again_once_and_marked(world: World) -> None:
    world.plan(message("a"))
    world.chat.errors["anna"] = [Uncertain("reset")]
    worker = world.worker()

    worker.turn()
    turns(world, worker, 35)
    early = list(world.chat.titles)
    turns(world, worker, 300)

    assert early == []
    assert (world.chat.looks, world.chat.titles) == (["a", "a"], ["a mogelijk dubbel"])
    assert world.states() == {"a": "sent"}


def test_a_second_unknown_outcome_is_looked_up_too_and_then_parked(world: World) -> None:
    world.plan(message("a"))
    world.chat.errors["anna"] = [Uncertain("reset"), Uncertain("reset")]
    worker = world.worker()

    worker.turn()
    turns(world, worker, 300)

    assert world.chat.posts.count(("anna", "a")) == 2
    assert (world.one("a").state, world.one("a").reason) == ("parked", "onbekend of het is aangekomen")


def test_a_second_copy_that_was_refused_is_tried_again(world: World) -> None:
    world.plan(message("a"))
    world.chat.errors["anna"] = [Uncertain("reset"), NotSent("ratelimited", 30)]
    worker = world.worker()

    worker.turn()
    turns(world, worker, 300)

    assert world.chat.titles == ["a mogelijk dubbel"]
    assert world.states() == {"a": "sent"}


def test_where_nobody_can_look_a_marked_copy_goes_out_after_some_patience(world: World) -> None:
    world.plan(message("a"), *(message(f"b{n}", START + n * timedelta(seconds=10), BRAM) for n in range(6)))
    world.chat.errors["anna"], world.chat.arrives = [Uncertain("reset")], True
    world.chat.blind = [Uncertain("no access")] * 100
    worker = world.worker()

    worker.turn()
    turns(world, worker, 300)

    assert [title for title in world.chat.titles if title.startswith("a")] == ["a", "a mogelijk dubbel"]
    assert set(world.states().values()) == {"sent"}


def test_the_one_second_copy_is_not_spent_while_the_platform_is_down(world: World) -> None:
    world.plan(*(message(f"{n}", START + n * timedelta(minutes=1), ANNA) for n in range(10)))
    world.chat.errors["anna"] = [Uncertain("service_unavailable")] * 500
    world.chat.blind = [Uncertain("service_unavailable")] * 500
    worker = world.worker()

    worker.turn()
    turns(world, worker, 45 * 60, every=30)
    world.chat.errors.clear()
    world.chat.blind.clear()
    turns(world, worker, 20 * 60, every=30)

    assert sorted(title[0] for title in world.chat.titles) == [f"{n}" for n in range(10)]
    assert set(world.states().values()) == {"sent"}


def test_what_nobody_can_find_out_is_parked_in_the_end(world: World) -> None:
    world.plan(message("a"))
    world.chat.errors["anna"] = [Uncertain("reset")] * 500
    world.chat.blind = [Uncertain("no access")] * 500
    worker = world.worker()

    worker.turn()
    turns(world, worker, 4 * 3600, every=60)

    assert world.chat.posts.count(("anna", "a")) == 2
    assert (world.one("a").state, world.one("a").reason) == ("parked", "onbekend of het is aangekomen")


def test_many_unknown_outcomes_end_with_each_message_there_once(world: World) -> None:
    world.plan(*(message(f"{n}", member=1 + n % 4) for n in range(100)))
    for place in ("coordinator", "anna", "bram", "agent"):
        world.chat.errors[place] = [Uncertain("fatal_error")] * 5
    world.chat.arrives = True
    worker = world.worker()

    worker.turn()
    turns(world, worker, 300)

    assert sorted(world.chat.titles, key=int) == [f"{n}" for n in range(100)]
    assert set(world.states().values()) == {"sent"}


def test_a_message_that_breaks_is_parked_after_five_tries_and_holds_up_nothing(world: World) -> None:
    def fragile(_store: Store, found: Delivery, _late: bool) -> Message:
        if found.key == "bad":
            raise KeyError(found.key)
        return said(found)

    world.plan(message("bad"), *(message(f"{n}") for n in range(5)))
    worker = world.worker(fragile)

    worker.turn()
    at_once = len(world.chat.titles)
    turns(world, worker, 29 * 60, every=10)

    errors = [entry for entry in world.log if entry["level"] == "error"]
    assert at_once == 5
    assert (world.one("bad").state, world.one("bad").reason, world.one("bad").attempt) == ("parked", "KeyError", 5)
    assert [entry["error"] for entry in errors] == ["KeyError"] * 5
    assert "delivery/failed/anna/2026-09-10/coordinator" in world.chat.titles


def test_a_chat_that_breaks_while_sending_may_have_sent(world: World) -> None:
    world.plan(message("a"), message("b"))
    world.chat.errors["anna"], world.chat.arrives = [ZeroDivisionError()], True
    worker = world.worker()

    worker.turn()
    turns(world, worker, 60)

    assert world.chat.titles == ["a", "b"]
    assert set(world.states().values()) == {"sent"}
    assert [entry["error"] for entry in world.log] == ["ZeroDivisionError"]


def test_a_chat_that_breaks_while_looking_is_asked_again(world: World) -> None:
    world.plan(message("a"))
    world.chat.errors["anna"], world.chat.arrives = [Uncertain("reset")], True
    world.chat.blind = [ZeroDivisionError(), NotSent("ratelimited", 5)]
    worker = world.worker()

    worker.turn()
    turns(world, worker, 120)

    assert (world.chat.looks, world.chat.titles) == (["a"] * 3, ["a"])
    assert world.states() == {"a": "sent"}


def test_a_place_that_hangs_does_not_hold_up_another(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scheduling.tick.PATIENCE", 0.2)
    go_on = Event()
    world.chat.before = lambda place: place.id != "anna" or go_on.wait(30)
    world.plan(message("a"), message("b"), message("c", member=BRAM))
    worker = world.worker()

    worker.turn()
    world.plan(message("d", member=AGENT), message("e"))
    turns(world, worker, 10)
    meanwhile = list(world.chat.titles)
    go_on.set()
    worker.close()

    assert meanwhile == ["c", "d"]
    assert world.one("e").state == "planned"


def test_a_worker_that_stops_finishes_one_message_and_leaves_the_rest_to_the_next(world: World) -> None:
    begun, go_on = Event(), Event()

    def before(_place: Place) -> None:
        begun.set()
        go_on.wait(30)

    world.chat.before = before
    world.plan(*(message(f"{n}") for n in range(5)))
    worker = world.worker()

    with ThreadPoolExecutor(2) as pool:
        pool.submit(worker.turn)
        begun.wait(30)
        closing = pool.submit(worker.close)
        Event().wait(0.2)
        go_on.set()
        closing.result(30)
    left = world.all()
    world.worker().turn()

    assert [(d.state, d.attempt) for d in left] == [("sent", 1), *[("planned", 0)] * 4]
    assert world.chat.titles == ["0", "1", "2", "3", "4"]


def test_two_workers_send_each_message_once(world: World) -> None:
    world.plan(*(message(f"{n}", member=1 + n % 4) for n in range(120)))
    workers = [world.worker(), world.worker()]
    start = Barrier(2)

    def work(worker: Worker) -> int:
        start.wait()
        return worker.turn()

    with ThreadPoolExecutor(2) as pool:
        taken = [future.result() for future in [pool.submit(work, worker) for worker in workers]]

    assert sum(taken) == 120
    assert sorted(world.chat.titles, key=int) == [f"{n}" for n in range(120)]


def test_another_worker_takes_over_what_a_dead_one_had_claimed(world: World) -> None:
    world.plan(message("claimed"), message("begun", START + timedelta(seconds=1)))
    world.move(seconds=1)
    with world.deliveries() as deliveries:
        [_, second] = deliveries.claim(10, timedelta(minutes=1))
        deliveries.begin(second, timedelta(minutes=1))
    worker = world.worker()

    turns(world, worker, 120)

    assert world.chat.titles == ["claimed", "begun mogelijk dubbel"]


def test_what_is_planned_while_a_turn_runs_is_sent_in_the_same_turn(world: World) -> None:
    world.plan(message("a"))
    planned: list[Place] = []

    def before(place: Place) -> None:
        if not planned:
            planned.append(place)
            world.plan(message("b", member=COORDINATOR))

    world.chat.before = before

    world.worker().turn()

    assert world.chat.titles == ["a", "b"]


def test_what_is_due_is_sent_also_when_nothing_can_be_planned(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise LookupError

    monkeypatch.setattr("scheduling.tick.plan", broken)
    world.plan(message("a"))

    world.worker().turn()

    assert world.chat.titles == ["a"]
    assert [entry["error"] for entry in world.log] == ["LookupError"]


@pytest.mark.parametrize("step", [timedelta(hours=1), timedelta(hours=-1), timedelta(days=1)])
def test_a_clock_that_jumps_loses_and_repeats_nothing(world: World, step: timedelta) -> None:
    world.plan(*(message(f"{n:02}", START + n * timedelta(minutes=5)) for n in range(24)))
    worker = world.worker()
    early: list[str] = []

    def before(_place: Place) -> None:
        early.extend(f.key for f in world.all() if f.state == "sending" and f.due_at > world.clock.moment)

    world.chat.before = before

    turns(world, worker, 1800, every=60)
    world.clock.move(step)
    turns(world, worker, 3 * 3600, every=60)

    assert [title[:2] for title in world.chat.titles] == [f"{n:02}" for n in range(24)]
    assert early == []
