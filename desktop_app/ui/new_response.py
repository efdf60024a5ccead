"""Nuevo diagnóstico: which instrument, which year, and whether to begin from what was answered the wave before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Signal, Slot
from PySide6.QtWidgets import QButtonGroup, QComboBox, QVBoxLayout, QWidget

from desktop_app.ui import instruments, parts
from desktop_app.ui.sheet_dialog import SheetDialog
from desktop_app.ui.survey.widgets.choices import ChoiceRow
from desktop_app.ui.survey.widgets.signs import Radio

if TYPE_CHECKING:
    from desktop_app.workflows.waves import WaveOffer

_YEARS_OFFERED = 5
_INDENT = 32


@dataclass(frozen=True, slots=True)
class Offered:
    """An instrument and the responses to it that a new one may begin from, the newest wave first.

    ``waves`` are those that it can be answered for, where it is not for all; ``name`` is what it is called, where it
    does not ship.
    """

    form_id: str
    offers: tuple[WaveOffer, ...] = ()
    waves: tuple[str, ...] = ()
    name: str = ""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the user chose. ``previous_id`` is the response to compare with, ``carry`` whether to take it over."""

    form_id: str
    wave: str
    previous_id: str | None
    carry: bool


class NewResponseDialog(SheetDialog):
    """Asks all that a new response needs, in one go.

    Signals:
        wanted: a ``Wanted``; the dialog is closed by then.
    """

    wanted = Signal(object)

    def __init__(self, offered: Sequence[Offered], year: int, initiative: str = "", parent: QWidget | None = None):
        """``year`` is this year; ``initiative`` the name of whose diagnosis it is, if that is to be said."""
        super().__init__(self.tr("Nuevo diagnóstico"), parent)
        assert offered
        self._offered = list(offered)
        if initiative:
            self.body.addWidget(parts.label(initiative, "title", self))
        self._add_instruments()
        self._add_years(year)
        self._add_beginnings()
        self.body.addStretch(1)
        self._add_buttons()
        self._refresh()
        self.fit_soon()

    # What is asked

    def _add_instruments(self) -> None:
        self.instruments = QButtonGroup(self)
        self.instruments.idClicked.connect(self._refresh)
        if len(self._offered) < 2:
            return
        self.body.addWidget(parts.label(self.tr("¿Qué instrumento va a responder?"), "heading", self))
        for place, one in enumerate(self._offered):
            name, about = one.name or instruments.name(one.form_id), instruments.about(one.form_id)
            self._add_choice(self.instruments, place, name, about, self.body)
        self.instruments.button(0).setChecked(True)
        self.body.addSpacing(8)

    def _add_years(self, year: int) -> None:
        self.body.addWidget(parts.label(self.tr("¿A qué año se refieren las respuestas?"), "heading", self))
        self.years = QComboBox(self)
        self.years.setAccessibleName(self.tr("Año al que se refieren las respuestas"))
        self._all_years = tuple(str(year - back) for back in range(_YEARS_OFFERED))
        self._fit_years()
        self.years.currentIndexChanged.connect(self._refresh)
        line = parts.row()
        line.addWidget(self.years)
        line.addStretch(1)
        self.body.addLayout(line)
        self.known = parts.label("", "attention", self)
        self.body.addWidget(self.known)

    def _add_beginnings(self) -> None:
        """How to begin; shown where there is a wave to begin from."""
        self.beginnings = QWidget(self)
        inside = parts.column(self.beginnings, spacing=8)
        inside.addWidget(parts.label(self.tr("¿Cómo quiere empezar?"), "heading", self))
        self._ways = QButtonGroup(self)
        self._carry = self._add_choice(self._ways, 0, "", "", inside)
        self._blank = self._add_choice(self._ways, 1, "", "", inside)
        self._carry[0].button.setChecked(True)
        self.body.addWidget(self.beginnings)

    def _add_choice(
        self, group: QButtonGroup, place: int, text: str, about: str, column: QVBoxLayout
    ) -> tuple[ChoiceRow, Explanation]:
        button = Radio(self)
        group.addButton(button, place)
        row = ChoiceRow(text, text, button, self)
        column.addWidget(row)
        more = Explanation(about, button, self)
        column.addWidget(more)
        return row, more

    def _add_buttons(self) -> None:
        cancel = parts.button(self.tr("Cancelar"), parent=self)
        cancel.clicked.connect(self.reject)
        self.begin = parts.button(self.tr("Comenzar"), "primary", self)
        self.begin.setDefault(True)
        self.begin.clicked.connect(self._on_begin)
        self.buttons.addStretch(1)
        self.buttons.addWidget(cancel)
        self.buttons.addWidget(self.begin)

    # What follows from what is chosen

    def chosen(self) -> Offered:
        return self._offered[max(0, self.instruments.checkedId())]

    def previous(self) -> WaveOffer | None:
        """The newest response to the chosen instrument of a wave before the chosen year."""
        year = self.years.currentText()
        return next((offer for offer in self.chosen().offers if offer.wave < year), None)

    def _fit_years(self) -> None:
        """The years of the chosen instrument; the chosen one stays if it is among them."""
        years = self.chosen().waves or self._all_years
        if [self.years.itemText(place) for place in range(self.years.count())] == list(years):
            return
        before = self.years.currentText()
        with QSignalBlocker(self.years):
            self.years.clear()
            self.years.addItems(years)
            self.years.setCurrentIndex(years.index(before) if before in years else 0)

    @Slot()
    def _refresh(self) -> None:
        self._fit_years()
        year, before = self.years.currentText(), self.previous()
        same = next((offer for offer in self.chosen().offers if offer.wave == year), None)
        self.known.setVisible(same is not None)
        if same is not None:
            said = self.tr(
                "Ya hay una respuesta de {year}, con {answered} de {total} respondidas. Para seguir con ella, cancele "
                "y ábrala en Inicio. Si comienza otra, quedan las dos."
            )
            self.known.setText(said.format(year=year, answered=same.answered, total=same.total))
        self.beginnings.setVisible(before is not None)
        if before is not None:
            self._tell(before.wave)
        self.fit_soon()

    def _tell(self, wave: str) -> None:
        self._say(
            self._carry,
            self.tr("Partir de lo respondido en {wave}").format(wave=wave),
            self.tr(
                "Lo que quizás siga igual ya aparece respondido, y usted lo confirma sección por sección. Las cifras "
                "del año se preguntan otra vez, con las de {wave} al lado."
            ).format(wave=wave),
        )
        self._say(
            self._blank,
            self.tr("Empezar en blanco y comparar con {wave}").format(wave=wave),
            self.tr("Todo se pregunta de nuevo. El resultado muestra qué cambió desde {wave}.").format(wave=wave),
        )

    def _say(self, choice: tuple[ChoiceRow, Explanation], text: str, about: str) -> None:
        row, more = choice
        row.label.setText(text)
        row.button.setAccessibleName(text)
        more.say(about)

    @Slot()
    def _on_begin(self) -> None:
        before = self.previous()
        carry = before is not None and self._ways.checkedId() == 0
        previous_id = None if before is None else before.response_id
        wanted = Wanted(self.chosen().form_id, self.years.currentText(), previous_id, carry)
        self.accept()
        self.wanted.emit(wanted)


class Explanation(QWidget):
    """What a choice means, beneath it; read out with the choice."""

    def __init__(self, text: str, button: Radio, parent: QWidget) -> None:
        super().__init__(parent)
        self._button = button
        line = parts.row(spacing=0)
        line.setContentsMargins(_INDENT, 0, 0, 4)
        self._label = parts.label("", "muted", self)
        line.addWidget(self._label, 1)
        self.setLayout(line)
        self.say(text)

    def say(self, text: str) -> None:
        self._label.setText(text)
        self._button.setAccessibleDescription(text)
        self.setVisible(bool(text))
