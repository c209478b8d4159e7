"""The rounds that were signed off, each with the list as it was then; none is ever changed."""

from __future__ import annotations

from pydantic import TypeAdapter
from sqlalchemy import Connection, insert, select

from bitbot.domain.holdings import Held
from bitbot.domain.rondes import Akkoord
from storage.records import once
from storage.tables import ronde as table

HELD = TypeAdapter(tuple[Held, ...])
FIELDS = ("ronde", "period", "signed_by", "signed_at", "version")


def find(connection: Connection, ronde: str, period: str) -> Akkoord | None:
    this = (table.c.ronde == ronde) & (table.c.period == period)
    row = connection.execute(select(*(table.c[name] for name in FIELDS), table.c.held).where(this)).first()
    if row is None:
        return None
    values = dict(row._mapping)  # noqa: SLF001 - the public name of a row as a mapping
    return Akkoord(**values | {"held": HELD.validate_python(values["held"])})


def sign(connection: Connection, akkoord: Akkoord) -> None:
    """Changed when somebody else was first."""
    values = {name: getattr(akkoord, name) for name in FIELDS}
    with once():
        connection.execute(insert(table), values | {"held": HELD.dump_python(akkoord.held, mode="json")})
