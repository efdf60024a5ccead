"""A soft warning inside its question's card: what looks unusual, and a field for the reason."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent
from PySide6.QtWidgets import QFrame, QLabel, QWidget

from desktop_app.ui import icons, parts, theme
from desktop_app.ui.survey.views import QuestionView
from desktop_app.ui.survey.widgets.factory import make_control
from desktop_app.ui.survey.widgets.steady import SteadyColumn
from desktop_app.ui.theme import GRID, set_role


class WarningBox(QFrame):
    """Shows the companion that asks for the reason; it is never folded and never takes the focus by itself.

    Signals:
        answered: this reason is given to the companion at ref.
    """

    answered = Signal(str, str)

    def __init__(self, view: QuestionView, parent: QWidget) -> None:
        super().__init__(parent)
        set_role(self, "warning")
        self.view = view
        self._look: tuple[int, str] | None = None
        column = SteadyColumn(self, margin=GRID, spacing=4)
        head = parts.row()
        self.sign = QLabel(self)
        self.message = parts.label("", "attention", self)
        head.addWidget(self.sign, 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(self.message, 1)
        column.addLayout(head)
        self._asked = parts.label("", "", self)
        column.addWidget(self._asked)
        self.control = make_control(view, self)
        self.control.answered.connect(self._on_answered)
        self.control.settled.connect(self._show_problem)
        column.addWidget(self.control)
        self._problem = parts.label("", "problem", self)
        column.addWidget(self._problem)
        self._restyle()
        self.show_question(view)

    def show_question(self, view: QuestionView) -> None:
        self.view = view
        self.message.setText(view.label)
        self._asked.setText(view.hint or self.tr("Explique por qué"))
        self.setAccessibleName(view.label)
        self.setAccessibleDescription(self._asked.text())
        self.control.show_view(view)
        self._show_problem()

    def announce(self) -> None:
        """Lets a screen reader say that there is a warning now."""
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))

    def flush(self) -> None:
        self.control.flush()

    def focus_answer(self) -> None:
        self.control.focus_answer()

    def _show_problem(self) -> None:
        if not self.control.is_typing():
            self._problem.setText(self.view.problem or "")
            self._problem.setVisible(bool(self.view.problem))

    def _on_answered(self, value: str) -> None:
        self.answered.emit(self.view.ref, value)

    def _restyle(self) -> None:
        self.ensurePolished()
        look = (self.fontMetrics().height(), theme.tokens().attention_text)
        if look != self._look:  # while it is being put in its place the style is told of several times
            self._look = look
            self.sign.setPixmap(icons.pixmap("warning", *look))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if not hasattr(self, "_problem"):
            return
        if event.type() == QEvent.Type.LanguageChange:
            self.show_question(self.view)
        elif theme.is_restyle(event):
            self._restyle()
