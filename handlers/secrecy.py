"""The secrecy statement as people read and accept it; until then nothing else is told."""

from bitbot.chat import Button, Card, Reply, Text
from bitbot.domain.endings import renews
from bitbot.texts import said
from handlers.verbs import Turn

ACCEPT = "bit geheimhouding aanvaard"


def asked_to_swear(turn: Turn, typed: Text) -> Reply:
    """What was typed stands below it, so that it is not lost."""
    again = turn.say("secrecy.typed") + typed
    return Reply(text=turn.say("secrecy.first"), card=statement(turn, (again,)))


def statement(turn: Turn, lines: tuple[Text, ...] = ()) -> Card:
    organisation = turn.store.organisation
    version = organisation.secrecy_version
    accept = Button(turn.say("button.bit.aanvaard"), f"{ACCEPT} {version}", "primary")
    return Card(
        title=turn.say("secrecy.title"),
        body=said(organisation.secrecy_text),
        lines=lines,
        note=turn.say("secrecy.version", version=version) + _accepted(turn),
        actions=(accept,) if not turn.member.sworn or renews(turn.member, organisation, turn.store.today) else (),
    )


def _accepted(turn: Turn) -> Text:
    if not turn.member.sworn:
        return Text()
    latest = turn.store.organisation.statements(turn.member)[-1]
    return turn.say("secrecy.accepted", day=latest.on, until=latest.until)
