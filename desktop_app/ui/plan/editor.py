"""The action at hand, beneath the plan's table: its questions, and what is to be said of one from the wave before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QFrame, QSizePolicy, QWidget

from desktop_app.ui import parts
from desktop_app.ui.survey.column import QuestionColumn
from desktop_app.ui.survey.widgets.flow import PACKED, Flow, hinted
from desktop_app.ui.theme import GRID, set_role

if TYPE_CHECKING:
    from desktop_app.ui.survey.around import Around
    from desktop_app.workflows.outline import Entry


class ActionEditor(QFrame):
    """Shows the questions of one action.

    Signals:
        stepped: by how many rows one wants to go on, -1 or 1.
        confirmed: what the action has from the wave before holds.
    """

    stepped = Signal(int)
    confirmed = Signal()

    def __init__(self, around: Around, parent: QWidget) -> None:
        super().__init__(parent)
        set_role(self, "well")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._row, self._rows, self._wave = 0, 0, ""
        self._shown = ""
        column = parts.column(self, margin=2 * GRID)
        head = parts.row()
        self.title = parts.label("", "strong", self)
        self.previous = parts.button("‹", "", self)
        self.previous.clicked.connect(self._on_previous)
        self.following = parts.button("›", "", self)
        self.following.clicked.connect(self._on_following)
        head.addWidget(self.title, 1)
        head.addWidget(self.previous)
        head.addWidget(self.following)
        column.addLayout(head)
        self.carried = parts.frame("warning", self, margin=GRID)
        self._carried_text = parts.label("", "", self.carried)
        self.confirm = parts.button("", "", self.carried)
        self.confirm.clicked.connect(self.confirmed)
        parts.inside(self.carried).addWidget(self._carried_text)
        buttons = Flow(PACKED, hinted, between=GRID)
        buttons.addWidget(self.confirm)
        parts.inside(self.carried).addLayout(buttons)
        column.addWidget(self.carried)
        self.questions = QuestionColumn(around, self)
        self.questions.after = self.carried
        column.addWidget(self.questions)
        self._say()

    def show_action(self, ref: str, entries: tuple[Entry, ...], row: int, rows: int, wave: str) -> None:
        """Shows the action at ``ref``, the ``row`` of ``rows`` from 0; ``wave`` is the one it comes from and is still
        to be confirmed for, else empty."""
        self._row, self._rows, self._wave = row, rows, wave
        if ref == self._shown:
            self.questions.set_entries(entries)
        else:
            self._shown = ref
            self.questions.show_entries(entries)
        self.previous.setEnabled(row > 0)
        self.following.setEnabled(row < rows - 1)
        self._say()

    def renew(self) -> None:
        """Another response, or other edits of it: what is shown is made anew."""
        self._shown = ""

    def _say(self) -> None:
        words = self.tr("Acción {n} de {total}").format(n=self._row + 1, total=self._rows)
        self.title.setText(words)
        self.setAccessibleName(words)
        for button, name in (
            (self.previous, self.tr("Acción anterior")),
            (self.following, self.tr("Acción siguiente")),
        ):
            button.setAccessibleName(name)
            button.setToolTip(name)
        self._carried_text.setText(
            self.tr(
                "Esta acción viene de la ola {wave}. Diga en qué estado está y qué pasó con ella; después confírmela."
            ).format(wave=self._wave)
        )
        self.confirm.setText(self.tr("Confirmar esta acción"))
        if not self._wave and self.confirm.hasFocus():
            self.focusNextChild()  # the notice goes: the keyboard must not lose its place
        self.carried.setVisible(bool(self._wave))

    def _on_previous(self) -> None:
        self.stepped.emit(-1)

    def _on_following(self) -> None:
        self.stepped.emit(1)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange and hasattr(self, "questions"):
            self._say()
