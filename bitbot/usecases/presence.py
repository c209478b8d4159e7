"""Where people are: on which of their platforms they were heard last."""

from bitbot.chat import Request
from bitbot.domain.organisation import PLATFORMS, Member
from bitbot.domain.places import admit
from bitbot.errors import Misplaced
from storage import organisation
from storage.audit import acting
from storage.store import Storage


def heard(storage: Storage, asked: Request) -> None:
    """Remember it of who has more than one platform; asks the database only when it is another one than before.

    What was asked where bitbot does not answer was not heard.
    """
    person = asked.person
    if not _is_new(storage.organisation.user(person.platform, person.user), person.platform):
        return
    with storage.open(place=asked.place) as store:
        try:
            admit(asked.where, store.seen, store.now)
        except Misplaced:
            return
        member = store.organisation.who(person, store.today)
        if member and _is_new(member, person.platform):
            organisation.use(store.connection, member.id, person.platform)
            store.trail.by(acting(member, person.platform), "platform")
            store.trail.note("instellingen", "member", None, (f"{member.key}.last_platform",))


def _is_new(member: Member | None, platform: str) -> bool:
    if member is None or platform not in PLATFORMS:
        return False
    return bool(member.slack and member.mattermost) and member.last_platform != platform
