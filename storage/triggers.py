"""Makes the database itself refuse to change or remove what may only be added."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, inspect, text

APPEND_ONLY = ("audit", "audit_seal")

_FUNCTION = """
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '% may only be added to', TG_TABLE_NAME; END $$
"""


def protect(connection: Connection) -> None:
    """After every migration: remaking a table on SQLite takes its triggers away. Doing it again changes nothing."""
    for name in sorted(set(APPEND_ONLY) & set(inspect(connection).get_table_names())):
        for statement in _statements(connection.dialect.name, name):
            connection.execute(text(statement))


def _statements(dialect: str, table: str) -> Iterator[str]:
    if dialect == "postgresql":
        yield _FUNCTION
        yield (
            f"CREATE OR REPLACE TRIGGER {table}_only_added BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
        yield (
            f"CREATE OR REPLACE TRIGGER {table}_not_emptied BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
        return
    refuse = f"BEGIN SELECT RAISE(ABORT, 'UNIQUE rows: {table} may only be added to'); END"
    for deed in ("UPDATE", "DELETE"):
        yield f"CREATE TRIGGER IF NOT EXISTS {table}_no_{deed.lower()} BEFORE {deed} ON {table} {refuse}"
    # INSERT OR REPLACE removes a row without telling the trigger for DELETE. This one comes before the check of the
    # key, and so it has to speak as that does.
    yield (
        f"CREATE TRIGGER IF NOT EXISTS {table}_no_replace BEFORE INSERT ON {table} "  # noqa: S608 - a name of ours
        f"WHEN EXISTS (SELECT 1 FROM {table} WHERE rowid = NEW.rowid) {refuse}"
    )
