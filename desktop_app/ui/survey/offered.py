"""What other instruments found, above a repeat whose records may begin from it: each with the way into the repeat."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop_app.texts import spell_number
from desktop_app.ui import i18n, parts
from desktop_app.ui.theme import GRID

if TYPE_CHECKING:
    from desktop_app.diagnosis import Offer

FEW: Final = 4
"""So many are shown of each instrument until all are asked for."""


class OfferedRow(QWidget):
    """An opportunity and its button, or that there is a record of it."""

    def __init__(self, offer: Offer, parent: QWidget) -> None:
        super().__init__(parent)
        self.offer = offer
        row = parts.row(spacing=2 * GRID)
        row.setContentsMargins(GRID, 0, 0, 0)
        self.setLayout(row)
        words = parts.column(spacing=0)
        self.title = parts.label(offer.values.get("title", ""), "", self)
        self.note = parts.label("", "muted", self)
        words.addWidget(self.title)
        words.addWidget(self.note)
        row.addLayout(words, 1)
        self.button = parts.button("", "link", self)
        self.there = parts.label("", "code", self)
        self.there.setWordWrap(False)
        for widget in (self.button, self.there):
            row.addWidget(widget, 0, Qt.AlignmentFlag.AlignTop)

    def show_state(self, *, taken: bool) -> None:
        if self.button.hasFocus() and taken:
            self.focusNextChild()
        values = self.offer.values
        language = i18n.language()
        score, best = (spell_number(values.get(name, ""), language) for name in ("score", "max"))
        said = [self.tr("{score} de {max}").format(score=score, max=best) if score else "", values.get("reached", "")]
        self.note.setText(" · ".join(each for each in said if each))
        self.note.setVisible(any(said))
        self.button.setText(self.tr("Agregar"))
        self.button.setAccessibleName(self.tr("Agregar: {title}").format(title=values.get("title", "")))
        self.there.setText(self.tr("✓ Agregada"))
        self.button.setVisible(not taken)
        self.there.setVisible(taken)


class OfferedRecords(QWidget):
    """Shows opportunities by instrument, the most urgent first; rows are made anew only where there are others.

    Signals:
        wanted: an ``Offer`` that is to become a record.
    """

    wanted = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self._offers: tuple[tuple[Offer, bool], ...] = ()
        self._shown: tuple[Offer, ...] | None = None
        self._all = False
        self.rows: list[OfferedRow] = []
        column = parts.column(self, spacing=GRID)
        self.title = parts.label("", "strong", self)
        self.note = parts.label("", "muted", self)
        self._list = QWidget(self)
        self._inside = parts.column(self._list, spacing=GRID // 2)
        self.more = parts.button("", "link", self)
        self.more.clicked.connect(self._on_more)
        for widget in (self.title, self.note, self._list):
            column.addWidget(widget)
        column.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeft)

    def show_offers(self, offers: Sequence[tuple[Offer, bool]]) -> None:
        """Shows ``offers``, each with whether there is a record of it."""
        self._offers = tuple(offers)
        groups = [list(group) for _, group in groupby(self._offers, key=_instrument)]
        shown = [each for group in groups for each in (group if self._all else group[:FEW])]
        wanted = tuple(offer for offer, _ in shown)
        if wanted != self._shown:
            self._shown = wanted
            self._make(wanted)
        for row, (_, taken) in zip(self.rows, shown, strict=True):
            row.show_state(taken=taken)
        self._list.setVisible(bool(shown))
        self.more.setVisible(self._all or len(shown) < len(self._offers))
        self._say()

    def _make(self, offers: Sequence[Offer]) -> None:
        parts.clear(self._inside)
        self.rows = []
        before = ("", "")
        for offer in offers:
            heading = (offer.values.get("instrument", ""), offer.values.get("wave", ""))
            if heading != before:
                before = heading
                words = self.tr("{instrument}, ola {wave}").format(instrument=heading[0], wave=heading[1])
                self._inside.addWidget(parts.label(words, "attention", self._list))
            row = OfferedRow(offer, self._list)
            row.button.clicked.connect(partial(self.wanted.emit, offer))
            self._inside.addWidget(row)
            self.rows.append(row)

    def _say(self) -> None:
        self.title.setText(self.tr("Lo que encontraron otros instrumentos"))
        self.setAccessibleName(self.title.text())
        self.note.setText(
            self.tr("Agregue las oportunidades que va a atender; cada una será un registro que puede cambiar.")
            if self._offers
            else self.tr("Cuando haya respondido otros instrumentos, aquí se ofrecen sus oportunidades de mejora.")
        )
        self.more.setText(
            self.tr("Ver menos") if self._all else self.tr("Ver las {n} oportunidades").format(n=len(self._offers))
        )

    def _on_more(self) -> None:
        self._all = not self._all
        self.show_offers(self._offers)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange and hasattr(self, "more"):
            self._shown = None
            self.show_offers(self._offers)


def _instrument(each: tuple[Offer, bool]) -> tuple[str, str]:
    offer = each[0]
    return offer.form_id, offer.values.get("wave", "")
