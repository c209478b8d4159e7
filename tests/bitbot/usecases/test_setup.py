"""`bitbot setup`: one transaction, and sentences about what it did."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from bitbot.organisation_file import read
from bitbot.organisation_file.merging import Outcome
from bitbot.usecases.setup import sentences, set_up
from storage.engine import Database

EXAMPLE = Path(__file__).parents[3] / "examples" / "gooi-en-vechtstreek.toml"
TODAY = date(2026, 3, 2)
TEN = datetime.fromisoformat("2026-01-08T10:00")


@pytest.fixture
def database(sqlite_url: str) -> Iterator[Database]:
    database = Database(sqlite_url)
    yield database
    database.close()


def test_the_example_is_set_up_once_and_then_nothing_changes(database: Database) -> None:
    file = read(EXAMPLE.read_text(encoding="utf-8"))

    first = sentences(set_up(database, file, TODAY), file.warnings)
    second = sentences(set_up(database, file, TODAY), file.warnings)

    assert first[0] == "Nieuw: BIT (BIT Gooi en Vechtstreek)."
    assert "Nieuw: deelnemer hilversum-1 (Deelnemer Hilversum)." in first
    assert second == ["Niets gewijzigd."]


@pytest.mark.parametrize(
    ("outcome", "sentence"),
    [
        (
            Outcome("changed", "member noord-1 mandate_to", date(2026, 12, 31), date(2027, 12, 31)),
            "Gewijzigd: deelnemer noord-1, mandate_to: van 31-12-2026 naar 31-12-2027.",
        ),
        (
            Outcome("changed", "bit contributions_due", timedelta(weeks=6), timedelta(weeks=4)),
            "Gewijzigd: BIT, contributions_due: van 42 dagen naar 28 dagen.",
        ),
        (
            Outcome("changed", "series Overleg van het BIT start", TEN, TEN.replace(hour=9, minute=5)),
            "Gewijzigd: overlegreeks Overleg van het BIT, start: van 08-01-2026 10:00 naar 08-01-2026 09:05.",
        ),
        (
            Outcome("changed", "member noord-1 roles", frozenset({"lid", "coordinator"}), ("lid",)),
            "Gewijzigd: deelnemer noord-1, roles: van coordinator, lid naar lid.",
        ),
        (
            Outcome("changed", "partner noord valid_to", None, date(2026, 12, 31)),
            "Gewijzigd: partner noord, valid_to: van niets naar 31-12-2026.",
        ),
        (
            Outcome("changed", "theme horeca active", False, True),
            "Gewijzigd: thema horeca, active: van nee naar ja.",
        ),
        (
            Outcome("gone", "member noord-1 active", True, False),
            "Beëindigd: deelnemer noord-1 staat niet meer in het bestand. Er is niets gewist.",
        ),
    ],
)
def test_an_outcome_is_told_in_one_dutch_sentence(outcome: Outcome, sentence: str) -> None:
    assert sentences([outcome]) == [sentence]


def test_what_is_kept_is_told_with_what_to_do_about_it() -> None:
    outcome = Outcome("kept", "member noord-1 name", "Nieuwe naam", "Oude naam")

    told = sentences([outcome], ["Er is geen coördinator."])

    assert told == [
        "Behouden: deelnemer noord-1, name: is in de chat gewijzigd in Nieuwe naam (het bestand zegt Oude naam).",
        "Niets gewijzigd.",
        "Gebruik --overrule om voor wat behouden is het bestand te laten gelden.",
        "Let op: Er is geen coördinator.",
    ]
