"""Finding records by words in the database: only those that have them, whatever happens to their keys."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from sqlalchemy import select, text

from bitbot.chat import Request, Where
from bitbot.domain.conditions import EVERYTHING, Condition, In
from bitbot.domain.words import Words
from handlers.dispatch import Dispatch
from storage import keys, tables
from storage.secrets import Broken, Ring, SecretFault, new_key
from storage.store import KINDS, SEARCHABLE, Storage
from tests.conversations.office import Office, opened, person
from tests.databases import KEY, RING


@pytest.fixture
def office(database_url: str) -> Iterator[Office]:
    office = opened(database_url)
    yield office
    office.close()


def register(office: Office, *titles: str) -> None:
    for title in titles:
        office.ask("huizen-1", f"signaal nieuw {title}")


def found(
    office: Office,
    typed: str,
    condition: Condition = EVERYTHING,
    *,
    order: Sequence[str] = ("number",),
    ring: Ring = RING,
) -> list[int]:
    with Storage(office.database, office.clock, ring).open(write=False) as store:
        return store.signalen.saying(Words(typed), condition, order)


def rename(office: Office, number: int, title: str) -> None:
    with office.storage.open() as store:
        old = store.signalen.get(number)
        assert old is not None
        store.save(old, replace(old, title=title, fact=""), old.maker, "wijzig")


def test_every_kind_with_sealed_texts_can_be_sought() -> None:
    """But not what partners contribute to a round: that is read by round."""
    assert [name for name, kind in KINDS.items() if kind.sealed and name != "bijdrage"] == SEARCHABLE


def test_those_that_have_all_words_are_found_in_the_order_that_was_asked(office: Office) -> None:
    register(office, "Hennep in een loods", "Loods met auto's", "Hennepkwekerij, nieuwe loods", "Café")

    assert found(office, "hennep") == [1, 3]
    assert found(office, "LOODS hennep") == [1, 3]
    assert found(office, "loods", order=("-number",)) == [3, 2, 1]
    assert found(office, "loods", In("number", (2, 3))) == [2, 3]
    assert found(office, "cafe") == [4]
    assert found(office, "kwekerij") == []


def test_a_page_has_some_of_them_and_the_number_of_all(office: Office) -> None:
    register(office, *(f"Loods {number}" for number in range(5)), "Winkel")

    with office.storage.open(write=False) as store:
        page, total = store.signalen.page(EVERYTHING, Words("loods"), ("-number",), 2, 2)
        all_of_them = store.signalen.page(EVERYTHING, Words(), ("number",), 10)
        beyond = store.signalen.page(EVERYTHING, Words("loods"), ("number",), 2, 10)

    assert ([record.title for record in page], total) == (["Loods 2", "Loods 1"], 5)
    assert (len(all_of_them[0]), all_of_them[1]) == (6, 6)
    assert beyond == ([], 5)


def test_a_page_holds_only_what_still_may_be_seen(office: Office) -> None:
    """What was found a moment ago may have been hidden meanwhile."""
    register(office, "Loods een", "Loods twee")
    hidden = In("visibility", ("vertrouwelijk",))

    with office.storage.open(write=False) as store:
        numbers = store.signalen.saying(Words("loods"), EVERYTHING)
        page = store.signalen.these(hidden, numbers, ("number",))

    assert (numbers, page) == ([1, 2], [])


def test_every_text_of_a_record_is_sought(office: Office) -> None:
    office.ask("huizen-1", "signaal nieuw", titel="Eerste", feit="Tweede")
    office.ask("huizen-1", "signaal sluit S-1 Derde")

    assert [found(office, typed) for typed in ("eerste", "tweede", "derde", "eerste tweede derde")] == [[1]] * 4


def test_after_a_change_the_old_words_find_nothing(office: Office) -> None:
    register(office, "Hennepkwekerij")

    rename(office, 1, "Autobedrijf")

    assert found(office, "hennep") == []
    assert found(office, "auto") == [1]


def test_a_change_of_something_else_leaves_the_words(office: Office) -> None:
    register(office, "Hennepkwekerij")
    before = _words(office)

    office.ask("huizen-1", "signaal vul thema S-1", thema="hennep")

    assert _words(office) == before
    assert found(office, "hennepkwek") == [1]


def test_nothing_finds_what_was_destroyed(office: Office) -> None:
    register(office, "Hennepkwekerij", "Hennepkwekerij")

    with office.storage.open() as store:
        keys.destroy(store.connection, "signaal", 1)

    assert found(office, "hennep") == [2]
    assert found(office, "vernietigd") == []
    assert _words(office)[0] is None
    assert dict(keys.check(office.database, RING))["signaal"].destroyed == 1


def test_equal_texts_leave_nothing_equal_in_the_database(office: Office) -> None:
    register(office, *["Hennepkwekerij in een loods"] * 20)

    stored = _words(office)

    assert len({value[at : at + 8] for value in stored if value for at in range(8, len(value) - 8)}) == sum(
        len(value) - 16 for value in stored if value
    )
    assert [value for value in stored if value is None or b"ennep" in value] == []


def _words(office: Office) -> list[bytes | None]:
    column = tables.signaal.c.words
    with office.database.transaction(write=False) as connection:
        return list(connection.scalars(select(column).order_by(tables.signaal.c.number)))


# Another secret key


def test_everything_is_found_before_halfway_and_after_a_rotation(office: Office) -> None:
    register(office, *(f"Hennep {number}" for number in range(7)))
    newer = new_key()
    both = Ring(newer, KEY)

    before = found(office, "hennep", ring=both)
    rotation = keys.rotate(office.database, both, batch=2)
    halfway = [found(office, "hennep", ring=both) for _ in rotation]
    after = found(office, "hennep", ring=Ring(newer))

    assert [before, *halfway, after] == [[1, 2, 3, 4, 5, 6, 7]] * (len(halfway) + 2)
    assert len(halfway) > 4
    with pytest.raises(SecretFault):
        found(office, "hennep")


def test_a_change_while_keys_are_rotated_is_found_by_its_new_words_only(office: Office) -> None:
    register(office, *(f"Hennep {number}" for number in range(30)))
    ring = Ring(new_key(), KEY)
    working = Dispatch(Storage(office.database, office.clock, ring))

    with ThreadPoolExecutor(1) as pool:
        writer = pool.submit(_rewrite, working)
        while not writer.done():
            list(keys.rotate(office.database, ring, batch=3))

    writer.result()
    list(keys.rotate(office.database, ring))
    assert found(office, "hennep", ring=ring) == []
    assert found(office, "winkel", ring=ring) == list(range(1, 31))
    assert dict(keys.check(office.database, ring))["signaal"].broken == []


def _rewrite(dispatch: Dispatch) -> None:
    for number in range(1, 31):
        values = {"titel": (f"Winkel {number}",), "zichtbaarheid": ("team",)}
        dispatch(
            Request(f"wijzig:{number}", person("huizen-1"), f"signaal wijzig S-{number}", values, where=Where("direct"))
        )


def test_a_key_is_needed_as_long_as_words_are_sealed_with_it(office: Office) -> None:
    register(office, "Hennep")
    ring = Ring(new_key(), KEY)
    name = RING.names[0]
    keys.admit(office.database, ring)
    with office.database.transaction() as connection:
        connection.execute(text("DELETE FROM inbox"))

    rotation = keys.rotate(office.database, ring)
    needed = [dict(keys.in_use(office.database).get(name, {})).get("signaal", 0) for _ in rotation]

    assert needed == [1, 0]
    assert keys.retire(office.database, ring) == [name]


# What was tampered with


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE signaal SET words = (SELECT words FROM signaal WHERE number = 1) WHERE number = 2",
        'UPDATE signaal SET words = "key" WHERE number = 2',
    ],
    ids=["of another record", "another column"],
)
def test_words_that_were_exchanged_are_refused_and_found_by_the_check(office: Office, change: str) -> None:
    register(office, "Hennep", "Winkel")
    with office.database.transaction() as connection:
        connection.execute(text(change))

    with pytest.raises(Broken):
        found(office, "hennep")
    assert dict(keys.check(office.database, RING))["signaal"].broken == [2]


def test_a_record_without_its_words_is_found_by_the_check(office: Office) -> None:
    register(office, "Hennep", "Winkel")
    with office.database.transaction() as connection:
        connection.execute(text("UPDATE signaal SET words = NULL WHERE number = 2"))

    assert dict(keys.check(office.database, RING))["signaal"].broken == [2]
