"""The half-years that reports are about."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, Self

Half = Literal[1, 2]

HALVES: dict[str, Half] = {"1": 1, "1e": 1, "eerste": 1, "2": 2, "2e": 2, "tweede": 2}
NOTATIONS = (
    re.compile(r"(?P<year>20[0-9]{2})[-/ ]h?(?P<half>[12])"),
    re.compile(r"h?(?P<half>[12])[-/ ](?P<year>20[0-9]{2})"),
    re.compile(r"(?P<half>[12]e|eerste|tweede) half ?jaar (?:van )?(?P<year>20[0-9]{2})"),
)
JULY = 7


@dataclass(frozen=True, order=True, slots=True)
class HalfYear:
    """January to June is half 1, July to December half 2."""

    year: int
    half: Half

    @classmethod
    def of(cls, day: date) -> Self:
        return cls(day.year, 1 if day.month < JULY else 2)

    @classmethod
    def parse(cls, text: str) -> Self | None:
        """Read `2026-1`, `2026/1`, `2026 H1`, `1-2026` or `eerste halfjaar 2026`; anything else is None."""
        plain = " ".join(text.casefold().split())
        found = next(filter(None, (notation.fullmatch(plain) for notation in NOTATIONS)), None)
        return found and cls(int(found["year"]), HALVES[found["half"]])

    @classmethod
    def of_label(cls, label: str) -> Self:
        """Read a label of our own, `2026-1`; anything else is a fault of ours."""
        found = cls.parse(label)
        if found is None:
            raise ValueError(label)
        return found

    @property
    def label(self) -> str:
        return f"{self.year}-{self.half}"

    @property
    def first_day(self) -> date:
        return date(self.year, 1 if self.half == 1 else JULY, 1)

    @property
    def last_day(self) -> date:
        return self.next().first_day - timedelta(days=1)

    def next(self) -> Self:
        return type(self)(self.year, 2) if self.half == 1 else type(self)(self.year + 1, 1)

    def previous(self) -> Self:
        return type(self)(self.year, 1) if self.half == 2 else type(self)(self.year - 1, 2)  # noqa: PLR2004
