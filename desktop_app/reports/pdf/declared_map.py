"""A declared map: numbered points between two scales, its quarters named, none on another."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from desktop_app.diagnosis.chart_shapes import MapPoint, Obstacle, map_points, place_on
from desktop_app.reports.declared_charts import DeclaredChart
from desktop_app.reports.pdf.chart import legend_lines
from desktop_app.reports.pdf.marks import Box, Circle, Line, Mark, Polygon, Row, Text, gap
from desktop_app.reports.pdf.parts import arrow
from desktop_app.reports.pdf.style import (
    BOLD,
    CHART_BOLD,
    CHART_LABEL,
    CHART_RING,
    GREEN,
    GREY,
    INK,
    PALE,
    SMALL,
    WHITE,
    Color,
    Style,
)
from desktop_app.reports.pdf.text import cut_lines, rows, shorten, width
from desktop_app.reports.wording import Wording

MOST_POINTS: Final = 60
"""Beyond which a map is a cloud of numbers; the table has them all."""
_WIDEST, _SHARE = 420.0, 0.72
_RADIUS, _SIGN = 8.0, 5.0
_REACH = 10.0
"""How far a point extends, with a little room around it."""
_SCALE = 30.0
_NUMBER = Style(BOLD, 8, 10)
_QUARTER = Style(CHART_RING.font, 8.5, 10.5, GREY)
_QUARTER_SHARE = 0.44


@dataclass(frozen=True, slots=True)
class Look:
    """How the points of one group are told from others', in grey too."""

    shape: str
    fill: Color
    ink: Color


LOOKS: Final = tuple(
    Look(("circle", "square", "diamond")[place % 3], *((WHITE, INK) if place % 2 else (GREEN, WHITE)))
    for place in range(6)
)


def map_rows(chart: DeclaredChart, room: float, say: Wording) -> list[Row]:
    """The map with its legend, centred in ``room`` points."""
    drawn = _Map(chart, room, say)
    legend = [_sign(place, name, room) for place, name in enumerate(chart.chart.groups)] if drawn.told_apart else []
    notes = [say.texts["declared.together"]] if any(point.moved for point in drawn.points) else []
    of = len(chart.chart.drawn)
    if of > len(drawn.points):
        notes.append(say.say("declared.drawn", shown=len(drawn.points), of=of))
    below = [row for note in notes for row in rows(note, SMALL, room)]
    return [drawn.row(), gap(4), *legend_lines(legend, room), gap(2), *below]


@dataclass(slots=True)
class _Map:
    chart: DeclaredChart
    room: float
    say: Wording
    wide: float = field(init=False)
    high: float = field(init=False)
    left: float = field(init=False)
    top: float = field(init=False, default=CHART_BOLD.leading + 7)
    points: tuple[MapPoint, ...] = field(init=False)

    def __post_init__(self) -> None:
        self.wide = min(_WIDEST, self.room - 2 * _SCALE)
        self.high = self.wide * _SHARE
        self.left = (self.room - self.wide) / 2
        reach = _REACH / self.wide, _REACH / self.high
        self.points = map_points(self.chart.chart, reach, self._obstacles(), MOST_POINTS)

    @property
    def told_apart(self) -> bool:
        return 1 < len(self.chart.chart.groups) <= len(LOOKS)

    def row(self) -> Row:
        marks = [*self._ground(), *self._scales(), *self._quarters(), *self._points()]
        return Row(self.top + self.high + 2 * CHART_BOLD.leading + 10, tuple(marks))

    def _at(self, x: float, y: float) -> tuple[float, float]:
        return self.left + x * self.wide, self.top + (1 - y) * self.high

    def _ground(self) -> Iterator[Mark]:
        if any(self._quarter_lines()):
            yield Box(self.left + self.wide / 2, self.top, self.wide / 2, self.high / 2, PALE)
        yield Box(self.left, self.top, self.wide, self.high, None, GREY, 0.8)
        middle_x, middle_y = self._at(0.5, 0.5)
        yield Line(middle_x, self.top, middle_x, self.top + self.high, GREY, 0.6, (4, 3))
        yield Line(self.left, middle_y, self.left + self.wide, middle_y, GREY, 0.6, (4, 3))

    def _scales(self) -> Iterator[Mark]:
        """Ticks with their numbers; the names of the scales where each one grows to, with an arrow."""
        base = self.top + self.high
        for tick in self.chart.chart.scales["x"].ticks:
            x, _ = self._at(place_on(self.chart.chart.scales["x"], tick), 0)
            text = self.say.number(tick)
            yield Line(x, base, x, base + 3, GREY, 0.8)
            yield Text(x - width(text, CHART_LABEL) / 2, base + 12, text, CHART_LABEL)
        for tick in self.chart.chart.scales["y"].ticks:
            _, y = self._at(0, place_on(self.chart.chart.scales["y"], tick))
            text = self.say.number(tick)
            yield Line(self.left - 3, y, self.left, y, GREY, 0.8)
            yield Text(self.left - 5 - width(text, CHART_LABEL), y + 3.2, text, CHART_LABEL)
        yield arrow(self.left - 4, 4, 7, 1)
        up = shorten(self.chart.names["y"], CHART_BOLD, self.room - self.left - 8)
        yield Text(self.left + 7, 11, up, CHART_BOLD)
        across = shorten(self.chart.names["x"], CHART_BOLD, self.wide - 10)
        x, y = self.left + self.wide, base + 25
        yield Polygon(((x - 6, y - 7), (x - 6, y), (x, y - 3.5)), GREEN)
        yield Text(x - 10 - width(across, CHART_BOLD), y, across, CHART_BOLD)

    def _quarter_lines(self) -> Iterator[tuple[str, list[str]]]:
        room = self.wide * _QUARTER_SHARE
        for name in ("left_top", "right_top", "left_bottom", "right_bottom"):
            if self.chart.names.get(name):
                yield name, cut_lines(self.chart.names[name], _QUARTER, room, 2)

    def _quarters(self) -> Iterator[Mark]:
        for name, lines in self._quarter_lines():
            y = self.top + 3 if name.endswith("top") else self.top + self.high - 4 - _QUARTER.leading * len(lines)
            for place, line in enumerate(lines):
                left = name.startswith("left")
                x = self.left + 5 if left else self.left + self.wide - 5 - width(line, _QUARTER)
                yield Text(x, y + _QUARTER.leading * place + 8.5, line, _QUARTER)

    def _obstacles(self) -> tuple[Obstacle, ...]:
        """Where the quarters' names stand."""
        found = []
        for name, lines in self._quarter_lines():
            wide = (max(width(line, _QUARTER) for line in lines) + 6) / self.wide
            high = (_QUARTER.leading * len(lines) + 4) / self.high
            left = 0.0 if name.startswith("left") else 1 - wide
            bottom = 1 - high if name.endswith("top") else 0.0
            found.append(Obstacle(left, bottom, left + wide, bottom + high))
        return tuple(found)

    def _points(self) -> Iterator[Mark]:
        for point in self.points:
            if point.moved:
                yield Line(*self._at(*point.true), *self._at(point.x, point.y), GREY, 0.6)
                yield Circle(*self._at(*point.true), 1.4, GREY)
        groups = self.chart.chart.groups
        for point in self.points:
            place = groups.index(point.item.words["group"]) if self.told_apart else 0
            yield from _marked(*self._at(point.x, point.y), str(point.item.number), LOOKS[place])


def _marked(x: float, y: float, number: str, look: Look, radius: float = _RADIUS) -> Iterator[Mark]:
    """A sign with a number in it."""
    if look.shape == "circle":
        yield Circle(x, y, radius, look.fill, GREEN, 1.0)
    elif look.shape == "square":
        side = radius * 0.9
        yield Box(x - side, y - side, 2 * side, 2 * side, look.fill, GREEN, 1.0)
    else:
        side = radius * 1.15
        yield Polygon(((x, y - side), (x + side, y), (x, y + side), (x - side, y)), look.fill, GREEN, 1.0)
    style = Style(_NUMBER.font, _NUMBER.size if len(number) < 3 else 6.5, _NUMBER.leading, look.ink)
    yield Text(x - width(number, style) / 2, y + style.size * 0.36, number, style)


def _sign(place: int, name: str, room: float) -> tuple[float, list[Mark]]:
    text = shorten(name, CHART_LABEL, room - 20)
    marks = [*_marked(6, 8, "", LOOKS[place], _SIGN), Text(16, 11.4, text, CHART_LABEL)]
    return 16 + width(text, CHART_LABEL), marks
