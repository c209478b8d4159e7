"""Whatever is given, ended and waited for: nobody has what no row gives, and nobody gave it to oneself."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bitbot.clock import Frozen
from bitbot.domain.autorisaties import ALONE, COMPETENCE, DEPUTY, REPLACEMENT, ROLE
from bitbot.domain.organisation import ROLES, Member, Organisation
from bitbot.domain.who import READERS
from bitbot.errors import Refused
from bitbot.usecases import autorisaties, deelnemers, opschortingen
from bitbot.usecases.autorisaties import Grant
from storage.engine import Database
from storage.store import Storage, Store
from tests.conversations.conftest import organise
from tests.databases import RING

START = datetime(2026, 9, 10, 12, tzinfo=UTC)
KEYS = ("coordinator-1", "huizen-1", "hilversum-1", "hilversum-2", "laren-1", "fg-1", "beheerder-1")
WHO = st.sampled_from(KEYS)
# Mostly who may do something, so that much of it succeeds.
BY = st.sampled_from(["coordinator-1", "huizen-1"]) | WHO
ROLE_NAMES = st.sampled_from(ROLES)
DAYS = st.none() | st.integers(0, 20) | st.integers(-3, 30)
GIVING = ("role", "role", "role", "competence", "replace")
DEEDS = (*GIVING, "withdraw", "end", "leave", "back", "move", "suspend", "confirm", "resume")
Deed = Callable[[Store, Member, Organisation, date], object]


class UndoneError(Exception):
    """Ends a transaction without keeping anything of it."""


@dataclass(frozen=True)
class Step:
    """Somebody tries something, some days later."""

    by: str
    days: int
    what: str
    whom: str
    other: str
    role: str
    first: int | None
    last: int | None


STEPS = st.builds(
    Step,
    by=BY,
    days=st.integers(0, 10),
    what=st.sampled_from(DEEDS),
    whom=WHO,
    other=WHO,
    role=ROLE_NAMES,
    first=DAYS,
    last=DAYS,
)


def person(store: Store, key: str) -> Member:
    return next(member for member in store.organisation.members if member.key == key)


def tried(store: Store, step: Step) -> None:
    by, whom, other = (person(store, key) for key in (step.by, step.whom, step.other))
    first, last = (None if n is None else store.today + timedelta(days=n) for n in (step.first, step.last))
    partner = store.organisation.partner(other.partner)
    grants = {
        "role": Grant(kind=ROLE, value=step.role, first=first, last=last, reason="r"),
        "competence": Grant(kind=COMPETENCE, value="boa-milieu", first=first, last=last),
        "replace": Grant(kind=REPLACEMENT, value=str(other.id), first=first, last=last, reason="r"),
    }
    deeds: dict[str, Callable[[], object]] = {
        "role": lambda: autorisaties.give(store, by, whom.id, grants["role"]),
        "competence": lambda: autorisaties.give(store, by, whom.id, grants["competence"]),
        "replace": lambda: autorisaties.let_replace(store, by, whom.id, other.id, grants["replace"]),
        "withdraw": lambda: autorisaties.withdraw_role(store, by, whom.id, step.role, "r"),
        "end": lambda: autorisaties.end(store, by, step.days * 3, "r"),
        "leave": lambda: deelnemers.leave(store, by, whom.id, "r"),
        "back": lambda: deelnemers.come_back(store, by, whom.id),
        "move": lambda: deelnemers.move(store, by, whom.id, partner, "r"),
        "suspend": lambda: opschortingen.ask(store, by, partner, "r"),
        "confirm": lambda: opschortingen.confirm(store, by, partner),
        "resume": lambda: opschortingen.resume(store, by, partner),
    }
    deeds[step.what]()


@contextmanager
def attempt(store: Store) -> Iterator[None]:
    """As dispatch does it: what is refused leaves nothing behind."""
    before, point = store.organisation, store.connection.begin_nested()
    try:
        yield
    except Refused:
        point.rollback()
        store.organisation = before
    else:
        point.commit()


def holds(found: Organisation, day: date) -> None:
    """What must be true on this day."""
    for member in found.on(day).members:
        rows = [row for row in found.given(member) if row.holds(day)]
        assert member.roles <= {row.value for row in rows if row.kind == ROLE}
        assert member.competences <= {row.value for row in rows if row.kind == COMPETENCE}
        assert {str(other) for other in member.replaces} <= {row.value for row in rows if row.kind == REPLACEMENT}
        assert DEPUTY not in member.roles or member.replaces
        assert not (member.roles & ALONE and member.roles & READERS)
        assert member.active or not rows


def by_oneself(found: Organisation) -> list[int]:
    """Of what was given or ended in chat, what somebody did about oneself."""
    return [
        row.id
        for row in found.autorisaties
        for hand in (row.given_by, row.ended_by)
        if hand is not None
        if hand == row.member or (row.kind == REPLACEMENT and row.value == str(hand))
    ]


SECOND = Step("coordinator-1", 0, "role", "huizen-1", "huizen-1", "coordinator", None, None)


@pytest.mark.slow
def test_nobody_has_what_no_row_gives_and_nobody_gave_it_to_oneself(sqlite_url: str) -> None:
    organise(sqlite_url, START.date())
    database = Database(sqlite_url, jobs=True)
    storage = Storage(database, Frozen(START), RING)
    done: set[str] = set()

    def live_through(steps: list[Step]) -> None:
        with storage.open() as store:
            for step in (SECOND, *steps):
                store.now += timedelta(days=step.days)
                store.today = store.organisation.day(store.now)
                store.organisation = store.organisation.on(store.today)
                with attempt(store):
                    tried(store, step)
                    done.add(step.what)
                found = store.organisation
                for days in (0, 1, 7, 40):
                    holds(found, store.today + timedelta(days=days))
                assert by_oneself(found) == []
                assert not [each for each in found.opschortingen if each.confirmed_by == each.asked_by]
            raise UndoneError

    @settings(max_examples=50, suppress_health_check=[HealthCheck.too_slow])
    @given(st.lists(STEPS, min_size=10, max_size=20))
    def lives(steps: list[Step]) -> None:
        with pytest.raises(UndoneError):
            live_through(steps)

    lives()
    database.close()

    assert {"role", "competence", "leave"} <= done


def test_who_may_no_longer_by_the_time_it_is_asked_may_not(sqlite_url: str) -> None:
    """Dispatch read who is a coordinator before the lock was free."""
    organise(sqlite_url, START.date())
    storage = Storage(Database(sqlite_url, jobs=True), Frozen(START), RING)
    role = Grant(kind=ROLE, value="bestuurder", reason="r")

    with storage.open() as store:
        boss, laren = person(store, "coordinator-1"), person(store, "laren-1")
        autorisaties.give(store, boss, laren.id, Grant(kind=ROLE, value="coordinator", reason="r"))
        coordinator = person(store, "laren-1")
        autorisaties.withdraw_role(store, boss, laren.id, "coordinator", "r")

        with pytest.raises(Refused, match=r"refused\.coordinator"):
            autorisaties.give(store, coordinator, person(store, "huizen-1").id, role)
        deelnemers.leave(store, boss, laren.id, "r")
        with pytest.raises(Refused, match=r"refused\.stranger"):
            opschortingen.ask(store, coordinator, store.organisation.partner(person(store, "huizen-1").partner), "r")


def test_who_left_is_given_nothing(sqlite_url: str) -> None:
    organise(sqlite_url, START.date())
    storage = Storage(Database(sqlite_url, jobs=True), Frozen(START), RING)
    account = deelnemers.Account(platform="slack", user="U0NIEUW")

    with storage.open() as store:
        boss, gone, other = (person(store, key) for key in ("coordinator-1", "huizen-1", "burgemeester-huizen"))
        deelnemers.leave(store, boss, gone.id, "r")
        replacement = Grant(kind=REPLACEMENT, value="1", last=date(2027, 1, 1), reason="r")
        given: tuple[Callable[[], object], ...] = (
            lambda: autorisaties.give(store, boss, gone.id, Grant(kind=ROLE, value="lid", reason="r")),
            lambda: autorisaties.set_mandate(store, boss, gone.id, date(2027, 1, 1)),
            lambda: autorisaties.let_replace(store, boss, gone.id, other.id, replacement),
            lambda: deelnemers.link(store, boss, gone.id, account),
        )
        for deed in given:
            with pytest.raises(Refused, match=r"refused\.deelnemer\.left"):
                deed()
