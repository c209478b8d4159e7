"""What a doctor finds: one thing that was looked at, and what to do when it is not right."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """`advice` says what to do when it is not right; what is `later` is not needed yet."""

    ok: bool
    what: str
    advice: str = ""
    later: bool = False

    @property
    def mark(self) -> str:
        return "later" if self.later else "goed" if self.ok else "FOUT"
