"""Random steps on every kind of record with a table: what the table allows is done, everything else changes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bitbot.domain.asks import TERMS
from bitbot.domain.conditions import EVERYTHING
from bitbot.domain.kinds import WAYS
from bitbot.domain.records import Record
from bitbot.domain.rights import may
from bitbot.domain.ways import Ask
from bitbot.errors import Refused
from bitbot.usecases import casussen, ways  # noqa: F401 - what follows from a step
from bitbot.usecases.ways import Deed
from storage.store import KINDS, Store
from tests.conversations.office import Office, Offices, is_refusal
from tests.databases import Sqlite, new_folder

PEOPLE = ("huizen-1", "blaricum-1", "coordinator-1", "burgemeester-huizen", "beheerder-1", "fg-1")
WALKED = sorted(kind for kind in WAYS)
# They hold numbers and a remark, and have law, purpose and basis from what they hang on.
ONLY_COUNTS = {"object", "inzet"}


@pytest.fixture(scope="module")
def offices(sqlite: Sqlite) -> Iterator[Offices]:
    with new_folder() as folder, sqlite.copy() as url:
        yield Offices(folder, url)


@pytest.fixture(scope="module")
def office(offices: Offices) -> Iterator[Office]:
    found = offices.copy()
    yield found
    found.close()


def answer(store: Store, ask: Ask) -> Any:  # noqa: ANN401 - a value of any field
    """Something that may be answered."""
    if ask.kind == "choices":
        return tuple(ways.offered(store, ask.codes))[:1]
    if ask.kind == "choice":
        return next(iter(ways.offered(store, ask.codes)))
    of_kind: dict[str, Any] = {"date": store.today, "number": 3, "money": 125050}
    return of_kind.get(ask.kind, "Iets")


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    kind=st.sampled_from(WALKED),
    walk=st.lists(st.tuples(st.sampled_from(PEOPLE), st.integers(0, 30)), min_size=1, max_size=12),
)
def test_a_step_is_taken_exactly_when_the_table_and_the_rights_allow_it(
    office: Office, kind: str, walk: list[tuple[str, int]]
) -> None:
    deeds = list(WAYS[kind].steps)
    for who, chosen in walk:
        _walk(office, who, kind, deeds[chosen % len(deeds)])


def _walk(office: Office, who: str, kind: str, name: str) -> None:
    step = WAYS[kind].steps[name]
    with office.storage.open() as store:
        member = next(member for member in store.organisation.members if member.key == who)
        before: Any = store.records(kind).get(1)
        allowed = may(member, name, before, store.today)
        answers = {ask.fills: answer(store, ask) for ask in step.asks}
        try:
            _, after = ways.take(store, member, Deed(kind=kind, number=1, name=name, answers=answers))
        except Refused:
            assert not allowed or step.needs
            assert store.records(kind).get(1) == before
            return
        assert allowed
        assert before.state in step.before
        assert after.state == {"": before.state, "<": getattr(before, "held", "")}.get(step.after, step.after)
        assert after.version == before.version + 1
        assert store.history(after)[-1].deed == name


@pytest.mark.parametrize("kind", WALKED)
def test_whoever_makes_or_changes_a_record_can_say_what_it_is_for(kind: str) -> None:
    way = WAYS[kind]
    asking = [way.asks, *(step.asks for deed, step in way.steps.items() if deed == "wijzig")]

    assert kind in ONLY_COUNTS or not way.asks or all(set(TERMS) <= set(asks) for asks in asking)


def test_no_record_is_without_a_purpose_whoever_made_it(offices: Offices) -> None:
    """Also what bitbot makes by itself after a step of somebody."""
    office = offices.copy()
    for line in ("belemmering maak knelpunt B-1 zelf", "casus hervat C-2", "casus stem af C-2"):
        assert not is_refusal(office.ask("coordinator-1", line)), line

    with office.storage.open(write=False) as store:
        records = [record for kind in KINDS for record in store.records(kind).find(EVERYTHING)]

    without = [record.label for record in records if isinstance(record, Record) and not record.purpose]
    assert {record.kind for record in records} == set(KINDS)
    assert without == []
    office.close()


@pytest.mark.parametrize("kind", WALKED)
def test_every_state_can_be_reached_and_no_question_fills_an_unknown_field(kind: str) -> None:
    way = WAYS[kind]
    names = way.kind.__dataclass_fields__.keys() | {"note"}
    reached = {way.open[0]} | {step.after for step in way.steps.values()}

    assert set(way.states) <= reached
    assert {ask.fills for ask in way.asked} <= names
    assert all(ask.codes for ask in way.asks if ask.kind in {"choice", "choices"})
    assert set(way.shown) <= names
