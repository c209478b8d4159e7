"""What bitbot sees of a conversation on Slack: who reads along in it, with the rights that the manifest asks for."""

from __future__ import annotations

import pytest

from bitbot.errors import NotSent, Uncertain, Undeliverable
from handlers.slack.client import web_client
from handlers.slack.eyes import SlackEyes
from handlers.slack.manifest import SCOPES
from tests.doubles.slack import Channel, Fault, Slack
from tests.handlers.slack.conftest import Settings


@pytest.fixture
def eyes(settings: Settings, slack: Slack) -> SlackEyes:
    slack.scopes = set(SCOPES)
    return SlackEyes(web_client(settings))


@pytest.mark.parametrize(
    ("channel", "kind"),
    [
        (Channel("bit"), "private"),
        (Channel("bit", private=False), "public"),
        (Channel("bit", private=False, member=False), "public"),
        (Channel("bit", private=False, shared="is_ext_shared"), "public"),
        (Channel("bit", shared="is_ext_shared"), "shared"),
        (Channel("bit", shared="is_pending_ext_shared"), "shared"),
        (Channel("bit", shared="is_org_shared"), "shared"),
        (Channel("bit", shared="is_ext_shared", guests=("U0GAST",)), "shared"),
        (Channel("bit", guests=("U0GAST",)), "guests"),
        (Channel("bit", member=False), "hidden"),
    ],
)
def test_what_slack_tells_of_a_channel_is_what_kind_of_place_it_is(
    eyes: SlackEyes, slack: Slack, channel: Channel, kind: str
) -> None:
    slack.channels["C0BIT"] = channel

    assert eyes.kind_of("C0BIT", "U0HILV") == kind


@pytest.mark.parametrize("flag", ["is_restricted", "is_ultra_restricted", "is_stranger"])
def test_one_guest_among_many_pages_of_members_is_found(eyes: SlackEyes, slack: Slack, flag: str) -> None:
    slack.page = 2
    slack.users |= {f"U{number}" for number in range(9)}
    before = eyes.kind_of("C0BIT")
    slack.users.add("UZZZ")
    slack.flags["UZZZ"] = flag

    assert (before, eyes.kind_of("C0BIT")) == ("private", "guests")


def test_who_slack_does_not_want_to_tell_about_is_no_one_of_ours(eyes: SlackEyes, slack: Slack) -> None:
    slack.channels["C0BIT"] = Channel("bit", guests=("U0VERWEG",))

    assert eyes.kind_of("C0BIT") == "guests"


def test_a_guest_who_left_and_a_bot_read_nothing(eyes: SlackEyes, slack: Slack) -> None:
    slack.flags |= {"U0GOOI": "deleted", "U0HILV": "is_bot"}

    assert eyes.kind_of("C0BIT") == "private"


def test_people_are_asked_about_once_and_the_channel_each_time(eyes: SlackEyes, slack: Slack) -> None:
    for _ in range(3):
        eyes.kind_of("C0BIT")

    assert len(slack.called("users.info")) == len(slack.users) + 1
    assert len(slack.called("conversations.info")) == len(slack.called("conversations.members")) == 3


def test_only_the_conversation_of_the_person_with_the_bot_is_direct(eyes: SlackEyes, slack: Slack) -> None:
    kinds = [eyes.kind_of("D0HILV", user) for user in ("U0HILV", "U0GOOI")]

    assert kinds == ["direct", "hidden"]
    assert eyes.kind_of("D0ANDERS", "U0HILV") == "hidden"


def test_a_guest_is_a_guest_in_direct_messages_too(eyes: SlackEyes, slack: Slack) -> None:
    slack.flags["U0HILV"] = "is_restricted"

    assert eyes.kind_of("D0HILV", "U0HILV") == "guest"


@pytest.mark.parametrize("scope", ["groups:read", "users:read"])
def test_without_the_right_to_look_it_is_hidden(eyes: SlackEyes, slack: Slack, scope: str) -> None:
    slack.scopes.remove(scope)

    assert eyes.kind_of("C0BIT") == "hidden"


@pytest.mark.parametrize("method", ["conversations.info", "conversations.members", "users.info"])
@pytest.mark.parametrize(
    ("fault", "meaning"),
    [
        (Fault("ratelimited", seconds=30), NotSent),
        (Fault("status", status=503), Uncertain),
        (Fault("drop"), Uncertain),
        (Fault("error", "fatal_error"), Uncertain),
        (Fault("error", "invalid_auth"), Undeliverable),
    ],
)
def test_what_slack_does_not_tell_now_is_not_guessed(
    eyes: SlackEyes, slack: Slack, method: str, fault: Fault, meaning: type[Exception]
) -> None:
    slack.fail(method, fault)

    with pytest.raises(meaning):
        eyes.kind_of("C0BIT")
    assert eyes.kind_of("C0BIT") == "private"


def test_a_conversation_of_two_is_not_guessed_either(eyes: SlackEyes, slack: Slack) -> None:
    slack.fail("conversations.open", Fault("status", status=500))

    with pytest.raises(Uncertain):
        eyes.kind_of("D0HILV", "U0HILV")


@pytest.mark.parametrize("code", ["missing_scope", "channel_not_found", "not_in_channel", "channel_is_limited_access"])
def test_a_group_conversation_is_hidden_whatever_slack_says_why(eyes: SlackEyes, slack: Slack, code: str) -> None:
    slack.fail("conversations.info", Fault("error", code))

    assert eyes.kind_of("C0GROEP", "U0HILV") == "hidden"
