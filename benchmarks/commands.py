"""Commands per second beside the least that they can cost, on the same server, in turns."""

from __future__ import annotations

import pickle
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Final

from sqlalchemy import func, select

from benchmarks.databases import KINDS, Maker, databases
from benchmarks.figures import Figure, quantile
from benchmarks.floor import record
from benchmarks.load import Burst, burst
from benchmarks.servers import Server, serving
from storage import tables
from storage.engine import Database

ROUNDS: Final = 11
COUNT: Final = 1000
WARM_UP: Final = 500
TABLES: Final = (tables.werkafspraak, tables.history, tables.inbox, tables.delivery)
PART: Final = {"PostgreSQL": 0.65, "SQLite": 0.8}


@dataclass(frozen=True, slots=True)
class Round:
    """One burst at each, right after each other, so that a slow moment of the machine hits both."""

    bitbot: Burst
    floor: Burst

    @property
    def part(self) -> float:
        return self.bitbot.per_second / self.floor.per_second


def run() -> Iterator[tuple[str, list[Figure]]]:
    for kind in KINDS:
        with databases(kind) as maker:
            yield f"commands, {kind}", figures(kind, measured(maker))


def measured(maker: Maker) -> list[Round]:
    ours, floors = maker.new(), maker.new()
    with TemporaryDirectory() as folder, ExitStack() as stack:
        recording = Path(folder) / "recording"
        recording.write_bytes(pickle.dumps(record(floors)))
        bitbot = stack.enter_context(serving(["benchmarks.answering"], ours))
        floor = stack.enter_context(serving(["benchmarks.floor", str(recording)], floors))
        for server in (bitbot, floor):
            burst(server.port, "warm-up", WARM_UP)
        rounds = [_round(bitbot, floor, number) for number in range(ROUNDS)]
    _check(ours, floors)
    return rounds


def _round(bitbot: Server, floor: Server, number: int) -> Round:
    """Who goes first changes from round to round."""
    order = (bitbot, floor) if number % 2 else (floor, bitbot)
    done = {server: burst(server.port, f"round-{number}", COUNT) for server in order}
    return Round(done[bitbot], done[floor])


def _check(ours: str, floors: str) -> None:
    """Answered means stored, and the floor stored as much; it had two commands more, for the recording."""
    count = WARM_UP + ROUNDS * COUNT
    assert _stored(ours) == (count, count, count, 4 * count), "bitbot answered what it did not store"
    count += 2
    assert _stored(floors) == (count, count, count, 4 * count), "the floor did not do what bitbot does"


def _stored(url: str) -> tuple[int, ...]:
    database = Database(url, jobs=True)
    with database.transaction(write=False) as connection:
        counts = [connection.scalar(select(func.count()).select_from(table)) or 0 for table in TABLES]
    database.close()
    return tuple(counts)


def figures(kind: str, rounds: Sequence[Round]) -> list[Figure]:
    latencies = [quantile(each.bitbot.latencies, 0.99) for each in rounds]
    return [
        Figure(name="part of the floor", value=median(each.part for each in rounds), at_least=PART[kind]),
        Figure(name="bitbot", value=median(each.bitbot.per_second for each in rounds), unit="/s"),
        Figure(name="the floor", value=median(each.floor.per_second for each in rounds), unit="/s"),
        Figure(name="p50", value=median(quantile(each.bitbot.latencies, 0.5) for each in rounds), unit="ms"),
        Figure(name="p99", value=median(latencies), unit="ms", at_most=100),
        Figure(name="p99 of the floor", value=median(quantile(r.floor.latencies, 0.99) for r in rounds), unit="ms"),
    ]
