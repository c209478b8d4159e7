"""`/signaal`: register, complete, close and find signalen."""

from typing import Any, cast

from bitbot.cards import PAGE, SIGNAAL_CARD, Action, Cards
from bitbot.chat import Button, Reply
from bitbot.domain.conditions import Condition, Has, In
from bitbot.domain.records import RELIABILITIES, URGENCIES, VISIBILITIES, Signaal
from bitbot.domain.rights import demand_writer
from bitbot.domain.steps import OPEN_SIGNAAL
from bitbot.errors import Refused
from bitbot.usecases import signalen
from bitbot.usecases.common import fetch, ready_for
from bitbot.usecases.signalen import TEXT_LIMIT, TITLE_LIMIT, SignaalDraft
from handlers import fields, line
from handlers.verbs import Subject, Turn

SUBJECT = Subject(
    "signaal",
    description="Signalen registreren, bekijken en afsluiten",
    hint="nieuw [tekst] | lijst | toon S-1 | wijzig S-1 | sluit S-1 [reden] | heropen S-1 | politie S-1 | hulp",
)


@SUBJECT.verb("")
def bare(turn: Turn) -> Reply:
    demand_writer(turn.member)
    return _form(turn, "signaal nieuw", "form.signaal.new")


@SUBJECT.verb("nieuw", "registreer", "meld", "new", "add")
def new(turn: Turn) -> Reply:
    if not turn.answered and not turn.rest:
        return bare(turn)
    draft = _filled(turn) if turn.answered else _typed(turn)
    made = signalen.register(turn.store, turn.member, draft)
    return Reply(text=turn.say("signaal.registered", number=made.label), card=_cards(turn).signaal(made))


@SUBJECT.verb("lijst", "list", reads=True)
def listing(turn: Turn) -> Reply:
    asked = line.listing(turn.rest)
    filters = _filters(turn, asked.filters)
    found, total = signalen.listed(turn.store, turn.member, filters, asked.words, PAGE, asked.first)
    cards = _cards(turn)
    lines = [cards.signaal_line(signaal) for signaal in found]
    title = turn.say("signaal.list", count=total) + cards.sought(asked.words)
    actions: tuple[Action, ...] = (*cards.open_menu(found), *_list_buttons(turn))
    return Reply(card=cards.page(title, lines, total, asked.first, asked.following("signaal lijst", PAGE), actions))


@SUBJECT.verb("toon", "bekijk", "show", reads=True)
def show(turn: Turn) -> Reply:
    """With what happened to it; the number is typed, or chosen from the menu of a list."""
    number, _ = line.number(turn.value("nummer") or turn.rest, Signaal.prefix)
    record = fetch(turn.store, turn.member, Signaal.kind, number)
    cards = _cards(turn)
    return Reply(card=cards.history(record, cards.signaal(record)))


@SUBJECT.verb("wijzig", "edit")
def change(turn: Turn) -> Reply:
    number, after = line.number(turn.rest, Signaal.prefix)
    if turn.answered:
        old, new_ = signalen.change(turn.store, turn.member, number, _filled(turn), line.version(after))
        return _changed(turn, old, new_)
    record = ready_for(turn.store, turn.member, Signaal.kind, number, "wijzig")
    turn.store.trail.shown(record, *SIGNAAL_CARD)
    return _form(turn, f"signaal wijzig {record.label} versie {record.version}", "form.signaal.change", record)


@SUBJECT.verb("vul")
def fill_in(turn: Turn) -> Reply:
    """One open question of the card, answered with a menu: `vul thema S-1`."""
    name, _, rest = turn.rest.partition(" ")
    number, _ = line.number(rest, Signaal.prefix)
    answer = _answer(turn, name)
    old, new_ = signalen.fill_in(turn.store, turn.member, number, field=answer[0], value=answer[1])
    return _changed(turn, old, new_)


@SUBJECT.verb("sluit", "close", "afsluiten", "sluiten")
def close(turn: Turn) -> Reply:
    number, typed = line.number(turn.rest, Signaal.prefix)
    reason = turn.value("reden") or typed
    if not reason and not turn.answered:
        ready_for(turn.store, turn.member, Signaal.kind, number, "sluit")
        return fields.reason(turn, f"signaal sluit S-{number}", "form.signaal.close")
    old, new_ = signalen.close(turn.store, turn.member, number, reason)
    return _changed(turn, old, new_)


@SUBJECT.verb("heropen", "reopen")
def reopen(turn: Turn) -> Reply:
    number, typed = line.number(turn.rest, Signaal.prefix)
    reason = turn.value("reden") or typed
    if not reason and not turn.answered:
        ready_for(turn.store, turn.member, Signaal.kind, number, "heropen")
        return fields.reason(turn, f"signaal heropen S-{number}", "form.signaal.reopen")
    old, new_ = signalen.reopen(turn.store, turn.member, number, reason)
    return _changed(turn, old, new_)


@SUBJECT.verb("politie", "police")
def police(turn: Turn) -> Reply:
    """`politie S-1` says that the police has information, `politie S-1 nee` takes it back."""
    number, typed = line.number(turn.rest, Signaal.prefix)
    if typed.casefold() not in {"", "ja", "nee"}:
        raise Refused("refused.police_words")
    informed = typed.casefold() != "nee"
    old, new_ = signalen.note_police(turn.store, turn.member, number, informed=informed)
    return _changed(turn, old, new_)


def _changed(turn: Turn, old: Signaal, new_: Signaal) -> Reply:
    cards = _cards(turn)
    text = turn.say("changed.nothing", number=new_.label)
    if lines := cards.changes(old, new_):
        text = turn.say("changed.head", number=new_.label) + lines
    return Reply(text=text, card=cards.signaal(new_))


def _cards(turn: Turn) -> Cards:
    return Cards(turn.store, turn.member, turn.say)


def _typed(turn: Turn) -> SignaalDraft:
    """One line: all of its words are the fact, and the first of them the title. An interpretation is for the form."""
    readers = {
        "gemeente": line.municipality_clause(turn),
        "gemeenten": line.municipality_clause(turn),
        "thema": line.theme_clause(turn),
    }
    text, found = line.clauses(turn.rest, readers)
    first = text.partition("\n")[0]
    whole = first == text and len(text) <= TITLE_LIMIT
    title = text if whole else first[: TITLE_LIMIT - 1].rstrip() + "…"
    return SignaalDraft(title=title, fact=text, **found)


def _filled(turn: Turn) -> SignaalDraft:
    return SignaalDraft(
        title=turn.value("titel"),
        fact=turn.value("feit"),
        interpretation=turn.value("duiding"),
        municipalities=_ids(turn.values.get("gemeenten", ())),
        theme=turn.value("thema"),
        source=turn.value("bron"),
        reliability=cast("Any", turn.value("betrouwbaarheid") or "onbekend"),
        urgency=cast("Any", turn.value("urgentie") or "normaal"),
        visibility=cast("Any", turn.value("zichtbaarheid") or "team"),
        **fields.terms_said(turn),
    )


def _ids(values: tuple[str, ...]) -> tuple[int, ...]:
    """A value that was never offered becomes -1, which no record has, and is refused as such."""
    return tuple(sorted({int(value) if value.isdecimal() and len(value) < 10 else -1 for value in values}))  # noqa: PLR2004


def _answer(turn: Turn, name: str) -> tuple[str, object]:
    fields_: dict[str, tuple[str, object]] = {
        "gemeente": ("municipalities", _ids(turn.values.get(name, ()))),
        "thema": ("theme", turn.value(name)),
        "bron": ("source", turn.value(name)),
    }
    if name not in fields_ or not turn.value(name):
        raise Refused("refused.choice", field=name)
    return fields_[name]


def _filters(turn: Turn, words: str) -> list[Condition]:
    """`open` unless `alle` is asked; the name of a municipality or a theme narrows it further."""
    filters: list[Condition] = []
    rest = words.casefold().split()
    if "alle" not in rest and "all" not in rest:
        filters.append(In("state", OPEN_SIGNAAL))
    about = " ".join(word for word in rest if word not in {"alle", "all", "open", "gemeente", "thema"})
    return filters + (_about(turn, about) if about else [])


def _about(turn: Turn, text: str) -> list[Condition]:
    if municipalities := line.municipalities(turn, text):
        return [Has("municipalities", municipalities)]
    theme = line.theme_clause(turn)(text)
    if theme is not None:
        return [In("theme", (theme["theme"],))]
    raise Refused("refused.filter", text=text)


def _list_buttons(turn: Turn) -> tuple[Button, ...]:
    return (Button(turn.say("button.signaal.nieuw"), "signaal nieuw"),)


def _form(turn: Turn, command: str, title: str, record: Signaal | None = None) -> Reply:
    cards = _cards(turn)
    signaal = record or Signaal(title="", partner=0, maker=0, made_at=turn.store.now)
    chosen = tuple(str(partner) for partner in signaal.municipalities)
    return fields.question(
        turn,
        command,
        title,
        fields.text(turn, "titel", signaal.title, limit=TITLE_LIMIT, required=True, lines=False),
        fields.text(turn, "feit", signaal.fact, limit=TEXT_LIMIT),
        fields.text(turn, "duiding", signaal.interpretation, limit=TEXT_LIMIT),
        fields.choice(turn, "gemeenten", chosen, cards.municipality_options(chosen), several=True),
        fields.choice(turn, "thema", fields.value(signaal.theme), cards.theme_options((signaal.theme,))),
        fields.choice(turn, "bron", fields.value(signaal.source), cards.source_options()),
        fields.choice(
            turn, "betrouwbaarheid", (signaal.reliability,), fields.words(turn, "reliability", RELIABILITIES)
        ),
        *fields.terms(turn, signaal),
        fields.choice(turn, "urgentie", (signaal.urgency,), fields.words(turn, "urgency", URGENCIES)),
        fields.choice(turn, "zichtbaarheid", (signaal.visibility,), fields.words(turn, "visibility", VISIBILITIES)),
    )
