"""Who may change what others are given, and what may be given: separation of duties (BIO2 5.16 and 5.18)."""

from collections.abc import Iterable, Sequence
from datetime import date

from bitbot.domain.autorisaties import DEPUTY, ROLE, Autorisatie, together
from bitbot.domain.organisation import SPEAKING, Member, Partner
from bitbot.domain.rights import demand_coordinator, demand_exchange
from bitbot.errors import Refused

SUPERVISOR = "toezicht"
# Covenant art. 6.6: who may ask for a suspension, confirm it and end it.
SUSPENDERS = frozenset({"coordinator", "bestuurder"})
# Who can be stood in for: what a deputy does is what these do.
REPLACED = frozenset({"lid", "coordinator"})


def demand_manager(by: Member, *about: Member) -> None:
    """A coordinator, and another one than whom it is about: nobody changes what is given to oneself."""
    if by.id in {each.id for each in about}:
        raise Refused("refused.rights.self")
    demand_coordinator(by)


def may_suspend(by: Member, partner: Partner) -> bool:
    return by.sworn and not by.suspended and bool(by.roles & SUSPENDERS) and partner.id not in by.partners


def demand_suspender(by: Member, partner: Partner | None) -> None:
    """Somebody with a say in the exchange, who is not of the partner itself when that is known already."""
    if not (by.sworn and by.roles & SUSPENDERS):
        raise Refused("refused.rights.suspender")
    demand_exchange(by)
    if partner and partner.id in by.partners:
        raise Refused("refused.rights.own_partner", partner=partner.name)


def demand_grantable(given: Sequence[Autorisatie], wanted: Autorisatie) -> None:
    """Not what was given already for all of these days, and no role beside one that stands alone."""
    first, last = wanted.valid_from, wanted.valid_to
    same = (each for each in given if (each.kind, each.value) == (wanted.kind, wanted.value))
    if any(each.covers(first, last) for each in same):
        raise Refused("refused.deelnemer.given", field="tot")
    roles = {each.value for each in given if each.kind == ROLE and each.overlaps(first, last)}
    if wanted.kind == ROLE and (other := together(wanted.value, roles)):
        raise Refused("refused.rights.apart", field="rol", role=wanted.value, other=other)


def demand_period(first: date, last: date | None, today: date) -> None:
    if first < today:
        raise Refused("refused.past", field="vanaf", day=first)
    if last is not None and last < today:
        raise Refused("refused.past", field="tot", day=last)
    if last is not None and last < first:
        raise Refused("refused.deelnemer.backwards", field="tot", first=first, last=last)


def demand_deputy(deputy: Member, replaced: Member, roles: Iterable[str], replaced_roles: Iterable[str]) -> None:
    """One who may write, for one who does: of the same partner, and not the same person."""
    if deputy.id == replaced.id:
        raise Refused("refused.deelnemer.replaces_self", field="voor")
    if deputy.partner != replaced.partner:
        raise Refused("refused.deelnemer.replaces_other", field="voor", name=deputy.name, other=replaced.name)
    if not SPEAKING & set(roles):
        raise Refused("refused.deelnemer.no_deputy", field="deelnemer", name=deputy.name, role=DEPUTY)
    if not REPLACED & set(replaced_roles):
        raise Refused("refused.deelnemer.not_replaced", field="voor", name=replaced.name)


def of_kind(given: Iterable[Autorisatie], kind: str, day: date) -> list[Autorisatie]:
    """Those of a kind that hold on this day or will."""
    return [each for each in given if each.kind == kind and not each.over(day)]
