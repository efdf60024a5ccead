"""What the results say: figures as cards, then each section's tables under their charts."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QFrame, QSizePolicy, QWidget

from desktop_app.diagnosis.published import Kind
from desktop_app.ui import parts
from desktop_app.ui.charts.figure_card import FigureCard
from desktop_app.ui.survey.widgets.flow import Flow
from desktop_app.ui.theme import GRID

if TYPE_CHECKING:
    from desktop_app.diagnosis.published import Published, Statement, Table
    from desktop_app.reports.results_figures import Say
    from desktop_app.ui.charts.chart_view import ChartView
    from desktop_app.ui.charts.results_table import ResultsTable

_CARD: Final = 26  # characters
_AS_MANY_AS_FIT: Final = 0


class ResultsBody(QWidget):
    """Shows one wave at a time.

    Signals:
        picture_wanted: the ``Table`` whose chart is to be kept as a picture.
    """

    picture_wanted = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._column = parts.column(self, spacing=2 * GRID)
        self.charts: list[ChartView] = []
        self.tables: list[ResultsTable] = []

    def show_results(self, published: Published, pictures: Mapping[str, bytes], language: str) -> None:
        """Takes the place of what was shown before."""
        from desktop_app.reports.results_figures import Say

        say = Say.of(language)
        self.setUpdatesEnabled(False)
        try:
            parts.clear(self._column)
            self.charts, self.tables = [], []
            if published.statements:
                self._add_statements(published.statements, say)
            section = ""
            for table in published.tables:
                if table.section != section:
                    section = table.section
                    self._column.addSpacing(GRID)
                    self._column.addWidget(parts.label(section, "title", self))
                self._column.addWidget(self._card(table, pictures.get(table.key), say, language))
            self._column.addStretch(1)
        finally:
            self.setUpdatesEnabled(True)

    def _add_statements(self, statements: tuple[Statement, ...], say: Say) -> None:
        cards = QWidget(self)
        flow = Flow(_AS_MANY_AS_FIT, _card_width, between=GRID, even=True)
        cards.setLayout(flow)
        for statement in statements:
            flow.addWidget(self._statement(statement, say, cards))
        self._column.addWidget(cards)

    def _statement(self, statement: Statement, say: Say, parent: QWidget) -> QFrame:
        card = parts.frame("card", parent, spacing=GRID // 2)
        card.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        inside = parts.inside(card)
        figure = say.figure(statement.value, statement.kind)
        role = "heading" if statement.kind is Kind.TEXT else "reference"
        value = parts.label(figure or say.texts["none"], role, card, selectable=True)
        value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        says = parts.label(statement.says, "", card)
        notes = [statement.note] if statement.note else []
        if not figure:
            notes.append(say.texts["hidden"])
        value.setAccessibleName(f"{figure or say.texts['hidden']}: {statement.says}")
        for label in (value, says, *(parts.label(note, "muted", card) for note in notes)):
            inside.addWidget(label)
        inside.addStretch(1)
        return card

    def _card(self, table: Table, picture: bytes | None, say: Say, language: str) -> QFrame:
        from desktop_app.workflows.result_pictures import chart_picture

        card = FigureCard(table, say, self, picture, partial(chart_picture, table, language=language))
        if card.chart is not None:
            self.charts.append(card.chart)
        self.tables.append(card.table)
        empty = "" if table.rows else say.texts["table.empty"]
        card.add_notes((empty, table.note, say.texts["none_means"] if card.model.has_gaps else ""))
        card.picture_wanted.connect(partial(self.picture_wanted.emit, table))
        return card


def _card_width(card: QWidget) -> int:
    card.ensurePolished()
    return QFontMetrics(card.font()).averageCharWidth() * _CARD
