"""What the doctor finds about the seals on the audit log: their key, how far they are, and their head outside."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Final

from bitbot.settings import Settings
from handlers.findings import Finding
from scheduling.sealer import SYSLOG, HeadFile
from storage.audit_keys import AuditKeys
from storage.engine import Database
from storage.progress import Progress, behind, progress, stands
from storage.sealing import Head
from storage.secrets import SecretFault
from storage.working import is_worked_on

LATE: Final = timedelta(seconds=60)
# Where syslog listens on Linux and on others.
SOCKETS: Final = ("/dev/log", "/var/run/syslog")
NO_SYSLOG: Final = (
    "Start syslog of journald op deze computer, of zet in BITBOT_AUDIT_HEAD een pad buiten het bereik van de database."
)
NO_FILE: Final = (
    "Zonder kop is niet te zien of het einde is afgeknipt. Haal het bestand terug, of noem in BITBOT_AUDIT_HEAD waar "
    "de worker het schrijft."
)
OTHER: Final = (
    "Is er een reservekopie teruggezet, of is er geknoeid? Voer `bitbot audit verify` uit, bewaar wat het zegt en "
    "waarschuw de functionaris gegevensbescherming."
)
BEHIND: Final = (
    "Kijk of de worker daar mag schrijven en of de schijf vol is. Werken er meer workers op andere computers? Kijk dan "
    "in het bestand van de worker die het laatst verzegelde."
)
WAITING: Final = (
    "Zoek in het log van de worker naar `sealing failed`, verhelp de oorzaak en start de worker opnieuw. Op PostgreSQL "
    "houdt ook een transactie die lang openstaat het verzegelen op."
)


def examine_seals(settings: Settings, sockets: Sequence[str] = SOCKETS) -> Iterator[Finding]:
    """Cheap enough to ask often. Whether every line is as it was sealed is for `bitbot audit verify`."""
    with closing(Database(settings.database_url)) as database, database.transaction(write=False) as connection:
        found = progress(connection)
        told = [] if settings.audit_head == SYSLOG else _last(settings.audit_head)
        known = [(stands(connection, head), behind(connection, head)) for head in told]
    yield _key(settings, found.key)
    yield _waiting(found, works=is_worked_on(settings.database_url))
    if found.head.number:
        syslog = settings.audit_head == SYSLOG
        yield _syslog(found.head, sockets) if syslog else _file(settings.audit_head, told, known)


def _last(place: str) -> list[Head]:
    """The last head that was written there; nothing when nobody can read it."""
    try:
        return HeadFile(Path(place)).read()[-1:]
    except (OSError, ValueError):
        return []


def _key(settings: Settings, name: str) -> Finding:
    try:
        AuditKeys.required(settings).demand(name)
    except SecretFault as fault:
        return Finding(ok=False, what="De sleutel van het auditlog is niet in orde.", advice=str(fault))
    fits = "past bij het laatste zegel" if name else "is ingevuld; er is nog geen zegel"
    return Finding(ok=True, what=f"De sleutel van het auditlog {fits}.")


def _waiting(found: Progress, *, works: bool) -> Finding:
    if found.waiting <= LATE:
        return Finding(ok=True, what="Het auditlog is verzegeld tot op de laatste minuut.")
    what = f"{found.open} regels van het auditlog wachten op een zegel, de oudste al {_spoken(found.waiting)}."
    if works:
        return Finding(ok=False, what=what, advice=WAITING)
    return Finding(ok=True, what=what, advice="Dat gebeurt zodra `bitbot serve` of `bitbot worker` draait.")


def _spoken(time: timedelta) -> str:
    minutes = int(time.total_seconds() // 60)
    return f"{minutes} min" if minutes < 100 else f"{minutes // 60} uur"  # noqa: PLR2004 - what is easy to read


def _syslog(head: Head, sockets: Sequence[str]) -> Finding:
    if not any(Path(socket).exists() for socket in sockets):
        return Finding(
            ok=False, what="De kop van het auditlog gaat naar syslog, maar dat is er niet.", advice=NO_SYSLOG
        )
    what = f"De kop van het auditlog gaat naar syslog; de laatste is nummer {head.number}."
    advice = f"Zoek daar de laatste regel met `bitbot audit head`: bij number {head.number} hoort hash {head.hash}."
    return Finding(ok=True, what=what, advice=advice)


def _file(place: str, told: list[Head], known: list[tuple[bool, timedelta]]) -> Finding:
    if not told:
        what = f"De kop van het auditlog is er niet of is niet te lezen ({place})."
        return Finding(ok=False, what=what, advice=NO_FILE)
    [head], [(same, late)] = told, known
    if not same:
        what = (
            f"De kop van het auditlog ({place}) past niet bij de database: zegel {head.number} is daar anders of weg."
        )
        return Finding(ok=False, what=what, advice=OTHER)
    if late > LATE:
        what = f"De kop van het auditlog ({place}) loopt {_spoken(late)} achter op de database."
        return Finding(ok=False, what=what, advice=BEHIND)
    return Finding(ok=True, what=f"De kop van het auditlog ({place}) past bij de database.")
