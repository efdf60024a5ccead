"""Figures and how they are printed: value, floor or peer, ratio, and the target where there is one."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import perf_counter


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table. ``target`` is in words; ``met`` says whether it is reached, ``None`` without a target."""

    name: str
    value: str
    against: str = ""
    ratio: float | None = None
    target: str = ""
    met: bool | None = None


def ratio(name: str, mine: float, floor: float, against: str, most: float | None = None) -> Figure:
    """A time in seconds against another of the same run."""
    share = mine / floor
    return Figure(
        name,
        milliseconds(mine),
        f"{against} {milliseconds(floor)}",
        share,
        f"<= {most:g}x" if most else "",
        share <= most if most else None,
    )


def most(name: str, mine: float, what: str, limit: float) -> Figure:
    """A time in seconds that is to stay within ``limit``."""
    said = f"{what} {milliseconds(limit)}"
    return Figure(name, milliseconds(mine), said, mine / limit, f"<= {limit * 1000:g} ms", mine <= limit)


def milliseconds(seconds: float) -> str:
    return f"{seconds * 1000:.2f} ms" if seconds < 0.1 else f"{seconds * 1000:.0f} ms"


def timed(action: Callable[[], object], times: int) -> list[float]:
    """Seconds of each run, after one that warms up."""
    action()
    found = []
    for _ in range(times):
        start = perf_counter()
        action()
        found.append(perf_counter() - start)
    return found


def median(times: Sequence[float]) -> float:
    return statistics.median(times)


def percentile(times: Sequence[float], share: float) -> float:
    ordered = sorted(times)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def show(figures: Sequence[Figure]) -> str:
    rows = [("figure", "value", "floor or peer", "ratio", "target", "")]
    rows += [
        (
            figure.name,
            figure.value,
            figure.against,
            f"{figure.ratio:.2f}x" if figure.ratio is not None else "",
            figure.target,
            {True: "met", False: "MISSED", None: ""}[figure.met],
        )
        for figure in figures
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(6)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )
