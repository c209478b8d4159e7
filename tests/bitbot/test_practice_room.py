"""The practice room as `bitbot demo` starts it: what was said at the beginning, and a new beginning."""

from __future__ import annotations

from bitbot.clock import Frozen
from bitbot.demo import Practice
from bitbot.settings import Settings
from handlers.practice.room import BOT, CHANNEL, Spot
from tests.conversations.conftest import THURSDAY


def announced(practice: Practice) -> int:
    return sum(entry.author == BOT for entry in practice.room.look(Spot("laren-1", CHANNEL)))


def test_after_a_new_beginning_the_channel_says_at_once_what_it_said_at_first(sqlite_url: str) -> None:
    practice = Practice(Settings(database_url=sqlite_url), Frozen(THURSDAY), works=False)
    practice.say_beginning()
    first = announced(practice)
    practice.begin_again()

    assert first > 0
    assert announced(practice) == first
    practice.bot.stop()
