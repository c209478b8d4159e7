"""Who may read along decides whether bitbot answers; what nobody knows is refused."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import get_args

import pytest

from bitbot.chat import PlaceKind, Where
from bitbot.domain.places import OURS, Seen, admit
from bitbot.errors import Misplaced, Unseen

NOW = datetime(2026, 9, 10, 12, tzinfo=UTC)
KINDS: tuple[PlaceKind, ...] = get_args(PlaceKind)
UNTOLD = Where(id="C0BIT")
SECOND = timedelta(seconds=1)


def refusal(where: Where, seen: Seen | None) -> str:
    try:
        admit(where, seen, NOW)
    except Misplaced as misplaced:
        return misplaced.sentence
    return ""


@pytest.mark.parametrize("kind", KINDS)
def test_only_a_direct_message_and_a_private_channel_are_ours(kind: PlaceKind) -> None:
    told, seen = refusal(Where(kind), None), refusal(UNTOLD, Seen(kind, NOW))

    assert told == seen == ("" if kind in {"direct", "private"} else f"refused.place_{kind}")


def test_what_the_request_proves_counts_above_what_somebody_saw() -> None:
    assert refusal(Where("public"), Seen("private", NOW)) == "refused.place_public"


def test_where_nobody_looked_somebody_has_to_look() -> None:
    with pytest.raises(Unseen):
        admit(UNTOLD, None, NOW)
    with pytest.raises(Unseen):
        admit(Where(), None, NOW)


@pytest.mark.parametrize(
    ("kind", "minutes"),
    [("direct", 60), ("private", 10), ("public", 1), ("shared", 1), ("guests", 1), ("guest", 1), ("hidden", 1)],
)
def test_after_a_while_somebody_has_to_look_again_the_sooner_where_bitbot_was_refused(
    kind: PlaceKind, minutes: int
) -> None:
    ago = NOW - timedelta(minutes=minutes)

    assert refusal(UNTOLD, Seen(kind, ago + SECOND)) == ("" if kind in OURS else f"refused.place_{kind}")
    assert refusal(UNTOLD, Seen(kind, ago)) == "refused.place_unknown"
