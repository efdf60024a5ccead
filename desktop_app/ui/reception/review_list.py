"""The list of received responses, with what narrows it down."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QComboBox, QLineEdit, QSizePolicy, QWidget

from desktop_app.texts import fold
from desktop_app.ui import parts
from desktop_app.ui.reception import review_rows as rows
from desktop_app.ui.reception.review_model import ReviewModel
from desktop_app.ui.reception.review_rows import ARRIVED, LATEST_FIRST, Wanted
from desktop_app.ui.reception.two_lines import TwoLineTable
from desktop_app.ui.survey.widgets.flow import PACKED, Flow, hinted
from desktop_app.ui.theme import GRID

if TYPE_CHECKING:
    from desktop_app.workflows.review import Received

_WIDTHS: Final = (25, 19, 15, 9, 10)
"""Characters across, a column each."""
_SEARCH: Final = 20
_MOST_IN_BOX: Final = 24


class ReviewList(QWidget):
    """Shows what was received.

    Signals:
        opened: the id of the response that is to be opened.
        receipts_wanted: the receipts that wait are to be made.
    """

    opened = Signal(int)
    receipts_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._all: tuple[Received, ...] = ()
        self._order = LATEST_FIRST
        column = parts.column(self, spacing=GRID)
        column.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, GRID)
        head = parts.row(spacing=2 * GRID)
        head.addWidget(parts.label(self.tr("Revisar"), "title", self), 1)
        self.open_button = parts.button(self.tr("Abrir"), "primary", self)
        self.open_button.setToolTip(self.tr("Abrir la respuesta señalada (Enter)"))
        self.open_button.clicked.connect(self._on_open)
        head.addWidget(self.open_button)
        self.receipts = parts.button("", "", self)
        self.receipts.clicked.connect(self.receipts_wanted)
        head.addWidget(self.receipts)
        column.addLayout(head)
        column.addWidget(self._build_filters())
        self.model = ReviewModel(self)
        self.table = TwoLineTable(self.model, _WIDTHS, self)
        self.table.setAccessibleName(self.tr("Respuestas recibidas"))
        self.table.opened.connect(self._on_opened)
        self.table.fitted.connect(self.model.show_columns)
        header = self.table.horizontalHeader()
        header.setSectionsClickable(True)
        header.setSortIndicatorShown(True)
        header.sectionClicked.connect(self._on_header)
        column.addWidget(self.table, 1)
        self.nothing = parts.label("", "muted", self)
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignTop)
        column.addWidget(self.nothing, 1)
        self.count = parts.label("", "muted", self)
        column.addWidget(self.count)
        self.show_waiting(0)
        self._show()

    def _build_filters(self) -> QWidget:
        line = QWidget(self)
        flow = Flow(PACKED, hinted, between=GRID)
        line.setLayout(flow)
        asked, letters = self.tr("Buscar iniciativa"), self.fontMetrics()
        self.search = QLineEdit(line)
        self.search.setPlaceholderText(asked)
        self.search.setAccessibleName(asked)
        self.search.setClearButtonEnabled(True)
        self.search.setMinimumWidth(
            max(_SEARCH * letters.averageCharWidth(), letters.horizontalAdvance(asked) + 5 * GRID)
        )
        self.search.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self.search.textChanged.connect(self._show)
        self.search.returnPressed.connect(self._on_searched)
        flow.addWidget(self.search)
        self.wave, self.form, self.state = (QComboBox(line) for _ in range(3))
        for box, name in (
            (self.wave, self.tr("Ola")),
            (self.form, self.tr("Instrumento")),
            (self.state, self.tr("Estado")),
        ):
            box.setAccessibleName(name)
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
            flow.addWidget(box)
            box.currentIndexChanged.connect(self._show)
        return line

    # What is shown

    def show_rows(self, received: Sequence[Received]) -> None:
        """Shows ``received``, as far as it is wanted; the response at hand stays so."""
        self._all = tuple(received)
        waves = sorted({each.wave for each in self._all}, reverse=True)
        _fill(self.wave, self.tr("Todas las olas"), [(wave, wave) for wave in waves])
        forms = {each.form_id: each.form_title for each in reversed(self._all)}
        named = sorted(forms.items(), key=lambda each: fold(each[1]))
        _fill(self.form, self.tr("Todos los instrumentos"), [(form, _short(title)) for form, title in named])
        states = [rows.state_of(each) for each in self._all]
        told = [(state, f"{rows.state_words(state)} ({states.count(state)})") for state in rows.STATES]
        _fill(self.state, self.tr("Todos los estados"), told)
        self._show()

    def show_waiting(self, count: int) -> None:
        """How many receipts are to be made."""
        words = self.tr("Producir acuses…")
        self.receipts.setText(f"{words} ({count})" if count else words)
        self.receipts.setEnabled(count > 0)

    def wanted(self) -> Wanted:
        return Wanted(self.search.text(), *(str(box.currentData() or "") for box in (self.wave, self.form, self.state)))

    def listed(self) -> tuple[Received, ...]:
        """What is in the list, in its order."""
        return self.model.responses

    def everything(self) -> tuple[Received, ...]:
        """All that was received, wanted or not."""
        return self._all

    def choose(self, response_id: int) -> None:
        """Makes a response the one at hand, if it is listed."""
        row = self.model.row_of(response_id)
        if row >= 0:
            self.table.setCurrentIndex(self.model.index(row, 0))

    def focus_first(self) -> None:
        (self.table if self.listed() else self.search).setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _show(self) -> None:
        current = self.table.currentIndex().row()
        at = self.listed()[current].response_id if current >= 0 else 0
        found = rows.chosen(self._all, self.wanted(), self._order)
        if found != self.listed():
            self.model.show_responses(found)
            self.choose(at if self.model.row_of(at) >= 0 else found[0].response_id if found else 0)
        shown, total = len(self.listed()), len(self._all)
        column, upwards = self._order
        order = Qt.SortOrder.AscendingOrder if upwards else Qt.SortOrder.DescendingOrder
        self.table.horizontalHeader().setSortIndicator(column, order)
        self.table.fit()
        self.table.setVisible(shown > 0)
        self.open_button.setEnabled(shown > 0)
        self.nothing.setVisible(not shown)
        self.nothing.setText(
            self.tr("Ninguna respuesta es como se busca.")
            if total
            else self.tr("Todavía no hay respuestas. Llegan por la sección Entrada.")
        )
        words = self.tr("{shown} de {total} respuestas") if total != 1 else self.tr("{shown} de {total} respuesta")
        self.count.setText(words.format(shown=shown, total=total) if total else "")

    @Slot()
    def _on_open(self) -> None:
        row = self.table.currentIndex().row()
        if 0 <= row < len(self.listed()):
            self._on_opened(row)

    @Slot(int)
    def _on_opened(self, row: int) -> None:
        self.opened.emit(self.listed()[row].response_id)

    @Slot(int)
    def _on_header(self, column: int) -> None:
        """What is sorted by already turns round; times and counts begin with the largest."""
        before, upwards = self._order
        first = column not in (ARRIVED, rows.RESULT, rows.FLAGS)
        self._order = (column, not upwards if column == before else first)
        self._show()

    @Slot()
    def _on_searched(self) -> None:
        """Enter goes on to what was found."""
        if self.listed():
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)


def _fill(box: QComboBox, everything: str, options: Sequence[tuple[str, str]]) -> None:
    """The options of a box; what is chosen stays so where it is still there."""
    at = box.currentData()
    box.blockSignals(True)
    box.clear()
    box.addItem(everything, "")
    for data, text in options:
        box.addItem(text, data)
    box.setCurrentIndex(max(0, box.findData(at)))
    box.blockSignals(False)


def _short(text: str) -> str:
    return text if len(text) <= _MOST_IN_BOX else f"{text[:_MOST_IN_BOX]}…"
