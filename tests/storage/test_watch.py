"""Nothing that may be personal data is committed without a reason, whoever opened the transaction."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy import select

from bitbot.clock import Frozen
from bitbot.domain.records import Signaal, Werkafspraak
from storage import tables
from storage.engine import Database
from storage.keys import destroy
from storage.secrets import DESTROYED
from storage.store import Storage, Store
from tests.conversations.conftest import THURSDAY, organise
from tests.databases import RING

PHONE = "Bel 06-12345678"


@pytest.fixture
def storage(database_url: str) -> Iterator[Storage]:
    organise(database_url, THURSDAY.date())
    database = Database(database_url)
    yield Storage(database, Frozen(THURSDAY), RING)
    database.close()


def werkafspraak(store: Store, text: str) -> Werkafspraak:
    return Werkafspraak(text=text, partner=1, maker=1, made_at=store.now)


def test_a_text_that_nobody_answered_for_is_not_committed(storage: Storage) -> None:
    with pytest.raises(LookupError, match="nobody said why"), storage.open() as store:
        store.add(werkafspraak(store, PHONE), 1)

    with storage.open(write=False) as store:
        assert store.werkafspraken.get(1) is None


def test_a_change_and_a_note_are_looked_at_too(storage: Storage) -> None:
    with storage.open() as store:
        old = store.add(werkafspraak(store, "Nakijken"), 1)

    with pytest.raises(LookupError), storage.open() as store:
        store.save(old, replace(old, result=PHONE), 1, "gereed")
    with pytest.raises(LookupError), storage.open() as store:
        store.save(old, old, 1, "voortgang", PHONE)


def test_what_stays_as_it_was_is_not_looked_at(storage: Storage) -> None:
    with storage.open() as store:
        store.watch.reason = "nodig"
        old = store.add(werkafspraak(store, PHONE), 1)

    with storage.open() as store:
        store.save(old, replace(old, state="gereed gemeld"), 1, "gereed")

        assert store.watch.found == []


@pytest.mark.parametrize("reason", ["", "nodig"])
def test_what_is_on_view_is_not_committed_with_a_reason_either(storage: Storage, reason: str) -> None:
    def register() -> None:
        with storage.open() as store:
            store.watch.reason = reason
            store.add(Signaal(title=PHONE, partner=1, maker=1, made_at=store.now), 1)

    with pytest.raises(LookupError):
        register()


def test_the_reason_is_sealed_with_the_record_and_goes_with_it(storage: Storage) -> None:
    with storage.open() as store:
        store.watch.reason = "Alleen hij heeft de sleutel"
        made = store.add(werkafspraak(store, PHONE), 1)

    with storage.open() as store:
        rows = repr(store.connection.execute(select(tables.history)).all())
        before = store.history(made)
        destroy(store.connection, "werkafspraak", made.number)
    with storage.open(write=False) as store:
        after = store.history(made)

    assert "sleutel" not in rows
    assert [change.needed for change in before] == ["Alleen hij heeft de sleutel"]
    assert [(change.needed, change.note) for change in after] == [("", DESTROYED)]


def test_the_audit_log_names_the_field_and_the_kind_and_that_there_is_a_reason(storage: Storage) -> None:
    with storage.open() as store:
        store.watch.reason = "Alleen hij heeft de sleutel"
        old = store.add(werkafspraak(store, f"{PHONE} of mail j@voorbeeld.nl"), 1)
    with storage.open() as store:
        store.watch.reason = "Hij is verhuisd"
        store.save(old, replace(old, result="BSN 111222333"), 1, "gereed", "BSN 111222333")

    with storage.open(write=False) as store:
        log = tables.audit
        about = select(log.c.operation, log.c.fields).where(log.c.kind == "werkafspraak", log.c.result.like("%reden"))
        rows = [tuple(row) for row in store.connection.execute(about.order_by(log.c.seq))]

    assert rows == [("verzamelen", "text:telefoon text:e-mail"), ("wijzigen", "result:bsn")]
