"""Where everything stands, counted within what the asker may see."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

from bitbot.domain.conditions import Before, Condition, Has, In, both, either
from bitbot.domain.organisation import Member, Partner
from bitbot.domain.records import Overleg, Signaal, Werkafspraak
from bitbot.domain.steps import OPEN_WERKAFSPRAAK, UNACCEPTED
from bitbot.errors import Refused
from bitbot.usecases.common import sought
from bitbot.usecases.rapportages import Round, state_of_round
from storage.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Stand:
    """Counts by state; what is overdue, not accepted or ownerless by owner (or None) and partner (or None)."""

    signalen: dict[str, int]
    werkafspraken: dict[str, int]
    overdue: Counter[tuple[int | None, int | None]]
    unaccepted: Counter[tuple[int | None, int | None]]
    ownerless: Counter[tuple[int | None, int | None]]
    meeting: Overleg | None
    round: Round | None


def stand(store: Store, member: Member, partner: Partner | None = None) -> Stand:
    partners = store.organisation.lineage(partner.id) if partner else ()
    mine = sought(member, Werkafspraak.kind, *_of(partners, Werkafspraak.kind))
    return Stand(
        signalen=_by_state(store, Signaal.kind, sought(member, Signaal.kind, *_of(partners, Signaal.kind))),
        werkafspraken=_by_state(store, Werkafspraak.kind, mine),
        overdue=_by_owner(store, both(mine, overdue(store))),
        unaccepted=_by_owner(store, both(mine, In("state", UNACCEPTED))),
        ownerless=_by_owner(store, both(mine, ownerless(store))),
        meeting=store.next_meeting(),
        round=_round(store, member),
    )


def mine(member: Member) -> Condition:
    """What a person has to do, and what waits for anyone of the own partner."""
    waiting = both(In("owner", (None,)), In("owner_partner", member.partners))
    return either(In("owner", (member.id,)), waiting)


def overdue(store: Store) -> Condition:
    return both(In("state", OPEN_WERKAFSPRAAK), Before("due_on", store.today))


def ownerless(store: Store) -> Condition:
    """Open, with nobody left to do it: asked of who is not at work any more, or of a partner that has nobody."""
    return belonging_to(*store.organisation.away(store.today))


def belonging_to(people: Collection[int], partners: Collection[int]) -> Condition:
    """What is open and theirs, or waits for anybody of these partners."""
    waiting = both(In("owner", (None,)), In("owner_partner", partners))
    return both(In("state", OPEN_WERKAFSPRAAK), either(In("owner", people), waiting))


def count_ownerless(store: Store, member: Member) -> int:
    return store.werkafspraken.count(sought(member, Werkafspraak.kind, ownerless(store)))


def _of(partners: tuple[int, ...], kind: str) -> tuple[Condition, ...]:
    return (concerning(partners, kind),) if partners else ()


def concerning(partners: tuple[int, ...], kind: str) -> Condition:
    """What is about a municipality, comes from a partner, or is for it to do; of a partner and what it was before."""
    from_it = In("partner", partners)
    about = Has("municipalities", partners)
    own = (In("owner_partner", partners),) if kind == Werkafspraak.kind else ()
    return either(from_it, about, *own)


def _by_state(store: Store, kind: str, condition: Condition) -> dict[str, int]:
    return {state: count for (state,), count in store.records(kind).count_by(condition, "state").items()}


def _by_owner(store: Store, condition: Condition) -> Counter[tuple[int | None, int | None]]:
    found = store.werkafspraken.count_by(condition, "owner", "owner_partner")
    return Counter({(owner, partner): count for (owner, partner), count in found.items()})


def _round(store: Store, member: Member) -> Round | None:
    """Nothing for who may not know who delivered, as when there is none."""
    try:
        return state_of_round(store, member)
    except Refused:
        return None
