"""One section's questions as cards, made as they are needed, with "Continuar" beneath and the problems above."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from time import perf_counter

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QApplication, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from desktop_app.ui import parts
from desktop_app.ui.survey.views import QuestionView
from desktop_app.ui.survey.widgets.focus import follow
from desktop_app.ui.survey.widgets.link import Link
from desktop_app.ui.survey.widgets.question import QuestionWidget
from desktop_app.ui.theme import GRID, set_role

ViewOf = Callable[[str], QuestionView]

_AT_ONCE = 4
_BATCH_SECONDS = 0.012


@dataclass(frozen=True, slots=True)
class SectionHeader:
    """What stands above the questions; ``count`` is "2 de 3" or empty."""

    title: str
    code: str = ""
    count: str = ""


class SectionPage(QWidget):
    """The middle of Responder, and the initiative's card: it shows questions and tells of answers.

    Signals:
        answered: the respondent has given this value to the question at ref.
        entered: the focus came to the question at ref.
        continued: "Continuar" was pressed.
    """

    answered = Signal(str, str)
    entered = Signal(str)
    continued = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._refs: tuple[str, ...] = ()
        self._view_of: ViewOf | None = None
        self._cards: dict[str, QuestionWidget] = {}
        self._batch = QTimer(self)
        self._batch.setInterval(0)
        self._batch.timeout.connect(self._on_batch)
        self._continue_text = ""
        self._wanted = ""
        self._build()
        self.retranslate()
        QApplication.instance().focusChanged.connect(self._on_focus)  # type: ignore[union-attr]

    def _build(self) -> None:
        column = parts.column(self, spacing=0)
        head = parts.row(spacing=2 * GRID)
        head.setContentsMargins(3 * GRID, 2 * GRID, 3 * GRID, GRID)
        self._code = parts.label("", "badge", self)
        self._code.setWordWrap(False)
        self._title = parts.label("", "title", self)
        self._count = parts.label("", "muted", self)
        self._count.setWordWrap(False)
        head.addWidget(self._code)
        head.addWidget(self._title, 1)
        head.addWidget(self._count)
        self._head = head
        column.addLayout(head)
        self.area = QScrollArea(self)
        self.area.setWidgetResizable(True)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._sheet = QWidget(self.area)
        set_role(self._sheet, "page")
        self._outer = outer = QVBoxLayout(self._sheet)
        outer.setContentsMargins(3 * GRID, GRID, 3 * GRID, 3 * GRID)
        outer.setSpacing(2 * GRID)
        self._summary = parts.frame("error", self._sheet)
        self._summary.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._summary.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._summary.hide()
        outer.addWidget(self._summary)
        self._column = parts.column(spacing=2 * GRID)
        outer.addLayout(self._column)
        outer.addStretch(1)
        self.area.setWidget(self._sheet)
        column.addWidget(self.area, 1)
        foot = parts.row(spacing=2 * GRID)
        foot.setContentsMargins(3 * GRID, GRID, 3 * GRID, GRID)
        self.note = parts.label("", "muted", self)
        self.button = parts.button("", "primary", self)
        self.button.clicked.connect(self.continued)
        foot.addWidget(self.note, 1)
        foot.addWidget(self.button)
        column.addLayout(foot)
        follow(self._summary, self.button)

    def retranslate(self) -> None:
        self.button.setText(self._continue_text or self.tr("Continuar ›"))

    def set_continue_text(self, text: str) -> None:
        """What the button says; empty for "Continuar"."""
        self._continue_text = text
        self.retranslate()

    def set_corner(self, widget: QWidget) -> None:
        """Puts ``widget`` at the right of the title."""
        self._head.addWidget(widget)

    def show_section(self, header: SectionHeader, refs: Sequence[str], view_of: ViewOf) -> None:
        """Shows other questions: the first few at once, the rest as the window has time.

        Args:
            header: what stands above them.
            refs: the questions, in order.
            view_of: gives the present view of one of them.
        """
        self.flush()
        self._batch.stop()
        self.show_problems(())
        for card in self._cards.values():
            self._drop(card)
        self._cards = {}
        self._view_of = view_of
        self._refs = tuple(refs)
        self._wanted = ""
        self.set_header(header)
        self.area.verticalScrollBar().setValue(0)
        self._make(self._refs[:_AT_ONCE])
        self._go_on()

    def set_header(self, header: SectionHeader) -> None:
        self._code.setText(header.code)
        self._code.setVisible(bool(header.code))
        self._title.setText(header.title)
        self._count.setText(header.count)

    def refresh(self, changed: frozenset[str] | None = None) -> None:
        """Shows what ``changed`` (everything, unless told) has become, companions included."""
        view_of = self._view_of
        if view_of is None:
            return
        for ref, card in self._cards.items():
            if changed is None or not changed.isdisjoint(card.refs()):
                card.show_question(view_of(ref))

    def set_refs(self, refs: Sequence[str]) -> None:
        """Questions came or went; cards that stay are not made anew."""
        wanted = tuple(refs)
        if wanted == self._refs:
            return
        self._refs = wanted
        for ref in [ref for ref in self._cards if ref not in wanted]:
            self._drop(self._cards.pop(ref))
        made = [ref for ref in wanted if ref in self._cards]
        last = wanted.index(made[-1]) + 1 if made else 0
        self._make(wanted[: max(last, _AT_ONCE)])
        self._go_on()

    def show_problems(self, problems: Sequence[tuple[str, str, str]], advice: str = "") -> None:
        """Lists (ref, question, problem) above the questions, as links; the list takes the focus.

        Args:
            problems: what is wrong; none takes the list away.
            advice: what one can do besides correcting.
        """
        parts.clear(parts.inside(self._summary))
        self._summary.setVisible(bool(problems))
        if not problems:
            return
        title = self.tr("Hay un problema") if len(problems) == 1 else self.tr("Hay {n} problemas")
        heading = parts.label(title.format(n=len(problems)), "strong", self._summary)
        parts.inside(self._summary).addWidget(heading)
        for ref, question, problem in problems:
            link = Link(f"{question.rstrip(' .:')}: {problem}", ref, self._summary)
            link.linkActivated.connect(self.focus_question)
            parts.inside(self._summary).addWidget(link)
        if advice:
            parts.inside(self._summary).addWidget(parts.label(advice, "", self._summary))
        self.area.verticalScrollBar().setValue(0)
        self._summary.setFocus(Qt.FocusReason.OtherFocusReason)

    def problems_focused(self) -> bool:
        """Whether the list of problems has the focus."""
        return self._summary.hasFocus()

    def cards(self) -> Mapping[str, QuestionWidget]:
        """The cards made so far, by reference."""
        return self._cards

    def card(self, ref: str) -> QuestionWidget | None:
        """The card that shows ``ref``, made if need be; ``None`` when this section has no such question."""
        if ref in self._refs and ref not in self._cards:
            self._make(self._refs[: self._refs.index(ref) + 1])
        found = self._holding(ref)
        if found is None and len(self._cards) < len(self._refs):
            self._make(self._refs)  # a companion is known only to its card
            found = self._holding(ref)
        return found

    def _holding(self, ref: str) -> QuestionWidget | None:
        return next((card for card in self._cards.values() if ref in card.refs()), None)

    def focus_question(self, ref: str) -> None:
        """Brings the question at ``ref`` into sight and the focus to it."""
        card = self.card(ref)
        if card is None:
            return
        card.focus_answer(ref)
        self._wanted = ref
        if self.isVisible():
            self._bring_into_sight()

    def _bring_into_sight(self) -> None:
        """Scrolls to the question last asked for, once it is known where it stands."""
        card = self._holding(self._wanted)
        self._wanted = ""
        if card is not None:
            self._outer.activate()
            QApplication.sendEvent(self.area, QEvent(QEvent.Type.LayoutRequest))
            self.area.ensureWidgetVisible(card, 0, GRID)

    def flush(self) -> None:
        """Hands on at once what is being typed."""
        for card in tuple(self._cards.values()):
            card.flush()

    def _make(self, refs: Sequence[str]) -> None:
        """Makes the cards of ``refs`` that are not there yet, each at its place."""
        view_of = self._view_of
        assert view_of is not None
        for ref in refs:
            if ref in self._cards:
                continue
            card = QuestionWidget(view_of(ref), self._sheet)
            card.answered.connect(self.answered)
            before = [self._cards[other] for other in self._refs[: self._refs.index(ref)] if other in self._cards]
            self._column.insertWidget(len(before), card)
            card.show()
            follow(before[-1] if before else self._summary, card)
            self._cards[ref] = card

    def _drop(self, card: QuestionWidget) -> None:
        card.flush()
        card.answered.disconnect(self.answered)
        self._column.removeWidget(card)
        card.hide()
        card.deleteLater()

    def _go_on(self) -> None:
        if len(self._cards) < len(self._refs):
            self._batch.start()

    def _on_batch(self) -> None:
        started = perf_counter()
        for ref in self._refs:
            if ref not in self._cards:
                self._make((ref,))
                if perf_counter() - started > _BATCH_SECONDS:
                    return
        self._batch.stop()

    def _on_focus(self, _old: QWidget | None, new: QWidget | None) -> None:
        widget: QObject | None = new
        while widget is not None and widget is not self:
            if isinstance(widget, QuestionWidget):
                self.entered.emit(widget.ref)
                return
            widget = widget.parent()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._wanted:
            QTimer.singleShot(0, self, self._bring_into_sight)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
