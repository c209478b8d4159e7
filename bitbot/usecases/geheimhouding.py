"""The secrecy statement: who accepted it, and when (covenant art. 6.1 and 6.4)."""

from bitbot.domain.organisation import Member
from bitbot.errors import Refused
from storage import organisation
from storage.store import Store


def accept(store: Store, member: Member, version: str) -> None:
    """Refused when the text changed since this person read it."""
    if version != store.organisation.secrecy_version:
        raise Refused("refused.statement_changed")
    organisation.swear(store.connection, [member.id], store.organisation, store.today)
    store.trail.note("rechten", "member", member.id, ("geheimhouding", version))
