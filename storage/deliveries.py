"""What must be said to whom and when: planning it, claiming what is due, and writing down how it ended."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final, Literal

from sqlalchemy import Connection, Table, and_, bindparam, case, func, literal, or_, select, union, update
from sqlalchemy.dialects import postgresql, sqlite

from bitbot.domain.records import Planned
from storage.prepared import Prepared
from storage.tables import delivery as table
from storage.tables import signaal, werkafspraak

# planned -> sending -> sent; sending without an outcome -> unsure; unsure and not found -> doubled: a second copy is
# on its way. What ends otherwise is moot (no longer to be said) or parked (a person has to look).
State = Literal["planned", "sending", "unsure", "doubled", "sent", "moot", "parked"]
Ended = Literal["sent", "moot", "parked"]

ON_ITS_WAY: Final = ("sending", "unsure", "doubled")
OPEN: Final = ("planned", *ON_ITS_WAY)
LONGEST_REASON: Final = 300
MOST_SHOWN: Final = 200
# The records whose cards stand in messages.
CARDS: Final[Mapping[str, Table]] = {"werkafspraak": werkafspraak, "signaal": signaal}


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One message and how far it is. `attempt` counts the tries, and tells whose outcome counts.

    `place` is where it was sent, `shown` the version of the record that it shows at least.
    """

    id: int
    key: str
    kind: str
    member: int | None
    subject: tuple[str, int]
    detail: Mapping[str, Any]
    due_at: datetime
    state: State
    attempt: int
    next_at: datetime | None
    settled_at: datetime | None
    place: str = ""
    reference: str
    shown: int = 0
    reason: str

    @property
    def recalled(self) -> bool:
        """It was withdrawn before its moment came: nobody heard it, and it may be planned again."""
        return self.state == "moot" and self.settled_at is not None and self.settled_at < self.due_at

    @property
    def again(self) -> bool:
        """An earlier try may have arrived: look before sending."""
        return self.state in {"unsure", "doubled"}


@dataclass(frozen=True, slots=True)
class Moot:
    """Instead of a message: it need not be said any more, and why."""

    reason: str


class Deliveries:
    """The deliveries within one transaction, at its moment."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._connection = connection
        self._now = now

    def plan(self, planned: Sequence[Planned]) -> None:
        """One round trip. What is known already stays as it is, unless it was moot before its moment came."""
        if planned:
            _PLANNED.run(self._connection, [_row(item) for item in planned])

    def withdraw(
        self, subject: tuple[str, int], keep: Collection[str], reason: str, kinds: Collection[str] | None = None
    ) -> list[datetime]:
        """Settle as moot what is planned about a subject, of these kinds (or any), except these keys; tell for when.

        What is being sent stays: before a second try somebody looks whether it still holds.
        """
        about = (table.c.subject_kind == subject[0]) & (table.c.subject == subject[1]) & (table.c.state == "planned")
        chosen = about if kinds is None else about & table.c.kind.in_(list(kinds))
        in_order = (
            select(table.c.id).where(chosen, table.c.key.not_in(list(keep))).order_by(table.c.id).with_for_update()
        )
        ended = self._ended("moot", reason)
        statement = update(table).where(table.c.id.in_(in_order)).values(ended).returning(table.c.due_at)
        return list(self._connection.scalars(statement))

    def claim(self, limit: int, lease: timedelta) -> list[Delivery]:
        """Take what is due, the oldest first; nobody else gets it until the lease is over.

        A claim starts nothing: a planned delivery stays planned until `begin`. One that was being sent when its lease
        ran out becomes unsure.
        """
        moments = {"now": self._now, "lease": self._now + lease, "most": limit}
        rows = self._connection.execute(_CLAIM, moments)
        return sorted((_delivery(row._mapping) for row in rows), key=lambda found: (found.due_at, found.id))  # noqa: SLF001

    def begin(self, delivery: Delivery, lease: timedelta, place: str = "") -> Delivery | None:
        """Write down, before sending, that it is being sent there; None when it is no longer ours to send."""
        state: State = "doubled" if delivery.again else "sending"
        values: dict[str, Any] = {"state": state, "reason": "", "next_at": self._now + lease, "place": place}
        begun = self._move(delivery, **values, shown=_version(delivery))
        return replace(delivery, **values) if begun else None

    def doubt(self, delivery: Delivery, until: datetime, reason: str) -> bool:
        """Nobody knows whether it arrived; somebody looks at `until`."""
        state: State = "doubled" if delivery.state == "doubled" else "unsure"
        return self._move(delivery, state=state, next_at=until, reason=reason)

    def postpone(self, delivery: Delivery, until: datetime, reason: str, *, tried: bool = True) -> bool:
        """Later again, from where it stands. Not `tried`: this does not count as one of its tries."""
        attempt = delivery.attempt if tried else delivery.attempt - 1
        return self._move(delivery, next_at=until, reason=reason, attempt=attempt)

    def unsent(self, delivery: Delivery, until: datetime, reason: str) -> bool:
        """What was begun certainly did not go out: back to where it stood before, and no try."""
        state: State = "unsure" if delivery.state == "doubled" else "planned"
        return self._move(delivery, state=state, next_at=until, reason=reason, attempt=delivery.attempt - 1)

    def settle(self, delivery: Delivery, state: Ended, reason: str = "", reference: str = "") -> bool:
        """How it ended; False, and nothing written, when somebody else has taken it over since."""
        return self._move(delivery, **self._ended(state, reason), reference=reference)

    def park(self, delivery: Delivery, reason: str) -> bool:
        """It will not be tried again: a person has to look."""
        return self.settle(delivery, "parked", reason)

    def standing(self, subject: tuple[str, int], kinds: Collection[str], since: datetime) -> list[Delivery]:
        """For each person the newest message about a record: on its way, or sent since then and still to be changed."""
        about = (table.c.subject_kind == subject[0]) & (table.c.subject == subject[1]) & table.c.kind.in_(list(kinds))
        rows = select(table).where(about, or_(_changeable(since), table.c.state.in_(ON_ITS_WAY))).order_by(table.c.id)
        found = [_delivery(row._mapping) for row in self._connection.execute(rows)]  # noqa: SLF001
        return list({delivery.member: delivery for delivery in found}.values())

    def outdated(self, kinds: Collection[str], since: datetime) -> list[tuple[str, int]]:
        """The records that changed after they were shown in one of these messages."""
        shown = _changeable(since) | table.c.state.in_(ON_ITS_WAY)
        queries = [
            select(table.c.subject_kind, table.c.subject)
            .join(records, (table.c.subject_kind == kind) & (table.c.subject == records.c.number))
            .where(shown, table.c.kind.in_(list(kinds)), table.c.shown < records.c.version)
            for kind, records in CARDS.items()
        ]
        return [(row.subject_kind, row.subject) for row in self._connection.execute(union(*queries))]

    def renewed(self, delivery: Delivery, version: int) -> None:
        """It shows this version now; when another worker changed it meanwhile nobody knows which one it shows."""
        known = case((table.c.shown.in_([delivery.shown, version]), version), else_=0)
        self._connection.execute(update(table).where(table.c.id == delivery.id).values(shown=known))

    def show_anew(self, members: Collection[int]) -> None:
        """What these people may see has changed: nobody knows any more what the messages to them should show."""
        standing = table.c.member.in_(list(members)) & (table.c.state == "sent") & (table.c.reference != "")
        self._connection.execute(update(table).where(standing).values(shown=0))

    def let_go(self, delivery: Delivery) -> None:
        """It can be changed no more: it is gone, or not ours to change."""
        self._connection.execute(update(table).where(table.c.id == delivery.id).values(reference=""))

    def overtaken(self, delivery: Delivery, kinds: Collection[str]) -> bool:
        """Whether a later one of these kinds, about the same to the same person, is due as well.

        Of those that are due at one moment the one that was planned last is the later one.
        """
        same = (table.c.subject_kind == delivery.subject[0]) & (table.c.subject == delivery.subject[1])
        after = (table.c.due_at == delivery.due_at) & (table.c.id > delivery.id)
        later = or_(table.c.due_at > delivery.due_at, after) & (table.c.due_at <= self._now) & table.c.state.in_(OPEN)
        chosen = select(table.c.id).where(same, later, table.c.member == delivery.member, table.c.kind.in_(list(kinds)))
        return self._connection.scalar(chosen.limit(1)) is not None

    def get(self, delivery_id: int) -> Delivery | None:
        return next(self._found(table.c.id == delivery_id), None)

    def upcoming(self, until: datetime) -> list[Delivery]:
        """What somebody has to look at up to this moment, the first one first."""
        return list(self._found(table.c.next_at <= until))

    def all_about(self, subject_kind: str, kinds: Collection[str]) -> list[Delivery]:
        """All that was ever planned of these kinds: only for a kind of subject of which there are few."""
        return list(self._found((table.c.subject_kind == subject_kind) & table.c.kind.in_(list(kinds))))

    def troubled(self) -> list[Delivery]:
        """What could not be delivered, the latest first."""
        rows = select(table).where(table.c.state == "parked").order_by(table.c.id.desc()).limit(MOST_SHOWN)
        return [_delivery(row._mapping) for row in self._connection.execute(rows)]  # noqa: SLF001

    def soonest(self) -> datetime | None:
        found: datetime | None = self._connection.scalar(select(func.min(table.c.next_at)))
        return found

    def _found(self, condition: Any) -> Iterator[Delivery]:  # noqa: ANN401 - any condition on the table
        rows = select(table).where(condition).order_by(table.c.next_at, table.c.id)
        return (_delivery(row._mapping) for row in self._connection.execute(rows))  # noqa: SLF001

    def _ended(self, state: Ended, reason: str) -> dict[str, Any]:
        return {"state": state, "next_at": None, "settled_at": self._now, "reason": reason[:LONGEST_REASON]}

    def _move(self, delivery: Delivery, **values: Any) -> bool:
        """Change what this try has claimed, and only as it was then: whoever lost it writes nothing."""
        ours = and_(table.c.id == delivery.id, table.c.attempt == delivery.attempt, table.c.state == delivery.state)
        values["reason"] = values["reason"][:LONGEST_REASON]
        return self._connection.scalar(update(table).where(ours).values(values).returning(table.c.id)) is not None


def _row(planned: Planned) -> dict[str, Any]:
    kind, number = planned.subject
    return {
        "key": planned.key,
        "kind": planned.kind,
        "member": planned.member,
        "subject_kind": kind,
        "subject": number,
        "detail": dict(planned.detail),
        "due_at": planned.due_at,
        "next_at": planned.due_at,
        "state": "planned",
        "attempt": 0,
        "place": "",
        "reference": "",
        "shown": 0,
        "reason": "",
    }


def _delivery(row: Mapping[Any, Any]) -> Delivery:
    values: dict[str, Any] = dict(row)
    subject = values.pop("subject_kind"), values.pop("subject")
    return Delivery(subject=subject, **values)


def _version(delivery: Delivery) -> Any:  # noqa: ANN401 - a number, or the question for it
    """The version of its record: a card that is rendered after this shows at least that one."""
    records = CARDS.get(delivery.subject[0])
    if records is None:
        return 0
    asked = select(records.c.version).where(records.c.number == delivery.subject[1]).scalar_subquery()
    return func.coalesce(asked, 0)


def _changeable(since: datetime) -> Any:  # noqa: ANN401 - a condition on the table
    return and_(table.c.state == "sent", table.c.reference != "", table.c.settled_at >= since)


def _insert(dialect: str) -> Any:  # noqa: ANN401 - the two dialects have an Insert each
    """What became moot once its moment had come stays moot; what was withdrawn before that is planned again."""
    insert: Any = postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)
    new = insert.excluded
    again = {name: new[name] for name in ("state", "attempt", "next_at", "due_at", "detail", "reason")}
    return insert.on_conflict_do_update(
        index_elements=[table.c.key],
        set_=again | {"settled_at": None},
        where=and_(table.c.state == "moot", new.due_at >= table.c.settled_at),
    )


COLUMNS: Final = (
    *("key", "kind", "member", "subject_kind", "subject", "detail", "due_at", "next_at"),
    *("state", "attempt", "place", "reference", "shown", "reason"),
)
_PLANNED: Final = Prepared(_insert, COLUMNS)


def _claim() -> Any:  # noqa: ANN401 - an update with what it returns
    """SQLite leaves FOR UPDATE out: there one transaction writes at a time."""
    due = (
        select(table.c.id)
        .where(table.c.next_at <= bindparam("now"))
        .order_by(table.c.due_at, table.c.id)
        .limit(bindparam("most", type_=table.c.id.type))
        .with_for_update(skip_locked=True)
        .cte("due")
    )
    unsure = case((table.c.state == "sending", literal("unsure")), else_=table.c.state)
    lease = bindparam("lease", type_=table.c.next_at.type)
    values = {"state": unsure, "attempt": table.c.attempt + 1, "next_at": lease}
    return update(table).where(table.c.id.in_(select(due.c.id))).values(values).returning(*table.c)


_CLAIM = _claim()
