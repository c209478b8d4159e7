"""Only what Mattermost sends and bitbot signed is let in; what is refused changes nothing and is not logged."""

from __future__ import annotations

import json
import socket
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from threading import Thread
from typing import Any
from urllib.parse import quote

import flask
import pytest
from pydantic import SecretStr
from werkzeug.serving import make_server

from bitbot.chat import Where
from bitbot.clock import utc_now
from handlers.mattermost.answers import Answers
from handlers.mattermost.app import blueprint
from handlers.mattermost.app import paper as paper_of
from handlers.mattermost.client import Refusal, hook_of
from handlers.mattermost.client import server as server_of
from handlers.mattermost.render import Origin, Paper
from handlers.mattermost.signing import ACTION, DIALOG, Expired, Forged, Signer
from tests.doubles.mattermost import Mattermost, made_id
from tests.handlers.mattermost.conftest import ANNA, BRAM, FORM, KEY, USERS, Settings, sentences
from tests.handlers.toys import Toy
from tests.platforms.mattermost import Failed, MattermostPlatform, values_in

SECRET = "geheime inhoud"
DAY = timedelta(days=1)
POST = made_id("post")
CHANNEL = made_id("bit")
GOOD_CLICK = json.dumps(
    {"user_id": USERS[ANNA], "channel_id": CHANNEL, "post_id": POST, "trigger_id": "t"}
    | {"context": {"signed": "SIGNED"}, "state": 1}
).encode()
FORGED = {"ephemeral_text": "zin mattermost.forged", "skip_slack_parsing": True}


def status(url: str, body: bytes, headers: dict[str, str]) -> int:
    request = urllib.request.Request(url, body, headers)  # noqa: S310 - our own app
    try:
        with urllib.request.urlopen(request, timeout=5) as response:  # noqa: S310
            return int(response.status)
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code


@pytest.mark.parametrize(
    ("header", "form"),
    [
        ("Token wrong", "wrong"),
        ("Token wrong", ""),
        ("", "commandtokencommandtoken00"),
        ("Token commandtokencommandtoken00", ""),
        ("Token commandtokencommandtoken00", "another token"),
        ("Token é", "é"),
        ("", ""),
    ],
)
def test_a_command_without_its_token_is_refused(
    people: MattermostPlatform, toy: Toy, caplog: pytest.LogCaptureFixture, header: str, form: str
) -> None:
    known = dict(people.command(ANNA, f"/wa nieuw {SECRET}")) | {"token": form}

    with pytest.raises(Failed, match="401"):
        people._post(  # noqa: SLF001 - with headers of our own
            f"{people.app}/mattermost/command",
            "&".join(f"{name}={value}" for name, value in known.items() if value.isascii()).encode(),
            {"Content-Type": "application/x-www-form-urlencoded", "Authorization": header.encode().decode("latin-1")},
        )

    assert toy.asked == []
    assert SECRET not in caplog.text


def test_each_of_the_tokens_is_good(people: MattermostPlatform, toy: Toy) -> None:
    people.token = "another token"

    people.say(ANNA, "/wa toon")

    assert len(toy.asked) == 1


def test_without_tokens_every_command_is_refused(toy: Toy, settings: Settings, paper: Paper) -> None:
    web = flask.Flask("test")
    web.register_blueprint(blueprint(toy, (), Answers(server_of(settings), paper)))

    answer = web.test_client().post(
        "/mattermost/command", data={"token": "", "command": "/wa", "user_id": "u"}, headers={"Authorization": "Token "}
    )

    assert answer.status_code == 401
    assert toy.asked == []


def test_without_a_key_nothing_is_signed(settings: Settings) -> None:
    with pytest.raises(ValueError, match="BITBOT_SECRET_KEY"):
        paper_of(replace(settings, bitbot_secret_key=SecretStr(" ")), sentences)


@pytest.mark.parametrize("missing", ["command", "user_id"])
def test_a_command_that_misses_something_is_refused(people: MattermostPlatform, toy: Toy, missing: str) -> None:
    form = [pair for pair in people.command(ANNA, "/wa toon") if pair[0] != missing]

    with pytest.raises(Failed, match="400"):
        people.send(form)

    assert toy.asked == []


@pytest.mark.parametrize("path", ["action/x", "dialog/x", "action/é", f"action/{'0' * 32}", "action", "dialog/"])
def test_a_wrong_address_is_not_there(people: MattermostPlatform, toy: Toy, path: str) -> None:
    url = f"{people.app}/mattermost/{quote(path)}"

    assert status(url, b"{}", {"Content-Type": "application/json"}) == 404


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"no json",
        b"[]",
        b"null",
        b"{}",
        b'{"user_id": 1}',
        b'{"user_id": "u", "trigger_id": "t", "context": 3}',
        b"\xff",
        b"[" * 100_000,
        GOOD_CLICK.replace(b"SIGNED", rb"\ud800"),
        GOOD_CLICK.replace(POST.encode(), b"x/../../users"),
        GOOD_CLICK.replace(POST.encode(), b""),
        GOOD_CLICK.replace(CHANNEL.encode(), b"x/../../users"),
        GOOD_CLICK.replace(b'"channel_id"', b'"canal"'),
    ],
)
def test_what_is_no_click_and_no_form_is_refused(paper: Paper, app: str, toy: Toy, body: bytes) -> None:
    for url in (paper.address("action"), paper.address("dialog")):
        assert status(url, body, {"Content-Type": "application/json"}) == 400

    assert toy.asked == []


class Click:
    """A click on the button Claim of an answer to Anna, that can be spoilt."""

    def __init__(self, people: MattermostPlatform, label: str = "Claim", kind: str = "button") -> None:
        people.say(ANNA, f"/wa toon {SECRET}")
        self.people = people
        self.post, action = people.find(USERS[ANNA], kind, label)
        integration = people.server.integration(self.post.id, action["id"])
        self.url, self.context, self.kind = integration["url"], integration["context"], kind

    def send(self, who: str = ANNA, **context: Any) -> dict[str, Any]:
        body = self.people.action(USERS[who], self.post, self.kind, {**self.context, **context})
        return self.people.send_json(self.url, body)


def sealed(content: dict[str, Any], key: str = KEY, purpose: str = ACTION, user: str = "") -> str:
    known = {"line": f"wa wis {SECRET}", "values": {}, "origin": Origin("channel").as_json}
    return Signer(key).seal(purpose, known | content, user, DAY)


def test_a_button_that_somebody_else_made_does_nothing(
    people: MattermostPlatform, toy: Toy, caplog: pytest.LogCaptureFixture
) -> None:
    click = Click(people)
    forged = [
        sealed({}, key="a key of somebody else"),
        sealed({}, purpose=DIALOG),
        click.context["signed"][:-1] + ("0" if click.context["signed"][-1] != "0" else "1"),
        "A" + click.context["signed"],
        click.context["signed"][:-40],
        "",
        ".",
        "é.é",
    ]

    answers = [click.send(signed=one) for one in forged]

    assert answers == [FORGED] * len(forged)
    assert len(toy.asked) == 1
    assert "a forged request was refused: signature" in caplog.text
    assert SECRET not in caplog.text


def test_another_persons_button_does_nothing(people: MattermostPlatform, toy: Toy) -> None:
    assert Click(people).send(BRAM) == FORGED
    assert len(toy.asked) == 1


def test_a_choice_that_was_not_offered_does_nothing(people: MattermostPlatform, toy: Toy) -> None:
    click = Click(people, "Wijs toe", "select")

    assert [click.send(selected_option=one) for one in ("lid 2", "", "lid <1> ")] == [FORGED] * 3
    assert len(toy.asked) == 1


def test_a_value_with_a_button_changes_nothing_of_what_it_does(people: MattermostPlatform, toy: Toy) -> None:
    Click(people).send(selected_option="iets", line="wa wis", values={"wie": ["x"]})

    assert toy.asked[-1].line == "wa claim WA-1 na wa toon"
    assert toy.asked[-1].values == {}


def test_a_button_works_until_it_expires() -> None:
    moment = [utc_now()]
    signer = Signer(KEY, lambda: moment[0])
    made = signer.seal(ACTION, {"line": "wa toon"}, "", DAY)

    moment[0] += DAY - timedelta(seconds=2)
    opened = signer.unseal(ACTION, made, "u")
    moment[0] += timedelta(seconds=4)

    assert opened["line"] == "wa toon"
    with pytest.raises(Expired):
        signer.unseal(ACTION, made, "u")


def test_an_expired_button_and_form_say_so(people: MattermostPlatform, paper: Paper, toy: Toy) -> None:
    long_ago = Signer(KEY, lambda: utc_now() - timedelta(days=2))
    content = {"line": "wa wis", "values": {}, "origin": Origin("channel").as_json, "questions": [], "nonce": "n"}
    click = Click(people)

    told = click.send(signed=long_ago.seal(ACTION, content, "", DAY))
    state = long_ago.seal(DIALOG, content, USERS[ANNA], DAY)
    refused = people.send_json(paper.address("dialog"), {"user_id": USERS[ANNA], "state": state, "submission": {}})

    assert told["ephemeral_text"] == "zin mattermost.expired"
    assert refused == {"error": "zin mattermost.expired"}
    assert len(toy.asked) == 1


def test_purposes_and_keys_do_not_serve_for_each_other() -> None:
    signer = Signer(KEY)

    assert len({signer.path(ACTION), signer.path(DIALOG), Signer("x").path(ACTION)}) == 3
    with pytest.raises(Forged):
        signer.unseal(ACTION, signer.seal(DIALOG, {}, "", DAY), "u")


FORGERIES: dict[str, dict[str, Any]] = {
    "a field that is not in the form": {"geheim": "x"},
    "an option that was not offered": {"thema": "drugs"},
    "a box with another value": {"wie.0": "a"},
    "a list in a menu for one": {"team.0": ["zzz"]},
    "an object in a text": {"wat": {"a": 1}},
    "true in a text": {"wat": True},
    "a number without end": {"uren": 10**4_000},
    "what is no number": {"uren": float("inf")},
}


@pytest.mark.parametrize("values", FORGERIES.values(), ids=FORGERIES.keys())
def test_a_dialog_with_what_was_not_in_it_changes_nothing(
    people: MattermostPlatform, toy: Toy, caplog: pytest.LogCaptureFixture, values: dict[str, Any]
) -> None:
    people.say(ANNA, "/wa nieuw")
    dialog = people.open_dialog(USERS[ANNA])
    filled = values_in(dialog) | {"wat": SECRET} | values

    answer = people.send_json(dialog.body["url"], people.submission(dialog, filled))

    assert answer == {"error": "zin mattermost.forged"}
    assert [request.line for request in toy.asked] == ["wa nieuw"]
    assert "a forged request was refused" in caplog.text
    assert SECRET not in caplog.text


@pytest.mark.parametrize(("field", "size"), [("wat", 3_001), ("termijn", 151), ("uren", 11)])
def test_a_text_beyond_its_limit_is_refused_at_its_field(
    people: MattermostPlatform, toy: Toy, field: str, size: int
) -> None:
    people.say(ANNA, "/wa nieuw")
    dialog = people.open_dialog(USERS[ANNA])
    filled = values_in(dialog) | {"wat": "goed"} | {field: "1" * size}

    answer = people.send_json(dialog.body["url"], people.submission(dialog, filled))

    assert answer == {"errors": {field: "zin mattermost.too_long"}}
    assert len(toy.asked) == 1


def test_another_persons_dialog_changes_nothing(people: MattermostPlatform, toy: Toy) -> None:
    people.say(ANNA, "/wa nieuw")
    dialog = people.open_dialog(USERS[ANNA])
    sent = people.submission(dialog) | {"user_id": USERS[BRAM]}

    assert people.send_json(dialog.body["url"], sent) == {"error": "zin mattermost.forged"}
    assert len(toy.asked) == 1


def test_a_dialog_with_a_state_of_somebody_else_changes_nothing(people: MattermostPlatform, toy: Toy) -> None:
    people.say(ANNA, "/wa nieuw")
    dialog = people.open_dialog(USERS[ANNA])
    button = Click(people).context["signed"]

    for state in ("", "{}", json.dumps({"line": "wa wis"}), button, dialog.body["dialog"]["state"] + "x"):
        sent = people.submission(dialog) | {"state": state}
        assert people.send_json(dialog.body["url"], sent) == {"error": "zin mattermost.forged"}

    assert [request.line for request in toy.asked] == ["wa nieuw", f"wa toon {SECRET}"]


def test_a_form_is_asked_where_we_opened_it_whatever_channel_comes_with_it(
    people: MattermostPlatform, server: Mattermost, toy: Toy
) -> None:
    """The client tells in which channel it is, and can tell any that the person may read."""
    people.say(ANNA, "/wa nieuw", "public")
    dialog = people.open_dialog(USERS[ANNA])
    lie = {"channel_id": server.direct(USERS[ANNA]).id}

    people.send_json(dialog.body["url"], people.submission(dialog, values_in(dialog) | {"wat": "x"}) | lie)

    assert [request.where for request in toy.asked] == [Where(id=made_id("town-square"))] * 2


def test_a_click_is_asked_where_the_server_says_that_the_message_stands(
    people: MattermostPlatform, server: Mattermost, toy: Toy
) -> None:
    Click(people).send()

    assert toy.asked[-1].where == Where(id=server.bit)


def test_a_form_does_not_write_in_another_persons_messages(
    people: MattermostPlatform, server: Mattermost, paper: Paper
) -> None:
    """Who calls us past Mattermost can name any post; only the own direct messages are written in."""
    theirs = server.publish(server.bot, server.direct(USERS[BRAM]).id, {"message": "voor Bram"})
    origin = Origin("direct", USERS[ANNA], post=theirs.id)
    state = paper.signer.seal(
        DIALOG,
        {"line": FORM.line, "values": {}, "questions": [], "nonce": "n", "origin": origin.as_json},
        USERS[ANNA],
        DAY,
    )

    people.send_json(paper.address("dialog"), {"user_id": USERS[ANNA], "state": state, "submission": {}})

    assert [shown.text for shown in people.messages(BRAM)] == ["voor Bram"]
    assert people.messages(ANNA)[-1].text.startswith("zin mattermost.answer\nOpgeslagen")


@pytest.mark.parametrize(
    "url",
    [
        "",
        "http://evil.example/hooks/commands/x",
        "http://evil.example/hooks/commands/../../api/v4/users",
        f"http://evil.example/hooks/commands/{made_id('x')}?a=b",
        f"http://evil.example/{made_id('x')}",
        f"http://evil.example/hooks/commands/{made_id('x')}#",
        f"http://evil.example/hooks/commands/%2e%2e/{made_id('x')}/",
        f"http://evil.example/hooks/commands/{made_id('x')}\n",
        "http://evil.example/hooks/commands/" + "é" * 26,
    ],
)
def test_an_answer_goes_to_our_own_server_or_nowhere(url: str) -> None:
    assert hook_of(url) == ""


def test_of_an_address_only_its_name_is_used() -> None:
    assert hook_of(f"http://elsewhere.example/hooks/commands/{made_id('x')}") == made_id("x")


def test_an_answer_follows_no_redirect(people: MattermostPlatform, settings: Settings) -> None:
    """Also when our own server points elsewhere."""
    with socket.create_server(("127.0.0.1", 0)) as inside, _pointing_at(inside) as url:
        inside.settimeout(0.2)
        server = server_of(replace(settings, mattermost_url=url))

        with pytest.raises(Refusal) as refused:
            server.answer(made_id("x"), {"text": SECRET})
        with pytest.raises(TimeoutError):
            inside.accept()

    assert refused.value.status == 302


@contextmanager
def _pointing_at(inside: socket.socket) -> Iterator[str]:
    web = flask.Flask("redirects")
    elsewhere = f"http://127.0.0.1:{inside.getsockname()[1]}/x"
    web.add_url_rule("/<path:_>", "all", lambda _: flask.redirect(elsewhere), methods=["POST"])
    server = make_server("127.0.0.1", 0, web)
    thread = Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()
