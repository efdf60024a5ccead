"""A spider chart with its switch between practices and blocks; pyqtgraph is imported when it is first seen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

from PySide6.QtCore import QEvent, QTimer, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QButtonGroup, QSizePolicy, QWidget

from desktop_app.diagnosis import Diagnosis, spider_axes, spider_geometry
from desktop_app.ui import parts
from desktop_app.ui.survey.wording import axis_details, description

if TYPE_CHECKING:
    from desktop_app.ui.charts.spider import SpiderChart

AxisKind = Literal["indicators", "areas"]

_KINDS: Final[tuple[AxisKind, ...]] = ("indicators", "areas")
_LEAST_AXES: Final = 3


class Web(QWidget):
    """Shows a diagnosis.

    Signals:
        detail: what is to be told about the axis that the mouse or the keyboard came to; empty on leaving.
    """

    detail = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.chart: SpiderChart | None = None
        self._diagnosis: Diagnosis | None = None
        self._language = "es"
        self._painted = False
        self._column = parts.column(self)
        row = parts.row(spacing=0)
        self._switch = QButtonGroup(self)
        self.buttons = [parts.button("", "nav", self) for _ in _KINDS]
        for position, button in enumerate(self.buttons):
            button.setCheckable(True)
            self._switch.addButton(button, position)
            row.addWidget(button)
        row.addStretch(1)
        self._column.addLayout(row)
        self._column.addStretch(1)  # until there is a chart
        self.buttons[0].setChecked(True)
        self._switch.idClicked.connect(self._on_switched)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.retranslate()

    @property
    def kind(self) -> AxisKind:
        return _KINDS[max(0, self._switch.checkedId())]

    def show_diagnosis(self, diagnosis: Diagnosis, language: str) -> None:
        """Shows ``diagnosis``; until the chart has been seen this costs nothing."""
        self._diagnosis, self._language = diagnosis, language
        areas = len(spider_axes(diagnosis, "areas")) >= _LEAST_AXES
        for button in self.buttons:
            button.setVisible(areas)
        if not areas:
            self.buttons[0].setChecked(True)
        if self.chart is not None:
            self._draw()

    def retranslate(self) -> None:
        for button, text in zip(self.buttons, (self.tr("Prácticas"), self.tr("Bloques")), strict=True):
            button.setText(text)
        if self.chart is not None:
            self.chart.setAccessibleName(self.tr("Diagrama de araña"))

    def _draw(self) -> None:
        if self.chart is None or self._diagnosis is None:
            return
        axes = spider_axes(self._diagnosis, self.kind)
        self.chart.show_geometry(
            spider_geometry(axes), axis_details(axes, self._language), description(axes, self._language)
        )

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
            self._column.addWidget(self.chart, 1000)
            self.retranslate()
            self._draw()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._painted:
            self._painted = True
            QTimer.singleShot(0, self, self.make_chart)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
            self._draw()
