"""What the command line says about the secret keys."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing

from bitbot.settings import Settings
from storage import keys, migrate
from storage.engine import Database
from storage.keychain import ring_of

NOTHING_LEFT = "Alles is verpakt onder sleutel {name}."
RETIRED = "Sleutel {name} is nergens meer voor nodig. Haal die uit BITBOT_SECRET_KEY en start bitbot opnieuw."
SEALED = (
    "Sleutel {name} is voor teksten nergens meer voor nodig, maar het auditlog is ermee verzegeld, omdat "
    "BITBOT_AUDIT_KEY leeg is. Zet een nieuwe sleutel in BITBOT_AUDIT_KEY met deze erachter, met een komma ertussen. "
    "Haal die daarna uit BITBOT_SECRET_KEY en start bitbot opnieuw."
)
BUTTONS = "Knoppen en formulieren die met een weggehaalde sleutel in Mattermost zijn gezet, werken daarna niet meer."
STILL = (
    "Sleutel {name} is nog nodig voor {count} antwoord(en) van het laatste uur. Laat die staan en voer over een uur "
    "`bitbot keys rotate` nog eens uit."
)


def rotated(settings: Settings) -> Iterator[str]:
    """Does it, and tells how far it is."""
    migrate.demand(settings.database_url)
    ring = ring_of(settings)
    with closing(Database(settings.database_url, jobs=True)) as database:
        keys.admit(database, ring)
        for table, count in keys.rotate(database, ring):
            yield f"{table}: {count} verpakt"
        yield NOTHING_LEFT.format(name=ring.active.hex())
        yield from _retired(settings, keys.retire(database, ring))
        used = keys.in_use(database)
        others = (name for name in used if name != ring.active.hex())
        yield from (STILL.format(name=name, count=used[name].total()) for name in others)


def _retired(settings: Settings, names: Sequence[str]) -> Iterator[str]:
    sentence = RETIRED if settings.bitbot_audit_key.get_secret_value() else SEALED
    yield from (sentence.format(name=name) for name in names)
    if names and settings.mattermost_url:
        yield BUTTONS


def checked(settings: Settings) -> tuple[list[str], bool]:
    """One line for each table and each key, and whether everything opens."""
    migrate.demand(settings.database_url)
    ring = ring_of(settings)
    with closing(Database(settings.database_url, jobs=True)) as database:
        keys.demand(database, ring)
        found = list(keys.check(database, ring))
        used = keys.in_use(database)
    lines = [_found(table, each) for table, each in found]
    return [*lines, *(_used(name, used.get(name, Counter())) for name in ring.names)], not any(
        c.broken for _, c in found
    )


def _found(table: str, checked: keys.Checked) -> str:
    line = f"{table}: {checked.opened} goed, {len(checked.broken)} beschadigd, {checked.destroyed} vernietigd"
    return f"{line} (beschadigd: {', '.join(map(str, checked.broken))})" if checked.broken else line


def _used(name: str, needed: Counter[str]) -> str:
    what = ", ".join(f"{table} {count}" for table, count in sorted(needed.items()))
    return f"sleutel {name}: {what or 'nergens voor nodig'}"
