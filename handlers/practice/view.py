"""What one person sees in the practice room at one moment, as plain values for the page."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo
from hashlib import sha256
from itertools import groupby
from typing import Literal

from bitbot.chat import Form, Text
from handlers.practice.clock import Jump, jumps
from handlers.practice.room import BOT, CHANNEL, Body, Participant, PracticeRoom, Spot, unpack
from handlers.verbs import Subject
from storage.room import Entry

CHANNEL_SLUG = "kanaal"
DIRECT_SLUG = "berichten"
TITLES = {CHANNEL_SLUG: "#bit-kanaal", DIRECT_SLUG: "Berichten van bitbot"}
NOBODY = "Iemand die er niet meer is"


@dataclass(frozen=True, slots=True)
class Completion:
    text: str
    description: str


@dataclass(frozen=True, slots=True)
class Seen:
    """An entry as one person sees it. The version changes with its content."""

    id: int
    author: str
    kind: Literal["bot", "own", "other"]
    at: datetime
    private: bool
    body: Body
    version: str


@dataclass(frozen=True, slots=True)
class Day:
    date: date
    entries: tuple[Seen, ...]


@dataclass(frozen=True, slots=True)
class Pane:
    slug: str
    title: str
    current: bool
    unread: int
    days: tuple[Day, ...]


@dataclass(frozen=True, slots=True)
class OpenForm:
    """A form with what is filled in, and what is wrong with it."""

    id: int
    form: Form
    values: Mapping[str, tuple[str, ...]]
    errors: Mapping[str, Text] = field(default_factory=dict)

    @classmethod
    def untouched(cls, number: int, form: Form) -> "OpenForm":
        return cls(number, form, {each.name: each.value for each in form.fields})


@dataclass(frozen=True, slots=True)
class Window:
    """Everything on the page of one person."""

    who: Participant
    current: str
    panes: tuple[Pane, ...]
    people: tuple[tuple[Participant, int], ...]
    now: datetime
    jumps: Sequence[Jump]

    @property
    def tag(self) -> str:
        """Changes when the page shows something else."""
        entries = [(entry.id, entry.version) for pane in self.panes for each in pane.days for entry in each.entries]
        shown = [entries, [pane.unread for pane in self.panes], self.people, f"{self.now:%F %H:%M}"]
        return sha256(repr(shown).encode()).hexdigest()[:32]


def window(room: PracticeRoom, people: Sequence[Participant], who: Participant, current: str, now: datetime) -> Window:
    unread = {person.key: room.unread(person.key) for person in people}
    names = {person.key: person.name for person in people} | {BOT: "bitbot"}
    seen = _seer(who.key, names, now.tzinfo)
    return Window(
        who=who,
        current=current,
        panes=tuple(
            Pane(slug, title, slug == current, unread[who.key][spot.place], _days(map(seen, room.look(spot))))
            for slug, title in TITLES.items()
            for spot in [spot_of(who.key, slug)]
        ),
        people=tuple((person, sum(unread[person.key].values())) for person in people),
        now=now,
        jumps=jumps(now),
    )


def spot_of(who: str, slug: str) -> Spot:
    return Spot(who, CHANNEL if slug == CHANNEL_SLUG else who)


def completions(subjects: Mapping[str, Subject]) -> Iterator[Completion]:
    """Every command as one would start typing it: the subjects first, then each with its verbs."""
    for subject in subjects.values():
        for name in (subject.name, *subject.aliases):
            yield Completion(f"/{name}", subject.description)
            yield from (Completion(f"/{name} {verb}", "") for verb in subject.verbs)


def _days(entries: Iterator[Seen]) -> tuple[Day, ...]:
    return tuple(Day(on, tuple(those)) for on, those in groupby(entries, key=lambda entry: entry.at.date()))


def _seer(who: str, names: Mapping[str, str], zone: tzinfo | None) -> Callable[[Entry], Seen]:
    def seen(entry: Entry) -> Seen:
        return Seen(
            id=entry.id,
            author=names.get(entry.author, NOBODY),
            kind="bot" if entry.author == BOT else "own" if entry.author == who else "other",
            at=entry.at.astimezone(zone),
            private=bool(entry.private_to),
            body=unpack(entry),
            version=sha256(entry.body.encode()).hexdigest()[:12],
        )

    return seen
