"""The organisation file: who takes part in the BIT and by which rules, as text that a coordinator writes."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

from bitbot.organisation_file import checks
from bitbot.organisation_file.shape import IDENTITY, SHAPE, Entry, FileFault, OrganisationFile
from bitbot.organisation_file.values import Value, Wrong, unknown

__all__ = ["Entry", "FileFault", "OrganisationFile", "read"]

MOST_BYTES = 1_000_000
MOST_ENTRIES = 500
# TOML 1.0 wants seconds in a time, people and TOML 1.1 do not.
NO_SECONDS = re.compile(
    r"^([ \t]*[a-z_]+[ \t]*=[ \t]*[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:[0-9]{2})(?=[ \t\r]*(?:#|$))", re.MULTILINE
)
PLACE = re.compile(r" \(at (?:line (?P<line>[0-9]+), column [0-9]+|end of document)\)$")
SYNTAX = (
    ("date", "deze datum of tijd bestaat niet"),
    ("overwrite|twice|mutate|Duplicate", "deze naam staat hier voor de tweede keer"),
    ("Illegal|invalid character", "hier staat een teken dat hier niet mag; staat de tekst tussen aanhalingstekens?"),
    ("Unterminated", "een tekst is niet afgesloten met een aanhalingsteken"),
    ("Unclosed array", "een lijst is niet afgesloten met ]"),
    ("Unescaped", "zet een dubbele backslash waar u een backslash bedoelt"),
    ("'='", "na een naam hoort een = met een waarde"),
    ("Expected ']", "een kop is niet afgesloten met ] of ]]"),
    ("Expected newline", "na de waarde staat nog iets; begin een nieuwe regel of zet er # voor"),
    ("Invalid statement", "deze regel is niet te begrijpen; verwacht een [kop], een naam = waarde, of # met uitleg"),
    ("Invalid value", "deze waarde kan niet; zet tekst tussen aanhalingstekens en schrijf een datum als 2027-12-31"),
)


def read(text: str) -> OrganisationFile:
    """Read the whole file. FileFault has every mistake in it, or the first one that makes it unreadable."""
    found = _parse(text)
    faults = [unknown("tabel", name, SHAPE) for name in found if name not in SHAPE]
    entries = tuple(_entries(found, faults))
    faults += checks.faults(entries)
    if faults:
        raise FileFault(*faults)
    return OrganisationFile(entries=entries, warnings=tuple(checks.warnings(entries)))


def _parse(text: str) -> dict[str, Any]:
    if len(text.encode(errors="replace")) > MOST_BYTES:
        raise FileFault("Dit bestand is groter dan 1 MB; dat kan geen organisatiebestand zijn.")
    try:
        return tomllib.loads(NO_SECONDS.sub(r"\1:00", text.removeprefix("\ufeff")))
    except RecursionError:
        raise FileFault("Dit bestand kan niet gelezen worden: er staan te veel lijsten in elkaar.") from None
    except ValueError as error:
        raise FileFault(_syntax(str(error))) from None


def _syntax(message: str) -> str:
    place = PLACE.search(message)
    if not place:
        return "Dit bestand kan niet gelezen worden: er staat een getal in dat veel te lang is."
    where = f"regel {place['line']}" if place["line"] else "het einde"
    why = next((dutch for english, dutch in SYNTAX if re.search(english, message)), "dit is geen geldige TOML")
    return f"Dit bestand kan niet gelezen worden bij {where}: {why}."


def _entries(found: Mapping[str, Any], faults: list[str]) -> Iterator[Entry]:
    for subject in SHAPE:
        for place, table in _tables(subject, found, faults):
            yield _entry(subject, place, table, faults)


def _tables(subject: str, found: Mapping[str, Any], faults: list[str]) -> list[tuple[str, dict[str, Any]]]:
    """The tables of one kind, each with its place such as `member[2]`."""
    if subject == "bit":
        return _single(found.get("bit"), faults)
    tables = found.get(subject, [])
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        faults.append(f"{subject}: zet dubbele haken om de kop: [[{subject}]]")
        return []
    if len(tables) > MOST_ENTRIES or (subject == "partner" and not tables):
        faults.append(f"{subject}: verwacht er 1 tot en met {MOST_ENTRIES}; [[{subject}]] staat er {len(tables)} keer")
        return []
    return [(f"{subject}[{number}]", table) for number, table in enumerate(tables)]


def _single(bit: object, faults: list[str]) -> list[tuple[str, dict[str, Any]]]:
    if isinstance(bit, dict):
        return [("bit", bit)]
    faults.append("bit: zet bovenaan [bit], tussen enkele haken, met daaronder de gegevens van het BIT")
    return []


def _entry(subject: str, place: str, table: Mapping[str, Any], faults: list[str]) -> Entry:
    identity = table.get(IDENTITY[subject])
    where = f"{place} ({_plain(identity)})" if isinstance(identity, str) and identity else place
    keys = SHAPE[subject]
    faults += [f"{where}: {unknown('sleutel', name, keys)}" for name in table if name not in keys]
    faults += [f"{where}.{name}: ontbreekt" for name, key in keys.items() if key.required and name not in table]
    values = {name: key.default for name, key in keys.items() if name not in table and not key.required}
    values |= _values(subject, where, table, faults)
    said = frozenset(table) & keys.keys()
    return Entry(subject=subject, key=values.get(IDENTITY[subject], ""), values=values, said=said, where=where)


def _plain(identity: str) -> str:
    return "".join(sign for sign in identity[:60] if sign.isprintable())


def _values(subject: str, where: str, table: Mapping[str, Any], faults: list[str]) -> dict[str, Value]:
    values = {}
    for name, key in SHAPE[subject].items():
        try:
            if name in table:
                values[name] = key.read(table[name])
        except Wrong as wrong:
            faults += [f"{where}.{name}: {sentence}" for sentence in wrong.sentences]
    return values
