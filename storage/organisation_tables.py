"""The tables of the organisation: who takes part, with what, and the lists that are chosen from."""

from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from storage.columns import id_column, metadata, to
from storage.types import UTCDateTime

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
    id_column(),
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
    id_column(),
    Column("key", String(60), nullable=False, unique=True),
    Column("name", String(200), nullable=False),
    to("partner", "partner.id"),
    Column("mandate_to", Date),
    Column("slack", String(60), nullable=False),
    Column("mattermost", String(60), nullable=False),
    Column("email", String(200), nullable=False),
    Column("prefers", String(20), nullable=False, default=""),
    Column("last_platform", String(20), nullable=False, default=""),
    Column("active", Boolean, nullable=False),
)
# What members were given, and what was taken from partners; a row is ended, never removed.
autorisatie = Table(
    "autorisatie",
    metadata,
    id_column(),
    Column("kind", String(20), nullable=False),
    to("member", "member.id", index=True),
    Column("value", String(40), nullable=False),
    Column("valid_from", Date, nullable=False),
    Column("valid_to", Date),
    to("given_by", "member.id", nullable=True),
    Column("given_at", UTCDateTime, nullable=False),
    Column("reason", String(300), nullable=False),
    to("ended_by", "member.id", nullable=True),
    Column("ended_at", UTCDateTime),
    Column("ended_reason", String(300), nullable=False),
)
opschorting = Table(
    "opschorting",
    metadata,
    id_column(),
    to("partner", "partner.id"),
    to("asked_by", "member.id"),
    Column("asked_at", UTCDateTime, nullable=False),
    Column("reason", String(300), nullable=False),
    to("confirmed_by", "member.id", nullable=True),
    Column("confirmed_at", UTCDateTime),
    to("ended_by", "member.id", nullable=True),
    Column("ended_at", UTCDateTime),
)
# Who accepted which version of the secrecy statement, and the text that each version was.
verklaring = Table(
    "verklaring",
    metadata,
    id_column(),
    to("member", "member.id", index=True),
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
    id_column(),
    Column("ronde", String(20), nullable=False),
    Column("period", String(10), nullable=False),
    to("signed_by", "member.id"),
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
    id_column(),
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
