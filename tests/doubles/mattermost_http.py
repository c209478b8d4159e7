"""The HTTP side of the double of Mattermost: it reads calls, and loses or spoils answers when told to."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Protocol
from urllib.parse import parse_qsl, urlsplit

Json = dict[str, Any]
_ID = re.compile(r"[a-z0-9]{26}|me")


@dataclass(frozen=True)
class Calling:
    """One call of the REST API: its shape has a `*` in the place of every id."""

    method: str
    path: str
    token: str
    body: Json
    query: Mapping[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return f"{self.method} {self.path}"

    @property
    def ids(self) -> list[str]:
        return [part for part in self.path.split("/") if _ID.fullmatch(part)]

    @property
    def shape(self) -> str:
        if self.path == "users/me/teams":
            return self.name
        parts = ("*" if _ID.fullmatch(part) else part for part in self.path.split("/"))
        return f"{self.method} {'/'.join(parts)}"


@dataclass(frozen=True)
class Answer:
    status: int
    body: Any
    headers: Mapping[str, str] = field(default_factory=dict)


class Fault(Protocol):
    """What goes wrong with one call."""

    @property
    def kind(self) -> str: ...
    @property
    def status(self) -> int: ...
    @property
    def code(self) -> str: ...
    @property
    def seconds(self) -> float: ...
    @property
    def done(self) -> bool: ...
    @property
    def headers(self) -> tuple[tuple[str, str], ...]: ...


class Serving(Protocol):
    """What the HTTP side needs of the server behind it."""

    version: str
    closing: threading.Event

    def call(self, calling: Calling) -> Answer: ...
    def take_answer(self, number: str, body: Json) -> Answer: ...
    def next_fault(self, call: str) -> Fault | None: ...


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, mattermost: Serving) -> None:
        self.mattermost = mattermost
        super().__init__(("127.0.0.1", 0), Handler)


class Handler(BaseHTTPRequestHandler):
    server: Server
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # head and body go out apart, and the second would wait 40 ms for the first

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name that http.server gives it
        """Say nothing: the test says what it saw."""

    def do_GET(self) -> None:
        self._do("GET")

    def do_POST(self) -> None:
        self._do("POST")

    def do_PUT(self) -> None:
        self._do("PUT")

    def _do(self, method: str) -> None:
        raw = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        body = json.loads(raw) if raw else {}
        url = urlsplit(self.path)
        if url.path.startswith("/hooks/commands/"):
            self._answer("POST hooks", lambda: self.server.mattermost.take_answer(url.path.rpartition("/")[2], body))
            return
        token = self.headers.get("Authorization", "").removeprefix("Bearer ")
        calling = Calling(method, url.path.removeprefix("/api/v4/"), token, body, dict(parse_qsl(url.query)))
        self._answer(calling.name, lambda: self.server.mattermost.call(calling))

    def _answer(self, name: str, take: Callable[[], Answer]) -> None:
        fault = self.server.mattermost.next_fault(name)
        answer = take() if fault is None or fault.done else Answer(200, {})
        if fault is not None:
            if fault.kind == "drop":
                self.close_connection = True
                return
            if fault.kind == "delay":
                self.server.mattermost.closing.wait(fault.seconds)
            else:
                body = {"id": fault.code, "status_code": fault.status} if fault.code else "<html>502</html>"
                answer = Answer(fault.status, body, dict(fault.headers))
        self._send(answer)

    def _send(self, answer: Answer) -> None:
        content = json.dumps(answer.body).encode()
        version = self.server.mattermost.version
        known = {"Content-Type": "application/json", "X-Version-Id": f"{version}.{version}.abcdef.false"}
        self.send_response(answer.status)
        for name, value in {**known, "Content-Length": str(len(content)), **answer.headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)


def serve(mattermost: Serving) -> Server:
    return Server(mattermost)
