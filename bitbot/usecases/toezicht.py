"""What a supervisor asks: who did and saw what with a record, and what one person did and saw."""

from bitbot.domain.granting import SUPERVISOR
from bitbot.domain.organisation import Member
from bitbot.domain.records import HIGHEST
from bitbot.errors import Refused
from storage import audit
from storage.audit import Entry
from storage.store import Store

Page = tuple[list[Entry], int]


def demand_supervisor(member: Member) -> None:
    if SUPERVISOR not in member.roles:
        raise Refused("refused.role")


def about_record(store: Store, kind: str, number: int, page: tuple[int, int]) -> Page:
    """Also of a record that was never there: somebody may have asked for it. `page` is how many lines, and from which.

    Looking in the log is written in the log.
    """
    known = number <= HIGHEST
    store.trail.note("raadplegen", "audit", None, (f"{kind}:{number}" if known else kind,))
    return audit.about(store.connection, kind, number, *page) if known else ([], 0)


def about_member(store: Store, other: Member, page: tuple[int, int]) -> Page:
    store.trail.note("raadplegen", "audit", None, (audit.member_name(other.id),))
    return audit.of_member(store.connection, other.id, *page)
