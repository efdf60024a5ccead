"""The spider chart drawn from ``diagnosis``'s geometry: own series solid, scale on the rings, gaps hollow."""

from __future__ import annotations

import io

from desktop_app.diagnosis import SpiderGeometry, spider_geometry
from desktop_app.diagnosis.spider import LABEL_RADIUS
from desktop_app.reports.content import Chart
from desktop_app.reports.pdf.marks import Box, Circle, Line, Mark, Polygon, Row, Text
from desktop_app.reports.pdf.style import (
    CHART_BOLD,
    CHART_LABEL,
    CHART_RING,
    FRAME_WIDTH,
    GREEN,
    GREY,
    REGULAR,
    RULE,
    WHITE,
    Style,
)
from desktop_app.reports.pdf.text import width, wrap

_MOST_LABEL_LINES = 3
_CODES_ONLY = 20
_MARKER = 2.8
_LEGEND_SIGN = 22.0
PICTURE_WIDTH = 520.0
_PICTURE_RADIUS = 150.0
_PICTURE_MARGIN = 12.0


def spider_row(chart: Chart, radius: float, room: float = FRAME_WIDTH) -> Row:
    """The chart, centred in ``room`` points, as one row that no page break cuts."""
    geometry = spider_geometry(chart.axes)
    labels = _Labels(chart, geometry, radius, room / 2 - radius * LABEL_RADIUS)
    above, below = labels.reach()
    x0, y0 = room / 2, above
    marks = [
        *_grid(geometry, x0, y0, radius),
        *_scale(geometry, x0, y0, radius),
        *_own(geometry, x0, y0, radius),
        *labels.marks(x0, y0),
    ]
    return Row(above + below + 4, tuple(marks))


def legend_row(chart: Chart, room: float = FRAME_WIDTH) -> Row:
    """What the signs mean, centred; the hollow one only where something is missing."""
    missing = any(axis.value is None for axis in chart.axes)
    own = _LEGEND_SIGN + width(chart.own, CHART_LABEL)
    extent = own + (24 + 8 + width(chart.missing, CHART_LABEL) if missing else 0)
    x = (room - extent) / 2
    marks: list[Mark] = [
        Polygon(((x, 3), (x + 14, 3), (x + 14, 11), (x, 11)), GREEN, GREEN, 1.2, alpha=0.25),
        Circle(x + 14, 7, _MARKER, fill=GREEN),
        Text(x + _LEGEND_SIGN, 10.5, chart.own, CHART_LABEL),
    ]
    if missing:
        x += own + 24
        marks += [Circle(x, 7, _MARKER, WHITE, GREEN, 1.1), Text(x + 8, 10.5, chart.missing, CHART_LABEL)]
    return Row(16, tuple(marks))


def _grid(geometry: SpiderGeometry, x0: float, y0: float, radius: float) -> list[Mark]:
    marks: list[Mark] = []
    for ring in geometry.rings:
        if ring.radius:
            outer = ring is geometry.rings[-1]
            points = tuple((x0 + x * radius, y0 - y * radius) for x, y in ring.points)
            marks.append(Polygon(points, stroke=GREY if outer else RULE, line=0.8 if outer else 0.6))
    spokes = ((x0 + axis.end[0] * radius, y0 - axis.end[1] * radius) for axis in geometry.axes)
    marks.extend(Line(x0, y0, x, y, RULE, 0.5) for x, y in spokes)
    return marks


def _own(geometry: SpiderGeometry, x0: float, y0: float, radius: float) -> list[Mark]:
    """Missing axes stand at 0 in the outline, but are marked hollow: nothing unanswered looks like a zero."""
    series = geometry.series[0]
    points = [(x0 + point.x * radius, y0 - point.y * radius) for point in series.points]
    marks: list[Mark] = []
    if any(not point.missing for point in series.points):
        marks.append(Polygon(points, GREEN, GREEN, 1.5, alpha=0.25))
    known = [place for place, point in zip(points, series.points, strict=True) if not point.missing]
    marks += [Circle(x, y, _MARKER, fill=GREEN) for x, y in known]
    for point, axis in zip(series.points, geometry.axes, strict=True):
        if point.missing:
            x, y = x0 + axis.end[0] * 9, y0 - axis.end[1] * 9
            marks.append(Circle(x, y, _MARKER, WHITE, GREEN, 1.1))
    return marks


def _scale(geometry: SpiderGeometry, x0: float, y0: float, radius: float) -> list[Mark]:
    """The scale's numbers stand on the rings, left of the upright axis, on white so that no line crosses them."""
    marks: list[Mark] = []
    for ring in geometry.rings:
        extent = width(ring.label, CHART_RING)
        x, y = x0 - extent - 4, y0 - ring.label_at[1] * radius
        marks += [Box(x - 1, y - 4.5, extent + 2, 9, WHITE), Text(x, y + 3, ring.label, CHART_RING)]
    return marks


class _Labels:
    """Each axis's code and name, and its score beneath, growing outward from the rim."""

    def __init__(self, chart: Chart, geometry: SpiderGeometry, radius: float, room: float) -> None:
        self.geometry, self.radius = geometry, radius
        self.lines = [_label_lines(chart, position, room) for position in range(len(chart.axes))]

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


def _label_lines(chart: Chart, position: int, room: float) -> list[tuple[str, Style]]:
    axis = chart.axes[position]
    if len(chart.axes) > _CODES_ONLY:
        return [(axis.code[:12], CHART_BOLD)]
    name = f"{axis.code} {axis.label}" if axis.label != axis.code else axis.code
    lines = wrap(name, CHART_BOLD, room)
    if len(lines) > _MOST_LABEL_LINES:
        lines = [*lines[: _MOST_LABEL_LINES - 1], lines[_MOST_LABEL_LINES - 1] + "…"]
    return [*((line, CHART_BOLD) for line in lines), (chart.values[position], CHART_LABEL)]


def picture_pdf(chart: Chart, language: str) -> bytes:
    """The chart alone on a page of its size, ``PICTURE_WIDTH`` points wide."""

    from reportlab.pdfgen.canvas import Canvas

    row = spider_row(chart, _PICTURE_RADIUS, PICTURE_WIDTH - 2 * _PICTURE_MARGIN)
    height = row.height + 2 * _PICTURE_MARGIN
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=(PICTURE_WIDTH, height), invariant=1, initialFontName=REGULAR, lang=language)
    for mark in row.marks:
        mark.draw(canvas, _PICTURE_MARGIN, height - _PICTURE_MARGIN)
    canvas.showPage()
    canvas.save()
    return target.getvalue()
