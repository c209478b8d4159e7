"""Many people typing at once: signed commands over connections that stay open, from a process of its own."""

from __future__ import annotations

import json
import re
import selectors
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Final
from urllib.parse import urlencode

from benchmarks.servers import HOST, ROOT
from tests.platforms.slack import signed

CONNECTIONS: Final = 16
LENGTH: Final = re.compile(rb"content-length: (\d+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Burst:
    """How long a number of requests took together, in seconds, and each of them, in milliseconds."""

    seconds: float
    latencies: list[float]

    @property
    def per_second(self) -> float:
        return len(self.latencies) / self.seconds


def burst(port: int, series: str, count: int) -> Burst:
    """Send this many commands, never the same twice as long as the series differs."""
    module = (sys.executable, "-m", "benchmarks.load", str(port), series, str(count))
    done = subprocess.run(module, cwd=ROOT, check=True, capture_output=True, env={})
    return Burst(**json.loads(done.stdout))


def command(trigger: str) -> dict[str, str]:
    return {
        "team_id": "T0BIT",
        "channel_id": "C0BIT",
        "user_id": "U0HILV",
        "user_name": "hilversum-1",
        "command": "/werkafspraak",
        "text": "nieuw Controleer de vergunning van het pand voor <@U0HUIZ|huizen-1> uiterlijk vrijdag",
        "api_app_id": "A0BIT",
        "is_enterprise_install": "false",
        "response_url": "https://hooks.slack.com/commands/T0BIT/1/none",
        "trigger_id": trigger,
    }


def body_of(trigger: str) -> str:
    return urlencode(command(trigger))


def request(trigger: str) -> bytes:
    body = body_of(trigger)
    headers = {"Host": HOST, "Content-Length": str(len(body)), **signed(body)}
    lines = ["POST /slack/events HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items())]
    return ("\r\n".join(lines) + "\r\n\r\n" + body).encode()


class Typist:
    """One connection: sends a request, waits for the whole answer, sends the next."""

    def __init__(self, port: int, requests: Iterator[bytes]) -> None:
        self.socket = socket.create_connection((HOST, port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._requests = requests
        self._received = b""
        self._sent_at = 0.0
        self.latencies: list[float] = []

    def send(self) -> bool:
        """Whether there was anything left to send."""
        waiting = next(self._requests, None)
        if waiting is not None:
            self._sent_at = time.perf_counter()
            self.socket.sendall(waiting)
        return waiting is not None

    def receive(self) -> bool:
        """Whether the answer is complete. One that is not what was asked for ends everything."""
        self._received += self.socket.recv(65536)
        head, end, body = self._received.partition(b"\r\n\r\n")
        length = LENGTH.search(head)
        if not end or length is None or len(body) < int(length[1]):
            return False
        self.latencies.append((time.perf_counter() - self._sent_at) * 1000)
        if not head.startswith(b"HTTP/1.1 200") or b"WA-" not in body:
            raise RuntimeError(f"not an answer to the command: {self._received!r}")
        self._received = b""
        return True


def type_all(port: int, requests: Sequence[bytes]) -> Burst:
    left = iter(requests)
    typists = [Typist(port, left) for _ in range(min(CONNECTIONS, len(requests)))]
    began = time.perf_counter()
    with selectors.DefaultSelector() as selector:
        for typist in typists:
            if typist.send():
                selector.register(typist.socket, selectors.EVENT_READ, typist)
        while selector.get_map():
            _look(selector)
    return Burst(time.perf_counter() - began, [each for typist in typists for each in typist.latencies])


def _look(selector: selectors.BaseSelector) -> None:
    for key, _ in selector.select():
        typist: Typist = key.data
        if typist.receive() and not typist.send():
            selector.unregister(typist.socket)


def main(port: str, series: str, count: str) -> None:
    requests = [request(f"{series}.{number}") for number in range(int(count))]
    print(json.dumps(asdict(type_all(int(port), requests))))


if __name__ == "__main__":
    main(*sys.argv[1:])
