"""The audit log: who did and saw what, gathered during a transaction and stored with it; it holds no content."""

from __future__ import annotations

import os
import pwd
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from typing import Any, Final, Literal

from sqlalchemy import Connection, func, insert, literal_column, or_, select

from bitbot.domain.organisation import Member
from storage.prepared import Prepared
from storage.tables import audit as table

# The six of Wpg article 32a for records, and four for the system itself. A refusal is a result, not an operation.
Operation = Literal[
    "verzamelen", "wijzigen", "raadplegen", "verstrekken", "combineren", "vernietigen",
    "rechten", "instellingen", "sleutels", "export",
]  # fmt: skip
DONE: Final = "gedaan"
REFUSED: Final = "geweigerd"
# What was found stands in the fields, as `description:bsn`; the reason itself is content, and stands in the history.
OVERRULED: Final = "gedaan: waarschuwing gepasseerd, met reden"
CHANNEL: Final = "channel"
SEVERAL: Final = " "
# Between what somebody does it for and what the record is kept for.
AND_FOR: Final = " · "
# Nobody needs the number it got.
_INSERT: Final = Prepared(lambda _: insert(table).inline(), [c.name for c in table.c if c.name != "seq"])


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, from where, with which roles at that moment; a member is `member:3`, so that no name stands here."""

    name: str
    origin: str
    roles: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of the log. `fields` are names, never values; `recipient` is whom a message went to."""

    seq: int
    at: datetime
    actor: str
    roles: str
    origin: str
    operation: str
    kind: str
    number: int | None
    fields: str
    purpose: str
    recipient: str
    result: str


WORKER: Final = Actor("worker", "worker")


def member_name(member_id: int) -> str:
    return f"member:{member_id}"


def acting(member: Member, origin: str) -> Actor:
    return Actor(member_name(member.id), origin, SEVERAL.join(sorted(member.roles)))


def at_command_line() -> Actor:
    """Whoever the operating system says is typing, not what the environment says."""
    try:
        user = pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        user = str(os.getuid())
    return Actor(f"command line: {user}"[:100], "command line")


def database_now(connection: Connection) -> datetime:
    """The moment that the log is kept in: nobody can move this clock, not even in the practice room."""
    if connection.dialect.name == "sqlite":
        text: str = connection.execute(select(literal_column("strftime('%Y-%m-%d %H:%M:%f', 'now')"))).scalar_one()
        return datetime.fromisoformat(text).replace(tzinfo=UTC)
    now: datetime = connection.scalars(select(func.clock_timestamp())).one()
    return now.astimezone(UTC)


Key = tuple[Operation, str, int | None, str]


class Trail:
    """What happens within one transaction; `write` stores it, in one statement, as the last thing before the commit."""

    def __init__(self, connection: Connection, at: datetime) -> None:
        self._connection = connection
        self._at = at
        self._actor = WORKER
        self._purpose = ""
        self._reader: Member | None = None
        self._result = DONE
        self._found: dict[Key, dict[str, None]] = {}
        self._purposes: dict[tuple[str, int | None], str] = {}
        self._overruled: dict[Key, Sequence[str]] = {}

    def __bool__(self) -> bool:
        return bool(self._found)

    def by(self, actor: Actor, purpose: str = "") -> None:
        self._actor, self._purpose = actor, purpose

    def tells(self, reader: Member, purpose: str) -> None:
        """From here on, what is shown is a message of bitbot's own to this person."""
        self._reader, self._purpose = reader, purpose

    def collected(self, record: Any) -> None:  # noqa: ANN401 - a record of any kind
        self._noted("verzamelen", record)

    def changed(self, record: Any, names: Iterable[str]) -> None:  # noqa: ANN401
        self._noted("wijzigen", record, names)

    def combined(self, record: Any, kind: str) -> None:  # noqa: ANN401
        """Another record, of this kind, was linked to it."""
        self._noted("combineren", record, (kind,))

    def shown(self, record: Any, *names: str) -> None:  # noqa: ANN401
        """Call it wherever somebody is about to see what a record says. To another partner it is disclosed."""
        reader = self._reader
        if reader is None:
            self._noted("raadplegen", record, names)
        else:
            own = getattr(record, "partner", reader.partner) == reader.partner
            deed: Operation = "raadplegen" if own else "verstrekken"
            self._noted(deed, record, names, member_name(reader.id))

    def announced(self, record: Any, purpose: str, *names: str) -> None:  # noqa: ANN401
        """In the channel."""
        self._purpose = purpose
        self._noted("verstrekken", record, names, CHANNEL)

    def overruled(self, kind: str, number: int, found: Sequence[str]) -> None:
        """Something that may be personal data was stored, because the person said why it is needed."""
        deed: Operation = "verzamelen" if ("verzamelen", kind, number, "") in self._found else "wijzigen"
        self._overruled[deed, kind, number, ""] = found

    def refused(self, operation: Operation, sentence: str, kind: str, number: int | None) -> None:
        self._result = f"{REFUSED}: {sentence}"
        self.note(operation, kind, number)

    def _noted(
        self,
        operation: Operation,
        record: Any,  # noqa: ANN401
        names: Iterable[str] = (),
        recipient: str = "",
    ) -> None:
        """With what the record itself is for; one that has no purpose of its own has that of the deed."""
        self._purposes[record.kind, record.number] = getattr(record, "purpose", "")
        self.note(operation, record.kind, record.number, names, recipient)

    def note(
        self,
        operation: Operation,
        kind: str = "",
        number: int | None = None,
        names: Iterable[str] = (),
        recipient: str = "",
    ) -> None:
        """Once for each operation on each record, with all of its fields."""
        self._found.setdefault((operation, kind, number, recipient), {}).update(dict.fromkeys(names))

    def write(self) -> None:
        if rows := list(self._rows()):
            _INSERT.run(self._connection, rows)

    def _rows(self) -> Iterator[dict[str, Any]]:
        """Whoever made a record sees what was typed: that is no look of its own."""
        for key, names in self._found.items():
            if key[0] != "raadplegen" or ("verzamelen", key[1], key[2], "") not in self._found:
                yield self._row(key, names, self._result)
        yield from (self._row(key, found, OVERRULED) for key, found in self._overruled.items())

    def _row(self, key: Key, names: Iterable[str], result: str) -> dict[str, Any]:
        operation, kind, number, recipient = key
        return {
            "at": self._at,
            "actor": self._actor.name,
            "roles": self._actor.roles,
            "origin": self._actor.origin,
            "operation": operation,
            "kind": kind,
            "number": number,
            "fields": SEVERAL.join(names),
            "purpose": AND_FOR.join(filter(None, (self._purpose, self._purposes.get((kind, number))))),
            "recipient": recipient,
            "result": result,
        }


@contextmanager
def command_line_deed(connection: Connection, purpose: str) -> Iterator[Trail]:
    """For what somebody does at the command line: on leaving it is written down, with what was noted."""
    trail = Trail(connection, database_now(connection))
    trail.by(at_command_line(), purpose)
    yield trail
    trail.write()


# Reading it, for who supervises


def about(connection: Connection, kind: str, number: int, limit: int, offset: int) -> tuple[list[Entry], int]:
    """Who did and saw what with one record, the latest first, and how many lines there are."""
    return _page(connection, (table.c.kind == kind) & (table.c.number == number), limit, offset)


def of_member(connection: Connection, member_id: int, limit: int, offset: int) -> tuple[list[Entry], int]:
    """What one person did and saw, messages to that person included, and what was changed of that person's rights."""
    name = member_name(member_id)
    about = (table.c.kind == "member") & (table.c.number == member_id)
    return _page(connection, or_(table.c.actor == name, table.c.recipient == name, about), limit, offset)


def between(connection: Connection, since: datetime, until: datetime) -> Iterator[dict[str, Any]]:
    """The lines of a stretch of time, in the order of their numbers."""
    stretch = (table.c.at >= since) & (table.c.at < until)
    rows = connection.execution_options(yield_per=1000).execute(select(table).where(stretch).order_by(table.c.seq))
    return (dict(row._mapping) for row in rows)  # noqa: SLF001 - the public name of a row as a mapping


def _page(connection: Connection, condition: Any, limit: int, offset: int) -> tuple[list[Entry], int]:  # noqa: ANN401
    total = connection.scalar(select(func.count()).select_from(table).where(condition)) or 0
    columns = [table.c[field.name] for field in fields(Entry)]
    query = select(*columns).where(condition).order_by(table.c.seq.desc()).limit(limit).offset(offset)
    return [Entry(**row) for row in connection.execute(query).mappings()], total
