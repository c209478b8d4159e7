"""What the script adds to the practice room, in a real browser."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.handlers.practice.toy import House

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def page(chromium: Browser, house: House) -> Iterator[Page]:
    """A desk with the page of one member; a mistake in the script or a thing that is refused fails the test."""
    context = chromium.new_context(base_url=house.address, viewport={"width": 1280, "height": 800})
    opened = context.new_page()
    mistakes: list[str] = []
    opened.on("pageerror", lambda error: mistakes.append(str(error)))
    opened.on("console", lambda message: mistakes.append(message.text) if "Security Policy" in message.text else None)
    opened.goto("/als/eik-1/kanaal")
    yield opened
    context.close()
    assert mistakes == []


def test_a_command_is_completed_and_sent_by_keyboard_alone(page: Page, house: House) -> None:
    composer = page.locator("#tekst-kanaal")
    composer.focus()

    page.keyboard.type("/wa t")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    expect(composer).to_have_value("/wa toon ")
    page.keyboard.type("@wo")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")

    expect(page.locator("#berichten-kanaal article").last).to_contain_text("Gehoord: wa toon <@wout>")
    expect(composer).to_have_value("")
    expect(composer).to_be_focused()
    assert [request.line for request in house.dispatch.requests] == ["wa toon <@wout>"]


def test_new_messages_arrive_while_typed_text_stays(page: Page, house: House) -> None:
    composer = page.locator("#tekst-kanaal")
    composer.fill("nog niet af")

    house.announce("S-1")
    house.send_to("eik-1")

    expect(page.locator("#berichten-kanaal article")).to_contain_text("Nieuw: S-1")
    expect(page.locator("#berichten-berichten article")).to_contain_text("Herinnering: WA-1")
    expect(page.locator("#kop-berichten")).to_contain_text("1 ongelezen")
    expect(composer).to_have_value("nog niet af")
    expect(composer).to_be_focused()


def test_a_clicked_card_is_replaced_and_has_the_focus(page: Page, house: House) -> None:
    house.send_to("eik-1")
    card = page.locator("#berichten-berichten article")

    card.get_by_role("button", name="Op mij nemen").click()

    expect(card).to_contain_text("WA-1 is van u.")
    expect(card).to_be_focused()
    expect(page).to_have_url(re.compile("/als/eik-1/berichten$"))


def test_the_same_button_works_again(page: Page, house: House) -> None:
    house.announce("S-1")
    button = page.locator("#berichten-kanaal").get_by_role("button", name="Toon")

    button.click()
    expect(page.get_by_text("Gehoord: wa toon WA-1")).to_have_count(1)
    button.click()

    expect(page.get_by_text("Gehoord: wa toon WA-1")).to_have_count(2)


def test_a_form_opens_with_the_focus_and_so_do_its_mistakes(page: Page) -> None:
    page.locator("#tekst-kanaal").fill("/signaal nieuw")
    page.keyboard.press("Escape")
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", name="Nieuw signaal")).to_be_focused()
    page.get_by_label("Wat is er gezien?").fill("Eén\nTwee")
    page.get_by_role("button", name="Registreren").click()

    expect(page.locator("#fouten")).to_be_focused()
    expect(page.get_by_label("Wat is er gezien?")).to_have_value("Eén\nTwee")
    expect(page.get_by_label("Waar gaat het over?")).to_have_accessible_description("In één zin. Fout: Vul dit in.")


def test_text_that_is_too_long_is_refused_and_stays(page: Page) -> None:
    composer = page.locator("#tekst-kanaal")
    composer.fill("x" * 4_001)
    page.get_by_role("button", name="Verstuur").first.click()

    expect(page.locator("#fout-kanaal")).to_contain_text("4.001 tekens")
    expect(composer).to_have_value("x" * 4_001)
    expect(composer).to_be_focused()


@pytest.mark.parametrize("address", ["/", "/als/eik-1/kanaal", "/als/eik-1/berichten", "/als/eik-1/kanaal/formulier/4"])
def test_nothing_scrolls_sideways_on_a_telephone(page: Page, house: House, address: str) -> None:
    house.announce("S-" + "1" * 200)
    house.send_to("eik-1", "WA-" + "W" * 200)
    house.browser.say("eik-1", "/signaal nieuw")
    page.set_viewport_size({"width": 360, "height": 740})

    page.goto(address)
    wide = page.evaluate(
        "[document.documentElement, ...document.querySelectorAll('.log, .form, .tabs, .bar')]"
        ".filter((each) => each.scrollWidth > each.clientWidth)"
        ".map((each) => each.className)"
    )

    assert page.evaluate("document.documentElement.clientWidth") == 360
    assert wide == []


def test_what_can_be_pressed_is_large_enough_for_a_finger(page: Page, house: House) -> None:
    house.send_to("eik-1")
    page.set_viewport_size({"width": 360, "height": 740})

    page.goto("/als/eik-1/berichten")
    low = page.evaluate(
        "[...document.querySelectorAll('button, select, textarea, summary, nav a')]"
        ".filter((each) => each.checkVisibility() && each.getBoundingClientRect().height < 44)"
        ".map((each) => each.outerHTML)"
    )

    assert low == []
