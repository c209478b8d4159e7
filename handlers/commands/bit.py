"""`/bit`: where everything stands, what is mine, and help with everything else."""

from dataclasses import replace

from bitbot import entries
from bitbot.cards import PAGE, Action
from bitbot.chat import Button, Card, Fact, Reply
from bitbot.domain.conditions import In
from bitbot.domain.organisation import Member, Partner
from bitbot.domain.steps import OPEN_WERKAFSPRAAK
from bitbot.domain.words import LONGEST, Words
from bitbot.errors import Refused
from bitbot.held import rights_card
from bitbot.record_cards import RecordCards
from bitbot.texts import said
from bitbot.usecases import geheimhouding, rondes, standen, toezicht, werkafspraken, zoeken
from bitbot.usecases.toezicht import demand_supervisor
from handlers import fields, line
from handlers.secrecy import statement
from handlers.verbs import Subject, Turn, subjects
from storage.store import SEARCHABLE

ENTRIES = 25
# What people ask about most, each with its article.
COVENANT = ("mandate", "tuning", "report", "secrecy", "suspension", "correction", "public")
SUBJECT = Subject(
    "bit",
    description="De stand van zaken, wat van u is, en hulp",
    hint="zoek woorden | stand [partner] | mijn | convenant | geheimhouding | rechten | audit S-12 | hulp | …",
)


@SUBJECT.verb("", reads=True)
@SUBJECT.verb("menu", reads=True)
def menu(turn: Turn) -> Reply:
    """What is mine, with the way to everything else."""
    names = ("signaal nieuw", "werkafspraak nieuw", "bit zoek", "bit stand", "overleg", "rapportage", "bit hulp")
    buttons = tuple(Button(turn.say(f"button.menu.{name.replace(' ', '_')}"), name) for name in names)
    return Reply(card=_mine(turn, buttons))


@SUBJECT.verb("mijn", "mine", reads=True)
def mine(turn: Turn) -> Reply:
    return Reply(card=_mine(turn, ()))


@SUBJECT.verb("zoek", "vind", "search", "find", reads=True)
def search(turn: Turn) -> Reply:
    text, first = line.sought(turn.value("woorden") or turn.rest)
    if not text and not turn.answered:
        field = fields.text(turn, "woorden", limit=LONGEST, required=True, lines=False)
        return fields.question(turn, "bit zoek", "form.bit.search", field, submit="button.search")
    if kind := turn.value("soort"):
        return _among(turn, kind, text)
    words = zoeken.words(text)
    found = zoeken.search(turn.store, turn.member, words, PAGE, first)
    next_line = f"bit zoek vanaf {first + PAGE} met {words.typed}"
    return Reply(card=_cards(turn).found(found, words, first, next_line))


def _among(turn: Turn, kind: str, text: str) -> Reply:
    """What was found, of one kind: its list, which can be narrowed further."""
    if kind not in SEARCHABLE:
        raise Refused("refused.choice", field="soort")
    return subjects()[kind].verbs["lijst"].run(replace(turn, rest=f"alle met {text}", values={}))


@SUBJECT.verb("toon", "bekijk", "show", reads=True)
def show(turn: Turn) -> Reply:
    """Any record that has text, by its number with its letters."""
    asked = turn.value("nummer") or turn.rest
    return subjects()[line.kind(asked)].verbs["toon"].run(replace(turn, rest=asked, values={}))


@SUBJECT.verb("stand", "status", reads=True, details=False)
def stand(turn: Turn) -> Reply:
    partner = _partner(turn, turn.rest) if turn.rest else None
    found = standen.stand(turn.store, turn.member, partner)
    return Reply(card=_cards(turn).stand(found, partner.name if partner else ""))


@SUBJECT.verb("geheimhouding", "statement", unsworn=True)
def secrecy(turn: Turn) -> Reply:
    """The statement as it is now; `geheimhouding aanvaard 1a2b3c4d` accepts the version that was read."""
    word, _, version = turn.rest.partition(" ")
    if word != "aanvaard":
        return Reply(card=statement(turn))
    geheimhouding.accept(turn.store, turn.member, version.strip())
    return Reply(text=turn.say("secrecy.thanks"))


@SUBJECT.verb("convenant", "covenant", reads=True, details=False, unsworn=True)
def covenant(turn: Turn) -> Reply:
    """Everybody may know what was agreed (covenant art. 16)."""
    bit = turn.store.organisation.bit
    facts = tuple(
        Fact(turn.say(f"fact.{name}"), said(getattr(bit, name)) or turn.say("none.value"))
        for name in ("covenant", "covenant_place", "covenant_address")
    )
    lines = tuple(turn.say(f"covenant.{name}") for name in COVENANT)
    return Reply(card=Card(title=turn.say("covenant.title"), facts=facts, lines=lines))


@SUBJECT.verb("rechten", "rights", reads=True)
def rights(turn: Turn) -> Reply:
    """For the coordinator and toezicht: what everybody holds, now or as it was signed: `rechten 2026-4`."""
    words, first = line.page(turn.rest)
    found = rondes.rights(turn.store, turn.member, rondes.period_of(words))
    return Reply(card=rights_card(turn.store, turn.member, turn.say, found, first))


@SUBJECT.verb("rechten akkoord", "rechten goedkeuren")
def sign_rights(turn: Turn) -> Reply:
    """`rechten akkoord 2026-4`; the button names the list that was read: `versie 1a2b3c4d`."""
    period, _, read = turn.rest.partition("versie")
    signed = rondes.sign(turn.store, turn.member, rondes.period_of(period), read.strip())
    return Reply(text=turn.say("rechten.thanks", number=signed.period, count=len(signed.held)))


@SUBJECT.verb("audit", "log", reads=True)
def audit(turn: Turn) -> Reply:
    """For toezicht: `audit S-12` or `audit @persoon`, the latest first."""
    words, first = line.page(turn.rest)
    demand_supervisor(turn.member)
    found, total = _asked(turn, words, (ENTRIES, first))
    lines = [entries.line(turn.say, turn.store.organisation, entry) for entry in found]
    title = turn.say("audit.title", what=words, count=total)
    next_line = f"bit audit {words} vanaf {first + ENTRIES}"
    return Reply(card=_cards(turn).page(title, lines, total, first, next_line))


def _asked(turn: Turn, words: str, page: tuple[int, int]) -> toezicht.Page:
    """A number with its letter is a record; everything else names a person."""
    record = entries.record(words)
    if record:
        return toezicht.about_record(turn.store, *record, page)
    found = [candidate for candidate in line.anybody(turn, words) if isinstance(candidate, Member)]
    if len(found) != 1:
        raise Refused("refused.audit", text=words)
    return toezicht.about_member(turn.store, found[0], page)


def _partner(turn: Turn, text: str) -> Partner:
    name = text.removeprefix("partner ").removeprefix("gemeente ")
    found = [candidate for candidate in line.anybody(turn, name) if isinstance(candidate, Partner)]
    if len(found) != 1:
        names = ", ".join(candidate.name for candidate in found)
        raise Refused("refused.several" if found else "refused.partner", text=text, names=names)
    return found[0]


def _mine(turn: Turn, buttons: tuple[Button, ...]) -> Card:
    words, first = line.page(turn.rest)
    filters = [In("state", OPEN_WERKAFSPRAAK), standen.mine(turn.member)]
    found, total = werkafspraken.listed(turn.store, turn.member, filters, Words(), PAGE, first)
    lines = [_cards(turn).werkafspraak_line(wa) for wa in found]
    title = turn.say("bit.mine", count=total)
    actions: tuple[Action, ...] = (*_cards(turn).open_menu(found), *buttons)
    card = _cards(turn).page(title, lines, total, first, f"bit mijn {words} vanaf {first + PAGE}", actions)
    return _with_ownerless(turn, card)


def _with_ownerless(turn: Turn, card: Card) -> Card:
    """What nobody has any more is the coordinator's."""
    count = standen.count_ownerless(turn.store, turn.member) if turn.member.coordinates else 0
    if not count:
        return card
    button = Button(turn.say("button.list.zonder_actiehouder"), "werkafspraak lijst zonder actiehouder")
    return replace(card, lines=(*card.lines, turn.say("bit.ownerless", count=count)), actions=(button, *card.actions))


def _cards(turn: Turn) -> RecordCards:
    return RecordCards(turn.store, turn.member, turn.say)
