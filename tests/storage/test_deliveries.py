"""Deliveries in the database: planned once, claimed by one, settled by who holds them."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest

from storage.deliveries import Delivery
from tests.scheduling.world import ANNA, BRAM, START, World, message

LEASE = timedelta(minutes=1)
WA = ("werkafspraak", 1)


@pytest.fixture
def world(database_url: str) -> Iterator[World]:
    world = World(database_url)
    yield world
    world.close()


def claim(world: World, limit: int = 10) -> list[Delivery]:
    with world.deliveries() as deliveries:
        return deliveries.claim(limit, LEASE)


def begin(world: World) -> Delivery:
    [claimed] = claim(world)
    with world.deliveries() as deliveries:
        begun = deliveries.begin(claimed, LEASE)
    assert begun is not None
    return begun


def test_planning_twice_changes_nothing(world: World) -> None:
    world.plan(message("a"))
    world.plan(message("a", START + timedelta(days=1), detail={"other": 1}), message("b"))

    assert [(d.key, d.due_at, d.detail) for d in world.all()] == [("a", START, {}), ("b", START, {})]


def test_planning_is_one_execution_and_nothing_is_none(world: World) -> None:
    executed = world.listen()

    world.plan(*(message(f"WA-1/{number}") for number in range(12)))
    world.plan()

    assert len([statement for statement in executed if "INSERT" in statement]) == 1
    assert len(world.all()) == 12


def test_a_message_comes_back_as_it_was_planned(world: World) -> None:
    world.plan(message("a", START, None, kind="signaal.new", subject=("signaal", 7), detail={"member": 3}))

    [found] = world.all()

    assert (found.kind, found.member, found.subject) == ("signaal.new", None, ("signaal", 7))
    assert (found.detail, found.state, found.attempt) == ({"member": 3}, "planned", 0)
    assert (found.due_at, found.next_at, found.settled_at, found.again) == (START, START, None, False)


def test_what_was_withdrawn_before_its_moment_is_planned_again(world: World) -> None:
    later = START + timedelta(days=1)
    world.plan(message("a", later))
    with world.deliveries() as deliveries:
        deliveries.withdraw(WA, [], "gereed")
        deliveries.plan([message("a", later)])

    [found] = world.all()

    assert (found.state, found.next_at, found.settled_at, found.reason) == ("planned", later, None, "")


def test_what_became_moot_at_its_moment_stays_moot(world: World) -> None:
    world.plan(message("a"))
    world.move(minutes=1)
    begun = begin(world)
    with world.deliveries() as deliveries:
        deliveries.settle(begun, "moot", "voorbij")

    world.plan(message("a"))

    assert world.one("a").state == "moot"
    assert claim(world) == []


def test_what_was_sent_is_never_planned_again(world: World) -> None:
    world.plan(message("a"))
    begun = begin(world)
    with world.deliveries() as deliveries:
        deliveries.settle(begun, "sent", reference="r1")

    world.plan(message("a", START + timedelta(days=9)))

    assert (world.one("a").state, world.one("a").reference, world.one("a").settled_at) == ("sent", "r1", START)


def test_withdrawing_leaves_what_is_kept_other_kinds_and_other_subjects(world: World) -> None:
    world.plan(
        message("gone"),
        message("kept"),
        message("told", kind="werkafspraak.done"),
        message("other", subject=("werkafspraak", 2)),
    )

    with world.deliveries() as deliveries:
        moments = deliveries.withdraw(WA, {"kept"}, "gereed", ["werkafspraak.accept"])

    assert moments == [START]
    assert world.states() == {"gone": "moot", "kept": "planned", "told": "planned", "other": "planned"}
    assert (world.one("gone").reason, world.one("gone").next_at) == ("gereed", None)


def test_withdrawing_leaves_what_is_being_sent(world: World) -> None:
    world.plan(message("a"))
    begin(world)

    with world.deliveries() as deliveries:
        assert deliveries.withdraw(WA, [], "gereed") == []

    assert world.one("a").state == "sending"


def test_what_is_withdrawn_after_the_claim_is_not_begun(world: World) -> None:
    world.plan(message("a"))
    [claimed] = claim(world)
    with world.deliveries() as deliveries:
        deliveries.withdraw(WA, [], "gereed")

    with world.deliveries() as deliveries:
        assert deliveries.begin(claimed, LEASE) is None

    assert world.one("a").state == "moot"


def test_only_what_is_due_is_claimed_the_oldest_first(world: World) -> None:
    minutes = {"third": -1, "first": -3, "fourth": 0, "second": -2, "later": 1}
    world.plan(*(message(key, START + timedelta(minutes=by)) for key, by in minutes.items()))

    found = [[d.key for d in claim(world, 3)] for _ in range(3)]

    assert found == [["first", "second", "third"], ["fourth"], []]


def test_a_claim_counts_as_a_try_and_lasts_as_long_as_its_lease(world: World) -> None:
    world.plan(message("a"))

    [claimed] = claim(world)

    assert (claimed.attempt, claimed.state, claimed.next_at) == (1, "planned", START + LEASE)
    assert claim(world) == []


def test_what_was_claimed_and_never_begun_is_claimed_again_without_doubt(world: World) -> None:
    world.plan(message("a"))
    claim(world)
    world.move(minutes=1)

    [claimed] = claim(world)

    assert (claimed.attempt, claimed.again) == (2, False)


def test_what_was_begun_by_who_died_is_unsure(world: World) -> None:
    world.plan(message("a"))
    begin(world)
    world.move(minutes=1)

    [claimed] = claim(world)

    assert (claimed.attempt, claimed.state, claimed.again) == (2, "unsure", True)


def test_a_second_copy_stays_a_second_copy(world: World) -> None:
    world.plan(message("a"))
    begin(world)
    world.move(minutes=1)
    copy = begin(world)
    world.move(minutes=1)

    [claimed] = claim(world)

    assert (copy.state, copy.again) == ("doubled", True)
    assert (claimed.state, claimed.again) == ("doubled", True)


def test_who_lost_the_lease_writes_nothing(world: World) -> None:
    world.plan(message("a"))
    slow = begin(world)
    world.move(minutes=1)
    [newer] = claim(world)

    with world.deliveries() as deliveries:
        written = [
            deliveries.settle(slow, "sent", reference="slow"),
            deliveries.postpone(slow, START, "slow"),
            deliveries.unsent(slow, START, "slow"),
            deliveries.doubt(slow, START, "slow"),
            deliveries.park(slow, "slow"),
        ]

    assert not any(written)
    assert world.one("a") == newer


def test_what_was_postponed_comes_back_at_that_moment(world: World) -> None:
    world.plan(message("a"))
    [claimed] = claim(world)
    with world.deliveries() as deliveries:
        deliveries.postpone(claimed, START + timedelta(seconds=40), "ValueError")

    early = claim(world)
    world.move(seconds=40)
    late = claim(world)

    assert early == []
    assert [(d.attempt, d.reason) for d in late] == [(2, "ValueError")]


def test_waiting_for_a_place_is_no_try(world: World) -> None:
    world.plan(message("a"))
    for _ in range(20):
        [claimed] = claim(world)
        with world.deliveries() as deliveries:
            deliveries.postpone(claimed, START, "", tried=False)

    assert world.one("a").attempt == 0


def test_what_certainly_did_not_go_out_is_planned_as_before(world: World) -> None:
    world.plan(message("a"))
    begun = begin(world)

    with world.deliveries() as deliveries:
        deliveries.unsent(begun, START + timedelta(seconds=2), "ratelimited")

    assert (world.one("a").state, world.one("a").attempt, world.one("a").reason) == ("planned", 0, "ratelimited")


def test_what_is_coming_and_what_is_in_trouble_can_be_listed(world: World) -> None:
    world.plan(message("late", START + timedelta(days=2)), message("bad"), message("soon", START + timedelta(days=1)))
    begun = begin(world)
    with world.deliveries() as deliveries:
        deliveries.park(begun, "x" * 1000)

    with world.deliveries() as deliveries:
        coming = [d.key for d in deliveries.upcoming(START + timedelta(days=2))]
        trouble = [(d.key, d.reason, d.next_at) for d in deliveries.troubled()]
        soonest = deliveries.soonest()

    assert coming == ["soon", "late"]
    assert trouble == [("bad", "x" * 300, None)]
    assert soonest == START + timedelta(days=1)


def test_without_deliveries_nothing_is_soonest(world: World) -> None:
    with world.deliveries() as deliveries:
        assert deliveries.soonest() is None


def test_a_later_reminder_about_the_same_to_the_same_person_overtakes(world: World) -> None:
    yesterday, tomorrow = START - timedelta(days=1), START + timedelta(days=1)
    world.plan(
        message("old", yesterday),
        message("same", START, kind="werkafspraak.today"),
        message("bram", yesterday, BRAM),
        message("other", yesterday, subject=("werkafspraak", 2)),
        message("future", tomorrow, subject=("werkafspraak", 2)),
    )

    with world.deliveries() as deliveries:
        kinds = ["werkafspraak.accept", "werkafspraak.today"]
        overtaken = [d.key for d in deliveries.upcoming(START) if deliveries.overtaken(d, kinds)]

    assert overtaken == ["old"]


def test_of_two_claims_at_once_each_delivery_goes_to_one(world: World) -> None:
    world.plan(*(message(f"{number}", member=ANNA) for number in range(200)))
    start = Barrier(4)

    def take() -> list[int]:
        start.wait()
        return [delivery.id for _ in range(20) for delivery in claim(world, 5)]

    with ThreadPoolExecutor(4) as pool:
        taken = [number for found in [pool.submit(take) for _ in range(4)] for number in found.result()]

    assert len(taken) == len(set(taken)) == 200


def test_of_two_who_plan_the_same_at_once_one_does(world: World) -> None:
    start = Barrier(4)

    def plan() -> None:
        start.wait()
        world.plan(*(message(f"{number}") for number in range(50)))

    with ThreadPoolExecutor(4) as pool:
        for future in [pool.submit(plan) for _ in range(4)]:
            future.result()

    assert len(world.all()) == 50


def test_of_withdrawing_and_beginning_at_once_one_wins(world: World) -> None:
    world.plan(*(message(f"{number}") for number in range(100)))
    claimed = claim(world, 100)
    start = Barrier(2)

    def begin_all() -> int:
        start.wait()
        begun = 0
        for delivery in reversed(claimed):
            with world.deliveries() as deliveries:
                begun += deliveries.begin(delivery, LEASE) is not None
        return begun

    def withdraw() -> int:
        start.wait()
        with world.deliveries() as deliveries:
            return len(deliveries.withdraw(WA, [], "gereed"))

    with ThreadPoolExecutor(2) as pool:
        begun, withdrawn = pool.submit(begin_all), pool.submit(withdraw)
        counts = begun.result(), withdrawn.result()

    states = list(world.states().values())
    assert counts == (states.count("sending"), states.count("moot"))
    assert sum(counts) == 100
