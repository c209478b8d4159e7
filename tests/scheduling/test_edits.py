"""Cards in earlier messages follow their records; one that cannot be changed holds up nobody."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import delete, func, select
from structlog.testing import capture_logs

from bitbot.errors import NotSent, Uncertain, Undeliverable
from bitbot.messages import render, renewed
from scheduling.edits import KEPT, KINDS, Edits
from scheduling.following import Follower
from scheduling.tick import Worker
from storage import tables
from storage.deliveries import Delivery
from tests.conversations.conftest import THURSDAY
from tests.conversations.office import Office, opened
from tests.scheduling.world import ToyChat, logger


class Desk:
    """An office of which the messages go to one toy platform, and a worker that follows what happens in it."""

    def __init__(self, url: str) -> None:
        self.office: Office = opened(url, THURSDAY)
        self.chat = ToyChat("slack")
        self.worker = Worker(self.office.storage, {"slack": self.chat}, render, logger([]))
        self.follower = self.another()

    def another(self) -> Follower:
        """The follower of a worker that starts now."""
        edits = Edits(self.office.storage, {"slack": self.chat}, renewed, logger([]))
        return Follower(self.office.storage, [edits], logger([]))

    def say(self, who: str, line: str) -> None:
        self.office.ask(who, line)
        self.worker.turn()

    def turn(self) -> list[tuple[str, str]]:
        """To whom and with what title something was changed in this turn."""
        self.chat.edits.clear()
        self.follower.turn()
        return [(user, title) for user, _, title in self.chat.edits]

    def messages(self) -> list[Delivery]:
        """The messages about the werkafspraak that can be changed."""
        with self.office.storage.open(write=False) as store:
            return store.deliveries.standing(("werkafspraak", 1), KINDS, store.now - KEPT)

    def disclosed(self) -> int:
        """How many times the audit log says that the worker showed a werkafspraak to huizen-1."""
        log = tables.audit
        with self.office.storage.open(write=False) as store:
            huizen = next(member for member in store.organisation.members if member.key == "huizen-1")
            mine = (log.c.origin == "slack") & (log.c.actor == "worker") & (log.c.recipient == f"member:{huizen.id}")
            asked = select(func.count()).where(mine, log.c.kind == "werkafspraak", log.c.fields != "history")
            return store.connection.scalar(asked) or 0

    def close(self) -> None:
        self.worker.close()
        self.office.close()


@pytest.fixture
def desk(database_url: str) -> Iterator[Desk]:
    desk = Desk(database_url)
    desk.turn()
    yield desk
    desk.close()


ACCEPTED = [("U0HUIZ", "Werkafspraak WA-1")]


def asked(desk: Desk) -> None:
    desk.say("laren-1", "wa nieuw Nakijken voor <@U0HUIZ>")


def test_a_message_that_shows_what_is_true_is_left_alone(desk: Desk) -> None:
    asked(desk)

    assert desk.turn() == []


def test_a_change_is_shown_once(desk: Desk) -> None:
    asked(desk)
    desk.turn()
    desk.say("huizen-1", "wa accepteer WA-1")

    assert desk.turn() == ACCEPTED
    assert desk.turn() == []
    assert desk.messages()[0].shown == 2


def test_what_is_shown_anew_is_written_in_the_audit_log_and_what_is_taken_away_is_not(desk: Desk) -> None:
    asked(desk)
    desk.say("huizen-1", "wa accepteer WA-1")
    before = desk.disclosed()
    desk.turn()
    shown = desk.disclosed()
    desk.say("coordinator-1", "wa wijs toe WA-1 <@U0LARE>")
    between = desk.disclosed()
    desk.turn()

    assert shown == before + 1
    assert desk.disclosed() == between


def test_a_worker_that_starts_catches_up_with_what_happened_before(desk: Desk) -> None:
    asked(desk)
    desk.say("huizen-1", "wa accepteer WA-1")
    desk.follower = desk.another()

    assert desk.turn() == ACCEPTED
    desk.follower = desk.another()
    assert desk.turn() == []


def test_when_history_begins_anew_it_is_read_from_its_beginning(desk: Desk) -> None:
    desk.say("laren-1", "wa nieuw Nakijken")
    desk.say("laren-1", "wa nieuw Nakijken")
    desk.turn()
    with desk.office.storage.open() as store:
        store.connection.execute(delete(tables.werkafspraak_gemeente))
        store.connection.execute(delete(tables.werkafspraak))
        store.connection.execute(delete(tables.history))
    desk.follower.forget()
    asked(desk)
    desk.turn()
    desk.office.ask("huizen-1", "wa accepteer WA-3")

    assert desk.turn() == [("U0HUIZ", "Werkafspraak WA-3")]


def test_only_the_newest_message_about_a_record_is_changed(desk: Desk) -> None:
    desk.say("laren-1", "wa nieuw Nakijken voor <@U0HUIZ> uiterlijk vrijdag")
    desk.office.clock.move(timedelta(days=4))
    desk.worker.turn()
    newest = desk.chat.arrived[-1]
    desk.say("huizen-1", "wa accepteer WA-1")
    desk.turn()

    assert len(desk.chat.arrived) > 1
    assert newest[0] == "U0HUIZ"
    assert [reference for _, reference, _ in desk.chat.edits] == [f"ref-{len(desk.chat.arrived)}"]


def test_a_message_that_was_on_its_way_is_changed_when_it_is_there(desk: Desk) -> None:
    desk.chat.errors = {"U0HUIZ": [Uncertain("timeout")]}
    desk.chat.arrives = True
    asked(desk)
    desk.say("huizen-1", "wa accepteer WA-1")
    first = desk.turn()
    desk.office.clock.move(timedelta(minutes=1))
    desk.worker.turn()

    assert first == []
    assert desk.turn() == ACCEPTED
    assert desk.turn() == []


@pytest.mark.parametrize("trouble", [NotSent("ratelimited"), Uncertain("timeout")], ids=str)
def test_a_platform_without_time_is_asked_again_the_next_turn(desk: Desk, trouble: Exception) -> None:
    asked(desk)
    desk.say("huizen-1", "wa accepteer WA-1")
    desk.chat.unchangeable = [trouble]

    assert desk.turn() == []
    assert desk.turn() == ACCEPTED


def test_a_platform_without_time_is_asked_once_in_a_turn(desk: Desk) -> None:
    desk.say("laren-1", "wa nieuw Nakijken voor Hilversum")
    desk.say("hilversum-1", "wa accepteer WA-1")
    desk.chat.unchangeable = [NotSent("ratelimited")]

    assert desk.turn() == []
    assert len(desk.turn()) == 2


@pytest.mark.parametrize("trouble", [Undeliverable("message_not_found"), ValueError("broken")], ids=repr)
def test_a_message_that_cannot_be_changed_is_let_go(desk: Desk, trouble: Exception) -> None:
    desk.say("laren-1", "wa nieuw Nakijken voor Hilversum")
    desk.say("hilversum-1", "wa accepteer WA-1")
    desk.chat.unchangeable = [trouble]
    first = desk.turn()

    assert len(first) == 1
    assert desk.turn() == []
    assert len(desk.messages()) == 1


def test_what_was_sent_long_ago_is_left_as_it_is(desk: Desk) -> None:
    asked(desk)
    desk.office.clock.move(KEPT + timedelta(days=1))
    desk.office.ask("huizen-1", "wa accepteer WA-1")

    assert desk.turn() == []


def test_a_card_that_breaks_holds_up_nobody_and_its_content_is_not_logged(desk: Desk) -> None:
    def breaking(*_: object) -> None:
        raise RuntimeError("Nakijken")

    log: list[dict[str, object]] = []
    edits = Edits(desk.office.storage, {"slack": desk.chat}, breaking, logger(log))  # type: ignore[arg-type]
    desk.follower = Follower(desk.office.storage, [edits], logger(log))
    desk.turn()
    asked(desk)
    desk.say("huizen-1", "wa accepteer WA-1")
    with capture_logs() as others:
        desk.turn()

    assert [entry["event"] for entry in log] == ["card left as it is"]
    assert "Nakijken" not in str(log) + str(others)


def test_what_two_workers_wrote_over_each_other_is_written_again(desk: Desk) -> None:
    asked(desk)
    old = desk.messages()[0]
    with desk.office.storage.open() as store:
        store.deliveries.renewed(old, 3)
        store.deliveries.renewed(old, 2)
    unknown = desk.messages()[0].shown
    again = desk.messages()[0]
    with desk.office.storage.open() as store:
        store.deliveries.renewed(again, 3)
        store.deliveries.renewed(old, 3)

    assert unknown == 0
    assert desk.messages()[0].shown == 3


def test_a_message_is_changed_where_it_was_sent_and_only_as_long_as_the_address_is_its_readers(desk: Desk) -> None:
    asked(desk)
    other = ToyChat("mattermost")
    edits = Edits(desk.office.storage, {"mattermost": other}, renewed, logger([]))
    desk.follower = Follower(desk.office.storage, [edits], logger([]))
    desk.turn()
    desk.say("huizen-1", "wa accepteer WA-1")
    desk.turn()

    assert desk.messages()[0].place == "slack:U0HUIZ"
    assert other.edits == []


def test_what_stood_in_a_message_is_taken_away_from_who_has_no_access_any_more(desk: Desk) -> None:
    asked(desk)
    desk.turn()
    desk.say("coordinator-1", "deelnemer vertrekt huizen-1 andere baan")

    assert desk.turn() == [("U0HUIZ", "Deze werkafspraak is niet meer voor u.")]
    assert desk.turn() == []


def test_a_worker_that_was_away_then_still_takes_it_away(desk: Desk) -> None:
    asked(desk)
    desk.turn()
    desk.say("coordinator-1", "deelnemer ontneem huizen-1 lid andere functie")
    desk.follower = desk.another()

    assert desk.turn() == [("U0HUIZ", "Deze werkafspraak is niet meer voor u.")]


def test_what_a_suspension_took_away_is_shown_again_when_it_is_over(desk: Desk) -> None:
    desk.say("huizen-1", "wa nieuw Nakijken voor <@U0LARE>")
    desk.say("coordinator-1", "partner opschort laren reden")
    desk.say("burgemeester-huizen", "partner bevestig laren")
    suspended = desk.turn()
    desk.say("coordinator-1", "partner hervat laren")

    assert suspended == [("U0LARE", "Deze werkafspraak is niet meer voor u.")]
    assert desk.turn() == [("U0LARE", "Werkafspraak WA-1")]
