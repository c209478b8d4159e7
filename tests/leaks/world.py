"""A BIT with a record of each kind for each visibility, and copies of it in which some of them never were."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Collection, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, fields
from itertools import count
from pathlib import Path
from typing import Any, get_args, get_type_hints

from sqlalchemy import Connection, Table, select, update

from bitbot.demo import ORGANISATION
from bitbot.domain.kinds import WAYS
from bitbot.domain.records import Afmelding, Record
from storage import organisation as organisations
from storage import tables
from storage.records import Kind
from storage.store import Store
from tests.conversations.conftest import MATTERMOST_CHANNEL, organise
from tests.conversations.office import TUESDAY, Office
from tests.doubles.mattermost import made_id
from tests.leaks.canaries import MOMENT, kinds, put
from tests.leaks.people import PEOPLE, Hand, Somebody

STATES = {"werkafspraak": "geaccepteerd"}
# The planner makes them, and they are for everybody.
MOST = 3  # of each kind: one for each visibility
FOR_ALL = {"overleg", "rapportage"}


@dataclass(frozen=True)
class Planted:
    """Something that was put into the world, and the words that are its own."""

    kind: Kind[Any]
    number: int
    visibility: str
    words: Collection[str]

    @property
    def name(self) -> str:
        return f"{self.kind.table.name} {self.number}"


def sees(who: Somebody, what: Planted) -> bool:
    """As the table of people has it."""
    name = what.kind.table.name
    if not issubclass(what.kind.type, Record):
        return {"agendapunt": who.agenda, "bijdrage": who.bijdrage}[name]
    owned = "owner" in {f.name for f in fields(what.kind.type)}
    return what.visibility in who.special.get(name, who.owned if owned else who.sees)


def knows(who: Somebody, what: Planted) -> bool:
    """What somebody may know to be there, also without reading it."""
    return sees(who, what) or (what.kind.table.name == "bijdrage" and who.round)


@dataclass
class World:
    folder: Path
    planted: list[Planted]
    numbers: Iterator[int] = field(default_factory=count)

    @property
    def whole(self) -> Path:
        return self.folder / "whole.db"

    def hidden(self, who: Somebody) -> list[Planted]:
        return [each for each in self.planted if not knows(who, each)]

    @contextmanager
    def copy(self, who: Somebody | None = None) -> Iterator[str]:
        """The address of a copy; for somebody, without what they may not know of."""
        path = self.folder / f"{next(self.numbers)}.db"
        shutil.copyfile(self.whole, path)
        if who:
            with closing(sqlite3.connect(path)) as connection, connection:
                for each in self.hidden(who):
                    _erase(connection, each.kind.table, each.number)
                if not who.agenda:
                    connection.execute("DELETE FROM afmelding")
        yield f"sqlite:///{path}"
        path.unlink()

    @contextmanager
    def office(self, who: Somebody | None = None) -> Iterator[Office]:
        with self.copy(who) as url:
            office = Office(url)
            yield office
            office.close()


def _erase(connection: sqlite3.Connection, table: Table, number: int) -> None:
    """The record, its history, its messages and all that hangs on it; what the audit log tells of it stays there."""
    kind = (table.name, number)
    connection.execute(f"DELETE FROM {table.name} WHERE number = ?", [number])  # noqa: S608 - a table of ours
    for other in tables.metadata.sorted_tables:
        names = set(other.c.keys())
        for pair in ({"kind", "record"}, {"subject_kind", "subject"}):
            if pair <= names:
                what, which = sorted(pair, key=lambda name: "kind" not in name)
                connection.execute(f"DELETE FROM {other.name} WHERE {what} = ? AND {which} = ?", kind)  # noqa: S608
        for column in other.primary_key:
            if any(key.column.table is table for key in column.foreign_keys):
                connection.execute(f'DELETE FROM {other.name} WHERE "{column.name}" = ?', [number])  # noqa: S608


def founded(folder: Path, url: str) -> World:
    """In an empty database at this address; it stays as it is there."""
    text = "\n".join([ORGANISATION.read_text(encoding="utf-8"), *(each.entry for each in PEOPLE.values())])
    organise(url, TUESDAY.date(), text)
    office = Office(url)
    office.look_ahead()
    with office.storage.open() as store:
        made = World(folder, list(_planted(store)))
        _arranged(store.connection)
    office.close()
    shutil.copyfile(url.removeprefix("sqlite:///"), made.whole)
    return made


def _planted(store: Store) -> Iterator[Planted]:
    """A record of each kind for each visibility, of those whom the table of people speaks of."""
    of = {member.key: member for member in store.organisation.members}
    laren = next(partner.id for partner in store.organisation.partners if partner.code == "laren")
    maker, owner = of["hilversum-1"], of["politie-1"]
    whose = {"maker": maker.id, "partner": maker.partner, "owner": owner.id, "owner_partner": owner.partner}
    common = {**whose, "municipalities": (laren,), "overleg": 1, "rapportage": 1}
    store.excuse(Afmelding(overleg=1, member=maker.id, made_at=MOMENT))
    for kind in kinds():
        for mark, visibility in enumerate(_visibilities(kind) if kind.table.name not in FOR_ALL else (), 1):
            state = next((f.default for f in fields(kind.type) if f.name == "state"), "")
            given = {"visibility": visibility, "state": STATES.get(kind.table.name, state)}
            record = put(store, kind, mark, common | given | _hanging(kind, mark))
            words = {str(value) for name in kind.sealed if (value := getattr(record, name))}
            yield Planted(kind, record.number, visibility, words)


def _hanging(kind: Kind[Any], mark: int) -> dict[str, int]:
    """What is for the team hangs on what is confidential, and the other way round; what the bot makes, on its like."""
    above = {each.table for each in kinds() if issubclass(each.type, Record)}
    links = [c.name for c in kind.table.c if any(key.column.table in above for key in c.foreign_keys)]
    made_by_itself = kind.table.name in WAYS and not WAYS[kind.table.name].asks
    return dict.fromkeys(links, mark if made_by_itself else MOST if mark == 1 else 1)


def _visibilities(kind: Kind[Any]) -> tuple[str, ...]:
    hint = get_type_hints(kind.type).get("visibility")
    return get_args(hint) if hint else ("",)


def _arranged(connection: Connection) -> None:
    """Everybody as the table of people has them, and on both platforms."""
    for somebody in PEOPLE.values():
        somebody.since(Hand(connection))
    for number, key in connection.execute(select(tables.member.c.id, tables.member.c.key)).all():
        mine = tables.member.c.id == number
        connection.execute(update(tables.member).where(mine).values(mattermost=made_id(key)))
    bit = connection.execute(select(tables.organisation.c.bit)).scalar_one()
    connected = {**bit, "mattermost_channel": MATTERMOST_CHANNEL}
    connection.execute(update(tables.organisation).values(bit=connected))
    organisations.renew(connection)
