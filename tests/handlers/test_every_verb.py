"""What holds for every verb there is, also for those that are still to be written."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, cast

import pytest
from sqlalchemy import update

from bitbot.chat import Person, Reply
from bitbot.domain.calendar import DUTCH
from bitbot.domain.kinds import PREFIXES, WAYS
from bitbot.texts import Texts, sentences
from handlers.slack.forms import form_view, reply_view
from handlers.slack.render import private
from handlers.verbs import Subject, Verb, subjects
from storage import tables
from tests.conversations.office import (
    HIDDEN,
    NUMBERED,
    POISON,
    VERBS,
    Office,
    Offices,
    as_json,
    content_in,
    everything,
    is_refusal,
    own_words,
    poison,
    spoken,
    trouble_in,
)
from tests.databases import Sqlite, new_folder
from tests.doubles.slack_blocks import check_message, check_view

SAY = Texts(DUTCH.zone)
Pair = tuple[Subject, Verb]

# Everybody in it may be asked anything and must not be told anything of a record.
OUTSIDERS = {
    "a stranger": Person("slack", "T0BIT", "U0VREEMD"),
    "somebody from another workspace": Person("slack", "T0ELDERS", "U0HILV"),
    "a member on a platform that is not connected": Person("mattermost", "T0BIT", "U0HILV"),
    "a member who left": Person("slack", "T0BIT", "U0LARE"),
    "the beheerder": Person("slack", "T0BIT", "U0BEHE"),
    "toezicht": Person("slack", "T0BIT", "U0FUNC"),
}
NOBODIES = [who for who in OUTSIDERS if who not in {"the beheerder", "toezicht"}]

HOSTILE = {
    "nothing": "",
    "5000 characters": "lang " * 1000,
    "one long word": "a" * 5000,
    "emoji and combining marks": "👨‍👩‍👧‍👦 e\u0301\u0323\u0308 🇳🇱 Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢",
    "three lines": "een\ntwee\r\ndrie",
    "smart quotes": "„zo” ‘dan’ “maar” 'ja' \"nee\"",
    "a ping for all": "<!channel> <!here> @all @channel",
    "a mention of a stranger": "<@U1> <@U1|kees> <@>",
    "markup": "R&D &amp; &lt; <http://x|klik> *vet* _schuin_ `code` ~weg~",
    "a date that is not": "31-02",
    "a huge number": "9" * 400,
    "a large number": "99999999999",
    "zero": "0",
    "a negative number": "-1",
    "nul and half a character": "nul \x00 half \ud800 bel \x07",
    "right to left": "\u202egnirts\u202c \u200frtl\u200e \u2066x\u2069",
    "braces": "{number} {0} {count:week} %s %(x)s",
    "words of the grammar": "voor op uiterlijk bij gemeente thema vanaf 3 voor uiterlijk",
    "only spaces": " \u00a0\u2003\u3000 ",
}


@pytest.fixture(scope="module")
def offices(sqlite: Sqlite) -> Iterator[Offices]:
    with new_folder() as folder, sqlite.copy() as url:
        yield Offices(folder, url)


@pytest.fixture(scope="module")
def office(offices: Offices) -> Iterator[Office]:
    """Shared: nothing here needs it to be as it was, and a new connection costs more than what is asked of it."""
    found = offices.copy()
    _leave(found, "laren-1")
    yield found
    found.close()


@pytest.fixture(scope="module")
def two_offices(offices: Offices) -> Iterator[tuple[Office, Office]]:
    """The same twice, with hidden records in it, to be asked the same in turn."""
    found = _with_hidden(offices.copy()), _with_hidden(offices.copy())
    yield found
    for each in found:
        each.close()


every = pytest.mark.parametrize("pair", VERBS, ids=map(spoken, VERBS))


def help_of(pair: Pair) -> tuple[str, str] | None:
    subject, verb = pair
    found = cast("list[str] | None", sentences().get(f"help.{subject.name}.{verb.name}"))
    return (found[0], found[1]) if found else None


# Who asks, and what was done before.
SITUATIONS: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = (
    ("coordinator-1", ()),
    ("coordinator-1", (("coordinator-1", "wa accepteer WA-3"),)),
    ("coordinator-1", (("coordinator-1", "wa wijs toe WA-1 Huizen"),)),
    ("coordinator-1", (("coordinator-1", "signaal sluit S-1 klaar"),)),
    ("coordinator-1", (("coordinator-1", "deelnemer vertrekt huizen-1 weg"),)),
    ("coordinator-1", (("coordinator-1", "partner eindigt wijdemeren op 31 december"),)),
    ("coordinator-1", (("burgemeester-huizen", "partner opschort laren reden"),)),
    ("hilversum-1", (("coordinator-1", "deelnemer rol hilversum-1 coordinator tweede coördinator"),)),
    ("fg-1", ()),
    ("politie-1", ()),
)
TYPED = [pair for pair in VERBS if pair[1].name and " " not in pair[1].name]
HELPED = [pair for pair in VERBS if help_of(pair)]


# Help


def test_help_exists_for_every_subject_and_belongs_to_a_verb_that_exists() -> None:
    keys = {key for key in sentences() if re.match(r"help\.\w+\.", key)}
    known = {f"help.{subject.name}.{verb.name}" for subject, verb in VERBS} | {"help.bit.hulp"}

    assert keys - known == set()
    assert {subject.name for subject, _ in HELPED} == set(subjects())


@every
def test_a_verb_has_help_unless_it_is_another_word_or_for_buttons_only(pair: Pair) -> None:
    subject, verb = pair
    another_word = verb.name and any(
        verb.run is other.run for name, other in subject.verbs.items() if name != verb.name
    )
    button_only = (subject.name, verb.name) == ("signaal", "vul")

    assert help_of(pair) or another_word or button_only


@pytest.mark.parametrize("pair", HELPED, ids=map(spoken, HELPED))
def test_the_example_of_the_help_does_what_the_help_says(offices: Offices, pair: Pair) -> None:
    """In one of these situations: as it is, where a step begins, or after something that somebody did."""
    example = (help_of(pair) or ("", ""))[0].replace("@naam", "<@U0HUIZ>")
    replies = []
    for who, before in SITUATIONS:
        office = offices.copy()
        for other, line in before:
            assert not is_refusal(office.ask(other, line)), line
        _bring_to_where_it_begins(office, pair)
        replies.append(office.ask(who, example))
        office.close()

    assert [trouble for reply in replies for trouble in trouble_in(reply)] == []
    assert any(not is_refusal(reply) for reply in replies), [everything(reply) for reply in replies]


def _bring_to_where_it_begins(office: Office, pair: Pair) -> None:
    """The first record of a kind with a table of steps, where this step is the next."""
    subject, verb = pair
    step = WAYS[subject.name].steps.get(verb.name) if subject.name in WAYS else None
    if step is None:
        return
    table = tables.metadata.tables[subject.name]
    held = {"held": step.before[0]} if "held" in table.c else {}
    with office.database.transaction() as connection:
        connection.execute(update(table).where(table.c.number == 1).values(state=step.before[0], **held))
        for kind, state in DONE.items() if "afgehandeld" in step.needs else ():
            connection.execute(update(tables.metadata.tables[kind]).values(state=state))


@pytest.mark.parametrize("name", [name for subject in subjects().values() for name in (subject.name, *subject.aliases)])
def test_every_subject_gives_help(office: Office, name: str) -> None:
    for word in ("hulp", "help", "?", "HULP"):
        assert everything(office.ask("blaricum-1", f"{name} {word}")).startswith("Hulp bij /")


@pytest.mark.parametrize("pair", TYPED, ids=map(spoken, TYPED))
def test_a_verb_with_a_typing_mistake_gets_the_nearest_one(office: Office, pair: Pair) -> None:
    subject, verb = pair
    mistyped = verb.name[:-1] + verb.name[-1] * 3

    answer = everything(office.ask("blaricum-1", f"{subject.name} {mistyped} WA-1"))

    assert f"Bedoelt u {verb.name}?" in answer


# Forms


@every
def test_the_line_of_a_form_opens_the_same_form(office: Office, pair: Pair) -> None:
    """So bitbot can show it anew with what was filled in, when it has something to ask about that."""
    for rest in ("", "1", "2", "3", "2026-2"):
        form = office.ask("coordinator-1", f"{spoken(pair)} {rest}".strip()).form

        again = office.ask("coordinator-1", form.line).form if form else None
        assert (form is None) == (again is None), form
        if form and again:
            assert (form.title, form.line) == (again.title, again.line)
            assert [field.name for field in form.fields] == [field.name for field in again.fields]


# Outsiders


@pytest.mark.parametrize("who", OUTSIDERS)
@every
def test_an_outsider_is_told_nothing_of_a_record(office: Office, pair: Pair, who: str) -> None:
    line = spoken(pair)
    rests = ("", "1 iets", "alle", "iets bij S-1", "kanarie", "alle met kanarie")
    values = {name.removeprefix("field."): "1" for name in sentences() if name.startswith("field.")}

    told = [office.ask(OUTSIDERS[who], f"{line} {rest}") for rest in rests]
    told.append(office.ask(OUTSIDERS[who], f"{line} 1", **values))

    assert [content for reply in told for content in content_in(reply)] == []
    if who in NOBODIES:
        refusal = SAY("refused.stranger").plain
        assert {reply.text.plain for reply in told} == {refusal}
        assert {reply.form for reply in told} == {None}


def _leave(office: Office, key: str) -> None:
    with office.database.transaction() as connection:
        connection.execute(update(tables.member).where(tables.member.c.key == key).values(active=False))
        connection.execute(update(tables.organisation).values(version=tables.organisation.c.version + 1))


@pytest.mark.parametrize("who", ["beheerder-1", "fg-1"])
def test_the_beheerder_and_toezicht_count_nothing(office: Office, who: str) -> None:
    stand = everything(office.ask(who, "bit stand"))
    signalen = everything(office.ask(who, "signaal lijst alle"))
    werkafspraken = everything(office.ask(who, "wa lijst alle"))

    assert "Signalen: geen\nWerkafspraken: geen\nTe laat: geen\nNiet geaccepteerd: geen" in stand
    assert signalen.startswith("Geen signalen gevonden")
    assert werkafspraken.startswith("Geen werkafspraken gevonden")


# What may not be seen does not exist


# What must be done before a casus can close.
DONE = {"controle": "besproken", "bevinding": "vastgesteld", "maatregel": "afgehandeld"}
READER = {
    "S-3": "blaricum-1",
    "S-4": "hilversum-2",
    "C-3": "blaricum-1",
    "C-4": "hilversum-2",
    "AF-2": "blaricum-1",
    "WA-6": "blaricum-1",
    "WA-7": "hilversum-2",
}


@pytest.mark.parametrize("number", READER)
@every
def test_a_hidden_record_gets_the_answer_of_a_number_that_is_not_there(
    two_offices: tuple[Office, Office], pair: Pair, number: str
) -> None:
    line, who = spoken(pair), READER[number]
    prefix, _, digits = number.partition("-")
    typed = (f"{prefix}-{digits:0>3}", f"{prefix}-987")
    rests = ("{} met woorden", "iets bij {}", "thema {}")
    values = {"reden": "r", "tekst": "t", "titel": "t", "thema": "hennep", "wie": "partner:1", "signaal": "{}"}

    for rest, given in ((rest, given) for rest in rests for given in ({}, values)):
        seen, not_there = (
            as_json(office.ask(who, f"{line} {rest.format(n)}", **{k: v.format(n) for k, v in given.items()}))
            for office, n in zip(two_offices, typed, strict=True)
        )
        assert _without_number(seen) == _without_number(not_there)


def _without_number(answer: str) -> str:
    return re.sub(rf"\b({'|'.join(PREFIXES.values()).casefold()})-\d+", "het nummer", answer.casefold())


def _with_hidden(office: Office) -> Office:
    for who, line, values in HIDDEN:
        assert not is_refusal(office.ask(who, line, **values))
    return office


@pytest.fixture(scope="module")
def poisoned(offices: Offices) -> Iterator[Office]:
    found = offices.copy()
    poison(found, f'covenant_place = "{POISON}"\ncovenant_address = "https://kwaad.example/<!channel>"')
    yield found
    found.close()


@every
def test_a_name_in_the_organisation_file_is_never_taken_for_words_of_ours(poisoned: Office, pair: Pair) -> None:
    for rest in ("", "1", "2", "S-1", "WA-1", "WA-4", "@hilversum-1", "<@U0HILV>", "iets voor Huizen bij S-1", "onzin"):
        for who in ("coordinator-1", "huizen-1", "fg-1"):
            reply = poisoned.ask(who, f"{spoken(pair)} {rest}")

            assert [words for words in own_words(reply) if "kwaad" in words] == [], rest


def test_a_secrecy_statement_of_the_organisation_file_is_shown_as_text_of_people(offices: Offices) -> None:
    office = offices.copy()
    poison(office, f'secrecy = "{POISON}"')

    asked = office.ask("huizen-1", "signaal toon S-1")

    assert POISON in everything(asked)
    assert [words for words in own_words(asked) if "kwaad" in words] == []
    office.close()


READING = [pair for pair in VERBS if pair[1].reads]


@pytest.fixture(scope="module")
def without_and_with(offices: Offices) -> Iterator[tuple[Office, Office]]:
    found = offices.copy(), _with_hidden(offices.copy())
    yield found
    for each in found:
        each.close()


@pytest.mark.parametrize("who", ["blaricum-1", "politie-1", "burgemeester-huizen"])
@pytest.mark.parametrize("pair", READING, ids=map(spoken, READING))
def test_answers_are_the_same_as_if_the_hidden_records_were_not_there(
    without_and_with: tuple[Office, Office], pair: Pair, who: str
) -> None:
    filters = ("", "alle", "hennep", "hilversum", "te laat", "niet geaccepteerd", "mijn", "S-1", "WA-1", "2026-2")
    words = ("kanarie", "kanariebetrokken", "alle met kanarie", "met kanarievertrouwelijk", "vanaf 3 met kanarie")
    without, beside = without_and_with

    for line in (f"{spoken(pair)} {rest}" for rest in (*filters, *words)):
        assert as_json(beside.ask(who, line)) == as_json(without.ask(who, line))


# Bad input


@every
def test_no_input_breaks_a_verb_or_leaves_half_a_record(office: Office, pair: Pair) -> None:
    stored = office.rows()
    for name, words in HOSTILE.items():
        for before in ("", "1 "):
            reply = office.ask("coordinator-1", f"{spoken(pair)} {before}{words}")

            _is_sound(reply, name)
            earlier, stored = stored, office.rows()
            assert not is_refusal(reply) or stored == earlier, name


@every
def test_no_answer_in_a_form_breaks_a_verb_or_leaves_half_a_record(office: Office, pair: Pair) -> None:
    """Also where what has to be filled in is in order, so that the rest is looked at."""
    fields = [key.removeprefix("field.") for key in sentences() if key.startswith("field.")]
    in_order = {"titel": "t", "tekst": "t", "resultaten": "r", "reden": "r"}
    stored = office.rows()
    for number, (name, words) in enumerate(HOSTILE.items()):
        values = dict.fromkeys(fields, words) | (in_order if number % 3 else {})

        reply = office.ask("coordinator-1", f"{spoken(pair)} 1", **values)

        _is_sound(reply, name)
        earlier, stored = stored, office.rows()
        assert not is_refusal(reply) or stored == earlier, name


def _is_sound(reply: Reply, name: str) -> None:
    """It says what is the matter, every platform can take it, and nothing in it is markup of a person's."""
    assert trouble_in(reply) == [], name
    assert everything(reply), name
    assert not re.search(r"[\x00-\x08\x0b-\x1f\ud800-\udfff]", everything(reply)), name
    as_json(reply)
    message = private(reply, SAY)
    check_message(message)
    check_view(reply_view(reply, SAY("button.save"), SAY))
    assert [text for text in _markup(message) if "<" in text] == []
    if reply.form:
        check_view(form_view(reply.form, SAY))


def _markup(body: Any) -> Iterator[str]:  # noqa: ANN401 - anything that JSON holds
    """Every text that Slack reads as its own markup."""
    if isinstance(body, dict):
        if body.get("type") == "mrkdwn":
            yield body["text"]
        yield from (text for value in body.values() for text in _markup(value))
    elif isinstance(body, list):
        yield from (text for value in body for text in _markup(value))


@pytest.mark.parametrize(
    "line", ["", " ", "/", "onzin", "\x00", "<!channel>", "bit bit bit", "bit wa", "WERKAFSPRAAK LIJST"]
)
def test_no_line_breaks_dispatch(office: Office, line: str) -> None:
    _is_sound(office.ask("blaricum-1", line), line)


@pytest.mark.parametrize(
    "line",
    ["signaal nieuw x gemeente a{}b", "wa claim WA{}x", "wa nieuw x bij S{}x", "wa nieuw x voor a{}b", "wa lijst a{}b"],
)
def test_many_spaces_cost_no_time(office: Office, line: str) -> None:
    _is_quick(office, "blaricum-1", line)


def test_many_spaces_cost_no_time_when_the_log_is_asked(office: Office) -> None:
    _is_quick(office, "fg-1", "bit audit S{}x")


def _is_quick(office: Office, who: str, line: str) -> None:
    from bitbot.clock import monotonic  # noqa: PLC0415

    began = monotonic()

    office.ask(who, line.format(" " * 20_000))

    assert monotonic() - began < 0.5


def test_a_line_that_is_far_too_long_is_refused_and_given_back(office: Office) -> None:
    reply = office.ask("blaricum-1", "signaal nieuw " + "lang " * 9000)

    assert "40000 is het meeste dat kan" in reply.text.plain


# Repeats


@every
def test_the_same_request_three_times_is_done_once_and_answered_the_same(office: Office, pair: Pair) -> None:
    subject, verb = pair
    rests = ("Iets nieuws", "WA-1 met woorden", "S-1 met woorden", "O-1 vrijdag 10:00")
    for number, rest in enumerate(rests):
        line, key = f"{spoken(pair)} {rest}", f"same:{subject.name}:{verb.name}:{number}"
        first = office.again("coordinator-1", line, key)
        stored = office.rows()

        repeats = [office.again("coordinator-1", line, key) for _ in range(2)]

        assert [json.loads(as_json(reply)) for reply in repeats] == [json.loads(as_json(first))] * 2, line
        assert office.rows() == stored, line


def test_every_numbered_subject_is_known_here() -> None:
    assert set(NUMBERED) <= set(subjects())
