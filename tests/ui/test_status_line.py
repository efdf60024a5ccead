"""The line at the bottom."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from desktop_app.ui.status_line import StatusLine
from tests.support.survey_desks import desk_of

FORM = """
    | survey |
    | | type | name | label |
    | | integer | firms | Empresas |
    | | text | name | Nombre |
"""


@pytest.fixture
def line(qtbot: QtBot) -> StatusLine:
    desk = desk_of(FORM)
    desk.answer("/data/firms", "x")
    made = StatusLine(None)  # type: ignore[arg-type]
    qtbot.addWidget(made)
    made.resize(1200, 30)
    made.show()
    made.show_desk(desk, 0)
    return made


def shown(line: StatusLine) -> str:
    return next(label.text() for label in line.findChildren(QLabel) if label.isVisible())


def test_where_there_is_room_it_says_all(line: StatusLine) -> None:
    assert shown(line) == line.text()
    assert line.text().endswith("1 de 2 respondidas · 1 por revisar")


def test_where_there_is_none_the_first_facts_give_way_and_the_rest_is_whole(line: StatusLine) -> None:
    line.resize(QFontMetrics(line.font()).horizontalAdvance("1 de 2 respondidas · 1 por revisar") + 40, 30)
    assert shown(line) == "1 de 2 respondidas · 1 por revisar"
    assert "borrador" in line.text()
    line.resize(1200, 30)
    assert shown(line) == line.text()


def test_what_is_not_saved_is_said_whatever_the_room(line: StatusLine) -> None:
    line.resize(40, 30)
    line.show_desk(None, 2)
    assert shown(line) == "SIN GUARDAR: 2 respuestas"
