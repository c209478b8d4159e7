"""`/overleg`: the next BIT-overleg, its agenda, who is not coming, and a meeting that moves."""

from datetime import datetime

from bitbot.cards import Cards
from bitbot.chat import Reply
from bitbot.domain.records import Overleg
from bitbot.domain.rights import demand_writer
from bitbot.errors import Refused
from bitbot.usecases import overleggen
from bitbot.usecases.overleggen import POINT_LIMIT
from handlers import fields, line
from handlers.verbs import Subject, Turn

SUBJECT = Subject(
    "overleg",
    description="Het volgende BIT-overleg: datum, agenda, afmelden",
    hint="[leeg: het volgende overleg] | agendapunt [tekst] | afmelden | hulp",
)


@SUBJECT.verb("", reads=True)
@SUBJECT.verb("toon", "volgende", "next", reads=True)
def show(turn: Turn) -> Reply:
    return Reply(card=_cards(turn).meeting(overleggen.next_meeting(turn.store, turn.member)))


@SUBJECT.verb("agendapunt", "agenda", "punt", "point")
def point(turn: Turn) -> Reply:
    text = turn.value("tekst") or turn.rest
    if not text and not turn.answered:
        demand_writer(turn.member)
        field = fields.text(turn, "tekst", limit=POINT_LIMIT, required=True)
        return fields.question(turn, "overleg agendapunt", "form.overleg.point", field)
    overleg, _ = overleggen.add_point(turn.store, turn.member, text)
    return _with_card(turn, "overleg.point_added", overleg)


@SUBJECT.verb("afmelden", "afmelding", "absent")
def excuse(turn: Turn) -> Reply:
    overleg, new = overleggen.excuse(turn.store, turn.member)
    told = "overleg.excused_self" if turn.member.coordinates else "overleg.excused"
    return _with_card(turn, told if new else "overleg.excused_already", overleg)


@SUBJECT.verb("aanmelden", "attend")
def attend(turn: Turn) -> Reply:
    overleg, new = overleggen.attend(turn.store, turn.member)
    return _with_card(turn, "overleg.attends" if new else "overleg.attends_already", overleg)


@SUBJECT.verb("houd", "keep")
def keep(turn: Turn) -> Reply:
    number, _ = line.number(turn.rest, Overleg.prefix)
    return _with_card(turn, "overleg.kept", overleggen.keep(turn.store, turn.member, number)[1])


@SUBJECT.verb("vervalt", "cancel")
def cancel(turn: Turn) -> Reply:
    number, _ = line.number(turn.rest, Overleg.prefix)
    return _with_card(turn, "overleg.cancelled", overleggen.cancel(turn.store, turn.member, number)[1])


@SUBJECT.verb("verplaats", "move")
def move(turn: Turn) -> Reply:
    """`verplaats O-3 naar vrijdag 10:00`, or the form."""
    number, typed = line.number(turn.rest, Overleg.prefix)
    text = turn.value("wanneer") or typed.removeprefix("naar ")
    if not text and not turn.answered:
        overleggen.ready(turn.store, turn.member, number)
        field = fields.text(turn, "wanneer", limit=60, required=True, lines=False)
        return fields.question(turn, f"overleg verplaats O-{number}", "form.overleg.move", field)
    _, moved = overleggen.move(turn.store, turn.member, number, _moment(turn, text))
    return _with_card(turn, "overleg.moved", moved)


def _moment(turn: Turn, text: str) -> datetime:
    found = line.moment(turn, text, "wanneer")
    if found.time is None:
        raise Refused("refused.no_time", field="wanneer", day=found.day)
    return turn.store.organisation.calendar.at(found.day, found.time)


def _with_card(turn: Turn, sentence: str, overleg: Overleg) -> Reply:
    card = _cards(turn).meeting(overleggen.view(turn.store, turn.member, overleg))
    return Reply(text=turn.say(sentence, number=overleg.label, at=overleg.starts_at), card=card)


def _cards(turn: Turn) -> Cards:
    return Cards(turn.store, turn.member, turn.say)
