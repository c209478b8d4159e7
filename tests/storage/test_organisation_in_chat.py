"""What coordinators change in chat lives beside the organisation file."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest

from bitbot.chat import Person, Request, Where
from bitbot.clock import Frozen
from bitbot.organisation_file.merging import Outcome
from handlers.dispatch import Dispatch
from storage import organisation
from storage.engine import Database
from storage.store import Storage
from tests.databases import RING
from tests.storage.test_organisation import FILE, TODAY, apply, load, member

NOON = datetime(TODAY.year, TODAY.month, TODAY.day, 12, tzinfo=UTC)
KEPT = {("kept", "member zuiddorp-1 roles"), ("kept", "member zuiddorp-1 mandate_to")}


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """With the file in it, and everybody sworn."""
    found = Database(database_url)
    apply(found, FILE)
    with found.transaction() as connection:
        loaded = organisation.load(connection)
        organisation.swear(connection, [each.id for each in loaded.members], loaded, TODAY)
    yield found
    found.close()


def chat(database: Database, line: str, **values: str) -> None:
    """As the coordinator types it."""
    given = {name: (value,) for name, value in values.items()}
    request = Request(line, Person("slack", "T0BIT", "U0NOOR"), line, given, where=Where("direct"))
    reply = Dispatch(Storage(database, Frozen(NOON), RING))(request)
    assert reply.card, reply.text.plain
    assert reply.card.title.plain != "Dit typte u", reply.text.plain


def told(outcomes: list[Outcome]) -> set[tuple[str, str]]:
    return {(outcome.kind, outcome.path) for outcome in outcomes}


def test_what_was_changed_in_chat_stays_and_is_told_until_the_file_overrules_it(database: Database) -> None:
    chat(database, "deelnemer rol zuiddorp-1 coordinator tweede")
    chat(database, "deelnemer mandaat zuiddorp-1 tot 31-12-2028")
    same, again = apply(database, FILE), apply(database, FILE)
    kept = member(database, "zuiddorp-1")
    overruled = apply(database, FILE, overrule=True)

    assert told(same) == told(again) == KEPT
    assert kept.roles == {"lid", "coordinator"}
    assert kept.mandate_to == date(2028, 12, 31)
    assert {path for _, path in told(overruled)} == {path for _, path in KEPT}
    assert member(database, "zuiddorp-1").roles == {"lid"}
    assert apply(database, FILE) == []


def test_a_joiner_and_the_end_of_a_partner_are_left_alone_by_the_file(database: Database) -> None:
    south = load(database).partners[1]
    chat(database, "deelnemer nieuw", naam="Nieuw", partner=str(south.id), rol="lid", reden="nieuw")
    chat(database, "partner eindigt zuiddorp op 31-12-2026 opgevolgd door noorddorp")

    outcomes = apply(database, FILE, overrule=True)

    found = load(database)
    assert outcomes == []
    assert [each.key for each in found.members if each.active] == ["noorddorp-1", "zuiddorp-1", "zuiddorp-2"]
    assert (found.partners[1].valid_to, found.partners[1].succeeded_by) == (date(2026, 12, 31), "noorddorp")


def test_a_leaver_does_not_come_back_with_the_file(database: Database) -> None:
    chat(database, "deelnemer vertrekt zuiddorp-1 andere baan")

    outcomes = apply(database, FILE)

    assert told(outcomes) == KEPT
    assert not member(database, "zuiddorp-1").active
    assert member(database, "zuiddorp-1").roles == frozenset()


def test_a_mover_stays_with_the_new_partner(database: Database) -> None:
    chat(database, "deelnemer verhuist zuiddorp-1 naar noorddorp")

    outcomes = apply(database, FILE)

    assert ("kept", "member zuiddorp-1 partner") in told(outcomes)
    assert member(database, "zuiddorp-1").partner == load(database).partners[0].id


def test_what_chat_gave_with_days_is_not_a_change_of_the_file_when_it_is_over(database: Database) -> None:
    chat(database, "deelnemer rol zuiddorp-1 bestuurder van morgen tot overmorgen loco")

    assert apply(database, FILE) == []
    assert apply(database, FILE, date(2026, 4, 1)) == []
