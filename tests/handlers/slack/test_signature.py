"""Only what Slack signed, lately, is let in; of what is refused nothing is logged."""

from __future__ import annotations

import logging
import socket
import urllib.error
import urllib.request
from dataclasses import replace
from urllib.parse import urlencode

import pytest

from bitbot.clock import utc_now
from handlers.slack.app import build
from handlers.slack.client import is_slacks
from tests.handlers.slack.conftest import Settings, sentences
from tests.handlers.toys import SUBJECTS, Toy
from tests.platforms.slack import SlackPlatform, signed

BODY = urlencode({"command": "/wa", "text": "geheim", "team_id": "T", "user_id": "U", "trigger_id": "1"})


def status(app: str, body: str | bytes, headers: dict[str, str]) -> int:
    content = body.encode() if isinstance(body, str) else body
    request = urllib.request.Request(f"{app}/slack/events", content, headers)  # noqa: S310 - our own app
    try:
        with urllib.request.urlopen(request, timeout=5) as response:  # noqa: S310
            return int(response.status)
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code


def at(seconds: int) -> str:
    return f"{utc_now().timestamp() + seconds:.0f}"


@pytest.mark.parametrize("age", [-400, 400])
def test_a_stale_or_early_signature_is_refused(app: str, toy: Toy, age: int) -> None:
    assert status(app, BODY, signed(BODY, timestamp=at(age))) == 401
    assert toy.asked == []


def test_a_signature_of_minutes_ago_is_good(app: str, toy: Toy) -> None:
    assert status(app, BODY, signed(BODY, timestamp=at(-240))) == 200
    assert [request.line for request in toy.asked] == ["wa geheim"]


@pytest.mark.parametrize(
    "timestamp", ["", "abc", "1e9", "-1", "1_700_000_000", "٣٤٥", "9" * 5_000, " 1700000000", "nan", "1700000000.5"]
)
def test_a_timestamp_of_a_strange_form_is_refused(app: str, toy: Toy, timestamp: str) -> None:
    headers = signed(BODY, timestamp=timestamp) | {
        "X-Slack-Request-Timestamp": timestamp.encode().decode("latin-1"),
    }

    assert status(app, BODY, headers) == 401
    assert toy.asked == []


@pytest.mark.parametrize("signature", ["", "v0=", "v0=00", "v1=abc", "v0=é"])
def test_a_forged_signature_is_refused(app: str, toy: Toy, signature: str) -> None:
    assert status(app, BODY, signed(BODY) | {"X-Slack-Signature": signature}) == 401
    assert toy.asked == []


def test_a_body_changed_after_signing_is_refused(app: str) -> None:
    assert status(app, BODY + "&x=1", signed(BODY)) == 401


def test_a_request_without_proof_is_refused(app: str) -> None:
    assert status(app, BODY, {}) == 401


@pytest.mark.parametrize(
    "body",
    ["payload=geen+json", "payload=[1]", '{"kapot', "payload=" + "[" * 100_000, "payload=1", b"\xff\xfe"],
    ids=["text", "list", "broken", "deep", "number", "bytes"],
)
def test_what_cannot_be_read_is_refused(app: str, body: str | bytes) -> None:
    assert status(app, body, {"Content-Type": "application/x-www-form-urlencoded"}) == 401


def test_nothing_of_a_refused_request_is_logged(app: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)

    status(app, BODY, signed(BODY, timestamp=at(-400)))
    status(app, BODY, signed(BODY, secret="0" * 32))

    assert "geheim" not in caplog.text


def test_a_fault_of_ours_is_no_answer_of_slacks(people: SlackPlatform, caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(urllib.error.HTTPError) as failed:
        people.say("hilversum-1", "/wa kapot geheim")

    failed.value.close()
    assert failed.value.code == 500
    assert "geheim" not in caplog.text


@pytest.mark.parametrize("secret", ["", "  "])
def test_without_a_signing_secret_nothing_starts(toy: Toy, settings: Settings, secret: str) -> None:
    with pytest.raises(ValueError, match="SLACK_SIGNING_SECRET"):
        build(toy, SUBJECTS, replace(settings, slack_signing_secret=secret), sentences)


@pytest.mark.parametrize(
    ("url", "ours"),
    [
        ("https://hooks.slack.com/commands/T/1/x", True),
        ("https://rilke.slack.com/commands/T/1/x", True),
        ("https://hooks.slack.com:443/x", True),
        ("http://127.0.0.1:9/actions/1", True),
        ("http://hooks.slack.com/x", False),
        ("https://hooks.slack.com:8443/x", False),
        ("https://slack.com.evil.example/x", False),
        ("https://evilslack.com/x", False),
        ("https://a:b@hooks.slack.com/x", False),
        ("https://hooks.slack.com@evil.example/x", False),
        ("http://127.0.0.1:10/actions/1", False),
        ("https://127.0.0.1:9/actions/1", False),
        ("file:///etc/passwd", False),
        ("https://hooks.slack.com:port/x", False),
        ("https://169.254.169.254/latest/meta-data", False),
        ("https://[::1]/x", False),
        ("https://127.0.0.1%2f.slack.com/x", False),
        ("https://127.0.0.1%3a443%2f.slack.com/x", False),
        ("https://evil.example\x00.slack.com/x", False),
        ("https://evil.example\\.slack.com/x", False),
        ("https://evil.example#.slack.com/x", False),
        ("https://evil.example?.slack.com/x", False),
        ("https://evil\u3002slack.com/x", False),
        ("https://hooks.slack.com/\u2603", False),
        ("//hooks.slack.com/x", False),
        ("", False),
    ],
)
def test_answers_go_to_slack_or_nowhere(url: str, ours: bool) -> None:
    assert is_slacks(url, "http://127.0.0.1:9/api/") == ours


def test_an_answer_to_the_address_of_somebody_else_is_not_sent(
    people: SlackPlatform, caplog: pytest.LogCaptureFixture
) -> None:
    """Also when Slack itself brought it: nothing on our own network can be reached that way."""
    with socket.create_server(("127.0.0.1", 0)) as inside:
        inside.settimeout(0.2)
        people.say("hilversum-1", "/wa toon WA-1")
        people.slack.answers_go_to = f"http://127.0.0.1:{inside.getsockname()[1]}"
        people.click("hilversum-1", "Claim")

        with pytest.raises(TimeoutError):
            inside.accept()

    assert "an answer did not reach Slack: ForeignAddress" in caplog.text


def test_an_answer_follows_no_redirect(people: SlackPlatform, caplog: pytest.LogCaptureFixture) -> None:
    people.say("hilversum-1", "/wa toon WA-1")
    people.slack.fail("response_url", people.slack.redirect())

    people.click("hilversum-1", "Claim")

    assert "an answer did not reach Slack: HTTPError" in caplog.text
    assert people.slack.visited == []
    assert people.slack.delivered == []
