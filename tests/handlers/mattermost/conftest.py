"""A server, a small app that echoes, and people who use it."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import flask
import pytest
from pydantic import SecretStr
from werkzeug.serving import make_server

from bitbot.chat import Button, Card, Fact, Field, Form, Menu, Option, Request, Said, Text
from handlers.mattermost.answers import Answers
from handlers.mattermost.app import blueprint
from handlers.mattermost.app import paper as paper_of
from handlers.mattermost.client import server as server_of
from handlers.mattermost.render import Paper
from tests.doubles.mattermost import Mattermost, made_id, running
from tests.handlers.toys import Toy, words
from tests.platforms.mattermost import TOKEN, MattermostPlatform

USERS = {"hilversum-1": made_id("hilversum"), "gooise-meren-1": made_id("gooise meren")}
KEY = "a key that is only used in these tests"
ANNA = "hilversum-1"
BRAM = "gooise-meren-1"


@dataclass(frozen=True)
class Settings:
    mattermost_url: str
    mattermost_token: SecretStr = field(default_factory=lambda: SecretStr("bottokenbottokenbottoken000"))
    command_tokens: tuple[str, ...] = ("another token", TOKEN)
    bitbot_url: str = "http://127.0.0.1:1"
    bitbot_secret_key: SecretStr = field(default_factory=lambda: SecretStr(KEY))


def sentences(name: str) -> Text:
    return words({"mattermost.open_form": "Formulier openen"}.get(name, f"zin {name}"))


PEOPLE = tuple(Option(letter, words(f"Deelnemer {letter}")) for letter in "abcdefghijklmnop")
FORM = Form(
    title=words("Nieuwe werkafspraak van het BIT"),
    line="wa opslaan",
    fields=(
        Field("wat", words("Wat spreekt u af?"), required=True, limit=3_000, kind="text"),
        Field("termijn", words("Uiterlijk"), kind="date"),
        Field("wie", words("Wie doet mee?"), "choices", options=(Option("a", words("A & B")), Option("c", words("C")))),
        Field("thema", words("Thema"), "choice", value=("zorg",), options=(Option("zorg", words("Zorg")),)),
        Field("team", words("Team"), "choices", value=("b",), options=PEOPLE),
        Field("uren", words("Uren"), "number", limit=10),
    ),
    submit=words("Opslaan"),
    note=words("Geen *namen*."),
)
EMPTY = {"wat": "", "termijn": "", "wie": "", "thema": "Zorg", "team": "Deelnemer b", "uren": ""}


def card(request: Request) -> Card:
    verb = " ".join(request.line.split(" ")[:2])
    return Card(
        title=words("WA-1"),
        facts=(Fact(words("Wie"), Text((Said("R&D @all"),))),),
        actions=(
            Button(words("Claim"), f"wa claim WA-1 na {verb}"),
            Button(words("Bewerk"), "wa nieuw"),
            Button(words("Kort"), "wa kort"),
            Button(words("Wis"), "wa wis WA-1", "danger", words("Weet u het zeker?")),
            Menu(words("Wijs toe"), "wa wijs WA-1", "wie", (Option("lid <1>", words("Anna")),)),
            Menu(words("Nieuw"), "wa nieuw", "soort", (Option("s|p=1", words("Spoed")),)),
        ),
    )


@pytest.fixture
def toy() -> Toy:
    return Toy(FORM, card)


@pytest.fixture
def server() -> Iterator[Mattermost]:
    with running(USERS) as made:
        yield made


@pytest.fixture
def settings(server: Mattermost, address: Address) -> Settings:
    return replace(Settings(server.url), bitbot_url=address.url)


@pytest.fixture
def paper(settings: Settings) -> Paper:
    return paper_of(settings, sentences)


class Address:
    """Known before there is an app behind it, because the app writes it on every button."""

    def __init__(self) -> None:
        logging.getLogger("werkzeug").setLevel(logging.ERROR)
        self.web = flask.Flask("test")
        self.server = make_server("127.0.0.1", 0, self.web, threaded=True)
        self.url = f"http://127.0.0.1:{self.server.server_port}"


@pytest.fixture
def address() -> Iterator[Address]:
    made = Address()
    thread = threading.Thread(target=made.server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield made
    made.server.shutdown()
    thread.join()
    made.server.server_close()


@pytest.fixture
def app(toy: Toy, settings: Settings, paper: Paper, address: Address) -> str:
    address.web.register_blueprint(blueprint(toy, settings.command_tokens, Answers(server_of(settings), paper)))
    return address.url


@pytest.fixture
def people(app: str, server: Mattermost) -> MattermostPlatform:
    return MattermostPlatform(app, server, USERS)
