"""The small BIT that the tests of the worker play in."""

from collections.abc import Iterator

import pytest

from tests.scheduling.world import World


@pytest.fixture
def world(database_url: str) -> Iterator[World]:
    world = World(database_url)
    yield world
    world.close()
