"""Nothing readable in the database, what is destroyed stays destroyed, and secret keys change while people work."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields, replace
from datetime import date
from pathlib import Path
from typing import Any, get_type_hints

import pytest
from sqlalchemy import Connection, Table, event, func, select, text, update

from bitbot.chat import Request, Where
from bitbot.domain.conditions import Before, In
from bitbot.domain.kinds import WAYS
from handlers.dispatch import Dispatch
from storage import keys, tables
from storage.engine import Database
from storage.records import Kind
from storage.secrets import DESTROYED, Broken, Destroyed, Ring, SecretFault, new_key
from storage.store import AGENDAPUNTEN, KINDS, RAPPORTAGES, Storage
from storage.types import Sealed
from tests.conversations.office import Office, furnished, opened, person
from tests.databases import KEY, RING

EVERY_KIND = [*KINDS.values(), AGENDAPUNTEN, RAPPORTAGES]
SEALED = [(kind, name) for kind in EVERY_KIND for name in kind.sealed]
# Texts of records that nobody wrote: they come from a list of ours or from the organisation file.
CODES = {"state", "visibility", "theme", "source", "urgency", "place", "period", "held", "purpose", "basis"}
CHOSEN = CODES | {"competence"} | {ask.fills for way in WAYS.values() for ask in way.asked if ask.codes}


@pytest.fixture
def office(database_url: str) -> Iterator[Office]:
    """A record in every state; every word that somebody wrote begins with Kanarie."""
    office = furnished(database_url)
    yield office
    office.close()


# Nothing readable


def test_no_word_that_people_wrote_stands_in_any_column(office: Office) -> None:
    with office.database.transaction(write=False) as connection:
        everything = [(table.name, _raw(connection, table)) for table in tables.metadata.sorted_tables]

    assert b"afgesloten" in dict(everything)["signaal"]
    assert [name for name, content in everything if b"anarie" in content] == []


def _raw(connection: Connection, table: Table) -> bytes:
    """What the driver gives, column after column."""
    rows = connection.execute(text(f"SELECT * FROM {table.name}"))  # noqa: S608 - a table of ours
    values = (value for row in rows for value in row)
    return b"|".join(value if isinstance(value, bytes) else str(value).encode() for value in values)


def test_no_word_that_people_wrote_stands_in_the_file(sqlite_url: str) -> None:
    furnished(sqlite_url).close()

    folder = Path(sqlite_url.removeprefix("sqlite:///")).parent

    files = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert b"WA-4" in files["bitbot.db"]
    assert [name for name, content in files.items() if b"anarie" in content] == []


@pytest.mark.parametrize("kind", EVERY_KIND, ids=lambda kind: kind.table.name)
def test_every_text_of_a_record_is_sealed_or_chosen_from_a_list(kind: Kind[Any]) -> None:
    types = get_type_hints(kind.type)
    written = {f.name for f in fields(kind.type) if types[f.name] is str}

    assert written - CHOSEN <= set(kind.sealed)
    assert set(kind.sealed) & CHOSEN == set()


@pytest.mark.parametrize(("kind", "name"), SEALED, ids=lambda part: part if isinstance(part, str) else part.table.name)
def test_nothing_can_be_sought_or_sorted_by_what_is_sealed(kind: Kind[Any], name: str) -> None:
    column = kind.table.c[name]
    questions: list[Callable[[], object]] = [
        lambda: kind.where(In(name, ("een titel",))),
        lambda: kind.where(Before(name, date.max)),
        lambda: column == b"x",
        lambda: column.like("%x%"),
        lambda: column.is_(None),
        lambda: column.in_([b"x"]),
        column.asc,
        lambda: column.desc().nulls_last(),
    ]

    for ask in questions:
        with pytest.raises(TypeError, match="is sealed"):
            ask()


def test_a_text_that_is_not_sealed_cannot_be_stored(office: Office) -> None:
    with pytest.raises(Exception, match="not sealed"), office.database.transaction() as connection:
        connection.execute(update(tables.signaal).values(title="open en bloot"))


# What was tampered with is refused, never shown


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE signaal SET title = (SELECT fact FROM signaal WHERE number = 2) WHERE number = 2",
        "UPDATE signaal SET title = (SELECT title FROM signaal WHERE number = 1) WHERE number = 2",
        'UPDATE signaal SET "key" = (SELECT "key" FROM signaal WHERE number = 1) WHERE number = 2',
        "UPDATE signaal SET uid = (SELECT uid FROM signaal WHERE number = 1) WHERE number = 2",
        "UPDATE history SET texts = (SELECT title FROM signaal WHERE number = 2) WHERE record = 2 AND deed = 'sluit'",
    ],
    ids=["another column", "another row", "another key", "another id", "history"],
)
def test_cells_that_were_exchanged_are_refused(office: Office, change: str) -> None:
    with office.database.transaction() as connection:
        connection.execute(text(change))

    with pytest.raises(Broken), office.storage.open(write=False) as store:
        store.history(store.signalen.get(2) or pytest.fail("no such record"))
    assert dict(keys.check(office.database, RING))["signaal"].broken == [2]


def test_the_answer_to_one_request_is_not_given_to_another(office: Office) -> None:
    for key in ("een", "twee"):
        office.again("huizen-1", f"signaal nieuw Kanarie{key}", key)
    with office.database.transaction() as connection:
        other = "SELECT answer FROM inbox WHERE key = 'een'"
        connection.execute(text(f"UPDATE inbox SET answer = ({other}) WHERE key = 'twee'"))  # noqa: S608 - a test

    with pytest.raises(Broken), office.storage.open("twee"):
        pass


def test_everything_opens_in_a_database_in_full_swing(office: Office) -> None:
    found = dict(keys.check(office.database, RING))

    assert set(found) == {kind.table.name for kind in EVERY_KIND if kind.sealed}
    assert [(name, each) for name, each in found.items() if each.broken or each.destroyed or not each.opened] == []


def test_sealing_takes_no_statement_of_its_own(office: Office) -> None:
    executed: list[str] = []
    event.listen(office.database.engine, "before_cursor_execute", lambda *told: executed.append(told[2].split()[0]))

    _rename(office, 1)

    # The moment with the organisation, the record, its next version, its history, the audit log.
    asked = [word for word in executed if word in {"SELECT", "INSERT", "UPDATE"}]
    assert asked == ["SELECT", "SELECT", "UPDATE", "INSERT", "INSERT"]


# The right key or none


def test_another_key_is_refused_at_the_start(office: Office) -> None:
    keys.admit(office.database, RING)

    with pytest.raises(SecretFault, match="past niet bij deze database"):
        keys.admit(office.database, Ring(new_key()))
    keys.admit(office.database, RING)


def test_without_a_key_what_is_planned_can_be_read_and_what_is_written_cannot(office: Office) -> None:
    with Storage(office.database, office.clock).open(write=False) as store:
        assert store.organisation.partners
        assert store.deliveries.upcoming(store.now) is not None
        with pytest.raises(SecretFault, match="ontbreekt"):
            store.signalen.get(1)


# Destroying


def test_a_destroyed_record_has_no_text_left_in_its_history_either(office: Office) -> None:
    with office.storage.open() as store:
        assert keys.destroy(store.connection, "signaal", 2)
        assert not keys.destroy(store.connection, "signaal", 999)

    with office.storage.open() as store:
        gone, other = store.signalen.get(2), store.signalen.get(1)
        assert gone is not None
        assert other is not None
        assert (gone.title, gone.fact, gone.interpretation, gone.reason) == (DESTROYED,) * 4
        assert other.title.startswith("Kanarie")
        past = store.history(gone)
        assert [change.deed for change in past] == ["nieuw", "sluit"]
        assert [*past[1].fields["state"]] == ["geregistreerd", "afgesloten"]
        assert [*past[1].fields["reason"]] == [DESTROYED, DESTROYED]
        assert past[1].note == DESTROYED


def test_a_destroyed_record_takes_no_new_text(office: Office) -> None:
    with office.storage.open() as store:
        keys.destroy(store.connection, "signaal", 1)

    with pytest.raises(Destroyed):
        _rename(office, 1)
    assert dict(keys.check(office.database, RING))["signaal"].destroyed == 1


def _rename(office: Office, number: int) -> None:
    with office.storage.open() as store:
        old = store.signalen.get(number)
        assert old is not None
        store.save(old, replace(old, title="Een andere titel"), old.maker, "wijzig")


# Another secret key, while people work


def test_rotating_changes_wrapped_keys_and_words_only_and_can_be_broken_off(office: Office) -> None:
    newer = new_key()
    both, before = Ring(newer, KEY), _texts(office.database)

    rotation = keys.rotate(office.database, both, batch=2)
    first = [next(rotation), next(rotation)]
    rotation.close()
    rest = list(keys.rotate(office.database, both))

    assert [count for _, count in first] == [1, 1]
    assert sum(count for _, count in [*first, *rest]) == _wrapped(office.database)
    assert list(keys.rotate(office.database, both)) == []
    assert _texts(office.database) == before
    assert [(n, c) for n, c in keys.check(office.database, Ring(newer)) if c.broken] == []


def test_the_old_key_may_go_once_its_answers_are_forgotten(office: Office) -> None:
    keys.admit(office.database, RING)
    newer = new_key()
    both = Ring(newer, KEY)
    keys.admit(office.database, both)

    list(keys.rotate(office.database, both))
    too_early = keys.retire(office.database, both)
    with office.storage.open() as store:
        store.connection.execute(text("DELETE FROM inbox"))
    in_time = keys.retire(office.database, both)

    assert (too_early, in_time) == ([], RING.names)
    keys.admit(office.database, Ring(newer))
    with pytest.raises(SecretFault):
        keys.admit(office.database, RING)


def test_nothing_is_lost_while_keys_are_wrapped_anew_and_people_write(database_url: str) -> None:
    office = opened(database_url)
    ring = Ring(new_key(), KEY)
    working = Dispatch(Storage(office.database, office.clock, ring))
    for number in range(30):
        office.ask("huizen-1", f"signaal nieuw Kanarie{number}")

    with ThreadPoolExecutor(3) as pool:
        writers = [pool.submit(_write, working, name) for name in ("een", "twee")]
        while not all(writer.done() for writer in writers):
            list(keys.rotate(office.database, ring))

    assert [writer.result() for writer in writers] == [30, 30]
    list(keys.rotate(office.database, ring))
    checked = dict(keys.check(office.database, ring))["signaal"]
    assert (checked.opened, checked.broken) == (90, [])
    office.close()


def _write(dispatch: Dispatch, name: str) -> int:
    """New ones, and changes of what is there."""
    for number in range(30):
        _ask(dispatch, f"{name}-{number}", f"signaal nieuw Kanarie{name}{number}")
        _ask(dispatch, f"{name}-{number}-sluit", f"signaal sluit S-{number + 1} Kanariereden")
    return 30


def _ask(dispatch: Dispatch, key: str, line: str) -> None:
    dispatch(Request(key, person("huizen-1"), line, where=Where("direct")))


def _texts(database: Database) -> list[object]:
    with database.transaction(write=False) as connection:
        sealed = [(t, [c for c in t.c if isinstance(c.type, Sealed)]) for t in tables.metadata.sorted_tables]
        return [
            row for _, columns in sealed if columns for row in sorted(connection.execute(select(*columns)), key=str)
        ]


def _wrapped(database: Database) -> int:
    with database.transaction(write=False) as connection:
        columns = (column for each in keys.WRAPPED.values() for column in each)
        return sum(connection.scalar(select(func.count(column))) or 0 for column in columns)
