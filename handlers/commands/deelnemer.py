"""`/deelnemer`: who takes part, with which rights and until when; for the coordinator joiners, movers and leavers."""

from collections.abc import Sequence
from dataclasses import replace

from bitbot.cards import PAGE, Cards
from bitbot.chat import Button, Card, Field, Reply, Text
from bitbot.domain.autorisaties import COMPETENCE, REPLACEMENT, ROLE
from bitbot.domain.granting import demand_manager
from bitbot.domain.organisation import ROLES, Member
from bitbot.domain.rights import oversees
from bitbot.registers import NO_OWNER, Registers
from bitbot.usecases import autorisaties, deelnemers
from bitbot.usecases.autorisaties import REASON_LIMIT, Grant
from bitbot.usecases.deelnemers import NAME_LIMIT, Joiner
from bitbot.usecases.rechten import Change
from handlers import accounts, fields, line, people
from handlers.people import needed
from handlers.verbs import Subject, Turn

ACCOUNT_LIMIT = 60

SUBJECT = Subject(
    "deelnemer",
    description="Wie er meedoet, met welke rol en tot wanneer; deelnemers beheren (coördinator)",
    hint="lijst [partner] | toon @wie | nieuw | rol @wie lid tot 31-12-2027 reden | vertrekt @wie reden | hulp",
    changes="rechten",
)


@SUBJECT.verb("", reads=True, details=False)
@SUBJECT.verb("lijst", "list", reads=True, details=False)
def listing(turn: Turn) -> Reply:
    """`lijst laren`; with `alle` also who left, for who oversees that."""
    words, first = line.page(turn.rest)
    asked = words.split()
    everybody = asked[:1] == ["alle"]
    about = people.partner(turn, " ".join(asked[everybody:]))
    partners = turn.store.organisation.lineage(about.id) if about else ()
    found = deelnemers.listed(turn.store, partners, everybody=everybody and oversees(turn.member))
    lines = [_registers(turn).member_line(member) for member in found[first : first + PAGE]]
    title = turn.say("deelnemer.list", count=len(found))
    next_line = f"deelnemer lijst {words} vanaf {first + PAGE}"
    return Reply(card=Cards(turn.store, turn.member, turn.say).page(title, lines, len(found), first, next_line))


@SUBJECT.verb("toon", "bekijk", "show", reads=True)
def show(turn: Turn) -> Reply:
    """Without a name one's own."""
    member, _ = people.member(turn, turn.rest, people.ever(turn))
    return Reply(card=_card(turn, member or turn.member))


@SUBJECT.verb("nieuw", "voeg toe", "new", "add")
def enlist(turn: Turn) -> Reply:
    """Always in the form; what stands behind the verb is the account."""
    demand_manager(turn.member)
    if not turn.answered:
        return _joiner_form(turn)
    return _done(turn, "deelnemer.enlisted", deelnemers.enlist(turn.store, turn.member, _joiner(turn)))


@SUBJECT.verb("koppel", "link")
def link(turn: Turn) -> Reply:
    """`koppel @wie @account`, or `koppel @wie los slack`, also of who left."""
    member, rest = _whom(turn, people.ever(turn))
    word, _, platform = rest.partition(" ")
    if member and word.casefold() == "los":
        change = deelnemers.unlink(turn.store, turn.member, member.id, accounts.platform(member, platform))
        return _done(turn, "deelnemer.unlinked", change)
    account = accounts.account(turn, turn.value("account") or rest)
    if member is None or account is None:
        return _form(turn, "koppel", member, _account_field(turn, required=True))
    return _done(turn, "deelnemer.linked", deelnemers.link(turn.store, turn.member, member.id, account))


@SUBJECT.verb("mandaat", "mandate")
def mandate(turn: Turn) -> Reply:
    """`mandaat @wie tot 31 december`, or `mandaat @wie vervalt`."""
    member, rest = _whom(turn)
    asked = people.span(turn, rest)
    lapses = asked.rest.casefold() == "vervalt"
    if member is None or not (asked.last or lapses):
        return _form(turn, "mandaat", member, needed(people.days(turn, asked)[1]))
    change = autorisaties.set_mandate(turn.store, turn.member, member.id, asked.last)
    if asked.last is None:
        return _done(turn, "deelnemer.mandate_lapsed", change)
    return _with_card(turn, turn.say("deelnemer.mandated", name=member.name, day=asked.last), change)


@SUBJECT.verb("rol", "role")
def give_role(turn: Turn) -> Reply:
    """`rol @wie lid tot 31 december reden`."""
    member, rest = _whom(turn)
    role, rest = people.role(turn, rest)
    asked = people.span(turn, rest)
    reason = _reason(turn, asked.rest)
    if not (member and role and reason):
        return _form(turn, "rol", member, _role_field(turn, role), *people.days(turn, asked), _why(turn, reason))
    grant = Grant(kind=ROLE, value=role, first=asked.first, last=asked.last, reason=reason)
    return _granted(turn, autorisaties.give(turn.store, turn.member, member.id, grant))


@SUBJECT.verb("ontneem", "withdraw")
def withdraw_role(turn: Turn) -> Reply:
    member, rest = _whom(turn)
    role, rest = people.role(turn, rest)
    reason = _reason(turn, rest)
    if not (member and role and reason):
        return _form(turn, "ontneem", member, _role_field(turn, role), _why(turn, reason))
    change = autorisaties.withdraw_role(turn.store, turn.member, member.id, role, reason)
    return _done(turn, "deelnemer.withdrawn", change)


@SUBJECT.verb("vervangt", "replaces")
def replaces(turn: Turn) -> Reply:
    """`vervangt @plaatsvervanger voor @wie van 1 oktober tot 31 oktober reden`."""
    member, rest = _whom(turn)
    for_whom = rest.removeprefix("voor ").strip()
    other, rest = people.member(turn, for_whom, people.here(turn), "voor")
    asked = people.span(turn, rest)
    reason = _reason(turn, asked.rest)
    if not (member and other and asked.last and reason):
        whom = needed(people.choose(turn, people.here(turn), "voor", other))
        first, last = people.days(turn, asked)
        return _form(turn, "vervangt", member, whom, first, needed(last), _why(turn, reason))
    grant = Grant(kind=REPLACEMENT, value=str(other.id), first=asked.first, last=asked.last, reason=reason)
    return _granted(turn, autorisaties.let_replace(turn.store, turn.member, member.id, other.id, grant))


@SUBJECT.verb("bevoegdheid", "competence")
def give_competence(turn: Turn) -> Reply:
    """`bevoegdheid @wie boa-milieu tot 31 december`."""
    member, rest = _whom(turn)
    code, rest = people.competence(turn, rest)
    asked = people.span(turn, rest)
    reason = _reason(turn, asked.rest)
    if not (member and code and asked.last):
        wanted = needed(people.choose_competence(turn, code))
        first, last = people.days(turn, asked)
        return _form(turn, "bevoegdheid", member, wanted, first, needed(last), _why(turn, reason, required=False))
    grant = Grant(kind=COMPETENCE, value=code, first=asked.first, last=asked.last, reason=reason)
    return _granted(turn, autorisaties.give(turn.store, turn.member, member.id, grant))


@SUBJECT.verb("einde", "end")
def end(turn: Turn) -> Reply:
    """`einde A-12 reden`: one thing that was given, by its number on the card of the member."""
    number, typed = line.number(turn.rest, "A")
    reason = _reason(turn, typed)
    if not reason and not turn.answered:
        demand_manager(turn.member)
        return fields.question(turn, f"deelnemer einde A-{number}", "form.deelnemer.einde", _why(turn))
    return _done(turn, "deelnemer.ended_now", autorisaties.end(turn.store, turn.member, number, reason))


@SUBJECT.verb("verhuist", "move")
def move(turn: Turn) -> Reply:
    """`verhuist @wie naar Laren`."""
    member, rest = _whom(turn, people.ever(turn))
    target = people.partner(turn, rest.removeprefix("naar ").strip())
    if member is None or target is None:
        return _form(turn, "verhuist", member, needed(people.choose_partner(turn, target)), pool=people.ever(turn))
    why = turn.say("deelnemer.moves", partner=target.name).plain
    return _done(turn, "deelnemer.moved", deelnemers.move(turn.store, turn.member, member.id, target, why))


@SUBJECT.verb("vertrekt", "leaves")
def leave(turn: Turn) -> Reply:
    member, rest = _whom(turn, people.ever(turn))
    reason = _reason(turn, rest)
    if not (member and reason):
        return _form(turn, "vertrekt", member, _why(turn, reason))
    change = deelnemers.leave(turn.store, turn.member, member.id, reason)
    return _with_stray(turn, turn.say("deelnemer.leaves", name=member.name), change)


@SUBJECT.verb("terug", "back")
def come_back(turn: Turn) -> Reply:
    member, _ = _whom(turn, people.ever(turn))
    if member is None:
        return _form(turn, "terug", None, pool=people.gone(turn))
    return _done(turn, "deelnemer.back", deelnemers.come_back(turn.store, turn.member, member.id))


def _whom(turn: Turn, pool: Sequence[Member] | None = None) -> tuple[Member | None, str]:
    """Whom it is about and what follows; only for who may change something about others."""
    demand_manager(turn.member)
    return people.member(turn, turn.rest, people.here(turn) if pool is None else pool)


def _reason(turn: Turn, typed: str) -> str:
    return turn.value("reden") or typed


def _why(turn: Turn, filled: str = "", *, required: bool = True) -> Field:
    return fields.text(turn, "reden", filled, limit=REASON_LIMIT, required=required)


def _role_field(turn: Turn, role: str) -> Field:
    return needed(fields.choice(turn, "rol", fields.value(role), fields.words(turn, "roles", ROLES)))


def _account_field(turn: Turn, filled: str = "", *, required: bool = False) -> Field:
    return fields.text(turn, "account", filled, limit=ACCOUNT_LIMIT, required=required, lines=False)


def _form(turn: Turn, verb: str, member: Member | None, *asked: Field, pool: Sequence[Member] | None = None) -> Reply:
    """What was not said is asked; whom it is about too, unless that was said."""
    demand_manager(turn.member, *([member] if member else []))
    whom = () if member else (people.choose_one(turn, people.here(turn) if pool is None else pool),)
    people.demand_answers(turn, (*whom, *asked))
    command = f"deelnemer {verb} {member.key}" if member else f"deelnemer {verb}"
    return fields.question(turn, command, f"form.deelnemer.{verb}", *whom, *asked)


def _joiner_form(turn: Turn) -> Reply:
    return fields.question(
        turn,
        "deelnemer nieuw",
        "form.deelnemer.nieuw",
        fields.text(turn, "naam", limit=NAME_LIMIT, required=True, lines=False),
        needed(people.choose_partner(turn)),
        _role_field(turn, "lid"),
        fields.day(turn, "mandaat"),
        _account_field(turn, accounts.typed(turn)),
        _why(turn, turn.say("deelnemer.joins").plain),
    )


def _joiner(turn: Turn) -> Joiner:
    partner = people.partner(turn, "")
    return Joiner(
        name=turn.value("naam"),
        partner=partner.id if partner else 0,
        role=turn.value("rol"),
        mandate_to=line.term(turn, turn.value("mandaat"), "mandaat") if turn.value("mandaat") else None,
        account=accounts.account(turn, turn.value("account")),
        reason=turn.value("reden"),
    )


def _registers(turn: Turn) -> Registers:
    return Registers(turn.store, turn.member, turn.say)


def _card(turn: Turn, member: Member) -> Card:
    return _registers(turn).member(member, deelnemers.shown(turn.store, turn.member, member))


def _granted(turn: Turn, change: Change) -> Reply:
    """With the days and their weekdays, and a way back."""
    given = next(each for each in turn.store.organisation.given(change.after) if each.id == change.number)
    registers = _registers(turn)
    text = turn.say(
        "deelnemer.granted", name=change.after.name, what=registers.what(given), period=registers.period(given)
    )
    undo = Button(turn.say("button.undo"), f"deelnemer einde {given.label} {turn.say('deelnemer.undone').plain}")
    return _with_card(turn, text, change, undo)


def _done(turn: Turn, sentence: str, change: Change) -> Reply:
    """What was done, with old and new values, and the card as it is now."""
    text = turn.say(sentence, name=change.after.name)
    return _with_stray(turn, text, change) if change.stray else _with_card(turn, text, change)


def _with_stray(turn: Turn, text: Text, change: Change) -> Reply:
    """With how much open work nobody can do now, and the way to it."""
    button = Button(turn.say("button.deelnemer.zonder"), NO_OWNER, "primary")
    told = text + Text((" ",)) + turn.say("deelnemer.stray", count=change.stray)
    return _with_card(turn, told, change, *([button] if change.stray else []))


def _with_card(turn: Turn, text: Text, change: Change, *buttons: Button) -> Reply:
    card = _card(turn, change.after)
    lines = _registers(turn).changes(change)
    told = text + Text(("\n",)) + lines if lines else text
    return Reply(text=told, card=replace(card, actions=(*buttons, *card.actions)))
