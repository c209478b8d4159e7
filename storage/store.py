"""The database as everything else sees it: one transaction with the moment, the organisation and the records in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    DateTime,
    bindparam,
    cast,
    delete,
    func,
    insert,
    literal_column,
    select,
)

from bitbot.clock import Clock, real
from bitbot.domain.conditions import EVERYTHING, In
from bitbot.domain.half_year import HalfYear
from bitbot.domain.kinds import WAYS
from bitbot.domain.organisation import Organisation
from bitbot.domain.places import Seen
from bitbot.domain.records import (
    Afmelding,
    Agendapunt,
    Bijdrage,
    Change,
    Overleg,
    Rapportage,
    Record,
    Signaal,
    Werkafspraak,
)
from bitbot.errors import Explained
from storage import history, tables
from storage import organisation as organisations
from storage.audit import WORKER, Actor, Trail
from storage.channels import Channels
from storage.deliveries import Deliveries
from storage.engine import Database
from storage.prepared import Prepared
from storage.records import Kind, Records, once
from storage.secrets import Envelope, Ring, Vault, place
from storage.watch import Watch

SIGNALEN = Kind(Signaal, tables.signaal, tables.signaal_gemeente)
WERKAFSPRAKEN = Kind(Werkafspraak, tables.werkafspraak, tables.werkafspraak_gemeente)
OVERLEGGEN = Kind(Overleg, tables.overleg)
AGENDAPUNTEN = Kind(Agendapunt, tables.agendapunt)
RAPPORTAGES = Kind(Rapportage, tables.rapportage)
BIJDRAGEN = Kind(Bijdrage, tables.bijdrage)
# Made once: making a statement costs as much as sending it. Nobody needs the id of a line of history.
_REMEMBERED = Prepared(lambda _: insert(tables.inbox), ["key", "at", "answer"])
MOST_CHANGES = 1_000
# Every kind with a way of its own is kept in the tables that bear its name.
WITH_A_WAY: list[Kind[Any]] = [
    Kind(w.kind, tables.metadata.tables[n], tables.metadata.tables[f"{n}_gemeente"]) for n, w in WAYS.items()
]
BY_HAND: list[Kind[Any]] = [SIGNALEN, WERKAFSPRAKEN, OVERLEGGEN, BIJDRAGEN]
KINDS: dict[str, Kind[Any]] = {kind.type.kind: kind for kind in (*BY_HAND, *WITH_A_WAY)}
# The kinds that can be sought by the words in their texts.
SEARCHABLE = [name for name, kind in KINDS.items() if kind.searchable]


class NotSetUp(Explained):
    """Nobody has said yet who takes part in this BIT."""


class Storage:
    """Opens the store; keeps the organisation in memory and reads it again when its version went up.

    Without a ring it opens what is not sealed: the organisation and what is planned.
    """

    def __init__(
        self, database: Database, clock: Clock = real, ring: Ring | None = None, *, actor: Actor = WORKER
    ) -> None:
        self.database = database
        self._clock = clock
        self._ring = ring or Ring()
        self._actor = actor
        self._organisation = Organisation(version=-1)
        self._opening = _opening(database.dialect)

    @property
    def organisation(self) -> Organisation:
        """As it was read last, without asking the database."""
        return self._organisation

    @contextmanager
    def open(self, key: str = "", *, write: bool = True, place: str = "") -> Iterator[Store]:
        """One transaction; leaving it commits.

        `key` is the request's: an earlier answer to it is `store.answer`. `place` is where it was asked: what is known
        of that is `store.seen`.
        """
        with self.database.transaction(write=write) as connection:
            found = connection.execute(self._opening, {"key": key, "place": place}).first()
            if found is None:
                raise NotSetUp("Laad eerst het organisatiebestand: `bitbot setup examples/gooi-en-vechtstreek.toml`.")
            version, moved, now, answer, kind, seen_at = found
            moment = self._clock(_moment(now) + timedelta(seconds=moved))
            earlier = None if answer is None else self._ring.open(answer, _answer_to(key)).decode()
            organisation = self._organisation_at(connection, version, moment)
            store = Store(connection, moment, organisation, self._ring, key, earlier)
            store.seen = Seen(kind, seen_at) if kind else None
            store.trail = Trail(connection, _moment(now))
            store.trail.by(self._actor)
            yield store
            if store.trail and not write:
                raise LookupError("details were shown where nothing can be written down")
            if store.watch.unanswered:
                raise LookupError("personal data is stored and nobody said why")
            store.trail.write()

    def _organisation_at(self, connection: Connection, version: int, moment: datetime) -> Organisation:
        found = self._organisation
        if found.version != version:
            found = organisations.load(connection)
        day = found.day(moment)
        if found.as_of != day:
            found = found.on(day)
        self._organisation = found
        return found


def _answer_to(key: str) -> bytes:
    return place("inbox", "answer", key.encode())


def _opening(dialect: str) -> Any:  # noqa: ANN401 - a select of six columns
    """Everything a request needs to begin with, in one round trip. The moment is the database's own."""
    earlier = select(tables.inbox.c.answer).where(tables.inbox.c.key == bindparam("key")).scalar_subquery()
    row, channel = tables.organisation, tables.channel
    known = row.outerjoin(channel, channel.c.place == bindparam("place"))
    columns = (row.c.version, row.c.moved_seconds, _now(dialect), earlier, channel.c.kind, channel.c.seen_at)
    return select(*columns).select_from(known)


def _now(dialect: str) -> ColumnElement[Any]:
    if dialect == "postgresql":
        return cast(func.clock_timestamp(), DateTime(timezone=True))
    return literal_column("strftime('%Y-%m-%d %H:%M:%f', 'now')")


def _moment(value: datetime | str) -> datetime:
    return datetime.fromisoformat(value).replace(tzinfo=UTC) if isinstance(value, str) else value.astimezone(UTC)


class Store:
    """Everything within one transaction. `now` is the moment it began, the same for all that happens in it."""

    def __init__(
        self,
        connection: Connection,
        now: datetime,
        organisation: Organisation,
        ring: Ring,
        key: str = "",
        answer: str | None = None,
    ) -> None:
        self.connection = connection
        self.now = now
        self.organisation = organisation
        self.today = organisation.day(now)
        self.key = key
        self.answer = answer
        self.seen: Seen | None = None
        self.deliveries = Deliveries(connection, now)
        self.channels = Channels(connection, now)
        self.watch = Watch(self.today)
        self._vault = Vault(ring, self.watch)
        self.trail = Trail(connection, now)

    @cached_property
    def signalen(self) -> Records[Signaal]:
        return Records(self.connection, SIGNALEN, self._vault)

    @cached_property
    def werkafspraken(self) -> Records[Werkafspraak]:
        return Records(self.connection, WERKAFSPRAKEN, self._vault)

    @cached_property
    def overleggen(self) -> Records[Overleg]:
        return Records(self.connection, OVERLEGGEN, self._vault)

    @cached_property
    def agendapunten(self) -> Records[Agendapunt]:
        return Records(self.connection, AGENDAPUNTEN, self._vault)

    @cached_property
    def rapportages(self) -> Records[Rapportage]:
        return Records(self.connection, RAPPORTAGES, self._vault)

    @cached_property
    def bijdragen(self) -> Records[Bijdrage]:
        return Records(self.connection, BIJDRAGEN, self._vault)

    def records(self, kind: str) -> Records[Any]:
        return Records(self.connection, KINDS[kind], self._vault)

    def add(self, record: Any, member: int, deed: str = "nieuw") -> Any:  # noqa: ANN401 - any kind, the same back
        """Store a new record and the first line of its history."""
        made = self.records(record.kind).add(record)
        self.trail.collected(made)
        self._trace(Change(kind=made.kind, record=made.number, at=self.now, member=member, deed=deed))
        return made

    def save(self, old: Record | Overleg, new: Any, member: int, deed: str, note: str = "") -> Any:  # noqa: ANN401
        """Store the next version of a record and what changed in its history; Changed when somebody was first."""
        made = self.records(old.kind).save(old, new)
        what, number = changes(old, made), old.number
        self.trail.changed(made, what)
        self._trace(Change(kind=old.kind, record=number, at=self.now, member=member, deed=deed, fields=what, note=note))
        return made

    def _trace(self, change: Change) -> None:
        """With the reason why there is something in it that may be personal data, when there is."""
        self.watch.look(change.kind, [("note", change.note)])
        if found := self.watch.names(change.kind):
            self.trail.overruled(change.kind, change.record, found)
            change = replace(change, needed=self.watch.reason)
        history.add(self.connection, change, KINDS[change.kind].sealed, self._envelope(change.kind, change.record))

    def history(self, record: Record | Overleg) -> list[Change]:
        """Oldest first; dates in `fields` are text as 2026-10-01."""
        return history.of(self.connection, record.kind, record.number, self._envelope(record.kind, record.number))

    def _envelope(self, kind: str, number: int) -> Envelope | None:
        return self.records(kind).envelope(number)

    def changes_after(self, number: int) -> list[tuple[int, Change]]:
        """What happened to any record after this change, each with its own number, oldest first; without its texts."""
        return history.after(self.connection, number, MOST_CHANGES)

    def latest_change(self) -> int:
        found: int | None = self.connection.scalar(select(func.max(tables.history.c.id)))
        return found or 0

    def last_changes(self) -> dict[int, date]:
        """The day on which each member changed something last."""
        found = history.latest(self.connection)
        return {member: self.organisation.day(at) for member, at in found.items()}

    def remember(self, answer: str) -> None:
        """Keep the answer to this request for a repeat of it; Changed when the repeat was first."""
        with once():
            sealed = self._vault.ring.seal(answer.encode(), _answer_to(self.key))
            _REMEMBERED.run(self.connection, [{"key": self.key, "at": self.now, "answer": sealed}])

    # Meetings

    def meetings(self, after: datetime, before: datetime | None = None, limit: int = 20) -> list[Overleg]:
        """Meetings that start in this stretch of time, the first one first; those that lapsed too."""
        table = tables.overleg
        stretch = table.c.starts_at >= after
        if before is not None:
            stretch &= table.c.starts_at < before
        rows = self.connection.execute(OVERLEGGEN.rows.where(stretch).order_by(table.c.starts_at).limit(limit))
        return [OVERLEGGEN.value(row, self._vault) for row in rows]

    def next_meeting(self) -> Overleg | None:
        return next((o for o in self.meetings(self.now) if o.state == "gepland"), None)

    def agenda(self, overleg: Overleg) -> list[Agendapunt]:
        return self.agendapunten.find(In("overleg", (overleg.number,)))

    def excuse(self, excuse: Afmelding) -> bool:
        """Whether this is new: saying it twice changes nothing."""
        if excuse.member in self.excused(excuse.overleg):
            return False
        with once():
            self.connection.execute(insert(tables.afmelding), {f.name: getattr(excuse, f.name) for f in fields(excuse)})
        self.trail.note("wijzigen", Overleg.kind, excuse.overleg, ("absent",))
        return True

    def attend(self, overleg: int, member: int) -> bool:
        """Take an absence back; whether there was one."""
        table = tables.afmelding
        mine = (table.c.overleg == overleg) & (table.c.member == member)
        self.trail.note("wijzigen", Overleg.kind, overleg, ("absent",))
        return self.connection.scalar(delete(table).where(mine).returning(table.c.member)) is not None

    def excused(self, overleg: int) -> set[int]:
        query = select(tables.afmelding.c.member).where(tables.afmelding.c.overleg == overleg)
        return set(self.connection.scalars(query))

    # The half-year round

    def rapportage(self, period: str) -> Rapportage | None:
        return next(iter(self.rapportages.find(In("period", (period,)))), None)

    def latest_rapportage(self) -> Rapportage | None:
        return next(iter(self.rapportages.find(EVERYTHING, ("-number",), 1)), None)

    def contributions(self, rapportage: Rapportage) -> Mapping[int, Bijdrage]:
        """What counts per partner: its last version."""
        found = self.bijdragen.find(In("rapportage", (rapportage.number,)), ("version",))
        return {bijdrage.partner: bijdrage for bijdrage in found}

    def missing_partners(self, rapportage: Rapportage) -> list[int]:
        return self.missing_from(rapportage, self.contributions(rapportage))

    def missing_from(self, rapportage: Rapportage, delivered: Mapping[int, Bijdrage]) -> list[int]:
        """Of the partners that took part in that half-year; one that left or merged in it owes its part too."""
        period = HalfYear.of_label(rapportage.period)
        owing = self.organisation.partners_in(period.first_day, period.last_day)
        return [partner.id for partner in owing if partner.id not in delivered]


def changes(old: Any, new: Any) -> dict[str, tuple[Any, Any]]:  # noqa: ANN401 - two versions of one record
    """The fields that differ, with old and new value."""
    pairs = ((f.name, getattr(old, f.name), getattr(new, f.name)) for f in fields(old) if f.name != "version")
    return {name: (before, after) for name, before, after in pairs if before != after}
