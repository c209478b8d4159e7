"""The HTTP side of the double of Slack: it reads calls, and loses or spoils answers when told to."""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass
from datetime import timedelta
from email.utils import format_datetime, parsedate_to_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Literal, Protocol
from urllib.parse import parse_qsl

Json = dict[str, Any]


@dataclass(frozen=True)
class Fault:
    """What goes wrong with one call: with `done` Slack does what was asked, and then the answer gets lost."""

    kind: Literal["drop", "status", "error", "ratelimited", "delay"]
    code: str = ""
    status: int = 500
    seconds: float = 0
    done: bool = False


class Serving(Protocol):
    """What the HTTP side needs of the workspace behind it."""

    token: str
    app_token: str
    scopes: set[str]
    visited: list[str]
    clock_ahead: timedelta
    closing: threading.Event

    def call(self, method: str, body: Json) -> Json: ...
    def take_answer(self, key: str, body: Json) -> tuple[int, str]: ...
    def next_fault(self, method: str) -> Fault | None: ...


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, slack: Serving) -> None:
        self.slack = slack
        super().__init__(("127.0.0.1", 0), Handler)


class Handler(BaseHTTPRequestHandler):
    server: Server

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name that http.server gives it
        """Say nothing: the test says what it saw."""

    def date_time_string(self, timestamp: float | None = None) -> str:
        now = parsedate_to_datetime(super().date_time_string(timestamp))
        return format_datetime(now + self.server.slack.clock_ahead, usegmt=True)

    def do_GET(self) -> None:
        """Slack's own clients only post; who comes here followed a redirect."""
        self.server.slack.visited.append(self.path)
        self._send(404, "", {})

    def do_POST(self) -> None:
        raw = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        _, sort, rest = self.path.split("/", 2)
        method = rest if sort == "api" else "response_url"
        fault = self.server.slack.next_fault(method)
        if fault is None or fault.done or fault.kind == "delay":
            status, told = self._do(sort, rest, raw)
        else:
            status, told = 200, ""
        self._answer(status, told, fault)

    def _do(self, sort: str, rest: str, raw: str) -> tuple[int, str]:
        slack = self.server.slack
        if sort == "actions":
            return slack.take_answer(rest, json.loads(raw))
        token = slack.app_token if rest == "apps.connections.open" else slack.token
        if self.headers.get("Authorization") != f"Bearer {token}":
            return 200, json.dumps({"ok": False, "error": "invalid_auth"})
        return 200, json.dumps(slack.call(rest, self._read(raw)))

    def _read(self, raw: str) -> Json:
        if self.headers.get("Content-Type", "").startswith("application/json"):
            return dict(json.loads(raw))
        fields = dict(parse_qsl(raw, keep_blank_values=True))
        return {name: json.loads(value) if value[:1] in {"{", "["} else value for name, value in fields.items()}

    def _answer(self, status: int, told: str, fault: Fault | None) -> None:
        match fault:
            case Fault(kind="drop"):
                self.close_connection = True
                return
            case Fault(kind="status", status=code):
                status, told = code, "<html>Something went wrong</html>"
            case Fault(kind="error", code=name):
                told = json.dumps({"ok": False, "error": name})
            case Fault(kind="ratelimited"):
                status, told = 429, json.dumps({"ok": False, "error": "ratelimited"})
            case Fault(kind="delay", seconds=seconds):
                self.server.slack.closing.wait(seconds)
        self._send(status, told, _headers(fault))

    def _send(self, status: int, told: str, headers: dict[str, str]) -> None:
        content = told.encode()
        known = {"Content-Type": "application/json", "Content-Length": str(len(content))}
        self.send_response(status)
        for name, value in {**known, "X-OAuth-Scopes": ",".join(sorted(self.server.slack.scopes)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)


def _headers(fault: Fault | None) -> dict[str, str]:
    match fault:
        case Fault(kind="ratelimited", seconds=seconds):
            return {"Retry-After": f"{seconds:.0f}"}
        case Fault(status=302, code=elsewhere):
            return {"Location": elsewhere}
    return {}
