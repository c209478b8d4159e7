"""Who may take which steps: rules about a member and a record, each with the name of its sentence."""

from datetime import date
from typing import Any

from bitbot.domain.organisation import Member
from bitbot.domain.ways import Who

# A beheerder keeps the system running and toezicht reads registers: neither sees content here.
READERS = frozenset({"lid", "plaatsvervanger", "coordinator", "bestuurder"})
WRITERS = frozenset({"lid", "plaatsvervanger", "coordinator"})


def acts(member: Member) -> bool:
    return member.sworn and not member.suspended


def writes(member: Member) -> bool:
    return acts(member) and bool(member.roles & WRITERS)


def _coordinates(member: Member, _: Any, __: date) -> bool:  # noqa: ANN401 - any record
    return acts(member) and member.coordinates


def _own_partner(member: Member, record: Any, _: date) -> bool:  # noqa: ANN401
    return writes(member) and (member.coordinates or record.partner in member.partners)


def _governs(member: Member, record: Any, _: date) -> bool:  # noqa: ANN401
    """Covenant art. 2.6 and 2.7: each mayor answers for the own area."""
    return acts(member) and "bestuurder" in member.roles and bool({*member.partners} & {*record.municipalities})


def _governs_or_coordinates(member: Member, record: Any, today: date) -> bool:  # noqa: ANN401
    return _governs(member, record, today) or _coordinates(member, record, today)


def _own_or_handling_partner(member: Member, record: Any, today: date) -> bool:  # noqa: ANN401
    """Also of the partner that goes on with it: covenant art. 2.8 makes it owe the settlement."""
    return _own_partner(member, record, today) or (writes(member) and record.handled_by in member.partners)


WRITER = Who("writer", lambda member, _, __: writes(member))
COORDINATOR = Who("coordinator", _coordinates)
OWN_PARTNER = Who("own_partner", _own_partner)
OWN_OR_HANDLING_PARTNER = Who("handling_partner", _own_or_handling_partner)
MAYOR_OR_COORDINATOR = Who("mayor_or_coordinator", _governs_or_coordinates)
