"""What a test can do on any platform, and what a person then sees."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol

from bitbot.chat import PlaceKind

# Where one can be on every platform: the channel of the BIT is private, the direct messages are those with the bot.
Spot = Literal["private", "direct", "public", "shared", "guests", "hidden"]
RESTRICTED: tuple[Spot, ...] = ("public", "shared", "guests", "hidden")


@dataclass(frozen=True)
class Shown:
    """What a person sees: the text as read, without escapes; labels of buttons and menus; the open form and its errors.

    `raw` is what the platform got, for assertions on escaping.
    """

    text: str
    buttons: tuple[str, ...] = ()
    menus: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    form: Mapping[str, str] | None = None
    errors: Mapping[str, str] = field(default_factory=dict)
    raw: object = None


class Platform(Protocol):
    """A chat platform as seen by its people; `who` is the key of a member in the organisation file."""

    name: str

    def say(self, who: str, line: str, where: Spot = "private") -> Shown:
        """Type a command, as `/wa claim WA-1`; `@hilversum-1` in it becomes a mention as the platform sends it."""

    def click(self, who: str, label: str) -> Shown:
        """Click the newest button with this label that `who` can see."""

    def choose(self, who: str, label: str, option: str) -> Shown:
        """Choose the option with this label from the newest menu with this label."""

    def fill(self, who: str, **answers: str | Sequence[str]) -> Shown:
        """Fill in the form that is open for `who`, choices by the label of the option, and submit it."""

    def messages(self, who: str) -> list[Shown]:
        """Direct messages from the bot, oldest first."""

    def channel(self) -> list[Shown]:
        """Messages in the channel of the BIT, oldest first."""

    def turn_channel(self, kind: PlaceKind) -> None:
        """Somebody makes the channel of the BIT public, shares it, lets a guest in, removes the bot, or undoes it."""

    def make_guest(self, who: str) -> None:
        """From now on this person is a guest."""

    def posted(self) -> int:
        """How many messages anybody but the asker could read, in whatever channel."""
