"""`/werkafspraak`: make, take, assign, accept, refuse and finish werkafspraken."""

from typing import Any, cast

from bitbot.cards import NO_COMPETENCE, PAGE, TERMS, Action, Cards
from bitbot.chat import Button, Card, Field, Reply, Text
from bitbot.domain.conditions import Condition, In
from bitbot.domain.organisation import Member
from bitbot.domain.records import VISIBILITIES, Signaal, Terms, Werkafspraak
from bitbot.domain.rights import demand_writer, may_see
from bitbot.domain.steps import OPEN_WERKAFSPRAAK, UNACCEPTED
from bitbot.errors import Refused
from bitbot.usecases import werkafspraken
from bitbot.usecases.common import fetch, ready_for
from bitbot.usecases.standen import concerning, mine, overdue, ownerless
from bitbot.usecases.werkafspraken import TEXT_LIMIT, Assignee, Pair, WerkafspraakChange, WerkafspraakDraft
from handlers import fields, line
from handlers.verbs import Subject, Turn

SUBJECT = Subject(
    "werkafspraak",
    aliases=("wa",),
    description="Werkafspraken maken, oppakken, toewijzen en afronden",
    hint="nieuw [tekst] voor @wie uiterlijk vrijdag | lijst | toon WA-1 | claim WA-1 | gereed WA-1 [resultaat] | hulp",
)


@SUBJECT.verb("")
def bare(turn: Turn) -> Reply:
    return new(turn)


@SUBJECT.verb("nieuw", "maak", "new", "add")
def new(turn: Turn) -> Reply:
    draft = _filled(turn) if turn.answered else _typed(turn)
    if not draft.text and not turn.answered:
        demand_writer(turn.member)
        return _new_form(turn, draft)
    made = werkafspraken.make(turn.store, turn.member, draft)
    return Reply(text=_registered(turn, made), card=_card(turn, made))


@SUBJECT.verb("lijst", "list", reads=True)
def listing(turn: Turn) -> Reply:
    asked = line.listing(turn.rest)
    filters = _filters(turn, asked.filters)
    found, total = werkafspraken.listed(turn.store, turn.member, filters, asked.words, PAGE, asked.first)
    cards = _cards(turn)
    lines = [cards.werkafspraak_line(wa) for wa in found]
    title = turn.say("werkafspraak.list", count=total) + cards.sought(asked.words)
    actions: tuple[Action, ...] = (*cards.open_menu(found), *_list_buttons(turn, asked.sought))
    next_line = asked.following("werkafspraak lijst", PAGE)
    return Reply(card=cards.page(title, lines, total, asked.first, next_line, actions))


@SUBJECT.verb("toon", "bekijk", "show", reads=True)
def show(turn: Turn) -> Reply:
    """With what happened to it; the number is typed, or chosen from the menu of a list."""
    number, _ = line.number(turn.value("nummer") or turn.rest, Werkafspraak.prefix)
    record = fetch(turn.store, turn.member, Werkafspraak.kind, number)
    cards = _cards(turn)
    return Reply(card=cards.history(record, cards.werkafspraak(record)))


@SUBJECT.verb("claim", "pak op", "oppakken")
def claim(turn: Turn) -> Reply:
    number, _ = line.number(turn.rest, Werkafspraak.prefix)
    return _said(turn, "werkafspraak.claimed", werkafspraken.claim(turn.store, turn.member, number))


@SUBJECT.verb("accepteer", "accept", "accepteren")
def accept(turn: Turn) -> Reply:
    number, _ = line.number(turn.rest, Werkafspraak.prefix)
    return _said(turn, "werkafspraak.accepted", werkafspraken.accept(turn.store, turn.member, number))


@SUBJECT.verb("weiger", "decline", "weigeren")
def decline(turn: Turn) -> Reply:
    number, reason = _with_words(turn, "reden")
    if not reason and not turn.answered:
        _ready(turn, number, "weiger")
        return fields.reason(turn, f"werkafspraak weiger WA-{number}", "form.werkafspraak.decline")
    return _said(turn, "werkafspraak.declined", werkafspraken.decline(turn.store, turn.member, number, reason))


@SUBJECT.verb("voortgang", "progress")
def report(turn: Turn) -> Reply:
    number, note = _with_words(turn, "voortgang")
    if not note and not turn.answered:
        _ready(turn, number, "voortgang")
        command = f"werkafspraak voortgang WA-{number}"
        return fields.reason(turn, command, "form.werkafspraak.progress", "voortgang")
    return _said(turn, "werkafspraak.reported", werkafspraken.report(turn.store, turn.member, number, note))


@SUBJECT.verb("gereed", "klaar", "done")
def finish(turn: Turn) -> Reply:
    """The result may stay empty, but it is asked once."""
    number, result = _with_words(turn, "resultaat")
    if not result and not turn.answered:
        _ready(turn, number, "gereed")
        command = f"werkafspraak gereed WA-{number}"
        return fields.reason(turn, command, "form.werkafspraak.done", "resultaat", required=False)
    return _said(turn, "werkafspraak.finished", werkafspraken.finish(turn.store, turn.member, number, result))


@SUBJECT.verb("wijs toe", "wijs", "toewijzen", "assign")
def assign(turn: Turn) -> Reply:
    number, typed = line.number(turn.rest, Werkafspraak.prefix)
    if not typed and not turn.answered:
        _ready(turn, number, "wijs toe")
        options = _cards(turn).assignee_options()
        who = fields.choice(turn, "wie", (), options)
        return fields.question(turn, f"werkafspraak wijs toe WA-{number}", "form.werkafspraak.assign", who)
    assignee = _chosen(turn) if turn.answered else line.assignee(turn, typed.removeprefix("aan "))
    if assignee is None:
        raise Refused("refused.choice", field="wie")
    pair = werkafspraken.assign(turn.store, turn.member, number, assignee)
    own = pair[1].owner == turn.member.id
    return _said(turn, "werkafspraak.claimed" if own else "werkafspraak.assigned", pair)


@SUBJECT.verb("wijzig", "edit")
def change(turn: Turn) -> Reply:
    number, after = line.number(turn.rest, Werkafspraak.prefix)
    if not turn.answered:
        record = _ready(turn, number, "wijzig")
        turn.store.trail.shown(record, "text", "due_on", "competence", "visibility", *TERMS)
        command = f"werkafspraak wijzig {record.label} versie {record.version}"
        questions = (*_fields(turn, record), *fields.terms(turn, record))
        return fields.question(turn, command, "form.werkafspraak.change", *questions)
    wanted = WerkafspraakChange(
        text=turn.value("tekst"),
        due_on=line.term(turn, turn.value("uiterlijk")) if turn.value("uiterlijk") else None,
        visibility=cast("Any", turn.value("zichtbaarheid") or "team"),
        competence=_competence(turn),
        version=line.version(after),
        **fields.terms_said(turn),
    )
    return _said(turn, "changed.saved", werkafspraken.change(turn.store, turn.member, number, wanted))


@SUBJECT.verb("vervalt", "vervallen", "cancel")
def withdraw(turn: Turn) -> Reply:
    number, reason = _with_words(turn, "reden")
    if not reason and not turn.answered:
        _ready(turn, number, "vervalt")
        return fields.reason(turn, f"werkafspraak vervalt WA-{number}", "form.werkafspraak.withdraw")
    return _said(turn, "werkafspraak.withdrawn", werkafspraken.withdraw(turn.store, turn.member, number, reason))


def _ready(turn: Turn, number: int, deed: str) -> Werkafspraak:
    record: Werkafspraak = ready_for(turn.store, turn.member, Werkafspraak.kind, number, deed)
    return record


def _with_words(turn: Turn, field: str) -> tuple[int, str]:
    """The number and what was typed behind it, or into the form."""
    number, typed = line.number(turn.rest, Werkafspraak.prefix)
    return number, turn.value(field) or typed


def _said(turn: Turn, sentence: str, pair: Pair) -> Reply:
    """What was done, with old and new values, and the card as it is now; neither for who may not see it any more."""
    old, new_ = pair
    lines = _cards(turn).changes(old, new_)
    text = turn.say(sentence, number=new_.label)
    if not may_see(turn.member, new_):
        return Reply(text=text)
    return Reply(text=text + turn.say("changed.below") + lines if lines else text, card=_card(turn, new_))


def _cards(turn: Turn) -> Cards:
    return Cards(turn.store, turn.member, turn.say)


def _card(turn: Turn, record: Werkafspraak) -> Card:
    return _cards(turn).werkafspraak(record)


def _registered(turn: Turn, wa: Werkafspraak) -> Text:
    """Every date is said back with its weekday."""
    if wa.due_on is None:
        return turn.say("werkafspraak.registered", number=wa.label)
    return turn.say("werkafspraak.registered_due", number=wa.label, day=wa.due_on)


def _typed(turn: Turn) -> WerkafspraakDraft:
    readers = {
        "voor": line.for_clause(turn),
        "uiterlijk": line.due_clause(turn),
        "op": line.day_clause(turn),
        "bij": line.signaal_clause,
        "bevoegdheid": line.competence_clause(turn),
    }
    text, found = line.clauses(turn.rest, readers, strict=("uiterlijk",))
    return WerkafspraakDraft(text=text, **found)


def _filled(turn: Turn) -> WerkafspraakDraft:
    about = turn.value("signaal")
    return WerkafspraakDraft(
        text=turn.value("tekst"),
        assignee=_chosen(turn),
        due_on=line.term(turn, turn.value("uiterlijk")) if turn.value("uiterlijk") else None,
        signaal=line.number(about, Signaal.prefix)[0] if about else None,
        competence=_competence(turn) or "",
        visibility=cast("Any", turn.value("zichtbaarheid") or "team"),
        **fields.terms_said(turn),
    )


def _competence(turn: Turn) -> str | None:
    """None when nothing was chosen."""
    chosen = turn.value("bevoegdheid")
    return "" if chosen == NO_COMPETENCE else chosen or None


def _chosen(turn: Turn) -> Assignee | None:
    """The choice `member:3` or `partner:2`; what was never offered names nobody and is refused as such."""
    kind, _, text = turn.value("wie").partition(":")
    if not kind:
        return None
    chosen = int(text) if text.isdecimal() and len(text) < 10 else 0  # noqa: PLR2004
    return Assignee(partner=chosen) if kind == "partner" else Assignee(member=chosen)


def _new_form(turn: Turn, draft: WerkafspraakDraft) -> Reply:
    empty = Werkafspraak(
        text=draft.text,
        due_on=draft.due_on,
        signaal=draft.signaal,
        competence=draft.competence,
        partner=0,
        maker=0,
        made_at=turn.store.now,
    )
    text, day, competence, visibility = _fields(turn, empty)
    who = fields.choice(turn, "wie", _choice_of(draft.assignee), _cards(turn).assignee_options())
    about = f"S-{draft.signaal}" if draft.signaal else ""
    signaal = fields.text(turn, "signaal", about, limit=20, lines=False)
    questions = (text, who, day, signaal, competence, visibility, *fields.terms(turn, Terms()))
    return fields.question(turn, "werkafspraak nieuw", "form.werkafspraak.new", *questions)


def _choice_of(assignee: Assignee | None) -> tuple[str, ...]:
    if assignee is None:
        return ()
    return (f"member:{assignee.member}" if assignee.member else f"partner:{assignee.partner}",)


def _fields(turn: Turn, wa: Werkafspraak) -> tuple[Field, ...]:
    return (
        fields.text(turn, "tekst", wa.text, limit=TEXT_LIMIT, required=True),
        fields.day(turn, "uiterlijk", fields.value(wa.due_on.isoformat() if wa.due_on else None)),
        fields.choice(
            turn, "bevoegdheid", (wa.competence or NO_COMPETENCE,), _cards(turn).competence_options(wa.competence)
        ),
        fields.choice(turn, "zichtbaarheid", (wa.visibility,), fields.words(turn, "visibility", VISIBILITIES)),
    )


def _filters(turn: Turn, words: str) -> list[Condition]:
    """`open` unless `alle` is asked; what stands in `_FILTERS` and a partner narrow it further."""
    text = f" {words.casefold()} "
    filters: list[Condition] = []
    for name, make in _FILTERS.items():
        if f" {name} " in text:
            text = text.replace(f" {name} ", " ")
            filters += [make(turn)] if make else []
    if " alle " not in f" {words.casefold()} ":
        filters.append(In("state", OPEN_WERKAFSPRAAK))
    about = " ".join(word for word in text.split() if word not in {"partner", "gemeente", "van"})
    return filters + (_about(turn, about) if about else [])


_FILTERS: dict[str, Any] = {
    "te laat": lambda turn: overdue(turn.store),
    "niet geaccepteerd": lambda _: In("state", UNACCEPTED),
    "zonder actiehouder": lambda turn: ownerless(turn.store),
    "mijn": lambda turn: mine(turn.member),
    "mine": lambda turn: mine(turn.member),
    "open": None,
    "alle": None,
}


def _about(turn: Turn, text: str) -> list[Condition]:
    found = line.anybody(turn, text)
    if len(found) != 1:
        raise Refused(
            "refused.several" if found else "refused.filter", text=text, names=", ".join(x.name for x in found)
        )
    only = found[0]
    if isinstance(only, Member):
        return [In("owner", (only.id,))]
    return [concerning(turn.store.organisation.lineage(only.id), Werkafspraak.kind)]


def _list_buttons(turn: Turn, sought: str) -> tuple[Button, ...]:
    """The same words are sought among fewer."""
    labels = {name: turn.say(f"button.list.{name.replace(' ', '_')}") for name in ("mijn", "te laat")}
    buttons = tuple(Button(label, f"werkafspraak lijst {name}{sought}") for name, label in labels.items())
    return (*buttons, Button(turn.say("button.werkafspraak.nieuw"), "werkafspraak nieuw"))
