"""A chart in the window: the page's own drawing, as sharp as the screen, in the scheme's colours."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Final, TypeAlias

from PySide6.QtCore import QByteArray, QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QFontDatabase, QPainter, QPaintEvent, QPixmap, QResizeEvent
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop_app import paths
from desktop_app.ui import theme
from desktop_app.ui.charts.chart_looks import on_screen

Draw: TypeAlias = Callable[[float], bytes | None]
"""Draws the chart as SVG, so many points wide."""
WIDTHS: Final = (320.0, 400.0, 480.0, 560.0, 640.0)
"""Points that a chart may be wide: drawn anew for each, and scaled between."""
_FONTS: Final = ("OpenSans-Regular.ttf", "OpenSans-Semibold.ttf", "OpenSans-Italic.ttf")
_POINT: Final = 96 / 72


@cache
def load_fonts() -> None:
    """The fonts that the charts were measured with; with others their words would not fit."""
    for name in _FONTS:
        QFontDatabase.addApplicationFont(str(paths.resource("fonts", name)))


def zoom(widget: QWidget) -> float:
    """Pixels a point: charts grow with the text size."""
    return _POINT * max(1.0, widget.font().pointSizeF() / theme.BASE_POINTS)


def width_for(pixels: float, scale: float) -> float:
    """How wide a chart is drawn that has so many pixels, in points."""
    return max((width for width in WIDTHS if width * scale <= pixels), default=WIDTHS[0])


class ChartView(QWidget):
    """The chart called ``title``, as wide as there is room, and as high as that makes it.

    ``picture`` is shown first; ``draw`` makes it for another width. Whoever cannot see it has the table: the name says
    so.
    """

    def __init__(self, title: str, picture: bytes, draw: Draw, parent: QWidget) -> None:
        super().__init__(parent)
        load_fonts()
        self._draw = draw
        self._picture = picture
        self._renderer = QSvgRenderer(self)
        self._pixmap = QPixmap()
        self._width = 0.0
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setAccessibleName(self.tr("Gráfico: {title}").format(title=title))
        self.setAccessibleDescription(self.tr("Sus cifras están en la tabla que le sigue."))
        self._load()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        size = self._renderer.viewBoxF().size()
        return round(self._shown(width) * size.height() / size.width()) if size.width() else 0

    def sizeHint(self) -> QSize:
        width = round(self._renderer.viewBoxF().width() * zoom(self))
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        return QSize(0, 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if theme.is_restyle(event) and hasattr(self, "_pixmap"):
            self._load()
            self._fit()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        width = self._shown(self.width())
        size = QSize(round(width), self.height()) * self.devicePixelRatioF()
        if self._pixmap.size() != size and not size.isEmpty():
            self._pixmap = self._drawn(size)
        painter = QPainter(self)
        painter.drawPixmap(round((self.width() - width) / 2), 0, self._pixmap)
        painter.end()

    def _shown(self, pixels: int) -> float:
        """How many of the pixels it takes: not all where they are more than the widest drawing wants."""
        return min(float(pixels), WIDTHS[-1] * zoom(self) * 1.15)

    def _drawn(self, size: QSize) -> QPixmap:
        pixmap = QPixmap(size)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._renderer.render(painter, QRectF(0, 0, size.width(), size.height()))
        painter.end()
        pixmap.setDevicePixelRatio(self.devicePixelRatioF())
        return pixmap

    def _fit(self) -> None:
        """Draws the chart for another width where this one has come too far from the last."""
        wanted = width_for(self.width(), zoom(self))
        if wanted != self._width:
            picture = self._draw(wanted)
            if picture is not None:
                self._picture = picture
                self._load()

    def _load(self) -> None:
        picture = on_screen(self._picture, dark=theme.tokens() is theme.DARK)
        self._renderer.load(QByteArray(picture))
        self._width = self._renderer.viewBoxF().width()
        self._pixmap = QPixmap()
        self.updateGeometry()
        self.update()
