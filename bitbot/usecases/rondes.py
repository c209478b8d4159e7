"""Looking through what everybody holds, and signing it off for this quarter."""

from dataclasses import dataclass

from bitbot.domain.holdings import Held, everything_held, version
from bitbot.domain.organisation import Member
from bitbot.domain.rights import oversees
from bitbot.domain.rondes import RECHTEN, Akkoord, Period, opening, understood, word_of
from bitbot.errors import Refused
from storage import rondes
from storage.store import Store

SIGNED = "goedgekeurd"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rights:
    """The list as it is now or as it was signed, and how its round stands; `version` names the list as it is now."""

    period: Period
    held: tuple[Held, ...]
    version: str = ""
    signed: Akkoord | None = None
    open: bool = False


def rights(store: Store, member: Member, period: Period | None = None) -> Rights:
    """The list as it is now; of an earlier period as it was signed. Looking at it is written in the audit log."""
    if not oversees(member):
        raise Refused("refused.role")
    store.trail.note("raadplegen", "rechten", None, (period.label,) if period else ())
    now = as_it_is(store)
    if period is None or period == now.period:
        return now
    signed = rondes.find(store.connection, RECHTEN.code, period.label)
    if signed is None:
        raise Refused("refused.ronde.unsigned", number=period.label)
    return Rights(period=period, held=signed.held, signed=signed)


def as_it_is(store: Store) -> Rights:
    period = RECHTEN.period(store.organisation, store.today)
    held = everything_held(store.organisation, store.today, store.last_changes())
    return Rights(
        period=period,
        held=held,
        version=version(held),
        signed=rondes.find(store.connection, RECHTEN.code, period.label),
        open=store.now >= opening(period, store.organisation),
    )


def sign(store: Store, member: Member, period: Period | None, read: str) -> Akkoord:
    """Sign off the list of this quarter; `read` names the list that was read, when that is known."""
    if not (oversees(member) and RECHTEN.signs in member.roles):
        raise Refused("refused.coordinator")
    found = as_it_is(store)
    _demand_open(store, found, period, read)
    akkoord = Akkoord(
        ronde=RECHTEN.code,
        period=found.period.label,
        signed_by=member.id,
        signed_at=store.now,
        version=store.organisation.version,
        held=found.held,
    )
    rondes.sign(store.connection, akkoord)
    store.trail.note("rechten", "ronde", None, ("akkoord", akkoord.period))
    _tell(store, found.period)
    return akkoord


def _demand_open(store: Store, found: Rights, period: Period | None, read: str) -> None:
    label = found.period.label
    if period and period != found.period:
        raise Refused("refused.ronde.not_now", number=period.label, label=label)
    if not found.open:
        raise Refused("refused.ronde.early", number=label, at=opening(found.period, store.organisation))
    if found.signed:
        name = store.organisation.member(found.signed.signed_by).name
        raise Refused("refused.ronde.signed", number=label, name=name, at=found.signed.signed_at)
    if read not in {"", found.version}:
        raise Refused("refused.ronde.changed")


def _tell(store: Store, period: Period) -> None:
    """Nobody is asked any more, and who watches hears it."""
    store.deliveries.withdraw((RECHTEN.code, period.number), (), SIGNED, (*RECHTEN.asks, RECHTEN.late))
    store.deliveries.plan(word_of(RECHTEN, period, store.organisation, store.now))


def period_of(text: str) -> Period | None:
    """The period that somebody typed, if anything was."""
    period = understood(text)
    if text.strip() and period is None:
        raise Refused("refused.ronde.period", text=text)
    return period
