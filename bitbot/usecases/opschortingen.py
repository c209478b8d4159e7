"""Information is withheld from a partner (covenant art. 6.6): one asks, another confirms, and it is reversible."""

from dataclasses import replace

from bitbot.domain.autorisaties import Opschorting
from bitbot.domain.granting import demand_suspender, may_suspend
from bitbot.domain.organisation import Member, Partner
from bitbot.domain.records import Planned
from bitbot.errors import Refused
from bitbot.usecases.autorisaties import REASON_LIMIT
from bitbot.usecases.common import written
from bitbot.usecases.partners import members_of, running, settle
from bitbot.usecases.rechten import as_now
from storage import people
from storage.store import Store


def ask(store: Store, by: Member, partner: Partner, reason: str) -> Opschorting:
    """The first of two persons; nothing changes yet."""
    now = _begin_suspension(store, by, partner)
    why = written(reason, "reden", REASON_LIMIT)
    if earlier := pending(store, now):
        raise Refused("refused.covenant.suspended" if earlier.holds else "refused.covenant.asked", partner=now.name)
    asked = Opschorting(partner=now.id, asked_by=by.id, asked_at=store.now, reason=why)
    number = people.add(store, "opschorting", **_row(asked))
    people.changed(store)
    store.trail.note("rechten", "partner", now.id, ("suspension.asked",))
    made = replace(asked, id=number)
    store.deliveries.plan([_about(store, made, "partner.asked", who) for who in _seconds(store, made)])
    return made


def confirm(store: Store, by: Member, partner: Partner) -> Opschorting:
    """The second person, who is another one than the first."""
    now = _begin_suspension(store, by, partner)
    asked = pending(store, now)
    if asked is None:
        raise Refused("refused.covenant.not_asked", partner=now.name)
    if asked.holds:
        raise Refused("refused.covenant.suspended", partner=now.name)
    if asked.asked_by == by.id:
        raise Refused("refused.rights.second_person")
    people.change(store, "opschorting", asked.id, confirmed_by=by.id, confirmed_at=store.now)
    settle(store, now.id, "suspension")
    _tell(store, asked, now, "partner.suspended")
    return replace(asked, confirmed_by=by.id, confirmed_at=store.now)


def resume(store: Store, by: Member, partner: Partner) -> Opschorting:
    """End it, or take the question back."""
    now = _begin_suspension(store, by, partner)
    found = pending(store, now)
    if found is None:
        raise Refused("refused.covenant.not_suspended", partner=now.name)
    people.change(store, "opschorting", found.id, ended_by=by.id, ended_at=store.now)
    settle(store, now.id, "suspension")
    if found.holds:
        _tell(store, found, now, "partner.resumed")
    return found


def _begin_suspension(store: Store, by: Member, partner: Partner) -> Partner:
    people.hold(store)
    now = store.organisation.partner(partner.id)
    demand_suspender(as_now(store, by), now)
    return running(store, now)


def pending(store: Store, partner: Partner) -> Opschorting | None:
    """What was asked or holds, and has not ended."""
    found = (each for each in store.organisation.opschortingen if each.partner == partner.id and each.ended_at is None)
    return next(found, None)


def _row(asked: Opschorting) -> dict[str, object]:
    return {"partner": asked.partner, "asked_by": asked.asked_by, "asked_at": asked.asked_at, "reason": asked.reason}


def _seconds(store: Store, asked: Opschorting) -> list[Member]:
    """Who can be the second person."""
    partner = store.organisation.partner(asked.partner)
    members = store.organisation.active_members(store.today)
    return [who for who in members if who.id != asked.asked_by and may_suspend(who, partner)]


def _tell(store: Store, about: Opschorting, partner: Partner, kind: str) -> None:
    store.deliveries.plan([_about(store, about, kind, who) for who in members_of(store, partner)])


def _about(store: Store, about: Opschorting, kind: str, who: Member) -> Planned:
    return Planned(
        key=f"{kind}/{about.id}/{who.key}",
        kind=kind,
        member=who.id,
        due_at=store.now,
        subject=("opschorting", about.id),
    )
