"""The initiatives of a wave with what narrows them down, and what is done with all of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QComboBox, QLineEdit, QScrollArea, QSizePolicy, QWidget

from desktop_app.ui import i18n, parts, theme
from desktop_app.ui.reception import registry_words as words
from desktop_app.ui.reception.registry_model import RegistryModel, RegistryTable
from desktop_app.ui.reception.registry_panel import RegistryPanel
from desktop_app.ui.survey.widgets.flow import PACKED, Flow, hinted
from desktop_app.ui.theme import GRID

if TYPE_CHECKING:
    from desktop_app.workflows.standing import Standing, WaveStanding

_SEARCH: Final = 24
"""Characters across."""


class RegistryList(QScrollArea):
    """Shows a ``WaveStanding``.

    Signals:
        wave_chosen: another wave is wanted.
        list_wanted: a list is to be brought in.
        reminders_wanted: the reminders are to be written.
        signers_wanted: the signer with this fingerprint is to be shown; any, where it is empty.
    """

    wave_chosen = Signal(str)
    list_wanted = Signal()
    reminders_wanted = Signal()
    signers_wanted = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._standing: WaveStanding | None = None
        self._sheet = QWidget(self)
        theme.set_role(self._sheet, "page")
        self._column = parts.column(self._sheet, margin=2 * GRID, spacing=GRID)
        self._column.addWidget(parts.label(self.tr("Registro"), "title", self._sheet))
        self._add_actions()
        self._add_filters()
        self._add_table()
        self.setWidget(self._sheet)

    def _add_actions(self) -> None:
        self.waves = QComboBox(self._sheet)
        self.waves.setAccessibleName(self.tr("Ola"))
        self.waves.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.waves.activated.connect(self._on_wave)
        self.bring = parts.button(self.tr("Traer lista…"), parent=self._sheet)
        self.bring.clicked.connect(self.list_wanted)
        self.remind = parts.button(self.tr("Recordatorios…"), parent=self._sheet)
        self.remind.clicked.connect(self.reminders_wanted)
        self.signers = parts.button("", parent=self._sheet)
        self.signers.clicked.connect(self._on_signers)
        self._column.addLayout(_flow(self.waves, self.bring, self.remind, self.signers))

    def _add_filters(self) -> None:
        self.search = QLineEdit(self._sheet)
        self.search.setPlaceholderText(self.tr("Buscar iniciativa"))
        self.search.setAccessibleName(self.tr("Buscar iniciativa"))
        self.search.setClearButtonEnabled(True)
        self.search.setMinimumWidth(_SEARCH * self.fontMetrics().averageCharWidth())
        self.search.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self.search.textChanged.connect(self._show)
        self.unanswered = parts.button("", "toggle", self._sheet)
        self.unanswered.setCheckable(True)
        self.unanswered.toggled.connect(self._show)
        self._column.addLayout(_flow(self.search, self.unanswered))
        self.count = parts.label("", "muted", self._sheet)
        self._column.addWidget(self.count)

    def _add_table(self) -> None:
        self.model = RegistryModel(self)
        self.table = RegistryTable(self.model, self._sheet)
        self.table.setAccessibleName(self.tr("Iniciativas de la ola"))
        self.table.chosen.connect(self._on_row)
        self.nothing = parts.label("", "muted", self._sheet)
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._column.addWidget(self.table, 1)
        self._column.addWidget(self.nothing, 1)
        self.panel = RegistryPanel(self._sheet)
        self.panel.signer_wanted.connect(self.signers_wanted)
        self._column.addWidget(self.panel)
        self.show_waiting(0)
        self._show()

    # What is shown

    def wave(self) -> str:
        """The wave that is shown; empty before any is."""
        return str(self.waves.currentData() or "")

    def show_found(self, waves: Sequence[str], standing: WaveStanding, waiting: int) -> None:
        """Shows ``standing``; the initiative at hand stays so. ``waiting`` signers are to be confirmed."""
        if [self.waves.itemData(place) for place in range(self.waves.count())] != list(waves):
            self.waves.clear()
            for wave in waves:
                self.waves.addItem(self.tr("Ola {wave}").format(wave=wave), wave)
        self.waves.setCurrentIndex(self.waves.findData(standing.wave))
        self.show_waiting(waiting)
        if standing != self._standing:
            self._standing = standing
            self._show()

    def show_waiting(self, count: int) -> None:
        """How many signers wait to be confirmed."""
        text = self.tr("Firmantes por confirmar: {count}").format(count=count) if count else self.tr("Firmantes")
        self.signers.setText(text)
        theme.set_role(self.signers, "primary" if count else "")
        self.signers.updateGeometry()

    def focus_first(self) -> None:
        """Where the keyboard begins."""
        (self.table if self.table.isVisible() else self.bring).setFocus()

    @Slot()
    def search_now(self) -> None:
        """The field to search in."""
        self.search.setFocus()
        self.search.selectAll()

    @Slot()
    def _show(self) -> None:
        found = self._standing
        everything = found.initiatives if found is not None else ()
        at_hand = self._at_hand()
        rows = words.matching(everything, self.search.text(), unanswered=self.unanswered.isChecked())
        self.model.show_rows(rows)
        self._show_counts(everything, rows)
        self.table.setVisible(bool(rows))
        self.nothing.setVisible(not rows)
        if rows:
            row = max(0, self.model.row_of(at_hand))
            self.table.choose(row)
        self._on_row(self.table.currentIndex().row() if rows else -1)

    def _show_counts(self, everything: Sequence[Standing], rows: Sequence[Standing]) -> None:
        number = i18n.locale().toString
        missing = len(self._standing.unanswered) if self._standing is not None else 0
        self.unanswered.setText(self.tr("Pendientes: {count}").format(count=number(missing)))
        self.unanswered.updateGeometry()
        self.remind.setEnabled(missing > 0)
        listed = [each for each in everything if each.listed]
        done = sum(each.answered for each in listed)
        text = self.tr("Respondieron todo: {done} de {listed} en la lista. Se muestran {shown}.")
        self.count.setText(text.format(listed=number(len(listed)), done=number(done), shown=number(len(rows))))
        self.count.setVisible(bool(everything))
        if everything:
            self.nothing.setText(self.tr("Ninguna iniciativa coincide con lo que se busca."))
        else:
            text = self.tr("Esta ola no tiene iniciativas todavía. Traiga la lista (.xlsx o .csv) con «Traer lista…».")
            self.nothing.setText(text)

    def _at_hand(self) -> str:
        row = self.table.currentIndex().row()
        return self.model.rows[row].member.id if 0 <= row < len(self.model.rows) else ""

    @Slot(int)
    def _on_row(self, row: int) -> None:
        self.panel.show_standing(self.model.rows[row] if 0 <= row < len(self.model.rows) else None)

    @Slot()
    def _on_wave(self) -> None:
        self.wave_chosen.emit(self.wave())

    @Slot()
    def _on_signers(self) -> None:
        self.signers_wanted.emit("")


def _flow(*widgets: QWidget) -> Flow:
    flow = Flow(PACKED, hinted, between=GRID)
    for each in widgets:
        flow.addWidget(each)
    return flow
