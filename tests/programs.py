"""The real program in a process of its own."""

from __future__ import annotations

import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parent.parent
LONG_ENOUGH: Final = 30.0
BETWEEN_LOOKS: Final = 0.05


class Program:
    """`bitbot` with these words; what it said is there once it ended."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process
        self._said = ""

    def until(self, seen: Callable[[], bool]) -> bool:
        """Wait until this is so, or the program ended; whether it is so."""
        for _ in range(int(LONG_ENOUGH / BETWEEN_LOOKS)):
            if seen():
                return True
            try:
                self._process.wait(BETWEEN_LOOKS)
            except subprocess.TimeoutExpired:
                continue
            return seen()
        return False

    def stop(self) -> None:
        if self._process.poll() is None:
            self._process.terminate()
        self._said = self._process.communicate(timeout=LONG_ENOUGH)[0]

    def end(self) -> int:
        """Wait for it to end by itself; how it ended."""
        self._said = self._process.communicate(timeout=LONG_ENOUGH)[0]
        return self._process.returncode

    @property
    def said(self) -> str:
        return self._said


@contextmanager
def bitbot(*words: str, folder: Path, **environment: str) -> Iterator[Program]:
    """In a folder of its own, and with nothing in its environment but this."""
    known: Mapping[str, str] = {"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin", "HOME": str(folder)}
    with subprocess.Popen(
        [sys.executable, "-m", "bitbot", *words],
        cwd=folder,
        env={**known, **environment},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        program = Program(process)
        try:
            yield program
        finally:
            program.stop()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


def is_ready(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False
