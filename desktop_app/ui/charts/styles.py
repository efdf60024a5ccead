"""How the series of a spider chart are told apart, in grey too: line, dashes, marker, colour. No pyqtgraph."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPixmap, QPolygonF

from desktop_app.diagnosis.comparison import MACROSECTOR, NATIONAL, PREVIOUS
from desktop_app.diagnosis.spider import OWN
from desktop_app.ui import theme

OWN_MARKER: Final = 9
OTHER_MARKER: Final = 8
_LINE: Final = 2.0
_SAMPLE: Final = 2.2
"""The width of a sample of a line, in heights."""


@dataclass(frozen=True, slots=True)
class SeriesStyle:
    """One series' looks: ``colour`` is a name of ``theme.Tokens``, ``dashes`` in line widths (none: solid), ``marker``
    a disc (o), a square (s), a triangle (t) or a diamond (d)."""

    colour: str
    dashes: tuple[float, ...]
    marker: str
    filled: bool = False

    @property
    def size(self) -> int:
        return OWN_MARKER if self.filled else OTHER_MARKER


_STYLES: Final = {
    OWN: SeriesStyle("accent", (), "o", filled=True),
    PREVIOUS: SeriesStyle("control", (4, 3), "s"),
    NATIONAL: SeriesStyle("attention", (1.5, 1.5), "t"),
    MACROSECTOR: SeriesStyle("attention", (1.5, 1.5, 1.5, 5), "d"),
}
_OTHER: Final = _STYLES[NATIONAL]


def style_of(name: str) -> SeriesStyle:
    """The looks of the series called ``name``."""
    return _STYLES.get(name, _OTHER)


def pen_of(style: SeriesStyle) -> QPen:
    """The pen of a series' line, which keeps its width whatever the chart's scale."""
    pen = QPen(QColor(getattr(theme.tokens(), style.colour)), _LINE)
    if style.dashes:
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        pen.setDashPattern(list(style.dashes))
    pen.setCosmetic(True)
    return pen


def sample(name: str, height: int, ratio: float = 1.0) -> QPixmap:
    """A piece of the series' line with its marker, ``height`` logical pixels high, for the legend."""
    style = style_of(name)
    width = round(height * _SAMPLE)
    pixmap = QPixmap(round(width * ratio), round(height * ratio))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(pen_of(style))
    middle = height / 2
    painter.drawLine(QPointF(1, middle), QPointF(width - 1, middle))
    pen = pen_of(style)
    pen.setStyle(Qt.PenStyle.SolidLine)
    painter.setPen(pen)
    painter.setBrush(QColor(getattr(theme.tokens(), style.colour)))
    painter.drawPath(markers(style, [(width / 2, middle)]))
    painter.end()
    return pixmap


def markers(style: SeriesStyle, places: Iterable[tuple[float, float]]) -> QPainterPath:
    """The series' marker at each of ``places``, in pixels."""
    path, radius = QPainterPath(), style.size / 2
    for x, y in places:
        if style.marker == "o":
            path.addEllipse(QPointF(x, y), radius, radius)
        elif style.marker == "s":
            path.addRect(QRectF(x - radius, y - radius, 2 * radius, 2 * radius))
        else:
            corners = ((0, 1), (-1, -1), (1, -1)) if style.marker == "t" else ((0, -1), (1, 0), (0, 1), (-1, 0))
            path.addPolygon(QPolygonF([QPointF(x + dx * radius, y + dy * radius) for dx, dy in corners]))
            path.closeSubpath()
    return path
