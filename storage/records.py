"""One kind of record in its table: values in, values out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import fields, replace
from functools import cached_property
from typing import Any, Generic, TypeVar

from sqlalchemy import JSON, Connection, Row, Select, String, Table, cast, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from bitbot.domain.conditions import Condition, In, both
from bitbot.domain.words import Words, index
from bitbot.errors import Changed
from storage.conditions import to_sql
from storage.prepared import Prepared
from storage.secrets import Envelope, Ring, Vault, place
from storage.types import Sealed

R = TypeVar("R")
# The code of PostgreSQL for a broken unique key; SQLite says so in words.
UNIQUE = "23505"
# How many rows are brought at a time while words are sought: all of them at once would fill the memory.
AT_ONCE = 5_000


class Kind(Generic[R]):
    """How one type of value is kept: its table, and the table of its municipalities if it has those.

    What its table has as `Sealed` goes in and comes out through the envelope of the record. A table with `words` can be
    sought by the words in those texts.
    """

    def __init__(self, type_: type[R], table: Table, links: Table | None = None) -> None:
        self.type = type_
        self.table = table
        self.links = links
        self.columns = [f.name for f in fields(type_) if f.name != "municipalities"]  # type: ignore[arg-type]
        self.lists = [name for name in self.columns if isinstance(table.c[name].type, JSON)]
        self.sealed = [name for name in self.columns if isinstance(table.c[name].type, Sealed)]
        self.searchable = bool(self.sealed) and "words" in table.c

    @cached_property
    def rows(self) -> Select[Any]:
        """Every column by name, and the municipalities as `1,3`: one round trip, also for a list."""
        envelope = ("uid", "key") if self.sealed else ()
        columns = [self.table.c[name] for name in (*self.columns, *envelope)]
        if self.links is None:
            return select(*columns)
        joined = func.aggregate_strings(cast(self.links.c.partner, String), ",")
        mine = select(joined).where(self.links.c.record == self.table.c.number).scalar_subquery()
        return select(*columns, mine.label("municipalities"))

    @cached_property
    def added(self) -> Prepared:
        """An insert that gives the number."""
        envelope = ("uid", "key") if self.sealed else ()
        words = ("words",) if self.searchable else ()
        names = [name for name in (*self.columns, *envelope, *words) if name != "number"]
        return Prepared(lambda _: insert(self.table).returning(self.table.c.number), names)

    def value(self, row: Row[Any], vault: Vault) -> R:
        found = dict(row._mapping)  # noqa: SLF001 - the public name of a row as a mapping
        if self.sealed:
            envelope = vault.ring.envelope_of(self.table.name, found.pop("uid"), found.pop("key"))
            vault.met[self.table.name, found["number"]] = envelope
            found |= {name: envelope.open(found[name], self._place(name, envelope)) for name in self.sealed}
        found |= {name: tuple(found[name]) for name in self.lists}
        if self.links is not None:
            found["municipalities"] = tuple(sorted(int(x) for x in (found["municipalities"] or "").split(",") if x))
        return self.type(**found)

    def row(self, record: R) -> dict[str, Any]:
        return {name: getattr(record, name) for name in self.columns}

    def new_row(self, record: R, ring: Ring) -> tuple[dict[str, Any], Envelope | None]:
        """As it is stored the first time, and what opens it."""
        row = self.row(record)
        if not self.sealed:
            return row, None
        envelope = ring.envelope(self.table.name)
        closed = self.closed(row, record, envelope, ring)
        return closed | {"uid": envelope.uid, "key": envelope.wrapped}, envelope

    def closed(self, row: dict[str, Any], record: R, envelope: Envelope, ring: Ring) -> dict[str, Any]:
        """The same with its texts sealed; where one of them is, also the words of the whole record."""
        texts = {name: envelope.seal(row[name], self._place(name, envelope)) for name in self.sealed if name in row}
        return row | texts | (self._words(record, envelope, ring) if texts and self.searchable else {})

    def _words(self, record: R, envelope: Envelope, ring: Ring) -> dict[str, bytes]:
        found = index(getattr(record, name) for name in self.sealed)
        return {"words": ring.seal(found.encode(), self._place("words", envelope))}

    def _place(self, name: str, envelope: Envelope) -> bytes:
        return place(self.table.name, name, envelope.uid)

    def where(self, condition: Condition) -> Any:  # noqa: ANN401 - SQLAlchemy's element type has no narrower name
        return to_sql(condition, self.table, {"municipalities": self.links} if self.links is not None else {})


class Records(Generic[R]):
    """The records of one kind within one transaction."""

    def __init__(self, connection: Connection, kind: Kind[R], vault: Vault) -> None:
        self._connection = connection
        self._kind = kind
        self._vault = vault

    def get(self, number: int) -> R | None:
        kind = self._kind
        row = self._connection.execute(kind.rows.where(kind.table.c.number == number)).first()
        return None if row is None else kind.value(row, self._vault)

    def find(
        self, condition: Condition, order: Sequence[str] = ("number",), limit: int | None = None, offset: int = 0
    ) -> list[R]:
        """In this order; `-number` is from high to low, and what is empty comes last."""
        kind = self._kind
        query = kind.rows.where(kind.where(condition)).order_by(*_order(kind.table, order)).limit(limit).offset(offset)
        return [kind.value(row, self._vault) for row in self._connection.execute(query)]

    def page(
        self, condition: Condition, words: Words, order: Sequence[str], limit: int, offset: int = 0
    ) -> tuple[list[R], int]:
        """Some of them, and how many there are in all; of those that have all of these words, when there are any."""
        if not words:
            return self.find(condition, order, limit, offset), self.count(condition)
        found = self.saying(words, condition, order)
        return self.these(condition, found[offset : offset + limit], order), len(found)

    def these(self, condition: Condition, numbers: Sequence[int], order: Sequence[str]) -> list[R]:
        """The records with these numbers, as far as the condition still holds."""
        return self.find(both(condition, In("number", numbers)), order) if numbers else []

    def saying(self, words: Words, condition: Condition, order: Sequence[str] = ("number",)) -> list[int]:
        """The numbers of those in which all of these words occur, in this order.

        The words of each are opened one after the other: it takes longer when there are more. Destroyed ones have none.
        """
        table, ring = self._kind.table, self._vault.ring
        where = place(table.name, "words", b"")
        asked = self._kind.where(condition) & table.c.words.is_not(None)
        query = select(table.c.number, table.c.uid, table.c.words).where(asked).order_by(*_order(table, order))
        found: Iterable[tuple[int, bytes]]
        with self._connection.execute(query, execution_options={"yield_per": AT_ONCE}) as rows:
            found = ((number, ring.open(sealed, where + uid)) for number, uid, sealed in rows)
            for needle in words.needles:
                wanted = needle.encode()
                found = [(number, text) for number, text in found if wanted in text]
            return [number for number, _ in found]

    def count(self, condition: Condition) -> int:
        kind = self._kind
        query = select(func.count()).select_from(kind.table).where(kind.where(condition))
        return self._connection.scalar(query) or 0

    def count_by(self, condition: Condition, *names: str) -> dict[tuple[Any, ...], int]:
        """How many records have each combination of these fields."""
        columns = [self._kind.table.c[name] for name in names]
        query = select(*columns, func.count()).where(self._kind.where(condition)).group_by(*columns)
        return {tuple(row[:-1]): row[-1] for row in self._connection.execute(query)}

    def add(self, record: R) -> R:
        """Store a new record and give it back with its number; Changed when somebody added the same one first."""
        kind = self._kind
        self._look(kind.row(record))
        row, envelope = kind.new_row(record, self._vault.ring)
        del row["number"]
        with once():
            number = kind.added.run(self._connection, [row]).scalar_one()
        made = replace(record, number=number)  # type: ignore[type-var]  # every kind is a dataclass
        if envelope:
            self._vault.met[kind.table.name, number] = envelope
        self._link(made)
        return made

    def save(self, old: Any, new: R) -> R:  # noqa: ANN401 - the version before, of the same type
        """Store a next version; Changed when another one came in between."""
        kind = self._kind
        made: Any = replace(new, version=old.version + 1)  # type: ignore[type-var]
        changes = {k: v for k, v in kind.row(made).items() if v != getattr(old, k)}
        self._look(changes)
        if envelope := self.envelope(old.number):
            changes = kind.closed(changes, made, envelope, self._vault.ring)
        same = (kind.table.c.number == old.number) & (kind.table.c.version == old.version)
        done = self._connection.scalar(update(kind.table).where(same).values(changes).returning(kind.table.c.number))
        if done is None:
            raise Changed(old.number)
        if kind.links is not None and made.municipalities != old.municipalities:
            self._connection.execute(delete(kind.links).where(kind.links.c.record == old.number))
            self._link(made)
        return made  # type: ignore[no-any-return]

    def envelope(self, number: int) -> Envelope | None:
        """What opens this record; without a round trip when it was read or made in this transaction."""
        table = self._kind.table
        if self._kind.sealed and (table.name, number) not in self._vault.met:
            found = self._connection.execute(select(table.c.uid, table.c["key"]).where(table.c.number == number)).one()
            self._vault.met[table.name, number] = self._vault.ring.envelope_of(table.name, *found)
        return self._vault.met.get((table.name, number))

    def _look(self, row: Mapping[str, Any]) -> None:
        self._vault.watch.look(self._kind.table.name, ((name, row[name]) for name in self._kind.sealed if name in row))

    def _link(self, record: Any) -> None:  # noqa: ANN401 - of any kind
        if self._kind.links is not None and record.municipalities:
            rows = [{"record": record.number, "partner": partner} for partner in record.municipalities]
            self._connection.execute(insert(self._kind.links), rows)


@contextmanager
def once() -> Iterator[None]:
    """Turn a broken unique key into Changed; other broken constraints are faults of ours and stay what they are."""
    try:
        yield
    except IntegrityError as error:
        duplicate = getattr(error.orig, "sqlstate", None) == UNIQUE or "UNIQUE" in str(error.orig)
        if not duplicate:
            raise
        raise Changed from error


def _order(table: Table, names: Sequence[str]) -> Iterator[Any]:
    for name in names:
        column = table.c[name.removeprefix("-")]
        yield column.desc().nulls_last() if name.startswith("-") else column.asc().nulls_last()
