"""Remembers who reads along in a channel; the coordinators hear it when that changes in the channel of the BIT."""

from dataclasses import replace

from bitbot.chat import PlaceKind
from bitbot.domain.organisation import Member, channels
from bitbot.domain.places import OURS
from bitbot.domain.records import Planned
from storage.audit import WORKER
from storage.store import Store

OPEN = "channel.open"
PRIVATE = "channel.private"


def saw(store: Store, platform: str, channel: str, kind: PlaceKind) -> None:
    """The channel of the BIT is reported once for each change, not for each look."""
    place = f"{platform}:{channel}"
    before = store.channels.keep(place, kind)
    ours = (platform, channel) in channels(store.organisation.bit)
    if not ours or before == kind or (before == "unknown" and kind in OURS):
        return
    report = PRIVATE if kind in OURS else OPEN
    store.trail.by(replace(WORKER, origin=platform), report)
    store.trail.note("instellingen", "channel", names=(kind,))
    coordinators = store.organisation.coordinators(store.today)
    store.deliveries.plan([_told(store, member, report, place, kind) for member in coordinators])


def _told(store: Store, member: Member, report: str, place: str, kind: PlaceKind) -> Planned:
    return Planned(
        key=f"{report}/{place}/{kind}/{store.now:%Y-%m-%dT%H:%M:%S.%f}/{member.key}",
        kind=report,
        member=member.id,
        due_at=store.now,
        subject=("channel", 0),
        detail={"place": place, "kind": kind},
    )
