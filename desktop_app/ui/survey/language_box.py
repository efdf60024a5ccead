"""In which of its languages a form is shown."""

from __future__ import annotations

import re
from collections.abc import Sequence

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QComboBox, QWidget


class LanguageBox(QComboBox):
    """Offers the languages by their own names; there is none to choose, and no box, where a form has only one.

    Signals:
        picked: the language, as the form names it.
    """

    picked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._names: tuple[str, ...] = ()
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(9)
        self.activated.connect(self._on_activated)
        self.retranslate()
        self.hide()

    def retranslate(self) -> None:
        self.setAccessibleName(self.tr("Idioma del formulario"))
        self.setToolTip(self.accessibleName())

    def show_languages(self, names: Sequence[str], current: str | None) -> None:
        """Offers ``names``, of which ``current`` is in use."""
        if tuple(names) != self._names:
            self._names = tuple(names)
            self.clear()
            self.addItems([_plain(name, self._names) for name in self._names])
        if current in self._names:
            self.setCurrentIndex(self._names.index(current))
        self.setVisible(len(self._names) > 1)

    def _on_activated(self, place: int) -> None:
        self.picked.emit(self._names[place])

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()


def _plain(name: str, names: Sequence[str]) -> str:
    """``Español`` for ``Español (es)``, unless another language would be called the same."""
    bare = [re.sub(r"\s*\([^()]*\)\s*$", "", each) or each for each in names]
    mine = bare[list(names).index(name)]
    return mine if bare.count(mine) == 1 else name
