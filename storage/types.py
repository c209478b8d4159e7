"""Column types that mean the same on both databases."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import DateTime, Dialect, LargeBinary, String
from sqlalchemy.types import TypeDecorator, TypeEngine


class UTCDateTime(TypeDecorator[datetime]):
    """A moment: aware going in (a naive one is a ValueError), aware UTC coming out.

    SQLite has no type for it; there it is text of one width, `2026-09-10 12:00:00.000000+00:00`, so that its order is
    the order of time.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(String(32) if dialect.name == "sqlite" else DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:  # noqa: ANN401 - what the driver takes
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a zone")
        moment = value.astimezone(UTC)
        return moment.isoformat(" ", "microseconds") if dialect.name == "sqlite" else moment

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:  # noqa: ANN401 - what the driver gives
        if value is None:
            return None
        return datetime.fromisoformat(value) if dialect.name == "sqlite" else value.astimezone(UTC)

    @property
    def python_type(self) -> type[datetime]:
        return datetime


class Sealed(TypeDecorator[bytes]):
    """What people wrote, sealed (`storage/secrets.py`). It means nothing to the database: no condition, no order."""

    impl = LargeBinary
    cache_ok = True

    class Comparator(TypeDecorator.Comparator[bytes]):
        def operate(self, op: Any, *_: Any, **__: Any) -> Any:  # noqa: ANN401 - as SQLAlchemy has it
            raise TypeError(f"{self.expr} is sealed: the database cannot compare or sort it ({op.__name__})")

        reverse_operate = operate

    comparator_factory = Comparator

    def process_bind_param(self, value: bytes | None, dialect: Dialect) -> bytes | None:  # noqa: ARG002 - the same on each
        if value is not None and not isinstance(value, bytes):
            raise TypeError("not sealed")
        return value


def dump_json(value: object) -> str:
    """One value, one text: for every JSON column, and for what is hashed."""
    return _encoded(value)


_encoded = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode
