"""Competences come from the organisation file with their last day, and stay beside what was given in chat."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest

from bitbot.domain.autorisaties import COMPETENCE, Autorisatie
from bitbot.domain.bevoegdheden import Competence
from bitbot.domain.organisation import Member, Organisation
from bitbot.organisation_file import read
from bitbot.organisation_file.merging import Outcome
from storage import organisation
from storage.engine import Database
from storage.organisation import give

TODAY = date(2026, 3, 2)
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
FILE = """
[bit]
name = "BIT Voorbeeld"

[[partner]]
code = "zuiddorp"
name = "Gemeente Zuiddorp"
kind = "gemeente"
valid_from = 2022-01-01

[[member]]
key = "zuiddorp-1"
name = "Deelnemer Zuiddorp"
partner = "zuiddorp"
roles = ["lid"]
"""


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    database = Database(database_url)
    yield database
    database.close()


def apply(database: Database, text: str) -> list[Outcome]:
    with database.transaction() as connection:
        return organisation.apply(connection, read(text), TODAY, overrule=False)


def load(database: Database) -> Organisation:
    with database.transaction(write=False) as connection:
        return organisation.load(connection).on(TODAY)


def member(database: Database) -> Member:
    return load(database).members[0]


def competences(database: Database, *said: str) -> list[Outcome]:
    written = ", ".join(f'"{each}"' for each in said)
    return apply(database, f"{FILE}\ncompetences = [{written}]")


def test_a_competence_of_the_file_is_kept_with_its_last_day_and_ends_when_the_file_says_so(database: Database) -> None:
    competences(database, "toezichthouder", "boa-milieu t/m 2026-06-30")
    before = member(database).competences

    competences(database, "boa-milieu t/m 2028-06-30")

    after = member(database)
    rows = [a for a in load(database).autorisaties if a.member == after.id and a.kind == COMPETENCE]
    assert before == {"toezichthouder", "boa-milieu"}
    assert after.competences == {"boa-milieu"}
    assert [(a.as_written, a.ended_at is None) for a in rows] == [
        ("boa-milieu t/m 2026-06-30", False),
        ("toezichthouder", False),
        ("boa-milieu t/m 2028-06-30", True),
    ]


def test_a_competence_whose_last_day_is_over_changes_nothing_when_the_file_is_read_again(database: Database) -> None:
    competences(database, "boa-milieu t/m 2026-03-01")

    again = competences(database, "boa-milieu t/m 2026-03-01")

    assert again == []
    assert member(database).competences == frozenset()


def test_a_competence_given_in_chat_stays_and_is_told(database: Database) -> None:
    competences(database, "toezichthouder")
    given = Autorisatie(
        kind=COMPETENCE, member=member(database).id, value="boa-milieu", valid_from=TODAY, given_at=NOON
    )
    with database.transaction() as connection:
        give(connection, given)

    outcomes = competences(database, "toezichthouder")

    found = [
        Outcome(
            "kept", "member zuiddorp-1 competences", frozenset({"boa-milieu", "toezichthouder"}), ("toezichthouder",)
        )
    ]
    assert outcomes == found
    assert member(database).competences == {"boa-milieu", "toezichthouder"}


def test_the_organisation_adds_renames_and_puts_away_competences(database: Database) -> None:
    own = '[[competence]]\ncode = "{}"\nname = "{}"\n{}\n'
    more = own.format("bibob", "Bibob-coördinator", "") + own.format(
        "boa-werk", "sociaal rechercheur", "active = false"
    )

    apply(database, FILE + more)

    found = load(database)
    assert found.competence_name("bibob") == "Bibob-coördinator"
    assert found.known_competences["boa-werk"] == Competence(code="boa-werk", name="sociaal rechercheur", active=False)
    assert found.competence_name("toezichthouder") == "toezichthouder"
