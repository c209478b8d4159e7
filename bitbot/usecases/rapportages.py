"""The half-year round: what each partner delivers, and who has not yet."""

from dataclasses import dataclass
from datetime import date

from bitbot.domain.half_year import HalfYear
from bitbot.domain.organisation import Member, Partner
from bitbot.domain.planning import deadline
from bitbot.domain.records import Bijdrage, Rapportage
from bitbot.domain.rights import demand_coordinator, demand_reader, demand_writer
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

    def of(self, member: Member) -> list[int]:
        """The partners for which this person delivers: the own one, and one in this half-year that it took over."""
        taking_part = self.delivered.keys() | {partner.id for partner in self.missing}
        return [partner for partner in member.partners if partner in taking_part] or [member.partner]


@dataclass(frozen=True, slots=True, kw_only=True)
class BijdrageDraft:
    results: str
    progress: str = ""
    knelpunten: str = ""
    hours: str = ""


def state_of_round(store: Store, member: Member, period: str = "") -> Round:
    """Who delivered is for everyone in the team; what they wrote is not in here for others than the coordinator."""
    demand_reader(member)
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


def own_contribution(
    store: Store, member: Member, period: str = "", partner: int | None = None
) -> tuple[Round, int, Bijdrage | None]:
    """The round, for which partner, and what it delivered; the own one unless another of `Round.of` is named."""
    demand_writer(member)
    round_ = current(store, period)
    mine = round_.of(member)
    if partner not in {None, *mine}:
        raise Refused("refused.contribution")
    chosen = mine[0] if partner is None else partner
    return round_, chosen, round_.delivered.get(chosen)


def deliver(
    store: Store, member: Member, period: str, draft: BijdrageDraft, partner: int | None = None
) -> tuple[Round, Bijdrage]:
    """A second delivery for the same partner is the next version; the first one stays stored."""
    round_, chosen, earlier = own_contribution(store, member, period, partner)
    bijdrage = Bijdrage(
        rapportage=round_.rapportage.number,
        partner=chosen,
        version=earlier.version + 1 if earlier else 1,
        results=written(draft.results, "resultaten", TEXT_LIMIT),
        progress=fitting(draft.progress, "voortgang", TEXT_LIMIT),
        knelpunten=fitting(draft.knelpunten, "knelpunten", TEXT_LIMIT),
        hours=_hours(draft.hours),
        maker=member.id,
        made_at=store.now,
    )
    made: Bijdrage = store.add(bijdrage, member.id)
    return current(store, round_.rapportage.period), made


def overview(store: Store, member: Member, period: str = "") -> Round:
    """All contributions with their text: for the coordinator, who writes the report (covenant art. 4.1)."""
    demand_coordinator(member)
    return current(store, period)


def _hours(text: str) -> int | None:
    plain = text.strip().removesuffix("uur").strip()
    if not plain:
        return None
    if not (plain.isascii() and plain.isdecimal() and len(plain) <= MOST_DIGITS):
        raise Refused("refused.hours", field="uren")
    return int(plain)
