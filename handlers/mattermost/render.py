"""Cards and answers as Mattermost's posts, with buttons and menus that only work as they were made."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from types import MappingProxyType
from typing import Final, Literal

from bitbot.chat import Button, Card, Fact, Menu, Message, Option, Reply, Said, Text
from handlers.mattermost.signing import ACTION, Signer
from handlers.mattermost.text import Json, flat, heading, markdown
from handlers.signs import DOTS

Sentences = Callable[[str], Text]
Values = Mapping[str, tuple[str, ...]]

NO_VALUES: Values = MappingProxyType({})
# Characters, of message and attachment together; Mattermost counts code points of the message alone.
MOST: Final = 16_383
_CARD: Final = 4_000  # of these are kept for the card
_TITLE: Final = 500
_NOTE: Final = 1_000
_LABEL: Final = 75
_OPTION: Final = 100
_MARK: Final = "bitbot"
_LONG: Final = timedelta(days=400)
_LIFE: Final = {"direct": _LONG, "home": _LONG, "channel": _LONG, "command": timedelta(days=7)}
_STYLES: Final = {"": "default", "primary": "primary", "danger": "danger"}
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Origin:
    """Where buttons stand, and so where their answers go.

    A direct message is replaced by the answer; `home` is the one that stays: it always holds what is the person's.

    `user` is who alone may use them, `hook` the address of the command, `mark` that of the message, `post` its id,
    `channel` where it stands.
    """

    kind: Literal["direct", "home", "command", "channel"]
    user: str = ""
    hook: str = ""
    mark: str = ""
    post: str = ""
    channel: str = ""

    @property
    def as_json(self) -> Json:
        told = {"kind": self.kind, "hook": self.hook, "mark": self.mark, "post": self.post}
        return {**told, "channel": self.channel}


def origin_of(content: Json) -> Origin:
    """The origin as it was signed."""
    return Origin(user=content["user"], **content["origin"])


@dataclass(frozen=True, slots=True)
class Paper:
    """What everything for Mattermost is written on: our address there, our signature and our own sentences."""

    url: str
    signer: Signer
    sentences: Sentences

    def address(self, purpose: Literal["action", "dialog"]) -> str:
        return f"{self.url.rstrip('/')}/mattermost/{purpose}/{self.signer.path(purpose)}"

    def shown(self, reply: Reply, origin: Origin, values: Values = NO_VALUES) -> Json:
        """Message and attachments; `values` are carried by the buttons."""
        if reply.card is None:
            return {"message": markdown(reply.text, MOST), "attachments": []}
        text = markdown(reply.text, MOST - _CARD)
        actions = list(self._actions(reply.card.actions, origin, values))
        return {"message": text, "attachments": [self._attachment(reply.card, actions, MOST - len(text))]}

    def message(self, message: Message, origin: Origin, values: Values = NO_VALUES) -> Json:
        """A message of which people hear before they read it: its notice is all that a lock screen shows."""
        notice = markdown(message.notice, MOST // 4)
        card = message.card
        lines = Text((*message.text.parts, "\n")) if message.text else Text()
        actions = list(self._actions(card.actions, origin, values))
        return {"message": notice, "attachments": [self._attachment(card, actions, MOST - len(notice), lines)]}

    def _attachment(self, card: Card, actions: list[Json], room: int, before: Text = Text()) -> Json:  # noqa: B008 - a value
        """One attachment, with the buttons below it. Where a post has no words a locked screen shows its fallback."""
        fallback = flat(self.sentences("mattermost.fallback"), _TITLE)
        return {"fallback": fallback, "text": _drawn(card, room, before), **({"actions": actions} if actions else {})}

    def _actions(self, actions: tuple[Button | Menu, ...], origin: Origin, values: Values) -> Iterator[Json]:
        for number, action in enumerate(actions):
            drawn = self._menu(action) if isinstance(action, Menu) else self._button(action, values)
            if drawn:
                content = drawn.pop("content") | {"origin": origin.as_json}
                sealed = self.signer.seal(ACTION, content, origin.user, _LIFE[origin.kind])
                integration = {"url": self.address(ACTION), "context": {"signed": sealed}}
                yield {"id": f"a{number}", **drawn, "integration": integration}

    def _button(self, button: Button, values: Values) -> Json:
        content: Json = {"line": button.line, "values": {name: list(value) for name, value in values.items()}}
        if button.confirm:
            content["confirm"] = [button.label.plain, button.confirm.plain]
        return {
            "type": "button",
            "name": flat(button.label, _LABEL),
            "style": _STYLES[button.style],
            "content": content,
        }

    def _menu(self, menu: Menu) -> Json | None:
        options = choices(menu.options)
        if not options:
            _log.error("a menu without options is left out")
            return None
        content = {"line": menu.line, "name": menu.name, "options": [option["value"] for option in options]}
        return {"type": "select", "name": flat(menu.label, _LABEL), "options": options, "content": content}


def choices(options: tuple[Option, ...]) -> list[Json]:
    """An option without a value cannot be chosen there."""
    return [{"text": flat(option.label, _OPTION), "value": option.value} for option in options if option.value]


def _drawn(card: Card, room: int, before: Text) -> str:
    """What is too long is cut above the small print."""
    title = heading(card.title, _TITLE)
    note = markdown(card.note, _NOTE)
    above = markdown(before, room // 2)
    left = room - len(title) - len(note) - len(above) - 2 * len("\n\n")
    told = markdown(_told(card), left) if left > len(DOTS) else DOTS
    return "\n".join(part for part in (above, title, told, note) if part.strip())


def _told(card: Card) -> Text:
    """Facts, body and lines below each other."""
    lines = [*map(_fact, card.facts), card.body, *card.lines]
    parts: list[str | Said] = []
    for line in lines:
        if line:
            parts += [*(["\n"] if parts else []), *line.parts]
    return Text(tuple(parts))


def _fact(fact: Fact) -> Text:
    return Text(("*", *fact.label.parts, ":* ", *fact.value.parts))


def props(shown: Json, mark: str) -> Json:
    """Message and props of a post; with `mark` the post is found again."""
    return {"message": shown["message"], "props": {"attachments": shown["attachments"], _MARK: mark}}


def mark_of(post: Json) -> str:
    return str((post.get("props") or {}).get(_MARK, ""))


def mark(key: str) -> str:
    """The key as others may see it: everybody in a channel can read the props of a post."""
    return sha256(key.encode()).hexdigest()[:32]
