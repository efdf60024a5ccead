"""A card with a chart, the table that says the same, and what is to be known about it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QPushButton, QSizePolicy, QWidget

from desktop_app.ui import parts
from desktop_app.ui.charts.chart_view import ChartView, Draw
from desktop_app.ui.charts.results_table import ResultsModel, ResultsTable
from desktop_app.ui.theme import GRID, set_role

if TYPE_CHECKING:
    from desktop_app.diagnosis.published import Table
    from desktop_app.reports.results_figures import Say


class FigureCard(QFrame):
    """Shows ``table``, under its chart where there is a ``picture`` of it.

    Signals:
        picture_wanted: the chart is to be kept as a picture.
    """

    picture_wanted = Signal()

    def __init__(
        self, table: Table, say: Say, parent: QWidget, picture: bytes | None = None, draw: Draw | None = None
    ) -> None:
        super().__init__(parent)
        set_role(self, "card")
        parts.column(self, margin=2 * GRID)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.chart: ChartView | None = None
        self.save_button: QPushButton | None = None
        title = table.title or table.key
        inside = parts.inside(self)
        inside.addWidget(parts.label(title, "heading", self))
        if picture is not None and draw is not None:
            self.chart = ChartView(title, picture, draw, self)
            inside.addWidget(self.chart)
        self.model = ResultsModel(table, say, self)
        self.table = ResultsTable(self.model, self)
        inside.addWidget(self.table)
        if not table.rows:
            self.table.hide()
        if self.chart is not None:
            self._add_button(title)

    def _add_button(self, title: str) -> None:
        button = self.save_button = parts.button(self.tr("Guardar imagen…"), "", self)
        button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        button.setAccessibleName(self.tr("Guardar la imagen de {title}").format(title=title))
        button.clicked.connect(self.picture_wanted)
        parts.inside(self).addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)

    def add_notes(self, notes: Iterable[str]) -> None:
        """Says under the table what there is to say, above the button."""
        inside = parts.inside(self)
        for note in notes:
            if note:
                place = inside.count() - (1 if self.save_button is not None else 0)
                inside.insertWidget(place, parts.label(note, "muted", self))
