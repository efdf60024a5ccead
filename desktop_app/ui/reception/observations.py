"""What a reviewer writes about the answers: a field for the question at hand, and all that is written so far."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLabel, QPlainTextEdit, QWidget

from desktop_app.ui import parts, theme
from desktop_app.ui.survey.widgets.link import Link
from desktop_app.ui.theme import GRID, set_role

LONGEST: Final = 2_000
"""Characters of an observation, as receipts carry them."""
MOST: Final = 200
"""Observations of a receipt."""
_PAUSE: Final = 500
"""Milliseconds without a key after which what is written is told."""
_LINES: Final = 5


class Observations(QFrame):
    """The observations on one response, by reference, in the order of the questions.

    Signals:
        written: they are others now; told after a pause, and at the latest when the field is left.
        done: the field is closed; the reference of its question.
        question_wanted: the question at this reference is to be seen.
    """

    written = Signal()
    done = Signal(str)
    question_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_role(self, "card")
        self._texts: dict[str, str] = {}
        self._names: dict[str, str] = {}
        self._ref = ""
        self._writable = True
        column = parts.column(self, margin=2 * GRID)
        self.title = parts.label("", "heading", self)
        column.addWidget(self.title)
        self._build_field()
        column.addWidget(self.editor)
        self.none = parts.label("", "muted", self)
        column.addWidget(self.none)
        self._list = QWidget(self)
        self._lines = parts.column(self._list, spacing=GRID // 2)
        column.addWidget(self._list)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE)
        self._pause.timeout.connect(self.flush)
        self._show()

    def _build_field(self) -> None:
        self.editor = parts.frame("well", self, margin=GRID)
        inside = parts.inside(self.editor)
        self.asked = parts.label("", "strong", self.editor)
        inside.addWidget(self.asked)
        self.field = QPlainTextEdit(self.editor)
        self.field.setTabChangesFocus(True)
        self.field.setPlaceholderText(self.tr("Qué debe corregir o explicar la iniciativa"))
        self.field.ensurePolished()
        self.field.setFixedHeight(_LINES * self.field.fontMetrics().lineSpacing() + 3 * GRID)
        self.field.textChanged.connect(self._on_typed)
        self.field.installEventFilter(self)
        inside.addWidget(self.field)
        self.left = parts.label("", "muted", self.editor)
        self.left.hide()
        inside.addWidget(self.left)
        line = parts.row()
        self.ready = parts.button(self.tr("Listo"), "", self.editor)
        self.ready.setToolTip(self.tr("Volver a la pregunta (Esc)"))
        self.ready.clicked.connect(self.close_field)
        self.remove = parts.button(self.tr("Quitar"), "link", self.editor)
        self.remove.clicked.connect(self._on_removed)
        line.addWidget(self.ready)
        line.addWidget(self.remove)
        line.addStretch(1)
        inside.addLayout(line)
        self.editor.hide()

    # What there is

    def show_observations(self, names: Mapping[str, str], texts: Mapping[str, str], *, writable: bool) -> None:
        """Shows ``texts`` by reference; ``names`` are the questions that can be asked about, in their order."""
        self._pause.stop()
        self._names, self._texts, self._writable = dict(names), dict(texts), writable
        self._ref = ""
        self.editor.hide()
        self._show()

    def texts(self) -> dict[str, str]:
        """What is written, in the order of the questions; blank fields are none."""
        places = {ref: place for place, ref in enumerate(self._names)}
        found = sorted(self._texts.items(), key=lambda each: places.get(each[0], len(places)))
        return {ref: _clean(text) for ref, text in found if _clean(text)}

    def write(self, ref: str) -> None:
        """Opens the field for the question at ``ref``."""
        if not self._writable:
            return
        if ref not in self._texts and len(self.texts()) >= MOST:
            self.none.setText(self.tr("Un acuse lleva {n} observaciones a lo sumo.").format(n=MOST))
            self.none.show()
            return
        self._ref = ref
        self.asked.setText(self._names.get(ref, ref))
        self.field.setAccessibleName(self.tr("Observación sobre {question}").format(question=self.asked.text()))
        self.field.setPlainText(self._texts.get(ref, ""))
        self.field.moveCursor(self.field.textCursor().MoveOperation.End)
        self.none.hide()
        self.editor.show()
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def flush(self) -> None:
        """Tells at once of what is written, if that was not told yet."""
        if self._pause.isActive() or self.sender() is self._pause:
            self._pause.stop()
            self._show()
            self.written.emit()

    @Slot()
    def close_field(self) -> None:
        """Closes the field; what is in it stays written."""
        ref, self._ref = self._ref, ""
        self.flush()
        self.editor.hide()
        self._show()
        if ref:
            self.done.emit(ref)

    @Slot()
    def _on_typed(self) -> None:
        if not self._ref or self.field.toPlainText() == self._texts.get(self._ref, ""):
            return
        text = self.field.toPlainText()
        if len(text) > LONGEST:
            self.left.setText(self.tr("Sobran {n} caracteres: no irán en el acuse.").format(n=len(text) - LONGEST))
        self.left.setVisible(len(text) > LONGEST)
        self._texts[self._ref] = text
        self._pause.start()

    @Slot()
    def _on_removed(self) -> None:
        self.field.clear()
        self.close_field()

    def _show(self) -> None:
        """The list anew."""
        found = self.texts()
        parts.clear(self._lines)
        for ref, text in found.items():
            link = Link(self._names.get(ref, ref.rpartition("/")[2]), ref, self._list)
            link.linkActivated.connect(self._on_link)
            said: QLabel = parts.label(text, "", self._list, selectable=True)
            said.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            said.setContentsMargins(6, 0, 6, GRID // 2)
            self._lines.addWidget(link)
            self._lines.addWidget(said)
        words = self.tr("Observaciones")
        self.title.setText(f"{words} ({len(found)})" if found else words)
        self.none.setText(
            self.tr("Pulse «Observar» junto a una pregunta para escribir qué debe corregirse.")
            if self._writable
            else self.tr("No hay observaciones.")
        )
        self.none.setVisible(not found and self.editor.isHidden())
        self._list.setVisible(bool(found))

    @Slot(str)
    def _on_link(self, ref: str) -> None:
        self.question_wanted.emit(ref)
        self.write(ref)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if theme.is_restyle(event) and hasattr(self, "_pause"):
            QTimer.singleShot(0, self, self._on_restyled)

    def _on_restyled(self) -> None:
        """Links and the field's height know the type and the colours that they were made with."""
        self.field.setFixedHeight(_LINES * self.field.fontMetrics().lineSpacing() + 3 * GRID)
        self._show()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.field and event.type() == QEvent.Type.KeyPress:
            assert isinstance(event, QKeyEvent)
            ctrl = event.modifiers() & Qt.KeyboardModifier.ControlModifier
            if event.key() == Qt.Key.Key_Escape or (ctrl and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)):
                self.close_field()
                return True
        if watched is self.field and event.type() == QEvent.Type.FocusOut:
            self.flush()
        return super().eventFilter(watched, event)


def _clean(text: str) -> str:
    """What a receipt can carry of ``text``: signs, line ends, and no control characters."""
    kept = "".join(sign for sign in text[:LONGEST] if sign == "\n" or sign.isprintable())
    return kept.strip()
