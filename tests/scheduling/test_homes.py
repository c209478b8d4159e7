"""What stands in somebody's own place is true after every change, and one that fails does not hold up the others."""

from __future__ import annotations

import pytest
import structlog

from bitbot.chat import Person, Request, Where
from bitbot.errors import NotSent, Undeliverable
from handlers.dispatch import Dispatch
from scheduling.following import Follower
from scheduling.homes import Homes
from storage.engine import Database
from storage.store import Storage
from tests.conversations.conftest import THURSDAY, organise, users
from tests.databases import RING


class Shown:
    """A platform that keeps whom it showed something, and fails when told to."""

    platform = "slack"

    def __init__(self) -> None:
        self.users: list[str] = []
        self.failing: dict[str, Exception] = {}

    def refresh(self, user: str) -> None:
        if user in self.failing:
            raise self.failing[user]
        self.users.append(user)


class Place:
    def __init__(self, url: str) -> None:
        organise(url, THURSDAY.date())
        self.storage = Storage(Database(url, jobs=True), ring=RING)
        self.shown = Shown()
        log = structlog.get_logger()
        self.follower = Follower(self.storage, [Homes({"slack": self.shown}, log)], log)

    def say(self, who: str, line: str) -> None:
        person = Person("slack", "T0BIT", users()[who])
        Dispatch(self.storage)(Request(f"{who} {line}", person, line, where=Where("direct")))

    def turn(self) -> list[str]:
        """Who was shown something in this turn, by key."""
        self.shown.users.clear()
        self.follower.turn()
        keys = {user: key for key, user in users().items()}
        return sorted(keys[user] for user in self.shown.users)


@pytest.fixture
def place(sqlite_url: str) -> Place:
    return Place(sqlite_url)


def test_everybody_has_one_from_the_start_and_then_only_who_is_touched(place: Place) -> None:
    first = place.turn()
    place.say("laren-1", "wa nieuw Nakijken voor <@U0HUIZ>")
    second = place.turn()

    assert {"laren-1", "huizen-1", "coordinator-1"} <= set(first)
    assert second == ["huizen-1"]
    assert place.turn() == []


def test_what_waits_for_a_partner_is_work_of_all_who_speak_for_it(place: Place) -> None:
    place.turn()
    place.say("laren-1", "wa nieuw Nakijken voor Hilversum")

    assert place.turn() == ["hilversum-1", "hilversum-2"]


def test_who_hands_it_over_is_touched_as_well(place: Place) -> None:
    place.say("laren-1", "wa nieuw Nakijken voor <@U0LARE>")
    place.turn()
    place.say("laren-1", "wa wijs toe WA-1 <@U0HUIZ>")

    assert place.turn() == ["huizen-1", "laren-1"]


def test_what_failed_is_shown_the_next_time(place: Place) -> None:
    place.turn()
    place.shown.failing = {users()["huizen-1"]: NotSent("ratelimited")}
    place.say("laren-1", "wa nieuw Nakijken voor <@U0HUIZ>")
    place.say("laren-1", "wa nieuw Nakijken voor <@U0POLI>")
    first = place.turn()
    place.shown.failing = {}

    assert first == ["politie-1"]
    assert place.turn() == ["huizen-1"]


def test_who_cannot_be_shown_anything_is_left_alone(place: Place) -> None:
    place.turn()
    place.shown.failing = {users()["huizen-1"]: Undeliverable("deactivated")}
    place.say("laren-1", "wa nieuw Nakijken voor <@U0HUIZ>")
    place.turn()
    place.shown.failing = {}

    assert place.turn() == []
