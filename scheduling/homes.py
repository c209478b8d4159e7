"""Keeps the place where somebody's own work stands as it is now, after every change that touches it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial

from structlog.typing import FilteringBoundLogger

from bitbot.chat import Home
from bitbot.domain.organisation import Member, Organisation, addresses
from bitbot.domain.records import Change, Werkafspraak
from bitbot.errors import NotSent, Uncertain, Undeliverable
from scheduling.following import Job
from storage.store import Store

Address = tuple[str, str]  # platform and user


class Homes:
    """Everybody the first time, then who was touched. What failed is shown again at the next turn."""

    def __init__(self, homes: Mapping[str, Home], log: FilteringBoundLogger) -> None:
        self._homes = homes
        self._log = log
        self._waiting: set[int] = set()
        self._gone: set[Address] = set()
        self._known: Organisation | None = None

    def begin(self, store: Store) -> None:
        self._known = store.organisation
        self._waiting = {member.id for member in store.organisation.active_members(store.today)}
        self._gone = {address for member in store.organisation.members for address in addresses(member)}

    def touch(self, store: Store, change: Change) -> None:
        if self._homes:
            self._waiting |= set(touched(store, change))

    def work(self, store: Store) -> list[Job]:
        self._look(store.organisation)
        return [*self._to_clear(store), *self._to_show(store)]

    def _look(self, now: Organisation) -> None:
        """Whose access, or whose address, is another one since the last time."""
        before, self._known = self._known, now
        if before is None or before is now or not self._homes:
            return
        changed = _access(before) ^ _access(now)
        self._waiting |= {member.id for member, _ in changed}
        self._gone |= {address for member, _ in changed for address in addresses(member)}

    def _to_clear(self, store: Store) -> Iterator[Job]:
        """What was somebody's place and is nobody's now."""
        self._gone = {address for address in self._gone if address[0] in self._homes and not _is_home(store, address)}
        for place in sorted(self._gone):
            yield partial(self._do, self._homes[place[0]].clear, place, partial(self._gone.discard, place))

    def _to_show(self, store: Store) -> list[Job]:
        return [
            partial(self._do, self._homes[place[0]].refresh, place, partial(self._waiting.discard, member))
            for member in sorted(self._waiting)
            for place in self._places(store, member)
        ]

    def _places(self, store: Store, member: int) -> list[Address]:
        found = addresses(store.organisation.member(member))
        mine = [place for place in found if place[0] in self._homes and _is_home(store, place)]
        if not mine:
            self._waiting.discard(member)
        return mine

    def _do(self, deed: Callable[[str], None], place: Address, done: Callable[[], None]) -> None:
        platform, user = place
        try:
            deed(user)
        except (NotSent, Uncertain) as trouble:
            self._log.warning("home not shown", platform=platform, reason=str(trouble))
            return
        except Undeliverable as refusal:
            self._log.warning("home refused", platform=platform, reason=str(refusal))
        done()


def _access(organisation: Organisation) -> set[tuple[Member, bool]]:
    """Everybody as they are, and whether they take part."""
    return {(member, organisation.active(member, organisation.as_of)) for member in organisation.members}


def _is_home(store: Store, place: Address) -> bool:
    """Whether somebody has access there now."""
    member = store.organisation.user(*place)
    return member is not None and bool(member.roles) and store.organisation.active(member, store.today)


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
