"""The fields that forms are made of."""

from collections.abc import Iterable
from typing import Literal

from bitbot.cards import Cards
from bitbot.chat import Field, Form, Option, Reply, Text
from bitbot.domain.records import REGIMES, Terms
from bitbot.texts import sentences
from handlers.verbs import Turn


def value(text: str | None) -> tuple[str, ...]:
    return (text,) if text else ()


def text(turn: Turn, name: str, filled: str = "", *, limit: int, required: bool = False, lines: bool = True) -> Field:
    """A question answered in words; its label is `field.<name>` and its hint, if there is one, `hint.<name>`."""
    kind: Literal["text", "line"] = "text" if lines else "line"
    label = turn.say(f"field.{name}")
    return Field(name, label, kind, value(filled), required=required, hint=_hint(turn, name), limit=limit)


def choice(
    turn: Turn,
    name: str,
    filled: tuple[str, ...],
    options: tuple[Option, ...],
    *,
    several: bool = False,
    required: bool = False,
) -> Field:
    kind: Literal["choices", "choice"] = "choices" if several else "choice"
    return Field(name, turn.say(f"field.{name}"), kind, filled, options, required, hint=_hint(turn, name))


def day(turn: Turn, name: str, filled: tuple[str, ...] = (), *, required: bool = False) -> Field:
    return Field(name, turn.say(f"field.{name}"), "date", filled, required=required, hint=_hint(turn, name))


def number(turn: Turn, name: str, filled: str = "", *, required: bool = False) -> Field:
    label = turn.say(f"field.{name}")
    return Field(name, label, "number", value(filled), required=required, hint=_hint(turn, name), limit=10)


def words(turn: Turn, group: str, codes: Iterable[str]) -> tuple[Option, ...]:
    """Options for a code list of bitbot's own."""
    return tuple(Option(code, turn.say(f"{group}.{code.replace(' ', '_')}")) for code in codes)


def terms(turn: Turn, record: Terms) -> tuple[Field, ...]:
    """Under which law, what for and on what basis: the questions that every record asks."""
    cards = Cards(turn.store, turn.member, turn.say)
    return (
        choice(turn, "regime", value(record.regime), words(turn, "regime", REGIMES)),
        choice(turn, "doel", value(record.purpose), cards.purpose_options((record.purpose,))),
        choice(turn, "grondslag", value(record.basis), cards.basis_options((record.basis,))),
    )


def terms_said(turn: Turn) -> dict[str, str]:
    """The answers to those questions, by the names that a record has for them."""
    return {"regime": turn.value("regime"), "purpose": turn.value("doel"), "basis": turn.value("grondslag")}


def question(turn: Turn, command: str, title: str, *fields: Field, submit: str = "button.save") -> Reply:
    """A form to open; submitting it does what the command does."""
    return Reply(form=Form(turn.say(title), command, fields, turn.say(submit), turn.say("form.note")))


def reason(turn: Turn, command: str, title: str, name: str = "reden", *, required: bool = True) -> Reply:
    """A form with one question, for what was not typed behind the command."""
    return question(turn, command, title, text(turn, name, limit=3000, required=required))


def _hint(turn: Turn, name: str) -> Text:
    key = f"hint.{name}"
    return turn.say(key) if key in sentences() else Text()
