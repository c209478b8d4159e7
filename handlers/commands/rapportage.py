"""`/rapportage`: the half-year round, a partner's contribution, and the coordinator's overview."""

from itertools import accumulate

from bitbot.cards import Cards
from bitbot.chat import Reply, Text
from bitbot.domain import naming
from bitbot.domain.records import Bijdrage
from bitbot.texts import said
from bitbot.usecases import rapportages
from bitbot.usecases.rapportages import TEXT_LIMIT, BijdrageDraft, Round
from handlers import fields, line
from handlers.verbs import Subject, Turn

# What every platform can show in one message.
PAGE_LENGTH = 9_000

SUBJECT = Subject(
    "rapportage",
    description="De halfjaarrapportage: wie heeft geleverd, en uw bijdrage",
    hint="[leeg: de stand] | bijdrage | overzicht | hulp",
)

SHOWN = ("results", "progress", "knelpunten", "hours")


@SUBJECT.verb("", reads=True, details=False)
@SUBJECT.verb("stand", "status", reads=True, details=False)
def status(turn: Turn) -> Reply:
    return Reply(card=_cards(turn).round(rapportages.state_of_round(turn.store, turn.member, turn.rest)))


@SUBJECT.verb("bijdrage", "lever", "contribute")
def contribute(turn: Turn) -> Reply:
    if not turn.answered:
        return _form(turn)
    names = ("resultaten", "voortgang", "knelpunten", "uren")
    results, progress, knelpunten, hours = (turn.value(name) for name in names)
    draft = BijdrageDraft(results=results, progress=progress, knelpunten=knelpunten, hours=hours)
    period, partner = _which(turn)
    round_, made = rapportages.deliver(turn.store, turn.member, period, draft, partner)
    return Reply(text=_thanks(turn, round_, made), card=_cards(turn).round(round_))


def _thanks(turn: Turn, round_: Round, made: Bijdrage) -> Text:
    number, name = round_.rapportage.label, turn.store.organisation.partner(made.partner).name
    if made.partner != turn.member.partner:
        return turn.say("rapportage.delivered_for", number=number, name=name)
    sentence = "rapportage.delivered" if made.version == 1 else "rapportage.delivered_again"
    return turn.say(sentence, number=number, version=made.version)


def _which(turn: Turn) -> tuple[str, int | None]:
    """The half-year and the partner that were named: `2026-2 laren`, or one of the two, or neither."""
    organisation = turn.store.organisation
    words = turn.rest.split()
    for at in range(len(words)):
        named = naming.partners(" ".join(words[at:]), map(organisation.partner, turn.member.partners))
        if len(named) == 1:
            return " ".join(words[:at]), named[0].id
    return turn.rest, None


@SUBJECT.verb("overzicht", "overview", reads=True)
def overview(turn: Turn) -> Reply:
    period, first = line.page(turn.rest)
    round_ = rapportages.overview(turn.store, turn.member, period)
    lines = (*_contributions(turn, round_), *_missing(turn, round_))
    shown = _fitting(lines[first:])
    title = turn.say("rapportage.overview", number=round_.rapportage.label)
    next_line = f"rapportage overzicht {round_.rapportage.period} vanaf {first + len(shown)}"
    return Reply(card=_cards(turn).page(title, shown, len(lines), first, next_line))


def _fitting(lines: tuple[Text, ...]) -> tuple[Text, ...]:
    """As many whole contributions as fit in one message, and always one."""
    lengths = list(accumulate(len(text.plain) for text in lines))
    return lines[: max(1, sum(length <= PAGE_LENGTH for length in lengths))]


def _form(turn: Turn) -> Reply:
    period, partner = _which(turn)
    round_, chosen, earlier = rapportages.own_contribution(turn.store, turn.member, period, partner)
    if earlier:
        turn.store.trail.shown(earlier, *SHOWN)
    hours = "" if earlier is None or earlier.hours is None else str(earlier.hours)
    results, progress, knelpunten = (earlier.results, earlier.progress, earlier.knelpunten) if earlier else ("", "", "")
    for_partner = turn.store.organisation.partner(chosen).code
    return fields.question(
        turn,
        f"rapportage bijdrage {round_.rapportage.period} {for_partner}",
        "form.rapportage.bijdrage",
        fields.text(turn, "resultaten", results, limit=TEXT_LIMIT, required=True),
        fields.text(turn, "voortgang", progress, limit=TEXT_LIMIT),
        fields.text(turn, "knelpunten", knelpunten, limit=TEXT_LIMIT),
        fields.number(turn, "uren", hours),
    )


def _contributions(turn: Turn, round_: Round) -> list[Text]:
    partners = turn.store.organisation.partner
    pairs = sorted((partners(partner).name, bijdrage) for partner, bijdrage in round_.delivered.items())
    return [_contribution(turn, name, bijdrage) for name, bijdrage in pairs]


def _contribution(turn: Turn, name: str, bijdrage: Bijdrage) -> Text:
    turn.store.trail.shown(bijdrage, *SHOWN)
    return turn.say(
        "rapportage.contribution",
        name=name,
        results=bijdrage.results,
        progress=said(bijdrage.progress) or turn.say("none.value"),
        knelpunten=said(bijdrage.knelpunten) or turn.say("none.value"),
        hours=turn.say("none.value") if bijdrage.hours is None else said(str(bijdrage.hours)),
    )


def _missing(turn: Turn, round_: Round) -> list[Text]:
    """A missing contribution is named as missing, never counted as zero."""
    names = sorted(partner.name for partner in round_.missing)
    return [turn.say("rapportage.missing", name=name) for name in names]


def _cards(turn: Turn) -> Cards:
    return Cards(turn.store, turn.member, turn.say)
