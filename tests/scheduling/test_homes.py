"""What stands in somebody's own place is true after every change, and one that fails does not hold up the others."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import structlog
from sqlalchemy import text

from bitbot.chat import Person, Request, Where
from bitbot.clock import Frozen
from bitbot.errors import NotSent, Uncertain, Undeliverable
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
        self.cleared: list[str] = []
        self.failing: dict[str, Exception] = {}

    def refresh(self, user: str) -> None:
        if user in self.failing:
            raise self.failing[user]
        self.users.append(user)

    def clear(self, user: str) -> None:
        if user in self.failing:
            raise self.failing[user]
        self.cleared.append(user)


class Place:
    def __init__(self, url: str) -> None:
        organise(url, THURSDAY.date())
        self.clock = Frozen(THURSDAY)
        self.storage = Storage(Database(url, jobs=True), self.clock, RING)
        self.shown = Shown()
        log = structlog.get_logger()
        self.follower = Follower(self.storage, [Homes({"slack": self.shown}, log)], log)

    def say(self, who: str, line: str) -> None:
        person = Person("slack", "T0BIT", users()[who])
        Dispatch(self.storage)(Request(f"{who} {line}", person, line, where=Where("direct")))

    def cleared(self) -> list[str]:
        """Whose place was cleared since this was asked last, by key."""
        keys = {user: key for key, user in users().items()}
        found = sorted(keys[user] for user in self.shown.cleared)
        self.shown.cleared.clear()
        return found

    def turn(self) -> list[str]:
        """Who was shown something in this turn, by key."""
        self.shown.users.clear()
        self.follower.turn()
        keys = {user: key for key, user in users().items()}
        return sorted(keys.get(user, user) for user in self.shown.users)


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


def test_what_stood_there_of_who_left_is_cleared_and_shown_again_after_coming_back(place: Place) -> None:
    place.turn()
    place.say("coordinator-1", "deelnemer vertrekt laren-1 andere baan")
    place.turn()
    cleared = place.cleared()
    place.turn()
    twice = place.cleared()
    place.say("coordinator-1", "deelnemer terug laren-1")
    idle = place.turn()
    place.say("coordinator-1", "deelnemer rol laren-1 lid weer terug")

    assert cleared == ["laren-1"]
    assert twice == []
    assert "laren-1" not in idle
    assert "laren-1" in place.turn()


def test_an_account_that_is_somebody_elses_now_shows_what_is_theirs(place: Place) -> None:
    place.turn()
    place.say("coordinator-1", "deelnemer koppel laren-1 U0NIEUW")
    place.turn()
    old = list(place.shown.cleared), list(place.shown.users)
    place.say("coordinator-1", f"deelnemer koppel blaricum-1 {users()['laren-1']}")
    place.turn()

    assert old == ([users()["laren-1"]], ["U0NIEUW"])
    assert place.shown.users == [users()["laren-1"]]
    assert place.shown.cleared[1:] == [users()["blaricum-1"]]


def test_after_a_restart_what_is_left_of_leavers_is_cleared(place: Place) -> None:
    place.say("coordinator-1", "deelnemer vertrekt laren-1 andere baan")
    place.turn()

    assert place.cleared() == ["laren-1"]


def test_a_place_that_could_not_be_cleared_is_tried_again(place: Place) -> None:
    place.turn()
    place.say("coordinator-1", "deelnemer vertrekt laren-1 andere baan")
    place.shown.failing = {users()["laren-1"]: Uncertain("500")}
    place.turn()
    place.shown.failing = {}
    first = place.cleared()
    place.turn()

    assert first == []
    assert place.cleared() == ["laren-1"]


def test_who_is_of_a_partner_that_ended_overnight_has_no_place_any_more(place: Place) -> None:
    place.say("coordinator-1", "partner eindigt laren op 31 december 2026")
    place.turn()
    place.clock.moment = datetime(2027, 1, 1, 9, tzinfo=UTC)
    place.turn()

    assert place.cleared() == ["laren-1"]


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


def test_a_record_that_cannot_be_opened_holds_up_no_other(place: Place) -> None:
    place.say("laren-1", "wa nieuw Nakijken voor <@U0HUIZ>")
    place.turn()
    place.say("laren-1", "wa wijs toe WA-1 <@U0POLI>")
    with place.storage.database.transaction() as connection:
        connection.execute(text("UPDATE werkafspraak SET text = uid"))
    place.say("laren-1", "wa nieuw Nakijken voor <@U0GOOI>")

    assert place.turn() == ["gooise-meren-1"]
