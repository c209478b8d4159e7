"""What a doctor finds: one thing that was looked at, and what to do when it is not right."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """`advice` says what to do when it is not right."""

    ok: bool
    what: str
    advice: str = ""
