"""What everybody holds on one day, each with its last day: the list that is looked through and signed off."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from bitbot.domain.autorisaties import COMPETENCE, REPLACEMENT, ROLE, Autorisatie
from bitbot.domain.endings import ONE_DAY
from bitbot.domain.geheimhouding import version_of
from bitbot.domain.organisation import Member, Organisation

Until = tuple[str, date | None]  # a code or key, and the last day if there is one


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """Members and partners by key and code: those stay when names change.

    `sworn_to` is the last day of the secrecy statement, `changed_on` the day on which somebody changed a record last.
    """

    member: str
    partner: str
    roles: tuple[Until, ...] = ()
    competences: tuple[Until, ...] = ()
    replaces: tuple[Until, ...] = ()
    mandate_to: date | None = None
    sworn_to: date | None = None
    suspended: bool = False
    changed_on: date | None = None


def everything_held(organisation: Organisation, today: date, changes: Mapping[int, date]) -> tuple[Held, ...]:
    """Of everybody who takes part, also who holds nothing, partner after partner; `changes` are their last ones."""
    members = sorted(organisation.active_members(today), key=lambda m: (organisation.partner(m.partner).name, m.name))
    return tuple(replace(_held(organisation, m, today), changed_on=changes.get(m.id)) for m in members)


def _held(organisation: Organisation, member: Member, today: date) -> Held:
    given = [each for each in organisation.given(member) if each.holds(today)]
    until = max((statement.until for statement in organisation.statements(member)), default=None)
    return Held(
        member=member.key,
        partner=organisation.partner(member.partner).code,
        roles=tuple(_until(given, ROLE)),
        competences=tuple(_until(given, COMPETENCE)),
        replaces=tuple((organisation.member(int(value)).key, last) for value, last in _until(given, REPLACEMENT)),
        mandate_to=member.mandate_to,
        sworn_to=until - ONE_DAY if until and member.sworn else None,
        suspended=member.suspended,
    )


def _until(given: list[Autorisatie], kind: str) -> Iterator[Until]:
    """What was given twice ends when the last of the two does."""
    for value in sorted({each.value for each in given if each.kind == kind}):
        days = [each.valid_to for each in given if (each.kind, each.value) == (kind, value)]
        yield value, None if None in days else max(day for day in days if day)


def version(held: tuple[Held, ...]) -> str:
    """Follows from what is held, so that nobody signs another list than was read."""
    return version_of(repr([replace(each, changed_on=None) for each in held]))
