"""A BIT in full swing without a platform: what people ask goes straight to dispatch, and all of the answer is read."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, func, select, union_all

from bitbot.chat import Button, Card, Field, Form, Menu, Person, Reply, Request, Text, Where
from bitbot.clock import Frozen
from bitbot.demo import ORGANISATION
from bitbot.domain.kinds import PREFIXES
from bitbot.texts import sentences
from handlers.dispatch import Dispatch
from handlers.verbs import Subject, Verb, subjects
from scheduling.planner import plan
from storage import tables
from storage.engine import Database
from storage.store import Storage
from tests.conversations.conftest import organise, users
from tests.databases import RING

# Tuesday 5 January 2027, 10:00: the round of 2026-2 is open and there is a meeting on Thursday.
TUESDAY = datetime(2027, 1, 5, 9, 0, tzinfo=UTC)
MADE_UP = re.compile(r"Kanarie\w*")
VERBS = [(subject, verb) for subject in subjects().values() for verb in subject.verbs.values()]
NUMBERED = PREFIXES


def spoken(pair: tuple[Subject, Verb]) -> str:
    return f"{pair[0].name} {pair[1].name}".strip()


class Office:
    """The example organisation on one database, at one moment."""

    def __init__(self, url: str, moment: datetime = TUESDAY) -> None:
        self.clock = Frozen(moment)
        self.database = Database(url)
        self.storage = Storage(self.database, self.clock, RING)
        self.dispatch = Dispatch(self.storage)

    def ask(self, who: str | Person, line: str, /, **values: str) -> Reply:
        """What somebody types in direct messages, or with values what comes from a form or a menu."""
        return self.again(who, line, uuid4().hex, **values)

    def again(self, who: str | Person, line: str, key: str, /, **values: str) -> Reply:
        return self.request(who, line, Where("direct"), key, values)

    def ask_at(self, where: Where, who: str | Person, line: str, /, **values: str) -> Reply:
        return self.request(who, line, where, uuid4().hex, values)

    def request(
        self, who: str | Person, line: str, where: Where, key: str, values: Mapping[str, str], *, form: bool = False
    ) -> Reply:
        given = {name: (value,) for name, value in values.items()}
        return self.dispatch(Request(key, person(who), line, given, form, where))

    def look_ahead(self) -> None:
        """What the planner does by itself: meetings and the half-year round."""
        with self.storage.open() as store:
            plan(store)

    def rows(self) -> Mapping[str, int]:
        """How many rows there are in each table, of what people could have stored."""
        with self.database.transaction(write=False) as connection:
            return _counted(connection)

    def close(self) -> None:
        self.database.close()


def person(who: str | Person) -> Person:
    return who if isinstance(who, Person) else Person("slack", "T0BIT", _users()[who])


@cache
def _users() -> Mapping[str, str]:
    return users()


def _counted(connection: Connection) -> Mapping[str, int]:
    kept = [table for table in tables.metadata.sorted_tables if table.name not in {"inbox", "audit", "audit_seal"}]
    names = select(union_all(*(select(func.count().label(t.name)).select_from(t) for t in kept)).subquery())
    return dict(zip((table.name for table in kept), connection.scalars(names).all(), strict=True))


def opened(url: str, moment: datetime = TUESDAY) -> Office:
    """A new office with nothing in it but its people, its meetings and its round."""
    organise(url, moment.date())
    office = Office(url, moment)
    with office.storage.open() as store:
        store.channels.keep("slack:C0BIT", "private")
    office.look_ahead()
    return office


def furnished(url: str) -> Office:
    """A new office with a record in every state. Every word of content begins with Kanarie."""
    office = opened(url)
    for who, line, values in BEGINNING:
        reply = office.ask(who, line, **values)
        assert reply.form is None, line
        assert not is_refusal(reply), (line, everything(reply))
    return office


Line = tuple[str, str, Mapping[str, str]]
CONTROLE = {
    "titel": "Kanariecontrole",
    "datum": "2027-01-12",
    "soort_controle": "hercontrole",
    "aangekondigd": "onaangekondigd",
    "leiding": "1",
    "anderen": "Kanarieanderen",
}
BEGINNING: tuple[Line, ...] = (
    ("huizen-1", "signaal nieuw Kanarietitel gemeente Huizen thema hennep", {}),
    (
        "huizen-1",
        "signaal nieuw",
        {
            "titel": "Kanariesluit",
            "feit": "Kanariefeit",
            "duiding": "Kanarieduiding",
            "regime": "AVG",
            "doel": "drugspanden",
            "grondslag": "opiumwet-13b",
        },
    ),
    ("huizen-1", "signaal sluit S-2 Kanariereden", {}),
    ("coordinator-1", "wa nieuw Kanarieafspraak voor <@U0COOR> uiterlijk vrijdag bij S-1", {}),
    ("laren-1", "wa nieuw Kanarievrij", {}),
    ("laren-1", "wa nieuw Kanariegevraagd voor <@U0COOR> uiterlijk vrijdag", {}),
    ("hilversum-1", "wa nieuw Kanarieklaar voor <@U0HUIZ>", {}),
    ("huizen-1", "wa accepteer WA-4", {}),
    ("huizen-1", "wa gereed WA-4 Kanarieresultaat", {}),
    ("hilversum-1", "wa nieuw Kanariegeweigerd voor <@U0HUIZ>", {}),
    ("huizen-1", "wa weiger WA-5 Kanarieweigering", {}),
    ("huizen-1", "casus nieuw Kanariecasus gemeente Huizen thema hennep bij S-1", {}),
    ("huizen-1", "casus stem af C-1", {}),
    ("burgemeester-huizen", "afstemming akkoord AF-1 Kanarieakkoord", {}),
    ("coordinator-1", "casus bespreek C-1 vandaag", {}),
    ("huizen-1", "controle nieuw bij C-1", CONTROLE),
    (
        "huizen-1",
        "object nieuw bij CO-1",
        {"soort_object": "woning", "aantal_bezocht": "3", "opmerking": "Kanariewoning"},
    ),
    ("huizen-1", "bevinding nieuw bij CO-1", {"bevinding": "Kanariebevinding", "domein": "brp", "behandelaar": "3"}),
    (
        "huizen-1",
        "maatregel nieuw bij BV-1",
        {"maatregel": "Kanariemaatregel", "soort_maatregel": "waarschuwing", "behandelaar": "3"},
    ),
    (
        "huizen-1",
        "knelpunt nieuw",
        {
            "titel": "Kanariestremming",
            "gemeenten": "4",
            "categorie": "capaciteit",
            "gevolg": "Kanariegevolg",
            "zichtbaarheid": "team",
        },
    ),
    (
        "huizen-1",
        "belemmering nieuw",
        {
            "titel": "Kanariebelemmering",
            "gemeenten": "4",
            "voorgelegd_aan": "Kanarieorganisatie",
            "gevolg": "Kanariegevolg",
            "zichtbaarheid": "team",
        },
    ),
    (
        "huizen-1",
        "inzet nieuw bij CO-1",
        {"uren": "4", "fase": "overleg", "datum": "2027-01-05", "opmerking": "Kanarie-uren"},
    ),
    (
        "huizen-1",
        "incident nieuw",
        {
            "wat_gebeurde_er": "Kanarieincident",
            "soort_incident": "verbaal",
            "datum": "2027-01-05",
            "aangifte": "nee",
            "gemeenten": "4",
        },
    ),
    ("huizen-1", "casus nieuw Kanarietweede gemeente Huizen thema hennep", {}),
    ("huizen-1", "casus houd aan C-2 Kanarieaangehouden", {}),
    ("wijdemeren-1", "overleg agendapunt Kanariepunt", {}),
    (
        "wijdemeren-1",
        "rapportage bijdrage",
        {"resultaten": "Kanarieresultaten", "voortgang": "Kanarievoortgang", "knelpunten": "Kanarieknelpunt"},
    ),
)
HIDDEN: tuple[Line, ...] = (
    (
        "hilversum-1",
        "signaal nieuw",
        {
            "titel": "Kanariebetrokken",
            "feit": "Kanariefeit",
            "thema": "hennep",
            "zichtbaarheid": "betrokken",
        },
    ),
    ("hilversum-1", "signaal nieuw", {"titel": "Kanarievertrouwelijk", "zichtbaarheid": "vertrouwelijk"}),
    ("hilversum-1", "casus nieuw Kanariebetrokken gemeente Hilversum thema hennep bij S-3", {}),
    ("hilversum-1", "casus stem af C-3", {}),
    ("hilversum-1", "casus nieuw Kanarievertrouwelijk gemeente Hilversum thema hennep bij S-4", {}),
    ("hilversum-1", "wa nieuw Kanariebetrokken voor <@U0HILV> uiterlijk morgen bij S-3", {}),
    ("hilversum-1", "wa nieuw Kanarievertrouwelijk voor <@U0HILV> uiterlijk morgen bij S-4", {}),
)


# As a name, it calls everybody, links elsewhere and stands out, wherever it is taken for words of bitbot.
POISON = "<!channel> @all [kwaad](http://kwaad.example) *kwaad*"


def poison(office: Office, more: str = "") -> None:
    """Load an organisation file in which everybody and everything has such a name; a series keeps the one it has.

    `more` goes under `[bit]`.
    """
    text = ORGANISATION.read_text(encoding="utf-8").replace("[bit]", f"[bit]\n{more}", 1)
    lines = r'^(name|place|covenant) = "(?!BIT-overleg)([^"]*)"'
    spoilt = re.sub(lines, rf'\1 = "\2 {POISON}"', text, flags=re.MULTILINE)
    organise(str(office.database.engine.url), office.clock.moment.date(), spoilt)


def own_words(value: object) -> Iterator[str]:
    """All that is said as bitbot's own words in an answer or a message: what adapters do not escape."""
    if isinstance(value, Text):
        yield from (part for part in value.parts if isinstance(part, str))
    elif is_dataclass(value) and not isinstance(value, type):
        for each in fields(value):
            yield from own_words(getattr(value, each.name))
    elif isinstance(value, Mapping):
        yield from own_words(tuple(value.values()))
    elif isinstance(value, tuple | list):
        for each in value:
            yield from own_words(each)


class Offices:
    """Furnished once; every copy is ready in a few milliseconds."""

    def __init__(self, folder: Path, url: str) -> None:
        self._folder = folder
        furnished(url).close()
        self._template = Path(url.removeprefix("sqlite:///"))
        self._numbers = count(1)

    def copy(self) -> Office:
        path = self._folder / f"office_{next(self._numbers)}.db"
        shutil.copyfile(self._template, path)
        return Office(f"sqlite:///{path}")


# What an answer says


def everything(reply: Reply) -> str:
    """All that a person can read in an answer: also labels, options, and what a form has filled in already."""
    return "\n".join(text for text in (*_texts(reply), *_forms(reply.form)) if text)


def _texts(reply: Reply) -> Iterator[str]:
    yield reply.text.plain
    yield from (error.plain for error in reply.errors.values())
    yield from _cards(reply.card or Card(Text()))


def _cards(card: Card) -> Iterator[str]:
    yield from (card.title.plain, card.body.plain, card.note.plain)
    yield from (line.plain for line in card.lines)
    yield from (f"{fact.label.plain}: {fact.value.plain}" for fact in card.facts)
    for action in card.actions:
        yield from _actions(action)


def _actions(action: Button | Menu) -> Iterator[str]:
    yield action.label.plain
    if isinstance(action, Menu):
        yield from (option.label.plain for option in action.options)


def _forms(form: Form | None) -> Iterator[str]:
    if form is not None:
        yield form.title.plain
        for question in form.fields:
            yield from _questions(question)


def _questions(question: Field) -> Iterator[str]:
    yield from (question.label.plain, question.hint.plain, *question.value)
    yield from (option.label.plain for option in question.options)


def content_in(reply: Reply) -> list[str]:
    """The words of records that an answer shows."""
    return MADE_UP.findall(everything(reply))


def _pattern(template: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\\\{\w+(:\w+)?\\\}", ".*", re.escape(template.replace("*", ""))), re.DOTALL)


REFUSALS = {key: _pattern(text) for key, text in sentences().items() if key.startswith("refused.")}


def refusal_of(reply: Reply) -> set[str]:
    """The sentences with which this answer may refuse; several can look alike."""
    said = [reply.text.plain, *(error.plain for error in reply.errors.values())]
    return {key for key, pattern in REFUSALS.items() if any(pattern.fullmatch(text) for text in said)}


def is_refusal(reply: Reply) -> bool:
    return bool(refusal_of(reply)) or "trouble." in " ".join(trouble_in(reply))


def trouble_in(reply: Reply) -> list[str]:
    return [key for key in ("trouble.fault", "trouble.busy") if str(sentences()[key]) in everything(reply)]


def as_json(reply: Reply) -> Any:  # noqa: ANN401
    from handlers.dispatch import ANSWERS  # noqa: PLC0415

    return ANSWERS.dump_json(reply).decode()
