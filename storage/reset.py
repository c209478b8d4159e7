"""A new beginning for the practice room: all but the audit log gone, the organisation as the file has it."""

from datetime import date

from sqlalchemy import Connection, delete, inspect, select, text, update

from bitbot.organisation_file import OrganisationFile
from storage import organisation
from storage.tables import metadata, secret_key
from storage.tables import organisation as the_row
from storage.triggers import APPEND_ONLY


def renew(connection: Connection, file: OrganisationFile, today: date) -> None:
    """Numbers begin at one again. The version of the organisation goes on, so that nobody keeps the old one in mind."""
    version = connection.scalar(select(the_row.c.version)) or 0
    for table in reversed(metadata.sorted_tables):
        if table is not secret_key and table.name not in APPEND_ONLY:
            connection.execute(delete(table))
    if inspect(connection).has_table("sqlite_sequence"):
        connection.execute(text("DELETE FROM sqlite_sequence"))
    organisation.apply(connection, file, today, overrule=True)
    connection.execute(update(the_row).values(version=version + 1))
