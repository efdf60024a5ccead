"""A table of questions with the same choices: questions down, choices across; ordinary cards where it has no room."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QSize, Qt, QTimer
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QSizePolicy, QWidget

from desktop_app.ui import parts, theme
from desktop_app.ui.survey.around import Around, Block
from desktop_app.ui.survey.column import QuestionColumn
from desktop_app.ui.survey.table_row import TableRow
from desktop_app.ui.survey.views import Kind, QuestionView
from desktop_app.ui.survey.widgets.focus import follow
from desktop_app.ui.survey.widgets.steady import SteadyColumn
from desktop_app.ui.theme import GRID, set_role

if TYPE_CHECKING:
    from desktop_app.ui.survey.around import Card
    from desktop_app.workflows.outline import Entry

_MOST_ROWS: Final = 40
_MOST_CHOICES: Final = 12
_QUESTION_CHARACTERS: Final = 22
_CHOICE_CHARACTERS: Final = 11
_SELECTS: Final = (Kind.SELECT_ONE, Kind.SELECT_MULTIPLE)


class TableBlock(Block):
    """Shows the entry's questions in a grid, or in a column when they do not fit one."""

    def __init__(self, entry: Entry, around: Around, parent: QWidget) -> None:
        super().__init__(entry, around, parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self._body = SteadyColumn(self)
        self._rows: dict[str, TableRow] = {}
        self._folded: QuestionColumn | None = None
        self._width = 0
        self._laid_out = False
        self._arranging = QTimer(self)
        self._arranging.setSingleShot(True)
        self._arranging.setInterval(0)
        self._arranging.timeout.connect(self._arrange)
        self._arrange()

    @property
    def folded(self) -> bool:
        """Whether it shows ordinary cards."""
        return self._folded is not None

    def show_entry(self, entry: Entry) -> None:
        super().show_entry(entry)
        self._arrange()

    def refresh(self, changed: frozenset[str] | None) -> None:
        here = [each.ref for each in self.entry.entries]
        if changed is not None and changed.isdisjoint(here):
            if self._folded is not None:
                self._folded.refresh(changed)
        else:
            self._arrange()

    def card(self, ref: str) -> Card | None:
        return self._folded.card(ref) if self._folded is not None else self._rows.get(ref)

    def cards(self) -> Iterator[Card]:
        return iter(self._rows.values()) if self._folded is None else self._folded.cards()

    def flush(self) -> None:
        if self._folded is not None:
            self._folded.flush()

    # How it is put together

    def _arrange(self) -> None:
        """Shows the questions as they are now, in the way that they fit."""
        refs = [each.ref for each in self.entry.entries]
        views = [self.around.source.view(ref) for ref in refs] if len(refs) <= _MOST_ROWS else []
        width = self._choice_width(views) if _alike(views) else 0
        if not width:
            self._fold()
        elif self._folded is None and width == self._width and self._shows(views):
            for view in views:
                self._rows[view.ref].show_question(view)
        else:
            self._unfold(views, width)

    def _shows(self, views: list[QuestionView]) -> bool:
        """Whether the rows that are there are those of ``views``, with the same columns."""
        rows = list(self._rows.values())
        return [row.ref for row in rows] == [view.ref for view in views] and all(
            row.view.choices == view.choices and row.view.kind is view.kind
            for row, view in zip(rows, views, strict=True)
        )

    def _choice_width(self, views: list[QuestionView]) -> int:
        """The width of a choice's column in pixels; 0 when they do not all fit beside the questions."""
        self.ensurePolished()
        metrics = QFontMetrics(self.font())
        em = metrics.averageCharWidth()
        words = [word for choice in views[0].choices for word in choice.label.split()] or [""]
        longest = max(metrics.horizontalAdvance(word) for word in words) + 2 * GRID
        width = max(longest, _CHOICE_CHARACTERS * em)
        room = self.width() if self._laid_out else self.around.area.viewport().width() - 6 * GRID
        question = _QUESTION_CHARACTERS * em + 3 * GRID
        return width if question + width * len(views[0].choices) <= room else 0

    def _fold(self) -> None:
        if self._folded is None:
            held = self._let_go()
            set_role(self, "")
            self._folded = QuestionColumn(self.around, self)
            self._body.addWidget(self._folded)
            self._folded.show_entries(self.entry.entries)
            self._folded.show()
            self._hold(held)
        else:
            self._folded.set_entries(self.entry.entries)
            self._folded.refresh()

    def _unfold(self, views: list[QuestionView], width: int) -> None:
        held = self._let_go()
        set_role(self, "card")
        self._width = width
        title = self.around.source.title(self.entry.ref) if self.entry.ref else ""
        self.setAccessibleName(title)
        if title:
            label = parts.label(title, "heading", self)
            label.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, 0)
            self._body.addWidget(label)
        self._body.addWidget(self._make_head(views[0], width))
        before: TableRow | None = None
        for view in views:
            row = TableRow(view, width, self)
            row.answered.connect(self.around.teller.answered)
            row.left.connect(self._on_left)
            self._body.addWidget(parts.frame("line", self, margin=0))
            self._body.addWidget(row)
            row.show()
            if before is not None:
                follow(before, row)
            before = row
            self._rows[view.ref] = row
        self._hold(held)

    def _make_head(self, view: QuestionView, width: int) -> QWidget:
        head = QWidget(self)
        row = QHBoxLayout(head)
        row.setContentsMargins(2 * GRID, GRID, GRID, GRID)
        row.setSpacing(0)
        row.addStretch(1)
        for choice in view.choices:
            label = parts.label(choice.label, "strong", head)
            label.setFixedWidth(width)
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignBottom)
            row.addWidget(label, 0, Qt.AlignmentFlag.AlignBottom)
        return head

    def _let_go(self) -> str:
        """Takes everything away; the question that had the focus."""
        self.flush()
        focus = QApplication.focusWidget()
        held = next((card.ref for card in self.cards() if focus is not None and card.isAncestorOf(focus)), "")
        parts.clear(self._body)
        self._rows = {}
        self._folded = None
        return held

    def _hold(self, ref: str) -> None:
        card = self.card(ref) if ref else None
        if card is not None:
            card.focus_answer()

    def _on_left(self, ref: str, by: int, column: int) -> None:
        refs = list(self._rows)
        place = refs.index(ref) + by
        if 0 <= place < len(refs):
            self._rows[refs[place]].focus_column(column)

    def minimumSizeHint(self) -> QSize:
        """It can be made narrower than its grid: it folds then."""
        return QSize(0, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._laid_out = True
        if event.size().width() != event.oldSize().width():
            self._arranging.start()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if hasattr(self, "_arranging") and theme.is_restyle(event):
            self._arranging.start()


def _alike(views: list[QuestionView]) -> bool:
    """Whether the questions can be rows of one grid: the same few choices, and nothing that a row cannot show."""
    if not views or not 0 < len(views[0].choices) <= _MOST_CHOICES:
        return False
    names = {choice.name for choice in views[0].choices}
    return all(
        view.kind in _SELECTS
        and view.choices == views[0].choices
        and not (view.guidance or view.comment or view.planned or view.evidence or view.warnings)
        and not (view.carried or view.before or view.comment_text or view.files or view.observations)
        and names.issuperset([view.value] if view.kind is Kind.SELECT_ONE and view.value else view.value.split())
        for view in views
    )
