"""The audit log on the command line: is it whole, and who did what."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import asdict
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Final, TextIO

from bitbot import entries
from bitbot.errors import Explained
from bitbot.settings import Settings
from bitbot.texts import Texts
from bitbot.usecases import toezicht
from handlers.findings import Finding
from scheduling.sealer import SYSLOG, HeadFile, publisher
from storage import migrate
from storage.audit import Entry, at_command_line, between, command_line_deed, database_now
from storage.audit_keys import AuditKeys
from storage.engine import Database
from storage.sealing import Head, handover, head_of, latest, store_seal
from storage.store import Storage, Store
from storage.types import dump_json
from storage.verifying import Bad, Verdict, verify

MOST_LINES: Final = 50
FORMAT: Final = "bitbot audit log"
REASONS: Final = {
    "changed": "is veranderd na het verzegelen",
    "missing": "ontbreekt",
    "added": "is later ingevoegd",
    "cut": "ontbreekt: vanaf daar is de keten afgeknipt of vervangen",
    "key": "is gemaakt met een sleutel die ontbreekt, na een zegel met een sleutel die er wel is",
    "older": "is gemaakt met een oudere sleutel dan het zegel ervoor",
}
WHERE: Final = {"row": "Regel", "seal": "Zegel"}
NO_HEAD: Final = (
    "De kop van het auditlog is er niet of is niet te lezen ({place}). Zonder kop is niet te zien of het einde is "
    "afgeknipt. Haal het bestand terug, of noem met --head een bestand met de regels uit syslog."
)
CLOSED: Final = (
    "Niet alles is te controleren: {count} regels zijn verzegeld met een sleutel die ontbreekt (kenmerk {names}). Zet "
    "die sleutel in BITBOT_AUDIT_KEY, achter de andere, met een komma ertussen. {counted}"
)
FITS: Final = "Dat is niet nodig: bitbot heeft de sleutel van het laatste zegel, of er is nog geen zegel."
RENEWED: Final = (
    "Vanaf zegel {number} verzegelt bitbot met de sleutel met kenmerk {new}. Wat met {old} is verzegeld, is alleen met "
    "die sleutel te controleren."
)


def verified(settings: Settings, head: Path | None = None) -> Finding:
    keys = AuditKeys.required(settings)
    with _database(settings) as database, database.transaction(write=False) as connection:
        place = str(head or settings.audit_head)
        known = _heads(place)
        verdict = verify(connection, keys, known or [])
    if verdict.bad:
        return Finding(ok=False, what=_wrong(verdict.bad, verdict))
    if verdict.closed:
        return Finding(ok=False, what=_closed(verdict))
    if known is None and (verdict.sealed or head):
        return Finding(ok=False, what=NO_HEAD.format(place=place))
    return Finding(ok=True, what=f"Het auditlog klopt: {_counted(verdict)}")


def _heads(place: str) -> Sequence[Head] | None:
    if place == SYSLOG:
        return None
    try:
        return HeadFile(Path(place)).read() or None
    except (OSError, ValueError):
        return None


def _wrong(bad: Bad, verdict: Verdict) -> str:
    return (
        f"Het auditlog klopt niet. {WHERE[bad.what]} {bad.number} {REASONS[bad.reason]}. Daarvoor: {_counted(verdict)}"
    )


def _closed(verdict: Verdict) -> str:
    count, names = sum(verdict.closed.values()), ", ".join(verdict.closed)
    return CLOSED.format(count=count, names=names, counted=f"Verder: {_counted(verdict)}")


def _counted(verdict: Verdict) -> str:
    return f"{verdict.sealed} regels zijn verzegeld en ongewijzigd; {verdict.open} regels hebben nog geen zegel."


def renewed(settings: Settings) -> str:
    """Go on sealing with the first key although that of the last seal is lost; Explained when it is not."""
    keys = AuditKeys.required(settings)
    with _database(settings) as database:
        with database.transaction() as connection:
            old = latest(connection)[1]
            if not old or old in keys:
                raise Explained(FITS)
            made = handover(connection, keys, database_now(connection).isoformat())
            store_seal(connection, made)
            with command_line_deed(connection, "audit renew") as trail:
                trail.note("sleutels", "audit", None, (old, keys.active))
        publisher(settings.audit_head)(head_of(made))
    return RENEWED.format(number=made["number"], new=keys.active, old=old)


def announce(settings: Settings, purpose: str, what: str) -> None:
    """Write down what somebody is about to change outside the database, before it is done."""
    with (
        _database(settings) as database,
        database.transaction() as connection,
        command_line_deed(connection, purpose) as trail,
    ):
        trail.note("instellingen", what)


def exported(settings: Settings, file: Path, since: date | None, until: date | None) -> int:
    """A header and the rows, a line of JSON each. That it was done stands in the log before the first line is read."""
    with _database(settings) as database:
        storage = Storage(database, actor=at_command_line())
        with storage.open() as store:
            store.trail.by(at_command_line(), "audit export")
            store.trail.note("export", "audit")
            stretch = _stretch(store, since, until)
        with storage.open(write=False) as store, _new(file) as out:
            return _written(store, out, *stretch)


def _written(store: Store, out: TextIO, first: datetime, last: datetime) -> int:
    header = {"format": FORMAT, "version": 1, "since": first.isoformat(), "until": last.isoformat()}
    out.write(dump_json(header | {"head": asdict(latest(store.connection)[0])}) + "\n")
    lines = (dump_json(row | {"at": row["at"].isoformat()}) + "\n" for row in between(store.connection, first, last))
    return sum(bool(out.write(line)) for line in lines)


def _stretch(store: Store, since: date | None, until: date | None) -> tuple[datetime, datetime]:
    """Whole days in the zone of the BIT."""
    at = store.organisation.calendar.at
    first = at(since, time()) if since else datetime.min.replace(tzinfo=UTC)
    return first, at(until + timedelta(days=1), time()) if until else datetime.max.replace(tzinfo=UTC)


@contextmanager
def _new(file: Path) -> Iterator[TextIO]:
    try:
        opened = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise Explained(
            f"{file} kan niet worden gemaakt: {error.strerror}. Kies een bestand dat er nog niet is."
        ) from error
    with os.fdopen(opened, "w", encoding="utf-8") as out:
        yield out


def lines_about(settings: Settings, label: str) -> list[str]:
    found = entries.record(label)
    if found is None:
        raise Explained(f"{label} is geen nummer van een signaal, werkafspraak of overleg. Schrijf bijvoorbeeld S-12.")
    with _opened(settings) as store:
        return _shown(store, toezicht.about_record(store, *found, (MOST_LINES, 0)))


def lines_of(settings: Settings, key: str) -> list[str]:
    with _opened(settings) as store:
        member = next((member for member in store.organisation.members if member.key == key), None)
        if member is None:
            raise Explained(f"Er is geen deelnemer {key}. Kijk in het organisatiebestand naar key.")
        return _shown(store, toezicht.about_member(store, member, (MOST_LINES, 0)))


def _shown(store: Store, page: tuple[list[Entry], int]) -> list[str]:
    found, total = page
    say = Texts(store.organisation.zone)
    lines = [entries.line(say, store.organisation, entry).plain for entry in found]
    more = (
        [f"De laatste {MOST_LINES} van {total} regels. Alles staat in `bitbot audit export`."]
        if total > len(found)
        else []
    )
    return [*lines, *more] or ["Er zijn geen regels."]


@contextmanager
def _opened(settings: Settings) -> Iterator[Store]:
    with _database(settings) as database, Storage(database, actor=at_command_line()).open() as store:
        store.trail.by(at_command_line(), "audit")
        yield store


@contextmanager
def _database(settings: Settings) -> Iterator[Database]:
    migrate.demand(settings.database_url)
    with closing(Database(settings.database_url, jobs=True)) as database:
        yield database
