"""Mistakes that bitbot foresees; everything else is a fault of ours and ends in the error boundary."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any


class Refused(Exception):
    """A mistake the person can put right. Names a sentence of `bitbot/texts` and what goes in its places.

    `field` is set when the mistake belongs to one field of a form; the answer then appears there.
    """

    def __init__(self, sentence: str, *, field: str = "", **places: Any) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.field = field
        self.places = places


class Misplaced(Refused):
    """Asked where others may read along; what was typed is not to be repeated there."""


class Unseen(Misplaced):
    """Asked where nobody knows who may read along, or not any more: somebody has to look first."""


class Doubtful(Exception):
    """What is about to be stored may hold personal data. Nothing is stored until it is out, or somebody says why.

    `doubts` are what was found in which text; `line` is the command, `rest` and `values` what the person typed behind
    it or filled in, to be mended.
    """

    def __init__(self, doubts: Sequence[Any], line: str, rest: str, values: Mapping[str, tuple[str, ...]]) -> None:
        super().__init__()
        self.doubts = doubts
        self.line = line
        self.rest = rest
        self.values = values


class Explained(Exception):
    """What somebody at the command line can put right; its text is one or more Dutch sentences, a line each."""


class Changed(Exception):
    """Somebody else changed the record between reading and writing it; nothing was written."""


class Unavailable(Exception):
    """The database did not answer in time; nothing was stored."""


class NotSent(Exception):
    """The platform certainly did not deliver; `after` seconds later it may be tried again."""

    def __init__(self, reason: str, after: float = 10.0) -> None:
        super().__init__(reason)
        self.after = after


class Undeliverable(Exception):
    """The platform will never deliver this to this place; the reason is the platform's own code."""


class Uncertain(Exception):
    """Nobody knows whether the platform delivered (a dropped connection, a 5xx): look before sending again."""
