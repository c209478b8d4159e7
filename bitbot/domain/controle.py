"""A controle and what was visited on it: planned, briefed, carried out, talked over (domain rules 1.2 C and 2.7)."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from bitbot.domain.asks import DESCRIPTION, REASON, REMARK, TERMS, TITLE
from bitbot.domain.conditions import Condition, In
from bitbot.domain.organisation import Member
from bitbot.domain.records import Record
from bitbot.domain.ways import Ask, Step, Way
from bitbot.domain.who import OWN_PARTNER, WRITER


@dataclass(frozen=True, slots=True, kw_only=True)
class Controle(Record):
    """`people` are the members who take part, `partners` those of whom somebody does, `others` who else comes along.

    Others are no partner of the covenant, so what they hear needs consent of who supplied it (covenant art. 6.2).
    """

    kind: ClassVar[str] = "controle"
    prefix: ClassVar[str] = "CO"

    state: str = "gepland"
    title: str
    description: str = ""
    casus: int
    held_on: date | None = None
    control_sort: str = ""
    announced: str = ""
    leader: int | None = None
    people: tuple[int, ...] = ()
    partners: tuple[int, ...] = ()
    others: str = ""
    entry: str = ""
    debrief: str = ""
    reason: str = ""

    @property
    def heading(self) -> str:
        return self.title


@dataclass(frozen=True, slots=True, kw_only=True)
class Object(Record):
    """What was visited of one type: how many, how many were in order, and where nobody could get in."""

    kind: ClassVar[str] = "object"
    prefix: ClassVar[str] = "OB"

    state: str = "bezocht"
    object_sort: str
    controle: int
    visited: int = 0
    in_order: int = 0
    no_access: int = 0
    remark: str = ""
    reason: str = ""

    @property
    def heading(self) -> str:
        return self.object_sort


WHAT = (
    TITLE,
    Ask("datum", "held_on", "date", required=True),
    Ask("soort_controle", "control_sort", "choice", "control_sort", required=True),
    Ask("aangekondigd", "announced", "choice", "announced", required=True),
    Ask("leiding", "leader", "choice", "member", required=True),
    Ask("deelnemers", "people", "choices", "member"),
    Ask("partners", "partners", "choices", "partner"),
    Ask("anderen", "others", "line", limit=300),
    DESCRIPTION,
    *TERMS,
)


def _takes_part(member: Member) -> Condition:
    """Who leads a confidential one is named on it."""
    return In("leader", (member.id,))


CONTROLE = Way(
    kind=Controle,
    asks=WHAT,
    who=WRITER,
    needs=("casus klaar",),
    open=("gepland", "voorbereid", "uitgevoerd"),
    parents={"casus": "casus"},
    requires=("casus",),
    named=_takes_part,
    shown=(
        "title", "description", "state", "held_on", "control_sort", "announced", "leader", "people", "partners",
        "others", "entry", "debrief", "reason", "municipalities", "visibility",
    ),
    listed=("held_on", "municipalities", "state"),
    order=("held_on", "number"),
    steps={
        "briefing": Step(("gepland",), "voorbereid", OWN_PARTNER, asks=(REMARK,), style="primary"),
        "uitgevoerd": Step(
            ("gepland", "voorbereid"),
            "uitgevoerd",
            OWN_PARTNER,
            asks=(
                Ask("datum", "held_on", "date", required=True, when="past"),
                Ask("binnentreden", "entry", "choice", "entry"),
                REMARK,
            ),
            aliases=("uitvoeren",),
            style="primary",
        ),
        "debrief": Step(
            ("uitgevoerd",), "besproken", OWN_PARTNER, asks=(Ask("debrief", "debrief", required=True),), style="primary"
        ),
        "verplaats": Step(
            ("gepland", "voorbereid"),
            "",
            OWN_PARTNER,
            asks=(Ask("datum", "held_on", "date", required=True, when="future"), REMARK),
        ),
        "vervalt": Step(("gepland", "voorbereid"), "vervallen", OWN_PARTNER, asks=(REASON,)),
        "wijzig": Step(("gepland", "voorbereid", "uitgevoerd"), "", OWN_PARTNER, asks=WHAT, aliases=("edit",)),
    },
)  # fmt: skip
COUNTS = (
    Ask("aantal_bezocht", "visited", "number", required=True),
    Ask("aantal_in_orde", "in_order", "number"),
    Ask("aantal_geen_toegang", "no_access", "number"),
    Ask("opmerking", "remark", limit=500),
)
OBJECT = Way(
    kind=Object,
    asks=(Ask("soort_object", "object_sort", "choice", "object_sort", required=True), *COUNTS),
    who=WRITER,
    open=("bezocht",),
    parents={"controle": "controle"},
    requires=("controle",),
    shown=(
        "object_sort",
        "state",
        "visited",
        "in_order",
        "no_access",
        "remark",
        "reason",
        "municipalities",
        "visibility",
    ),
    listed=("visited", "in_order", "no_access"),
    steps={
        "wijzig": Step(("bezocht",), "", OWN_PARTNER, asks=COUNTS, aliases=("edit",)),
        "trek in": Step(("bezocht",), "ingetrokken", OWN_PARTNER, asks=(REASON,)),
    },
)
WAYS = (CONTROLE, OBJECT)
