"""What of the file is taken over, now that the same values may have been changed in chat since it was last read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Literal

from bitbot.organisation_file.shape import SHAPE, Entry, Identity, OrganisationFile
from bitbot.organisation_file.values import Value

Values = Mapping[str, Value]
Stored = Mapping[Identity, Values]
Said = Mapping[str, Any]  # by path, as JSON keeps it: what the file said the last time


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one value, or of a whole entry when it is `new`.

    `kept`: it was changed in chat after the file spoke of it last, so `old` stays and the file's `new` waits.
    `gone`: the entry is no longer in the file, and was ended by this value.
    """

    kind: Literal["new", "changed", "kept", "gone"]
    path: str
    old: Value
    new: Value


def plain(value: Value) -> Any:  # noqa: ANN401 - whatever JSON can hold
    """As JSON keeps it; the order of a list means nothing."""
    if isinstance(value, tuple | list | frozenset):
        return sorted(map(plain, value))
    if isinstance(value, timedelta):
        return value.days
    return value.isoformat() if isinstance(value, date) else value


def remembered(file: OrganisationFile, gone: Iterable[Entry], said: Said) -> dict[str, Any]:
    """What to keep until the next time: what the file says now, and what it once said of what is gone."""
    left = {entry.identity for entry in gone}
    earlier = {path: value for path, value in said.items() if _identity(path) in left}
    now = {e.path(name): plain(e.values[name]) for e in (*file.entries, *gone) for name in e.said}
    return earlier | now


def added(entry: Entry) -> Outcome:
    return Outcome("new", entry.path(), None, entry.values["name"])


def differences(entry: Entry, stored: Values, said: Said, *, overrule: bool) -> list[Outcome]:
    """Compare an entry with what is stored. A key that the file never spoke of says nothing, not even its default."""
    speaks = (name for name in entry.values if name in entry.said or entry.path(name) in said)
    found = (_difference(entry, name, stored[name], said) for name in speaks)
    return [replace(outcome, kind="changed") if overrule else outcome for outcome in found if outcome]


def _difference(entry: Entry, name: str, old: Value, said: Said) -> Outcome | None:
    path, new = entry.path(name), entry.values[name]
    if plain(old) == plain(new):
        return None
    last = said.get(path, plain(SHAPE[entry.subject][name].default))
    return Outcome("changed" if plain(old) == last else "kept", path, old, new)


def endings(file: OrganisationFile, stored: Stored, said: Said, today: date) -> list[Entry]:
    """What the file says by no longer naming an entry that it named before: that it ends."""
    named = {entry.identity for entry in file.entries}
    before = dict.fromkeys(map(_identity, said))
    return [
        _ending(identity, stored[identity], said, today) for identity in before if identity in stored.keys() - named
    ]


def _identity(path: str) -> Identity:
    subject, *key, _name = path.split(" ")
    return subject, " ".join(key)


def _ending(identity: Identity, stored: Values, said: Said, today: date) -> Entry:
    subject, key = identity
    dated = "valid_to" in SHAPE[subject]
    name, value = ("valid_to", _last_day(identity, stored, said, today)) if dated else ("active", False)
    return Entry(subject=subject, key=key, values={name: value}, said=frozenset({name}))


def _last_day(identity: Identity, stored: Values, said: Said, today: date) -> date:
    """The day that the file gave, or else the day that is stored, or else today."""
    last = said.get(f"{' '.join(identity)} valid_to")
    return date.fromisoformat(last) if last else stored["valid_to"] or today


def ended(entry: Entry, stored: Values, said: Said, *, overrule: bool) -> list[Outcome]:
    found = differences(entry, stored, said, overrule=overrule)
    return [replace(outcome, kind="gone") if outcome.kind == "changed" else outcome for outcome in found]
