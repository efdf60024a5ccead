"""What is typed: numbers, texts, dates, times, scales and places."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QDate, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QTableView,
    QToolButton,
)
from pytestqt.qtbot import QtBot

from desktop_app.ui.survey.times import read_moment
from desktop_app.ui.survey.views import Kind, QuestionView
from desktop_app.ui.survey.widgets.date import DateControl
from desktop_app.ui.survey.widgets.moment import MomentControl
from desktop_app.ui.survey.widgets.number import NumberControl
from desktop_app.ui.survey.widgets.point import PointControl
from desktop_app.ui.survey.widgets.question import QuestionWidget
from desktop_app.ui.survey.widgets.scale import ScaleControl
from desktop_app.ui.survey.widgets.text import MOST_CHARACTERS, LinesControl, TextControl
from desktop_app.ui.theme import Theme
from tests.support.cards import (
    Answers,
    Make,
    click,
    focused,
    press,
    shown_labels,
    type_over,
    view,
)


def scaled(start: str, end: str, step: str) -> QuestionView:
    return view(Kind.RANGE, parameters={"start": start, "end": end, "step": step}, value=start)


# Numbers


def test_the_number_is_read_back(make: Make) -> None:
    widget = make(view(Kind.DECIMAL))
    assert isinstance(widget.control, NumberControl)
    QTest.keyClicks(widget.control.field, "1234567,89")
    assert widget.control.echo.text() == "Se lee: 1.234.567,89"


@pytest.mark.parametrize(("button", "value"), [(0, "1234"), (1, "1.234")])
def test_an_ambiguous_number_is_asked_about(make: Make, button: int, value: str) -> None:
    widget = make(view(Kind.DECIMAL))
    told = Answers(widget)
    assert isinstance(widget.control, NumberControl)
    QTest.keyClicks(widget.control.field, "1.234")
    widget.flush()
    assert told == [("/d/q", "1.234?")]
    assert widget.control.field.text() == "1.234"
    buttons = [b for b in widget.control.findChildren(QAbstractButton) if b.isVisible()]
    assert len(buttons) == 2
    buttons[button].click()
    assert told == [("/d/q", "1.234?"), ("/d/q", value)]
    assert not buttons[0].isVisible()


def test_an_undecided_number_is_asked_about_again_when_reopened(make: Make) -> None:
    widget = make(view(Kind.DECIMAL, value="1.234?"))
    assert isinstance(widget.control, NumberControl)
    assert widget.control.field.text() == "1.234"
    assert len([b for b in widget.control.findChildren(QAbstractButton) if b.isVisible()]) == 2


@pytest.mark.parametrize("kind", [Kind.INTEGER, Kind.DECIMAL, Kind.DATE])
def test_what_cannot_be_read_is_kept_as_typed(make: Make, kind: Kind) -> None:
    widget = make(view(kind))
    told = Answers(widget)
    widget.focus_answer()
    type_over("unos veinte")
    assert told == [("/d/q", "unos veinte")]
    widget.show_question(view(kind, value="unos veinte", problem="Escriba otra cosa."))
    field = widget.control.target()
    assert field.property("text") == "unos veinte"
    assert widget.problem.isVisible()


def test_the_problem_waits_until_typing_is_over(make: Make) -> None:
    widget = make(view(Kind.INTEGER))
    widget.focus_answer()
    QTest.keyClicks(focused(), "20")
    widget.flush()
    widget.show_question(view(Kind.INTEGER, value="20", problem="Cuatro cifras."))
    assert not widget.problem.isVisible()
    press(Qt.Key.Key_Tab)
    assert widget.problem.isVisible()


# Text and dates


def test_a_pause_hands_on_what_is_typed(make: Make, qtbot: QtBot) -> None:
    widget = make(view(Kind.TEXT))
    widget.focus_answer()
    with qtbot.waitSignal(widget.answered, timeout=3000) as caught:
        QTest.keyClicks(focused(), "Cacao")
    assert caught.args == ["/d/q", "Cacao"]


@pytest.mark.parametrize("kind", [Kind.TEXT, Kind.INTEGER, Kind.DATE])
def test_hiding_hands_on_what_is_typed(make: Make, kind: Kind) -> None:
    widget = make(view(kind))
    told = Answers(widget)
    QTest.keyClicks(widget.control.target(), "12")
    widget.hide()
    assert told == [("/d/q", "12")]


def test_a_value_from_elsewhere_wins_over_a_half_typed_one(make: Make) -> None:
    widget = make(view(Kind.TEXT, value="Uno"))
    told = Answers(widget)
    QTest.keyClicks(widget.control.target(), "x")
    widget.set_value("Dos")
    widget.flush()
    assert told == []
    assert isinstance(widget.control, TextControl)
    assert widget.control.field.text() == "Dos"


def test_pasted_control_characters_are_dropped(make: Make) -> None:
    widget = make(view(Kind.TEXT))
    told = Answers(widget)
    assert isinstance(widget.control, TextControl)
    widget.control.field.insert("a\x0bb")
    widget.control.field.textEdited.emit("a\x0bb")
    widget.flush()
    assert told == [("/d/q", "ab")]


def test_a_paste_is_bounded(make: Make) -> None:
    widget = make(view(Kind.TEXT, appearance="multiline"))
    told = Answers(widget)
    assert isinstance(widget.control, LinesControl)
    QApplication.clipboard().setText("x" * (MOST_CHARACTERS * 3))
    widget.control.field.paste()
    widget.flush()
    assert len(told) == 1
    assert len(told[0][1]) == MOST_CHARACTERS


def test_the_calendar_is_an_aid(make: Make) -> None:
    widget = make(view(Kind.DATE, value="2026-11-20"))
    told = Answers(widget)
    assert isinstance(widget.control, DateControl)
    widget.control.button.click()
    calendar = widget.control.button.calendar()
    assert calendar is not None
    assert calendar.selectedDate() == QDate(2026, 11, 20)
    calendar.clicked.emit(QDate(2026, 12, 24))
    assert told == [("/d/q", "2026-12-24")]
    assert widget.control.field.text() == "24/12/2026"


def test_the_calendar_shows_whole_weeks_in_the_country_s_words(make: Make, qapp: QApplication) -> None:
    widget = make(view(Kind.DATE, value="2026-08-20"))
    assert isinstance(widget.control, DateControl)
    widget.control.button.click()
    calendar = widget.control.button.calendar()
    assert calendar is not None
    month = calendar.findChild(QToolButton, "qt_calendar_monthbutton")
    assert month is not None
    assert month.text() == "agosto"
    table = calendar.findChild(QTableView)
    assert table is not None
    last = table.visualRect(table.model().index(table.model().rowCount() - 1, 0))
    assert table.viewport().rect().contains(last)
    names = [str(table.model().index(0, column).data()) for column in range(table.model().columnCount())]
    room = table.columnWidth(table.model().columnCount() - 1)
    assert all(table.fontMetrics().horizontalAdvance(name) < room for name in names if name != "None")
    before = calendar
    calendar.window().close()
    looks = Theme(qapp, 150)
    widget.control.button.click()
    assert widget.control.button.calendar() is not before
    looks.set_percent(100)


# Moments


def test_half_a_moment_is_kept_and_shown_again(make: Make) -> None:
    widget = make(view(Kind.DATETIME))
    told = Answers(widget)
    widget.focus_answer()
    type_over("20/11/2026")
    widget.flush()
    assert told == [("/d/q", "2026-11-20T")]
    again = make(view(Kind.DATETIME, value="mañanaT9:30")).control
    assert isinstance(again, MomentControl)
    assert (again.day.text(), again.clock.text()) == ("mañana", "9:30")


def test_to_go_from_the_date_to_the_time_is_not_to_leave(make: Make) -> None:
    widget = make(view(Kind.DATETIME))
    widget.focus_answer()
    QTest.keyClicks(focused(), "20/11/2026")
    press(Qt.Key.Key_Tab)
    widget.flush()
    widget.show_question(view(Kind.DATETIME, value="2026-11-20T", problem="Falta la hora."))
    assert not widget.problem.isVisible()
    press(Qt.Key.Key_Tab, Qt.Key.Key_Tab)
    assert widget.problem.isVisible()


def test_a_picked_day_leads_on_to_the_time(make: Make) -> None:
    widget = make(view(Kind.DATETIME))
    told = Answers(widget)
    assert isinstance(widget.control, MomentControl)
    widget.control.button.click()
    calendar = widget.control.button.calendar()
    assert calendar is not None
    calendar.clicked.emit(QDate(2026, 12, 24))
    assert focused() is widget.control.clock
    type_over("9 am")
    assert told[-1] == ("/d/q", read_moment("24/12/2026", "9:00"))


def test_a_moment_of_another_zone_says_so(make: Make) -> None:
    control = make(view(Kind.DATETIME, value="2026-11-20T09:30:00.000+13:45")).control
    assert isinstance(control, MomentControl)
    assert control.clock.text() == "09:30"
    assert "UTC+13:45" in control.echo.text()
    QTest.keyClicks(control.day, " ")
    assert "UTC" not in control.echo.text()


@pytest.mark.parametrize(
    ("kind", "typed", "value", "canonical"),
    [(Kind.DECIMAL, "12", "12", "12.0"), (Kind.RANGE, "5", "5", "5.0"), (Kind.GEOPOINT, "4", "4||", "4||")],
)
def test_an_engine_s_way_of_writing_does_not_interrupt(
    make: Make, kind: Kind, typed: str, value: str, canonical: str
) -> None:
    widget = make(view(kind))
    told = Answers(widget)
    widget.focus_answer()
    QTest.keyClicks(focused(), typed)
    widget.flush()
    widget.show_question(view(kind, value=canonical))
    QTest.keyClicks(focused(), "3")
    widget.flush()
    assert told == [("/d/q", value), ("/d/q", value.replace(typed, typed + "3"))]


# Scales


def scale(widget: QuestionWidget) -> ScaleControl:
    assert isinstance(widget.control, ScaleControl)
    return widget.control


def on_scale(widget: QuestionWidget) -> list[str]:
    return [point.name for point in scale(widget).points if point.button.isChecked()]


def test_the_points_follow_what_is_typed(make: Make) -> None:
    widget = make(scaled("0", "10", "1"))
    assert on_scale(widget) == ["0"]
    widget.focus_answer()
    type_over("7")
    assert on_scale(widget) == ["7"]
    widget.set_value("")
    assert on_scale(widget) == []


@pytest.mark.parametrize("value", ["11", "3.5", "-1"])
def test_a_number_off_the_scale_stays_and_is_told(make: Make, value: str) -> None:
    widget = make(replace(scaled("0", "10", "1"), value=value))
    told = Answers(widget)
    assert on_scale(widget) == []
    assert "Este número no está en la escala." in shown_labels(widget)
    widget.flush()
    assert widget.control.value() == value
    assert told == []


def test_the_scale_is_said_in_the_form_s_numbers(make: Make) -> None:
    widget = make(scaled("0", "1", "0.25"))
    assert "De 0 a 1, de 0,25 en 0,25." in shown_labels(widget)
    widget.show_question(replace(widget.view, language="en"))
    assert "0.75" in shown_labels(widget)


@pytest.mark.parametrize("parameters", [{"step": "0"}, {"start": "x"}, {"start": "0", "end": "1" * 20}])
def test_a_scale_that_is_none_or_endless_is_typed(make: Make, parameters: dict[str, str]) -> None:
    widget = make(view(Kind.RANGE, parameters=parameters))
    told = Answers(widget)
    assert scale(widget).points == []
    widget.focus_answer()
    type_over("5")
    assert told == [("/d/q", "5")]


# Places


def place(widget: QuestionWidget) -> PointControl:
    assert isinstance(widget.control, PointControl)
    return widget.control


def test_coordinates_that_were_copied_together_are_parted(make: Make) -> None:
    widget = make(view(Kind.GEOPOINT))
    told = Answers(widget)
    control = place(widget)
    QTest.keyClicks(control.latitude, "4.5981, -74.0758")
    widget.flush()
    assert told == [("/d/q", "4.5981 -74.0758 0 0")]
    assert control.latitude.text() == "4.5981, -74.0758"  # not while it is being typed
    control.settle()
    assert [field.text() for field in control.fields] == ["4.5981", "-74.0758", ""]
    assert len(told) == 1


def test_half_a_place_is_kept_and_shown_again(make: Make) -> None:
    widget = make(view(Kind.GEOPOINT))
    told = Answers(widget)
    widget.focus_answer()
    type_over("4,5")
    QTest.keyClicks(focused(), "oeste")
    widget.flush()
    assert told == [("/d/q", "4,5|oeste|")]
    again = make(view(Kind.GEOPOINT, value="4,5|oeste|", problem="Escriba las dos coordenadas."))
    control = place(again)
    assert [field.text() for field in control.fields] == ["4,5", "oeste", ""]
    assert [field.property("role") for field in control.fields] == ["", "problem", ""]


def test_a_measured_accuracy_goes_with_the_measure(make: Make) -> None:
    widget = make(view(Kind.GEOPOINT, value="4.5 -74.0 2600.0 3.5"))
    told = Answers(widget)
    widget.show_question(replace(widget.view, value="4.50 -74 2600 3.5"))
    widget.flush()
    assert told == []
    widget.focus_answer()
    type_over("5")
    widget.flush()
    assert told[-1] == ("/d/q", "5 -74 2600 0")


def test_coordinates_follow_the_form_s_language(make: Make) -> None:
    widget = make(view(Kind.GEOPOINT, value="4.5981 -74.0758 2600 0"))
    assert place(widget).latitude.text() == "4,5981"
    widget.show_question(replace(widget.view, language="en"))
    assert place(widget).latitude.text() == "4.5981"
    assert "4.5981°" in place(widget).echo.text()


# Text that is masked, or long


def test_a_masked_answer_is_read_by_who_asks_to(make: Make) -> None:
    control = make(view(Kind.TEXT, appearance="masked", value="1234")).control
    assert isinstance(control, TextControl)
    assert control.field.displayText() != "1234"
    assert control.reveal is not None
    click(control.reveal)
    assert control.field.displayText() == "1234"
    click(control.reveal)
    assert control.field.displayText() != "1234"


@pytest.mark.parametrize(("rows", "lines"), [("6", 6), ("1", 2), ("900", 20), ("9999999", 4), ("seis", 4), ("", 4)])
def test_a_field_has_the_lines_that_the_form_says(make: Make, rows: str, lines: int) -> None:
    control = make(view(Kind.TEXT, appearance="multiline", parameters={"rows": rows})).control
    assert isinstance(control, LinesControl)
    line = control.field.fontMetrics().lineSpacing()
    assert lines * line <= control.field.height() < (lines + 2) * line
