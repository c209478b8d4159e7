"""Several people, or the same one, at the same instant; and a database that is away for a moment."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier

import psycopg
import pytest

from bitbot.chat import Reply
from bitbot.clock import monotonic
from bitbot.domain.conditions import EVERYTHING
from bitbot.domain.records import Werkafspraak
from tests.conversations.office import Office, everything, opened

MEMBERS = ("laren-1", "blaricum-1", "politie-1", "hilversum-1", "huizen-1")


@pytest.fixture
def office(database_url: str) -> Iterator[Office]:
    """On SQLite and on PostgreSQL."""
    found = opened(database_url)
    yield found
    found.close()


@pytest.fixture
def offices(database_url: str) -> Iterator[tuple[Office, Office]]:
    """Two processes would have this: each its own connections to the same database."""
    first = opened(database_url)
    second = Office(database_url)
    yield first, second
    first.close()
    second.close()


def together(*deeds: Callable[[], Reply]) -> list[str]:
    """All of it in the same instant, as far as a machine can."""
    barrier = Barrier(len(deeds))

    def one(deed: Callable[[], Reply]) -> str:
        barrier.wait()
        return everything(deed())

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(one, deeds))


def record(office: Office, number: int = 1) -> Werkafspraak:
    with office.storage.open(write=False) as store:
        found = store.werkafspraken.get(number)
        assert found
        return found


@pytest.mark.parametrize("deed", ["claim", "accepteer"])
def test_of_those_who_take_it_at_the_same_instant_one_gets_it_and_the_others_hear_who(
    offices: tuple[Office, Office], deed: str
) -> None:
    asked = " voor <@U0HILV>" if deed == "accepteer" else ""
    people = ("hilversum-1", "hilversum-2") if deed == "accepteer" else MEMBERS
    asked = asked and " voor Hilversum"
    for number in range(1, 6):
        offices[0].ask("coordinator-1", f"wa nieuw Nakijken{asked}")

        told = together(
            *(
                lambda who=who, office=offices[at % 2], number=number: office.ask(who, f"wa {deed} WA-{number}")
                for at, who in enumerate(people)
            )
        )

        mine = "is van u" if deed == "claim" else "U hebt"
        winners = [who for who, text in zip(people, told, strict=True) if mine in text.split("\n")[0]]
        with offices[0].storage.open(write=False) as store:
            wa = store.werkafspraken.get(number)
            assert wa is not None
            owner = store.organisation.member(wa.owner or 0)
            deeds = [change.deed for change in store.history(wa)]
        assert winners == [owner.key]
        assert sum(f"WA-{number} is al opgepakt door {owner.name}" in text for text in told) == len(people) - 1
        assert Counter(deeds)[deed] == 1


def test_the_same_request_at_the_same_instant_is_done_once(offices: tuple[Office, Office]) -> None:
    told = together(
        *(lambda office=office: office.again("laren-1", "wa nieuw Nakijken", "once") for office in offices * 3)
    )

    assert len(set(told)) == 1
    assert "Vastgelegd als WA-" in told[0]
    with offices[0].storage.open(write=False) as store:
        assert store.werkafspraken.count(EVERYTHING) == 1


def test_many_at_the_same_instant_all_get_their_own_number(office: Office) -> None:
    told = together(*(lambda who=who: office.ask(who, "wa nieuw Nakijken") for who in MEMBERS))

    numbers = {text.split("\n")[0] for text in told}
    assert numbers == {f"Vastgelegd als WA-{number}." for number in range(1, len(MEMBERS) + 1)}


def test_accepting_and_refusing_at_the_same_instant_leaves_one_of_the_two(office: Office) -> None:
    office.ask("coordinator-1", "wa nieuw Nakijken voor <@U0HILV>")

    together(
        lambda: office.ask("hilversum-1", "wa accepteer WA-1"),
        lambda: office.ask("hilversum-1", "wa weiger WA-1 Geen tijd"),
    )

    assert record(office).state in {"geaccepteerd", "geweigerd"}
    assert record(office).version == 2


# The database is away


@contextmanager
def away(url: str) -> Iterator[None]:
    """Somebody else keeps what is needed for writing."""
    if url.startswith("sqlite"):
        other = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        try:
            yield
        finally:
            other.execute("ROLLBACK")
            other.close()
    else:
        with psycopg.connect(url.replace("+psycopg", "")) as connection:
            connection.execute("LOCK TABLE werkafspraak IN ACCESS EXCLUSIVE MODE")
            yield
            connection.rollback()


@pytest.mark.parametrize("line", ["wa nieuw Vergunningen van de loods nakijken", "wa claim WA-1"])
def test_a_database_that_is_away_is_told_in_time_nothing_is_stored_and_the_repeat_works(
    office: Office, database_url: str, line: str
) -> None:
    office.ask("coordinator-1", "wa nieuw Eerder")
    stored = office.rows()
    began = monotonic()

    with away(database_url):
        busy = everything(office.again("laren-1", line, "again"))
    took = monotonic() - began
    after = office.rows()
    repeated = everything(office.again("laren-1", line, "again"))

    assert "Er is niets opgeslagen. Probeer het over een minuut opnieuw." in busy
    assert took < 2.5
    assert after == stored
    assert "WA-2" in repeated or "is van u" in repeated


def test_what_was_typed_comes_back_when_the_database_is_away(office: Office, database_url: str) -> None:
    with away(database_url):
        busy = everything(office.ask("laren-1", "wa nieuw Vergunningen van de loods nakijken"))

    assert "Vergunningen van de loods nakijken" in busy


def test_many_who_wait_for_a_database_that_is_away_all_hear_it_in_time(office: Office, database_url: str) -> None:
    began = monotonic()

    with away(database_url):
        told = together(*(lambda who=who: office.ask(who, "wa nieuw Nakijken") for who in MEMBERS))

    assert all("Er is niets opgeslagen" in text for text in told)
    assert monotonic() - began < 3
