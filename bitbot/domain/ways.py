"""The way of a record as a table: which steps there are, from which state to which, who may take one, what it asks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from bitbot.domain.conditions import NOTHING, Condition
from bitbot.domain.organisation import Member

AskKind = Literal["line", "text", "choice", "choices", "date", "number", "money"]


@dataclass(frozen=True, slots=True)
class Who:
    """Who may take a step; `name` is that of the sentence which tells everybody else."""

    name: str
    rule: Callable[[Member, Any, date], bool]


@dataclass(frozen=True, slots=True)
class Ask:
    """One question of a step. `name` is what the form and the sentences call it, `fills` the field of the record.

    `codes` names the list that a choice is made from. What fills NOTE is told in the history and is no field of the
    record. `when` keeps a date to what was or to what is to come.
    """

    name: str
    fills: str
    kind: AskKind = "text"
    codes: str = ""
    required: bool = False
    limit: int = 3000
    when: Literal["", "past", "future"] = ""


@dataclass(frozen=True, slots=True)
class Step:
    """A deed: an empty `after` leaves the state as it is, BACK gives the state from before the record was held up.

    `needs` names what must be true of other records first.
    """

    before: tuple[str, ...]
    after: str
    who: Who
    asks: tuple[Ask, ...] = ()
    needs: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    style: Literal["", "primary", "danger"] = ""


BACK = "<"
NOTE = "note"
HELD = "held"


@dataclass(frozen=True, slots=True)
class Way:
    """Everything about one kind of record: what making one asks, who may, and its steps by name.

    `parents` are the kinds that a new one can hang on, each with the field that holds its number, and `requires` names
    those without which there is none; visibility and municipalities come from there. `needs` is what must be true of
    the last of them first. `shown` are the fields on the card, `listed` what a line of a list says after the
    heading. `open` are the states in which there is still something to do. `named` tells which confidential ones a
    person sees beside those of the maker.
    """

    kind: type[Any]
    asks: tuple[Ask, ...]
    who: Who
    open: tuple[str, ...]
    steps: Mapping[str, Step]
    shown: tuple[str, ...]
    parents: Mapping[str, str] = field(default_factory=dict)
    requires: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    named: Callable[[Member], Condition] = lambda _: NOTHING
    listed: tuple[str, ...] = ("municipalities", "state")
    order: tuple[str, ...] = ("-number",)

    @property
    def asked(self) -> tuple[Ask, ...]:
        """Every question of it and of its steps."""
        return (*self.asks, *(ask for step in self.steps.values() for ask in step.asks))

    @property
    def states(self) -> tuple[str, ...]:
        """Every state, in the order in which the table comes to them."""
        met = [state for step in self.steps.values() for state in (*step.before, step.after) if state not in {"", BACK}]
        return tuple(dict.fromkeys((*self.open, *met)))
