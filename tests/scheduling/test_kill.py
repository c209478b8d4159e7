"""Workers that are killed at any moment lose no message."""

from __future__ import annotations

import random
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event

import pytest

from bitbot.clock import monotonic, utc_now
from tests.scheduling.mortal import Hasty, arrived
from tests.scheduling.world import World, message

ROOT = Path(__file__).parents[2]
MESSAGES = 300
KILLS = 20
HURRY = 60.0
LONGEST = 60.0


class Crowd:
    """Two workers in processes of their own; who is killed is replaced."""

    def __init__(self, *arguments: str) -> None:
        self._command = [sys.executable, "-m", "tests.scheduling.mortal", *arguments]
        self._running = [self._start(), self._start()]

    def _start(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(self._command, cwd=ROOT)

    def kill(self, number: int) -> None:
        self._running[number].kill()
        self._running[number].wait()

    def replace(self, number: int) -> None:
        self.kill(number)
        self._running[number] = self._start()


@contextmanager
def crowd(*arguments: str) -> Iterator[Crowd]:
    crowd = Crowd(*arguments)
    yield crowd
    crowd.kill(0)
    crowd.kill(1)


@pytest.mark.slow
@pytest.mark.parametrize("sight", ["sighted", "blind"])
def test_no_message_is_lost_when_workers_are_killed(database_url: str, tmp_path: Path, sight: str) -> None:
    began, path, seed = utc_now(), tmp_path / "arrived", random.SystemRandom().randrange(10**6)
    print(f"seed {seed}")
    chance = random.Random(seed)
    world = World(database_url, Hasty(began, HURRY))
    world.plan(*(message(f"{n:03}", member=1 + n % 4) for n in range(MESSAGES)))
    until = monotonic() + LONGEST

    with crowd(database_url, str(path), began.isoformat(), str(HURRY), sight) as workers:
        for number in range(KILLS):
            Event().wait(chance.uniform(0.05, 0.4))
            workers.replace(number % 2)
        while "planned" in (states := set(world.states().values())) or states & {"sending", "unsure", "doubled"}:
            assert monotonic() < until
            Event().wait(0.1)

    count = Counter(key for _, key, _ in arrived(path))
    copies = [title for _, key, title in arrived(path) if title != key]
    assert len(count) == MESSAGES
    assert states == {"sent"}
    assert sum(count.values()) - MESSAGES <= (0 if sight == "sighted" else len(copies))
    world.close()
