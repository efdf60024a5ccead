"""Responder: the task list, the questions of one section, and the spider chart as it grows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QHideEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from desktop_app.ui.survey.around import lay_out
from desktop_app.ui.survey.beside import FileNamed
from desktop_app.ui.survey.desk_source import DeskSource, brief, first_question, tasks_of
from desktop_app.ui.survey.edits import Deed, Edits, take_offer
from desktop_app.ui.survey.note_taker import NoteTaker
from desktop_app.ui.survey.respond_frame import RespondFrame
from desktop_app.ui.survey.section_page import SectionHeader
from desktop_app.ui.survey.task_list import REVIEW
from desktop_app.ui.survey.views import FileOf, Kind, kind_of
from desktop_app.xforms.model import Changes

if TYPE_CHECKING:
    from desktop_app.diagnosis import Offer
    from desktop_app.workflows.answer import Desk, SectionView

TYPED: Final = frozenset(
    {Kind.TEXT, Kind.INTEGER, Kind.DECIMAL, Kind.RANGE, Kind.DATE, Kind.TIME, Kind.DATETIME, Kind.GEOPOINT}
)


class RespondPage(RespondFrame):
    """The screen on which a response is answered. Each answer goes to the desk at once; the shell puts it on disk.

    Signals:
        answered: ref, value and the engine's ``Changes`` of an answer that is on the desk; of a record added, removed
            or brought back the repeat's nodeset, no value, and the ``Changes``.
        current_changed: the question that the respondent is at.
        review_requested: "Revisar y enviar" was chosen.
        file_wanted: a file is to be chosen for the question at ref; ``give`` takes its name.
        file_opened: the file of the question at ref is to be seen.
        file_dropped: this file was dropped on the question at ref.
        noted: the comment, the files or the marks at ref changed, and no answer with them.
        evidence_wanted: a file is to be chosen to go beside the answer at ref; ``give_evidence`` takes its name.
        evidence_dropped: this file was dropped on the question at ref, to go beside its answer.
        evidence_opened: the file of this name beside the answer at ref is to be seen.
        attended: an observation needs no more attention: its receipt's SHA-256 and its position there.
        language_chosen: the form is shown in this one of its languages from now on.
    """

    answered = Signal(str, str, object)
    current_changed = Signal(str)
    review_requested = Signal()
    file_wanted = Signal(str)
    file_opened = Signal(str)
    file_dropped = Signal(str, str)
    noted = Signal(str)
    evidence_wanted = Signal(str)
    evidence_dropped = Signal(str, str)
    evidence_opened = Signal(str, str)
    attended = Signal(str, int)
    language_chosen = Signal(str)

    desk: Desk | None = None

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.section_ref = ""
        self._current = ""
        self._at = ""
        self._noticed: frozenset[str] = frozenset()
        self._source: DeskSource | None = None
        self._file_of: FileOf | None = None
        self._file_named: FileNamed | None = None
        self._saved: datetime | None = None
        self._connect()
        self._shortcuts()
        self.retranslate()

    def _connect(self) -> None:
        self.tasks.chosen.connect(self._on_task)
        self.finder.found.connect(self.go_to)
        self.finder.closed.connect(self._on_find_closed)
        self.section.answered.connect(self._on_answered)
        self.section.entered.connect(self._on_entered)
        self.section.continued.connect(self.next_section)
        for signal in ("file_wanted", "file_opened", "file_dropped"):
            getattr(self.section, signal).connect(getattr(self, signal))
        teller = self.section.teller
        for signal in ("evidence_wanted", "evidence_dropped", "evidence_opened", "attended"):
            getattr(teller, signal).connect(getattr(self, signal))
        teller.add_wanted.connect(self._on_add)
        teller.offer_wanted.connect(self._on_offer)
        teller.remove_wanted.connect(self._on_remove)
        teller.undo_wanted.connect(self.undo)
        self.notes = NoteTaker(teller, self)
        self.notes.done.connect(self._tell)
        self.section.carried.confirmed.connect(self._on_all_confirmed)
        self.languages.picked.connect(self._on_language)

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
        self.fold.retranslate()
        self._say_saved()

    # What is shown

    def show_desk(self, desk: Desk, edits: Edits | None = None) -> None:
        """Shows a response, at the question it was left at; with ``edits`` that other screens make, too."""
        self.flush()
        if desk is not self.desk or self._source is None:
            self._source = DeskSource(desk, edits or Edits(desk), self._file_of, self._file_named)
            self.notes.show_edits(self._source.edits)
        self.desk = desk
        self.fold.setVisible(desk.rubric is not None)
        self.languages.show_languages(desk.form.languages, desk.session.language)
        sections = desk.sections()
        refs = [section.ref for section in sections]
        wanted = desk.section_of(desk.current_ref)
        self.tasks.show_tasks(tasks_of(sections))
        if wanted in refs or refs:
            self.show_section(wanted if wanted in refs else refs[0])
            if wanted in refs:
                self.go_to(desk.current_ref)
        self._show_diagnosis(afresh=True)
        self.arrange()

    def show_section(self, ref: str) -> None:
        """Shows the questions of another section."""
        desk = self._desk()
        self.flush()
        self.section_ref = ref
        shown = desk.section(ref)
        self.section.show_entries(self._header(shown), desk.entries(ref), self._shown())
        self._show_head(shown)
        self.tasks.mark(ref)

    def go_to(self, ref: str) -> None:
        """Shows the question at ``ref`` (or the companion) and puts the focus on it; of a repeat, on its first one.

        What no section shows is no place to go to: nothing happens.
        """
        section = self._desk().section_of(ref)
        if not section:
            return
        if section != self.section_ref:
            self.show_section(section)
        card = self.section.card(ref) or self.section.card(self._shown().first_of(ref))
        if card is not None:
            self._on_entered(card.ref)
            self._at = ref
            self.section.focus_question(ref if ref in card.refs() else card.ref)
        else:
            self.section.focus_first()

    def give(self, ref: str, value: str) -> None:
        """Answers the question at ``ref`` as if the respondent had: with a file that was chosen elsewhere."""
        self._on_answered(ref, value)

    def give_evidence(self, ref: str, name: str) -> None:
        """Puts a file that was chosen elsewhere beside the answer at ``ref``."""
        self.notes.give_file(ref, name)

    def set_file_source(self, file_of: FileOf, file_named: FileNamed | None = None) -> None:
        """Where what is kept of chosen files comes from; without ``file_named`` none can be put beside answers."""
        self._file_of, self._file_named = file_of, file_named
        if self._source is not None:
            self._source.file_of, self._source.beside.file_named = file_of, file_named
            self.section.refresh()

    def show_observations(self) -> None:
        """What the receiving entity asks is another now: tasks and cards follow, and all else stays."""
        self.tasks.show_tasks(tasks_of(self._desk().sections()))
        self.section.refresh()
        if self.section_ref:
            self._show_head(self._desk().section(self.section_ref))

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
        first_time = here not in self._shown().checked
        self._shown().checked.add(here)
        self.section.refresh()
        problems = self._shown().problems(here)
        if problems and first_time:
            self.section.show_problems(problems, self.tr("Puede continuar y volver a esta sección después."))
            return
        refs = [section.ref for section in desk.sections()]
        following = refs[refs.index(here) + 1 :] if here in refs else refs
        if following:
            self.show_section(following[0])
            self.section.focus_first()
        else:
            self.review_requested.emit()

    def next_pending(self) -> None:
        self.flush()
        self.go_to(self._desk().pending(self._at) or "")

    def previous_pending(self) -> None:
        self.flush()
        self.go_to(self._desk().previous_pending(self._at) or "")

    def open_find(self) -> None:
        self.flush()
        self.finder.open(self._shown().search)

    def undo(self) -> None:
        """Takes back the last answer, or the last record added or removed, and goes there."""
        self.flush()
        where, deeds = self._shown().edits.undo()
        for deed in deeds:
            self._tell(deed)
        if where.endswith("]"):  # an instance that is there again
            self._enter_record(where)
        elif where:
            self.go_to(where)

    # What happens

    def _on_answered(self, ref: str, value: str) -> None:
        desk = self._desk()
        if desk.session.value(ref) == value:
            return
        typed = kind_of(desk.form.question(ref)) in TYPED
        self._tell(self._shown().edits.answer(ref, value, typed=typed))

    def _on_add(self, nodeset: str) -> None:
        deed = self._shown().edits.add(nodeset)
        last = self._desk().session.repeat_count(nodeset)
        self._shown().chosen[nodeset] = last
        self._tell(deed)
        self._enter_record(f"{nodeset}[{last}]")

    def _on_offer(self, nodeset: str, offer: Offer) -> None:
        """The record is there; the focus stays where the other opportunities are."""
        ref, deeds = take_offer(self._shown().edits, nodeset, offer)
        self._shown().chosen[nodeset] = int(ref.rpartition("[")[2][:-1])
        for deed in deeds:
            self._tell(deed)

    def _on_remove(self, ref: str) -> None:
        self._tell(self._shown().edits.remove(ref))

    def _tell(self, deed: Deed) -> None:
        """Shows it and tells of it. A repeat that says what was removed from it says so until the next step."""
        before, self._noticed = self._noticed, self._shown().edits.shortened()
        if deed.changes is None:
            self.noted.emit(deed.ref)
        else:
            self.answered.emit(deed.ref, deed.value, deed.changes)  # first: the disk is at work while this draws
        self._show_changes(deed.changes or Changes(), {deed.ref, *deed.marked, *before, *self._noticed})
        if deed.changes is not None:
            self._show_diagnosis()
        for each in deed.then:
            self._tell(each)
        lay_out()

    def _show_changes(self, changes: Changes, refs: set[str]) -> None:
        """Redraws what a step changed, and nothing else."""
        desk = self._desk()
        touched = refs.union(
            changes.values, changes.relevant, changes.required, changes.readonly, changes.problems, changes.repeats
        ).union(changes.choices, changes.labels)
        sections = desk.sections()
        self.tasks.show_tasks(tasks_of(sections))
        if self.section_ref in [section.ref for section in sections]:
            if changes.relevant or changes.repeats:
                self.section.set_entries(desk.entries(self.section_ref))
            self.section.refresh(frozenset(touched.union(map(self._shown().owner, touched))))
            self._show_head(next(section for section in sections if section.ref == self.section_ref))
        elif sections:
            self.show_section(sections[0].ref)

    def _enter_record(self, ref: str) -> None:
        """Goes to the first question of an instance, if it has one."""
        first = first_question(self._desk().instance(ref))
        if first:
            self.go_to(first)

    def _on_language(self, language: str) -> None:
        """Place and answers stay; only the words change."""
        desk = self._desk()
        self.flush()
        desk.session.set_language(language)
        self.languages.show_languages(desk.form.languages, desk.session.language)
        self.tasks.show_tasks(tasks_of(desk.sections()))
        self.section.show_problems(())
        self.section.refresh()
        if self.section_ref:
            self._show_head(desk.section(self.section_ref))
        self._show_diagnosis(afresh=True)
        self.language_chosen.emit(language)

    def _on_all_confirmed(self) -> None:
        self.flush()
        self.notes.confirm_section(self.section_ref)

    def _on_entered(self, ref: str) -> None:
        if self._shown().owner(self._at) != ref:
            self._at = ref
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

    # How it is put together

    def _shown(self) -> DeskSource:
        assert self._source is not None
        return self._source

    def _desk(self) -> Desk:
        return self._shown().desk

    def _header(self, section: SectionView) -> SectionHeader:
        count = self.tr("{answered} de {total}") if section.total else ""
        count = count.format(answered=section.answered, total=section.total)
        asked = self._shown().asked_of_section(section.ref)
        return SectionHeader(brief(section.title), section.code, count, asked)

    def _show_head(self, section: SectionView) -> None:
        self.section.set_header(self._header(section))
        previous = self._desk().facts.previous
        self.section.carried.show_count(section.to_confirm, previous.wave if previous is not None else "")

    def _show_diagnosis(self, *, afresh: bool = False) -> None:
        self.panel.show_desk(self._desk(), afresh=afresh)

    def _say_saved(self) -> None:
        text = self.tr("Guardado {time}").format(time=f"{self._saved.astimezone():%H:%M}") if self._saved else ""
        self.section.note.setText(text)

    def is_scored(self) -> bool:
        return self.desk is not None and self.desk.rubric is not None

    def hideEvent(self, event: QHideEvent) -> None:
        self.flush()
        super().hideEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange and hasattr(self, "notes"):
            self.retranslate()
