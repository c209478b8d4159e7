"""Seeking by free words: over everything with `/bit zoek`, and within a list behind `met`."""

from __future__ import annotations

import json
import re

import pytest
from sqlalchemy import select

from storage import keys, tables
from tests.conversations.conftest import Talk
from tests.traces import by_hand

TOO_FEW = "ten minste twee letters of cijfers"


def numbers(text: str) -> list[str]:
    """Which records a list shows, in its order; the menu below it has them too."""
    return list(dict.fromkeys(re.findall(r"\b(?:S|WA|C|AF)-\d+", text)))


def furnish(talk: Talk) -> None:
    talk.say("laren-1", "/signaal nieuw Hennepkwekerij in een loods gemeente Laren")
    talk.say("laren-1", "/signaal nieuw Café met illegale gokkasten gemeente Huizen")
    talk.say("laren-1", "/wa nieuw Loods controleren op hennep voor @huizen-1 uiterlijk vrijdag")
    talk.say("laren-1", "/wa nieuw Vergunning van het café nakijken voor Politie")


# Over everything


def test_signalen_and_werkafspraken_are_found_together_by_the_beginning_of_their_words(talk: Talk) -> None:
    furnish(talk)

    def found(words: str) -> list[str]:
        return numbers(talk.say("politie-1", f"/bit zoek {words}").text)

    assert found("hennep") == ["S-1", "WA-1"]
    assert found("HENNEP loods") == ["S-1", "WA-1"]
    assert found("loods hennepkwek") == ["S-1"]
    assert found("cafe") == ["S-2", "WA-2"]
    assert found("“café” & gok") == ["S-2"]
    assert found("kwekerij") == []
    assert found("hennep café") == []


def test_the_answer_says_how_many_and_of_what(talk: Talk) -> None:
    furnish(talk)

    shown = talk.say("politie-1", "/bit zoek café")
    one = talk.say("politie-1", "/bit zoek gokkasten")
    none = talk.say("politie-1", "/bit zoek bordeel")

    assert "2 gevonden met „café”" in shown.text
    assert set(shown.menus["Alleen één soort"]) == {"signalen (1)", "werkafspraken (1)"}
    assert "1 gevonden met „gokkasten”" in one.text
    assert set(one.menus) == {"Openen"}
    assert "Niets gevonden met „bordeel”" in none.text
    assert "Probeer minder woorden" in none.text


def test_what_was_found_is_opened_from_one_menu_whatever_it_is(talk: Talk) -> None:
    furnish(talk)
    shown = talk.say("politie-1", "/bit zoek hennep")

    signaal = talk.choose("politie-1", "Openen", shown.menus["Openen"][0])
    talk.say("politie-1", "/bit zoek hennep")
    wa = talk.choose("politie-1", "Openen", shown.menus["Openen"][1])

    assert "S-1 Hennepkwekerij in een loods" in signaal.text
    assert "Loods controleren op hennep" in wa.text


def test_one_choice_narrows_to_one_kind_and_keeps_the_words(talk: Talk) -> None:
    furnish(talk)
    talk.say("laren-1", "/signaal sluit S-1 Klaar")
    talk.say("politie-1", "/bit zoek hennep")

    shown = talk.choose("politie-1", "Alleen één soort", "signalen (1)")

    assert "1 signaal met „hennep”" in shown.text
    assert numbers(shown.text) == ["S-1"]


def test_every_kind_with_a_table_of_steps_is_found_and_its_list_narrowed_too(talk: Talk) -> None:
    furnish(talk)
    talk.say("huizen-1", "/casus nieuw Hennep langs de ring gemeente Huizen thema hennep")
    talk.say("huizen-1", "/casus nieuw Garages langs de ring gemeente Huizen thema autobedrijven")
    talk.say("huizen-1", "/casus stem af C-1")

    found = talk.say("politie-1", "/bit zoek hennep")
    casus = talk.choose("politie-1", "Openen", found.menus["Openen"][2])
    listed = talk.say("politie-1", "/casus lijst huizen met ring hennep")
    asked = talk.say("politie-1", "/afstemming lijst met garages")

    assert numbers(found.text) == ["S-1", "WA-1", "C-1", "AF-1"]
    assert "C-1 Hennep langs de ring" in casus.text
    assert "met „ring hennep”" in listed.text
    assert numbers(listed.text) == ["C-1"]
    assert numbers(asked.text) == []


def test_anything_with_text_is_shown_by_its_number(talk: Talk) -> None:
    furnish(talk)

    assert "Hennepkwekerij in een loods" in talk.say("politie-1", "/bit toon s-1").text
    assert "Loods controleren" in talk.say("politie-1", "/bit toon WA 1").text
    for nonsense in ("", "1", "X-1", "O-1", "hennep"):
        assert "met de letters ervoor" in talk.say("politie-1", f"/bit toon {nonsense}").text, nonsense


def test_results_reasons_and_descriptions_are_sought_too(talk: Talk) -> None:
    talk.say("laren-1", "/signaal")
    talk.fill("laren-1", titel="Winkel", feit="Veel contant geld")
    talk.say("laren-1", "/signaal sluit S-1 Geen overtreding")
    talk.say("laren-1", "/wa nieuw Nakijken voor @laren-1")
    talk.say("laren-1", "/wa gereed WA-1 Dossier overgedragen")

    for words, number in (("contant", "S-1"), ("overtred", "S-1"), ("dossier", "WA-1"), ("winkel overtr", "S-1")):
        assert numbers(talk.say("politie-1", f"/bit zoek {words}").text) == [number], words


def test_pages_go_on_with_one_click_and_end(talk: Talk) -> None:
    for number in range(12):
        talk.say("laren-1", f"/signaal nieuw Loods {number}")
        talk.say("laren-1", f"/wa nieuw Loods {number} nakijken")

    first = talk.say("politie-1", "/bit zoek loods")
    second = talk.click("politie-1", "Volgende pagina")
    third = talk.click("politie-1", "Volgende pagina")

    assert [numbers(page.text)[:10] for page in (first, second)] == [
        [f"S-{number}" for number in range(12, 2, -1)],
        ["S-2", "S-1", *(f"WA-{number}" for number in range(12, 4, -1))],
    ]
    assert numbers(third.text) == ["WA-4", "WA-3", "WA-2", "WA-1"]
    assert "24 gevonden" in third.text
    assert "21–24 van 24" in third.text
    assert "Volgende pagina" not in third.buttons


def test_words_of_the_paging_are_words_when_they_are_sought(talk: Talk) -> None:
    for number in range(11):
        talk.say("laren-1", f"/wa nieuw Brief vanaf 2024 met bijlage {number}")

    first = talk.say("politie-1", "/bit zoek brief vanaf 2024 met bijlage")
    second = talk.click("politie-1", "Volgende pagina")
    listed = talk.say("politie-1", "/wa lijst met vanaf 2024 met")

    assert "11 gevonden" in first.text
    assert "11–11 van 11" in second.text
    assert "11 werkafspraken met „vanaf 2024 met”" in listed.text


def test_the_button_of_the_menu_asks_for_words_in_a_form(talk: Talk) -> None:
    furnish(talk)
    talk.say("politie-1", "/bit")

    form = talk.click("politie-1", "Zoeken")
    refused = talk.fill("politie-1", woorden="x")
    shown = talk.fill("politie-1", woorden="hennep")

    assert form.form is not None
    assert TOO_FEW in refused.errors["woorden"]
    assert refused.form is not None
    assert refused.form["woorden"] == "x"
    assert numbers(shown.text) == ["S-1", "WA-1"]


# Within a list


def test_words_behind_met_narrow_a_list_together_with_its_filters(talk: Talk) -> None:
    furnish(talk)
    talk.say("laren-1", "/wa nieuw Hennep weghalen voor Politie")
    talk.say("laren-1", "/wa nieuw Hennep melden voor @laren-1")
    talk.say("laren-1", "/wa gereed WA-4 Klaar")

    def listed(line: str) -> list[str]:
        return sorted(numbers(talk.say("politie-1", line).text))

    assert listed("/wa lijst met hennep") == ["WA-1", "WA-3"]
    assert listed("/wa lijst alle met hennep") == ["WA-1", "WA-3", "WA-4"]
    assert listed("/wa lijst politie met hennep") == ["WA-3"]
    assert listed("/wa lijst mijn met hennep") == ["WA-3"]
    assert listed("/wa lijst niet geaccepteerd MET café") == ["WA-2"]
    assert listed("/wa lijst te laat met hennep") == []
    assert listed("/signaal lijst laren met hennep") == ["S-1"]
    assert listed("/signaal lijst gemeente Huizen met hennep") == []
    assert listed("/signaal lijst met café") == ["S-2"]


def test_the_next_page_of_a_list_keeps_its_filters_and_its_words(talk: Talk) -> None:
    for number in range(11):
        talk.say("laren-1", f"/wa nieuw Loods {number} nakijken voor Politie")
        talk.say("laren-1", f"/wa nieuw Loods {number} nakijken voor Huizen")
        talk.say("laren-1", f"/wa nieuw Winkel {number} nakijken voor Politie")

    first = talk.say("politie-1", "/wa lijst politie met loods nakijken")
    second = talk.click("politie-1", "Volgende pagina")

    assert "11 werkafspraken met „loods nakijken”" in first.text
    assert "11 werkafspraken met „loods nakijken”" in second.text
    assert numbers(second.text) == ["WA-31"]


def test_the_buttons_below_a_list_keep_its_words(talk: Talk) -> None:
    furnish(talk)
    talk.say("politie-1", "/wa lijst met café")

    shown = talk.click("politie-1", "Alleen van mij")

    assert "1 werkafspraak met „café”" in shown.text


def test_a_word_that_is_no_filter_is_answered_with_how_to_seek_it(talk: Talk) -> None:
    for line in ("/wa lijst gokkasten", "/signaal lijst gokkasten"):
        assert "met gokkasten" in talk.say("politie-1", line).text


# Who may see what


def test_what_may_not_be_seen_is_not_found_and_not_counted(talk: Talk) -> None:
    for visibility in ("hele team", "alleen betrokken partners", "alleen genoemde personen"):
        talk.say("laren-1", "/signaal")
        talk.fill("laren-1", titel="Hennepkwekerij", zichtbaarheid=visibility)
        talk.say("laren-1", "/wa")
        talk.fill("laren-1", tekst="Hennep weghalen", zichtbaarheid=visibility)

    def found(who: str) -> tuple[str, list[str]]:
        text = talk.say(who, "/bit zoek hennep").text
        return text, numbers(text)

    assert found("laren-1")[1] == ["S-3", "S-2", "S-1", "WA-3", "WA-2", "WA-1"]
    assert found("coordinator-1")[1] == ["S-3", "S-2", "S-1", "WA-3", "WA-2", "WA-1"]
    told, seen = found("politie-1")
    assert seen == ["S-1", "WA-1"]
    assert "2 gevonden" in told
    assert "1 signaal met" in talk.say("politie-1", "/signaal lijst met hennep").text
    for who in ("beheerder-1", "fg-1"):
        assert "Niets gevonden" in found(who)[0]


def test_after_a_change_and_after_destruction_the_old_words_find_nothing(talk: Talk) -> None:
    furnish(talk)
    talk.say("laren-1", "/signaal wijzig S-1")
    talk.fill("laren-1", titel="Autobedrijf", feit="")
    with talk.bot.storage.open() as store:
        by_hand(store.connection)
        keys.destroy(store.connection, "werkafspraak", 1)

    assert "Niets gevonden" in talk.say("coordinator-1", "/bit zoek hennep").text
    assert numbers(talk.say("coordinator-1", "/bit zoek autobedr").text) == ["S-1"]


# What is typed by mistake


@pytest.mark.parametrize("words", ["x", "é", "👨‍👩‍👧‍👦 🇳🇱", "„”", "!?", "7"])
def test_too_little_to_seek_is_answered_with_what_is_right(talk: Talk, words: str) -> None:
    furnish(talk)

    for line in (f"/bit zoek {words}", f"/wa lijst met {words}", f"/signaal lijst alle met {words}"):
        assert TOO_FEW in talk.say("politie-1", line).text, line
    assert TOO_FEW in talk.say("politie-1", "/wa lijst met").text


def test_words_that_are_far_too_many_are_refused_with_the_limit_and_given_back(talk: Talk) -> None:
    for line in ("/bit zoek", "/wa lijst met", "/signaal lijst met"):
        shown = talk.say("politie-1", f"{line} {'lang ' * 600}")

        assert "200 is het meeste dat kan" in shown.text, line
        assert (shown.text + str(shown.raw)).count("lang lang lang") > 100, line


def test_words_without_much_meaning_are_sought_as_any_other(talk: Talk) -> None:
    furnish(talk)

    assert numbers(talk.say("politie-1", "/bit zoek van het").text) == ["WA-2"]
    assert numbers(talk.say("politie-1", "/bit zoek de het een").text) == []


def test_what_was_sought_is_shown_as_typed_and_pings_nobody(talk: Talk) -> None:
    for words in ("<!channel> R&D", "*vet* {0}", "<b>klik</b>"):
        shown = talk.say("politie-1", f"/bit zoek {words}")

        assert f"Niets gevonden met „{words}”" in shown.text
        assert "<!" not in json.dumps(shown.raw).replace("<!-- ", "") if isinstance(shown.raw, dict) else True


# What is written down


def test_a_look_at_what_was_found_is_logged_and_the_words_are_not(talk: Talk) -> None:
    furnish(talk)

    talk.say("politie-1", "/bit zoek kwekerijhennep")
    talk.say("politie-1", "/bit zoek hennepkwek")
    talk.say("politie-1", "/wa lijst met gokkasten")
    talk.say("politie-1", "/bit zoek x")

    log = [line for line in _audit(talk) if str(line["actor"]).startswith("member:")]
    looks = [line for line in log if str(line["purpose"]).startswith("bit zoek")]
    assert [(line["operation"], line["kind"], line["number"]) for line in looks] == [("raadplegen", "signaal", 1)]
    assert looks[0]["fields"] == "heading municipalities state"
    assert [line for line in log if re.search("hennep|gok", json.dumps(line, default=str), re.IGNORECASE)] == []


def _audit(talk: Talk) -> list[dict[str, object]]:
    with talk.bot.storage.database.transaction(write=False) as connection:
        return [dict(row) for row in connection.execute(select(tables.audit)).mappings()]


def test_the_words_are_in_no_line_of_the_logs(talk: Talk, capfd: pytest.CaptureFixture[str]) -> None:
    furnish(talk)

    for line in ("/bit zoek hennepkwek", "/bit zoek x", "/wa lijst met hennepkwek", "/wa lijst hennepkwek"):
        talk.say("politie-1", line)

    told = capfd.readouterr()
    assert "hennepkwek" not in (told.out + told.err).casefold()
