"""Reads whom, what and for how long, in commands about people: typed in one line, or filled in a form."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from bitbot.chat import Field, Option
from bitbot.domain import naming
from bitbot.domain.organisation import ROLES, Member, Partner
from bitbot.errors import Refused
from bitbot.texts import said
from handlers import fields, line
from handlers.verbs import Turn

FIRST_DAY = re.compile(r"(?:van|vanaf)\s+(?=\S)", re.IGNORECASE)
LAST_DAY = re.compile(r"(?:tot en met|t/m|tot)\s+(?=\S)", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """The days that were named, and the words that are left."""

    first: date | None = None
    last: date | None = None
    rest: str = ""


def here(turn: Turn) -> list[Member]:
    """Who did not leave, also of a partner that ended."""
    return [member for member in turn.store.organisation.members if member.active]


def gone(turn: Turn) -> list[Member]:
    return [member for member in turn.store.organisation.members if not member.active]


def ever(turn: Turn) -> list[Member]:
    return [*turn.store.organisation.members]


def member(turn: Turn, text: str, pool: Sequence[Member], field: str = "deelnemer") -> tuple[Member | None, str]:
    """Who was chosen in the form, or named first in the text, and what follows; nobody when nothing was said."""
    chosen = turn.value(field)
    if chosen:
        return _with_id(chosen, pool, field), text.strip()
    return _named(turn, text.strip(), pool, field) if text.strip() else (None, "")


def _with_id(chosen: str, pool: Iterable[Member], field: str) -> Member:
    found = next((each for each in pool if str(each.id) == chosen), None)
    if found is None:
        raise Refused("refused.choice", field=field)
    return found


def _named(turn: Turn, text: str, pool: Sequence[Member], field: str) -> tuple[Member, str]:
    """The longest beginning of the text that names one of them."""
    mention = naming.MENTION.match(text)
    if mention:
        speaker = turn.store.organisation.user(turn.person.platform, mention[1])
        return _only([each for each in pool if each == speaker], mention[0], field), text[mention.end() :].strip()
    starts = line.beginnings(text)
    start, rest = next((pair for pair in starts if called(turn, pair[0], pool)), starts[-1])
    return _only(called(turn, start, pool), start, field), rest


def called(turn: Turn, name: str, pool: Sequence[Member]) -> list[Member]:
    """Of namesakes those who take part now come first, as a mention means them."""
    found = naming.match(name, pool, lambda each: (each.key, each.name))
    now = [each for each in found if turn.store.organisation.active(each, turn.store.today)]
    return now or found


def _only(found: Sequence[Member], text: str, field: str) -> Member:
    if len(found) == 1:
        return found[0]
    names = ", ".join(f"{each.name} ({each.key})" for each in found)
    raise Refused("refused.several" if found else "refused.deelnemer.unknown", field=field, text=text, names=names)


def partner(turn: Turn, text: str, field: str = "partner") -> Partner | None:
    """The partner that was chosen in the form or named, also one that ended or is still to begin."""
    chosen, partners = turn.value(field), turn.store.organisation.partners
    by_id = [each for each in partners if str(each.id) == chosen]
    found = by_id if chosen else list(naming.partners(text, partners))
    if len(found) == 1:
        return found[0]
    if chosen:
        raise Refused("refused.choice", field=field)
    if text.strip():
        names = ", ".join(each.name for each in found)
        raise Refused("refused.several" if found else "refused.covenant.unknown", field=field, text=text, names=names)
    return None


def partner_first(turn: Turn, text: str) -> tuple[Partner | None, str]:
    """The partner that was chosen, or that the text begins with, and what follows."""
    if turn.value("partner") or not text.strip():
        return partner(turn, ""), text.strip()
    starts = line.beginnings(text.strip())
    known = turn.store.organisation.partners
    start, rest = next((pair for pair in starts if naming.partners(pair[0], known)), starts[-1])
    return partner(turn, start), rest


def role(turn: Turn, text: str) -> tuple[str, str]:
    """The role that was chosen or named first, and what follows; nothing when nothing was said."""
    if turn.value("rol"):
        return _role(turn.value("rol")), text
    word, _, rest = text.strip().partition(" ")
    return (_role(word), rest.strip()) if word else ("", "")


def _role(word: str) -> str:
    if naming.plain(word) not in ROLES:
        raise Refused("refused.deelnemer.role", field="rol", text=word)
    return naming.plain(word)


def competence(turn: Turn, text: str) -> tuple[str, str]:
    """The code of the competence that was chosen, or that the text begins with by code or name; and what follows."""
    chosen, typed = turn.value("code"), text.strip()
    if chosen or not typed:
        return chosen, typed
    known = [*turn.store.organisation.known_competences.values()]
    starts = line.beginnings(typed)
    start, rest = next((pair for pair in starts if naming.coded(pair[0], known)), starts[-1])
    found = naming.coded(start, known)
    if len(found) == 1:
        return found[0].code, rest
    names = ", ".join(each.code for each in found or known if each.active)
    raise Refused("refused.several" if found else "refused.deelnemer.competence", field="code", text=start, names=names)


def span(turn: Turn, text: str) -> Span:
    """`van 1 oktober tot 31 december ziekte`: days first and then words, or the other way around; or from the form."""
    found: dict[str, date] = {}
    for name, field in (("first", "vanaf"), ("last", "tot")):
        if turn.value(field):
            found[name] = line.term(turn, turn.value(field), field)
    rest = text.strip()
    while not turn.answered and (begun := _begun(rest, found)):
        name, field, start = begun
        found[name], rest = line.day_first(turn, rest[start:], field)
    if not (found or turn.answered):
        first, last = _reader(turn, "first"), _reader(turn, "last")
        rest, said_last = line.clauses(rest, {"van": first, "vanaf": first, "tot": last})
        found |= said_last
    return Span(**found, rest=rest)


def _begun(text: str, found: dict[str, date]) -> tuple[str, str, int] | None:
    """Which day the text begins with, and where it stands."""
    for name, field, word in (("first", "vanaf", FIRST_DAY), ("last", "tot", LAST_DAY)):
        if name not in found and (match := word.match(text)):
            return name, field, match.end()
    return None


def _reader(turn: Turn, name: str) -> line.Reader:
    def read(text: str) -> line.Found | None:
        day = line.day_clause(turn)(text)
        return {name: day["due_on"]} if day else None

    return read


# Fields


def choose(turn: Turn, pool: Iterable[Member], field: str = "deelnemer", filled: Member | None = None) -> Field:
    return fields.choice(turn, field, (str(filled.id),) if filled else (), _options(pool))


def choose_one(turn: Turn, pool: Sequence[Member]) -> Field:
    """Whom it is about, when there is somebody to choose."""
    if not pool:
        raise Refused("refused.deelnemer.nobody")
    return needed(choose(turn, pool))


def _options(pool: Iterable[Member | Partner]) -> tuple[Option, ...]:
    return tuple(Option(str(each.id), said(each.name)) for each in sorted(pool, key=lambda each: each.name.casefold()))


def choose_partner(turn: Turn, filled: Partner | None = None, field: str = "partner") -> Field:
    """Of those that did not end."""
    found = [each for each in turn.store.organisation.partners if not each.over(turn.store.today)]
    return fields.choice(turn, field, (str(filled.id),) if filled else (), _options(found))


def choose_competence(turn: Turn, filled: str) -> Field:
    known = turn.store.organisation.known_competences.values()
    options = tuple(Option(each.code, said(each.name)) for each in known if each.active)
    return fields.choice(turn, "code", (filled,) if filled else (), options)


def needed(field: Field) -> Field:
    return replace(field, required=True)


def demand_answers(turn: Turn, asked: Iterable[Field]) -> None:
    """Of a form that was filled in: what is needed and was left empty."""
    for field in asked if turn.answered else ():
        if field.required and not turn.value(field.name):
            raise Refused("refused.choice" if field.options else "refused.empty", field=field.name)


def days(turn: Turn, asked: Span) -> tuple[Field, Field]:
    return tuple(  # type: ignore[return-value]  # two in, two out
        fields.day(turn, name, fields.value(day.isoformat() if day else None))
        for name, day in (("vanaf", asked.first), ("tot", asked.last))
    )
