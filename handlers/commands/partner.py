"""`/partner`: who is party to the covenant, from when to when; accession, end, succession and suspension."""

from dataclasses import replace

from bitbot.cards import PAGE, Cards
from bitbot.chat import Button, Option, Reply
from bitbot.domain.granting import demand_manager, demand_suspender
from bitbot.domain.organisation import PARTNER_KINDS, Partner
from bitbot.errors import Refused
from bitbot.registers import Registers
from bitbot.texts import said
from bitbot.usecases import opschortingen, partners
from bitbot.usecases.autorisaties import REASON_LIMIT
from bitbot.usecases.partners import ANNEX_LIMIT, AUTHORITY, NAME_LIMIT, Accession, Ending
from handlers import fields, line, people
from handlers.people import needed
from handlers.verbs import Subject, Turn

SUBJECT = Subject(
    "partner",
    description="De partners van het convenant: wie, van wanneer tot wanneer; toetreden, eindigen en opschorten",
    hint="lijst | nieuw | eindigt laren op 31-12-2026 opgevolgd door hilversum | opschort laren reden | hulp",
    changes="rechten",
)


@SUBJECT.verb("", reads=True, details=False)
@SUBJECT.verb("lijst", "list", reads=True, details=False)
def listing(turn: Turn) -> Reply:
    words, first = line.page(turn.rest)
    found = sorted(
        turn.store.organisation.partners, key=lambda each: (each.over(turn.store.today), each.name.casefold())
    )
    registers = _registers(turn)
    lines = [registers.partner_line(each) for each in found[first : first + PAGE]]
    title = turn.say("partner.list", count=len(found))
    cards = Cards(turn.store, turn.member, turn.say)
    next_line = f"partner lijst {words} vanaf {first + PAGE}"
    return Reply(card=cards.page(title, lines, len(found), first, next_line, registers.partner_buttons()))


@SUBJECT.verb("nieuw", "new", "add")
def accede(turn: Turn) -> Reply:
    """Always in the form: it needs an annex and everybody's approval."""
    demand_manager(turn.member)
    if not turn.answered:
        return _accession_form(turn)
    made = partners.accede(turn.store, turn.member, _accession(turn))
    return _done(turn, "partner.acceded", made)


@SUBJECT.verb("eindigt", "ends")
def stop(turn: Turn) -> Reply:
    """`eindigt laren op 31 december 2026 opgevolgd door hilversum`."""
    demand_manager(turn.member)
    name, typed = _cut(turn.rest, " op ")
    day, after = _cut(typed, " opgevolgd door ")
    about = people.partner(turn, name)
    last = turn.value("op") or day
    if about is None or not last:
        return _ending_form(turn, about)
    successor = people.partner(turn, after, "opvolger")
    ending = partners.stop(turn.store, turn.member, about, line.term(turn, last, "op"), successor)
    return _ended(turn, ending)


@SUBJECT.verb("blijft", "stays")
def stay(turn: Turn) -> Reply:
    """An end that was announced is taken back."""
    demand_manager(turn.member)
    return _done(turn, "partner.stays", partners.stay(turn.store, turn.member, _named(turn)))


@SUBJECT.verb("opschort", "schort op", "suspend")
def ask(turn: Turn) -> Reply:
    """`opschort laren reden`: the first of two persons."""
    about, reason = people.partner_first(turn, turn.rest)
    reason = turn.value("reden") or reason
    if about is None or not reason:
        return _suspension_form(turn, about)
    asked = opschortingen.ask(turn.store, turn.member, about, reason)
    return _done(turn, "partner.suspension_asked", turn.store.organisation.partner(asked.partner))


@SUBJECT.verb("bevestig", "confirm")
def confirm(turn: Turn) -> Reply:
    """The second person, another one than the first."""
    about = _named(turn)
    opschortingen.confirm(turn.store, turn.member, about)
    return _done(turn, "partner.suspended_now", about)


@SUBJECT.verb("hervat", "resume")
def resume(turn: Turn) -> Reply:
    about = _named(turn)
    ended = opschortingen.resume(turn.store, turn.member, about)
    return _done(turn, "partner.resumed" if ended.holds else "partner.taken_back", about)


def _named(turn: Turn) -> Partner:
    found = people.partner(turn, turn.rest)
    if found is None:
        raise Refused("refused.covenant.name")
    return found


def _cut(text: str, word: str) -> tuple[str, str]:
    before, _, after = f" {text} ".partition(word)
    return before.strip(), after.strip()


def _accession_form(turn: Turn) -> Reply:
    today = turn.store.today
    codes = tuple(Option(each.code, said(each.name)) for each in turn.store.organisation.active_partners(today))
    authority = Option(AUTHORITY, turn.say("partner.authority"))
    return fields.question(
        turn,
        "partner nieuw",
        "form.partner.nieuw",
        fields.text(turn, "naam", turn.rest[:NAME_LIMIT], limit=NAME_LIMIT, required=True, lines=False),
        needed(fields.choice(turn, "soort", ("gemeente",), fields.words(turn, "soort", PARTNER_KINDS))),
        fields.day(turn, "vanaf"),
        fields.text(turn, "bijlage", limit=ANNEX_LIMIT, required=True, lines=False),
        fields.choice(turn, "toestemming", (), (*codes, authority), several=True),
        fields.choice(turn, "historie", ("nee",), (Option("nee", turn.say("no")), Option("ja", turn.say("yes")))),
    )


def _accession(turn: Turn) -> Accession:
    return Accession(
        name=turn.value("naam"),
        kind=turn.value("soort"),
        annex=turn.value("bijlage"),
        first=line.term(turn, turn.value("vanaf"), "vanaf") if turn.value("vanaf") else None,
        approved_by=turn.values.get("toestemming", ()),
        sees_history=turn.value("historie") == "ja",
    )


def _ending_form(turn: Turn, about: Partner | None) -> Reply:
    whom = () if about else (needed(people.choose_partner(turn)),)
    asked = (*whom, needed(fields.day(turn, "op")), people.choose_partner(turn, field="opvolger"))
    people.demand_answers(turn, asked)
    command = f"partner eindigt {about.code}" if about else "partner eindigt"
    return fields.question(turn, command, "form.partner.eindigt", *asked)


def _suspension_form(turn: Turn, about: Partner | None) -> Reply:
    demand_suspender(turn.member, about)
    whom = () if about else (needed(people.choose_partner(turn)),)
    asked = (*whom, fields.text(turn, "reden", limit=REASON_LIMIT, required=True))
    people.demand_answers(turn, asked)
    command = f"partner opschort {about.code}" if about else "partner opschort"
    return fields.question(turn, command, "form.partner.opschort", *asked)


def _ended(turn: Turn, ending: Ending) -> Reply:
    partner = ending.partner
    registers = _registers(turn)
    text = turn.say("partner.ends", name=partner.name, day=partner.valid_to, count=ending.members)
    undo = Button(turn.say("button.undo"), f"partner blijft {partner.code}")
    card = registers.partner(partner)
    return Reply(text=text + registers.succession(partner), card=replace(card, actions=(undo, *card.actions)))


def _done(turn: Turn, sentence: str, partner: Partner) -> Reply:
    now = turn.store.organisation.partner(partner.id)
    text = turn.say(sentence, name=now.name)
    return Reply(text=text, card=_registers(turn).partner(now))


def _registers(turn: Turn) -> Registers:
    return Registers(turn.store, turn.member, turn.say)
