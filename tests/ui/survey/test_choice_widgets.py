"""Choosing: one, several, one of many, several of many, and an order of preference."""

from __future__ import annotations

import csv
from dataclasses import replace
from time import process_time

import pytest
from PySide6.QtCore import QModelIndex, QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QLabel,
    QWidget,
)

from desktop_app import paths
from desktop_app.ui.survey.views import Kind
from desktop_app.ui.survey.widgets.checklist import ChecklistControl
from desktop_app.ui.survey.widgets.choice_model import ChoiceIndex
from desktop_app.ui.survey.widgets.choices import RowsControl, SelectMultipleControl, SelectOneControl
from desktop_app.ui.survey.widgets.long_list import LongListControl
from desktop_app.ui.survey.widgets.question import QuestionWidget
from desktop_app.ui.survey.widgets.rank import RankControl
from desktop_app.ui.survey.widgets.signs import Radio
from desktop_app.xforms.model import Choice
from tests.support.cards import (
    DEGREES,
    PLACES,
    Answers,
    Make,
    alt,
    click,
    focused,
    press,
    shown_labels,
    type_over,
    view,
)

ANSWERED = view(Kind.SELECT_ONE, choices=DEGREES, value="0")


# A few choices


def test_radio_click_on_the_label_answers(make: Make) -> None:
    widget = make(ANSWERED)
    told = Answers(widget)
    assert isinstance(widget.control, SelectOneControl)
    QTest.mouseClick(widget.control.row("2").label, Qt.MouseButton.LeftButton)
    assert told == [("/d/q", "2")]


def test_an_answer_can_be_taken_back(make: Make) -> None:
    widget = make(ANSWERED)
    told = Answers(widget)
    (clear,) = [b for b in widget.control.findChildren(QAbstractButton) if b.text() == "Quitar la respuesta"]
    assert clear.isVisible()
    QTest.mouseClick(clear, Qt.MouseButton.LeftButton)
    assert told == [("/d/q", "")]
    assert not clear.isVisible()
    assert not any(b.isChecked() for b in widget.control.findChildren(QAbstractButton))


@pytest.mark.parametrize("key", [Qt.Key.Key_Delete, Qt.Key.Key_Backspace])
def test_a_key_takes_the_answer_back(make: Make, key: Qt.Key) -> None:
    widget = make(ANSWERED)
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
    widget = make(ANSWERED)
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
    widget.focus_answer()
    QTest.keyClicks(focused(), "BOÍ")
    assert completer.completionCount() == 0
    QTest.keyClick(focused(), Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(focused(), "ANTANDER")
    shown = [completer.completionModel().index(row, 0).data() for row in range(completer.completionCount())]
    assert shown == ["Santander", "Norte de Santander"]


def shipped_list(name: str) -> tuple[Choice, ...]:
    """One of the long lists that come with the program."""
    text = (paths.forms_dir() / "media" / f"{name}.csv").read_text(encoding="utf-8")
    return tuple(Choice(row["name"], row["label"]) for row in csv.DictReader(text.splitlines()))


@pytest.mark.parametrize(
    ("name", "typed", "label"),
    [
        ("ciiu", "0112", "0112 · Cultivo de arroz"),
        ("ciiu", "ARROZ cultivo de", "0112 · Cultivo de arroz"),
        ("ciiu", "cria porcino", "0144 · Cría de ganado porcino"),
        ("municipalities", "05001", "Medellín"),
        ("municipalities", "quibdo", "Quibdó"),
    ],
)
def test_the_long_lists_that_come_along_are_searched_by_code_and_by_words(name: str, typed: str, label: str) -> None:
    source = ChoiceIndex(shipped_list(name))
    began = process_time()
    found = [source.choices[place].label for place in source.containing(typed)]
    assert process_time() - began < 0.1
    assert label in found


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


# Orders of preference


def ranking(widget: QuestionWidget) -> RankControl:
    assert isinstance(widget.control, RankControl)
    return widget.control


def lines(control: RankControl) -> list[str]:
    return [control.list.item(row).text() for row in range(control.list.count())]


def test_nothing_is_ranked_until_somebody_ranks(make: Make) -> None:
    widget = make(view(Kind.RANK, choices=DEGREES))
    told = Answers(widget)
    control = ranking(widget)
    assert lines(control) == [choice.label for choice in DEGREES]
    assert "Todavía sin ordenar." in control.how.text()
    widget.focus_answer()
    assert control.list.selectedItems() == [control.list.item(0)]
    press(Qt.Key.Key_Down)
    widget.flush()
    assert told == []
    click(control.accept)
    assert told == [("/d/q", "0 1 2")]
    assert lines(control)[0] == f"1. {DEGREES[0].label}"
    assert not control.accept.isVisible()


def test_a_choice_is_dragged(make: Make) -> None:
    widget = make(view(Kind.RANK, choices=DEGREES))
    told = Answers(widget)
    control = ranking(widget)
    assert control.list.model().moveRow(QModelIndex(), 2, QModelIndex(), 0)
    assert told == [("/d/q", "2 0 1")]
    assert lines(control)[0] == f"1. {DEGREES[2].label}"


def test_the_ends_of_an_order_lead_nowhere(make: Make) -> None:
    widget = make(view(Kind.RANK, choices=DEGREES, value="0 1 2"))
    told = Answers(widget)
    control = ranking(widget)
    widget.focus_answer()
    assert (control.up.isEnabled(), control.down.isEnabled()) == (False, True)
    alt(Qt.Key.Key_Up)(widget)
    assert told == []
    press(Qt.Key.Key_End)
    assert (control.up.isEnabled(), control.down.isEnabled()) == (True, False)
    alt(Qt.Key.Key_Down)(widget)
    assert told == []


def test_an_order_of_other_choices(make: Make) -> None:
    widget = make(view(Kind.RANK, choices=DEGREES, value="1 9"))
    control = ranking(widget)
    assert lines(control) == [f"1. {DEGREES[1].label}", DEGREES[0].label, DEGREES[2].label]
    assert any("ya no está en la lista: 9" in text for text in shown_labels(widget))
    widget.show_question(replace(widget.view, choices=DEGREES[1:]))
    assert control.order() == ["1", "2"]
    told = Answers(widget)
    widget.focus_answer()
    alt(Qt.Key.Key_Down)(widget)
    assert told == [("/d/q", "2 1")]


# Many to choose from


def test_chosen_ones_are_told_and_searched_without_accents(make: Make) -> None:
    widget = make(view(Kind.SELECT_MULTIPLE, choices=PLACES, value="14 01 99"))
    told = Answers(widget)
    control = widget.control
    assert isinstance(control, ChecklistControl)
    assert control.summary.text() == "2 elegidas: Norte de Santander; Arauca"
    assert any("ya no está en la lista: 99" in text for text in shown_labels(widget))
    widget.focus_answer()
    QTest.keyClicks(focused(), "quindio")
    assert control.model.stringList() == ["Quindío"]
    press(Qt.Key.Key_Return)
    assert told == [("/d/q", "01 11 14 99")]
    press(Qt.Key.Key_Down)
    assert [index.data() for index in control.view.selectedIndexes()] == ["Quindío"]
    widget.focus_answer()
    QTest.keyClicks(focused(), "zzz")
    assert control.found.text() == "Ninguna opción contiene lo escrito."
    press(Qt.Key.Key_Return)
    assert len(told) == 1
    control.field.clear()
    assert control.model.rowCount() == len(PLACES)
    click(control.clear)
    assert told[-1] == ("/d/q", "")
    assert control.summary.text() == "Ninguna elegida"
    assert not control.clear.isVisible()


def test_marks_are_the_model_s(make: Make) -> None:
    widget = make(view(Kind.SELECT_MULTIPLE, choices=PLACES, value="01"))
    assert isinstance(widget.control, ChecklistControl)
    model = widget.control.model
    role = Qt.ItemDataRole.CheckStateRole

    def marked() -> list[str]:
        return [model.choice(n).name for n in range(model.rowCount()) if model.index(n).data(role) == Qt.Checked]

    assert marked() == ["01"]
    assert model.flags(model.index(0)) & Qt.ItemFlag.ItemIsUserCheckable
    widget.set_value("02 03")
    assert marked() == ["02", "03"]
    assert model.setData(model.index(0), Qt.CheckState.Checked, role)
    assert marked() == ["00", "02", "03"]
    widget.set_read_only(read_only=True)
    assert not model.setData(model.index(0), Qt.CheckState.Checked, role)


THOUSANDS = tuple(Choice(str(number), f"Vereda número {number} de Ábrego") for number in range(20_000))


@pytest.mark.parametrize("kind", [Kind.SELECT_ONE, Kind.SELECT_MULTIPLE])
def test_thousands_of_choices_cost_no_widgets(make: Make, kind: Kind) -> None:
    started = process_time()
    widget = make(view(kind, choices=THOUSANDS, value="19999"))
    assert len(widget.findChildren(QWidget)) < 40
    told = Answers(widget)
    widget.focus_answer()
    QTest.keyClick(focused(), Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(focused(), "numero 15000 de abrego")
    press(Qt.Key.Key_Return)
    assert process_time() - started < 3  # a second on an old laptop is a tenth of it here
    assert told == [("/d/q", "15000" if kind is Kind.SELECT_ONE else "15000 19999")]


@pytest.mark.parametrize(("count", "kind"), [(48, SelectOneControl), (49, LongListControl)])
def test_choices_that_the_form_spreads_out_are_all_shown(make: Make, count: int, kind: type) -> None:
    widget = make(view(Kind.SELECT_ONE, choices=THOUSANDS[:count], appearance="columns-3"))
    assert isinstance(widget.control, kind)


@pytest.mark.parametrize(
    ("appearance", "room", "rows"),
    [
        ("", 4, [1, 1, 1]),
        ("columns", 2.5, [2, 1]),
        ("columns", 1.2, [1, 1, 1]),
        ("columns-2", 4, [2, 1]),
        ("columns-3", 2.4, [3]),
        ("columns-2", 0.8, [1, 1, 1]),
        ("columns-pack", 3.2, [3]),
        ("horizontal", 1.2, [1, 1, 1]),
        ("likert", 2.4, [3]),
        ("likert", 1.2, [1, 1, 1]),
        ("columns-99", 0.8, [1, 1, 1]),
        ("columns-x", 4, [1, 1, 1]),
    ],
)
def test_choices_stand_as_the_form_asks_while_there_is_room(
    make: Make, appearance: str, room: float, rows: list[int]
) -> None:
    """``room`` is the card's width, in widths of the widest choice."""
    widget = make(view(Kind.SELECT_ONE, choices=DEGREES, appearance=appearance))
    assert isinstance(widget.control, RowsControl)
    widest = max(row.single_line() for row in widget.control.rows)
    widget.resize(widget.width() - widget.control.width() + round(room * widest), 400)
    QApplication.processEvents()
    tops = [row.y() for row in widget.control.rows]
    assert tops == sorted(tops)
    assert [tops.count(top) for top in dict.fromkeys(tops)] == rows
