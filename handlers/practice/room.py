"""The practice room as a chat platform: keeps what was said, knows who may see it and what is unread."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from pydantic import TypeAdapter

from bitbot.chat import Message, Place, PlaceKind, Reply, Where
from bitbot.errors import Undeliverable
from storage.room import Entry

PLATFORM = "practice"
TEAM = "practice"
CHANNEL = "channel"
BOT = "bot"
RECEIPTS = ""
MOST_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Participant:
    """Somebody one can be in the practice room: a member of the organisation file."""

    key: str
    name: str
    partner: str
    role: str = ""


@dataclass(frozen=True, slots=True)
class Body:
    """What an entry says: a person's own words, an answer or a message of the bot."""

    said: str = ""
    reply: Reply | None = None
    message: Message | None = None


class Shelf(Protocol):
    """Where entries are kept, also when the program stops."""

    def add(self, entry: Entry) -> int:
        """Keep it under a new, higher id. A key that is there already adds nothing and gives the id of that entry."""

    def since(self, place: str, person: str, after: int) -> list[Entry]:
        """Everything in the place with a higher id that is for all or private to this person, by id."""

    def replace(self, number: int, entry: Entry) -> None:
        """Put this entry where the one with that id was; the id stays."""

    def find(self, key: str) -> int | None: ...

    def clear(self) -> None:
        """Forget all entries and all that was read."""

    def read_mark(self, person: str) -> dict[str, int]:
        """For each place the highest id that this person has read."""

    def mark_read(self, person: str, place: str, number: int) -> None: ...


_BODIES = TypeAdapter(Body)


def pack(body: Body) -> str:
    return _BODIES.dump_json(body).decode()


def unpack(entry: Entry) -> Body:
    return _BODIES.validate_json(entry.body)


@dataclass(frozen=True, slots=True)
class Spot:
    """Somebody at a place: what they type, click and see there."""

    who: str
    place: str


class PracticeRoom:
    """A `Chat`, and the place where people type and read. Its channel is private, unless a test says otherwise."""

    platform = PLATFORM
    channel_kind: PlaceKind = "private"

    def __init__(self, shelf: Shelf, now: Callable[[], datetime], members: Callable[[], Collection[str]]) -> None:
        self._shelf = shelf
        self._now = now
        self._members = members

    def post(self, place: Place, message: Message, key: str) -> str:
        if place.kind == "person" and place.id not in self._members():
            raise Undeliverable("user_not_found")
        body = pack(Body(message=message))
        return str(self._add(Spot(BOT, _where(place)), body, key=_name(place, key)))

    def edit(self, place: Place, reference: str, message: Message) -> None:
        found = self.entry(Spot(BOT, _where(place)), int(reference))
        if found is None or found.author != BOT:
            raise Undeliverable("message_not_found")
        self._shelf.replace(found.id, replace(found, body=pack(Body(message=message))))

    def find(self, place: Place, key: str) -> str | None:
        found = self._shelf.find(_name(place, key))
        return None if found is None else str(found)

    def kind_of(self, channel: str, user: str = "") -> PlaceKind:  # noqa: ARG002 - as Eyes have it
        return self.channel_kind

    def where(self, place: str) -> Where:
        return Where(self.channel_kind if place == CHANNEL else "direct", place)

    def say(self, spot: Spot, words: str, key: str, *, private: bool) -> int:
        """Show what somebody typed: a command to that person alone, other words to everybody in the place."""
        private_to = spot.who if private else ""
        return self._add(spot, pack(Body(said=words)), key=f"said:{key}", private_to=private_to)

    def answer(self, spot: Spot, reply: Reply, key: str, instead_of: Entry | None = None) -> int:
        """Show the answer to one person, below or instead of an earlier entry, and give its id; once for each key."""
        if instead_of is None:
            return self._shown(spot, self._show(spot, reply, key), key)
        self._shelf.replace(instead_of.id, replace(instead_of, body=pack(Body(reply=reply))))
        return self._shown(spot, instead_of.id, key)

    def answered(self, spot: Spot, key: str) -> int | None:
        """Where the answer to this request stands, when it was answered before."""
        number = self._shelf.find(f"receipt:{key}")
        receipt = None if number is None else self.entry(Spot(spot.who, RECEIPTS), number)
        return None if receipt is None else int(receipt.body)

    def entry(self, spot: Spot, number: int) -> Entry | None:
        """Give an entry by its id, if this person can see it at this place."""
        later = self._shelf.since(spot.place, spot.who, number - 1)
        return next((entry for entry in later if entry.id == number), None)

    def look(self, spot: Spot) -> list[Entry]:
        """Give the newest entries that this person can see at this place, oldest first."""
        return self._shelf.since(spot.place, spot.who, 0)[-MOST_SHOWN:]

    def read(self, spot: Spot) -> None:
        """Remember that this person has seen everything that is now at this place."""
        mark = self._shelf.read_mark(spot.who).get(spot.place, 0)
        if newer := self._shelf.since(spot.place, spot.who, mark):
            self._shelf.mark_read(spot.who, spot.place, newer[-1].id)

    def unread(self, who: str) -> dict[str, int]:
        """How many entries of others this person has not read, in the channel and in the direct messages."""
        marks = self._shelf.read_mark(who)
        newer = {place: self._shelf.since(place, who, marks.get(place, 0)) for place in (CHANNEL, who)}
        return {place: sum(entry.author != who for entry in entries) for place, entries in newer.items()}

    def clear(self) -> None:
        self._shelf.clear()

    def _show(self, spot: Spot, reply: Reply, key: str) -> int:
        body = pack(Body(reply=reply))
        return self._add(Spot(BOT, spot.place), body, key=f"answer:{key}", private_to=spot.who)

    def _shown(self, spot: Spot, number: int, key: str) -> int:
        self._add(Spot(spot.who, RECEIPTS), str(number), key=f"receipt:{key}", private_to=spot.who)
        return number

    def _add(self, spot: Spot, body: str, *, key: str, private_to: str = "") -> int:
        entry = Entry(place=spot.place, author=spot.who, at=self._now(), body=body, private_to=private_to, key=key)
        return self._shelf.add(entry)


def _where(place: Place) -> str:
    return CHANNEL if place.kind == "channel" else place.id


def _name(place: Place, key: str) -> str:
    return f"post:{_where(place)}:{key}"
