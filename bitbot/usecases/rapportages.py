"""The half-year round: what each partner delivers, and who has not yet."""

from dataclasses import dataclass
from datetime import date

from bitbot.domain.half_year import HalfYear
from bitbot.domain.organisation import Member, Partner
from bitbot.domain.planning import deadline
from bitbot.domain.records import Bijdrage, Rapportage
from bitbot.domain.rights import demand_writer, takes_part
from bitbot.errors import Refused
from bitbot.usecases.common import fitting, written
from storage.store import Store

TEXT_LIMIT = 3000
MOST_DIGITS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """How a half-year round stands: who delivered, and which partners have not."""

    rapportage: Rapportage
    period: HalfYear
    due_on: date
    delivered: dict[int, Bijdrage]
    missing: list[Partner]


@dataclass(frozen=True, slots=True, kw_only=True)
class BijdrageDraft:
    results: str
    progress: str = ""
    knelpunten: str = ""
    hours: str = ""


def state_of_round(store: Store, member: Member, period: str = "") -> Round:
    """Who delivered is for everyone in the team; what they wrote is not in here for others than the coordinator."""
    if not takes_part(member):
        raise Refused("refused.role")
    return current(store, period)


def current(store: Store, period: str = "") -> Round:
    rapportage = store.rapportage(_label(period)) if period else store.latest_rapportage()
    if rapportage is None:
        raise Refused("refused.no_round")
    half_year = HalfYear.of_label(rapportage.period)
    delivered = dict(store.contributions(rapportage))
    return Round(
        rapportage=rapportage,
        period=half_year,
        due_on=deadline(half_year, store.organisation),
        delivered=delivered,
        missing=[store.organisation.partner(partner) for partner in store.missing_from(rapportage, delivered)],
    )


def _label(period: str) -> str:
    found = HalfYear.parse(period)
    if found is None:
        raise Refused("refused.period", period=period)
    return found.label


def own_contribution(store: Store, member: Member, period: str = "") -> tuple[Round, Bijdrage | None]:
    demand_writer(member)
    round_ = current(store, period)
    return round_, round_.delivered.get(member.partner)


def deliver(store: Store, member: Member, period: str, draft: BijdrageDraft) -> tuple[Round, Bijdrage]:
    """A second delivery of the same partner is the next version; the first one stays stored."""
    round_, earlier = own_contribution(store, member, period)
    bijdrage = Bijdrage(
        rapportage=round_.rapportage.number,
        partner=member.partner,
        version=earlier.version + 1 if earlier else 1,
        results=written(draft.results, "resultaten", TEXT_LIMIT),
        progress=fitting(draft.progress, "voortgang", TEXT_LIMIT),
        knelpunten=fitting(draft.knelpunten, "knelpunten", TEXT_LIMIT),
        hours=_hours(draft.hours),
        maker=member.id,
        made_at=store.now,
    )
    made = store.bijdragen.add(bijdrage)
    store.trail.collected(made)
    return current(store, round_.rapportage.period), made


def overview(store: Store, member: Member, period: str = "") -> Round:
    """All contributions with their text: for the coordinator, who writes the report (covenant art. 4.1)."""
    if not member.coordinates:
        raise Refused("refused.coordinator")
    return current(store, period)


def _hours(text: str) -> int | None:
    plain = text.strip().removesuffix("uur").strip()
    if not plain:
        return None
    if not (plain.isascii() and plain.isdecimal() and len(plain) <= MOST_DIGITS):
        raise Refused("refused.hours", field="uren")
    return int(plain)
