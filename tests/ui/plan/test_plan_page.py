"""Plan, with a real response: the table, its order, the action at hand, what is recommended, and taking back."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from desktop_app.ui.plan.page import PlanPage
from desktop_app.ui.survey.edits import Edits
from desktop_app.ui.theme import Theme
from desktop_app.workflows.desk import Desk
from tests.support.plan_desks import ACTIONS, PLAN, plan_desk

CTRL = Qt.KeyboardModifier.ControlModifier
ACTIVITY = "Haga lo que sigue de visión compartida (2)"


class Opened:
    """A page with a plan on it, and what it told."""

    def __init__(self, qtbot: QtBot, desk: Desk, width: int = 1024) -> None:
        self.desk = desk
        self.edits = Edits(desk)
        self.page = PlanPage(self.edits)
        qtbot.addWidget(self.page)
        self.told: list[tuple[str, str]] = []
        self.noted: list[str] = []
        self.page.answered.connect(self._on_answered)
        self.page.noted.connect(self.noted.append)
        self.page.resize(width, 640)
        with qtbot.waitActive(self.page):
            self.page.show()

    def _on_answered(self, ref: str, value: str, _changes: object) -> None:
        self.told.append((ref, value))

    def column(self, field: str) -> list[str]:
        """The texts of a column, from above."""
        order = self.page.table.order
        place = self.page.card.model.fields.index(field)
        return [str(order.index(row, place).data()) for row in range(order.rowCount())]

    def stored(self) -> list[str]:
        """The activities in the plan's own order."""
        return [action.values["activity"] for action in self.desk.actions()]

    def said(self) -> str:
        widgets = (*self.page.findChildren(QLabel), *self.page.findChildren(QPushButton))
        return "\n".join(widget.text() for widget in widgets if widget.isVisible())


Open = Callable[..., Opened]


@pytest.fixture
def opened(qtbot: QtBot) -> Open:
    def made(desk: Desk | None = None, width: int = 1024) -> Opened:
        return Opened(qtbot, desk or plan_desk(actions=ACTIONS), width)

    return made


def test_the_table_has_an_action_in_each_row(opened: Open) -> None:
    shown = opened()
    assert shown.column("activity") == ["Invite a las universidades", "Contrate el estudio", "Revise el reglamento"]
    assert shown.column("opportunity")[0] == "A1.1 Visión compartida"
    assert shown.column("due") == ["31/03/2027", "15/12/2026", "31/01/2027"]
    assert shown.column("budget") == ["120", "80,5", "–"]
    assert shown.column("state") == ["Planeada", "En curso", "Hecha"]
    assert shown.page.card.count.text() == "3 acciones"
    assert shown.page.card.totals.text() == (
        "Planeada: 1 · En curso: 1 · Hecha: 1 · Presupuesto: 200,5 millones de pesos"
    )


def test_sorting_leaves_the_plan_as_it_is(opened: Open) -> None:
    shown = opened()
    before = shown.stored()
    due = shown.page.card.model.fields.index("due")
    header = shown.page.table.horizontalHeader()
    header.sectionClicked.emit(due)
    assert shown.column("due") == ["15/12/2026", "31/01/2027", "31/03/2027"]
    header.sectionClicked.emit(due)
    assert shown.column("due") == ["31/03/2027", "31/01/2027", "15/12/2026"]
    assert shown.page.card.order.currentText() == "Por fecha límite"
    assert shown.stored() == before
    assert shown.told == []


def test_the_keyboard_sorts_too_and_goes_back(opened: Open) -> None:
    shown = opened()
    order = shown.page.card.order
    order.setFocus()
    for _ in range(1 + shown.page.card.model.fields.index("budget")):
        QTest.keyClick(order, Qt.Key.Key_Down)
    assert shown.column("budget") == ["80,5", "120", "–"]
    QTest.keyClick(order, Qt.Key.Key_Home)
    assert shown.column("budget") == ["120", "80,5", "–"]


def test_the_action_at_hand_stays_when_the_order_changes(opened: Open) -> None:
    shown = opened()
    table = shown.page.table
    table.setFocus()
    QTest.keyClick(table, Qt.Key.Key_Down)
    assert shown.page.current() == f"{PLAN}[2]"
    table.sort_by(shown.page.card.model.fields.index("due"))
    assert shown.page.current() == f"{PLAN}[2]"
    assert table.currentIndex().row() == 0
    shown.page.editor.following.click()
    assert shown.page.current() == f"{PLAN}[3]", "the next one as the table has it"


def test_what_is_answered_in_the_editor_shows_in_the_table(opened: Open) -> None:
    shown = opened()
    shown.page.teller.answered.emit(f"{PLAN}[1]/owner", "Gerencia")
    assert shown.column("owner")[0] == "Gerencia"
    assert shown.told == [(f"{PLAN}[1]/owner", "Gerencia")]
    QTest.keyClick(shown.page.table, Qt.Key.Key_Z, CTRL)
    assert shown.column("owner")[0] == "Dirección técnica"


def test_an_empty_plan_says_what_to_do(opened: Open) -> None:
    shown = opened(plan_desk())
    assert "El plan está vacío" in shown.said()
    assert not shown.page.table.isVisible()
    assert not shown.page.editor.isVisible()
    assert not shown.page.card.sheet.isVisible()
    shown.page.card.add.click()
    assert shown.desk.session.repeat_count(PLAN) == 1, "the blank action is there to be written"
    assert shown.page.editor.isVisible()
    assert shown.told == []


def test_adding_goes_to_the_new_action(opened: Open, qtbot: QtBot) -> None:
    shown = opened()
    QTest.keyClick(shown.page.table, Qt.Key.Key_Insert, CTRL)
    assert shown.page.current() == f"{PLAN}[4]"
    assert shown.told == [(PLAN, "")]
    assert shown.page.editor.isAncestorOf(shown.page.focusWidget())
    assert shown.column("activity")[3] == "–"


def test_a_suggestion_becomes_an_action_in_one_step(opened: Open) -> None:
    shown = opened(plan_desk())
    assert len(shown.page.suggested.offers.rows) == 3
    shown.page.suggested.offers.rows["A1.1", ACTIVITY].button.click()
    action = shown.desk.actions()[0]
    assert (action.values["opportunity"], action.values["activity"]) == ("A1.1", ACTIVITY)
    assert shown.page.current() == f"{PLAN}[1]"
    assert ("A1.1", ACTIVITY) not in shown.page.suggested.offers.rows
    shown.page.undo()
    assert shown.stored() == [""]
    assert "El plan está vacío" in shown.said()


def test_a_suggestion_is_added_to_what_there_is(opened: Open) -> None:
    shown = opened()
    assert not shown.page.suggested.offers.rows, "a plan that is begun comes first"
    shown.page.suggested.more.click()
    assert len(shown.page.suggested.offers.rows) == 15
    shown.page.suggested.offers.rows["A1.1", ACTIVITY].button.click()
    assert shown.stored() == [action["activity"] for action in ACTIONS] + [ACTIVITY]
    assert len(shown.page.suggested.offers.rows) == 14
    shown.page.undo()
    assert shown.stored() == [action["activity"] for action in ACTIONS]


def test_what_is_removed_can_be_brought_back(opened: Open) -> None:
    shown = opened()
    table = shown.page.table
    table.setFocus()
    QTest.keyClick(table, Qt.Key.Key_Down)
    QTest.keyClick(table, Qt.Key.Key_Delete)
    assert shown.column("activity") == ["Invite a las universidades", "Revise el reglamento"]
    assert shown.page.current() == f"{PLAN}[2]"
    assert shown.page.removed.isVisible()
    shown.page.undo_link.linkActivated.emit("undo")
    assert shown.column("activity") == ["Invite a las universidades", "Contrate el estudio", "Revise el reglamento"]
    assert shown.page.current() == f"{PLAN}[2]"
    assert not shown.page.removed.isVisible()


def test_another_screens_step_is_not_taken_back_here(opened: Open) -> None:
    shown = opened()
    shown.edits.answer("/data/a/q1", "3", typed=False)
    shown.page.undo()
    assert shown.desk.session.value("/data/a/q1") == "3"
    assert shown.told == []


def test_responder_stays_where_it_was(opened: Open) -> None:
    shown = opened()
    shown.desk.current_ref = "/data/b/q3"
    shown.page.teller.answered.emit(f"{PLAN}[1]/owner", "Gerencia")
    shown.page.remove()
    assert shown.desk.current_ref == "/data/b/q3"


def test_actions_of_the_wave_before_ask_what_became_of_them(opened: Open) -> None:
    carried = frozenset({f"{PLAN}[1]/activity", f"{PLAN}[1]/owner", f"{PLAN}[3]/activity"})
    shown = opened(plan_desk(actions=ACTIONS, carried=carried))
    assert "2 acciones vienen de la ola 2025: diga qué pasó con ellas." in shown.said()
    shown.page.editor.confirm.click()
    assert shown.desk.to_confirm() == (f"{PLAN}[3]/activity",)
    assert shown.noted == [f"{PLAN}[1]/activity"]
    assert "1 acción viene de la ola 2025: diga qué pasó con ella." in shown.said()
    assert not shown.page.editor.carried.isVisible()
    shown.page.undo()
    assert len(shown.desk.to_confirm()) == 3


def test_a_plan_without_an_action_at_hand_removes_nothing(opened: Open) -> None:
    shown = opened(plan_desk())
    shown.page.remove()
    assert shown.told == []


def test_export_is_asked_for(opened: Open, qtbot: QtBot) -> None:
    shown = opened()
    with qtbot.waitSignal(shown.page.sheet_requested):
        shown.page.card.sheet.click()
    with qtbot.waitSignal(shown.page.calendar_requested):
        shown.page.card.calendar.click()


@pytest.mark.parametrize("percent", [100, 200])
@pytest.mark.parametrize("width", [1024, 1366])
def test_it_fits_whatever_the_type(opened: Open, qapp: object, width: int, percent: int) -> None:
    theme = Theme(qapp)  # type: ignore[arg-type]
    theme.set_percent(percent)
    try:
        shown = opened(width=width)
        assert shown.page.horizontalScrollBar().maximum() == 0
        for widget in (shown.page.card.add, shown.page.card.calendar, shown.page.editor, shown.page.card.order):
            left = widget.mapTo(shown.page.viewport(), widget.rect().topLeft()).x()
            assert left >= 0
            assert left + widget.width() <= shown.page.viewport().width()
        fields = shown.page.card.model.fields
        hidden = {field for place, field in enumerate(fields) if shown.page.table.isColumnHidden(place)}
        assert not hidden & {"activity", "state"}
        header = shown.page.table.horizontalHeader()
        seen = [place for place, field in enumerate(fields) if field not in hidden]
        assert all(header.sectionSize(place) >= header.sectionSizeHint(place) for place in seen)
    finally:
        theme.set_percent(100)
        theme.deleteLater()
