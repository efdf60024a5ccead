"""Receipts being made, and then what was made: a file each, ready to be sent, and the same as a line of text."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication, QProgressBar, QWidget

from desktop_app.ui import icons, parts, theme
from desktop_app.ui.forms.tables import Index
from desktop_app.ui.reception.two_lines import TwoLineTable
from desktop_app.ui.survey.desk_source import brief
from desktop_app.ui.survey.widgets.flow import PACKED, Flow, hinted
from desktop_app.ui.theme import GRID

if TYPE_CHECKING:
    from desktop_app.workflows.review import Written

FILE, SAID, SHORT = COLUMNS = range(3)
_WIDTHS: Final = (24, 14, 28)
_SIGNS: Final = {"accepted": ("intact", "accent"), "returned": ("survey/observed", "attention_text")}


class ReceiptsModel(QAbstractTableModel):
    """What was made, or why not."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.written: tuple[Written, ...] = ()

    def show_written(self, written: Sequence[Written]) -> None:
        self.beginResetModel()
        self.written = tuple(sorted(written, key=lambda each: each.refused is None))
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self.written)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(COLUMNS)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        each, column = self.written[index.row()], index.column()
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self._cell(each, column)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            said = (self._cell(each, place) for place in COLUMNS)
            return ", ".join(" ".join(part.split()) for part in said if part) if column == FILE else None
        if role == Qt.ItemDataRole.DecorationRole and column == SAID:
            name, colour = _SIGNS.get(each.status, ("package", "text"))
            name, colour = ("refused", "error") if each.refused is not None else (name, colour)
            return icons.icon(name, getattr(theme.tokens(), colour))
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role != Qt.ItemDataRole.DisplayRole or orientation != Qt.Orientation.Horizontal:
            return None
        return {FILE: self.tr("Iniciativa y archivo"), SAID: self.tr("Acuse"), SHORT: self.tr("Acuse corto o motivo")}[
            section
        ]

    def _cell(self, each: Written, column: int) -> str:
        if column == FILE:
            whose = brief(" ".join(each.initiative.split()))
            return f"{whose}\n{each.path.name}" if each.path is not None else f"{whose}\n{each.file}"
        if column == SAID:
            return self.tr("Sin acuse") if each.refused is not None else self._status(each.status)
        if each.refused is None:
            return each.short
        return f"{each.refused.cause}\n{each.refused.remedy}"

    def _status(self, status: str) -> str:
        return {"accepted": self.tr("Aceptada"), "returned": self.tr("Devuelta")}.get(status, self.tr("Recibida"))


class ReceiptsPage(QWidget):
    """Shows the making of receipts.

    Signals:
        left: back to the list.
        stop_wanted: no further receipt is to be made.
    """

    left = Signal()
    stop_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._folder = Path()
        column = parts.column(self, spacing=GRID)
        column.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, GRID)
        self.title = parts.label("", "title", self)
        column.addWidget(self.title)
        self.where = parts.label("", "muted", self, selectable=True)
        column.addWidget(self.where)
        self._build_progress()
        column.addWidget(self._work)
        self._result = QWidget(self)
        self._build_result()
        column.addWidget(self._result, 1)
        self._room = QWidget(self)
        column.addWidget(self._room, 1)

    def _build_progress(self) -> None:
        self._work = parts.frame("card", self)
        line = parts.row(spacing=2 * GRID)
        self.doing = parts.label("", "", self._work)
        self.stop = parts.button(self.tr("Detener"), "", self._work)
        self.stop.clicked.connect(self._on_stop)
        line.addWidget(self.doing, 1)
        line.addWidget(self.stop)
        parts.inside(self._work).addLayout(line)
        self.bar = QProgressBar(self._work)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(self.tr("Acuses producidos"))
        parts.inside(self._work).addWidget(self.bar)

    def _build_result(self) -> None:
        column = parts.column(self._result, spacing=GRID)
        self.model = ReceiptsModel(self)
        self.table = TwoLineTable(self.model, _WIDTHS, self._result)
        self.table.setAccessibleName(self.tr("Acuses"))
        self.table.selectionModel().currentRowChanged.connect(self._on_current)
        column.addWidget(self.table, 1)
        self.detail = parts.label("", "", self._result, selectable=True)
        column.addWidget(self.detail)
        buttons = QWidget(self._result)
        flow = Flow(PACKED, hinted, between=GRID)
        buttons.setLayout(flow)
        self.show_folder = parts.button(self.tr("Mostrar en la carpeta"), "primary", buttons)
        self.copy = parts.button(self.tr("Copiar el acuse corto"), "", buttons)
        self.back = parts.button(self.tr("Volver a la lista"), "", buttons)
        for button, slot in (
            (self.show_folder, self._on_folder),
            (self.copy, self.copy_short),
            (self.back, self.left),
        ):
            button.clicked.connect(slot)
            flow.addWidget(button)
        column.addWidget(buttons)
        self.told = parts.label("", "muted", self._result)
        column.addWidget(self.told)

    # What is shown

    def begin(self, folder: Path, count: int) -> None:
        """``count`` receipts are being made in ``folder``."""
        self._folder = folder
        self.title.setText(self.tr("Produciendo acuses"))
        self.where.setText(str(folder))
        self.bar.setRange(0, max(1, count))
        self.stop.setEnabled(True)
        self.show_progress((0, count))
        self._switch(working=True)
        self.stop.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot(object)
    def show_progress(self, step: tuple[int, int]) -> None:
        """How many are done, and of how many."""
        done, count = step
        self.bar.setRange(0, max(1, count))
        self.bar.setValue(done)
        if self.stop.isEnabled():
            self.doing.setText(self.tr("{done} de {count}").format(done=done, count=count))

    def show_written(self, written: Sequence[Written], *, waiting: int) -> None:
        """What came of it; ``waiting`` are still to be made."""
        made = sum(1 for each in written if each.path is not None)
        said = [self.tr("1 acuse listo para enviar") if made == 1 else self.tr("{n} acuses listos para enviar")]
        refused = len(written) - made
        if refused:
            said.append(self.tr("1 no se pudo producir") if refused == 1 else self.tr("{r} no se pudieron producir"))
        if waiting > refused:
            said.append(self.tr("por producir: {w}"))
        self.title.setText(" · ".join(said).format(n=made, r=refused, w=waiting - refused))
        self.model.show_written(written)
        self._switch(working=False)
        self.table.fit()
        if written:
            self.table.setCurrentIndex(self.model.index(0, 0))
        self._on_current()
        self.show_folder.setEnabled(made > 0)
        (self.table if written else self.back).setFocus(Qt.FocusReason.OtherFocusReason)

    def _switch(self, *, working: bool) -> None:
        self._work.setVisible(working)
        self._room.setVisible(working)
        self._result.setVisible(not working)
        self.told.setText("")

    # What is done with it

    @Slot()
    def _on_stop(self) -> None:
        self.stop.setEnabled(False)
        self.doing.setText(self.tr("Se detiene al terminar el que está en curso…"))
        self.stop_wanted.emit()

    def _at_hand(self) -> Written | None:
        row = self.table.currentIndex().row()
        return self.model.written[row] if 0 <= row < len(self.model.written) else None

    @Slot()
    def _on_current(self) -> None:
        each = self._at_hand()
        self.copy.setEnabled(each is not None and bool(each.short))
        refused = each.refused if each is not None else None
        self.detail.setText(f"{refused.cause} {refused.remedy}" if refused is not None else "")
        self.detail.setVisible(refused is not None)
        self.told.setText("")

    @Slot()
    def copy_short(self) -> None:
        each = self._at_hand()
        if each is not None and each.short:
            QApplication.clipboard().setText(each.short)
            self.told.setText(self.tr("El acuse corto quedó copiado: péguelo en el mensaje."))

    @Slot()
    def _on_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._folder)))
