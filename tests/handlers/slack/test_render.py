"""Whatever is in a card or a form, Slack takes it, shows it whole or cut, and nobody is pinged by it."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given

from bitbot.chat import Button, Card, Fact, Field, Form, Menu, Message, Option, Reply, Said, Text
from handlers.slack.forms import answers, field_errors, form_view, reply_view
from handlers.slack.render import message, private
from tests.doubles.slack import View
from tests.doubles.slack_blocks import check_message, check_view, texts_in
from tests.handlers.drawn import drawn, few
from tests.handlers.slack.conftest import FORM, sentences
from tests.handlers.toys import words
from tests.platforms.slack import filled_in, initial, inputs_of, sent_view, shown, shown_view

NASTY = "<!channel> <@U1> <!subteam^S1> R&D <http://x|klik> @all *_~` 👨‍👩‍👧‍👦 é\n"

DRAWN = drawn(NASTY, 350)


def assert_harmless(body: object, text: str = "") -> None:
    for shown_text in [text, *texts_in(body)]:
        assert "<" not in shown_text
        assert not re.search(r"&(?!amp;|lt;|gt;)", shown_text)


@few
@given(DRAWN.texts, DRAWN.cards)
def test_slack_takes_every_answer_and_nobody_is_pinged(text: Text, card: Card) -> None:
    body = private(Reply(text, card), sentences)

    check_message(body)
    assert_harmless(body["blocks"], body["text"])


@few
@given(DRAWN.texts, DRAWN.cards)
def test_slack_takes_every_message_and_every_answer_in_a_modal(text: Text, card: Card) -> None:
    body = message(Message(text, card), sentences)
    view = reply_view(Reply(text, card), text, sentences)

    check_message(body)
    check_view(view)
    assert_harmless(view)


@few
@given(DRAWN.forms)
def test_slack_takes_every_form_and_gives_back_what_stands_in_it(form: Form) -> None:
    view = form_view(form, sentences)

    check_view(view)
    assert_harmless(view)
    assert set(answers(state_of(view))) <= {field.name for field in form.fields}


def state_of(view: dict[str, Any]) -> dict[str, Any]:
    return sent_view(View("V1", "U1", view, "1.h"), "T1")


def test_a_card_reads_from_title_to_small_print() -> None:
    card = Card(
        title=words("WA-1 Zwerfafval"),
        facts=(Fact(words("Status"), words("open")), Fact(words("Uiterlijk"), words("do 1 oktober"))),
        body=words("Het gaat om *de haven*."),
        lines=(words("1. een"), words("2. twee")),
        note=words("Team"),
    )

    seen = shown(private(Reply(words("Van u."), card), sentences))

    assert seen.text.splitlines() == [
        "Van u.",
        "WA-1 Zwerfafval",
        "Status: open",
        "Uiterlijk: do 1 oktober",
        "Het gaat om de haven.",
        "1. een",
        "2. twee",
        "Team",
    ]


@pytest.mark.parametrize("size", [3_001, 13_500, 40_001])
def test_a_very_long_text_is_shown_cut_and_the_buttons_stay(size: int) -> None:
    card = Card(words("S-1"), body=Text((Said("x" * size),)), actions=(Button(words("Toon"), "signaal toon 1"),))

    body = private(Reply(card=card), sentences)

    check_message(body)
    seen = shown(body)
    assert seen.buttons == ("Toon",)
    assert seen.text.replace("\n", "").count("x") == min(size, 8_997)
    assert seen.text.endswith("…") == (size > 11_000)


def test_two_hundred_and_fifty_lines_fit_in_one_message() -> None:
    lines = tuple(words(f"WA-{number} een afspraak van veertig tekens lang") for number in range(250))

    body = private(Reply(card=Card(words("Werkafspraken"), lines=lines)), sentences)

    check_message(body)
    assert shown(body).text.splitlines()[-1] == "WA-249 een afspraak van veertig tekens lang"


def test_sixty_buttons_keep_their_order_and_have_ids_of_their_own() -> None:
    actions = tuple(Button(words(f"Knop {number}"), f"wa toon {number}") for number in range(60))

    body = private(Reply(card=Card(words("Veel"), actions=actions)), sentences)

    check_message(body)
    assert shown(body).buttons == tuple(f"Knop {number}" for number in range(60))


def test_a_menu_of_two_hundred_and_fifty_options_is_grouped() -> None:
    options = tuple(Option(f"lid-{number}", words(f"Lid {number}")) for number in range(250))
    card = Card(words("Wie"), actions=(Menu(words("Wijs toe"), "wa wijs 1", "wie", options),))

    body = private(Reply(card=card), sentences)

    check_message(body)
    assert len(shown(body).menus["Wijs toe"]) == 250


def test_a_button_that_cannot_carry_its_line_is_left_out_and_reported(caplog: pytest.LogCaptureFixture) -> None:
    card = Card(words("S-1"), actions=(Button(words("Toch"), "signaal nieuw " + "geheim" * 400),))

    body = private(Reply(card=card), sentences)

    check_message(body)
    assert shown(body).buttons == ()
    assert "a button is left out" in caplog.text
    assert "geheim" not in caplog.text


def test_a_message_shows_its_notice_alone_on_a_lock_screen() -> None:
    body = message(Message(words("Werkafspraak WA-1: uiterlijk morgen"), Card(words("Geheim"))), sentences)

    assert body["text"] == "Werkafspraak WA-1: uiterlijk morgen"


def test_a_date_in_words_keeps_its_words_and_a_date_gets_a_picker() -> None:
    by_words = replace(FORM.fields[1], value=("eind volgende week",))
    by_date = replace(FORM.fields[1], value=("2026-10-01",))

    kinds = [
        form_view(replace(FORM, fields=(field,)), sentences)["blocks"][0]["element"] for field in (by_words, by_date)
    ]

    assert (kinds[0]["type"], kinds[0]["initial_value"]) == ("plain_text_input", "eind volgende week")
    assert (kinds[1]["type"], kinds[1]["initial_date"]) == ("datepicker", "2026-10-01")


def test_what_is_filled_in_is_what_the_form_said() -> None:
    fields = (
        Field("wat", words("Wat"), value=("één",)),
        Field("wie", words("Wie"), "choices", ("a", "c"), tuple(Option(v, words(v.upper())) for v in "abc")),
        Field("soort", words("Soort"), "choice", ("b",), tuple(Option(v, words(v.upper())) for v in "abc")),
        Field("dag", words("Dag"), "date", ("2026-10-01",)),
        Field("aantal", words("Aantal"), "number", ("3",)),
    )
    view = form_view(replace(FORM, fields=fields), sentences)

    assert shown_view(View("V1", "U1", view, "1.h")).form == {
        "wat": "één",
        "wie": "A, C",
        "soort": "B",
        "dag": "2026-10-01",
        "aantal": "3",
    }
    assert answers(state_of(view)) == {
        "wat": ("één",),
        "wie": ("a", "c"),
        "soort": ("b",),
        "dag": ("2026-10-01",),
        "aantal": ("3",),
    }


def test_a_text_longer_than_an_input_comes_back_whole() -> None:
    text = "".join(f"{number:05}é👍🏽" for number in range(900))
    fields = (Field("wat", words("Wat"), "text", (text,), limit=3_000), *FORM.fields[1:])

    view = form_view(replace(FORM, fields=fields), sentences)

    check_view(view)
    assert len(inputs_of(View("V1", "U1", view, "1.h"))) == len(fields) + 2
    assert answers(state_of(view))["wat"] == (text,)


def test_a_cleared_answer_is_no_answer() -> None:
    view = View("V1", "U1", form_view(FORM, sentences), "1.h")
    for block in inputs_of(view):
        view.filled[block["block_id"]] = filled_in(block["element"], "")

    assert answers(sent_view(view, "T1")) == {}
    assert initial(inputs_of(view)[3]["element"])["selected_option"]["value"] == "zorg"


def test_an_error_without_a_question_stands_at_the_first() -> None:
    view = form_view(FORM, sentences)

    errors = field_errors({"termijn": words("Kies een dag later."), "elders": words("Ook dit.")}, view)

    assert errors == {
        view["blocks"][1]["block_id"]: "Kies een dag later.",
        view["blocks"][0]["block_id"]: "Ook dit.",
    }


def test_another_form_does_not_inherit_what_was_typed() -> None:
    first, second = (form_view(replace(FORM, line=line), sentences) for line in ("wa opslaan", "signaal opslaan"))

    assert {block["block_id"] for block in first["blocks"]}.isdisjoint(block["block_id"] for block in second["blocks"])
