"""The doctor finds what is wrong with the set-up and says what to do."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import pytest

from handlers.findings import Finding
from handlers.slack.client import web_client
from handlers.slack.doctor import examine
from tests.doubles.slack import Channel, Fault, Slack
from tests.handlers.slack.conftest import Settings


@pytest.fixture
def now(settings: Settings) -> datetime:
    return parsedate_to_datetime(web_client(settings).auth_test().headers["Date"])


def wrong(findings: list[Finding]) -> str:
    assert all(finding.advice for finding in findings if not finding.ok)
    return " ".join(finding.what for finding in findings if not finding.ok)


def test_a_good_set_up_has_nothing_wrong(settings: Settings, now: datetime) -> None:
    findings = examine(settings, "C0BIT", now)

    assert wrong(findings) == ""
    assert [finding.what for finding in findings] == [
        "De signing secret is ingevuld.",
        "Het bot-token werkt, in de werkruimte BIT (T0BIT).",
        "De klok loopt gelijk met die van Slack.",
        "De app heeft de rechten die zij nodig heeft.",
        "De bot is lid van het kanaal bit, en niemand anders leest mee.",
    ]


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({"slack_signing_secret": ""}, "De signing secret ontbreekt"),
        ({"slack_signing_secret": "xoxb-verkeerd"}, "ziet er niet uit zoals"),
        ({"slack_bot_token": ""}, "Het bot-token ontbreekt"),
        ({"slack_bot_token": "xoxb-oud"}, "Slack weigert het bot-token (invalid_auth)"),
        ({"slack_app_token": "xoxb-double"}, "SLACK_APP_TOKEN is geen app-token"),
        ({"slack_api_url": "http://127.0.0.1:9/api/"}, "Slack is niet bereikbaar"),
    ],
)
def test_a_wrong_setting_is_found(settings: Settings, change: dict[str, str], found: str) -> None:
    assert found in wrong(examine(replace(settings, **change), "C0BIT", datetime(2026, 11, 25, tzinfo=UTC)))


@pytest.mark.parametrize("ahead", [timedelta(minutes=4), timedelta(minutes=-4)])
def test_a_clock_that_is_off_is_found(settings: Settings, slack: Slack, now: datetime, ahead: timedelta) -> None:
    slack.clock_ahead = ahead

    assert "De klok wijkt" in wrong(examine(settings, "C0BIT", now))


def test_a_missing_right_is_found_and_a_missing_wish_is_told(settings: Settings, slack: Slack, now: datetime) -> None:
    slack.scopes -= {"im:write", "im:history"}

    findings = examine(settings, "C0BIT", now)

    assert wrong(findings) == "Deze rechten ontbreken: im:write."
    assert any("Zonder im:history kan bitbot" in finding.what for finding in findings)


@pytest.mark.parametrize(
    ("channel", "found"),
    [
        (Channel("bit", member=False), "bestaat niet, of de bot is er geen lid van"),
        (Channel("bit", private=False), "Het kanaal van het BIT is openbaar. bitbot antwoordt daar niet."),
        (Channel("bit", archived=True), "gearchiveerd"),
        (Channel("bit", shared="is_ext_shared"), "gedeeld met een andere organisatie"),
        (Channel("bit", shared="is_org_shared"), "gedeeld met een andere organisatie of werkruimte"),
        (Channel("bit", shared="is_pending_ext_shared"), "gedeeld met een andere organisatie"),
        (Channel("bit", guests=("U0GAST",)), "lezen gasten mee"),
    ],
)
def test_a_channel_that_does_not_serve_is_found(
    settings: Settings, slack: Slack, now: datetime, channel: Channel, found: str
) -> None:
    slack.channels["C0BIT"] = channel

    assert found in wrong(examine(settings, "C0BIT", now))


def test_a_look_that_fails_halfway_is_told(settings: Settings, slack: Slack, now: datetime) -> None:
    slack.fail("conversations.info", Fault("status", status=500))

    assert "bestaat niet" in wrong(examine(settings, "C0BIT", now))


def test_without_a_channel_no_channel_is_looked_for(settings: Settings, slack: Slack, now: datetime) -> None:
    examine(settings, "", now)

    assert slack.called("conversations.info") == []
