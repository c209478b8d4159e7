"""What bitbot says by itself: planned messages, rendered from the state at the moment they are sent."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from bitbot import held
from bitbot.cards import Cards
from bitbot.chat import Button, Card, Fact, Message, Text
from bitbot.domain.autorisaties import Opschorting
from bitbot.domain.bevinding import PENDING
from bitbot.domain.endings import STATEMENT, Ending, told_now
from bitbot.domain.granting import may_suspend
from bitbot.domain.organisation import Member
from bitbot.domain.personal_data import HELD_BACK
from bitbot.domain.public import CHANNEL, Public, public
from bitbot.domain.records import Overleg, Werkafspraak
from bitbot.domain.rights import may_see, may_write
from bitbot.domain.rondes import RECHTEN, numbered
from bitbot.domain.steps import OPEN_WERKAFSPRAAK, UNACCEPTED
from bitbot.record_cards import RecordCards
from bitbot.registers import NO_OWNER, suspension_buttons
from bitbot.texts import Say, Texts, join, said
from bitbot.usecases.overleggen import view
from bitbot.usecases.planning import invited_to
from bitbot.usecases.rapportages import current
from bitbot.usecases.rechten import stray
from bitbot.usecases.rondes import Rights, as_it_is
from storage import rondes
from storage.audit import member_name
from storage.deliveries import Delivery, Moot
from storage.store import Store


@dataclass(frozen=True, slots=True)
class Occasion:
    """One planned message on the point of being sent to one reader."""

    store: Store
    delivery: Delivery
    reader: Member
    say: Say

    @property
    def cards(self) -> Cards:
        return Cards(self.store, self.reader, self.say)

    def sentence(self, part: str, /, **places: Any) -> Text:
        return self.say(f"message.{self.delivery.kind}.{part}", **places)

    def message(self, card: Card, **places: Any) -> Message:
        """A message with its introduction above the card, and a notice, which has few of these places to fill."""
        return Message(self.notice(**places), card, self.sentence("intro", **places))

    def notice(self, number: str = "", day: date | None = None, at: datetime | None = None, **_: Any) -> Text:
        """All that it is made of: which, and when. It stands on a locked screen."""
        glance = {"number": number, "day": day, "at": at}
        return self.sentence("notice", **{name: value for name, value in glance.items() if value})


Maker = Callable[[Occasion], Message | Moot]


def render(store: Store, delivery: Delivery, late: bool) -> Message | Moot:  # noqa: FBT001 - the worker's form
    """The message as it is true now, or why it need not be sent. A message for the channel holds no content at all."""
    say = Texts(store.organisation.zone)
    if delivery.member is None:
        made = _for_channel(store, delivery, say)
    else:
        reader = store.organisation.member(delivery.member)
        if not store.organisation.active(reader, store.today):
            return Moot("not active")
        store.trail.tells(reader, delivery.kind)
        told = reader.sworn or delivery.kind in WITHOUT_CONTENT
        made = MAKERS[delivery.kind](Occasion(store, delivery, reader, say)) if told else _first(say)
    return made if isinstance(made, Moot) else _noted(made, say, delivery, late=late)


def _first(say: Say) -> Message:
    """Instead of any content, for who has not accepted the secrecy statement: nothing is lost, and nothing is told."""
    notice = say("secrecy.waits")
    accept = Button(say("secrecy.title"), "bit geheimhouding", "primary")
    return Message(notice, Card(title=notice, body=say("secrecy.waits_for"), actions=(accept,)))


def renewed(store: Store, delivery: Delivery) -> Message | Moot:
    """What a message that was sent before has to show now; no content for whom it no longer concerns."""
    say = Texts(store.organisation.zone)
    if delivery.member is None:
        return _for_channel(store, delivery, say)
    reader = store.organisation.member(delivery.member)
    wa = store.werkafspraken.get(delivery.subject[1])
    if not reader.sworn:
        return Moot("secrecy statement")
    if wa is None or not store.organisation.active(reader, store.today) or not may_see(reader, wa):
        gone = say("renewed.gone")
        return Message(gone, Card(title=gone))
    if not _concerns(wa, reader):
        title = say("werkafspraak.title", number=wa.label)
        return Message(title, Card(title=title, body=say("renewed.gone")))
    store.trail.tells(reader, delivery.kind)
    cards = Cards(store, reader, say)
    notice = say("renewed.notice", number=wa.label)
    return Message(notice, cards.werkafspraak(wa), say("renewed.intro", what=cards.latest(wa)))


def _concerns(wa: Werkafspraak, reader: Member) -> bool:
    """Whose it is or was made by, all of the partner that has it, and the coordinator."""
    return reader.coordinates or reader.id in {wa.owner, wa.maker} or wa.owner_partner in reader.partners


def _noted(message: Message, say: Say, delivery: Delivery, *, late: bool) -> Message:
    """Say below the card that it is late, or may be a second copy."""
    notes: Iterable[Text] = (
        *((say("message.late", due=delivery.due_at),) if late else ()),
        *((say("message.double"),) if delivery.again else ()),
    )
    note = message.card.note
    for text in notes:
        note = note + Text((" ",)) + text if note else text
    return replace(message, card=replace(message.card, note=note))


def _for_channel(store: Store, delivery: Delivery, say: Say) -> Message | Moot:
    kind, number = delivery.subject
    record = store.records(kind).get(number)
    seen = public(record, store.organisation) if record else None
    if seen is None:
        return Moot("not for the channel")
    shown = CHANNEL[delivery.kind]
    store.trail.announced(record, delivery.kind, *shown)
    return announcement(delivery.kind, seen, shown, say)


def announcement(kind: str, seen: Public, shown: Iterable[str], say: Say) -> Message:
    """Every message in the channel, whatever it is about; the record itself is out of reach here."""
    words = {
        "theme": said(seen.theme),
        "municipalities": join(map(said, seen.municipalities)),
        "state": say(f"state.{seen.state.replace(' ', '_')}"),
        "due_on": say("day", day=seen.due_on) if seen.due_on else Text(),
    }
    facts = tuple(Fact(say(f"fact.{name}"), words[name]) for name in shown if words[name])
    notice = say(f"message.{kind}.notice", number=seen.number)
    return Message(notice, Card(title=say(f"message.{kind}.title", number=seen.number), facts=facts))


def _werkafspraak(occasion: Occasion, states: tuple[str, ...]) -> Message | Moot:
    """For who may see it, as long as it is in one of these states."""
    wa = occasion.store.werkafspraken.get(occasion.delivery.subject[1])
    if wa is None or not may_see(occasion.reader, wa):
        return Moot("may not see it")
    if wa.state not in states:
        return Moot(f"state {wa.state}")
    day = wa.due_on or occasion.store.today
    return occasion.message(occasion.cards.werkafspraak(wa), number=wa.label, day=day)


def _about_term(occasion: Occasion) -> Message | Moot:
    return _werkafspraak(occasion, OPEN_WERKAFSPRAAK)


def _to_accept(occasion: Occasion) -> Message | Moot:
    return _werkafspraak(occasion, UNACCEPTED)


def _assigned(occasion: Occasion) -> Message | Moot:
    """Only to whom it is still being asked."""
    wa = occasion.store.werkafspraken.get(occasion.delivery.subject[1])
    mine = wa is not None and (wa.owner == occasion.reader.id or wa.owner_partner in occasion.reader.partners)
    return _werkafspraak(occasion, ("toegewezen",)) if mine else Moot("asked of somebody else")


def _refused(occasion: Occasion) -> Message | Moot:
    return _werkafspraak(occasion, ("geweigerd",))


def _done(occasion: Occasion) -> Message | Moot:
    return _werkafspraak(occasion, ("gereed gemeld",))


def _record(occasion: Occasion) -> Message | Moot:
    """A record with a way of its own, for who may see it, as long as its kind of message still says something true."""
    record = occasion.store.records(occasion.delivery.subject[0]).get(occasion.delivery.subject[1])
    if record is None or not may_see(occasion.reader, record):
        return Moot("may not see it")
    if record.state not in SAID_OF.get(occasion.delivery.kind, (record.state,)):
        return Moot(f"state {record.state}")
    cards = RecordCards(occasion.store, occasion.reader, occasion.say)
    return occasion.message(cards.record(record), number=record.label)


# The states in which a message about a record is still true; of others it does not matter.
SAID_OF: Mapping[str, tuple[str, ...]] = {
    "afstemming.asked": ("gevraagd",),
    "afstemming.answered": ("akkoord", "niet akkoord"),
    "controle.invited": ("gepland", "voorbereid"),
    "controle.briefing": ("gepland", "voorbereid"),
    "controle.debrief": ("gepland", "voorbereid", "uitgevoerd"),
    "maatregel.soon": PENDING,
    "maatregel.overdue": PENDING,
    "knelpunt.asked": ("voorgelegd aan burgemeester",),
}


def _meeting(occasion: Occasion, state: str = "gepland") -> Overleg | Moot:
    overleg = occasion.store.overleggen.get(occasion.delivery.subject[1])
    if overleg is None or overleg.state != state:
        return Moot("changed")
    if overleg.starts_at <= occasion.store.now:
        return Moot("over")
    invited = invited_to(occasion.store, overleg, occasion.store.today)
    return overleg if occasion.reader in invited else Moot("not invited")


def _coming_meeting(occasion: Occasion) -> Message | Moot:
    """Who said not to come is not reminded."""
    overleg = _meeting(occasion)
    if isinstance(overleg, Moot):
        return overleg
    if occasion.reader.id in occasion.store.excused(overleg.number):
        return Moot("excused")
    card = occasion.cards.meeting(view(occasion.store, occasion.reader, overleg))
    return occasion.message(card, at=overleg.starts_at)


def _lapsing_meeting(occasion: Occasion) -> Message | Moot:
    overleg = _meeting(occasion, "vervalt")
    if isinstance(overleg, Moot):
        return overleg
    holiday = _holiday(occasion, overleg)
    card = occasion.cards.meeting(view(occasion.store, occasion.reader, overleg))
    note = occasion.sentence("decide") if occasion.reader.coordinates and holiday else Text()
    message = occasion.message(replace(card, lines=(), note=note), at=overleg.starts_at, holiday=holiday)
    return message if holiday else replace(message, text=occasion.sentence("intro_cancelled"))


def _holiday(occasion: Occasion, overleg: Overleg) -> str:
    """What day the meeting falls on when it lapses because of that; nothing when somebody cancelled it."""
    organisation = occasion.store.organisation
    day = organisation.day(overleg.starts_at)
    free = occasion.say("none.holiday").plain if day in organisation.bit.free_days else ""
    return organisation.calendar.holiday_name(day) or free


def _absence(occasion: Occasion) -> Message | Moot:
    overleg = _meeting(occasion)
    if isinstance(overleg, Moot):
        return overleg
    name = occasion.store.organisation.member(occasion.delivery.detail["member"]).name
    card = occasion.cards.meeting(view(occasion.store, occasion.reader, overleg))
    return occasion.message(replace(card, lines=()), at=overleg.starts_at, name=name)


def _round(occasion: Occasion) -> Message | Moot:
    """Only for who can deliver, as long as the own partner has not, for itself or for what it took the place of."""
    store = occasion.store
    if not may_write(occasion.reader):
        return Moot("does not speak for a partner")
    rapportage = store.rapportages.get(occasion.delivery.subject[1])
    if rapportage is None or not {*occasion.reader.partners} & {*store.missing_partners(rapportage)}:
        return Moot("delivered")
    round_ = current(store, rapportage.period)
    day = round_.due_on
    message = occasion.message(occasion.cards.round(round_), number=rapportage.label, day=day)
    return _overdue_round(occasion, message, day) if store.today > day else message


def _overdue_round(occasion: Occasion, message: Message, day: date) -> Message:
    return replace(message, text=occasion.say("message.rapportage.reminder.intro_late", day=day))


def _ends(occasion: Occasion) -> Message | Moot:
    """All that ends soon and concerns this reader, in one message."""
    store, reader = occasion.store, occasion.reader
    found = told_now(reader, store.organisation, store.today) if occasion.delivery.subject[1] == reader.id else []
    if not found:
        return Moot("nothing ends")
    lines = tuple(held.ending(occasion.say, store.organisation, reader, ending) for ending in found)
    notice = occasion.sentence("notice", day=found[0].last_day)
    intro = occasion.sentence("intro_coordinator" if reader.coordinates else "intro")
    return Message(notice, Card(title=notice, lines=lines, actions=_renewing(occasion, found)), intro)


def _rights(occasion: Occasion) -> Message | Moot:
    """The list, for who may sign it, until somebody did."""
    found = as_it_is(occasion.store)
    if RECHTEN.signs not in occasion.reader.roles or not _is_of(occasion, found):
        return Moot("not for this person now")
    card = held.rights_card(occasion.store, occasion.reader, occasion.say, found)
    occasion.store.trail.note("verstrekken", "rechten", None, (found.period.label,), member_name(occasion.reader.id))
    return occasion.message(card, number=found.period.label)


def _rights_late(occasion: Occasion) -> Message | Moot:
    found = as_it_is(occasion.store)
    if RECHTEN.watches not in occasion.reader.roles or not _is_of(occasion, found):
        return Moot("not for this person now")
    return _word_on_rights(occasion, found.period.label)


def _rights_signed(occasion: Occasion) -> Message | Moot:
    signed = rondes.find(occasion.store.connection, RECHTEN.code, numbered(occasion.delivery.subject[1]))
    if signed is None or RECHTEN.watches not in occasion.reader.roles:
        return Moot("not for this person now")
    name = occasion.store.organisation.member(signed.signed_by).name
    return _word_on_rights(occasion, signed.period, name=name, at=signed.signed_at)


def _is_of(occasion: Occasion, found: Rights) -> bool:
    """Whether this round is still the one of today, and nobody signed it."""
    return found.signed is None and found.period.number == occasion.delivery.subject[1]


def _word_on_rights(occasion: Occasion, label: str, **places: Any) -> Message:
    notice = occasion.sentence("notice", number=label)
    look = Button(occasion.say("button.bit.rechten"), f"bit rechten {label}")
    return Message(notice, Card(title=notice, body=occasion.sentence("intro", number=label, **places), actions=(look,)))


def _renewing(occasion: Occasion, found: Iterable[Ending]) -> tuple[Button, ...]:
    mine = any(ending.kind == STATEMENT for ending in found)
    return (Button(occasion.say("secrecy.title"), "bit geheimhouding", "primary"),) if mine else ()


def _stray(occasion: Occasion) -> Message | Moot:
    """For the coordinator: how much open work somebody has who cannot do it any more."""
    store, number = occasion.store, occasion.delivery.subject[1]
    member = next((each for each in store.organisation.members if each.id == number), None)
    count = stray(store, member) if member and occasion.reader.coordinates else 0
    if member is None or not count:
        return Moot("nothing for this person to do")
    button = Button(occasion.say("button.deelnemer.zonder"), NO_OWNER, "primary")
    notice = occasion.sentence("notice")
    body = occasion.sentence("intro", name=member.name, count=count)
    return Message(notice, Card(title=notice, body=body, actions=(button,)))


def _suspension(occasion: Occasion) -> Opschorting | None:
    """What this message is about, as it is now."""
    number = occasion.delivery.subject[1]
    return next((each for each in occasion.store.organisation.opschortingen if each.id == number), None)


def _asked(occasion: Occasion) -> Message | Moot:
    """For the second person: whether a partner has to be suspended."""
    asked, organisation = _suspension(occasion), occasion.store.organisation
    if asked is None or asked.confirmed_at or asked.ended_at:
        return Moot("settled since")
    partner = organisation.partner(asked.partner)
    if occasion.reader.id == asked.asked_by or not may_suspend(occasion.reader, partner):
        return Moot("not for this person")
    buttons = suspension_buttons(occasion.say, partner, asked)
    name = organisation.member(asked.asked_by).name
    notice = occasion.sentence("notice")
    body = occasion.sentence("intro", name=name, partner=partner.name, reason=asked.reason)
    return Message(notice, Card(title=notice, body=body, actions=buttons))


def _suspended(occasion: Occasion) -> Message | Moot:
    """For the members of the partner: that it is, why, and what they can still do."""
    found = _suspension(occasion)
    if found is None or found != occasion.reader.suspension:
        return Moot("not suspended")
    notice = occasion.sentence("notice")
    return Message(notice, Card(title=notice, body=occasion.sentence("intro", reason=found.reason)))


def _resumed(occasion: Occasion) -> Message | Moot:
    found = _suspension(occasion)
    ended = found is not None and found.ended_at is not None and found.partner == occasion.reader.partner
    if not ended or occasion.reader.suspended:
        return Moot("not resumed")
    notice = occasion.sentence("notice")
    return Message(notice, Card(title=notice, body=occasion.sentence("intro")))


def _failed(occasion: Occasion) -> Message | Moot:
    """For the coordinator: what could not be delivered to whom, without its content."""
    store = occasion.store
    lost = store.deliveries.get(occasion.delivery.subject[1])
    if lost is None or lost.state != "parked":
        return Moot("settled since")
    what = occasion.say(f"message.{lost.kind}.what")
    notice = occasion.notice()
    if lost.member is None:
        told = "held_back" if lost.reason == HELD_BACK else "channel"
        return Message(notice, Card(title=notice, body=occasion.sentence(told, what=what)))
    name = store.organisation.member(lost.member).name
    return Message(notice, Card(title=notice, body=occasion.sentence("intro", name=name, what=what)))


def _channel(occasion: Occasion, part: str = "intro") -> Message | Moot:
    """For the coordinator: that others read along in the channel of the BIT, or no longer; what to click."""
    place, kind = occasion.delivery.detail["place"], occasion.delivery.detail["kind"]
    seen = occasion.store.channels.get(place)
    if seen is None or seen.kind != kind:
        return Moot("changed since")
    platform = occasion.say(f"platform.{place.partition(':')[0]}")
    notice = occasion.sentence("notice")
    return Message(notice, Card(title=notice, body=occasion.sentence(part, platform=platform)))


def _channel_open(occasion: Occasion) -> Message | Moot:
    return _channel(occasion, occasion.delivery.detail["kind"])


# That others read along has to be heard by every coordinator.
WITHOUT_CONTENT = ("channel.open", "channel.private")
MAKERS: Mapping[str, Maker] = {
    "werkafspraak.assigned": _assigned,
    "werkafspraak.refused": _refused,
    "werkafspraak.done": _done,
    "werkafspraak.accept": _to_accept,
    "werkafspraak.soon": _about_term,
    "werkafspraak.today": _about_term,
    "werkafspraak.overdue": _about_term,
    "overleg.week": _coming_meeting,
    "overleg.day": _coming_meeting,
    "overleg.hour": _coming_meeting,
    "overleg.lapses": _lapsing_meeting,
    "overleg.goes_on": _coming_meeting,
    "overleg.absent": _absence,
    "rapportage.ask": _round,
    "rapportage.reminder": _round,
    "afstemming.asked": _record,
    "afstemming.answered": _record,
    "controle.invited": _record,
    "controle.briefing": _record,
    "controle.debrief": _record,
    "bevinding.handling": _record,
    "maatregel.handling": _record,
    "maatregel.soon": _record,
    "maatregel.overdue": _record,
    "knelpunt.new": _record,
    "knelpunt.asked": _record,
    "knelpunt.decided": _record,
    "belemmering.new": _record,
    "rechten.ends": _ends,
    "rechten.ask": _rights,
    "rechten.reminder": _rights,
    "rechten.late": _rights_late,
    "rechten.signed": _rights_signed,
    "deelnemer.stray": _stray,
    "partner.asked": _asked,
    "partner.suspended": _suspended,
    "partner.resumed": _resumed,
    "delivery.failed": _failed,
    "channel.open": _channel_open,
    "channel.private": _channel,
}
