"""The card around the control: what it says, what is not answered in it, and what is folded beneath it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QLabel,
)

from desktop_app.ui.survey.views import Kind, QuestionView
from desktop_app.ui.survey.widgets.date import DateControl
from desktop_app.ui.survey.widgets.fixed import CalculatedControl, ElsewhereControl
from desktop_app.ui.survey.widgets.signs import Radio
from tests.support.cards import (
    DEGREES,
    Answers,
    Make,
    focused,
    press,
    shown_labels,
    view,
)

# What a telephone does otherwise


@pytest.mark.parametrize(
    ("shown", "words"),
    [
        (view(Kind.SELECT_ONE, choices=DEGREES, appearance="image-map"), "La imagen se ve en un teléfono."),
        (view(Kind.DECIMAL, appearance="bearing"), "brújula"),
        (view(Kind.FILE, appearance="signature"), "se firma en un teléfono"),
        (view(Kind.ELSEWHERE, parameters={"mediatype": "audio/*"}), "Se graba con un teléfono."),
    ],
)
def test_what_a_telephone_does_is_told(make: Make, shown: QuestionView, words: str) -> None:
    widget = make(shown)
    assert any(words in text for text in shown_labels(widget))
    widget.show_question(replace(shown, appearance="", parameters={}))
    assert not any(words in text for text in shown_labels(widget))


def test_a_label_of_another_language_is_marked(make: Make) -> None:
    widget = make(view(Kind.TEXT, untranslated=True))
    assert "(sin traducción)" in shown_labels(widget)
    widget.show_question(view(Kind.TEXT))
    assert "(sin traducción)" not in shown_labels(widget)


# What is not answered here


def test_a_calculated_value_is_read(make: Make) -> None:
    widget = make(view(Kind.CALCULATED, value="12345.5"))
    assert isinstance(widget.control, CalculatedControl)
    assert widget.control.label.text() == "12.345,5"
    widget.set_value("")
    assert widget.control.label.text() == "–"


@pytest.mark.parametrize("value", ["7702001044100", "4.1 -74.1 0 0; 4.2 -74.2 0 0", ""])
def test_what_another_device_answers_keeps_its_value(make: Make, value: str) -> None:
    widget = make(view(Kind.ELSEWHERE, value=value))
    told = Answers(widget)
    assert isinstance(widget.control, ElsewhereControl)
    assert widget.control.label.text() == value
    assert widget.control.label.isVisible() is bool(value)
    assert "otro equipo" in widget.control.notice.text()
    widget.flush()
    assert told == []


@pytest.mark.parametrize("kind", [Kind.NOTE, Kind.CALCULATED, Kind.ELSEWHERE])
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
    QTest.keyClicks(fold.control.target(), "Hubo un acuerdo")
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
    QTest.keyClicks(fold.control.target(), "1/2/2027")
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
    assert passed[1:] == [comment.button, comment.control.target(), planned.button]


def test_more_help_is_folded(make: Make) -> None:
    widget = make(view(Kind.TEXT, guidance="Se encuentra en el registro mercantil."))
    label = next(each for each in widget.findChildren(QLabel) if each.text().startswith("Se encuentra"))
    assert not label.isVisible()
    next(b for b in widget.findChildren(QAbstractButton) if b.text() == "Ayuda").click()
    assert label.isVisible()
    widget.show_question(view(Kind.TEXT))
    assert not label.isVisible()


def test_tab_reaches_a_control_that_took_another_s_place(make: Make) -> None:
    widget = make(accompanied())
    widget.show_question(QuestionView("/d/q", Kind.INTEGER, "¿Cuántos?", comment=COMMENT, planned=PLANNED))
    widget.focus_answer()
    press(Qt.Key.Key_Tab)
    comment = widget.companion("/d/q_comment")
    assert comment is not None
    assert focused() is comment.button
    press(Qt.Key.Key_Backtab)
    assert focused() is widget.control.target()
