"""Servers in processes of their own, on this machine only, and what their processes hold in memory."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from tempfile import gettempdir
from typing import Final

from tests.databases import KEY
from tests.platforms.slack import SECRET

ROOT: Final = Path(__file__).parent.parent
HOST: Final = "127.0.0.1"
STARTS_WITHIN: Final = 30.0
NOBODY: Final = "http://127.0.0.1:9/api/"


@dataclass(frozen=True, slots=True)
class Server:
    """A server that answers: at which port, in which process, and after how many seconds it did."""

    port: int
    pid: int
    began: float
    ready_after: float


@contextmanager
def serving(module: Sequence[str], url: str, slack_api: str = NOBODY) -> Iterator[Server]:
    """Runs `python -m module` with these settings until it answers, and stops it on leaving."""
    port = free_port()
    began = time.perf_counter()
    with subprocess.Popen([sys.executable, "-m", *module], cwd=ROOT, env=environment(url, port, slack_api)) as process:
        try:
            yield Server(port, process.pid, began, _answers(port, process) - began)
        finally:
            process.terminate()


def environment(url: str, port: int, slack_api: str) -> Mapping[str, str]:
    return {
        "DATABASE_URL": url,
        "BITBOT_SECRET_KEY": KEY,
        "BITBOT_AUDIT_HEAD": str(Path(gettempdir()) / "bitbot-bench.audit-head"),
        "PORT": str(port),
        "SLACK_BOT_TOKEN": "xoxb-double",
        "SLACK_SIGNING_SECRET": SECRET,
        "SLACK_API_URL": slack_api,
    }


def free_port() -> int:
    with socket.create_server((HOST, 0)) as taken:
        return int(taken.getsockname()[1])


def _answers(port: int, process: subprocess.Popen[bytes]) -> float:
    """The moment of its first answer."""
    until = time.perf_counter() + STARTS_WITHIN
    while time.perf_counter() < until and process.poll() is None:
        try:
            if healthy(port):
                return time.perf_counter()
        except OSError:
            time.sleep(0.002)
    raise RuntimeError("the server did not start")


def healthy(port: int) -> bool:
    connection = HTTPConnection(HOST, port, timeout=5)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    finally:
        connection.close()


def family(pid: int) -> list[int]:
    """A process and all that it started."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    return [pid, *(each for child in children for each in family(int(child)))]


def memory(pid: int, file: str, field: str) -> float:
    """MB of a process and all that it started: `VmRSS` of `status`, or `Pss` of `smaps_rollup`, which shares fairly."""
    return sum(_kilobytes(Path(f"/proc/{each}/{file}"), field) for each in family(pid)) * 1024 / 1e6


def processor_seconds(pid: int) -> float:
    """What a process and all that it started have used of the processors."""
    ticks = 0
    for each in family(pid):
        told = Path(f"/proc/{each}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        ticks += int(told[11]) + int(told[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def _kilobytes(path: Path, field: str) -> int:
    found = re.search(rf"^{field}:\s+(\d+) kB$", path.read_text(encoding="ascii"), re.MULTILINE)
    return int(found[1]) if found else 0
