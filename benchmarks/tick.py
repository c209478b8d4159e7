"""Whether a tick takes longer when there is more to come: 1,000 against 1,000,000 planned messages."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

import structlog
from sqlalchemy import text

from bitbot.chat import Card, Message, Place, Text
from bitbot.clock import utc_now
from scheduling.tick import Worker
from storage.deliveries import Delivery
from storage.engine import Database
from storage.store import Storage, Store
from tests.databases import Postgres, Sqlite, postgres_server
from tests.scheduling.world import found_a_bit, message

FEW, MANY = 1_000, 1_000_000
TICKS = 200
DUE = 5
AT_MOST = 1.2

FILL = {
    "postgresql": "SELECT n FROM generate_series(1, :most) AS s(n)",
    "sqlite": "WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < :most) SELECT n FROM s",
}
AHEAD = {
    "postgresql": "clock_timestamp() + interval '1 day' + s.n * interval '1 minute'",
    "sqlite": "strftime('%Y-%m-%d %H:%M:%f', 'now', '+1 day', '+' || s.n || ' minutes') || '000+00:00'",
}


class Nowhere:
    """A platform that takes everything at once."""

    platform = "practice"

    def post(self, place: Place, message: Message, key: str) -> str:  # noqa: ARG002
        return key

    def edit(self, place: Place, reference: str, message: Message) -> None:
        """Nothing stands here."""

    def find(self, place: Place, key: str) -> str | None:  # noqa: ARG002
        return None


class Candidate:
    """A worker on a database with so many messages planned for later days."""

    def __init__(self, url: str, planned: int) -> None:
        self.planned = planned
        self.idle: list[float] = []
        self.busy: list[float] = []
        self._database = Database(url, jobs=True)
        self._storage = Storage(self._database)
        self._worker = Worker(self._storage, {"practice": Nowhere()}, _render, structlog.get_logger())
        self._numbers = iter(range(10**9))
        self._fill()

    def _fill(self) -> None:
        dialect = self._database.dialect
        columns = (
            "key, kind, member, subject_kind, subject, detail, due_at, next_at, state, attempt, "
            "place, reference, shown, reason"
        )
        moment = AHEAD[dialect]
        values = (
            f"'f' || s.n, 'overleg.hour', 1, 'overleg', s.n, '{{}}', {moment}, {moment}, 'planned', 0, '', '', 0, ''"
        )
        rows = FILL[dialect].replace("SELECT n FROM", f"SELECT {values} FROM")
        with self._database.transaction() as connection:
            found_a_bit(connection, since=utc_now().date())
            connection.execute(text(f"INSERT INTO delivery ({columns}) {rows}"), {"most": self.planned})
        with self._database.transaction() as connection:
            connection.execute(text("ANALYZE delivery"))
        self._worker.turn()

    def tick(self) -> None:
        self.idle.append(self._turn())
        with self._storage.open() as store:
            store.deliveries.plan([message(f"d{next(self._numbers)}", store.now) for _ in range(DUE)])
        self.busy.append(self._turn())

    def _turn(self) -> float:
        began = perf_counter()
        self._worker.turn()
        return perf_counter() - began

    def close(self) -> None:
        self._worker.close()
        self._database.close()


def _render(_store: Store, delivery: Delivery, _late: bool) -> Message:  # noqa: FBT001 - as the worker calls it
    return Message(notice=Text((delivery.kind,)), card=Card(title=Text((delivery.key,))))


@contextmanager
def _urls(dialect: str) -> Iterator[tuple[str, str]]:
    with ExitStack() as stack:
        if dialect == "sqlite":
            server: Sqlite | Postgres = Sqlite(Path(stack.enter_context(TemporaryDirectory())))
        else:
            server = stack.enter_context(postgres_server())
        yield stack.enter_context(server.copy()), stack.enter_context(server.copy())


def _measure(dialect: str) -> Iterator[tuple[str, str, float, float, float]]:
    """Both by turns, so that whatever else this machine does hits both."""
    with _urls(dialect) as (few_url, many_url):
        few, many = Candidate(few_url, FEW), Candidate(many_url, MANY)
        for number in range(TICKS):
            for candidate in (few, many) if number % 2 else (many, few):
                candidate.tick()
        few.close()
        many.close()
    yield dialect, "nothing due", *_compared(few.idle, many.idle)
    yield dialect, f"{DUE} due", *_compared(few.busy, many.busy)


def _compared(few: list[float], many: list[float]) -> tuple[float, float, float]:
    return median(few) * 1000, median(many) * 1000, median(many) / median(few)


def run() -> list[tuple[str, str, float, float, float]]:
    """Give database, kind of tick, milliseconds with few and with many planned, and the ratio."""
    return [row for dialect in ("sqlite", "postgresql") for row in _measure(dialect)]
