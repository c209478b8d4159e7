"""What tests ask for by name: a database of their own, on SQLite and on a real PostgreSQL."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack

import hypothesis
import pytest
from playwright.sync_api import Browser

from tests.browser.chromium import launched
from tests.databases import Postgres, Sqlite, new_folder, postgres_server

# In CI the same cases every time, so that a run tells of the change alone; elsewhere new ones, to find faults.
hypothesis.settings.register_profile("ci", derandomize=True, deadline=None)
hypothesis.settings.register_profile("here", deadline=None)
hypothesis.settings.load_profile("ci" if os.environ.get("CI") == "true" else "here")  # noqa: TID251 - about the machine

BOTH = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "postgres" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.postgres)


@pytest.fixture(scope="session")
def sqlite() -> Iterator[Sqlite]:
    with new_folder() as folder:
        yield Sqlite(folder)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """One server for all tests. Where there can be none the tests for it are skipped, but never in CI."""
    with ExitStack() as stack:
        try:
            server = stack.enter_context(postgres_server())
        except Exception as error:
            if os.environ.get("CI") == "true":  # noqa: TID251 - about the machine, not a setting of bitbot
                raise
            pytest.skip(f"PostgreSQL does not start here: {error!r}")
        yield server


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for all tests: a second one in the same process would be refused."""
    with launched() as browser:
        yield browser


@pytest.fixture
def sqlite_url(sqlite: Sqlite) -> Iterator[str]:
    """A migrated SQLite database of this test alone."""
    with sqlite.copy() as url:
        yield url


@pytest.fixture
def postgres_url(postgres: Postgres) -> Iterator[str]:
    """A migrated PostgreSQL database of this test alone."""
    with postgres.copy() as url:
        yield url


@pytest.fixture(params=BOTH)
def database_url(request: pytest.FixtureRequest) -> str:
    """A migrated database of this test alone; the test runs on each kind."""
    name = "sqlite_url" if request.param == "sqlite" else "postgres_url"
    return str(request.getfixturevalue(name))


@pytest.fixture(params=BOTH)
def empty_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """A database of this test alone, without tables; the test runs on each kind."""
    server: Sqlite | Postgres = request.getfixturevalue("sqlite" if request.param == "sqlite" else "postgres")
    with server.empty() as url:
        yield url
