"""The sentences: what the code asks for is there, with its places, and what is there is asked for."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from string import Formatter
from zoneinfo import ZoneInfo

import pytest

from bitbot.domain.kinds import WAYS
from bitbot.domain.lists import LISTS
from bitbot.domain.records import RELIABILITIES, SOURCES, URGENCIES, VISIBILITIES
from bitbot.domain.rights import RULES
from bitbot.domain.steps import TABLES
from bitbot.messages import MAKERS
from bitbot.texts import Texts, sentences
from storage.store import SEARCHABLE

ROOT = Path(__file__).parent.parent.parent
CODE = [path for top in ("bitbot", "handlers", "scheduling") for path in sorted((ROOT / top).rglob("*.py"))]
SPEAKERS = {
    "say",
    "_say",
    "Refused",
    "Misplaced",
    "Unseen",
    "sentence",
    "sentences",
    "reason",
    "question",
    "_said",
    "_with_card",
}
AMSTERDAM = ZoneInfo("Europe/Amsterdam")
Places = frozenset[str]

WHO = {step.who for way in WAYS.values() for step in way.steps.values()} | {way.who for way in WAYS.values()}
# What the tables of steps and the code lists speak of, by the group of its words.
WAY_GROUPS = {
    "kind": set(WAYS),
    "kinds": set(SEARCHABLE),
    "new": {kind for kind, way in WAYS.items() if way.asks},
    "role": {who.name for who in WHO},
    "refused.who": {who.name for who in WHO},
    "refused.needs": {
        need for way in WAYS.values() for needs in (way.needs, *(s.needs for s in way.steps.values())) for need in needs
    },
    **LISTS,
}
STATES = {state for steps in TABLES.values() for before, after in steps.values() for state in (*before, after) if state}


@dataclass(frozen=True)
class Asked:
    """A sentence that the code asks for; `key` is a pattern when part of it is only known while running."""

    key: re.Pattern[str]
    places: Places | None
    where: str


def places_of(sentence: object) -> Places:
    if isinstance(sentence, Mapping):
        return frozenset({"count"}).union(*(places_of(form) for form in sentence.values()))
    return frozenset(name for _, name, _, _ in Formatter().parse(str(sentence)) if name)


def strings_in(node: ast.AST) -> Iterator[ast.Constant | ast.JoinedStr]:
    """What looks like a key, but not the pieces that an f-string is made of."""
    if isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str)):
        yield node
        return
    for child in ast.iter_child_nodes(node):
        yield from strings_in(child)


def pattern(node: ast.Constant | ast.JoinedStr) -> str:
    if isinstance(node, ast.Constant):
        return re.escape(str(node.value))
    return "".join(re.escape(str(part.value)) if isinstance(part, ast.Constant) else r"[^\n]*" for part in node.values)


def asked_in(path: Path) -> Iterator[Asked]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and called(node) in SPEAKERS and node.args:
            yield from asked_by(node, path)


def called(node: ast.Call) -> str:
    match node.func:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""


def asked_by(node: ast.Call, path: Path) -> Iterator[Asked]:
    """The places are only known when they stand beside the key, by name."""
    named = {keyword.arg for keyword in node.keywords}
    direct = called(node) in {"say", "_say", "Refused"} and None not in named
    given = frozenset(name for name in named if name) - {"field"} if direct else None
    for argument in node.args if called(node) not in {"say", "_say", "Refused"} else node.args[:1]:
        for key in strings_in(argument):
            words = pattern(key)
            if re.match(r"[a-z_]+(\\\.|\.)?[a-z_.\\\[]*", words) and (direct or "." in words):
                yield Asked(re.compile(words), given, f"{path.relative_to(ROOT)}:{node.lineno}")


ASKED = [asked for path in CODE for asked in asked_in(path)]
DIRECT = [asked for asked in ASKED if asked.places is not None]


def found_for(asked: Asked) -> list[str]:
    return [key for key in sentences() if asked.key.fullmatch(key)]


def test_every_sentence_the_code_asks_for_is_there() -> None:
    missing = [f"{asked.where} {asked.key.pattern}" for asked in DIRECT if not found_for(asked)]

    assert len(DIRECT) > 100
    assert missing == []


def test_every_place_of_a_sentence_is_filled_by_who_asks_for_it() -> None:
    """A key that is only known while running is filled for all that it can be."""
    wrong = [
        f"{asked.where} {key} lacks {sorted(places_of(sentences()[key]) - asked.places)}"
        for asked in DIRECT
        for key in found_for(asked)
        if asked.places is not None and "[^" not in asked.key.pattern
        if places_of(sentences()[key]) - asked.places
    ]

    assert wrong == []


def test_nothing_is_given_that_no_sentence_has_a_place_for() -> None:
    """Two sentences that one call chooses between may each leave something out."""
    wanted: dict[str, set[str]] = {}
    given: dict[str, set[str]] = {}
    for asked in DIRECT:
        for key in found_for(asked):
            wanted.setdefault(asked.where, set()).update(places_of(sentences()[key]))
            given.setdefault(asked.where, set()).update(asked.places or ())

    assert {where: given[where] - wanted[where] for where in given if given[where] - wanted[where]} == {}


def test_no_sentence_is_left_unused() -> None:
    """A key counts as used when the code names it, or names what it begins or ends with."""
    code = "\n".join(path.read_text(encoding="utf-8") for path in CODE)
    templates = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "handlers").rglob("*.html"))
    named = {asked.key for asked in ASKED}
    literal = set(re.findall(r"\"([a-z_]+(?:\.[a-z_]+)+)\"", code + templates))
    whole_groups = (
        "help.",
        "state.",
        "urgency.",
        "visibility.",
        "source.",
        "reliability.",
        "deed.",
        "field.",
        "hint.",
        "fact.",
        "menu.",
        "button.",
        "step.",
        *(f"{group}." for group in WAY_GROUPS),
    )

    unused = [
        key
        for key in sentences()
        if key not in literal
        and not key.startswith((*whole_groups, "message."))
        and not any(pattern.fullmatch(key) for pattern in named)
    ]

    assert unused == []


@pytest.mark.parametrize("group", ["field", "hint", "menu", "fact"])
def test_every_label_of_a_group_is_named_in_the_code(group: str) -> None:
    code = "\n".join(path.read_text(encoding="utf-8") for path in CODE)
    names = [key.partition(".")[2] for key in sentences() if key.startswith(f"{group}.")]

    unused = [name for name in names if not re.search(rf"\b{name}\b", code)]

    assert unused == []


def test_every_code_that_people_see_has_its_words() -> None:
    deeds = {"nieuw"}.union(*TABLES.values())
    groups = {
        "deed": deeds,
        "state": STATES,
        "urgency": URGENCIES,
        "visibility": VISIBILITIES,
        "source": SOURCES,
        "reliability": RELIABILITIES,
    }
    keys = {f"{group}.{code.replace(' ', '_')}" for group, codes in groups.items() for code in codes}

    assert keys - sentences().keys() == set()


def test_every_word_of_the_ways_and_the_code_lists_is_there_and_no_other() -> None:
    wanted = {f"{group}.{code.replace(' ', '_')}" for group, codes in WAY_GROUPS.items() for code in codes}
    written = {key for key in sentences() if key.startswith(tuple(f"{group}." for group in WAY_GROUPS))}

    assert written == wanted


def test_every_step_state_and_question_of_a_way_has_its_words() -> None:
    steps = {deed for way in WAYS.values() for deed in way.steps}
    asks = {ask.name for way in WAYS.values() for ask in way.asked}
    shown = {name for way in WAYS.values() for name in way.shown} - {"title", "text", "description"}
    groups = {
        "deed": steps,
        "step": steps,
        "field": asks,
        "fact": shown,
        "state": {s for w in WAYS.values() for s in w.states},
    }

    keys = {f"{group}.{name.replace(' ', '_')}" for group, names in groups.items() for name in names}

    assert keys - sentences().keys() == set()
    assert {key for key in sentences() if key.startswith("step.")} <= keys


def test_every_deed_that_may_be_refused_has_its_sentence() -> None:
    keys = {f"refused.{kind}.{deed.replace(' ', '_')}" for kind, deeds in RULES.items() for deed in deeds}
    written = {key for key in sentences() if key.startswith(tuple(f"refused.{kind}." for kind in RULES))}

    assert written == keys


@pytest.mark.parametrize("kind", sorted(MAKERS))
def test_every_message_has_its_notice_and_what_it_is_called_when_it_is_lost(kind: str) -> None:
    assert f"message.{kind}.notice" in sentences()
    assert f"message.{kind}.what" in sentences()


def test_every_message_in_the_texts_is_made_by_somebody() -> None:
    kinds = {key.removeprefix("message.").rpartition(".")[0] for key in sentences() if key.startswith("message.")} - {
        ""
    }

    assert kinds == set(MAKERS) | {"signaal.new"}


# How they read


def spoken() -> dict[str, str]:
    """Every sentence as text; of help its explanation, of plurals each form."""
    found: dict[str, str] = {}
    for key, sentence in sentences().items():
        if isinstance(sentence, Mapping):
            found |= {f"{key}.{form}": text for form, text in sentence.items()}
        else:
            found[key] = sentence if isinstance(sentence, str) else " ".join(sentence)
    return found


@pytest.mark.parametrize("key", spoken())
def test_bitbot_says_u(key: str) -> None:
    assert not re.search(r"\b(je|jij|jou|jouw|jullie|jezelf)\b", spoken()[key], re.IGNORECASE)


@pytest.mark.parametrize("key", [key for key in spoken() if key.startswith(("refused.", "trouble."))])
def test_a_refusal_is_a_whole_sentence(key: str) -> None:
    text = spoken()[key]

    assert key == "refused.typed" or text.rstrip().endswith((".", "?", "{names}"))
    assert text[0].isupper() or text[0] in "„{"


@pytest.mark.parametrize("key", spoken())
def test_a_sentence_holds_no_markup_but_bold_and_no_straight_quotes(key: str) -> None:
    text = spoken()[key]

    assert text.count("*") % 2 == 0
    assert not re.search(r'[<>"`_]', re.sub(r"\{\w+(:\w+)?\}", "", text))
    assert len(text) <= 300


@pytest.mark.parametrize("key", [key for key in spoken() if key.startswith("message.") and key.endswith(".notice")])
def test_what_a_lock_screen_shows_is_what_and_when(key: str) -> None:
    allowed = {"number", "day", "at"}

    assert places_of(spoken()[key]) <= allowed
    assert len(spoken()[key]) <= 80


# How places are filled


def test_an_unknown_sentence_is_a_fault() -> None:
    with pytest.raises(KeyError):
        Texts(AMSTERDAM)("there.is.no.such.sentence")


def test_a_place_that_is_not_filled_is_a_fault() -> None:
    with pytest.raises(KeyError):
        Texts(AMSTERDAM)("refused.unknown")


def test_what_people_wrote_fills_a_place_as_it_is() -> None:
    words = "{number} *vet* <b> & {0}"

    told = Texts(AMSTERDAM)("refused.unknown", number=words)

    assert told.plain == f"{words} is niet gevonden. Controleer het nummer, of zoek in de lijst."


@pytest.mark.parametrize(
    ("count", "text"), [(0, "Geen signalen gevonden"), (1, "1 signaal"), (2, "2 signalen"), (1000, "1000 signalen")]
)
def test_a_count_chooses_the_words(count: int, text: str) -> None:
    assert Texts(AMSTERDAM)("signaal.list", count=count).plain == text


def test_days_and_moments_are_said_in_dutch_and_in_the_zone_of_the_bit() -> None:
    say = Texts(AMSTERDAM)
    moment = datetime(2026, 12, 31, 23, 30, tzinfo=ZoneInfo("UTC"))

    assert say("day", day=date(2026, 9, 18)).plain == "vrijdag 18 september 2026"
    assert say("day_short", day=date(2026, 9, 18)).plain == "vr 18 sep"
    assert say("moment", at=moment).plain == "vrijdag 1 januari 2027 om 00:30"
    assert "(week 53)" in say("werkafspraak.registered_due", number="WA-1", day=date(2027, 1, 1)).plain
