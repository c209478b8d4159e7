"""Drives the practice room as a browser without script does: it reads pages and sends their forms."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from http.client import HTTPConnection
from urllib.parse import urlencode, urljoin, urlsplit

import pytest

from bitbot.chat import PlaceKind
from handlers.practice.room import PracticeRoom
from tests.platforms.contract import Shown, Spot
from tests.platforms.practice_html import Element, parse, text_of

SEE_OTHER = 303
ANSWER = "antwoord-"
Pairs = list[tuple[str, str]]


@dataclass(frozen=True)
class Page:
    """What the browser shows: after following the redirect, so `url` may hold an anchor."""

    url: str
    status: int
    html: str
    root: Element = field(repr=False)


class PracticePlatform:
    """One browser with a tab for each person; `address` is as `http://127.0.0.1:8080`."""

    name = "practice"

    def __init__(self, address: str, room: PracticeRoom | None = None) -> None:
        self._address = address
        self._room = room
        self._tabs: dict[str, Page] = {}

    def say(self, who: str, line: str, where: Spot = "private") -> Shown:
        """Type in the channel, where an answer that is not private would be seen by all.

        There is one channel: for a line in a place of another kind it becomes that for a moment.
        """
        if where in {"private", "direct"}:
            return self._typed(who, line, "berichten" if where == "direct" else "kanaal")
        self.turn_channel(where)
        shown = self._typed(who, line, "kanaal")
        self.turn_channel("private")
        return shown

    def _typed(self, who: str, line: str, place: str) -> Shown:
        page = self.visit(who, place)
        form = _form(page.root, f"/als/{who}/{place}")
        return self.send(who, page, form, [*_hidden(form), ("tekst", line)])

    def click(self, who: str, label: str) -> Shown:
        page, form = next(
            (page, form)
            for page, message in self._messages_near(who)
            for form, button in _buttons(message)
            if button == label
        )
        return self.send(who, page, form, _hidden(form))

    def choose(self, who: str, label: str, option: str) -> Shown:
        page, form, values = next(
            (page, form, options)
            for page, message in self._messages_near(who)
            for form, menu, options in _menus(message)
            if menu == label
        )
        return self.send(who, page, form, [*_hidden(form), ("keuze", values[option])])

    def fill(self, who: str, **answers: str | Sequence[str]) -> Shown:
        page = self._tabs[who]
        panel = page.root.by_id("formulier")
        assert panel is not None, f"no form is open for {who}"
        form = next(panel.all("form"))
        filled = {name: _values(question) for name, question in _questions(form).items()}
        filled |= {name: _chosen(_questions(form)[name], answer) for name, answer in answers.items()}
        return self.send(who, page, form, [*_hidden(form), *_pairs(filled)])

    def messages(self, who: str) -> list[Shown]:
        page = self.visit(who, "berichten")
        return [_shown(each, page) for each in _log(page.root, "berichten") if each.has_class("bot")]

    def channel(self) -> list[Shown]:
        anybody = next(self.fetch("/").root.all("option"))["value"]
        page = self.visit(anybody)
        public = [each for each in _log(page.root, "kanaal") if not each.has_class("private")]
        return [_shown(each, page) for each in public if each.has_class("bot")]

    def turn_channel(self, kind: PlaceKind) -> None:
        assert self._room, "the room itself is needed for that"
        self._room.channel_kind = kind

    def make_guest(self, who: str) -> None:
        pytest.skip("there are no guests in the practice room")

    def posted(self) -> int:
        return len(self.channel())

    def visit(self, who: str, place: str = "kanaal") -> Page:
        """Look at a place in a tab of its own: what was open stays open."""
        return self.fetch(f"/als/{who}/{place}")

    def send(self, who: str, page: Page, form: Element, pairs: Pairs) -> Shown:
        """Send a form as it stands on the page, and see what the answer shows."""
        self._tabs[who] = self.fetch(urljoin(page.url, form["action"]), pairs)
        return _answer(self._tabs[who])

    def fetch(self, url: str, pairs: Pairs | None = None) -> Page:
        place = urlsplit(self._address)
        connection = HTTPConnection(place.hostname or "", place.port, timeout=30)
        headers = {"Origin": self._address, "Content-Type": "application/x-www-form-urlencoded"}
        try:
            if pairs is None:
                connection.request("GET", url)
            else:
                connection.request("POST", url, urlencode(pairs), headers)
            answer = connection.getresponse()
            html, target = answer.read().decode(), answer.headers.get("Location", "")
        finally:
            connection.close()
        if answer.status == SEE_OTHER:
            return self._follow(urljoin(url, target))
        return Page(url, answer.status, html, parse(html))

    def _follow(self, target: str) -> Page:
        url, _, anchor = target.partition("#")
        page = self.fetch(url)
        return Page(f"{url}#{anchor}", page.status, page.html, page.root)

    def _messages_near(self, who: str) -> Iterator[tuple[Page, Element]]:
        """Where somebody would look for a button: the last answer, the newest direct messages, the channel."""
        page = self.visit(who, "berichten")
        if who in self._tabs:
            anchor = urlsplit(self._tabs[who].url).fragment
            yield from ((page, each) for each in page.root.all("article") if each["id"] == anchor)
        for place in ("berichten", "kanaal"):
            yield from ((page, each) for each in reversed(_log(page.root, place)))


def _answer(page: Page) -> Shown:
    """Show the open form, the mistake at the composer, or the message that the browser jumped to."""
    if panel := page.root.by_id("formulier"):
        return _shown_form(panel, page)
    if page.status != 200:
        wrong = [text_of(each) for each in page.root.all("p") if each.has_class("wrong")]
        return Shown(text="\n".join(filter(None, wrong)) or text_of(page.root), raw=page.html)
    message = page.root.by_id(urlsplit(page.url).fragment)
    assert message is not None, f"no answer at {page.url}"
    return _shown(message, page)


def _shown(message: Element, page: Page) -> Shown:
    return Shown(
        text=text_of(message, lambda each: each.has_class("from") or each.has_class("actions")),
        buttons=tuple(label for _, label in _buttons(message)),
        menus={label: tuple(options) for _, label, options in _menus(message)},
        raw=page.html.partition(f'id="{message["id"]}"')[2].partition("</article>")[0],
    )


def _shown_form(panel: Element, page: Page) -> Shown:
    questions = _questions(panel)
    wrong = [each for each in panel.all("p") if each["data-field"]]
    return Shown(
        text=text_of(panel, lambda each: each.name == "a"),
        buttons=tuple(each.content for each in panel.all("button")),
        form={name: ", ".join(_read(question)) for name, question in questions.items()},
        errors={each["data-field"]: text_of(each) for each in wrong},
        raw=page.html,
    )


def _log(root: Element, place: str) -> list[Element]:
    log = root.by_id(f"berichten-{place}")
    assert log is not None
    return list(log.all("article"))


def _form(root: Element, action: str) -> Element:
    form = root.first("form", action=action)
    assert form is not None, f"no form goes to {action}"
    return form


def _hidden(form: Element) -> Pairs:
    return [(each["name"], each["value"]) for each in form.all("input") if each["type"] == "hidden"]


def _buttons(message: Element) -> Iterator[tuple[Element, str]]:
    """Each button with the form it sends; one that asks first stands as the heading of its question."""
    sure = {id(form): asks for asks in message.all("details") for form in asks.all("form")}
    for form in message.all("form"):
        if form.has_class("menu"):
            continue
        asks = sure.get(id(form))
        yield form, next((asks or form).all("summary" if asks else "button")).content


def _menus(message: Element) -> Iterator[tuple[Element, str, dict[str, str]]]:
    """Each menu with its form, label and options: the label of an option and its value."""
    for form in message.all("form"):
        if form.has_class("menu"):
            options = {each.content: each["value"] for each in form.all("option") if each["value"]}
            yield form, next(form.all("label")).content, options


def _questions(form: Element) -> dict[str, list[Element]]:
    """Give the field or the checkboxes of each question."""
    found: dict[str, list[Element]] = {}
    for each in form.all("input", "select", "textarea"):
        if each["name"].startswith(ANSWER):
            found.setdefault(each["name"].removeprefix(ANSWER), []).append(each)
    for label in form.all("label"):
        for tick in label.all("input"):
            tick.attributes["label"] = text_of(label)
    return found


def _options(question: list[Element]) -> dict[str, str] | None:
    """Give label and value of each option, or None when the answer is free."""
    if question[0].name == "select":
        return {each.content: each["value"] for each in question[0].all("option")}
    if question[0]["type"] == "checkbox":
        return {each["label"]: each["value"] for each in question}
    return None


def _values(question: list[Element]) -> list[str]:
    if question[0]["type"] == "checkbox":
        return [each["value"] for each in question if "checked" in each.attributes]
    return [question[0].value]


def _read(question: list[Element]) -> list[str]:
    """Give what a person sees filled in: of a choice its label, of nothing chosen nothing."""
    options = _options(question)
    values = _values(question)
    return values if options is None else [label for label, value in options.items() if value and value in values]


def _chosen(question: list[Element], answer: str | Sequence[str]) -> list[str]:
    given = [answer] if isinstance(answer, str) else [*answer]
    options = _options(question)
    return given if options is None else [options[label] for label in given if label]


def _pairs(filled: dict[str, list[str]]) -> Pairs:
    """Send line breaks as a browser does."""
    return [(ANSWER + name, value.replace("\n", "\r\n")) for name, values in filled.items() for value in values]
