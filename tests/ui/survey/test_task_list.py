"""The list of sections."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_app.ui.survey.task_list import REVIEW, Task, TaskList

TASKS = [
    Task("/d/id", "Identificación", "ID", 12, 12, "complete"),
    Task("/d/b1", "Origen", "B1", 0, 1, "none"),
    Task("/d/b2", "Conocimiento", "B2", 2, 3, "started"),
    Task("/d/b3", "Estrategia", "B3", 3, 3, "review"),
]


@pytest.fixture
def tasks(qtbot: QtBot) -> TaskList:
    widget = TaskList()
    qtbot.addWidget(widget)
    widget.resize(260, 400)
    widget.show_tasks(TASKS)
    with qtbot.waitActive(widget):
        widget.show()
    return widget


def words(tasks: TaskList) -> list[str]:
    model = tasks.model()
    return [str(model.index(row, 0).data(Qt.ItemDataRole.AccessibleTextRole)) for row in range(model.rowCount())]


def test_each_row_says_name_counts_and_state(tasks: TaskList) -> None:
    assert words(tasks) == [
        "ID Identificación, 12 de 12 respondidas, completa",
        "B1 Origen, 0 de 1 respondidas, no iniciada",
        "B2 Conocimiento, 2 de 3 respondidas, en curso",
        "B3 Estrategia, 3 de 3 respondidas, por revisar",
        "Revisar y enviar",
    ]


@pytest.mark.parametrize(("row", "ref"), [(0, "/d/id"), (2, "/d/b2"), (4, REVIEW)])
@pytest.mark.parametrize("side", ["left", "right"])
def test_the_whole_row_opens_its_section(tasks: TaskList, qtbot: QtBot, row: int, ref: str, side: str) -> None:
    box = tasks.visualRect(tasks.model().index(row, 0))
    point = box.topLeft() + QPoint(1, 1) if side == "left" else box.bottomRight()
    with qtbot.waitSignal(tasks.chosen) as caught:
        QTest.mouseClick(tasks.viewport(), Qt.MouseButton.LeftButton, pos=point)
    assert caught.args == [ref]


def grown(tasks: TaskList) -> None:
    """What was typed in the second section raised a warning: its row takes another line."""
    tasks.show_tasks([TASKS[0], replace(TASKS[1], unexplained=1), *TASKS[2:]])


def test_a_row_that_is_clicked_does_not_slip_away(tasks: TaskList, qtbot: QtBot) -> None:
    point = tasks.visualRect(tasks.model().index(2, 0)).topLeft() + QPoint(30, 3)
    grown(tasks)
    assert tasks.indexAt(point).row() == 1
    with qtbot.waitSignal(tasks.chosen) as caught:
        QTest.mouseClick(tasks.viewport(), Qt.MouseButton.LeftButton, pos=point)
    assert caught.args == ["/d/b2"]
    tasks.viewport().repaint()
    with qtbot.waitSignal(tasks.chosen) as caught:
        QTest.mouseClick(tasks.viewport(), Qt.MouseButton.LeftButton, pos=point)
    assert caught.args == ["/d/b1"]


def test_the_row_that_was_pressed_opens_wherever_it_went(tasks: TaskList, qtbot: QtBot) -> None:
    point = tasks.visualRect(tasks.model().index(2, 0)).topLeft() + QPoint(30, 3)
    QTest.mousePress(tasks.viewport(), Qt.MouseButton.LeftButton, pos=point)
    grown(tasks)
    assert tasks.indexAt(point).row() == 1
    with qtbot.waitSignal(tasks.chosen) as caught:
        QTest.mouseRelease(tasks.viewport(), Qt.MouseButton.LeftButton, pos=point)
    assert caught.args == ["/d/b2"]


def test_after_scrolling_too(tasks: TaskList, qtbot: QtBot) -> None:
    tasks.resize(260, 90)
    tasks.scrollToBottom()
    tasks.viewport().repaint()
    point = tasks.visualRect(tasks.model().index(3, 0)).center()
    with qtbot.waitSignal(tasks.chosen) as caught:
        QTest.mouseClick(tasks.viewport(), Qt.MouseButton.LeftButton, pos=point)
    assert caught.args == ["/d/b3"]


def test_what_was_painted_of_another_response_counts_no_more(tasks: TaskList, qtbot: QtBot) -> None:
    tasks.hide()
    long = "Agenda de proyectos y articulación con las entidades de la región y del país"
    tasks.show_tasks([replace(TASKS[0], title=long), *TASKS[1:]])
    tasks.setUpdatesEnabled(False)
    tasks.show()
    point = tasks.visualRect(tasks.model().index(2, 0)).center()
    with qtbot.waitSignal(tasks.chosen) as caught:
        QTest.mouseClick(tasks.viewport(), Qt.MouseButton.LeftButton, pos=point)
    assert caught.args == ["/d/b2"]


def test_a_press_that_is_dragged_away_opens_nothing(tasks: TaskList, qtbot: QtBot) -> None:
    point = tasks.visualRect(tasks.model().index(2, 0)).center()
    with qtbot.assertNotEmitted(tasks.chosen):
        QTest.mousePress(tasks.viewport(), Qt.MouseButton.LeftButton, pos=point)
        QTest.mouseRelease(tasks.viewport(), Qt.MouseButton.LeftButton, pos=point + QPoint(0, 80))
        QTest.mouseClick(tasks.viewport(), Qt.MouseButton.RightButton, pos=point)


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space])
def test_the_keyboard_moves_and_opens(tasks: TaskList, key: Qt.Key) -> None:
    chosen: list[str] = []
    tasks.chosen.connect(chosen.append)
    tasks.mark("/d/id")
    tasks.setFocus()
    QTest.keyClick(tasks, Qt.Key.Key_Down)
    assert chosen == []
    QTest.keyClick(tasks, key)
    assert chosen == ["/d/b1"]


def test_counts_change_in_place_and_keep_the_mark(tasks: TaskList) -> None:
    tasks.mark("/d/b2")
    tasks.show_tasks([*TASKS[:2], Task("/d/b2", "Conocimiento", "B2", 3, 3, "complete"), TASKS[3]])
    assert words(tasks)[2] == "B2 Conocimiento, 3 de 3 respondidas, completa"
    marks = [tasks.model().index(row, 0).data(Qt.ItemDataRole.CheckStateRole) for row in range(5)]
    assert [bool(mark) for mark in marks] == [False, False, True, False, False]


def test_a_row_that_stays_as_large_is_drawn_alone(tasks: TaskList, qtbot: QtBot) -> None:
    QAccessible.setActive(False)
    with qtbot.assertNotEmitted(tasks.model().dataChanged):
        tasks.show_tasks([TASKS[0], replace(TASKS[1], answered=1, state="complete"), *TASKS[2:]])
    assert words(tasks)[1] == "B1 Origen, 1 de 1 respondidas, completa"
    beneath = tasks.model().index(1, 0)
    before = tasks.visualRect(beneath).top()
    tasks.show_tasks([replace(TASKS[0], to_confirm=2), *TASKS[1:]])  # a line of marks: what is beneath moves
    qtbot.waitUntil(lambda: tasks.visualRect(beneath).top() > before)
    QAccessible.setActive(True)
    with qtbot.waitSignal(tasks.model().dataChanged):  # who listens is told
        tasks.show_tasks([replace(TASKS[0], to_confirm=1), *TASKS[1:]])


def test_sections_come_and_go(tasks: TaskList) -> None:
    tasks.show_tasks(TASKS[:1])
    assert [task.ref for task in tasks.tasks()] == ["/d/id", REVIEW]
    assert tasks.model().rowCount() == 2


def test_a_long_name_wraps_instead_of_being_cut(tasks: TaskList) -> None:
    tasks.show_tasks([Task("/d/x", "Una sección con un nombre que no cabe en una sola línea de la lista", "A1", 0, 9)])
    QApplication.processEvents()
    line = tasks.fontMetrics().height()
    assert tasks.visualRect(tasks.model().index(0, 0)).height() > 2 * line
    assert tasks.visualRect(tasks.model().index(0, 0)).width() <= tasks.viewport().width()


def test_counts_go_beneath_a_word_that_leaves_them_no_room(tasks: TaskList) -> None:
    line = tasks.fontMetrics().height()
    tasks.show_tasks([Task("/d/x", "Sostenibilidad", "", 3, 4)])
    QApplication.processEvents()
    beside = tasks.visualRect(tasks.model().index(0, 0)).height()
    assert beside < 2 * line + 16
    font = tasks.font()
    font.setPointSizeF(font.pointSizeF() * 2)
    tasks.setStyleSheet(f"QListView {{ font-size: {font.pointSizeF()}pt; }}")
    tasks.setFixedWidth(270)
    QApplication.processEvents()
    assert tasks.visualRect(tasks.model().index(0, 0)).height() >= 4 * line


def test_the_list_paints_in_each_state(tasks: TaskList) -> None:
    tasks.mark("/d/b2")
    tasks.setFocus()
    picture = tasks.grab().toImage()
    colours = {
        picture.pixelColor(x, y).name() for x in range(0, picture.width(), 3) for y in range(0, picture.height(), 3)
    }
    assert len(colours) > 3
