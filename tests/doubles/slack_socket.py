"""The other end of Socket Mode: a WebSocket that hands over envelopes and keeps what is acknowledged."""

from __future__ import annotations

import base64
import hashlib
import itertools
import json
import queue
import socketserver
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any, Final

Json = dict[str, Any]

_MAGIC: Final = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
_TEXT, _CLOSE, _PING, _PONG = 0x1, 0x8, 0x9, 0xA
_SHORT, _LONG = 126, 127


class SocketMode(socketserver.ThreadingTCPServer):
    """`connected` counts the connections made; `acknowledged` holds what came back, by envelope."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Connection)
        self.acknowledged: queue.Queue[Json] = queue.Queue()
        self.connections: queue.Queue[_Connection] = queue.Queue()
        self.gone = threading.Event()
        self._numbers = itertools.count(1)

    @property
    def url(self) -> str:
        return f"ws://127.0.0.1:{self.server_address[1]}/link"

    def deliver(self, connection: _Connection, kind: str, payload: Mapping[str, object]) -> Json:
        """Hand over one envelope and wait for the answer to it."""
        envelope = f"E{next(self._numbers)}"
        connection.send({"envelope_id": envelope, "type": kind, "payload": payload, "accepts_response_payload": True})
        answer = self.acknowledged.get(timeout=5)
        assert answer["envelope_id"] == envelope
        return answer


class _Connection(socketserver.StreamRequestHandler):
    server: SocketMode

    def handle(self) -> None:
        self._shake_hands()
        self.server.connections.put(self)
        with suppress(ConnectionError):  # who closes without reading all resets the connection
            self._take_all()
        self.server.gone.set()

    def _take_all(self) -> None:
        while (frame := self._read()) is not None:
            kind, content = frame
            if kind == _PING:
                self._write(_PONG, content)
            elif kind == _TEXT:
                self.server.acknowledged.put(json.loads(content))

    def send(self, message: Json) -> None:
        self._write(_TEXT, json.dumps(message).encode())

    def _shake_hands(self) -> None:
        headers = dict(
            line.split(b": ", 1) for line in iter(lambda: self.rfile.readline().strip(), b"") if b": " in line
        )
        key = {name.lower(): value for name, value in headers.items()}[b"sec-websocket-key"]
        accept = base64.b64encode(hashlib.sha1(key + _MAGIC).digest())  # noqa: S324 - the protocol says so
        self.wfile.write(
            b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            b"Sec-WebSocket-Accept: " + accept + b"\r\n\r\n"
        )
        self.send({"type": "hello"})

    def _read(self) -> tuple[int, bytes] | None:
        """One frame, or None when the other side closed."""
        head = self.rfile.read(2)
        if len(head) < 2 or head[0] & 0xF == _CLOSE:
            return None
        size = head[1] & 0x7F
        if size == _SHORT:
            size = int.from_bytes(self.rfile.read(2), "big")
        elif size == _LONG:
            size = int.from_bytes(self.rfile.read(8), "big")
        mask = itertools.cycle(self.rfile.read(4) if head[1] & 0x80 else bytes(1))
        return head[0] & 0xF, bytes(byte ^ key for byte, key in zip(self.rfile.read(size), mask, strict=False))

    def _write(self, kind: int, content: bytes) -> None:
        size = len(content)
        length = bytes([size]) if size < _SHORT else bytes([_SHORT]) + size.to_bytes(2, "big")
        self.wfile.write(bytes([0x80 | kind]) + length + content)


@contextmanager
def listening() -> Iterator[SocketMode]:
    server = SocketMode()
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
