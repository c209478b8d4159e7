"""What people type becomes the line of a command."""

import pytest

from handlers.practice.typed import command_line, with_mentions

MEMBERS = ["eik-1", "eik-10", "wout"]


@pytest.mark.parametrize(
    ("typed", "line"),
    [
        ("geef WA-1 @eik-10", "geef WA-1 <@eik-10>"),
        ("geef WA-1 @eik-1, vandaag", "geef WA-1 <@eik-1>, vandaag"),
        ("@Wout @wout.", "<@wout> <@wout>."),
        ("@onbekend en @eik-100", "@onbekend en @eik-100"),
        ("mail@wout <@wout>", "mail@wout <@wout>"),
    ],
)
def test_only_a_known_member_becomes_a_mention(typed: str, line: str) -> None:
    assert with_mentions(typed, MEMBERS) == line


@pytest.mark.parametrize(
    ("typed", "in_channel", "to_bot"),
    [
        ("/wa claim WA-1", "wa claim WA-1", "wa claim WA-1"),
        ("/ wa", "wa", "wa"),
        ("@bitbot wa lijst", "wa lijst", "wa lijst"),
        ("wa lijst", None, "wa lijst"),
        ("kijk bij a/b", None, "kijk bij a/b"),
    ],
)
def test_words_in_the_channel_are_for_people_and_to_the_bot_a_command(
    typed: str, in_channel: str | None, to_bot: str
) -> None:
    assert command_line(typed, to_bot=False) == in_channel
    assert command_line(typed, to_bot=True) == to_bot
