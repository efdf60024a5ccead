"""Declared charts as plain geometry, drawn alike by the window and the PDF.

Coordinates are parts of 1: x to the right, y **up** on a map; along a bar's scale or a calendar from its beginning.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from desktop_app.diagnosis.charted import Charted, ChartItem, Scale
from desktop_app.diagnosis.spider import Point

_EDGE = 0.07
_APART = 1.04
_MOST_ROUNDS = 40
_MOST_MARKS = 9
_SIZES = (1, 2, 3, 6, 12, *(12 * factor * 10**power for power in range(4) for factor in (2, 5, 10)))
"""How many months lie between the marks of a calendar, from the shortest to the longest."""
_FIRST_MONTH, _LAST_MONTH = 12 * date.min.year, 12 * date.max.year


@dataclass(frozen=True, slots=True)
class Obstacle:
    """A part of a map, from its left lower to its right upper corner, that no point may cover."""

    left: float
    bottom: float
    right: float
    top: float


@dataclass(frozen=True, slots=True)
class MapPoint:
    """A numbered point. It stands at ``x``, ``y``, as near to where it belongs (``true``) as others leave room."""

    item: ChartItem
    x: float
    y: float
    true: Point

    @property
    def moved(self) -> bool:
        return (self.x, self.y) != self.true


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar, from ``start`` to ``end``; both alike is a bar of nothing."""

    item: ChartItem
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Lane:
    """Bars that stand under one name, empty where there are no lanes."""

    name: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Calendar:
    """A schedule's time: from ``first`` up to, and without, ``end``; ``marks`` are days with their places.

    ``monthly`` where they are months, else each begins a year; ``today`` is its place, ``None`` outside.
    """

    first: date
    end: date
    marks: tuple[tuple[date, float], ...]
    monthly: bool
    today: float | None


def place_on(scale: Scale, value: float) -> float:
    """Where ``value`` lies on a map's scale, which goes on a little beyond its ends."""
    steps = len(scale.ticks) - 1
    edge = 0.5 / (steps + 1) if scale.stepped and steps > 0 else _EDGE
    span = scale.high - scale.low
    part = (value - scale.low) / span if span > 0 else 0.5
    return edge + min(1.0, max(0.0, part)) * (1 - 2 * edge)


def map_points(
    chart: Charted, reach: tuple[float, float], obstacles: Sequence[Obstacle] = (), most: int | None = None
) -> tuple[MapPoint, ...]:
    """The points of a map, at most so many, none on another.

    ``reach`` is how far a point extends to each side and up and down. In a map so full that there is no room left,
    points lie on each other after all.
    """
    placed: list[MapPoint] = []
    for item in chart.drawn[:most]:
        x, y = item.numbers["x"], item.numbers["y"]
        assert x is not None
        assert y is not None
        true = place_on(chart.scales["x"], x), place_on(chart.scales["y"], y)
        others = [(point.x, point.y) for point in placed]
        free = (at for at in _around(true, reach) if _is_free(at, others, reach, obstacles))
        placed.append(MapPoint(item, *next(free, true), true))
    return tuple(placed)


def _around(true: Point, reach: tuple[float, float]) -> Iterator[Point]:
    """The place itself, then those around it in wider and wider rings, within the map."""
    yield true
    for ring in range(1, _MOST_ROUNDS):
        count = 6 * ring
        for step in range(count):
            angle = 2 * math.pi * step / count + math.pi / 2
            x = true[0] + 2 * reach[0] * _APART * ring * math.cos(angle)
            y = true[1] + 2 * reach[1] * _APART * ring * math.sin(angle)
            if reach[0] <= x <= 1 - reach[0] and reach[1] <= y <= 1 - reach[1]:
                yield x, y


def _is_free(at: Point, others: Sequence[Point], reach: tuple[float, float], obstacles: Sequence[Obstacle]) -> bool:
    x, y = at
    if any(math.hypot((x - other[0]) / reach[0], (y - other[1]) / reach[1]) < 2 for other in others):
        return False
    return not any(
        each.left - reach[0] < x < each.right + reach[0] and each.bottom - reach[1] < y < each.top + reach[1]
        for each in obstacles
    )


def bars(chart: Charted) -> tuple[Bar, ...]:
    """The bars of a ranking or a tally, in their order: each from zero to its value."""
    scale = chart.scales["value"]
    return tuple(Bar(item, *_from_zero(scale, item.numbers["value"] or 0.0)) for item in chart.drawn)


def _from_zero(scale: Scale, value: float) -> tuple[float, float]:
    zero, end = ((each - scale.low) / (scale.high - scale.low) for each in (0.0, value))
    return (zero, end) if value >= 0 else (end, zero)


def calendar(chart: Charted, today: date) -> Calendar | None:
    """The time that a schedule covers, in whole months; ``None`` without a day on it."""
    days = [day for item in chart.drawn for day in item.days.values() if day is not None]
    if not days:
        return None
    low, high = _month(min(days)), _month(max(days)) + 1
    size = next(size for size in _SIZES if -(-high // size) - low // size <= _MOST_MARKS)
    first, end = max(_FIRST_MONTH, low // size * size), min(-(-high // size) * size, _LAST_MONTH)
    start, stop = _day_of(first), _day_of(end)
    marks = tuple((day, _part(day, start, stop)) for day in map(_day_of, range(first, end, size)))
    now = _part(today, start, stop) if start <= today < stop else None
    return Calendar(start, stop, marks, size < 12, now)


def lanes(chart: Charted, span: Calendar) -> tuple[Lane, ...]:
    """The bars of a schedule in their lanes, within a lane by when they begin; a bar lasts to its last day's end."""
    found = []
    for name in chart.groups or ("",):
        inside = [item for item in chart.drawn if not chart.groups or item.words["group"] == name]
        in_order = sorted((_bar(item, span) for item in inside), key=lambda bar: (bar.start, bar.end))
        found.append(Lane(name, tuple(in_order)))
    return tuple(lane for lane in found if lane.bars)


def _bar(item: ChartItem, span: Calendar) -> Bar:
    """One that has but a beginning or an end is a moment."""
    start, due = item.days.get("start"), item.days.get("due")
    known = sorted(day for day in (start, due) if day is not None)
    first, last = known[0], known[-1]
    if len(known) < 2:
        at = _part(first, span.first, span.end)
        return Bar(item, at, at)
    ends = last + timedelta(days=1) if last < date.max else last
    return Bar(item, _part(first, span.first, span.end), _part(ends, span.first, span.end))


def _part(day: date, start: date, stop: date) -> float:
    return min(1.0, (day - start).days / max(1, (stop - start).days))


def _month(day: date) -> int:
    """Months since a year 0 would have begun: even steps of years are even years."""
    return 12 * day.year + day.month - 1


def _day_of(month: int) -> date:
    return date(month // 12, month % 12 + 1, 1)
