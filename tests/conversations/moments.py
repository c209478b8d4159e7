"""Talk that begins at another moment, with another organisation."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Table, insert, select, update

from bitbot.clock import Frozen
from storage import tables
from storage.engine import Database
from tests.conversations.conftest import PLATFORMS, Talk
from tests.traces import by_hand

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def at(text: str) -> datetime:
    """`2026-09-10 14:00`, as the clock in Amsterdam shows it."""
    return datetime.fromisoformat(text).replace(tzinfo=AMSTERDAM).astimezone(UTC)


@contextmanager
def talk_from(platform: str, url: str, moment: str, arrange: Callable[[Any], None] | None = None) -> Iterator[Talk]:
    """`arrange` changes the organisation before anything is planned."""
    clock = Frozen(at(moment))
    with ExitStack() as stack:
        bot, people = PLATFORMS[platform](url, clock, stack)
        stack.callback(bot.stop)
        if arrange:
            arranged(url, arrange)
        bot.worker.turn()
        yield Talk(people, bot, clock)


def arranged(url: str, arrange: Callable[[Any], None]) -> None:
    database = Database(url, jobs=True)
    with database.transaction() as connection:
        by_hand(connection)
        arrange(connection)
        connection.execute(update(tables.organisation).values(version=tables.organisation.c.version + 1))
    database.close()


def with_bit(**values: Any) -> Callable[[Any], None]:
    """Change settings of the BIT."""

    def arrange(connection: Connection) -> None:
        row = connection.execute(tables.organisation.select()).mappings().one()
        connection.execute(update(tables.organisation).values(bit=dict(row["bit"]) | values))

    return arrange


def with_member(key: str, **values: Any) -> Callable[[Any], None]:
    return lambda connection: connection.execute(
        update(tables.member).where(tables.member.c.key == key).values(**values)
    )


def with_partner(code: str, **values: Any) -> Callable[[Any], None]:
    return lambda connection: connection.execute(
        update(tables.partner).where(tables.partner.c.code == code).values(**values)
    )


def with_theme(code: str, **values: Any) -> Callable[[Any], None]:
    return lambda connection: connection.execute(
        update(tables.theme).where(tables.theme.c.code == code).values(**values)
    )


def with_new(table: Table, **values: Any) -> Callable[[Any], None]:
    """Something that the organisation did not have."""
    return lambda connection: connection.execute(insert(table).values(**values))


def with_ending(key: str, kind: str, value: str, last_day: date) -> Callable[[Any], None]:
    """Give what this member has of this kind a last day."""

    def arrange(connection: Connection) -> None:
        table = tables.autorisatie
        this = (table.c.member == _member(connection, key)) & (table.c.kind == kind) & (table.c.value == value)
        connection.execute(update(table).where(this).values(valid_to=last_day))

    return arrange


def with_given(key: str, kind: str, value: str, **values: Any) -> Callable[[Any], None]:
    """Give this member something, since long ago unless it is said."""

    def arrange(connection: Connection) -> None:
        long_ago = {"valid_from": date(2026, 1, 1), "given_at": datetime(2026, 1, 1, tzinfo=UTC)}
        row = {"kind": kind, "member": _member(connection, key), "value": value, "reason": "", "ended_reason": ""}
        connection.execute(insert(tables.autorisatie), row | long_ago | values)

    return arrange


def _member(connection: Connection, key: str) -> int:
    found: int = connection.scalars(select(tables.member.c.id).where(tables.member.c.key == key)).one()
    return found


def sent(talk: Talk, who: str, kinds: str = "") -> list[str]:
    """What was said to a member: `werkafspraak.soon 2026-09-15 09:00`, as the clock in Amsterdam showed it."""
    table = tables.delivery
    mine = select(table.c.kind, table.c.settled_at).join(tables.member, tables.member.c.id == table.c.member)
    with talk.store() as store:
        rows = store.connection.execute(
            mine.where(tables.member.c.key == who, table.c.state == "sent").order_by(table.c.settled_at, table.c.id)
        ).all()
    return [f"{kind} {when.astimezone(AMSTERDAM):%Y-%m-%d %H:%M}" for kind, when in rows if kind.startswith(kinds)]
