"""The main job: from a signaal to a werkafspraak that is done, and the half-year round."""

from datetime import UTC, datetime

from tests.conversations.conftest import Talk


def test_a_signaal_becomes_a_werkafspraak_that_is_done(talk: Talk) -> None:
    registered = talk.say("hilversum-1", "/signaal nieuw Veel verkeer bij een loods gemeente Hilversum, Huizen")
    made = talk.say(
        "hilversum-1", "/wa nieuw Vergunning nakijken voor @huizen-1 uiterlijk volgende week vrijdag bij S-1"
    )
    asked = talk.messages("huizen-1")[-1]
    accepted = talk.click("huizen-1", "Accepteren")
    talk.say("huizen-1", "/wa voortgang WA-1 Afspraak gemaakt")
    done = talk.say("huizen-1", "/wa gereed WA-1 De vergunning is in orde")

    assert "Geregistreerd als S-1" in registered.text
    assert "uiterlijk vrijdag 18 september 2026 (week 38)" in made.text
    assert "Deze werkafspraak is voor u" in asked.text
    assert "U hebt WA-1 geaccepteerd" in accepted.text
    assert "WA-1 is gereed gemeld" in done.text
    assert "De vergunning is in orde" in talk.messages("hilversum-1")[-1].text


def test_the_channel_sees_number_theme_and_municipality_and_nothing_else(talk: Talk) -> None:
    talk.say("huizen-1", "/signaal nieuw Bewoning in een bedrijfspand gemeente Huizen thema hennep")

    assert [shown.text for shown in talk.channel()] != []
    text = talk.channel()[-1].text
    assert "S-1" in text
    assert "Huizen" in text
    assert "Bewoning" not in text


def test_the_form_registers_what_is_filled_in(talk: Talk) -> None:
    form = talk.say("laren-1", "/signaal")
    talk.fill(
        "laren-1",
        titel="Winkel zonder klanten",
        feit="Ramen dichtgeplakt",
        gemeenten=["Laren", "Blaricum"],
        bron="wijkagent",
        urgentie="hoog",
    )

    shown = talk.say("laren-1", "/signaal toon S-1")
    assert form.form is not None
    for words in ("Winkel zonder klanten", "Ramen dichtgeplakt", "Blaricum, Laren", "wijkagent", "hoog"):
        assert words in shown.text


def test_the_half_year_prompt_opens_the_form_and_the_coordinator_reads_it(talk: Talk) -> None:
    talk.until(datetime(2027, 1, 4, 9, 0, tzinfo=UTC))

    talk.click("laren-1", "Bijdrage invullen")
    talk.fill("laren-1", resultaten="Drie controles gedaan", uren="40")

    overview = talk.say("coordinator-1", "/rapportage overzicht")
    assert "Drie controles gedaan" in overview.text
    assert "Gemeente Huizen: nog niet geleverd" in overview.text
