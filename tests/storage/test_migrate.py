"""Migrations bring every database to the same tables, wholly or not at all."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import SQLAlchemyError

from storage import migrate
from storage.engine import Database
from storage.migrate import MigrationFault, pending, revision, upgrade
from storage.tables import metadata

ROOT = Path(__file__).parents[2]

PARENT_AND_CHILD = """
    op.create_table("zz_parent", sa.Column("id", sa.Integer(), primary_key=True), sa.Column("name", sa.String(9)))
    op.create_table(
        "zz_child",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("parent", sa.Integer(), sa.ForeignKey("zz_parent.id", ondelete="CASCADE")),
    )
    op.execute("INSERT INTO zz_parent VALUES (1, 'a')")
    op.execute("INSERT INTO zz_child VALUES (1, 1), (2, 1)")
"""
REMAKE_THE_PARENT = """
    with op.batch_alter_table("zz_parent") as batch:
        batch.alter_column("name", nullable=False, existing_type=sa.String(9))
"""
FAIL_HALFWAY = """
    op.create_table("zz_half", sa.Column("id", sa.Integer(), primary_key=True))
    op.execute("UPDATE zz_parent SET name = 'b'")
    op.execute("SELECT * FROM nothing")
"""
LEAVE_ORPHANS = """
    op.execute("DELETE FROM zz_parent")
"""


@contextmanager
def connected(url: str) -> Iterator[Connection]:
    database = Database(url)
    try:
        with database.transaction() as connection:
            yield connection
    finally:
        database.close()


@pytest.fixture
def steps(tmp_path: Path) -> Path:
    """The real steps, to which a test adds its own."""
    folder = tmp_path / "steps"
    shutil.copytree(migrate.STEPS, folder, ignore=shutil.ignore_patterns("__pycache__"))
    return folder


def add_step(steps: Path, name: str, body: str) -> str:
    number = len(list(steps.glob("*.py")))
    source = f'import sqlalchemy as sa\nfrom alembic import op\nrevision = "{number + 1:04}"\n'
    source += f'down_revision = "{number:04}"\ndef upgrade():{body}'
    (steps / f"{number + 1:04}_{name}.py").write_text(source, encoding="utf-8")
    return f"{number + 1:04}_{name}"


def tables(url: str) -> set[str]:
    with connected(url) as connection:
        return set(inspect(connection).get_table_names())


def test_from_nothing_the_steps_make_exactly_the_tables_of_the_program(empty_url: str) -> None:
    upgrade(empty_url)

    with connected(empty_url) as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        differences = compare_metadata(context, metadata)

    assert differences == []


def test_all_steps_are_pending_until_they_are_taken(empty_url: str) -> None:
    before = pending(empty_url)

    taken = upgrade(empty_url)

    assert before == taken == sorted(path.stem for path in migrate.STEPS.glob("*.py"))
    assert pending(empty_url) == []


def test_a_second_upgrade_does_nothing(database_url: str) -> None:
    assert upgrade(database_url) == []


def test_two_upgrades_at_once_take_each_step_once(empty_url: str) -> None:
    program = "import sys; from storage.migrate import upgrade; print(*upgrade(sys.argv[1]))"
    command = [sys.executable, "-c", program, empty_url]
    both = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) for _ in range(2)]

    said = [process.communicate(timeout=60)[0].split() for process in both]

    assert [process.returncode for process in both] == [0, 0]
    assert sorted(said) == [[], sorted(path.stem for path in migrate.STEPS.glob("*.py"))]


def test_remaking_a_table_keeps_the_rows_that_point_to_it(database_url: str, steps: Path) -> None:
    first = add_step(steps, "family", PARENT_AND_CHILD)
    second = add_step(steps, "remake", REMAKE_THE_PARENT)

    taken = upgrade(database_url, steps)

    with connected(database_url) as connection:
        children = connection.scalar(text("SELECT count(*) FROM zz_child"))
    assert taken == [first, second]
    assert children == 2


def test_a_step_that_fails_leaves_everything_as_it_was(database_url: str, steps: Path) -> None:
    family = add_step(steps, "family", PARENT_AND_CHILD)
    upgrade(database_url, steps)
    before = tables(database_url)
    remake = add_step(steps, "remake", REMAKE_THE_PARENT)
    broken = add_step(steps, "broken", FAIL_HALFWAY)

    with pytest.raises(SQLAlchemyError):
        upgrade(database_url, steps)

    with connected(database_url) as connection:
        name = connection.scalar(text("SELECT name FROM zz_parent"))
        columns = {column["name"]: column["nullable"] for column in inspect(connection).get_columns("zz_parent")}
    assert tables(database_url) == before
    assert (name, columns["name"]) == ("a", True)
    assert pending(database_url, steps) == [remake, broken]
    assert family not in pending(database_url, steps)


def test_on_sqlite_a_step_that_leaves_orphans_is_refused(sqlite_url: str, steps: Path) -> None:
    add_step(steps, "family", PARENT_AND_CHILD)
    add_step(steps, "orphans", LEAVE_ORPHANS)

    with pytest.raises(MigrationFault, match="zz_child"):
        upgrade(sqlite_url, steps)

    assert "zz_child" not in tables(sqlite_url)


def test_a_database_that_is_newer_than_the_program_is_left_alone(database_url: str, steps: Path) -> None:
    add_step(steps, "family", PARENT_AND_CHILD)
    upgrade(database_url, steps)

    with pytest.raises(MigrationFault, match="andere versie"):
        upgrade(database_url)

    assert pending(database_url) == []
    assert "zz_child" in tables(database_url)


def test_a_new_step_is_written_for_what_the_tables_say_more_than_the_steps(tmp_path: Path) -> None:
    steps = tmp_path / "steps"
    steps.mkdir()

    first = revision("The start", steps)
    second = revision("Nothing new", steps)

    assert (first.name, second.name) == ("0001_the_start.py", "0002_nothing_new.py")
    assert "UTCDateTime()" in first.read_text(encoding="utf-8")
    assert "auto generated" not in first.read_text(encoding="utf-8")
    assert second.read_text(encoding="utf-8").endswith("def upgrade() -> None:\n    pass\n")
    assert upgrade(f"sqlite:///{tmp_path / 'bitbot.db'}", steps) == [first.stem, second.stem]
