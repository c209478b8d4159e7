"""Records whose every word, number and moment is a canary, made from the dataclasses, so that new ones are in it."""

from __future__ import annotations

import json
import pkgutil
import re
from base64 import urlsafe_b64decode
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta
from functools import cache, cached_property
from importlib import import_module
from itertools import product
from types import NoneType
from typing import Any, Literal, get_args, get_origin, get_type_hints
from urllib.parse import unquote_plus

from sqlalchemy import Connection, String, cast, insert, literal, select, update

import storage
from bitbot.domain.kinds import WAYS
from bitbot.domain.lists import LISTS
from bitbot.domain.organisation import Member
from bitbot.domain.records import Afmelding
from bitbot.domain.steps import TABLES
from storage import tables
from storage.records import Kind, Records
from storage.store import KINDS, Store

# What somebody wrote in a record. Each is one word, which is the hardest to tell from a word of ours.
WORD = re.compile(r"kanarie\w*", re.IGNORECASE)
# How people and places are called in the organisation file.
NAME = re.compile(r"merel\w*", re.IGNORECASE)
NUMBER = 424242
DAY = date(2031, 7, 13)
MOMENT = datetime(2031, 7, 13, 4, 23, 57, tzinfo=UTC)
# Every way in which that number and that moment can be written.
FIGURE = re.compile(r"(?<![\d.])4\.?2\.?4\.?2\.?4\.?2(?!\d)|2031|\b13[- ]ju?l|\b13-0?7\b")

# Fields that mean something to what happens next, or whose words come from a list that no question names.
MEANT: Mapping[str, Any] = {
    "version": 1,
    "municipalities": (4, 5),
    "theme": "hennep",
    "source": "wijkagent",
    "period": "2026-1",
    "rapportage": 2,  # that one; the planner made the first
    "due_on": date(2027, 1, 7),
    "held": "",
    "regime": "geen persoonsgegevens",
    "purpose": "",
    "basis": "",
    "competence": "",
}
# Chosen in the organisation file, as its names are: neither sealed nor for everybody.
FROM_THE_FILE = {"place"}
STATES: Mapping[str, tuple[str, ...]] = {"overleg": ("gepland", "vervalt")}


@cache
def kinds() -> tuple[Kind[Any], ...]:
    """Every kind that the store keeps, wherever it is written down; what others point at comes first."""
    modules = [import_module(f"storage.{found.name}") for found in pkgutil.iter_modules(storage.__path__)]
    alone = [kind for module in modules for kind in vars(module).values() if isinstance(kind, Kind)]
    found = {kind.table: kind for kind in (*alone, *KINDS.values())}
    return tuple(found[table] for table in tables.metadata.sorted_tables if table in found)


def plant(store: Store, whose: Member) -> list[Any]:
    """A record of each kind in each state and for each visibility, with a history; nothing in it is like another."""
    own = {"maker": whose.id, "owner": whose.id, "partner": whose.partner, "owner_partner": whose.partner}
    common = {**own, "starts_at": store.now + timedelta(days=3)}
    found = [put(store, kind, mark, common | given) for kind in kinds() for mark, given in enumerate(variants(kind), 1)]
    store.excuse(Afmelding(overleg=1, member=store.organisation.members[-1].id, made_at=MOMENT))
    return found


def variants(kind: Kind[Any]) -> Iterator[dict[str, Any]]:
    """Each state that this kind can have, and in the first of them each visibility."""
    hints = get_type_hints(kind.type)
    states = _states(kind) if "state" in hints else ("",)
    visibilities = get_args(hints["visibility"]) if "visibility" in hints else ("",)
    for state, visibility in [*product(states, visibilities[:1]), *product(states[:1], visibilities[1:])]:
        yield {name: value for name, value in (("state", state), ("visibility", visibility)) if value}


def _states(kind: Kind[Any]) -> tuple[str, ...]:
    name = kind.type.kind
    if name in WAYS:
        return WAYS[name].states
    found = {state for before, after in TABLES.get(name, {}).values() for state in (*before, after) if state}
    return tuple(sorted(found)) or STATES[name]


def put(store: Store, kind: Kind[Any], mark: int, given: Mapping[str, Any]) -> Any:  # noqa: ANN401 - of that kind
    """Store one, and change each of its words once where it has a history."""
    record = made(store, kind, mark, given)
    if kind not in KINDS.values():
        return _records(store, kind).add(record)
    first: Any = store.add(record, given["maker"])
    words = {name: f"{value}nieuw" for name in kind.sealed if (value := getattr(first, name))}
    note = _word(kind, "note", mark) if kind.sealed else ""
    return store.save(first, replace(first, **words), given["maker"], "wijzig", note)


def made(store: Store, kind: Kind[Any], mark: int, given: Mapping[str, Any]) -> Any:  # noqa: ANN401
    hints = get_type_hints(kind.type)
    names = [field.name for field in fields(kind.type) if field.name != "number"]
    found = {**MEANT, **given}
    return kind.type(
        **{name: found[name] if name in found else _value(store, kind, name, hints[name], mark) for name in names}
    )


def _value(store: Store, kind: Kind[Any], name: str, hint: Any, mark: int) -> Any:  # noqa: ANN401
    if name in kind.table.c and (key := next(iter(kind.table.c[name].foreign_keys), None)):
        return store.connection.scalar(select(key.column).order_by(key.column).limit(1))
    choices = [each for each in get_args(hint) if each is not NoneType] or [hint]
    codes = get_args(hint) if get_origin(hint) is Literal else _codes(kind, name)
    if codes:
        one = codes[mark % len(codes)]
        return (one,) if get_origin(hint) is tuple else one
    moment = MOMENT + timedelta(seconds=mark)
    values = {str: _word(kind, name, mark), bool: True, int: NUMBER, date: DAY, datetime: moment}
    if choices[0] not in values:
        raise TypeError(f"{kind.table.name}.{name}: say in tests/leaks/canaries.py what a canary of {hint} looks like")
    return values[choices[0]]


def _codes(kind: Kind[Any], name: str) -> Sequence[Any]:
    """What can be chosen for a field: from a list of ours, or somebody or some partner by id."""
    way = WAYS.get(kind.table.name)
    lists = [ask.codes for ask in (way.asked if way else ()) if ask.fills == name and ask.codes]
    return LISTS.get(lists[0], (1,)) if lists else ()


def _word(kind: Kind[Any], name: str, mark: int) -> str:
    bird = "Merel" if name in FROM_THE_FILE else "Kanarie"
    return f"{bird}{kind.table.name}{name.replace('_', '')}{mark}"


def _records(store: Store, kind: Kind[Any]) -> Records[Any]:
    for name, attribute in vars(Store).items():
        if isinstance(attribute, cached_property) and get_args(get_type_hints(attribute.func)["return"]) == (
            kind.type,
        ):
            found: Records[Any] = getattr(store, name)
            return found
    raise LookupError(kind.table.name)


def name_everybody(connection: Connection) -> None:
    """Names, addresses and places of the organisation are canaries too, and why somebody was given something."""
    over = {"partner": 1, "asked_by": 1, "asked_at": MOMENT, "reason": "Merelopschorting", "ended_at": MOMENT}
    connection.execute(insert(tables.opschorting), over)
    member, series, given = tables.member.c, tables.series.c, tables.autorisatie.c
    for column in (member.name, member.email, series.name, series.place, given.reason):
        called = literal(f"Merel{column.table.name}{column.name}") + cast(column.table.c.id, String)
        connection.execute(update(column.table).values({column.name: called}))
    connection.execute(update(tables.organisation).values(version=tables.organisation.c.version + 1))


# Looking for them


def laid_open(content: object) -> str:
    """As text, with everything in it that was quoted or packed beside it."""
    text = content if isinstance(content, str) else json.dumps(content, ensure_ascii=False, default=str)
    return "\n".join([text, unquote_plus(text), *_unpacked(text)])


def _unpacked(text: str) -> Iterator[str]:
    for run in re.findall(r"[A-Za-z0-9+/_-]{16,}", text):
        packed = run.replace("+", "-").replace("/", "_")
        yield urlsafe_b64decode(packed + "=" * (-len(packed) % 4) if len(packed) % 4 != 1 else packed[:-1]).decode(
            errors="replace"
        )


def words_in(content: object) -> list[str]:
    return sorted(set(WORD.findall(laid_open(content))))


def names_in(content: object) -> list[str]:
    return sorted(set(NAME.findall(laid_open(content))))
