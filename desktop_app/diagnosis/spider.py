"""The spider chart as plain geometry, drawn alike by the window and the PDF.

Coordinates: the unit circle around (0, 0), x to the right, y **up**; the first axis at 12 o'clock, the rest clockwise.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from desktop_app.diagnosis.scores import Diagnosis, IndicatorResult

Point: TypeAlias = tuple[float, float]
HorizontalAlign: TypeAlias = Literal["left", "center", "right"]
VerticalAlign: TypeAlias = Literal["bottom", "middle", "top"]

OWN = "own"
LABEL_RADIUS = 1.08
_MOST_STEPS = 5
_NEARLY_ZERO = 0.05


@dataclass(frozen=True, slots=True)
class SpiderAxis:
    """One axis; ``value`` is ``None`` while nothing of it is answered. ``indicators`` are what it sums up."""

    code: str
    label: str
    value: float | None
    max: float
    indicators: tuple[IndicatorResult, ...] = ()


@dataclass(frozen=True, slots=True)
class AxisLine:
    """An axis from the centre to ``end``; its label is set at ``anchor``, aligned so that it grows outward.

    ``h_align`` "left" means that the text begins at the anchor, "right" that it ends there; ``v_align`` "bottom" that
    it stands on the anchor, "top" that it hangs from it.
    """

    code: str
    label: str
    end: Point
    anchor: Point
    h_align: HorizontalAlign
    v_align: VerticalAlign


@dataclass(frozen=True, slots=True)
class Ring:
    """One step of the scale: its polygon (all at the centre for 0) and where its label stands."""

    label: str
    radius: float
    points: tuple[Point, ...]
    label_at: Point


@dataclass(frozen=True, slots=True)
class SpiderPoint:
    """One value. A missing one stands at the centre, to be drawn as a hollow marker."""

    x: float
    y: float
    value: float | None
    missing: bool


@dataclass(frozen=True, slots=True)
class SpiderSeries:
    """One polygon, one point an axis. ``name`` is ``own``, or as the caller named it."""

    name: str
    points: tuple[SpiderPoint, ...]


@dataclass(frozen=True, slots=True)
class SpiderGeometry:
    """All that a spider chart draws. ``in_percent`` when the axes' maxima differ and the rings say per cent."""

    axes: tuple[AxisLine, ...]
    rings: tuple[Ring, ...]
    series: tuple[SpiderSeries, ...]
    in_percent: bool


def spider_axes(diagnosis: Diagnosis, kind: Literal["indicators", "areas"]) -> tuple[SpiderAxis, ...]:
    """The axes of a diagnosis; what does not apply to this response has none."""
    if kind == "indicators":
        applicable = (indicator for indicator in diagnosis.indicators if not indicator.not_applicable)
        return tuple(SpiderAxis(i.code, i.name, i.value, i.max, (i,)) for i in applicable)
    return tuple(
        SpiderAxis(area.code, area.name, area.value, area.max, area.indicators) for area in diagnosis.areas if area.of
    )


def spider_geometry(
    axes: Sequence[SpiderAxis], *, series: Mapping[str, Sequence[float | None]] | None = None
) -> SpiderGeometry:
    """The chart of ``axes``, with further ``series`` (a value an axis, same scales) laid over the own one."""
    directions = [_direction(position, len(axes)) for position in range(len(axes))]
    maxima = {axis.max for axis in axes}
    in_percent = len(maxima) > 1
    scale = 100.0 if in_percent else max(maxima, default=0.0)
    own = {OWN: [axis.value for axis in axes]}
    return SpiderGeometry(
        tuple(_axis(axis, direction) for axis, direction in zip(axes, directions, strict=True)),
        tuple(_ring(step, scale, directions, in_percent=in_percent) for step in _steps(scale)) if axes else (),
        tuple(_series(name, values, axes, directions) for name, values in {**own, **(series or {})}.items()),
        in_percent,
    )


def _direction(position: int, count: int) -> Point:
    angle = 2 * math.pi * position / count
    return math.sin(angle), math.cos(angle)


def _steps(scale: float) -> list[float]:
    """The ring values: each whole number where they are few, else about five round steps."""
    if scale <= 0:
        return []
    step = 1.0
    if scale > _MOST_STEPS:
        magnitude = 10.0 ** math.floor(math.log10(scale / _MOST_STEPS))
        step = next(factor * magnitude for factor in (1, 2, 5, 10) if scale / (factor * magnitude) <= _MOST_STEPS)
    count = math.floor(scale / step + 1e-9)
    steps = [position * step for position in range(count + 1)]
    return steps if math.isclose(steps[-1], scale) else [*steps, scale]


def _ring(step: float, scale: float, directions: list[Point], *, in_percent: bool) -> Ring:
    radius = step / scale
    label = f"{step:g} %" if in_percent else f"{step:g}"
    return Ring(label, radius, tuple((x * radius, y * radius) for x, y in directions), (0.0, radius))


def _axis(axis: SpiderAxis, direction: Point) -> AxisLine:
    x, y = direction
    horizontal: HorizontalAlign = "center" if abs(x) < _NEARLY_ZERO else "left" if x > 0 else "right"
    vertical: VerticalAlign = "middle"
    if horizontal == "center" or abs(y) > 0.9:
        vertical = "bottom" if y > 0 else "top"
    return AxisLine(axis.code, axis.label, direction, (x * LABEL_RADIUS, y * LABEL_RADIUS), horizontal, vertical)


def _series(
    name: str, values: Sequence[float | None], axes: Sequence[SpiderAxis], directions: list[Point]
) -> SpiderSeries:
    points = []
    for value, axis, (x, y) in zip(values, axes, directions, strict=True):
        missing = value is None or not math.isfinite(value)
        radius = 0.0 if missing or value is None or axis.max <= 0 else min(1.0, max(0.0, value / axis.max))
        points.append(SpiderPoint(x * radius, y * radius, None if missing else value, missing))
    return SpiderSeries(name, tuple(points))
