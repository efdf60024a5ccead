"""The card of one question: number and code, label, hint, the control, what is wrong, and its companions folded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy, QVBoxLayout, QWidget

from desktop_app.ui import parts
from desktop_app.ui.survey.views import Kind, QuestionView, is_answered
from desktop_app.ui.survey.widgets.companion import CompanionFold, Fold
from desktop_app.ui.survey.widgets.control import Control
from desktop_app.ui.survey.widgets.factory import control_key, make_control
from desktop_app.ui.survey.widgets.file import FileControl, dragged_file
from desktop_app.ui.survey.widgets.fixed import ElsewhereControl
from desktop_app.ui.survey.widgets.focus import arrange, follow, place_after, precede
from desktop_app.ui.survey.widgets.notes_fold import NotesFold
from desktop_app.ui.survey.widgets.observed import Observed
from desktop_app.ui.survey.widgets.past import Past
from desktop_app.ui.survey.widgets.remarks import remark
from desktop_app.ui.survey.widgets.special import SpecialAnswers
from desktop_app.ui.survey.widgets.steady import SteadyColumn
from desktop_app.ui.survey.widgets.warning_box import WarningBox
from desktop_app.ui.theme import GRID, set_role

_BEFORE_CONTROL = 4
_NOT_ANSWERED = frozenset({Kind.NOTE, Kind.CALCULATED})


class QuestionWidget(QFrame):
    """One question, shown from a ``QuestionView``. It holds no session and decides nothing.

    Signals:
        answered: the respondent has given this value (XForms text) to the question, or the companion, at ref.
        file_wanted: a file is to be chosen as the answer at ref.
        file_opened: the file that is the answer at ref is to be shown.
        file_dropped: the file at this path was dragged to the answer at ref.
        confirmed: the answer at ref, taken over from the wave before, holds for this one too.
        commented: this text is put beside the answer at ref.
        attended: an observation needs no more attention: its receipt's SHA-256 and its position there.
        evidence_wanted, evidence_opened, evidence_removed, evidence_dropped: of the files beside the answer at ref one
            is to be chosen, seen or taken away, or one was dragged to the card.
    """

    answered = Signal(str, str)
    file_wanted = Signal(str)
    file_opened = Signal(str)
    file_dropped = Signal(str, str)
    confirmed = Signal(str)
    commented = Signal(str, str)
    attended = Signal(str, int)
    evidence_wanted = Signal(str)
    evidence_opened = Signal(str, str)
    evidence_removed = Signal(str, str)
    evidence_dropped = Signal(str, str)

    def __init__(self, view: QuestionView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_role(self, "card")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)  # as a control's, and why
        self.view = view
        self._column = SteadyColumn(self, margin=2 * GRID, spacing=GRID)
        self._head = parts.label("", "code", self)
        self._label = parts.label("", "strong", self)
        self._untranslated = parts.label("", "muted", self)
        self._hint = parts.label("", "hint", self)
        self._remark = parts.label("", "muted", self)
        self.problem = parts.label("", "problem", self)
        self._help: Fold | None = None
        self._help_text: QLabel | None = None
        self._folds: dict[str, CompanionFold] = {}
        self._boxes: dict[str, WarningBox] = {}
        self.special: SpecialAnswers | None = None
        self.past: Past | None = None
        self.notes: NotesFold | None = None
        self._arranged = False
        above = parts.row()
        above.addWidget(self._head, 1)
        above.addWidget(self._untranslated)  # above the label, from which it would take half the width in large type
        self._column.addLayout(above)
        self._column.addWidget(self._label)
        for widget in (self._hint, self._remark):
            self._column.addWidget(widget)
        self._key = control_key(view)
        self.observed = self._make_observed(view) if view.observations else None  # above the control, also for Tab
        self.control = self._make_control(view)
        self._beneath, self._warnings, self._extras = (QVBoxLayout() for _ in range(3))
        self._column.addLayout(self._beneath)
        self._column.addWidget(self.problem)
        self._column.addLayout(self._warnings)
        self._extras.setSpacing(0)
        self._column.addLayout(self._extras)
        self._show(view)
        arrange(self)
        self._arranged = True

    @property
    def ref(self) -> str:
        return self.view.ref

    def show_question(self, view: QuestionView) -> None:
        """Shows ``view``; a half-typed answer is left alone."""
        if view != self.view:
            before, self.view = self.view, view
            if control_key(view) != self._key or view.ref != before.ref:
                self._replace_control(view)
            self._show(view)

    def prepare(self, warnings: Sequence[QuestionView]) -> bool:
        """Makes ahead what would show ``warnings``, all that may come, so that no answer waits for it; whether there
        was anything to make."""
        missing = [each for each in warnings if each.ref not in self._boxes]
        for each in missing:
            box = self._make_box(each)
            box.hide()
            for widget in (box, *box.findChildren(QWidget)):
                widget.ensurePolished()
        return bool(missing)

    def set_value(self, value: str) -> None:
        self.control.set_value(value)

    def set_problem(self, text: str | None) -> None:
        """Says what is wrong with the answer, or that nothing is."""
        self.problem.setText(text or "")
        self.problem.setVisible(bool(text))
        self.control.set_invalid(invalid=bool(text))

    def set_read_only(self, *, read_only: bool) -> None:
        self.control.set_read_only(read_only=read_only)

    def companion(self, ref: str) -> CompanionFold | None:
        """The fold of the companion at ``ref``."""
        return self._folds.get(ref)

    def warning(self, ref: str) -> WarningBox | None:
        """The soft warning whose reason is at ``ref``."""
        return self._boxes.get(ref)

    def refs(self) -> tuple[str, ...]:
        """The references that this card shows: its own and its companions'."""
        special = (self.special.ref,) if self.special is not None else ()
        return (self.view.ref, *special, *self._boxes, *self._folds)

    def flush(self) -> None:
        """Hands on at once what is being typed."""
        self.control.flush()
        for box in self._boxes.values():
            box.flush()
        for fold in self._folds.values():
            fold.flush()
        if self.notes is not None:
            self.notes.flush()

    def focus_answer(self, ref: str = "") -> None:
        """Puts the focus on the answer at ``ref``, the question's own unless told."""
        inside: CompanionFold | WarningBox | None = self._folds.get(ref) or self._boxes.get(ref)
        if inside is not None and not inside.isHidden():
            inside.focus_answer()
        elif self.special is not None and not self.special.isHidden() and ref == self.special.ref:
            self.special.focus_answer()
        else:
            self.control.focus_answer()

    def _make_control(self, view: QuestionView) -> Control:
        control = make_control(view, self)
        control.answered.connect(self._on_answered)
        control.settled.connect(self._show_problem)
        if isinstance(control, FileControl):
            control.wanted.connect(self._on_wanted)
            control.opened.connect(self._on_opened)
            control.dropped.connect(self._on_dropped)
        self._column.insertWidget(_BEFORE_CONTROL + (self.observed is not None), control)
        control.show()  # at once: a layout shows what comes late only when events are next dealt with
        return control

    def _replace_control(self, view: QuestionView) -> None:
        before = self.control
        self._key = control_key(view)
        self.control = self._make_control(view)
        self.control.show_view(view)
        place_after(self.control, before)
        follow(before, self.control)
        before.hide()
        before.deleteLater()

    def _show(self, view: QuestionView) -> None:
        head = " · ".join(part for part in (view.number, view.code) if part)
        _fill(self._head, head)
        answerable = view.kind not in _NOT_ANSWERED and not isinstance(self.control, ElsewhereControl)
        said = view.special is not None and is_answered(view)  # what stands for it answers it, required or not
        optional = " " + self.tr("(opcional)") if answerable and not view.required and not said else ""
        _fill(self._label, view.label + optional)
        _fill(self._untranslated, self.tr("(sin traducción)") if view.untranslated else "")
        _fill(self._hint, view.hint)
        _fill(self._remark, remark(view))
        self.control.show_view(view)
        self._show_observed(view)
        self._show_special(view)
        self._show_past(view)
        self._show_warnings(view)
        self._show_help(view.guidance)
        self._show_companions(view)
        self._show_notes(view)
        self._show_problem()

    def _show_problem(self) -> None:
        """A format problem waits until the respondent has finished typing."""
        if not self.control.is_typing():
            self.set_problem(self.view.problem)

    def _show_help(self, text: str) -> None:
        if text and self._help is None:
            self._help = Fold(self.tr("Ayuda"), self)
            self._help_text = parts.label("", "hint", self._help.body)
            self._help.inside.addWidget(self._help_text)
            self._extras.insertWidget(0, self._help)
        if self._help is not None and self._help_text is not None:
            self._help.button.setAccessibleDescription(self.view.label)
            self._help_text.setText(text)
            self._help.setVisible(bool(text))

    def _show_companions(self, view: QuestionView) -> None:
        companions = (each for each in (view.comment, view.evidence, view.planned) if each is not None)
        wanted = [replace(each, within=view.label) for each in companions]
        for companion in wanted:
            fold = self._folds.get(companion.ref)
            if fold is None:
                fold = CompanionFold(companion, self)
                fold.answered.connect(self.answered)
                fold.file_wanted.connect(self.file_wanted)
                fold.file_opened.connect(self.file_opened)
                fold.file_dropped.connect(self.file_dropped)
                self._folds[companion.ref] = fold
                self._extras.addWidget(fold)
            fold.show_question(companion)
        offered = {companion.ref for companion in wanted}
        for ref, fold in self._folds.items():
            fold.setVisible(ref in offered)

    def _show_special(self, view: QuestionView) -> None:
        shown, late = view.special, self.special is None
        if shown is not None:
            if self.special is None:
                self.special = SpecialAnswers(self)
                self.special.answered.connect(self.answered)
                self._beneath.insertWidget(0, self.special)
            self.special.show_question(shown, view)
            if late:
                self._come_after(self.special, self.control)
        if self.special is not None:
            self.special.setVisible(shown is not None)

    def _show_observed(self, view: QuestionView) -> None:
        late = bool(view.observations) and self.observed is None
        if self.observed is None and late:
            self.observed = self._make_observed(view)
        if self.observed is not None:
            if (self.observed.show_question(view) or late) and self._arranged:
                self.observed.stackUnder(self.control)
                precede(self.observed, self.control)
            self.observed.setVisible(bool(view.observations))

    def _make_observed(self, view: QuestionView) -> Observed:
        """Above the answer: it says why one is here."""
        observed = Observed(view, self)
        observed.attended.connect(self.attended)
        self._column.insertWidget(_BEFORE_CONTROL, observed)
        return observed

    def _show_past(self, view: QuestionView) -> None:
        wanted = Past.has_something(view)
        if wanted and self.past is None:
            self.past = Past(view, self)
            self.past.confirmed.connect(self._on_confirmed)
            self._beneath.addWidget(self.past)
            self._come_after(self.past, self.special or self.control)
        if self.past is not None:
            self.past.show_question(view)
            self.past.setVisible(wanted)

    def _show_warnings(self, view: QuestionView) -> None:
        """A warning comes without taking the focus, and goes without taking its reason along."""
        wanted = {each.ref: each for each in view.warnings}
        for ref, shown in wanted.items():
            box = self._boxes.get(ref)
            new = box is None or box.isHidden()
            if box is None:
                box = self._make_box(shown)
            if box.view != shown:
                box.show_question(shown)
            box.setVisible(True)
            if new and self._arranged:
                box.announce()
        for ref, box in self._boxes.items():
            if ref not in wanted:
                box.hide()

    def _make_box(self, shown: QuestionView) -> WarningBox:
        above = next(reversed(self._boxes.values()), None) or self.past or self.special or self.control
        box = self._boxes[shown.ref] = WarningBox(shown, self)
        box.answered.connect(self.answered)
        self._warnings.addWidget(box)
        self._come_after(box, above)
        return box

    def _show_notes(self, view: QuestionView) -> None:
        wanted = NotesFold.is_offered(view)
        if self.notes is not None:
            self.notes.show_question(view)
            self.notes.setVisible(wanted)
        elif wanted:
            self.notes = NotesFold(view, self)
            self.notes.commented.connect(self._on_commented)
            self.notes.file_wanted.connect(self._on_evidence_wanted)
            self.notes.file_opened.connect(self._on_evidence_opened)
            self.notes.file_removed.connect(self._on_evidence_removed)
            self._extras.addWidget(self.notes)
            self.notes.show()
        self.setAcceptDrops(view.attachable and not view.read_only)

    def _come_after(self, late: QWidget, before: QWidget) -> None:
        """Tab comes to ``late`` from ``before``, although it was made after all the rest."""
        place_after(late, before)
        if self._arranged:
            follow(before, late)

    def _on_confirmed(self) -> None:
        self.confirmed.emit(self.view.ref)

    def _on_commented(self, text: str) -> None:
        self.commented.emit(self.view.ref, text)

    def _on_evidence_wanted(self) -> None:
        self.evidence_wanted.emit(self.view.ref)

    def _on_evidence_opened(self, name: str) -> None:
        self.evidence_opened.emit(self.view.ref, name)

    def _on_evidence_removed(self, name: str) -> None:
        self.evidence_removed.emit(self.view.ref, name)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if dragged_file(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        path = dragged_file(event)
        if path:
            event.acceptProposedAction()
            self.evidence_dropped.emit(self.view.ref, path)

    def _on_answered(self, value: str) -> None:
        self.answered.emit(self.view.ref, value)

    def _on_wanted(self) -> None:
        self.file_wanted.emit(self.view.ref)

    def _on_opened(self) -> None:
        self.file_opened.emit(self.view.ref)

    def _on_dropped(self, path: str) -> None:
        self.file_dropped.emit(self.view.ref, path)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            if self._help is not None:
                self._help.set_title(self.tr("Ayuda"))
            self._show(self.view)


def _fill(label: QLabel, text: str) -> None:
    label.setText(text)
    label.setVisible(bool(text))
