"""The right of Responder: the spider chart as it grows, the points, and what the last answer changed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QFrame, QLabel, QWidget

from desktop_app.diagnosis import Diagnosis
from desktop_app.texts import language_code
from desktop_app.ui import parts
from desktop_app.ui.survey.web import Web
from desktop_app.ui.survey.wording import level_words, moved, provisional_words, signed, total_words
from desktop_app.ui.theme import GRID, set_role

if TYPE_CHECKING:
    from desktop_app.workflows.answer import Desk


class SpiderPanel(QFrame):
    """Shows a diagnosis beside the questions."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_role(self, "card")
        self._diagnosis: Diagnosis | None = None
        self._language = "es"
        column = parts.column(self, margin=GRID)
        self.web = Web(self)
        self.detail = parts.label("", "muted", self)
        self.total = parts.label("", "heading", self)
        self.level = parts.label("", "strong", self)
        self.note = parts.label("", "muted", self)
        self.change = parts.label("", "code", self)
        column.addWidget(self.web, 1)
        policy = self.change.sizePolicy()
        policy.setRetainSizeWhenHidden(True)  # the chart does not change its size at every answer
        self.change.setSizePolicy(policy)
        for label in (self.detail, self.total, self.level, self.change, self.note):
            label.setContentsMargins(GRID, 0, GRID, 0)
            column.addWidget(label)
        self.web.detail.connect(self._on_detail)
        self._on_detail("")

    def show_desk(self, desk: Desk, *, afresh: bool = False) -> None:
        """Shows the result as it stands now, and which areas moved since the one before unless shown ``afresh``."""
        diagnosis = desk.diagnosis()
        if diagnosis is None:
            return
        before, self._diagnosis = self._diagnosis, diagnosis
        self._language = language_code(desk.session.language) or "es"
        self.web.show_desk(desk, diagnosis)
        moves = [] if afresh or before is None else list(self._moves(before, diagnosis))
        _fill(self.change, " · ".join(moves))
        self._tell(diagnosis)

    def _tell(self, diagnosis: Diagnosis) -> None:
        _fill(self.total, total_words(diagnosis, self._language))
        _fill(self.level, level_words(diagnosis.level) if diagnosis.level else "")
        _fill(self.note, provisional_words(diagnosis))

    def _moves(self, before: Diagnosis, after: Diagnosis) -> Iterator[str]:
        earlier = {area.code: area.value or 0.0 for area in before.areas}
        for area in after.areas:
            step = (area.value or 0.0) - earlier.get(area.code, 0.0)
            if moved(step):
                yield f"{area.code} {signed(step, self._language)}"

    def _on_detail(self, text: str) -> None:
        self.detail.setText(text or self.tr("Pase por un eje, o use las flechas, para ver su detalle."))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange and self._diagnosis is not None:
            self._on_detail("")
            self._tell(self._diagnosis)


def _fill(label: QLabel, text: str) -> None:
    label.setText(text)
    label.setVisible(bool(text))
