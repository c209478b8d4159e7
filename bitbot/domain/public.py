"""The only things about a record that everybody in a channel may read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from bitbot.domain.organisation import Organisation
from bitbot.domain.records import Record


@dataclass(frozen=True, slots=True, kw_only=True)
class Public:
    """All that a message in the channel is made of: whoever makes one gets this value, and never the record."""

    number: str
    theme: str = ""
    municipalities: tuple[str, ...] = ()
    state: str = ""
    due_on: date | None = None


# What each message in the channel shows of these besides the number; when it changes, the message is changed too.
CHANNEL: Mapping[str, tuple[str, ...]] = {"signaal.new": ("theme", "municipalities")}


def public(record: Record, organisation: Organisation) -> Public | None:
    """Only what is for the whole team is announced; a record has some of these fields and not the others."""
    if record.visibility != "team":
        return None
    theme = getattr(record, "theme", "")
    return Public(
        number=record.label,
        theme=organisation.theme_name(theme) if theme else "",
        municipalities=tuple(organisation.partner(partner).short_name for partner in record.municipalities),
        state=record.state,
        due_on=getattr(record, "due_on", None),
    )
