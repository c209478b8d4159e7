"""Every table. Columns carry the names of the fields of the values they keep."""

from dataclasses import fields
from datetime import date
from typing import Any, get_args, get_origin, get_type_hints

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from bitbot.domain.kinds import WAYS
from bitbot.domain.records import Record, Visibility
from bitbot.domain.ways import HELD, Way
from storage.types import Sealed, UTCDateTime

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _id() -> Column[int]:
    return Column("id", Integer, primary_key=True)


def _number() -> Column[int]:
    return Column("number", Integer, primary_key=True)


def _to(name: str, target: str, *, nullable: bool = False, index: bool = False) -> Column[int]:
    return Column(name, Integer, ForeignKey(target), nullable=nullable, index=index)


# The organisation. `version` of the one row goes up with every change, so that processes know when to read again.
organisation = Table(
    "organisation",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("version", Integer, nullable=False),
    Column("since", Date, nullable=False),
    Column("moved_seconds", Integer, nullable=False),
    Column("bit", JSON, nullable=False),
    CheckConstraint("id = 1", name="one_row"),
)
partner = Table(
    "partner",
    metadata,
    _id(),
    Column("code", String(40), nullable=False, unique=True),
    Column("name", String(200), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("valid_from", Date, nullable=False),
    Column("valid_to", Date),
    Column("succeeded_by", String(40), nullable=False),
    Column("annex", String(100), nullable=False, default=""),
    Column("approved_by", JSON, nullable=False, default=list),
    Column("sees_from", Date),
)
member = Table(
    "member",
    metadata,
    _id(),
    Column("key", String(60), nullable=False, unique=True),
    Column("name", String(200), nullable=False),
    _to("partner", "partner.id"),
    Column("mandate_to", Date),
    Column("slack", String(60), nullable=False),
    Column("mattermost", String(60), nullable=False),
    Column("email", String(200), nullable=False),
    Column("prefers", String(20), nullable=False, default=""),
    Column("last_platform", String(20), nullable=False, default=""),
    Column("last_used", Date),
    Column("active", Boolean, nullable=False),
)
# What members were given, and what was taken from partners; a row is ended, never removed.
autorisatie = Table(
    "autorisatie",
    metadata,
    _id(),
    Column("kind", String(20), nullable=False),
    _to("member", "member.id", index=True),
    Column("value", String(40), nullable=False),
    Column("valid_from", Date, nullable=False),
    Column("valid_to", Date),
    _to("given_by", "member.id", nullable=True),
    Column("given_at", UTCDateTime, nullable=False),
    Column("reason", String(300), nullable=False),
    _to("ended_by", "member.id", nullable=True),
    Column("ended_at", UTCDateTime),
    Column("ended_reason", String(300), nullable=False),
)
opschorting = Table(
    "opschorting",
    metadata,
    _id(),
    _to("partner", "partner.id"),
    _to("asked_by", "member.id"),
    Column("asked_at", UTCDateTime, nullable=False),
    Column("reason", String(300), nullable=False),
    _to("confirmed_by", "member.id", nullable=True),
    Column("confirmed_at", UTCDateTime),
    _to("ended_by", "member.id", nullable=True),
    Column("ended_at", UTCDateTime),
)
# Who accepted which version of the secrecy statement, and the text that each version was.
verklaring = Table(
    "verklaring",
    metadata,
    _id(),
    _to("member", "member.id", index=True),
    Column("version", String(8), ForeignKey("verklaring_text.version"), nullable=False),
    Column("on", Date, nullable=False),
    Column("at", UTCDateTime, nullable=False),
)
verklaring_text = Table(
    "verklaring_text",
    metadata,
    Column("version", String(8), primary_key=True),
    Column("text", Text, nullable=False),
)
# Rounds that were signed off, with what was signed; rows are only added.
ronde = Table(
    "ronde",
    metadata,
    _id(),
    Column("ronde", String(20), nullable=False),
    Column("period", String(10), nullable=False),
    _to("signed_by", "member.id"),
    Column("signed_at", UTCDateTime, nullable=False),
    Column("version", Integer, nullable=False),
    Column("held", JSON, nullable=False),
    UniqueConstraint("ronde", "period"),
)
theme = Table(
    "theme",
    metadata,
    Column("code", String(40), primary_key=True),
    Column("name", String(200), nullable=False),
    Column("active", Boolean, nullable=False),
)


def _listed() -> list[Column[Any]]:
    """What an entry of a code list has; call it anew for each table."""
    return [
        Column("code", String(40), primary_key=True),
        Column("name", String(200), nullable=False),
        Column("valid_from", Date),
        Column("valid_to", Date),
    ]


# What the BIT adds to the lists that bitbot brings along.
purpose = Table("purpose", metadata, *_listed())
basis = Table(
    "basis",
    metadata,
    *_listed(),
    Column("law", String(200), nullable=False),
    Column("article", String(40), nullable=False),
    Column("task", String(200), nullable=False),
)
# The competences that the organisation has beside those that bitbot knows, or instead of them.
competence = Table(
    "competence",
    metadata,
    Column("code", String(40), primary_key=True),
    Column("name", String(200), nullable=False),
    Column("active", Boolean, nullable=False),
)
series = Table(
    "series",
    metadata,
    _id(),
    Column("name", String(200), nullable=False, unique=True),
    Column("rule", String(500), nullable=False),
    Column("start", DateTime, nullable=False),
    Column("minutes", Integer, nullable=False),
    Column("place", String(200), nullable=False),
    Column("invited", JSON, nullable=False),
    Column("active", Boolean, nullable=False),
)
# What kind of place each channel was when somebody looked last; `place` is platform and id.
channel = Table(
    "channel",
    metadata,
    Column("place", String(100), primary_key=True),
    Column("kind", String(20), nullable=False),
    Column("seen_at", UTCDateTime, nullable=False),
)
# What the organisation file said last, so that a change made in chat since can be told from a change of the file.
file_value = Table(
    "file_value",
    metadata,
    Column("path", String(300), primary_key=True),
    Column("value", JSON, nullable=False),
)


def _envelope() -> list[Column[Any]]:
    """The id that a record has before it has a number, and its key, wrapped; without it its sealed columns are lost."""
    return [Column("uid", LargeBinary(16), nullable=False), Column("key", LargeBinary)]


def _record() -> list[Column[Any]]:
    """The columns of every record; call it anew for each table."""
    return [
        _number(),
        Column("version", Integer, nullable=False),
        Column("state", String(30), nullable=False),
        Column("visibility", String(20), nullable=False),
        _to("partner", "partner.id"),
        _to("maker", "member.id"),
        Column("made_at", UTCDateTime, nullable=False),
        Column("regime", String(30), nullable=False),
        Column("purpose", String(40), nullable=False),
        Column("basis", String(40), nullable=False),
        *_envelope(),
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
    _to("owner", "member.id", nullable=True),
    _to("owner_partner", "partner.id", nullable=True),
    _to("signaal", "signaal.number", nullable=True, index=True),
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
        return _to(name, f"{parent}.number", nullable=nullable, index=True)
    if get_origin(hint) is tuple:
        return Column(name, JSON, nullable=False)
    if codes in {"partner", "member"}:
        return _to(name, f"{codes}.id", nullable=nullable)
    if hint in {str, Visibility}:
        return Column(name, String(60) if codes or name == HELD else Sealed, nullable=False)
    return Column(name, Date if date in {hint, *get_args(hint)} else BigInteger, nullable=nullable)


for _each in WAYS.values():
    _way(_each)

overleg = Table(
    "overleg",
    metadata,
    _number(),
    Column("version", Integer, nullable=False),
    Column("state", String(30), nullable=False),
    _to("series", "series.id"),
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
    _number(),
    _to("overleg", "overleg.number", index=True),
    *_envelope(),
    Column("text", Sealed, nullable=False),
    _to("maker", "member.id"),
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
    _number(),
    Column("period", String(10), nullable=False, unique=True),
    Column("opened_at", UTCDateTime, nullable=False),
    sqlite_autoincrement=True,
)
bijdrage = Table(
    "bijdrage",
    metadata,
    _number(),
    _to("rapportage", "rapportage.number"),
    _to("partner", "partner.id"),
    Column("version", Integer, nullable=False),
    *_envelope(),
    Column("results", Sealed, nullable=False),
    Column("progress", Sealed, nullable=False),
    Column("knelpunten", Sealed, nullable=False),
    Column("hours", Integer),
    _to("maker", "member.id"),
    Column("made_at", UTCDateTime, nullable=False),
    UniqueConstraint("rapportage", "partner", "version"),
    sqlite_autoincrement=True,
)
# The history of every record; rows are only added. `texts` is sealed with the key of the record: the note, and the old
# and new values of sealed fields, of which `fields` has the names only. `uid` binds it to this row.
history = Table(
    "history",
    metadata,
    _id(),
    Column("kind", String(20), nullable=False),
    Column("record", Integer, nullable=False),
    Column("at", UTCDateTime, nullable=False),
    _to("member", "member.id"),
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
    _id(),
    Column("key", String(200), nullable=False, unique=True),
    Column("kind", String(40), nullable=False),
    _to("member", "member.id", nullable=True),
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
    _id(),
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
