"""A result beside an earlier one, and beside the means of many."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Protocol

from desktop_app.diagnosis.scores import Diagnosis
from desktop_app.diagnosis.spider import SpiderAxis

PREVIOUS: Final = "previous"
NATIONAL: Final = "national"
MACROSECTOR: Final = "macrosector"
OVERLAYS: Final = (PREVIOUS, NATIONAL, MACROSECTOR)
"""What a spider chart can lay over the own result, in this order."""
TOTAL: Final = "TOTAL"
REFERENCE_FORMAT: Final = "urn:telar:reference:1"
"""What a file of means says that it is."""


class _Scored(Protocol):
    @property
    def code(self) -> str: ...

    @property
    def name(self) -> str: ...

    @property
    def value(self) -> float | None: ...

    @property
    def max(self) -> float: ...


@dataclass(frozen=True, slots=True)
class Shift:
    """One score then and now; ``None`` where it was or is not there."""

    code: str
    name: str
    before: float | None
    now: float | None
    max: float

    @property
    def by(self) -> float | None:
        """By how much it changed."""
        return None if self.before is None or self.now is None else self.now - self.before


@dataclass(frozen=True, slots=True)
class Comparison:
    """The present result beside that of ``wave``."""

    wave: str
    total: Shift
    areas: tuple[Shift, ...]
    dimensions: tuple[Shift, ...]
    indicators: tuple[Shift, ...]


@dataclass(frozen=True, slots=True)
class Benchmark:
    """The means of a wave's initiatives.

    Attributes:
        scope: ``national``, or ``macrosector``.
        group: which macrosector; empty for the nation.
        wave: as it names itself.
        count: over how many initiatives.
        means: by the code of areas, dimensions and indicators; ``TOTAL`` is the total's.
    """

    scope: str
    group: str
    wave: str
    count: int
    means: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Overlay:
    """A series to be laid over the own one: ``values`` one an axis, ``wave`` and ``count`` as they are to be named."""

    name: str
    wave: str
    values: tuple[float | None, ...]
    group: str = ""
    count: int = 0


def compare(now: Diagnosis, before: Diagnosis, wave: str) -> Comparison:
    """What changed since ``wave``; what only one of the two has is there with one value."""
    return Comparison(
        wave,
        Shift(TOTAL, "", before.total.value, now.total.value, now.total.max),
        _shifts(now.areas, before.areas),
        _shifts(now.dimensions, before.dimensions),
        _shifts(now.indicators, before.indicators),
    )


def overlays(
    axes: Sequence[SpiderAxis], before: Diagnosis | None, wave: str, benchmarks: Sequence[Benchmark] = ()
) -> tuple[Overlay, ...]:
    """The series that there are for ``axes``: the previous wave, then the means; one without any value is left out."""
    found = []
    if before is not None:
        scored: tuple[_Scored, ...] = (*before.areas, *before.dimensions, *before.indicators)
        known = {each.code: each.value for each in scored}
        found.append(Overlay(PREVIOUS, wave, tuple(known.get(axis.code) for axis in axes)))
    for benchmark in sorted(benchmarks, key=lambda each: OVERLAYS.index(each.scope)):
        values = tuple(benchmark.means.get(axis.code) for axis in axes)
        found.append(Overlay(benchmark.scope, benchmark.wave, values, benchmark.group, benchmark.count))
    return tuple(overlay for overlay in found if any(value is not None for value in overlay.values))


def _shifts(now: Sequence[_Scored], before: Sequence[_Scored]) -> tuple[Shift, ...]:
    then = {each.code: each.value for each in before}
    return tuple(Shift(each.code, each.name, then.get(each.code), each.value, each.max) for each in now)
