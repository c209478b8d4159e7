"""Forms as Mattermost's dialogs, and what people fill in back, looked at as if anybody could have sent it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass
from datetime import date
from typing import Any, Final

from bitbot.chat import Field, Form, Text
from handlers.mattermost.cutting import cut, parts
from handlers.mattermost.render import choices
from handlers.mattermost.signing import Forged
from handlers.mattermost.text import Json, flat, markdown

# Characters; developers.mattermost.com, interactive dialogs. No version limits how many elements a dialog has.
_TITLE: Final = 24
_LABEL: Final = 24
_HELP: Final = 150
_LINE: Final = 150
_TEXT: Final = 3_000
_INTRODUCTION: Final = 3_000
_PLACEHOLDER: Final = 150
# Up to so many options of a question that takes several are boxes to tick; above it are menus, with some to spare.
_BOXES: Final = 12
_SPARE: Final = 3
_LARGEST: Final = 10**15
_SEVERAL: Final = (11, 0)
_DATES: Final = (11, 1)

Version = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Question:
    """One element of a dialog as it was offered: what may come back for it. It goes along, signed, as a list."""

    element: str
    field: str
    sort: str
    most: int
    options: Sequence[str] = ()

    @property
    def as_json(self) -> list[Any]:
        return [*astuple(self)[:4], list(self.options)]


class TooLong(Exception):
    """More was filled in than the form takes."""

    def __init__(self, question: Question) -> None:
        super().__init__(question.element)
        self.question = question


def dialog(form: Form, version: Version) -> tuple[Json, list[Question]]:
    """The dialog without its state, and what may come back from it."""
    pairs = [pair for field in form.fields for pair in _questions(field, version)]
    title = flat(form.title, _TITLE)
    above = Text((*form.title.parts, "\n")) if len(form.title.plain) > _TITLE else Text()
    made = {
        "callback_id": "form",
        "title": title,
        "introduction_text": markdown(above + form.note, _INTRODUCTION),
        "submit_label": flat(form.submit, _LABEL),
        "notify_on_cancel": False,
        "elements": [element for element, _ in pairs],
    }
    return made, [question for _, question in pairs]


Pair = tuple[Json, Question]


def _questions(field: Field, version: Version) -> Iterator[Pair]:
    match field.kind:
        case "choices" if field.options:
            yield from _several(field, version)
        case "choice" if field.options:
            yield _select(field, field.name, field.value, required=field.required)
        case "date" if version >= _DATES and _is_date_or_empty(field):
            yield _element(field, field.name, "date", 10, {"type": "date", "default": "".join(field.value)})
        case "number":
            yield _line(field, "number")
        case "text":
            yield from _texts(field)
        case _:
            yield from (_line(field, "text"),) if _fits_a_line(field) else _texts(field)


def _fits_a_line(field: Field) -> bool:
    value = ", ".join(field.value)
    return max(field.limit, len(value)) <= _LINE and "\n" not in value


def _is_date_or_empty(field: Field) -> bool:
    value = "".join(field.value)
    try:
        return not value or date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def _element(field: Field, name: str, sort: str, most: int, rest: Json, options: Sequence[str] = ()) -> Pair:
    hint = flat(field.hint, _HELP) if field.hint else ""
    whole = flat(field.label, _HELP) if len(field.label.plain) > _LABEL else ""
    element = {
        "display_name": flat(field.label, _LABEL),
        "name": name,
        "help_text": cut(". ".join(filter(None, [whole, hint])), _HELP),
        "optional": not field.required,
        **rest,
    }
    return element, Question(name, field.name, sort, most, options)


def _line(field: Field, subtype: str) -> Pair:
    most = min(max(1, field.limit), _LINE)
    value = cut(", ".join(field.value), most)
    return _element(field, field.name, "text", most, _written("text", value, most) | {"subtype": subtype})


def _written(sort: str, value: str, most: int) -> Json:
    return {"type": sort, "default": value, "max_length": most}


def _texts(field: Field) -> Iterator[Pair]:
    """More than one for a text longer than one element holds, so that saving the form loses nothing of it."""
    for number, part in enumerate(parts("".join(field.value), _TEXT)):
        most = min(max(1, field.limit, len(part)), _TEXT)
        name = f"{field.name}.{number}" if number else field.name
        element, question = _element(field, name, "text", most, _written("textarea", part, most))
        yield element | {"optional": bool(number) or not field.required}, question


def _select(field: Field, name: str, value: tuple[str, ...], *, required: bool) -> Pair:
    options = choices(field.options)
    values = [option["value"] for option in options]
    chosen = next((one for one in value if one in values), "")
    rest = {"type": "select", "options": options, "default": chosen, "optional": not required}
    return _element(field, name, "select", 0, rest, values)


def _several(field: Field, version: Version) -> Iterator[Pair]:
    options = choices(field.options)
    chosen = tuple(option["value"] for option in options if option["value"] in field.value)
    if version >= _SEVERAL:
        element, question = _select(field, field.name, (), required=field.required)
        yield element | {"multiselect": True, "default": ",".join(chosen)}, question
    elif len(options) <= _BOXES:
        yield from (_box(field, number, option) for number, option in enumerate(options))
    else:
        for number in range(min(len(options), len(chosen) + _SPARE)):
            required = field.required and number == 0
            yield _select(field, f"{field.name}.{number}", chosen[number : number + 1], required=required)


def _box(field: Field, number: int, option: Json) -> Pair:
    rest = {
        "type": "bool",
        "placeholder": cut(option["text"], _PLACEHOLDER),
        "default": "true" if option["value"] in field.value else "false",
        "optional": True,
        **({"help_text": ""} if number else {}),
    }
    return _element(field, f"{field.name}.{number}", "box", 0, rest, (option["value"],))


def answers(questions: Sequence[Question], submission: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """What was filled in, per field; a field left empty has no answer. Raises Forged or TooLong."""
    known = {question.element for question in questions}
    if not submission.keys() <= known:
        raise Forged("field")
    filled: dict[str, tuple[str, ...]] = {}
    for question in questions:
        found = _READERS[question.sort](question, submission.get(question.element))
        before = filled.get(question.field, ())
        several = question.sort != "text" or not before
        filled[question.field] = _once(before + found) if several else ("".join(before + found),)
    return {name: answer for name, answer in filled.items() if any(answer)}


def _once(values: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for value in values if value))


def _read_text(question: Question, value: object) -> tuple[str, ...]:
    if value is None:
        return ()
    if not isinstance(value, str) and not _is_number(value):
        raise Forged("kind")
    if len(str(value)) > question.most:
        raise TooLong(question)
    return (str(value),)


def _is_number(value: object) -> bool:
    """Newer servers may send a number as one; one without end cannot have been typed."""
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < _LARGEST


def _read_box(question: Question, value: object) -> tuple[str, ...]:
    if value not in (None, "", True, False, "true", "false"):
        raise Forged("kind")
    return tuple(question.options) if value in (True, "true") else ()


def _read_select(question: Question, value: object) -> tuple[str, ...]:
    """One value; of a menu that takes several a list, or one text with commas."""
    if value is None or value == "":
        return ()
    found = value if isinstance(value, list) else [value]
    if isinstance(value, str) and value not in question.options:
        found = value.split(",")
    if not all(isinstance(one, str) and one in question.options for one in found):
        raise Forged("option")
    return tuple(found)


_READERS: Final[Mapping[str, Callable[[Question, object], tuple[str, ...]]]] = {
    "text": _read_text,
    "date": _read_text,
    "box": _read_box,
    "select": _read_select,
}


def field_errors(errors: Mapping[str, Text], questions: Sequence[Question]) -> dict[str, str]:
    """Each sentence at its question; what belongs to no question of this form stands at the first."""
    elements = {question.field: question.element for question in reversed(questions)}
    first = next(iter(question.element for question in questions))
    shown: dict[str, str] = {}
    for name, sentence in errors.items():
        element = elements.get(name, first)
        shown[element] = " ".join(filter(None, [shown.get(element), flat(sentence, _TEXT)]))
    return shown
