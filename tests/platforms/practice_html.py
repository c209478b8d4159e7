"""A page of the practice room as a tree, and its text as a person reads it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"br", "hr", "img", "input", "link", "meta"}
BLOCKS = {
    "article",
    "dd",
    "div",
    "dl",
    "dt",
    "fieldset",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "legend",
    "li",
    "p",
    "section",
}
CONTROLS = {"button", "input", "select", "summary", "textarea"}


@dataclass
class Element:
    name: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list["Element | str"] = field(default_factory=list)

    def __getitem__(self, attribute: str) -> str:
        return self.attributes.get(attribute, "")

    def all(self, *names: str) -> Iterator["Element"]:
        """Every element of these kinds below this one, as they stand on the page."""
        for child in self.children:
            if isinstance(child, Element):
                if child.name in names:
                    yield child
                yield from child.all(*names)

    def first(self, name: str, **attributes: str) -> "Element | None":
        return next((each for each in self.all(name) if attributes.items() <= each.attributes.items()), None)

    def by_id(self, wanted: str) -> "Element | None":
        return next((each for each in self.walk() if each["id"] == wanted), None)

    def walk(self) -> Iterator["Element"]:
        for child in self.children:
            if isinstance(child, Element):
                yield child
                yield from child.walk()

    def has_class(self, name: str) -> bool:
        return name in self["class"].split()

    @property
    def content(self) -> str:
        """All text below this element, with its line breaks."""
        return "".join(child if isinstance(child, str) else child.content for child in self.children)

    @property
    def value(self) -> str:
        """What is filled in. The first line break of a text area is not part of it, as in a browser."""
        if self.name == "textarea":
            return self.content.removeprefix("\n")
        if self.name == "select":
            options = list(self.all("option"))
            return next((each["value"] for each in options if "selected" in each.attributes), options[0]["value"])
        return self["value"]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open = [Element("page")]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_endtag(self, tag: str) -> None:
        closed = self.open.pop()
        assert closed.name == tag, f"</{tag}> closes <{closed.name}>"

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)


def parse(html: str) -> Element:
    """Read a page; elements that are not closed in order are an error."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    assert [element.name for element in reader.open] == ["page"]
    return reader.open[0]


def text_of(element: Element, leave_out: Callable[[Element], bool] = lambda _: False) -> str:
    """Give the text as lines; what only a screen reader gets and what can be pressed or filled in stays out."""
    lines = "".join(_pieces(element, leave_out)).split("\n")
    return "\n".join(filter(None, (line.strip() for line in lines)))


def _pieces(element: Element, leave_out: Callable[[Element], bool]) -> Iterator[str]:
    if element.name in CONTROLS or element.has_class("spoken") or leave_out(element):
        return
    for child in element.children:
        if isinstance(child, str):
            yield child
        else:
            yield from _pieces(child, leave_out)
    if element.name in BLOCKS:
        yield "\n"
