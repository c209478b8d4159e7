"""Commands per second while the audit log is sealed at its real interval, and without it, in turns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Final

from sqlalchemy import func, select

from benchmarks.databases import KINDS, Maker, databases
from benchmarks.figures import Figure, quantile
from benchmarks.load import Burst, burst
from benchmarks.servers import processor_seconds, serving
from storage import tables
from storage.engine import Database

ROUNDS: Final = 7
# A minute or so: a few looks of the sealer, of which PostgreSQL takes three before it seals.
COUNT: Final = 20_000
WARM_UP: Final = 500
# What may be left of the throughput.
PART: Final = 0.95


@dataclass(frozen=True, slots=True)
class Run:
    """What a burst took of time and, which other programs on the machine disturb less, of the processors."""

    burst: Burst
    processor: float
    sealed: float


@dataclass(frozen=True, slots=True)
class Round:
    sealing: Run
    bare: Run

    @property
    def part(self) -> float:
        return self.sealing.burst.per_second / self.bare.burst.per_second

    @property
    def part_of_processor(self) -> float:
        return self.bare.processor / self.sealing.processor


def run() -> Iterator[tuple[str, list[Figure]]]:
    for kind in KINDS:
        with databases(kind) as maker:
            yield f"sealing, {kind}", figures([_round(maker, number) for number in range(ROUNDS)])


def _round(maker: Maker, number: int) -> Round:
    """Each on a database and a server of its own; who goes first changes from round to round."""
    words = (["seals"], []) if number % 2 else ([], ["seals"])
    done = {bool(each): _run(each, maker.new()) for each in words}
    return Round(done[True], done[False])


def _run(words: Sequence[str], url: str) -> Run:
    with serving(["benchmarks.answering", *words], url) as server:
        burst(server.port, "warm-up", WARM_UP)
        before = processor_seconds(server.pid)
        done = burst(server.port, "burst", COUNT)
        return Run(done, processor_seconds(server.pid) - before, _sealed(url))


def _sealed(url: str) -> float:
    """Which part of the lines has a seal."""
    database = Database(url, jobs=True)
    with database.transaction(write=False) as connection:
        lines = connection.scalar(select(func.count()).select_from(tables.audit)) or 0
        sealed = connection.scalar(select(func.max(tables.audit_seal.c.total))) or 0
    database.close()
    return sealed / lines


def figures(rounds: Sequence[Round]) -> list[Figure]:
    parts = [each.part for each in rounds]
    sealing, bare = ([each.burst for each in runs] for runs in zip(*((r.sealing, r.bare) for r in rounds), strict=True))
    return [
        Figure(name="throughput left", value=median(parts), at_least=PART),
        Figure(name="the least, the most", value=min(parts)),
        Figure(name="", value=max(parts)),
        Figure(name="by processor time", value=median(each.part_of_processor for each in rounds), at_least=PART),
        Figure(name="with sealing", value=median(each.per_second for each in sealing), unit="/s"),
        Figure(name="without", value=median(each.per_second for each in bare), unit="/s"),
        Figure(name="p99 with", value=median(quantile(each.latencies, 0.99) for each in sealing), unit="ms"),
        Figure(name="p99 without", value=median(quantile(each.latencies, 0.99) for each in bare), unit="ms"),
        Figure(name="lines sealed at the end", value=min(each.sealing.sealed for each in rounds), at_least=0.1),
    ]
