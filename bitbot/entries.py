"""A line of the audit log in words, for who supervises: who did what with which record, when, from where, for whom."""

import re

from bitbot.chat import Text
from bitbot.domain.kinds import KINDS, PREFIXES
from bitbot.domain.organisation import Organisation
from bitbot.texts import Say, join, said, sentences
from storage.audit import CHANNEL, OVERRULED, REFUSED, SEVERAL, WORKER, Entry


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
        about=_about(say, organisation, entry),
        purpose=entry.purpose,
        origin=entry.origin,
    )
    if entry.recipient:
        told += say("audit.recipient", who=_who(say, organisation, entry.recipient))
    return told + _result(say, entry)


def _result(say: Say, entry: Entry) -> Text:
    if entry.result == OVERRULED:
        return say("audit.overruled", what=join(_warning(say, found) for found in entry.fields.split(SEVERAL)))
    return say("audit.refused") if entry.result.startswith(REFUSED) else Text()


def _warning(say: Say, found: str) -> Text:
    """In which field which kind of personal data was found: `description:bsn`."""
    name, _, kind = found.partition(":")
    field = say(f"fact.{name}") if f"fact.{name}" in sentences() else said(name)
    return say("audit.warning", label=field, what=say(f"personal.{kind.replace('-', '_')}"))


def _who(say: Say, organisation: Organisation, name: str) -> Text:
    kind, _, rest = name.partition(":")
    if name in {WORKER.name, CHANNEL}:
        return say(f"audit.{name}")
    if kind == "command line":
        return say("audit.command_line", who=rest.strip())
    known = [member for member in organisation.members if kind == "member" and str(member.id) == rest]
    return said(known[0].name) if known else say("audit.unknown", who=name)


def _name(organisation: Organisation, entry: Entry) -> str:
    if entry.kind == "member":
        return next((member.name for member in organisation.members if member.id == entry.number), "")
    if entry.kind == "partner":
        return next((partner.name for partner in organisation.partners if partner.id == entry.number), "")
    return ""


def _about(say: Say, organisation: Organisation, entry: Entry) -> Text:
    """The record by its number, who takes part by name; a look in this log by what was sought."""
    if name := _name(organisation, entry):
        return say("audit.about", what=f"{name} ({entry.fields})" if entry.fields else name)
    if entry.number is not None:
        prefix = PREFIXES.get(entry.kind, entry.kind)
        return say("audit.about", what=f"{prefix}-{entry.number}")
    return say("audit.about", what=f"{entry.kind} {entry.fields}".strip()) if entry.kind else Text()
