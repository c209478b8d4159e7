"""Every table. Columns carry the names of the fields of the values they keep."""

from dataclasses import fields
from datetime import date
from typing import Any, get_args, get_origin, get_type_hints

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from bitbot.domain.kinds import WAYS
from bitbot.domain.records import Record, Visibility
from bitbot.domain.ways import HELD, Way
from storage.columns import id_column, metadata, number_column, to
from storage.organisation_tables import (
    autorisatie,
    basis,
    channel,
    competence,
    file_value,
    member,
    opschorting,
    organisation,
    partner,
    purpose,
    ronde,
    series,
    theme,
    verklaring,
    verklaring_text,
)
from storage.types import Sealed, UTCDateTime

# The tables of the organisation are found here too.
__all__ = [
    "autorisatie",
    "basis",
    "channel",
    "competence",
    "file_value",
    "member",
    "metadata",
    "opschorting",
    "organisation",
    "partner",
    "purpose",
    "ronde",
    "series",
    "theme",
    "verklaring",
    "verklaring_text",
]


def _envelope() -> list[Column[Any]]:
    """The id that a record has before it has a number, and its key, wrapped; without it its sealed columns are lost."""
    return [Column("uid", LargeBinary(16), nullable=False), Column("key", LargeBinary)]


def _record() -> list[Column[Any]]:
    """The columns of every record; call it anew for each table."""
    return [
        number_column(),
        Column("version", Integer, nullable=False),
        Column("state", String(30), nullable=False),
        Column("visibility", String(20), nullable=False),
        to("partner", "partner.id"),
        to("maker", "member.id"),
        Column("made_at", UTCDateTime, nullable=False),
        Column("regime", String(30), nullable=False),
        Column("purpose", String(40), nullable=False),
        Column("basis", String(40), nullable=False),
        *_envelope(),
        # All words of its texts, sealed with the secret key itself: what it is sought by.
        Column("words", LargeBinary),
    ]


signaal = Table(
    "signaal",
    metadata,
    *_record(),
    Column("title", Sealed, nullable=False),
    Column("fact", Sealed, nullable=False),
    Column("interpretation", Sealed, nullable=False),
    Column("theme", String(40), nullable=False),
    Column("source", String(40), nullable=False),
    Column("reliability", String(20), nullable=False),
    Column("urgency", String(20), nullable=False),
    Column("via_bevoegd_gezag", Boolean, nullable=False),
    Column("reason", Sealed, nullable=False),
    Index("ix_signaal_state_number", "state", "number"),
    sqlite_autoincrement=True,
)
werkafspraak = Table(
    "werkafspraak",
    metadata,
    *_record(),
    Column("text", Sealed, nullable=False),
    Column("due_on", Date),
    to("owner", "member.id", nullable=True),
    to("owner_partner", "partner.id", nullable=True),
    to("signaal", "signaal.number", nullable=True, index=True),
    Column("waits_since", UTCDateTime),
    Column("competence", String(40), nullable=False),
    Column("result", Sealed, nullable=False),
    Column("reason", Sealed, nullable=False),
    Index("ix_werkafspraak_state_due_on", "state", "due_on"),
    Index("ix_werkafspraak_owner_state", "owner", "state"),
    sqlite_autoincrement=True,
)


def _municipalities(kind: str) -> Table:
    return Table(
        f"{kind}_gemeente",
        metadata,
        Column("record", Integer, ForeignKey(f"{kind}.number"), primary_key=True),
        Column("partner", Integer, ForeignKey("partner.id"), primary_key=True),
        Index(f"ix_{kind}_gemeente_partner_record", "partner", "record"),
    )


signaal_gemeente = _municipalities("signaal")
werkafspraak_gemeente = _municipalities("werkafspraak")


# Every kind with a table of steps: its columns follow from its value and from what its steps ask.


def _way(way: Way) -> None:
    names = [f.name for f in fields(way.kind) if f.name not in {g.name for g in fields(Record)}]
    columns = [_column(way, name, get_type_hints(way.kind)[name]) for name in names]
    kind = way.kind.kind
    Table(
        kind,
        metadata,
        *_record(),
        *columns,
        Index(f"ix_{kind}_state_number", "state", "number"),
        sqlite_autoincrement=True,
    )
    _municipalities(kind)


def _column(way: Way, name: str, hint: Any) -> Column[Any]:  # noqa: ANN401 - a type
    """A number of what it hangs on, an id, a code from a list, a day, a number; and everything else is sealed."""
    codes = next((ask.codes for ask in way.asked if ask.fills == name), "")
    nullable = type(None) in get_args(hint)
    if name in way.parents.values():
        parent = next(kind for kind, link in way.parents.items() if link == name)
        return to(name, f"{parent}.number", nullable=nullable, index=True)
    if get_origin(hint) is tuple:
        return Column(name, JSON, nullable=False)
    if codes in {"partner", "member"}:
        return to(name, f"{codes}.id", nullable=nullable)
    if hint in {str, Visibility}:
        return Column(name, String(60) if codes or name == HELD else Sealed, nullable=False)
    return Column(name, Date if date in {hint, *get_args(hint)} else BigInteger, nullable=nullable)


for _each in WAYS.values():
    _way(_each)

overleg = Table(
    "overleg",
    metadata,
    number_column(),
    Column("version", Integer, nullable=False),
    Column("state", String(30), nullable=False),
    to("series", "series.id"),
    Column("occurrence", UTCDateTime, nullable=False),
    Column("starts_at", UTCDateTime, nullable=False, index=True),
    Column("minutes", Integer, nullable=False),
    Column("place", String(200), nullable=False),
    UniqueConstraint("series", "occurrence"),
    sqlite_autoincrement=True,
)
agendapunt = Table(
    "agendapunt",
    metadata,
    number_column(),
    to("overleg", "overleg.number", index=True),
    *_envelope(),
    Column("text", Sealed, nullable=False),
    to("maker", "member.id"),
    Column("made_at", UTCDateTime, nullable=False),
    sqlite_autoincrement=True,
)
afmelding = Table(
    "afmelding",
    metadata,
    Column("overleg", Integer, ForeignKey("overleg.number"), primary_key=True),
    Column("member", Integer, ForeignKey("member.id"), primary_key=True),
    Column("made_at", UTCDateTime, nullable=False),
)
rapportage = Table(
    "rapportage",
    metadata,
    number_column(),
    Column("period", String(10), nullable=False, unique=True),
    Column("opened_at", UTCDateTime, nullable=False),
    sqlite_autoincrement=True,
)
bijdrage = Table(
    "bijdrage",
    metadata,
    number_column(),
    to("rapportage", "rapportage.number"),
    to("partner", "partner.id"),
    Column("version", Integer, nullable=False),
    *_envelope(),
    Column("results", Sealed, nullable=False),
    Column("progress", Sealed, nullable=False),
    Column("knelpunten", Sealed, nullable=False),
    Column("hours", Integer),
    to("maker", "member.id"),
    Column("made_at", UTCDateTime, nullable=False),
    UniqueConstraint("rapportage", "partner", "version"),
    sqlite_autoincrement=True,
)
# The history of every record; rows are only added. `texts` is sealed with the key of the record: the note, and the old
# and new values of sealed fields, of which `fields` has the names only. `uid` binds it to this row.
history = Table(
    "history",
    metadata,
    id_column(),
    Column("kind", String(20), nullable=False),
    Column("record", Integer, nullable=False),
    Column("at", UTCDateTime, nullable=False),
    to("member", "member.id"),
    Column("deed", String(30), nullable=False),
    Column("fields", JSON, nullable=False),
    Column("uid", LargeBinary(16)),
    Column("texts", Sealed),
    Index("ix_history_kind_record_id", "kind", "record", "id"),
)
# Who did and saw what; rows are only added, and the database refuses anything else. Nothing here points at a row of
# another table: what is erased there stays accounted for here.
audit = Table(
    "audit",
    metadata,
    Column("seq", Integer, primary_key=True),
    Column("at", UTCDateTime, nullable=False),
    Column("actor", String(100), nullable=False),
    Column("roles", String(100), nullable=False),
    Column("origin", String(20), nullable=False),
    Column("operation", String(20), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("number", Integer),
    Column("fields", Text, nullable=False),
    Column("purpose", String(100), nullable=False),
    Column("recipient", String(100), nullable=False),
    Column("result", String(100), nullable=False),
    Index("ix_audit_kind_number", "kind", "number"),
    Index("ix_audit_actor", "actor"),
    sqlite_autoincrement=True,
)
Index(
    "ix_audit_recipient",
    audit.c.recipient,
    postgresql_where=audit.c.recipient != "",
    sqlite_where=audit.c.recipient != "",
)
# The seals on it: `rows` has a line `seq mac` for each row of the log, each chained to the one before.
audit_seal = Table(
    "audit_seal",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("at", String(32), nullable=False),
    Column("last", Integer, nullable=False),
    Column("total", Integer, nullable=False),
    Column("key", String(16), nullable=False),
    Column("rows", Text, nullable=False),
    Column("hash", String(64), nullable=False),
)
# Requests that were answered, with the answer, for as long as a platform may repeat them.
inbox = Table(
    "inbox",
    metadata,
    Column("key", String(300), primary_key=True),
    Column("at", UTCDateTime, nullable=False, index=True),
    Column("answer", Sealed, nullable=False),
)
# The names of the secret keys that something here is sealed with.
secret_key = Table("secret_key", metadata, Column("name", String(16), primary_key=True))
# What must be said. `next_at` is when somebody has to look at the row next (due, retry, or the lease of a sender ran
# out) and is empty once it is settled, so that one small index tells what is due however many rows there are.
# `place` is where it was sent, and `shown` the version of the record that stands in it.
delivery = Table(
    "delivery",
    metadata,
    id_column(),
    Column("key", String(200), nullable=False, unique=True),
    Column("kind", String(40), nullable=False),
    to("member", "member.id", nullable=True),
    Column("subject_kind", String(20), nullable=False),
    Column("subject", Integer, nullable=False),
    Column("detail", JSON, nullable=False),
    Column("due_at", UTCDateTime, nullable=False),
    Column("state", String(20), nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("next_at", UTCDateTime),
    Column("settled_at", UTCDateTime),
    Column("place", String(100), nullable=False, default=""),
    Column("reference", String(300), nullable=False),
    Column("shown", Integer, nullable=False, default=0),
    Column("reason", String(300), nullable=False),
    Index("ix_delivery_subject", "subject_kind", "subject"),
)
PARKED = delivery.c.state == "parked"
Index(
    "ix_delivery_next_at",
    delivery.c.next_at,
    delivery.c.id,
    postgresql_where=delivery.c.next_at.is_not(None),
    sqlite_where=delivery.c.next_at.is_not(None),
)
Index("ix_delivery_parked", delivery.c.id, postgresql_where=PARKED, sqlite_where=PARKED)
# The practice room's messages and how far each person has read them.
room_entry = Table(
    "room_entry",
    metadata,
    id_column(),
    Column("place", String(60), nullable=False),
    Column("author", String(60), nullable=False),
    Column("private_to", String(60), nullable=False),
    Column("key", String(300), nullable=False, unique=True),
    Column("at", UTCDateTime, nullable=False),
    Column("body", Text, nullable=False),
    Index("ix_room_entry_place_id", "place", "id"),
)
room_read = Table(
    "room_read",
    metadata,
    Column("person", String(60), primary_key=True),
    Column("place", String(60), primary_key=True),
    Column("entry", Integer, nullable=False),
)
