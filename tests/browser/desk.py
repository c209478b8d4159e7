"""Somebody at a desk with the practice room open: what they do by mouse and by keyboard, and what always holds."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Locator, Page, Request, expect

DESK = {"width": 1280, "height": 800}
TELEPHONE = {"width": 360, "height": 740}
FAR = 120


class Desk:
    """`faults` collects what no page may do: complain in the console, or call another computer."""

    def __init__(self, page: Page, address: str, pictures: Path) -> None:
        self.page = page
        self.faults: list[str] = []
        self._address = address
        self._pictures = pictures
        page.on("console", lambda said: self.faults.append(said.text) if said.type in {"error", "warning"} else None)
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("request", self._note)

    @property
    def clock(self) -> datetime:
        return datetime.fromisoformat(str(self.page.locator("#nu").get_attribute("datetime")))

    @property
    def channel(self) -> Locator:
        return self.page.locator("#berichten-kanaal")

    @property
    def direct(self) -> Locator:
        return self.page.locator("#berichten-berichten")

    @property
    def answer(self) -> Locator:
        """The newest answer of bitbot in the channel, which nobody else sees."""
        return self.channel.locator("article.bot.private").last

    @property
    def form(self) -> Locator:
        return self.page.locator("#formulier")

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name)

    def open(self) -> None:
        self.page.goto(self._address)
        self.look()

    def look(self) -> None:
        """Look at the page, on the desk and on a telephone: its top is in sight, and nothing scrolls sideways."""
        number = len(list(self._pictures.iterdir())) // 2
        expect(self.page.locator(".banner")).to_be_in_viewport()
        for name, size in (("telephone", TELEPHONE), ("desk", DESK)):
            self.page.set_viewport_size({"width": size["width"], "height": size["height"]})
            self.page.screenshot(path=self._pictures / f"{number:02}-{name}.png")
            assert self.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), self.page.url

    def _note(self, request: Request) -> None:
        if urlsplit(request.url).hostname != "127.0.0.1":
            self.faults.append(request.url)

    # By mouse

    def enter(self, who: str) -> None:
        self._choose(self.page.get_by_label("Wie wilt u zijn?"), who)
        self.button("Naar binnen").click()
        expect(self.page.get_by_role("heading", name=f"Oefenruimte: {who}")).to_be_attached()
        self.look()

    def become(self, who: str) -> None:
        chooser = self.page.get_by_label("U bent")
        self._choose(chooser, who)
        if self.page.get_by_role("heading", name=f"Oefenruimte: {who}").count() == 0:
            self.button("Wissel").click()
        expect(self.page.get_by_role("heading", name=f"Oefenruimte: {who}")).to_be_attached()
        self.look()

    def say(self, line: str) -> None:
        composer = self.page.locator("#tekst-kanaal")
        composer.fill(line)
        composer.press("Escape")
        self.page.locator(".composer").first.get_by_role("button", name="Verstuur").click()

    def save(self) -> None:
        self.form.get_by_role("button", name="Opslaan").click()
        expect(self.form).to_have_count(0)
        self.look()

    def open_clock(self) -> None:
        self.page.locator(".clock > summary").click()
        self.look()

    def moved(self) -> None:
        expect(self.page.locator("#melding")).to_contain_text("De klok is verzet")
        self.look()

    def option(self, who: str) -> Locator:
        """Somebody in the list of people, with how much they have not read."""
        return self.page.locator("#als option").filter(has_text=who)

    @staticmethod
    def _choose(chooser: Locator, who: str) -> None:
        value = chooser.locator("option").filter(has_text=who).get_attribute("value")
        chooser.select_option(value)

    # By keyboard alone

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def type(self, words: str) -> None:
        self.page.keyboard.type(words)

    def tab_to(self, wanted: Locator) -> None:
        """Go on with Tab until this has the focus; from the last thing on the page it goes on at the first."""
        for _ in range(FAR):
            if wanted.evaluate("wanted => wanted === document.activeElement"):
                return
            self.press("Tab")
        raise AssertionError(f"Tab does not reach {wanted}")

    def arrow_to(self, chooser: Locator, wanted: str) -> None:
        """Walk through a closed list with the arrow until its choice begins with these words."""
        self.tab_to(chooser)
        for _ in range(FAR):
            if str(chooser.evaluate("list => list.selectedOptions[0].text")).startswith(wanted):
                return
            self.press("ArrowDown")
        raise AssertionError(f"{wanted} is not in the list")
