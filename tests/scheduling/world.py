"""A small BIT with its database, a clock that is moved by hand, and a chat that does as it is told."""

from __future__ import annotations

from collections.abc import Callable, Iterator, MutableMapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from threading import Lock
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Table, event, func, insert, select, update
from structlog import wrap_logger
from structlog.typing import FilteringBoundLogger

from bitbot.chat import Card, Message, Place, Text
from bitbot.clock import Clock, Frozen
from bitbot.domain.autorisaties import ROLE, Autorisatie
from bitbot.domain.records import Planned, Werkafspraak
from bitbot.usecases.planning import replan_werkafspraak
from scheduling.planner import Mark, plan
from scheduling.tick import Worker
from storage import tables
from storage.deliveries import Deliveries, Delivery, Moot
from storage.engine import Database
from storage.organisation import give, load, swear
from storage.store import Storage, Store
from tests.databases import RING

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
START = datetime(2026, 9, 10, 12, tzinfo=UTC)
COORDINATOR, ANNA, BRAM, AGENT = 1, 2, 3, 4
KEYS = ("coordinator", "anna", "bram", "agent")
Rendered = Callable[[Store, Delivery, bool], Message | Moot]


def local(year: int, month: int, day: int, hour: int = 9, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=AMSTERDAM)


def found_a_bit(connection: Connection, since: date = date(2026, 9, 1), slack: Sequence[str] = ()) -> None:
    """Two municipalities and the police, with four members; who is in `slack` has an address there."""
    row = {"id": 1, "version": 1, "since": since, "moved_seconds": 0, "bit": {"slack_channel": "C1"}}
    connection.execute(insert(tables.organisation), row)
    seen = [{"place": place, "kind": "private", "seen_at": START} for place in ("slack:C1", "practice:kanaal")]
    connection.execute(insert(tables.channel), seen)
    kinds = {1: "gemeente", 2: "gemeente", 3: "politie"}
    partner = {"valid_from": date(2020, 1, 1), "valid_to": None, "succeeded_by": ""}
    rows = [partner | {"id": n, "code": f"p{n}", "name": f"Partner {n}", "kind": kind} for n, kind in kinds.items()]
    connection.execute(insert(tables.partner), rows)
    member = {"mandate_to": None, "mattermost": "", "email": "", "active": True}
    homes = {COORDINATOR: 1, ANNA: 1, BRAM: 2, AGENT: 3}
    for number, key in enumerate(KEYS, 1):
        own = {"id": number, "key": key, "name": key.title(), "partner": homes[number]}
        connection.execute(insert(tables.member), member | own | {"slack": key.upper() if key in slack else ""})
        give_roles(connection, number, *(["lid", "coordinator"] if number == COORDINATOR else ["lid"]))
    swear(connection, homes, load(connection), since)


def give_roles(connection: Connection, member: int, *roles: str) -> None:
    """For always."""
    for role in roles:
        given = Autorisatie(kind=ROLE, member=member, value=role, valid_from=date(2020, 1, 1), given_at=START)
        give(connection, given)


def add_series(connection: Connection, rule: str, start: datetime, name: str = "BIT-overleg") -> None:
    """Everybody of the municipalities and the police is invited."""
    values = {"name": name, "rule": rule, "start": start, "minutes": 90, "place": "Raadhuis", "active": True}
    connection.execute(insert(tables.series), values | {"invited": ["gemeente", "politie"]})
    newer(connection)


def newer(connection: Connection) -> None:
    """Tell every process that the organisation changed."""
    connection.execute(update(tables.organisation).values(version=tables.organisation.c.version + 1))


def message(key: str, due_at: datetime = START, member: int | None = ANNA, **values: Any) -> Planned:
    given = {"kind": "werkafspraak.accept", "subject": ("werkafspraak", 1)} | values
    return Planned(key=key, member=member, due_at=due_at, **given)


def said(delivery: Delivery, late: bool = False) -> Message:
    """The key, and what has to be said about it."""
    words = [delivery.key, *(["te laat"] if late else []), *(["mogelijk dubbel"] if delivery.again else [])]
    return Message(notice=Text((delivery.kind,)), card=Card(title=Text((" ".join(words),))))


def render(_store: Store, delivery: Delivery, late: bool) -> Message | Moot:
    return said(delivery, late)


@dataclass
class ToyChat:
    """Keeps what arrives. An error told to a place is what the next post there ends in; `arrives`: it came through."""

    platform: str = "practice"
    arrives: bool = False
    arrived: list[tuple[str, str, str]] = field(default_factory=list)
    posts: list[tuple[str, str]] = field(default_factory=list)
    looks: list[str] = field(default_factory=list)
    edits: list[tuple[str, str, str]] = field(default_factory=list)
    unchangeable: list[Exception] = field(default_factory=list)
    errors: dict[str, list[Exception]] = field(default_factory=dict)
    blind: list[Exception] = field(default_factory=list)
    before: Callable[[Place], object] = lambda _place: None
    _lock: Lock = field(default_factory=Lock)

    def post(self, place: Place, message: Message, key: str) -> str:
        self.before(place)
        with self._lock:
            self.posts.append((place.id, key))
            error = self.errors[place.id].pop(0) if self.errors.get(place.id) else None
            if error is None or self.arrives:
                self.arrived.append((place.id, key, message.card.title.plain))
            if error:
                raise error
            return f"ref-{len(self.arrived)}"

    def find(self, place: Place, key: str) -> str | None:
        self.looks.append(key)
        if self.blind:
            raise self.blind.pop(0)
        found = (at for at, (where, what, _) in enumerate(self.arrived, 1) if (where, what) == (place.id, key))
        return next((f"ref-{at}" for at in found), None)

    def edit(self, place: Place, reference: str, message: Message) -> None:
        if self.unchangeable:
            raise self.unchangeable.pop(0)
        self.edits.append((place.id, reference, message.card.title.plain))

    @property
    def titles(self) -> list[str]:
        return [title for _, _, title in self.arrived]


class World:
    """One database, and as many workers on it as a test wants."""

    def __init__(self, url: str, clock: Clock | None = None, **found: Any) -> None:
        self.clock = Frozen(START)
        self.database = Database(url, jobs=True)
        self.storage = Storage(self.database, clock or self.clock, RING)
        self.chat = ToyChat()
        self.log: list[dict[str, Any]] = []
        self._workers: list[Worker] = []
        with self.database.transaction() as connection:
            found_a_bit(connection, **found)

    def worker(self, render: Rendered = render, **chats: ToyChat) -> Worker:
        worker = Worker(self.storage, chats or {"practice": self.chat}, render, logger(self.log))
        self._workers.append(worker)
        return worker

    def plan(self, *planned: Planned) -> None:
        with self.storage.open() as store:
            store.deliveries.plan(planned)

    def move(self, **by: float) -> None:
        self.clock.move(timedelta(**by))

    def all(self) -> list[Delivery]:
        """Every delivery in the order in which it was planned."""
        with self.storage.open(write=False) as store:
            numbers = store.connection.scalars(select(tables.delivery.c.id).order_by(tables.delivery.c.id)).all()
            return [found for number in numbers if (found := store.deliveries.get(number))]

    def one(self, key: str) -> Delivery:
        return next(found for found in self.all() if found.key == key)

    def states(self) -> dict[str, str]:
        return {found.key: found.state for found in self.all()}

    def listen(self) -> list[str]:
        """The statements that are executed from now on."""
        executed: list[str] = []
        with self.database.transaction(write=False) as connection:
            event.listen(connection.engine, "before_cursor_execute", lambda *found: executed.append(found[2]))
        return executed

    def count(self, table: Table) -> int:
        with self.database.transaction(write=False) as connection:
            return connection.scalar(select(func.count()).select_from(table)) or 0

    @contextmanager
    def deliveries(self) -> Iterator[Deliveries]:
        with self.storage.open() as store:
            yield store.deliveries

    def close(self) -> None:
        for worker in self._workers:
            worker.close()
        self.database.close()


def planned(world: World, before: Mark | None = None) -> Mark:
    with world.storage.open() as store:
        return plan(store, before)


def at(world: World, moment: datetime) -> None:
    world.clock.moment = moment.astimezone(UTC)


def promise(world: World, **fields: object) -> Werkafspraak:
    at(world, local(2026, 9, 10, 12))
    given: dict[str, object] = {"state": "geaccepteerd", "owner": ANNA, "due_on": date(2026, 9, 18)} | fields
    record = Werkafspraak(partner=1, maker=COORDINATOR, made_at=world.clock.moment, text="Bellen", **given)  # type: ignore[arg-type]
    with world.storage.open() as store:
        made: Werkafspraak = store.add(record, COORDINATOR)
        replan_werkafspraak(store, made)
    return made


def reminded(world: World, member: int = ANNA) -> dict[str, str]:
    found = [d for d in world.all() if d.member == member and d.state == "planned"]
    return {d.kind.partition(".")[2]: f"{d.due_at.astimezone(AMSTERDAM):%a %d-%m %H:%M}" for d in found}


def logger(into: list[dict[str, Any]]) -> FilteringBoundLogger:
    """A log that can be read back."""

    def keep(_logger: object, level: str, entry: MutableMapping[str, Any]) -> str:
        into.append({**entry, "level": level})
        return ""

    class Nowhere:
        def msg(self, *_args: object, **_words: object) -> None: ...

        debug = info = warning = error = msg

    made: FilteringBoundLogger = wrap_logger(Nowhere(), processors=[keep])
    return made
