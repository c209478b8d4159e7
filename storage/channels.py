"""What kind of place each channel is, as somebody saw it last."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, select, update
from sqlalchemy.dialects import postgresql, sqlite

from bitbot.chat import PlaceKind
from bitbot.domain.places import Seen
from storage.tables import channel as table


class Channels:
    """The channels within one transaction, at its moment; `place` is platform and id, as in `slack:C0BIT`."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._connection = connection
        self._now = now

    def get(self, place: str) -> Seen | None:
        row = self._connection.execute(select(table.c.kind, table.c.seen_at).where(table.c.place == place)).first()
        return Seen(row.kind, row.seen_at) if row else None

    def keep(self, place: str, kind: PlaceKind) -> PlaceKind:
        """Write down what was seen, and give what it was before: `unknown` when nobody had looked.

        Of two who see a change at once, one gets what it was before and the other what it is now.
        """
        this = table.c.place == place
        before = self._connection.scalar(select(table.c.kind).where(this).with_for_update())
        if before is None:
            return "unknown" if self._is_first(place, kind) else kind
        self._connection.execute(update(table).where(this).values(kind=kind, seen_at=self._now))
        found: PlaceKind = before
        return found

    def _is_first(self, place: str, kind: PlaceKind) -> bool:
        dialect = postgresql if self._connection.dialect.name == "postgresql" else sqlite
        new = dialect.insert(table).on_conflict_do_nothing().returning(table.c.place)
        return self._connection.scalar(new, {"place": place, "kind": kind, "seen_at": self._now}) is not None
