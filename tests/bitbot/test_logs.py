"""Nothing that a person wrote, and no secret, reaches the log: not on a good day and not on a bad one."""

from __future__ import annotations

import ast
import http.client
import json
import logging
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any
from urllib.parse import urlencode

import psycopg
import pytest
from sqlalchemy import text

from bitbot.clock import utc_now
from bitbot.logs import LEFT_OUT, Plain, redacted
from storage.engine import Database
from tests.conversations.conftest import organise
from tests.databases import KEY
from tests.doubles.slack import running
from tests.platforms.slack import SECRET, signed

ROOT = Path(__file__).parents[2]
CANARY = "Kanarie"
# Each makes the database fail in a way of its own: a key that is there twice, a text that does not open, no table.
DAMAGES = (
    "CREATE UNIQUE INDEX ux_deed ON history (deed)",
    "UPDATE werkafspraak SET text = uid",
    "ALTER TABLE history RENAME TO elsewhere",
    "ALTER TABLE inbox RENAME TO nowhere",
)
LOGGING = {"debug", "info", "warning", "error", "critical", "exception"}


# A server in a process of its own, on good days and bad ones


@contextmanager
def serving(url: str, level: str, slack: str, log: Path) -> Iterator[int]:
    """What it writes on both its outputs ends in one file."""
    port = free_port()
    settings = {
        "DATABASE_URL": url,
        "PORT": str(port),
        "BITBOT_LOG_LEVEL": level,
        "BITBOT_SECRET_KEY": KEY,
        "SLACK_BOT_TOKEN": "xoxb-double",
        "SLACK_SIGNING_SECRET": SECRET,
        "SLACK_API_URL": slack,
        "PATH": os.defpath,
    }
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "bitbot", "serve"], cwd=ROOT, env=settings, stdout=out, stderr=subprocess.STDOUT
        )
    try:
        wait_for(port, process)
        yield port
    finally:
        process.terminate()
        process.wait(10)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


def wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 30
    while time.monotonic() < until and process.poll() is None:
        try:
            send(port, "", {}, path="/healthz", method="GET")
        except OSError:
            continue
        return
    raise RuntimeError("the server did not start")


def send(port: int, body: str, headers: dict[str, str], path: str = "/slack/events", method: str = "POST") -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request(method, path, body.encode(), headers)
        return connection.getresponse().status
    finally:
        connection.close()


def command(trigger: str, line: str, **others: str) -> str:
    return urlencode(
        {
            "team_id": "T0BIT",
            "channel_id": "C0BIT",
            "user_id": "U0HILV",
            "user_name": CANARY,
            "command": "/werkafspraak",
            "text": line,
            "response_url": f"https://hooks.slack.com/commands/T0BIT/1/{CANARY}",
            "trigger_id": f"{trigger}.{CANARY}",
            **others,
        }
    )


def interaction(**payload: Any) -> str:
    known = {"team": {"id": "T0BIT"}, "user": {"id": "U0HILV", "name": CANARY}, "trigger_id": f"1.{CANARY}"}
    return urlencode({"payload": json.dumps(known | payload)})


def good_and_bad_days(port: int, url: str) -> None:
    def say(body: str) -> int:
        return send(port, body, signed(body))

    assert say(command("1", f"nieuw {CANARY}tekst")) == 200
    say(command("2", f"nieuw {CANARY}", command=f"/{CANARY}"))
    say(interaction(type="shortcut", callback_id=CANARY))
    say(interaction(type="block_actions", actions=[{"type": "button", "value": CANARY, "action_id": CANARY}]))
    say(interaction(type="view_submission", view={"callback_id": CANARY, "state": {"values": {CANARY: CANARY}}}))
    say("payload=" + CANARY)
    say(CANARY)
    for wrong in (signed(command("3", CANARY)) | {"X-Slack-Signature": f"v0={CANARY}"}, {}):
        assert send(port, command("3", f"nieuw {CANARY}"), wrong) == 401
    send(port, CANARY, {"Content-Type": "application/json"}, path=f"/{CANARY}")
    for number, damage in enumerate(DAMAGES):
        damaged(url, damage)
        say(command(f"shown-{number}", "toon WA-1"))
        say(command(f"made-{number}", f"nieuw {CANARY}storing"))


def damaged(url: str, statement: str) -> None:
    with closing(Database(url, jobs=True)) as database, database.transaction() as connection:
        connection.execute(text(statement))


@pytest.mark.slow
@pytest.mark.parametrize("level", ["INFO", "DEBUG"])
def test_nothing_of_what_is_asked_reaches_the_log(database_url: str, level: str, tmp_path: Path) -> None:
    organise(database_url, utc_now().date())
    log = tmp_path / "log"

    with running(users=("U0HILV",)) as slack, serving(database_url, level, slack.url, log) as port:
        good_and_bad_days(port, database_url)

    written = log.read_text(encoding="utf-8")
    assert '"fault"' in written
    assert LEFT_OUT not in written
    assert [word for word in (CANARY, "xoxb-", SECRET, KEY, "hooks.slack") if word in written] == []
    assert [line for line in written.splitlines() if not line.startswith("{")] == []


# The redactor


@pytest.mark.parametrize("name", ["note", "text", "body", "error", "reason", "event_type"])
@pytest.mark.parametrize(
    "value", ["twee woorden", "één", {"kind": "word"}, ["word"], b"word", ValueError("x"), "a" * 201]
)
def test_what_is_no_word_of_ours_is_left_out(name: str, value: object) -> None:
    assert redacted(None, "", {name: value}) == {name: LEFT_OUT}


def test_numbers_and_our_words_are_written() -> None:
    entry = {"event": "delivery parked", "delivery": 3, "kind": "werkafspraak.due", "error": "NotSent", "late": 0.5}

    assert redacted(None, "", dict(entry)) == entry


def test_of_an_exception_only_its_kind_and_its_place_are_written() -> None:
    record = logging.LogRecord("flask.app", logging.ERROR, __file__, 1, f"Exception on /{CANARY}", None, failing())

    line = json.loads(Plain().format(record))

    assert line["error"] == "UniqueViolation"
    assert line["where"].partition(":")[0] == __file__
    assert CANARY not in str(line)


def failing() -> tuple[type[BaseException], BaseException, TracebackType] | tuple[None, None, None]:
    try:
        raise psycopg.errors.UniqueViolation(f"DETAIL:  Key (title)=({CANARY}) already exists.")
    except psycopg.Error:
        return sys.exc_info()


def test_the_words_of_a_library_are_not_written_and_ours_are() -> None:
    library = logging.LogRecord("slack_bolt.App", logging.WARNING, "x.py", 1, "Unhandled %s", (CANARY,), None)
    ours = logging.LogRecord("handlers.slack", logging.ERROR, "x.py", 1, "%d of %s, %s", (3, "word", "a b"), None)

    assert CANARY not in Plain().format(library)
    assert json.loads(Plain().format(ours))["event"] == f"3 of word, {LEFT_OUT}"


def test_what_happened_is_always_said_in_words_that_stand_in_the_code() -> None:
    modules = [path for top in ("bitbot", "handlers", "storage", "scheduling") for path in (ROOT / top).rglob("*.py")]

    said = [(path.name, call) for path in modules for call in logged(ast.parse(path.read_text(encoding="utf-8")))]

    assert len(said) >= 10
    assert [(name, ast.unparse(call)) for name, call in said if not literal(call)] == []


def logged(tree: ast.AST) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Name(id=log) | ast.Attribute(attr=log), attr=attr)):
                if attr in LOGGING and log.endswith("log"):
                    yield node


def literal(call: ast.Call) -> bool:
    return bool(call.args) and isinstance(call.args[0], ast.Constant)
