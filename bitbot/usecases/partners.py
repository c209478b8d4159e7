"""Who is party to the covenant: accession, end and succession (art. 12 and 14)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from bitbot.domain.naming import code_of, plain
from bitbot.domain.organisation import PARTNER_KINDS, ROLES, Member, Partner
from bitbot.errors import Refused
from bitbot.usecases.deelnemers import one_line
from bitbot.usecases.rechten import begin, follow
from storage import people
from storage.store import Store

NAME_LIMIT = 200
ANNEX_LIMIT = 100
# Who has to agree beside all partners (covenant art. 12).
AUTHORITY = "bevoegd-gezag"
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Accession:
    """A new partner as the form has it; `approved_by` are the codes of partners, and the authority."""

    name: str
    kind: str
    annex: str
    first: date | None
    approved_by: Collection[str] = ()
    sees_history: bool = False


@dataclass(frozen=True, slots=True)
class Ending:
    """What ends with a partner: how many members lose access."""

    partner: Partner
    members: int


def accede(store: Store, by: Member, wanted: Accession) -> Partner:
    """Covenant art. 12: with an annex, and when all partners and the competent authority agreed."""
    begin(store, by)
    values = _new(store, wanted)
    number = people.add(store, "partner", **values)
    settle(store, number, "new")
    return store.organisation.partner(number)


def _new(store: Store, wanted: Accession) -> dict[str, object]:
    name = one_line(wanted.name, "naam", NAME_LIMIT)
    if wanted.kind not in PARTNER_KINDS:
        raise Refused("refused.choice", field="soort")
    if plain(name) in {plain(partner.name) for partner in store.organisation.partners}:
        raise Refused("refused.covenant.known", field="naam", partner=name)
    annex = one_line(wanted.annex, "bijlage", ANNEX_LIMIT)
    first = wanted.first or store.today
    if first < store.today:
        raise Refused("refused.past", field="vanaf", day=first)
    _demand_approved(store, wanted.approved_by)
    return {
        "code": _code(store, name, wanted.kind),
        "name": name,
        "kind": wanted.kind,
        "valid_from": first,
        "valid_to": None,
        "succeeded_by": "",
        "annex": annex,
        "approved_by": sorted(wanted.approved_by),
        "sees_from": None if wanted.sees_history else first,
    }


def _demand_approved(store: Store, approved_by: Collection[str]) -> None:
    partners = {partner.code: partner.name for partner in store.organisation.active_partners(store.today)}
    if set(approved_by) - {*partners, AUTHORITY}:
        raise Refused("refused.choice", field="toestemming")
    lacking = [name for code, name in {**partners, AUTHORITY: "het bevoegd gezag"}.items() if code not in approved_by]
    if lacking:
        raise Refused("refused.covenant.approvals", field="toestemming", names=", ".join(lacking))


def _code(store: Store, name: str, kind: str) -> str:
    """Of the name; never one that another partner had, or a word that means something else in a list of invited."""
    taken = {partner.code for partner in store.organisation.partners} | ({*PARTNER_KINDS, *ROLES} - {kind})
    code = code_of(name)
    tries = (code, *(f"{code}-{number}" for number in range(2, len(taken) + 3)))
    return next(each for each in tries if each not in taken)


def stop(store: Store, by: Member, partner: Partner, last: date, successor: Partner | None) -> Ending:
    """Covenant art. 14: after its last day nobody of it has access. What it did stays, and so does the secrecy."""
    begin(store, by)
    now = running(store, partner)
    if last < store.today:
        raise Refused("refused.past", field="op", day=last)
    if last < now.valid_from:
        raise Refused("refused.covenant.before_start", field="op", partner=now.name, day=now.valid_from)
    if successor is not None:
        _demand_successor(store, now, successor, last)
    code = successor.code if successor else ""
    people.change(store, "partner", now.id, valid_to=last, succeeded_by=code)
    settle(store, now.id, "valid_to")
    _demand_leader_after(store, last + ONE_DAY)
    return Ending(store.organisation.partner(now.id), len(members_of(store, now)))


def stay(store: Store, by: Member, partner: Partner) -> Partner:
    """An end that was announced is taken back, as long as it has not come."""
    begin(store, by)
    now = running(store, partner)
    if now.valid_to is None:
        raise Refused("refused.covenant.no_end", partner=now.name)
    people.change(store, "partner", now.id, valid_to=None, succeeded_by="")
    settle(store, now.id, "valid_to")
    return store.organisation.partner(now.id)


def running(store: Store, partner: Partner) -> Partner:
    now = store.organisation.partner(partner.id)
    if now.over(store.today):
        raise Refused("refused.covenant.over", partner=now.name, day=now.valid_to)
    return now


def _demand_successor(store: Store, partner: Partner, successor: Partner, last: date) -> None:
    now = store.organisation.partner(successor.id)
    if partner.id in _and_after(store, now):
        raise Refused("refused.covenant.circle", field="opvolger")
    if not now.active(last + ONE_DAY):
        raise Refused("refused.covenant.successor", field="opvolger", partner=now.name, day=last + ONE_DAY)


def _and_after(store: Store, partner: Partner) -> set[int]:
    """The partner and those that take its place, one after the other."""
    by_code = {each.code: each for each in store.organisation.partners}
    found = {partner.id}
    while (after := by_code.get(partner.succeeded_by)) and after.id not in found:
        found.add(after.id)
        partner = after
    return found


def _demand_leader_after(store: Store, day: date) -> None:
    """Also on the day that the partner is gone somebody has to lead; roles that end by themselves are not of this."""
    left = [each for each in store.organisation.coordinators(store.today) if store.organisation.active(each, day)]
    if not left:
        raise Refused("refused.rights.last_coordinator")


def members_of(store: Store, partner: Partner) -> list[Member]:
    return [who for who in store.organisation.active_members(store.today) if who.partner == partner.id]


def settle(store: Store, partner: int, what: str) -> None:
    """What follows for the members of the partner."""
    before = store.organisation
    members = [member.id for member in before.members if partner in member.partners]
    follow(store, before, members)
    store.trail.note("rechten", "partner", partner, (what,))
