"""Keeps the worker turning: every few seconds, and at once after something was planned in this process."""

from __future__ import annotations

from threading import Event, Thread
from typing import Protocol

from apscheduler.executors.debug import DebugExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from structlog.typing import FilteringBoundLogger

from bitbot.clock import monotonic

EVERY = 5.0
# APScheduler waits until a time of day: when this machine's clock is set back an hour, its next tick is an hour away.
# The thread does not wait that long. It only measures how much time has passed.
AT_LEAST_EVERY = 2 * EVERY
LONGEST_TURN = 60.0
STOPPING = 20.0


class Turning(Protocol):
    """What a service needs of a worker."""

    def turn(self) -> int: ...

    def close(self) -> None: ...


class Service:
    """A tick in memory: what is due is in the database, so that nothing is lost with this process."""

    def __init__(self, worker: Turning, log: FilteringBoundLogger, every: float = EVERY) -> None:
        self._worker = worker
        self._log = log
        self._wake = Event()
        self._stopping = Event()
        self._turned_at = monotonic()
        self._thread = Thread(target=self._run, name="worker", daemon=True)
        # The job only wakes the thread, so it needs no pool of its own, which would be gone before us at the end.
        self._scheduler = BackgroundScheduler(timezone="UTC", executors={"default": DebugExecutor()})
        self._scheduler.add_job(
            self.kick, "interval", seconds=every, misfire_grace_time=None, coalesce=True, max_instances=1
        )

    def start(self) -> None:
        self._thread.start()
        self._scheduler.start()
        self.kick()

    def kick(self) -> None:
        """Have a turn now. Any number of these during a turn are one turn more."""
        self._wake.set()

    def stop(self) -> None:
        """Finish what is being sent; what is not begun yet waits for the next worker."""
        self._stopping.set()
        self._wake.set()
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)
            self._thread.join(STOPPING)
        self._worker.close()

    @property
    def alive(self) -> bool:
        """Whether a turn ended not long ago, well or not."""
        return self._thread.is_alive() and monotonic() - self._turned_at < LONGEST_TURN

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._wake.clear()
            self._turn()
            self._turned_at = monotonic()
            self._wake.wait(AT_LEAST_EVERY)

    def _turn(self) -> None:
        try:
            self._worker.turn()
        except Exception as error:  # noqa: BLE001 - whatever happened, the next turn tries again
            self._log.error("turn failed", error=type(error).__name__)
