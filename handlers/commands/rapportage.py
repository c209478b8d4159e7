"""`/rapportage`: the half-year round, a partner's contribution, and the coordinator's overview."""

from bitbot.cards import Cards
from bitbot.chat import Card, Reply, Text
from bitbot.domain.records import Bijdrage
from bitbot.texts import said
from bitbot.usecases import rapportages
from bitbot.usecases.rapportages import TEXT_LIMIT, BijdrageDraft, Round
from handlers import fields
from handlers.verbs import Subject, Turn

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
    if not turn.values:
        return _form(turn)
    names = ("resultaten", "voortgang", "knelpunten", "uren")
    results, progress, knelpunten, hours = (turn.value(name) for name in names)
    draft = BijdrageDraft(results=results, progress=progress, knelpunten=knelpunten, hours=hours)
    round_, made = rapportages.deliver(turn.store, turn.member, turn.rest, draft)
    sentence = "rapportage.delivered" if made.version == 1 else "rapportage.delivered_again"
    return Reply(
        text=turn.say(sentence, number=round_.rapportage.label, version=made.version), card=_cards(turn).round(round_)
    )


@SUBJECT.verb("overzicht", "overview", reads=True)
def overview(turn: Turn) -> Reply:
    round_ = rapportages.overview(turn.store, turn.member, turn.rest)
    lines = (*_contributions(turn, round_), *_missing(turn, round_))
    return Reply(card=Card(title=turn.say("rapportage.overview", number=round_.rapportage.label), lines=lines))


def _form(turn: Turn) -> Reply:
    round_, earlier = rapportages.own_contribution(turn.store, turn.member, turn.rest)
    if earlier:
        turn.store.trail.shown(earlier, *SHOWN)
    hours = "" if earlier is None or earlier.hours is None else str(earlier.hours)
    results, progress, knelpunten = (earlier.results, earlier.progress, earlier.knelpunten) if earlier else ("", "", "")
    return fields.question(
        turn,
        f"rapportage bijdrage {round_.rapportage.period}",
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
