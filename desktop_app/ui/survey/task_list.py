"""The left of Responder: the sections, how far each is, and the way to the review."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QColor,
    QFontMetrics,
    QHideEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPen,
    QResizeEvent,
    QStandardItem,
    QStandardItemModel,
)
from PySide6.QtWidgets import QApplication, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from desktop_app.ui import icons, parts, theme
from desktop_app.ui.theme import GRID

REVIEW = ""
"""The reference of the last row."""

_REF = Qt.ItemDataRole.UserRole
_TASK = Qt.ItemDataRole.UserRole + 1


@dataclass(frozen=True, slots=True)
class Task:
    """One row: a section, or the review (``ref`` empty). ``state`` is none, started, complete or review.

    ``unexplained`` are soft warnings without a reason, ``to_confirm`` answers taken over from the wave before,
    ``observed`` what the receiving entity asks and is still to be attended to.
    """

    ref: str
    title: str
    code: str = ""
    answered: int = 0
    total: int = 0
    state: str = "none"
    unexplained: int = 0
    to_confirm: int = 0
    observed: int = 0

    @property
    def marks(self) -> tuple[tuple[str, int], ...]:
        """What is drawn beneath the name: icons, each with a number."""
        marks = (
            ("survey/observed", self.observed),
            ("warning", self.unexplained),
            ("survey/carried", self.to_confirm),
        )
        return tuple((icon, count) for icon, count in marks if count)

    @property
    def takes(self) -> tuple[str, int, bool]:
        """What tells how much room the row takes: figures are all of one width."""
        return self.name, len(self.count), bool(self.marks)

    @property
    def name(self) -> str:
        return f"{self.code} {self.title}".strip()

    @property
    def count(self) -> str:
        return f"{self.answered}/{self.total}" if self.total else ""


@dataclass(frozen=True, slots=True)
class Name:
    """How a row's name is set, in pixels: the margins beside it, its lines' height, and whether the counts go beneath:
    beside a long word in large type they would not fit."""

    text: str
    left: int
    right: int
    height: int
    beneath: bool


class TaskDelegate(QStyledItemDelegate):
    """Draws a row: sign, wrapped name, counts. The state is a sign, never a colour alone. ``painted`` is where each row
    was last seen, the latest last."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.painted: dict[int, QRect] = {}
        self._set: dict[tuple[object, ...], Name] = {}

    def forget(self) -> None:
        """The letters, or the width, have changed."""
        self.painted.clear()
        self._set.clear()

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        task: Task = index.data(_TASK)
        self.painted.pop(index.row(), None)
        self.painted[index.row()] = QRect(option.rect)
        colours = theme.tokens()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        shown = bool(index.data(Qt.ItemDataRole.CheckStateRole))
        over = bool(option.state & QStyle.StateFlag.State_MouseOver)
        box = option.rect.adjusted(4, 2, -4, -2)
        if shown or over:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours.accent_soft if shown else colours.sunken))
            painter.drawRoundedRect(box, 6, 6)
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(QColor(colours.accent), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), 6, 6)
        self._draw(painter, option, task, box, bold=shown)
        painter.restore()

    def _draw(self, painter: QPainter, option: QStyleOptionViewItem, task: Task, box: QRect, *, bold: bool) -> None:
        colours = theme.tokens()
        font = option.font
        font.setBold(bold)
        metrics = QFontMetrics(font)
        size = metrics.height()
        look, colour = _SIGNS.get(task.state, _SIGNS["none"]) if task.ref else ("sheet", "accent")
        sign = icons.pixmap(f"survey/{look}", size, getattr(colours, colour))
        painter.drawPixmap(box.left() + GRID, box.top() + GRID - 2, sign)
        painter.setFont(font)
        name = self._name(task, box.width(), metrics, bold=bold)
        text = box.adjusted(name.left, GRID - 2, -name.right, 0)
        painter.setPen(QColor(colours.muted))
        if name.beneath:
            painter.drawText(text.adjusted(0, 0, 0, 4 - GRID), _AT_BOTTOM, task.count)
        else:
            painter.drawText(box.adjusted(0, GRID - 2, -GRID, 0), Qt.AlignmentFlag.AlignRight, task.count)
        if task.marks:
            self._draw_marks(painter, task, text.adjusted(0, 0, 0, (4 - GRID) - (size if name.beneath else 0)), metrics)
        painter.setPen(QColor(colours.accent if bold else colours.text))
        painter.drawText(text, _WRAP, name.text)

    def _draw_marks(self, painter: QPainter, task: Task, box: QRect, metrics: QFontMetrics) -> None:
        """Icons with their numbers along the lower edge of ``box``."""
        side, x = metrics.ascent(), box.left()
        colour = theme.tokens().attention_text
        painter.setPen(QColor(colour))
        for name, count in task.marks:
            painter.drawPixmap(x, box.bottom() - metrics.height() + metrics.descent(), icons.pixmap(name, side, colour))
            x += side + GRID // 2
            painter.drawText(QRect(x, box.top(), box.width(), box.height()), _AT_BOTTOM, str(count))
            x += metrics.horizontalAdvance(str(count)) + 2 * GRID

    def _name(self, task: Task, width: int, metrics: QFontMetrics, *, bold: bool) -> Name:
        """The name in a row's box of this ``width``; measured once, for one row that grows asks after all."""
        key = (task.takes, width, bold, metrics.height())
        found = self._set.get(key)
        if found is None:
            found = self._set[key] = self._measured(task, width, metrics)
        return found

    def _measured(self, task: Task, width: int, metrics: QFontMetrics) -> Name:
        left, right, beneath = GRID + metrics.height() + GRID, GRID, False
        if task.count:
            beside = right + metrics.horizontalAdvance(task.count) + GRID
            longest = max(metrics.horizontalAdvance(word) for word in task.name.split() or [""])
            beneath = longest > width - left - beside
            right = right if beneath else beside
        room = max(_NARROWEST, width - left - right)
        text = parts.breakable(task.name, room, metrics)
        lines = metrics.boundingRect(QRect(0, 0, room, 10_000), _WRAP, text).height()
        return Name(text, left, right, max(metrics.height(), lines), beneath)

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        view = option.widget
        width = view.viewport().width() if isinstance(view, QListView) else option.rect.width()
        font, bold = option.font, bool(index.data(Qt.ItemDataRole.CheckStateRole))
        font.setBold(bold)
        metrics = QFontMetrics(font)
        task: Task = index.data(_TASK)
        name = self._name(task, width - 8, metrics, bold=bold)
        lines = name.height + metrics.height() * (int(name.beneath) + bool(task.marks))
        return QSize(max(_NARROWEST, width - 8 - name.left - name.right), lines + 2 * GRID)


_NARROWEST = 40
_AT_BOTTOM = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom)
_WRAP = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap)
_SIGNS = {
    "none": ("none", "muted"),
    "started": ("started", "accent"),
    "complete": ("complete", "accent"),
    "review": ("review", "attention_text"),
}


class TaskList(QListView):
    """Rows that open a section with one click, Enter or the space bar; the arrows only move along.

    Signals:
        chosen: the row of this section (``REVIEW`` for the last one) was opened.
    """

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = QStandardItemModel(self)
        self.setModel(self._model)
        self._delegate = TaskDelegate(self)
        self.setItemDelegate(self._delegate)
        self.setMouseTracking(True)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setObjectName("tasks")
        # The bar above and the status line below have lines of their own.
        self.setStyleSheet("QListView { border-width: 0 1px 0 0; }")
        self.setViewportMargins(0, GRID, 0, GRID)
        self._pressed = -1
        self._pressed_at = QPoint()
        self._tasks: tuple[Task, ...] = ()
        self._shown: str | None = None
        self.retranslate()

    def retranslate(self) -> None:
        self.setAccessibleName(self.tr("Secciones"))
        tasks, self._tasks = self._tasks, ()
        self.show_tasks([task for task in tasks if task.ref])

    def show_tasks(self, tasks: Sequence[Task]) -> None:
        """Shows the sections, and beneath them the way to the review; only rows that differ change."""
        wanted = (*tasks, Task(REVIEW, self.tr("Revisar y enviar")))
        if len(wanted) != self._model.rowCount():
            self._tasks = ()
            self._delegate.painted.clear()
            self._model.clear()
            for _ in wanted:
                self._model.appendRow(QStandardItem())
        known = [*self._tasks, *[None] * (len(wanted) - len(self._tasks))]
        differ = [row for row, (before, task) in enumerate(zip(known, wanted, strict=True)) if before != task]
        grown = [row for row in differ if self._fill(self._model.item(row), known[row], wanted[row])]
        if grown:
            self.scheduleDelayedItemsLayout()
        else:
            for row in differ:
                self.update(self._model.index(row, 0))
        self._tasks = wanted
        self.mark(self._shown)

    def mark(self, ref: str | None) -> None:
        """Marks the row that is being shown."""
        self._shown = ref
        for row, task in enumerate(self._tasks):
            shown = task.ref == ref
            item = self._model.item(row)
            if bool(item.data(Qt.ItemDataRole.CheckStateRole)) != shown:
                item.setData(shown, Qt.ItemDataRole.CheckStateRole)
                self.scheduleDelayedItemsLayout()  # bold letters may need another line
            if shown and not self.hasFocus():
                self.setCurrentIndex(item.index())

    def tasks(self) -> tuple[Task, ...]:
        return self._tasks

    def row_of(self, ref: str) -> int:
        return next(row for row, task in enumerate(self._tasks) if task.ref == ref)

    def _fill(self, item: QStandardItem, known: Task | None, task: Task) -> bool:
        """Whether the row takes another room now. Told by the model, the view would lay out all rows at each of the
        things said; those who listen rather than look are told by it, though."""
        alike = known is not None and known.takes == task.takes
        before = QSize() if known is None or alike else self.sizeHintForIndex(item.index())
        self._model.blockSignals(not QAccessible.isActive())
        self._say(item, task)
        self._model.blockSignals(False)
        return not alike and self.sizeHintForIndex(item.index()) != before

    def _say(self, item: QStandardItem, task: Task) -> None:
        item.setData(task.ref, _REF)
        item.setData(task, _TASK)
        words = [task.name]
        if task.count:
            count = self.tr("{answered} de {total} respondidas")
            words += [count.format(answered=task.answered, total=task.total), self._state(task.state)]
        words += self._marks(task)
        item.setData(", ".join(words), Qt.ItemDataRole.AccessibleTextRole)
        item.setToolTip(", ".join(words))

    def _marks(self, task: Task) -> list[str]:
        words = []
        if task.observed == 1:
            words.append(self.tr("1 observación por atender"))
        elif task.observed:
            words.append(self.tr("{n} observaciones por atender").format(n=task.observed))
        if task.unexplained == 1:
            words.append(self.tr("1 advertencia por explicar"))
        elif task.unexplained:
            words.append(self.tr("{n} advertencias por explicar").format(n=task.unexplained))
        if task.to_confirm == 1:
            words.append(self.tr("1 respuesta por confirmar"))
        elif task.to_confirm:
            words.append(self.tr("{n} respuestas por confirmar").format(n=task.to_confirm))
        return words

    def _state(self, state: str) -> str:
        return {
            "started": self.tr("en curso"),
            "complete": self.tr("completa"),
            "review": self.tr("por revisar"),
        }.get(state, self.tr("no iniciada"))

    def _on_opened(self, index: QModelIndex) -> None:
        self.chosen.emit(str(index.data(_REF)))

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        super().scrollContentsBy(dx, dy)
        self._delegate.painted.clear()
        self.viewport().update()  # what is only moved is not painted, and where it is seen not noted

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._delegate.painted.clear()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Pressing takes the focus from what was being typed, and what that changes moves the rows: the one that is
        meant is the one that was seen here."""
        self._pressed_at = event.position().toPoint()
        self._pressed = self._row_at(self._pressed_at) if event.button() == Qt.MouseButton.LeftButton else -1
        super().mousePressEvent(event)

    def _row_at(self, place: QPoint) -> int:
        """The row that was seen at ``place``, or, where nothing was painted yet, the one that is there; -1: none."""
        seen = reversed(self._delegate.painted.items())
        return next((row for row, box in seen if box.contains(place)), self.indexAt(place).row())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        row, self._pressed = self._pressed, -1
        moved = (event.position().toPoint() - self._pressed_at).manhattanLength()
        if row in range(self._model.rowCount()) and moved < QApplication.startDragDistance():
            self._on_opened(self._model.index(row, 0))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and not event.modifiers():
            if self.currentIndex().isValid():
                self._on_opened(self.currentIndex())
            return
        super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._delegate.forget()
        self.scheduleDelayedItemsLayout()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if not hasattr(self, "_tasks"):
            return
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        elif theme.is_restyle(event):
            self._delegate.forget()
            self.scheduleDelayedItemsLayout()
