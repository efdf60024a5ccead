"""Ficha: the initiative's card, answered with the same widgets as any other form and saved as a whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop_app.ui import parts
from desktop_app.ui.survey.section_page import SectionHeader, SectionPage
from desktop_app.ui.survey.views import QuestionView, question_view

if TYPE_CHECKING:
    from desktop_app.xforms import Session


class CardPage(QWidget):
    """Shows the card's session.

    Signals:
        save_wanted: the session holds what is to be saved.
        left: the user goes back without saving.
    """

    save_wanted = Signal(object)
    left = Signal()

    def __init__(self, session: Session, *, new: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._changed = False
        outside = QHBoxLayout(self)
        outside.setContentsMargins(0, 0, 0, 0)
        sheet = QWidget(self)
        sheet.setMaximumWidth(parts.READING_WIDTH)
        outside.addStretch(1)
        outside.addWidget(sheet, 1000)
        outside.addStretch(1)
        inside = parts.column(sheet, spacing=0)
        bar = parts.row()
        bar.setContentsMargins(24, 12, 24, 0)
        back = parts.button(self.tr("‹ Volver a Inicio"), "link", self)
        back.clicked.connect(self.left)
        bar.addWidget(back)
        bar.addStretch(1)
        inside.addLayout(bar)
        self.section = SectionPage(self)
        self.section.set_continue_text(self.tr("Guardar la ficha"))
        self.section.answered.connect(self._on_answered)
        self.section.continued.connect(self._on_continued)
        inside.addWidget(self.section, 1)
        title = self.tr("Nueva iniciativa") if new else self.tr("Ficha de la iniciativa")
        self.section.show_section(SectionHeader(title), self._refs(), self._view)

    def focus_first(self) -> None:
        """Puts the cursor where the writing begins."""
        self.section.focus_question(self._refs()[0])

    @property
    def changed(self) -> bool:
        """Whether something was written that is not saved."""
        self.section.flush()
        return self._changed

    def mark_saved(self) -> None:
        self._changed = False

    def _refs(self) -> list[str]:
        return [question.ref for question in self._session.relevant_questions()]

    def _view(self, ref: str) -> QuestionView:
        return question_view(self._session, ref)

    @Slot(str, str)
    def _on_answered(self, ref: str, value: str) -> None:
        self._session.set(ref, value)
        self._changed = True
        self.section.set_refs(self._refs())
        self.section.refresh()

    @Slot()
    def _on_continued(self) -> None:
        self.section.flush()
        problems = [(p.ref, self._session.label(p.ref), p.message) for p in self._session.problems()]
        self.section.show_problems(problems)
        if not problems:
            self.save_wanted.emit(self._session)
