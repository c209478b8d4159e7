"""Sees who reads along: in the channels of the BIT every minute, and elsewhere when somebody asks something there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor, wait
from threading import Lock
from typing import Final

from structlog.typing import FilteringBoundLogger

from bitbot.chat import Eyes, Request
from bitbot.clock import monotonic
from bitbot.domain.organisation import channels
from bitbot.errors import NotSent, Uncertain, Undeliverable
from bitbot.usecases.places import saw
from storage.store import Storage

BETWEEN_LOOKS: Final = 60.0
# An answer has to leave within 3 seconds; what takes longer goes on without it, and is known the next time.
PATIENCE: Final = 1.5
AT_ONCE: Final = 4


class Lookout:
    """Any number of processes may have one: what one of them saw, all of them know. Nothing here raises."""

    def __init__(self, storage: Storage, eyes: Mapping[str, Eyes], log: FilteringBoundLogger) -> None:
        self._storage = storage
        self._eyes = eyes
        self._log = log
        self._pool = ThreadPoolExecutor(AT_ONCE, "looking")
        self._looking: dict[str, Future[None]] = {}
        self._lock = Lock()
        self._next_turn = monotonic()

    def look(self, request: Request) -> None:
        """See where somebody is asking something."""
        self._see([(request.person.platform, request.where.id, request.person.user)])

    def turn(self) -> None:
        if monotonic() >= self._next_turn:
            self._next_turn = monotonic() + BETWEEN_LOOKS
            self.watch()

    def watch(self) -> None:
        """See the channels of the BIT."""
        try:
            with self._storage.open(write=False) as store:
                ours = channels(store.organisation.bit)
        except Exception as error:  # noqa: BLE001 - the messages must go on
            self._log.error("watching failed", error=type(error).__name__)
            return
        self._see((platform, channel, "") for platform, channel in ours)

    def close(self) -> None:
        self._pool.shutdown(cancel_futures=True)

    def _see(self, places: Iterable[tuple[str, str, str]]) -> None:
        looks = [self._begun(*place) for place in places if place[0] in self._eyes and place[1]]
        wait(looks, PATIENCE)

    def _begun(self, platform: str, channel: str, user: str) -> Future[None]:
        """One look at a time at each place: who comes later waits for the same."""
        place = f"{platform}:{channel}"
        with self._lock:
            begun = self._looking.get(place)
            if begun is None or begun.done():
                begun = self._looking[place] = self._pool.submit(self._seen, platform, channel, user)
            return begun

    def _seen(self, platform: str, channel: str, user: str) -> None:
        try:
            kind = self._eyes[platform].kind_of(channel, user)
            with self._storage.open() as store:
                saw(store, platform, channel, kind)
        except (NotSent, Undeliverable, Uncertain) as trouble:
            self._log.warning("place not seen", platform=platform, reason=str(trouble))
        except Exception as error:  # noqa: BLE001 - what nobody saw stays unknown, and that is refused
            self._log.error("looking failed", platform=platform, error=type(error).__name__)
