"""After each try to send it is certain what happened, or it is said that it is not."""

from __future__ import annotations

import socket
from dataclasses import replace

import pytest

from bitbot.chat import Button, Card, Message, Place, Said, Text
from bitbot.errors import NotSent, Uncertain, Undeliverable
from handlers.slack.client import web_client
from handlers.slack.sender import SlackChat
from tests.doubles.slack import Channel, Fault, Slack
from tests.handlers.slack.conftest import Settings, sentences
from tests.handlers.toys import words

ANNA = Place("slack", "person", "U0HILV")
BIT = Place("slack", "channel", "C0BIT")
REMINDER = Message(
    notice=words("WA-1: uiterlijk morgen"),
    card=Card(Text(("WA-1 ", Said("<!channel> R&D"))), actions=(Button(words("Gereed"), "wa gereed WA-1"),)),
)


@pytest.fixture
def chat(settings: Settings) -> SlackChat:
    return SlackChat(web_client(settings, 2), sentences)


def test_a_message_arrives_in_the_direct_messages_of_the_person(chat: SlackChat, slack: Slack) -> None:
    reference = chat.post(ANNA, REMINDER, "herinnering:1")

    [posted] = slack.posts("D0HILV")
    assert reference == f"D0HILV:{posted.ts}"
    assert posted.body["text"] == "WA-1: uiterlijk morgen"
    assert posted.body["blocks"][0]["text"]["text"] == "WA-1 &lt;!channel&gt; R&amp;D"


def test_a_message_links_and_unfurls_nothing(chat: SlackChat, slack: Slack) -> None:
    chat.post(BIT, REMINDER, "herinnering:1")

    [sent] = slack.called("chat.postMessage")
    assert {name: sent[name] for name in ("unfurl_links", "unfurl_media", "link_names", "parse")} == {
        "unfurl_links": False,
        "unfurl_media": False,
        "link_names": False,
        "parse": "none",
    }


def test_the_key_is_not_readable_for_others(chat: SlackChat, slack: Slack) -> None:
    chat.post(BIT, REMINDER, "herinnering:WA-1:hilversum-1")

    assert "WA-1:hilversum" not in str(slack.called("chat.postMessage")[0]["metadata"])


@pytest.mark.parametrize("place", [ANNA, BIT], ids=["person", "channel"])
def test_a_message_sent_earlier_is_found_by_its_key(chat: SlackChat, place: Place) -> None:
    reference = chat.post(place, REMINDER, "een")
    chat.post(place, REMINDER, "twee")

    assert chat.find(place, "een") == reference
    assert chat.find(place, "drie") is None


@pytest.mark.parametrize(
    "fault",
    [
        Fault("drop", done=True),
        Fault("drop"),
        Fault("status", status=500, done=True),
        Fault("status", status=503),
        Fault("error", "fatal_error", done=True),
        Fault("error", "internal_error"),
        Fault("error", "request_timeout"),
        Fault("error", "service_unavailable"),
        Fault("delay", seconds=1.4, done=True),
    ],
    ids=lambda fault: f"{fault.kind}-{fault.code or fault.status}-{'done' if fault.done else 'undone'}",
)
def test_what_may_have_arrived_is_uncertain_and_sent_no_second_time(
    settings: Settings, slack: Slack, fault: Fault
) -> None:
    chat = SlackChat(web_client(settings, 1), sentences)
    slack.fail("chat.postMessage", fault)

    with pytest.raises(Uncertain):
        chat.post(ANNA, REMINDER, "een")

    assert len(slack.posts()) == (1 if fault.done else 0)
    assert (chat.find(ANNA, "een") is not None) == fault.done


def test_a_full_stop_says_when_to_go_on(chat: SlackChat, slack: Slack) -> None:
    slack.fail("chat.postMessage", Fault("ratelimited", seconds=30))

    with pytest.raises(NotSent) as stopped:
        chat.post(ANNA, REMINDER, "een")

    assert stopped.value.after == 30
    assert slack.posts() == []


def test_a_server_that_is_not_there_got_nothing(settings: Settings) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    chat = SlackChat(web_client(replace(settings, slack_api_url=f"http://127.0.0.1:{port}/api/"), 1), sentences)

    with pytest.raises(NotSent):
        chat.post(ANNA, REMINDER, "een")


def test_a_server_that_cannot_prove_itself_got_nothing(settings: Settings, slack: Slack) -> None:
    chat = SlackChat(web_client(replace(settings, slack_api_url=slack.url.replace("http", "https")), 1), sentences)

    with pytest.raises(NotSent):
        chat.post(ANNA, REMINDER, "een")


@pytest.mark.parametrize(
    ("channel", "code"),
    [
        (Channel("bit", member=False), "channel_not_found"),
        (Channel("bit", private=False, member=False), "not_in_channel"),
        (Channel("bit", archived=True), "is_archived"),
    ],
)
def test_a_place_that_is_closed_is_undeliverable(chat: SlackChat, slack: Slack, channel: Channel, code: str) -> None:
    slack.channels["C0BIT"] = channel

    with pytest.raises(Undeliverable, match=code):
        chat.post(BIT, REMINDER, "een")


def test_a_person_who_left_is_undeliverable(chat: SlackChat, slack: Slack) -> None:
    slack.users.remove("U0HILV")
    slack.flags["U0HILV"] = "deleted"

    with pytest.raises(Undeliverable, match="channel_not_found"):
        chat.post(ANNA, REMINDER, "een")


@pytest.mark.parametrize("flag", ["is_restricted", "is_ultra_restricted", "is_stranger"])
def test_a_guest_gets_no_message_and_no_new_content(chat: SlackChat, slack: Slack, flag: str) -> None:
    slack.flags["U0HILV"] = flag

    with pytest.raises(Undeliverable, match="guest"):
        chat.post(ANNA, REMINDER, "een")
    with pytest.raises(Undeliverable, match="guest"):
        chat.edit(ANNA, "D0HILV:1790000000.000001", REMINDER)

    assert slack.called("chat.postMessage") == slack.called("chat.update") == []


def test_as_long_as_slack_does_not_tell_who_is_a_guest_nothing_is_sent(chat: SlackChat, slack: Slack) -> None:
    slack.fail("users.info", Fault("status", status=503))

    with pytest.raises(NotSent):
        chat.post(ANNA, REMINDER, "een")
    chat.post(ANNA, REMINDER, "een")
    chat.post(ANNA, REMINDER, "twee")

    assert len(slack.called("chat.postMessage")) == 2
    assert len(slack.called("users.info")) == 1


@pytest.mark.parametrize("code", ["account_inactive", "token_revoked", "invalid_auth", "restricted_action", "anything"])
def test_a_refusal_for_good_is_undeliverable(chat: SlackChat, slack: Slack, code: str) -> None:
    slack.fail("chat.postMessage", Fault("error", code))

    with pytest.raises(Undeliverable, match=code):
        chat.post(ANNA, REMINDER, "een")


def test_words_that_are_no_code_may_quote_us_and_are_not_taken_over(chat: SlackChat, slack: Slack) -> None:
    for told in ("Mijn titel", "Titel", "a" * 100):
        slack.fail("chat.postMessage", Fault("error", told))

        with pytest.raises(Undeliverable, match=r"^unknown_code$"):
            chat.post(ANNA, REMINDER, "een")


@pytest.mark.parametrize(
    ("place", "scope"), [(ANNA, "im:write"), (ANNA, "im:history"), (BIT, "groups:history")], ids=str
)
def test_without_the_right_to_look_it_stays_uncertain(chat: SlackChat, slack: Slack, place: Place, scope: str) -> None:
    slack.scopes.remove(scope)

    with pytest.raises(Uncertain, match="missing_scope"):
        chat.find(place, "een")


@pytest.mark.parametrize(
    "fault",
    [Fault("drop"), Fault("status", status=500), Fault("ratelimited", seconds=30)],
    ids=lambda fault: fault.kind,
)
def test_a_look_that_fails_is_uncertain(chat: SlackChat, slack: Slack, fault: Fault) -> None:
    slack.fail("conversations.history", fault)

    with pytest.raises(Uncertain):
        chat.find(BIT, "een")


RENEWED = Message(
    notice=words("WA-1 is bijgewerkt"),
    card=Card(Text(("WA-1 ", Said("<!here>"))), actions=(Button(words("Toewijzen"), "wa wijs toe WA-1"),)),
)


@pytest.mark.parametrize("place", [ANNA, BIT], ids=["person", "channel"])
def test_a_message_is_changed_where_it_stands_and_still_found(chat: SlackChat, slack: Slack, place: Place) -> None:
    reference = chat.post(place, REMINDER, "een")
    chat.edit(place, reference, RENEWED)

    [message] = slack.posts()
    assert message.body["text"] == "WA-1 is bijgewerkt"
    assert message.body["blocks"][0]["text"]["text"] == "WA-1 &lt;!here&gt;"
    assert "Gereed" not in str(message.body["blocks"])
    assert message.body["parse"] == "none"
    assert chat.find(place, "een") == reference


def test_a_message_of_somebody_else_or_none_is_not_changed(chat: SlackChat, slack: Slack) -> None:
    reference = chat.post(ANNA, REMINDER, "een")
    slack.posts()[0].body["user"] = "U0HILV"

    with pytest.raises(Undeliverable, match="cant_update_message"):
        chat.edit(ANNA, reference, RENEWED)
    with pytest.raises(Undeliverable, match="message_not_found"):
        chat.edit(ANNA, "D0HILV:1.2", RENEWED)


def test_a_long_notice_fits_a_change_too(chat: SlackChat, slack: Slack) -> None:
    reference = chat.post(ANNA, REMINDER, "een")
    chat.edit(ANNA, reference, replace(RENEWED, notice=words("lang " * 2_000), text=words("lang " * 5_000)))

    assert len(slack.posts()[0].body["text"]) <= 4_000


@pytest.mark.parametrize(
    ("fault", "meaning"),
    [
        (Fault("ratelimited", seconds=3), NotSent),
        (Fault("status", status=500), Uncertain),
        (Fault("drop", done=True), Uncertain),
        (Fault("error", "edit_window_closed"), Undeliverable),
    ],
    ids=lambda case: getattr(case, "kind", ""),
)
def test_what_became_of_a_change_is_said(chat: SlackChat, slack: Slack, fault: Fault, meaning: type[Exception]) -> None:
    reference = chat.post(ANNA, REMINDER, "een")
    slack.fail("chat.update", fault)

    with pytest.raises(meaning):
        chat.edit(ANNA, reference, RENEWED)
