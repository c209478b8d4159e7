"""What a subject can be asked, as a table that each file in `handlers.commands` fills."""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cache
from importlib import import_module

from bitbot.chat import Person, Reply
from bitbot.domain.organisation import Member
from bitbot.texts import Say
from handlers import commands
from storage.audit import Operation
from storage.store import Store


@dataclass(frozen=True, slots=True)
class Turn:
    """One thing asked by one member, within one transaction.

    `rest` is what was typed after the verb, with names for mentions; `values` what a form or menu gave: always tuples,
    also for one answer. `answered` says that a form or menu was used, even when everything was left empty.
    """

    store: Store
    member: Member
    person: Person
    rest: str
    say: Say
    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    answered: bool = False

    def value(self, name: str) -> str:
        return next(iter(self.values.get(name, ())), "").strip()


Handler = Callable[[Turn], Reply]


@dataclass(frozen=True, slots=True)
class Verb:
    """`reads` says that it changes no record; without `details` it shows none either, and has nothing to write down.

    `unsworn` opens it to members who have not accepted the secrecy statement.
    """

    name: str
    run: Handler
    aliases: tuple[str, ...] = ()
    reads: bool = False
    details: bool = True
    unsworn: bool = False


@dataclass
class Subject:
    """A slash command: its verbs, and what it does when nothing is said (the verb with the empty name).

    `changes` is what the audit log calls a change that somebody asks for here.
    """

    name: str
    aliases: tuple[str, ...] = ()
    description: str = ""
    hint: str = ""
    changes: Operation = "wijzigen"
    verbs: dict[str, Verb] = field(default_factory=dict)
    _sorted: list[tuple[str, Verb]] = field(default_factory=list, repr=False)

    def verb(
        self, name: str, *aliases: str, reads: bool = False, details: bool = True, unsworn: bool = False
    ) -> Callable[[Handler], Handler]:
        def add(run: Handler) -> Handler:
            self.verbs[name] = Verb(name, run, aliases, reads, details, unsworn)
            self._sorted.clear()
            return run

        return add

    def find(self, text: str) -> tuple[Verb, str] | None:
        """The verb a text begins with and what follows it; the longest name wins, and nothing said is the bare verb."""
        plain = text.strip()
        for word, verb in self._words():
            rest = plain[len(word) :]
            if plain[: len(word)].casefold() == word and (not rest or rest[0].isspace()) and bool(word) == bool(plain):
                return verb, rest.strip()
        return None

    def nearest(self, text: str) -> str | None:
        """The verb that was probably meant."""
        first = " ".join(text.casefold().split()[:2])
        words = [word for word, _ in self._words() if word]
        found = get_close_matches(first, words, 1, 0.6) or get_close_matches(first.split(" ")[0], words, 1, 0.6)
        return found[0] if found else None

    def _words(self) -> list[tuple[str, Verb]]:
        if not self._sorted:
            pairs = [(word, verb) for verb in self.verbs.values() for word in (verb.name, *verb.aliases)]
            self._sorted = sorted(pairs, key=lambda pair: -len(pair[0]))
        return self._sorted


@cache
def subjects() -> Mapping[str, Subject]:
    """Every subject by its name, found by itself."""
    modules = [import_module(f"{commands.__name__}.{found.name}") for found in pkgutil.iter_modules(commands.__path__)]
    found = [module.SUBJECT for module in modules if hasattr(module, "SUBJECT")]
    return {subject.name: subject for subject in found}


@cache
def names() -> Mapping[str, Subject]:
    """Every subject by its name and by its aliases: the slash commands there are."""
    return {name: subject for subject in subjects().values() for name in (subject.name, *subject.aliases)}
