"""Whoever signs: those who wait to be confirmed, those who are, and those who are no longer."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt, Signal, Slot
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QPushButton, QScrollArea, QWidget

from desktop_app.ui import i18n, parts, theme, wording
from desktop_app.ui.forms.tables import Index
from desktop_app.ui.reception.row_table import DAY, RowTable
from desktop_app.ui.reception.signer_panel import SignerPanel
from desktop_app.ui.survey.widgets.flow import PACKED, Flow, hinted
from desktop_app.ui.theme import GRID

if TYPE_CHECKING:
    from desktop_app.workflows.authority import Signer
    from desktop_app.workflows.signers import Signers, WaitingSigner

    Anyone = WaitingSigner | Signer

WAITING, CONFIRMED, REVOKED = "waiting", "confirmed", "revoked"
KINDS: Final = (WAITING, CONFIRMED, REVOKED)
INITIATIVE, MANAGER, WHEN = range(3)
_ROWS_SEEN: Final = 4
"""At most: the words of the one at hand are to be seen beneath."""


class SignersModel(QAbstractTableModel):
    """The signers of one kind."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.rows: tuple[Anyone, ...] = ()

    def show_rows(self, rows: tuple[Anyone, ...]) -> None:
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else WHEN + 1

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        each = self.rows[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self._cell(each, index.column())
        if role == Qt.ItemDataRole.AccessibleTextRole and index.column() == INITIATIVE:
            return ", ".join(self._cell(each, column) for column in (INITIATIVE, MANAGER, WHEN))
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role != Qt.ItemDataRole.DisplayRole or orientation != Qt.Orientation.Horizontal:
            return None
        return {INITIATIVE: self.tr("Iniciativa"), MANAGER: self.tr("Firma"), WHEN: self.tr("Cuándo")}[section]

    def _cell(self, each: Anyone, column: int) -> str:
        from desktop_app.workflows.signers import WaitingSigner

        if column != WHEN:
            return " ".join((each.initiative if column == INITIATIVE else each.manager).split())
        if isinstance(each, WaitingSigner):
            return wording.day(each.arrived)
        return wording.day(each.revoked or each.confirmed)


class SignersTable(RowTable):
    """Shows a ``SignersModel``."""

    def __init__(self, model: SignersModel, parent: QWidget) -> None:
        super().__init__(model, parent)

    def _fit_to(self, metrics: QFontMetrics, line: int) -> None:
        rows = max(1, min(self.model().rowCount(), _ROWS_SEEN))
        self.setFixedHeight(self.horizontalHeader().sizeHint().height() + rows * line + 2 * self.frameWidth())
        room = self.viewport().width()
        when = metrics.horizontalAdvance(DAY) + 5 * GRID
        self.setColumnWidth(WHEN, when)
        self.setColumnWidth(MANAGER, max(0, room - when) * 2 // 5)
        self.setColumnWidth(INITIATIVE, max(0, room - when) - self.columnWidth(MANAGER))

    def _on_reset(self) -> None:
        self.fit()


class SignersPage(QScrollArea):
    """The list of one kind, and the one at hand.

    Signals:
        left: back to the initiatives.
        confirmed: a ``WaitingSigner`` whose words agree, and who decides it.
        differed: a ``WaitingSigner`` whose words do not agree.
        revoked: a ``Signer``, why, and whether the key may be in other hands.
    """

    left = Signal()
    confirmed = Signal(object, str)
    differed = Signal(object)
    revoked = Signal(object, str, bool)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._found: Signers | None = None
        self._kind = WAITING
        self._by = ""
        sheet = QWidget(self)
        theme.set_role(sheet, "page")
        column = parts.column(sheet, margin=2 * GRID, spacing=GRID)
        head = parts.row()
        head.addWidget(parts.label(self.tr("Firmantes"), "title", sheet), 1)
        self.back = parts.button(self.tr("Volver a las iniciativas"), parent=sheet)
        self.back.clicked.connect(self.left)
        head.addWidget(self.back)
        column.addLayout(head)
        self.kinds: dict[str, QPushButton] = {}
        flow = Flow(PACKED, hinted, between=GRID)
        for kind in KINDS:
            button = self.kinds[kind] = parts.button("", "toggle", sheet)
            button.setCheckable(True)
            button.clicked.connect(partial(self._on_kind, kind))
            flow.addWidget(button)
        column.addLayout(flow)
        self.model = SignersModel(self)
        self.table = SignersTable(self.model, sheet)
        self.table.setAccessibleName(self.tr("Firmantes"))
        self.table.chosen.connect(self._on_row)
        column.addWidget(self.table)
        self._nothing = parts.label("", "muted", sheet)
        column.addWidget(self._nothing)
        self.panel = SignerPanel(sheet)
        self.panel.confirmed.connect(self._on_confirmed)
        self.panel.differed.connect(self._on_differed)
        self.panel.revoked.connect(self._on_revoked)
        column.addWidget(self.panel)
        column.addStretch(1)
        self.setWidget(sheet)

    def show_signers(self, found: Signers, by: str) -> None:
        """Shows them, those of the kind that is shown; ``by`` is who decided last. The one at hand stays so, with what
        is typed, while nothing is known anew of it."""
        at_hand, same = self._at_hand(), found == self._found
        place = max(0, self.table.currentIndex().row())
        self._found, self._by = found, by
        self._show_counts()
        if not same:
            self._list(at_hand.fingerprint if at_hand is not None else "", place)

    def show_fingerprint(self, fingerprint: str) -> None:
        """Brings the signer with this fingerprint to hand, of the kind that needs somebody first."""
        for kind in KINDS:
            if any(each.fingerprint == fingerprint for each in self._of(kind)):
                self.show_kind(kind, fingerprint)
                return

    def show_kind(self, kind: str, fingerprint: str = "") -> None:
        """Shows the signers of a kind."""
        self._kind = kind
        self._show_counts()
        self._list(fingerprint)

    def focus_first(self) -> None:
        """Where the keyboard begins."""
        (self.table if self.table.isVisible() else self.back).setFocus()

    def _of(self, kind: str) -> tuple[Anyone, ...]:
        return getattr(self._found, kind) if self._found is not None else ()

    def _at_hand(self) -> Anyone | None:
        row = self.table.currentIndex().row()
        return self.model.rows[row] if 0 <= row < len(self.model.rows) else None

    def _show_counts(self) -> None:
        titles = {
            WAITING: self.tr("Por confirmar: {count}"),
            CONFIRMED: self.tr("Confirmados: {count}"),
            REVOKED: self.tr("Retirados: {count}"),
        }
        for kind, button in self.kinds.items():
            button.setText(titles[kind].format(count=i18n.locale().toString(len(self._of(kind)))))
            button.setChecked(kind == self._kind)
            button.updateGeometry()

    def _list(self, fingerprint: str, place: int = 0) -> None:
        """The one with ``fingerprint`` is at hand; where it is gone, whoever took its place in the list."""
        rows = self._of(self._kind)
        self.model.show_rows(rows)
        self.table.setVisible(bool(rows))
        self._nothing.setVisible(not rows)
        self._nothing.setText(
            self.tr("Nadie espera: todo lo que llegó lo firmó alguien conocido.")
            if self._kind == WAITING
            else self.tr("No hay ninguno.")
        )
        if rows:
            found = (row for row, each in enumerate(rows) if each.fingerprint == fingerprint)
            row = next(found, min(place, len(rows) - 1))
            self.table.setCurrentIndex(self.model.index(row, 0))
            self.table.scrollTo(self.model.index(row, 0))
        self._on_row(self.table.currentIndex().row() if rows else -1)

    def _on_kind(self, kind: str) -> None:
        self.show_kind(kind)

    @Slot(int)
    def _on_row(self, row: int) -> None:
        from desktop_app.workflows.signers import WaitingSigner

        each = self.model.rows[row] if 0 <= row < len(self.model.rows) else None
        if each is None:
            self.panel.show_nobody()
        elif isinstance(each, WaitingSigner):
            self.panel.show_waiting(each, self._by)
        elif each.revoked is None:
            self.panel.show_confirmed(each)
        else:
            self.panel.show_revoked(each)

    @Slot(str)
    def _on_confirmed(self, by: str) -> None:
        self._by = by
        self.confirmed.emit(self._at_hand(), by)

    @Slot()
    def _on_differed(self) -> None:
        self.differed.emit(self._at_hand())

    @Slot(str, bool)
    def _on_revoked(self, why: str, compromised: bool) -> None:  # noqa: FBT001 - a slot
        self.revoked.emit(self._at_hand(), why, compromised)
