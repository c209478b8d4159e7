"""What every change of people and partners needs: nobody else changes them meanwhile, and all that follows from it."""

from collections.abc import Collection
from dataclasses import dataclass

from bitbot.domain.conditions import Condition, In, both, either
from bitbot.domain.granting import demand_manager
from bitbot.domain.organisation import Member, Organisation
from bitbot.domain.records import Planned
from bitbot.domain.steps import OPEN_WERKAFSPRAAK
from bitbot.errors import Refused
from bitbot.usecases import controles
from bitbot.usecases.planning import hand_over
from storage import people
from storage.store import Store


@dataclass(frozen=True, slots=True)
class Change:
    """A member before and after; `number` is that of what was given, `stray` counts open work nobody can do now."""

    before: Member
    after: Member
    number: int = 0
    stray: int = 0


def begin(store: Store, by: Member, *about: int) -> list[Member]:
    """Those whom it is about, as the organisation is now that nobody else can change it."""
    people.hold(store)
    found = [store.organisation.member(member) for member in about]
    demand_manager(as_now(store, by), *found)
    return found


def begin_here(store: Store, by: Member, *about: int) -> list[Member]:
    """The same, of whom nobody left: who is gone is given nothing."""
    found = begin(store, by, *about)
    for member in found:
        if not member.active:
            raise Refused("refused.deelnemer.left", field="deelnemer", name=member.name)
    return found


def as_now(store: Store, by: Member) -> Member:
    """Who asks, as the organisation is now: the right to ask may be gone since."""
    now = store.organisation.member(by.id)
    if not store.organisation.active(now, store.today):
        raise Refused("refused.stranger")
    return now


def settle(store: Store, before: Organisation, member: int, what: str) -> None:
    """After a member was changed: it is written down, and what follows from it is done."""
    follow(store, before, [member])
    store.trail.note("rechten", "member", member, (what,))


def follow(store: Store, before: Organisation, members: Collection[int]) -> None:
    """Every process reads the organisation again. These members may have access to more now, or to less.

    What they see in earlier messages is shown anew, and who is reminded of open work is found anew.
    """
    people.changed(store)
    demand_leader(store)
    store.deliveries.show_anew(members)
    for werkafspraak in store.werkafspraken.find(_work(before, store.organisation, members)):
        hand_over(store, werkafspraak)
    controles.hand_over(store)


def demand_leader(store: Store) -> None:
    """Without a coordinator nobody could give anybody anything any more."""
    if not store.organisation.coordinators(store.today):
        raise Refused("refused.rights.last_coordinator")


def _work(before: Organisation, after: Organisation, members: Collection[int]) -> Condition:
    """Open work that they have, that waits for their partners, or that they made and nobody has."""
    then_and_now = [member for each in (before, after) for member in each.members if member.id in members]
    partners = {partner for member in then_and_now for partner in member.partners}
    unowned = both(In("owner", (None,)), In("owner_partner", (None,)), In("maker", tuple(members)))
    waiting = both(In("owner", (None,)), In("owner_partner", tuple(partners)))
    return both(In("state", OPEN_WERKAFSPRAAK), either(In("owner", tuple(members)), waiting, unowned))


def stray(store: Store, member: Member) -> int:
    """How many open werkafspraken somebody has who cannot work on them now."""
    if store.organisation.at_work(store.organisation.member(member.id), store.today):
        return 0
    mine = both(In("state", OPEN_WERKAFSPRAAK), In("owner", (member.id,)))
    return store.werkafspraken.count(mine)


def tell_stray(store: Store, member: Member) -> int:
    """The coordinators hear at once that there is work without somebody for it; gives how much."""
    count = stray(store, member)
    if count:
        store.deliveries.plan([_left(store, member, who) for who in store.organisation.coordinators(store.today)])
    return count


def _left(store: Store, member: Member, coordinator: Member) -> Planned:
    return Planned(
        key=f"deelnemer/stray/{member.key}/{store.now:%Y-%m-%dT%H:%M:%S}/{coordinator.key}",
        kind="deelnemer.stray",
        member=coordinator.id,
        due_at=store.now,
        subject=("member", member.id),
    )
