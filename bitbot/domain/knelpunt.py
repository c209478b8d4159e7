"""What stands in the way: a knelpunt goes up to the DVC (art. 2.6), a belemmering to whom it concerns (art. 10)."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from bitbot.domain.asks import MUNICIPALITIES, REASON, REMARK, TERMS, TITLE, VISIBILITY
from bitbot.domain.records import Record
from bitbot.domain.ways import Ask, Step, Way
from bitbot.domain.who import COORDINATOR, MAYOR_OR_COORDINATOR, OWN_PARTNER, WRITER


@dataclass(frozen=True, slots=True, kw_only=True)
class Knelpunt(Record):
    """Covenant art. 2.6 and 4.1. It goes from the team to the mayor and from there to the DVC; no step is skipped."""

    kind: ClassVar[str] = "knelpunt"
    prefix: ClassVar[str] = "K"

    state: str = "gemeld"
    title: str
    bottleneck: str = ""
    since: date | None = None
    effect: str = ""
    tried: str = ""
    asked: str = ""
    casus: int | None = None
    decision: str = ""
    reason: str = ""

    @property
    def heading(self) -> str:
        return self.title


@dataclass(frozen=True, slots=True, kw_only=True)
class Belemmering(Record):
    """A legal barrier, laid before the organisation that it concerns (covenant art. 10)."""

    kind: ClassVar[str] = "belemmering"
    prefix: ClassVar[str] = "B"

    state: str = "gemeld"
    title: str
    receiver: str = ""
    law: str = ""
    effect: str = ""
    casus: int | None = None
    answer: str = ""
    reason: str = ""

    @property
    def heading(self) -> str:
        return self.title


WHAT = (
    TITLE,
    MUNICIPALITIES,
    Ask("categorie", "bottleneck", "choice", "bottleneck", required=True),
    Ask("sinds", "since", "date", when="past"),
    Ask("gevolg", "effect", required=True),
    Ask("geprobeerd", "tried"),
    Ask("gevraagd_besluit", "asked"),
    *TERMS,
    VISIBILITY,
)
OPEN = ("gemeld", "in behandeling", "voorgelegd aan burgemeester", "voorgelegd aan dvc", "besloten")
KNELPUNT = Way(
    kind=Knelpunt,
    asks=WHAT,
    who=WRITER,
    open=OPEN,
    parents={"casus": "casus"},
    shown=(
        "title", "state", "municipalities", "bottleneck", "since", "effect", "tried", "asked", "decision", "reason",
        "visibility",
    ),
    steps={
        "behandel": Step(("gemeld",), "in behandeling", COORDINATOR, asks=(REMARK,), style="primary"),
        "leg voor": Step(
            ("in behandeling",), "voorgelegd aan burgemeester", COORDINATOR, asks=(REMARK,), style="primary"
        ),
        "naar dvc": Step(
            ("voorgelegd aan burgemeester",),
            "voorgelegd aan dvc",
            MAYOR_OR_COORDINATOR,
            asks=(Ask("gevraagd_besluit", "asked", required=True),),
            style="primary",
        ),
        "besluit": Step(
            ("voorgelegd aan burgemeester", "voorgelegd aan dvc"),
            "besloten",
            MAYOR_OR_COORDINATOR,
            asks=(Ask("besluit", "decision", required=True),),
        ),
        "los op": Step(OPEN, "opgelost", OWN_PARTNER, asks=(REASON,)),
        "aanvaard": Step(OPEN, "aanvaard", COORDINATOR, asks=(REASON,)),
        "heropen": Step(("opgelost", "aanvaard"), "in behandeling", COORDINATOR, asks=(REASON,)),
        "wijzig": Step(OPEN, "", OWN_PARTNER, asks=WHAT, aliases=("edit",)),
    },
)  # fmt: skip
BARRIER = (
    TITLE,
    MUNICIPALITIES,
    Ask("voorgelegd_aan", "receiver", "line", required=True, limit=150),
    Ask("wet", "law", "line", limit=150),
    Ask("gevolg", "effect", required=True),
    *TERMS,
    VISIBILITY,
)
BELEMMERING = Way(
    kind=Belemmering,
    asks=BARRIER,
    who=WRITER,
    open=("gemeld", "voorgelegd"),
    parents={"casus": "casus"},
    shown=("title", "state", "municipalities", "receiver", "law", "effect", "answer", "reason", "visibility"),
    steps={
        "leg voor": Step(("gemeld",), "voorgelegd", OWN_PARTNER, asks=(REMARK,), style="primary"),
        "antwoord": Step(
            ("voorgelegd",),
            "beantwoord",
            OWN_PARTNER,
            asks=(Ask("antwoord", "answer", required=True),),
            style="primary",
        ),
        "maak knelpunt": Step(("gemeld", "voorgelegd", "beantwoord"), "knelpunt", COORDINATOR, asks=(REASON,)),
        "sluit": Step(("gemeld", "voorgelegd", "beantwoord"), "gesloten", OWN_PARTNER, asks=(REASON,)),
        "heropen": Step(("gesloten", "beantwoord"), "voorgelegd", OWN_PARTNER, asks=(REASON,)),
        "wijzig": Step(("gemeld", "voorgelegd"), "", OWN_PARTNER, asks=BARRIER, aliases=("edit",)),
    },
)
WAYS = (KNELPUNT, BELEMMERING)
