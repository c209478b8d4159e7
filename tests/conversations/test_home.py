"""One message with what is somebody's, where the platform has no place of its own for it."""

from __future__ import annotations

import pytest

from tests.conversations.conftest import Talk


def test_what_is_mine_stands_in_one_message_that_stays_true(talk: Talk) -> None:
    if not talk.bot.homes:
        pytest.skip("this platform has a place of its own for it, or needs none")
    talk.bot.turn()
    before = talk.messages("huizen-1")
    talk.say("laren-1", "/wa nieuw Nakijken voor @huizen-1")
    talk.bot.turn()
    asked = talk.messages("huizen-1")
    talk.click("huizen-1", "Accepteren")
    talk.say("huizen-1", "/wa gereed WA-1 In orde")
    talk.bot.turn()

    assert len(before) == 1
    assert "Nakijken" not in before[0].text
    assert "Nakijken" in asked[0].text
    assert talk.messages("huizen-1")[0].text == before[0].text
