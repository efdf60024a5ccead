"""A list of choices for Qt's views, searched as one types: thousands of rows and no widget for any of them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from functools import cached_property
from typing import Any, Final

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QStringListModel, Qt, Signal

from desktop_app.texts import fold
from desktop_app.xforms.model import Choice

NAME_ROLE: Final = Qt.ItemDataRole.UserRole
_LONG_LABEL: Final = 60
_Index = QModelIndex | QPersistentModelIndex


class ChoiceIndex:
    """A question's choices by name and by what is typed. The texts are prepared when first searched for."""

    def __init__(self, choices: Sequence[Choice] = ()) -> None:
        self.choices = choices

    @cached_property
    def positions(self) -> dict[str, int]:
        """Where each name stands; the first where a list says one twice."""
        return {self.choices[position].name: position for position in range(len(self.choices) - 1, -1, -1)}

    @cached_property
    def _folded(self) -> list[str]:
        return [fold(choice.label) for choice in self.choices]

    @cached_property
    def _codes(self) -> list[str]:
        return [fold(choice.name) for choice in self.choices]

    def containing(self, text: str) -> Sequence[int]:
        """The positions of the choices in whose label ``text`` stands, accents and capitals not mattering.

        Where it stands in none as it is written: those that have each of its words, the beginning of a code among them.
        """
        wanted = fold(text)
        if not wanted:
            return range(len(self.choices))
        found = [position for position, label in enumerate(self._folded) if wanted in label]
        if found:
            return found
        words = wanted.split()
        return [
            position
            for position, (label, code) in enumerate(zip(self._folded, self._codes, strict=True))
            if all(word in label or code.startswith(word) for word in words)
        ]

    def meant(self, text: str) -> int | None:
        """The choice that ``text`` is, or the only one that holds it."""
        wanted = fold(text)
        found = [position for position, label in enumerate(self._folded) if label == wanted] or self.containing(text)
        return found[0] if len(found) == 1 else None


class ChoiceModel(QStringListModel):
    """Choices as rows: all of them, or those that hold what is searched for.

    The labels lie in Qt's own list: views ask for the number of rows once a row.

    Signals:
        ticked: the choice of this name was marked or unmarked by the respondent; only where rows can be marked.
    """

    ticked = Signal(str)

    def __init__(self, parent: QObject, *, tickable: bool = False) -> None:
        super().__init__(parent)
        self.source = ChoiceIndex()
        self._rows: Sequence[int] = ()
        self._tickable = tickable
        self._chosen: frozenset[str] = frozenset()
        self._read_only = False

    def show(self, source: ChoiceIndex, rows: Sequence[int] | None = None) -> None:
        """Takes other choices, or others of them, by their positions in rising order."""
        self.source = source
        self._rows = range(len(source.choices)) if rows is None else rows
        self.setStringList([source.choices[position].label for position in self._rows])

    def choice(self, row: int) -> Choice:
        return self.source.choices[self._rows[row]]

    def set_chosen(self, names: frozenset[str]) -> None:
        """Marks the choices of these names, and no others."""
        changed = names ^ self._chosen
        self._chosen = names
        for name in changed:
            position = self.source.positions.get(name, -1)
            row = bisect_left(self._rows, position)
            if row < len(self._rows) and self._rows[row] == position:
                self.dataChanged.emit(self.index(row), self.index(row), [Qt.ItemDataRole.CheckStateRole])

    def set_read_only(self, *, read_only: bool) -> None:
        self._read_only = read_only

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        choice = self.choice(index.row())
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return choice.label
        if role == NAME_ROLE:
            return choice.name
        if role == Qt.ItemDataRole.ToolTipRole and len(choice.label) > _LONG_LABEL:
            return choice.label
        if role == Qt.ItemDataRole.CheckStateRole and self._tickable:
            return Qt.CheckState.Checked if choice.name in self._chosen else Qt.CheckState.Unchecked
        return None

    def flags(self, _index: _Index) -> Qt.ItemFlag:
        can = Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemNeverHasChildren
        return can | Qt.ItemFlag.ItemIsUserCheckable if self._tickable and not self._read_only else can

    def setData(self, index: _Index, _value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.CheckStateRole or not self._tickable or self._read_only:
            return False
        self.ticked.emit(self.choice(index.row()).name)
        return True
