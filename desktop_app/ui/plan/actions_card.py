"""The card with the plan's table: its order, what can be done with the actions, their totals, and how to begin."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QComboBox, QFrame, QSizePolicy, QWidget

from desktop_app.ui import parts
from desktop_app.ui.plan.model import AS_ADDED, PlanModel, column_name
from desktop_app.ui.plan.table import PlanTable
from desktop_app.ui.plan.words import action_words, totals_words
from desktop_app.ui.survey.widgets.flow import PACKED, Flow, hinted
from desktop_app.ui.theme import GRID, set_role

if TYPE_CHECKING:
    from desktop_app.diagnosis import Action
    from desktop_app.workflows.answer import Desk


class ActionsCard(QFrame):
    """Shows the actions. What its buttons do is the page's affair."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        set_role(self, "card")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._desk: Desk | None = None
        self._column = parts.column(self, margin=2 * GRID)
        head = Flow(PACKED, hinted, between=GRID)
        self._title = parts.label(self.tr("Acciones"), "heading", self)
        self._title.setWordWrap(False)
        self.count = parts.label("", "muted", self)
        self.count.setWordWrap(False)
        self.order = QComboBox(self)
        self.order.setAccessibleName(self.tr("Orden de la tabla"))
        self.order.activated.connect(self._on_order)
        for widget in (self._title, self.count, self.order):
            head.addWidget(widget)
        self._column.addLayout(head)
        self.empty = parts.label(
            self.tr(
                "El plan está vacío. Tome una de las actividades recomendadas con «Agregar al plan», o escriba una "
                "acción propia: después le pone responsable, fecha y presupuesto."
            ),
            "",
            self,
        )
        self._column.addWidget(self.empty)
        self.model = PlanModel(self._words, self)
        self.table = PlanTable(self.model, self)
        self.table.setAccessibleName(self.tr("Acciones del plan"))
        self.table.sorted_by.connect(self._on_sorted)
        self._column.addWidget(self.table)
        self.totals = parts.label("", "strong", self)
        self._column.addWidget(self.totals)
        self._build_buttons()

    def _build_buttons(self) -> None:
        flow = Flow(PACKED, hinted, between=GRID)
        self.add = parts.button(self.tr("Agregar acción"), "primary", self)
        self.add.setToolTip(self.tr("También con Ctrl+Insertar en la tabla"))
        self.remove = parts.button(self.tr("Quitar"), "", self)
        self.remove.setToolTip(self.tr("También con Suprimir en la tabla; se puede deshacer"))
        self.sheet = parts.button(self.tr("Guardar en Excel (.xlsx)"), "", self)
        self.calendar = parts.button(self.tr("Guardar en calendario (.ics)"), "", self)
        for button in (self.add, self.remove, self.sheet, self.calendar):
            flow.addWidget(button)
        self._column.addLayout(flow)

    def put_editor(self, editor: QWidget) -> None:
        """Puts the action at hand beneath the buttons."""
        self._column.addWidget(editor)

    def show_actions(self, desk: Desk, actions: Sequence[Action]) -> None:
        self._desk = desk
        assert desk.plan_form is not None
        fields = self.model.fields
        self.model.show_actions(desk.plan_form, actions)
        if self.model.fields != fields:
            self._offer_orders()
        self.table.fit()
        any_ = bool(actions)
        self.empty.setVisible(not any_)
        for widget in (self.table, self.remove, self.sheet, self.calendar, self.totals, self.order, self.count):
            widget.setVisible(any_)
        self.count.setText(self.tr("1 acción") if len(actions) == 1 else self.tr("{n} acciones").format(n=len(actions)))
        self.totals.setText(totals_words(desk, actions))

    def _offer_orders(self) -> None:
        self.order.clear()
        self.order.addItem(self.tr("Como se agregaron"))
        for field in self.model.fields:
            self.order.addItem(self.tr("Por {column}").format(column=column_name(field).lower()))

    def _words(self, action: Action, field: str) -> str:
        assert self._desk is not None
        return action_words(self._desk, action, field)

    def _on_order(self, place: int) -> None:
        self.table.sort_by(place - 1 if place else AS_ADDED)

    def _on_sorted(self, column: int, _upwards: bool) -> None:  # noqa: FBT001 - a slot
        self.order.setCurrentIndex(column + 1)
