"""The records of a BIT as plain values; nobody changes one, a use case makes the next version of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, ClassVar, Literal

Visibility = Literal["team", "betrokken", "vertrouwelijk"]
Urgency = Literal["laag", "normaal", "hoog"]
Regime = Literal["geen persoonsgegevens", "AVG", "Wpg"]
Reliability = Literal["onbekend", "laag", "midden", "hoog"]

VISIBILITIES: tuple[Visibility, ...] = ("team", "betrokken", "vertrouwelijk")
URGENCIES: tuple[Urgency, ...] = ("laag", "normaal", "hoog")
NO_PERSONAL_DATA: Regime = "geen persoonsgegevens"
AVG: Regime = "AVG"
WPG: Regime = "Wpg"
REGIMES: tuple[Regime, ...] = (NO_PERSONAL_DATA, AVG, WPG)
# How far a source can be relied upon, in order. Their words say what makes it so: a count of sources, no judgement.
RELIABILITIES: tuple[Reliability, ...] = ("onbekend", "laag", "midden", "hoog")
# Where a signaal comes from (code list 2.1)
SOURCES = (
    "bewoner",
    "ondernemer",
    "gemeente",
    "wijkagent",
    "meld misdaad anoniem",
    "omgevingsdienst",
    "woningcorporatie",
    "netbeheerder",
    "eerdere controle",
    "eigen onderzoek",
    "anders",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """Under which law something is recorded, what for, and on what basis: codes, empty where nothing was said."""

    regime: str = ""
    purpose: str = ""
    basis: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record(Terms):
    """What every record has. `partner` is the partner of origin, `maker` the member who made it."""

    kind: ClassVar[str]
    prefix: ClassVar[str]

    number: int = 0
    version: int = 1
    state: str
    visibility: Visibility = "team"
    partner: int
    maker: int
    made_at: datetime
    municipalities: tuple[int, ...] = ()
    regime: Regime = NO_PERSONAL_DATA

    @property
    def label(self) -> str:
        return f"{self.prefix}-{self.number}"

    @property
    def heading(self) -> str:
        """The text that stands for it in a list."""
        return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signaal(Record):
    """First, unchecked information on a possible abuse. `reason` says why it was closed or reopened.

    `fact` is what was seen, heard or read, `interpretation` what somebody makes of it (Wpg art. 4).
    `via_bevoegd_gezag` says that the police has information, to be asked for through the competent authority.
    """

    kind: ClassVar[str] = "signaal"
    prefix: ClassVar[str] = "S"

    state: str = "geregistreerd"
    title: str
    fact: str = ""
    interpretation: str = ""
    theme: str = ""
    source: str = ""
    reliability: Reliability = "onbekend"
    urgency: Urgency = "normaal"
    via_bevoegd_gezag: bool = False
    reason: str = ""

    @property
    def heading(self) -> str:
        return self.title


@dataclass(frozen=True, slots=True, kw_only=True)
class Werkafspraak(Record):
    """What somebody promised to do. Without `owner` but with `owner_partner` it waits for a member of that partner.

    Its text is an agreement: facts and what they may mean stand in the signaal that it belongs to.
    `waits_since` is the moment from which somebody has to accept it; `competence` the code of what its owner has to be
    competent for; `reason` is of a refusal or a withdrawal.
    """

    kind: ClassVar[str] = "werkafspraak"
    prefix: ClassVar[str] = "WA"

    state: str = "vastgelegd"
    text: str
    due_on: date | None = None
    owner: int | None = None
    owner_partner: int | None = None
    signaal: int | None = None
    waits_since: datetime | None = None
    competence: str = ""
    result: str = ""
    reason: str = ""

    @property
    def heading(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True, kw_only=True)
class Overleg:
    """One meeting. `occurrence` is the moment its series gave it and never changes; `starts_at` may be moved."""

    kind: ClassVar[str] = "overleg"
    prefix: ClassVar[str] = "O"

    number: int = 0
    version: int = 1
    state: str = "gepland"
    series: int
    occurrence: datetime
    starts_at: datetime
    minutes: int
    place: str

    @property
    def label(self) -> str:
        return f"{self.prefix}-{self.number}"


# The highest number of a record. A longer one may be a BSN that somebody typed, and is written down nowhere.
HIGHEST = 9_999_999


@dataclass(frozen=True, slots=True, kw_only=True)
class Agendapunt:
    number: int = 0
    overleg: int
    text: str
    maker: int
    made_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Afmelding:
    """A member who said not to come to one meeting."""

    overleg: int
    member: int
    made_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Rapportage:
    """The round of one half-year; `period` is `2026-1`, `number` counts the rounds."""

    kind: ClassVar[str] = "rapportage"
    prefix: ClassVar[str] = "R"

    number: int = 0
    period: str
    opened_at: datetime

    @property
    def label(self) -> str:
        return f"{self.prefix}-{self.period}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bijdrage:
    """What one partner delivered for one round. A later delivery is the next version; the last one counts."""

    kind: ClassVar[str] = "bijdrage"

    number: int = 0
    rapportage: int
    partner: int
    version: int = 1
    results: str
    progress: str = ""
    knelpunten: str = ""
    hours: int | None = None
    maker: int
    made_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One line of a record's history: who did what, when, and each changed field with its old and new value.

    `needed` is why something that may be personal data had to be in it.
    """

    kind: str
    record: int
    at: datetime
    member: int
    deed: str
    fields: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)
    note: str = ""
    needed: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """A message that must be said at a moment. `key` names it for ever: planning it again changes nothing.

    `member` is who gets it, or None for the channel. `kind` chooses the sentence and the check at send time;
    `subject` is the record's kind and number, `detail` what only this message knows.
    """

    key: str
    kind: str
    member: int | None
    due_at: datetime
    subject: tuple[str, int]
    detail: Mapping[str, Any] = field(default_factory=dict)
