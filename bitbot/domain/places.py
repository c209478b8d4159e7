"""Where bitbot answers and speaks: nowhere where others may read along, and nowhere where nobody knows who does."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bitbot.chat import PlaceKind, Where
from bitbot.errors import Misplaced, Unseen

OURS: Final = frozenset[PlaceKind]({"direct", "private"})
# For how long what was seen counts. A conversation with one person stays that; only that person can become a guest.
# Where bitbot was refused somebody may have put it right.
FRESH: Final[Mapping[PlaceKind, timedelta]] = {"direct": timedelta(hours=1), "private": timedelta(minutes=10)}
FRESH_ELSEWHERE: Final = timedelta(minutes=1)
# Why nothing is said in the channel of the BIT.
REASONS: Final[Mapping[PlaceKind, str]] = {
    "public": "het kanaal is openbaar",
    "shared": "het kanaal is gedeeld met anderen",
    "guests": "in het kanaal lezen gasten mee",
    "hidden": "bitbot is geen lid van het kanaal",
}


@dataclass(frozen=True, slots=True)
class Seen:
    """What kind of place a channel was when somebody looked last."""

    kind: PlaceKind
    at: datetime


def admit(where: Where, seen: Seen | None, now: datetime) -> None:
    """Refuse wherever others may read along; Unseen when nobody looked, or too long ago."""
    kind = _fresh(seen, now) if where.kind == "unknown" and seen else where.kind
    if kind == "unknown":
        raise Unseen("refused.place_unknown")
    if kind not in OURS:
        raise Misplaced(f"refused.place_{kind}")


def _fresh(seen: Seen, now: datetime) -> PlaceKind:
    return seen.kind if now - seen.at < FRESH.get(seen.kind, FRESH_ELSEWHERE) else "unknown"
