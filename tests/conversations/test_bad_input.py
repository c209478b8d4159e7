"""What people type by mistake, in a hurry or on purpose: a clear Dutch answer, no half record, nothing lost."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from bitbot.clock import monotonic
from bitbot.domain.conditions import EVERYTHING
from tests.conversations.conftest import Talk
from tests.platforms.slack import SlackPlatform

FAMILY = "👨‍👩‍👧‍👦👨‍👩‍👧‍👦👨‍👩‍👧‍👦é"
BUSY = "de database antwoordt niet. Er is niets opgeslagen"


def stored(talk: Talk) -> tuple[int, int]:
    with talk.store() as store:
        return store.signalen.count(EVERYTHING), store.werkafspraken.count(EVERYTHING)


@contextmanager
def database_away(talk: Talk) -> Iterator[None]:
    """Somebody else holds the file for writing."""
    path = str(talk.bot.settings.database_url).removeprefix("sqlite:///")
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        other.execute("ROLLBACK")
        other.close()


def test_without_words_the_form_is_opened_and_nothing_is_stored(talk: Talk) -> None:
    for line in ("/signaal", "/signaal nieuw", "/werkafspraak", "/wa nieuw", "/wa   nieuw   "):
        assert talk.say("laren-1", line).form is not None, line

    assert stored(talk) == (0, 0)


def test_a_form_with_nothing_but_spaces_stays_open(talk: Talk) -> None:
    talk.say("laren-1", "/signaal")

    shown = talk.fill("laren-1", titel="   ", feit="Blijft staan")

    assert set(shown.errors) == {"titel"}
    assert shown.form is not None
    assert shown.form["feit"] == "Blijft staan"
    assert stored(talk) == (0, 0)


def test_a_text_of_5000_signs_is_refused_with_the_limit_and_given_back(talk: Talk) -> None:
    words = "lang " * 1000

    for line in (f"/signaal nieuw {words}", f"/wa nieuw {words}", f"/overleg agendapunt {words}"):
        shown = talk.say("laren-1", line)
        given_back = shown.text + str(shown.raw)
        assert "Maak" in shown.text, line
        assert "korter" in shown.text, line
        assert given_back.count("lang lang lang") > 100, line

    assert stored(talk) == (0, 0)


def test_a_text_of_3000_signs_comes_back_whole(talk: Talk) -> None:
    words = "Kop\n" + "lang " * 598 + "einde"

    talk.say("laren-1", f"/signaal nieuw {words}")
    talk.say("laren-1", f"/wa nieuw {words}")

    assert "lang einde" in talk.say("laren-1", "/signaal toon S-1").text
    assert "lang einde" in talk.say("laren-1", "/wa toon WA-1").text


def test_changing_a_long_text_in_the_form_loses_nothing_of_it(talk: Talk) -> None:
    talk.say("laren-1", "/signaal nieuw Kop\n" + "lang " * 598 + "einde")

    form = talk.say("laren-1", "/signaal wijzig S-1")
    talk.fill("laren-1", titel="Andere kop")

    assert form.form is not None
    assert form.form["feit"].endswith("lang einde")
    assert "lang einde" in talk.say("laren-1", "/signaal toon S-1").text


ODD = (
    FAMILY,
    "Z͑ͫ̓ͪ̂ͫ̽alg̴̵̜̰͔ͫ͗͢o",
    "„Zo” zei zij, ‘dus’ het is “waar”",
    "R&D &amp; B&B",
    "Let op <!channel> en <!here>",
    "Vraag het <@U1>",
    "1 < 2 > 0 <b>klik</b>",
    "{naam} %s {0}",
    "שלום \u202esnel\u202c gezien",
)


def test_what_was_typed_is_shown_as_it_was_typed_and_pings_nobody(talk: Talk) -> None:
    for number, words in enumerate(ODD, 1):
        told = talk.say("laren-1", f"/signaal nieuw {words} gemeente Laren")
        shown = talk.say("laren-1", f"/signaal toon S-{number}")

        assert f"S-{number} {words}" in shown.text
        for answer in (told, shown):
            _pings_nobody(answer.raw)
        with talk.store() as store:
            assert store.signalen.get(number).title == words  # type: ignore[union-attr]  # it is there

    listed = talk.say("laren-1", "/signaal lijst")
    _pings_nobody(listed.raw)
    assert [words for words in ODD if words not in listed.text] == []


def _pings_nobody(raw: object) -> None:
    body = json.dumps(raw) if isinstance(raw, dict) else str(raw)
    assert "<!" not in body.replace("<!-- ", "")
    assert re.search(r"<@\w", body) is None


def test_three_lines_stay_three_lines(talk: Talk) -> None:
    talk.say("laren-1", "/wa nieuw Eerste regel\ntweede regel\nderde regel")

    shown = talk.say("laren-1", "/wa toon WA-1").text
    listed = talk.say("laren-1", "/wa lijst").text

    assert "Eerste regel\ntweede regel\nderde regel" in shown
    assert "Eerste regel…" in listed
    assert "tweede" not in listed


def test_a_colleague_mentioned_in_a_text_is_read_by_name(talk: Talk) -> None:
    talk.say("laren-1", "/wa nieuw Overleg hierover met @huizen-1 en maak een plan")

    shown = talk.say("laren-1", "/wa toon WA-1").text

    assert "Deelnemer Huizen" in shown
    assert "<@" not in shown


@pytest.mark.parametrize("clause", ["uiterlijk 31-02", "voor 31-02", "op 31-02", "uiterlijk 30 februari"])
def test_a_day_that_does_not_exist_is_asked_about(talk: Talk, clause: str) -> None:
    shown = talk.say("laren-1", f"/wa nieuw Vergunningen nakijken {clause}")

    assert "bestaat niet" in shown.text
    assert "Vergunningen nakijken" in shown.text
    assert stored(talk) == (0, 0)


DAYS = (
    ("uiterlijk volgende week vrijdag", "vrijdag 18 september 2026 (week 38)"),
    ("voor volgende week vrijdag", "vrijdag 18 september 2026 (week 38)"),
    ("uiterlijk vrijdag volgende week", "vrijdag 18 september 2026 (week 38)"),
    ("uiterlijk over twee weken", "donderdag 24 september 2026 (week 39)"),
    ("uiterlijk a.s. vrijdag", "vrijdag 11 september 2026 (week 37)"),
    ("uiterlijk 01-10-26", "donderdag 1 oktober 2026 (week 40)"),
    ("voor 1 oktober voor @huizen-1", "donderdag 1 oktober 2026 (week 40)"),
    ("voor Huizen voor 1 oktober", "donderdag 1 oktober 2026 (week 40)"),
)


def test_a_day_in_words_is_said_back_with_its_weekday(talk: Talk) -> None:
    for clause, day in DAYS:
        assert f"uiterlijk {day}" in talk.say("laren-1", f"/wa nieuw Nakijken {clause}").text, clause


def test_a_term_that_cannot_be_meant_becomes_a_question(talk: Talk) -> None:
    for term in ("ooit", "morgen om 15 uur", "gisteren", "maandag 1 oktober"):
        assert f"Nakijken uiterlijk {term}" in talk.say("laren-1", f"/wa nieuw Nakijken uiterlijk {term}").text

    assert stored(talk) == (0, 0)


@pytest.mark.parametrize("clause", ["voor Hilversm", "voor @niemand", "voor Deelnemer"])
def test_a_name_that_means_nobody_or_several_becomes_a_question(talk: Talk, clause: str) -> None:
    shown = talk.say("laren-1", f"/wa nieuw Vergunningen nakijken {clause}")

    assert "Vergunningen nakijken" in shown.text
    assert stored(talk) == (0, 0)


def test_a_municipality_with_a_typing_mistake_becomes_a_question(talk: Talk) -> None:
    shown = talk.say("laren-1", "/signaal nieuw Loods gemeente Hilversm")

    assert "Bedoelt u Hilversum?" in shown.text
    assert stored(talk) == (0, 0)


def test_a_number_that_does_not_exist_is_not_found(talk: Talk) -> None:
    for number in ("WA-99", "99", "wa99", "WA 99", "0", "999999999999"):
        assert "is niet gevonden" in talk.say("laren-1", f"/wa claim {number}").text, number


@pytest.mark.parametrize("number", ["S-0", "S-99", "0"])
def test_a_werkafspraak_with_a_signaal_that_does_not_exist_is_not_made(talk: Talk, number: str) -> None:
    typed = talk.say("laren-1", f"/wa nieuw Nakijken bij {number}") if number != "0" else None
    talk.say("laren-1", "/wa")
    filled = talk.fill("laren-1", tekst="Nakijken", signaal=number)

    assert typed is None or "is niet gevonden" in typed.text
    assert "is niet gevonden" in filled.text + " ".join(filled.errors.values())
    assert stored(talk) == (0, 0)


def test_what_was_typed_in_a_form_is_kept_when_the_signaal_does_not_exist(talk: Talk) -> None:
    talk.say("laren-1", "/wa")

    shown = talk.fill("laren-1", tekst="Een lang verhaal dat niemand twee keer typt", signaal="S-99")

    assert shown.form is not None
    assert shown.form["tekst"] == "Een lang verhaal dat niemand twee keer typt"


def test_who_forgets_the_verb_gets_back_what_was_typed(talk: Talk) -> None:
    shown = talk.say("laren-1", "/wa Vergunningen van de loods nakijken uiterlijk vrijdag")

    assert "is niet bekend bij /werkafspraak" in shown.text
    assert "Vergunningen van de loods nakijken uiterlijk vrijdag" in shown.text


def test_a_database_that_is_away_is_told_in_time_and_the_repeat_works(talk: Talk) -> None:
    began = monotonic()
    with database_away(talk):
        shown = talk.platform.say("laren-1", "/wa nieuw Vergunningen van de loods nakijken")
    took = monotonic() - began

    repeated = talk.say("laren-1", "/wa nieuw Vergunningen van de loods nakijken")

    assert BUSY in shown.text
    assert took < 2.5
    assert "Vastgelegd als WA-1" in repeated.text
    assert stored(talk) == (0, 1)
    told = [shown, *talk.messages("laren-1")]  # nobody could see who reads along there
    assert "Vergunningen van de loods nakijken" in "".join(f"{one.text}{one.raw}" for one in told), (
        "what was typed is lost"
    )


def test_a_form_stays_open_and_filled_while_the_database_is_away(talk: Talk) -> None:
    talk.say("laren-1", "/signaal")
    with database_away(talk):
        shown = talk.platform.fill("laren-1", titel="Winkel", feit="Een lang verhaal")

    assert BUSY in shown.text + " ".join(shown.errors.values())
    assert shown.form is not None, "what was typed is lost"
    assert shown.form["feit"] == "Een lang verhaal"
    assert "Geregistreerd als S-1" in talk.fill("laren-1").text


def test_what_shows_no_record_goes_on_while_somebody_else_writes(talk: Talk) -> None:
    if not isinstance(talk.platform, SlackPlatform):
        pytest.skip("the practice room keeps what is said in the same file")
    with database_away(talk):
        shown = talk.platform.say("laren-1", "/bit stand")

    assert "Stand van zaken" in shown.text


def test_a_look_that_cannot_be_written_down_is_not_given(talk: Talk) -> None:
    talk.say("laren-1", "/wa nieuw Nakijken")
    if talk.platform.name == "practice":
        pytest.skip("the practice room keeps what is said, so there everything writes")
    with database_away(talk):
        shown = talk.platform.say("laren-1", "/wa toon WA-1")

    assert "Nakijken" not in shown.text


def test_the_same_slash_command_three_times_makes_one_record_and_one_answer(talk: Talk) -> None:
    slack = talk.platform
    if not isinstance(slack, SlackPlatform):
        pytest.skip("the practice room has its own test below")
    fields = slack.command("laren-1", "/wa nieuw Nakijken uiterlijk vrijdag")

    answers = [slack.send(fields) for _ in range(3)]

    assert answers[0] == answers[1] == answers[2]
    assert stored(talk) == (0, 1)


def test_a_page_sent_three_times_makes_one_record_and_one_answer(talk: Talk) -> None:
    from tests.platforms.practice import PracticePlatform  # noqa: PLC0415

    room = talk.platform
    if not isinstance(room, PracticePlatform):
        pytest.skip("Slack has its own test above")
    page = room.visit("laren-1")
    form = page.root.first("form", action="/als/laren-1/kanaal")
    assert form is not None
    hidden = [(each["name"], each["value"]) for each in form.all("input") if each["type"] == "hidden"]

    answers = [room.send("laren-1", page, form, [*hidden, ("tekst", "/wa nieuw Nakijken")]) for _ in range(3)]

    assert answers[0].text == answers[1].text == answers[2].text
    assert stored(talk) == (0, 1)
