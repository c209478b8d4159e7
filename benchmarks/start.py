"""How soon bitbot answers after a start on a database that is there already, and what it holds in memory."""

from __future__ import annotations

import time
from collections.abc import Iterator
from statistics import median
from typing import Final

from benchmarks.databases import KINDS, Maker, databases
from benchmarks.figures import Figure
from benchmarks.load import burst, request, type_all
from benchmarks.servers import memory, serving
from tests.doubles.slack import running

STARTS: Final = 5
COMMANDS: Final = 100
USERS: Final = ("U0HILV", "U0HUIZ")


def run() -> Iterator[tuple[str, list[Figure]]]:
    for kind in KINDS:
        with databases(kind) as maker:
            yield f"start, {kind}", figures(maker)


def figures(maker: Maker) -> list[Figure]:
    url = maker.new()
    starts = [_start(url, number) for number in range(STARTS)]
    health, command, resident, shared = zip(*starts, strict=True)
    return [
        Figure(name="first answer to /healthz", value=median(health), unit="s", at_most=1.5),
        Figure(name="first answer to a command", value=median(command), unit="s", at_most=1.5),
        Figure(name=f"memory after {COMMANDS} commands, RSS", value=max(resident), unit="MB", at_most=150),
        Figure(name="the same, PSS", value=max(shared), unit="MB"),
    ]


def _start(url: str, number: int) -> tuple[float, float, float, float]:
    """Seconds until healthy and until a command was answered, and the MB of all its processes, as RSS and as PSS."""
    with running(users=USERS) as slack, serving(["bitbot", "serve"], url, slack.url) as server:
        answered = _first_command(server.port, f"first-{number}") - server.began
        burst(server.port, f"start-{number}", COMMANDS - 1)
        resident = memory(server.pid, "status", "VmRSS")
        return server.ready_after, answered, resident, memory(server.pid, "smaps_rollup", "Pss")


def _first_command(port: int, trigger: str) -> float:
    """From this process: starting another one would be most of it."""
    type_all(port, [request(trigger)])
    return time.perf_counter()
