"""What people do with the BIT-overleg."""

from dataclasses import dataclass, replace
from datetime import datetime

from bitbot.domain.conditions import In
from bitbot.domain.organisation import Member
from bitbot.domain.records import HIGHEST, Afmelding, Agendapunt, Overleg, Planned, Werkafspraak
from bitbot.domain.rights import demand_coordinator, demand_writer, takes_part
from bitbot.domain.steps import OPEN_WERKAFSPRAAK
from bitbot.errors import Refused
from bitbot.usecases.common import sought, written
from bitbot.usecases.planning import invited_to, replan_meeting
from storage.store import Store

POINT_LIMIT = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """The next meeting as one person may see it."""

    overleg: Overleg
    name: str
    agenda: list[Agendapunt]
    absent: list[Member]
    open: list[Werkafspraak]
    open_total: int


def next_meeting(store: Store, member: Member, limit: int = 10) -> Meeting:
    return view(store, member, _next(store), limit)


def view(store: Store, member: Member, overleg: Overleg, limit: int = 10) -> Meeting:
    condition = sought(member, Werkafspraak.kind, In("state", OPEN_WERKAFSPRAAK))
    reads = takes_part(member)
    return Meeting(
        overleg=overleg,
        name=store.organisation.one_series(overleg.series).name,
        agenda=store.agenda(overleg) if reads else [],
        absent=[store.organisation.member(m) for m in sorted(store.excused(overleg.number)) if reads],
        open=store.werkafspraken.find(condition, ("due_on", "number"), limit),
        open_total=store.werkafspraken.count(condition),
    )


def add_point(store: Store, member: Member, text: str) -> tuple[Overleg, Agendapunt]:
    demand_writer(member)
    overleg = _next(store)
    point = Agendapunt(
        overleg=overleg.number, text=written(text, "tekst", POINT_LIMIT), maker=member.id, made_at=store.now
    )
    store.trail.changed(overleg, ("agenda",))
    return overleg, store.agendapunten.add(point)


def excuse(store: Store, member: Member) -> tuple[Overleg, bool]:
    """Whether this is new; the coordinators hear it."""
    demand_writer(member)
    overleg = _next(store)
    new = store.excuse(Afmelding(overleg=overleg.number, member=member.id, made_at=store.now))
    if new:
        store.deliveries.plan([_absence(overleg, member, who, store) for who in _others(store, member)])
    return overleg, new


def attend(store: Store, member: Member) -> tuple[Overleg, bool]:
    """Take an absence back; whether there was one."""
    demand_writer(member)
    overleg = _next(store)
    return overleg, store.attend(overleg.number, member.id)


def _others(store: Store, member: Member) -> list[Member]:
    return [who for who in store.organisation.coordinators(store.today) if who.id != member.id]


def _absence(overleg: Overleg, absent: Member, who: Member, store: Store) -> Planned:
    return Planned(
        key=f"{overleg.label}/absent/{absent.key}/{who.key}",
        kind="overleg.absent",
        member=who.id,
        due_at=store.now,
        subject=(overleg.kind, overleg.number),
        detail={"member": absent.id},
    )


def keep(store: Store, member: Member, number: int) -> tuple[Overleg, Overleg]:
    """Hold a meeting that lapsed because of a holiday after all."""
    return _settle(store, member, number, state="gepland")


def move(store: Store, member: Member, number: int, starts_at: datetime) -> tuple[Overleg, Overleg]:
    if starts_at <= store.now:
        raise Refused("refused.past_moment", field="wanneer", at=starts_at)
    return _settle(store, member, number, state="gepland", starts_at=starts_at)


def cancel(store: Store, member: Member, number: int) -> tuple[Overleg, Overleg]:
    return _settle(store, member, number, state="vervalt")


def _settle(store: Store, member: Member, number: int, **fields: object) -> tuple[Overleg, Overleg]:
    old = ready(store, member, number)
    new: Overleg = store.save(old, replace(old, **fields), member.id, "wijzig")  # type: ignore[arg-type]
    replan_meeting(store, new)
    if new.state == "gepland":
        invited = invited_to(store, new, store.today)
        store.deliveries.plan([_goes_on(new, who, store) for who in invited if who.id != member.id])
    return old, new


def _goes_on(overleg: Overleg, who: Member, store: Store) -> Planned:
    """Who has the old date in the diary hears the new one at once."""
    return Planned(
        key=f"{overleg.label}/goes_on/{overleg.version}/{who.key}",
        kind="overleg.goes_on",
        member=who.id,
        due_at=store.now,
        subject=(overleg.kind, overleg.number),
    )


def ready(store: Store, member: Member, number: int) -> Overleg:
    """The meeting when this person may still change it."""
    demand_coordinator(member)
    old = store.overleggen.get(number) if number <= HIGHEST else None
    if old is None:
        raise Refused("refused.unknown", number=f"{Overleg.prefix}-{number}")
    if old.starts_at <= store.now:
        raise Refused("refused.meeting_over", number=old.label)
    return old


def _next(store: Store) -> Overleg:
    found = store.next_meeting()
    if found is None:
        raise Refused("refused.no_meeting")
    return found
