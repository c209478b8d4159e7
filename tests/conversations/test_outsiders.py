"""What reaches whom: nothing of a hidden record comes to who may not see it, by no way there is."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.conversations.conftest import PLATFORMS, Talk
from tests.conversations.moments import at, talk_from, with_member

WORDS = "Kanarie"
TEAM = ("laren-1", "blaricum-1", "politie-1", "gooise-meren-1", "burgemeester-huizen", "beheerder-1", "fg-1")


@pytest.fixture(params=sorted(PLATFORMS))
def january(request: pytest.FixtureRequest, sqlite_url: str) -> Iterator[Talk]:
    with talk_from(str(request.param), sqlite_url, "2027-01-05 10:00", with_member("laren-1", active=False)) as talk:
        yield talk


def live_through(talk: Talk, visibility: str) -> None:
    """A signaal and a werkafspraak that only some may see, with all that can happen to them."""
    talk.say("hilversum-1", "/signaal")
    talk.fill(
        "hilversum-1",
        titel=f"{WORDS}titel",
        feit=f"{WORDS}feit",
        gemeenten=["Hilversum"],
        thema="Hennep",
        zichtbaarheid=visibility,
    )
    talk.say("hilversum-1", f"/wa nieuw {WORDS}eerste voor @wijdemeren-1 uiterlijk morgen bij S-1")
    talk.say("wijdemeren-1", f"/wa weiger WA-1 {WORDS}reden")
    talk.say("hilversum-1", "/wa wijs toe WA-1 @hilversum-1")
    talk.say("hilversum-1", f"/wa voortgang WA-1 {WORDS}voortgang")
    talk.say("hilversum-1", f"/wa nieuw {WORDS}tweede uiterlijk morgen bij S-1")
    talk.until(at("2027-01-08 12:00"))
    talk.say("hilversum-1", f"/wa gereed WA-1 {WORDS}resultaat")


@pytest.mark.parametrize("visibility", ["alleen betrokken partners", "alleen genoemde personen"])
def test_a_hidden_record_reaches_nobody_else_by_message_channel_list_or_count(january: Talk, visibility: str) -> None:
    live_through(january, visibility)
    people = [who for who in TEAM if who != "laren-1"]
    lines = (
        "/signaal lijst alle",
        "/wa lijst alle",
        "/wa lijst te laat",
        "/bit",
        "/bit stand",
        "/overleg",
        "/rapportage",
    )

    told = {who: [january.say(who, line).text for line in lines] for who in people}
    sent = {who: [shown.text + str(shown.raw) for shown in january.messages(who)] for who in people}

    assert [shown for shown in january.channel() if "S-1" in shown.text or WORDS in str(shown)] == []
    for who in people:
        assert WORDS not in "\n".join(told[who] + sent[who]), who
        assert "S-1" not in "\n".join(told[who] + sent[who]), who
        assert "Geen signalen gevonden" in told[who][0]
        assert "Geen werkafspraken gevonden" in told[who][1]
    assert WORDS in january.say("coordinator-1", "/wa lijst alle").text
    assert WORDS in january.say("hilversum-1", "/signaal lijst").text


def test_partners_that_are_involved_see_it_and_its_count(talk: Talk) -> None:
    talk.say("hilversum-1", "/signaal")
    talk.fill("hilversum-1", titel="Loods", gemeenten=["Laren"], zichtbaarheid="alleen betrokken partners")
    talk.say("hilversum-1", "/wa nieuw Nakijken voor Politie bij S-1")

    signaal = {who: "Loods" in talk.say(who, "/signaal lijst").text for who in ("laren-1", "hilversum-2", "politie-1")}
    afspraak = {who: "Nakijken" in talk.say(who, "/wa lijst").text for who in ("laren-1", "hilversum-2", "politie-1")}

    assert signaal == {"laren-1": True, "hilversum-2": True, "politie-1": False}
    assert afspraak == {"laren-1": True, "hilversum-2": True, "politie-1": True}
    assert "Loods" not in talk.say("politie-1", "/wa toon WA-1").text


def test_a_linked_werkafspraak_shows_no_more_than_itself(talk: Talk) -> None:
    """The werkafspraak is for all, its signaal no longer."""
    talk.say("hilversum-1", "/signaal nieuw Kanarieloods gemeente Hilversum")
    talk.say("hilversum-1", "/wa nieuw Nakijken bij S-1")
    talk.say("hilversum-1", "/signaal wijzig S-1")
    talk.fill("hilversum-1", zichtbaarheid="alleen betrokken partners")

    shown = talk.say("politie-1", "/wa toon WA-1").text

    assert "Nakijken" in shown
    assert "Kanarie" not in shown
    assert "S-1" not in shown


def test_the_beheerder_and_toezicht_see_no_content_of_a_meeting(talk: Talk) -> None:
    talk.say("hilversum-1", "/overleg agendapunt Kanariepunt")

    for who in ("beheerder-1", "fg-1"):
        assert "Kanarie" not in talk.say(who, "/overleg").text, who


def test_who_left_is_a_stranger_from_then_on(january: Talk) -> None:
    if january.platform.name == "practice":
        pytest.skip("who left cannot be chosen in the practice room")
    live_through(january, "hele team")

    for line in ("/bit", "/signaal lijst", "/signaal toon S-1", "/wa", "/overleg", "/rapportage bijdrage", "/bit hulp"):
        shown = january.say("laren-1", line)
        assert shown.text.startswith("U staat niet in de ledenlijst"), line
        assert shown.form is None
    assert january.messages("laren-1") == []
