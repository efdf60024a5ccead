"""What goes with a question, folded beneath it: its comment, its evidence, its planned date, more help."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QIcon, QPixmap, QPixmapCache
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop_app.ui import icons, parts, theme
from desktop_app.ui.survey.views import QuestionView, shown_value
from desktop_app.ui.survey.widgets.control import Control
from desktop_app.ui.survey.widgets.factory import make_control
from desktop_app.ui.survey.widgets.file import FileControl
from desktop_app.ui.survey.widgets.focus import follow
from desktop_app.ui.survey.widgets.remarks import remark
from desktop_app.ui.survey.widgets.steady import SteadyColumn


class Fold(QWidget):
    """A title that unfolds what is beneath it."""

    toggled = Signal(bool)

    def __init__(self, title: str, parent: QWidget) -> None:
        super().__init__(parent)
        column = SteadyColumn(self, spacing=4)
        self.button = parts.button(title, "link", self)
        self.button.setCheckable(True)
        self.button.toggled.connect(self._on_toggled)
        column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft)
        self._column = column
        self._made: tuple[QWidget, QVBoxLayout] | None = None
        self._restyle()

    @property
    def body(self) -> QWidget:
        """What is unfolded."""
        return self._unfolded()[0]

    @property
    def inside(self) -> QVBoxLayout:
        """The column in the body."""
        return self._unfolded()[1]

    def _unfolded(self) -> tuple[QWidget, QVBoxLayout]:
        """Made when first wanted: a page has many folds, and few are ever opened."""
        if self._made is None:
            body = QWidget(self)
            body.hide()
            inset = QHBoxLayout(body)
            inset.setContentsMargins(3 * theme.GRID, 0, 0, theme.GRID)
            inside = parts.column(spacing=4)
            inset.addLayout(inside)
            self._column.addWidget(body)
            self._made = body, inside
        return self._made

    def set_title(self, title: str) -> None:
        self.button.setText(title)

    def set_open(self, *, is_open: bool) -> None:
        self.button.setChecked(is_open)

    def is_open(self) -> bool:
        return self.button.isChecked()

    def _on_toggled(self, checked: bool) -> None:  # noqa: FBT001 - a slot
        self.toggled.emit(checked)
        self.body.setVisible(checked)
        self._restyle()

    def _restyle(self) -> None:
        name = "survey/open" if self.button.isChecked() else "survey/folded"
        size = self.button.fontMetrics().height()
        self.button.setIcon(_sign(name, theme.tokens().accent, size))
        self.button.setIconSize(QSize(size, size))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if theme.is_restyle(event) and hasattr(self, "_made"):
            self._restyle()


def _sign(name: str, colour: str, size: int) -> QIcon:
    """The sign of a fold, drawn once."""
    key = f"{name} {colour} {size}"
    drawn = QPixmap()
    if not QPixmapCache.find(key, drawn):
        drawn = icons.pixmap(name, size, colour)
        QPixmapCache.insert(key, drawn)
    return QIcon(drawn)


class CompanionFold(Fold):
    """A folded question; its control is made when first unfolded, and it opens by itself when it holds an answer.

    Signals:
        answered: the respondent has given this value to the companion at ref.
        file_wanted, file_opened, file_dropped: as in ``QuestionWidget``, for the companion at ref.
    """

    answered = Signal(str, str)
    file_wanted = Signal(str)
    file_opened = Signal(str)
    file_dropped = Signal(str, str)

    def __init__(self, view: QuestionView, parent: QWidget) -> None:
        super().__init__(view.label, parent)
        self.view = view
        self.control: Control | None = None
        self._hint: QLabel | None = None
        self._problem: QLabel | None = None
        self.toggled.connect(self._on_toggled_open)
        self.show_question(view)

    def show_question(self, view: QuestionView) -> None:
        arrived = bool(view.value) and (self.control is None or view.value != self.control.value())
        self.view = view
        self.set_title(view.label)
        self.button.setAccessibleDescription(f"{view.within} {shown_value(view)}".strip())
        self._say_hint()
        if self.control is not None:
            self.control.show_view(view)
        elif arrived:
            self.set_open(is_open=True)
        self._show_problem()

    def flush(self) -> None:
        if self.control is not None:
            self.control.flush()

    def focus_answer(self) -> None:
        self.set_open(is_open=True)
        if self.control is not None:
            self.control.focus_answer()

    def _say_hint(self) -> None:
        if self._hint is not None:
            hint = " ".join(part for part in (self.view.hint, remark(self.view)) if part)
            self._hint.setText(hint)
            self._hint.setVisible(bool(hint))

    def _show_problem(self) -> None:
        typing = self.control is not None and self.control.is_typing()
        if self._problem is not None and not typing:
            self._problem.setText(self.view.problem or "")
            self._problem.setVisible(self.view.problem is not None)

    def _on_toggled_open(self, is_open: bool) -> None:  # noqa: FBT001 - a slot
        if is_open and self.control is None:
            self._hint = parts.label("", "hint", self.body)
            self._problem = parts.label("", "problem", self.body)
            self.control = make_control(self.view, self.body)
            self.control.answered.connect(self._on_answered)
            self.control.settled.connect(self._show_problem)
            if isinstance(self.control, FileControl):
                self.control.wanted.connect(self._on_wanted)
                self.control.opened.connect(self._on_opened)
                self.control.dropped.connect(self._on_dropped)
            for widget in (self._hint, self.control, self._problem):
                self.inside.addWidget(widget)
            self._say_hint()
            self._show_problem()
            self.control.show_view(self.view)
            follow(self.button, self.control)
        elif self.control is not None:
            self.control.flush()

    def _on_answered(self, value: str) -> None:
        self.answered.emit(self.view.ref, value)

    def _on_wanted(self) -> None:
        self.file_wanted.emit(self.view.ref)

    def _on_opened(self) -> None:
        self.file_opened.emit(self.view.ref)

    def _on_dropped(self, path: str) -> None:
        self.file_dropped.emit(self.view.ref, path)
