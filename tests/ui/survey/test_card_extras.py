"""What a card may have besides its control: answers instead of a number, soft warnings, the wave before, notes."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QAccessible, QAccessibleEvent, QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.ui.survey.views import FileView, Kind, QuestionView, is_answered, measured_value, shown_value
from desktop_app.ui.survey.widgets.notes_fold import BY_CHAT, BY_MAIL
from desktop_app.ui.survey.widgets.number import NumberControl
from desktop_app.ui.survey.widgets.question import QuestionWidget
from desktop_app.ui.theme import DARK, LIGHT
from desktop_app.xforms.model import Choice
from tests.support.cards import (
    Answers,
    Make,
    card_in,
    click,
    focused,
    nothing_is_clipped,
    nothing_overlaps,
    press,
    shown_labels,
    twice_as_large,
    view,
)

INSTEAD = QuestionView(
    "/d/q_sin", Kind.SELECT_ONE, "Si no tiene la cifra", choices=(Choice("ns", "No sé"), Choice("na", "No aplica"))
)
WARNING = QuestionView("/d/w_q", Kind.TEXT, "Es mucho más de lo usual.", required=True)
NUMBER = view(Kind.DECIMAL, unit="millones de pesos", required=True, special=INSTEAD)
FILES = (FileView("acta-de-la-junta.pdf", 1_200_000), FileView("listado-de-empresas.xlsx", 2_000_000))
DRESSED = {
    "number": replace(NUMBER, before="1.100 millones de pesos", before_wave="2025", warnings=(WARNING,)),
    "changed": view(
        Kind.DECIMAL, unit="millones de pesos", value="12500000", changed=True, before="1.100 millones de pesos",
        before_wave="2025", warnings=(WARNING, replace(WARNING, ref="/d/w_r")), notable=True,
    ),
    "carried": view(
        Kind.TEXT, value="Cacao", before="Cacao", before_wave="2025", carried=True, notable=True, attachable=True,
        comment_text="Se confirmó en la junta.", files=FILES, files_size=3_200_000,
    ),
}  # fmt: skip


class Told(list[tuple[object, ...]]):
    """What a signal told."""

    def take(self, *what: object) -> None:
        self.append(what)


def unfold(widget: QuestionWidget) -> None:
    if widget.notes is not None:
        widget.notes.set_open(is_open=True)


def toggles(widget: QuestionWidget) -> list[QPushButton]:
    assert widget.special is not None
    return widget.special.buttons


def line(widget: QWidget, text: str) -> QLabel:
    return next(label for label in widget.findChildren(QLabel) if label.isVisible() and text in label.text())


@pytest.mark.parametrize("width", [400, 560, 800])
@pytest.mark.parametrize("name", list(DRESSED))
def test_twice_the_text_size_clips_nothing(qtbot: QtBot, name: str, width: int) -> None:
    host = twice_as_large(qtbot, DRESSED[name], width, unfold)
    card = card_in(host)
    nothing_is_clipped(card)
    nothing_overlaps(card)
    for each in (card.past, card.special, card.warning("/d/w_q")):
        if each is not None:
            nothing_overlaps(each)


# The unit


def test_the_unit_stands_beside_the_field_and_in_what_is_read_back(make: Make) -> None:
    widget = make(NUMBER)
    assert isinstance(widget.control, NumberControl)
    control = widget.control
    assert control.unit.text() == "millones de pesos"
    assert control.unit.isVisible()
    assert "millones de pesos" in control.field.accessibleDescription()
    for typed, said in {
        "1234,5": "Se lee: 1.234,5 millones de pesos",
        "-1100": "Se lee: -1.100 millones de pesos",
        "12.500.000": "Se lee: 12.500.000 millones de pesos = 12,5 billones de pesos",
        "12": "",
        "doce": "",
    }.items():
        control.field.setText("")
        QTest.keyClicks(control.field, typed)
        assert control.echo.text() == said
        assert control.field.text() == typed


def test_the_unit_is_of_the_form_s_language(make: Make) -> None:
    widget = make(replace(NUMBER, value="1234.5"))
    widget.show_question(replace(NUMBER, value="1234.5", unit="million pesos", language="en"))
    assert isinstance(widget.control, NumberControl)
    assert widget.control.echo.text().endswith("1,234.5 million pesos")


# Answers instead of a number


def test_an_answer_instead_is_given_and_taken_back(make: Make) -> None:
    widget = make(NUMBER)
    told = Answers(widget)
    click(toggles(widget)[0])
    assert told == [("/d/q_sin", "ns")]
    widget.show_question(replace(NUMBER, special=replace(INSTEAD, value="ns")))
    assert [button.isChecked() for button in toggles(widget)] == [True, False]
    click(toggles(widget)[1])
    click(toggles(widget)[1])
    assert told[1:] == [("/d/q_sin", "na"), ("/d/q_sin", "")]
    assert not any(button.isChecked() for button in toggles(widget))


def test_the_keyboard_stops_once_and_goes_along(make: Make) -> None:
    widget = make(NUMBER)
    told = Answers(widget)
    widget.focus_answer()
    press(Qt.Key.Key_Tab)
    assert focused() is toggles(widget)[0]
    press(Qt.Key.Key_Right, Qt.Key.Key_Space)
    assert told == [("/d/q_sin", "na")]
    assert QAccessible.queryAccessibleInterface(focused()).state().checked
    press(Qt.Key.Key_Tab)
    assert not any(button.hasFocus() for button in toggles(widget))
    widget.focus_answer("/d/q_sin")
    assert focused() is toggles(widget)[1]
    press(Qt.Key.Key_Delete)
    assert told[-1] == ("/d/q_sin", "")


def test_an_answer_instead_says_of_what_question_it_is(make: Make) -> None:
    widget = make(NUMBER)
    assert [button.accessibleName() for button in toggles(widget)] == [
        "¿Pregunta de prueba?: No sé",
        "¿Pregunta de prueba?: No aplica",
    ]


def test_answers_instead_go_while_there_is_a_number(make: Make) -> None:
    widget = make(NUMBER)
    widget.show_question(replace(NUMBER, value="5", special=None))
    assert widget.special is not None
    assert not widget.special.isVisible()
    assert widget.refs() == ("/d/q", "/d/q_sin")


def test_what_stands_for_a_number_answers_the_question() -> None:
    said = replace(NUMBER, special=replace(INSTEAD, value="ns"))
    assert (shown_value(said), measured_value(said), is_answered(said)) == ("No sé", "No sé", True)
    given = replace(NUMBER, value="1100.0")
    assert (measured_value(given), is_answered(NUMBER)) == ("1.100 millones de pesos", False)


# Soft warnings


def test_a_warning_comes_without_taking_the_focus_and_is_announced(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    alerts: list[QAccessible.Event] = []

    def note(event: QAccessibleEvent) -> None:
        alerts.append(event.type())

    widget = make(NUMBER)
    monkeypatch.setattr(QAccessible, "updateAccessibility", note)
    widget.focus_answer()
    holder = focused()
    widget.show_question(replace(NUMBER, warnings=(WARNING,)))
    box = widget.warning("/d/w_q")
    assert box is not None
    assert box.isVisible()
    assert focused() is holder
    assert alerts == [QAccessible.Event.Alert]
    widget.show_question(replace(NUMBER, warnings=(replace(WARNING, value="Porque"),)))
    assert alerts == [QAccessible.Event.Alert]
    widget.show_question(NUMBER)
    assert not box.isVisible()


def test_the_reason_is_an_answer_of_its_own(make: Make) -> None:
    widget = make(replace(NUMBER, warnings=(WARNING,)))
    told = Answers(widget)
    widget.focus_answer("/d/w_q")
    QTest.keyClicks(focused(), "Hubo dos ferias")
    widget.flush()
    assert told == [("/d/w_q", "Hubo dos ferias")]
    assert focused().accessibleName() == WARNING.label
    box = widget.warning("/d/w_q")
    assert box is not None
    assert "Explique por qué" in shown_labels(box)
    assert not box.sign.pixmap().isNull()


def test_a_warning_that_was_made_ahead_shows_nothing_until_it_applies(make: Make) -> None:
    widget = make(NUMBER)
    other = replace(WARNING, ref="/d/w_r", label="Es menos de lo usual.")
    assert widget.prepare((WARNING, other))
    assert not widget.prepare((WARNING, other))
    ready = widget.warning("/d/w_r")
    assert ready is not None
    assert not ready.isVisible()
    assert WARNING.label not in shown_labels(widget)
    made = widget.findChildren(QWidget)
    widget.show_question(replace(NUMBER, warnings=(replace(other, label="Es la mitad de lo usual."),)))
    assert widget.findChildren(QWidget) == made
    assert ready.isVisible()
    assert "Es la mitad de lo usual." in shown_labels(widget)
    assert WARNING.label not in shown_labels(widget)


def test_tab_comes_to_a_warning_that_was_made_ahead_from_the_answer_above_it(make: Make) -> None:
    widget = make(replace(NUMBER, notable=True))
    widget.prepare((WARNING,))
    widget.show_question(replace(NUMBER, notable=True, warnings=(WARNING,)))
    assert widget.notes is not None
    widget.focus_answer()
    passed = []
    for _ in range(5):
        press(Qt.Key.Key_Tab)
        passed.append(focused().accessibleName())
    reason = passed.index(WARNING.label)
    assert passed[reason - 1] in [button.accessibleName() for button in toggles(widget)]
    assert passed[reason + 1] == widget.notes.button.accessibleName()


@pytest.mark.parametrize("colours", [LIGHT, DARK])
def test_the_warning_can_be_read(colours: object) -> None:
    def light(colour: str) -> float:
        parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
        red, green, blue = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    ground = light(colours.attention_soft)  # type: ignore[attr-defined]
    for name in ("attention_text", "text"):
        high, low = sorted((light(getattr(colours, name)), ground), reverse=True)
        assert (high + 0.05) / (low + 0.05) >= 4.5


# The wave before


def test_what_was_answered_before_stands_beneath(make: Make) -> None:
    shown = view(Kind.DECIMAL, unit="empleos", before="1.100 empleos", before_wave="2025")
    widget = make(shown)
    assert line(widget, "Ola 2025: 1.100 empleos")
    widget.show_question(replace(shown, value="1300", changed=True))
    assert line(widget, "Ola 2025: 1.100 empleos → 1.300 empleos")
    assert line(widget, "Cambió")
    widget.show_question(view(Kind.DECIMAL))
    assert widget.past is not None
    assert not widget.past.isVisible()


def test_an_answer_that_was_taken_over_is_confirmed(make: Make) -> None:
    widget = make(view(Kind.TEXT, value="Cacao", before="Cacao", before_wave="2025", carried=True))
    told = Told()
    widget.confirmed.connect(told.take)
    assert line(widget, "Tomado de 2025: confírmelo")
    assert widget.past is not None
    widget.past.confirm.setFocus()
    press(Qt.Key.Key_Space)
    assert told == [("/d/q",)]
    widget.show_question(replace(widget.view, carried=False))
    assert not widget.past.confirm.isVisible()
    assert QApplication.focusWidget() is not None


# Comments and files


def test_the_line_says_what_is_there_and_builds_the_rest_when_opened(make: Make) -> None:
    widget = make(view(Kind.TEXT, notable=True, attachable=True))
    assert widget.notes is not None
    assert widget.notes.button.text() == "Comentar · Adjuntar"
    assert widget.notes.comment is None
    widget.show_question(replace(widget.view, comment_text="Así fue.", files=FILES))
    assert widget.notes.button.text() == "Comentario · 2 archivos"
    widget.show_question(replace(widget.view, notable=False, files=FILES[:1]))
    assert widget.notes.button.text() == "1 archivo"
    widget.show_question(view(Kind.TEXT))
    assert not widget.notes.isVisible()


def test_a_comment_is_typed(make: Make) -> None:
    widget = make(view(Kind.TEXT, notable=True))
    told = Told()
    widget.commented.connect(told.take)
    assert widget.notes is not None
    widget.focus_answer()
    press(Qt.Key.Key_Tab)
    assert focused() is widget.notes.button
    press(Qt.Key.Key_Space, Qt.Key.Key_Tab)
    QTest.keyClicks(focused(), "Hubo ferias")
    widget.flush()
    assert told == [("/d/q", "Hubo ferias")]
    assert focused().accessibleName() == "Comentario: ¿Pregunta de prueba?"
    widget.show_question(replace(widget.view, comment_text="Hubo ferias"))
    widget.flush()
    assert len(told) == 1


def test_files_are_added_seen_and_taken_away(make: Make) -> None:
    widget = make(DRESSED["carried"])
    wanted, opened, removed = Told(), Told(), Told()
    widget.evidence_wanted.connect(wanted.take)
    widget.evidence_opened.connect(opened.take)
    widget.evidence_removed.connect(removed.take)
    unfold(widget)
    notes = widget.notes
    assert notes is not None
    assert notes.add is not None
    notes.add.click()
    notes.lines[0].open.click()
    notes.lines[1].remove.setFocus()
    press(Qt.Key.Key_Space)
    assert (wanted, opened, removed) == (
        [("/d/q",)],
        [("/d/q", "acta-de-la-junta.pdf")],
        [("/d/q", "listado-de-empresas.xlsx")],
    )
    widget.show_question(replace(widget.view, files=FILES[:1], files_size=1_200_000))
    assert [each.name for each in notes.lines] == ["acta-de-la-junta.pdf"]
    assert focused() is notes.add


@pytest.mark.parametrize(
    ("size", "said", "role"),
    [
        (3_200_000, "3,2 MB de 16 MB para WhatsApp (20 MB por correo)", "muted"),
        (BY_CHAT + 1_000_000, "no caben en WhatsApp (16 MB), sí en un correo (20 MB)", "attention"),
        (BY_MAIL + 1_000_000, "ni en un correo", "attention"),
    ],
)
def test_the_files_weight_is_said_beside_what_a_message_takes(make: Make, size: int, said: str, role: str) -> None:
    widget = make(replace(DRESSED["carried"], files_size=size))
    unfold(widget)
    assert line(widget, said).property("role") == role


def test_a_file_that_is_not_here_is_not_opened(make: Make) -> None:
    widget = make(view(Kind.TEXT, attachable=True, files=(FileView("perdido.pdf", 0),)))
    unfold(widget)
    assert widget.notes is not None
    assert not widget.notes.lines[0].open.isVisible()
    assert line(widget, "No está en este computador.")


def dropped(widget: QuestionWidget, path: str) -> bool:
    """Whether the card takes a file that is dragged over it and let go."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(path)])
    copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(5, 5), copy, data, left, none)
    enter.ignore()
    QApplication.sendEvent(widget, enter)
    if enter.isAccepted():
        QApplication.sendEvent(widget, QDropEvent(QPointF(5, 5), copy, data, left, none))
    return enter.isAccepted()


def test_a_file_is_dropped_on_the_card(make: Make) -> None:
    widget = make(view(Kind.TEXT, attachable=True))
    told = Told()
    widget.evidence_dropped.connect(told.take)
    assert dropped(widget, "/datos/acta.pdf")
    assert told == [("/d/q", "/datos/acta.pdf")]
    for shown in (view(Kind.TEXT), view(Kind.TEXT, attachable=True, read_only=True)):
        widget.show_question(shown)
        assert not widget.acceptDrops()


def test_read_only_notes_are_read(make: Make) -> None:
    widget = make(replace(DRESSED["carried"], read_only=True))
    unfold(widget)
    notes = widget.notes
    assert notes is not None
    assert notes.comment is not None
    assert notes.comment.field.isReadOnly()
    assert not notes.lines[0].remove.isVisible()
    assert widget.past is not None
    assert not widget.past.confirm.isVisible()
    widget.show_question(view(Kind.TEXT, notable=True, attachable=True, read_only=True))
    assert not notes.isVisible()
