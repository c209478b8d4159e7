"""Reads whose account in a chat is meant: a mention, or an id with or without its platform."""

from bitbot.domain import naming
from bitbot.domain.organisation import PLATFORMS, Member
from bitbot.errors import Refused
from bitbot.usecases.deelnemers import ACCOUNTS, Account
from handlers.people import called, here
from handlers.verbs import Turn


def account(turn: Turn, text: str) -> Account | None:
    """A mention is of the platform where it was typed; an id tells by its looks which platform it is of."""
    words = text.split()
    if not words:
        return None
    _demand_stranger(turn, text)
    mention = naming.MENTION.fullmatch(words[-1])
    user = mention[1] if mention else words[-1]
    named = words[0].casefold() if len(words) > 1 else ""
    likely = [platform for platform, shape in ACCOUNTS.items() if shape.fullmatch(user)]
    platform = turn.person.platform if mention and turn.person.platform in ACCOUNTS else next(iter(likely), "")
    if not platform or named not in {"", platform}:
        raise Refused("refused.deelnemer.account", field="account")
    return Account(platform=platform, user=user)


def typed(turn: Turn) -> str:
    """The id of a mention behind the verb: a form does not know mentions."""
    mention = naming.MENTION.search(turn.rest)
    return mention[1] if mention else ""


def platform(member: Member, text: str) -> str:
    """The one that was named, or the only one that there is."""
    named = text.strip().casefold()
    linked = [each for each in PLATFORMS if getattr(member, each)]
    if named in PLATFORMS:
        return named
    if named or len(linked) != 1:
        raise Refused("refused.deelnemer.platform", name=member.name)
    return linked[0]


def _demand_stranger(turn: Turn, text: str) -> None:
    """A mention of a member reads as the name: that account is somebody's already."""
    if text.startswith("@"):
        for each in called(turn, text, here(turn))[:1]:
            raise Refused("refused.deelnemer.account_taken", field="account", name=each.name)
