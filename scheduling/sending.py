"""Sends to one place what is due there, and writes down how each message ended."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from operator import attrgetter
from threading import Event
from typing import NoReturn

from structlog.typing import FilteringBoundLogger

from bitbot.chat import Chat, Message, Place, PlaceKind
from bitbot.domain.places import OURS, REASONS
from bitbot.domain.planning import OVERTAKING, TOGETHER
from bitbot.domain.records import Planned
from bitbot.errors import NotSent, Unavailable, Uncertain, Undeliverable
from scheduling.channel import admitted
from scheduling.places import LONGEST_PAUSE, Trouble, Troubles, address
from storage.audit import WORKER
from storage.deliveries import Delivery, Moot
from storage.store import Storage, Store

# The message as it should be now, or why it need not be said any more. The flag says that it is late. A delivery that
# is `again` may have arrived before: its message says so.
Render = Callable[[Store, Delivery, bool], Message | Moot]

LEASE = timedelta(minutes=1)
LATE = timedelta(minutes=15)
LOOK_AFTER = timedelta(seconds=10)
BETWEEN_LOOKS = timedelta(seconds=30)
AFTER_FAULT = timedelta(seconds=10)
MOST_TRIES = 5
MOST_LOOKS = 20

FAILED = "delivery.failed"
OVERTAKEN = "ingehaald door een latere herinnering"
NOT_FOUND = "één keer gezocht en niet gevonden"
UNKNOWN = "onbekend of het is aangekomen"
NOT_LOOKED = "onbekend wie in het kanaal meeleest"


class Stopped(Exception):
    """The place takes nothing for now; what else is for it waits until then."""

    def __init__(self, until: datetime) -> None:
        super().__init__(until)
        self.until = until


class Sender:
    """One message at a time to one place; several places at once are fine."""

    def __init__(
        self, storage: Storage, chats: Mapping[str, Chat], render: Render, log: FilteringBoundLogger, troubles: Troubles
    ) -> None:
        self._storage = storage
        self._chats = chats
        self._render = render
        self._log = log
        self._troubles = troubles
        self._working: set[str] = set()  # the platforms that took the last message
        self._stopping = Event()

    def send_all(self, place: Place, batch: Sequence[Delivery]) -> None:
        """In this order. Never raises: what goes wrong with one message is written down, and the next one goes on."""
        try:
            self._send_in_order(place, deque(batch))
        except Exception as error:  # noqa: BLE001 - the leases run out, and everything left is tried again
            self._log.error("sending stopped", error=type(error).__name__)

    def _send_in_order(self, place: Place, waiting: deque[Delivery]) -> None:
        try:
            while waiting and not self.stopping:
                self._one(place, waiting.popleft())
            self.hold(waiting)
        except Stopped as stopped:
            self.hold(waiting, stopped.until)

    def stop(self) -> None:
        """Finish what is being sent, and leave the rest to the next worker."""
        self._stopping.set()

    @property
    def stopping(self) -> bool:
        return self._stopping.is_set()

    def hold(self, batch: Sequence[Delivery], until: datetime | None = None) -> None:
        """Leave these for later, or for whoever comes next; none of them was tried."""
        if batch:
            with self._storage.open() as store:
                for delivery in sorted(batch, key=attrgetter("id")):  # so that nobody waits for each other
                    store.deliveries.postpone(delivery, until or delivery.due_at, delivery.reason, tried=False)

    def park(self, delivery: Delivery, reason: str) -> None:
        """Give up; each coordinator hears it once a day for each person."""
        self._log.warning("delivery parked", delivery=delivery.id, kind=delivery.kind)
        with self._storage.open() as store:
            if store.deliveries.park(delivery, reason) and delivery.kind != FAILED:
                store.deliveries.plan(_notices(store, delivery, reason))

    def _one(self, place: Place, delivery: Delivery) -> None:
        try:
            if delivery.again:
                self._look(place, delivery)
            else:
                self._send(place, delivery)
        except (Stopped, Unavailable):
            raise
        except Undeliverable as error:
            self.park(delivery, str(error))
        except Exception as error:  # noqa: BLE001 - one message that breaks must not hold up the others
            self._fault(delivery, error)

    def _send(self, place: Place, delivery: Delivery) -> None:
        """Into a channel only while it is private, as far as anybody saw."""
        seen = self._seen(place)
        if seen == "unknown":
            self._unseen(place, delivery, NotSent(NOT_LOOKED))
        if seen not in OURS:
            self.park(delivery, REASONS.get(seen, seen))
            return
        with self._storage.open() as store:
            begun = store.deliveries.begin(delivery, LEASE, address(place))
            if begun is None:
                return
            store.trail.by(replace(WORKER, origin=place.platform))
            said = admitted(place, self._said(store, begun), store.today)
            if isinstance(said, Moot):
                store.deliveries.settle(begun, "moot", said.reason)
                return
        self._post(place, begun, said)

    def _seen(self, place: Place) -> PlaceKind:
        if place.kind == "person":
            return "direct"
        with self._storage.open(write=False, place=address(place)) as store:
            return store.seen.kind if store.seen else "unknown"

    def _said(self, store: Store, delivery: Delivery) -> Message | Moot:
        late = store.now - delivery.due_at > LATE
        overtaking = next((kinds for kinds in OVERTAKING if delivery.kind in kinds), ())
        if overtaking and (late or delivery.kind in TOGETHER) and store.deliveries.overtaken(delivery, overtaking):
            return Moot(OVERTAKEN)
        return self._render(store, delivery, late)

    def _post(self, place: Place, delivery: Delivery, message: Message) -> None:
        try:
            reference = self._chats[place.platform].post(place, message, delivery.key)
        except NotSent as error:
            self._not_sent(place, delivery, error)
        except Undeliverable as error:
            self.park(delivery, str(error))
        except Uncertain:
            self._working.discard(place.platform)
            raise Stopped(self._doubt(delivery, LOOK_AFTER, "")) from None
        except Exception as error:  # noqa: BLE001 - it may have been sent before it broke
            self._log.error("chat broke while sending", delivery=delivery.id, error=type(error).__name__)
            self._doubt(delivery, LOOK_AFTER, type(error).__name__)
        else:
            self._working.add(place.platform)
            self._sent(place, delivery, reference)

    def _look(self, place: Place, delivery: Delivery) -> None:
        try:
            reference = self._chats[place.platform].find(place, delivery.key)
        except NotSent as error:
            self._unseen(place, delivery, error)
        except Undeliverable as error:
            self.park(delivery, str(error))
        except Exception as error:  # noqa: BLE001 - looking twice does no harm
            self._blind(place, delivery, error)
        else:
            self._looked(place, delivery, reference)

    def _looked(self, place: Place, delivery: Delivery, reference: str | None) -> None:
        """Not there after two looks: a second copy goes out, once."""
        if reference is not None:
            self._sent(place, delivery, reference)
        elif delivery.reason != NOT_FOUND:
            self._doubt(delivery, BETWEEN_LOOKS, NOT_FOUND)
        elif delivery.state == "unsure":
            self._send(place, delivery)
        else:
            self.park(delivery, UNKNOWN)

    def _blind(self, place: Place, delivery: Delivery, error: Exception) -> None:
        """We may not look, or the platform is down. The one second copy waits until it has a chance."""
        if not isinstance(error, Uncertain):
            self._log.error("chat broke while looking", delivery=delivery.id, error=type(error).__name__)
        patience = MOST_TRIES if place.platform in self._working else MOST_LOOKS
        if delivery.state == "unsure" and delivery.attempt >= patience:
            self._send(place, delivery)
        elif delivery.attempt >= 2 * MOST_LOOKS:
            self.park(delivery, UNKNOWN)
        else:
            wait = min(LONGEST_PAUSE, LOOK_AFTER * 2 ** (delivery.attempt - 2))
            self._doubt(delivery, wait, delivery.reason)

    def _sent(self, place: Place, delivery: Delivery, reference: str) -> None:
        self._troubles.over(place)
        with self._storage.open() as store:
            store.deliveries.settle(delivery, "sent", reference=reference)

    def _doubt(self, delivery: Delivery, wait: timedelta, reason: str) -> datetime:
        with self._storage.open() as store:
            store.deliveries.doubt(delivery, store.now + wait, reason)
            return store.now + wait

    def _not_sent(self, place: Place, delivery: Delivery, error: NotSent) -> NoReturn:
        reason = NOT_FOUND if delivery.state == "doubled" else str(error)
        with self._storage.open() as store:
            trouble = self._troubles.add(place, store.now, error.after)
            if not trouble.lasting:
                store.deliveries.unsent(delivery, trouble.until, reason)
        self._stop_for(trouble, delivery, str(error))

    def _unseen(self, place: Place, delivery: Delivery, error: NotSent) -> NoReturn:
        """The platform has no time for a look now, or nobody looked who reads along; that was no look and no try."""
        with self._storage.open() as store:
            trouble = self._troubles.add(place, store.now, error.after)
            if not trouble.lasting:
                store.deliveries.postpone(delivery, trouble.until, delivery.reason, tried=False)
        self._stop_for(trouble, delivery, UNKNOWN if delivery.again else str(error))

    def _stop_for(self, trouble: Trouble, delivery: Delivery, reason: str) -> NoReturn:
        """The place is in trouble, not the message: nothing else for it goes out before this one."""
        if trouble.lasting:
            self.park(delivery, reason)
        raise Stopped(trouble.until)

    def _fault(self, delivery: Delivery, error: Exception) -> None:
        name = type(error).__name__
        self._log.error("delivery failed", delivery=delivery.id, kind=delivery.kind, error=name)
        if delivery.attempt >= MOST_TRIES:
            self.park(delivery, name)
            return
        with self._storage.open() as store:
            store.deliveries.postpone(delivery, store.now + AFTER_FAULT * 3 ** (delivery.attempt - 1), name)


def _notices(store: Store, delivery: Delivery, reason: str) -> list[Planned]:
    who = "kanaal" if delivery.member is None else store.organisation.member(delivery.member).key
    return [
        Planned(
            key=f"delivery/failed/{who}/{store.today}/{coordinator.key}",
            kind=FAILED,
            member=coordinator.id,
            due_at=store.now,
            subject=("delivery", delivery.id),
            detail={"reason": reason},
        )
        for coordinator in store.organisation.coordinators(store.today)
    ]
