"""Painting keeps its hands off None's reference count.

A PySide6 that drops a reference to None at each ``QPainter.setPen`` or ``drawLine`` ends the process on CPython 3.11
("none_dealloc"), after some thousands of paints: in the middle of somebody's answers. On 3.12 and later None is
immortal, its count never moves, and the test says nothing.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable

import pytest
from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPen
from pytestqt.qtbot import QtBot

from desktop_app.diagnosis import SpiderAxis, spider_geometry
from desktop_app.ui.charts.spider import SpiderChart
from desktop_app.ui.survey.task_list import Task, TaskList
from desktop_app.ui.survey.widgets.signs import Check

PAINTS = 300
ALLOWED = PAINTS // 3
"""Caches and the test's own frames hold a few; one lost at each call would be hundreds."""


def lost(paint: Callable[[], None]) -> int:
    """How many references to None ``PAINTS`` calls lose."""
    for _ in range(10):
        paint()
    gc.collect()
    before = sys.getrefcount(None)
    for _ in range(PAINTS):
        paint()
    gc.collect()
    return before - sys.getrefcount(None)


CALLS: dict[str, Callable[[QPainter], object]] = {
    "setPen": lambda painter: painter.setPen(QPen(QColor("#1b5e46"), 2)),
    "setPen style": lambda painter: painter.setPen(Qt.PenStyle.NoPen),
    "setBrush": lambda painter: painter.setBrush(QColor("#1b5e46")),
    "drawLine": lambda painter: painter.drawLine(QLineF(0, 0, 9, 9)),
    "drawRect": lambda painter: painter.drawRect(QRectF(1, 1, 5, 5)),
    "drawEllipse": lambda painter: painter.drawEllipse(QRectF(1, 1, 5, 5)),
    "drawText": lambda painter: painter.drawText(QRectF(0, 0, 20, 20), "P01"),
    "drawPath": lambda painter: painter.drawPath(QPainterPath()),
    "fillRect": lambda painter: painter.fillRect(QRectF(0, 0, 4, 4), QColor("#fff")),
}


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("name", list(CALLS))
def test_a_painter_s_calls(name: str) -> None:
    image = QImage(32, 32, QImage.Format.Format_ARGB32)
    painter = QPainter(image)
    assert abs(lost(lambda: CALLS[name](painter) and None)) < ALLOWED
    painter.end()


def test_the_spider_chart(qtbot: QtBot) -> None:
    chart = SpiderChart()
    qtbot.addWidget(chart)
    chart.resize(200, 200)
    chart.show_geometry(spider_geometry([SpiderAxis(f"P{n:02}", f"Eje {n}", n % 3, 2.0) for n in range(13)]))
    assert lost(lambda: chart.grab() and None) < ALLOWED


def test_signs_and_the_task_list(qtbot: QtBot) -> None:
    tasks = TaskList()
    qtbot.addWidget(tasks)
    tasks.show_tasks([Task("/d/a", "Uno", "A", 1, 2, "started"), Task("/d/b", "Dos", "B", 2, 2, "complete")])
    tasks.resize(200, 160)
    sign = Check(tasks)
    sign.setChecked(True)
    assert lost(lambda: tasks.grab() and None) < ALLOWED
