"""What only the practice room can do: move its clock, and begin anew. Both stand in the audit log."""

from datetime import date, timedelta
from math import ceil

from sqlalchemy import Connection, delete, inspect, select, text, update

from bitbot.organisation_file import OrganisationFile
from storage import organisation
from storage.audit import Actor, Trail, database_now
from storage.store import Store
from storage.tables import metadata, secret_key
from storage.tables import organisation as the_row
from storage.triggers import APPEND_ONLY

# Its page does not say who moved the clock: that is no part somebody plays.
VISITOR = Actor("practice room", "practice")


def move_clock(store: Store, by: timedelta) -> None:
    """Forward, by whole seconds: what it was to reach is reached."""
    seconds = the_row.c.moved_seconds + ceil(by.total_seconds())
    store.connection.execute(update(the_row).values(moved_seconds=seconds))
    store.trail.by(VISITOR, "clock")
    store.trail.note("instellingen", the_row.name, None, (the_row.c.moved_seconds.name,))


def renew(connection: Connection, file: OrganisationFile, today: date) -> None:
    """All but the audit log is gone, and the organisation is as the file has it; numbers begin at one again.

    The version of the organisation goes on, so that nobody keeps the old one in mind.
    """
    version = connection.scalar(select(the_row.c.version)) or 0
    for table in reversed(metadata.sorted_tables):
        if table is not secret_key and table.name not in APPEND_ONLY:
            connection.execute(delete(table))
    if inspect(connection).has_table("sqlite_sequence"):
        connection.execute(text("DELETE FROM sqlite_sequence"))
    organisation.apply(connection, file, today, overrule=True)
    connection.execute(update(the_row).values(version=version + 1))
    trail = Trail(connection, database_now(connection))
    trail.by(VISITOR, "begin again")
    trail.note("vernietigen", "practice")
    trail.write()
