"""Keeps the place where somebody's own work stands as it is now, after every change that touches it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import partial

from structlog.typing import FilteringBoundLogger

from bitbot.chat import Home
from bitbot.domain.organisation import addresses
from bitbot.domain.records import Change, Werkafspraak
from bitbot.errors import NotSent, Uncertain, Undeliverable
from scheduling.following import Job
from storage.store import Store


class Homes:
    """Everybody the first time, then who was touched. What failed is shown again at the next turn."""

    def __init__(self, homes: Mapping[str, Home], log: FilteringBoundLogger) -> None:
        self._homes = homes
        self._log = log
        self._waiting: set[int] = set()

    def begin(self, store: Store) -> None:
        self._waiting = {member.id for member in store.organisation.active_members(store.today)}

    def touch(self, store: Store, change: Change) -> None:
        if self._homes:
            self._waiting |= set(touched(store, change))

    def work(self, store: Store) -> list[Job]:
        return [
            partial(self._refresh, member, platform, user)
            for member in sorted(self._waiting)
            for platform, user in self._places(store, member)
        ]

    def _places(self, store: Store, member: int) -> list[tuple[str, str]]:
        found = store.organisation.member(member)
        places = addresses(found) if store.organisation.active(found, store.today) else ()
        mine = [(platform, user) for platform, user in places if platform in self._homes]
        if not mine:
            self._waiting.discard(member)
        return mine

    def _refresh(self, member: int, platform: str, user: str) -> None:
        try:
            self._homes[platform].refresh(user)
        except (NotSent, Uncertain) as trouble:
            self._log.warning("home not shown", platform=platform, reason=str(trouble))
            return
        except Undeliverable as refusal:
            self._log.warning("home refused", platform=platform, reason=str(refusal))
        self._waiting.discard(member)


def touched(store: Store, change: Change) -> Iterator[int]:
    """Whose work a change of a werkafspraak is or was: its owner, or without one everybody of the partner it is for."""
    record = store.werkafspraken.get(change.record) if change.kind == Werkafspraak.kind else None
    if record is None:
        return
    owners = (record.owner, *change.fields.get("owner", ()))
    yield from _members(owners)
    if None not in owners:
        return
    for partner in _members((record.owner_partner, *change.fields.get("owner_partner", ()))):
        yield from (member.id for member in store.organisation.members_of(partner, store.today))


def _members(values: Iterable[int | None]) -> set[int]:
    return {value for value in values if value is not None}
