"""Whether a database has the tables that this program knows: asked at every start, without loading what makes them."""

from pathlib import Path
from typing import Final

from sqlalchemy import inspect, text

from storage.engine import Database

STEPS: Final = Path(__file__).parent / "migrations" / "versions"


def at_head(url: str, steps: Path = STEPS) -> bool:
    """False also when the database is newer, or not there yet."""
    newest = max(step.name.partition("_")[0] for step in steps.glob("[0-9]*_*.py"))
    database = Database(url)
    try:
        with database.transaction(write=False) as connection:
            known = inspect(connection).has_table("alembic_version")
            return known and connection.scalar(text("SELECT version_num FROM alembic_version")) == newest
    finally:
        database.close()
