"""What goes with a question, folded beneath it: its comment, its evidence, its planned date, more help."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop_app.ui import icons, parts, theme
from desktop_app.ui.survey.views import QuestionView, shown_value
from desktop_app.ui.survey.widgets.control import Control
from desktop_app.ui.survey.widgets.factory import make_control
from desktop_app.ui.survey.widgets.file import FileControl
from desktop_app.ui.survey.widgets.focus import follow
from desktop_app.ui.survey.widgets.remarks import remark


class Fold(QWidget):
    """A title that unfolds what is beneath it."""

    toggled = Signal(bool)

    def __init__(self, title: str, parent: QWidget) -> None:
        super().__init__(parent)
        column = parts.column(self, spacing=4)
        self.button = parts.button(title, "link", self)
        self.button.setCheckable(True)
        self.button.toggled.connect(self._on_toggled)
        column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft)
        self.body = QWidget(self)
        self.body.hide()
        inset = QHBoxLayout(self.body)
        inset.setContentsMargins(3 * theme.GRID, 0, 0, theme.GRID)
        self.inside = parts.column(spacing=4)
        inset.addLayout(self.inside)
        column.addWidget(self.body)
        self._restyle()

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
        self.button.setIcon(icons.icon(name, theme.tokens().accent, size))
        self.button.setIconSize(QSize(size, size))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if theme.is_restyle(event) and hasattr(self, "inside"):
            self._restyle()


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
        self._hint = parts.label(view.hint, "hint", self.body)
        self._problem = parts.label("", "problem", self.body)
        self.inside.addWidget(self._hint)
        self.inside.addWidget(self._problem)
        self.toggled.connect(self._on_toggled_open)
        self.show_question(view)

    def show_question(self, view: QuestionView) -> None:
        arrived = bool(view.value) and (self.control is None or view.value != self.control.value())
        self.view = view
        self.set_title(view.label)
        self.button.setAccessibleDescription(shown_value(view))
        hint = " ".join(part for part in (view.hint, remark(view)) if part)
        self._hint.setText(hint)
        self._hint.setVisible(bool(hint))
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

    def _show_problem(self) -> None:
        typing = self.control is not None and self.control.is_typing()
        if not typing:
            self._problem.setText(self.view.problem or "")
            self._problem.setVisible(self.view.problem is not None)

    def _on_toggled_open(self, is_open: bool) -> None:  # noqa: FBT001 - a slot
        if is_open and self.control is None:
            self.control = make_control(self.view, self.body)
            self.control.answered.connect(self._on_answered)
            self.control.settled.connect(self._show_problem)
            if isinstance(self.control, FileControl):
                self.control.wanted.connect(self._on_wanted)
                self.control.opened.connect(self._on_opened)
                self.control.dropped.connect(self._on_dropped)
            self.inside.insertWidget(1, self.control)
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
