"""What the practice room begins with: everything in its file was taken, and shows what a record can hold."""

from __future__ import annotations

from bitbot.clock import Frozen
from bitbot.demo import Practice
from bitbot.domain.conditions import EVERYTHING
from bitbot.settings import Settings
from tests.conversations.conftest import THURSDAY


def test_every_line_of_the_beginning_is_taken_and_a_second_start_adds_nothing(sqlite_url: str) -> None:
    practice = Practice(Settings(database_url=sqlite_url), Frozen(THURSDAY), works=False)

    for _ in range(2):
        practice.say_beginning()

    with practice.bot.storage.open(write=False) as store:
        signalen = store.signalen.find(EVERYTHING)
        werkafspraken = store.werkafspraken.find(EVERYTHING)
        meeting = store.next_meeting()
        assert meeting is not None
        agenda = store.agenda(meeting)
    practice.bot.stop()
    assert [(s.regime, s.purpose, s.basis) for s in signalen] == [
        ("geen persoonsgegevens", "ondermijning", ""),
        ("AVG", "omgevingsrecht", "omgevingswet-18-2"),
        ("geen persoonsgegevens", "omgevingsrecht", ""),
        ("geen persoonsgegevens", "ondermijning", ""),
    ]
    assert [bool(s.interpretation) for s in signalen] == [True, True, False, False]
    assert all(signaal.fact and signaal.municipalities for signaal in signalen)
    assert [(wa.signaal, wa.regime) for wa in werkafspraken] == [
        (1, "geen persoonsgegevens"),
        (2, "AVG"),
        (3, "geen persoonsgegevens"),
    ]
    assert len(agenda) == 1
