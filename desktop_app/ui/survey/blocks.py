"""What stands in a section besides single questions: headings, panels, tables of questions, repeats."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop_app.ui import parts
from desktop_app.ui.survey.around import Around, Block
from desktop_app.ui.survey.column import QuestionColumn
from desktop_app.ui.survey.repeat_block import RepeatBlock
from desktop_app.ui.survey.table_block import TableBlock
from desktop_app.ui.survey.widgets.steady import SteadyColumn
from desktop_app.ui.theme import GRID, set_role
from desktop_app.workflows.outline import Entry, EntryKind

if TYPE_CHECKING:
    from desktop_app.ui.survey.around import Card


class HeadingBlock(Block):
    """The label of a group inside the section; the deeper, the quieter."""

    def __init__(self, entry: Entry, around: Around, parent: QWidget) -> None:
        super().__init__(entry, around, parent)
        column = parts.column(self)
        column.setContentsMargins(0, GRID, 0, 0)
        self.label = parts.label("", "heading" if entry.level <= 1 else "strong", self)
        column.addWidget(self.label)
        self.refresh(None)

    def refresh(self, changed: frozenset[str] | None) -> None:
        if changed is None or self.entry.ref in changed:
            self.label.setText(self.around.source.title(self.entry.ref))


class PanelBlock(Block):
    """Questions that belong together on one screen, in one quiet frame."""

    def __init__(self, entry: Entry, around: Around, parent: QWidget) -> None:
        super().__init__(entry, around, parent)
        set_role(self, "card")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        frame = SteadyColumn(self, spacing=0)
        self.title = parts.label("", "heading", self)
        self.title.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, 0)
        frame.addWidget(self.title)
        self.column = QuestionColumn(around, self, flat=True)
        frame.addWidget(self.column)
        self.total = parts.label("", "muted", self)
        self.total.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.total.setContentsMargins(2 * GRID, GRID, 2 * GRID, 2 * GRID)
        frame.addWidget(self.total)
        self._show_title()
        self._show_total()
        self.column.show_entries(entry.entries)

    def show_entry(self, entry: Entry) -> None:
        super().show_entry(entry)
        self.column.set_entries(entry.entries)

    def refresh(self, changed: frozenset[str] | None) -> None:
        if changed is None or self.entry.ref in changed:
            self._show_title()
        if changed is None or any(ref.startswith(f"{self.entry.ref}/") for ref in changed):
            self._show_total()
        self.column.refresh(changed)

    def card(self, ref: str) -> Card | None:
        return self.column.card(ref)

    def cards(self) -> Iterator[Card]:
        return self.column.cards()

    def flush(self) -> None:
        self.column.flush()

    def _show_title(self) -> None:
        title = self.around.source.title(self.entry.ref)
        self.title.setText(title)
        self.title.setVisible(bool(title))
        self.setAccessibleName(title)

    def _show_total(self) -> None:
        """The running total; what does not fit is said in words, the colour only helps."""
        total = self.around.source.total(self.entry.ref)
        self.total.setVisible(total is not None)
        if total is not None:
            set_role(self.total, {None: "muted", True: "code", False: "attention"}[total.fits])
            self.total.setText(total.words)


_BLOCKS: dict[EntryKind, type[Block]] = {
    EntryKind.HEADING: HeadingBlock,
    EntryKind.PANEL: PanelBlock,
    EntryKind.TABLE: TableBlock,
    EntryKind.REPEAT: RepeatBlock,
}


def make_block(entry: Entry, around: Around, parent: QWidget) -> Block:
    """The block for an entry that is no single question."""
    return _BLOCKS[entry.kind](entry, around, parent)
