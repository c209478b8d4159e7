"""Who takes part: joiners, movers and leavers, their chat accounts, and the register of all of them (BIO2 5.16)."""

import re
from dataclasses import dataclass
from datetime import date

from bitbot.domain.autorisaties import REPLACEMENT, ROLE, Autorisatie
from bitbot.domain.granting import of_kind
from bitbot.domain.organisation import PLATFORMS, ROLES, Member, Partner
from bitbot.domain.rights import oversees
from bitbot.errors import Refused
from bitbot.usecases.autorisaties import REASON_LIMIT
from bitbot.usecases.common import written
from bitbot.usecases.rechten import Change, begin, begin_here, settle, tell_stray
from storage import people
from storage.store import Store

NAME_LIMIT = 200
# What a person's id looks like on each platform; the longest that we keep is 60.
ACCOUNTS = {"slack": re.compile(r"[UW][A-Z0-9]{2,59}"), "mattermost": re.compile(r"[a-z0-9]{26}")}
# They end a line, turn around what follows, or show nothing; none of them belongs in a name.
HIDDEN = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Where somebody speaks: a platform, and the id there."""

    platform: str
    user: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Joiner:
    """A new member as the form has it."""

    name: str
    partner: int
    role: str
    mandate_to: date | None = None
    account: Account | None = None
    reason: str = ""


def enlist(store: Store, by: Member, joiner: Joiner) -> Change:
    """A new person is always a new member: an earlier one comes back, or history would have two of one name."""
    begin(store, by)
    values = _new(store, joiner)
    before = store.organisation
    number = people.add(store, "member", **values)
    role = Autorisatie(
        kind=ROLE,
        member=number,
        value=joiner.role,
        valid_from=store.today,
        given_by=by.id,
        given_at=store.now,
        reason=written(joiner.reason, "reden", REASON_LIMIT),
    )
    people.give(store, role)
    settle(store, before, number, "new")
    made = store.organisation.member(number)
    return Change(made, made)


def _new(store: Store, joiner: Joiner) -> dict[str, object]:
    organisation = store.organisation
    name = one_line(joiner.name, "naam", NAME_LIMIT)
    partner = next((p for p in organisation.partners if p.id == joiner.partner and not p.over(store.today)), None)
    if partner is None:
        raise Refused("refused.choice", field="partner")
    if joiner.role not in ROLES:
        raise Refused("refused.choice", field="rol")
    if joiner.mandate_to is not None and joiner.mandate_to < store.today:
        raise Refused("refused.past", field="mandaat", day=joiner.mandate_to)
    account = joiner.account
    if account:
        _demand_free(store, account)
    where = {platform: account.user if account and account.platform == platform else "" for platform in PLATFORMS}
    key = _key(store, partner)
    return {
        "key": key,
        "name": name,
        "partner": partner.id,
        "mandate_to": joiner.mandate_to,
        "email": "",
        "active": True,
    } | where


def _key(store: Store, partner: Partner) -> str:
    """The code of the partner and a number that nobody there ever had."""
    known = (
        re.fullmatch(rf"{re.escape(partner.code)}-(\d{{1,6}})", member.key) for member in store.organisation.members
    )
    return f"{partner.code}-{max((int(found[1]) for found in known if found), default=0) + 1}"


def one_line(text: str, field: str, limit: int) -> str:
    """A name: something that can be read, on one line."""
    name = " ".join(written(text, field, limit).split())
    if HIDDEN.search(name) or not any(sign.isalnum() for sign in name):
        raise Refused("refused.deelnemer.name", field=field)
    return name


def link(store: Store, by: Member, who: int, account: Account) -> Change:
    """An account speaks for one member, and only for the one it is linked to."""
    (member,) = begin_here(store, by, who)
    _demand_free(store, account, member)
    return _linked(store, member, account.platform, account.user)


def unlink(store: Store, by: Member, who: int, platform: str) -> Change:
    (member,) = begin(store, by, who)
    if not getattr(member, platform):
        raise Refused("refused.deelnemer.no_account", field="account", name=member.name)
    return _linked(store, member, platform, "")


def _linked(store: Store, member: Member, platform: str, user: str) -> Change:
    before = store.organisation
    forgotten = {name: "" for name in ("prefers", "last_platform") if not user and getattr(member, name) == platform}
    people.change(store, "member", member.id, **{platform: user}, **forgotten)
    settle(store, before, member.id, platform)
    return Change(member, store.organisation.member(member.id))


def _demand_free(store: Store, account: Account, member: Member | None = None) -> None:
    if not ACCOUNTS[account.platform].fullmatch(account.user):
        raise Refused("refused.deelnemer.account", field="account")
    holders = [each for each in store.organisation.members if getattr(each, account.platform) == account.user]
    other = next((each for each in holders if each.active and each != member), None)
    if other:
        raise Refused("refused.deelnemer.account_taken", field="account", name=other.name)


def move(store: Store, by: Member, who: int, partner: Partner, reason: str) -> Change:
    """A mover: what the old partner gave ends, and the roles are given anew for the new one."""
    (member,) = begin(store, by, who)
    if partner.id == member.partner:
        raise Refused("refused.deelnemer.same_partner", field="partner", name=member.name, partner=partner.name)
    if partner.over(store.today):
        raise Refused("refused.deelnemer.partner_over", field="partner", partner=partner.name)
    before = store.organisation
    given = _ended_all(store, by, member, reason)
    people.change(store, "member", member.id, partner=partner.id, mandate_to=None)
    for role in of_kind(given, ROLE, store.today):
        people.give(store, _anew(store, by, role, reason))
    settle(store, before, member.id, "partner")
    return Change(member, store.organisation.member(member.id), stray=tell_stray(store, member))


def _anew(store: Store, by: Member, role: Autorisatie, reason: str) -> Autorisatie:
    return Autorisatie(
        kind=ROLE,
        member=role.member,
        value=role.value,
        valid_from=max(role.valid_from, store.today),
        valid_to=role.valid_to,
        given_by=by.id,
        given_at=store.now,
        reason=reason,
    )


def leave(store: Store, by: Member, who: int, reason: str) -> Change:
    """Access ends with this transaction. Open work stays where it is, and the coordinators hear how much that is."""
    _demand_not_only(store, by, who)
    (member,) = begin_here(store, by, who)
    why = written(reason, "reden", REASON_LIMIT)
    before = store.organisation
    _ended_all(store, by, member, why)
    people.change(store, "member", member.id, active=False, mandate_to=None)
    settle(store, before, member.id, "active")
    return Change(member, store.organisation.member(member.id), stray=tell_stray(store, member))


def _demand_not_only(store: Store, by: Member, who: int) -> None:
    """The only coordinator hears first what has to be done before that."""
    if by.id == who and [each.id for each in store.organisation.coordinators(store.today)] == [who]:
        raise Refused("refused.rights.last_coordinator")


def _ended_all(store: Store, by: Member, member: Member, reason: str) -> list[Autorisatie]:
    given = [each for each in store.organisation.given(member) if not each.over(store.today)]
    people.end(store, given, by.id, reason)
    return given


def come_back(store: Store, by: Member, who: int) -> Change:
    """Without roles and mandate: those are given anew."""
    (member,) = begin(store, by, who)
    if member.active:
        raise Refused("refused.deelnemer.here", field="deelnemer", name=member.name)
    partner = store.organisation.partner(member.partner)
    if partner.over(store.today):
        raise Refused("refused.deelnemer.partner_over", field="deelnemer", partner=partner.name)
    for platform in PLATFORMS:
        if user := getattr(member, platform):
            _demand_free(store, Account(platform=platform, user=user), member)
    before = store.organisation
    people.change(store, "member", member.id, active=True)
    settle(store, before, member.id, "active")
    return Change(member, store.organisation.member(member.id))


# The register


def listed(store: Store, partners: tuple[int, ...], *, everybody: bool) -> list[Member]:
    """By partner and name: who takes part or is about to, or also who left."""
    organisation = store.organisation
    here = [m for m in organisation.members if m.active and not organisation.partner(m.partner).over(store.today)]
    chosen = organisation.members if everybody else here
    found = [member for member in chosen if not partners or member.partner in partners]
    return sorted(found, key=lambda m: (organisation.partner(m.partner).name.casefold(), m.name.casefold(), m.id))


def shown(store: Store, reader: Member, member: Member) -> list[Autorisatie]:
    """Everything that somebody was ever given: for who oversees that, and for the person."""
    if not (oversees(reader) or reader.id == member.id):
        raise Refused("refused.rights.register")
    store.trail.note("raadplegen", "member", member.id, ("autorisaties",))
    return store.organisation.given(member)


def replaced_by(store: Store, member: Member) -> list[Autorisatie]:
    """Who stands in for somebody now or will."""
    given = store.organisation.autorisaties
    return [each for each in of_kind(given, REPLACEMENT, store.today) if each.value == str(member.id)]
