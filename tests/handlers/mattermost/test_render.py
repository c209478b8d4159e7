"""Whatever is in a card or a form, Mattermost takes it and shows it whole or cut."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bitbot.chat import Button, Card, Form, Menu, Message, Option, Reply, Said, Text
from handlers.mattermost.forms import Question, answers, dialog, field_errors
from handlers.mattermost.render import MOST, Origin, Paper
from handlers.mattermost.signing import Signer
from tests.doubles.mattermost import Dialog
from tests.doubles.mattermost_rules import check_attachments, check_dialog, check_message
from tests.handlers.drawn import drawn, few
from tests.handlers.mattermost.conftest import FORM, KEY, PEOPLE, sentences
from tests.handlers.toys import words
from tests.platforms.mattermost import fill_in, grouped, told, values_in

PAPER = Paper("http://bitbot.example", Signer(KEY), sentences)
HERE = Origin("command", "user")
NASTY = "@all @channel <!here> R&D [klik](http://x) # ~stad :smile: *_~` 👨‍👩‍👧‍👦 é\n"

DRAWN = drawn(NASTY, 60)
versions = st.sampled_from([(6, 7), (10, 11), (11, 0), (11, 10)])


def size(body: dict[str, Any]) -> int:
    return len(body["message"]) + sum(len(attachment["text"]) for attachment in body["attachments"])


@few
@given(DRAWN.texts, DRAWN.cards)
def test_mattermost_takes_every_answer(text: Text, card: Card) -> None:
    body = PAPER.shown(Reply(text, card), HERE)

    check_message(body["message"])
    check_attachments(body["attachments"])
    assert size(body) <= MOST


@few
@given(DRAWN.texts, DRAWN.cards)
def test_mattermost_takes_every_message(text: Text, card: Card) -> None:
    body = PAPER.message(Message(text, card, text), HERE)

    check_message(body["message"])
    check_attachments(body["attachments"])
    assert size(body) <= MOST


@few
@given(DRAWN.forms, versions)
def test_mattermost_takes_every_form_and_gives_back_what_stands_in_it(form: Form, version: tuple[int, int]) -> None:
    made, questions = dialog(form, version)

    check_dialog(made | {"state": ""}, version)
    back = answers(questions, values_in(opened(made)))
    assert set(back) <= {field.name for field in form.fields}
    for field in form.fields:
        if field.kind == "text" and "".join(field.value):
            assert "".join(back[field.name]) == "".join(field.value)


def opened(made: dict[str, Any]) -> Dialog:
    return Dialog("u", "c", {"dialog": made}, 1)


@pytest.mark.parametrize("amount", [3_001, 13_500, 40_001])
def test_a_very_long_text_is_shown_cut_and_the_buttons_stay(amount: int) -> None:
    card = Card(words("S-1"), body=Text((Said("x_" * amount),)), actions=(Button(words("Toon"), "signaal toon 1"),))

    body = PAPER.shown(Reply(card=card), HERE)

    assert size(body) <= MOST
    assert body["attachments"][0]["text"].count("x") > 3_000
    assert len(body["attachments"][0]["actions"]) == 1


def test_ids_of_buttons_are_letters_and_digits_and_nobody_reads_what_they_do() -> None:
    card = Card(
        words("S-1"), actions=(Button(words("Toon"), "signaal toon 1"), Button(words("Sluit"), "signaal sluit 1"))
    )

    [attachment] = PAPER.shown(Reply(card=card), HERE)["attachments"]

    assert [action["id"] for action in attachment["actions"]] == ["a0", "a1"]
    assert {tuple(action["integration"]["context"]) for action in attachment["actions"]} == {("signed",)}


def test_a_menu_without_options_is_left_out(caplog: pytest.LogCaptureFixture) -> None:
    card = Card(words("S-1"), actions=(Menu(words("Kies"), "wa kies", "wie", (Option("", words("niets")),)),))

    [attachment] = PAPER.shown(Reply(card=card), HERE)["attachments"]

    assert "actions" not in attachment
    assert "a menu without options is left out" in caplog.text


def field_of(**values: Any) -> Form:
    return replace(FORM, fields=(replace(FORM.fields[0], **values),))


def filled(form: Form, version: tuple[int, int], answer: str | list[str]) -> dict[str, tuple[str, ...]]:
    made, questions = dialog(form, version)
    screen = opened(made)
    fill_in(screen, next(iter(grouped(screen).values())), answer)
    return answers(questions, values_in(screen))


@pytest.mark.parametrize("version", [(6, 7), (11, 0)])
@pytest.mark.parametrize("count", [3, 12, 13, 16])
def test_several_answers_come_back_as_several(version: tuple[int, int], count: int) -> None:
    form = field_of(kind="choices", options=PEOPLE[:count], value=("a", "c"))

    assert filled(form, version, ["Deelnemer b", "Deelnemer c"]) == {"wat": ("b", "c")}
    assert filled(form, version, []) == {}


@pytest.mark.parametrize(
    ("version", "kinds"), [((6, 7), ["bool"] * 3), ((10, 11), ["bool"] * 3), ((11, 0), ["select"])]
)
def test_a_menu_for_several_comes_with_version_11(version: tuple[int, int], kinds: list[str]) -> None:
    made, _ = dialog(field_of(kind="choices", options=PEOPLE[:3]), version)

    assert [element["type"] for element in made["elements"]] == kinds


def test_a_menu_for_several_is_read_as_a_list_or_as_one_text() -> None:
    _, questions = dialog(field_of(kind="choices", options=PEOPLE[:3]), (11, 0))

    assert answers(questions, {"wat": ["a", "b"]}) == answers(questions, {"wat": "a,b"}) == {"wat": ("a", "b")}


@pytest.mark.parametrize(
    ("version", "value", "kind"),
    [
        ((6, 7), "2026-10-01", "text"),
        ((11, 0), "", "text"),
        ((11, 1), "", "date"),
        ((11, 1), "2026-10-01", "date"),
        ((11, 1), "volgende week", "text"),
    ],
)
def test_a_date_is_asked_in_words_where_there_is_no_calendar(version: tuple[int, int], value: str, kind: str) -> None:
    made, questions = dialog(field_of(kind="date", value=(value,) if value else (), limit=150), version)

    assert [element["type"] for element in made["elements"]] == [kind]
    assert answers(questions, {"wat": "2026-10-02"}) == {"wat": ("2026-10-02",)}


def test_a_long_text_stands_in_parts_and_comes_back_whole() -> None:
    text = "woord " * 1_100
    made, questions = dialog(field_of(kind="text", value=(text,), limit=3_000), (6, 7))

    assert [element["name"] for element in made["elements"]] == ["wat", "wat.1", "wat.2"]
    assert answers(questions, values_in(opened(made))) == {"wat": (text,)}


def test_a_line_of_more_than_a_line_stands_in_a_text() -> None:
    made, _ = dialog(field_of(kind="line", limit=200), (6, 7))
    short, _ = dialog(field_of(kind="line", limit=150), (6, 7))

    assert [made["elements"][0]["type"], short["elements"][0]["type"]] == ["textarea", "text"]


def test_a_long_label_is_cut_and_stands_whole_in_the_help() -> None:
    made, _ = dialog(field_of(label=words("Wat spreekt u precies met elkaar af?"), hint=words("Kort.")), (6, 7))

    assert made["elements"][0]["display_name"] == "Wat spreekt u precies m…"
    assert made["elements"][0]["help_text"] == "Wat spreekt u precies met elkaar af?. Kort."


@pytest.mark.parametrize("told_by", [5, 5.5, "6"])
def test_a_number_comes_as_text_or_as_number(told_by: object) -> None:
    _, questions = dialog(field_of(kind="number", limit=10), (6, 7))

    assert answers(questions, {"wat": told_by}) == {"wat": (str(told_by),)}


def test_an_error_for_no_field_stands_at_the_first() -> None:
    questions = [
        Question("a.0", "a", "box", 0, ("x",)),
        Question("a.1", "a", "box", 0, ("y",)),
        Question("b", "b", "text", 9),
    ]

    shown = field_errors({"b": words("Te laat."), "a": words("Kies."), "weg": words("Zo niet.")}, questions)

    assert shown == {"b": "Te laat.", "a.0": "Kies. Zo niet."}


def test_a_form_reads_as_it_is_filled_in() -> None:
    made, _ = dialog(FORM, (6, 7))

    assert {name: told(opened(made), elements) for name, elements in grouped(opened(made)).items()}["thema"] == "Zorg"
