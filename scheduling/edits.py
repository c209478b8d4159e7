"""Keeps the cards in messages that were sent earlier as their records are now."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Final

from structlog.typing import FilteringBoundLogger

from bitbot.chat import Chat, Message, Place
from bitbot.domain.organisation import Organisation
from bitbot.domain.places import OURS
from bitbot.domain.planning import REMINDERS
from bitbot.domain.public import CHANNEL
from bitbot.domain.records import Change, Werkafspraak
from bitbot.errors import NotSent, Unavailable, Uncertain, Undeliverable
from scheduling.channel import admitted
from scheduling.following import Job
from scheduling.places import address, place_sent
from storage.audit import WORKER
from storage.deliveries import Delivery, Moot
from storage.store import Storage, Store

Renew = Callable[[Store, Delivery], Message | Moot]
Subject = tuple[str, int]

KINDS: Final = (*CHANNEL, "werkafspraak.assigned", "werkafspraak.refused", "werkafspraak.done", *REMINDERS)
IN_THE_CHANNEL: Final = {(kind.partition(".")[0], name) for kind, names in CHANNEL.items() for name in names}
KEPT: Final = timedelta(days=60)
AT_ONCE: Final = 50


class Edits:
    """A record waits here until every message that shows it is as it should be, or cannot be changed."""

    def __init__(self, storage: Storage, chats: Mapping[str, Chat], renew: Renew, log: FilteringBoundLogger) -> None:
        self._storage = storage
        self._chats = chats
        self._renew = renew
        self._log = log
        self._waiting: dict[Subject, None] = {}
        self._known: Organisation | None = None
        self._busy: set[str] = set()  # the platforms that had no time in this turn

    def begin(self, store: Store) -> None:  # noqa: ARG002 - as an interest has it
        """The first look tells what has to be done."""
        self._waiting, self._known = {}, None

    def touch(self, store: Store, change: Change) -> None:  # noqa: ARG002 - as an interest has it
        channel = any((change.kind, name) in IN_THE_CHANNEL for name in change.fields)
        if change.kind == Werkafspraak.kind or channel:
            self._waiting[change.kind, change.record] = None

    def work(self, store: Store) -> list[Job]:
        """The first that wait; what is not done with them waits behind the others."""
        self._busy.clear()
        self._look(store)
        jobs: list[Job] = []
        for subject in list(self._waiting)[:AT_ONCE]:
            del self._waiting[subject]
            jobs += [partial(self._edit, *found) for found in self._outdated(store, subject)]
        return jobs

    def _look(self, store: Store) -> None:
        """When the people changed, what they may see may have."""
        if store.organisation is not self._known:
            self._known = store.organisation
            self._waiting |= dict.fromkeys(store.deliveries.outdated(KINDS, store.now - KEPT))

    def _outdated(self, store: Store, subject: Subject) -> Iterator[tuple[Delivery, Place]]:
        standing = store.deliveries.standing(subject, KINDS, store.now - KEPT)
        if any(delivery.state != "sent" for delivery in standing):
            self._waiting[subject] = None
        version = _version(store, subject) if standing else 0
        for delivery in standing:
            place = place_sent(delivery, store.organisation, self._chats)
            if place is None or delivery.state != "sent" or delivery.shown >= version:
                continue
            if _is_open(store, place):
                self._waiting[subject] = None
            else:
                yield delivery, place

    def _edit(self, delivery: Delivery, place: Place) -> None:
        """Again at the next turn when the platform had no time, or when nobody knows what the message shows now."""
        self._waiting[delivery.subject] = None
        if place.platform in self._busy:
            return
        try:
            version = self._changed(delivery, place)
        except (NotSent, Uncertain) as trouble:
            self._busy.add(place.platform)
            self._log.warning("card not changed", platform=place.platform, reason=str(trouble))
        except Unavailable:
            raise
        except Exception as error:  # noqa: BLE001 - a message that cannot be changed is left as it is
            self._left(delivery, error)
        else:
            with self._storage.open() as store:
                store.deliveries.renewed(delivery, version)

    def _changed(self, delivery: Delivery, place: Place) -> int:
        """What is about to be shown is written down before it is."""
        with self._storage.open() as store:
            store.trail.by(replace(WORKER, origin=place.platform))
            version = _version(store, delivery.subject)
            message = admitted(place, self._renew(store, delivery), store.today)
        if isinstance(message, Message):
            self._chats[place.platform].edit(place, delivery.reference, message)
        return version

    def _left(self, delivery: Delivery, error: Exception) -> None:
        reason = str(error) if isinstance(error, Undeliverable) else type(error).__name__
        self._log.warning("card left as it is", delivery=delivery.id, reason=reason)
        with self._storage.open() as store:
            store.deliveries.let_go(delivery)


def _is_open(store: Store, place: Place) -> bool:
    """Whether others read along in this channel, or nobody knows: what stands there is not made anew now."""
    seen = store.channels.get(address(place)) if place.kind == "channel" else None
    return place.kind == "channel" and (seen is None or seen.kind not in OURS)


def _version(store: Store, subject: Subject) -> int:
    record = store.records(subject[0]).get(subject[1])
    return record.version if record else 0
