"""Who may see and do what: the one rule, asked of a record in Python and of the database as a condition."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Literal

from bitbot.domain.conditions import EVERYTHING, NOTHING, Condition, Has, In, Since, both, either, holds
from bitbot.domain.kinds import WAYS
from bitbot.domain.organisation import Member
from bitbot.domain.records import Record, Signaal, Werkafspraak
from bitbot.domain.steps import allowed
from bitbot.domain.who import READERS, WRITERS, acts, writes
from bitbot.errors import Refused

COORDINATORS = frozenset({"coordinator"})
# With these somebody takes a werkafspraak on.
COMMITTING = frozenset({"claim", "accepteer"})
Lack = Literal["mandate", "competence"]


def visible(member: Member, kind: str) -> Condition:
    """Which records of a kind the member may see; everything that lists, counts or shows asks this.

    Of a partner that is suspended (covenant art. 6.6) it is what came from that partner itself.
    """
    if not (member.sworn and member.roles & READERS):
        return NOTHING
    seen = EVERYTHING if member.coordinates else _seen(member, kind)
    return both(In("partner", member.partners), seen) if member.suspended else seen


def _seen(member: Member, kind: str) -> Condition:
    return either(
        _for_the_team(member, kind),
        both(In("visibility", ("betrokken",)), _involved(member, kind)),
        both(In("visibility", ("vertrouwelijk",)), _named(member, kind)),
    )


def _for_the_team(member: Member, kind: str) -> Condition:
    """What was there before a new partner came stays unseen, except where it is involved (covenant art. 12)."""
    team = In("visibility", ("team",))
    if member.sees_from is None:
        return team
    return both(team, either(Since("made_at", member.sees_from), _involved(member, kind)))


def _involved(member: Member, kind: str) -> Condition:
    """Also what a partner was involved in that the own partner took the place of."""
    partners = member.partners
    own = (In("owner_partner", partners),) if kind == Werkafspraak.kind else ()
    return either(In("partner", partners), Has("municipalities", partners), *own)


def _named(member: Member, kind: str) -> Condition:
    own = (In("owner", (member.id,)),) if kind == Werkafspraak.kind else ()
    more = (WAYS[kind].named(member),) if kind in WAYS else ()
    return either(In("maker", (member.id,)), *own, *more)


def may_see(member: Member, record: Record) -> bool:
    return holds(visible(member, record.kind), record)


def may_hear(member: Member, record: Record) -> bool:
    """Also before the secrecy statement is accepted: then it is told that something waits."""
    return may_see(replace(member, sworn=True), record)


def takes_part(member: Member) -> bool:
    """May know what is common to the team: the agenda of its meetings and the state of its round."""
    return acts(member) and bool(member.roles & READERS)


may_write = writes


def oversees(member: Member) -> bool:
    """Sees what everybody holds: who manages it, and who supervises."""
    return member.sworn and ("toezicht" in member.roles or (member.coordinates and not member.suspended))


def may(member: Member, deed: str, record: Record, today: date) -> bool:
    """Whether this person may do this to this record as it is now."""
    if record.kind in WAYS:
        step = WAYS[record.kind].steps[deed]
        return record.state in step.before and step.who.rule(member, record, today) and may_see(member, record)
    if not (allowed_now(record, deed) and may_write(member)):  # the cheapest questions first
        return False
    theirs = RULES[record.kind][deed](member, record, today) and may_see(member, record)
    return theirs and lacks(member, deed, record, today) is None


def allowed_now(record: Record, deed: str) -> bool:
    return isinstance(record, Signaal | Werkafspraak) and allowed(record, deed)


def demand(member: Member, deed: str, record: Record, today: date) -> None:
    """Refuse when this is not for the person to do; `lacks` and `steps.step` say whether it can be done now."""
    demand_exchange(member)
    if record.kind in WAYS:
        who = WAYS[record.kind].steps[deed].who
        if not who.rule(member, record, today):
            raise Refused(f"refused.who.{who.name}", number=record.label)
        return
    if not (may_write(member) and RULES[record.kind][deed](member, record, today)):
        raise Refused(f"refused.{record.kind}.{deed.replace(' ', '_')}", number=record.label)


def lacks(member: Member, deed: str, record: Record, today: date) -> Lack | None:
    """What somebody has to have on record before taking this on (covenant art. 2.2 and 8)."""
    if deed not in COMMITTING or not isinstance(record, Werkafspraak):
        return None
    if not member.mandated(today):
        return "mandate"
    return None if member.competent(record.competence) else "competence"


def demand_exchange(member: Member) -> None:
    """Covenant art. 6.6: who is kept from something because the partner is suspended hears that, and why."""
    if member.suspension:
        raise Refused("refused.suspended", reason=member.suspension.reason)


def demand_writer(member: Member) -> None:
    _demand(member, WRITERS, "refused.role")


def demand_reader(member: Member) -> None:
    _demand(member, READERS, "refused.role")


def demand_coordinator(member: Member) -> None:
    _demand(member, COORDINATORS, "refused.coordinator")


def _demand(member: Member, roles: frozenset[str], otherwise: str) -> None:
    if not (member.sworn and member.roles & roles):
        raise Refused(otherwise)
    demand_exchange(member)


def _own_partner(member: Member, record: Record, _: date) -> bool:
    return member.coordinates or record.partner in member.partners


def orders(member: Member, record: Record, _: date) -> bool:
    """Says what has to be done, and what competence it asks."""
    return member.coordinates or member.id == record.maker


def _assigns(member: Member, record: Werkafspraak, today: date) -> bool:
    return _owner(member, record, today) or member.id == record.maker


def _takes(member: Member, record: Werkafspraak, _: date) -> bool:
    """Free for all, or waiting for the own partner."""
    return record.owner is None and record.owner_partner in {None, *member.partners}


def _was_asked(member: Member, record: Werkafspraak, _: date) -> bool:
    for_partner = record.owner is None and record.owner_partner in member.partners
    return for_partner or _is_his(member, record)


def _owner(member: Member, record: Werkafspraak, _: date) -> bool:
    return member.coordinates or _is_his(member, record)


def _is_his(member: Member, record: Werkafspraak) -> bool:
    """Also of who stands in for the owner; but a confidential one stays with the persons who are named on it."""
    return record.owner == member.id or record.owner in member.replaces


Rule = Callable[..., bool]

RULES: dict[str, dict[str, Rule]] = {
    Signaal.kind: {"wijzig": _own_partner, "sluit": _own_partner, "heropen": _own_partner},
    Werkafspraak.kind: {
        "wijs toe": _assigns,
        "claim": _takes,
        "accepteer": _was_asked,
        "weiger": _was_asked,
        "voortgang": _owner,
        "gereed": _owner,
        "wijzig": _assigns,
        "vervalt": orders,
    },
}
