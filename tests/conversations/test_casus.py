"""A casus on its way: tuned with every mayor, discussed, carried out and closed, in the words people see."""

from __future__ import annotations

from tests.conversations.conftest import Talk

HUIZEN, MAYOR, COORDINATOR = "huizen-1", "burgemeester-huizen", "coordinator-1"


def test_a_casus_goes_from_proposal_to_closed(talk: Talk) -> None:
    talk.say(HUIZEN, "/signaal nieuw Veel verkeer bij een loods gemeente Huizen thema autobedrijven")
    made = talk.say(HUIZEN, "/casus nieuw Garages langs de ring thema autobedrijven bij S-1")
    assert "Vastgelegd als C-1" in made.text
    assert "Bij S-1 Veel verkeer bij een loods" in made.text

    talk.click(HUIZEN, "Afstemmen")
    asked = talk.messages(MAYOR)[-1]
    assert "Kan deze casus in uw gemeente worden opgepakt" in asked.text
    assert {"Akkoord", "Niet akkoord"} <= set(asked.buttons)

    talk.click(MAYOR, "Akkoord")
    talk.fill(MAYOR, reden="Met de brandweer erbij")
    assert "Afstemming AF-1 Garages langs de ring" in talk.messages(HUIZEN)[-1].text

    talk.say(COORDINATOR, "/casus bespreek C-1 vandaag")
    for label in ("Voorbereiden", "Uitvoeren", "Afhandelen", "Nazorg"):
        talk.click(COORDINATOR, label)
    talk.click(COORDINATOR, "Sluiten")
    closed = talk.fill(COORDINATOR, uitkomst="resultaat", reden="Alles is hersteld")

    assert "Status: nazorg → gesloten" in closed.text
    assert "Reden: niet ingevuld → Alles is hersteld" in closed.text


def test_without_every_mayor_nothing_is_carried_out(talk: Talk) -> None:
    talk.say(HUIZEN, "/casus nieuw Loodsen gemeente Huizen, Laren thema autobedrijven")
    talk.say(HUIZEN, "/casus stem af C-1")
    talk.say(MAYOR, "/afstemming akkoord AF-1 Huizen doet mee")
    talk.say(COORDINATOR, "/casus bespreek C-1 vandaag")

    refused = talk.say(HUIZEN, "/casus bereid voor C-1")
    talk.say(COORDINATOR, "/afstemming akkoord AF-2")
    talk.fill(COORDINATOR, namens="burgemeester Laren")
    done = talk.say(HUIZEN, "/casus bereid voor C-1")

    assert "C-1 is nog niet afgestemd met de burgemeester van: Laren" in refused.text
    assert "in voorbereiding" in done.text


def test_a_mayor_answers_for_the_own_municipality_only(talk: Talk) -> None:
    talk.say(HUIZEN, "/casus nieuw Loodsen gemeente Laren thema autobedrijven")
    talk.say(HUIZEN, "/casus stem af C-1")

    other = talk.say(MAYOR, "/afstemming akkoord AF-1 goed")
    member = talk.say("laren-1", "/afstemming akkoord AF-1 goed")

    assert "Alleen de burgemeester van de gemeente" in other.text
    assert "Alleen de burgemeester van de gemeente" in member.text


def test_adding_a_municipality_asks_its_mayor_and_dropping_one_withdraws_the_question(talk: Talk) -> None:
    talk.say(HUIZEN, "/casus nieuw Loodsen gemeente Laren thema autobedrijven")
    talk.say(HUIZEN, "/casus stem af C-1")

    talk.say(HUIZEN, "/casus wijzig C-1")
    talk.fill(HUIZEN, gemeenten=["Huizen"])

    assert "Kan deze casus" in talk.messages(MAYOR)[-1].text
    assert "AF-1 Loodsen · Laren · ingetrokken" in talk.say(COORDINATOR, "/afstemming lijst alle").text


def test_a_casus_that_is_held_up_goes_on_where_it_was(talk: Talk) -> None:
    talk.say(HUIZEN, "/casus nieuw Loodsen gemeente Laren thema autobedrijven")
    talk.say(HUIZEN, "/casus stem af C-1")
    talk.say(HUIZEN, "/casus houd aan C-1 wacht op onderzoek")

    talk.say(HUIZEN, "/casus hervat C-1")

    assert "in afstemming met de burgemeester" in talk.say(HUIZEN, "/casus toon C-1").text


def test_what_is_missing_in_one_line_is_asked_in_the_form_and_nothing_typed_is_lost(talk: Talk) -> None:
    opened = talk.say(HUIZEN, "/casus nieuw Garages langs de ring gemeente Huizen")

    assert opened.form is not None
    assert opened.form["titel"] == "Garages langs de ring"
    assert opened.form["gemeenten"] == "Huizen"


def test_a_state_that_does_not_allow_the_step_says_what_it_is_now(talk: Talk) -> None:
    talk.say(HUIZEN, "/casus nieuw Loodsen gemeente Huizen thema autobedrijven")

    refused = talk.say(HUIZEN, "/casus voer uit C-1")

    assert "C-1 is nu: voorstel" in refused.text
