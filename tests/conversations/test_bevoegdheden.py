"""A werkafspraak is taken on by who has a mandate, and the competence that it asks for, on that day."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from storage import tables
from tests.conversations.conftest import Talk
from tests.conversations.moments import arranged, at, with_ending, with_given, with_member

LAST = date(2026, 9, 11)
ON_THE_LAST_DAY, THE_DAY_AFTER = at("2026-09-11 17:00"), at("2026-09-12 00:30")


# What it asks for


def test_a_competence_is_said_in_one_line_and_stands_on_the_card(talk: Talk) -> None:
    told = talk.say("laren-1", "/wa nieuw Loods binnengaan bevoegdheid toezichthouder uiterlijk vrijdag").text
    by_name = talk.say("laren-1", "/wa nieuw Loods bekijken bevoegdheid Boa domein II").text

    assert "toezichthouder (Awb, artikel 5:11)" in told
    assert "Loods binnengaan" in talk.say("huizen-1", "/wa lijst").text
    assert "boa domein II, milieu, welzijn en infrastructuur (Wetboek van Strafvordering, artikel 142)" in by_name


def test_what_may_be_several_or_nearly_is_one_is_asked(talk: Talk) -> None:
    several = talk.say("laren-1", "/wa nieuw Loods bevoegdheid boa").text
    nearly = talk.say("laren-1", "/wa nieuw Loods bevoegdheid toezichtouder").text
    ordinary = talk.say("laren-1", "/wa nieuw Uitzoeken of er een bevoegdheid is").text

    assert "boa domein I, openbare ruimte" in several
    assert "Bedoelt u toezichthouder" in nearly
    assert "Vastgelegd als WA-1" in ordinary


def test_it_is_chosen_in_the_form_and_the_history_says_when_it_changed(talk: Talk) -> None:
    talk.say("laren-1", "/wa")
    made = talk.fill("laren-1", tekst="Loods", bevoegdheid="toezichthouder").text
    form = talk.say("laren-1", "/wa wijzig WA-1").form
    changed = talk.fill("laren-1", bevoegdheid="geen bevoegdheid nodig").text
    talk.say("laren-1", "/wa wijzig WA-1")
    left_alone = talk.fill("laren-1", tekst="Loods nakijken").text

    assert "toezichthouder (Awb, artikel 5:11)" in made
    assert form is not None
    assert form["bevoegdheid"] == "toezichthouder"
    assert "Bevoegdheid: toezichthouder (Awb, artikel 5:11) → niet ingevuld" in changed
    assert "Bevoegdheid" not in left_alone


# Who may take it on


def test_who_is_competent_takes_it_on_and_others_hear_what_is_missing_and_who_can(talk: Talk) -> None:
    talk.say("laren-1", "/wa nieuw Loods bevoegdheid toezichthouder")

    card = talk.say("hilversum-2", "/wa toon WA-1")
    refused = talk.say("hilversum-2", "/wa claim WA-1").text
    alone = talk.say("politie-1", "/wa claim WA-1").text
    taken = talk.say("huizen-1", "/wa claim WA-1").text

    assert "Oppakken" not in card.buttons
    assert "een bevoegdheid nodig die niet (meer) op uw naam staat: toezichthouder" in refused
    assert "laat een collega de afspraak oppakken: Deelnemer Hilversum" in refused
    assert "aan een ander toe te wijzen" in alone
    assert "WA-1 is van u" in taken


def test_it_is_asked_only_of_who_is_competent(talk: Talk) -> None:
    talk.say("laren-1", "/wa nieuw Loods bevoegdheid toezichthouder")

    person = talk.say("laren-1", "/wa wijs toe WA-1 @hilversum-2").text
    partner = talk.say("laren-1", "/wa wijs toe WA-1 Politie").text
    at_once = talk.say("laren-1", "/wa nieuw Loods voor @laren-1 bevoegdheid toezichthouder").text
    right = talk.say("laren-1", "/wa wijs toe WA-1 Hilversum").text

    assert "Vervanger Hilversum heeft niet (meer) de bevoegdheid" in person
    assert "Bij Gemeente Hilversum hebben die wel: Deelnemer Hilversum" in person
    assert "Bij Politie Eenheid Midden-Nederland heeft nu niemand de bevoegdheid" in partner
    assert "Bij Gemeente Laren heeft nu niemand de bevoegdheid" in at_once
    assert "WA-1 is toegewezen" in right


def test_a_choice_that_is_not_competent_is_answered_in_the_form(talk: Talk) -> None:
    talk.say("laren-1", "/wa")

    shown = talk.fill("laren-1", tekst="Loods", wie="Vervanger Hilversum", bevoegdheid="toezichthouder")

    assert "Vervanger Hilversum heeft niet (meer) de bevoegdheid" in shown.errors["wie"]
    assert shown.form is not None
    assert shown.form["tekst"] == "Loods"


def test_an_accepted_one_cannot_come_to_ask_what_its_owner_has_not(talk: Talk) -> None:
    talk.say("laren-1", "/wa nieuw Loods voor @politie-1")
    talk.say("politie-1", "/wa accepteer WA-1")
    talk.say("laren-1", "/wa wijzig WA-1")

    shown = talk.fill("laren-1", bevoegdheid="toezichthouder")

    assert "Bij Politie Eenheid Midden-Nederland heeft nu niemand" in shown.errors["bevoegdheid"]


def test_who_was_asked_does_not_decide_that_it_can_be_done_without(talk: Talk) -> None:
    talk.say("laren-1", "/wa nieuw Loods voor @huizen-1 bevoegdheid toezichthouder")

    talk.say("huizen-1", "/wa wijzig WA-1")
    refused = talk.fill("huizen-1", bevoegdheid="geen bevoegdheid nodig")
    talk.say("coordinator-1", "/wa wijzig WA-1")
    allowed = talk.fill("coordinator-1", bevoegdheid="geen bevoegdheid nodig")

    assert "bepaalt wie de afspraak maakte of de coördinator" in refused.errors["bevoegdheid"]
    assert "→ niet ingevuld" in allowed.text


# Until the last day


@pytest.mark.parametrize("deed", ["claim", "accepteer"])
def test_a_mandate_holds_on_its_last_day_and_not_the_day_after(talk: Talk, sqlite_url: str, deed: str) -> None:
    arranged(sqlite_url, with_member("huizen-1", mandate_to=LAST))
    who = "@huizen-1" if deed == "accepteer" else "Huizen"
    for _ in range(2):
        talk.say("laren-1", f"/wa nieuw Loods voor {who}")

    talk.clock.moment = ON_THE_LAST_DAY
    on_it = talk.say("huizen-1", f"/wa {deed} WA-1").text
    talk.clock.moment = THE_DAY_AFTER
    card = talk.say("huizen-1", "/wa toon WA-2")
    after = talk.say("huizen-1", f"/wa {deed} WA-2").text

    assert "geaccepteerd" in on_it
    assert "Uw mandaat liep tot en met vrijdag 11 september 2026" in after
    assert not {"Accepteren", "Oppakken"} & set(card.buttons)
    assert "Weigeren" in card.buttons


def test_without_any_mandate_one_hears_that_there_is_none(talk: Talk, sqlite_url: str) -> None:
    arranged(sqlite_url, with_member("huizen-1", mandate_to=None))
    talk.say("laren-1", "/wa nieuw Loods")

    assert "Er is geen mandaat van uw organisatie vastgelegd" in talk.say("huizen-1", "/wa claim WA-1").text


@pytest.mark.parametrize("deed", ["claim", "accepteer"])
def test_a_competence_holds_on_its_last_day_and_not_the_day_after(talk: Talk, sqlite_url: str, deed: str) -> None:
    arranged(sqlite_url, with_ending("huizen-1", "bevoegdheid", "toezichthouder", LAST))
    who = "@huizen-1" if deed == "accepteer" else "Huizen"
    for _ in range(2):
        talk.say("laren-1", f"/wa nieuw Loods voor {who} bevoegdheid toezichthouder")

    talk.clock.moment = ON_THE_LAST_DAY
    on_it = talk.say("huizen-1", f"/wa {deed} WA-1").text
    talk.clock.moment = THE_DAY_AFTER
    after = talk.say("huizen-1", f"/wa {deed} WA-2").text

    assert "geaccepteerd" in on_it
    assert "een bevoegdheid nodig die niet (meer) op uw naam staat: toezichthouder" in after


def test_what_is_for_another_is_refused_as_such_also_without_a_mandate(talk: Talk, sqlite_url: str) -> None:
    arranged(sqlite_url, with_member("politie-1", mandate_to=None))
    talk.say("laren-1", "/wa nieuw Loods voor Huizen")

    assert "de afspraak is voor een ander" in talk.say("politie-1", "/wa claim WA-1").text
    assert "niet aan u gevraagd" in talk.say("politie-1", "/wa accepteer WA-1").text


def test_a_refusal_for_want_of_a_mandate_or_a_competence_is_in_the_audit_log(talk: Talk, sqlite_url: str) -> None:
    arranged(sqlite_url, with_member("laren-1", mandate_to=None))
    talk.say("laren-1", "/wa nieuw Loods bevoegdheid toezichthouder")
    talk.say("laren-1", "/wa claim WA-1")
    talk.say("politie-1", "/wa claim WA-1")

    with talk.bot.storage.database.transaction(write=False) as connection:
        results = connection.scalars(select(tables.audit.c.result).order_by(tables.audit.c.seq)).all()

    assert results[-2:] == ["geweigerd: refused.mandate.none", "geweigerd: refused.competence.own_nobody"]


# Standing in


def test_who_stands_in_takes_on_what_was_asked_of_the_other(talk: Talk) -> None:
    """The deputy of Hilversum stands in for its member."""
    talk.say("laren-1", "/wa nieuw Loods voor @hilversum-1")

    taken = talk.say("hilversum-2", "/wa accepteer WA-1").text

    assert "U hebt WA-1 geaccepteerd" in taken
    assert "Vervanger Hilversum" in taken


def test_a_competence_is_a_persons_own_and_not_of_who_stands_in(talk: Talk, sqlite_url: str) -> None:
    talk.say("laren-1", "/wa nieuw Loods voor @hilversum-1 bevoegdheid toezichthouder")

    refused = talk.say("hilversum-2", "/wa accepteer WA-1").text
    arranged(sqlite_url, with_given("hilversum-2", "bevoegdheid", "toezichthouder"))
    taken = talk.say("hilversum-2", "/wa accepteer WA-1").text

    assert "niet (meer) op uw naam" in refused
    assert "U hebt WA-1 geaccepteerd" in taken
