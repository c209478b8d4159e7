"""`python -m benchmarks [name …]`: measures, prints a table of each benchmark, and fails when a target is missed."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

from benchmarks import commands, pages, sealing, search, start, tick
from benchmarks.figures import Figure, table

Benchmark = Callable[[], Iterator[tuple[str, list[Figure]]]]


def ticks() -> Iterator[tuple[str, list[Figure]]]:
    for dialect, kind, few, many, ratio in tick.run():
        figures = [
            Figure(name=f"{tick.FEW:,} planned, p50", value=few, unit="ms"),
            Figure(name=f"{tick.MANY:,} planned, p50", value=many, unit="ms"),
            Figure(name="how many times as long", value=ratio, at_most=tick.AT_MOST),
        ]
        yield f"tick, {dialect}, {kind}", figures


BENCHMARKS: Final[Mapping[str, Benchmark]] = {
    "commands": commands.run,
    "start": start.run,
    "pages": pages.run,
    "search": search.run,
    "tick": ticks,
    "sealing": sealing.run,
}


def main(names: Sequence[str]) -> int:
    """The exit code: 1 when a target was missed, 2 when there is no such benchmark."""
    unknown = set(names) - set(BENCHMARKS)
    if unknown:
        print(f"No benchmark {', '.join(sorted(unknown))}; there are {', '.join(BENCHMARKS)}.")
        return 2
    held = [measured(BENCHMARKS[name]) for name in names or BENCHMARKS]
    return int(not all(held))


def measured(benchmark: Benchmark) -> bool:
    """Whether every target was met."""
    held = True
    for title, figures in benchmark():
        print(table(title, figures), end="\n\n", flush=True)
        held = held and all(figure.ok for figure in figures)
    return held


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
