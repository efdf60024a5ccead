"""Functions of geopoints, geotraces and geoshapes, on a sphere of the Earth's equatorial radius."""

from __future__ import annotations

from math import acos, cos, isfinite, nan, radians, sin
from typing import Final

from desktop_app.xforms.expressions.context import Context
from desktop_app.xforms.expressions.registry import function
from desktop_app.xforms.expressions.static import Type
from desktop_app.xforms.expressions.values import Value, to_text

_RADIUS: Final = 6_378_100.0
Point = tuple[float, float]


def points(ctx: Context, value: Value) -> list[Point] | None:
    """Latitude and longitude of each point: of the nodes, or of a text with ``;`` between points. ``None`` if bad."""
    pieces = (
        [ctx.text(node) for node in value]
        if isinstance(value, list) and len(value) > 1
        else to_text(value, ctx).split(";")
    )
    found: list[Point] = []
    ctx.spend(8 * len(pieces))
    for piece in pieces:
        numbers = piece.split()
        if not numbers:
            continue
        try:
            latitude, longitude = float(numbers[0]), float(numbers[1])
        except (ValueError, IndexError):
            return None
        if not (isfinite(latitude) and isfinite(longitude) and abs(latitude) <= 90 and abs(longitude) <= 180):
            return None
        found.append((latitude, longitude))
    return found


@function("area", "v", Type.NUMBER, context=True)
def area(ctx: Context, value: Value) -> float:
    """Square metres of the closed shape, to two decimals."""
    shape = points(ctx, value)
    if shape is None:
        return nan
    twice = 0.0
    for (latitude, longitude), (next_latitude, next_longitude) in zip(shape, shape[1:] + shape[:1], strict=True):
        width = radians(next_longitude - longitude)
        twice += width * (2 + sin(radians(latitude)) + sin(radians(next_latitude)))
    return round(abs(twice * _RADIUS * _RADIUS / 2), 2) if len(shape) > 2 else 0.0


@function("distance", "v*", Type.NUMBER, context=True)
def distance(ctx: Context, *values: Value) -> float:
    """Metres along the line through all the points, to two decimals."""
    line: list[Point] = []
    for value in values:
        found = points(ctx, value)
        if found is None:
            return nan
        line += found
    return round(sum(map(_between, line, line[1:])), 2)


def _between(start: Point, end: Point) -> float:
    a, b = radians(start[0]), radians(end[0])
    cosine = sin(a) * sin(b) + cos(a) * cos(b) * cos(radians(end[1] - start[1]))
    return _RADIUS * acos(max(-1.0, min(1.0, cosine)))


@function("geofence", "vv", Type.BOOLEAN, context=True)
def geofence(ctx: Context, point: Value, shape: Value) -> bool:
    """Whether the point lies inside the shape: by the crossings of a line eastward."""
    where, fence = points(ctx, point), points(ctx, shape)
    if not where or not fence or len(fence) < 3:
        return False
    latitude, longitude = where[0]
    inside = False
    for (y1, x1), (y2, x2) in zip(fence, fence[1:] + fence[:1], strict=True):
        if (y1 > latitude) != (y2 > latitude) and longitude < (x2 - x1) * (latitude - y1) / (y2 - y1) + x1:
            inside = not inside
    return inside
