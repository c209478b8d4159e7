"""What a benchmark found: a figure, and what it must be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import starmap
from math import ceil


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One measured number. Without a bound it is there to read, and cannot be wrong."""

    name: str
    value: float
    unit: str = ""
    at_least: float | None = None
    at_most: float | None = None

    @property
    def ok(self) -> bool:
        low = self.at_least is None or self.value >= self.at_least
        high = self.at_most is None or self.value <= self.at_most
        return low and high

    @property
    def bounds(self) -> str:
        known = [(sign, bound) for sign, bound in (("≥", self.at_least), ("≤", self.at_most)) if bound is not None]
        return " ".join(f"{sign} {bound:g}" for sign, bound in known)

    @property
    def verdict(self) -> str:
        return ("ok" if self.ok else "FOUT") if self.bounds else ""


def table(title: str, figures: Sequence[Figure]) -> str:
    rows = [(title, "measured", "", "target", "")]
    rows += [(figure.name, shown(figure.value), figure.unit, figure.bounds, figure.verdict) for figure in figures]
    name, value, unit, bounds, _ = (max(map(len, column)) for column in zip(*rows, strict=True))

    def line(*cells: str) -> str:
        return f"{cells[0]:<{name}}  {cells[1]:>{value}} {cells[2]:<{unit}}  {cells[3]:<{bounds}}  {cells[4]}".rstrip()

    return "\n".join(starmap(line, rows))


def shown(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"


def quantile(values: Sequence[float], part: float) -> float:
    """The smallest of these that at least this part of them do not exceed."""
    return sorted(values)[max(0, ceil(part * len(values)) - 1)]
