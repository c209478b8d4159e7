"""After each try to send it is certain what happened, or it is said that it is not."""

from __future__ import annotations

import socket

import pytest

from bitbot.chat import Button, Card, Message, Place, Said, Text
from bitbot.errors import NotSent, Uncertain, Undeliverable
from handlers.mattermost.client import Server
from handlers.mattermost.render import Paper, mark_of
from handlers.mattermost.sender import MattermostChat
from tests.doubles.mattermost import Fault, Mattermost, made_id
from tests.doubles.mattermost_rules import Refusal as Denied
from tests.handlers.mattermost.conftest import ANNA, USERS
from tests.handlers.toys import words

TO_ANNA = Place("mattermost", "person", USERS[ANNA])
REMINDER = Message(
    notice=words("WA-1: uiterlijk morgen"),
    card=Card(Text(("WA-1 ", Said("@all R&D"))), actions=(Button(words("Gereed"), "wa gereed WA-1"),)),
)


@pytest.fixture
def chat(server: Mattermost, paper: Paper) -> MattermostChat:
    return MattermostChat(Server(server.url, server.token, 2), paper)


@pytest.fixture
def bit(server: Mattermost) -> Place:
    return Place("mattermost", "channel", server.bit)


def test_a_message_arrives_in_the_direct_messages_of_the_person(chat: MattermostChat, server: Mattermost) -> None:
    reference = chat.post(TO_ANNA, REMINDER, "herinnering:1")

    [post] = server.posts(server.direct(USERS[ANNA]).id)
    assert reference == f"{post.channel}:{post.id}"
    assert post.message == "WA-1: uiterlijk morgen"
    assert "@\u2060all" in post.props["attachments"][0]["text"]


def test_a_button_for_one_person_is_signed_for_that_person(
    chat: MattermostChat, server: Mattermost, paper: Paper, bit: Place
) -> None:
    for place in (TO_ANNA, bit):
        chat.post(place, REMINDER, place.kind)

    users = [
        paper.signer.unseal("action", server.integration(post.id, "a0")["context"]["signed"], USERS[ANNA])["user"]
        for post in server.posts()
    ]
    assert users == [USERS[ANNA], ""]


def test_the_key_is_not_readable_for_others(chat: MattermostChat, server: Mattermost, bit: Place) -> None:
    chat.post(bit, REMINDER, "herinnering:WA-1:hilversum-1")

    sent = server.called("POST posts")[0]
    assert "hilversum" not in sent["pending_post_id"] + mark_of(sent)


def test_a_second_try_within_half_a_minute_makes_no_second_post(
    chat: MattermostChat, server: Mattermost, bit: Place
) -> None:
    first, second = (chat.post(bit, REMINDER, "een") for _ in "12")

    assert first == second
    assert len(server.posts()) == 1


@pytest.mark.parametrize("kind", ["person", "channel"])
def test_a_message_sent_earlier_is_found_by_its_key(
    chat: MattermostChat, server: Mattermost, bit: Place, kind: str
) -> None:
    place = TO_ANNA if kind == "person" else bit
    reference = chat.post(place, REMINDER, "een")
    chat.post(place, REMINDER, "twee")
    server.forget_pending()

    assert chat.find(place, "een") == reference
    assert chat.find(place, "drie") is None


def test_what_somebody_else_marked_is_not_ours(chat: MattermostChat, server: Mattermost, bit: Place) -> None:
    chat.post(bit, REMINDER, "een")
    [ours] = server.posts()
    ours.user = USERS[ANNA]

    assert chat.find(bit, "een") is None


@pytest.mark.parametrize(
    "fault",
    [
        Fault("drop", done=True),
        Fault("drop"),
        Fault("status", 500, done=True),
        Fault("status", 500, "api.post.deduplicate_create_post.pending"),
        Fault("status", 503),
        Fault("status", 408),
        Fault("delay", seconds=1.4, done=True),
    ],
    ids=lambda fault: f"{fault.kind}-{fault.code or fault.status}-{'done' if fault.done else 'undone'}",
)
def test_what_may_have_arrived_is_uncertain_and_sent_no_second_time(
    server: Mattermost, paper: Paper, fault: Fault
) -> None:
    chat = MattermostChat(Server(server.url, server.token, 1), paper)
    server.fail("POST posts", fault)

    with pytest.raises(Uncertain):
        chat.post(TO_ANNA, REMINDER, "een")

    assert len(server.posts()) == (1 if fault.done else 0)
    assert (chat.find(TO_ANNA, "een") is not None) == fault.done


@pytest.mark.parametrize("call", ["GET users/me", f"GET users/{USERS[ANNA]}", "POST channels/direct"])
@pytest.mark.parametrize("fault", [Fault("drop", done=True), Fault("status", 502)], ids=lambda fault: fault.kind)
def test_what_goes_wrong_before_the_message_was_not_sent(
    chat: MattermostChat, server: Mattermost, call: str, fault: Fault
) -> None:
    server.fail(call, fault)

    with pytest.raises(NotSent):
        chat.post(TO_ANNA, REMINDER, "een")

    assert server.posts() == []


@pytest.mark.parametrize(
    ("headers", "after"),
    [((("Retry-After", "30"),), 30), ((("X-RateLimit-Reset", "2"),), 2), ((("Retry-After", "soon"),), 10), ((), 10)],
)
def test_a_full_stop_says_when_to_go_on(
    chat: MattermostChat, server: Mattermost, headers: tuple[tuple[str, str], ...], after: float
) -> None:
    server.fail("POST posts", Fault("status", 429, headers=headers))

    with pytest.raises(NotSent) as stopped:
        chat.post(TO_ANNA, REMINDER, "een")

    assert stopped.value.after == after


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_server_that_is_not_there_got_nothing(paper: Paper, scheme: str) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    chat = MattermostChat(Server(f"{scheme}://127.0.0.1:{port}", "t", 1), paper)

    with pytest.raises(NotSent):
        chat.post(TO_ANNA, REMINDER, "een")


def test_a_server_that_cannot_prove_itself_got_nothing(server: Mattermost, paper: Paper) -> None:
    chat = MattermostChat(Server(server.url.replace("http", "https"), server.token, 1), paper)

    with pytest.raises(NotSent):
        chat.post(TO_ANNA, REMINDER, "een")


@pytest.mark.parametrize("told", ["Mijn titel", "Titel", "a" * 200])
def test_words_that_are_no_code_may_quote_us_and_are_not_taken_over(
    chat: MattermostChat, server: Mattermost, told: str
) -> None:
    server.fail("POST posts", Fault("status", 400, told))

    with pytest.raises(Undeliverable, match=r"^HTTP 400$"):
        chat.post(TO_ANNA, REMINDER, "een")


def test_an_archived_channel_is_undeliverable(chat: MattermostChat, server: Mattermost, bit: Place) -> None:
    server.channels[server.bit].delete_at = 1

    with pytest.raises(Undeliverable, match="can_not_post_to_deleted"):
        chat.post(bit, REMINDER, "een")


def test_a_channel_without_the_bot_is_undeliverable(chat: MattermostChat, server: Mattermost, bit: Place) -> None:
    server.channels[server.bit].members.remove(server.bot)

    with pytest.raises(Undeliverable, match="permissions"):
        chat.post(bit, REMINDER, "een")
    with pytest.raises(Uncertain, match="permissions"):
        chat.find(bit, "een")


def test_a_deactivated_person_is_undeliverable(chat: MattermostChat, server: Mattermost) -> None:
    server.users[USERS[ANNA]]["delete_at"] = 1

    with pytest.raises(Undeliverable, match="deactivated"):
        chat.post(TO_ANNA, REMINDER, "een")


def test_somebody_unknown_is_undeliverable(chat: MattermostChat) -> None:
    with pytest.raises(Undeliverable, match="missing_account"):
        chat.post(Place("mattermost", "person", made_id("nobody")), REMINDER, "een")


def test_a_wrong_token_is_undeliverable(server: Mattermost, paper: Paper) -> None:
    with pytest.raises(Undeliverable, match="session_expired"):
        MattermostChat(Server(server.url, "wrong", 2), paper).post(TO_ANNA, REMINDER, "een")


def test_an_answer_that_points_elsewhere_is_not_followed(chat: MattermostChat, server: Mattermost, bit: Place) -> None:
    server.fail("POST posts", Fault("status", 302, headers=(("Location", f"{server.url}/api/v4/system/ping"),)))

    with pytest.raises(Undeliverable, match="302"):
        chat.post(bit, REMINDER, "een")

    assert server.called("GET system/ping") == []


@pytest.mark.parametrize(
    "fault",
    [Fault("drop"), Fault("status", 500), Fault("status", 429)],
    ids=lambda fault: f"{fault.kind}-{fault.status}",
)
def test_a_look_that_fails_is_uncertain(chat: MattermostChat, server: Mattermost, bit: Place, fault: Fault) -> None:
    server.fail(f"GET channels/{server.bit}/posts", fault)

    with pytest.raises(Uncertain):
        chat.find(bit, "een")


RENEWED = Message(
    notice=words("WA-1 is bijgewerkt"),
    card=Card(Text(("WA-1 ", Said("@here"))), actions=(Button(words("Toewijzen"), "wa wijs toe WA-1"),)),
)


def test_a_message_is_changed_where_it_stands_and_still_found(
    chat: MattermostChat, server: Mattermost, paper: Paper
) -> None:
    reference = chat.post(TO_ANNA, REMINDER, "een")
    chat.edit(TO_ANNA, reference, RENEWED)

    [post] = server.posts()
    signed = server.integration(post.id, "a0")["context"]["signed"]
    assert post.message == "WA-1 is bijgewerkt"
    assert "@\u2060here" in post.props["attachments"][0]["text"]
    assert paper.signer.unseal("action", signed, USERS[ANNA])["line"] == "wa wijs toe WA-1"
    assert chat.find(TO_ANNA, "een") == reference


def test_a_card_without_buttons_takes_the_old_ones_away(chat: MattermostChat, server: Mattermost, bit: Place) -> None:
    reference = chat.post(bit, REMINDER, "een")
    chat.edit(bit, reference, Message(words("WA-1"), Card(words("WA-1"))))

    with pytest.raises(Denied, match="action_id"):
        server.integration(server.posts()[0].id, "a0")


def test_a_post_of_somebody_else_or_none_is_not_changed(chat: MattermostChat, server: Mattermost, bit: Place) -> None:
    reference = chat.post(bit, REMINDER, "een")
    server.posts()[0].user = USERS[ANNA]

    with pytest.raises(Undeliverable, match="another author"):
        chat.edit(bit, reference, RENEWED)
    with pytest.raises(Undeliverable, match=r"post\.get"):
        chat.edit(bit, f"{server.bit}:{made_id('gone')}", RENEWED)
    assert server.posts()[0].message == "WA-1: uiterlijk morgen"


@pytest.mark.parametrize("call", ["GET posts/{}", "PUT posts/{}/patch"])
@pytest.mark.parametrize(
    ("fault", "meaning"),
    [
        (Fault("status", 429), NotSent),
        (Fault("status", 500), Uncertain),
        (Fault("drop", done=True), Uncertain),
        (Fault("status", 403), Undeliverable),
    ],
    ids=lambda case: f"{getattr(case, 'kind', '')}-{getattr(case, 'status', '')}",
)
def test_what_became_of_a_change_is_said(
    chat: MattermostChat, server: Mattermost, call: str, fault: Fault, meaning: type[Exception]
) -> None:
    reference = chat.post(TO_ANNA, REMINDER, "een")
    server.fail(call.format(reference.rpartition(":")[2]), fault)

    with pytest.raises(meaning):
        chat.edit(TO_ANNA, reference, RENEWED)
