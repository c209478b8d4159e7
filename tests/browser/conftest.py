"""The real practice room in a process of its own, and somebody who looks at it in a real browser."""

import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.desk import Desk

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture
def room(tmp_path: Path) -> Iterator[str]:
    """The address of what `make demo` starts, on a database of its own."""
    port, database = str(free_port()), str(tmp_path / "room.db")
    command = [sys.executable, "-m", "bitbot", "demo", "--port", port, "--database", database]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        assert process.stdout
        said = process.stdout.readline()
        assert f"De oefenruimte staat klaar op http://127.0.0.1:{port}" in said, said + process.stdout.read()
        yield f"http://127.0.0.1:{port}"
        process.terminate()
        assert process.stdout.read() == ""


@pytest.fixture
def desk(chromium: Browser, room: str, tmp_path: Path) -> Iterator[Desk]:
    pictures = tmp_path / "pictures"
    pictures.mkdir()
    context = chromium.new_context(locale="nl-NL")
    made = Desk(context.new_page(), room, pictures)
    made.open()
    yield made
    context.close()
    assert made.faults == []


def free_port() -> int:
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        return int(bound.getsockname()[1])
