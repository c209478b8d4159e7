"""The practice room without its pages, each of which takes longer than all else that happens: straight to dispatch."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import TypeVar
from uuid import uuid4

from bitbot.chat import Button, Field, Menu, Option, Person, Reply, Request, Where
from handlers.practice.room import PLATFORM, TEAM
from handlers.practice.typed import with_mentions
from tests.platforms.contract import Shown, Spot

A = TypeVar("A", Button, Menu)
Values = Mapping[str, tuple[str, ...]]


class Unseen:
    """What somebody was answered last is what they can click; on the screen nothing has to be looked for."""

    name = PLATFORM

    def __init__(self, dispatch: Callable[[Request], Reply], people: Iterable[str]) -> None:
        self._dispatch = dispatch
        self._people = list(people)
        self._last: dict[str, Reply] = {}

    def say(self, who: str, line: str, where: Spot = "private") -> Shown:
        return self._asked(who, with_mentions(line.removeprefix("/"), self._people))

    def click(self, who: str, label: str) -> Shown:
        return self._asked(who, self._action(who, label, Button).line)

    def choose(self, who: str, label: str, option: str) -> Shown:
        menu = self._action(who, label, Menu)
        return self._asked(who, menu.line, {menu.name: (_value(menu.options, option),)})

    def fill(self, who: str, **answers: str | Sequence[str]) -> Shown:
        form = self._last[who].form
        assert form
        values = {field.name: _filled(field, answers.get(field.name, field.value)) for field in form.fields}
        return self._asked(who, form.line, values, form=True)

    def messages(self, who: str) -> list[Shown]:
        return []

    def _asked(self, who: str, line: str, values: Values = MappingProxyType({}), *, form: bool = False) -> Shown:
        reply = self._dispatch(
            Request(uuid4().hex, Person(PLATFORM, TEAM, who), line, values, form, where=Where("direct"))
        )
        if not reply.errors:
            self._last[who] = reply
        return Shown(reply.text.plain)

    def _action(self, who: str, label: str, kind: type[A]) -> A:
        card = self._last[who].card
        return next(
            each for each in (card.actions if card else ()) if isinstance(each, kind) and each.label.plain == label
        )


def _value(options: Iterable[Option], label: str) -> str:
    return next(option.value for option in options if option.label.plain == label)


def _filled(field: Field, answer: str | Sequence[str]) -> tuple[str, ...]:
    several = [answer] if isinstance(answer, str) else answer
    known = {option.label.plain: option.value for option in field.options}
    return tuple(known.get(text, text) for text in several if text)
