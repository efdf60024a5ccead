"""What can be drawn, as values: laid out first, drawn once the number of pages is known.

Positions are in points from a row's top left corner, y **down**. Colours are RGB parts of 1.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import Any, Protocol

from desktop_app.reports.pdf.style import INK, Color, Style


class Mark(Protocol):
    """Something drawn; ``left`` and ``top`` are the row's corner on the page, in PDF coordinates (y up)."""

    def draw(self, canvas: Any, left: float, top: float) -> None: ...


@dataclass(frozen=True, slots=True)
class Text:
    """A line of text: ``y`` is its baseline."""

    x: float
    y: float
    text: str
    style: Style

    def draw(self, canvas: Any, left: float, top: float) -> None:
        canvas.setFont(self.style.font, self.style.size)
        canvas.setFillColorRGB(*self.style.color)
        canvas.drawString(left + self.x, top - self.y, self.text)


@dataclass(frozen=True, slots=True)
class Line:
    """A stroke between two points; ``dash`` gives the lengths drawn and left out by turns."""

    x1: float
    y1: float
    x2: float
    y2: float
    color: Color = INK
    width: float = 0.5
    dash: tuple[float, ...] = ()

    def draw(self, canvas: Any, left: float, top: float) -> None:
        canvas.setStrokeColorRGB(*self.color)
        canvas.setLineWidth(self.width)
        if self.dash:
            canvas.setDash(self.dash)
        canvas.line(left + self.x1, top - self.y1, left + self.x2, top - self.y2)
        if self.dash:
            canvas.setDash(())


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle; ``x`` and ``y`` are its top left corner."""

    x: float
    y: float
    width: float
    height: float
    fill: Color | None = None
    stroke: Color | None = None
    line: float = 0.6
    radius: float = 0.0

    def draw(self, canvas: Any, left: float, top: float) -> None:
        _paint(canvas, self.fill, self.stroke, self.line)
        x, y = left + self.x, top - self.y - self.height
        filled, stroked = int(self.fill is not None), int(self.stroke is not None)
        if self.radius:
            canvas.roundRect(x, y, self.width, self.height, self.radius, stroke=stroked, fill=filled)
        else:
            canvas.rect(x, y, self.width, self.height, stroke=stroked, fill=filled)


@dataclass(frozen=True, slots=True)
class Circle:
    """A disc or ring around ``x``, ``y``."""

    x: float
    y: float
    radius: float
    fill: Color | None = None
    stroke: Color | None = None
    line: float = 0.6

    def draw(self, canvas: Any, left: float, top: float) -> None:
        _paint(canvas, self.fill, self.stroke, self.line)
        filled, stroked = int(self.fill is not None), int(self.stroke is not None)
        canvas.circle(left + self.x, top - self.y, self.radius, stroke=stroked, fill=filled)


@dataclass(frozen=True, slots=True)
class Polygon:
    """A closed outline. ``alpha`` is the fill's opacity: what lies below stays visible; ``dash`` is as a line's."""

    points: Sequence[tuple[float, float]]
    fill: Color | None = None
    stroke: Color | None = None
    line: float = 0.6
    alpha: float = 1.0
    dash: tuple[float, ...] = ()

    def draw(self, canvas: Any, left: float, top: float) -> None:
        _paint(canvas, self.fill, self.stroke, self.line)
        path = canvas.beginPath()
        for position, (x, y) in enumerate(self.points):
            (path.lineTo if position else path.moveTo)(left + x, top - y)
        path.close()
        if self.alpha < 1:
            canvas.setFillAlpha(self.alpha)
        if self.dash:
            canvas.setDash(self.dash)
        canvas.drawPath(path, stroke=int(self.stroke is not None), fill=int(self.fill is not None))
        if self.dash:
            canvas.setDash(())
        if self.alpha < 1:
            canvas.setFillAlpha(1)


def _paint(canvas: Any, fill: Color | None, stroke: Color | None, line: float) -> None:
    if fill is not None:
        canvas.setFillColorRGB(*fill)
    if stroke is not None:
        canvas.setStrokeColorRGB(*stroke)
        canvas.setLineWidth(line)


@dataclass(frozen=True, slots=True)
class Row:
    """The smallest part that a page break does not cut; ``height`` in points."""

    height: float
    marks: tuple[Mark, ...] = ()


def gap(height: float) -> Row:
    return Row(height)


def moved(mark: Mark, right: float, down: float = 0.0) -> Mark:
    """``mark``, further to the right and down."""
    if isinstance(mark, Line):
        return replace(mark, x1=mark.x1 + right, x2=mark.x2 + right, y1=mark.y1 + down, y2=mark.y2 + down)
    if isinstance(mark, Polygon):
        return replace(mark, points=[(x + right, y + down) for x, y in mark.points])
    if isinstance(mark, Text | Box | Circle):
        return replace(mark, x=mark.x + right, y=mark.y + down)
    raise TypeError(type(mark).__name__)


def stacked(rows: Iterable[Row], right: float = 0.0) -> Row:
    """``rows`` as one that no page break cuts, ``right`` points further in."""
    marks: list[Mark] = []
    down = 0.0
    for row in rows:
        marks += [moved(mark, right, down) for mark in row.marks]
        down += row.height
    return Row(down, tuple(marks))


def height_of(rows: Iterable[Row]) -> float:
    return sum(row.height for row in rows)


def beside(*stacks: Sequence[Row]) -> list[Row]:
    """Stacks of equal leading side by side, line by line, so that even a very tall cell can go on overleaf."""
    return [
        Row(max(row.height for row in line if row), tuple(mark for row in line if row for mark in row.marks))
        for line in zip_longest(*stacks)
    ]
