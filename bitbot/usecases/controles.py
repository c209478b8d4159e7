"""What follows from controles, findings and measures: who is asked, who is reminded, and what keeps a casus open."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from bitbot.domain.bevinding import PENDING, UNSETTLED, Bevinding, Maatregel
from bitbot.domain.casus import Casus
from bitbot.domain.conditions import In, both
from bitbot.domain.controle import CONTROLE, Controle
from bitbot.domain.organisation import Member
from bitbot.domain.planning import DAYS_BEFORE_TERM, NINE
from bitbot.domain.records import Planned
from bitbot.errors import Refused
from bitbot.usecases.casussen import all_agreed
from bitbot.usecases.ways import after, need, tell
from storage.store import Store

CHANGED = "gewijzigd"
REMINDERS = ("controle.briefing", "controle.debrief", "maatregel.soon", "maatregel.overdue")
MOST_NAMED = 10


@need("casus klaar")
def discussed_and_agreed(store: Store, casus: Casus) -> None:
    """Covenant art. 2.6: in tuning with each mayor, and in the BIT-overleg."""
    if casus.discussed_on is None:
        raise Refused("refused.needs.casus_klaar", number=casus.label)
    all_agreed(store, casus)


@need("afgehandeld")
def nothing_left(store: Store, casus: Casus) -> None:
    """Covenant art. 2.8: everything that was found has its legal settlement."""
    controles = _below(store, Controle.kind, "casus", [casus.number], None)
    found = _below(store, Bevinding.kind, "controle", [c.number for c in controles], None)
    measures = _below(store, Maatregel.kind, "bevinding", [b.number for b in found], PENDING)
    left = [
        *(c for c in controles if c.state in CONTROLE.open),
        *(b for b in found if b.state in UNSETTLED),
        *measures,
    ]
    if left:
        names = ", ".join(record.label for record in left[:MOST_NAMED])
        raise Refused("refused.needs.afgehandeld", number=casus.label, names=names)


def _below(store: Store, kind: str, link: str, numbers: Sequence[int], states: Sequence[str] | None) -> list[Any]:
    if not numbers:
        return []
    hangs = In(link, numbers)
    return store.records(kind).find(both(hangs, In("state", states)) if states else hangs)


@after(Controle.kind, "nieuw", "wijzig", "verplaats", "uitgevoerd", "debrief", "vervalt")
def plan_controle(store: Store, member: Member, old: Controle | None, controle: Controle) -> None:
    """Who takes part hears it, and is reminded."""
    remind_of(store, controle)
    new = {*controle.people, controle.leader} - ({*old.people, old.leader} if old else set())
    tell(store, controle, "invited", [who for who in _taking_part(store, controle) if who.id in new and who != member])


def remind_of(store: Store, controle: Controle) -> None:
    """The briefing on the working day before, the question for a debrief on the one after."""
    calendar, people = store.organisation.calendar, _taking_part(store, controle)
    wanted: list[Planned] = []
    if controle.held_on and controle.state in {"gepland", "voorbereid"}:
        wanted += _at(store, controle, "briefing", calendar.add_working_days(controle.held_on, -1), people)
    if controle.held_on and controle.state in {"gepland", "voorbereid", "uitgevoerd"}:
        leaders = [who for who in people if who.id == controle.leader]
        able = leaders or (store.organisation.coordinators(store.today) if controle.leader else [])
        wanted += _at(store, controle, "debrief", calendar.first_working_day_after(controle.held_on), able)
    _replan(store, controle, wanted)


def _taking_part(store: Store, controle: Controle) -> list[Member]:
    members = store.organisation.active_members(store.today)
    return [who for who in members if who.id in {*controle.people, controle.leader} and not who.suspended]


@after(Bevinding.kind, "nieuw", "wijzig")
@after(Maatregel.kind, "nieuw", "wijzig")
def tell_who_goes_on(store: Store, member: Member, old: Any, record: Any) -> None:  # noqa: ANN401 - one of both
    """The partner that has to go on with it, once; and for a measure the reminders of its term."""
    before = old.handled_by if old else None
    if record.handled_by not in {None, before, *member.partners}:
        tell(store, record, "handling", store.organisation.members_of(record.handled_by, store.today))
    if record.kind == Maatregel.kind:
        plan_measure(store, record)


@after(Maatregel.kind, "afgehandeld", "zie af", "heropen")
def replan_measure(store: Store, _: Member, __: Maatregel, measure: Maatregel) -> None:
    plan_measure(store, measure)


def hand_over(store: Store) -> None:
    """The people changed, not these: who is reminded of controles and measures is found anew."""
    for controle in store.records(Controle.kind).find(In("state", CONTROLE.open)):
        remind_of(store, controle)
    for measure in store.records(Maatregel.kind).find(In("state", PENDING)):
        plan_measure(store, measure)


def plan_measure(store: Store, measure: Maatregel) -> None:
    wanted: list[Planned] = []
    if measure.due_on and measure.state in PENDING and measure.handled_by:
        calendar = store.organisation.calendar
        organisation, today = store.organisation, store.today
        people = organisation.members_of(measure.handled_by, today) or organisation.coordinators(today)
        soon = calendar.working_day_on_or_before(measure.due_on - timedelta(days=DAYS_BEFORE_TERM))
        wanted += _at(store, measure, "soon", soon, people)
        wanted += _at(store, measure, "overdue", calendar.first_working_day_after(measure.due_on), people)
    _replan(store, measure, wanted)


def _at(store: Store, record: Any, what: str, day: date, people: Iterable[Member]) -> list[Planned]:  # noqa: ANN401
    moment = store.organisation.calendar.at(day, NINE)
    return [
        Planned(
            key=f"{record.label}/{what}/{day}/{who.key}",
            kind=f"{record.kind}.{what}",
            member=who.id,
            due_at=moment,
            subject=(record.kind, record.number),
        )
        for who in people
        if moment >= store.now
    ]


def _replan(store: Store, record: Any, wanted: Sequence[Planned]) -> None:  # noqa: ANN401
    store.deliveries.withdraw((record.kind, record.number), {item.key for item in wanted}, CHANGED, REMINDERS)
    store.deliveries.plan(wanted)
