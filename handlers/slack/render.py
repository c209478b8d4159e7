"""Cards and answers as Slack's blocks, within Slack's limits whatever their content."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain

from bitbot.chat import Button, Card, Fact, Menu, Message, Option, Reply, Text
from handlers.signs import DOTS
from handlers.slack.limits import LIMITS, chunks, units
from handlers.slack.text import Json, carried, fits, flat, mrkdwn, mrkdwn_text, pieces, plain_text

Sentences = Callable[[str], Text]

_SECTION = LIMITS["section"] - 1  # a cut card ends with `…`
_log = logging.getLogger(__name__)


def message(message: Message, sentences: Sentences) -> Json:
    """A message that the bot sends by itself: its notice is all that a lock screen shows."""
    return {
        "text": flat(message.notice, LIMITS["notice"]),
        "blocks": reply_blocks(Reply(text=message.text, card=message.card), sentences, LIMITS["message blocks"]),
    }


def private(reply: Reply, sentences: Sentences) -> Json:
    """An answer that only the asker sees."""
    spoken = reply.text or (reply.card.title if reply.card else Text())
    return {
        "text": flat(spoken, LIMITS["notice"]),
        "blocks": reply_blocks(reply, sentences, LIMITS["message blocks"]),
        "unfurl_links": False,
        "unfurl_media": False,
    }


def reply_blocks(reply: Reply, sentences: Sentences, most: int) -> list[Json]:
    """The text, the card, its buttons and its small print; what is too long is cut, never the buttons."""
    card = reply.card or Card(Text())
    tail = [*_actions(card.actions, sentences), *_small_print(card.note)][: most - 2]
    told = chain(
        _sections([reply.text]),
        _header(card.title),
        _sections(map(_fact, card.facts)),
        _sections([card.body]),
        _sections(card.lines),
    )
    return [*_within(told, most - len(tail)), *tail] or [_section(DOTS)]


def _header(title: Text) -> list[Json]:
    return [{"type": "header", "text": plain_text(title, "header")}] if title else []


def _fact(fact: Fact) -> Text:
    return Text(("*", *fact.label.parts, ":* ", *fact.value.parts))


def _small_print(note: Text) -> list[Json]:
    text = mrkdwn(note, LIMITS["context"])
    return [{"type": "context", "elements": [mrkdwn_text(text)]}] if text.strip() else []


def _section(text: str) -> Json:
    return {"type": "section", "text": mrkdwn_text(text)}


def _sections(lines: Iterable[Text]) -> Iterator[Json]:
    """As many lines in one section as fit; a line longer than a section goes on in the next."""
    parts = chain.from_iterable(pieces(line, _SECTION) for line in lines)
    for group in chunks(parts, _SECTION, lambda part: units(part) + 1):
        text = "\n".join(group)
        if text.strip():
            yield _section(text)


def _within(blocks: Iterable[Json], most: int) -> list[Json]:
    kept: list[Json] = []
    room = LIMITS["message text"]
    for block in blocks:
        room -= units(block["text"]["text"])
        if room < 0 or len(kept) == most:
            return _cut_off(kept)
        kept.append(block)
    return kept


def _cut_off(blocks: list[Json]) -> list[Json]:
    last = blocks[-1]
    if last["type"] == "section":
        last["text"]["text"] += DOTS
    return blocks


def _actions(actions: Iterable[Button | Menu], sentences: Sentences) -> Iterator[Json]:
    drawn = (_element(number, action, sentences) for number, action in enumerate(actions))
    for group in chunks((element for element in drawn if element), LIMITS["actions"]):
        yield {"type": "actions", "elements": group}


def _element(number: int, action: Button | Menu, sentences: Sentences) -> Json | None:
    if isinstance(action, Menu):
        return _menu(number, action)
    return button(str(number), action, carried(action.line), sentences)


def button(action_id: str, action: Button, value: str, sentences: Sentences) -> Json | None:
    if not fits(value, "button value"):
        _log.error("a button is left out: its command line has %d characters", len(value))
        return None
    drawn: Json = {
        "type": "button",
        "action_id": action_id,
        "text": plain_text(action.label, "button"),
        "value": value,
    }
    if action.style:
        drawn["style"] = action.style
    if action.confirm:
        drawn["confirm"] = _confirm(action, sentences)
    return drawn


def _confirm(action: Button, sentences: Sentences) -> Json:
    return {
        "title": plain_text(action.label, "confirm title"),
        "text": plain_text(action.confirm, "confirm text"),
        "confirm": plain_text(action.label, "confirm button"),
        "deny": plain_text(sentences("slack.cancel"), "confirm button"),
    }


def _menu(number: int, menu: Menu) -> Json | None:
    action_id = f"{number}|{carried(menu.line)}|{menu.name}"
    options = choices(menu.options)
    if not fits(action_id, "action_id") or not options:
        _log.error("a menu is left out: %d options, a command line of %d", len(menu.options), len(action_id))
        return None
    placeholder = plain_text(menu.label, "placeholder")
    return {"type": "static_select", "action_id": action_id, "placeholder": placeholder, **options}


def option(choice: Option) -> Json:
    return _option(choice, carried(choice.value))


def _option(choice: Option, value: str) -> Json:
    return {"text": plain_text(choice.label, "option"), "value": value}


def choices(options: Sequence[Option]) -> Json:
    """The options; above a hundred in groups, which Slack wants named: each by its first and last option."""
    carrying = ((choice, carried(choice.value)) for choice in options if choice.value)
    drawn = [_option(choice, value) for choice, value in carrying if fits(value, "option value")]
    if len(drawn) <= LIMITS["options"]:
        return {"options": drawn} if drawn else {}
    groups = list(chunks(drawn, LIMITS["options"]))[: LIMITS["option groups"]]
    return {"option_groups": [{"label": _span(number), "options": group} for number, group in enumerate(groups)]}


def _span(number: int) -> Json:
    size = LIMITS["options"]
    return plain_text(Text((f"{number * size + 1} – {(number + 1) * size}",)), "option")
