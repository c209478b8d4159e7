"""Workers that are killed at any moment lose no message."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from threading import Event

import pytest

from bitbot.clock import monotonic, utc_now
from tests.scheduling.mortal import Hasty, arrived
from tests.scheduling.world import START, World, message

ROOT = Path(__file__).parents[2]
MESSAGES = 300
KILLS = 20
HURRY = 30.0
APART = timedelta(seconds=1)
LONGEST = 60.0


class Crowd:
    """Workers in processes of their own; who is killed is replaced at once."""

    def __init__(self, nursery: subprocess.Popen[str]) -> None:
        self._nursery = nursery
        self._running = [self._start(), self._start()]

    def _start(self) -> int:
        assert self._nursery.stdin
        assert self._nursery.stdout
        self._nursery.stdin.write("one\n")
        self._nursery.stdin.flush()
        return int(self._nursery.stdout.readline())

    def kill(self, number: int) -> None:
        os.kill(self._running[number], signal.SIGKILL)

    def replace(self, number: int) -> None:
        self.kill(number)
        self._running[number] = self._start()


@contextmanager
def crowd(*arguments: str) -> Iterator[Crowd]:
    command = [sys.executable, "-m", "tests.scheduling.mortal", *arguments]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as nursery:
        workers = Crowd(nursery)
        yield workers
        workers.kill(0)
        workers.kill(1)


@pytest.mark.slow
@pytest.mark.parametrize("sight", ["sighted", "blind"])
def test_no_message_is_lost_when_workers_are_killed(database_url: str, tmp_path: Path, sight: str) -> None:
    began, path, seed = utc_now(), tmp_path / "arrived", random.SystemRandom().randrange(10**6)
    sys.stdout.write(f"seed {seed}\n")
    chance = random.Random(seed)  # noqa: S311 - moments to die, no secrets
    world = World(database_url, Hasty(began, HURRY))
    world.plan(*(message(f"{n:03}", START + n * APART, 1 + n % 4) for n in range(MESSAGES)))
    until = monotonic() + LONGEST

    with crowd(database_url, str(path), began.isoformat(), str(HURRY), sight) as workers:
        for number in range(KILLS):
            Event().wait(chance.uniform(0.05, 0.35))
            workers.replace(number % 2)
        while "planned" in (states := set(world.states().values())) or states & {"sending", "unsure", "doubled"}:
            assert monotonic() < until
            Event().wait(0.1)

    count = Counter(key for _, key, _ in arrived(path))
    unmarked = Counter(key for _, key, title in arrived(path) if title == key)
    assert len(count) == MESSAGES
    assert states == {"sent"}
    assert max(unmarked.values()) == 1
    assert max(count.values()) <= (1 if sight == "sighted" else 2)
    world.close()
