"""The organisation in its tables: read whole, and refreshed from the organisation file value by value."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, inspect, select, update

from bitbot.domain.autorisaties import COMPETENCE, ROLE, Autorisatie, Opschorting, Verklaring, as_read
from bitbot.domain.bevoegdheden import Competence
from bitbot.domain.codes import Basis, Purpose
from bitbot.domain.organisation import Bit, Member, Organisation, Partner, Series, Theme
from bitbot.organisation_file import Entry, OrganisationFile
from bitbot.organisation_file.merging import Outcome, Said, added, differences, ended, endings, plain, remembered
from bitbot.organisation_file.shape import IDENTITY, Identity
from storage import tables
from storage.audit import database_now

Row = dict[str, Any]

TABLES = {
    "partner": tables.partner,
    "member": tables.member,
    "theme": tables.theme,
    "purpose": tables.purpose,
    "basis": tables.basis,
    "competence": tables.competence,
    "series": tables.series,
}
# What the file gives its members: rows of their own, which end.
GIVEN = {"roles": ROLE, "competences": COMPETENCE}
THE_ROW = tables.organisation
THE_FILE = "organisatiebestand"


def load(connection: Connection) -> Organisation:
    """Read everybody who ever took part: history names them. Of two with one address the active one comes last."""
    row = connection.execute(select(THE_ROW.c.version, THE_ROW.c.since, THE_ROW.c.bit)).first()
    if row is None:
        return Organisation()
    return Organisation(
        version=row.version,
        since=row.since,
        bit=_bit(row.bit),
        partners=tuple(_partner(values) for values in _rows(connection, "partner", "id")),
        members=tuple(Member(**values) for values in _rows(connection, "member", "active", "id")),
        themes=tuple(Theme(**values) for values in _rows(connection, "theme", "name")),
        own_competences=tuple(Competence(**values) for values in _rows(connection, "competence", "code")),
        series=tuple(_series(values) for values in _rows(connection, "series", "id")),
        autorisaties=tuple(Autorisatie(**values) for values in _rows(connection, "autorisatie", "id")),
        opschortingen=tuple(Opschorting(**values) for values in _rows(connection, "opschorting", "id")),
        verklaringen=tuple(_statement(values) for values in _rows(connection, "verklaring", "id")),
        own_purposes=tuple(Purpose(**values) for values in _rows(connection, "purpose", "name")),
        own_bases=tuple(Basis(**values) for values in _rows(connection, "basis", "name")),
    )


def the_bit(connection: Connection) -> Bit:
    """The team alone, also of a database that still has steps to go; an empty one when nothing was loaded yet."""
    if not inspect(connection).has_table(THE_ROW.name):
        return Bit()
    stored = connection.scalar(select(THE_ROW.c.bit))
    return Bit() if stored is None else _bit(stored)


def _rows(connection: Connection, subject: str, *order: str) -> Iterator[Row]:
    table = tables.metadata.tables[subject]
    found = connection.execute(select(table).order_by(*(table.c[name] for name in order)))
    return (dict(values) for values in found.mappings())


def _bit(stored: Row) -> Bit:
    values = dict(stored)
    if "contributions_due" in values:
        values["contributions_due"] = timedelta(days=values["contributions_due"])
    return Bit(**values | {"free_days": tuple(map(date.fromisoformat, values.get("free_days", ())))})


def _partner(values: Row) -> Partner:
    return Partner(**values | {"approved_by": tuple(values["approved_by"])})


def _statement(values: Row) -> Verklaring:
    return Verklaring(**{name: values[name] for name in ("member", "version", "on")})


def _series(values: Row) -> Series:
    return Series(**values | {"invited": tuple(values["invited"])})


def apply(connection: Connection, file: OrganisationFile, today: date, *, overrule: bool) -> list[Outcome]:
    """Take over what is new or changed in the file; what was changed in chat since stays, unless `overrule`.

    What the file no longer names ends, a partner today and the rest by becoming inactive; nothing is deleted, because
    records point at it.
    """
    _lock(connection, today)
    stored = _stored(load(connection), today)
    said = _said(connection)
    new = [entry for entry in file.entries if entry.identity not in stored]
    known = [entry for entry in file.entries if entry.identity in stored]
    gone = endings(file, stored, said, today)
    changes = [outcome for e in known for outcome in differences(e, stored[e.identity], said, overrule=overrule)]
    changes += [outcome for e in gone for outcome in ended(e, stored[e.identity], said, overrule=overrule)]
    _add(connection, new, today)
    _change(connection, [outcome for outcome in changes if outcome.kind != "kept"], today)
    _remember(connection, said, remembered(file, gone, said))
    return _counted(connection, [*map(added, new), *changes])


def use(connection: Connection, member: int, platform: str) -> None:
    """Keep where somebody was heard last."""
    renew(connection)
    mine = tables.member.c.id == member
    connection.execute(update(tables.member).where(mine).values(last_platform=platform))


def _lock(connection: Connection, today: date) -> None:
    """Make the one row if there is none, and let nobody else change the organisation meanwhile."""
    if connection.execute(select(THE_ROW.c.id).with_for_update()).first() is None:
        row = {"id": 1, "version": 0, "since": today, "moved_seconds": 0, "bit": {}}
        connection.execute(insert(THE_ROW), row)


def _stored(organisation: Organisation, today: date) -> dict[Identity, Row]:
    codes = {partner.id: partner.code for partner in organisation.partners}
    bit = {("bit", ""): _values(organisation.bit)} if organisation.version else {}
    partners = {("partner", partner.code): _values(partner) for partner in organisation.partners}
    members = {
        ("member", m.key): _values(m) | {"partner": codes[m.partner], **_given(organisation, m, today)}
        for m in organisation.members
    }
    themes = {("theme", theme.code): _values(theme) for theme in organisation.themes}
    purposes = {("purpose", purpose.code): _values(purpose) for purpose in organisation.own_purposes}
    bases = {("basis", basis.code): _values(basis) for basis in organisation.own_bases}
    competences = {("competence", own.code): _values(own) for own in organisation.own_competences}
    series = {("series", one.name): _values(one) for one in organisation.series}
    return {**bit, **partners, **members, **themes, **purposes, **bases, **competences, **series}


def _given(organisation: Organisation, member: Member, today: date) -> Row:
    """As the file has it. A competence that it gave is still said there when its last day is over."""
    competences = (a for a in organisation.autorisaties if a.member == member.id and a.kind == COMPETENCE)
    said = (a for a in competences if a.holds(today) or (a.ended_at is None and a.reason == THE_FILE))
    return {"roles": organisation.held(member, today)[ROLE], "competences": frozenset(a.as_written for a in said)}


def _values(value: Any) -> Row:  # noqa: ANN401 - any of the organisation's dataclasses
    return {f.name: getattr(value, f.name) for f in fields(value)}


def _said(connection: Connection) -> Said:
    table = tables.file_value
    return {row.path: row.value for row in connection.execute(select(table.c.path, table.c.value))}


def _add(connection: Connection, entries: Iterable[Entry], today: date) -> None:
    """Partners come before members in the file's order of tables, so that members find theirs."""
    for entry in entries:
        if entry.subject == "bit":
            _store_bit(connection, entry.values)
            continue
        values = _columns(connection, entry.subject, entry.values)
        given = {name: values.pop(name, ()) for name in GIVEN}
        connection.execute(insert(TABLES[entry.subject]), values)
        for name, said in given.items():
            _give(connection, entry.key, GIVEN[name], said, today)


def _change(connection: Connection, outcomes: Iterable[Outcome], today: date) -> None:
    for outcome in outcomes:
        subject, *key, name = outcome.path.split(" ")
        if subject == "bit":
            _store_bit(connection, {name: outcome.new})
        elif name in GIVEN:
            _end(connection, " ".join(key), GIVEN[name], set(outcome.old) - set(outcome.new))
            _give(connection, " ".join(key), GIVEN[name], set(outcome.new) - set(outcome.old), today)
        else:
            table = TABLES[subject]
            this = table.c[IDENTITY[subject]] == " ".join(key)
            values = _columns(connection, subject, {name: outcome.new})
            connection.execute(update(table).where(this).values(values))


def _give(connection: Connection, key: str, kind: str, said: Iterable[str], today: date) -> None:
    """From today, given by nobody: the file says so."""
    member = select(tables.member.c.id).where(tables.member.c.key == key)
    for written in sorted(said):
        value, last_day = as_read(written)
        given = Autorisatie(
            kind=kind,
            member=connection.scalars(member).one(),
            value=value,
            valid_from=min(today, last_day or today),
            valid_to=last_day,
            given_at=database_now(connection),
            reason=THE_FILE,
        )
        give(connection, given)


def _end(connection: Connection, key: str, kind: str, gone: Iterable[str]) -> None:
    """A role whenever it was to end; of a competence the one with this last day."""
    table = tables.autorisatie
    member = select(tables.member.c.id).where(tables.member.c.key == key).scalar_subquery()
    mine = (table.c.kind == kind) & (table.c.member == member) & table.c.ended_at.is_(None)
    for written in gone:
        value, last_day = as_read(written)
        this = mine & (table.c.value == value)
        if kind == COMPETENCE:
            this &= table.c.valid_to.is_not_distinct_from(last_day)
        connection.execute(update(table).where(this).values(ended_at=database_now(connection), ended_reason=THE_FILE))


def give(connection: Connection, autorisatie: Autorisatie) -> int:
    """Its number."""
    query = insert(tables.autorisatie).values(columns(autorisatie)).returning(tables.autorisatie.c.id)
    return int(connection.execute(query).scalar_one())


def columns(autorisatie: Autorisatie) -> Row:
    """As it is stored; its number comes with that."""
    values = _values(autorisatie)
    del values["id"]
    return values


def swear(connection: Connection, members: Iterable[int], organisation: Organisation, on: date) -> None:
    """Keep that these members accepted the statement as it is now, with its text, and have every process read it."""
    version = organisation.secrecy_version
    known = select(tables.verklaring_text.c.version).where(tables.verklaring_text.c.version == version)
    if connection.scalar(known) is None:
        connection.execute(insert(tables.verklaring_text), {"version": version, "text": organisation.secrecy_text})
    at = database_now(connection)
    rows = [{"member": member, "version": version, "on": on, "at": at} for member in members]
    connection.execute(insert(tables.verklaring), rows)
    renew(connection)


def renew(connection: Connection) -> None:
    """Have every process read the organisation again."""
    connection.execute(update(THE_ROW).values(version=THE_ROW.c.version + 1))


def _columns(connection: Connection, subject: str, values: Mapping[str, Any]) -> Row:
    if subject == "member" and "partner" in values:
        table = tables.partner
        partner = connection.scalar(select(table.c.id).where(table.c.code == values["partner"]))
        return {**values, "partner": partner}
    return dict(values)


def _store_bit(connection: Connection, values: Mapping[str, Any]) -> None:
    before = connection.scalars(select(THE_ROW.c.bit)).one()
    after = before | {name: plain(value) for name, value in values.items()}
    connection.execute(update(THE_ROW).values(bit=after))


def _remember(connection: Connection, before: Said, after: Said) -> None:
    table = tables.file_value
    stale = [{"old": path} for path in before if path not in after or before[path] != after[path]]
    fresh = [{"path": path, "value": value} for path, value in after.items() if before.get(path) != value]
    if stale:
        connection.execute(delete(table).where(table.c.path == bindparam("old")), stale)
    if fresh:
        connection.execute(insert(table), fresh)


def _counted(connection: Connection, outcomes: list[Outcome]) -> list[Outcome]:
    """Raise the version when anything changed, so that every process reads the organisation again."""
    if any(outcome.kind != "kept" for outcome in outcomes):
        renew(connection)
    return outcomes
