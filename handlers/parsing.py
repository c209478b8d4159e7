"""Which command a line is: the subject, the verb and what follows."""

from __future__ import annotations

from functools import partial

from bitbot.errors import Refused
from handlers.help import WORDS as HELP_WORDS
from handlers.help import help_with
from handlers.verbs import Subject, Verb, names


def parsed(line: str) -> tuple[Subject, Verb | None, str]:
    """The subject, the verb and what follows; `bit werkafspraak …` is `werkafspraak …`, an unknown verb is None."""
    first, _, rest = line.strip().partition(" ")
    subject = names().get(first.casefold())
    if subject is None:
        raise Refused("refused.command", command=first)
    inner = rest.strip().partition(" ")[0].casefold()
    if subject.name == "bit" and inner in names() and inner != "bit":
        return parsed(rest)
    verb, after = subject.find(rest) or _help(subject, rest) or (None, rest.strip())
    return subject, verb, after


def _help(subject: Subject, rest: str) -> tuple[Verb, str] | None:
    """Every subject has help, without saying so."""
    word, _, after = rest.strip().partition(" ")
    return (
        (Verb("hulp", partial(help_with, subject), reads=True, details=False, unsworn=True), after)
        if word.casefold() in HELP_WORDS
        else None
    )
