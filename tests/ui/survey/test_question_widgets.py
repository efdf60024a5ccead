"""Every question widget passes the same tests: a table of cases, one per kind and per appearance that matters."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import time

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QLabel,
    QLineEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from desktop_app.ui.survey.times import read_moment, time_text
from desktop_app.ui.survey.views import FileView, Kind, QuestionView
from desktop_app.ui.survey.widgets.checklist import SearchField
from desktop_app.xforms.model import Choice
from tests.support.cards import (
    DEGREES,
    PLACES,
    Act,
    Answers,
    Make,
    alt,
    both,
    card_in,
    clicking,
    clicking_into,
    clicking_row,
    emptying,
    focused,
    long_list_row,
    nothing_is_clipped,
    nothing_overlaps,
    pressing,
    twice_as_large,
    typing,
    view,
)


@dataclass(frozen=True)
class Specimen:
    """A widget with a value, another one, and how a respondent gives, changes and takes back an answer.

    ``by_keys`` is what ``keys`` give, with the keyboard alone, the focus on the answer; ``by_mouse`` what ``mouse``
    gives; ``clear`` leaves no answer. ``role`` is what a screen reader is told to have the focus.
    """

    view: QuestionView
    other: str
    keys: Act
    by_keys: str
    mouse: Act
    by_mouse: str
    clear: Act
    role: QAccessible.Role


DELETE = pressing(Qt.Key.Key_Delete)
DOWN, SPACE, TAB = Qt.Key.Key_Down, Qt.Key.Key_Space, Qt.Key.Key_Tab
Role = QAccessible.Role
MOMENT = "2026-11-20T10:30:00.000-05:00"
PLACE = "4.5981 -74.0758 2600 0"
INSTEAD = QuestionView(
    "/d/q_sin", Kind.SELECT_ONE, "Si no tiene la cifra", choices=(Choice("ns", "No sé"), Choice("na", "No aplica"))
)


def typed(view: QuestionView, other: str, text: str, given: str, keys: Act | None = None, fields: int = 1) -> Specimen:
    """A specimen whose answer is typed."""
    return Specimen(
        view, other, keys or typing(text), given, clicking_into(0, text), given, emptying(fields), Role.EditableText
    )


def chosen(appearance: str = "", *, beside: bool = False) -> Specimen:
    """A select_one of three, first answered with "0"; the choices stand beneath one another, or beside."""
    return Specimen(
        view(Kind.SELECT_ONE, choices=DEGREES, value="0", appearance=appearance), "1",
        pressing(Qt.Key.Key_Right if beside else DOWN), "1", clicking(DEGREES[2].label), "2", DELETE, Role.RadioButton,
    )  # fmt: skip


def ticked(**more: object) -> Specimen:
    """A select_multiple of three, of which the first is chosen."""
    return Specimen(
        view(Kind.SELECT_MULTIPLE, choices=DEGREES, value="0", **more), "0 1", pressing(TAB, SPACE), "0 1",
        clicking(DEGREES[2].label), "0 2", pressing(SPACE), Role.CheckBox,
    )  # fmt: skip


def listed(**more: object) -> Specimen:
    """A select_one that is searched."""
    return Specimen(
        view(Kind.SELECT_ONE, choices=PLACES, value="01", **more), "06", typing("choco"), "06", long_list_row(3), "03",
        emptying(), Role.ComboBox,
    )  # fmt: skip


def uploaded(kind: Kind, name: str, **more: object) -> Specimen:
    """A file; with the keyboard and with the mouse the respondent can take it away."""
    return Specimen(
        view(kind, value=name, file=FileView(name, 24_500), **more), f"otro-{name}", pressing(TAB, TAB, SPACE), "",
        clicking("Quitar"), "", clicking("Quitar"), Role.Button,
    )  # fmt: skip


def scaled(start: str, end: str, step: str) -> QuestionView:
    return view(Kind.RANGE, parameters={"start": start, "end": end, "step": step}, value=start)


SPECIMENS = {
    "select_one": chosen(),
    "select_one columns": chosen("columns", beside=True),
    "select_one columns-2": chosen("columns-2", beside=True),
    "select_one columns-pack": chosen("columns-pack no-buttons", beside=True),
    "select_one horizontal": chosen("horizontal", beside=True),
    "select_one likert": chosen("likert", beside=True),
    "select_one quick": chosen("quick"),
    "select_one label": chosen("label"),
    "select_one image-map": chosen("image-map"),
    "select_one many": listed(),
    "select_one minimal": listed(appearance="minimal"),
    "select_one autocomplete": listed(appearance="autocomplete"),
    "select_one search": listed(appearance="minimal search('plots', 'contains', 'name', ${x})"),
    "select_multiple": ticked(),
    "select_multiple columns-pack": ticked(appearance="columns-pack"),
    "select_multiple compact": ticked(appearance="compact-2"),
    "select_multiple list-nolabel": ticked(appearance="list-nolabel"),
    "select_multiple many": Specimen(
        view(Kind.SELECT_MULTIPLE, choices=PLACES, value="01"), "01 06",
        both(typing("choc"), pressing(SPACE)), "01 06", clicking_row(3), "01 03", clicking("Quitar todas"),
        Role.EditableText,
    ),
    "rank": Specimen(
        view(Kind.RANK, choices=DEGREES, value="2 0 1"), "0 1 2",
        both(pressing(DOWN), alt(Qt.Key.Key_Up)), "0 2 1", both(clicking_row(2), clicking("Subir")), "2 1 0", DELETE,
        Role.List,
    ),
    "boolean": Specimen(
        view(Kind.BOOLEAN, value="true"), "false", pressing(DOWN), "false", clicking("No"), "false", DELETE,
        Role.RadioButton,
    ),
    "integer": typed(view(Kind.INTEGER, value="12"), "7", "1.234", "1234"),
    "decimal": typed(view(Kind.DECIMAL, value="12.5"), "7.25", "1.234.567,89", "1234567.89"),
    "integer of a unit": typed(view(Kind.INTEGER, value="12", unit="empleos"), "7", "1.234", "1234"),
    "decimal of a unit": typed(
        view(Kind.DECIMAL, value="12.5", unit="millones de pesos"), "7.25", "12.345.678,9", "12345678.9"
    ),
    "decimal of a hundred": typed(view(Kind.DECIMAL, value="12.5", unit="%"), "7.25", "33,3 %", "33.3"),
    "decimal with answers instead": typed(
        view(Kind.DECIMAL, value="12.5", unit="empleos", special=INSTEAD), "7.25", "1.234,5", "1234.5"
    ),
    "text with a past": typed(
        view(Kind.TEXT, value="Cacao", before="Café", before_wave="2025", changed=True), "Café", "Panela", "Panela"
    ),
    "text taken over": typed(
        view(Kind.TEXT, value="Cacao", before="Cacao", before_wave="2025", carried=True), "Café", "Panela", "Panela"
    ),
    "text with notes": typed(
        view(Kind.TEXT, value="Cacao", notable=True, attachable=True, comment_text="Así fue."), "Café", "Panela",
        "Panela",
    ),
    "decimal bearing": typed(view(Kind.DECIMAL, appearance="bearing", value="12.5"), "7.25", "90,5", "90.5"),
    "range": Specimen(
        scaled("0", "10", "1"), "7", typing("3"), "3", clicking("8"), "8", emptying(), Role.EditableText
    ),
    "range rating": Specimen(
        replace(scaled("1", "5", "1"), appearance="rating"), "2", typing("3"), "3", clicking("4"), "4", emptying(),
        Role.EditableText,
    ),
    "range of decimals": Specimen(
        scaled("-1", "1", "0.5"), "1", typing("-0,5"), "-0.5", clicking("0,5"), "0.5", emptying(), Role.EditableText
    ),
    "range of many": typed(scaled("0", "100", "5"), "50", "35", "35"),
    "text": typed(view(Kind.TEXT, value="Cacao"), "Café", "Panela", "Panela"),
    "text numbers": typed(view(Kind.TEXT, appearance="numbers", value="123"), "7", "0012", "0012"),
    "text url": typed(view(Kind.TEXT, appearance="url", value="http://a.co"), "b.co", "c.co", "c.co"),
    "text masked": typed(view(Kind.TEXT, appearance="masked", value="1234"), "99", "5678", "5678"),
    "text multiline": typed(view(Kind.TEXT, appearance="multiline", value="Uno"), "Tres", "Dos", "Dos"),
    "text rows": typed(view(Kind.TEXT, parameters={"rows": "6"}, value="Uno"), "Tres", "Dos", "Dos"),
    "date": typed(view(Kind.DATE, value="2026-11-20"), "2026-10-02", "1/12/2026", "2026-12-01"),
    "date no-calendar": typed(
        view(Kind.DATE, appearance="no-calendar", value="2026-11-20"), "2026-10-02", "1/12/2026", "2026-12-01"
    ),
    "date month-year": typed(
        view(Kind.DATE, appearance="month-year", value="2026-11-20"), "2025-10-01", "3/2027", "2027-03-01"
    ),
    "date year": typed(view(Kind.DATE, appearance="year", value="2026-11-20"), "2025-01-01", "2027", "2027-01-01"),
    "time": typed(view(Kind.TIME, value="09:30:00.000-05:00"), "10:45", "9.30 pm", time_text(time(21, 30))),
    "datetime": typed(
        view(Kind.DATETIME, value=MOMENT), "2026-10-02T08:00:00.000-05:00", "1/12/2026",
        read_moment("1/12/2026", "10:30"), fields=3,
    ),
    "geopoint": typed(
        view(Kind.GEOPOINT, value=PLACE), "1 2 0 0", "4°35'56\"N", "4.5988889 -74.0758 2600 0", fields=3
    ),
    "file": uploaded(Kind.FILE, "acta.pdf"),
    "file signature": uploaded(Kind.FILE, "firma.png", appearance="signature"),
    "audio": uploaded(Kind.ELSEWHERE, "voz.m4a", parameters={"mediatype": "audio/*"}),
    "acknowledge": Specimen(
        view(Kind.ACKNOWLEDGE, value="OK"), "", pressing(SPACE), "", clicking("Leído y entendido"), "", pressing(SPACE),
        Role.CheckBox,
    ),
}  # fmt: skip


@pytest.fixture(params=list(SPECIMENS))
def specimen(request: pytest.FixtureRequest) -> Specimen:
    return SPECIMENS[request.param]


def texts(control: QWidget) -> list[object]:
    """What the answer's fields hold and which of its buttons are down."""
    fields = [each for each in control.findChildren(QLineEdit) if not isinstance(each, SearchField)]
    buttons = [each for each in control.findChildren(QAbstractButton) if each.isVisible() and each.isCheckable()]
    return [*(each.text() for each in fields), *(each.isChecked() for each in buttons)]


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


def test_keyboard_alone_answers(make: Make, specimen: Specimen) -> None:
    widget = make(specimen.view)
    told = Answers(widget)
    widget.focus_answer()
    specimen.keys(widget)
    widget.flush()
    assert told == [("/d/q", specimen.by_keys)]
    assert widget.control.value() == specimen.by_keys
    widget.show_question(replace(specimen.view, value=specimen.by_keys))
    widget.flush()
    assert len(told) == 1  # the echo of an answer is not an answer


def test_the_mouse_answers(make: Make, specimen: Specimen) -> None:
    widget = make(specimen.view)
    told = Answers(widget)
    specimen.mouse(widget)
    widget.flush()
    assert told[-1:] == [("/d/q", specimen.by_mouse)]
    assert widget.control.value() == specimen.by_mouse


def test_an_answer_is_taken_back(make: Make, specimen: Specimen) -> None:
    widget = make(specimen.view)
    told = Answers(widget)
    widget.focus_answer()
    specimen.clear(widget)
    widget.flush()
    assert told[-1:] == [("/d/q", "")]


def test_irrelevant_and_back_keeps_the_answer(make: Make, specimen: Specimen) -> None:
    widget = make(specimen.view)
    widget.focus_answer()
    specimen.keys(widget)
    widget.hide()
    told = Answers(widget)
    widget.show()
    widget.show_question(replace(specimen.view, value=specimen.by_keys))
    assert widget.control.value() == specimen.by_keys
    assert told == []


def test_undo_shows_what_was_before(make: Make, specimen: Specimen) -> None:
    widget = make(specimen.view)
    widget.focus_answer()
    specimen.keys(widget)
    widget.flush()
    told = Answers(widget)
    widget.show_question(replace(specimen.view, value=specimen.by_keys))
    widget.set_value(specimen.view.value)
    assert widget.control.value() == specimen.view.value
    assert texts(widget.control) == texts(make(specimen.view).control)
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


@pytest.mark.parametrize("width", [400, 560, 800])
def test_twice_the_text_size_clips_nothing(qtbot: QtBot, specimen: Specimen, width: int) -> None:
    problem = "Revise esta respuesta, que es muy larga, porque algo en ella falta."
    host = twice_as_large(qtbot, replace(specimen.view, problem=problem, untranslated=True), width)
    nothing_is_clipped(card_in(host))
    nothing_overlaps(card_in(host).control)


def test_says_what_it_is_for_to_screen_readers(make: Make, specimen: Specimen) -> None:
    widget = make(specimen.view)
    widget.focus_answer()
    holder = focused()
    names = []
    while holder is not widget:
        names.append(holder.accessibleName())
        holder = holder.parentWidget()
    assert any(name.startswith("¿Pregunta de prueba?") for name in names)
    interface = QAccessible.queryAccessibleInterface(focused())
    assert interface.role() == specimen.role


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


def test_a_language_event_retranslates_in_place(make: Make, specimen: Specimen) -> None:
    widget = make(specimen.view)
    told = Answers(widget)
    for each in [widget, *widget.findChildren(QWidget)]:
        QApplication.sendEvent(each, QEvent(QEvent.Type.LanguageChange))
    assert told == []
    assert widget.control.value() == specimen.view.value
