"""The practice room keeps messages, once each, and shows them to whom they are for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bitbot.chat import Button, Card, Chat, Fact, Form, Menu, Message, Place, Reply, Text
from bitbot.errors import Undeliverable
from handlers.practice.room import CHANNEL, Body, PracticeRoom, Spot, pack, unpack
from storage.room import Entry
from tests.handlers.practice.shelf import MemoryShelf
from tests.handlers.practice.toy import AGREEMENT, START, reminder, words

ANNA = Place("practice", "person", "anna")
TEAM = Place("practice", "channel", "bit")


@pytest.fixture
def room() -> PracticeRoom:
    return PracticeRoom(MemoryShelf(), lambda: START, lambda: ["anna", "bram"])


def test_the_room_is_a_chat_platform(room: PracticeRoom) -> None:
    chat: Chat = room

    assert chat.platform == "practice"


def test_a_message_sent_twice_is_there_once(room: PracticeRoom) -> None:
    first = room.post(ANNA, reminder("WA-1"), "key")
    second = room.post(ANNA, reminder("WA-1"), "key")

    assert first == second == room.find(ANNA, "key")
    assert len(room.look(Spot("anna", "anna"))) == 1


def test_the_same_key_at_another_place_is_another_message(room: PracticeRoom) -> None:
    room.post(ANNA, reminder("WA-1"), "key")

    assert room.find(TEAM, "key") is None
    assert room.find(ANNA, "other") is None


def test_nobody_gets_messages_who_is_no_member(room: PracticeRoom) -> None:
    with pytest.raises(Undeliverable):
        room.post(Place("practice", "person", "carla"), reminder("WA-1"), "key")


def test_an_answer_in_the_channel_is_seen_by_the_asker_alone(room: PracticeRoom) -> None:
    room.say(Spot("anna", CHANNEL), "/wa", "k1", private=True)
    room.answer(Spot("anna", CHANNEL), Reply(words("geheim")), "k1")

    assert len(room.look(Spot("anna", CHANNEL))) == 2
    assert room.look(Spot("bram", CHANNEL)) == []
    assert room.entry(Spot("bram", CHANNEL), 2) is None


def test_what_others_wrote_is_unread_until_it_is_seen(room: PracticeRoom) -> None:
    room.say(Spot("anna", CHANNEL), "hallo", "k1", private=False)
    room.post(ANNA, reminder("WA-1"), "k2")

    assert room.unread("anna") == {CHANNEL: 0, "anna": 1}
    assert room.unread("bram") == {CHANNEL: 1, "bram": 0}

    room.read(Spot("bram", CHANNEL))

    assert room.unread("bram") == {CHANNEL: 0, "bram": 0}


def test_everything_is_gone_after_clearing(room: PracticeRoom) -> None:
    room.post(TEAM, reminder("WA-1"), "k1")
    room.read(Spot("anna", CHANNEL))

    room.clear()

    assert room.look(Spot("anna", CHANNEL)) == []
    assert room.find(TEAM, "k1") is None


BODIES = st.builds(
    Body,
    said=st.text(),
    reply=st.none()
    | st.builds(
        Reply,
        text=st.from_type(Text),
        card=st.none()
        | st.builds(
            Card,
            title=st.from_type(Text),
            facts=st.tuples(st.from_type(Fact)),
            actions=st.lists(st.from_type(Button) | st.from_type(Menu), max_size=3).map(tuple),
        ),
        form=st.none() | st.from_type(Form),
        errors=st.dictionaries(st.text(), st.from_type(Text), max_size=2),
    ),
    message=st.none() | st.builds(Message, notice=st.from_type(Text), card=st.just(AGREEMENT)),
)


@given(BODIES)
def test_what_is_kept_comes_back_the_same(body: Body) -> None:
    entry = Entry(place=CHANNEL, author="bot", at=START, body=pack(body))

    assert unpack(entry) == body


def test_a_message_is_changed_where_it_stands_and_is_not_unread_again(room: PracticeRoom) -> None:
    reference = room.post(ANNA, reminder("WA-1"), "key")
    room.read(Spot("anna", "anna"))
    room.edit(ANNA, reference, reminder("WA-1, bijgewerkt"))

    [entry] = room.look(Spot("anna", "anna"))
    assert unpack(entry) == Body(message=reminder("WA-1, bijgewerkt"))
    assert room.unread("anna")["anna"] == 0
    assert room.find(ANNA, "key") == reference


def test_only_a_message_of_the_bot_at_that_place_is_changed(room: PracticeRoom) -> None:
    number = room.say(Spot("anna", CHANNEL), "hallo", "k1", private=False)
    elsewhere = room.post(ANNA, reminder("WA-1"), "k2")

    for place, reference in ((TEAM, str(number)), (TEAM, elsewhere), (ANNA, "99")):
        with pytest.raises(Undeliverable):
            room.edit(place, reference, reminder("WA-2"))
