"""The last look at what is on its way to a channel: whatever made the message, no personal data is posted there."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from bitbot.chat import Card, Menu, Message, Place, Text
from bitbot.domain.personal_data import HELD_BACK, personal_data
from bitbot.errors import Undeliverable
from storage.deliveries import Moot


def admitted(place: Place, message: Message | Moot, today: date) -> Message | Moot:
    """The same, unless it is for a channel and may hold personal data: Undeliverable, without what it is."""
    if place.kind == "channel" and isinstance(message, Message):
        said = "\n".join(text.plain for text in (message.notice, message.text, *_texts(message.card)))
        if personal_data(said, today):
            raise Undeliverable(HELD_BACK)
    return message


def _texts(card: Card) -> Iterator[Text]:
    yield from (card.title, card.body, card.note, *card.lines)
    for fact in card.facts:
        yield from (fact.label, fact.value)
    for action in card.actions:
        yield action.label
        yield from (option.label for option in action.options) if isinstance(action, Menu) else ()
