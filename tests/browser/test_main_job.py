"""The main job in a real browser: from a signaal to the half-year form, as in the README."""

import re
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.desk import Desk

pytestmark = [pytest.mark.browser, pytest.mark.slow]

# The answer to the click, or the card that is kept true a moment later.
ACCEPTED = re.compile("U hebt WA-4 geaccepteerd|: geaccepteerd")


def test_the_main_job_by_mouse(desk: Desk) -> None:
    beginning = _register(desk)
    _assign_and_accept(desk)
    _be_reminded(desk)
    _deliver_the_half_year(desk)
    _begin_again(desk)

    assert desk.clock - beginning < timedelta(days=1)
    expect(desk.channel).to_contain_text("Nieuw signaal S-4")
    expect(desk.channel).not_to_contain_text("S-5")


def test_the_main_job_by_keyboard_alone(desk: Desk) -> None:
    page, form = desk.page, desk.form
    desk.arrow_to(page.get_by_label("Wie wilt u zijn?"), "Deelnemer Hilversum")
    desk.press("Tab", "Enter")
    expect(page.get_by_role("heading", name="Oefenruimte: Deelnemer Hilversum")).to_be_attached()

    desk.tab_to(page.locator("#tekst-kanaal"))
    desk.type("/signaal nieuw")
    desk.press("Escape", "Enter")
    expect(form.get_by_role("heading", name="Signaal registreren")).to_be_focused()
    desk.tab_to(form.get_by_label("Titel"))
    desk.type("Veel verkeer bij een loods")
    desk.tab_to(form.get_by_label("Huizen", exact=True))
    desk.press("Space")
    desk.arrow_to(form.get_by_label("Bron"), "wijkagent")
    desk.tab_to(form.get_by_role("button", name="Opslaan"))
    desk.press("Enter")
    expect(desk.answer).to_contain_text("Geregistreerd als S-5")
    expect(desk.answer).to_be_focused()

    desk.tab_to(desk.answer.get_by_role("button", name="Werkafspraak maken"))
    desk.press("Enter")
    desk.tab_to(form.get_by_label("Tekst"))
    desk.type("Vergunning van de loods nakijken")
    desk.arrow_to(form.get_by_label("Voor wie"), "Deelnemer Huizen")
    desk.tab_to(form.get_by_label("Uiterlijk"))
    desk.type("over 9 dagen")
    desk.press("Enter")
    expect(desk.answer).to_contain_text("Vastgelegd als WA-4")

    desk.arrow_to(page.get_by_label("U bent"), "Deelnemer Huizen")
    desk.press("Tab", "Enter")
    expect(page.get_by_role("heading", name="Oefenruimte: Deelnemer Huizen")).to_be_attached()
    asked = desk.direct.locator("article").last
    desk.tab_to(asked.get_by_role("button", name="Accepteren"))
    desk.press("Enter")
    expect(asked).to_contain_text(ACCEPTED)

    desk.tab_to(page.locator(".clock > summary"))
    desk.press("Enter")
    desk.tab_to(desk.button("een week verder"))
    desk.press("Enter")
    desk.moved()
    expect(_about(desk, "WA-4", "komt dichtbij")).to_have_count(1)


def _about(desk: Desk, *words: str) -> Locator:
    """The direct messages with all of these words."""
    found = desk.direct.locator("article")
    for each in words:
        found = found.filter(has_text=each)
    return found


def _register(desk: Desk) -> datetime:
    desk.enter("Deelnemer Hilversum")
    beginning = desk.clock
    desk.say("/signaal nieuw")
    desk.form.get_by_label("Titel").fill("Veel verkeer bij een loods")
    desk.form.get_by_label("Feit").fill("Auto's af en aan na middernacht.\nSteeds kort.")
    desk.form.get_by_label("Hilversum", exact=True).check()
    desk.form.get_by_label("Huizen", exact=True).check()
    desk.form.get_by_label("Thema").select_option(label="Autobedrijven en voertuigcriminaliteit")
    desk.form.get_by_label("Bron").select_option(label="wijkagent")
    desk.look()
    desk.save()
    expect(desk.answer).to_contain_text("Geregistreerd als S-5")
    expect(desk.channel.get_by_text("Nieuw signaal S-5").first).to_be_attached()
    return beginning


def _assign_and_accept(desk: Desk) -> None:
    desk.answer.get_by_role("button", name="Werkafspraak maken").click()
    expect(desk.form.get_by_label("Bij signaal")).to_have_value("S-5")
    desk.form.get_by_label("Tekst").fill("Vergunning van de loods nakijken")
    desk.form.get_by_label("Voor wie").select_option(label="Deelnemer Huizen")
    desk.form.get_by_label("Uiterlijk").fill("over 9 dagen")
    desk.look()
    desk.save()
    expect(desk.answer).to_contain_text("Vastgelegd als WA-4")

    desk.become("Deelnemer Huizen")
    asked = desk.direct.locator("article").last
    expect(asked).to_contain_text("Deze werkafspraak is voor u.")
    asked.get_by_role("button", name="Accepteren").click()
    expect(asked).to_contain_text(ACCEPTED)
    desk.look()


def _be_reminded(desk: Desk) -> None:
    """First with a button, then with the date field; the mark says to whom something was said."""
    desk.become("Coördinator BIT")
    desk.open_clock()
    desk.button("een week verder").click()
    desk.moved()
    expect(desk.option("Deelnemer Huizen")).to_contain_text("ongelezen")
    desk.open_clock()
    desk.page.get_by_label("Ander moment").fill(f"{desk.clock + timedelta(days=7):%Y-%m-%dT%H:%M}")
    desk.button("Zet de klok").click()
    desk.moved()

    desk.become("Deelnemer Huizen")
    expect(desk.page.locator("#kop-berichten")).to_contain_text("ongelezen")
    expect(_about(desk, "WA-4", "komt dichtbij")).to_have_count(1)
    expect(_about(desk, "WA-4", "De termijn van deze werkafspraak was")).to_have_count(1)
    desk.page.locator("#kop-berichten a").click()
    expect(desk.page.locator("#kop-berichten")).not_to_contain_text("ongelezen")
    desk.look()


def _deliver_the_half_year(desk: Desk) -> None:
    """To the beginning of the next half-year, and on to where its first working day has certainly passed."""
    desk.open_clock()
    jumps = desk.page.locator(".jumps button").filter(has_text="naar")
    first = min(jumps.all(), key=lambda jump: str(jump.get_attribute("value")))
    first.click()
    desk.moved()
    desk.open_clock()
    desk.page.get_by_label("Ander moment").fill(f"{desk.clock + timedelta(days=4):%Y-%m-%dT%H:%M}")
    desk.button("Zet de klok").click()
    desk.moved()
    asked = desk.direct.locator("article").filter(has_text="graag uw bijdrage").last
    asked.get_by_role("button", name="Bijdrage invullen").click()
    desk.form.get_by_label("Resultaten").fill("Drie controles gedaan")
    desk.form.get_by_label("Uren").fill("40")
    desk.look()
    desk.save()
    expect(desk.direct).to_contain_text("Dank u wel.")

    desk.become("Coördinator BIT")
    desk.say("/rapportage overzicht")
    expect(desk.answer).to_contain_text("Drie controles gedaan")
    expect(desk.answer).to_contain_text("Gemeente Laren: nog niet geleverd")
    desk.look()


def _begin_again(desk: Desk) -> None:
    desk.open_clock()
    desk.page.locator(".again > summary").click()
    desk.button("Ja, opnieuw beginnen").click()
    expect(desk.page.get_by_role("heading", name="Welkom in de oefenruimte")).to_be_visible()
    desk.look()
    desk.enter("Deelnemer Hilversum")
