"""A few entries of a column that are built, and let go, together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop_app.ui import parts
from desktop_app.ui.survey.around import Block
from desktop_app.ui.survey.widgets.focus import follow
from desktop_app.ui.survey.widgets.question import QuestionWidget
from desktop_app.workflows.outline import Entry, EntryKind

if TYPE_CHECKING:
    from desktop_app.ui.survey.column import QuestionColumn

_REPEAT_WEIGHT: Final = 8
_NO_LIMIT: Final = 16_777_215


class Chunk(QWidget):
    """A few entries that are built and let go together; until then a gap as high as they may be."""

    def __init__(self, entries: list[Entry], parent: QuestionColumn) -> None:
        super().__init__(parent)
        self.column = parent
        self.entries = entries
        self.items: dict[tuple[str, str], QuestionWidget | Block] = {}
        self.built = False
        self._rows = parts.column(self, spacing=parent.spacing)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)

    def reserve(self, height: int) -> None:
        """Takes room for what is not built."""
        self.setFixedHeight(max(1, height))

    def build(self) -> None:
        """Makes what is not there yet, each at its place, and lets go of what is no longer in."""
        self.built = True
        self.setMinimumHeight(0)
        self.setMaximumHeight(_NO_LIMIT)
        wanted = {key_of(entry): entry for entry in self.entries}
        for key in [key for key in self.items if key not in wanted]:
            self._drop(self.items.pop(key))
        before, self.items = self.items, {}
        for place, (key, entry) in enumerate(wanted.items()):
            item = before.get(key)
            if item is None:
                item = self.column.make(entry, self)
                self._rows.insertWidget(place, item)
                item.show()
                stop = self.column.stop_before(self)
                if stop is not None:
                    follow(stop, item)
            elif isinstance(item, Block):
                item.show_entry(entry)
            self.items[key] = item

    def release(self) -> None:
        """Lets the cards go and keeps their room."""
        self.reserve(self.height())
        for item in self.items.values():
            self._drop(item)
        self.items = {}
        self.built = False

    def _drop(self, item: QuestionWidget | Block) -> None:
        item.flush()
        self._rows.removeWidget(item)
        item.hide()
        item.deleteLater()


def key_of(entry: Entry) -> tuple[str, str]:
    """By what an entry is known again; a table may have no reference of its own."""
    return entry.kind, entry.ref or entry.entries[0].ref


def weight(entry: Entry) -> int:
    """How many questions' room and time an entry takes."""
    if entry.kind is EntryKind.REPEAT:
        return _REPEAT_WEIGHT
    return 1 + sum(map(weight, entry.entries))
