"""What members are given for a time, and what is taken from a partner: by whom, from when, and why."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from dateutil.relativedelta import relativedelta

ROLE = "rol"
COMPETENCE = "bevoegdheid"
REPLACEMENT = "vervanging"
KINDS = (ROLE, COMPETENCE, REPLACEMENT)
DEPUTY = "plaatsvervanger"
# Who keeps bitbot running, or supervises, has no other role: separation of duties.
ALONE = frozenset({"beheerder", "toezicht"})
SECRECY_HOLDS = relativedelta(years=1)
UNTIL = " t/m "


@dataclass(frozen=True, slots=True, kw_only=True)
class Autorisatie:
    """A role, a competence, or standing in for somebody, with its last day (covenant art. 2.2 and 8).

    `value` is the role, the code of the competence, or the id of the member who is replaced. `given_by` is None when it
    came from the organisation file. What was ended holds no longer, from that moment.
    """

    id: int = 0
    kind: str
    member: int
    value: str
    valid_from: date
    valid_to: date | None = None
    given_by: int | None = None
    given_at: datetime
    reason: str = ""
    ended_by: int | None = None
    ended_at: datetime | None = None
    ended_reason: str = ""

    @property
    def label(self) -> str:
        return f"A-{self.id}"

    @property
    def as_written(self) -> str:
        """As the organisation file has it: `boa-milieu t/m 2028-06-30`, or without an end the value alone."""
        return f"{self.value}{UNTIL}{self.valid_to}" if self.valid_to else self.value

    def holds(self, day: date) -> bool:
        return self.ended_at is None and self.valid_from <= day and not self.over(day)

    def over(self, day: date) -> bool:
        """Holds no longer and will not again."""
        return self.ended_at is not None or (self.valid_to is not None and self.valid_to < day)

    def overlaps(self, first: date, last: date | None) -> bool:
        """Holds on some day of this time; without a last day it goes on for ever."""
        return not self.over(first) and (last is None or self.valid_from <= last)

    def covers(self, first: date, last: date | None) -> bool:
        """Holds on each day of it."""
        return self.holds(first) and (self.valid_to is None or (last is not None and last <= self.valid_to))


def apart(roles: frozenset[str]) -> frozenset[str]:
    """The roles that count: whatever was written down, who keeps bitbot running or supervises sees no content."""
    return roles & ALONE or roles


def together(role: str, others: Iterable[str]) -> str:
    """One of the others that this role cannot be held with, or nothing."""
    return next((other for other in sorted(others) if other != role and {role, other} & ALONE), "")


def as_read(written: str) -> tuple[str, date | None]:
    """The value and the last day of what is written like `as_written`."""
    value, _, last_day = written.partition(UNTIL)
    return value, date.fromisoformat(last_day) if last_day else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Opschorting:
    """A partner from whom information is withheld (covenant art. 6.6): one person asks for it, another confirms it."""

    id: int = 0
    partner: int
    asked_by: int
    asked_at: datetime
    reason: str
    confirmed_by: int | None = None
    confirmed_at: datetime | None = None
    ended_by: int | None = None
    ended_at: datetime | None = None

    @property
    def holds(self) -> bool:
        return self.confirmed_at is not None and self.ended_at is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Verklaring:
    """A member accepted one version of the secrecy statement; it holds for a year (covenant art. 6.1 and 6.4)."""

    member: int
    version: str
    on: date

    def holds(self, version: str, day: date) -> bool:
        return self.version == version and day < self.until

    @property
    def until(self) -> date:
        """The first day on which it has to be accepted anew."""
        return self.on + SECRECY_HOLDS
