"""A casus: what the BIT takes up, tuned with the mayor of each municipality it plays in (covenant art. 2.6 and 2.7)."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from bitbot.domain.asks import DESCRIPTION, MUNICIPALITIES, REASON, TERMS, THEME, TITLE, VISIBILITY, WHY
from bitbot.domain.conditions import NOTHING, Condition, Has
from bitbot.domain.organisation import Member
from bitbot.domain.records import Record
from bitbot.domain.ways import BACK, NOTE, Ask, Step, Way
from bitbot.domain.who import COORDINATOR, MAYOR_OR_COORDINATOR, OWN_PARTNER, WRITER

RUNNING = ("besproken", "in voorbereiding", "in uitvoering", "juridische afhandeling", "nazorg")
OPEN = ("voorstel", "afstemming", *RUNNING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Casus(Record):
    """`held` is the state from before it was held up; `signaal` the one that it came from."""

    kind: ClassVar[str] = "casus"
    prefix: ClassVar[str] = "C"

    state: str = "voorstel"
    title: str
    description: str = ""
    theme: str = ""
    approach: str = ""
    goal: str = ""
    signaal: int | None = None
    discussed_on: date | None = None
    receiver: str = ""
    outcome: str = ""
    reason: str = ""
    held: str = ""

    @property
    def heading(self) -> str:
        return self.title


@dataclass(frozen=True, slots=True, kw_only=True)
class Afstemming(Record):
    """The question to one mayor whether a casus may be taken up in the own municipality, and the answer."""

    kind: ClassVar[str] = "afstemming"
    prefix: ClassVar[str] = "AF"

    state: str = "gevraagd"
    title: str
    casus: int
    answered_by: str = ""
    reason: str = ""

    @property
    def heading(self) -> str:
        return self.title


WHAT = (
    TITLE,
    DESCRIPTION,
    MUNICIPALITIES,
    THEME,
    Ask("aanpak", "approach", "choice", "approach"),
    Ask("doelstelling", "goal", "choice", "goal"),
    *TERMS,
    VISIBILITY,
)

CASUS = Way(
    kind=Casus,
    asks=WHAT,
    who=WRITER,
    open=OPEN,
    parents={"signaal": "signaal"},
    shown=(
        "title",
        "description",
        "state",
        "municipalities",
        "theme",
        "approach",
        "goal",
        "discussed_on",
        "receiver",
        "outcome",
        "reason",
        "visibility",
    ),
    steps={
        "stem af": Step(("voorstel",), "afstemming", OWN_PARTNER, aliases=("afstemmen",), style="primary"),
        "bespreek": Step(
            ("afstemming",),
            "besproken",
            COORDINATOR,
            asks=(
                Ask("besproken_op", "discussed_on", "date", required=True, when="past"),
                Ask("besluit", NOTE),
            ),
            aliases=("besproken",),
            style="primary",
        ),
        "bereid voor": Step(
            ("besproken",),
            "in voorbereiding",
            OWN_PARTNER,
            needs=("afgestemd",),
            aliases=("voorbereiden",),
            style="primary",
        ),
        "voer uit": Step(
            ("in voorbereiding",),
            "in uitvoering",
            OWN_PARTNER,
            needs=("afgestemd",),
            aliases=("uitvoeren",),
            style="primary",
        ),
        "handel af": Step(("in uitvoering",), "juridische afhandeling", OWN_PARTNER, aliases=("afhandelen",)),
        "nazorg": Step(("in uitvoering", "juridische afhandeling"), "nazorg", OWN_PARTNER, asks=(Ask("nazorg", NOTE),)),
        "sluit": Step(
            RUNNING,
            "gesloten",
            COORDINATOR,
            asks=(Ask("uitkomst", "outcome", "choice", "outcome", required=True), REASON),
            needs=("afgehandeld",),
            aliases=("sluiten", "close"),
        ),
        "houd aan": Step(OPEN, "aangehouden", OWN_PARTNER, asks=(REASON,), aliases=("aanhouden",)),
        "hervat": Step(("aangehouden",), BACK, OWN_PARTNER, style="primary"),
        "draag over": Step(
            OPEN,
            "overgedragen",
            COORDINATOR,
            asks=(Ask("ontvanger", "receiver", "line", required=True, limit=150), REASON),
            aliases=("overdragen",),
        ),
        "heropen": Step(("gesloten", "overgedragen"), "besproken", COORDINATOR, asks=(REASON,), aliases=("reopen",)),
        "wijzig": Step((*OPEN, "aangehouden"), "", OWN_PARTNER, asks=WHAT, aliases=("edit",)),
    },
)


def _asked_of(member: Member) -> Condition:
    """A mayor is asked about a confidential casus too."""
    return Has("municipalities", member.partners) if "bestuurder" in member.roles else NOTHING


BY = Ask("namens", "answered_by", "line", limit=100)
AFSTEMMING = Way(
    kind=Afstemming,
    asks=(),
    who=COORDINATOR,
    open=("gevraagd",),
    parents={"casus": "casus"},
    named=_asked_of,
    shown=("title", "state", "municipalities", "answered_by", "reason", "visibility"),
    steps={
        "akkoord": Step(
            ("gevraagd", "niet akkoord"),
            "akkoord",
            MAYOR_OR_COORDINATOR,
            asks=(BY, WHY),
            style="primary",
        ),
        "niet akkoord": Step(("gevraagd", "akkoord"), "niet akkoord", MAYOR_OR_COORDINATOR, asks=(REASON, BY)),
        "vraag opnieuw": Step(("niet akkoord", "ingetrokken"), "gevraagd", COORDINATOR, asks=(WHY,)),
        "trek in": Step(("gevraagd", "akkoord", "niet akkoord"), "ingetrokken", COORDINATOR, asks=(WHY,)),
    },
)
WAYS = (CASUS, AFSTEMMING)
