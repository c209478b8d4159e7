"""What was found, what was done about it, and how that was settled (domain rules 1.2 D to F, covenant art. 2.8)."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from bitbot.domain.asks import REASON, REMARK, TERMS
from bitbot.domain.records import Record
from bitbot.domain.ways import Ask, Step, Way
from bitbot.domain.who import OWN_OR_HANDLING_PARTNER, WRITER


@dataclass(frozen=True, slots=True, kw_only=True)
class Bevinding(Record):
    """Found on the day, then looked into, confirmed or not. `handled_by` is the partner that goes on with it."""

    kind: ClassVar[str] = "bevinding"
    prefix: ClassVar[str] = "BV"

    state: str = "geconstateerd"
    text: str
    finding_domain: str
    controle: int
    handled_by: int | None = None
    reason: str = ""

    @property
    def heading(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True, kw_only=True)
class Maatregel(Record):
    """A measure after a finding. Amounts are in cents, by kind: they are never added up together.

    Its legal settlement has a partner that owes it, a term and a result.
    """

    kind: ClassVar[str] = "maatregel"
    prefix: ClassVar[str] = "M"

    state: str = "voorgenomen"
    text: str
    measure_sort: str
    bevinding: int
    handled_by: int | None = None
    due_on: date | None = None
    imposed: int | None = None
    forfeited: int | None = None
    collected: int | None = None
    reclaimed: int | None = None
    saved: int | None = None
    seized: int | None = None
    settlement: str = ""
    result: str = ""
    reason: str = ""

    @property
    def heading(self) -> str:
        return self.text


FOUND = (
    Ask("bevinding", "text", required=True),
    Ask("domein", "finding_domain", "choice", "finding_domain", required=True),
    Ask("behandelaar", "handled_by", "choice", "partner"),
    *TERMS,
)
UNSETTLED = ("geconstateerd", "in onderzoek")
BEVINDING = Way(
    kind=Bevinding,
    asks=FOUND,
    who=WRITER,
    open=UNSETTLED,
    parents={"controle": "controle"},
    requires=("controle",),
    shown=("text", "state", "finding_domain", "handled_by", "reason", "municipalities", "visibility"),
    listed=("finding_domain", "handled_by", "state"),
    steps={
        "onderzoek": Step(("geconstateerd",), "in onderzoek", OWN_OR_HANDLING_PARTNER, asks=(REMARK,)),
        "stel vast": Step(UNSETTLED, "vastgesteld", OWN_OR_HANDLING_PARTNER, asks=(REMARK,), style="primary"),
        "ongegrond": Step(UNSETTLED, "ongegrond", OWN_OR_HANDLING_PARTNER, asks=(REASON,)),
        "heropen": Step(("vastgesteld", "ongegrond"), "in onderzoek", OWN_OR_HANDLING_PARTNER, asks=(REASON,)),
        "wijzig": Step(UNSETTLED, "", OWN_OR_HANDLING_PARTNER, asks=FOUND, aliases=("edit",)),
    },
)
AMOUNTS = (
    Ask("opgelegd", "imposed", "money"),
    Ask("verbeurd", "forfeited", "money"),
    Ask("ingevorderd", "collected", "money"),
    Ask("teruggevorderd", "reclaimed", "money"),
    Ask("bespaard", "saved", "money"),
    Ask("in_beslag", "seized", "money"),
)
MEASURE = (
    Ask("maatregel", "text", required=True),
    Ask("soort_maatregel", "measure_sort", "choice", "measure_sort", required=True),
    Ask("behandelaar", "handled_by", "choice", "partner", required=True),
    Ask("uiterlijk", "due_on", "date"),
    *TERMS,
)
PENDING = ("voorgenomen", "opgelegd", "in bezwaar of beroep")
MAATREGEL = Way(
    kind=Maatregel,
    asks=MEASURE,
    who=WRITER,
    open=PENDING,
    parents={"bevinding": "bevinding"},
    requires=("bevinding",),
    shown=(
        "text", "state", "measure_sort", "handled_by", "due_on", "imposed", "forfeited", "collected", "reclaimed",
        "saved", "seized", "settlement", "result", "reason", "municipalities", "visibility",
    ),
    listed=("measure_sort", "handled_by", "due_on", "state"),
    order=("due_on", "number"),
    steps={
        "leg op": Step(
            ("voorgenomen",), "opgelegd", OWN_OR_HANDLING_PARTNER, asks=(AMOUNTS[0], REMARK), style="primary"
        ),
        "bezwaar": Step(("opgelegd",), "in bezwaar of beroep", OWN_OR_HANDLING_PARTNER, asks=(REMARK,)),
        "bedragen": Step(PENDING, "", OWN_OR_HANDLING_PARTNER, asks=AMOUNTS),
        "afgehandeld": Step(
            ("opgelegd", "in bezwaar of beroep"),
            "afgehandeld",
            OWN_OR_HANDLING_PARTNER,
            asks=(
                Ask("afhandeling", "settlement", "choice", "settlement", required=True),
                Ask("resultaat", "result", required=True),
            ),
            aliases=("afhandelen",),
            style="primary",
        ),
        "zie af": Step(("voorgenomen", "opgelegd"), "ingetrokken", OWN_OR_HANDLING_PARTNER, asks=(REASON,)),
        "heropen": Step(("afgehandeld", "ingetrokken"), "voorgenomen", OWN_OR_HANDLING_PARTNER, asks=(REASON,)),
        "wijzig": Step(PENDING, "", OWN_OR_HANDLING_PARTNER, asks=MEASURE, aliases=("edit",)),
    },
)  # fmt: skip
WAYS = (BEVINDING, MAATREGEL)
