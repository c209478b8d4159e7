"""Messages go where the person is: what was chosen, else what was used last, else the first address."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import update

from bitbot.chat import Person, Request, Where
from bitbot.usecases.presence import heard
from storage import tables
from tests.scheduling.world import ANNA, ToyChat, World, message, newer, render


@pytest.fixture
def world(database_url: str) -> Iterator[World]:
    world = World(database_url, slack=["anna", "bram"])
    change(world, mattermost="m" * 26)
    with world.storage.open() as store:
        store.connection.execute(update(tables.organisation).values(bit={"slack_team": "T1"}))
        newer(store.connection)
    with world.storage.open(write=False):
        """Read again, as the next request would."""
    yield world
    world.close()


def change(world: World, **values: str) -> None:
    with world.storage.open() as store:
        store.connection.execute(update(tables.member).where(tables.member.c.id == ANNA).values(values))
        newer(store.connection)
    with world.storage.open(write=False):
        """Read again, as the next request would."""


def said(person: Person, where: Where = Where("direct")) -> Request:  # noqa: B008 - a value
    return Request("key", person, "bit", where=where)


ON_SLACK = said(Person("slack", "T1", "ANNA"))
ON_MATTERMOST = said(Person("mattermost", "", "m" * 26))


def sent(world: World, *names: str) -> str:
    """The platform that took a message for Anna."""
    chats = {name: ToyChat(name) for name in names or ("slack", "mattermost")}
    world.plan(message(f"{len(world.all())}"))
    world.worker(render, **chats).turn()
    return " ".join(name for name, chat in chats.items() if chat.posts)


def test_without_more_it_is_the_first_address(world: World) -> None:
    assert sent(world) == "slack"


def test_it_is_the_platform_that_was_used_last(world: World) -> None:
    heard(world.storage, ON_MATTERMOST)
    first = sent(world)
    heard(world.storage, ON_SLACK)

    assert (first, sent(world)) == ("mattermost", "slack")


def test_a_preference_goes_before_what_was_used_last(world: World) -> None:
    change(world, prefers="slack")
    heard(world.storage, ON_MATTERMOST)

    assert sent(world) == "slack"


def test_a_platform_that_is_not_connected_is_passed_over(world: World) -> None:
    change(world, prefers="mattermost")
    heard(world.storage, ON_MATTERMOST)

    assert sent(world, "slack") == "slack"
    assert sent(world) == "mattermost"


def test_the_same_platform_again_asks_the_database_nothing(world: World) -> None:
    heard(world.storage, ON_MATTERMOST)
    with world.storage.open(write=False):
        """Read again, as the next request would."""
    executed = world.listen()

    heard(world.storage, ON_MATTERMOST)
    heard(world.storage, said(Person("slack", "T1", "BRAM")))
    heard(world.storage, said(Person("slack", "T1", "NOBODY")))

    assert executed == []


def test_somebody_of_another_workspace_changes_nothing(world: World) -> None:
    heard(world.storage, ON_MATTERMOST)
    heard(world.storage, said(Person("slack", "T2", "ANNA")))

    assert sent(world) == "mattermost"


def test_what_may_have_arrived_is_looked_for_where_it_was_sent(world: World) -> None:
    from bitbot.errors import Uncertain  # noqa: PLC0415

    slack, mattermost = ToyChat("slack", errors={"ANNA": [Uncertain("timeout")]}), ToyChat("mattermost")
    world.plan(message("a"))
    worker = world.worker(slack=slack, mattermost=mattermost)
    worker.turn()
    heard(world.storage, ON_MATTERMOST)
    world.move(minutes=1)
    worker.turn()

    assert (slack.looks, mattermost.looks) == (["a"], [])


def test_what_was_asked_where_others_read_along_was_not_heard(world: World) -> None:
    heard(world.storage, said(Person("mattermost", "", "m" * 26), Where("public")))
    heard(world.storage, said(Person("mattermost", "", "m" * 26), Where(id="onbekend")))

    assert sent(world) == "slack"
