"""`/werkafspraak`, line by line: make, take, accept, refuse, report, finish, hand over and withdraw."""

from __future__ import annotations

from tests.conversations.conftest import Talk


def test_bare_opens_the_form_and_the_form_makes_one(talk: Talk) -> None:
    form = talk.say("laren-1", "/wa")
    told = talk.fill("laren-1", tekst="Nakijken", wie="Deelnemer Huizen", uiterlijk="2026-09-18")

    assert form.form is not None
    assert {"tekst", "wie", "uiterlijk", "signaal", "zichtbaarheid"} <= set(form.form)
    assert "Vastgelegd als WA-1, uiterlijk vrijdag 18 september 2026 (week 38)" in told.text
    assert "Deelnemer Huizen" in told.text


def test_a_term_in_the_past_stays_in_the_form_with_what_was_typed(talk: Talk) -> None:
    talk.say("laren-1", "/wa")
    shown = talk.fill("laren-1", tekst="Nakijken", uiterlijk="2026-09-09")

    assert set(shown.errors) == {"uiterlijk"}
    assert "woensdag 9 september 2026 is al voorbij" in shown.errors["uiterlijk"]
    assert shown.form is not None
    assert shown.form["tekst"] == "Nakijken"


OWNERS = {
    "voor @politie-1": "Deelnemer Politie",
    "voor Politie": "Politie Eenheid Midden-Nederland",
    "voor Gemeente Huizen": "Gemeente Huizen",
    "voor gooise meren": "Gemeente Gooise Meren",
    "voor Deelnemer Blaricum": "Deelnemer Blaricum",
}


def test_it_can_be_for_a_person_or_a_partner(talk: Talk) -> None:
    for line, owner in OWNERS.items():
        told = talk.say("laren-1", f"/wa nieuw Nakijken {line}").text
        assert owner in told, line
        assert "nog niet geaccepteerd" in told, line


def test_who_is_asked_gets_a_message_with_the_two_buttons(talk: Talk) -> None:
    talk.say("laren-1", "/wa nieuw Nakijken voor Hilversum")

    for who in ("hilversum-1", "hilversum-2"):
        asked = talk.messages(who)[-1]
        assert "Nakijken" in asked.text
        assert {"Accepteren", "Weigeren"} <= set(asked.buttons)
    assert talk.messages("laren-1") == []


def test_of_a_partner_the_first_who_accepts_has_it_and_the_other_is_told(talk: Talk) -> None:
    talk.say("laren-1", "/wa nieuw Nakijken voor Hilversum")

    first = talk.click("hilversum-1", "Accepteren")
    second = talk.click("hilversum-2", "Accepteren")

    assert "U hebt WA-1 geaccepteerd" in first.text
    assert "WA-1 is al opgepakt door Deelnemer Hilversum" in second.text


def test_what_is_free_is_claimed_once_and_the_other_hears_who_has_it(talk: Talk) -> None:
    talk.say("laren-1", "/wa nieuw Nakijken")

    first = talk.say("politie-1", "/werkafspraak claim wa1")
    second = talk.say("huizen-1", "/wa claim WA-1")
    again = talk.say("politie-1", "/wa claim WA-1")

    assert "WA-1 is van u" in first.text
    assert "nog vrij → geaccepteerd" in first.text
    assert "WA-1 is al opgepakt door Deelnemer Politie" in second.text
    assert "WA-1 is van u" not in again.text


def test_a_refusal_asks_for_a_reason_keeps_it_and_is_told_to_maker_and_coordinator(talk: Talk) -> None:
    talk.say("laren-1", "/wa nieuw Nakijken voor @huizen-1")

    asked = talk.click("huizen-1", "Weigeren")
    refused = talk.fill("huizen-1", reden="Geen tijd deze week")

    assert asked.form is not None
    assert "U hebt WA-1 geweigerd" in refused.text
    for who in ("laren-1", "coordinator-1"):
        assert "Geen tijd deze week" in talk.messages(who)[-1].text, who
    assert "Geen tijd deze week" in talk.say("laren-1", "/wa toon WA-1").text
    assert "WA-1" in talk.say("laren-1", "/wa lijst niet geaccepteerd").text

    talk.click("laren-1", "Toewijzen")
    talk.fill("laren-1", wie="Deelnemer Politie")
    accepted = talk.click("politie-1", "Accepteren")
    assert "U hebt WA-1 geaccepteerd" in accepted.text


def test_progress_and_the_result_are_kept_and_the_maker_hears_that_it_is_done(talk: Talk) -> None:
    talk.say("laren-1", "/wa nieuw Nakijken voor @huizen-1")
    talk.say("huizen-1", "/wa accepteer WA-1")

    talk.say("huizen-1", "/wa voortgang WA-1 Afspraak gemaakt met de eigenaar")
    halfway = talk.say("laren-1", "/wa toon WA-1").text
    talk.say("huizen-1", "/wa gereed WA-1 De vergunning is in orde")

    assert "in uitvoering" in halfway
    assert "Afspraak gemaakt met de eigenaar" in halfway
    assert "De vergunning is in orde" in talk.messages("laren-1")[-1].text
    assert "De vergunning is in orde" in talk.say("politie-1", "/wa toon WA-1").text


def test_the_result_is_asked_once_and_may_stay_empty(talk: Talk) -> None:
    talk.say("laren-1", "/wa nieuw Nakijken voor @laren-1")

    asked = talk.say("laren-1", "/wa gereed WA-1")
    done = talk.fill("laren-1")

    assert asked.form is not None
    assert "WA-1 is gereed gemeld" in done.text


def test_who_may_not_is_told_before_filling_in_a_form(talk: Talk) -> None:
    talk.say("laren-1", "/wa nieuw Nakijken voor @huizen-1")

    for deed in ("weiger", "voortgang", "gereed", "vervalt", "wijs toe", "wijzig"):
        for number in ("WA-1", "WA-99"):
            shown = talk.say("politie-1", f"/wa {deed} {number}")
            assert shown.form is None, (deed, number)
            assert shown.text, (deed, number)


def test_it_is_assigned_by_line_by_form_and_by_button(talk: Talk) -> None:
    talk.say("laren-1", "/wa nieuw Nakijken")

    line = talk.say("laren-1", "/wa wijs toe WA-1 @politie-1").text
    talk.say("laren-1", "/wa wijs toe WA-1")
    form = talk.fill("laren-1", wie="Gemeente Huizen").text
    talk.click("laren-1", "Toewijzen")
    button = talk.fill("laren-1", wie="Deelnemer Blaricum").text
    words = talk.say("laren-1", "/wa wijs WA-1 aan Hilversum").text

    for told, owner in (
        (line, "Politie"),
        (form, "Gemeente Huizen"),
        (button, "Blaricum"),
        (words, "Gemeente Hilversum"),
    ):
        assert "WA-1 is toegewezen" in told
        assert owner in told


def test_a_choice_that_cannot_be_is_answered_in_the_form(talk: Talk) -> None:
    """What is for named persons only cannot be asked of a partner; silence would look as if it had worked."""
    talk.say("laren-1", "/wa")
    talk.fill("laren-1", tekst="Nakijken", zichtbaarheid="alleen genoemde personen")

    talk.click("laren-1", "Toewijzen")
    told = talk.fill("laren-1", wie="Gemeente Huizen")

    assert "kan alleen aan een persoon worden toegewezen" in told.errors["wie"]


def test_a_choice_from_an_old_menu_is_answered_with_what_is_true_now(talk: Talk) -> None:
    talk.say("laren-1", "/signaal nieuw Winkel gemeente Laren")
    talk.platform.say("coordinator-1", "/signaal sluit S-1 Geen aanleiding")

    told = talk.choose("laren-1", "Welke bron?", "wijkagent")

    assert "S-1 is nu: afgesloten" in told.text


def test_what_waits_for_a_partner_is_not_made_invisible_for_that_partner(talk: Talk) -> None:
    talk.say("laren-1", "/wa nieuw Nakijken voor Huizen")
    talk.say("laren-1", "/wa wijzig WA-1")

    shown = talk.fill("laren-1", zichtbaarheid="alleen genoemde personen")

    assert "kan alleen aan een persoon worden toegewezen" in shown.text + " ".join(shown.errors.values())
    assert "U hebt WA-1 geaccepteerd" in talk.say("huizen-1", "/wa accepteer WA-1").text


def test_changing_says_from_what_to_what_with_the_weekday(talk: Talk) -> None:
    talk.say("laren-1", "/wa nieuw Nakijken uiterlijk vrijdag")

    form = talk.say("laren-1", "/wa wijzig WA-1")
    told = talk.fill("laren-1", tekst="Goed nakijken", uiterlijk="2026-09-21")

    assert form.form is not None
    assert form.form["tekst"] == "Nakijken"
    assert "Afspraak: Nakijken → Goed nakijken" in told.text
    assert "Uiterlijk: vrijdag 11 september 2026 → maandag 21 september 2026" in told.text


def test_what_is_withdrawn_keeps_its_reason_and_can_be_done_no_more(talk: Talk) -> None:
    talk.say("laren-1", "/wa nieuw Nakijken")

    told = talk.say("laren-1", "/wa vervalt WA-1 Niet meer nodig")
    after = talk.say("huizen-1", "/wa claim WA-1")

    assert "WA-1 is vervallen" in told.text
    assert "Niet meer nodig" in told.text
    assert "vervallen" in after.text
    assert "Bekijk eerst de kaart" in after.text


def test_the_list_can_be_narrowed(talk: Talk) -> None:
    talk.say("laren-1", "/wa nieuw Eerste voor @huizen-1 uiterlijk vrijdag")
    talk.say("laren-1", "/wa nieuw Tweede voor Politie")
    talk.say("laren-1", "/wa nieuw Derde voor @laren-1")
    talk.say("laren-1", "/wa gereed WA-3 Klaar")

    def listed(words: str, who: str = "huizen-1") -> set[str]:
        text = talk.say(who, f"/wa lijst {words}").text
        return {name for name in ("Eerste", "Tweede", "Derde") if name in text}

    assert listed("") == {"Eerste", "Tweede"}
    assert listed("open") == {"Eerste", "Tweede"}
    assert listed("alle") == {"Eerste", "Tweede", "Derde"}
    assert listed("mijn") == {"Eerste"}
    assert listed("alle mijn", "laren-1") == {"Derde"}
    assert listed("politie") == {"Tweede"}
    assert listed("partner Politie") == {"Tweede"}
    assert listed("gemeente Huizen") == {"Eerste"}
    assert listed("@huizen-1") == {"Eerste"}
    assert listed("te laat") == set()
    assert listed("niet geaccepteerd") == {"Eerste", "Tweede"}


def test_what_is_late_is_listed_as_late(talk: Talk) -> None:
    from datetime import UTC, datetime  # noqa: PLC0415

    talk.say("laren-1", "/wa nieuw Eerste voor @huizen-1 uiterlijk vrijdag")
    talk.until(datetime(2026, 9, 14, 8, tzinfo=UTC))

    assert "te laat" in talk.say("politie-1", "/wa lijst te laat").text
    assert "3 dagen te laat" in talk.say("politie-1", "/wa toon WA-1").text


def test_a_number_may_be_typed_in_many_ways(talk: Talk) -> None:
    talk.say("laren-1", "/wa nieuw Nakijken")

    for typed in ("1", "wa1", "WA-1", "wa-1", "Wa 1", "#1", "WA-1:", "WA-1."):
        assert "Nakijken" in talk.say("politie-1", f"/wa toon {typed}").text, typed


def test_english_words_work_too(talk: Talk) -> None:
    talk.say("coordinator-1", "/wa nieuw Nakijken")

    assert "Vastgelegd als WA-2" in talk.say("coordinator-1", "/wa add Check it").text
    assert "2 werkafspraken" in talk.say("coordinator-1", "/wa list").text
    assert "Nakijken" in talk.say("coordinator-1", "/wa show WA-1").text
    assert "is van u" in talk.say("coordinator-1", "/wa claim WA-1").text
    assert "is vervallen" in talk.say("coordinator-1", "/wa cancel WA-2 No").text


def test_a_form_that_was_overtaken_by_somebody_else_loses_nobodys_change(talk: Talk) -> None:
    talk.say("laren-1", "/wa nieuw Eerste tekst")
    talk.say("laren-1", "/wa wijzig WA-1")
    talk.say("coordinator-1", "/wa wijzig WA-1")
    talk.fill("coordinator-1", tekst="Tekst van de coördinator")

    refused = talk.fill("laren-1", tekst="Tekst van Laren")
    shown = talk.say("laren-1", "/wa toon WA-1")

    assert "gewijzigd nadat u dit formulier opende" in " ".join(refused.errors.values())
    assert refused.form is not None
    assert refused.form["tekst"] == "Tekst van Laren"
    assert "Tekst van de coördinator" in shown.text


def test_what_waits_for_my_partner_is_mine_too(talk: Talk) -> None:
    talk.say("laren-1", "/wa nieuw Nakijken voor Politie")

    assert "Nakijken" in talk.say("politie-1", "/wa lijst mijn").text
    assert "Nakijken" in talk.say("politie-1", "/bit mijn").text
    assert "Nakijken" not in talk.say("huizen-1", "/wa lijst mijn").text
