"""What the lines of a chart are: each with a sample of its line, and all but the first to be switched off and on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from desktop_app.ui import parts, theme
from desktop_app.ui.charts.styles import sample
from desktop_app.ui.survey.widgets.flow import PACKED, Flow
from desktop_app.ui.survey.widgets.signs import Check
from desktop_app.ui.theme import GRID


@dataclass(frozen=True, slots=True)
class LegendItem:
    """One series: its ``name`` in the geometry, what it is called, and whether it is shown."""

    name: str
    text: str
    shown: bool = True
    switchable: bool = True


class LegendRow(QWidget):
    """A sample, a box to tick where the series can be switched, and its name, which wraps.

    Signals:
        toggled: whether the series is to be shown.
    """

    toggled = Signal(bool)

    def __init__(self, item: LegendItem, parent: QWidget) -> None:
        super().__init__(parent)
        self.name = item.name
        row = parts.row(spacing=GRID)
        self.setLayout(row)
        self.box = Check(self)
        self.box.setChecked(item.shown)
        self.box.setEnabled(item.switchable)
        self.box.setVisible(item.switchable)
        self.box.setAccessibleName(item.text)
        self.box.toggled.connect(self.toggled)
        self._sample = QLabel(self)
        self._sample.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.label = parts.label(item.text, "", self)
        for widget in (self.box, self._sample):
            row.addWidget(widget)
        row.addWidget(self.label, 1)
        self.dye()

    def dye(self) -> None:
        """Draws the sample anew, in the colours and the size now in use; as high as the box, so that rows align."""
        picture = sample(self.name, self.fontMetrics().height(), self.devicePixelRatioF())
        self._sample.setPixmap(picture)
        self._sample.setFixedHeight(self.box.sizeHint().height())

    def width_on_one_line(self) -> int:
        box = self.box.sizeHint().width() + GRID if self.box.isEnabled() else 0
        words = self.fontMetrics().horizontalAdvance(self.label.text())
        return box + self._sample.sizeHint().width() + GRID + words + GRID

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """The name switches, too."""
        inside = self.rect().contains(event.position().toPoint())
        if self.box.isEnabled() and event.button() == Qt.MouseButton.LeftButton and inside:
            self.box.toggle()
        event.accept()


class Legend(QWidget):
    """Rows of ``LegendItem``.

    Signals:
        switched: the series of this name is to be shown or not.
    """

    switched = Signal(str, bool)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._items: tuple[LegendItem, ...] = ()
        self.rows: dict[str, LegendRow] = {}
        self._flow = Flow(PACKED, _width)
        self.setLayout(self._flow)

    def show_items(self, items: Sequence[LegendItem]) -> None:
        """Shows ``items``; rows are made anew only where names or words are others."""
        wanted = tuple(items)
        if wanted == self._items:
            return
        before, self._items = self._items, wanted
        if [(item.name, item.text) for item in wanted] == [(item.name, item.text) for item in before]:
            for item in wanted:
                box = self.rows[item.name].box
                box.blockSignals(True)
                box.setChecked(item.shown)
                box.blockSignals(False)
                box.update()
            return
        parts.clear(self._flow)
        self.rows = {}
        for item in wanted:
            row = LegendRow(item, self)
            row.toggled.connect(partial(self.switched.emit, item.name))
            self._flow.addWidget(row)
            self.rows[item.name] = row
        self.updateGeometry()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if theme.is_restyle(event) and hasattr(self, "rows"):
            for row in self.rows.values():
                row.dye()


def _width(widget: QWidget) -> int:
    assert isinstance(widget, LegendRow)
    return widget.width_on_one_line()
