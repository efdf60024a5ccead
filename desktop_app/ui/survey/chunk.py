"""A few entries of a column that are built, and let go, together."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop_app.ui.survey.around import Block
from desktop_app.ui.survey.widgets.focus import follow
from desktop_app.ui.survey.widgets.question import QuestionWidget
from desktop_app.ui.survey.widgets.steady import SteadyColumn
from desktop_app.workflows.outline import Entry, EntryKind

if TYPE_CHECKING:
    from desktop_app.ui.survey.column import QuestionColumn

_REPEAT_WEIGHT: Final = 8
_NO_LIMIT: Final = 16_777_215


class Chunk(QWidget):
    """A few entries that are built and let go together; until then a gap as high as they may be.

    ``whole``: it is built, and no entry has come since that is not. ``ready``: so is what its cards may yet show.
    """

    def __init__(self, entries: list[Entry], parent: QuestionColumn) -> None:
        super().__init__(parent)
        self.column = parent
        self.entries = entries
        self.items: dict[tuple[str, str], QuestionWidget | Block] = {}
        self.built = self.whole = self.ready = False
        self._rows = SteadyColumn(self, spacing=parent.spacing)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.setAttribute(Qt.WidgetAttribute.WA_StaticContents)  # higher, it is what it was and something beneath

    def reserve(self, height: int) -> None:
        """Takes room for what is not built."""
        self.setFixedHeight(max(1, height))

    def build(self, most: int | None = None) -> None:
        """Makes what is not there yet, each at its place, and lets go of what is no longer in.

        With ``most`` no more than so many are made: ``whole`` says whether that is all.
        """
        self.built = True
        self.setMinimumHeight(0)
        self.setMaximumHeight(_NO_LIMIT)
        staying = set(map(key_of, self.entries))
        _hand_on(item for key, item in self.items.items() if key not in staying)
        wanted = {key_of(entry): entry for entry in self.entries}
        for key in [key for key in self.items if key not in wanted]:
            self._drop(self.items.pop(key))
        before, self.items, made = self.items, {}, 0
        for key, entry in wanted.items():
            item = before.get(key)
            if item is not None:
                self.items[key] = item
                if isinstance(item, Block):
                    item.show_entry(entry)
            elif most is None or made < most:
                made += 1
                self._make(key, entry)
        self.whole = len(self.items) == len(wanted)
        self.ready = self.ready and not made

    def prepare(self) -> bool:
        """Makes ahead what the next of its cards may yet have to show; whether there was anything to make."""
        for item in self.items.values():
            if isinstance(item, QuestionWidget) and item.prepare(self.column.around.source.warnings(item.ref)):
                return True
        self.ready = True
        return False

    def _make(self, key: tuple[str, str], entry: Entry) -> None:
        """Makes the item that comes after those that there are."""
        item = self.column.make(entry, self)
        self._rows.insertWidget(len(self.items), item)
        item.show()
        stop = self.column.stop_before(self)
        if stop is not None:
            follow(stop, item)
        self.items[key] = item

    def release(self) -> None:
        """Lets the cards go and keeps their room."""
        _hand_on(self.items.values())
        self.reserve(self.height())
        for item in self.items.values():
            self._drop(item)
        self.items = {}
        self.built = self.whole = self.ready = False

    def _drop(self, item: QuestionWidget | Block) -> None:
        self._rows.removeWidget(item)
        item.hide()
        item.deleteLater()


def _hand_on(items: Iterable[QuestionWidget | Block]) -> None:
    """Before any of ``items`` goes: what is half typed there is an answer, and an answer may bring and take entries."""
    for item in tuple(items):
        item.flush()


def key_of(entry: Entry) -> tuple[str, str]:
    """By what an entry is known again; a table may have no reference of its own."""
    return entry.kind, entry.ref or entry.entries[0].ref


def weight(entry: Entry) -> int:
    """How many questions' room and time an entry takes."""
    if entry.kind is EntryKind.REPEAT:
        return _REPEAT_WEIGHT
    return 1 + sum(map(weight, entry.entries))
