"""Start."""

import sqlalchemy as sa
from alembic import op

from storage.types import Sealed, UTCDateTime

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "audit",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("actor", sa.String(length=100), nullable=False),
        sa.Column("roles", sa.String(length=100), nullable=False),
        sa.Column("origin", sa.String(length=20), nullable=False),
        sa.Column("operation", sa.String(length=20), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("fields", sa.Text(), nullable=False),
        sa.Column("purpose", sa.String(length=100), nullable=False),
        sa.Column("recipient", sa.String(length=100), nullable=False),
        sa.Column("result", sa.String(length=100), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_audit")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("audit", schema=None) as batch_op:
        batch_op.create_index("ix_audit_actor", ["actor"], unique=False)
        batch_op.create_index("ix_audit_kind_number", ["kind", "number"], unique=False)
        batch_op.create_index(
            "ix_audit_recipient",
            ["recipient"],
            unique=False,
            postgresql_where=sa.text("recipient != ''"),
            sqlite_where=sa.text("recipient != ''"),
        )

    op.create_table(
        "audit_seal",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=16), nullable=False),
        sa.Column("rows", sa.Text(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_audit_seal")),
    )
    op.create_table(
        "basis",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("law", sa.String(length=200), nullable=False),
        sa.Column("article", sa.String(length=40), nullable=False),
        sa.Column("task", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_basis")),
    )
    op.create_table(
        "channel",
        sa.Column("place", sa.String(length=100), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("seen_at", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("place", name=op.f("pk_channel")),
    )
    op.create_table(
        "competence",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_competence")),
    )
    op.create_table(
        "file_value",
        sa.Column("path", sa.String(length=300), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("path", name=op.f("pk_file_value")),
    )
    op.create_table(
        "inbox",
        sa.Column("key", sa.String(length=300), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("answer", Sealed(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_inbox")),
    )
    with op.batch_alter_table("inbox", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_inbox_at"), ["at"], unique=False)

    op.create_table(
        "organisation",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("moved_seconds", sa.Integer(), nullable=False),
        sa.Column("bit", sa.JSON(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_organisation_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation")),
    )
    op.create_table(
        "partner",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("succeeded_by", sa.String(length=40), nullable=False),
        sa.Column("annex", sa.String(length=100), nullable=False),
        sa.Column("approved_by", sa.JSON(), nullable=False),
        sa.Column("sees_from", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partner")),
        sa.UniqueConstraint("code", name=op.f("uq_partner_code")),
    )
    op.create_table(
        "purpose",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_purpose")),
    )
    op.create_table(
        "rapportage",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("period", sa.String(length=10), nullable=False),
        sa.Column("opened_at", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_rapportage")),
        sa.UniqueConstraint("period", name=op.f("uq_rapportage_period")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "room_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(length=60), nullable=False),
        sa.Column("author", sa.String(length=60), nullable=False),
        sa.Column("private_to", sa.String(length=60), nullable=False),
        sa.Column("key", sa.String(length=300), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_room_entry")),
        sa.UniqueConstraint("key", name=op.f("uq_room_entry_key")),
    )
    with op.batch_alter_table("room_entry", schema=None) as batch_op:
        batch_op.create_index("ix_room_entry_place_id", ["place", "id"], unique=False)

    op.create_table(
        "room_read",
        sa.Column("person", sa.String(length=60), nullable=False),
        sa.Column("place", sa.String(length=60), nullable=False),
        sa.Column("entry", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("person", "place", name=op.f("pk_room_read")),
    )
    op.create_table(
        "secret_key",
        sa.Column("name", sa.String(length=16), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_secret_key")),
    )
    op.create_table(
        "series",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("rule", sa.String(length=500), nullable=False),
        sa.Column("start", sa.DateTime(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("invited", sa.JSON(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_series")),
        sa.UniqueConstraint("name", name=op.f("uq_series_name")),
    )
    op.create_table(
        "theme",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_theme")),
    )
    op.create_table(
        "verklaring_text",
        sa.Column("version", sa.String(length=8), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("version", name=op.f("pk_verklaring_text")),
    )
    op.create_table(
        "member",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("partner", sa.Integer(), nullable=False),
        sa.Column("mandate_to", sa.Date(), nullable=True),
        sa.Column("slack", sa.String(length=60), nullable=False),
        sa.Column("mattermost", sa.String(length=60), nullable=False),
        sa.Column("email", sa.String(length=200), nullable=False),
        sa.Column("prefers", sa.String(length=20), nullable=False),
        sa.Column("last_platform", sa.String(length=20), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["partner"], ["partner.id"], name=op.f("fk_member_partner_partner")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_member")),
        sa.UniqueConstraint("key", name=op.f("uq_member_key")),
    )
    op.create_table(
        "overleg",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=30), nullable=False),
        sa.Column("series", sa.Integer(), nullable=False),
        sa.Column("occurrence", UTCDateTime(), nullable=False),
        sa.Column("starts_at", UTCDateTime(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["series"], ["series.id"], name=op.f("fk_overleg_series_series")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_overleg")),
        sa.UniqueConstraint("series", "occurrence", name=op.f("uq_overleg_series_occurrence")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("overleg", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_overleg_starts_at"), ["starts_at"], unique=False)

    op.create_table(
        "afmelding",
        sa.Column("overleg", sa.Integer(), nullable=False),
        sa.Column("member", sa.Integer(), nullable=False),
        sa.Column("made_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["member"], ["member.id"], name=op.f("fk_afmelding_member_member")),
        sa.ForeignKeyConstraint(["overleg"], ["overleg.number"], name=op.f("fk_afmelding_overleg_overleg")),
        sa.PrimaryKeyConstraint("overleg", "member", name=op.f("pk_afmelding")),
    )
    op.create_table(
        "agendapunt",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("overleg", sa.Integer(), nullable=False),
        sa.Column("uid", sa.LargeBinary(length=16), nullable=False),
        sa.Column("key", sa.LargeBinary(), nullable=True),
        sa.Column("text", Sealed(), nullable=False),
        sa.Column("maker", sa.Integer(), nullable=False),
        sa.Column("made_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["maker"], ["member.id"], name=op.f("fk_agendapunt_maker_member")),
        sa.ForeignKeyConstraint(["overleg"], ["overleg.number"], name=op.f("fk_agendapunt_overleg_overleg")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_agendapunt")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("agendapunt", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_agendapunt_overleg"), ["overleg"], unique=False)

    op.create_table(
        "autorisatie",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("member", sa.Integer(), nullable=False),
        sa.Column("value", sa.String(length=40), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("given_by", sa.Integer(), nullable=True),
        sa.Column("given_at", UTCDateTime(), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("ended_by", sa.Integer(), nullable=True),
        sa.Column("ended_at", UTCDateTime(), nullable=True),
        sa.Column("ended_reason", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(["ended_by"], ["member.id"], name=op.f("fk_autorisatie_ended_by_member")),
        sa.ForeignKeyConstraint(["given_by"], ["member.id"], name=op.f("fk_autorisatie_given_by_member")),
        sa.ForeignKeyConstraint(["member"], ["member.id"], name=op.f("fk_autorisatie_member_member")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_autorisatie")),
    )
    with op.batch_alter_table("autorisatie", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_autorisatie_member"), ["member"], unique=False)

    op.create_table(
        "bijdrage",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("rapportage", sa.Integer(), nullable=False),
        sa.Column("partner", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("uid", sa.LargeBinary(length=16), nullable=False),
        sa.Column("key", sa.LargeBinary(), nullable=True),
        sa.Column("results", Sealed(), nullable=False),
        sa.Column("progress", Sealed(), nullable=False),
        sa.Column("knelpunten", Sealed(), nullable=False),
        sa.Column("hours", sa.Integer(), nullable=True),
        sa.Column("maker", sa.Integer(), nullable=False),
        sa.Column("made_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["maker"], ["member.id"], name=op.f("fk_bijdrage_maker_member")),
        sa.ForeignKeyConstraint(["partner"], ["partner.id"], name=op.f("fk_bijdrage_partner_partner")),
        sa.ForeignKeyConstraint(["rapportage"], ["rapportage.number"], name=op.f("fk_bijdrage_rapportage_rapportage")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_bijdrage")),
        sa.UniqueConstraint("rapportage", "partner", "version", name=op.f("uq_bijdrage_rapportage_partner_version")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "delivery",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("member", sa.Integer(), nullable=True),
        sa.Column("subject_kind", sa.String(length=20), nullable=False),
        sa.Column("subject", sa.Integer(), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.Column("due_at", UTCDateTime(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("next_at", UTCDateTime(), nullable=True),
        sa.Column("settled_at", UTCDateTime(), nullable=True),
        sa.Column("place", sa.String(length=100), nullable=False),
        sa.Column("reference", sa.String(length=300), nullable=False),
        sa.Column("shown", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(["member"], ["member.id"], name=op.f("fk_delivery_member_member")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery")),
        sa.UniqueConstraint("key", name=op.f("uq_delivery_key")),
    )
    with op.batch_alter_table("delivery", schema=None) as batch_op:
        batch_op.create_index(
            "ix_delivery_next_at",
            ["next_at", "id"],
            unique=False,
            postgresql_where=sa.text("next_at IS NOT NULL"),
            sqlite_where=sa.text("next_at IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_delivery_parked",
            ["id"],
            unique=False,
            postgresql_where=sa.text("state = 'parked'"),
            sqlite_where=sa.text("state = 'parked'"),
        )
        batch_op.create_index("ix_delivery_subject", ["subject_kind", "subject"], unique=False)

    op.create_table(
        "history",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("record", sa.Integer(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("member", sa.Integer(), nullable=False),
        sa.Column("deed", sa.String(length=30), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("uid", sa.LargeBinary(length=16), nullable=True),
        sa.Column("texts", Sealed(), nullable=True),
        sa.ForeignKeyConstraint(["member"], ["member.id"], name=op.f("fk_history_member_member")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_history")),
    )
    with op.batch_alter_table("history", schema=None) as batch_op:
        batch_op.create_index("ix_history_kind_record_id", ["kind", "record", "id"], unique=False)

    op.create_table(
        "opschorting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("partner", sa.Integer(), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=False),
        sa.Column("asked_at", UTCDateTime(), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("confirmed_by", sa.Integer(), nullable=True),
        sa.Column("confirmed_at", UTCDateTime(), nullable=True),
        sa.Column("ended_by", sa.Integer(), nullable=True),
        sa.Column("ended_at", UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["asked_by"], ["member.id"], name=op.f("fk_opschorting_asked_by_member")),
        sa.ForeignKeyConstraint(["confirmed_by"], ["member.id"], name=op.f("fk_opschorting_confirmed_by_member")),
        sa.ForeignKeyConstraint(["ended_by"], ["member.id"], name=op.f("fk_opschorting_ended_by_member")),
        sa.ForeignKeyConstraint(["partner"], ["partner.id"], name=op.f("fk_opschorting_partner_partner")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opschorting")),
    )
    op.create_table(
        "ronde",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ronde", sa.String(length=20), nullable=False),
        sa.Column("period", sa.String(length=10), nullable=False),
        sa.Column("signed_by", sa.Integer(), nullable=False),
        sa.Column("signed_at", UTCDateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("held", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["signed_by"], ["member.id"], name=op.f("fk_ronde_signed_by_member")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ronde")),
        sa.UniqueConstraint("ronde", "period", name=op.f("uq_ronde_ronde_period")),
    )
    op.create_table(
        "signaal",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=30), nullable=False),
        sa.Column("visibility", sa.String(length=20), nullable=False),
        sa.Column("partner", sa.Integer(), nullable=False),
        sa.Column("maker", sa.Integer(), nullable=False),
        sa.Column("made_at", UTCDateTime(), nullable=False),
        sa.Column("regime", sa.String(length=30), nullable=False),
        sa.Column("purpose", sa.String(length=40), nullable=False),
        sa.Column("basis", sa.String(length=40), nullable=False),
        sa.Column("uid", sa.LargeBinary(length=16), nullable=False),
        sa.Column("key", sa.LargeBinary(), nullable=True),
        sa.Column("words", sa.LargeBinary(), nullable=True),
        sa.Column("title", Sealed(), nullable=False),
        sa.Column("fact", Sealed(), nullable=False),
        sa.Column("interpretation", Sealed(), nullable=False),
        sa.Column("theme", sa.String(length=40), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("reliability", sa.String(length=20), nullable=False),
        sa.Column("urgency", sa.String(length=20), nullable=False),
        sa.Column("via_bevoegd_gezag", sa.Boolean(), nullable=False),
        sa.Column("reason", Sealed(), nullable=False),
        sa.ForeignKeyConstraint(["maker"], ["member.id"], name=op.f("fk_signaal_maker_member")),
        sa.ForeignKeyConstraint(["partner"], ["partner.id"], name=op.f("fk_signaal_partner_partner")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_signaal")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("signaal", schema=None) as batch_op:
        batch_op.create_index("ix_signaal_state_number", ["state", "number"], unique=False)

    op.create_table(
        "verklaring",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("member", sa.Integer(), nullable=False),
        sa.Column("version", sa.String(length=8), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["member"], ["member.id"], name=op.f("fk_verklaring_member_member")),
        sa.ForeignKeyConstraint(
            ["version"], ["verklaring_text.version"], name=op.f("fk_verklaring_version_verklaring_text")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_verklaring")),
    )
    with op.batch_alter_table("verklaring", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_verklaring_member"), ["member"], unique=False)

    op.create_table(
        "casus",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=30), nullable=False),
        sa.Column("visibility", sa.String(length=20), nullable=False),
        sa.Column("partner", sa.Integer(), nullable=False),
        sa.Column("maker", sa.Integer(), nullable=False),
        sa.Column("made_at", UTCDateTime(), nullable=False),
        sa.Column("regime", sa.String(length=30), nullable=False),
        sa.Column("purpose", sa.String(length=40), nullable=False),
        sa.Column("basis", sa.String(length=40), nullable=False),
        sa.Column("uid", sa.LargeBinary(length=16), nullable=False),
        sa.Column("key", sa.LargeBinary(), nullable=True),
        sa.Column("words", sa.LargeBinary(), nullable=True),
        sa.Column("title", Sealed(), nullable=False),
        sa.Column("description", Sealed(), nullable=False),
        sa.Column("theme", sa.String(length=60), nullable=False),
        sa.Column("approach", sa.String(length=60), nullable=False),
        sa.Column("goal", sa.String(length=60), nullable=False),
        sa.Column("signaal", sa.Integer(), nullable=True),
        sa.Column("discussed_on", sa.Date(), nullable=True),
        sa.Column("receiver", Sealed(), nullable=False),
        sa.Column("outcome", sa.String(length=60), nullable=False),
        sa.Column("reason", Sealed(), nullable=False),
        sa.Column("held", sa.String(length=60), nullable=False),
        sa.ForeignKeyConstraint(["maker"], ["member.id"], name=op.f("fk_casus_maker_member")),
        sa.ForeignKeyConstraint(["partner"], ["partner.id"], name=op.f("fk_casus_partner_partner")),
        sa.ForeignKeyConstraint(["signaal"], ["signaal.number"], name=op.f("fk_casus_signaal_signaal")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_casus")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("casus", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_casus_signaal"), ["signaal"], unique=False)
        batch_op.create_index("ix_casus_state_number", ["state", "number"], unique=False)

    op.create_table(
        "signaal_gemeente",
        sa.Column("record", sa.Integer(), nullable=False),
        sa.Column("partner", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["partner"], ["partner.id"], name=op.f("fk_signaal_gemeente_partner_partner")),
        sa.ForeignKeyConstraint(["record"], ["signaal.number"], name=op.f("fk_signaal_gemeente_record_signaal")),
        sa.PrimaryKeyConstraint("record", "partner", name=op.f("pk_signaal_gemeente")),
    )
    with op.batch_alter_table("signaal_gemeente", schema=None) as batch_op:
        batch_op.create_index("ix_signaal_gemeente_partner_record", ["partner", "record"], unique=False)

    op.create_table(
        "werkafspraak",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=30), nullable=False),
        sa.Column("visibility", sa.String(length=20), nullable=False),
        sa.Column("partner", sa.Integer(), nullable=False),
        sa.Column("maker", sa.Integer(), nullable=False),
        sa.Column("made_at", UTCDateTime(), nullable=False),
        sa.Column("regime", sa.String(length=30), nullable=False),
        sa.Column("purpose", sa.String(length=40), nullable=False),
        sa.Column("basis", sa.String(length=40), nullable=False),
        sa.Column("uid", sa.LargeBinary(length=16), nullable=False),
        sa.Column("key", sa.LargeBinary(), nullable=True),
        sa.Column("words", sa.LargeBinary(), nullable=True),
        sa.Column("text", Sealed(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("owner", sa.Integer(), nullable=True),
        sa.Column("owner_partner", sa.Integer(), nullable=True),
        sa.Column("signaal", sa.Integer(), nullable=True),
        sa.Column("waits_since", UTCDateTime(), nullable=True),
        sa.Column("competence", sa.String(length=40), nullable=False),
        sa.Column("result", Sealed(), nullable=False),
        sa.Column("reason", Sealed(), nullable=False),
        sa.ForeignKeyConstraint(["maker"], ["member.id"], name=op.f("fk_werkafspraak_maker_member")),
        sa.ForeignKeyConstraint(["owner"], ["member.id"], name=op.f("fk_werkafspraak_owner_member")),
        sa.ForeignKeyConstraint(["owner_partner"], ["partner.id"], name=op.f("fk_werkafspraak_owner_partner_partner")),
        sa.ForeignKeyConstraint(["partner"], ["partner.id"], name=op.f("fk_werkafspraak_partner_partner")),
        sa.ForeignKeyConstraint(["signaal"], ["signaal.number"], name=op.f("fk_werkafspraak_signaal_signaal")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_werkafspraak")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("werkafspraak", schema=None) as batch_op:
        batch_op.create_index("ix_werkafspraak_owner_state", ["owner", "state"], unique=False)
        batch_op.create_index(batch_op.f("ix_werkafspraak_signaal"), ["signaal"], unique=False)
        batch_op.create_index("ix_werkafspraak_state_due_on", ["state", "due_on"], unique=False)

    op.create_table(
        "afstemming",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=30), nullable=False),
        sa.Column("visibility", sa.String(length=20), nullable=False),
        sa.Column("partner", sa.Integer(), nullable=False),
        sa.Column("maker", sa.Integer(), nullable=False),
        sa.Column("made_at", UTCDateTime(), nullable=False),
        sa.Column("regime", sa.String(length=30), nullable=False),
        sa.Column("purpose", sa.String(length=40), nullable=False),
        sa.Column("basis", sa.String(length=40), nullable=False),
        sa.Column("uid", sa.LargeBinary(length=16), nullable=False),
        sa.Column("key", sa.LargeBinary(), nullable=True),
        sa.Column("words", sa.LargeBinary(), nullable=True),
        sa.Column("title", Sealed(), nullable=False),
        sa.Column("casus", sa.Integer(), nullable=False),
        sa.Column("answered_by", Sealed(), nullable=False),
        sa.Column("reason", Sealed(), nullable=False),
        sa.ForeignKeyConstraint(["casus"], ["casus.number"], name=op.f("fk_afstemming_casus_casus")),
        sa.ForeignKeyConstraint(["maker"], ["member.id"], name=op.f("fk_afstemming_maker_member")),
        sa.ForeignKeyConstraint(["partner"], ["partner.id"], name=op.f("fk_afstemming_partner_partner")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_afstemming")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("afstemming", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_afstemming_casus"), ["casus"], unique=False)
        batch_op.create_index("ix_afstemming_state_number", ["state", "number"], unique=False)

    op.create_table(
        "belemmering",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=30), nullable=False),
        sa.Column("visibility", sa.String(length=20), nullable=False),
        sa.Column("partner", sa.Integer(), nullable=False),
        sa.Column("maker", sa.Integer(), nullable=False),
        sa.Column("made_at", UTCDateTime(), nullable=False),
        sa.Column("regime", sa.String(length=30), nullable=False),
        sa.Column("purpose", sa.String(length=40), nullable=False),
        sa.Column("basis", sa.String(length=40), nullable=False),
        sa.Column("uid", sa.LargeBinary(length=16), nullable=False),
        sa.Column("key", sa.LargeBinary(), nullable=True),
        sa.Column("words", sa.LargeBinary(), nullable=True),
        sa.Column("title", Sealed(), nullable=False),
        sa.Column("receiver", Sealed(), nullable=False),
        sa.Column("law", Sealed(), nullable=False),
        sa.Column("effect", Sealed(), nullable=False),
        sa.Column("casus", sa.Integer(), nullable=True),
        sa.Column("answer", Sealed(), nullable=False),
        sa.Column("reason", Sealed(), nullable=False),
        sa.ForeignKeyConstraint(["casus"], ["casus.number"], name=op.f("fk_belemmering_casus_casus")),
        sa.ForeignKeyConstraint(["maker"], ["member.id"], name=op.f("fk_belemmering_maker_member")),
        sa.ForeignKeyConstraint(["partner"], ["partner.id"], name=op.f("fk_belemmering_partner_partner")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_belemmering")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("belemmering", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_belemmering_casus"), ["casus"], unique=False)
        batch_op.create_index("ix_belemmering_state_number", ["state", "number"], unique=False)

    op.create_table(
        "casus_gemeente",
        sa.Column("record", sa.Integer(), nullable=False),
        sa.Column("partner", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["partner"], ["partner.id"], name=op.f("fk_casus_gemeente_partner_partner")),
        sa.ForeignKeyConstraint(["record"], ["casus.number"], name=op.f("fk_casus_gemeente_record_casus")),
        sa.PrimaryKeyConstraint("record", "partner", name=op.f("pk_casus_gemeente")),
    )
    with op.batch_alter_table("casus_gemeente", schema=None) as batch_op:
        batch_op.create_index("ix_casus_gemeente_partner_record", ["partner", "record"], unique=False)

    op.create_table(
        "controle",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=30), nullable=False),
        sa.Column("visibility", sa.String(length=20), nullable=False),
        sa.Column("partner", sa.Integer(), nullable=False),
        sa.Column("maker", sa.Integer(), nullable=False),
        sa.Column("made_at", UTCDateTime(), nullable=False),
        sa.Column("regime", sa.String(length=30), nullable=False),
        sa.Column("purpose", sa.String(length=40), nullable=False),
        sa.Column("basis", sa.String(length=40), nullable=False),
        sa.Column("uid", sa.LargeBinary(length=16), nullable=False),
        sa.Column("key", sa.LargeBinary(), nullable=True),
        sa.Column("words", sa.LargeBinary(), nullable=True),
        sa.Column("title", Sealed(), nullable=False),
        sa.Column("description", Sealed(), nullable=False),
        sa.Column("casus", sa.Integer(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=True),
        sa.Column("control_sort", sa.String(length=60), nullable=False),
        sa.Column("announced", sa.String(length=60), nullable=False),
        sa.Column("leader", sa.Integer(), nullable=True),
        sa.Column("people", sa.JSON(), nullable=False),
        sa.Column("partners", sa.JSON(), nullable=False),
        sa.Column("others", Sealed(), nullable=False),
        sa.Column("entry", sa.String(length=60), nullable=False),
        sa.Column("debrief", Sealed(), nullable=False),
        sa.Column("reason", Sealed(), nullable=False),
        sa.ForeignKeyConstraint(["casus"], ["casus.number"], name=op.f("fk_controle_casus_casus")),
        sa.ForeignKeyConstraint(["leader"], ["member.id"], name=op.f("fk_controle_leader_member")),
        sa.ForeignKeyConstraint(["maker"], ["member.id"], name=op.f("fk_controle_maker_member")),
        sa.ForeignKeyConstraint(["partner"], ["partner.id"], name=op.f("fk_controle_partner_partner")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_controle")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("controle", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_controle_casus"), ["casus"], unique=False)
        batch_op.create_index("ix_controle_state_number", ["state", "number"], unique=False)

    op.create_table(
        "knelpunt",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=30), nullable=False),
        sa.Column("visibility", sa.String(length=20), nullable=False),
        sa.Column("partner", sa.Integer(), nullable=False),
        sa.Column("maker", sa.Integer(), nullable=False),
        sa.Column("made_at", UTCDateTime(), nullable=False),
        sa.Column("regime", sa.String(length=30), nullable=False),
        sa.Column("purpose", sa.String(length=40), nullable=False),
        sa.Column("basis", sa.String(length=40), nullable=False),
        sa.Column("uid", sa.LargeBinary(length=16), nullable=False),
        sa.Column("key", sa.LargeBinary(), nullable=True),
        sa.Column("words", sa.LargeBinary(), nullable=True),
        sa.Column("title", Sealed(), nullable=False),
        sa.Column("bottleneck", sa.String(length=60), nullable=False),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("effect", Sealed(), nullable=False),
        sa.Column("tried", Sealed(), nullable=False),
        sa.Column("asked", Sealed(), nullable=False),
        sa.Column("casus", sa.Integer(), nullable=True),
        sa.Column("decision", Sealed(), nullable=False),
        sa.Column("reason", Sealed(), nullable=False),
        sa.ForeignKeyConstraint(["casus"], ["casus.number"], name=op.f("fk_knelpunt_casus_casus")),
        sa.ForeignKeyConstraint(["maker"], ["member.id"], name=op.f("fk_knelpunt_maker_member")),
        sa.ForeignKeyConstraint(["partner"], ["partner.id"], name=op.f("fk_knelpunt_partner_partner")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_knelpunt")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("knelpunt", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_knelpunt_casus"), ["casus"], unique=False)
        batch_op.create_index("ix_knelpunt_state_number", ["state", "number"], unique=False)

    op.create_table(
        "werkafspraak_gemeente",
        sa.Column("record", sa.Integer(), nullable=False),
        sa.Column("partner", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["partner"], ["partner.id"], name=op.f("fk_werkafspraak_gemeente_partner_partner")),
        sa.ForeignKeyConstraint(
            ["record"], ["werkafspraak.number"], name=op.f("fk_werkafspraak_gemeente_record_werkafspraak")
        ),
        sa.PrimaryKeyConstraint("record", "partner", name=op.f("pk_werkafspraak_gemeente")),
    )
    with op.batch_alter_table("werkafspraak_gemeente", schema=None) as batch_op:
        batch_op.create_index("ix_werkafspraak_gemeente_partner_record", ["partner", "record"], unique=False)

    op.create_table(
        "afstemming_gemeente",
        sa.Column("record", sa.Integer(), nullable=False),
        sa.Column("partner", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["partner"], ["partner.id"], name=op.f("fk_afstemming_gemeente_partner_partner")),
        sa.ForeignKeyConstraint(
            ["record"], ["afstemming.number"], name=op.f("fk_afstemming_gemeente_record_afstemming")
        ),
        sa.PrimaryKeyConstraint("record", "partner", name=op.f("pk_afstemming_gemeente")),
    )
    with op.batch_alter_table("afstemming_gemeente", schema=None) as batch_op:
        batch_op.create_index("ix_afstemming_gemeente_partner_record", ["partner", "record"], unique=False)

    op.create_table(
        "belemmering_gemeente",
        sa.Column("record", sa.Integer(), nullable=False),
        sa.Column("partner", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["partner"], ["partner.id"], name=op.f("fk_belemmering_gemeente_partner_partner")),
        sa.ForeignKeyConstraint(
            ["record"], ["belemmering.number"], name=op.f("fk_belemmering_gemeente_record_belemmering")
        ),
        sa.PrimaryKeyConstraint("record", "partner", name=op.f("pk_belemmering_gemeente")),
    )
    with op.batch_alter_table("belemmering_gemeente", schema=None) as batch_op:
        batch_op.create_index("ix_belemmering_gemeente_partner_record", ["partner", "record"], unique=False)

    op.create_table(
        "bevinding",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=30), nullable=False),
        sa.Column("visibility", sa.String(length=20), nullable=False),
        sa.Column("partner", sa.Integer(), nullable=False),
        sa.Column("maker", sa.Integer(), nullable=False),
        sa.Column("made_at", UTCDateTime(), nullable=False),
        sa.Column("regime", sa.String(length=30), nullable=False),
        sa.Column("purpose", sa.String(length=40), nullable=False),
        sa.Column("basis", sa.String(length=40), nullable=False),
        sa.Column("uid", sa.LargeBinary(length=16), nullable=False),
        sa.Column("key", sa.LargeBinary(), nullable=True),
        sa.Column("words", sa.LargeBinary(), nullable=True),
        sa.Column("text", Sealed(), nullable=False),
        sa.Column("finding_domain", sa.String(length=60), nullable=False),
        sa.Column("controle", sa.Integer(), nullable=False),
        sa.Column("handled_by", sa.Integer(), nullable=True),
        sa.Column("reason", Sealed(), nullable=False),
        sa.ForeignKeyConstraint(["controle"], ["controle.number"], name=op.f("fk_bevinding_controle_controle")),
        sa.ForeignKeyConstraint(["handled_by"], ["partner.id"], name=op.f("fk_bevinding_handled_by_partner")),
        sa.ForeignKeyConstraint(["maker"], ["member.id"], name=op.f("fk_bevinding_maker_member")),
        sa.ForeignKeyConstraint(["partner"], ["partner.id"], name=op.f("fk_bevinding_partner_partner")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_bevinding")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("bevinding", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_bevinding_controle"), ["controle"], unique=False)
        batch_op.create_index("ix_bevinding_state_number", ["state", "number"], unique=False)

    op.create_table(
        "controle_gemeente",
        sa.Column("record", sa.Integer(), nullable=False),
        sa.Column("partner", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["partner"], ["partner.id"], name=op.f("fk_controle_gemeente_partner_partner")),
        sa.ForeignKeyConstraint(["record"], ["controle.number"], name=op.f("fk_controle_gemeente_record_controle")),
        sa.PrimaryKeyConstraint("record", "partner", name=op.f("pk_controle_gemeente")),
    )
    with op.batch_alter_table("controle_gemeente", schema=None) as batch_op:
        batch_op.create_index("ix_controle_gemeente_partner_record", ["partner", "record"], unique=False)

    op.create_table(
        "incident",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=30), nullable=False),
        sa.Column("visibility", sa.String(length=20), nullable=False),
        sa.Column("partner", sa.Integer(), nullable=False),
        sa.Column("maker", sa.Integer(), nullable=False),
        sa.Column("made_at", UTCDateTime(), nullable=False),
        sa.Column("regime", sa.String(length=30), nullable=False),
        sa.Column("purpose", sa.String(length=40), nullable=False),
        sa.Column("basis", sa.String(length=40), nullable=False),
        sa.Column("uid", sa.LargeBinary(length=16), nullable=False),
        sa.Column("key", sa.LargeBinary(), nullable=True),
        sa.Column("words", sa.LargeBinary(), nullable=True),
        sa.Column("description", Sealed(), nullable=False),
        sa.Column("incident_sort", sa.String(length=60), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("reported", sa.String(length=60), nullable=False),
        sa.Column("controle", sa.Integer(), nullable=True),
        sa.Column("reason", Sealed(), nullable=False),
        sa.ForeignKeyConstraint(["controle"], ["controle.number"], name=op.f("fk_incident_controle_controle")),
        sa.ForeignKeyConstraint(["maker"], ["member.id"], name=op.f("fk_incident_maker_member")),
        sa.ForeignKeyConstraint(["partner"], ["partner.id"], name=op.f("fk_incident_partner_partner")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_incident")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("incident", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_incident_controle"), ["controle"], unique=False)
        batch_op.create_index("ix_incident_state_number", ["state", "number"], unique=False)

    op.create_table(
        "inzet",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=30), nullable=False),
        sa.Column("visibility", sa.String(length=20), nullable=False),
        sa.Column("partner", sa.Integer(), nullable=False),
        sa.Column("maker", sa.Integer(), nullable=False),
        sa.Column("made_at", UTCDateTime(), nullable=False),
        sa.Column("regime", sa.String(length=30), nullable=False),
        sa.Column("purpose", sa.String(length=40), nullable=False),
        sa.Column("basis", sa.String(length=40), nullable=False),
        sa.Column("uid", sa.LargeBinary(length=16), nullable=False),
        sa.Column("key", sa.LargeBinary(), nullable=True),
        sa.Column("words", sa.LargeBinary(), nullable=True),
        sa.Column("hours", sa.BigInteger(), nullable=False),
        sa.Column("phase", sa.String(length=60), nullable=False),
        sa.Column("worked_on", sa.Date(), nullable=False),
        sa.Column("remark", Sealed(), nullable=False),
        sa.Column("casus", sa.Integer(), nullable=True),
        sa.Column("controle", sa.Integer(), nullable=True),
        sa.Column("reason", Sealed(), nullable=False),
        sa.ForeignKeyConstraint(["casus"], ["casus.number"], name=op.f("fk_inzet_casus_casus")),
        sa.ForeignKeyConstraint(["controle"], ["controle.number"], name=op.f("fk_inzet_controle_controle")),
        sa.ForeignKeyConstraint(["maker"], ["member.id"], name=op.f("fk_inzet_maker_member")),
        sa.ForeignKeyConstraint(["partner"], ["partner.id"], name=op.f("fk_inzet_partner_partner")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_inzet")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("inzet", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_inzet_casus"), ["casus"], unique=False)
        batch_op.create_index(batch_op.f("ix_inzet_controle"), ["controle"], unique=False)
        batch_op.create_index("ix_inzet_state_number", ["state", "number"], unique=False)

    op.create_table(
        "knelpunt_gemeente",
        sa.Column("record", sa.Integer(), nullable=False),
        sa.Column("partner", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["partner"], ["partner.id"], name=op.f("fk_knelpunt_gemeente_partner_partner")),
        sa.ForeignKeyConstraint(["record"], ["knelpunt.number"], name=op.f("fk_knelpunt_gemeente_record_knelpunt")),
        sa.PrimaryKeyConstraint("record", "partner", name=op.f("pk_knelpunt_gemeente")),
    )
    with op.batch_alter_table("knelpunt_gemeente", schema=None) as batch_op:
        batch_op.create_index("ix_knelpunt_gemeente_partner_record", ["partner", "record"], unique=False)

    op.create_table(
        "object",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=30), nullable=False),
        sa.Column("visibility", sa.String(length=20), nullable=False),
        sa.Column("partner", sa.Integer(), nullable=False),
        sa.Column("maker", sa.Integer(), nullable=False),
        sa.Column("made_at", UTCDateTime(), nullable=False),
        sa.Column("regime", sa.String(length=30), nullable=False),
        sa.Column("purpose", sa.String(length=40), nullable=False),
        sa.Column("basis", sa.String(length=40), nullable=False),
        sa.Column("uid", sa.LargeBinary(length=16), nullable=False),
        sa.Column("key", sa.LargeBinary(), nullable=True),
        sa.Column("words", sa.LargeBinary(), nullable=True),
        sa.Column("object_sort", sa.String(length=60), nullable=False),
        sa.Column("controle", sa.Integer(), nullable=False),
        sa.Column("visited", sa.BigInteger(), nullable=False),
        sa.Column("in_order", sa.BigInteger(), nullable=False),
        sa.Column("no_access", sa.BigInteger(), nullable=False),
        sa.Column("remark", Sealed(), nullable=False),
        sa.Column("reason", Sealed(), nullable=False),
        sa.ForeignKeyConstraint(["controle"], ["controle.number"], name=op.f("fk_object_controle_controle")),
        sa.ForeignKeyConstraint(["maker"], ["member.id"], name=op.f("fk_object_maker_member")),
        sa.ForeignKeyConstraint(["partner"], ["partner.id"], name=op.f("fk_object_partner_partner")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_object")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("object", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_object_controle"), ["controle"], unique=False)
        batch_op.create_index("ix_object_state_number", ["state", "number"], unique=False)

    op.create_table(
        "bevinding_gemeente",
        sa.Column("record", sa.Integer(), nullable=False),
        sa.Column("partner", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["partner"], ["partner.id"], name=op.f("fk_bevinding_gemeente_partner_partner")),
        sa.ForeignKeyConstraint(["record"], ["bevinding.number"], name=op.f("fk_bevinding_gemeente_record_bevinding")),
        sa.PrimaryKeyConstraint("record", "partner", name=op.f("pk_bevinding_gemeente")),
    )
    with op.batch_alter_table("bevinding_gemeente", schema=None) as batch_op:
        batch_op.create_index("ix_bevinding_gemeente_partner_record", ["partner", "record"], unique=False)

    op.create_table(
        "incident_gemeente",
        sa.Column("record", sa.Integer(), nullable=False),
        sa.Column("partner", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["partner"], ["partner.id"], name=op.f("fk_incident_gemeente_partner_partner")),
        sa.ForeignKeyConstraint(["record"], ["incident.number"], name=op.f("fk_incident_gemeente_record_incident")),
        sa.PrimaryKeyConstraint("record", "partner", name=op.f("pk_incident_gemeente")),
    )
    with op.batch_alter_table("incident_gemeente", schema=None) as batch_op:
        batch_op.create_index("ix_incident_gemeente_partner_record", ["partner", "record"], unique=False)

    op.create_table(
        "inzet_gemeente",
        sa.Column("record", sa.Integer(), nullable=False),
        sa.Column("partner", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["partner"], ["partner.id"], name=op.f("fk_inzet_gemeente_partner_partner")),
        sa.ForeignKeyConstraint(["record"], ["inzet.number"], name=op.f("fk_inzet_gemeente_record_inzet")),
        sa.PrimaryKeyConstraint("record", "partner", name=op.f("pk_inzet_gemeente")),
    )
    with op.batch_alter_table("inzet_gemeente", schema=None) as batch_op:
        batch_op.create_index("ix_inzet_gemeente_partner_record", ["partner", "record"], unique=False)

    op.create_table(
        "maatregel",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=30), nullable=False),
        sa.Column("visibility", sa.String(length=20), nullable=False),
        sa.Column("partner", sa.Integer(), nullable=False),
        sa.Column("maker", sa.Integer(), nullable=False),
        sa.Column("made_at", UTCDateTime(), nullable=False),
        sa.Column("regime", sa.String(length=30), nullable=False),
        sa.Column("purpose", sa.String(length=40), nullable=False),
        sa.Column("basis", sa.String(length=40), nullable=False),
        sa.Column("uid", sa.LargeBinary(length=16), nullable=False),
        sa.Column("key", sa.LargeBinary(), nullable=True),
        sa.Column("words", sa.LargeBinary(), nullable=True),
        sa.Column("text", Sealed(), nullable=False),
        sa.Column("measure_sort", sa.String(length=60), nullable=False),
        sa.Column("bevinding", sa.Integer(), nullable=False),
        sa.Column("handled_by", sa.Integer(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("imposed", sa.BigInteger(), nullable=True),
        sa.Column("forfeited", sa.BigInteger(), nullable=True),
        sa.Column("collected", sa.BigInteger(), nullable=True),
        sa.Column("reclaimed", sa.BigInteger(), nullable=True),
        sa.Column("saved", sa.BigInteger(), nullable=True),
        sa.Column("seized", sa.BigInteger(), nullable=True),
        sa.Column("settlement", sa.String(length=60), nullable=False),
        sa.Column("result", Sealed(), nullable=False),
        sa.Column("reason", Sealed(), nullable=False),
        sa.ForeignKeyConstraint(["bevinding"], ["bevinding.number"], name=op.f("fk_maatregel_bevinding_bevinding")),
        sa.ForeignKeyConstraint(["handled_by"], ["partner.id"], name=op.f("fk_maatregel_handled_by_partner")),
        sa.ForeignKeyConstraint(["maker"], ["member.id"], name=op.f("fk_maatregel_maker_member")),
        sa.ForeignKeyConstraint(["partner"], ["partner.id"], name=op.f("fk_maatregel_partner_partner")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_maatregel")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("maatregel", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_maatregel_bevinding"), ["bevinding"], unique=False)
        batch_op.create_index("ix_maatregel_state_number", ["state", "number"], unique=False)

    op.create_table(
        "object_gemeente",
        sa.Column("record", sa.Integer(), nullable=False),
        sa.Column("partner", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["partner"], ["partner.id"], name=op.f("fk_object_gemeente_partner_partner")),
        sa.ForeignKeyConstraint(["record"], ["object.number"], name=op.f("fk_object_gemeente_record_object")),
        sa.PrimaryKeyConstraint("record", "partner", name=op.f("pk_object_gemeente")),
    )
    with op.batch_alter_table("object_gemeente", schema=None) as batch_op:
        batch_op.create_index("ix_object_gemeente_partner_record", ["partner", "record"], unique=False)

    op.create_table(
        "maatregel_gemeente",
        sa.Column("record", sa.Integer(), nullable=False),
        sa.Column("partner", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["partner"], ["partner.id"], name=op.f("fk_maatregel_gemeente_partner_partner")),
        sa.ForeignKeyConstraint(["record"], ["maatregel.number"], name=op.f("fk_maatregel_gemeente_record_maatregel")),
        sa.PrimaryKeyConstraint("record", "partner", name=op.f("pk_maatregel_gemeente")),
    )
    with op.batch_alter_table("maatregel_gemeente", schema=None) as batch_op:
        batch_op.create_index("ix_maatregel_gemeente_partner_record", ["partner", "record"], unique=False)
