"""What may stand in the organisation file: its tables, their keys, and what holds where a key is absent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from bitbot.domain.organisation import PARTNER_KINDS, PLATFORMS, ROLES
from bitbot.errors import Explained
from bitbot.organisation_file import values as v


class Required:
    """Stands where other keys have a default."""


REQUIRED = Required()


@dataclass(frozen=True, slots=True)
class Key:
    read: v.Reader
    default: v.Value = REQUIRED

    @property
    def required(self) -> bool:
        return self.default is REQUIRED


NAME = Key(v.text(200, required=True))
CODE = Key(v.text(40, v.CODE, required=True))
ACTIVE = Key(v.truth, default=True)
FLAG = Key(v.truth, default=False)
INVITED = '["gemeente", "coordinator"]'
# Of what is offered from a first until a last day; without them always.
LISTED = {"code": CODE, "name": NAME, "valid_from": Key(v.day, None), "valid_to": Key(v.day, None)}

SHAPE: Mapping[str, Mapping[str, Key]] = {
    "bit": {
        "name": NAME,
        "time_zone": Key(v.zone, "Europe/Amsterdam"),
        "covenant": Key(v.text(200), ""),
        "covenant_place": Key(v.text(200), ""),
        "covenant_address": Key(v.text(300, v.WEB_ADDRESS), ""),
        "secrecy": Key(v.lines(2500), ""),
        "arrangement": Key(v.text(200), ""),
        "dpia": Key(v.text(200), ""),
        "fg_contact": Key(v.text(200), ""),
        "slack_team": Key(v.text(60, v.SLACK_TEAM), ""),
        "slack_channel": Key(v.text(60, v.SLACK_CHANNEL), ""),
        "mattermost_channel": Key(v.text(60, v.MATTERMOST_ID), ""),
        "contributions_due": Key(v.term, timedelta(weeks=6)),
        "good_friday": FLAG,
        "liberation_day": FLAG,
        "free_days": Key(v.several(v.day, "[2026-12-24, 2026-12-31]"), ()),
    },
    "partner": {
        "code": CODE,
        "name": NAME,
        "kind": Key(v.one_of("soort", PARTNER_KINDS)),
        "valid_from": Key(v.day),
        "valid_to": Key(v.day, None),
        "succeeded_by": Key(v.text(40, v.CODE), ""),
        "annex": Key(v.text(100), ""),
        "sees_from": Key(v.day, None),
    },
    "member": {
        "key": Key(v.text(60, v.CODE, required=True)),
        "name": NAME,
        "partner": CODE,
        "roles": Key(v.several(v.one_of("rol", ROLES), '["lid"]', required=True)),
        "mandate_to": Key(v.day, None),
        "competences": Key(v.several(v.granted, '["toezichthouder", "boa-milieu t/m 2028-06-30"]'), ()),
        "slack": Key(v.text(60, v.SLACK_USER), ""),
        "mattermost": Key(v.text(60, v.MATTERMOST_ID), ""),
        "email": Key(v.text(200, v.EMAIL), ""),
        "prefers": Key(v.one_of("platform", PLATFORMS), ""),
        "active": ACTIVE,
    },
    "theme": {"code": CODE, "name": NAME, "active": ACTIVE},
    "purpose": LISTED,
    "basis": {
        **LISTED,
        "law": NAME,
        "article": Key(v.text(40, required=True)),
        "task": NAME,
    },
    "competence": {"code": CODE, "name": NAME, "active": ACTIVE},
    "series": {
        "name": NAME,
        "rule": Key(v.rule),
        "start": Key(v.clock_time),
        "minutes": Key(v.minutes),
        "place": Key(v.text(200), ""),
        "invited": Key(v.several(v.text(60, required=True), INVITED, required=True)),
        "active": ACTIVE,
    },
}
# The key by which an entry is found again; its other values may change.
IDENTITY: Mapping[str, str] = {
    "bit": "",
    "partner": "code",
    "member": "key",
    "theme": "code",
    "purpose": "code",
    "basis": "code",
    "competence": "code",
    "series": "name",
}

Identity = tuple[str, str]  # the kind of table and the key, such as ("member", "voorbeeld-1")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One table of the file. `values` is complete; `said` names the keys that are written in the file itself.

    `where` tells a person which table it is, such as `member[2] (voorbeeld-1)`.
    """

    subject: str
    key: str
    values: Mapping[str, v.Value]
    said: frozenset[str]
    where: str = ""

    @property
    def identity(self) -> Identity:
        return self.subject, self.key

    def path(self, name: str = "") -> str:
        """Such as `member voorbeeld-1 mandate_to`: the last word is the key, the first the kind of table."""
        return " ".join(part for part in (self.subject, self.key, name) if part)


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationFile:
    """Everything the file says. `warnings` are sentences about what is allowed but probably not meant."""

    entries: tuple[Entry, ...]
    warnings: tuple[str, ...] = ()


class FileFault(Explained):
    """The file cannot be used; every mistake in it is one of `faults`, each with its key."""

    def __init__(self, *faults: str) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults
