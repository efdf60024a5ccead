"""Where a spider chart's labels stand: around the circle, inside the given size, as large a circle as they allow.

Pixels, y down; no Qt. A label touches the circle from outside: its centre lies beyond the end of its axis by its own
half width and half height, each as far as the axis points that way.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

Size: TypeAlias = tuple[float, float]
Measure: TypeAlias = Callable[[str, float], Size]
"""A text's size when wrapped at a width."""

_WIDTHS: Final = (0.40, 0.34, 0.29, 0.25, 0.21, 0.18, 0.15, 0.12)
_LEAST_RADIUS: Final = 0.24
_GAP: Final = 10.0


@dataclass(frozen=True, slots=True)
class Placed:
    """One label: its text as shown, its box (left, top, width, height)."""

    text: str
    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class LabelLayout:
    """The circle and its labels. ``full`` tells names from codes."""

    centre: tuple[float, float]
    radius: float
    labels: tuple[Placed, ...]
    full: bool


def lay_out(
    names: Sequence[str],
    codes: Sequence[str],
    directions: Sequence[tuple[float, float]],
    size: Size,
    measure: Measure,
) -> LabelLayout:
    """The layout with the largest circle; codes take the place of names where names leave too small a one.

    Args:
        names: the labels in full.
        codes: the same, short.
        directions: unit vectors, y **up**, one a label.
        size: the room in pixels.
        measure: gives a text's size when wrapped at a width.
    """
    wanted = min(size) * _LEAST_RADIUS
    best = max((_at(names, directions, size, measure, share) for share in _WIDTHS), key=_radius, default=None)
    if best is not None and best.radius >= wanted:
        return best
    short = _at(codes, directions, size, measure, 1.0, crowded=True)
    return LabelLayout(short.centre, short.radius, short.labels, full=False)


def _radius(layout: LabelLayout) -> float:
    return layout.radius


def _at(
    texts: Sequence[str],
    directions: Sequence[tuple[float, float]],
    size: Size,
    measure: Measure,
    share: float,
    *,
    crowded: bool = False,
) -> LabelLayout:
    """The layout when labels wrap at ``share`` of the width; unless ``crowded``, radius 0 where two would overlap."""
    width, height = size
    boxes = [measure(text, width * share) for text in texts]
    radius = min(width, height) / 2 - _GAP
    for (x, y), (w, h) in zip(directions, boxes, strict=True):
        if abs(x) > 1e-6:
            radius = min(radius, (width / 2 - w / 2 * (1 + _part(x))) / abs(x) - _GAP)
        elif w > width:
            radius = 0.0
        if abs(y) > 1e-6:
            radius = min(radius, (height / 2 - h / 2 * (1 + _part(y))) / abs(y) - _GAP)
    radius = max(0.0, radius)
    placed = tuple(
        _place(text, direction, box, size, radius)
        for text, direction, box in zip(texts, directions, boxes, strict=True)
    )
    neighbours = zip(placed, placed[1:] + placed[:1], strict=True)
    if not crowded and any(_overlap(one, other) for one, other in neighbours if one is not other):
        radius = 0.0
    return LabelLayout((width / 2, height / 2), radius, placed, full=True)


def _place(text: str, direction: tuple[float, float], box: Size, size: Size, radius: float) -> Placed:
    (x, y), (w, h) = direction, box
    centre_x = size[0] / 2 + x * (radius + _GAP) + math.copysign(w / 2 * _part(x), x)
    centre_y = size[1] / 2 - y * (radius + _GAP) - math.copysign(h / 2 * _part(y), y)
    return Placed(text, centre_x - w / 2, centre_y - h / 2, w, h)


def _part(component: float) -> float:
    """How much of half its size a label moves out: the root keeps a slanting axis' label off the axis' end."""
    return math.sqrt(abs(component)) if abs(component) > 1e-6 else 0.0


def _overlap(one: Placed, other: Placed) -> bool:
    return (
        one.left < other.left + other.width
        and other.left < one.left + one.width
        and one.top < other.top + other.height
        and other.top < one.top + one.height
    )
