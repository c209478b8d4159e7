"""Follows the history of all records, and keeps true what others made of it elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import timedelta
from threading import Lock
from typing import Final, Protocol, TypeVar

from structlog.typing import FilteringBoundLogger

from bitbot.domain.records import Change
from bitbot.errors import Unavailable
from storage.store import MOST_CHANGES, Storage, Store

# A change can be stored after one with a higher number: it is looked for as long as its transaction may last.
SETTLES: Final = timedelta(seconds=30)
Job = Callable[[], None]
T = TypeVar("T")


class Interest(Protocol):
    """Something that has to follow the records. What failed stays its own to do at the next turn."""

    def begin(self, store: Store) -> None:
        """Nobody knows what happened before this."""

    def touch(self, store: Store, change: Change) -> None:
        """This happened."""

    def work(self, store: Store) -> Iterable[Job]:
        """What has to be done now, after this transaction."""


class Follower:
    """Any number of workers may do this: each makes the same of it. How far it is it knows in memory only."""

    def __init__(self, storage: Storage, interests: Sequence[Interest], log: FilteringBoundLogger) -> None:
        self._storage = storage
        self._interests = interests
        self._log = log
        self._seen: int | None = None
        self._handled: set[int] = set()
        self._turning = Lock()

    def turn(self) -> None:
        with self._turning:
            with self._storage.open(write=False) as store:
                self._look(store)
                jobs = [job for interest in self._interests for job in self._work(interest, store)]
            for job in jobs:
                self._do(job)

    def forget(self) -> None:
        """The history began anew: nobody knows what happened before the next turn."""
        with self._turning:
            self._seen = None
            self._handled.clear()

    def _do(self, job: Job) -> None:
        try:
            job()
        except Exception as error:  # noqa: BLE001 - one that breaks must not hold up the others
            self._log.error("following failed", error=type(error).__name__)

    def _look(self, store: Store) -> None:
        if self._seen is None:
            for interest in self._interests:
                interest.begin(store)
            self._seen = store.latest_change()
            return
        settled = self._seen
        for number, change in _after(store, self._seen):
            if number not in self._handled:
                self._touch(store, change)
                self._handled.add(number)
            settled = number if change.at < store.now - SETTLES else settled
        self._seen = settled
        self._handled = {number for number in self._handled if number > settled}

    def _touch(self, store: Store, change: Change) -> None:
        for interest in self._interests:
            self._without(lambda interest=interest: interest.touch(store, change))  # type: ignore[misc]

    def _work(self, interest: Interest, store: Store) -> list[Job]:
        return self._without(lambda: list(interest.work(store))) or []

    def _without(self, look: Callable[[], T]) -> T | None:
        """A record that cannot be opened must not hold up the others; without the database nobody knows anything."""
        try:
            return look()
        except Unavailable:
            raise
        except Exception as error:  # noqa: BLE001 - the log says what is left as it was
            self._log.error("following failed", error=type(error).__name__)
            return None


def _after(store: Store, number: int) -> Iterator[tuple[int, Change]]:
    while found := store.changes_after(number):
        yield from found
        if len(found) < MOST_CHANGES:
            return
        number = found[-1][0]
