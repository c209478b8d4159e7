"""Who did and saw what: asked by toezicht, on every platform, and without a word of content."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import Column, String, func, select

from bitbot.messages import MAKERS
from handlers.verbs import Subject, Verb
from storage import tables
from storage.audit import AND_FOR
from tests.conversations.conftest import Talk
from tests.conversations.office import (
    HIDDEN,
    MADE_UP,
    VERBS,
    Office,
    Offices,
    content_in,
    everything,
    is_refusal,
    spoken,
)
from tests.databases import Sqlite, new_folder

Pair = tuple[Subject, Verb]
Line = tuple[str, str, str, int | None]
CANARY = re.compile("kanarie", re.IGNORECASE)
# Where the words of the office stand.
HOMES = {
    "Kanarietitel": ("signaal", 1),
    "Kanariesluit": ("signaal", 2),
    "Kanarieduiding": ("signaal", 2),
    "Kanariereden": ("signaal", 2),
    "Kanarieafspraak": ("werkafspraak", 1),
    "Kanarievrij": ("werkafspraak", 2),
    "Kanariegevraagd": ("werkafspraak", 3),
    "Kanarieklaar": ("werkafspraak", 4),
    "Kanarieresultaat": ("werkafspraak", 4),
    "Kanariegeweigerd": ("werkafspraak", 5),
    "Kanarieweigering": ("werkafspraak", 5),
    "Kanariepunt": ("overleg", 1),
    "Kanarieresultaten": ("bijdrage", 1),
    "Kanarievoortgang": ("bijdrage", 1),
    "Kanarieknelpunt": ("bijdrage", 1),
}


def lines(talk: Talk) -> list[str]:
    """Every line of the log, whole, as one text each."""
    with talk.bot.storage.database.transaction(write=False) as connection:
        rows = connection.execute(select(tables.audit).order_by(tables.audit.c.seq)).mappings()
        return [json.dumps(dict(row), default=str) for row in rows]


def test_toezicht_sees_who_did_and_saw_what_with_a_signaal(talk: Talk) -> None:
    talk.say("hilversum-1", "/signaal nieuw Kanarietitel gemeente Huizen thema hennep")
    talk.say("huizen-1", "/signaal toon S-1")
    talk.say("laren-1", "/signaal lijst")
    talk.say("laren-1", "/signaal sluit S-1 Kanariereden")
    talk.say("blaricum-1", "/signaal toon S-77")

    shown = talk.say("fg-1", "/bit audit S-1").text
    again = talk.say("fg-1", "/bit audit S-1").text
    nobody = talk.say("fg-1", "/bit audit S-77").text

    told = [line for line in shown.splitlines() if " · " in line]
    names = {key: name_of(talk, key) for key in ("hilversum-1", "huizen-1", "laren-1", "blaricum-1")}
    assert [line.partition(" · ")[2] for line in reversed(told)] == [
        f"{names['hilversum-1']}: verzameld S-1 · signaal nieuw · ondermijning, via {talk.platform.name}",
        f"bitbot zelf: verstrekt S-1 · signaal.new · ondermijning, via {talk.platform.name} · aan het kanaal",
        f"{names['huizen-1']}: geraadpleegd S-1 · signaal toon · ondermijning, via {talk.platform.name}",
        f"{names['laren-1']}: geraadpleegd S-1 · signaal lijst · ondermijning, via {talk.platform.name}",
        f"{names['laren-1']}: gewijzigd S-1 · signaal sluit, via {talk.platform.name} · geweigerd",
    ]
    assert again.splitlines()[1:] == shown.splitlines()[1:]
    assert f"{names['blaricum-1']}: geraadpleegd S-77 · signaal toon, via {talk.platform.name} · geweigerd" in nobody
    assert CANARY.findall("\n".join(lines(talk))) == []


def test_toezicht_sees_what_one_person_did_and_was_sent(talk: Talk) -> None:
    talk.say("hilversum-1", "/wa nieuw Kanarieafspraak voor @huizen-1 uiterlijk volgende week vrijdag")
    talk.click("huizen-1", "Accepteren")
    talk.say("huizen-1", "/wa gereed WA-1 Kanarieresultaat")

    shown = talk.say("fg-1", "/bit audit @huizen-1").text

    own = name_of(talk, "huizen-1")
    assert (
        f"bitbot zelf: verstrekt WA-1 · werkafspraak.assigned · ondermijning, via {talk.platform.name} · aan {own}"
        in shown
    )
    assert f"{own}: gewijzigd WA-1 · werkafspraak accepteer · ondermijning, via {talk.platform.name}" in shown
    assert f"{own}: gewijzigd WA-1 · werkafspraak gereed · ondermijning, via {talk.platform.name}" in shown
    assert CANARY.findall("\n".join(lines(talk))) == []


@pytest.mark.parametrize("who", ["coordinator-1", "hilversum-1", "beheerder-1", "burgemeester-huizen"])
def test_only_toezicht_reads_the_log_and_trying_is_in_it(talk: Talk, who: str) -> None:
    refused = talk.say(who, "/bit audit S-1")

    assert "Met uw rol kunt u dit niet doen" in refused.text
    assert '"result": "geweigerd: refused.role"' in lines(talk)[-1]
    assert '"purpose": "bit audit"' in lines(talk)[-1]


def test_looking_in_the_log_is_in_the_log(talk: Talk) -> None:
    talk.say("fg-1", "/bit audit S-1")

    shown = talk.say("fg-1", "/bit audit @fg-1").text

    assert "geraadpleegd audit signaal:1 · bit audit" in shown


def test_the_log_comes_in_pages(talk: Talk) -> None:
    talk.say("hilversum-1", "/signaal nieuw Kanarietitel")
    for _ in range(30):
        talk.say("hilversum-1", "/signaal toon S-1")

    first = talk.say("fg-1", "/bit audit S-1")
    second = talk.click("fg-1", "Volgende pagina")

    assert "1–25 van 32" in first.text
    assert "26–32 van 32" in second.text


def test_each_look_and_change_names_what_the_record_itself_is_for(offices: Offices) -> None:
    office = offices.copy()
    before = last(office)
    terms = {"titel": "Kanariesluit", "regime": "AVG", "doel": "bibob", "grondslag": "wet-bibob-3"}

    office.ask("huizen-1", "signaal lijst alle")
    office.ask("huizen-1", "signaal heropen S-2 Kanarie")
    office.ask("huizen-1", "signaal wijzig S-2", **terms)
    office.ask("huizen-1", "overleg")
    office.ask("laren-1", "signaal sluit S-2 Kanarie")

    found = purposes(office, before)
    assert found == [
        ("raadplegen", "signaal", 2, "signaal lijst · drugspanden"),
        ("raadplegen", "signaal", 1, "signaal lijst · ondermijning"),
        ("wijzigen", "signaal", 2, "signaal heropen · drugspanden"),
        ("raadplegen", "signaal", 2, "signaal heropen · drugspanden"),
        ("wijzigen", "signaal", 2, "signaal wijzig · bibob"),
        ("raadplegen", "signaal", 2, "signaal wijzig · bibob"),
        ("raadplegen", "overleg", 1, "overleg"),
        *[("raadplegen", "werkafspraak", number, "overleg · ondermijning") for number in (1, 3, 2, 5)],
        ("wijzigen", "signaal", 2, "signaal sluit"),
    ]
    office.close()


def test_a_change_of_what_a_record_is_for_is_written_with_what_it_is_for_now(offices: Offices) -> None:
    office = offices.copy()
    before = last(office)

    with office.storage.open() as store:
        old = store.signalen.get(1)
        assert old is not None
        store.save(old, replace(old, purpose="bibob"), old.maker, "wijzig")

    assert purposes(office, before) == [("wijzigen", "signaal", 1, "bibob")]
    office.close()


def purposes(office: Office, after: int) -> list[tuple[str, str, int | None, str]]:
    table = tables.audit
    columns = (table.c.operation, table.c.kind, table.c.number, table.c.purpose)
    with office.database.transaction(write=False) as connection:
        rows = connection.execute(select(*columns).where(table.c.seq > after).order_by(table.c.seq))
        return [(row.operation, row.kind, row.number, row.purpose) for row in rows]


def test_the_longest_command_and_the_longest_code_fit_together() -> None:
    deeds = {*map(spoken, VERBS), *MAKERS, "signaal.new"}

    most = longest(tables.audit.c.purpose)

    assert max(map(len, deeds)) + len(AND_FOR) + longest(tables.signaal.c.purpose) <= most


def longest(column: Column[str]) -> int:
    assert isinstance(column.type, String)
    return column.type.length or 0


def test_what_bitbot_makes_by_itself_is_in_the_log_as_its_own(talk: Talk) -> None:
    """Until the round of the half-year opens, meetings come by themselves."""
    talk.until(datetime(2027, 1, 4, 8, 30, tzinfo=UTC))
    talk.bot.turn()

    with talk.bot.storage.database.transaction(write=False) as connection:
        table = tables.audit
        made = select(table.c.actor, table.c.kind).where(table.c.operation == "verzamelen").distinct()
        found = {tuple(row) for row in connection.execute(made)}
        meetings = connection.scalar(select(func.count()).select_from(tables.overleg))
        lines = select(func.count()).select_from(table).where(table.c.operation == "verzamelen")
        logged = connection.scalar(lines.where(table.c.kind == "overleg"))
    assert found == {("worker", "overleg"), ("worker", "rapportage")}
    assert meetings == logged


def name_of(talk: Talk, key: str) -> str:
    with talk.store() as store:
        return next(member.name for member in store.organisation.members if member.key == key)


# Every verb there is


@pytest.fixture(scope="module")
def offices(sqlite: Sqlite) -> Iterator[Offices]:
    with new_folder() as folder, sqlite.copy() as url:
        yield Offices(folder, url)


def logged(office: Office, after: int = 0) -> list[Line]:
    table = tables.audit
    with office.database.transaction(write=False) as connection:
        query = select(table.c.actor, table.c.operation, table.c.kind, table.c.number).where(table.c.seq > after)
        return [(row[0], row[1], row[2], row[3]) for row in connection.execute(query)]


def last(office: Office) -> int:
    with office.database.transaction(write=False) as connection:
        return connection.scalar(select(tables.audit.c.seq).order_by(tables.audit.c.seq.desc()).limit(1)) or 0


@pytest.mark.parametrize("pair", VERBS, ids=map(spoken, VERBS))
def test_whatever_an_answer_shows_is_in_the_log(offices: Offices, pair: Pair) -> None:
    """Each word of a record that is read, also in a form or a menu: somebody saw that record."""
    for rest in ("", "1", "2", "3", "S-1", "WA-1", "WA-4", "alle", "2026-2", "WA-1 met woorden", "iets bij S-1"):
        office = offices.copy()
        before = last(office)

        reply = office.ask("coordinator-1", f"{spoken(pair)} {rest}")

        seen = {(kind, number) for _, _, kind, number in logged(office, before)}
        assert {HOMES[word] for word in content_in(reply) if word in HOMES} - seen == set(), rest
        office.close()


@pytest.mark.parametrize("pair", VERBS, ids=map(spoken, VERBS))
def test_no_word_of_a_record_or_a_person_stands_in_the_log(offices: Offices, pair: Pair) -> None:
    office = offices.copy()
    values = {"reden": "Kanarie", "tekst": "Kanarie", "titel": "Kanarie", "resultaten": "Kanarie", "wanneer": "Kanarie"}

    for who in ("coordinator-1", "blaricum-1", "fg-1"):
        for rest in ("Kanarie", "1 Kanarie", "S-1", "Kanarie voor Kanarie", "S-99999999999999999999"):
            office.ask(who, f"{spoken(pair)} {rest}")
            office.ask(who, f"{spoken(pair)} {rest}", **values)

    with office.database.transaction(write=False) as connection:
        whole = "\n".join(str(tuple(row)) for row in connection.execute(select(tables.audit)))
    assert CANARY.findall(whole) == []
    office.close()


def test_what_shows_no_record_only_reads(offices: Offices) -> None:
    office = offices.copy()
    before = last(office)

    for line in ("bit hulp", "signaal hulp", "bit stand", "rapportage", "signaal onzin"):
        assert not is_refusal(office.ask("coordinator-1", line)) or line == "signaal onzin"

    assert last(office) == before
    office.close()


@pytest.mark.parametrize(
    ("who", "line", "refusal"),
    [
        ("blaricum-1", "signaal toon S-3", "refused.unknown"),
        ("blaricum-1", "signaal toon S-33", "refused.unknown"),
        ("blaricum-1", "signaal sluit S-1 klaar", "refused.signaal.sluit"),
        ("blaricum-1", "signaal politie S-1", "refused.police"),
        ("blaricum-1", "rapportage overzicht", "refused.coordinator"),
        ("beheerder-1", "signaal nieuw Kanarie", "refused.role"),
    ],
)
def test_a_refusal_is_in_the_log_and_tells_no_more_than_was_asked(
    offices: Offices, who: str, line: str, refusal: str
) -> None:
    office = offices.copy()
    for maker, hidden, values in HIDDEN:
        assert not is_refusal(office.ask(maker, hidden, **values))
    before = last(office)

    reply = office.ask(who, line)

    with office.database.transaction(write=False) as connection:
        rows = connection.execute(select(tables.audit).where(tables.audit.c.seq > before)).all()
    asked = re.search(r"S-(\d+)", line)
    assert is_refusal(reply), everything(reply)
    assert [(row.result, row.number) for row in rows] == [(f"geweigerd: {refusal}", int(asked[1]) if asked else None)]
    assert MADE_UP.findall(str(rows)) == []
    office.close()
