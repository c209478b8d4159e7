"""A line of the audit log in words, for who supervises: who did what with which record, when, from where, for whom."""

import re

from bitbot.chat import Text
from bitbot.domain.kinds import KINDS, PREFIXES
from bitbot.domain.organisation import Organisation
from bitbot.texts import Say, said
from storage.audit import CHANNEL, REFUSED, WORKER, Entry


def record(text: str) -> tuple[str, int] | None:
    """The kind and number that a text such as `S-12` names; its letter is needed."""
    found = re.fullmatch(rf"({'|'.join(KINDS)}) ?-? ?(\d{{1,12}})", text.strip(), re.IGNORECASE)
    return (KINDS[found[1].upper()], int(found[2])) if found else None


def line(say: Say, organisation: Organisation, entry: Entry) -> Text:
    told = say(
        "audit.line",
        at=entry.at,
        who=_who(say, organisation, entry.actor),
        operation=say(f"operation.{entry.operation}"),
        about=_about(say, entry),
        purpose=entry.purpose,
        origin=entry.origin,
    )
    if entry.recipient:
        told += say("audit.recipient", who=_who(say, organisation, entry.recipient))
    return told + say("audit.refused") if entry.result.startswith(REFUSED) else told


def _who(say: Say, organisation: Organisation, name: str) -> Text:
    kind, _, rest = name.partition(":")
    if name in {WORKER.name, CHANNEL}:
        return say(f"audit.{name}")
    if kind == "command line":
        return say("audit.command_line", who=rest.strip())
    known = [member for member in organisation.members if kind == "member" and str(member.id) == rest]
    return said(known[0].name) if known else say("audit.unknown", who=name)


def _about(say: Say, entry: Entry) -> Text:
    """The record by its number; a look in this log by what was sought."""
    if entry.number is not None:
        prefix = PREFIXES.get(entry.kind, entry.kind)
        return say("audit.about", what=f"{prefix}-{entry.number}")
    return say("audit.about", what=f"{entry.kind} {entry.fields}".strip()) if entry.kind else Text()
