"""The double refuses what Slack refuses; otherwise what it accepts would prove nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from handlers.slack.client import deliver, web_client
from handlers.slack.forms import form_view
from tests.doubles.slack import ADDRESS_USES, Slack
from tests.doubles.slack_blocks import Refusal, check_submission_answer
from tests.handlers.slack.conftest import FORM, Settings, sentences

VIEW = form_view(FORM, sentences)


@pytest.fixture
def client(settings: Settings) -> WebClient:
    return web_client(settings)


def section(text: str) -> dict[str, Any]:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


def button(number: int = 0, **more: object) -> dict[str, Any]:
    text = {"type": "plain_text", "text": "Claim"}
    return {"type": "button", "action_id": str(number), "text": text, "value": "wa claim", **more}


def actions(*elements: dict[str, Any]) -> dict[str, Any]:
    return {"type": "actions", "elements": list(elements)}


@pytest.mark.parametrize(
    ("blocks", "code"),
    [
        ([section("x" * 3_001)], "invalid_blocks"),
        ([section("")], "invalid_blocks"),
        ([section("👍" * 1_501)], "invalid_blocks"),
        ([section("x")] * 51, "invalid_blocks"),
        ([section("x" * 2_900)] * 5, "msg_blocks_too_long"),
        ([{"type": "header", "text": {"type": "plain_text", "text": "x" * 151}}], "invalid_blocks"),
        ([{"type": "header", "text": {"type": "mrkdwn", "text": "x"}}], "invalid_blocks"),
        ([{"type": "section", "text": {"type": "plain_text", "text": "x", "verbatim": True}}], "invalid_blocks"),
        ([actions(*map(button, range(26)))], "invalid_blocks"),
        ([actions(button(), button())], "invalid_blocks"),
        ([actions(button()), actions(button())], "invalid_blocks"),
        ([actions(button(value="x" * 2_001))], "invalid_blocks"),
        ([actions(button(action_id="x" * 256))], "invalid_blocks"),
        ([actions(button(style="blue"))], "invalid_blocks"),
        ([actions()], "invalid_blocks"),
        ([{"type": "static_select"}], "invalid_blocks"),
        ([VIEW["blocks"][0]], "invalid_blocks"),
    ],
)
def test_blocks_beyond_the_limits_are_refused(client: WebClient, blocks: list[Any], code: str) -> None:
    with pytest.raises(SlackApiError) as refused:
        client.chat_postMessage(channel="C0BIT", text="x", blocks=blocks)

    assert refused.value.response["error"] == code


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"title": {"type": "plain_text", "text": "x" * 25}}, "invalid_arguments"),
        ({"private_metadata": "x" * 3_001}, "invalid_arguments"),
        ({"blocks": [section("x")] * 101}, "invalid_arguments"),
        ({"private_metadata": "x" * 250_000}, "view_too_large"),
    ],
)
def test_views_beyond_the_limits_are_refused(
    client: WebClient, slack: Slack, change: dict[str, Any], code: str
) -> None:
    with pytest.raises(SlackApiError) as refused:
        client.views_open(trigger_id=slack.trigger("U0HILV"), view=VIEW | change)

    assert refused.value.response["error"] == code


def test_a_trigger_opens_one_view_and_not_for_long(client: WebClient, slack: Slack) -> None:
    trigger, late = slack.trigger("U0HILV"), slack.trigger("U0HILV", expired=True)
    client.views_open(trigger_id=trigger, view=VIEW)

    assert code_of(lambda: client.views_open(trigger_id=trigger, view=VIEW)) == "exchanged_trigger_id"
    assert code_of(lambda: client.views_open(trigger_id=late, view=VIEW)) == "expired_trigger_id"
    assert code_of(lambda: client.views_open(trigger_id="1.made.up", view=VIEW)) == "invalid_trigger_id"


def test_a_view_changed_meanwhile_is_not_overwritten(client: WebClient, slack: Slack) -> None:
    view = slack.show_view("U0HILV", VIEW)
    old = view.hash
    client.views_update(view_id=view.id, hash=old, view=VIEW)

    assert code_of(lambda: client.views_update(view_id=view.id, hash=old, view=VIEW)) == "hash_conflict"
    assert code_of(lambda: client.views_update(view_id="V9", view=VIEW)) == "not_found"


def code_of(call: Callable[[], object]) -> str:
    with pytest.raises(SlackApiError) as refused:
        call()
    return str(refused.value.response["error"])


def test_an_address_for_answers_takes_five(slack: Slack) -> None:
    address = slack.address("U0HILV", "C0BIT")
    for number in range(ADDRESS_USES):
        deliver(address, {"text": str(number)}, slack.url)

    with pytest.raises(OSError, match="404"):
        deliver(address, {"text": "te veel"}, slack.url)

    assert [message.body["text"] for message in slack.sees("U0HILV")] == ["0", "1", "2", "3", "4"]


@pytest.mark.parametrize(
    "answer",
    [
        {"response_action": "errors", "errors": {}},
        {"response_action": "errors", "errors": {"nergens": "Fout."}},
        {"response_action": "errors", "errors": {VIEW["blocks"][0]["block_id"]: " "}},
        {"response_action": "update", "view": {"type": "modal"}},
        {"response_action": "iets"},
        {"text": "een bericht"},
    ],
)
def test_an_answer_to_a_form_that_slack_does_not_understand_is_refused(answer: dict[str, Any]) -> None:
    with pytest.raises(Refusal):
        check_submission_answer(answer, VIEW)


def test_a_wrong_token_is_refused(settings: Settings) -> None:
    stranger = web_client(replace(settings, slack_bot_token="xoxb-other"))

    assert code_of(stranger.auth_test) == "invalid_auth"
