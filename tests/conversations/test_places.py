"""Where others may read along bitbot says where to ask instead; of the channel of the BIT the coordinator hears it."""

from __future__ import annotations

import pytest

from bitbot.chat import PlaceKind
from bitbot.texts import sentences
from storage import tables
from tests.conversations.conftest import Talk
from tests.conversations.moments import arranged
from tests.platforms.contract import RESTRICTED, Shown, Spot

LINE = "/signaal nieuw Kanarieloods met veel verkeer gemeente Laren"
TYPED_BACK = str(sentences()["refused.place_typed"])
restricted = pytest.mark.parametrize("where", RESTRICTED)
turned = pytest.mark.parametrize("kind", RESTRICTED)


def sentence(kind: str) -> str:
    return str(sentences()[f"refused.place_{kind}"])


def turn(talk: Talk, kind: PlaceKind) -> None:
    """Somebody changes the channel of the BIT, and a minute later the worker has seen it."""
    talk.platform.turn_channel(kind)
    talk.bot.lookout.watch()
    talk.bot.worker.turn()


def stored(talk: Talk) -> int:
    with talk.store() as store:
        return len(store.changes_after(0))


def texts(shown: list[Shown]) -> str:
    return "\n".join(one.text for one in shown)


# Asking


@restricted
def test_there_bitbot_says_where_to_ask_and_what_was_typed_comes_back_in_a_direct_message(
    talk: Talk, where: Spot
) -> None:
    shown = talk.say("laren-1", LINE, where)

    assert shown.text.endswith(f"{sentence(where)} {TYPED_BACK}")
    assert (shown.buttons, dict(shown.menus), shown.form) == ((), {}, None)
    assert "Kanarie" not in str(shown.raw)
    assert [LINE in message.text for message in talk.messages("laren-1")] == [True]
    assert talk.messages("huizen-1") == []
    assert talk.platform.posted() == 0
    assert stored(talk) == 0


@restricted
@pytest.mark.parametrize("line", ["/bit", "/wa nieuw", "/signaal", "/wa lijst", "/bit hulp", "/overleg", "/wa onzin"])
def test_there_nothing_is_looked_up_and_no_form_opens(talk: Talk, where: Spot, line: str) -> None:
    shown = talk.say("laren-1", line, where)

    assert shown.text == sentence(where)
    assert (shown.buttons, dict(shown.menus), shown.form) == ((), {}, None)
    assert talk.platform.posted() == 0


def test_a_stranger_hears_no_more_there_than_a_member(talk: Talk) -> None:
    if talk.platform.name == "practice":
        pytest.skip("nobody can be a stranger in the practice room")

    assert talk.say("stranger", "/wa lijst", "public").text == sentence("public")


@pytest.mark.parametrize("where", ["private", "direct"])
def test_in_the_private_channel_and_in_direct_messages_it_is_answered(talk: Talk, where: Spot) -> None:
    made = talk.say("laren-1", LINE, where)
    talk.say("laren-1", "/signaal", where)
    filled = talk.fill("laren-1", titel="Kanarietweede")
    changed = talk.say("laren-1", "/signaal toon S-1", where)

    assert "Geregistreerd als S-1." in made.text
    assert "Geregistreerd als S-2." in filled.text
    assert "Wijzigen" in changed.buttons


def test_a_guest_hears_why_and_gets_nothing_sent(talk: Talk) -> None:
    """Also one who stands in the list of members."""
    talk.platform.make_guest("huizen-1")

    shown = talk.say("huizen-1", "/wa lijst", "direct")
    talk.say("laren-1", "/wa nieuw Kanarievergunning nakijken voor @huizen-1", "direct")

    assert shown.text == sentence("guest")
    assert talk.messages("huizen-1") == []
    assert "kon niet worden bezorgd" in texts(talk.messages("coordinator-1"))


# The channel of the BIT


@turned
def test_the_coordinator_hears_once_that_others_read_along_in_the_channel(talk: Talk, kind: PlaceKind) -> None:
    for _ in range(3):
        turn(talk, kind)

    reports = [one.text for one in talk.messages("coordinator-1")]
    assert len(reports) == 1
    assert "Het kanaal van het BIT is niet besloten" in reports[0]
    assert "/invite @bitbot" in reports[0] if kind == "hidden" else "Klik op de naam van het kanaal" in reports[0]
    assert talk.messages("laren-1") == []
    assert talk.platform.posted() == 0


def test_a_coordinator_who_has_not_accepted_the_secrecy_statement_hears_it_too(talk: Talk, sqlite_url: str) -> None:
    arranged(sqlite_url, lambda connection: connection.execute(tables.verklaring.delete()))

    turn(talk, "public")

    assert "maak er weer een privékanaal van" in talk.messages("coordinator-1")[-1].text


@turned
def test_it_goes_on_when_the_channel_is_private_again(talk: Talk, kind: PlaceKind) -> None:
    turn(talk, kind)
    refused = talk.say("laren-1", "/wa lijst")
    turn(talk, "private")
    answered = talk.say("laren-1", "/wa lijst")

    assert refused.text == sentence(kind)
    assert "Geen werkafspraken gevonden" in answered.text
    assert "weer besloten" in talk.messages("coordinator-1")[-1].text


@turned
def test_a_button_and_an_open_form_of_before_do_nothing_and_what_is_filled_in_stays(
    talk: Talk, kind: PlaceKind
) -> None:
    talk.say("laren-1", "/wa nieuw Vergunning nakijken")
    turn(talk, kind)
    clicked = talk.click("laren-1", "Oppakken")
    turn(talk, "private")
    talk.say("laren-1", "/signaal")
    turn(talk, kind)
    before = stored(talk)

    refused = talk.fill("laren-1", titel="Kanarieloods")
    between = stored(talk)
    turn(talk, "private")
    saved = talk.fill("laren-1", titel="Kanarieloods")

    assert sentence(kind) in clicked.text
    assert list(refused.errors.values()) == [sentence(kind)]
    assert refused.form
    assert refused.form["titel"] == "Kanarieloods"
    assert between == before
    assert "Geregistreerd als S-1." in saved.text


@turned
def test_a_new_signaal_is_not_announced_there_and_the_coordinator_hears_that_too(talk: Talk, kind: PlaceKind) -> None:
    turn(talk, kind)
    talk.say("laren-1", LINE, "direct")
    during = len(talk.channel()) if kind != "hidden" else 0
    turn(talk, "private")
    talk.say("laren-1", LINE, "direct")

    told = texts(talk.messages("coordinator-1"))
    assert during == 0
    assert ["Signaal S-2" in one.text for one in talk.channel()] == [True]
    assert "Een bericht in het kanaal van het BIT kon niet worden geplaatst" in told
    assert "Kanarie" not in told


def test_a_card_in_the_channel_is_made_true_once_it_is_private_again(talk: Talk) -> None:
    talk.say("laren-1", LINE, "direct")
    talk.bot.follower.turn()
    turn(talk, "public")
    talk.say("laren-1", "/signaal wijzig S-1", "direct")
    talk.fill("laren-1", thema="Hennep")
    talk.bot.follower.turn()
    during = texts(talk.channel())
    turn(talk, "private")
    talk.bot.follower.turn()

    assert "Hennep" not in during
    assert "Hennep" in texts(talk.channel())
