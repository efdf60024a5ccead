"""Every question widget passes the same tests; then what is particular to some."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import pytest
from PySide6.QtCore import QDate, QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QFont, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QLabel,
    QPushButton,
    QTableView,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from desktop_app.ui.survey.views import Kind, QuestionView
from desktop_app.ui.survey.widgets.choices import RowsControl, SelectMultipleControl, SelectOneControl
from desktop_app.ui.survey.widgets.date import DateControl
from desktop_app.ui.survey.widgets.fixed import CalculatedControl, UnsupportedControl
from desktop_app.ui.survey.widgets.long_list import LongListControl
from desktop_app.ui.survey.widgets.number import NumberControl
from desktop_app.ui.survey.widgets.question import QuestionWidget
from desktop_app.ui.survey.widgets.signs import Radio
from desktop_app.ui.survey.widgets.text import MOST_CHARACTERS, LinesControl, TextControl
from desktop_app.ui.theme import Theme
from desktop_app.xforms.model import Choice

DEGREES = (Choice("0", "No se ha ejecutado"), Choice("1", "En forma parcial"), Choice("2", "En forma completa"))
PLACES = tuple(
    Choice(f"{number:02}", name)
    for number, name in enumerate(
        ["Antioquia", "Arauca", "Bogotá, D. C.", "Bolívar", "Boyacá", "Caquetá", "Chocó", "Córdoba", "Huila", "Meta",
         "Nariño", "Quindío", "San Andrés", "Santander", "Norte de Santander", "Tolima"]
    )
)  # fmt: skip


def view(kind: Kind, **more: object) -> QuestionView:
    return replace(QuestionView("/d/q", kind, "¿Pregunta de prueba?", "3", "P03", hint="Una ayuda."), **more)


@dataclass(frozen=True)
class Specimen:
    """A widget with a value, another one, and how a respondent gives the other one with the keyboard alone."""

    view: QuestionView
    other: str
    keys: Callable[[QtBot, QWidget], None]


def focused() -> QWidget:
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def press(*keys: Qt.Key) -> None:
    for key in keys:
        QTest.keyClick(focused(), key)


def type_over(text: str) -> None:
    QTest.keyClick(focused(), Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(focused(), text)
    press(Qt.Key.Key_Tab)


def by_typing(text: str) -> Callable[[QtBot, QWidget], None]:
    return lambda _bot, _widget: type_over(text)


def by_keys(*keys: Qt.Key) -> Callable[[QtBot, QWidget], None]:
    return lambda _bot, _widget: press(*keys)


SPECIMENS = {
    "select_one": Specimen(
        view(Kind.SELECT_ONE, choices=DEGREES, value="0"), "1", by_keys(Qt.Key.Key_Down)
    ),
    "select_one_long": Specimen(view(Kind.SELECT_ONE, choices=PLACES, value="01"), "06", by_typing("choco")),
    "select_multiple": Specimen(
        view(Kind.SELECT_MULTIPLE, choices=DEGREES, value="0"), "0 1", by_keys(Qt.Key.Key_Tab, Qt.Key.Key_Space)
    ),
    "integer": Specimen(view(Kind.INTEGER, value="12"), "1234", by_typing("1.234")),
    "decimal": Specimen(view(Kind.DECIMAL, value="12.5"), "1234567.89", by_typing("1.234.567,89")),
    "text": Specimen(view(Kind.TEXT, value="Cacao"), "Panela", by_typing("Panela")),
    "multiline": Specimen(view(Kind.TEXT, appearance="multiline", value="Uno"), "Dos", by_typing("Dos")),
    "date": Specimen(view(Kind.DATE, value="2026-11-20"), "2026-12-01", by_typing("1/12/2026")),
    "acknowledge": Specimen(view(Kind.ACKNOWLEDGE, value=""), "OK", by_keys(Qt.Key.Key_Space)),
}  # fmt: skip


@pytest.fixture(params=list(SPECIMENS))
def specimen(request: pytest.FixtureRequest) -> Specimen:
    return SPECIMENS[request.param]


@pytest.fixture
def make(qtbot: QtBot) -> Callable[[QuestionView], QuestionWidget]:
    """Shows a question in an active window."""

    hosts = []

    def made(shown: QuestionView) -> QuestionWidget:
        host = QWidget()
        hosts.append(host)
        qtbot.addWidget(host)
        host.resize(640, 480)
        widget = QuestionWidget(shown, host)
        widget.setGeometry(0, 0, 600, 420)
        QPushButton("Continuar", host).setGeometry(0, 440, 200, 40)
        with qtbot.waitActive(host):
            host.show()
        return widget

    return made


Make = Callable[[QuestionView], QuestionWidget]


class Answers(list[tuple[str, str]]):
    """What a widget told."""

    def __init__(self, widget: QuestionWidget) -> None:
        super().__init__()
        widget.answered.connect(self.take)

    def take(self, ref: str, value: str) -> None:
        self.append((ref, value))


# The same for all


def test_shows_its_value_and_tells_nothing(make: Make, specimen: Specimen) -> None:
    widget = make(specimen.view)
    told = Answers(widget)
    assert widget.control.value() == specimen.view.value
    widget.set_value(specimen.other)
    assert widget.control.value() == specimen.other
    assert told == []


def test_clears(make: Make, specimen: Specimen) -> None:
    widget = make(replace(specimen.view, value=specimen.other))
    told = Answers(widget)
    widget.show_question(replace(specimen.view, value=""))
    assert widget.control.value() == ""
    widget.flush()
    assert told == []


def test_keyboard_alone_answers_once(make: Make, specimen: Specimen, qtbot: QtBot) -> None:
    widget = make(specimen.view)
    told = Answers(widget)
    widget.focus_answer()
    specimen.keys(qtbot, widget)
    widget.flush()
    assert told == [("/d/q", specimen.other)]
    assert widget.control.value() == specimen.other


def test_the_echo_of_an_answer_is_not_an_answer(make: Make, specimen: Specimen, qtbot: QtBot) -> None:
    widget = make(specimen.view)
    widget.focus_answer()
    specimen.keys(qtbot, widget)
    widget.flush()
    told = Answers(widget)
    widget.show_question(replace(specimen.view, value=specimen.other))
    widget.flush()
    assert told == []


def test_read_only_takes_no_answer(make: Make, specimen: Specimen, qtbot: QtBot) -> None:
    widget = make(replace(specimen.view, read_only=True))
    told = Answers(widget)
    for target in [widget, *widget.findChildren(QWidget)]:
        if target.isVisible() and target.isEnabled():
            QTest.keyClicks(target, "7")
            QTest.keyClick(target, Qt.Key.Key_Space)
            QTest.mouseClick(target, Qt.MouseButton.LeftButton)
    widget.flush()
    assert told == []
    assert widget.control.value() == specimen.view.value


def test_shows_the_problem_and_takes_it_away(make: Make, specimen: Specimen) -> None:
    widget = make(specimen.view)
    assert not widget.problem.isVisible()
    widget.show_question(replace(specimen.view, problem="Revise esta respuesta."))
    assert widget.problem.isVisible()
    assert widget.problem.text() == "Revise esta respuesta."
    widget.show_question(specimen.view)
    assert not widget.problem.isVisible()


def test_both_languages(make: Make, specimen: Specimen) -> None:
    widget = make(specimen.view)
    english = tuple(replace(choice, label=f"{choice.label} (en)") for choice in specimen.view.choices)
    widget.show_question(replace(specimen.view, label="A question?", hint="A hint.", language="en", choices=english))
    words = [label.text() for label in widget.findChildren(QLabel) if label.isVisible()]
    assert any(word.startswith("A question?") for word in words)
    assert "A hint." in words
    assert "Una ayuda." not in words
    assert widget.control.value() == specimen.view.value


def test_twice_the_text_size_clips_nothing(make: Make, specimen: Specimen) -> None:
    widget = make(replace(specimen.view, problem="Revise esta respuesta, que es muy larga, porque algo en ella falta."))
    font = QFont(widget.font())
    font.setPointSizeF(font.pointSizeF() * 2)
    for each in [widget, *widget.findChildren(QWidget)]:
        each.setFont(font)
    QApplication.processEvents()
    widget.resize(600, widget.heightForWidth(600))
    QApplication.processEvents()
    for label in widget.findChildren(QLabel):
        if label.isVisible() and label.text():
            assert label.height() >= label.heightForWidth(label.width()) - 1
            assert label.mapTo(widget, QPoint(label.width(), 0)).x() <= 600


def test_says_what_it_is_for_to_screen_readers(make: Make, specimen: Specimen) -> None:
    widget = make(specimen.view)
    widget.focus_answer()
    holder = focused()
    names = []
    while holder is not widget:
        names.append(holder.accessibleName())
        holder = holder.parentWidget()
    assert "¿Pregunta de prueba?" in names


def test_a_form_s_text_is_never_markup(make: Make, specimen: Specimen) -> None:
    widget = make(replace(specimen.view, label="<b>x</b> & &y", hint="<img src='file:///etc/passwd'>"))
    labels = [label for label in widget.findChildren(QLabel) if "<" in label.text()]
    assert len(labels) == 2
    assert all(label.textFormat() == Qt.TextFormat.PlainText for label in labels)


def test_another_kind_gets_another_control(make: Make, specimen: Specimen) -> None:
    widget = make(specimen.view)
    before = widget.control
    kind = Kind.DATE if specimen.view.kind is not Kind.DATE else Kind.INTEGER
    widget.show_question(QuestionView("/d/other", kind, "Otra"))
    assert type(widget.control) is not type(before)
    assert widget.ref == "/d/other"


# Choices


def test_radio_click_on_the_label_answers(make: Make) -> None:
    widget = make(SPECIMENS["select_one"].view)
    told = Answers(widget)
    assert isinstance(widget.control, SelectOneControl)
    QTest.mouseClick(widget.control.row("2").label, Qt.MouseButton.LeftButton)
    assert told == [("/d/q", "2")]


def test_an_answer_can_be_taken_back(make: Make) -> None:
    widget = make(SPECIMENS["select_one"].view)
    told = Answers(widget)
    (clear,) = [b for b in widget.control.findChildren(QAbstractButton) if b.text() == "Quitar la respuesta"]
    assert clear.isVisible()
    QTest.mouseClick(clear, Qt.MouseButton.LeftButton)
    assert told == [("/d/q", "")]
    assert not clear.isVisible()
    assert not any(b.isChecked() for b in widget.control.findChildren(QAbstractButton))


@pytest.mark.parametrize("key", [Qt.Key.Key_Delete, Qt.Key.Key_Backspace])
def test_a_key_takes_the_answer_back(make: Make, key: Qt.Key) -> None:
    widget = make(SPECIMENS["select_one"].view)
    told = Answers(widget)
    widget.focus_answer()
    press(key)
    press(key)
    assert told == [("/d/q", "")]
    assert isinstance(focused(), Radio)
    assert "Suprimir" in widget.control.accessibleDescription()


def test_a_group_is_one_stop_with_and_without_an_answer(make: Make) -> None:
    widget = make(view(Kind.SELECT_ONE, choices=DEGREES))
    assert isinstance(widget.control, SelectOneControl)
    radios = [row.button for row in widget.control.rows]

    def stops() -> list[int]:
        return [n for n, radio in enumerate(radios) if radio.focusPolicy() & Qt.FocusPolicy.TabFocus]

    assert stops() == [0]
    widget.focus_answer()
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Space)
    assert widget.control.value() == DEGREES[1].name
    assert stops() == [1]
    widget.set_value(DEGREES[2].name)
    assert stops() == [2]
    press(Qt.Key.Key_Delete)
    assert stops() == [0]


def test_select_multiple_keeps_the_list_s_order_and_strays(make: Make) -> None:
    widget = make(view(Kind.SELECT_MULTIPLE, choices=DEGREES, value="2 9"))
    told = Answers(widget)
    assert isinstance(widget.control, SelectMultipleControl)
    widget.control.row("0").button.click()
    assert told == [("/d/q", "0 2 9")]
    assert any("9" in label.text() for label in widget.findChildren(QLabel) if label.isVisible())


@pytest.mark.parametrize("choices", [DEGREES, PLACES])
def test_an_answer_that_left_the_list_is_told(make: Make, choices: tuple[Choice, ...]) -> None:
    widget = make(view(Kind.SELECT_ONE, choices=choices, value="99"))
    told = Answers(widget)
    assert any("ya no está en la lista" in label.text() for label in widget.findChildren(QLabel) if label.isVisible())
    widget.flush()
    assert told == []
    assert widget.control.value() == "99"


def test_other_choices_keep_the_answer(make: Make) -> None:
    widget = make(SPECIMENS["select_one"].view)
    assert isinstance(widget.control, RowsControl)
    widget.show_question(replace(widget.view, choices=DEGREES[:2]))
    assert [row.name for row in widget.control.rows] == ["0", "1"]
    assert widget.control.rows[0].button.isChecked()


# The long list


@pytest.mark.parametrize(
    ("typed", "value"),
    [("bogota", "02"), ("BOGOTÁ, d. c.", "02"), ("quindio", "11"), ("norte", "14"), ("santander", "13"), ("", "")],
)
def test_the_list_is_searched_without_accents(make: Make, typed: str, value: str) -> None:
    widget = make(view(Kind.SELECT_ONE, choices=PLACES, value="01"))
    told = Answers(widget)
    widget.focus_answer()
    QTest.keyClick(focused(), Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    press(Qt.Key.Key_Delete)
    QTest.keyClicks(focused(), typed)
    widget.flush()
    assert told == [("/d/q", value)]


def test_the_popup_offers_what_contains_the_typed_text(make: Make) -> None:
    widget = make(view(Kind.SELECT_ONE, choices=PLACES))
    assert isinstance(widget.control, LongListControl)
    completer = widget.control.box.completer()
    completer.setCompletionPrefix("BOÍ")
    assert completer.completionCount() == 0
    completer.setCompletionPrefix("ANTANDER")
    shown = [completer.completionModel().index(row, 0).data() for row in range(completer.completionCount())]
    assert shown == ["Santander", "Norte de Santander"]


def test_what_is_no_choice_stays_to_be_read_and_is_no_answer(make: Make) -> None:
    widget = make(view(Kind.SELECT_ONE, choices=PLACES, value="01"))
    told = Answers(widget)
    widget.focus_answer()
    type_over("zzz")
    assert told == [("/d/q", "")]
    assert isinstance(widget.control, LongListControl)
    assert widget.control.box.currentText() == "zzz"
    assert widget.control.echo.isVisible()


def test_the_wheel_does_not_change_the_list(make: Make) -> None:
    widget = make(view(Kind.SELECT_ONE, choices=PLACES, value="01"))
    told = Answers(widget)
    assert isinstance(widget.control, LongListControl)
    event = QWheelEvent(
        QPointF(5, 5), QPointF(5, 5), QPoint(0, -120), QPoint(0, -120), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(widget.control.box, event)
    assert told == []
    assert not event.isAccepted()


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
    field = widget.control.focusProxy()
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
    QTest.keyClicks(widget.control.focusProxy(), "12")
    widget.hide()
    assert told == [("/d/q", "12")]


def test_a_value_from_elsewhere_wins_over_a_half_typed_one(make: Make) -> None:
    widget = make(view(Kind.TEXT, value="Uno"))
    told = Answers(widget)
    QTest.keyClicks(widget.control.focusProxy(), "x")
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
    calendar = widget.control.calendar()
    assert calendar is not None
    assert calendar.selectedDate() == QDate(2026, 11, 20)
    calendar.clicked.emit(QDate(2026, 12, 24))
    assert told == [("/d/q", "2026-12-24")]
    assert widget.control.field.text() == "24/12/2026"


def test_the_calendar_shows_whole_weeks_in_the_country_s_words(make: Make, qapp: QApplication) -> None:
    widget = make(view(Kind.DATE, value="2026-08-20"))
    assert isinstance(widget.control, DateControl)
    widget.control.button.click()
    calendar = widget.control.calendar()
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
    assert widget.control.calendar() is not before
    looks.set_percent(100)


# What is not answered here


def test_a_calculated_value_is_read(make: Make) -> None:
    widget = make(view(Kind.CALCULATED, value="12345.5"))
    assert isinstance(widget.control, CalculatedControl)
    assert widget.control.label.text() == "12.345,5"
    widget.set_value("")
    assert widget.control.label.text() == "–"


def test_an_unsupported_question_keeps_its_answer(make: Make) -> None:
    widget = make(view(Kind.UNSUPPORTED, value="7.08 -70.76 0 0"))
    told = Answers(widget)
    assert isinstance(widget.control, UnsupportedControl)
    assert widget.control.label.text() == "7.08 -70.76 0 0"
    assert "otro equipo" in widget.control.notice.text()
    widget.flush()
    assert told == []


@pytest.mark.parametrize("kind", [Kind.NOTE, Kind.CALCULATED, Kind.UNSUPPORTED])
def test_what_is_not_answered_is_not_called_optional(make: Make, kind: Kind) -> None:
    widget = make(view(kind))
    assert not any("(opcional)" in label.text() for label in widget.findChildren(QLabel))


def test_optional_is_said_and_required_is_not_starred(make: Make) -> None:
    widget = make(view(Kind.TEXT))
    assert any(label.text().endswith("(opcional)") for label in widget.findChildren(QLabel))
    widget.show_question(view(Kind.TEXT, required=True))
    assert not any("(opcional)" in label.text() for label in widget.findChildren(QLabel))


# Companions and help

COMMENT = QuestionView("/d/q_comment", Kind.TEXT, "Comentario", appearance="multiline", hint="Qué se hizo.")
PLANNED = QuestionView("/d/q_planned", Kind.DATE, "Fecha prevista")


def accompanied(**more: object) -> QuestionView:
    return view(Kind.SELECT_ONE, choices=DEGREES, comment=COMMENT, planned=PLANNED, **more)


def test_a_companion_is_folded_until_asked_for(make: Make) -> None:
    widget = make(accompanied())
    fold = widget.companion("/d/q_comment")
    assert fold is not None
    assert not fold.is_open()
    assert fold.control is None
    told = Answers(widget)
    fold.button.click()
    assert fold.control is not None
    QTest.keyClicks(fold.control.focusProxy(), "Hubo un acuerdo")
    widget.flush()
    assert told == [("/d/q_comment", "Hubo un acuerdo")]


def test_a_companion_with_an_answer_is_open(make: Make) -> None:
    widget = make(view(Kind.SELECT_ONE, choices=DEGREES, planned=replace(PLANNED, value="2026-11-20")))
    fold = widget.companion("/d/q_planned")
    assert fold is not None
    assert fold.is_open()
    assert isinstance(fold.control, DateControl)
    assert fold.control.field.text() == "20/11/2026"


def test_folding_hands_on_what_is_typed(make: Make) -> None:
    widget = make(accompanied())
    fold = widget.companion("/d/q_planned")
    assert fold is not None
    fold.button.click()
    assert fold.control is not None
    told = Answers(widget)
    QTest.keyClicks(fold.control.focusProxy(), "1/2/2027")
    fold.button.click()
    assert told == [("/d/q_planned", "2027-02-01")]


def test_companions_come_and_go(make: Make) -> None:
    widget = make(view(Kind.SELECT_ONE, choices=DEGREES))
    assert widget.companion("/d/q_planned") is None
    widget.show_question(accompanied())
    fold = widget.companion("/d/q_planned")
    assert fold is not None
    assert fold.isVisible()
    widget.show_question(view(Kind.SELECT_ONE, choices=DEGREES, comment=COMMENT))
    assert not fold.isVisible()
    assert widget.refs()[0] == "/d/q"


def test_tab_goes_through_a_card_in_order(make: Make) -> None:
    widget = make(accompanied(value="1"))
    comment = widget.companion("/d/q_comment")
    planned = widget.companion("/d/q_planned")
    assert comment is not None
    assert planned is not None
    comment.button.click()
    widget.focus_answer()
    passed = []
    for _ in range(4):
        passed.append(focused())
        press(Qt.Key.Key_Tab)
    assert comment.control is not None
    assert isinstance(passed[0], Radio)
    assert passed[1:] == [comment.button, comment.control.focusProxy(), planned.button]


def test_more_help_is_folded(make: Make) -> None:
    widget = make(view(Kind.TEXT, guidance="Se encuentra en el registro mercantil."))
    label = next(each for each in widget.findChildren(QLabel) if each.text().startswith("Se encuentra"))
    assert not label.isVisible()
    next(b for b in widget.findChildren(QAbstractButton) if b.text() == "Ayuda").click()
    assert label.isVisible()
    widget.show_question(view(Kind.TEXT))
    assert not label.isVisible()


def test_a_language_event_retranslates_in_place(make: Make, specimen: Specimen) -> None:
    widget = make(specimen.view)
    told = Answers(widget)
    for each in [widget, *widget.findChildren(QWidget)]:
        QApplication.sendEvent(each, QEvent(QEvent.Type.LanguageChange))
    assert told == []
    assert widget.control.value() == specimen.view.value


def test_tab_reaches_a_control_that_took_another_s_place(make: Make) -> None:
    widget = make(accompanied())
    widget.show_question(QuestionView("/d/q", Kind.INTEGER, "¿Cuántos?", comment=COMMENT, planned=PLANNED))
    widget.focus_answer()
    press(Qt.Key.Key_Tab)
    comment = widget.companion("/d/q_comment")
    assert comment is not None
    assert focused() is comment.button
    press(Qt.Key.Key_Backtab)
    assert focused() is widget.control.focusProxy()
