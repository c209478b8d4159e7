"""The people and rules of one BIT at one moment: partners, members, code lists and meeting series, all with dates."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from bitbot.chat import Person
from bitbot.domain.autorisaties import (
    COMPETENCE,
    DEPUTY,
    REPLACEMENT,
    ROLE,
    Autorisatie,
    Opschorting,
    Verklaring,
    apart,
)
from bitbot.domain.bevoegdheden import Competence, known
from bitbot.domain.calendar import WorkCalendar
from bitbot.domain.codes import BASES, PURPOSES, Basis, Purpose, by_code
from bitbot.domain.geheimhouding import STATEMENT, version_of

ROLES = ("lid", "plaatsvervanger", "coordinator", "bestuurder", "beheerder", "toezicht")
# Where somebody can choose to get messages.
PLATFORMS = ("slack", "mattermost")
PRACTICE_CHANNEL = "kanaal"
SPEAKING = frozenset({"lid", "plaatsvervanger", "coordinator"})
PARTNER_KINDS = ("gemeente", "politie", "anders")


@dataclass(frozen=True, slots=True, kw_only=True)
class Partner:
    """A party to the covenant. Of kind `gemeente` it is also a municipality that a record can be about.

    `annex` is what it signed and `approved_by` who agreed to that (covenant art. 12). From `sees_from` on its members
    read what is for the whole team; without it, everything.
    """

    id: int
    code: str
    name: str
    kind: str
    valid_from: date
    valid_to: date | None = None
    succeeded_by: str = ""
    annex: str = ""
    approved_by: tuple[str, ...] = ()
    sees_from: date | None = None

    @property
    def short_name(self) -> str:
        """The name of a municipality as people say it; of others the name as it is."""
        return self.name.removeprefix("Gemeente ")

    def active(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)

    def over(self, day: date) -> bool:
        return self.valid_to is not None and self.valid_to < day


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A person of a partner. `key` stays when the name changes; in the practice room it is the user's id.

    Messages go to the platform that the person `prefers`, or used last. The roles, `competences` and the members whom
    this one `replaces` are those of the day of the organisation; `sworn` says that the secrecy statement is in force,
    `suspension` that the partner is suspended. `succeeds` are the partners that the own one took the place of.
    """

    id: int
    key: str
    name: str
    partner: int
    roles: frozenset[str] = frozenset()
    competences: frozenset[str] = frozenset()
    replaces: frozenset[int] = frozenset()
    sworn: bool = False
    suspension: Opschorting | None = None
    succeeds: tuple[int, ...] = ()
    sees_from: datetime | None = None
    mandate_to: date | None = None
    slack: str = ""
    mattermost: str = ""
    email: str = ""
    prefers: str = ""
    last_platform: str = ""
    active: bool = True

    @property
    def coordinates(self) -> bool:
        return "coordinator" in self.roles

    @property
    def suspended(self) -> bool:
        return self.suspension is not None

    @property
    def partners(self) -> tuple[int, ...]:
        """The own partner, and those whose history is its own."""
        return (self.partner, *self.succeeds)

    def mandated(self, day: date) -> bool:
        """Covenant art. 2.2: a werkafspraak is made by who holds a mandate of the own organisation."""
        return self.mandate_to is not None and day <= self.mandate_to

    def competent(self, competence: str) -> bool:
        """Covenant art. 8: work is done by who may do it. What asks for nothing, anybody may do."""
        return not competence or competence in self.competences


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    code: str
    name: str
    active: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """A meeting that comes back. `start` and `rule` (RFC 5545) are in the BIT's own wall-clock time."""

    id: int
    name: str
    rule: str
    start: datetime
    minutes: int
    place: str
    invited: tuple[str, ...]
    active: bool = True


@dataclass(frozen=True, kw_only=True)
class Bit:
    """The team itself. `contributions_due` counts from the end of a half-year; `secrecy` replaces our statement.

    `arrangement`, `dpia` and `fg_contact` say where the papers are that real data needs (AVG art. 26, 35 and 37).
    """

    name: str = "BIT"
    time_zone: str = "Europe/Amsterdam"
    covenant: str = ""
    covenant_place: str = ""
    covenant_address: str = ""
    secrecy: str = ""
    arrangement: str = ""
    dpia: str = ""
    fg_contact: str = ""
    slack_team: str = ""
    slack_channel: str = ""
    mattermost_channel: str = ""
    contributions_due: timedelta = timedelta(weeks=6)
    good_friday: bool = False
    liberation_day: bool = False
    free_days: tuple[date, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Organisation:
    """Everything of the above as it stood at `version`; a newer version replaces it whole.

    `on` a day its members hold what they are given for that day. `since` is the day on which bitbot was set up: rounds
    that opened before it are not asked for any more.
    `own_purposes` and `own_bases` are what the BIT adds to the lists that bitbot brings along.
    """

    version: int = 0
    since: date = date.min
    bit: Bit = field(default_factory=Bit)
    partners: tuple[Partner, ...] = ()
    members: tuple[Member, ...] = ()
    themes: tuple[Theme, ...] = ()
    own_competences: tuple[Competence, ...] = ()
    series: tuple[Series, ...] = ()
    own_purposes: tuple[Purpose, ...] = ()
    own_bases: tuple[Basis, ...] = ()
    autorisaties: tuple[Autorisatie, ...] = ()
    opschortingen: tuple[Opschorting, ...] = ()
    verklaringen: tuple[Verklaring, ...] = ()
    as_of: date = date.min

    def on(self, day: date) -> "Organisation":
        found = replace(self, as_of=day)
        return replace(found, members=tuple(found._on(member, day) for member in self.members))  # noqa: SLF001 - its own

    def _on(self, member: Member, day: date) -> Member:
        held = self.held(member, day)
        replaces = frozenset(map(int, held[REPLACEMENT]))
        return replace(
            member,
            roles=apart(held[ROLE] if replaces else held[ROLE] - {DEPUTY}),
            competences=held[COMPETENCE],
            replaces=replaces,
            sworn=any(statement.holds(self.secrecy_version, day) for statement in self.statements(member)),
            suspension=self.suspension(member.partner),
            succeeds=self.lineage(member.partner)[1:],
            sees_from=self._sees_from(member.partner),
        )

    def suspension(self, partner: int) -> Opschorting | None:
        return next((each for each in self.opschortingen if each.partner == partner and each.holds), None)

    @cached_property
    def _lineages(self) -> dict[int, tuple[int, ...]]:
        after = [(p.id, p.succeeded_by) for p in self.partners if p.succeeded_by and p.over(self.as_of)]
        return {partner.id: tuple(self._with_former(partner.id, after)) for partner in self.partners}

    def _with_former(self, partner: int, after: list[tuple[int, str]]) -> Iterator[int]:
        found = {partner}
        new = [partner]
        while new:
            yield from new
            codes = {self.partner(each).code for each in new}
            new = [former for former, code in after if code in codes and former not in found]
            found |= set(new)

    def lineage(self, partner: int) -> tuple[int, ...]:
        """The partner, and those that it took the place of by the day of the organisation."""
        return self._lineages[partner]

    def _sees_from(self, partner: int) -> datetime | None:
        """One that took the place of others has seen what they saw."""
        days = [self.partner(each).sees_from for each in self.lineage(partner)]
        first = min((day for day in days if day), default=None)
        return None if first is None or None in days else datetime.combine(first, time(), self.zone)

    def held(self, member: Member, day: date) -> dict[str, frozenset[str]]:
        """What a member was given that holds on this day, by kind; a deputy has that role also between replacements."""
        mine = [each for each in self.given(member) if each.holds(day)]
        return {kind: frozenset(a.value for a in mine if a.kind == kind) for kind in (ROLE, COMPETENCE, REPLACEMENT)}

    def stands_by(self, member: Member) -> bool:
        """A deputy of nobody, and nothing else: between two replacements."""
        return not member.roles and DEPUTY in self.held(member, self.as_of)[ROLE]

    @cached_property
    def _given(self) -> dict[int, list[Autorisatie]]:
        given: dict[int, list[Autorisatie]] = {}
        for each in self.autorisaties:
            given.setdefault(each.member, []).append(each)
        return given

    def given(self, member: Member) -> list[Autorisatie]:
        """All that a member was ever given."""
        return self._given.get(member.id, [])

    def statements(self, member: Member) -> list[Verklaring]:
        return [statement for statement in self.verklaringen if statement.member == member.id]

    @property
    def secrecy_text(self) -> str:
        return self.bit.secrecy or STATEMENT

    @cached_property
    def secrecy_version(self) -> str:
        return version_of(self.secrecy_text)

    @cached_property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.bit.time_zone)

    @cached_property
    def calendar(self) -> WorkCalendar:
        bit = self.bit
        return WorkCalendar(self.zone, frozenset(bit.free_days), bit.good_friday, bit.liberation_day)

    @cached_property
    def purposes(self) -> Mapping[str, Purpose]:
        """By code, also those that are over: what was recorded keeps its own."""
        return by_code(PURPOSES, self.own_purposes)

    @cached_property
    def bases(self) -> Mapping[str, Basis]:
        return by_code(BASES, self.own_bases)

    def usual_purpose(self, day: date) -> str:
        """What holds when nobody chooses: the first that is in use."""
        return next((code for code, purpose in self.purposes.items() if purpose.active(day)), "")

    def day(self, moment: datetime) -> date:
        return moment.astimezone(self.zone).date()

    @cached_property
    def _partners(self) -> dict[int, Partner]:
        return {partner.id: partner for partner in self.partners}

    @cached_property
    def _members(self) -> dict[int, Member]:
        return {member.id: member for member in self.members}

    @cached_property
    def _users(self) -> dict[tuple[str, str], Member]:
        return {(platform, user): member for member in self.members for platform, user in addresses(member)}

    @cached_property
    def _speakers(self) -> dict[int, list[Member]]:
        speaking = [member for member in self.members if member.roles & SPEAKING and not member.suspended]
        return {partner.id: [m for m in speaking if partner.id in m.partners] for partner in self.partners}

    def partner(self, partner_id: int) -> Partner:
        return self._partners[partner_id]

    def member(self, member_id: int) -> Member:
        return self._members[member_id]

    def one_series(self, series_id: int) -> Series:
        return next(series for series in self.series if series.id == series_id)

    def theme_name(self, code: str) -> str:
        return next((theme.name for theme in self.themes if theme.code == code), code)

    @cached_property
    def known_competences(self) -> dict[str, Competence]:
        """Everything a werkafspraak can ask for, and what it could ask for before, by code."""
        return known(self.own_competences)

    def competence_name(self, code: str) -> str:
        found = self.known_competences.get(code)
        return found.name if found else code

    def user(self, platform: str, user: str) -> Member | None:
        return self._users.get((platform, user))

    def who(self, person: Person, day: date) -> Member | None:
        """The active member who speaks; nobody for a stranger, another workspace, a leaver or a partner that left."""
        home = self.bit.slack_team if person.platform == "slack" else person.team
        member = self.user(person.platform, person.user)
        return member if member and person.team == home and self.active(member, day) else None

    def active(self, member: Member, day: date) -> bool:
        return member.active and self.partner(member.partner).active(day)

    def active_members(self, day: date) -> Iterator[Member]:
        return (member for member in self.members if self.active(member, day))

    def active_partners(self, day: date) -> Iterator[Partner]:
        return (partner for partner in self.partners if partner.active(day))

    def municipalities(self, day: date) -> Iterator[Partner]:
        return (partner for partner in self.active_partners(day) if partner.kind == "gemeente")

    def partners_in(self, first: date, last: date) -> Iterator[Partner]:
        """Those that took part for some of this time."""
        return (p for p in self.partners if p.valid_from <= last and not p.over(first))

    def coordinators(self, day: date) -> list[Member]:
        return [member for member in self.active_members(day) if member.coordinates and not member.suspended]

    def mayors(self, municipalities: Iterable[int], day: date) -> list[Member]:
        """Covenant art. 2.6 and 2.7: who answers for these, also for what a municipality was before."""
        theirs = set(municipalities)
        mayors = [m for m in self.active_members(day) if "bestuurder" in m.roles and not m.suspended]
        return [member for member in mayors if theirs & {*member.partners}]

    def at_work(self, member: Member, day: date) -> bool:
        """Whether somebody can have werkafspraken: did not leave, has a role for it, and is not suspended."""
        return bool(member.roles & SPEAKING) and not member.suspended and self.active(member, day)

    def away(self, day: date) -> tuple[frozenset[int], frozenset[int]]:
        """Who can have no werkafspraken (any more), and the partners of which there is nobody left who can."""
        people = frozenset(member.id for member in self.members if not self.at_work(member, day))
        return people, frozenset(p.id for p in self.partners if not self.members_of(p.id, day))

    def competent(self, competence: str, day: date) -> list[Member]:
        """Who can be asked for something that asks for this competence."""
        return [m for m in self.members if m.competent(competence) and self.at_work(m, day)]

    def members_of(self, partner_id: int, day: date) -> list[Member]:
        """Who speaks for a partner or for what it was before: members and deputies, not auditors or system managers."""
        return [member for member in self._speakers.get(partner_id, ()) if self.active(member, day)]

    def invited(self, series: Series, day: date) -> list[Member]:
        """The members whom kinds of partner, partner codes or roles in `invited` point at."""
        return [m for m in self.active_members(day) if not m.suspended and self._labels(m) & set(series.invited)]

    def _labels(self, member: Member) -> frozenset[str]:
        partner = self.partner(member.partner)
        attending = member.roles & {"lid", "plaatsvervanger", "coordinator"}
        return member.roles | ({partner.kind, partner.code} if attending else set())


def addresses(member: Member) -> Iterator[tuple[str, str]]:
    """Where a member can be reached, platform and user id: what the person prefers first, then what was used last."""
    ids = {"slack": member.slack, "mattermost": member.mattermost, "practice": member.key}
    first = [name for name in (member.prefers, member.last_platform) if name]
    return ((platform, ids[platform]) for platform in dict.fromkeys((*first, *ids)) if ids[platform])


def channels(bit: Bit) -> tuple[tuple[str, str], ...]:
    """The channels of the BIT, platform and id; the practice room has one of its own."""
    ids = {"slack": bit.slack_channel, "mattermost": bit.mattermost_channel, "practice": PRACTICE_CHANNEL}
    return tuple((platform, channel) for platform, channel in ids.items() if channel)
