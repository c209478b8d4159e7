"""What must be said, to whom and when, worked out from a record and the calendar; nothing here asks the clock."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta

from bitbot.domain.half_year import HalfYear
from bitbot.domain.organisation import Member, Organisation
from bitbot.domain.records import Overleg, Planned, Rapportage, Werkafspraak
from bitbot.domain.rights import may_hear
from bitbot.domain.steps import OPEN_WERKAFSPRAAK, UNACCEPTED

NINE = time(9)
DAYS_BEFORE_TERM = 3
AGENDA_DAYS = 7
ROUND_REMINDER = timedelta(weeks=1)

ABOUT_TERM = ("werkafspraak.soon", "werkafspraak.today", "werkafspraak.overdue")
REMINDERS = ("werkafspraak.accept", *ABOUT_TERM)
ABOUT_MEETING = ("overleg.week", "overleg.day", "overleg.hour", "overleg.lapses")
ENDS = "rechten.ends"
ABOUT_RIGHTS = ("rechten.ask", "rechten.reminder")
ABOUT_ROUND = ("rapportage.ask", "rapportage.reminder")
# Of each of these the latest says all that the earlier ones said.
OVERTAKING = (ABOUT_TERM, ABOUT_MEETING, ABOUT_ROUND, (ENDS,), ABOUT_RIGHTS)
# Those that are due together are one message, also in time.
TOGETHER = (ENDS,)


def reminders(wa: Werkafspraak, organisation: Organisation, now: datetime) -> list[Planned]:
    """The reminders of one werkafspraak as it is now: to accept it, three days before the term, on it, and after it.

    Those whose moment has passed are in it too; `now` chooses the people.
    """
    if wa.state not in OPEN_WERKAFSPRAAK:
        return []
    moments = [*_accept_moments(wa, organisation), *_term_moments(wa, organisation)]
    people = listeners(wa, organisation, organisation.day(now))
    return [_reminder(wa, kind, moment, member) for kind, moment in moments for member in people]


def listeners(wa: Werkafspraak, organisation: Organisation, today: date) -> list[Member]:
    """Who is reminded: the owner, else the partner's members, else the maker; of those who can do something with it.

    Without any of them the coordinators are.
    """
    if wa.owner is not None:
        found = [organisation.member(wa.owner)]
    elif wa.owner_partner is not None:
        found = organisation.members_of(wa.owner_partner, today)
    else:
        found = [organisation.member(wa.maker)]
    able = [m for m in found if organisation.at_work(m, today) and may_hear(m, wa)]
    return able or organisation.coordinators(today)


def _accept_moments(wa: Werkafspraak, organisation: Organisation) -> Iterator[tuple[str, datetime]]:
    if wa.state in UNACCEPTED and wa.waits_since is not None:
        local = wa.waits_since.astimezone(organisation.zone)
        day = organisation.calendar.add_working_days(local.date(), 1)
        moment = organisation.calendar.at(day, local.time())
        yield "werkafspraak.accept", organisation.calendar.office_hours(moment, "later")


def _term_moments(wa: Werkafspraak, organisation: Organisation) -> Iterator[tuple[str, datetime]]:
    """What comes before a term moves to an earlier working day, what comes after it to a later one."""
    if wa.due_on is None:
        return
    calendar = organisation.calendar
    soon = calendar.working_day_on_or_before(wa.due_on - timedelta(days=DAYS_BEFORE_TERM))
    on_the_day = calendar.working_day_on_or_before(wa.due_on)
    yield "werkafspraak.soon", calendar.at(soon, NINE)
    if on_the_day > soon:
        yield "werkafspraak.today", calendar.at(on_the_day, NINE)
    yield "werkafspraak.overdue", calendar.at(calendar.first_working_day_after(wa.due_on), NINE)


def _reminder(wa: Werkafspraak, kind: str, moment: datetime, member: Member) -> Planned:
    key = f"{wa.label}/{kind.partition('.')[2]}/{moment:%Y-%m-%dT%H:%M}/{member.key}"
    return Planned(key=key, kind=kind, member=member.id, due_at=moment, subject=(wa.kind, wa.number))


def meeting_messages(overleg: Overleg, organisation: Organisation, people: Sequence[Member]) -> list[Planned]:
    """Seven days before (points wanted), one working day before (with the agenda) and one hour before.

    The first two are said between 08:00 and 18:00 on working days; the hour before is an hour before.
    """
    calendar = organisation.calendar
    start = overleg.starts_at.astimezone(organisation.zone)
    wall = start.time().replace(second=0, microsecond=0)
    week_before = calendar.at(start.date() - timedelta(days=AGENDA_DAYS), wall)
    day_before = calendar.at(calendar.add_working_days(start.date(), -1), wall)
    moments = {
        "overleg.week": calendar.office_hours(week_before, "earlier"),
        "overleg.day": calendar.office_hours(day_before, "earlier"),
        "overleg.hour": overleg.starts_at - timedelta(hours=1),
    }
    return [_about_meeting(overleg, kind, moment, m) for kind, moment in moments.items() for m in people]


def lapse_messages(overleg: Overleg, organisation: Organisation, people: Iterable[Member]) -> list[Planned]:
    """A meeting on a holiday lapses: everyone hears it a week before."""
    calendar = organisation.calendar
    start = overleg.starts_at.astimezone(organisation.zone)
    moment = calendar.office_hours(calendar.at(start.date() - timedelta(days=AGENDA_DAYS), start.time()), "earlier")
    return [_about_meeting(overleg, "overleg.lapses", moment, member) for member in people]


def _about_meeting(overleg: Overleg, kind: str, moment: datetime, member: Member) -> Planned:
    key = f"{overleg.label}/{kind.partition('.')[2]}/{overleg.starts_at.astimezone(UTC):%Y-%m-%dT%H:%MZ}/{member.key}"
    return Planned(key=key, kind=kind, member=member.id, due_at=moment, subject=(overleg.kind, overleg.number))


def opening(period: HalfYear, organisation: Organisation) -> datetime:
    """A round opens at nine on the first working day after its half-year."""
    return organisation.calendar.at(organisation.calendar.first_working_day_after(period.last_day), NINE)


def deadline(period: HalfYear, organisation: Organisation) -> date:
    return period.last_day + organisation.bit.contributions_due


def round_messages(
    rapportage: Rapportage, organisation: Organisation, missing: Iterable[int], now: datetime
) -> list[Planned]:
    """The question to every partner that has not delivered, then once a week; what was missed is asked once."""
    period = HalfYear.of_label(rapportage.period)
    kind, moment = round_moment(period, organisation, now)
    today = organisation.day(now)
    people = [member for partner in missing for member in organisation.members_of(partner, today)]
    return [_about_round(rapportage, kind, moment, member) for member in people]


def round_moment(period: HalfYear, organisation: Organisation, now: datetime) -> tuple[str, datetime]:
    """The last moment that was due, so that three missed weeks become one question."""
    weeks, moment = latest_ask(opening(period, organisation), organisation, now)
    return ("rapportage.reminder" if weeks else "rapportage.ask"), moment


def latest_ask(opened: datetime, organisation: Organisation, now: datetime) -> tuple[int, datetime]:
    """Of what is asked when it opens and every week after that: how many weeks it is open, and when it was due last."""
    weeks = max(0, (organisation.day(now) - organisation.day(opened)) // ROUND_REMINDER)
    day = organisation.calendar.working_day_on_or_after(organisation.day(opened) + weeks * ROUND_REMINDER)
    return weeks, organisation.calendar.at(day, NINE)


def _about_round(rapportage: Rapportage, kind: str, moment: datetime, member: Member) -> Planned:
    key = f"{rapportage.label}/{kind.partition('.')[2]}/{moment:%Y-%m-%d}/{member.key}"
    return Planned(key=key, kind=kind, member=member.id, due_at=moment, subject=(rapportage.kind, rapportage.number))
