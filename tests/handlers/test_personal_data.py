"""What holds for every verb and every question of every form, also those still to be written: no BSN slips through."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import func, select
from structlog.testing import capture_logs

from bitbot.chat import Field, Form, Reply, Request, Where
from bitbot.domain.conditions import EVERYTHING
from bitbot.domain.kinds import PREFIXES
from handlers.doubts import TYPED, WHY
from handlers.verbs import Subject, Verb
from storage import tables
from storage.people import FREE
from storage.secrets import place
from storage.store import AGENDAPUNTEN, KINDS, Store
from storage.types import Sealed
from tests.conversations.office import VERBS, Office, Offices, everything, is_refusal, person, spoken
from tests.databases import RING, Sqlite, new_folder

Pair = tuple[Subject, Verb]
Values = Mapping[str, tuple[str, ...]]

BSN = "111222333"
DOUBTFUL = f"Gezien met {BSN} in de loods"
REASON = "Nodig voor het verslag van de controle"
# Between them they may do and see everything.
ASKERS = ("coordinator-1", "fg-1")
WRITTEN = {"line", "text", "number", "date"}


@dataclass
class Kept:
    """The answer to a request; what it added to the database, opened, and to the audit log; what a log said."""

    reply: Reply
    stored: str
    audit: str
    log: str


class Desk:
    """One office, where every answer is looked at together with all that is kept of it."""

    def __init__(self, office: Office, log: pytest.LogCaptureFixture) -> None:
        self.office = office
        self._log = log
        self._lines = 0
        self._rows = self.rows()

    def ask(self, who: str, line: str, values: Values | None = None) -> Kept:
        asked = Request(uuid4().hex, person(who), line, values or {}, form=values is not None, where=Where("direct"))
        self._log.clear()
        with capture_logs() as entries, self._log.at_level(logging.DEBUG):
            reply = self.office.dispatch(asked)
        return Kept(reply, self._stored(), self._audit(), f"{entries}{self._log.text}")

    def rows(self) -> Mapping[str, int]:
        """Nothing is stored without a new row somewhere: every change has a line in the history."""
        with self.office.database.transaction(write=False) as connection:
            answers = connection.scalar(select(func.count()).select_from(tables.inbox)) or 0
        return {**self.office.rows(), "inbox": answers}

    def _stored(self) -> str:
        """Every row of every table, the sealed ones opened; nothing when nothing was added."""
        rows, self._rows = self._rows, self.rows()
        if rows == self._rows:
            return ""
        with self.office.storage.open(write=False) as store:
            opened = [repr(record) for record in _opened(store)]
            plain = [repr(store.connection.execute(select(table)).all()) for table in tables.metadata.sorted_tables]
        return "\n".join([*opened, *plain])

    def _audit(self) -> str:
        with self.office.database.transaction(write=False) as connection:
            new = select(tables.audit).where(tables.audit.c.seq > self._lines).order_by(tables.audit.c.seq)
            found = connection.execute(new).all()
        self._lines = max([self._lines, *(line.seq for line in found)])
        return repr([tuple(line) for line in found])


def _opened(store: Store) -> Iterator[Any]:
    for kind in KINDS:
        for record in store.records(kind).find(EVERYTHING):
            yield record
            yield store.history(record)
    yield from store.agendapunten.find(EVERYTHING)
    for key, answer in store.connection.execute(select(tables.inbox.c.key, tables.inbox.c.answer)):
        yield RING.open(answer, place("inbox", "answer", key.encode()))


@pytest.fixture(scope="module")
def offices(sqlite: Sqlite) -> Iterator[Offices]:
    with new_folder() as folder, sqlite.copy() as url:
        yield Offices(folder, url)


@pytest.fixture
def desk(offices: Offices, caplog: pytest.LogCaptureFixture) -> Iterator[Desk]:
    office = offices.copy()
    office.ask("coordinator-1", "wa accepteer WA-1")
    yield Desk(office, caplog)
    office.close()


every = pytest.mark.parametrize("pair", VERBS, ids=map(spoken, VERBS))


def test_everything_sealed_that_a_record_has_is_looked_at_here() -> None:
    """A table with sealed columns that is opened nowhere above would be a hole in what follows."""
    sealed = {table.name for table in tables.metadata.sorted_tables for c in table.c if isinstance(c.type, Sealed)}

    assert sealed - {"history", "inbox"} == {kind.table.name for kind in (*KINDS.values(), AGENDAPUNTEN) if kind.sealed}


def forms(desk: Desk, pair: Pair) -> Iterator[tuple[str, Form]]:
    """The forms that this verb opens: about a new record, about some that are there, a person and a partner."""
    numbers = [f"{PREFIXES[pair[0].name]}-{number}" for number in (1, 2, 3)] if pair[0].name in PREFIXES else []
    for rest in ("", *numbers, "bij C-1", "bij CO-1", "bij BV-1", "<@U0HUIZ>", "Huizen"):
        reply = desk.office.ask("coordinator-1", f"{spoken(pair)} {rest}".strip())
        if reply.form:
            yield "coordinator-1", reply.form


def in_order(field: Field) -> tuple[str, ...]:
    """An answer that this question takes: of what takes several all of it, such as everybody's consent."""
    if field.options and field.kind == "choices":
        return field.value or tuple(option.value for option in field.options)
    if field.options:
        return field.value or (field.options[0].value,)
    return field.value or (("iets",) if field.kind == "text" or (field.kind == "line" and field.required) else ())


# Typed


@every
def test_a_bsn_that_is_typed_is_nowhere_kept_and_comes_back(desk: Desk, pair: Pair) -> None:
    rests = (DOUBTFUL, *(f"{number} {DOUBTFUL}" for number in (1, 2, 3)), BSN, f"@{BSN}")
    for rest in rests:
        kept = desk.ask("coordinator-1", f"{spoken(pair)} {rest}")

        _is_nowhere(kept, rest)
        if DOUBTFUL in rest and (is_refusal(kept.reply) or TYPED in _questions(kept.reply)):
            assert BSN in everything(kept.reply), rest


@every
def test_a_bsn_that_is_typed_as_the_number_of_a_record_is_in_no_log(desk: Desk, pair: Pair) -> None:
    for who, rest in ((who, f"{prefix}{BSN}") for who in ASKERS for prefix in ("", "S-", "WA-", "wa ", "0")):
        kept = desk.ask(who, f"{spoken(pair)} {rest}")

        assert BSN not in kept.audit + kept.log, rest


# Filled in


@every
def test_a_bsn_in_any_question_of_any_form_is_nowhere_kept_and_comes_back(desk: Desk, pair: Pair) -> None:
    """With a reason it is stored, but never where it is on view."""
    for who, form in list(forms(desk, pair)):
        for doubtful in [field for field in form.fields if field.kind in WRITTEN]:
            values = {field.name: in_order(field) for field in form.fields} | {doubtful.name: (DOUBTFUL,)}

            without = desk.ask(who, form.line, values)
            answered = desk.ask(who, form.line, values | {WHY: (REASON,)})

            _is_nowhere(without, doubtful.name)
            if not without.reply.errors:
                assert {name: value for name, value in _filled(without.reply).items() if name != WHY} == values
                assert f"›{BSN}‹" in _note(without.reply)
            _is_stored_with_its_reason(desk, answered)


def _is_stored_with_its_reason(desk: Desk, kept: Kept) -> None:
    assert BSN not in kept.audit + kept.log
    assert REASON not in kept.audit + kept.log
    assert [text for text in _on_view(desk) if BSN in text] == []
    if kept.stored:
        assert f"needed='{REASON}'" in kept.stored
        assert ":bsn" in kept.audit


@every
def test_what_was_typed_is_mended_or_stored_with_a_reason(desk: Desk, pair: Pair) -> None:
    for rest in (DOUBTFUL, *(f"{number} {DOUBTFUL}" for number in (1, 2, 3))):
        reply = desk.ask("coordinator-1", f"{spoken(pair)} {rest}").reply
        asked = reply.form
        if asked is None or TYPED not in _questions(reply):
            continue
        typed = asked.fields[0].value[0]

        without = desk.ask("coordinator-1", asked.line, {TYPED: (typed,)})
        mended = desk.ask("coordinator-1", asked.line, {TYPED: (typed.replace(BSN, "iemand"),), WHY: (REASON,)})

        assert without.reply.form == asked
        _is_nowhere(mended, rest)
        assert REASON not in mended.stored
        assert "iemand" in mended.stored


ASKED: tuple[tuple[str, str, Values], ...] = (
    ("signaal nieuw", "feit", {"titel": ("Loods",)}),
    ("signaal nieuw", "duiding", {"titel": ("Loods",)}),
    ("signaal wijzig S-1 versie 1", "feit", {"titel": ("Kanarietitel",)}),
    ("signaal sluit S-1", "reden", {}),
    ("signaal heropen S-2", "reden", {}),
    ("werkafspraak nieuw", "tekst", {}),
    ("werkafspraak wijzig WA-2", "tekst", {}),
    ("werkafspraak weiger WA-3", "reden", {}),
    ("werkafspraak voortgang WA-1", "voortgang", {}),
    ("werkafspraak gereed WA-1", "resultaat", {}),
    ("werkafspraak vervalt WA-2", "reden", {}),
    ("casus houd aan C-1", "reden", {}),
    ("afstemming trek in AF-1", "reden", {}),
    ("rapportage bijdrage 2026-2", "resultaten", {}),
    ("rapportage bijdrage 2026-2", "knelpunten", {"resultaten": ("Drie controles",)}),
)


@pytest.mark.parametrize(("line", "question", "others"), ASKED, ids=[f"{line} {name}" for line, name, _ in ASKED])
def test_what_describes_is_asked_about_and_then_stored_with_the_reason(
    desk: Desk, line: str, question: str, others: Values
) -> None:
    values = {**others, question: (DOUBTFUL,)}

    asked = desk.ask("coordinator-1", line, values)
    answered = desk.ask("coordinator-1", line, values | {WHY: (REASON,)})

    assert {name: value for name, value in _filled(asked.reply).items() if value and name in values} == values
    assert BSN in answered.stored
    assert f"needed='{REASON}'" in answered.stored
    assert "waarschuwing gepasseerd, met reden" in answered.audit
    assert BSN not in answered.audit


@pytest.mark.parametrize(
    ("line", "question"), [("signaal nieuw", "titel"), ("signaal wijzig S-1", "titel"), ("overleg agendapunt", "tekst")]
)
def test_what_is_on_view_is_refused_with_the_place_also_with_a_reason(desk: Desk, line: str, question: str) -> None:
    kept = desk.ask("coordinator-1", line, {question: (f"Bel {BSN} over de loods",), WHY: (REASON,)})
    sentence = kept.reply.errors[question].plain
    assert f"staat mogelijk een BSN: „Bel ›{BSN}‹ over de loods”." in sentence
    assert "Haal dit weg" in sentence
    _is_nowhere(kept, line)


@pytest.mark.parametrize("line", ["signaal nieuw", "overleg agendapunt"])
def test_what_was_typed_for_a_place_on_view_is_refused_and_given_back_whole(desk: Desk, line: str) -> None:
    kept = desk.ask("coordinator-1", f"{line} Bel {BSN} over de loods")

    _is_nowhere(kept, line)
    assert f"In uw tekst staat mogelijk een BSN: „Bel ›{BSN}‹ over de loods”." in kept.reply.text.plain
    assert f"/{line} Bel {BSN} over de loods" in everything(kept.reply)


def test_a_text_that_stays_as_it_was_is_not_asked_about_again(desk: Desk) -> None:
    desk.ask("coordinator-1", "werkafspraak nieuw", {"tekst": (DOUBTFUL,), WHY: (REASON,)})

    opened = desk.ask("coordinator-1", "werkafspraak wijzig WA-6").reply.form
    assert opened is not None
    again = desk.ask("coordinator-1", opened.line, {"tekst": (DOUBTFUL,), "uiterlijk": ("2027-03-01",)})

    assert "WA-6 is opgeslagen" in everything(again.reply)


def test_every_place_is_named_up_to_three(desk: Desk) -> None:
    text = "BSN 111222333, mail j@voorbeeld.nl, bel 06-12345678, rijdt GRS-12-X, geboren 3-3-1980"

    reply = desk.ask("coordinator-1", "werkafspraak nieuw", {"tekst": (text,)}).reply

    note = _note(reply)
    assert "In „Tekst” staat een BSN: „BSN ›111222333‹, mail j@voorbeeld.nl, b…”." in note
    assert "een e-mailadres: „BSN 111222333, mail ›j@voorbeeld.nl‹, bel" in note
    assert note.count("›") == 3
    assert "Er zijn nog 2 plaatsen gevonden." in note


def test_a_reason_that_is_personal_itself_or_too_long_is_refused_at_its_question(desk: Desk) -> None:
    values = {"tekst": (DOUBTFUL,)}
    for reason in (f"omdat {BSN} het vroeg", "mail j@voorbeeld.nl", "x" * 301):
        kept = desk.ask("coordinator-1", "werkafspraak nieuw", values | {WHY: (reason,)})

        _is_nowhere(kept, reason)
        assert set(kept.reply.errors) == {WHY}


def _is_nowhere(kept: Kept, what: str) -> None:
    assert BSN not in kept.stored, what
    assert BSN not in kept.audit, what
    assert BSN not in kept.log, what
    assert "fault" not in kept.log, what


def _filled(reply: Reply) -> dict[str, tuple[str, ...]]:
    assert reply.form is not None, everything(reply)
    return {field.name: field.value for field in reply.form.fields}


def _note(reply: Reply) -> str:
    return reply.form.note.plain if reply.form else ""


def _questions(reply: Reply) -> set[str]:
    return {field.name for field in reply.form.fields} if reply.form else set()


def _on_view(desk: Desk) -> list[str]:
    """What stands in headings, and on the agenda that goes to everybody."""
    with desk.office.storage.open(write=False) as store:
        records = [record for kind in KINDS for record in store.records(kind).find(EVERYTHING)]
        titles = [record.title for record in records if hasattr(record, "title")]
        columns = [tables.metadata.tables[table].c[name] for table, names in FREE.items() for name in names]
        register = [text for column in columns for text in store.connection.scalars(select(column)) if text]
        return [*titles, *register, *(point.text for point in store.agendapunten.find(EVERYTHING))]
