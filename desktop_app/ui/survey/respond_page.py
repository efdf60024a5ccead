"""Responder: the task list, the questions of one section, and the spider chart as it grows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QHideEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QToolButton, QWidget

from desktop_app.texts import language_code
from desktop_app.ui import icons, parts, theme
from desktop_app.ui.survey.find_bar import FindBar
from desktop_app.ui.survey.history import History
from desktop_app.ui.survey.section_page import SectionHeader, SectionPage
from desktop_app.ui.survey.spider_panel import SpiderPanel
from desktop_app.ui.survey.task_list import REVIEW, Task, TaskList
from desktop_app.ui.survey.views import Kind, QuestionView, question_view
from desktop_app.ui.theme import GRID
from desktop_app.xforms.model import Changes, Control, Group

if TYPE_CHECKING:
    from desktop_app.workflows.answer import Desk, SectionView

WIDE: Final = 1200
"""Below this width in pixels (at 100 % text) the spider chart is folded away until asked for."""

_TASKS_WIDTH: Final = 264
_PANEL_WIDTH: Final = 336
_TYPED: Final = frozenset({Kind.TEXT, Kind.INTEGER, Kind.DECIMAL, Kind.DATE})


class RespondPage(QWidget):
    """The screen on which a response is answered. Each answer goes to the desk at once; the shell puts it on disk.

    Signals:
        answered: ref, value and the engine's ``Changes`` of an answer that is on the desk.
        current_changed: the question that the respondent is at.
        review_requested: "Revisar y enviar" was chosen.
    """

    answered = Signal(str, str, object)
    current_changed = Signal(str)
    review_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk: Desk | None = None
        self.section_ref = ""
        self._current = ""
        self._checked: set[str] = set()
        self._panel_chosen: bool | None = None
        self._saved: datetime | None = None
        self.history = History()
        self._build()
        self._shortcuts()
        self.retranslate()

    def _build(self) -> None:
        row = parts.row(spacing=0)
        self.setLayout(row)
        self.tasks = TaskList(self)
        self.tasks.chosen.connect(self._on_task)
        row.addWidget(self.tasks)
        middle = parts.column(spacing=0)
        self.finder = FindBar(self)
        self.finder.found.connect(self.go_to)
        self.finder.closed.connect(self._on_find_closed)
        self.section = SectionPage(self)
        self.section.answered.connect(self._on_answered)
        self.section.entered.connect(self._on_entered)
        self.section.continued.connect(self.next_section)
        middle.addWidget(self.finder)
        middle.addWidget(self.section, 1)
        row.addLayout(middle, 1)
        self.fold = QToolButton(self)
        self.fold.setCheckable(True)
        self.fold.clicked.connect(self._on_fold)
        self.section.set_corner(self.fold)
        side = parts.row()
        side.setContentsMargins(0, GRID, GRID, GRID)
        self.panel = SpiderPanel(self)
        side.addWidget(self.panel)
        row.addLayout(side)
        self.panel.hide()

    def _shortcuts(self) -> None:
        actions: tuple[tuple[str, Callable[[], None]], ...] = (
            ("Ctrl+Return", self.next_section),
            ("Ctrl+Enter", self.next_section),
            ("F8", self.next_pending),
            ("Shift+F8", self.previous_pending),
            ("Ctrl+F", self.open_find),
            ("Ctrl+Z", self.undo),
        )
        for keys, action in actions:
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(action)

    def retranslate(self) -> None:
        self.fold.setText(self.tr("Diagrama"))
        self.fold.setAccessibleName(self.fold.text())
        self._say_saved()

    # What is shown

    def show_desk(self, desk: Desk) -> None:
        """Shows a response, at the question it was left at."""
        self.flush()
        if desk is not self.desk:
            self.history.clear()
            self._checked.clear()
        self.desk = desk
        self.fold.setVisible(desk.rubric is not None)
        sections = desk.sections()
        refs = [section.ref for section in sections]
        wanted = desk.section_of(desk.current_ref)
        self._show_tasks(sections)
        if wanted in refs or refs:
            self.show_section(wanted if wanted in refs else refs[0])
            if wanted in refs:
                self.section.focus_question(desk.current_ref)
        self._show_diagnosis(afresh=True)
        self._arrange()

    def show_section(self, ref: str) -> None:
        """Shows the questions of another section."""
        desk = self._desk()
        self.flush()
        self.section_ref = ref
        self.section.show_section(self._header(desk.section(ref)), self._refs(ref), self._view)
        self.tasks.mark(ref)

    def go_to(self, ref: str) -> None:
        """Shows the question at ``ref`` (or the companion) and puts the focus on it."""
        section = self._desk().section_of(ref)
        if not section:
            return
        if section != self.section_ref:
            self.show_section(section)
        card = self.section.card(ref)
        if card is not None:
            self._on_entered(card.ref)
            self.section.focus_question(ref)

    def flush(self) -> None:
        """Hands on at once what is being typed."""
        self.section.flush()

    def saved(self, at: datetime) -> None:
        """Says when the disk last took an answer."""
        self._saved = at
        self._say_saved()

    # Where one goes

    def next_section(self) -> None:
        """ "Continuar": the next section; on problems in this one, the list of them first, once."""
        desk = self._desk()
        self.flush()
        here = self.section_ref
        if not here:
            self.review_requested.emit()
            return
        first_time = here not in self._checked
        self._checked.add(here)
        self.section.refresh()
        problems = self._problems(here)
        if problems and first_time:
            self.section.show_problems(problems, self.tr("Puede continuar y volver a esta sección después."))
            return
        refs = [section.ref for section in desk.sections()]
        following = refs[refs.index(here) + 1 :] if here in refs else refs
        if following:
            self.show_section(following[0])
            self._enter_first()
        else:
            self.review_requested.emit()

    def next_pending(self) -> None:
        self.flush()
        self._go_if(self._desk().pending(self._current))

    def previous_pending(self) -> None:
        self.flush()
        self._go_if(self._desk().previous_pending(self._current))

    def open_find(self) -> None:
        self.flush()
        self.finder.open(self._search)

    def undo(self) -> None:
        """Takes back the last answer and goes to its question."""
        self.flush()
        step = self.history.pop()
        if step is None:
            return
        self._answer(step.ref, step.before)
        self.go_to(step.ref)

    # What happens

    def _on_answered(self, ref: str, value: str) -> None:
        desk = self._desk()
        before = desk.session.value(ref)
        if before == value:
            return
        view = question_view(desk.session, ref)
        self.history.add(ref, before, value, typed=view.kind in _TYPED)
        self._answer(ref, value)

    def _answer(self, ref: str, value: str) -> None:
        desk = self._desk()
        changes = desk.answer(ref, value)
        self._show_changes(changes, ref)
        self.answered.emit(ref, value, changes)

    def _show_changes(self, changes: Changes, ref: str) -> None:
        """Redraws what an answer changed, and nothing else."""
        desk = self._desk()
        touched = frozenset(
            {ref, *changes.values, *changes.relevant, *changes.required, *changes.readonly, *changes.problems}
        )
        sections = desk.sections()
        self._show_tasks(sections)
        if self.section_ref in [section.ref for section in sections]:
            if changes.relevant:
                self.section.set_refs(self._refs(self.section_ref))
            self.section.refresh(touched | changes.choices | changes.labels | self._owners(touched))
            self.section.set_header(self._header(desk.section(self.section_ref)))
        elif sections:
            self.show_section(sections[0].ref)
        self._show_diagnosis()

    def _owners(self, refs: frozenset[str]) -> set[str]:
        """Questions of this section whose companions came or went."""
        desk = self._desk()
        return {
            question.ref
            for question in desk.questions(self.section_ref)
            if not refs.isdisjoint({desk.companions(question.ref).comment, desk.companions(question.ref).planned})
        }

    def _on_entered(self, ref: str) -> None:
        if ref != self._current:
            self._current = ref
            self.current_changed.emit(ref)

    def _on_task(self, ref: str) -> None:
        self.flush()
        if ref == REVIEW:
            self.review_requested.emit()
        elif ref != self.section_ref:
            self.show_section(ref)

    def _on_find_closed(self) -> None:
        if self._current:
            self.section.focus_question(self._current)

    def _on_fold(self) -> None:
        self._panel_chosen = self.fold.isChecked()
        self._arrange()

    # How it is put together

    def _desk(self) -> Desk:
        assert self.desk is not None
        return self.desk

    def _refs(self, section: str) -> list[str]:
        """The section's questions and, between them, its notes."""
        desk = self._desk()
        shown = {question.ref for question in desk.questions(section)}
        group = next(child for child in desk.form.body if isinstance(child, Group) and child.ref == section)
        return [
            question.ref
            for question in group.questions()
            if question.ref in shown or (question.control is Control.NOTE and desk.session.is_relevant(question.ref))
        ]

    def _view(self, ref: str) -> QuestionView:
        desk = self._desk()
        extra = desk.companions(ref)
        return question_view(
            desk.session,
            ref,
            number=desk.number(ref),
            code=desk.code(ref),
            completeness=self.section_ref in self._checked,
            comment=extra.comment,
            planned=extra.planned,
        )

    def _problems(self, section: str) -> list[tuple[str, str, str]]:
        desk = self._desk()
        found = []
        for question in desk.questions(section):
            problem = desk.session.problem(question.ref)
            if problem is not None:
                name = desk.code(question.ref) or desk.number(question.ref)
                found.append((question.ref, f"{name} {desk.session.label(question.ref)}".strip(), problem.message))
        return found

    def _search(self, text: str) -> list[tuple[str, str]]:
        desk = self._desk()
        return [(ref, f"{desk.code(ref)} {label}".strip()) for ref, label in desk.search(text)]

    def _header(self, section: SectionView) -> SectionHeader:
        count = self.tr("{answered} de {total}").format(answered=section.answered, total=section.total)
        return SectionHeader(section.title, section.code, count)

    def _show_tasks(self, sections: tuple[SectionView, ...]) -> None:
        self.tasks.show_tasks([Task(s.ref, s.title, s.code, s.answered, s.total, s.state) for s in sections])

    def _show_diagnosis(self, *, afresh: bool = False) -> None:
        desk = self._desk()
        diagnosis = desk.diagnosis()
        if diagnosis is not None:
            self.panel.show_diagnosis(diagnosis, language_code(desk.session.language) or "es", afresh=afresh)

    def _enter_first(self) -> None:
        refs = self._refs(self.section_ref)
        if refs:
            self.section.focus_question(refs[0])

    def _go_if(self, ref: str | None) -> None:
        if ref is not None:
            self.go_to(ref)

    def _say_saved(self) -> None:
        text = self.tr("Guardado {time}").format(time=f"{self._saved.astimezone():%H:%M}") if self._saved else ""
        self.section.note.setText(text)

    def _arrange(self) -> None:
        """Widths that follow the text's size, and the chart folded where it would leave the questions too little."""
        scale = max(1.0, self.font().pointSizeF() / theme.BASE_POINTS)
        width = self.width()
        roomy = width >= WIDE * min(scale, 1.6)
        scored = self.desk is not None and self.desk.rubric is not None
        is_open = scored and (roomy if self._panel_chosen is None else self._panel_chosen)
        self.fold.setChecked(is_open)
        self.panel.setVisible(is_open)
        self.tasks.setFixedWidth(round(min(_TASKS_WIDTH * scale, width * 0.3)))
        self.panel.setFixedWidth(round(min(_PANEL_WIDTH * scale, width * 0.34)))
        name = "survey/open" if is_open else "survey/web"
        size = self.fontMetrics().height()
        self.fold.setIcon(icons.icon(name, theme.tokens().accent, size))
        self.fold.setIconSize(QSize(size, size))
        tight = width < WIDE * scale * 0.7
        beside = Qt.ToolButtonStyle.ToolButtonTextBesideIcon
        self.fold.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly if tight else beside)
        self.fold.setToolTip(self.tr("Ocultar el diagrama") if is_open else self.tr("Mostrar el diagrama"))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def hideEvent(self, event: QHideEvent) -> None:
        self.flush()
        super().hideEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if not hasattr(self, "section"):
            return
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        elif theme.is_restyle(event):
            self._arrange()
