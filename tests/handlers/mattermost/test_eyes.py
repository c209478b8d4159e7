"""What bitbot sees of a channel on Mattermost: who reads along in it, as a bot without rights of its own."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bitbot.chat import Card, Message, Place, Text
from bitbot.errors import NotSent, Uncertain, Undeliverable
from handlers.mattermost.client import Server
from handlers.mattermost.eyes import MattermostEyes
from handlers.mattermost.render import Paper
from handlers.mattermost.sender import MattermostChat
from tests.doubles.mattermost import Channel, Fault, Mattermost, made_id
from tests.handlers.mattermost.conftest import ANNA, BRAM, USERS


@pytest.fixture
def eyes(server: Mattermost) -> MattermostEyes:
    return MattermostEyes(Server(server.url, server.token, 2))


EVERYBODY = {made_id("bitbot"), *USERS.values()}


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        ({}, "private"),
        ({"kind": "G"}, "private"),
        ({"kind": "O"}, "public"),
        ({"kind": "O", "members": set()}, "public"),
        ({"kind": "S"}, "public"),
        ({"kind": "BO"}, "public"),
        ({"shared": True}, "shared"),
        ({"shared": False}, "private"),
        ({"members": EVERYBODY | {made_id("guest")}}, "guests"),
        ({"kind": "G", "members": EVERYBODY | {made_id("guest")}}, "guests"),
        ({"members": set()}, "hidden"),
    ],
)
def test_what_the_server_tells_of_a_channel_is_what_kind_of_place_it_is(
    eyes: MattermostEyes, server: Mattermost, change: dict[str, Any], kind: str
) -> None:
    server.channels[server.bit] = replace(server.channels[server.bit], **change)

    assert eyes.kind_of(server.bit, USERS[ANNA]) == kind


def test_a_channel_that_is_not_there_is_hidden(eyes: MattermostEyes) -> None:
    assert eyes.kind_of(made_id("nergens")) == "hidden"


def test_only_the_conversation_of_the_person_with_the_bot_is_direct(eyes: MattermostEyes, server: Mattermost) -> None:
    anna, bram = USERS[ANNA], USERS[BRAM]
    own = server.direct(anna).id
    theirs = Channel(made_id("theirs"), "__".join(sorted([anna, bram])), {anna, bram}, "D")
    server.channels[theirs.id] = theirs

    assert [eyes.kind_of(own, user) for user in (anna, bram)] == ["direct", "hidden"]
    assert eyes.kind_of(theirs.id, anna) == "hidden"


def test_a_guest_is_a_guest_in_direct_messages_too(eyes: MattermostEyes, server: Mattermost) -> None:
    server.users[USERS[ANNA]]["roles"] = "system_guest system_custom"

    assert eyes.kind_of(server.direct(USERS[ANNA]).id, USERS[ANNA]) == "guest"


@pytest.mark.parametrize("path", ["channels/{}", "channels/{}/stats"])
@pytest.mark.parametrize(
    ("fault", "meaning"),
    [
        (Fault("status", 429, headers=(("Retry-After", "3"),)), NotSent),
        (Fault("status", 503), Uncertain),
        (Fault("drop"), Uncertain),
        (Fault("status", 401, "api.context.session_expired.app_error"), Undeliverable),
    ],
)
def test_what_the_server_does_not_tell_now_is_not_guessed(
    eyes: MattermostEyes, server: Mattermost, path: str, fault: Fault, meaning: type[Exception]
) -> None:
    server.fail(f"GET {path.format(server.bit)}", fault)

    with pytest.raises(meaning):
        eyes.kind_of(server.bit)
    assert eyes.kind_of(server.bit) == "private"


def test_a_guest_gets_no_message_and_no_new_content(server: Mattermost, paper: Paper) -> None:
    chat = MattermostChat(Server(server.url, server.token, 2), paper)
    anna = Place("mattermost", "person", USERS[ANNA])
    said = Message(Text(("WA-1",)), Card(Text(("WA-1",))))
    reference = chat.post(anna, said, "een")
    server.users[USERS[ANNA]]["roles"] = "system_guest"

    with pytest.raises(Undeliverable, match="guest"):
        chat.post(anna, said, "twee")
    with pytest.raises(Undeliverable, match="guest"):
        chat.edit(anna, reference, said)

    assert len(server.posts(server.direct(USERS[ANNA]).id)) == 1
    assert not server.called(f"PUT posts/{reference.rpartition(':')[2]}/patch")
