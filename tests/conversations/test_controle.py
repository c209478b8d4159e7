"""From a controle to the settlement of what was found, and what stands in the way, in the words people see."""

from __future__ import annotations

import pytest

from tests.conversations.conftest import Talk
from tests.conversations.moments import at

HUIZEN, LAREN, MAYOR, COORDINATOR = "huizen-1", "laren-1", "burgemeester-huizen", "coordinator-1"
PLAN = {
    "titel": "Loodsen langs de ring",
    "datum": "2026-09-18",
    "soort_controle": "eerste controle",
    "aangekondigd": "onaangekondigd",
    "leiding": "Deelnemer Huizen",
    "deelnemers": ["Deelnemer Laren"],
}


def ready_casus(talk: Talk) -> None:
    talk.say(HUIZEN, "/casus nieuw Loodsen gemeente Huizen thema autobedrijven")
    talk.say(HUIZEN, "/casus stem af C-1")
    talk.say(MAYOR, "/afstemming akkoord AF-1 doe maar")
    talk.say(COORDINATOR, "/casus bespreek C-1 vandaag")


def planned(talk: Talk) -> None:
    ready_casus(talk)
    talk.say(HUIZEN, "/controle nieuw bij C-1")
    talk.fill(HUIZEN, **PLAN)


def test_no_controle_before_the_mayor_agreed_and_the_casus_was_in_the_overleg(talk: Talk) -> None:
    talk.say(HUIZEN, "/casus nieuw Loodsen gemeente Huizen thema autobedrijven")
    talk.say(HUIZEN, "/casus stem af C-1")

    early = talk.say(HUIZEN, "/controle nieuw bij C-1")
    talk.say(COORDINATOR, "/casus bespreek C-1 vandaag")
    untuned = talk.say(HUIZEN, "/controle nieuw bij C-1")

    assert "nog niet in het overleg besproken" in early.text
    assert "nog niet afgestemd met de burgemeester van: Huizen" in untuned.text


def test_who_takes_part_hears_it_is_briefed_and_asked_for_a_debrief(talk: Talk) -> None:
    planned(talk)

    invited = talk.messages(LAREN)[-1].text
    talk.until(at("2026-09-17 10:00"))
    briefed = talk.messages(LAREN)[-1].text
    talk.until(at("2026-09-21 10:00"))
    asked = talk.messages(HUIZEN)[-1].text

    assert "gevraagd om aan deze controle mee te doen" in invited
    assert "De volgende werkdag is deze controle" in briefed
    assert "doe de debrief" in asked


def test_what_was_found_is_settled_before_the_casus_can_close(talk: Talk) -> None:
    planned(talk)
    talk.say(HUIZEN, "/bevinding nieuw Brandblussers ontbreken bij CO-1")
    found = talk.fill(HUIZEN, domein="brandveiligheid", behandelaar="Gemeente Laren")
    talk.say(LAREN, "/maatregel nieuw Herstel binnen vier weken bij BV-1")
    talk.fill(LAREN, soort_maatregel="last onder dwangsom", behandelaar="Gemeente Laren", uiterlijk="2026-10-01")

    assert "Bevinding BV-1 Brandblussers ontbreken" in found.text
    assert "Uw organisatie gaat verder met deze bevinding" in talk.messages(LAREN)[-1].text

    talk.say(COORDINATOR, "/casus sluit C-1 klaar")
    early = talk.say(COORDINATOR, "/casus sluit C-1 klaar")
    imposed = talk.say(LAREN, "/maatregel leg op M-1 € 1.250,50")

    assert "Rond eerst af: CO-1, BV-1, M-1" in early.text
    assert "niet ingevuld → € 1.250,50" in imposed.text

    talk.say(LAREN, "/bevinding stel vast BV-1")
    talk.say(LAREN, "/maatregel afgehandeld M-1 alles hersteld")
    talk.fill(LAREN, afhandeling="hersteld")
    talk.say(HUIZEN, "/controle vervalt CO-1 niet meer nodig")
    talk.say(COORDINATOR, "/casus sluit C-1 klaar")
    closed = talk.fill(COORDINATOR, uitkomst="resultaat")

    assert "→ gesloten" in closed.text


@pytest.mark.parametrize("amount", ["-5", "1,2,3", "veel", "1.25,00"])
def test_what_is_no_amount_becomes_a_question(talk: Talk, amount: str) -> None:
    planned(talk)
    talk.say(HUIZEN, "/bevinding nieuw Brandblussers ontbreken bij CO-1")
    talk.fill(HUIZEN, domein="brandveiligheid")
    talk.say(HUIZEN, "/maatregel nieuw Herstel bij BV-1")
    talk.fill(HUIZEN, soort_maatregel="waarschuwing", behandelaar="Gemeente Huizen")

    refused = talk.say(HUIZEN, f"/maatregel leg op M-1 {amount}")

    assert f"„{amount}” is geen bedrag dat ik begrijp" in refused.text


def test_a_measure_with_a_term_is_reminded_of_until_it_is_settled(talk: Talk) -> None:
    planned(talk)
    talk.say(HUIZEN, "/bevinding nieuw Brandblussers ontbreken bij CO-1")
    talk.fill(HUIZEN, domein="brandveiligheid")
    talk.say(HUIZEN, "/maatregel nieuw Herstel bij BV-1")
    talk.fill(HUIZEN, soort_maatregel="waarschuwing", behandelaar="Gemeente Laren", uiterlijk="2026-10-01")

    talk.until(at("2026-09-28 10:00"))
    soon = talk.messages(LAREN)[-1].text
    talk.say(LAREN, "/maatregel zie af M-1 al hersteld")
    talk.until(at("2026-10-03 10:00"))

    assert "De termijn van deze maatregel komt dichtbij" in soon
    assert not any("deze maatregel is voorbij" in message.text for message in talk.messages(LAREN))


def test_a_knelpunt_goes_to_the_dvc_by_way_of_the_mayor_and_skips_nothing(talk: Talk) -> None:
    talk.say(HUIZEN, "/knelpunt nieuw Te weinig toezichthouders gemeente Huizen")
    talk.fill(HUIZEN, categorie="capaciteit", gevolg="Controles gaan niet door")

    skipped = talk.say(COORDINATOR, "/knelpunt naar dvc K-1 twee erbij")
    member = talk.say(HUIZEN, "/knelpunt leg voor K-1")
    talk.say(COORDINATOR, "/knelpunt behandel K-1")
    talk.say(COORDINATOR, "/knelpunt leg voor K-1")
    asked = talk.messages(MAYOR)[-1].text
    done = talk.say(MAYOR, "/knelpunt naar dvc K-1 twee toezichthouders erbij")

    assert "K-1 is nu: gemeld" in skipped.text
    assert "Alleen de coördinator" in member.text
    assert "U kunt besluiten, of het naar de DVC brengen" in asked
    assert "voorgelegd aan de DVC" in done.text


def test_a_belemmering_becomes_a_knelpunt_only_on_purpose(talk: Talk) -> None:
    talk.say(HUIZEN, "/belemmering nieuw Geen grondslag gemeente Huizen")
    talk.fill(HUIZEN, voorgelegd_aan="Ministerie", gevolg="Gegevens blijven liggen")

    before = talk.say(COORDINATOR, "/knelpunt lijst alle").text
    talk.say(COORDINATOR, "/belemmering maak knelpunt B-1 de DVC moet besluiten")
    after = talk.say(COORDINATOR, "/knelpunt lijst alle").text

    assert "Geen grondslag" not in before
    assert "K-1 Geen grondslag" in after


def test_an_incident_is_for_its_maker_and_the_coordinator_only(talk: Talk) -> None:
    opened = talk.say(HUIZEN, "/incident nieuw Bedreigd bij een loods gemeente Huizen")
    talk.fill(HUIZEN, soort_incident="bedreiging", datum="2026-09-09", aangifte="nog niet")

    assert "112" in opened.text
    assert "Bedreigd" in talk.say(COORDINATOR, "/incident toon I-1").text
    assert "I-1 is niet gevonden" in talk.say(LAREN, "/incident toon I-1").text


def test_what_belongs_to_something_says_to_what(talk: Talk) -> None:
    opened = talk.say(HUIZEN, "/bevinding nieuw Brandblussers ontbreken")

    assert "Zeg erbij waar dit bij hoort, bijvoorbeeld: /bevinding nieuw bij CO-12" in opened.text
