"""Open work of who is away is on the coordinator's list in the same minute."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import Connection, insert, select, update

from storage import tables
from tests.conversations.conftest import Talk
from tests.conversations.moments import arranged, at, with_ending, with_member, with_partner

YESTERDAY = date(2026, 9, 9)
NOON = datetime(2026, 9, 10, 10, tzinfo=UTC)


def suspended(code: str) -> Callable[[Any], None]:
    def arrange(connection: Connection) -> None:
        partner = connection.scalars(select(tables.partner.c.id).where(tables.partner.c.code == code)).one()
        asked = {"partner": partner, "asked_by": 1, "asked_at": NOON, "reason": "r"}
        connection.execute(insert(tables.opschorting), asked | {"confirmed_by": 2, "confirmed_at": NOON})

    return arrange


def replacement_over(connection: Connection) -> None:
    table = tables.autorisatie
    connection.execute(update(table).where(table.c.kind == "vervanging").values(valid_to=YESTERDAY))


HOW: dict[str, tuple[str, Callable[[Any], None]]] = {
    "left": ("laren-1", with_member("laren-1", active=False)),
    "role ended": ("laren-1", with_ending("laren-1", "rol", "lid", YESTERDAY)),
    "partner ended": ("laren-1", with_partner("laren", valid_to=YESTERDAY)),
    "partner suspended": ("laren-1", suspended("laren")),
    "replacement over": ("hilversum-2", replacement_over),
}


@pytest.mark.parametrize("how", HOW)
def test_what_somebody_leaves_behind_is_on_the_coordinators_list_at_once(talk: Talk, sqlite_url: str, how: str) -> None:
    who, arrange = HOW[how]
    talk.say("huizen-1", f"/wa nieuw Achtergelaten voor @{who} uiterlijk vrijdag")
    talk.say("huizen-1", "/wa nieuw Bijgehouden voor @politie-1 uiterlijk vrijdag")
    before = talk.say("coordinator-1", "/wa lijst zonder actiehouder").text

    arranged(sqlite_url, arrange)
    listed = talk.say("coordinator-1", "/wa lijst zonder actiehouder").text
    stand = talk.say("coordinator-1", "/bit stand").text.replace("\n", " ")
    mine = talk.say("coordinator-1", "/bit")
    clicked = talk.click("coordinator-1", "Zonder actiehouder").text

    assert "Geen werkafspraken gevonden" in before
    assert "Achtergelaten" in listed
    assert "Bijgehouden" not in listed
    assert f"1: {name(talk, who)} 1" in stand.partition("Zonder actiehouder")[2]
    assert "1 werkafspraak heeft geen actiehouder meer" in mine.text
    assert "Achtergelaten" in clicked


def name(talk: Talk, key: str) -> str:
    with talk.store() as store:
        return next(member.name for member in store.organisation.members if member.key == key)


def test_what_waits_for_a_partner_with_nobody_left_is_on_it_too(talk: Talk, sqlite_url: str) -> None:
    talk.say("huizen-1", "/wa nieuw Wachtend voor Laren")
    talk.say("huizen-1", "/wa nieuw Vrij")

    arranged(sqlite_url, with_member("laren-1", active=False))

    listed = talk.say("coordinator-1", "/wa lijst zonder actiehouder").text
    assert "Wachtend" in listed
    assert "Vrij" not in listed


def test_once_it_is_assigned_again_it_is_off_the_list(talk: Talk, sqlite_url: str) -> None:
    talk.say("huizen-1", "/wa nieuw Achtergelaten voor @laren-1")
    arranged(sqlite_url, with_member("laren-1", active=False))

    talk.say("coordinator-1", "/wa wijs toe WA-1 @politie-1")

    assert "Geen werkafspraken gevonden" in talk.say("coordinator-1", "/wa lijst zonder actiehouder").text
    assert "Zonder actiehouder" not in talk.say("coordinator-1", "/bit").buttons


def test_it_is_not_told_to_others_and_nothing_is_asked_of_who_is_suspended(talk: Talk, sqlite_url: str) -> None:
    talk.say("huizen-1", "/wa nieuw Achtergelaten voor @laren-1 uiterlijk vrijdag")
    arranged(sqlite_url, suspended("laren"))

    assert "Zonder actiehouder" not in talk.say("huizen-1", "/bit stand").text
    assert "Zonder actiehouder" not in talk.say("huizen-1", "/bit").buttons
    assert "kan nu geen werkafspraken krijgen" in talk.say("huizen-1", "/wa nieuw Vraag voor @laren-1").text
    assert "heeft nu niemand" in talk.say("huizen-1", "/wa nieuw Vraag voor Laren").text


def test_its_reminders_go_to_the_coordinator(talk: Talk, sqlite_url: str) -> None:
    talk.say("huizen-1", "/wa nieuw Achtergelaten voor @laren-1 uiterlijk maandag 14 september")
    arranged(sqlite_url, suspended("laren"))

    talk.until(at("2026-09-14 10:00"))

    assert any("Achtergelaten" in message.text for message in talk.messages("coordinator-1"))
