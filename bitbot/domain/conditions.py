"""One rule about records, as a value: it can be asked of a record, and storage turns it into a query."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class In:
    """The field is one of these values."""

    field: str
    values: Collection[Any]


@dataclass(frozen=True, slots=True)
class Has:
    """The field, a collection, has at least one of these values."""

    field: str
    values: Collection[Any]


@dataclass(frozen=True, slots=True)
class Before:
    """The field is a day before this one; an empty field is not."""

    field: str
    day: date


@dataclass(frozen=True, slots=True)
class Since:
    """The field is this moment or a later one."""

    field: str
    moment: datetime


@dataclass(frozen=True, slots=True)
class Every:
    parts: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class Some:
    parts: tuple[Condition, ...] = ()


Condition = In | Has | Before | Since | Every | Some

EVERYTHING = Every()
NOTHING = Some()


def both(*parts: Condition) -> Condition:
    return Every(parts)


def either(*parts: Condition) -> Condition:
    return Some(parts)


def holds(condition: Condition, record: Any) -> bool:  # noqa: ANN401 - any record with the fields
    match condition:
        case In(field, values):
            return getattr(record, field) in values
        case Has(field, values):
            return bool(set(getattr(record, field)) & set(values))
        case Before(field, day):
            value = getattr(record, field)
            return value is not None and value < day
        case Since(field, moment):
            return bool(getattr(record, field) >= moment)
        case Every(parts):
            return all(holds(part, record) for part in parts)
        case Some(parts):
            return any(holds(part, record) for part in parts)
