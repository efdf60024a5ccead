"""The line at the bottom: when it was saved, in which state, how far; or, loudly, that the disk refused an answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QLabel, QStatusBar, QWidget

from desktop_app.ui import parts, theme, wording

if TYPE_CHECKING:
    from desktop_app.workflows.answer import Desk


_JOINED: Final = " · "


class StatusLine(QStatusBar):
    """Shows how the response on the desk stands. In large type the first facts give way, which are said elsewhere too:
    the whole is in the tool tip.

    Signals:
        retry_wanted: the refused answers are to be tried again.
    """

    retry_wanted = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setSizeGripEnabled(False)
        self._text = QLabel("", self)
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._text.setMinimumWidth(1)
        self._facts: list[str] = []
        self._retry = parts.button("", "link", self)
        self._retry.clicked.connect(self.retry_wanted)
        self._retry.hide()
        self.addWidget(self._text, 1)
        self.addPermanentWidget(self._retry)

    def text(self) -> str:
        return _JOINED.join(self._facts)

    def retry_button(self) -> QWidget:
        return self._retry

    def show_desk(self, desk: Desk | None, unsaved: int) -> None:
        """Says how ``desk`` stands; ``unsaved`` answers are on the screen and not on disk."""
        self._retry.setVisible(unsaved > 0)
        self._retry.setText(self.tr("Reintentar"))
        theme.set_role(self._text, "problem" if unsaved else "muted")
        if unsaved == 1:
            self._facts = [self.tr("SIN GUARDAR: 1 respuesta")]
        elif unsaved:
            self._facts = [self.tr("SIN GUARDAR: {count} respuestas").format(count=unsaved)]
        else:
            self._facts = self._read(desk) if desk is not None else []
        self._fit()

    def _fit(self) -> None:
        """As many of the facts as there is room for, the last of them at least."""
        self._text.ensurePolished()
        metrics, facts = QFontMetrics(self._text.font()), self._facts
        while len(facts) > 1 and metrics.horizontalAdvance(_JOINED.join(facts)) > self._text.width():
            facts = facts[1:]
        self._text.setText(_JOINED.join(facts))
        self._text.setToolTip(self.text())
        self._text.setAccessibleName(self.text())

    def _read(self, desk: Desk) -> list[str]:
        answered, total, to_review = desk.progress()
        stored = desk.facts
        facts = [
            self.tr("Guardado {time}").format(time=wording.clock(stored.saved_at)) if stored.saved_at else "",
            self.tr("{state}, revisión {revision}").format(
                state=wording.state(stored.state).lower(), revision=stored.revision
            ),
            self.tr("{answered} de {total} respondidas").format(answered=answered, total=total),
            self.tr("{count} por revisar").format(count=to_review) if to_review else "",
        ]
        return [fact for fact in facts if fact]

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        layout = self.layout()
        if layout is not None:
            layout.activate()  # else the text is as wide as it was
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if theme.is_restyle(event) and hasattr(self, "_facts"):
            self._fit()
