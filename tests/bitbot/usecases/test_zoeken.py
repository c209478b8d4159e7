"""Whatever was written is found by the beginning of any of its words, by who may see it and by nobody else."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bitbot.domain.casus import Casus
from bitbot.domain.organisation import Member
from bitbot.domain.records import VISIBILITIES, Record, Signaal, Werkafspraak
from bitbot.domain.rights import may_see
from bitbot.domain.words import SHORTEST_BEGINNING, Words, taken_apart
from bitbot.usecases import zoeken
from handlers.verbs import subjects
from storage import keys
from storage.store import KINDS, SEARCHABLE, Store
from tests.conversations.office import Office, opened

EVERYTHING = 10_000
DRAWN: list[type[Record]] = [Signaal, Werkafspraak, Casus]
READERS = ("huizen-1", "laren-1", "politie-1", "coordinator-1", "burgemeester-huizen", "beheerder-1", "fg-1")
MAKERS = st.sampled_from(["huizen-1", "laren-1", "politie-1"])
# Words that begin alike, so that one beginning finds several.
WORDS = st.lists(
    st.sampled_from(["hennep", "Hennepkwekerij", "hén", "loods", "LOODSEN", "café", "12", "de"]), max_size=4
)
TEXTS = st.one_of(WORDS.map(" ".join), st.text(max_size=30))


class UndoneError(Exception):
    """Ends a transaction without keeping anything of it."""


@contextmanager
def undone(office: Office) -> Iterator[Store]:
    """A store of which nothing is kept, so that the next example begins with none."""
    with suppress(UndoneError), office.storage.open() as store:
        yield store
        raise UndoneError


@pytest.fixture
def office(database_url: str) -> Iterator[Office]:
    office = opened(database_url)
    yield office
    office.close()


def member(store: Store, key: str) -> Member:
    return next(member for member in store.organisation.members if member.key == key)


@st.composite
def drafts(draw: st.DrawFn) -> tuple[str, type[Record], dict[str, Any]]:
    """Who makes a record of which kind, and what it says."""
    kind = draw(st.sampled_from(DRAWN))
    fields = {name: draw(TEXTS) for name in KINDS[kind.kind].sealed}
    towns = draw(st.lists(MAKERS, unique=True, max_size=2))
    return draw(MAKERS), kind, fields | {"visibility": draw(st.sampled_from(VISIBILITIES)), "towns": towns}


def made(store: Store, draft: tuple[str, type[Record], dict[str, Any]]) -> Record:
    key, kind, fields = draft
    maker, towns = member(store, key), tuple(sorted(member(store, town).partner for town in fields["towns"]))
    said = {name: value for name, value in fields.items() if name != "towns"}
    new = kind(partner=maker.partner, maker=maker.id, made_at=store.now, municipalities=towns, **said)
    record: Record = store.add(new, maker.id)
    return record


def words_of(record: Record) -> list[str]:
    return [word for name in KINDS[record.kind].sealed for word in taken_apart(getattr(record, name))]


def found(store: Store, key: str, typed: str) -> set[str]:
    hits = zoeken.search(store, member(store, key), Words(typed), EVERYTHING, 0)
    assert hits.total == len(hits.records)
    return {record.label for record in hits.records}


def expected(store: Store, key: str, typed: str, records: list[Record]) -> set[str]:
    """Told by the words themselves and by the rule as it is asked of one record."""
    reader = member(store, key)
    return {record.label for record in records if may_see(reader, record) and _begins(typed, words_of(record))}


def _begins(typed: str, words: list[str]) -> bool:
    return any(word.startswith(typed) if len(typed) >= SHORTEST_BEGINNING else word == typed for word in words)


def test_any_beginning_of_any_word_finds_what_may_be_seen_and_nothing_else(office: Office) -> None:
    @settings(max_examples=30, deadline=None)
    @given(st.lists(drafts(), min_size=1, max_size=5), st.data())
    def holds(drawn: list[tuple[str, type[Record], dict[str, Any]]], data: st.DataObject) -> None:
        with undone(office) as store:
            records = [made(store, draft) for draft in drawn]
            words = sorted({word for record in records for word in words_of(record)}) or ["hennep"]
            word = data.draw(st.sampled_from(words))
            typed = word[: data.draw(st.integers(min(SHORTEST_BEGINNING, len(word)), len(word)))]

            for reader in READERS:
                assert found(store, reader, typed) == expected(store, reader, typed, records)

    holds()


def test_after_a_change_only_the_new_words_find_it_and_after_destruction_none(office: Office) -> None:
    @settings(max_examples=20, deadline=None)
    @given(drafts(), drafts().map(lambda draft: draft[2]), st.data())
    def holds(before: tuple[str, type[Record], dict[str, Any]], fields: dict[str, Any], data: st.DataObject) -> None:
        with undone(office) as store:
            old = made(store, before)
            known = {name: value for name, value in fields.items() if hasattr(old, name)}
            new: Record = store.save(old, replace(old, **known), old.maker, "wijzig")
            words = sorted({*words_of(old), *words_of(new)}) or ["hennep"]
            typed = data.draw(st.sampled_from(words))

            assert found(store, "coordinator-1", typed) == expected(store, "coordinator-1", typed, [new])
            keys.destroy(store.connection, new.kind, new.number)
            assert found(store, "coordinator-1", typed) == set()

    holds()


def test_every_page_together_is_everything_once(office: Office) -> None:
    for number in range(7):
        office.ask("huizen-1", f"signaal nieuw Loods {number}")
        office.ask("huizen-1", f"wa nieuw Loods {number}")

    with office.storage.open(write=False) as store:
        reader = member(store, "huizen-1")
        pages = [zoeken.search(store, reader, Words("loods"), 3, first) for first in range(0, 18, 3)]

    labels = [record.label for page in pages for record in page.records]
    assert labels == [f"S-{n}" for n in range(7, 0, -1)] + [f"WA-{n}" for n in range(7, 0, -1)]
    assert {page.total for page in pages} == {14}


@pytest.mark.parametrize("kind", SEARCHABLE)
def test_what_is_found_of_any_kind_can_be_shown_and_listed(kind: str) -> None:
    assert {"toon", "lijst"} <= set(subjects()[kind].verbs)
