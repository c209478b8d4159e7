"""A workspace, a small app that echoes, and people who use it."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import flask
import pytest
from slack_bolt import App
from werkzeug.serving import make_server

from bitbot.chat import Button, Card, Fact, Field, Form, Menu, Option, Request, Said, Text
from handlers.slack.app import build, respond
from tests.doubles.slack import Slack, running
from tests.handlers.toys import SUBJECTS, Toy, words
from tests.platforms.slack import SECRET, SlackPlatform

USERS = {"hilversum-1": "U0HILV", "gooise-meren-1": "U0GOOI"}


@dataclass(frozen=True)
class Settings:
    slack_api_url: str
    slack_signing_secret: str = SECRET
    slack_bot_token: str = "xoxb-double"
    slack_app_token: str = "xapp-double"


def sentences(name: str) -> Text:
    return words({"slack.open_form": "Formulier openen", "slack.close": "Sluiten"}.get(name, f"[{name}]"))


FORM = Form(
    title=words("Nieuwe werkafspraak"),
    line="wa opslaan",
    fields=(
        Field("wat", words("Wat spreekt u af?"), required=True, limit=3_000, kind="text"),
        Field("termijn", words("Uiterlijk"), kind="date"),
        Field("wie", words("Wie doet mee?"), "choices", options=(Option("a", words("A & B")), Option("c", words("C")))),
        Field("thema", words("Thema"), "choice", value=("zorg",), options=(Option("zorg", words("Zorg")),)),
    ),
    submit=words("Opslaan"),
)


def card(request: Request) -> Card:
    verb = " ".join(request.line.split(" ")[:2])
    return Card(
        title=words("WA-1"),
        facts=(Fact(words("Wie"), Text((Said("R&D <!channel>"),))),),
        actions=(
            Button(words("Claim"), f"wa claim WA-1 na {verb}"),
            Button(words("Bewerk"), "wa nieuw"),
            Menu(words("Wijs toe"), "wa wijs WA-1", "wie", (Option("lid <1>", words("Anna")),)),
            Menu(words("Nieuw"), "wa nieuw", "soort", (Option("s|p=1", words("Spoed")),)),
        ),
    )


@pytest.fixture
def toy() -> Toy:
    return Toy(FORM, card)


@pytest.fixture
def slack() -> Iterator[Slack]:
    with running(users=tuple(USERS.values())) as server:
        yield server


@pytest.fixture
def settings(slack: Slack) -> Settings:
    return Settings(slack.url)


@pytest.fixture
def bolt(toy: Toy, settings: Settings) -> App:
    return build(toy, SUBJECTS, settings, sentences)


@contextmanager
def served(bolt: App) -> Iterator[str]:
    web = flask.Flask("test")
    web.post("/slack/events")(lambda: respond(bolt, flask.request))
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = make_server("127.0.0.1", 0, web, threaded=True)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def app(bolt: App) -> Iterator[str]:
    with served(bolt) as address:
        yield address


@pytest.fixture
def people(app: str, slack: Slack) -> SlackPlatform:
    return SlackPlatform(app, slack, USERS)
