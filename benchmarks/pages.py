"""A page of a list and its count among 100,000 werkafspraken: the visibility rule as a condition, and as rows."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from datetime import timedelta
from time import perf_counter
from typing import Any, Final

from sqlalchemy import Column, Integer, MetaData, String, Table, func, insert, select, text

from benchmarks.databases import KINDS, Maker, databases
from benchmarks.figures import Figure, quantile
from bitbot.cards import PAGE
from bitbot.domain.conditions import Condition, In
from bitbot.domain.organisation import Member
from bitbot.domain.records import Werkafspraak
from bitbot.domain.steps import OPEN_WERKAFSPRAAK
from bitbot.domain.words import Words
from bitbot.usecases.werkafspraken import listed
from storage import tables
from storage.engine import Database
from storage.secrets import Vault
from storage.store import WERKAFSPRAKEN, Storage, Store
from tests.databases import RING

RECORDS: Final = 100_000
PAGES: Final = 100
# No target of the design: a page should not take longer than a command may.
AT_MOST: Final = 100
LISTS: Final[dict[str, list[Condition]]] = {"open": [In("state", OPEN_WERKAFSPRAAK)], "alle": []}

# The other way: the keys that open a record, kept as rows beside it. It lives only here.
opens = Table(
    "werkafspraak_opens",
    MetaData(),
    Column("key", String(20), primary_key=True),
    Column("record", Integer, primary_key=True, index=True),
)
Found = tuple[list[Werkafspraak], int]
Design = Callable[[Store, Member, list[Condition], int], Found]


def as_condition(store: Store, member: Member, filters: list[Condition], first: int) -> Found:
    return listed(store, member, filters, Words(), PAGE, first)


def as_rows(store: Store, member: Member, filters: list[Condition], first: int) -> Found:
    table = tables.werkafspraak
    vault = Vault(RING, store.watch)
    asked = [WERKAFSPRAKEN.where(each) for each in filters]
    if not member.coordinates:
        keys = ("team", f"partner:{member.partner}", f"member:{member.id}")
        asked.append(select(opens.c.record).where(opens.c.record == table.c.number, opens.c.key.in_(keys)).exists())
    order = (table.c.due_on.asc().nulls_last(), table.c.number)
    page = WERKAFSPRAKEN.rows.where(*asked).order_by(*order).limit(PAGE).offset(first)
    count = store.connection.scalar(select(func.count()).select_from(table).where(*asked))
    return [WERKAFSPRAKEN.value(row, vault) for row in store.connection.execute(page)], count or 0


DESIGNS: Final[dict[str, Design]] = {"condition": as_condition, "rows": as_rows}


def run() -> Iterator[tuple[str, list[Figure]]]:
    for kind in KINDS:
        with databases(kind) as maker:
            yield f"pages of {RECORDS:,}, {kind}", figures(maker)


def figures(maker: Maker) -> list[Figure]:
    database = Database(maker.new(), jobs=True)
    storage = Storage(database, ring=RING)
    with storage.open() as store:
        fill(store)
    with database.transaction() as connection:
        connection.execute(text("ANALYZE"))
    found = list(_compared(storage))
    database.close()
    return found


def _compared(storage: Storage) -> Iterator[Figure]:
    for who in ("hilversum-1", "coordinator-1"):
        for name, filters in LISTS.items():
            for first in (0, 1000):
                title = f"{who}, {name}, from {first}"
                yield from _each(title, storage, who, filters, first)


def _each(title: str, storage: Storage, who: str, filters: list[Condition], first: int) -> Iterator[Figure]:
    """Both designs by turns, and the same answer from both."""
    times: dict[str, list[float]] = {name: [] for name in DESIGNS}
    for _ in range(PAGES):
        answers = [_timed(times[name], storage, who, filters, first, design) for name, design in DESIGNS.items()]
        assert answers[0] == answers[1], "the two designs do not agree"
    for name, taken in times.items():
        bound = AT_MOST if name == "condition" else None
        yield Figure(name=f"{title}: {name}, p99", value=quantile(taken, 0.99), unit="ms", at_most=bound)


def _timed(
    times: list[float], storage: Storage, who: str, filters: list[Condition], first: int, design: Design
) -> Found:
    began = perf_counter()
    with storage.open(write=False) as store:
        member = next(member for member in store.organisation.members if member.key == who)
        found = design(store, member, filters, first)
    times.append((perf_counter() - began) * 1000)
    return found


# The records: mostly done, mostly for the whole team, as after some years


def fill(store: Store) -> None:
    opens.create(store.connection)
    chance = random.Random(1)  # noqa: S311 - the same records each time, nothing secret
    members = [member for member in store.organisation.members if not member.coordinates]
    towns = [partner.id for partner in store.organisation.municipalities(store.today)]
    for begin in range(1, RECORDS + 1, 10_000):
        made = [record_of(store, chance, members, number) for number in range(begin, begin + 10_000)]
        records = [WERKAFSPRAKEN.new_row(record, RING)[0] for record in made]
        links = [{"record": r["number"], "partner": p} for r in records for p in chance.sample(towns, r["number"] % 3)]
        store.connection.execute(insert(tables.werkafspraak), records)
        store.connection.execute(insert(tables.werkafspraak_gemeente), links)
        store.connection.execute(insert(opens), list(_keys(records, links)))


def record_of(store: Store, chance: random.Random, members: list[Member], number: int) -> Werkafspraak:
    maker, owner = chance.choice(members), chance.choice(members)
    state = chance.choice(OPEN_WERKAFSPRAAK if chance.random() < 0.1 else ("gereed gemeld", "vervallen"))
    return Werkafspraak(
        number=number,
        text=f"Verzonnen afspraak {number} over een pand",
        partner=maker.partner,
        maker=maker.id,
        made_at=store.now - timedelta(hours=RECORDS - number),
        due_on=store.today + timedelta(days=chance.randrange(-30, 90)),
        owner=owner.id,
        owner_partner=owner.partner,
        state=state,
        visibility=chance.choices(("team", "betrokken", "vertrouwelijk"), (70, 20, 10))[0],
    )


def _keys(records: list[dict[str, Any]], links: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The keys of each record: of all, of the partners involved, or of the persons named."""
    towns: dict[int, list[int]] = {}
    for link in links:
        towns.setdefault(link["record"], []).append(link["partner"])
    for record in records:
        about = towns.get(record["number"], [])
        keys = {
            "team": ["team"],
            "betrokken": [f"partner:{p}" for p in (record["partner"], record["owner_partner"], *about)],
            "vertrouwelijk": [f"member:{m}" for m in (record["maker"], record["owner"])],
        }[record["visibility"]]
        yield from ({"key": key, "record": record["number"]} for key in set(keys))
