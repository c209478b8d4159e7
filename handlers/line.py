"""Reads what people type behind a verb: numbers, names, dates and clauses at the end of a sentence."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any

from bitbot.domain import naming
from bitbot.domain.dates import Moment, understand, why_not
from bitbot.domain.kinds import KINDS, PREFIXES
from bitbot.domain.naming import C
from bitbot.domain.organisation import Member, Partner
from bitbot.domain.records import Signaal
from bitbot.domain.words import Words
from bitbot.errors import Refused
from bitbot.usecases import zoeken
from bitbot.usecases.werkafspraken import Assignee
from handlers.verbs import Turn
from storage.store import SEARCHABLE

Found = dict[str, Any]
Reader = Callable[[str], Found | None]

NUMBER_LENGTH = 12
LONGEST_CLAUSE = 300
MOST_WORDS = 8  # that a day is said in, or a name
LIST_BREAK = re.compile(r", | en |,")


def number(text: str, prefix: str) -> tuple[int, str]:
    """The number a text begins with, as `12`, `wa12` or `WA-12`, and what follows it."""
    found = re.match(rf"(?:{prefix} ?-? ?|#)?(\d{{1,{NUMBER_LENGTH}}})(?=\s|$|[:,.])[:,.]?", text, re.IGNORECASE)
    if found is None:
        raise Refused("refused.number", example=f"{prefix}-12")
    return int(found[1]), text[found.end() :].strip()


def kind(text: str) -> str:
    """The kind of record that a number such as `S-12` begins with the letters of, if it is one that can be shown."""
    found = re.match(r"([a-z]+) ?-? ?\d", text, re.IGNORECASE)
    named = KINDS.get(found[1].upper(), "") if found else ""
    if named not in SEARCHABLE:
        raise Refused("refused.label")
    return named


def page(text: str) -> tuple[str, int]:
    """The words of a list command and the place of its first line: `alle vanaf 10`."""
    found = re.search(r"(?:^|\s)vanaf (\d{1,6})$", text.strip())
    return (text.strip()[: found.start()].strip(), int(found[1])) if found else (text.strip(), 0)


@dataclass(frozen=True, slots=True)
class Listing:
    """What a list was asked: filters, the words that must occur, and the place of the first line.

    Typed `te laat vanaf 10 met hennep`: what stands behind `met` is sought, whatever it is.
    """

    filters: str
    words: Words
    first: int

    @property
    def sought(self) -> str:
        """How the words stand at the end of a line, with a space before."""
        return f" met {self.words.typed}" if self.words else ""

    def following(self, command: str, count: int) -> str:
        """The line of the next page, which begins so many lines further on."""
        return " ".join(f"{command} {self.filters} vanaf {self.first + count}".split()) + self.sought


def listing(text: str) -> Listing:
    typed = text.split()
    place = next((n for n, word in enumerate(typed) if word.casefold() == "met"), len(typed))
    filters, first = page(" ".join(typed[:place]))
    words = zoeken.words(" ".join(typed[place + 1 :])) if place < len(typed) else Words()
    return Listing(filters, words, first)


def sought(text: str) -> tuple[str, int]:
    """What is sought and the place of the first line, which only a button says: `vanaf 10 met hennep`."""
    found = re.match(r"vanaf (\d{1,6}) met ", text)
    return (text[found.end() :], int(found[1])) if found else (text, 0)


def version(text: str) -> int | None:
    """The version of the record that a form was opened with: `versie 3`, as its line ends."""
    found = re.search(r"(?:^|\s)versie (\d{1,9})$", text)
    return int(found[1]) if found else None


def unversioned(text: str) -> str:
    """What else there is: the line of a form, asked without answers, opens that form."""
    return re.sub(r"(?:^|\s)versie \d{1,9}$", "", text)


def clauses(text: str, readers: Mapping[str, Reader], strict: tuple[str, ...] = ()) -> tuple[str, Found]:
    """Cut what is understood from the end of a sentence: `… voor Anna uiterlijk vrijdag`.

    A word of `strict` that is left over was meant as a clause and not understood: its reader is asked to refuse.
    """
    words = re.compile(rf"(?:^|(?<=\s))({'|'.join(readers)})\s+(?=\S)", re.IGNORECASE)
    found: Found = {}
    while (last := _last(words, text)) is not None and len(text) - last.end() <= LONGEST_CLAUSE:
        value = readers[last[1].casefold()](text[last.end() :])
        if value is None or found.keys() & value.keys():
            break
        found |= value
        text = text[: last.start()].rstrip()
    left = _last(re.compile(rf"(?:^|(?<=\s))({'|'.join(strict)})\s", re.IGNORECASE), text) if strict else None
    if left is not None:
        raise Refused("refused.clause", word=left[1].casefold())
    return text, found


def _last(words: re.Pattern[str], text: str) -> re.Match[str] | None:
    return next(reversed(list(words.finditer(text))), None)


def term(turn: Turn, text: str, field: str = "uiterlijk") -> date:
    """A day, or the question that helps the person further."""
    moment = _moment(turn, text)
    if moment is None:
        raise Refused(f"refused.date_{_why_not(turn, text)}", field=field, text=text)
    if moment.time is not None:
        raise Refused("refused.term_time", field=field, day=moment.day)
    return moment.day


def moment(turn: Turn, text: str, field: str) -> Moment:
    found = _moment(turn, text)
    if found is None:
        raise Refused(f"refused.date_{_why_not(turn, text)}", field=field, text=text)
    return found


def _moment(turn: Turn, text: str) -> Moment | None:
    return understand(text, _now(turn), turn.store.organisation.calendar)


def _now(turn: Turn) -> Any:  # noqa: ANN401 - the moment in the BIT's own zone
    return turn.store.now.astimezone(turn.store.organisation.zone)


def assignee(turn: Turn, text: str, field: str = "wie") -> Assignee:
    """Whom the text means; several or nobody becomes a question."""
    return _only(people(turn, text), text, field)


def _only(found: list[Member | Partner], text: str, field: str) -> Assignee:
    if len(found) == 1:
        return as_assignee(found[0])
    names = ", ".join(f"{candidate.name}" for candidate in found)
    raise Refused("refused.several" if found else "refused.nobody", field=field, text=text, names=names)


def as_assignee(found: Member | Partner) -> Assignee:
    return Assignee(member=found.id) if isinstance(found, Member) else Assignee(partner=found.id)


def people(turn: Turn, text: str) -> list[Member | Partner]:
    return list(naming.people(text, turn.store.organisation, turn.store.today))


def anybody(turn: Turn, text: str) -> list[Member | Partner]:
    """Also who left, and a partner that ended: what they did is still there."""
    organisation = turn.store.organisation
    mention = naming.MENTION.fullmatch(text.strip())
    if mention:
        found = organisation.user(turn.person.platform, mention[1])
        return [found] if found else []
    return list(naming.anybody(text, organisation, turn.store.today))


def due_clause(turn: Turn) -> Reader:
    return lambda text: {"due_on": term(turn, text)}


def day_clause(turn: Turn) -> Reader:
    """A day when it is one; otherwise the word belongs to the sentence."""
    return lambda text: {"due_on": term(turn, text)} if _is_day(turn, text) else None


def day_first(turn: Turn, text: str, field: str) -> tuple[date, str]:
    """The day that a text begins with, in as many words as it takes, and what follows it; or the question about it."""
    found = beginnings(text)
    day, rest = next((pair for pair in found if _is_day(turn, pair[0])), found[-1])
    return term(turn, day, field), rest


def beginnings(text: str) -> list[tuple[str, str]]:
    """A text cut after each of its first words, each time in two; the longest beginning first."""
    ends = [word.end() for word in islice(re.finditer(r"\S+", text), MOST_WORDS)] or [0]
    return [(text[:end].strip(), text[end:].strip()) for end in reversed(ends)]


def for_clause(turn: Turn) -> Reader:
    """`voor @Anna`, `voor Huizen` or `voor vrijdag`; what nearly is a name, or a mention of nobody, is a question."""

    def read(text: str) -> Found | None:
        found = people(turn, text)
        if found or text.startswith(("@", "<@")):
            return {"assignee": _only(found, text, "wie")}
        if _is_day(turn, text):
            return {"due_on": term(turn, text)}
        near = naming.somebody_near(text, turn.store.organisation, turn.store.today)
        if near is not None:
            raise Refused("refused.near", word="voor", text=text, name=near)
        return None

    return read


def _is_day(turn: Turn, text: str) -> bool:
    """Whether this is said as a day, also as one that does not exist."""
    return _moment(turn, text) is not None or _why_not(turn, text) != "unknown"


def _why_not(turn: Turn, text: str) -> str:
    return why_not(text, _now(turn), turn.store.organisation.calendar)


def record_clause(kinds: tuple[str, ...], text: str) -> Found | None:
    """`bij S-1`: the number of a record of one of these kinds, with its letters."""
    for kind in kinds:
        found = re.fullmatch(rf"{PREFIXES[kind]} ?-? ?(\d{{1,9}})\.?", text.strip(), re.IGNORECASE)
        if found:
            return {kind: int(found[1])}
    return None


def signaal_clause(text: str) -> Found | None:
    found = re.fullmatch(r"S ?-? ?(\d{1,9})\.?", text.strip(), re.IGNORECASE)
    return {Signaal.kind: int(found[1])} if found else None


def municipality_clause(turn: Turn) -> Reader:
    """Every name must be one municipality; one that nearly is becomes a question, others belong to the sentence."""

    def read(text: str) -> Found | None:
        known = list(turn.store.organisation.municipalities(turn.store.today))
        found = [naming.partners(name, known) for name in LIST_BREAK.split(text)]
        if all(len(options) == 1 for options in found):
            return {"municipalities": tuple(dict.fromkeys(options[0].id for options in found))}
        _did_you_mean(text, [partner.short_name for partner in known], "gemeente")
        return None

    return read


def municipalities(turn: Turn, text: str) -> tuple[int, ...]:
    """For a list: also what was of another that they took the place of; one that is gone has its own still."""
    organisation = turn.store.organisation
    found = municipality_clause(turn)(text)
    former = naming.partners(text, [partner for partner in organisation.partners if partner.over(turn.store.today)])
    wanted = found["municipalities"] if found else [partner.id for partner in former[:1] if len(former) == 1]
    return tuple(each for one in wanted for each in organisation.lineage(one))


def theme_clause(turn: Turn) -> Reader:
    return _coded_clause("theme", "thema", turn.store.organisation.themes)


def competence_clause(turn: Turn) -> Reader:
    return _coded_clause("competence", "bevoegdheid", tuple(turn.store.organisation.known_competences.values()))


def _coded_clause(field: str, word: str, known: Sequence[C]) -> Reader:
    """One of a code list; what could be several or nearly is one becomes a question."""

    def read(text: str) -> Found | None:
        found = naming.coded(text, known)
        if len(found) == 1:
            return {field: found[0].code}
        if found:
            raise Refused("refused.several", text=text, names=", ".join(choice.name for choice in found))
        _did_you_mean(text, [choice.name for choice in known if choice.active], word)
        return None

    return read


def _did_you_mean(text: str, names: list[str], word: str) -> None:
    near = naming.nearest(LIST_BREAK.split(text)[-1], names)
    if near is not None:
        raise Refused("refused.near", word=word, text=text, name=near)
