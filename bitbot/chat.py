"""What bitbot and a chat platform say to each other. Nothing here knows a platform."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, Protocol


@dataclass(frozen=True, slots=True)
class Said:
    """Text that came from a person or a record. The adapter escapes it, once; nothing else does."""

    text: str


@dataclass(frozen=True, slots=True)
class Text:
    """A sentence: our own words, in which `*…*` is bold and a line break a line break, and marked parts from people."""

    parts: tuple[str | Said, ...] = ()

    def __add__(self, other: Text) -> Text:
        return Text(self.parts + other.parts)

    def __bool__(self) -> bool:
        return bool(self.parts)

    @property
    def plain(self) -> str:
        """Unescaped and without the marks for bold: for tests, the command line and lengths, never for a platform."""
        return "".join(part.text if isinstance(part, Said) else part.replace("*", "") for part in self.parts)


@dataclass(frozen=True, slots=True)
class Person:
    """Who is speaking, as the platform proved it. Users are unique within a team only."""

    platform: str
    team: str
    user: str


# What kind of place a channel is, by who reads along: the person alone, the members of a private channel, everybody,
# another organisation or workspace, guests. `guest`: the person is one; `hidden`: bitbot may not look there; `unknown`:
# nobody looked.
PlaceKind = Literal["direct", "private", "public", "shared", "guests", "guest", "hidden", "unknown"]


@dataclass(frozen=True, slots=True)
class Where:
    """Where something was asked: what kind of place that is, as far as the request itself proves it, and its id."""

    kind: PlaceKind = "unknown"
    id: str = ""


@dataclass(frozen=True, slots=True)
class Request:
    """One thing a person did. A click, a choice and a submitted form carry a command line too.

    `key` is the same for every repeat of the same delivery. `line` has no slash: `werkafspraak claim WA-1`. A mention
    is `<@ID>` with the platform's user id; everything else is plain text as the person typed it. `form` says that a
    form was submitted, also one in which every answer was left empty. `where` of a form is where it was opened; a place
    that nobody told is refused. `reason` is why personal data has to be in it; it comes from the field for that of a
    form.
    """

    key: str
    person: Person
    line: str
    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    form: bool = False
    where: Where = Where()
    reason: str = ""

    @property
    def place(self) -> str:
        """The name under which is known what kind of place it is."""
        return f"{self.person.platform}:{self.where.id}"


@dataclass(frozen=True, slots=True)
class Button:
    """Does what its command line does."""

    label: Text
    line: str
    style: Literal["", "primary", "danger"] = ""
    confirm: Text = Text()


@dataclass(frozen=True, slots=True)
class Option:
    value: str
    label: Text


@dataclass(frozen=True, slots=True)
class Menu:
    """Choosing an option does what the command line does, with the choice as the value called `name`."""

    label: Text
    line: str
    name: str
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Fact:
    label: Text
    value: Text


@dataclass(frozen=True, slots=True)
class Card:
    """What a record or a list looks like. `note` is small print below it."""

    title: Text
    facts: tuple[Fact, ...] = ()
    body: Text = Text()
    lines: tuple[Text, ...] = ()
    note: Text = Text()
    actions: tuple[Button | Menu, ...] = ()


@dataclass(frozen=True, slots=True)
class Field:
    """One question of a form. A date is answered in words or as 2026-10-01; `choices` takes several options.

    `limit` is the longest answer in characters. `value` is what is filled in already.
    """

    name: str
    label: Text
    kind: Literal["line", "text", "choice", "choices", "date", "number"] = "line"
    value: tuple[str, ...] = ()
    options: tuple[Option, ...] = ()
    required: bool = False
    hint: Text = Text()
    limit: int = 150


@dataclass(frozen=True, slots=True)
class Form:
    """Submitting it does what its command line does, with the answers as values."""

    title: Text
    line: str
    fields: tuple[Field, ...]
    submit: Text
    note: Text = Text()


@dataclass(frozen=True, slots=True)
class Reply:
    """The answer to one request, for the asker alone.

    With `form` the adapter opens that form; with `errors` the submitted form stays open and shows each sentence at its
    field (`values` of the request are kept). Otherwise `text` and `card` are shown; a card that was clicked in a
    private place is replaced by the new one. `apart` is not for where it was asked: it goes to the person's own
    direct messages.
    """

    text: Text = Text()
    card: Card | None = None
    form: Form | None = None
    errors: Mapping[str, Text] = field(default_factory=dict)
    apart: Card | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a message goes: a person's direct messages or a channel of the BIT."""

    platform: str
    kind: Literal["person", "channel"]
    id: str


@dataclass(frozen=True, slots=True)
class Message:
    """`notice` is what a lock screen shows: what and when, nothing of the content. `text` stands above the card."""

    notice: Text
    card: Card
    text: Text = Text()


class Chat(Protocol):
    """A platform that messages can be sent to. `key` names the message: 1 to 200 characters, the same in every try.

    Raises NotSent, Undeliverable or Uncertain, and nothing else.
    """

    platform: str

    def post(self, place: Place, message: Message, key: str) -> str:
        """Send, and give the platform's reference of the message."""

    def edit(self, place: Place, reference: str, message: Message) -> None:
        """Put this in the place of a message that was sent there. Undeliverable: it is gone, or not ours to change."""

    def find(self, place: Place, key: str) -> str | None:
        """The reference of a message sent earlier under this key, or None when it is certainly not there."""


class Home(Protocol):
    """A platform with one place per person where what is theirs always stands."""

    platform: str

    def refresh(self, user: str) -> None:
        """Show it as it is now; again does no harm. Raises NotSent, Undeliverable or Uncertain, and nothing else."""

    def clear(self, user: str) -> None:
        """Leave nothing of what stood there, for who has access no more; raises the same."""


class Eyes(Protocol):
    """A platform that can be asked who reads along in a channel.

    Raises NotSent, Undeliverable or Uncertain when it does not tell, and nothing else.
    """

    platform: str

    def kind_of(self, channel: str, user: str = "") -> PlaceKind:
        """What kind of place it is now, for this person where it is a conversation with one person."""
