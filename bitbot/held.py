"""What people hold and until when, in words: one thing that ends, and the list of everybody."""

from collections.abc import Sequence
from dataclasses import replace

from bitbot.cards import PAGE, Cards
from bitbot.chat import Button, Card, Fact, Text
from bitbot.domain.autorisaties import COMPETENCE, REPLACEMENT, ROLE
from bitbot.domain.endings import Ending
from bitbot.domain.holdings import Held, Until
from bitbot.domain.organisation import Member, Organisation
from bitbot.domain.rondes import RECHTEN
from bitbot.texts import Say, join, said
from bitbot.usecases.rondes import Rights
from storage.store import Store


def ending(say: Say, organisation: Organisation, reader: Member, found: Ending) -> Text:
    """What ends, of whom, and when."""
    value = str(organisation.member(int(found.value)).key) if found.kind == REPLACEMENT else found.value
    what = say(f"ends.{found.kind}", value=_value(say, organisation, found.kind, value))
    if found.member == reader.id:
        return say("ends.own", what=what, day=found.last_day)
    whose = organisation.member(found.member) if found.member else organisation.partner(found.partner)
    return say("ends.line", name=whose.name, what=what, day=found.last_day)


def rights_card(store: Store, reader: Member, say: Say, found: Rights, first: int = 0) -> Card:
    """One page of the list. Who reads the last page as a coordinator can sign it off there."""
    page = found.held[first : first + PAGE]
    lines = [_line(say, store.organisation, held) for held in page]
    past = bool(found.signed) and not found.version
    title = say("rechten.title_of" if past else "rechten.title", number=found.period.label, day=store.today)
    period = f" {found.period.label}" if past else ""
    next_line = f"bit rechten{period} vanaf {first + PAGE}"
    actions = _signing(reader, say, found) if first + PAGE >= len(found.held) else ()
    card = Cards(store, reader, say).page(title, lines, len(found.held), first, next_line, actions)
    return replace(card, facts=(Fact(say("fact.round_of", number=found.period.label), _state(store, say, found)),))


def _signing(reader: Member, say: Say, found: Rights) -> tuple[Button, ...]:
    if RECHTEN.signs not in reader.roles or found.signed or not found.open:
        return ()
    line = f"bit rechten akkoord {found.period.label} versie {found.version}"
    return (Button(say("button.bit.akkoord"), line, "primary"),)


def _state(store: Store, say: Say, found: Rights) -> Text:
    if found.signed:
        name = store.organisation.member(found.signed.signed_by).name
        return say("rechten.signed", name=name, at=found.signed.signed_at)
    return say("rechten.unsigned" if found.open else "rechten.not_open")


def _line(say: Say, organisation: Organisation, held: Held) -> Text:
    member = next(each for each in organisation.members if each.key == held.member)
    partner = next(each for each in organisation.partners if each.code == held.partner)
    parts = (
        say("rechten.line", name=member.name, partner=partner.name),
        _all(say, organisation, ROLE, held.roles) or say("rechten.no_role"),
        say("rechten.mandate", day=held.mandate_to) if held.mandate_to else Text(),
        _all(say, organisation, COMPETENCE, held.competences),
        _all(say, organisation, REPLACEMENT, held.replaces),
        say("rechten.sworn", day=held.sworn_to) if held.sworn_to else say("rechten.unsworn"),
        say("rechten.suspended") if held.suspended else Text(),
        say("rechten.changed", day=held.changed_on) if held.changed_on else Text(),
    )
    return join(filter(None, parts), " · ")


def _all(say: Say, organisation: Organisation, kind: str, held: Sequence[Until]) -> Text:
    return join(_until(say, organisation, kind, each) for each in held)


def _until(say: Say, organisation: Organisation, kind: str, held: Until) -> Text:
    value, last_day = held
    words = _value(say, organisation, kind, value)
    words = say("rechten.replaces", name=words) if kind == REPLACEMENT else words
    return words + say("rechten.until", day=last_day) if last_day else words


def _value(say: Say, organisation: Organisation, kind: str, value: str) -> Text:
    """A role, a competence or who is replaced."""
    if kind == ROLE:
        return say(f"roles.{value}")
    if kind == REPLACEMENT:
        return said(next(member.name for member in organisation.members if member.key == value))
    return said(organisation.competence_name(value))
