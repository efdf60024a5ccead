"""Activities that the form recommends, each with the way into the plan, or that it is there already."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QWidget

from desktop_app.diagnosis import IndicatorResult
from desktop_app.ui import parts
from desktop_app.ui.theme import GRID


@dataclass(frozen=True, slots=True)
class Offered:
    """One opportunity: its ``title`` and what is said beneath it, under a ``heading`` of its own where it has one.

    ``activities`` with whether the plan has them; ``open``: there is a plan to take them into.
    """

    code: str
    title: str
    note: str
    activities: tuple[tuple[str, bool], ...]
    heading: str = ""
    open: bool = True


def offered(
    indicator: IndicatorResult,
    in_plan: Collection[tuple[str, str]],
    note: str,
    heading: str = "",
    *,
    is_open: bool = True,
) -> Offered:
    """The opportunity that ``indicator`` is; ``in_plan`` are the codes and activities that the plan has."""
    activities = tuple((each, (indicator.code, each) in in_plan) for each in indicator.activities)
    return Offered(indicator.code, f"{indicator.code} {indicator.name}", note, activities, heading, is_open)


class OfferRow(QWidget):
    """An activity and its button, or that it is in the plan."""

    def __init__(self, code: str, activity: str, parent: QWidget) -> None:
        super().__init__(parent)
        row = parts.row(spacing=2 * GRID)
        row.setContentsMargins(2 * GRID, 0, 0, 0)
        self.setLayout(row)
        self.code, self.activity = code, activity
        self.label = parts.label(f"• {activity}", "", self)
        self.button = parts.button("", "link", self)
        self.there = parts.label("", "code", self)
        self.there.setWordWrap(False)
        row.addWidget(self.label, 1)
        for widget in (self.button, self.there):
            row.addWidget(widget, 0, Qt.AlignmentFlag.AlignTop)

    def show_state(self, *, taken: bool, is_open: bool) -> None:
        if self.button.hasFocus() and taken:
            self.focusNextChild()
        self.button.setText(self.tr("Agregar al plan"))
        self.button.setAccessibleName(self.tr("Agregar al plan: {activity}").format(activity=self.activity))
        self.there.setText(self.tr("✓ En el plan"))
        self.button.setVisible(is_open and not taken)
        self.there.setVisible(is_open and taken)


class Offers(QWidget):
    """Shows opportunities; rows are made anew only where there are others.

    Signals:
        wanted: code and activity that are to become an action.
    """

    wanted = Signal(str, str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._column = parts.column(self, spacing=GRID // 2)
        self._shape: tuple[object, ...] = ()
        self.rows: dict[tuple[str, str], OfferRow] = {}

    def show_offers(self, offers: Sequence[Offered]) -> None:
        shape = tuple(
            (each.title, each.note, each.heading, each.open, tuple(activity for activity, _ in each.activities))
            for each in offers
        )
        if shape != self._shape:
            self._shape = shape
            parts.clear(self._column)
            self.rows = {}
            for each in offers:
                self._add(each)
        for each in offers:
            for activity, taken in each.activities:
                self.rows[each.code, activity].show_state(taken=taken, is_open=each.open)

    def texts(self) -> str:
        """All that it says, line by line."""
        items = (self._column.itemAt(place) for place in range(self._column.count()))
        widgets = (item.widget() for item in items if item is not None)
        labels = (widget.label if isinstance(widget, OfferRow) else widget for widget in widgets)
        return "\n".join(label.text() for label in labels if isinstance(label, QLabel))

    def _add(self, each: Offered) -> None:
        if each.heading:
            self._column.addSpacing(GRID)
            self._column.addWidget(parts.label(each.heading, "attention", self))
        self._column.addSpacing(GRID)
        self._column.addWidget(parts.label(each.title, "strong", self))
        if each.note:
            self._column.addWidget(parts.label(each.note, "muted", self))
        for activity, _ in each.activities:
            row = OfferRow(each.code, activity, self)
            row.button.clicked.connect(partial(self.wanted.emit, each.code, activity))
            self._column.addWidget(row)
            self.rows[each.code, activity] = row
