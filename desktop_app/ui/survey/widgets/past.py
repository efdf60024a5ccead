"""Beneath an answer: what it was the wave before, and whether it still has to be confirmed."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QWidget

from desktop_app.ui import parts
from desktop_app.ui.survey.views import QuestionView, measured_value
from desktop_app.ui.survey.widgets.flow import PACKED, Flow, on_one_line
from desktop_app.ui.survey.widgets.steady import SteadyColumn


class Past(QWidget):
    """Signals:
    confirmed: the answer that was taken over holds for this wave too.
    """

    confirmed = Signal()

    def __init__(self, view: QuestionView, parent: QWidget) -> None:
        super().__init__(parent)
        self.view = view
        column = SteadyColumn(self, spacing=4)
        self.line = parts.label("", "muted", self)
        self.badge = parts.label("", "badge", self)
        self.confirm = parts.button("", "link", self)
        self.confirm.clicked.connect(self.confirmed)
        marks = Flow(PACKED, on_one_line)
        marks.addWidget(self.badge)
        marks.addWidget(self.confirm)
        column.addLayout(marks)
        column.addWidget(self.line)
        self.show_question(view)

    @staticmethod
    def has_something(view: QuestionView) -> bool:
        """Whether there is anything to say."""
        return view.carried or bool(view.before)

    def show_question(self, view: QuestionView) -> None:
        self.view = view
        wave = view.before_wave
        words = self.tr("Ola {wave}: {answer}") if wave else self.tr("Ola anterior: {answer}")
        told = words.format(wave=wave, answer=view.before) if view.before else ""
        if view.changed and told:
            told = f"{told} → {measured_value(view)}"
        if view.carried and not view.changed:
            told = ""  # it is the answer that stands above
        self.line.setText(told)
        self.line.setVisible(bool(told))
        badge = ""
        if view.carried:
            badge = self.tr("Tomado de la ola anterior: confírmelo")
            if wave:
                badge = self.tr("Tomado de {wave}: confírmelo").format(wave=wave)
        elif view.changed:
            badge = self.tr("Cambió")
        self.badge.setText(badge)
        self.badge.setVisible(bool(badge))
        self.confirm.setText(self.tr("Sigue igual"))
        self.confirm.setAccessibleName(self.tr("Sigue igual: {question}").format(question=view.label))
        self.confirm.setAccessibleDescription(view.within)
        if self.confirm.hasFocus() and not view.carried:
            self.focusNextChild()  # the button goes: the keyboard must not lose its place
        self.confirm.setVisible(view.carried and not view.read_only)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange and hasattr(self, "confirm"):
            self.show_question(self.view)
