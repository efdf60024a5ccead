"""The spider chart in the window, drawn with pyqtgraph from ``diagnosis.SpiderGeometry``.

Importing this costs what importing pyqtgraph costs: do it when a chart is first shown.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPen,
    QPolygonF,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QGraphicsItem,
    QGraphicsPathItem,
    QGraphicsPolygonItem,
    QGraphicsScene,
    QStyleOptionGraphicsItem,
    QToolTip,
    QWidget,
)

from desktop_app.diagnosis import SpiderGeometry, SpiderSeries
from desktop_app.diagnosis.spider import SpiderPoint
from desktop_app.ui import theme
from desktop_app.ui.charts.label_layout import LabelLayout, Placed, lay_out
from desktop_app.ui.charts.styles import SeriesStyle, markers, pen_of, style_of

pg.setConfigOption("exitCleanup", False)  # it walks every Python object at exit to warn about scenes of its own making

_FILL = 0.25
_ABOVE_LINES, _ABOVE_ALL = 5, 10
_WEB = 0.6
_REACH = 1.35
_WRAP = int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap)


class Labels(QGraphicsItem):
    """The labels of axes and rings, in the widget's pixels: they keep their size whatever the chart's."""

    def __init__(self, chart: SpiderChart) -> None:
        super().__init__()
        self.axes: tuple[Placed, ...] = ()
        self.rings: tuple[Placed, ...] = ()
        self.current = -1
        self.missing: frozenset[int] = frozenset()
        self._chart = chart
        self.setZValue(_ABOVE_ALL)

    def boundingRect(self) -> QRectF:
        return QRectF(self._chart.rect())

    def paint(self, painter: QPainter, _option: QStyleOptionGraphicsItem, _widget: QWidget | None = None) -> None:
        colours = theme.tokens()
        font = self._chart.font()
        painter.setFont(font)
        painter.setPen(QColor(colours.muted))
        for label in self.rings:
            box = QRectF(label.left, label.top, label.width, label.height)
            painter.fillRect(box, QColor(colours.surface))
            painter.drawText(box, _WRAP, label.text)
        for position, label in enumerate(self.axes):
            font.setBold(position == self.current)
            painter.setFont(font)
            missing = colours.muted if position in self.missing else colours.text
            painter.setPen(QColor(colours.accent if position == self.current else missing))
            painter.drawText(QRectF(label.left, label.top, label.width, label.height), _WRAP, label.text)


class Series:
    """The items of one polygon. Only of the own result is a missing value drawn, as a hollow marker at the centre.

    The markers are in the widget's pixels, as the labels are, and two paths: a pyqtgraph scatter of so few points
    takes longer to paint than all the rest of the chart.
    """

    def __init__(self, view: Any, scene: QGraphicsScene, style: SeriesStyle) -> None:
        self.style = style
        self.shown: SpiderSeries | None = None
        self.polygon = QGraphicsPolygonItem()
        view.addItem(self.polygon, ignoreBounds=True)
        self.full, self.hollow = QGraphicsPathItem(), QGraphicsPathItem()
        for item in (self.full, self.hollow):
            item.setZValue(_ABOVE_LINES)
            scene.addItem(item)
        if not style.filled:  # no answer changes what is laid over the own result: it is painted once
            for still in (self.polygon, self.full):
                still.setCacheMode(QGraphicsItem.CacheMode.DeviceCoordinateCache)

    def show(self, series: SpiderSeries, layout: LabelLayout | None) -> None:
        self.shown = series
        self.polygon.setPolygon(QPolygonF([QPointF(point.x, point.y) for point in self._points()]))
        self.place(layout)

    def place(self, layout: LabelLayout | None) -> None:
        """Puts the markers where the points are now."""
        if layout is None:
            return
        (across, down), radius = layout.centre, max(layout.radius, 1.0)
        for item, missing in ((self.full, False), (self.hollow, True)):
            marked = (point for point in self._points() if point.missing is missing)
            path = markers(self.style, ((across + point.x * radius, down - point.y * radius) for point in marked))
            if path != item.path():
                item.setPath(path)

    def clear(self) -> None:
        if self.shown is not None:
            self.shown = None
            self.polygon.setPolygon(QPolygonF())
            for item in (self.full, self.hollow):
                item.setPath(QPainterPath())

    def _points(self) -> list[SpiderPoint]:
        points = self.shown.points if self.shown is not None else ()
        return [point for point in points if self.style.filled or not point.missing]

    def dye(self) -> None:
        colours = theme.tokens()
        colour = QColor(getattr(colours, self.style.colour))
        self.polygon.setPen(pen_of(self.style))
        for item, inside in ((self.full, colour), (self.hollow, QColor(colours.surface))):
            item.setBrush(inside)
            item.setPen(QPen(colour, 1.5))
        within = QColor(colour)
        within.setAlphaF(_FILL)
        self.polygon.setBrush(within if self.style.filled else QColor(Qt.GlobalColor.transparent))


class SpiderChart(QWidget):
    """A spider chart that the mouse and the keyboard can read.

    The pyqtgraph view is a child that takes no events: its own ``close`` and event handlers are of no use here.

    Signals:
        axis_entered: the mouse or the arrow keys came to this axis (its place in the geometry), or left them all (-1).
    """

    axis_entered = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._geometry: SpiderGeometry | None = None
        self._tell: Callable[[], Sequence[str]] = tuple
        self._details: tuple[str, ...] | None = None
        self._current = -1
        self._series: dict[str, Series] = {}
        self._layout: LabelLayout | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setMinimumSize(160, 160)
        self._canvas = pg.GraphicsView(self, useOpenGL=False)
        self._canvas.setAntialiasing(True)
        for silent in (self._canvas, self._canvas.viewport()):
            silent.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._canvas.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._view = pg.ViewBox(enableMouse=False, enableMenu=False, lockAspect=False)
        self._view.disableAutoRange()
        self._canvas.setCentralItem(self._view)
        self._web = pg.PlotCurveItem(antialias=True)
        self._spoke = pg.PlotCurveItem(antialias=True)
        self._view.addItem(self._web, ignoreBounds=True)
        self._view.addItem(self._spoke, ignoreBounds=True)
        self._labels = Labels(self)
        self._canvas.scene().addItem(self._labels)
        self._dye()

    def show_geometry(
        self, geometry: SpiderGeometry, details: Callable[[], Sequence[str]] = tuple, description: str = ""
    ) -> None:
        """Shows ``geometry``; only what differs from the one before is done anew.

        Args:
            geometry: the chart.
            details: gives what is told about each axis; asked when one is reached, which few answers ever see.
            description: the values in words, for screen readers.
        """
        before, self._geometry = self._geometry, geometry
        self._tell, self._details = details, None
        self.setAccessibleDescription(description)
        if before is None or before.axes != geometry.axes or before.rings != geometry.rings:
            self._current = -1
            self._weave(geometry)
            self._place()
        for series in geometry.series:
            drawn = self._series.get(series.name)
            if drawn is None:
                drawn = self._series[series.name] = Series(self._view, self._canvas.scene(), style_of(series.name))
                drawn.dye()
            if drawn.shown != series:
                drawn.show(series, self._layout)
        missing = frozenset(
            position for series in geometry.series[:1] for position, point in enumerate(series.points) if point.missing
        )
        if missing != self._labels.missing:
            self._labels.missing = missing
            self._labels.update()
        there = {series.name for series in geometry.series}
        for name, drawn in self._series.items():
            if name not in there:
                drawn.clear()

    def geometry_shown(self) -> SpiderGeometry | None:
        return self._geometry

    def label_layout(self) -> LabelLayout | None:
        """Where the labels stand now, in the widget's pixels."""
        return self._layout

    @property
    def current_axis(self) -> int:
        """The axis that is being read; -1 for none."""
        return self._current

    def set_current_axis(self, position: int) -> None:
        if position == self._current:
            return
        self._current = position
        axes = self._geometry.axes if self._geometry else ()
        if 0 <= position < len(axes):
            x, y = axes[position].end
            self._spoke.setData([0.0, x], [0.0, y])
        else:
            self._spoke.setData([], [])
        self._labels.current = position
        self._labels.update()
        self.axis_entered.emit(position)

    def detail(self, position: int) -> str:
        """What is told about one axis."""
        if self._details is None:
            self._details = tuple(self._tell())
        return self._details[position] if 0 <= position < len(self._details) else ""

    def _weave(self, geometry: SpiderGeometry) -> None:
        """Rings and spokes as one curve of separate pieces."""
        xs: list[float] = []
        ys: list[float] = []
        pieces = [[(0.0, 0.0), axis.end] for axis in geometry.axes]
        pieces += [[*ring.points, ring.points[0]] for ring in geometry.rings if ring.radius > 0 and ring.points]
        for piece in pieces:
            xs += [x for x, _ in piece] + [math.nan]
            ys += [y for _, y in piece] + [math.nan]
        self._web.setData(xs, ys, connect="finite")
        self._spoke.setData([], [])

    def _place(self) -> None:
        """Labels and circle for the present size."""
        geometry = self._geometry
        if geometry is None or not geometry.axes or self.width() < 2 or self.height() < 2:
            return
        self._layout = lay_out(
            [axis.label or axis.code for axis in geometry.axes],
            [axis.code or axis.label for axis in geometry.axes],
            [axis.end for axis in geometry.axes],
            (float(self.width()), float(self.height())),
            self._measure,
        )
        radius = max(self._layout.radius, 1.0)
        across, up = self.width() / 2 / radius, self.height() / 2 / radius
        self._view.setRange(xRange=(-across, across), yRange=(-up, up), padding=0)
        self._labels.prepareGeometryChange()
        self._labels.axes = self._layout.labels
        self._labels.rings = self._ring_labels(geometry, self._layout)
        self._labels.current = self._current
        self._labels.update()
        for drawn in self._series.values():
            drawn.place(self._layout)

    def _ring_labels(self, geometry: SpiderGeometry, layout: LabelLayout) -> tuple[Placed, ...]:
        centre_x, centre_y = layout.centre
        metrics = QFontMetricsF(self.font())
        placed = []
        for ring in geometry.rings:
            width = metrics.horizontalAdvance(ring.label) + 4
            x, y = ring.label_at
            top = centre_y - y * layout.radius - metrics.height() / 2
            placed.append(Placed(ring.label, centre_x - x * layout.radius - width - 6, top, width, metrics.height()))
        return tuple(placed)

    def _measure(self, text: str, width: float) -> tuple[float, float]:
        font = self.font()
        font.setBold(True)
        box = QFontMetricsF(font).boundingRect(QRectF(0, 0, width, 10_000), _WRAP, text)
        return math.ceil(box.width()) + 2, math.ceil(box.height())

    def _dye(self) -> None:
        colours = theme.tokens()
        self._canvas.setBackground(QColor(colours.surface))
        thread = QColor(colours.control)
        thread.setAlphaF(_WEB)
        self._web.setPen(pg.mkPen(thread, width=1))
        self._spoke.setPen(pg.mkPen(QColor(colours.accent), width=2, style=Qt.PenStyle.DashLine))
        for series in self._series.values():
            series.dye()
        self._labels.update()

    def _axis_at(self, position: QPointF) -> int:
        """The axis nearest in angle to a point of the widget; -1 away from the chart."""
        geometry, layout = self._geometry, self._layout
        if geometry is None or layout is None or not geometry.axes:
            return -1
        for number, label in enumerate(layout.labels):
            if QRectF(label.left, label.top, label.width, label.height).contains(position):
                return number
        x, y = position.x() - layout.centre[0], layout.centre[1] - position.y()
        distance = math.hypot(x, y)
        if distance < 4 or distance > layout.radius * _REACH:
            return -1
        nearness = [(x * axis.end[0] + y * axis.end[1]) / distance for axis in geometry.axes]
        return nearness.index(max(nearness))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.set_current_axis(self._axis_at(event.position()))
        QToolTip.showText(event.globalPosition().toPoint(), self.detail(self._current), self)
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        event.accept()

    def leaveEvent(self, event: QEvent) -> None:
        if not self.hasFocus():
            self.set_current_axis(-1)
        super().leaveEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.set_current_axis(-1)
        super().focusOutEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if self._current < 0 and self._geometry and event.reason() != Qt.FocusReason.MouseFocusReason:
            self.set_current_axis(0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        count = len(self._geometry.axes) if self._geometry else 0
        steps = {Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1, Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1}
        key = Qt.Key(event.key())
        if count and key in steps:
            start = self._current if self._current >= 0 else (-1 if steps[key] > 0 else 0)
            self.set_current_axis((start + steps[key]) % count)
        elif count and key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self.set_current_axis(0 if key == Qt.Key.Key_Home else count - 1)
        else:
            event.ignore()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._canvas.setGeometry(self.rect())
        self._place()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if theme.is_restyle(event) and hasattr(self, "_labels"):
            self._dye()
            self._place()
