"""A spider chart with its switch between areas and what they consist of, and the legend of what is laid over it.

pyqtgraph is imported when the chart is first seen.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final, Literal

from PySide6.QtCore import QEvent, QTimer, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QButtonGroup, QSizePolicy, QWidget

from desktop_app.diagnosis import Diagnosis, Overlay, spider_axes, spider_geometry
from desktop_app.diagnosis.charts import own_spiders
from desktop_app.diagnosis.comparison import PREVIOUS
from desktop_app.diagnosis.spider import OWN
from desktop_app.texts import language_code
from desktop_app.ui import parts
from desktop_app.ui.charts.legend import Legend, LegendItem
from desktop_app.ui.survey.widgets.focus import follow
from desktop_app.ui.survey.wording import (
    Story,
    axis_details,
    description,
    series_words,
    wave_words,
)

if TYPE_CHECKING:
    from desktop_app.ui.charts.spider import SpiderChart
    from desktop_app.workflows.answer import Desk

AxisKind = Literal["indicators", "areas"]

_SUMS: Final[tuple[AxisKind, ...]] = ("indicators", "areas")
_MEANS: Final[tuple[AxisKind, ...]] = ("areas", "indicators")
_LEAST_AXES: Final = 3
_HIDDEN: Final = "chart_series_off"
"""The window's property with the names of the series that are switched off: all its charts agree, while it is open."""


class Web(QWidget):
    """Shows the diagnosis of a desk, beside the wave before and the means of others.

    Signals:
        detail: what is to be told about the axis that the mouse or the keyboard came to; empty on leaving.
    """

    detail = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.chart: SpiderChart | None = None
        self._desk: Desk | None = None
        self._diagnosis: Diagnosis | None = None
        self._drawn: tuple[object, ...] = ()
        self._kinds = _SUMS
        self._averaged = False
        self._own: tuple[str, ...] = ()
        self._painted = False
        self._column = parts.column(self)
        row = parts.row(spacing=0)
        self._switch = QButtonGroup(self)
        self.buttons = [parts.button("", "nav", self) for _ in _SUMS]
        for position, button in enumerate(self.buttons):
            button.setCheckable(True)
            self._switch.addButton(button, position)
            row.addWidget(button)
        row.addStretch(1)
        self._column.addLayout(row)
        self._column.addStretch(1)  # until there is a chart
        self.legend = Legend(self)
        self.legend.switched.connect(self._on_series)
        self.legend.hide()
        self._column.addWidget(self.legend)
        self.buttons[0].setChecked(True)
        self._switch.idClicked.connect(self._on_switched)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.retranslate()

    @property
    def kind(self) -> AxisKind:
        return self._kinds[max(0, self._switch.checkedId())]

    def show_desk(self, desk: Desk, diagnosis: Diagnosis) -> None:
        """Shows the ``diagnosis`` of ``desk``; until the chart has been seen this costs nothing."""
        other = self._desk is None or desk.rubric is not self._desk.rubric
        self._desk, self._diagnosis = desk, diagnosis
        if other:
            self._averaged = diagnosis.averaged
            usual = _MEANS if diagnosis.averaged else _SUMS
            self._own = tuple(own_spiders(desk.form))
            self._kinds = tuple(sorted(usual, key=self._place))
            self.buttons[0].setChecked(True)
            self.retranslate()
        drawn = [kind for kind in self._kinds if self._is_drawn(kind, diagnosis)] or ["indicators"]
        for button in self.buttons:
            button.setVisible(len(drawn) > 1)
        if self.kind not in drawn:
            self.buttons[self._kinds.index(drawn[0])].setChecked(True)
        if self.chart is not None:
            self._draw()

    def _place(self, kind: AxisKind) -> int:
        """The form's own spiders come first, in its order."""
        return self._own.index(kind) if kind in self._own else len(self._own)

    def _is_drawn(self, kind: AxisKind, diagnosis: Diagnosis) -> bool:
        """Few areas make no spider; what is scored one by one is drawn however few they are."""
        if self._own and kind not in self._own:
            return False
        return kind == "indicators" or len(spider_axes(diagnosis, kind)) >= _LEAST_AXES

    def retranslate(self) -> None:
        words = {"indicators": self.tr("Prácticas"), "areas": self.tr("Bloques")}
        if self._averaged:
            words = {"indicators": self.tr("Indicadores"), "areas": self.tr("Áreas")}
        for button, kind in zip(self.buttons, self._kinds, strict=True):
            button.setText(words[kind])
        self._drawn = ()
        if self.chart is not None:
            self.chart.setAccessibleName(self.tr("Diagrama de araña"))
            self._draw()

    def _draw(self) -> None:
        desk, diagnosis = self._desk, self._diagnosis
        if self.chart is None or desk is None or diagnosis is None:
            return
        hidden, facts = self._hidden(), desk.facts
        language = language_code(desk.session.language) or "es"
        drawn = (desk, diagnosis, facts.previous, facts.benchmarks, facts.wave, self.kind, hidden, language)
        if drawn == self._drawn:
            return  # many an answer changes no score
        self._drawn = drawn
        axes = spider_axes(diagnosis, self.kind)
        found = desk.overlays(axes)
        self._show_legend(desk, found, hidden)
        shown = [overlay for overlay in found if overlay.name not in hidden]
        self.chart.show_geometry(
            spider_geometry(axes, series={overlay.name: overlay.values for overlay in shown}),
            partial(axis_details, axes, language, _story(desk, shown)),
            description(axes, language),
        )

    def _show_legend(self, desk: Desk, found: tuple[Overlay, ...], hidden: set[str]) -> None:
        """Nothing where there is only the own result."""
        self.legend.setVisible(bool(found))
        items = [LegendItem(each.name, series_words(each, desk), shown=each.name not in hidden) for each in found]
        own = wave_words(desk.facts.wave) if desk.facts.wave else self.tr("Esta ola")
        rows = self.legend.rows
        self.legend.show_items([LegendItem(OWN, own, switchable=False), *items] if items else [])
        if self.chart is not None and self.legend.rows is not rows:
            follow(self.chart, self.legend)

    def _hidden(self) -> set[str]:
        """The series that are switched off."""
        return set(self.window().property(_HIDDEN) or ())

    def _on_series(self, name: str, shown: bool) -> None:  # noqa: FBT001 - a slot
        hidden = self._hidden()
        hidden.discard(name) if shown else hidden.add(name)
        self.window().setProperty(_HIDDEN, sorted(hidden))
        self._draw()

    def _on_switched(self) -> None:
        self._draw()
        self.detail.emit("")

    def _on_axis(self, position: int) -> None:
        self.detail.emit(self.chart.detail(position) if self.chart is not None else "")

    def make_chart(self) -> None:
        """Makes the chart, if there is none: a quarter of a second the first time, hence after the first picture."""
        if self.chart is None:
            from desktop_app.ui.charts.spider import SpiderChart

            self.chart = SpiderChart(self)
            self.chart.axis_entered.connect(self._on_axis)
            self._column.insertWidget(2, self.chart, 1000)
            follow(self.buttons[-1], self.chart)
            self.retranslate()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._painted:
            self._painted = True
            QTimer.singleShot(0, self, self.make_chart)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()


def _story(desk: Desk, shown: list[Overlay]) -> Story:
    """What is told of the axes: the wave before also of what an area consists of, the means of the axis alone."""
    means = tuple((series_words(each, desk), each.values) for each in shown if each.name != PREVIOUS)
    previous = desk.facts.previous
    if previous is None or previous.diagnosis is None or not any(each.name == PREVIOUS for each in shown):
        return Story(means=means)
    before = previous.diagnosis
    known = {area.code: area.value for area in before.areas}
    known |= {indicator.code: indicator.value for indicator in before.indicators}
    return Story(previous.wave, known, means)
