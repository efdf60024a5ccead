"""One section's questions as cards, made where they are seen, with "Continuar" beneath and the problems above."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QApplication, QFrame, QScrollArea, QSizePolicy, QWidget

from desktop_app.ui import parts
from desktop_app.ui.survey.around import Around, PlainSource, Source, Teller, ViewOf
from desktop_app.ui.survey.carried_bar import CarriedBar
from desktop_app.ui.survey.column import QuestionColumn
from desktop_app.ui.survey.table_row import TableRow
from desktop_app.ui.survey.widgets.focus import follow
from desktop_app.ui.survey.widgets.link import Link
from desktop_app.ui.survey.widgets.observed import ObservedParts, PartAsked
from desktop_app.ui.survey.widgets.question import QuestionWidget
from desktop_app.ui.survey.widgets.steady import SteadyColumn
from desktop_app.ui.theme import GRID, set_role
from desktop_app.workflows.outline import Entry, EntryKind

if TYPE_CHECKING:
    from desktop_app.ui.survey.around import Card


@dataclass(frozen=True, slots=True)
class SectionHeader:
    """What stands above the questions; ``count`` is "2 de 3" or empty, ``asked`` what the entity asks about groups."""

    title: str
    code: str = ""
    count: str = ""
    asked: tuple[PartAsked, ...] = ()


class Sheet(QWidget):
    """What scrolls: as wide as the view, and no higher than its content is at that width.

    A layout would also ask for the height that the content had at its narrowest, and leave that much blank at the end;
    and one endless word would push what is beside it out of the window.
    """

    def minimumSizeHint(self) -> QSize:
        return QSize(0, 0)


class Problems(QFrame):
    """The list of what is wrong: it takes the focus, and its links follow."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        set_role(self, "error")
        parts.column(self, margin=2 * GRID)


class SectionPage(QWidget):
    """The middle of Responder, and the initiative's card: it shows questions and tells of answers.

    Signals:
        answered: the respondent has given this value to the question at ref.
        entered: the focus came to the question at ref.
        continued: "Continuar" was pressed.
        file_wanted: a file is to be chosen for the question at ref.
        file_opened: the file of the question at ref is to be seen.
        file_dropped: this file was dropped on the question at ref.

    What is done to repeats and beside answers is told by ``teller``; ``carried`` says what is to be confirmed.
    """

    answered = Signal(str, str)
    entered = Signal(str)
    continued = Signal()
    file_wanted = Signal(str)
    file_opened = Signal(str)
    file_dropped = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.teller = Teller(self)
        for signal in ("answered", "file_wanted", "file_opened", "file_dropped"):
            getattr(self.teller, signal).connect(getattr(self, signal))
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
        self._title.setMinimumWidth(1)
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
        self._sheet = Sheet(self.area)
        set_role(self._sheet, "page")
        self._sheet.setAttribute(Qt.WidgetAttribute.WA_StaticContents)
        self._outer = outer = SteadyColumn(self._sheet, spacing=2 * GRID)
        outer.setContentsMargins(3 * GRID, GRID, 3 * GRID, 3 * GRID)
        self._summary = Problems(self._sheet)
        self._summary.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self._summary.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._summary.hide()
        outer.addWidget(self._summary)
        self.asked = ObservedParts(self._sheet)
        self.asked.attended.connect(self.teller.attended)
        outer.addWidget(self.asked)
        self.carried = CarriedBar(self._sheet)
        outer.addWidget(self.carried)
        self._column: QuestionColumn | None = None
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
        follow(self._summary, self.asked)
        follow(self.asked, self.carried)
        follow(self.carried, self.button)

    def retranslate(self) -> None:
        self.button.setText(self._continue_text or self.tr("Continuar ›"))

    def set_continue_text(self, text: str) -> None:
        """What the button says; empty for "Continuar"."""
        self._continue_text = text
        self.retranslate()

    def set_corner(self, widget: QWidget, before: QWidget | None = None) -> None:
        """Puts ``widget`` at the right of the title, the last or ``before`` another."""
        self._head.insertWidget(-1 if before is None else self._head.indexOf(before), widget)

    # What is shown

    def show_section(self, header: SectionHeader, refs: Sequence[str], view_of: ViewOf) -> None:
        """Shows other questions, which are nothing but questions.

        Args:
            header: what stands above them.
            refs: the questions, in order.
            view_of: gives the present view of one of them.
        """
        self.show_entries(header, _questions(refs), PlainSource(view_of))

    def show_entries(self, header: SectionHeader, entries: Sequence[Entry], source: Source) -> None:
        """Shows another section: its first few entries at once, the rest where they are seen."""
        self.flush()
        self.show_problems(())
        before = self._column
        self._wanted = ""
        self.set_header(header)
        self._column = QuestionColumn(Around(source, self.teller, self.area), self._sheet)
        self._column.after = self.carried
        self._outer.insertWidget(self._outer.count() - 1, self._column)
        if before is not None:
            self._outer.removeWidget(before)
            before.hide()
            before.deleteLater()
        self._column.show()
        self.area.verticalScrollBar().setValue(0)
        self._column.show_entries(entries)

    def set_header(self, header: SectionHeader) -> None:
        self._code.setText(header.code)
        self._code.setVisible(bool(header.code))
        self._title.setText(header.title)
        self._count.setText(header.count)
        self.asked.show_parts(header.asked)
        follow(self.asked, self.carried)

    def refresh(self, changed: frozenset[str] | None = None) -> None:
        """Shows what ``changed`` (everything, unless told) has become, companions included."""
        if self._column is not None:
            self._column.refresh(changed)

    def set_refs(self, refs: Sequence[str]) -> None:
        """Questions came or went; cards that stay are not made anew."""
        self.set_entries(_questions(refs))

    def set_entries(self, entries: Sequence[Entry]) -> None:
        """The same for entries of all kinds."""
        if self._column is not None:
            self._column.set_entries(entries)

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
        self._summary.setAccessibleName(heading.text())
        parts.inside(self._summary).addWidget(heading)
        for ref, question, problem in problems[:_MOST_LINKS]:
            link = Link(f"{question.rstrip(' .:')}: {problem}", ref, self._summary)
            link.linkActivated.connect(self.focus_question)
            parts.inside(self._summary).addWidget(link)
        if len(problems) > _MOST_LINKS:
            first = self.tr("Aquí están los primeros {n}.").format(n=_MOST_LINKS)
            advice = f"{first} {advice}".strip()
        if advice:
            parts.inside(self._summary).addWidget(parts.label(advice, "", self._summary))
        self.area.verticalScrollBar().setValue(0)
        self._summary.setFocus(Qt.FocusReason.OtherFocusReason)

    def problems_focused(self) -> bool:
        """Whether the list of problems has the focus."""
        return self._summary.hasFocus()

    # Finding one's way

    def cards(self) -> Mapping[str, Card]:
        """The cards that there are now, by reference: those in view and around."""
        return {card.ref: card for card in self._column.cards()} if self._column is not None else {}

    def card(self, ref: str) -> Card | None:
        """The card that shows ``ref``, made if need be; ``None`` when this section has no such question."""
        return self._column.card(ref) if self._column is not None else None

    def focus_question(self, ref: str) -> None:
        """Brings the question at ``ref`` into sight and the focus to it."""
        card = self.card(ref)
        if card is None:
            return
        card.focus_answer(ref)
        self._wanted = ref
        if self.isVisible():
            self._bring_into_sight()

    def focus_first(self) -> None:
        """The same for the section's first question."""
        card = self._column.first_card() if self._column is not None else None
        if card is not None:
            self.focus_question(card.ref)

    def _bring_into_sight(self) -> None:
        """Scrolls to the question last asked for, once it is known where it stands."""
        wanted, self._wanted = self._wanted, ""
        card = self.card(wanted) if wanted else None
        if card is not None and self._column is not None:
            self._column.around.settle(card)
            self.area.ensureWidgetVisible(card, 0, GRID)
            if isinstance(card, QuestionWidget) and card.observed is not None and not card.observed.isHidden():
                self.area.ensureWidgetVisible(card.observed, 0, GRID)  # it is why one is here

    def flush(self) -> None:
        """Hands on at once what is being typed."""
        if self._column is not None:
            self._column.flush()

    def _on_focus(self, _old: QWidget | None, new: QWidget | None) -> None:
        widget: QObject | None = new
        while widget is not None and widget is not self:
            if isinstance(widget, QuestionWidget | TableRow):
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


_MOST_LINKS = 50


def _questions(refs: Sequence[str]) -> list[Entry]:
    return [Entry(EntryKind.QUESTION, ref) for ref in refs]
