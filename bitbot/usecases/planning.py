"""Keeps the planned messages about a record in step with it, in the same transaction as the change."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from bitbot.domain.organisation import Member
from bitbot.domain.planning import ABOUT_MEETING, REMINDERS, lapse_messages, meeting_messages, reminders
from bitbot.domain.records import Overleg, Planned, Werkafspraak
from storage.store import Store

CHANGED = "gewijzigd"


def replan_werkafspraak(store: Store, wa: Werkafspraak, also: Sequence[Planned] = ()) -> None:
    """Call it for a new one and after every change; `also` is what has to be said as well."""
    wanted = reminders(wa, store.organisation, store.now)
    if wa.version > 1:
        _withdraw_others(store, wa, wanted)
    store.deliveries.plan([*also, *_to_come(store, wanted)])


def hand_over(store: Store, wa: Werkafspraak) -> None:
    """Call it when not the record changed but who is reminded of it; what was due and is not said yet goes along."""
    wanted = reminders(wa, store.organisation, store.now)
    unsaid = _withdraw_others(store, wa, wanted)
    store.deliveries.plan([item for item in wanted if item.due_at >= store.now or item.due_at in unsaid])


def _withdraw_others(store: Store, wa: Werkafspraak, wanted: Sequence[Planned]) -> list[datetime]:
    return store.deliveries.withdraw((wa.kind, wa.number), {item.key for item in wanted}, CHANGED, REMINDERS)


def replan_meeting(store: Store, overleg: Overleg) -> None:
    """Call it after a meeting was moved, kept or cancelled."""
    wanted = messages_about(store, overleg)
    store.deliveries.withdraw((overleg.kind, overleg.number), {item.key for item in wanted}, CHANGED, ABOUT_MEETING)
    store.deliveries.plan(_to_come(store, wanted))


def plan_meetings(store: Store, meetings: Sequence[Overleg]) -> None:
    """Plan what is not planned yet, also for who is invited since the last time."""
    store.deliveries.plan([item for m in meetings for item in _to_come(store, messages_about(store, m))])


def messages_about(store: Store, overleg: Overleg) -> list[Planned]:
    """Everything to be said about a meeting. That it lapses is said even when it is late for that."""
    organisation = store.organisation
    people = invited_to(store, overleg, organisation.day(overleg.starts_at))
    if overleg.state != "vervalt":
        return meeting_messages(overleg, organisation, people)
    lapses = lapse_messages(overleg, organisation, people)
    return [replace(item, due_at=max(item.due_at, store.now)) for item in lapses]


def invited_to(store: Store, overleg: Overleg, day: date) -> list[Member]:
    """Whom the series of a meeting invites, as the organisation is on this day."""
    return store.organisation.invited(store.organisation.one_series(overleg.series), day)


def _to_come(store: Store, wanted: Sequence[Planned]) -> list[Planned]:
    return [item for item in wanted if item.due_at >= store.now]
