"""Help with a subject: an example and a sentence for each verb, from the texts."""

from typing import cast

from bitbot.chat import Card, Reply, Text
from bitbot.errors import Refused
from bitbot.texts import Say, sentences
from handlers.verbs import Subject, Turn, names, subjects

WORDS = ("hulp", "help", "?")


def help_with(subject: Subject, turn: Turn) -> Reply:
    """Help with the subject that was named, or with the one that was asked."""
    asked = turn.rest.strip().casefold().removeprefix("/")
    if asked and asked not in names():
        raise Refused("refused.command", command=turn.rest)
    chosen = names()[asked] if asked else subject
    others = [other for other in subjects().values() if chosen.name == "bit" and other.name != "bit"]
    more = tuple(turn.say("help.all", subject=other.name) for other in others)
    title = turn.say("help.title", subject=chosen.name)
    return Reply(card=Card(title=title, lines=(*lines(turn.say, chosen), *more)))


def lines(say: Say, subject: Subject) -> tuple[Text, ...]:
    """A verb without help is for buttons only."""
    keys = (f"help.{subject.name}.{verb}" for verb in (*subject.verbs, WORDS[0]))
    pairs = (cast("list[str]", sentences()[key]) for key in keys if key in sentences())
    return tuple(say("help.line", example=example, what=what) for example, what in pairs)
