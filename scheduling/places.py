"""Where a delivery goes, and which places are to be left alone for a while."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bitbot.chat import Chat, Place
from bitbot.domain.organisation import Organisation, addresses, channels
from storage.deliveries import Delivery

LONGEST_PAUSE = timedelta(minutes=5)
LONGEST_TROUBLE = timedelta(days=1)


def place_of(delivery: Delivery, organisation: Organisation, chats: Mapping[str, Chat]) -> Place | None:
    """The first platform that is connected and on which the member, or the BIT's channel, has an address.

    What may have arrived is looked for where it was sent.
    """
    found = [place for place in _places(delivery, organisation) if place.platform in chats]
    sent = [place for place in found if delivery.again and address(place) == delivery.place]
    return next(iter(sent or found), None)


def place_sent(delivery: Delivery, organisation: Organisation, chats: Mapping[str, Chat]) -> Place | None:
    """Where a message stands, as long as its reader still has that address and the platform is connected."""
    found = (place for place in _places(delivery, organisation) if place.platform in chats)
    return next((place for place in found if address(place) == delivery.place), None)


def address(place: Place) -> str:
    return f"{place.platform}:{place.id}"


def _places(delivery: Delivery, organisation: Organisation) -> Iterator[Place]:
    return _channels(organisation) if delivery.member is None else _person(delivery.member, organisation)


def _person(member: int, organisation: Organisation) -> Iterator[Place]:
    return (Place(platform, "person", user) for platform, user in addresses(organisation.member(member)))


def _channels(organisation: Organisation) -> Iterator[Place]:
    return (Place(platform, "channel", channel) for platform, channel in channels(organisation.bit))


@dataclass(frozen=True, slots=True)
class Trouble:
    """A place that does not take messages: since when, how many times in a row, and until when it is left alone."""

    since: datetime
    times: int
    until: datetime

    @property
    def lasting(self) -> bool:
        """So long that what is for it needs a person."""
        return self.until - self.since >= LONGEST_TROUBLE


class Troubles:
    """The places in trouble. Only in memory: forgetting them costs one more try."""

    def __init__(self) -> None:
        self._found: dict[Place, Trouble] = {}

    def until(self, place: Place, now: datetime) -> datetime | None:
        """Until when a place is left alone, when it is."""
        trouble = self._found.get(place)
        return trouble.until if trouble and trouble.until > now else None

    def add(self, place: Place, now: datetime, after: float) -> Trouble:
        """Wait as long as the platform asks, and twice as long each next time up to the longest pause."""
        before = self._found.get(place)
        times = before.times + 1 if before else 1
        asked = timedelta(seconds=max(1.0, after))
        pause = max(asked, min(LONGEST_PAUSE, asked * 2 ** min(times - 1, 10)))
        trouble = Trouble(before.since if before else now, times, now + pause)
        self._found[place] = trouble
        return trouble

    def over(self, place: Place) -> None:
        self._found.pop(place, None)
