"""`/overleg`, `/rapportage` and `/bit`, line by line."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.conversations.conftest import PLATFORMS, Talk
from tests.conversations.moments import at, talk_from


@pytest.fixture(params=sorted(PLATFORMS))
def january(request: pytest.FixtureRequest, sqlite_url: str) -> Iterator[Talk]:
    """Tuesday 5 January 2027: the round of 2026-2 is open."""
    with talk_from(str(request.param), sqlite_url, "2027-01-05 10:00") as talk:
        yield talk


# Overleg


def test_the_next_meeting_has_its_day_its_place_and_the_open_werkafspraken(talk: Talk) -> None:
    talk.say("laren-1", "/wa nieuw Nakijken voor @huizen-1 uiterlijk vrijdag")
    talk.say("laren-1", "/wa nieuw Klaar voor @laren-1")
    talk.say("laren-1", "/wa gereed WA-2 Klaar")

    shown = talk.say("politie-1", "/overleg").text

    assert "donderdag 17 september 2026 om 10:00" in shown
    assert "Raadhuis Huizen" in shown
    assert "1 open werkafspraak\n" in shown
    assert "Nakijken" in shown
    assert "Klaar" not in shown


def test_a_point_comes_on_the_agenda_with_who_brought_it(talk: Talk) -> None:
    told = talk.say("laren-1", "/overleg agendapunt Recreatiepark & camping")
    talk.say("politie-1", "/overleg")
    form = talk.click("politie-1", "Agendapunt toevoegen")
    talk.fill("politie-1", tekst="Controle in oktober")

    shown = talk.say("huizen-1", "/overleg").text
    assert "Uw agendapunt staat op de agenda van donderdag 17 september 2026 om 10:00" in told.text
    assert form.form is not None
    assert "Recreatiepark & camping (Deelnemer Laren)" in shown
    assert "Controle in oktober (Deelnemer Politie)" in shown


def test_who_does_not_come_is_named_and_saying_it_twice_changes_nothing(talk: Talk) -> None:
    talk.say("laren-1", "/overleg")
    first = talk.click("laren-1", "Afmelden")
    second = talk.say("laren-1", "/overleg afmelden")

    assert "U bent afgemeld" in first.text
    assert "U was al afgemeld" in second.text
    assert "Afgemeld" in talk.say("huizen-1", "/overleg").text
    assert len(talk.messages("coordinator-1")) == 1


def test_only_the_coordinator_moves_keeps_or_cancels_a_meeting(talk: Talk) -> None:
    for line in ("verplaats O-1 naar vrijdag 10:00", "houd O-1", "vervalt O-1", "verplaats O-1"):
        shown = talk.say("laren-1", f"/overleg {line}")
        assert shown.form is None, line
        assert "Alleen de coördinator" in shown.text, line

    assert "donderdag 17 september 2026 om 10:00" in talk.say("laren-1", "/overleg").text


# Rapportage


def test_without_a_round_bitbot_says_when_one_comes(talk: Talk) -> None:
    for line in ("/rapportage", "/rapportage bijdrage"):
        assert "geen rapportageronde" in talk.say("laren-1", line).text


def test_the_state_names_who_delivered_and_who_did_not(january: Talk) -> None:
    january.say("laren-1", "/rapportage bijdrage")
    january.fill("laren-1", resultaten="Drie controles", uren="0")

    shown = january.say("politie-1", "/rapportage").text.replace("\n", " ")

    delivered, _, missing = shown.partition("Nog niet geleverd")
    assert "Gemeente Laren" in delivered
    for partner in ("Blaricum", "Gooise Meren", "Hilversum", "Huizen", "Wijdemeren", "Politie"):
        assert partner in missing
    assert "Drie controles" not in shown


def test_the_coordinator_reads_all_and_a_missing_partner_is_named_never_zero(january: Talk) -> None:
    january.say("laren-1", "/rapportage bijdrage")
    january.fill("laren-1", resultaten="Drie controles", voortgang="Goed", knelpunten="Geen mensen", uren="40 uur")
    january.say("huizen-1", "/rapportage bijdrage")
    january.fill("huizen-1", resultaten="Niets gedaan")

    shown = january.say("coordinator-1", "/rapportage overzicht").text
    lines = shown.split("\n")

    for words in ("Drie controles", "Goed", "Geen mensen", "40"):
        assert words in shown
    assert "Gemeente Blaricum: nog niet geleverd" in lines
    assert "Uren: niet ingevuld" in lines
    assert "Uren: 0" not in shown
    assert "Alleen de coördinator" in january.say("laren-1", "/rapportage overzicht").text


def test_the_coordinator_can_read_every_word_of_long_contributions(january: Talk) -> None:
    people = ("blaricum-1", "gooise-meren-1", "hilversum-1", "huizen-1", "laren-1", "wijdemeren-1", "politie-1")
    for who in people:
        january.say(who, "/rapportage bijdrage")
        january.fill(who, resultaten="lang " * 500 + f"einde-van-{who}", knelpunten="lang " * 500 + f"slot-van-{who}")

    read = january.say("coordinator-1", "/rapportage overzicht")
    pages = [read.text]
    while "Volgende pagina" in read.buttons and len(pages) < 30:
        read = january.click("coordinator-1", "Volgende pagina")
        pages.append(read.text)

    text = "\n".join(pages)
    assert [who for who in people if f"einde-van-{who}" not in text or f"slot-van-{who}" not in text] == []


def test_delivering_again_fills_in_what_was_said_and_keeps_both(january: Talk) -> None:
    january.say("laren-1", "/rapportage bijdrage")
    january.fill("laren-1", resultaten="Drie controles", uren="12")

    form = january.say("laren-1", "/rapportage bijdrage")
    told = january.fill("laren-1", resultaten="Vier controles")

    assert form.form is not None
    assert form.form["resultaten"] == "Drie controles"
    assert form.form["uren"] == "12"
    assert "versie 2" in told.text
    assert "Vier controles" in january.say("coordinator-1", "/rapportage overzicht").text


def test_hours_that_are_no_number_stay_in_the_form(january: Talk) -> None:
    january.say("laren-1", "/rapportage bijdrage")

    for hours in ("veel", "-3", "1,5", "9999999999"):
        shown = january.fill("laren-1", resultaten="Drie controles", uren=hours)
        assert set(shown.errors) == {"uren"}, hours
        assert shown.form is not None
        assert shown.form["resultaten"] == "Drie controles"


# Bit


def test_bare_shows_what_is_mine_and_the_way_to_everything_else(talk: Talk) -> None:
    talk.say("laren-1", "/wa nieuw Nakijken voor Huizen")

    shown = talk.say("huizen-1", "/bit")

    assert "U hebt 1 open werkafspraak" in shown.text
    assert "Nakijken" in shown.text
    for label in ("Signaal registreren", "Werkafspraak maken", "Stand van zaken", "Volgende overleg", "Hulp"):
        talk.say("huizen-1", "/bit")
        answer = talk.click("huizen-1", label)
        assert answer.text, label


def test_the_coordinator_sees_who_and_others_see_which_partner(talk: Talk) -> None:
    talk.say("laren-1", "/wa nieuw Nakijken voor @huizen-1 uiterlijk vrijdag")
    talk.say("laren-1", "/wa nieuw Bellen voor @politie-1 uiterlijk vrijdag")
    talk.say("politie-1", "/wa accepteer WA-2")
    talk.until(at("2026-09-14 12:00"))

    coordinator = talk.say("coordinator-1", "/bit stand").text.replace("\n", " ")
    member = talk.say("laren-1", "/bit stand").text.replace("\n", " ")

    assert "2: Deelnemer Huizen 1, Deelnemer Politie 1" in coordinator
    assert "2: Gemeente Huizen 1, Politie Eenheid Midden-Nederland 1" in member
    assert "Deelnemer" not in member
    assert "1 geaccepteerd" in member
    assert "1 nog niet geaccepteerd" in member
    assert "donderdag 17 september 2026 om 10:00" in member


def test_the_stand_of_one_partner_counts_only_that_one(talk: Talk) -> None:
    talk.say("laren-1", "/signaal nieuw Winkel gemeente Laren")
    talk.say("laren-1", "/wa nieuw Nakijken voor Huizen")

    def first(words: str) -> str:
        return talk.say("politie-1", f"/bit stand {words}").text.replace("\n", " ").replace(":", "")

    assert "Signalen 1 geregistreerd Werkafspraken 1 nog niet geaccepteerd" in first("")
    assert "Signalen geen Werkafspraken 1 nog niet geaccepteerd" in first("huizen")
    assert "Signalen 1 geregistreerd" in first("gemeente Laren")
    assert "Signalen geen Werkafspraken geen" in first("Politie")
    assert "is geen partner die ik ken" in first("Atlantis")


def test_missing_partners_are_named_in_the_stand(january: Talk) -> None:
    january.say("laren-1", "/rapportage bijdrage")
    january.fill("laren-1", resultaten="Drie controles")

    shown = january.say("politie-1", "/bit stand").text

    missing = shown.partition("nog niet: ")[2]
    assert "1 geleverd" in shown
    assert "Gemeente Huizen" in missing
    assert "Gemeente Laren" not in missing


def test_bit_takes_every_other_command(talk: Talk) -> None:
    assert "Geregistreerd als S-1" in talk.say("laren-1", "/bit signaal nieuw Winkel").text
    assert "Vastgelegd als WA-1" in talk.say("laren-1", "/bit wa nieuw Nakijken").text
    assert "donderdag 17 september" in talk.say("laren-1", "/bit overleg").text


def test_help_is_there_for_everything_and_with_a_subject(talk: Talk) -> None:
    everything = talk.say("laren-1", "/bit hulp").text
    subject = talk.say("laren-1", "/bit hulp werkafspraak").text

    for name in ("signaal", "werkafspraak", "overleg", "rapportage"):
        assert f"/{name} hulp" in everything
    assert "/bit hulp werkafspraak" in everything
    assert "/wa claim WA-1" in subject


MISTYPED = {
    "/wa clam WA-1": "claim",
    "/wa acepteer WA-1": "accepteer",
    "/signaal slut S-1": "sluit",
    "/bit stant": "stand",
    "/overleg agendpunt Iets": "agendapunt",
}


def test_an_unknown_verb_gets_the_nearest_one(talk: Talk) -> None:
    for typed, meant in MISTYPED.items():
        assert f"Bedoelt u {meant}" in talk.say("laren-1", typed).text, typed


def test_a_stranger_gets_a_friendly_refusal_and_nothing_else(talk: Talk) -> None:
    if talk.platform.name == "practice":
        pytest.skip("nobody can be a stranger in the practice room")
    talk.say("laren-1", "/signaal nieuw Winkel")

    for line in ("/bit", "/bit hulp", "/signaal toon S-1", "/signaal", "/overleg", "/rapportage", "/wa onzin"):
        shown = talk.say("stranger", line)
        assert shown.text.startswith("U staat niet in de ledenlijst"), line
        assert shown.form is None
        assert shown.buttons == ()
    assert talk.messages("stranger") == []


def test_an_absence_can_be_taken_back(talk: Talk) -> None:
    talk.say("laren-1", "/overleg afmelden")
    taken_back = talk.click("laren-1", "Toch aanmelden")
    again = talk.say("laren-1", "/overleg aanmelden")

    assert "weer aangemeld" in taken_back.text
    assert "Afgemeld" not in taken_back.text
    assert "niet afgemeld" in again.text
