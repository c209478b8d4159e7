"""What holds for everything that can be asked, wherever others may read along: nothing is told, stored or opened."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Final, get_args

import pytest
from sqlalchemy import event, func, select

from bitbot.chat import Button, Card, Menu, Person, PlaceKind, Reply, Request, Text, Where
from bitbot.domain.calendar import DUTCH
from bitbot.domain.places import OURS
from bitbot.texts import Texts, sentences
from handlers.dispatch import Dispatch
from handlers.verbs import Subject, Verb
from storage import tables
from tests.conversations.office import VERBS, Office, Offices, as_json, everything, spoken
from tests.databases import Sqlite, new_folder

SAY = Texts(DUTCH.zone)
KINDS: Final[tuple[PlaceKind, ...]] = get_args(PlaceKind)
CLOSED: Final = [kind for kind in KINDS if kind not in OURS]
PEOPLE: Final[tuple[str | Person, ...]] = (
    "coordinator-1",
    "huizen-1",
    "fg-1",
    Person("slack", "T0BIT", "U0VREEMD"),
    Person("slack", "T0ELDERS", "U0HILV"),
)
FIELDS: Final = [name.removeprefix("field.") for name in sentences() if name.startswith("field.")]

every = pytest.mark.parametrize("pair", VERBS, ids=map(spoken, VERBS))
everywhere = pytest.mark.parametrize("kind", CLOSED)


@pytest.fixture(scope="module")
def offices(sqlite: Sqlite) -> Iterator[Offices]:
    with new_folder() as folder, sqlite.copy() as url:
        yield Offices(folder, url)


@pytest.fixture(scope="module")
def office(offices: Offices) -> Iterator[Office]:
    """Shared: nothing here may change it."""
    found = offices.copy()
    yield found
    found.close()


def stored(office: Office) -> Mapping[str, int]:
    """Also the answers, which are content."""
    with office.database.transaction(write=False) as connection:
        answers = connection.scalar(select(func.count()).select_from(tables.inbox)) or 0
    return {**office.rows(), "inbox": answers}


def sentence(kind: PlaceKind) -> str:
    return SAY(f"refused.place_{kind}").plain


def is_silent(reply: Reply, kind: PlaceKind) -> bool:
    """One sentence, and apart from it, in direct messages, no more than what the person typed."""
    typed = SAY("refused.typed").plain
    apart = reply.apart is None or (
        reply.apart.title.plain == typed and reply.apart == Card(reply.apart.title, body=reply.apart.body)
    )
    told = {sentence(kind), f"{sentence(kind)} {SAY('refused.place_typed').plain}"}
    return apart and reply.text.plain in told and (reply.card, reply.form, reply.errors) == (None, None, {})


@everywhere
@every
def test_whatever_is_typed_or_chosen_nothing_is_told_stored_or_opened(
    office: Office, pair: tuple[Subject, Verb], kind: PlaceKind
) -> None:
    before = stored(office)
    rests = ("", "1", "S-1 met woorden", "WA-1 met woorden en een heel verhaal erachter", "alle")

    typed = [office.ask_at(Where(kind), who, f"{spoken(pair)} {rest}") for who in PEOPLE for rest in rests]
    chosen = [office.ask_at(Where(kind), who, f"{spoken(pair)} 1", **dict.fromkeys(FIELDS, "1")) for who in PEOPLE]

    assert [everything(reply) for reply in (*typed, *chosen) if not is_silent(reply, kind)] == []
    assert stored(office) == before


@everywhere
@every
def test_a_form_that_is_submitted_stays_open_and_stores_nothing(
    office: Office, pair: tuple[Subject, Verb], kind: PlaceKind
) -> None:
    before = stored(office)

    replies = [
        office.request(
            who, f"{spoken(pair)} 1", Where(kind), f"{who} {pair} {kind}", dict.fromkeys(FIELDS, "x"), form=True
        )
        for who in PEOPLE
    ]

    assert {tuple(error.plain for error in reply.errors.values()) for reply in replies} == {(sentence(kind),)}
    assert {(reply.text, reply.card, reply.form, reply.apart) for reply in replies} == {(Text(), None, None, None)}
    assert stored(office) == before


@cache
def shown(offices: Offices) -> tuple[tuple[str, Mapping[str, str]], ...]:
    """Every button and every option of a menu that any answer shows: its line and what it brings."""
    office = offices.copy()
    rests = ("", "1", "S-1", "WA-1", "WA-2", "WA-3", "O-1")
    replies = [office.ask(who, f"{spoken(pair)} {rest}") for pair in VERBS for rest in rests for who in PEOPLE[:2]]
    office.close()
    actions = [action for reply in replies if reply.card for action in reply.card.actions]
    found = {(line, given) for action in actions for line, given in _lines(action)}
    return tuple((line, dict(given)) for line, given in sorted(found))


def _lines(action: Button | Menu) -> Iterator[tuple[str, tuple[tuple[str, str], ...]]]:
    if isinstance(action, Button):
        yield action.line, ()
    else:
        yield from ((action.line, ((action.name, option.value),)) for option in action.options)


@everywhere
def test_no_button_and_no_menu_that_is_shown_anywhere_works_there(
    offices: Offices, office: Office, kind: PlaceKind
) -> None:
    before = stored(office)

    lines = shown(offices)
    replies = [office.ask_at(Where(kind), "coordinator-1", line, **values) for line, values in lines]

    assert len(lines) > 50
    assert [everything(reply) for reply in replies if not is_silent(reply, kind)] == []
    assert stored(office) == before


@every
def test_in_a_private_channel_the_answer_is_that_of_a_direct_message(
    offices: Offices, pair: tuple[Subject, Verb]
) -> None:
    one, other = offices.copy(), offices.copy()
    rests = ("", "S-1 met woorden", "WA-1 met woorden", "iets nieuws", "alle")

    for rest in rests:
        line = f"{spoken(pair)} {rest}"
        asked = one.ask_at(Where("private", "C0BIT"), "huizen-1", line)
        seen = other.ask_at(Where(id="C0BIT"), "huizen-1", line)
        assert as_json(asked) == as_json(seen)
        assert "refused.place" not in str(asked)
        assert asked.apart is None
    one.close()
    other.close()


# What is not known


def looking(office: Office, *kinds: PlaceKind | None) -> tuple[Dispatch, list[Request]]:
    """Answers with somebody who looks, and each time sees the next of these; None is a look that fails."""
    looked: list[Request] = []
    found = iter(kinds)

    def look(request: Request) -> None:
        looked.append(request)
        kind = next(found)
        if kind:
            with office.storage.open() as store:
                store.channels.keep(request.place, kind)

    return Dispatch(office.storage, look), looked


def asked(where: Where, line: str = "wa nieuw Vergunningen van de loods nakijken") -> Request:
    return Request(f"{where} {line}", Person("slack", "T0BIT", "U0HUIZ"), line, where=where)


@pytest.mark.parametrize("kind", sorted(set(KINDS) - {"unknown"}))
def test_where_nobody_looked_somebody_looks_first_and_then_it_is_answered(offices: Offices, kind: PlaceKind) -> None:
    office = offices.copy()
    dispatch, looked = looking(office, kind)
    where = Where(id="C0NIEUW")

    first = dispatch(asked(where))
    again = dispatch(asked(where, "wa lijst"))

    assert looked == [asked(where)]
    if kind in OURS:
        assert first.text.plain.startswith("Vastgelegd als")
        assert again.card
    else:
        assert is_silent(first, kind)
        assert is_silent(again, kind)
    office.close()


def test_as_long_as_nobody_can_see_it_nothing_is_told_and_each_time_somebody_looks_again(offices: Offices) -> None:
    office = offices.copy()
    dispatch, looked = looking(office, None, None, "private")
    before = stored(office)

    refused = [dispatch(asked(Where(id="C0NIEUW"))) for _ in range(2)]
    between = stored(office)
    answered = dispatch(asked(Where(id="C0NIEUW")))

    assert [is_silent(reply, "unknown") for reply in refused] == [True, True]
    assert between == before
    assert len(looked) == 3
    assert answered.text.plain.startswith("Vastgelegd als")
    office.close()


def test_a_place_that_became_public_is_refused_and_an_answer_that_was_given_there_is_not_repeated(
    offices: Offices,
) -> None:
    office = offices.copy()
    given = office.dispatch(asked(Where(id="C0BIT")))
    with office.storage.open() as store:
        store.channels.keep("slack:C0BIT", "public")

    repeated = office.dispatch(asked(Where(id="C0BIT")))

    assert given.card
    assert is_silent(repeated, "public")
    office.close()


def test_a_request_that_does_not_tell_where_it_was_asked_is_refused(office: Office) -> None:
    reply = office.dispatch(Request("k", Person("slack", "T0BIT", "U0HUIZ"), "bit"))

    assert is_silent(reply, "unknown")


# What was typed, and what it costs


def test_what_was_typed_goes_apart_and_nothing_else_of_it_is_shown(office: Office) -> None:
    line = "signaal nieuw Kanarieloods met veel verkeer"

    reply = office.ask_at(Where("shared"), "huizen-1", line)

    assert reply.apart is not None
    assert reply.apart.body.plain == f"/{line}"
    assert "Kanarie" not in reply.text.plain
    assert reply.text.plain == f"{sentence('shared')} {SAY('refused.place_typed').plain}"


@pytest.mark.parametrize("line", ["onzin", "wa vrijdag", "signaal niew Kanarieloods met veel verkeer", "x" * 50_000])
def test_what_is_no_command_gets_the_same_words(office: Office, line: str) -> None:
    assert is_silent(office.ask_at(Where("public"), "huizen-1", line), "public")


def test_when_nothing_can_be_seen_at_all_what_was_typed_goes_apart_unless_the_place_was_ours(offices: Offices) -> None:
    """The database is away, so nobody knows who reads along."""
    office = offices.copy()
    office.dispatch(asked(Where(id="C0BIT"), "wa lijst"))
    with office.database.transaction() as connection:
        tables.inbox.drop(connection)

    known = office.dispatch(asked(Where(id="C0BIT")))
    unknown = office.dispatch(asked(Where(id="C0NIEUW")))

    assert known.text.plain.startswith("Er ging iets mis")
    assert known.card is not None
    assert known.apart is None
    assert unknown.card is None
    assert unknown.apart is not None
    office.close()


def test_a_refusal_is_in_the_audit_log_without_what_was_typed(offices: Offices) -> None:
    office = offices.copy()
    office.ask_at(Where("public"), "huizen-1", "signaal nieuw Kanarieloods met veel verkeer")
    office.ask_at(Where("guests"), Person("slack", "T0BIT", "U0VREEMD"), "wa toon WA-1")

    with office.database.transaction(write=False) as connection:
        rows = connection.execute(select(tables.audit).order_by(tables.audit.c.seq.desc()).limit(2)).mappings().all()
    told = [
        {name: row[name] for name in ("actor", "operation", "kind", "number", "fields", "purpose", "result")}
        for row in rows
    ]

    nothing = {"kind": "", "number": None, "fields": ""}
    member = next(m for m in office.storage.organisation.members if m.key == "huizen-1")
    assert told == [
        {"actor": "slack:U0VREEMD", "operation": "raadplegen", **nothing}
        | {"purpose": "werkafspraak toon", "result": "geweigerd: refused.place_guests"},
        {"actor": f"member:{member.id}", "operation": "wijzigen", **nothing}
        | {"purpose": "signaal nieuw", "result": "geweigerd: refused.place_public"},
    ]
    office.close()


def test_in_the_channel_of_the_bit_it_costs_no_statement_more(offices: Offices) -> None:
    executed: list[str] = []
    office = offices.copy()
    event.listen(office.database.engine, "before_cursor_execute", lambda *told: executed.append(told[2]))
    dispatch, looked = looking(office)
    dispatch(asked(Where("direct"), "wa nieuw Warm worden"))
    counts = []
    for number, where in enumerate((Where("direct"), Where("private"), Where(id="C0BIT"))):
        executed.clear()
        dispatch(asked(where, f"wa nieuw Vergunning {number}"))
        counts.append(len(executed))

    assert counts == [6, 6, 6]
    assert looked == []
    office.close()
