"""Where people are, and since when: the platform and the day on which they were heard last."""

from datetime import date

from bitbot.chat import Request
from bitbot.domain.organisation import PLATFORMS, Member
from bitbot.domain.places import admit
from bitbot.errors import Misplaced
from storage import organisation
from storage.audit import acting
from storage.store import Storage


def heard(storage: Storage, asked: Request) -> None:
    """Remember the day, and the platform of who has more than one.

    Asks the database only when one of them is another one than before: for most people once a day. What was asked
    where bitbot does not answer was not heard.
    """
    person, known = asked.person, storage.organisation
    if not _is_news(known.user(person.platform, person.user), person.platform, known.as_of):
        return
    with storage.open(place=asked.place) as store:
        try:
            admit(asked.where, store.seen, store.now)
        except Misplaced:
            return
        member = store.organisation.who(person, store.today)
        if member and _is_news(member, person.platform, store.today):
            organisation.use(store.connection, member.id, _platform(member, person.platform), store.today)
            store.trail.by(acting(member, person.platform), "platform")
            store.trail.note("instellingen", "member", None, (f"{member.key}.last_platform",))


def _is_news(member: Member | None, platform: str, today: date) -> bool:
    return member is not None and (member.last_used, member.last_platform) != (today, _platform(member, platform))


def _platform(member: Member, platform: str) -> str:
    several = platform in PLATFORMS and member.slack and member.mattermost
    return platform if several else member.last_platform
