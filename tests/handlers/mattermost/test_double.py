"""The double does what the real server was seen to do."""

from __future__ import annotations

from typing import Any

import pytest

from handlers.mattermost.client import Refusal, Server
from tests.doubles.mattermost import Mattermost, made_id, recorded
from tests.doubles.mattermost_rules import Refusal as Refused
from tests.doubles.mattermost_rules import Wrong, check_attachments
from tests.handlers.mattermost.conftest import ANNA, USERS

BUTTON = {"id": "ok", "type": "button", "name": "OK", "integration": {"url": "http://b.example", "context": {"a": 1}}}
USER = USERS[ANNA]


@pytest.fixture
def bot(server: Mattermost) -> Server:
    return Server(server.url, server.token, 2)


def attached(*actions: dict[str, Any]) -> dict[str, Any]:
    return {"attachments": [{"text": "t", "actions": list(actions)}]}


def test_reading_a_post_strips_what_its_buttons_do(bot: Server, server: Mattermost) -> None:
    made = bot.post("posts", {"channel_id": server.bit, "message": "x", "props": attached(BUTTON)})

    read = bot.get(f"posts/{made['id']}")

    assert "integration" not in read["props"]["attachments"][0]["actions"][0]
    assert "integration" not in recorded("post_with_attachments_as_bot")["props"]["attachments"][0]["actions"][0]
    assert set(recorded("bot_dm_post")) <= set(read)


def test_a_change_without_props_keeps_the_buttons_and_empty_props_take_them(bot: Server, server: Mattermost) -> None:
    made = bot.post("posts", {"channel_id": server.bit, "message": "x", "props": attached(BUTTON)})

    bot.put(f"posts/{made['id']}/patch", {"message": "y"})
    kept = server.integration(made["id"], "ok")
    bot.put(f"posts/{made['id']}/patch", {"message": "z", "props": {}})

    assert kept == BUTTON["integration"]
    with pytest.raises(Refused):
        server.integration(made["id"], "ok")


def test_an_id_with_other_signs_is_not_found(server: Mattermost) -> None:
    with pytest.raises(Wrong):
        check_attachments(attached({**BUTTON, "id": "my-id_1"})["attachments"])
    with pytest.raises(Refused):
        server.integration("p", "my-id_1")


def test_an_ephemeral_post_is_refused_to_a_bot_and_cannot_be_updated(bot: Server, server: Mattermost) -> None:
    shown = server.show(USER, server.bit, {"text": "psst"})

    with pytest.raises(Refusal) as refused:
        bot.post("posts/ephemeral", {})
    with pytest.raises(Refused) as gone:
        server.take_action_answer(USER, shown, recorded("button_response_update_ephemeral"))

    assert (refused.value.status, gone.value.status) == (403, 404)


def test_an_answer_in_the_channel_is_the_persons_and_not_the_bots(bot: Server, server: Mattermost) -> None:
    server.take_command_answer(
        USER, server.bit, {**recorded("execute_command_api_response_in_channel"), "attachments": []}
    )
    [post] = server.posts()

    with pytest.raises(Refusal) as refused:
        bot.put(f"posts/{post.id}/patch", {"message": "y"})

    assert post.user == USER
    assert refused.value.status == 403


def test_a_trigger_lives_for_three_seconds_and_works_more_than_once(bot: Server, server: Mattermost) -> None:
    dialog = {**recorded("dialog_open_request")["dialog"], "elements": []}
    bodies = [{"trigger_id": t, "url": "http://b", "dialog": dialog} for t in (server.trigger(USER, server.bit),) * 2]

    assert [bot.post("actions/dialogs/open", body) for body in bodies] == [recorded("dialog_open_response")["body"]] * 2
    for trigger in (server.trigger(USER, server.bit, expired=True), "unknown", ""):
        with pytest.raises(Refusal) as refused:
            bot.post("actions/dialogs/open", {**bodies[0], "trigger_id": trigger})
        assert refused.value.status == 400


def test_the_address_of_a_command_takes_five_answers(bot: Server, server: Mattermost) -> None:
    hook = server.hook(USER, server.bit).rpartition("/")[2]

    for _ in range(5):
        bot.answer(hook, {"text": "x"})
    with pytest.raises(Refusal):
        bot.answer(hook, {"text": "x"})

    assert len(server.sees(USER)) == 5


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("posts", {"channel_id": made_id("nowhere"), "message": "x"}, 404),
        ("posts", {"channel_id": "BIT", "message": "x" * 16_384}, 400),
        ("channels/direct", [made_id("bitbot"), made_id("nobody")], 400),
        ("commands", {"trigger": "wa"}, 403),
        ("elsewhere", {}, 404),
    ],
)
def test_what_the_server_refuses(bot: Server, server: Mattermost, path: str, body: Any, status: int) -> None:  # noqa: ANN401
    if isinstance(body, dict) and body.get("channel_id") == "BIT":
        body = {**body, "channel_id": server.bit}

    with pytest.raises(Refusal) as refused:
        bot.post(path, body)

    assert refused.value.status == status


def test_the_version_is_told_with_every_answer(bot: Server, server: Mattermost) -> None:
    server.version = "11.10.2"

    assert bot.version == (11, 10)


def test_without_an_answer_the_oldest_version_is_assumed() -> None:
    assert Server("http://127.0.0.1:9", "t", 1).version == (6, 7)
