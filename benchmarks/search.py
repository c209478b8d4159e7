"""Seeking free words among 10,000 and 100,000 werkafspraken, beside decrypting everything that may be seen."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import accumulate
from time import perf_counter
from typing import Final

from sqlalchemy import insert, select, text

from benchmarks.databases import KINDS, Maker, databases
from benchmarks.figures import Figure, quantile
from benchmarks.pages import record_of
from bitbot.cards import PAGE
from bitbot.domain.organisation import Member
from bitbot.domain.records import Werkafspraak
from bitbot.domain.words import Words
from bitbot.usecases.common import sought
from bitbot.usecases.zoeken import NEWEST_FIRST, search
from storage import tables
from storage.engine import Database
from storage.secrets import place
from storage.store import WERKAFSPRAKEN, Storage, Store
from tests.databases import RING

# How many records, and the longest that one search in a hundred may take: milliseconds, from the design.
SIZES: Final = {10_000: 300, 100_000: 500}
SEARCHES: Final = 100
# Of the other way fewer: only how long it usually takes is compared.
OTHERS: Final = 20
READERS: Final = ("hilversum-1", "coordinator-1")
# What one in a thousand, one in three, and one in three thousand has.
SOUGHT: Final = {"rare": "hennep", "common": "bedrijfspand", "two words": "bedrijfspand hennep"}
Found = tuple[list[Werkafspraak], int]
Way = Callable[[Store, Member, Words], Found]


def by_words(store: Store, member: Member, words: Words) -> Found:
    found = search(store, member, words, PAGE, 0)
    return [record for record in found.records if isinstance(record, Werkafspraak)], found.total


def by_decrypting(store: Store, member: Member, words: Words) -> Found:
    """The least that it can be without words beside the record: its key, and its texts."""
    table, names = tables.werkafspraak, WERKAFSPRAKEN.sealed
    columns = [table.c[name] for name in ("number", "uid", "key", *names)]
    asked = WERKAFSPRAKEN.where(sought(member, Werkafspraak.kind))
    query = select(*columns).where(asked).order_by(table.c.number.desc())
    found = []
    for number, uid, key, *sealed in store.connection.execute(query, execution_options={"yield_per": 2000}):
        envelope = RING.envelope_of(table.name, uid, key)
        pairs = zip(names, sealed, strict=True)
        texts = [envelope.open(value, place(table.name, name, uid)) for name, value in pairs]
        if all(needle in f" {' '.join(texts)} ".casefold() for needle in words.needles):
            found.append(number)
    condition = sought(member, Werkafspraak.kind)
    return store.werkafspraken.these(condition, found[:PAGE], NEWEST_FIRST), len(found)


def run() -> Iterator[tuple[str, list[Figure]]]:
    for kind in KINDS:
        with databases(kind) as maker:
            yield from _measured(kind, maker)


def _measured(kind: str, maker: Maker) -> Iterator[tuple[str, list[Figure]]]:
    """The same database, fuller each time."""
    database = Database(maker.new(), jobs=True)
    storage = Storage(database, ring=RING)
    filled = 0
    for size, at_most in SIZES.items():
        with storage.open() as store:
            fill(store, filled, size)
        with database.transaction() as connection:
            connection.execute(text("ANALYZE"))
        filled = size
        yield f"search among {size:,}, {kind}", list(_compared(storage, at_most))
    database.close()


def _compared(storage: Storage, at_most: float) -> Iterator[Figure]:
    for who in READERS:
        for name, typed in SOUGHT.items():
            times: dict[Way, list[float]] = {by_words: [], by_decrypting: []}
            answers = [_timed(times, storage, who, Words(typed), way) for way in _turns()]
            assert all(answer == answers[0] for answer in answers), "the two ways do not agree"
            yield from _figures(f"{who}, {name}", times[by_words], times[by_decrypting], at_most)


def _turns() -> Iterator[Way]:
    for number in range(SEARCHES):
        yield by_words
        if number % (SEARCHES // OTHERS) == 0:
            yield by_decrypting


def _figures(title: str, ours: list[float], others: list[float], at_most: float) -> Iterator[Figure]:
    usual, other = quantile(ours, 0.5), quantile(others, 0.5)
    yield Figure(name=f"{title}: p50", value=usual, unit="ms")
    yield Figure(name=f"{title}: p99", value=quantile(ours, 0.99), unit="ms", at_most=at_most)
    yield Figure(name=f"{title}: decrypting everything, p50", value=other, unit="ms")
    yield Figure(name=f"{title}: part of that", value=usual / other)


def _timed(times: dict[Way, list[float]], storage: Storage, who: str, words: Words, way: Way) -> Found:
    began = perf_counter()
    with storage.open(write=False) as store:
        member = next(member for member in store.organisation.members if member.key == who)
        found = way(store, member, words)
    times[way].append((perf_counter() - began) * 1000)
    return found


# The records: words as often as in a language, a few very often and most of them hardly ever


def fill(store: Store, after: int, until: int) -> None:
    chance = random.Random(after)  # noqa: S311 - the same records each time, nothing secret
    vocabulary = _Vocabulary(chance)
    members = [member for member in store.organisation.members if not member.coordinates]
    for begin in range(after + 1, until + 1, 10_000):
        records = (record_of(store, chance, members, number) for number in range(begin, begin + 10_000))
        rows = [WERKAFSPRAKEN.new_row(_worded(record, vocabulary, chance), RING)[0] for record in records]
        store.connection.execute(insert(tables.werkafspraak), rows)


def _worded(record: Werkafspraak, vocabulary: _Vocabulary, chance: random.Random) -> Werkafspraak:
    said = vocabulary.some(chance.randint(8, 30))
    said += " hennepkwekerij" * (record.number % 1000 == 0) + " bedrijfspand" * (record.number % 3 == 0)
    result = vocabulary.some(chance.randint(5, 20)) if chance.random() < 0.6 else ""
    return replace(record, text=said, result=result)


class _Vocabulary:
    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self._words = ["".join(chance.choices("bdgklmnprstvaeiou", k=chance.randint(2, 11))) for _ in range(20_000)]
        self._often = list(accumulate(1 / place for place in range(1, len(self._words) + 1)))

    def some(self, count: int) -> str:
        return " ".join(self._chance.choices(self._words, cum_weights=self._often, k=count))
