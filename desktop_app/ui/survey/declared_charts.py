"""The charts that a form declares, each with its table."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop_app.ui import parts
from desktop_app.ui.theme import GRID

if TYPE_CHECKING:
    from desktop_app.reports.declared_charts import DeclaredChart
    from desktop_app.ui.charts.figure_card import FigureCard

_FIRST_WIDTH = 560.0


class DeclaredCharts(QWidget):
    """Shows the charts of one response at a time.

    Signals:
        picture_wanted: the ``DeclaredChart`` that is to be kept as a picture.
    """

    picture_wanted = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._column = parts.column(self, spacing=2 * GRID)
        self._shown: tuple[object, ...] = ()
        self.cards: list[FigureCard] = []

    def show_charts(self, charts: tuple[DeclaredChart, ...], language: str) -> None:
        """Takes the place of what was shown before; what is shown already stays."""
        if self._shown == (charts, language):
            return
        self._shown = (charts, language)
        parts.clear(self._column)
        self.cards = [self._card(chart, language) for chart in charts]
        for card in self.cards:
            self._column.addWidget(card)

    def _card(self, chart: DeclaredChart, language: str) -> FigureCard:
        from desktop_app.reports.results_figures import Say
        from desktop_app.ui.charts.figure_card import FigureCard
        from desktop_app.workflows.declared_charts import chart_picture

        draw = partial(chart_picture, chart, language=language)
        picture = None if chart.nothing else draw(_FIRST_WIDTH)
        card = FigureCard(chart.table, Say.of(language), self, picture, draw)
        card.add_notes((chart.nothing, chart.note, chart.table.note))
        card.picture_wanted.connect(partial(self.picture_wanted.emit, chart))
        return card
