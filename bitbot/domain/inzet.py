"""What the work costs people: hours and training (covenant art. 3), and aggression against them (art. 7)."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from bitbot.domain.asks import MUNICIPALITIES, REASON, REMARK, TERMS
from bitbot.domain.records import Record, Visibility
from bitbot.domain.ways import Ask, Step, Way
from bitbot.domain.who import COORDINATOR, OWN_PARTNER, WRITER


@dataclass(frozen=True, slots=True, kw_only=True)
class Inzet(Record):
    """Hours of the own partner, for information only: nothing is charged (covenant art. 3.1 and 3.2)."""

    kind: ClassVar[str] = "inzet"
    prefix: ClassVar[str] = "U"

    state: str = "geregistreerd"
    hours: int
    phase: str
    worked_on: date
    remark: str = ""
    casus: int | None = None
    controle: int | None = None
    reason: str = ""

    @property
    def heading(self) -> str:
        return self.phase


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident(Record):
    """Aggression. There is no address in it: who reports a crime chooses domicile at the own organisation."""

    kind: ClassVar[str] = "incident"
    prefix: ClassVar[str] = "I"

    state: str = "gemeld"
    visibility: Visibility = "vertrouwelijk"
    description: str
    incident_sort: str
    happened_on: date
    reported: str
    controle: int | None = None
    reason: str = ""

    @property
    def heading(self) -> str:
        return self.incident_sort


EFFORT = (
    Ask("uren", "hours", "number", required=True),
    Ask("fase", "phase", "choice", "phase", required=True),
    Ask("datum", "worked_on", "date", required=True, when="past"),
    Ask("opmerking", "remark", limit=500),
)
INZET = Way(
    kind=Inzet,
    asks=EFFORT,
    who=WRITER,
    open=("geregistreerd",),
    parents={"controle": "controle", "casus": "casus"},
    shown=("hours", "phase", "worked_on", "remark", "state", "reason", "municipalities", "visibility"),
    listed=("hours", "worked_on", "state"),
    steps={
        "wijzig": Step(("geregistreerd",), "", OWN_PARTNER, asks=EFFORT, aliases=("edit",)),
        "trek in": Step(("geregistreerd",), "ingetrokken", OWN_PARTNER, asks=(REASON,)),
    },
)
WHAT = (
    Ask("wat_gebeurde_er", "description", required=True),
    Ask("soort_incident", "incident_sort", "choice", "incident_sort", required=True),
    Ask("datum", "happened_on", "date", required=True, when="past"),
    Ask("aangifte", "reported", "choice", "reported", required=True),
    MUNICIPALITIES,
    *TERMS,
)
INCIDENT = Way(
    kind=Incident,
    asks=WHAT,
    who=WRITER,
    open=("gemeld",),
    parents={"controle": "controle"},
    shown=(
        "incident_sort",
        "happened_on",
        "reported",
        "state",
        "reason",
        "municipalities",
        "visibility",
        "description",
    ),
    listed=("happened_on", "reported", "state"),
    steps={
        "aangifte": Step(
            ("gemeld",),
            "",
            OWN_PARTNER,
            asks=(Ask("aangifte", "reported", "choice", "reported", required=True), REMARK),
        ),
        "sluit": Step(("gemeld",), "gesloten", COORDINATOR, asks=(REASON,)),
        "heropen": Step(("gesloten",), "gemeld", COORDINATOR, asks=(REASON,)),
        "wijzig": Step(("gemeld",), "", OWN_PARTNER, asks=WHAT, aliases=("edit",)),
    },
)
WAYS = (INZET, INCIDENT)
