"""Brings a database to the tables this program knows, in steps that happen wholly or not at all.

A step is made with `python -m storage.migrate revision "name"`, after changing `storage/tables.py`. There is no way
back but a next step: undoing a step would throw away what people stored since.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock
from typing import Any, Literal, cast

from alembic import command
from alembic.autogenerate.api import AutogenContext
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import Script, ScriptDirectory
from alembic.script.revision import RevisionError
from alembic.util import CommandError
from sqlalchemy import Connection, inspect, text

from bitbot.errors import Explained
from storage.audit import command_line_deed
from storage.engine import Database, Limits
from storage.tables import metadata
from storage.triggers import protect
from storage.types import Sealed, UTCDateTime

HERE = Path(__file__).parent / "migrations"
STEPS = HERE / "versions"
LIMITS = Limits(turn=300.0, lock=300.0, statement=1800.0, total=3600.0, connections=1)
# Any number will do, as long as all who migrate agree on it.
ADVISORY_LOCK = 1_651_078_242


FORMATTING = {
    "hooks": "sort, format",
    "sort.type": "module",
    "sort.module": "ruff",
    "sort.options": "check --quiet --fix-only REVISION_SCRIPT_FILENAME",
    "format.type": "module",
    "format.module": "ruff",
    "format.options": "format --quiet REVISION_SCRIPT_FILENAME",
}
OTHER_VERSION = "De database is van een andere versie van bitbot. Installeer die versie of een nieuwere."

_one_at_a_time = Lock()


class MigrationFault(Explained):
    """The database cannot be brought to this version; nothing was changed."""


def upgrade(url: str, steps: Path = STEPS) -> list[str]:
    """Take all steps that are left, in one transaction, and give their names. Others who do the same wait."""
    with _opened(url) as connection:
        _make_ready(connection)
        names = _left(connection, steps)
        try:
            command.upgrade(_config(connection, steps), "head")
        except CommandError as error:
            raise MigrationFault(OTHER_VERSION) from error
        protect(connection)
        _check(connection)
        _note(connection, names)
    return names


def pending(url: str, steps: Path = STEPS) -> list[str]:
    """The names of the steps that are left; none when the database is newer than this program."""
    database = Database(url)
    try:
        with database.transaction(write=False) as connection:
            return _left(connection, steps)
    finally:
        database.close()


def demand(url: str) -> None:
    """MigrationFault when steps are left: the program cannot work with such a database."""
    if pending(url):
        raise MigrationFault("De tabellen in de database zijn niet bij. Voer eerst `bitbot migrate` uit.")


def revision(name: str, steps: Path = STEPS) -> Path:
    """Write the next step: from what the steps so far make to what `storage/tables.py` says."""
    with TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/steps.db"
        number = f"{len(upgrade(url, steps)) + 1:04}"
        with _opened(url) as connection:
            config = _config(connection, steps)
            made = command.revision(config, name, autogenerate=True, rev_id=number, version_path=str(steps))
    return Path(cast(Script, made).path)


def options(config: Config) -> dict[str, Any]:
    """How Alembic compares and writes."""
    return {
        "connection": config.attributes["connection"],
        "target_metadata": metadata,
        "render_as_batch": True,
        "render_item": _render,
    }


def _render(kind: str, item: object, context: AutogenContext) -> str | Literal[False]:
    if kind == "type" and isinstance(item, UTCDateTime | Sealed):
        name = type(item).__name__
        context.imports.add(f"from storage.types import {name}")
        return f"{name}()"
    return False


def _config(connection: Connection, steps: Path) -> Config:
    config = Config(attributes={"connection": connection})
    for section, name, value in (
        ("alembic", "script_location", str(HERE)),
        ("alembic", "version_locations", str(steps)),
        ("alembic", "path_separator", "newline"),
        ("alembic", "file_template", "%(rev)s_%(slug)s"),
        *(("post_write_hooks", name, value) for name, value in FORMATTING.items()),
    ):
        config.set_section_option(section, name, value.replace("%", "%%"))
    return config


@contextmanager
def _opened(url: str) -> Iterator[Connection]:
    """Alembic keeps what it works on in a global, so in one process one at a time."""
    database = Database(url, limits=LIMITS)
    try:
        with _one_at_a_time, database.transaction() as connection:
            yield connection
    finally:
        database.close()


def _make_ready(connection: Connection) -> None:
    """SQLite: remaking a table would delete the rows that point to it, so no foreign keys, from before BEGIN."""
    if connection.dialect.name == "sqlite":
        driver: Any = connection.connection.driver_connection
        driver.execute("PRAGMA foreign_keys=OFF")
    else:
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": ADVISORY_LOCK})


def _check(connection: Connection) -> None:
    if connection.dialect.name == "sqlite" and (lost := connection.execute(text("PRAGMA foreign_key_check")).all()):
        raise MigrationFault(f"Rijen die naar niets wijzen: {lost}")


def _note(connection: Connection, names: list[str]) -> None:
    """Steps of a test may make no log."""
    if names and inspect(connection).has_table("audit"):
        with command_line_deed(connection, "migrate") as trail:
            trail.note("instellingen", "database", None, names)


def _left(connection: Connection, steps: Path) -> list[str]:
    scripts = ScriptDirectory.from_config(_config(connection, steps))
    current = MigrationContext.configure(connection).get_current_revision()
    try:
        left = list(scripts.iterate_revisions("heads", current or "base"))
    except RevisionError:
        return []
    return [Path(script.path).stem for script in reversed(left)]


def main() -> None:
    match sys.argv[1:]:
        case ["revision", name]:
            sys.stdout.write(f"{revision(name)}\n")
        case _:
            sys.exit('usage: python -m storage.migrate revision "name"')


if __name__ == "__main__":
    main()
