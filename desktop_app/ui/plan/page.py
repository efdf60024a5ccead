"""Plan: the actions of the improvement plan as a table, the action at hand beneath it, and what is recommended."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QSizePolicy, QWidget

from desktop_app.ui import parts
from desktop_app.ui.plan.actions_card import ActionsCard
from desktop_app.ui.plan.editor import ActionEditor
from desktop_app.ui.plan.steps import take
from desktop_app.ui.plan.suggested import Suggested
from desktop_app.ui.survey.around import Around, Teller
from desktop_app.ui.survey.desk_source import DeskSource
from desktop_app.ui.survey.note_taker import NoteTaker
from desktop_app.ui.survey.respond_page import TYPED
from desktop_app.ui.survey.section_page import Sheet
from desktop_app.ui.survey.views import kind_of
from desktop_app.ui.survey.widgets.link import Link
from desktop_app.ui.theme import GRID, set_role

if TYPE_CHECKING:
    from desktop_app.diagnosis import Action, PlanForm
    from desktop_app.ui.survey.beside import FileNamed
    from desktop_app.ui.survey.edits import Deed, Edits
    from desktop_app.ui.survey.views import FileOf

_WIDTH: Final = 1100
_TOLD: Final = (
    "file_wanted",
    "file_opened",
    "file_dropped",
    "evidence_wanted",
    "evidence_opened",
    "evidence_dropped",
    "attended",
)


class PlanPage(QScrollArea):
    """Shows and changes the plan of a response whose form has one. Each step is on the desk at once.

    Signals:
        answered: ref, value and the engine's ``Changes`` of a step that is on the desk, as ``RespondPage`` tells them.
        noted: the comment, the files or the marks at ref changed, and no answer with them.
        sheet_requested, calendar_requested: the plan is to be written as a spreadsheet, as a calendar.
        file_wanted, file_opened, file_dropped, evidence_wanted, evidence_opened, evidence_dropped, attended: as
            ``Teller``'s.
    """

    answered = Signal(str, str, object)
    noted = Signal(str)
    sheet_requested = Signal()
    calendar_requested = Signal()
    file_wanted = Signal(str)
    file_opened = Signal(str)
    file_dropped = Signal(str, str)
    evidence_wanted = Signal(str)
    evidence_opened = Signal(str, str)
    evidence_dropped = Signal(str, str)
    attended = Signal(str, int)

    def __init__(
        self,
        edits: Edits,
        parent: QWidget | None = None,
        file_of: FileOf | None = None,
        file_named: FileNamed | None = None,
    ) -> None:
        super().__init__(parent)
        plan = edits.desk.plan_form
        assert plan is not None
        self.plan: PlanForm = plan
        self.desk = edits.desk
        self.edits = edits
        self._source = DeskSource(self.desk, edits, file_of, file_named)
        self._ref = ""
        self._writing = False
        self.teller = Teller(self)
        self.teller.answered.connect(self._on_answered)
        for name in _TOLD:
            getattr(self.teller, name).connect(getattr(self, name))
        self.teller.add_wanted.connect(self._on_record_added)
        self.teller.remove_wanted.connect(self._on_record_removed)
        self.teller.undo_wanted.connect(self.undo)
        self.notes = NoteTaker(self.teller, self)
        self.notes.show_edits(edits)
        self.notes.done.connect(self._tell)
        self._build()
        shortcut = QShortcut(QKeySequence(QKeySequence.StandardKey.Undo), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(self.undo)
        self.show_plan()

    def _build(self) -> None:
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        sheet = Sheet(self)
        set_role(sheet, "page")
        centre = QHBoxLayout(sheet)
        centre.setContentsMargins(3 * GRID, 3 * GRID, 3 * GRID, 3 * GRID)
        content = QWidget(sheet)
        content.setMaximumWidth(_WIDTH)
        content.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        centre.addStretch(1)
        centre.addWidget(content, 1000, Qt.AlignmentFlag.AlignTop)
        centre.addStretch(1)
        body = parts.column(content, spacing=2 * GRID)
        body.addWidget(parts.label(self.tr("Plan"), "title", content))
        intro = self.tr("Qué se va a hacer, quién responde, para cuándo y con qué recursos. Va con sus respuestas.")
        body.addWidget(parts.label(intro, "muted", content))
        self.carried = parts.frame("warning", content, margin=2 * GRID)
        self.carried_text = parts.label("", "strong", self.carried)
        parts.inside(self.carried).addWidget(self.carried_text)
        self.removed = parts.frame("notice", content, margin=GRID)
        undo = self.tr("Deshacer")
        self.undo_link = Link(undo, "undo", self.removed)
        self.undo_link.linkActivated.connect(self.undo)
        parts.inside(self.removed).addWidget(parts.label(self.tr("Se quitó una acción del plan."), "", self.removed))
        parts.inside(self.removed).addWidget(self.undo_link)
        self.suggested = Suggested(content)
        self.suggested.wanted.connect(self.take)
        self.card = ActionsCard(content)
        self.table = self.card.table
        self.table.chosen.connect(self._choose)
        self.table.remove_wanted.connect(self.remove)
        self.table.add_wanted.connect(self.add)
        self.card.add.clicked.connect(self.add)
        self.card.remove.clicked.connect(self.remove)
        self.card.sheet.clicked.connect(self.sheet_requested)
        self.card.calendar.clicked.connect(self.calendar_requested)
        self.editor = ActionEditor(Around(self._source, self.teller, self), self.card)
        self.editor.stepped.connect(self._on_stepped)
        self.editor.confirmed.connect(self._on_confirmed)
        self.card.put_editor(self.editor)
        for widget in (self.carried, self.suggested, self.removed, self.card):
            body.addWidget(widget)
        body.addStretch(1)
        self.setWidget(sheet)

    # What is shown

    def show_plan(self) -> None:
        """Shows the plan as it stands now; answers may have been given elsewhere."""
        self._show()
        self.editor.questions.refresh(None)

    def focus_first(self) -> None:
        """Puts the focus where one begins: on the table or, where there is none, on what adds an action."""
        first = self.table if self._ref else self.card.add
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def flush(self) -> None:
        """Hands on at once what is being typed."""
        self.editor.questions.flush()

    def listed(self) -> tuple[Action, ...]:
        """The actions in the table: none while there is but a blank one that nobody writes."""
        found = self.desk.actions()
        return found if self._writing or not all(action.blank() for action in found) else ()

    def current(self) -> str:
        """The action at hand; empty for none."""
        return self._ref

    def give(self, ref: str, value: str) -> None:
        """Answers the question at ``ref`` as if the respondent had: with a file that was chosen elsewhere."""
        self._on_answered(ref, value)

    def _show(self) -> None:
        actions = self.listed()
        refs = [action.ref for action in actions]
        if self._ref not in refs:
            self._ref = refs[min(len(refs) - 1, max(0, _position(self._ref) - 1))] if refs else ""
        self.card.show_actions(self.desk, actions)
        self.table.choose(self._ref)
        self.editor.setVisible(bool(self._ref))
        self._show_action()
        self.suggested.show_desk(self.desk)
        waiting = {_position(ref) for ref in self.desk.to_confirm() if ref.startswith(f"{self.plan.nodeset}[")}
        carried = [ref for ref in refs if _position(ref) in waiting]
        self.carried_text.setText(self._carried_words(len(carried)))
        self.carried.setVisible(bool(carried))
        self.removed.setVisible(self.plan.nodeset in self.edits.shortened())

    def _show_action(self) -> None:
        ref = self._ref
        entries = self.desk.instance(ref) if ref else ()
        wave = self._wave() if ref and self._to_confirm(ref) else ""
        order = self.table.order
        self.editor.show_action(ref, entries, order.row_of(ref), order.rowCount(), wave)

    def _wave(self) -> str:
        previous = self.desk.facts.previous
        return previous.wave if previous is not None else self.tr("anterior")

    def _carried_words(self, count: int) -> str:
        words = (
            self.tr("1 acción viene de la ola {wave}: diga qué pasó con ella.")
            if count == 1
            else self.tr("{n} acciones vienen de la ola {wave}: diga qué pasó con ellas.")
        )
        return words.format(n=count, wave=self._wave())

    def _to_confirm(self, ref: str) -> tuple[str, ...]:
        """What the action at ``ref`` has from the wave before and is to be confirmed."""
        return tuple(each for each in self.desk.to_confirm() if each.startswith(f"{ref}/"))

    # What the respondent does

    def take(self, code: str, activity: str) -> None:
        """Makes an action of a recommended activity."""
        self.flush()
        at = self.desk.current_ref
        self._ref, deeds = take(self.edits, code, activity)
        self._finish(at, deeds)

    def add(self) -> None:
        """One more action, to be written; one of which nothing is said yet is used first."""
        self.flush()
        self._writing = True
        blank = next((action.ref for action in self.desk.actions() if action.blank()), "")
        if blank:
            self._ref = blank
            self._show()
        else:
            at = self.desk.current_ref
            deed = self.edits.add(self.plan.nodeset)
            self._ref = f"{self.plan.nodeset}[{self.desk.session.repeat_count(self.plan.nodeset)}]"
            self._finish(at, [deed])
        card = self.editor.questions.first_card()
        if card is not None:
            card.focus_answer(card.ref)
            self.editor.questions.around.settle(card)
            self.ensureWidgetVisible(card, 0, GRID)

    def remove(self) -> None:
        """Takes the action at hand away; this can be taken back."""
        if not self._ref:
            return
        self.flush()
        at = self.desk.current_ref
        self._finish(at, [self.edits.remove(self._ref)])
        if self._ref:
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.card.add.setFocus(Qt.FocusReason.OtherFocusReason)

    def undo(self) -> None:
        """Takes back the last step, if it was one of the plan: another screen's is for that screen to take back."""
        self.flush()
        last = self.edits.history.last()
        if last is None or not last.ref.startswith(f"{self.plan.nodeset}["):
            return
        at = self.desk.current_ref
        where, deeds = self.edits.undo()
        if where.startswith(f"{self.plan.nodeset}["):
            self._ref = f"{self.plan.nodeset}[{_position(where)}]"
        self._finish(at, deeds)

    def _choose(self, ref: str) -> None:
        if ref and ref != self._ref:
            self.flush()
            self._ref = ref
            self.table.choose(ref)
            self._show_action()

    def _on_stepped(self, by: int) -> None:
        order = self.table.order
        self._choose(order.ref_at(order.row_of(self._ref) + by))

    def _on_confirmed(self) -> None:
        self.flush()
        refs = self._to_confirm(self._ref)
        if refs:
            for deed in self.edits.confirm(refs[0], refs):
                self._tell(deed)

    def _on_answered(self, ref: str, value: str) -> None:
        session = self.desk.session
        if session.value(ref) == value:
            return
        at = self.desk.current_ref
        typed = kind_of(session.form.question(ref)) in TYPED
        self._finish(at, [self.edits.answer(ref, value, typed=typed)])

    def _on_record_added(self, nodeset: str) -> None:
        """One more record of a repeat in the action at hand."""
        at = self.desk.current_ref
        deed = self.edits.add(nodeset)
        self._source.chosen[nodeset] = self.desk.session.repeat_count(nodeset)
        self._finish(at, [deed])

    def _on_record_removed(self, ref: str) -> None:
        at = self.desk.current_ref
        self._finish(at, [self.edits.remove(ref)])

    def _finish(self, at: str, deeds: list[Deed]) -> None:
        """Shows and tells what was done. Responder stays where it was, at ``at``, unless that was in the plan."""
        if at and not at.startswith(f"{self.plan.nodeset}["):
            self.desk.current_ref = at
        for deed in deeds:
            self._tell(deed)

    def _tell(self, deed: Deed) -> None:
        self._show()
        self.editor.questions.refresh(None)
        if deed.changes is None:
            self.noted.emit(deed.ref)
        else:
            self.answered.emit(deed.ref, deed.value, deed.changes)
        for each in deed.then:
            self._tell(each)

    def hideEvent(self, event: QHideEvent) -> None:
        self.flush()
        self._writing = False
        super().hideEvent(event)


def _position(ref: str) -> int:
    """The number of the plan's instance that ``ref`` is in, from 1; 0 when it is in none."""
    number = ref.partition("[")[2].partition("]")[0]
    return int(number) if number.isdigit() else 0
