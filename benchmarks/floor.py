"""The least that answering a command costs: Bolt, the very SQL that bitbot executes, and nothing between them."""

from __future__ import annotations

import pickle
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Final

import psycopg
from flask import Flask, Response, request
from pydantic import SecretStr
from slack_bolt import Ack, App
from slack_bolt.adapter.flask import SlackRequestHandler
from slack_bolt.authorization import AuthorizeResult
from sqlalchemy import Connection, event, text

from benchmarks.load import body_of
from bitbot.__main__ import run
from bitbot.app import Bitbot
from bitbot.platforms import with_slack
from bitbot.serving import hold
from bitbot.settings import Settings
from handlers.slack.client import web_client
from storage.engine import Database
from tests.databases import KEY
from tests.platforms.slack import SECRET, signed

# Neither is found in anything else that a statement says.
NUMBER: Final = 987654
TRIGGER: Final = "recorded.trigger"
NEXT_NUMBER: Final = {
    "postgresql": "SELECT setval(pg_get_serial_sequence('werkafspraak', 'number'), :last)",
    "sqlite": "UPDATE sqlite_sequence SET seq = :last WHERE name = 'werkafspraak'",
}


@dataclass(frozen=True, slots=True)
class Statement:
    """SQL with its parameters: those of one execution, or of several at once."""

    sql: str
    parameters: Any


@dataclass(slots=True)
class Recording:
    """What bitbot executes for one command, and what it answers."""

    statements: list[Statement] = field(default_factory=list)
    answer: dict[str, Any] = field(default_factory=dict)


# Made in the process that measures


def record(url: str) -> Recording:
    """Have bitbot answer one command, whose werkafspraak gets NUMBER."""
    settings = Settings(
        database_url=url,
        bitbot_secret_key=SecretStr(KEY),
        slack_bot_token=SecretStr("xoxb-double"),
        slack_signing_secret=SecretStr(SECRET),
    )
    bot = Bitbot(settings, works=False)
    with_slack(bot)
    web, database, recording = bot.web(), bot.storage.database, Recording()
    _answer(web, "warm.up")
    with database.transaction() as connection:
        connection.execute(text(NEXT_NUMBER[database.dialect]), {"last": NUMBER - 1})
    with _heard(database, recording.statements):
        recording.answer = _answer(web, TRIGGER)
    bot.stop()
    return recording


def _answer(web: Flask, trigger: str) -> dict[str, Any]:
    body = body_of(trigger)
    return dict(web.test_client().post("/slack/events", data=body, headers=signed(body)).get_json())


@contextmanager
def _heard(database: Database, statements: list[Statement]) -> Iterator[None]:
    def hear(*told: Any) -> None:
        statements.append(Statement(told[2], _kept(told[3])))

    event.listen(database.engine, "before_cursor_execute", hear, named=False)
    yield
    event.remove(database.engine, "before_cursor_execute", hear)


def _kept(parameters: Any) -> Any:  # noqa: ANN401 - what the driver takes
    """Without the drivers' own wraps around bytes, which cannot be written to a file."""
    match parameters:
        case Mapping():
            return {name: _kept(value) for name, value in parameters.items()}
        case list() | tuple():
            return type(parameters)(map(_kept, parameters))
        case memoryview():
            return bytes(parameters)
        case psycopg.Binary():
            return parameters.obj
    return parameters


# Run in the server


class Replay:
    """The recorded statements, each time with a number and a key of their own."""

    def __init__(self, statements: Sequence[Statement]) -> None:
        self._steps = [_step(statement) for statement in statements]

    def __call__(self, connection: Connection, trigger: str) -> None:
        number = NUMBER
        for sql, parameters, gives in self._steps:
            result = connection.exec_driver_sql(sql, parameters(number, trigger))
            rows = result.all() if result.returns_rows else []
            number = rows[0][0] if gives else number


Parameters = Callable[[int, str], Any]


def _step(statement: Statement) -> tuple[str, Parameters, bool]:
    given = statement.parameters
    parameters = partial(_several, [_row(each) for each in given]) if isinstance(given, list) else _row(given)
    return statement.sql, parameters, statement.sql.startswith("INSERT INTO werkafspraak ")


def _several(rows: Sequence[Parameters], number: int, trigger: str) -> Any:  # noqa: ANN401 - what the driver takes
    return [row(number, trigger) for row in rows]


def _row(row: Any) -> Parameters:  # noqa: ANN401 - a mapping or a tuple, as the driver takes it
    """Looks only once for what must be different each time."""
    named: dict[Any, Any] = dict(row if isinstance(row, Mapping) else enumerate(row))
    vary = {name: value for name, value in named.items() if _fresh(value, 0, "") != value}

    def parameters(number: int, trigger: str) -> Any:  # noqa: ANN401
        whole = named | {name: _fresh(value, number, trigger) for name, value in vary.items()}
        return whole if isinstance(row, Mapping) else tuple(whole.values())

    return parameters


def _fresh(value: Any, number: int, trigger: str) -> Any:  # noqa: ANN401 - any parameter, the same back
    if isinstance(value, str):
        return value.replace(str(NUMBER), str(number)).replace(TRIGGER, trigger)
    return number if value == NUMBER else value


def serving(recording: Recording, settings: Settings) -> Flask:
    hold(settings.database_url)
    database, replay, flask = Database(settings.database_url), Replay(recording.statements), Flask("floor")
    handler = SlackRequestHandler(_bolt(settings, database, replay, recording.answer))

    @flask.post("/slack/events")
    def respond() -> Response:
        return handler.handle(request)

    @flask.get("/healthz")
    def healthz() -> str:
        return "ok\n"

    return flask


def _bolt(settings: Settings, database: Database, replay: Replay, answer: dict[str, Any]) -> App:
    token = settings.slack_bot_token.get_secret_value()
    app = App(
        client=web_client(settings, token=False),
        signing_secret=settings.slack_signing_secret.get_secret_value(),
        authorize=lambda enterprise_id, team_id: AuthorizeResult(
            enterprise_id=enterprise_id, team_id=team_id, bot_token=token
        ),
        token_verification_enabled=False,
        process_before_response=True,
    )

    @app.command("/werkafspraak")
    def on_command(body: dict[str, Any], ack: Ack) -> None:
        with database.transaction() as connection:
            replay(connection, body["trigger_id"])
        ack(answer)

    return app


def main(path: str) -> None:
    recording = pickle.loads(Path(path).read_bytes())  # noqa: S301 - written by `benchmarks.commands` just before
    run(Settings(), partial(serving, recording))


if __name__ == "__main__":
    main(*sys.argv[1:])
