"""What every use case about records needs: finding one that may be seen, and text that may be stored."""

from typing import Any

from bitbot.domain.conditions import Condition, both
from bitbot.domain.kinds import PREFIXES
from bitbot.domain.organisation import Member
from bitbot.domain.records import HIGHEST, Record
from bitbot.domain.rights import demand, demand_exchange, may_see, visible
from bitbot.domain.steps import step
from bitbot.errors import Refused
from bitbot.usecases.bevoegdheid import demand_fitness
from storage.store import Store


def fetch(store: Store, member: Member, kind: str, number: int, field: str = "") -> Any:  # noqa: ANN401 - of that kind
    """Give the record, or refuse in the same words whether it is not there or not for this person."""
    record = store.records(kind).get(number) if number <= HIGHEST else None
    if record is None or not may_see(member, record):
        demand_exchange(member)
        raise Refused("refused.unknown", field=field, number=f"{PREFIXES[kind]}-{number}")
    return record


def take_step(store: Store, member: Member, record: Record, deed: str) -> str:
    """Check that this person may do this to this record now, and give the state after it."""
    demand(member, deed, record, store.today)
    state = step(record, deed)  # type: ignore[arg-type]  # only records with steps come here
    demand_fitness(store, member, record, deed)
    return state


def unchanged(record: Record, version: int | None) -> None:
    """Refuse when somebody changed the record since this person opened the form; without a version nothing is known."""
    if version is not None and record.version != version:
        raise Refused("refused.changed_since", number=record.label)


def ready_for(store: Store, member: Member, kind: str, number: int, deed: str) -> Any:  # noqa: ANN401
    """The record when this person may do this to it now; asked before a form is opened for nothing."""
    record = fetch(store, member, kind, number)
    take_step(store, member, record, deed)
    return record


def sought(member: Member, kind: str, *filters: Condition) -> Condition:
    """What the person asked for, within what the person may see."""
    return both(visible(member, kind), *filters)


def written(text: str, field: str, limit: int) -> str:
    """Give the text when there is any and it fits; otherwise refuse at that field."""
    if not text.strip():
        raise Refused("refused.empty", field=field)
    return fitting(text, field, limit)


def fitting(text: str, field: str, limit: int) -> str:
    if len(text) > limit:
        raise Refused("refused.too_long", field=field, length=len(text), limit=limit)
    return text.strip()
