"""Finding records by free words, of every kind that has text, within what the person may see."""

from collections.abc import Mapping
from dataclasses import dataclass

from bitbot.domain.organisation import Member
from bitbot.domain.personal_data import personal_data
from bitbot.domain.records import Record
from bitbot.domain.words import LONGEST, Words
from bitbot.errors import Refused
from bitbot.usecases.common import fitting, sought
from storage.store import SEARCHABLE, Store

NEWEST_FIRST = ("-number",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One page of what was found, and how many there are in all of each kind."""

    records: list[Record]
    counts: Mapping[str, int]

    @property
    def total(self) -> int:
        return sum(self.counts.values())


def words(text: str) -> Words:
    """What somebody typed to seek, or what is wrong with it. Nobody asks here whether a person is known."""
    if personal_data(text):
        raise Refused("refused.search.personal", field="woorden")
    found = Words(fitting(" ".join(text.split()), "woorden", LONGEST))
    if not found.enough:
        raise Refused("refused.words", field="woorden")
    return found


def search(store: Store, member: Member, wanted: Words, limit: int, offset: int) -> Found:
    """Kind after kind, of each the newest first."""
    numbers = {kind: store.records(kind).saying(wanted, sought(member, kind), NEWEST_FIRST) for kind in SEARCHABLE}
    page = [(kind, number) for kind, found in numbers.items() for number in found][offset : offset + limit]
    records = [record for kind in numbers for record in _these(store, member, kind, page)]
    return Found(records=records, counts={kind: len(found) for kind, found in numbers.items()})


def _these(store: Store, member: Member, kind: str, page: list[tuple[str, int]]) -> list[Record]:
    mine = [number for other, number in page if other == kind]
    return store.records(kind).these(sought(member, kind), mine, NEWEST_FIRST)
