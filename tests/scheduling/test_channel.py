"""A message for the channel with personal data in it is not posted, whatever made it; the coordinator hears so."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select, update

from bitbot.chat import Button, Card, Fact, Menu, Message, Option, Place, Text
from bitbot.domain.personal_data import HELD_BACK
from bitbot.errors import Undeliverable
from bitbot.messages import render, renewed
from scheduling.channel import admitted
from scheduling.edits import Edits
from scheduling.following import Follower
from scheduling.tick import Worker
from storage import tables
from storage.deliveries import Delivery
from tests.conversations.conftest import THURSDAY
from tests.conversations.office import Office, opened
from tests.scheduling.world import ToyChat, logger

PHONE = "06-12345678"
CHANNEL = Place("slack", "channel", "C0BIT")
HENNEP = "hennep"


def words(text: str) -> Text:
    return Text((text,))


PLACES = {
    "notice": Message(words(f"Bel {PHONE}"), Card(words("Kop"))),
    "text": Message(words("Kop"), Card(words("Kop")), words(f"Bel {PHONE}")),
    "title": Message(words("Kop"), Card(words(f"Bel {PHONE}"))),
    "body": Message(words("Kop"), Card(words("Kop"), body=words(f"Bel {PHONE}"))),
    "fact": Message(words("Kop"), Card(words("Kop"), facts=(Fact(words("Thema"), words(f"Bel {PHONE}")),))),
    "line": Message(words("Kop"), Card(words("Kop"), lines=(words(f"Bel {PHONE}"),))),
    "note": Message(words("Kop"), Card(words("Kop"), note=words(f"Bel {PHONE}"))),
    "button": Message(words("Kop"), Card(words("Kop"), actions=(Button(words(f"Bel {PHONE}"), "bit"),))),
    "option": Message(
        words("Kop"), Card(words("Kop"), actions=(Menu(words("Wie"), "bit", "x", (Option("1", words(PHONE)),)),))
    ),
}


@pytest.mark.parametrize("where", PLACES)
def test_no_part_of_a_message_brings_personal_data_into_a_channel(where: str) -> None:
    message = PLACES[where]

    with pytest.raises(Undeliverable, match=f"^{HELD_BACK}$"):
        admitted(CHANNEL, message, date(2026, 9, 10))

    assert admitted(Place("slack", "person", "U1"), message, date(2026, 9, 10)) is message


class Desk:
    """An office whose messages go to a toy platform, in which the name of a theme holds a telephone number."""

    def __init__(self, url: str) -> None:
        self.office: Office = opened(url, THURSDAY)
        self.chat = ToyChat("slack")
        self.log: list[dict[str, Any]] = []
        self.worker = Worker(self.office.storage, {"slack": self.chat}, render, logger(self.log))
        edits = Edits(self.office.storage, {"slack": self.chat}, renewed, logger(self.log))
        self.follower = Follower(self.office.storage, [edits], logger(self.log))
        self.follower.turn()

    def rename(self, theme: str) -> None:
        with self.office.database.transaction() as connection:
            connection.execute(update(tables.theme).where(tables.theme.c.code == HENNEP).values(name=theme))
            connection.execute(update(tables.organisation).values(version=tables.organisation.c.version + 1))

    def say(self, line: str, **values: str) -> None:
        self.office.ask("laren-1", line, **values)
        self.worker.turn()
        self.worker.turn()
        self.follower.turn()

    def delivery(self, kind: str) -> Delivery:
        with self.office.storage.open(write=False) as store:
            number = store.connection.scalar(select(tables.delivery.c.id).where(tables.delivery.c.kind == kind)) or 0
            found = store.deliveries.get(number)
            assert found is not None
            return found

    def audit(self) -> list[str]:
        with self.office.storage.open(write=False) as store:
            rows = store.connection.execute(select(tables.audit)).mappings()
            return [json.dumps(dict(row), default=str) for row in rows]

    def close(self) -> None:
        self.worker.close()
        self.office.close()


@pytest.fixture
def desk(database_url: str) -> Iterator[Desk]:
    desk = Desk(database_url)
    yield desk
    desk.close()


def test_a_signaal_is_not_announced_when_the_name_of_its_theme_holds_personal_data(desk: Desk) -> None:
    desk.rename(f"Hennep, bel {PHONE}")

    desk.say("signaal nieuw Loods gemeente Laren", titel="Loods", thema=HENNEP)

    held = desk.delivery("signaal.new")
    assert (held.state, held.reason) == ("parked", HELD_BACK)
    assert [place for place, _, _ in desk.chat.arrived if place == "C0BIT"] == []
    assert desk.delivery("delivery.failed").state == "sent"
    assert PHONE not in str(desk.log) + str(desk.audit()) + str(desk.chat.arrived)
    assert [line for line in desk.audit() if '"recipient": "channel"' in line] == []


def test_the_coordinator_hears_that_it_was_held_back_and_where_to_look(desk: Desk) -> None:
    desk.rename(f"Hennep, bel {PHONE}")
    desk.say("signaal nieuw", titel="Loods", thema=HENNEP)

    notice = desk.delivery("delivery.failed")
    with desk.office.storage.open() as store:
        told = render(store, notice, late=False)

    assert isinstance(told, Message)
    assert "is niet geplaatst" in told.card.body.plain
    assert "namen van thema's" in told.card.body.plain
    assert PHONE not in repr(told)


def test_a_message_in_the_channel_is_left_as_it_is_when_its_new_text_would_hold_personal_data(desk: Desk) -> None:
    desk.say("signaal nieuw", titel="Loods")
    desk.rename(f"Hennep, bel {PHONE}")
    desk.office.ask("laren-1", "signaal vul thema S-1", thema=HENNEP)

    desk.follower.turn()

    assert desk.delivery("signaal.new").state == "sent"
    assert desk.chat.edits == []
    assert {"event": "card left as it is", "reason": HELD_BACK}.items() <= desk.log[-1].items()
    assert PHONE not in str(desk.log) + str(desk.audit())
