"""What ends soon of what people hold, from their mandate to their secrecy statement, and whom that concerns."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bitbot.domain.autorisaties import COMPETENCE, Autorisatie
from bitbot.domain.organisation import Member, Organisation
from bitbot.domain.planning import ENDS, NINE
from bitbot.domain.records import Planned

MANDATE = "mandaat"
STATEMENT = "geheimhouding"
PARTNER = "partner"
ONE_DAY = timedelta(days=1)
AHEAD = timedelta(days=35)
WARNED = timedelta(days=30)
STATEMENT_WARNED = timedelta(days=14)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """The last day of something of a member, or of a partner as a whole (then `member` is None).

    `value` is the role, the code of the competence, or the id of who is replaced.
    """

    kind: str
    member: int | None = None
    partner: int
    value: str = ""
    last_day: date

    @property
    def name(self) -> str:
        return f"{self.kind}/{self.member or self.partner}/{self.value}/{self.last_day}"


def endings(organisation: Organisation, today: date) -> list[Ending]:
    """Everything that has a last day from today on, and does not go on after it; the first one first."""
    found = [ending for member in organisation.active_members(today) for ending in _of(organisation, member, today)]
    found += [
        Ending(kind=PARTNER, partner=partner.id, last_day=partner.valid_to)
        for partner in organisation.active_partners(today)
        if partner.valid_to
    ]
    return sorted(found, key=lambda ending: (ending.last_day, ending.name))


def _of(organisation: Organisation, member: Member, today: date) -> Iterator[Ending]:
    if member.mandate_to and member.mandate_to >= today:
        yield Ending(kind=MANDATE, member=member.id, partner=member.partner, last_day=member.mandate_to)
    if member.sworn:
        until = max(statement.until for statement in organisation.statements(member))
        yield Ending(kind=STATEMENT, member=member.id, partner=member.partner, last_day=until - ONE_DAY)
    given = organisation.given(member)
    for each in given:
        if each.valid_to and _worth_a_warning(each, today) and not _goes_on(each, given):
            yield Ending(
                kind=each.kind, member=member.id, partner=member.partner, value=each.value, last_day=each.valid_to
            )


def _worth_a_warning(given: Autorisatie, today: date) -> bool:
    """A role or replacement for a few weeks was given with its end in mind; a competence is known late sometimes."""
    if given.ended_at or not given.valid_to or given.valid_to < today:
        return False
    return given.kind == COMPETENCE or given.valid_to - given.valid_from > WARNED


def _goes_on(ending: Autorisatie, given: list[Autorisatie]) -> bool:
    after = ending.valid_to + ONE_DAY if ending.valid_to else date.max
    return any((a.kind, a.value) == (ending.kind, ending.value) and a.holds(after) for a in given)


def concerned(ending: Ending, organisation: Organisation, today: date) -> list[Member]:
    """Who is told: the statement is between bitbot and the member; everything else the coordinators know too."""
    own = organisation.members_of(ending.partner, today)
    if ending.member is not None:
        own = [organisation.member(ending.member)]
    coordinators = [] if ending.kind == STATEMENT else organisation.coordinators(today)
    return list(dict.fromkeys((*own, *coordinators)))


def told_now(reader: Member, organisation: Organisation, today: date) -> list[Ending]:
    """What a person is told today, when there is something to tell: everything of which the time to warn has come."""
    found = (e for e in endings(organisation, today) if _warned_on(e, organisation) <= today)
    return [ending for ending in found if reader in concerned(ending, organisation, today)]


def renews(member: Member, organisation: Organisation, today: date) -> bool:
    """Whether it is time to accept the secrecy statement again."""
    told = told_now(member, organisation, today)
    return any((ending.kind, ending.member) == (STATEMENT, member.id) for ending in told)


def _warned_on(ending: Ending, organisation: Organisation) -> date:
    before = STATEMENT_WARNED if ending.kind == STATEMENT else WARNED
    return organisation.calendar.working_day_on_or_before(ending.last_day - before)


def warnings(organisation: Organisation, now: datetime) -> list[Planned]:
    """For everything that ends within sight, to everybody concerned, at nine on a working day.

    What was known too late for that is told at the next nine.
    """
    today = organisation.day(now)
    found = [(ending, _moment(ending, organisation, now)) for ending in endings(organisation, today)]
    in_sight = [(ending, moment) for ending, moment in found if moment <= now + AHEAD]
    return [_warning(e, moment, member) for e, moment in in_sight for member in concerned(e, organisation, today)]


def _moment(ending: Ending, organisation: Organisation, now: datetime) -> datetime:
    calendar = organisation.calendar
    wanted = calendar.at(_warned_on(ending, organisation), NINE)
    if wanted >= now:
        return wanted
    today = organisation.day(now)
    day = today if calendar.at(today, NINE) >= now else today + ONE_DAY
    return calendar.at(calendar.working_day_on_or_after(day), NINE)


def _warning(ending: Ending, moment: datetime, member: Member) -> Planned:
    key = f"rechten/ends/{ending.name}/{member.key}"
    return Planned(key=key, kind=ENDS, member=member.id, due_at=moment, subject=("rechten", member.id))
