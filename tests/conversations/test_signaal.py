"""`/signaal`, line by line: register, complete, list, show, change, close and reopen."""

from __future__ import annotations

import pytest

from tests.conversations.conftest import Talk

MENUS = {"In welke gemeente?", "Welk thema?", "Welke bron?"}


def test_bare_opens_the_form_with_every_question(talk: Talk) -> None:
    shown = talk.say("laren-1", "/signaal")

    assert shown.form is not None
    asked = {"titel", "feit", "gemeenten", "thema", "bron", "urgentie", "zichtbaarheid"}
    assert asked <= set(shown.form)
    assert shown.form["zichtbaarheid"] == "hele team"
    assert shown.form["urgentie"] == "normaal"


def test_one_line_registers_and_the_rest_is_asked_with_menus(talk: Talk) -> None:
    told = talk.say("laren-1", "/signaal nieuw Winkel zonder klanten")

    assert "Geregistreerd als S-1" in told.text
    assert "S-1 Winkel zonder klanten" in told.text
    assert set(told.menus) == MENUS

    talk.choose("laren-1", "In welke gemeente?", "Laren")
    talk.choose("laren-1", "Welk thema?", "Witwassen en contant geld")
    done = talk.choose("laren-1", "Welke bron?", "wijkagent")

    assert "Bron: niet ingevuld → wijkagent" in done.text
    assert done.menus == {}
    shown = talk.say("politie-1", "/signaal toon 1").text
    for words in ("Laren", "Witwassen en contant geld", "wijkagent"):
        assert words in shown


def test_one_line_takes_several_municipalities_and_a_theme(talk: Talk) -> None:
    told = talk.say(
        "laren-1", "/signaal nieuw Loods met verkeer gemeente Hilversum, Gooise Meren en Laren thema hennep"
    )

    assert "S-1 Loods met verkeer" in told.text
    assert all(name in told.text for name in ("Gooise Meren", "Hilversum", "Laren"))
    assert "Hennep" in told.text
    assert set(told.menus) == {"Welke bron?"}


def test_a_word_of_the_grammar_inside_a_sentence_stays_in_the_sentence(talk: Talk) -> None:
    told = talk.say("laren-1", "/signaal nieuw Brief aan de gemeente is nooit beantwoord")

    assert "S-1 Brief aan de gemeente is nooit beantwoord" in told.text


def test_the_channel_sees_only_a_record_for_the_team(talk: Talk) -> None:
    talk.say("laren-1", "/signaal nieuw Winkel gemeente Laren thema hennep")
    for visibility in ("alleen betrokken partners", "alleen genoemde personen"):
        talk.say("laren-1", "/signaal")
        talk.fill("laren-1", titel="Verborgen", gemeenten=["Laren"], zichtbaarheid=visibility)

    channel = [shown.text for shown in talk.channel()]

    assert len(channel) == 1
    assert "S-1" in channel[0]
    assert "Hennep" in channel[0]
    assert "Laren" in channel[0]
    assert "Winkel" not in channel[0]
    assert "Deelnemer" not in channel[0]


def test_the_list_shows_what_is_open_and_can_be_narrowed(talk: Talk) -> None:
    talk.say("laren-1", "/signaal nieuw Winkel gemeente Laren thema hennep")
    talk.say("huizen-1", "/signaal nieuw Loods gemeente Huizen")
    talk.say("huizen-1", "/signaal nieuw Dicht gemeente Huizen")
    talk.say("huizen-1", "/signaal sluit S-3 Geen overtreding")

    assert "2 signalen" in talk.say("laren-1", "/signaal lijst").text
    assert "3 signalen" in talk.say("laren-1", "/signaal lijst alle").text
    assert "1 signaal\n" in talk.say("laren-1", "/signaal lijst huizen").text
    assert "2 signalen" in talk.say("laren-1", "/signaal lijst alle gemeente Huizen").text
    assert "Winkel" in talk.say("laren-1", "/signaal lijst hennep").text
    assert "Geen signalen gevonden" in talk.say("laren-1", "/signaal lijst blaricum").text
    assert "Ik weet niet wat u met „xyz” wilt zien" in talk.say("laren-1", "/signaal lijst xyz").text


def test_a_long_list_is_read_page_by_page(talk: Talk) -> None:
    for number in range(12):
        talk.say("laren-1", f"/signaal nieuw Nummer {number}")

    first = talk.say("laren-1", "/signaal lijst")
    second = talk.click("laren-1", "Volgende pagina")

    assert "12 signalen" in first.text
    assert "1–10 van 12" in first.text
    assert "11–12 van 12" in second.text
    assert "Volgende pagina" not in second.buttons


def test_the_form_to_change_is_filled_in_and_the_answer_says_from_what_to_what(talk: Talk) -> None:
    talk.say("laren-1", "/signaal nieuw Winkel gemeente Laren thema hennep")

    form = talk.say("laren-1", "/signaal wijzig S-1")
    told = talk.fill("laren-1", titel="Winkel zonder klanten", gemeenten=["Laren", "Huizen"], urgentie="hoog")

    assert form.form is not None
    assert form.form["titel"] == "Winkel"
    assert form.form["gemeenten"] == "Laren"
    assert form.form["thema"] == "Hennep"
    for change in (
        "Titel: Winkel → Winkel zonder klanten",
        "Urgentie: normaal → hoog",
        "Gemeente: Laren → Huizen, Laren",
    ):
        assert change in told.text


def test_closing_asks_for_a_reason_and_reopening_too(talk: Talk) -> None:
    talk.say("laren-1", "/signaal nieuw Winkel")

    asked = talk.say("laren-1", "/signaal sluit S-1")
    closed = talk.fill("laren-1", reden="Geen overtreding")
    again = talk.say("laren-1", "/signaal sluit S-1 Nog een keer")
    opened = talk.say("laren-1", "/signaal heropen S-1 Nieuwe informatie")

    assert asked.form is not None
    assert "Status: geregistreerd → afgesloten" in closed.text
    assert "Geen overtreding" in closed.text
    assert "S-1 is nu: afgesloten" in again.text
    assert "Status: afgesloten → geregistreerd" in opened.text
    assert "Nieuwe informatie" in opened.text


def test_another_partner_is_told_at_once_that_it_may_not(talk: Talk) -> None:
    talk.say("laren-1", "/signaal nieuw Winkel")

    for line in ("/signaal wijzig S-1", "/signaal sluit S-1 Klaar", "/signaal sluit S-1"):
        shown = talk.say("politie-1", line)
        assert shown.form is None, line
        assert "kan alleen worden" in shown.text, line


@pytest.mark.parametrize("who", ["burgemeester-huizen", "beheerder-1", "fg-1"])
def test_whose_role_may_not_write_is_told_before_filling_in_a_form(talk: Talk, who: str) -> None:
    for line in ("/signaal", "/wa", "/overleg agendapunt", "/rapportage bijdrage"):
        shown = talk.say(who, line)
        assert shown.form is None, line
        assert "rol" in shown.text, line


def test_the_verb_of_the_menus_typed_without_an_answer_erases_nothing(talk: Talk) -> None:
    talk.say("laren-1", "/signaal nieuw Winkel gemeente Blaricum thema hennep")
    talk.choose("laren-1", "Welke bron?", "wijkagent")

    for field in ("thema", "gemeente", "bron", "titel"):
        talk.say("laren-1", f"/signaal vul {field} S-1")

    shown = talk.say("laren-1", "/signaal toon S-1").text
    assert [words for words in ("Blaricum", "Hennep", "wijkagent", "Winkel") if words not in shown] == []


def test_the_button_on_the_card_makes_a_werkafspraak_with_this_signaal(talk: Talk) -> None:
    talk.say("laren-1", "/signaal nieuw Winkel")

    form = talk.click("laren-1", "Werkafspraak maken")
    told = talk.fill("laren-1", tekst="Vergunning nakijken")

    assert form.form is not None
    assert form.form["signaal"] == "S-1"
    assert "S-1 Winkel" in told.text
