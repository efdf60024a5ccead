"""The spider chart drawn from ``diagnosis``'s geometry: own series solid, scale on the rings, gaps hollow.

What is laid over it differs by line and marker, so that a print without colour reads as well.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from desktop_app.diagnosis import SpiderGeometry, SpiderPoint, spider_geometry
from desktop_app.diagnosis.comparison import MACROSECTOR, NATIONAL, PREVIOUS
from desktop_app.diagnosis.spider import LABEL_RADIUS
from desktop_app.reports.charts import Chart
from desktop_app.reports.pdf.alone import PICTURE_MARGIN, alone_pdf
from desktop_app.reports.pdf.marks import Box, Circle, Line, Mark, Polygon, Row, Text, moved
from desktop_app.reports.pdf.style import (
    AMBER,
    CHART_BOLD,
    CHART_LABEL,
    CHART_RING,
    FRAME_WIDTH,
    GREEN,
    GREY,
    INK,
    RULE,
    WHITE,
    Color,
    Style,
)
from desktop_app.reports.pdf.text import cut_lines, shorten, width

_MOST_LABEL_LINES = 3
_CODES_ONLY = 20
_MARKER = 2.8
_SIGN, _OVERLAY_SIGN = 22.0, 30.0
_BETWEEN = 22.0
_APART = 4.0
PICTURE_WIDTH = 520.0
_PICTURE_RADIUS = 150.0


@dataclass(frozen=True, slots=True)
class Lettering:
    """How a chart's labels, its scores and its scale are set."""

    name: Style = CHART_BOLD
    score: Style = CHART_LABEL
    ring: Style = CHART_RING


@dataclass(frozen=True, slots=True)
class Pen:
    """How a series over the own one is drawn: colour, dashes and the marker's shape."""

    color: Color
    dash: tuple[float, ...]
    marker: str
    line: float = 1.3


_PENS = {
    PREVIOUS: Pen(GREY, (5, 2.5), "square"),
    NATIONAL: Pen(AMBER, (1.2, 2.2), "diamond", 1.5),
    MACROSECTOR: Pen(AMBER, (6, 2, 1.2, 2), "triangle"),
    "further": Pen(INK, (8, 3), "fallen"),
    "furthest": Pen(GREY, (1, 3), "square", 1.6),
}
OVERLAYS: Final = tuple(_PENS)
"""Names that series laid over the own one may have, in the order in which nameless ones take them."""
_PLAIN = Lettering()


def spider_row(chart: Chart, radius: float, room: float = FRAME_WIDTH, lettering: Lettering = _PLAIN) -> Row:
    """The chart, centred in ``room`` points, as one row that no page break cuts."""
    geometry = spider_geometry(chart.axes, series={each.name: each.values for each in chart.series})
    labels = _Labels(chart, geometry, radius, room / 2 - radius * LABEL_RADIUS, lettering)
    above, below = labels.reach()
    drawing = _Drawing(geometry, room / 2, above, radius)
    marks = [*drawing.grid(), *drawing.shape(), *drawing.overlays(), *drawing.scale(lettering.ring), *drawing.markers()]
    return Row(above + below + 4, (*marks, *labels.marks(room / 2, above)))


def legend_rows(chart: Chart, room: float = FRAME_WIDTH, style: Style = CHART_LABEL) -> list[Row]:
    """What the signs mean, centred, on as many lines as it takes; the hollow one only where something is missing."""
    return legend_lines(_legend(chart, room, style), room, style)


def legend_lines(entries: Iterable[tuple[float, list[Mark]]], room: float, style: Style = CHART_LABEL) -> list[Row]:
    """``entries``, each with its width and its marks from 0, centred on as many lines as they take."""
    lines: list[list[tuple[float, list[Mark]]]] = []
    used = room + 1.0
    for extent, marks in entries:
        if used + _BETWEEN + extent > room:
            lines.append([])
            used = -_BETWEEN
        lines[-1].append((extent, marks))
        used += _BETWEEN + extent
    return [_legend_row(line, room, style) for line in lines]


def _legend_row(entries: list[tuple[float, list[Mark]]], room: float, style: Style) -> Row:
    x = (room - sum(extent for extent, _ in entries) - _BETWEEN * (len(entries) - 1)) / 2
    marks: list[Mark] = []
    for extent, signs in entries:
        marks += [moved(sign, x) for sign in signs]
        x += extent + _BETWEEN
    return Row(style.leading + 4.5, tuple(marks))


def _legend(chart: Chart, room: float, style: Style) -> Iterator[tuple[float, list[Mark]]]:
    """Each entry's width and its marks, from 0."""
    middle = 7.0
    base = middle + style.size * 0.38
    own = shorten(chart.own, style, room - _SIGN)
    yield (
        _SIGN + width(own, style),
        [
            Polygon(((0, middle - 4), (14, middle - 4), (14, middle + 4), (0, middle + 4)), GREEN, GREEN, 1.2, 0.25),
            Circle(14, middle, _MARKER, fill=GREEN),
            Text(_SIGN, base, own, style),
        ],
    )
    for series in chart.series:
        pen, label = _PENS[series.name], shorten(series.label, style, room - _OVERLAY_SIGN)
        line = Line(0, middle, 24, middle, pen.color, pen.line, pen.dash)
        yield (
            _OVERLAY_SIGN + width(label, style),
            [line, _marker(12, middle, pen), Text(_OVERLAY_SIGN, base, label, style)],
        )
    if any(axis.value is None for axis in chart.axes):
        hollow = Circle(_MARKER, middle, _MARKER, WHITE, GREEN, 1.1)
        yield 11 + width(chart.missing, style), [hollow, Text(11, base, chart.missing, style)]


def _marker(x: float, y: float, pen: Pen) -> Mark:
    size = 2.6
    if pen.marker == "square":
        return Box(x - size, y - size, 2 * size, 2 * size, WHITE, pen.color, 1.1)
    if pen.marker == "diamond":
        reach = size * 1.4
        return Polygon(((x, y - reach), (x + reach, y), (x, y + reach), (x - reach, y)), pen.color, INK, 0.5)
    reach = size * 1.5
    tip, base = (y + reach, y - reach * 0.8) if pen.marker == "fallen" else (y - reach, y + reach * 0.8)
    return Polygon(((x, tip), (x + reach, base), (x - reach, base)), WHITE, pen.color, 1.1)


class _Drawing:
    """The chart's parts around ``x``, ``y`` in a row."""

    def __init__(self, geometry: SpiderGeometry, x: float, y: float, radius: float) -> None:
        self.geometry, self.x, self.y, self.radius = geometry, x, y, radius

    def _at(self, x: float, y: float) -> tuple[float, float]:
        return self.x + x * self.radius, self.y - y * self.radius

    def grid(self) -> Iterator[Mark]:
        for ring in self.geometry.rings:
            if ring.radius:
                outer = ring is self.geometry.rings[-1]
                points = tuple(self._at(*point) for point in ring.points)
                yield Polygon(points, stroke=GREY if outer else RULE, line=0.8 if outer else 0.6)
        for axis in self.geometry.axes:
            yield Line(self.x, self.y, *self._at(*axis.end), RULE, 0.5)

    def shape(self) -> Iterator[Mark]:
        """The own series; where something is missing its outline goes through the centre."""
        points = self.geometry.series[0].points
        if any(not point.missing for point in points):
            yield Polygon([self._at(point.x, point.y) for point in points], GREEN, GREEN, 1.5, alpha=0.25)

    def markers(self) -> Iterator[Mark]:
        """Missing values are marked hollow and apart from the centre: nothing unanswered looks like a zero."""
        for point, axis in zip(self.geometry.series[0].points, self.geometry.axes, strict=True):
            if not point.missing:
                yield Circle(*self._at(point.x, point.y), _MARKER, fill=GREEN)
            else:
                yield Circle(self.x + axis.end[0] * 9, self.y - axis.end[1] * 9, _MARKER, WHITE, GREEN, 1.1)

    def overlays(self) -> Iterator[Mark]:
        for series in self.geometry.series[1:]:
            pen = _PENS[series.name]
            yield from self._outline(series.points, pen)
            known = (point for point in series.points if not point.missing)
            yield from (_marker(*self._at(point.x, point.y), pen) for point in known)

    def _outline(self, points: tuple[SpiderPoint, ...], pen: Pen) -> Iterator[Mark]:
        """A closed outline, or lines between neighbours where some are missing: nothing goes through the centre."""
        if not any(point.missing for point in points):
            places = [self._at(point.x, point.y) for point in points]
            yield Polygon(places, None, pen.color, pen.line, dash=pen.dash)
            return
        for one, other in zip(points, (*points[1:], points[0]), strict=True):
            if not one.missing and not other.missing:
                yield Line(*self._at(one.x, one.y), *self._at(other.x, other.y), pen.color, pen.line, pen.dash)

    def scale(self, style: Style) -> Iterator[Mark]:
        """The scale's numbers stand on the rings, left of the upright axis, on white so that no line crosses them."""
        reach = style.size * 0.56
        for ring in self.geometry.rings:
            extent = width(ring.label, style)
            x, y = self.x - extent - 4, self.y - ring.label_at[1] * self.radius
            yield Box(x - 1, y - reach, extent + 2, 2 * reach, WHITE)
            yield Text(x, y + style.size * 0.375, ring.label, style)


class _Labels:
    """Each axis's code and name, and its score beneath, growing outward from the rim."""

    def __init__(
        self, chart: Chart, geometry: SpiderGeometry, radius: float, room: float, lettering: Lettering
    ) -> None:
        self.geometry, self.radius = geometry, radius
        rooms = [min(room, self._room(position)) for position in range(len(chart.axes))]
        self.lines = [_label_lines(chart, place, rooms[place], lettering) for place in range(len(chart.axes))]

    def _room(self, position: int) -> float:
        """What the label above or below the chart may take, where its neighbours' begin on the same height."""
        axes = self.geometry.axes
        axis, beyond = axes[position], axes[(position + 1) % len(axes)]
        if axis.h_align != "center" or beyond.v_align == "middle":
            return float("inf")
        return 2 * (abs(beyond.anchor[0]) * self.radius - _APART)

    def reach(self) -> tuple[float, float]:
        """How far the chart goes above and below its centre, labels included."""
        tops = [self._top(position) for position in range(len(self.lines))]
        bottoms = [top + self._height(position) for position, top in enumerate(tops)]
        return max(self.radius + 6, -min(tops, default=0.0)), max(self.radius + 6, max(bottoms, default=0.0))

    def marks(self, x0: float, y0: float) -> list[Mark]:
        marks: list[Mark] = []
        for position, axis in enumerate(self.geometry.axes):
            x, y = x0 + axis.anchor[0] * self.radius, y0 + self._top(position)
            for text, style in self.lines[position]:
                shift = {"left": 0.0, "center": 0.5, "right": 1.0}[axis.h_align] * width(text, style)
                marks.append(Text(x - shift, y + style.size, text, style))
                y += style.leading
        return marks

    def _height(self, position: int) -> float:
        return sum(style.leading for _, style in self.lines[position])

    def _top(self, position: int) -> float:
        axis = self.geometry.axes[position]
        share = {"top": 0.0, "middle": 0.5, "bottom": 1.0}[axis.v_align]
        return -axis.anchor[1] * self.radius - share * self._height(position)


def _label_lines(chart: Chart, position: int, room: float, lettering: Lettering) -> list[tuple[str, Style]]:
    axis = chart.axes[position]
    if len(chart.axes) > _CODES_ONLY:
        return [(axis.code[:12], lettering.name)]
    name = f"{axis.code} {axis.label}" if axis.label != axis.code else axis.code
    lines = cut_lines(name, lettering.name, room, _MOST_LABEL_LINES)
    return [*((line, lettering.name) for line in lines), (chart.values[position], lettering.score)]


def picture_rows(chart: Chart) -> list[Row]:
    """The chart with its legend, to stand alone on a picture ``PICTURE_WIDTH`` wide."""
    room = PICTURE_WIDTH - 2 * PICTURE_MARGIN
    return [spider_row(chart, _PICTURE_RADIUS, room), *legend_rows(chart, room)]


def picture_pdf(chart: Chart, language: str) -> bytes:
    """The chart alone on a page of its size, ``PICTURE_WIDTH`` points wide."""
    return alone_pdf(picture_rows(chart), PICTURE_WIDTH, language)
