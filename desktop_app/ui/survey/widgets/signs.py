"""The radio button and the check box, drawn at the text's size with an outline that can be seen in any scheme."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QKeyEvent, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QAbstractButton, QCheckBox, QRadioButton, QWidget

from desktop_app.ui import theme

_RING = 4
"""Pixels around the sign that the focus ring takes."""


class Radio(QRadioButton):
    """A radio button without a text of its own.

    Signals:
        taken_back: Delete or Backspace was pressed: the group is to have no answer.
    """

    taken_back = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)

    def sizeHint(self) -> QSize:
        return _size(self)

    def minimumSizeHint(self) -> QSize:
        return _size(self)

    def hitButton(self, position: QPoint) -> bool:
        return self.rect().contains(position)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and not event.modifiers():
            self.taken_back.emit()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, box, colour = _begin(self, round_ring=True)
        painter.drawEllipse(box)
        if self.isChecked():
            painter.setBrush(colour)
            painter.setPen(Qt.PenStyle.NoPen)
            inset = box.width() * 0.26
            painter.drawEllipse(box.adjusted(inset, inset, -inset, -inset))
        painter.end()


class Check(QCheckBox):
    """A check box without a text of its own."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)

    def sizeHint(self) -> QSize:
        return _size(self)

    def minimumSizeHint(self) -> QSize:
        return _size(self)

    def hitButton(self, position: QPoint) -> bool:
        return self.rect().contains(position)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, box, colour = _begin(self, round_ring=False)
        _draw_check(painter, box, colour, checked=self.isChecked())
        painter.end()


def check_icon(side: int, *, checked: bool) -> QIcon:
    """The check box as a picture, for the rows of lists; the same where its row is the current one."""
    colours = theme.tokens()
    result = QPixmap(QSize(2 * side, 2 * side))
    result.setDevicePixelRatio(2)
    result.fill(Qt.GlobalColor.transparent)
    painter = QPainter(result)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    colour = QColor(colours.accent if checked else colours.control)
    painter.setPen(QPen(colour, 1.8))
    painter.setBrush(QColor(colours.surface))
    _draw_check(painter, QRectF(1, 1, side - 2, side - 2), colour, checked=checked)
    painter.end()
    icon = QIcon()
    for mode in (QIcon.Mode.Normal, QIcon.Mode.Selected, QIcon.Mode.Disabled):
        icon.addPixmap(result, mode)
    return icon


def _draw_check(painter: QPainter, box: QRectF, colour: QColor, *, checked: bool) -> None:
    if checked:
        painter.setBrush(colour)
    painter.drawRoundedRect(box, 3, 3)
    if checked:
        painter.setPen(QPen(QColor(theme.tokens().on_accent), box.width() * 0.14, c=Qt.PenCapStyle.RoundCap))
        corners = ((0.24, 0.53), (0.43, 0.72), (0.77, 0.30))
        painter.drawPolyline([QPointF(box.left() + x * box.width(), box.top() + y * box.height()) for x, y in corners])


def _size(button: QAbstractButton) -> QSize:
    side = round(button.fontMetrics().height() * 1.1) + 2 * _RING
    return QSize(side, side)


def _begin(button: QAbstractButton, *, round_ring: bool) -> tuple[QPainter, QRectF, QColor]:
    """A painter with the outline's pen, the sign's box, and the sign's colour; the focus ring is drawn already."""
    colours = theme.tokens()
    colour = QColor(colours.accent if button.isEnabled() else colours.muted)
    painter = QPainter(button)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    whole = QRectF(button.rect())
    side = min(whole.width(), whole.height()) - 2 * _RING
    box = QRectF(whole.center().x() - side / 2, whole.center().y() - side / 2, side, side)
    if button.hasFocus():
        painter.setPen(QPen(QColor(colours.accent), 2))
        ring = box.adjusted(-3, -3, 3, 3)
        radius = ring.width() / 2 if round_ring else 5
        painter.drawRoundedRect(ring, radius, radius)
    painter.setPen(QPen(colour if button.isChecked() else QColor(colours.control), 1.8))
    painter.setBrush(QColor(colours.surface if button.isEnabled() else colours.sunken))
    return painter, box, colour
