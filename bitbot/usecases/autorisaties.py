"""What a coordinator gives another member for a time, and ends: roles, competences, replacements and the mandate."""

from dataclasses import dataclass
from datetime import date

from bitbot.domain.autorisaties import COMPETENCE, REPLACEMENT, ROLE, Autorisatie
from bitbot.domain.granting import demand_deputy, demand_grantable, demand_manager, demand_period
from bitbot.domain.organisation import Member
from bitbot.errors import Refused
from bitbot.usecases.bevoegdheid import demand_known
from bitbot.usecases.common import fitting, written
from bitbot.usecases.rechten import Change, begin, begin_here, settle, tell_stray
from storage import people
from storage.store import Store

REASON_LIMIT = 300
# What the audit log calls the field that was changed.
FIELDS = {ROLE: "roles", COMPETENCE: "competences", REPLACEMENT: "replaces"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """What is given: from its first day, or today, to its last; without a last day it goes on."""

    kind: str
    value: str
    first: date | None = None
    last: date | None = None
    reason: str = ""


def give(store: Store, by: Member, who: int, grant: Grant) -> Change:
    """A role, or a competence (covenant art. 8), which is always until a day, so that somebody looks at it again."""
    (member,) = begin_here(store, by, who)
    _demand_whole(store, grant)
    return _given(store, member, _wanted(store, by, member, grant))


def let_replace(store: Store, by: Member, who: int, replaced: int, grant: Grant) -> Change:
    """Covenant art. 2.2: a deputy does what somebody of the same partner does, from one day to another."""
    deputy, other = begin_here(store, by, who, replaced)
    _demand_whole(store, grant)
    wanted = _wanted(store, by, deputy, grant)
    held = [store.organisation.held(each, wanted.valid_from)[ROLE] for each in (deputy, other)]
    demand_deputy(deputy, other, *held)
    return _given(store, deputy, wanted)


def _demand_whole(store: Store, grant: Grant) -> None:
    if grant.kind != ROLE and grant.last is None:
        raise Refused("refused.empty", field="tot")
    if grant.kind == COMPETENCE:
        demand_known(store, grant.value, "code")
        fitting(grant.reason, "reden", REASON_LIMIT)
    else:
        written(grant.reason, "reden", REASON_LIMIT)


def _wanted(store: Store, by: Member, member: Member, grant: Grant) -> Autorisatie:
    first = grant.first or store.today
    demand_period(first, grant.last, store.today)
    wanted = Autorisatie(
        kind=grant.kind,
        member=member.id,
        value=grant.value,
        valid_from=first,
        valid_to=grant.last,
        given_by=by.id,
        given_at=store.now,
        reason=grant.reason.strip(),
    )
    demand_grantable(store.organisation.given(member), wanted)
    return wanted


def _given(store: Store, member: Member, wanted: Autorisatie) -> Change:
    before = store.organisation
    number = people.give(store, wanted)
    settle(store, before, member.id, FIELDS[wanted.kind])
    return Change(member, store.organisation.member(member.id), number)


def withdraw_role(store: Store, by: Member, who: int, role: str, reason: str) -> Change:
    """At once, and also what was to begin later."""
    (member,) = begin(store, by, who)
    why = written(reason, "reden", REASON_LIMIT)
    mine = [each for each in store.organisation.given(member) if (each.kind, each.value) == (ROLE, role)]
    return _ended(store, by, [member], [each for each in mine if not each.over(store.today)], why)


def end(store: Store, by: Member, number: int, reason: str) -> Change:
    """One thing that was given, by the number that it is shown with."""
    begin(store, by)
    why = written(reason, "reden", REASON_LIMIT)
    given = [each for each in store.organisation.autorisaties if each.id == number and not each.over(store.today)]
    about = [member for each in given for member in _about(each)]
    found = [store.organisation.member(member) for member in about]
    demand_manager(by, *found)
    return _ended(store, by, found, given, why)


def _about(given: Autorisatie) -> list[int]:
    """Whom it is about; a replacement is also about who is replaced."""
    return [given.member, int(given.value)] if given.kind == REPLACEMENT else [given.member]


def _ended(store: Store, by: Member, about: list[Member], given: list[Autorisatie], reason: str) -> Change:
    """Of the first of those whom it is about."""
    if not given:
        raise Refused("refused.deelnemer.nothing_given")
    before, member = store.organisation, about[0]
    people.end(store, given, by.id, reason)
    settle(store, before, member.id, FIELDS[given[0].kind])
    return Change(member, store.organisation.member(member.id), stray=tell_stray(store, member))


def set_mandate(store: Store, by: Member, who: int, last: date | None) -> Change:
    """The last day of the mandate of the own organisation (covenant art. 2.2); none when it lapses."""
    (member,) = begin_here(store, by, who)
    if last is not None and last < store.today:
        raise Refused("refused.past", field="tot", day=last)
    before = store.organisation
    people.change(store, "member", member.id, mandate_to=last)
    settle(store, before, member.id, "mandate_to")
    return Change(member, store.organisation.member(member.id))
