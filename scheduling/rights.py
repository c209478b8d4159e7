"""What has to be said about rights: that something ends soon, and that somebody has to look through all of them."""

from bitbot.domain.endings import warnings
from bitbot.domain.planning import ENDS
from bitbot.domain.rondes import RONDES, asks, opened
from storage import rondes
from storage.store import Store

GOES_ON = "verlengd of beëindigd"
OVERTAKEN = "ingehaald door een latere herinnering"


def rondes_asked(store: Store) -> frozenset[str]:
    """The keys of all that the rounds ask now, without asking the database who answered."""
    organisation, now = store.organisation, store.now
    found = ((ronde, opened(ronde, organisation, now)) for ronde in RONDES.values())
    return frozenset(item.key for r, period in found if period for item in asks(r, period, organisation, now))


def plan_rondes(store: Store) -> None:
    """Ask until it is signed; of several weeks that were missed, once."""
    for ronde in RONDES.values():
        period = opened(ronde, store.organisation, store.now)
        if period is None or rondes.find(store.connection, ronde.code, period.label):
            continue
        wanted = asks(ronde, period, store.organisation, store.now)
        keep = {item.key for item in wanted}
        store.deliveries.withdraw((ronde.code, period.number), keep, OVERTAKEN, (*ronde.asks, ronde.late))
        store.deliveries.plan(wanted)


def plan_endings(store: Store) -> None:
    """Plan who has to be warned of what ends, once for each ending, and take back what does not end any more."""
    wanted = warnings(store.organisation, store.now)
    keep = {item.key for item in wanted}
    known = store.deliveries.all_about("rechten", (ENDS,))
    for subject in sorted({d.subject for d in known if d.state == "planned" and d.key not in keep}):
        store.deliveries.withdraw(subject, keep, GOES_ON, (ENDS,))
    heard = {delivery.key for delivery in known if not delivery.recalled}
    store.deliveries.plan([item for item in wanted if item.key not in heard])
