"""One turn of the worker: plan what is missing, do the chores that come in between, and send what is due."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from datetime import datetime, timedelta
from threading import Lock

from structlog.typing import FilteringBoundLogger

from bitbot.chat import Chat, Place
from bitbot.clock import monotonic
from scheduling.places import Troubles, place_of
from scheduling.planner import Mark, plan
from scheduling.sending import LEASE, Render, Sender
from storage.deliveries import Delivery
from storage.store import Storage

BATCH = 100
PLACES_AT_ONCE = 8
PATIENCE = 5.0
WHEN_BUSY = timedelta(seconds=5)
NO_ADDRESS = "geen adres"


class Worker:
    """Any number of workers may share one database; each has one turn at a time. A chore never raises."""

    def __init__(
        self,
        storage: Storage,
        chats: Mapping[str, Chat],
        render: Render,
        log: FilteringBoundLogger,
        chores: Sequence[Callable[[], None]] = (),
    ) -> None:
        self._storage = storage
        self._chores = chores
        self._chats = chats
        self._log = log
        self._troubles = Troubles()
        self._sender = Sender(storage, chats, render, log, self._troubles)
        self._pool = ThreadPoolExecutor(PLACES_AT_ONCE, "sending")
        self._busy: dict[Place, Future[None]] = {}
        self._mark: Mark | None = None
        self._turning = Lock()

    def turn(self) -> int:
        """Give how many deliveries were taken up. A place that is slow goes on by itself after some patience."""
        with self._turning:
            return self._turn()

    def _turn(self) -> int:
        self._plan()
        for chore in self._chores:
            chore()
        taken = 0
        patient_until = monotonic() + PATIENCE
        for started, count in self._batches():
            taken += count
            if wait(started, max(0.0, patient_until - monotonic())).not_done:
                break
        return taken

    def close(self) -> None:
        """Wait for what is being sent; the rest of it waits for the next worker."""
        self._sender.stop()
        self._pool.shutdown()

    def _plan(self) -> None:
        try:
            with self._storage.open() as store:
                mark = plan(store, self._mark)
            self._mark = mark
        except Exception as error:  # noqa: BLE001 - what is due must be sent, also when nothing new can be planned
            self._log.error("planning failed", error=type(error).__name__)

    def _batches(self) -> Iterator[tuple[list[Future[None]], int]]:
        while not self._sender.stopping:
            with self._storage.open() as store:
                batch = store.deliveries.claim(BATCH, LEASE)
                now = store.now
                places = [place_of(delivery, store.organisation, self._chats) for delivery in batch]
            if not batch:
                return
            started = [self._start(place, found, now) for place, found in _grouped(places, batch).items()]
            yield [future for future in started if future], len(batch)

    def _start(self, place: Place | None, batch: list[Delivery], now: datetime) -> Future[None] | None:
        if place is None:
            self._park(batch)
            return None
        earlier = self._busy.get(place)
        busy = now + WHEN_BUSY if earlier and not earlier.done() else None
        until = busy or self._troubles.until(place, now)
        if until:
            self._sender.hold(batch, until)
            return None
        self._busy[place] = self._pool.submit(self._sender.send_all, place, batch)
        return self._busy[place]

    def _park(self, batch: list[Delivery]) -> None:
        for delivery in batch:
            self._sender.park(delivery, NO_ADDRESS)


def _grouped(places: list[Place | None], batch: list[Delivery]) -> dict[Place | None, list[Delivery]]:
    """What goes to one place keeps its order."""
    groups: dict[Place | None, list[Delivery]] = {}
    for place, delivery in zip(places, batch, strict=True):
        groups.setdefault(place, []).append(delivery)
    return groups
