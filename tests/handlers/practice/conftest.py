"""One practice room for each test."""

from collections.abc import Iterator

import pytest

from tests.handlers.practice.toy import House, open_house


@pytest.fixture
def house() -> Iterator[House]:
    with open_house() as opened:
        yield opened
