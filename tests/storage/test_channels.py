"""What was seen of a channel is known to all, and of two who see a change at once one is told that it is new."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest

from bitbot.chat import PlaceKind
from bitbot.domain.places import Seen
from tests.scheduling.world import START, World

PLACE = "slack:C0ANDERS"


@pytest.fixture
def world(database_url: str) -> Iterator[World]:
    world = World(database_url)
    yield world
    world.close()


def keep(world: World, kind: PlaceKind) -> PlaceKind:
    with world.storage.open() as store:
        return store.channels.keep(PLACE, kind)


def test_what_was_seen_is_given_with_its_moment_and_by_the_opening_of_a_transaction(world: World) -> None:
    keep(world, "private")
    world.move(minutes=3)
    keep(world, "guests")

    with world.storage.open(write=False, place=PLACE) as store:
        assert store.channels.get(PLACE) == store.seen == Seen("guests", START + timedelta(minutes=3))
    with world.storage.open(write=False, place="slack:C0NIEMAND") as store:
        assert store.channels.get("slack:C0NIEMAND") is store.seen is None


def test_keeping_gives_what_it_was_before(world: World) -> None:
    told = [keep(world, kind) for kind in ("private", "private", "public", "private")]

    assert told == ["unknown", "private", "private", "public"]


@pytest.mark.parametrize("known", [True, False])
def test_of_many_who_see_a_change_at_once_one_hears_that_it_is_new(world: World, known: bool) -> None:
    if known:
        keep(world, "private")
    barrier = Barrier(6)

    def seen(_: int) -> PlaceKind:
        barrier.wait()
        return keep(world, "public")

    with ThreadPoolExecutor(6) as pool:
        told = sorted(pool.map(seen, range(6)))

    assert told == sorted(["private" if known else "unknown", *["public"] * 5])
