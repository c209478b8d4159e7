"""What has to happen by itself: meetings of a series, the half-year rounds, and forgetting old answers."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from bitbot.domain.conditions import In, both, either
from bitbot.domain.half_year import HalfYear
from bitbot.domain.organisation import Organisation, Series, channels
from bitbot.domain.planning import ABOUT_ROUND, NINE, deadline, opening, round_messages, round_moment
from bitbot.domain.records import Overleg, Rapportage
from bitbot.domain.recurrence import occurrences
from bitbot.domain.steps import OPEN_WERKAFSPRAAK
from bitbot.usecases import controles
from bitbot.usecases.planning import hand_over, plan_meetings, replan_meeting
from scheduling.rights import plan_endings, plan_rondes, rondes_asked
from storage.planning import add_meetings, add_round, forget_answers, forget_places
from storage.store import Store

AHEAD = timedelta(days=35)
ANSWERS_KEPT = timedelta(hours=1)
PLACES_KEPT = timedelta(days=30)
MOST_MEETINGS = 1000
A_MOMENT = timedelta(seconds=1)
OVERTAKEN = "ingehaald door een latere herinnering"

Occurrence = tuple[int, datetime]
# Everybody who takes part, with what it depends on who is reminded of a werkafspraak.
People = frozenset[tuple[int, frozenset[str], tuple[int, ...], bool]]


@dataclass(frozen=True, slots=True)
class Mark:
    """How far a planner is: with this in hand the next time costs next to nothing. Losing it is harmless."""

    version: int
    minute: datetime
    meetings: frozenset[Occurrence] = frozenset()
    asked: datetime | None = None
    people: People = frozenset()
    rondes: frozenset[str] = frozenset()


def plan(store: Store, before: Mark | None = None) -> Mark:
    """Plan what is missing, once a minute and when the organisation changed; any number of planners may do this."""
    version, minute = store.organisation.version, store.now.replace(second=0, microsecond=0)
    if before and (before.version, before.minute) == (version, minute):
        return before
    mark = Mark(version, minute, _expected(store), _asked(store), _people(store), rondes_asked(store))
    known = before if before and before.version == version else Mark(version, minute)
    if known is not before or mark.meetings - known.meetings:
        _plan_meetings(store, mark.meetings)
    if not before or before.people != mark.people:
        _hand_over(store, mark.people ^ before.people if before else None)
    if known is not before or known.minute.date() != minute.date():
        plan_endings(store)
        _forget_places(store)
    if mark.asked and mark.asked != known.asked:
        _plan_round(store)
    if mark.rondes - known.rondes:
        plan_rondes(store)
    forget_answers(store.connection, store.now - ANSWERS_KEPT)
    return mark


def next_stop(store: Store, end: datetime) -> datetime:
    """Where time that is skipped has to stop: at a message that is due, at nine (when rounds ask), or at the end.

    Always later than now, unless the end is not.
    """
    calendar = store.organisation.calendar
    nine = next(at for at in (calendar.at(store.today + timedelta(days=n), NINE) for n in (0, 1)) if at > store.now)
    soonest = max(store.deliveries.soonest() or end, store.now + A_MOMENT)
    return min(soonest, nine, end)


def _expected(store: Store) -> frozenset[Occurrence]:
    organisation = store.organisation
    running = [series for series in organisation.series if series.active]
    return frozenset((s.id, moment) for s in running for moment in _moments(s, organisation, store.now))


def _moments(series: Series, organisation: Organisation, now: datetime) -> list[datetime]:
    found = occurrences(series.rule, series.start, organisation.zone, now, now + AHEAD)
    return [moment.astimezone(UTC) for moment in found]


def _people(store: Store) -> People:
    organisation = store.organisation
    return frozenset(
        (member.id, member.roles, member.partners, member.suspended)
        for member in organisation.active_members(store.today)
    )


def _hand_over(store: Store, changed: People | None) -> None:
    """The reminders of who is away go to whoever is left, in the end the coordinators; who is back has them again.

    Of what waits for somebody of a partner others may be reminded now. `changed` is None when nobody knows who did.
    """
    people = store.organisation.away(store.today)[0] if changed is None else {each[0] for each in changed}
    theirs = either(In("owner", people), In("owner", (None,)))
    for werkafspraak in store.werkafspraken.find(both(In("state", OPEN_WERKAFSPRAAK), theirs)):
        hand_over(store, werkafspraak)
    controles.hand_over(store)


def _forget_places(store: Store) -> None:
    ours = [f"{platform}:{channel}" for platform, channel in channels(store.organisation.bit)]
    forget_places(store.connection, store.now - PLACES_KEPT, ours)


def _plan_meetings(store: Store, expected: frozenset[Occurrence]) -> None:
    add_meetings(store, [_meeting(store.organisation, *occurrence) for occurrence in sorted(expected)])
    coming = store.meetings(store.now, limit=MOST_MEETINGS)
    dropped = [overleg for overleg in coming if _dropped(store, overleg, expected)]
    for overleg in dropped:
        store.trail.changed(overleg, ("state",))
        replan_meeting(store, store.overleggen.save(overleg, replace(overleg, state="vervalt")))
    plan_meetings(store, [overleg for overleg in coming if overleg not in dropped])


def _meeting(organisation: Organisation, series_id: int, moment: datetime) -> Overleg:
    """A meeting on a holiday lapses, unless the coordinator keeps it. Weekends are what the rule says."""
    series = organisation.one_series(series_id)
    day = organisation.day(moment)
    free = organisation.calendar.holiday_name(day) is not None or day in organisation.bit.free_days
    return Overleg(
        state="vervalt" if free else "gepland",
        series=series.id,
        occurrence=moment,
        starts_at=moment,
        minutes=series.minutes,
        place=series.place,
    )


def _dropped(store: Store, overleg: Overleg, expected: frozenset[Occurrence]) -> bool:
    """The series changed and has this meeting no more, and nobody has had a hand in it since."""
    untouched = overleg.version == 1 and overleg.state == "gepland" and overleg.occurrence < store.now + AHEAD
    return untouched and (overleg.series, overleg.occurrence) not in expected


def _open_round(store: Store) -> HalfYear | None:
    """The last half-year, once its round has opened; one that was over before bitbot came is not asked for."""
    organisation = store.organisation
    period = HalfYear.of(store.today).previous()
    opened = opening(period, organisation)
    ours = organisation.day(opened) >= organisation.since or store.today <= deadline(period, organisation)
    return period if ours and store.now >= opened else None


def _asked(store: Store) -> datetime | None:
    period = _open_round(store)
    return round_moment(period, store.organisation, store.now)[1] if period else None


def _plan_round(store: Store) -> None:
    period = _open_round(store)
    if period is None:
        return
    add_round(store, Rapportage(period=period.label, opened_at=store.now))
    rapportage = store.rapportage(period.label)
    if rapportage is None:
        raise LookupError(period.label)
    wanted = round_messages(rapportage, store.organisation, store.missing_partners(rapportage), store.now)
    keep = {item.key for item in wanted}
    store.deliveries.withdraw((rapportage.kind, rapportage.number), keep, OVERTAKEN, ABOUT_ROUND)
    store.deliveries.plan(wanted)
