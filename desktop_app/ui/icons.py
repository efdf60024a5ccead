"""Icons drawn once as SVG in ``resources/icons`` and coloured when asked for (``currentColor`` in the file)."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap, QPixmapCache
from PySide6.QtSvg import QSvgRenderer

from desktop_app import paths
from desktop_app.ui import theme


@lru_cache(maxsize=64)
def _source(name: str) -> str:
    return paths.resource("icons", f"{name}.svg").read_text(encoding="utf-8")


def pixmap(name: str, size: int, colour: str | None = None, ratio: float = 2.0) -> QPixmap:
    """The icon ``name`` as ``size`` x ``size`` device-independent pixels; in the text's colour unless told.

    Drawn once: lists ask for the same few again and again.
    """
    colour = colour or theme.tokens().text
    result, key = QPixmap(), f"telar {name} {size} {colour} {ratio}"
    if QPixmapCache.find(key, result):
        return result
    drawing = _source(name).replace("currentColor", colour)
    result = QPixmap(QSize(round(size * ratio), round(size * ratio)))
    result.setDevicePixelRatio(ratio)
    result.fill(Qt.GlobalColor.transparent)
    painter = QPainter(result)
    QSvgRenderer(QByteArray(drawing.encode())).render(painter, QRectF(0, 0, size, size))
    painter.end()
    QPixmapCache.insert(key, result)
    return result


def icon(name: str, colour: str | None = None, size: int = 24) -> QIcon:
    """The same as a ``QIcon``."""
    return QIcon(pixmap(name, size, colour))
