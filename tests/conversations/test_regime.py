"""Under which law something is recorded, what for and on what basis; and facts apart from what they may mean."""

from __future__ import annotations

import re
from datetime import date

import pytest

from bitbot.domain.conditions import EVERYTHING
from storage import tables
from tests.conversations.conftest import Talk
from tests.conversations.moments import arranged, with_new, with_partner, with_theme
from tests.platforms.contract import Shown

PERSONAL = "persoonsgegevens (AVG)"
POLICE = "politiegegevens (Wpg): kan niet in deze versie"
DRUGS = "Aanpak van drugspanden (Opiumwet)"
ARTICLE = "Drugspand aanpakken (Opiumwet, artikel 13b)"
USUAL = "Bestuurlijke aanpak van ondermijning"
LABELS = (
    "Gemeente",
    "Soort gegevens",
    "Doel",
    "Grondslag",
    "Bron",
    "Betrouwbaarheid",
    "Thema",
    "Politie heeft informatie",
)


def read(shown: Shown) -> str:
    """What is read, with every label and its value on one line: the practice room shows them below each other."""
    return re.sub(rf"^({'|'.join(LABELS)})\n", r"\1: ", shown.text, flags=re.MULTILINE)


def test_one_line_is_a_fact_without_personal_data_for_the_usual_purpose(talk: Talk) -> None:
    told = talk.say("laren-1", "/signaal nieuw Winkel zonder klanten gemeente Laren")
    form = talk.say("laren-1", "/signaal wijzig S-1")

    assert "Soort gegevens: geen persoonsgegevens" in read(told)
    assert f"Doel: {USUAL}" in read(told)
    assert "Grondslag" not in read(told)
    assert read(told).count("Winkel zonder klanten") == 1
    assert form.form is not None
    assert form.form["feit"] == "Winkel zonder klanten"
    assert form.form["duiding"] == ""


def test_personal_data_without_purpose_or_basis_is_asked_at_that_field_and_all_is_kept(talk: Talk) -> None:
    talk.say("laren-1", "/signaal")
    first = talk.fill("laren-1", titel="Bewoner", feit="Brievenbus vol", duiding="Woont er niet", regime=PERSONAL)
    second = talk.fill("laren-1", doel=DRUGS)
    unknown = talk.fill("laren-1", grondslag="Onbekend")
    done = talk.fill("laren-1", grondslag=ARTICLE)

    assert set(first.errors) == {"doel"}
    assert "Bij persoonsgegevens hoort een doel" in first.errors["doel"]
    assert set(second.errors) == set(unknown.errors) == {"grondslag"}
    assert "Bij persoonsgegevens hoort een grondslag" in second.errors["grondslag"]
    for shown in (first, second, unknown):
        assert shown.form is not None
        assert shown.form["titel"] == "Bewoner"
        assert shown.form["feit"] == "Brievenbus vol"
        assert shown.form["duiding"] == "Woont er niet"
        assert shown.form["regime"] == PERSONAL
    for line in (f"Soort gegevens: {PERSONAL}", f"Doel: {DRUGS}", f"Grondslag: {ARTICLE}"):
        assert line in read(done)


@pytest.mark.parametrize("who", ["laren-1", "politie-1", "coordinator-1"])
def test_police_data_is_refused_with_the_reason_and_the_way_and_all_is_kept(talk: Talk, who: str) -> None:
    talk.say(who, "/signaal")
    shown = talk.fill(who, titel="Loods", feit="Uit een politiesysteem", regime=POLICE, doel=DRUGS, grondslag=ARTICLE)

    assert set(shown.errors) == {"regime"}
    assert "kunnen in deze versie niet worden vastgelegd, omdat" in shown.errors["regime"]
    assert "„politie heeft informatie, vraag via bevoegd gezag”" in shown.errors["regime"]
    assert shown.form is not None
    assert shown.form["feit"] == "Uit een politiesysteem"
    assert shown.form["doel"] == DRUGS
    with talk.store() as store:
        assert store.signalen.count(EVERYTHING) == 0
    assert "Geregistreerd als S-1" in talk.fill(who, feit="Vaak politie aan de deur", regime=PERSONAL).text


def test_police_data_is_refused_wherever_it_can_be_chosen(talk: Talk) -> None:
    talk.say("laren-1", "/signaal nieuw Winkel")
    talk.say("laren-1", "/wa nieuw Vergunning nakijken bij S-1")
    refused = []
    for line in ("/signaal", "/signaal wijzig S-1", "/wa", "/wa wijzig WA-1"):
        talk.say("laren-1", line)
        answers = {"titel": "Winkel"} if "signaal" in line else {"tekst": "Nakijken"}
        refused.append(set(talk.fill("laren-1", **answers, regime=POLICE).errors))

    assert refused == [{"regime"}] * 4
    with talk.store() as store:
        records = [store.signalen.get(1), store.werkafspraken.get(1)]
    assert [(record.regime, record.version) for record in records if record] == [("geen persoonsgegevens", 1)] * 2


def test_somebody_of_the_police_says_that_it_has_information_and_nothing_more(talk: Talk) -> None:
    talk.say("laren-1", "/signaal nieuw Loods")

    before = talk.say("politie-1", "/signaal toon S-1")
    told = talk.click("politie-1", "Politie heeft informatie")
    again = talk.say("politie-1", "/signaal politie S-1")
    seen = talk.say("laren-1", "/signaal toon S-1")
    words = talk.say("politie-1", "/signaal politie S-1 staat op naam van een bekende")
    back = talk.click("politie-1", "Politie heeft geen informatie meer")

    assert "Politie heeft informatie:" not in read(before)
    assert "Politie heeft informatie: nee → ja" in read(told)
    assert "Er is niets veranderd aan S-1" in read(again)
    assert "Politie heeft informatie: ja, vraag via bevoegd gezag" in read(seen)
    assert "politie heeft informatie" in read(seen).partition("Verloop")[2]
    assert "Politie heeft informatie" not in seen.buttons
    assert "past alleen ja of nee" in read(words)
    assert "Politie heeft informatie: ja → nee" in read(back)


@pytest.mark.parametrize("who", ["laren-1", "coordinator-1"])
def test_nobody_but_the_police_speaks_for_it(talk: Talk, who: str) -> None:
    talk.say("laren-1", "/signaal nieuw Loods")

    shown = talk.say(who, "/signaal politie S-1")
    closed = talk.say("laren-1", "/signaal sluit S-1 Klaar")
    late = talk.say("politie-1", "/signaal politie S-1")

    assert "Alleen een deelnemer van de politie" in read(shown)
    assert "afgesloten" in read(closed)
    assert "S-1 is nu: afgesloten" in read(late)
    with talk.store() as store:
        signaal = store.signalen.get(1)
    assert signaal is not None
    assert not signaal.via_bevoegd_gezag


def test_a_police_partner_that_is_suspended_says_nothing_either(talk: Talk) -> None:
    talk.say("politie-1", "/signaal nieuw Loods")
    with talk.store() as store:
        police = next(partner.id for partner in store.organisation.partners if partner.kind == "politie")
    at = {"asked_at": talk.clock.moment, "confirmed_at": talk.clock.moment}
    suspended = with_new(tables.opschorting, partner=police, asked_by=1, confirmed_by=2, reason="x", **at)
    arranged(str(talk.bot.settings.database_url), suspended)

    card = talk.say("politie-1", "/signaal toon S-1")
    refused = talk.say("politie-1", "/signaal politie S-1")

    assert "Loods" in read(card)
    assert card.buttons == ()
    assert "is opgeschort" in read(refused)


def test_facts_and_what_they_may_mean_are_shown_apart_with_source_and_reliability(talk: Talk) -> None:
    talk.say("laren-1", "/signaal")
    talk.fill(
        "laren-1",
        titel="Loods",
        feit="Elke nacht lossen busjes",
        duiding="Misschien wordt daar iets opgeslagen",
        bron="wijkagent",
        betrouwbaarheid="hoog: zelf gezien, of twee bronnen los van elkaar",
    )

    shown = read(talk.say("huizen-1", "/signaal toon S-1"))

    assert "Feit\nElke nacht lossen busjes\nDuiding\nMisschien wordt daar iets opgeslagen" in shown
    assert "Bron: wijkagent" in shown
    assert "Betrouwbaarheid: hoog" in shown


def test_a_change_says_from_what_to_what_and_the_history_keeps_both(talk: Talk) -> None:
    talk.say("laren-1", "/signaal nieuw Loods")

    talk.say("laren-1", "/signaal wijzig S-1")
    shown = talk.fill(
        "laren-1",
        feit="Elke nacht busjes",
        duiding="Misschien opslag",
        betrouwbaarheid="laag: anoniem, één bron",
        regime=PERSONAL,
        doel=DRUGS,
        grondslag=ARTICLE,
    )

    for line in (
        "Feit: Loods → Elke nacht busjes",
        "Duiding: niet ingevuld → Misschien opslag",
        "Betrouwbaarheid: onbekend → laag: anoniem, één bron",
        f"Soort gegevens: geen persoonsgegevens → {PERSONAL}",
        f"Doel: {USUAL} → {DRUGS}",
        f"Grondslag: niet ingevuld → {ARTICLE}",
    ):
        assert line in read(shown)
    with talk.store() as store:
        signaal = store.signalen.get(1)
        assert signaal is not None
        kept = store.history(signaal)[-1].fields
    assert [*kept["interpretation"]] == ["", "Misschien opslag"]
    assert [*kept["basis"]] == ["", "opiumwet-13b"]


def test_a_werkafspraak_takes_over_what_its_signaal_has_and_what_is_chosen_counts(talk: Talk) -> None:
    talk.say("laren-1", "/signaal")
    talk.fill("laren-1", titel="Bewoner", regime=PERSONAL, doel=DRUGS, grondslag=ARTICLE)
    typed = talk.say("laren-1", "/wa nieuw Nakijken bij S-1")
    talk.say("laren-1", "/wa")
    other = "Adresonderzoek voor de BRP"
    filled = talk.fill("laren-1", tekst="Adres nakijken", signaal="S-1", doel=other)
    alone = talk.say("laren-1", "/wa nieuw Bellen")

    for line in (f"Soort gegevens: {PERSONAL}", f"Doel: {DRUGS}", f"Grondslag: {ARTICLE}"):
        assert line in read(typed)
    assert f"Doel: {other}" in read(filled)
    assert f"Grondslag: {ARTICLE}" in read(filled)
    assert "Soort gegevens: geen persoonsgegevens" in read(alone)
    assert f"Doel: {USUAL}" in read(alone)


def test_a_werkafspraak_asks_the_same_as_a_signaal(talk: Talk) -> None:
    talk.say("laren-1", "/wa nieuw Bellen")

    talk.say("laren-1", "/wa wijzig WA-1")
    purpose = talk.fill("laren-1", regime=PERSONAL)
    told = talk.fill("laren-1", grondslag=ARTICLE)

    assert set(purpose.errors) == {"grondslag"}
    assert f"Grondslag: niet ingevuld → {ARTICLE}" in read(told)


def test_a_casus_asks_the_same_and_its_afstemmingen_go_along(talk: Talk) -> None:
    talk.say("huizen-1", "/signaal")
    talk.fill("huizen-1", titel="Bewoner", gemeenten=["Huizen"], regime=PERSONAL, doel=DRUGS, grondslag=ARTICLE)
    made = talk.say("huizen-1", "/casus nieuw Bewoning thema hennep bij S-1")
    talk.say("huizen-1", "/casus stem af C-1")
    asked = talk.messages("burgemeester-huizen")[-1]

    talk.say("huizen-1", "/casus wijzig C-1")
    police = talk.fill("huizen-1", regime=POLICE)
    without = talk.fill("huizen-1", regime=PERSONAL, doel="", grondslag=ARTICLE)
    talk.fill("huizen-1", doel="Adresonderzoek voor de BRP")

    for line in (f"Soort gegevens: {PERSONAL}", f"Doel: {DRUGS}", f"Grondslag: {ARTICLE}"):
        assert line in read(made)
        assert line in read(asked)
    assert set(police.errors) == {"regime"}
    assert set(without.errors) == {"doel"}
    with talk.store() as store:
        both = [store.records(kind).get(1) for kind in ("casus", "afstemming")]
    assert [(record.regime, record.purpose, record.basis) for record in both if record] == [
        ("AVG", "adresonderzoek", "opiumwet-13b")
    ] * 2


def test_a_new_casus_without_anything_beside_it_is_for_the_usual_purpose(talk: Talk) -> None:
    typed = talk.say("huizen-1", "/casus nieuw Loodsen gemeente Huizen thema hennep")
    form = talk.say("huizen-1", "/casus nieuw")
    refused = talk.fill("huizen-1", titel="Loods", gemeenten=["Huizen"], thema="Hennep", regime=PERSONAL)

    assert "Soort gegevens: geen persoonsgegevens" in read(typed)
    assert f"Doel: {USUAL}" in read(typed)
    assert form.form is not None
    assert form.form["regime"] == "geen persoonsgegevens"
    assert set(refused.errors) == {"doel"}


def test_what_is_over_is_not_offered_and_stays_with_what_has_it(talk: Talk) -> None:
    talk.say("laren-1", "/signaal")
    talk.fill("laren-1", titel="Oud", regime=PERSONAL, doel=DRUGS, grondslag=ARTICLE)
    url = str(talk.bot.settings.database_url)
    over = {"code": "drugspanden", "name": "Drugspanden", "valid_to": date(2026, 9, 9)}
    arranged(url, with_new(tables.purpose, **over))
    arranged(url, with_new(tables.purpose, code="eigen", name="Ons eigen doel"))

    talk.say("laren-1", "/signaal")
    with pytest.raises((AssertionError, LookupError)):
        talk.fill("laren-1", titel="Nieuw", doel="Drugspanden")
    own = talk.fill("laren-1", titel="Nieuw", doel="Ons eigen doel")
    talk.say("laren-1", "/signaal wijzig S-1")
    kept = talk.fill("laren-1", titel="Ouder")

    assert "Doel: Ons eigen doel" in read(own)
    assert "Titel: Oud → Ouder" in read(kept)
    assert "Doel: Drugspanden" in read(kept)
    assert "Doel: Drugspanden →" not in read(kept)


def test_a_theme_and_a_municipality_that_are_over_stay_when_something_else_is_changed(talk: Talk) -> None:
    talk.say("laren-1", "/signaal nieuw Winkel gemeente Laren, Wijdemeren thema hennep")
    url = str(talk.bot.settings.database_url)
    arranged(url, with_theme("hennep", active=False))
    arranged(url, with_partner("wijdemeren", valid_to=date(2026, 9, 9)))

    talk.say("laren-1", "/signaal wijzig S-1")
    told = talk.fill("laren-1", titel="Andere winkel")

    assert "Gemeente: Laren, Wijdemeren" in read(told)
    assert "Gemeente: Laren, Wijdemeren →" not in read(told)
    assert "Thema: Hennep" in read(told)
    assert "Thema: Hennep →" not in read(told)
