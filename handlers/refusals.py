"""Writes down who was refused what: asking for what is not yours is a deed too."""

import re

from bitbot.chat import Request
from bitbot.domain.kinds import KINDS
from bitbot.domain.records import HIGHEST
from bitbot.errors import Refused
from handlers import parsing
from handlers.verbs import Subject, Verb
from storage.audit import Actor, Operation, acting
from storage.store import Store

# A refusal that is about rights. Others are about how something was typed, and nobody was kept from anything.
ABOUT_RIGHTS = re.compile(
    r"refused\.(unknown|role|no_role|deputy|coordinator|suspended|police|stranger|place_[a-z]+|"
    r"signaal\..*|werkafspraak\..*|who\..*|mandate\..*|competence\..*|rights\..*)"
)
LONGEST_NAME = 100


def accountable(refusal: Refused) -> bool:
    return ABOUT_RIGHTS.fullmatch(refusal.sentence) is not None


def purpose(subject: Subject, verb: Verb | None) -> str:
    """What somebody does it for, as far as bitbot knows: the command."""
    return f"{subject.name} {verb.name}".strip() if verb else subject.name


def note_refusal(store: Store, request: Request, refusal: Refused) -> None:
    """No more than the number that was asked, whether it exists or not."""
    member = store.organisation.who(request.person, store.today)
    stranger = f"{request.person.platform}:{request.person.user}"[:LONGEST_NAME]
    actor = acting(member, request.person.platform) if member else Actor(stranger, request.person.platform)
    operation, wanted = _wanted(request.line)
    store.trail.by(actor, wanted)
    store.trail.refused(operation, refusal.sentence, *_asked(str(refusal.places.get("number", ""))))


def _wanted(line: str) -> tuple[Operation, str]:
    """To see or to change, and with which command; what is no command is only counted as a look."""
    try:
        subject, verb, _ = parsing.parsed(line)
    except Refused:
        return "raadplegen", ""
    return "raadplegen" if verb is None or verb.reads else subject.changes, purpose(subject, verb)


def _asked(label: str) -> tuple[str, int | None]:
    prefix, _, digits = label.partition("-")
    number = int(digits) if digits.isdecimal() and len(digits) <= len(str(HIGHEST)) else 0
    return KINDS.get(prefix, ""), number if 0 < number <= HIGHEST else None
