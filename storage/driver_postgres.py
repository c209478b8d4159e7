"""The connection to PostgreSQL, taught to keep to a deadline; loaded only by who works with PostgreSQL."""

from __future__ import annotations

import select
from math import inf
from typing import Any

import psycopg
from psycopg.abc import RV, PQGen
from psycopg.rows import TupleRow

from bitbot.clock import monotonic

# The database could not answer.
ERRORS = (psycopg.OperationalError,)


class PostgresConnection(psycopg.Connection[TupleRow]):
    """Gives up at the deadline also when the server hangs and keeps no limit of its own."""

    deadline = inf

    def prepare(self, *, write: bool, deadline: float) -> None:
        self.deadline = deadline
        if bool(self.read_only) is write:
            self.read_only = not write

    def hurry(self) -> None:
        """Nothing to do: every wait looks at the deadline."""

    def wait(self, gen: PQGen[RV], interval: float = 0.1, timeout: float | None = None) -> RV:
        try:
            return super().wait(gen, interval, min(timeout or inf, max(0.0, self.deadline - monotonic())))
        except psycopg.OperationalError:
            if monotonic() >= self.deadline:
                self.pgconn.finish()
            raise

    def hung_up(self) -> bool:
        """Whether the server closed this idle connection; a look at the socket, without a round trip."""
        return self.closed or bool(_readable(self.pgconn.socket))


def _readable(socket: int) -> list[Any]:
    poll = select.poll()
    poll.register(socket, select.POLLIN)
    return poll.poll(0)
