"""One process per SQLite file, and first come first served within it."""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import pytest

from storage.locks import LockFault, Queue, queue_for, sole_process

HOLD = """
import sys
from storage.locks import sole_process
with sole_process(sys.argv[1]):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_a_second_process_is_told_who_has_the_database(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'bitbot.db'}"
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, url], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=Path(__file__).parents[2]
    )
    with holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"

        with pytest.raises(LockFault, match=f"Proces {holder.pid} werkt al met de database"), sole_process(url):
            pass

        holder.kill()

    with sole_process(url):
        assert (tmp_path / "bitbot.db.lock").read_text(encoding="utf-8") == f"{os.getpid()}\n"


def test_the_lock_is_free_again_after_the_block(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'bitbot.db'}"

    with sole_process(url):
        pass

    with sole_process(url), pytest.raises(LockFault), sole_process(url):
        pass


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(LockFault, match=str(tmp_path / "nergens")), sole_process(f"sqlite:///{tmp_path}/nergens/b.db"):
        pass


def test_postgresql_needs_no_lock() -> None:
    url = "postgresql+psycopg://bitbot@db/bitbot"

    with sole_process(url), sole_process(url):
        pass


def test_turns_are_given_in_the_order_of_asking() -> None:
    queue = Queue()
    order: list[int] = []
    queue.take(1.0)

    def wait(number: int, others: int) -> None:
        while queue.waiting < others:
            Event().wait(0.001)
        queue.take(5.0)
        order.append(number)
        queue.give()

    with ThreadPoolExecutor(5) as pool:
        for number in range(5):
            pool.submit(wait, number, number)
        while queue.waiting < 5:
            Event().wait(0.001)
        queue.give()

    assert order == [0, 1, 2, 3, 4]
    assert queue.take(0)


def test_who_gives_up_waiting_does_not_keep_the_place() -> None:
    queue = Queue()
    queue.take(1.0)

    assert not queue.take(0.01)

    queue.give()
    assert queue.take(0)


def test_a_file_has_one_queue_whatever_it_is_called(tmp_path: Path) -> None:
    assert queue_for(tmp_path / "bitbot.db") is queue_for(tmp_path / "x" / ".." / "bitbot.db")
