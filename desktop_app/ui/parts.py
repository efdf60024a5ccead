"""The few building blocks that the screens share."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QListView,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from desktop_app.ui.theme import GRID, set_role

READING_WIDTH = 880


def label(text: str, role: str = "", parent: QWidget | None = None, *, selectable: bool = False) -> QLabel:
    """Plain text that wraps; what may come from outside is never read as markup."""
    result = QLabel(text, parent)
    result.setTextFormat(Qt.TextFormat.PlainText)
    result.setWordWrap(True)
    if role:
        set_role(result, role)
    if selectable:
        result.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
    return result


def breakable(text: str, width: int, metrics: QFontMetrics) -> str:
    """``text`` to be drawn with wrapped words: a word wider than ``width`` pixels may break between any letters."""
    words = (word for word in text.split() if metrics.horizontalAdvance(word) > width)
    for word in sorted(set(words), key=len, reverse=True):
        text = text.replace(word, "\u200b".join(word))
    return text


class Button(QPushButton):
    """One that Enter presses too, as the space bar does, wherever it stands."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        if plain and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)


def button(text: str, role: str = "", parent: QWidget | None = None) -> QPushButton:
    result = Button(text, parent)
    result.setAutoDefault(False)
    result.setCursor(Qt.CursorShape.PointingHandCursor)
    if role:
        set_role(result, role)
    if role == "link":
        result.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
    return result


def column(parent: QWidget | None = None, *, margin: int = 0, spacing: int = GRID) -> QVBoxLayout:
    result = QVBoxLayout(parent) if parent is not None else QVBoxLayout()
    result.setContentsMargins(margin, margin, margin, margin)
    result.setSpacing(spacing)
    return result


def row(*, spacing: int = GRID) -> QHBoxLayout:
    result = QHBoxLayout()
    result.setContentsMargins(0, 0, 0, 0)
    result.setSpacing(spacing)
    return result


def frame(role: str, parent: QWidget | None = None, *, margin: int = 2 * GRID, spacing: int = GRID) -> QFrame:
    """A frame of ``role`` with a column inside."""
    result = QFrame(parent)
    set_role(result, role)
    column(result, margin=margin, spacing=spacing)
    return result


def inside(widget: QWidget) -> QBoxLayout:
    """The column that ``frame`` gave to ``widget``."""
    layout = widget.layout()
    assert isinstance(layout, QBoxLayout)
    return layout


def clear(layout: QLayout) -> None:
    """Takes everything out of ``layout`` and lets it go, with what is in the layouts inside it."""
    while (item := layout.takeAt(0)) is not None:
        widget = item.widget()
        child = item.layout()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
        elif child is not None:
            clear(child)


def roomy(view: QListView) -> None:
    """Gives the rows of a list room to be told apart and hit."""
    view.setSpacing(GRID // 4)


class Page(QScrollArea):
    """A screen that scrolls up and down only, its content in one column of a readable width.

    ``body`` is the column.
    """

    def __init__(self, parent: QWidget | None = None, *, width: int = READING_WIDTH) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        sheet = QWidget(self)
        set_role(sheet, "page")
        centre = QHBoxLayout(sheet)
        centre.setContentsMargins(3 * GRID, 3 * GRID, 3 * GRID, 3 * GRID)
        self.content = QWidget(sheet)
        self.content.setMaximumWidth(width)
        self.content.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.body = column(self.content, spacing=2 * GRID)
        centre.addStretch(1)
        centre.addWidget(self.content, 1000, Qt.AlignmentFlag.AlignTop)
        centre.addStretch(1)
        self.setWidget(sheet)


class ElidedLabel(QWidget):
    """One line of text that gives up its end, not the screen's width; the whole is in the tool tip."""

    def __init__(
        self,
        text: str = "",
        parent: QWidget | None = None,
        alignment: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
    ) -> None:
        super().__init__(parent)
        self._text = ""
        self._alignment = alignment | Qt.AlignmentFlag.AlignVCenter
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setText(text)

    def text(self) -> str:
        return self._text

    def setText(self, text: str) -> None:
        self._text = text
        self.setToolTip(text)
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(self.font())
        return QSize(metrics.horizontalAdvance(self._text) + 2, metrics.height() + 4)

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.sizeHint().height())

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.updateGeometry()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        text = QFontMetrics(self.font()).elidedText(self._text, Qt.TextElideMode.ElideRight, self.width())
        painter.drawText(self.rect(), self._alignment, text)
        painter.end()
