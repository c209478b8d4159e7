"""Makes the verbs of a record that has a table of steps: a form or one line for each, and the same answer for all."""

from collections.abc import Iterable
from functools import partial
from typing import Any

from bitbot.cards import PAGE
from bitbot.chat import Field, Reply
from bitbot.domain.conditions import Condition, Has, In
from bitbot.domain.kinds import PREFIXES, WAYS
from bitbot.domain.lists import BY_ID
from bitbot.domain.money import cents
from bitbot.domain.rights import may_see
from bitbot.domain.ways import NOTE, Ask, Step
from bitbot.errors import Refused
from bitbot.record_cards import RecordCards
from bitbot.usecases import ways
from bitbot.usecases.common import fetch
from bitbot.usecases.ways import Deed
from handlers import fields, line
from handlers.verbs import Subject, Turn

Answers = dict[str, Any]


def with_steps(subject: Subject, kind: str) -> Subject:
    """Give a subject the verbs that its table asks for."""
    way = WAYS[kind]
    if way.asks and not way.requires:
        subject.verb("")(partial(_new, kind))
    else:
        subject.verb("", reads=True)(partial(_listing, kind))
    if way.asks:
        subject.verb("nieuw", "maak", "new", "add")(partial(_new, kind))
    subject.verb("lijst", "list", reads=True)(partial(_listing, kind))
    subject.verb("toon", "bekijk", "show", reads=True)(partial(_show, kind))
    for deed, step in way.steps.items():
        subject.verb(deed, *step.aliases)(partial(_take, kind, deed))
    return subject


def _new(kind: str, turn: Turn) -> Reply:
    """One line fills in what it says; the form asks the rest."""
    way = WAYS[kind]
    text, parents, found = _typed_new(turn, kind)
    if turn.answered:
        return _made(turn, kind, _answers(turn, way.asks), parents)
    there = ways.beginning(way, ways.above(turn.store, turn.member, kind, parents))
    given = {ask.fills: there[ask.fills] for ask in way.asks if ask.fills in there} | found
    if text:
        given[way.asks[0].fills] = text
    if all(given.get(ask.fills) for ask in way.asks if ask.required):
        return _made(turn, kind, given, parents)
    command = " ".join((f"{kind} nieuw", *(f"bij {PREFIXES[name]}-{number}" for name, number in parents.items())))
    return _form(turn, command, f"new.{kind}", way.asks, given)


def _made(turn: Turn, kind: str, answers: Answers, parents: dict[str, int]) -> Reply:
    made = ways.begin(turn.store, turn.member, kind, answers, parents)
    return Reply(text=turn.say("record.registered", number=made.label), card=_cards(turn).record(made))


def _typed_new(turn: Turn, kind: str) -> tuple[str, dict[str, int], Answers]:
    readers: dict[str, line.Reader] = {
        "bij": partial(line.record_clause, tuple(WAYS[kind].parents)),
        "gemeente": line.municipality_clause(turn),
        "gemeenten": line.municipality_clause(turn),
        "thema": line.theme_clause(turn),
    }
    text, found = line.clauses(turn.rest, readers)
    parents = {name: found.pop(name) for name in WAYS[kind].parents if name in found}
    fills = {ask.fills for ask in WAYS[kind].asks}
    return text, parents, {name: value for name, value in found.items() if name in fills}


def _listing(kind: str, turn: Turn) -> Reply:
    asked = line.listing(turn.rest)
    filters = _filters(turn, kind, asked.filters)
    found, total = ways.listed(turn.store, turn.member, kind, filters, asked.words, (PAGE, asked.first))
    cards = _cards(turn)
    title = turn.say("record.list", kind=turn.say(f"kinds.{kind}"), count=total) + cards.sought(asked.words)
    next_line = asked.following(f"{kind} lijst", PAGE)
    lines = [cards.record_line(record) for record in found]
    return Reply(card=cards.page(title, lines, total, asked.first, next_line, cards.open_menu(found)))


def _filters(turn: Turn, kind: str, words: str) -> list[Condition]:
    """`open` unless `alle` is asked; a state, or the name of a municipality or a theme, narrows it further."""
    text, way = words.casefold().strip(), WAYS[kind]
    rest = " ".join(word for word in text.split() if word not in {"alle", "all", "open", "gemeente", "thema"})
    if rest in way.states:
        return [In("state", (rest,))]
    filters: list[Condition] = [] if {"alle", "all"} & set(text.split()) else [In("state", way.open)]
    return filters + (_about(turn, kind, rest) if rest else [])


def _about(turn: Turn, kind: str, text: str) -> list[Condition]:
    if municipalities := line.municipalities(turn, text):
        return [Has("municipalities", municipalities)]
    theme = line.theme_clause(turn)(text) if "theme" in WAYS[kind].shown else None
    if theme is not None:
        return [In("theme", (theme["theme"],))]
    raise Refused("refused.filter", text=text)


def _show(kind: str, turn: Turn) -> Reply:
    number, _ = line.number(turn.value("nummer") or turn.rest, PREFIXES[kind])
    record = fetch(turn.store, turn.member, kind, number)
    cards = _cards(turn)
    return Reply(card=cards.history(record, cards.record(record)))


def _take(kind: str, deed: str, turn: Turn) -> Reply:
    """What was typed behind the number answers the first question in words; a mere remark is not asked for."""
    step = WAYS[kind].steps[deed]
    number, typed = line.number(turn.rest, PREFIXES[kind])
    if turn.answered:
        answers, version = _answers(turn, step.asks), line.version(typed)
        return _taken(turn, Deed(kind=kind, number=number, name=deed, answers=answers, version=version))
    record = ways.ready(turn.store, turn.member, kind, number, deed)
    given = _typed(turn, step, line.unversioned(typed))
    asked = any(ask.fills != NOTE for ask in step.asks)
    if asked and not (given and _complete(step, given)):
        turn.store.trail.shown(record, *_filled(record, step, {}))
        command = f"{kind} {deed} {record.label} versie {record.version}"
        return _form(turn, command, f"step.{deed.replace(' ', '_')}", step.asks, _filled(record, step, given))
    return _taken(turn, Deed(kind=kind, number=number, name=deed, answers=given))


def _typed(turn: Turn, step: Step, typed: str) -> Answers:
    asks = [ask for ask in step.asks if ask.kind in {"line", "text", "date", "number", "money"}]
    first = next((ask for ask in asks if ask.required), asks[0] if asks else None)
    return {first.fills: _READ[first.kind](turn, first, (typed,))} if typed and first else {}


def _complete(step: Step, given: Answers) -> bool:
    return all(given.get(ask.fills) for ask in step.asks if ask.required)


def _filled(record: Any, step: Step, given: Answers) -> Answers:  # noqa: ANN401
    """A step that leaves the state changes what is there already, so that is filled in."""
    fills = () if step.after else (ask.fills for ask in step.asks if ask.fills != NOTE)
    there = {name: getattr(record, name) for name in fills}
    return there | given


def _taken(turn: Turn, deed: Deed) -> Reply:
    """What was done, with old and new values, and the card as it is now; neither for who may not see it any more."""
    old, new = ways.take(turn.store, turn.member, deed)
    cards = _cards(turn)
    lines = cards.changes(old, new)
    text = turn.say("record.done", number=new.label) if lines else turn.say("changed.nothing", number=new.label)
    if not may_see(turn.member, new):
        return Reply(text=text)
    return Reply(text=text + turn.say("changed.below") + lines if lines else text, card=cards.record(new))


def _cards(turn: Turn) -> RecordCards:
    return RecordCards(turn.store, turn.member, turn.say)


# Forms


def _form(turn: Turn, command: str, title: str, asks: Iterable[Ask], given: Answers) -> Reply:
    return fields.question(turn, command, title, *(_field(turn, ask, given.get(ask.fills)) for ask in asks))


def _field(turn: Turn, ask: Ask, value: Any) -> Field:  # noqa: ANN401 - what is there already
    filled = tuple(map(str, value)) if isinstance(value, tuple) else () if value in (None, "") else (str(value),)
    if ask.codes:
        options = _cards(turn).options(ask.codes, filled)
        return fields.choice(turn, ask.name, filled, options, several=ask.kind == "choices", required=ask.required)
    if ask.kind == "date":
        return fields.day(turn, ask.name, filled, required=ask.required)
    if ask.kind == "number":
        return fields.number(turn, ask.name, *filled, required=ask.required)
    lines = ask.kind == "text"
    return fields.text(turn, ask.name, *filled, limit=ask.limit, required=ask.required, lines=lines)


def _answers(turn: Turn, asks: Iterable[Ask]) -> Answers:
    """What the form gave, as values of the record."""
    return {ask.fills: _READ[ask.kind](turn, ask, turn.values.get(ask.name, ())) for ask in asks}


def _words(_: Turn, __: Ask, values: tuple[str, ...]) -> str:
    return next(iter(values), "").strip()


def _chosen(_: Turn, ask: Ask, values: tuple[str, ...]) -> Any:  # noqa: ANN401
    found = tuple(_id(value) if ask.codes in BY_ID else value for value in values if value)
    if ask.kind == "choices":
        return tuple(sorted(set(found)))
    return found[0] if found else None if ask.codes in BY_ID else ""


def _id(value: str) -> int:
    """A value that was never offered becomes -1, which nobody has, and is refused as such."""
    return int(value) if value.isdecimal() and len(value) < 10 else -1  # noqa: PLR2004


def _day(turn: Turn, ask: Ask, values: tuple[str, ...]) -> Any:  # noqa: ANN401
    text = _words(turn, ask, values)
    return line.term(turn, text, ask.name) if text else None


def _number(turn: Turn, ask: Ask, values: tuple[str, ...]) -> int | None:
    text = _words(turn, ask, values)
    if text and not (text.isdecimal() and len(text) < 8):  # noqa: PLR2004
        raise Refused("refused.number_whole", field=ask.name)
    return int(text) if text else None


def _money(turn: Turn, ask: Ask, values: tuple[str, ...]) -> int | None:
    text = _words(turn, ask, values)
    found = cents(text) if text else None
    if text and found is None:
        raise Refused("refused.amount", field=ask.name, text=text)
    return found


_READ: dict[str, Any] = {
    "line": _words, "text": _words, "choice": _chosen, "choices": _chosen,
    "date": _day, "number": _number, "money": _money,
}  # fmt: skip
