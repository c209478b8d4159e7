"""Everybody who could look, and what each may see: written down here by hand, and not asked of the rules themselves.

The records of this world come from Hilversum, are about Laren, and were made by hilversum-1. Those that have an owner
have politie-1.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from bitbot.chat import Person
from bitbot.domain.autorisaties import REPLACEMENT, ROLE
from storage import tables
from tests.conversations.office import TUESDAY

NOBODY: frozenset[str] = frozenset()
TEAM = frozenset({"team"})
INVOLVED = frozenset({"team", "betrokken"})
NAMED = frozenset({"team", "betrokken", "vertrouwelijk"})
TODAY = TUESDAY.date()
DAY = timedelta(days=1)


class Hand:
    """What happened to somebody since the organisation file was loaded."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def _id(self, table: Any, column: Any, name: str) -> int:  # noqa: ANN401 - of SQLAlchemy
        found: int = self._connection.execute(select(table.c.id).where(column == name)).scalar_one()
        return found

    def member(self, key: str) -> int:
        return self._id(tables.member, tables.member.c.key, key)

    def holds(self, key: str, kind: str, first: date = date(2022, 1, 1), last: date | None = None) -> None:
        """What the member was given holds on these days."""
        table = tables.autorisatie
        mine = (table.c.member == self.member(key)) & (table.c.kind == kind)
        self._connection.execute(update(table).where(mine).values(valid_from=first, valid_to=last))

    def ends(self, key: str, kind: str) -> None:
        """Somebody took it away."""
        table = tables.autorisatie
        mine = (table.c.member == self.member(key)) & (table.c.kind == kind)
        self._connection.execute(update(table).where(mine).values(ended_at=TUESDAY, ended_by=self.member(key)))

    def swore(self, key: str, on: date | None) -> None:
        mine = tables.verklaring.c.member == self.member(key)
        change = delete(tables.verklaring) if on is None else update(tables.verklaring).values(on=on)
        self._connection.execute(change.where(mine))

    def suspended(self, code: str, *, confirmed: bool = True, ended: bool = False) -> None:
        partner, by = self._id(tables.partner, tables.partner.c.code, code), self.member("coordinator-1")
        asked = {"partner": partner, "asked_by": by, "asked_at": TUESDAY, "reason": "Merelreden"}
        done = {"confirmed_by": by, "confirmed_at": TUESDAY} if confirmed else {}
        over = {"ended_by": by, "ended_at": datetime(2027, 1, 5, tzinfo=UTC)} if ended else {}
        self._connection.execute(insert(tables.opschorting), asked | done | over)


@dataclass(frozen=True)
class Somebody:
    """`entry` and `since` make them: in the organisation file, and after that. `talks` is how they reach bitbot.

    `sees` are the visibilities of the records they see, and `owned` those of records with an owner; `special` is for a
    kind that has a rule of its own. `agenda` says that they read the agenda and who is not coming, `bijdrage` that they
    read what Hilversum contributed, and `round` that they know who did.
    """

    key: str
    sees: frozenset[str] = NOBODY
    owned: frozenset[str] = NOBODY
    agenda: bool = False
    bijdrage: bool = False
    round: bool = False
    special: Mapping[str, frozenset[str]] = field(default_factory=dict)
    entry: str = ""
    since: Callable[[Hand], None] = lambda _: None
    talks: Person | None = None


def slack_id(key: str) -> str:
    return f"U{key.upper().replace('-', '')}"


def member(key: str, role: str, more: str = "mandate_to = 2027-12-31") -> str:
    """An entry of the organisation file."""
    partner = key.rpartition("-")[0]
    told = [f'key = "{key}"', f'name = "Wie is {key}"', f'partner = "{partner}"', f'roles = ["{role}"]']
    return "\n".join(["[[member]]", *told, f'slack = "{slack_id(key)}"', more, ""])


LEFT = """[[partner]]
code = "weesp"
name = "Gemeente Weesp"
kind = "gemeente"
valid_from = 2022-01-01
valid_to = 2026-03-23
"""
PEOPLE: Mapping[str, Somebody] = {
    "who made it": Somebody("hilversum-1", NAMED, NAMED, agenda=True, bijdrage=True, round=True),
    "a lid of its partner": Somebody(
        "hilversum-3", INVOLVED, INVOLVED, agenda=True, bijdrage=True, round=True, entry=member("hilversum-3", "lid")
    ),
    "a lid of its partner without a mandate": Somebody(
        "hilversum-4",
        INVOLVED,
        INVOLVED,
        agenda=True,
        bijdrage=True,
        round=True,
        entry=member("hilversum-4", "lid", ""),
    ),
    "who stands in for who made it": Somebody(
        "hilversum-2", INVOLVED, INVOLVED, agenda=True, bijdrage=True, round=True
    ),
    "a bestuurder of its partner": Somebody(
        "hilversum-5", INVOLVED, INVOLVED, agenda=True, round=True, entry=member("hilversum-5", "bestuurder")
    ),
    "a lid of its municipality": Somebody("laren-1", INVOLVED, INVOLVED, agenda=True, round=True),
    "a bestuurder of its municipality": Somebody(
        "laren-2",
        INVOLVED,
        INVOLVED,
        agenda=True,
        round=True,
        special={"afstemming": NAMED},
        entry=member("laren-2", "bestuurder"),
    ),
    "who owns it": Somebody("politie-1", TEAM, NAMED, agenda=True, round=True),
    "a lid of the partner of its owner": Somebody(
        "politie-2", TEAM, INVOLVED, agenda=True, round=True, entry=member("politie-2", "lid")
    ),
    "who stands in for its owner": Somebody(
        "politie-3", TEAM, INVOLVED, agenda=True, round=True, entry=member("politie-3", "plaatsvervanger")
    ),
    "a lid elsewhere": Somebody(
        "blaricum-1", TEAM, TEAM, agenda=True, round=True, since=lambda by: by.suspended("blaricum", ended=True)
    ),
    "a plaatsvervanger elsewhere": Somebody(
        "blaricum-2", TEAM, TEAM, agenda=True, round=True, entry=member("blaricum-2", "plaatsvervanger")
    ),
    "a bestuurder elsewhere": Somebody("burgemeester-huizen", TEAM, TEAM, agenda=True, round=True),
    "a lid of a partner that may be suspended": Somebody(
        "wijdemeren-1",
        TEAM,
        TEAM,
        agenda=True,
        round=True,
        since=lambda by: by.suspended("wijdemeren", confirmed=False),
    ),
    "the coordinator": Somebody("coordinator-1", NAMED, NAMED, agenda=True, bijdrage=True, round=True),
    # They are there, and see nothing.
    "the beheerder": Somebody("beheerder-1"),
    "a beheerder of its partner": Somebody("hilversum-6", entry=member("hilversum-6", "beheerder")),
    "toezicht": Somebody("fg-1"),
    "toezicht of its municipality": Somebody("laren-3", entry=member("laren-3", "toezicht")),
    "a plaatsvervanger who stands in for nobody": Somebody(
        "hilversum-7",
        entry=member("hilversum-7", "plaatsvervanger"),
        since=lambda by: by.ends("hilversum-7", REPLACEMENT),
    ),
    "a plaatsvervanger whose time is over": Somebody(
        "hilversum-8",
        entry=member("hilversum-8", "plaatsvervanger"),
        since=lambda by: by.holds("hilversum-8", REPLACEMENT, last=TODAY - DAY),
    ),
    "a plaatsvervanger whose time is to come": Somebody(
        "hilversum-9",
        entry=member("hilversum-9", "plaatsvervanger"),
        since=lambda by: by.holds("hilversum-9", REPLACEMENT, TODAY + DAY),
    ),
    "a lid from tomorrow": Somebody(
        "hilversum-10",
        entry=member("hilversum-10", "lid"),
        since=lambda by: by.holds("hilversum-10", ROLE, TODAY + DAY),
    ),
    "a lid until yesterday": Somebody(
        "hilversum-11",
        entry=member("hilversum-11", "lid"),
        since=lambda by: by.holds("hilversum-11", ROLE, last=TODAY - DAY),
    ),
    "who was a coordinator": Somebody(
        "hilversum-12",
        entry=member("hilversum-12", "coordinator"),
        since=lambda by: by.ends("hilversum-12", ROLE),
    ),
    "a lid who did not swear": Somebody(
        "hilversum-13", entry=member("hilversum-13", "lid"), since=lambda by: by.swore("hilversum-13", None)
    ),
    "a coordinator who swore a year ago": Somebody(
        "hilversum-14",
        entry=member("hilversum-14", "coordinator"),
        since=lambda by: by.swore("hilversum-14", TODAY.replace(year=2026)),
    ),
    "a lid of a suspended partner": Somebody("gooise-meren-1", since=lambda by: by.suspended("gooise-meren")),
    "a coordinator of a suspended partner": Somebody("gooise-meren-2", entry=member("gooise-meren-2", "coordinator")),
    # They are not there.
    "a lid of its partner who left": Somebody("hilversum-15", entry=member("hilversum-15", "lid", "active = false")),
    "a lid of a partner that left": Somebody("weesp-1", entry=LEFT + member("weesp-1", "lid")),
    "a stranger": Somebody("", talks=Person("slack", "T0BIT", "U0VREEMD")),
    "who made it, from another workspace": Somebody("", talks=Person("slack", "T0ELDERS", "U0HILV")),
    "who made it, on a platform that is not connected": Somebody("", talks=Person("mattermost", "T0BIT", "U0HILV")),
}
