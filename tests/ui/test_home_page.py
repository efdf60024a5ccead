from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from desktop_app.ui.home_page import HomePage, InitiativeCard, ResponseRow
from desktop_app.workflows.overview import InitiativeOverview, ResponseOverview

NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)


def response(key: str = "r", *, state: str = "draft", answered: int = 0, **more: object) -> ResponseOverview:
    facts = {"wave": "2026", "revision": 1, "total": 28, "updated": NOW - timedelta(minutes=5), **more}
    return ResponseOverview(
        id=key,
        instrument_title="Autodiagnóstico",
        form_id="autodiagnostico",
        state=state,
        answered=answered,
        **facts,  # type: ignore[arg-type]
    )


def initiative(key: str, name: str, *responses: ResponseOverview, place: str = "") -> InitiativeOverview:
    return InitiativeOverview(key, name, place, responses)


@pytest.fixture
def home(qtbot: QtBot) -> HomePage:
    page = HomePage()
    qtbot.addWidget(page)
    page.resize(1100, 700)
    page.show()
    return page


def button(page: HomePage, text: str) -> QPushButton:
    QApplication.sendPostedEvents()  # what is new in a layout shows itself with the next events
    return next(one for one in page.findChildren(QPushButton) if one.text() == text and one.isVisible())


def texts(page: HomePage) -> str:
    QApplication.sendPostedEvents()
    return "\n".join(label.text() for label in page.findChildren(QLabel) if label.isVisible())


def test_the_first_start_says_what_this_is_and_offers_two_ways(home: HomePage, qtbot: QtBot) -> None:
    home.show_overview([], NOW)
    said = texts(home)
    for words in ("Bienvenido a Telar", "Tenga a la mano", "20 y 40 minutos", "sin conexión"):
        assert words in said
    with qtbot.waitSignal(home.new_initiative):
        qtbot.mouseClick(button(home, "Nueva iniciativa"), Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(home.open_example):
        qtbot.mouseClick(button(home, "Abrir un ejemplo"), Qt.MouseButton.LeftButton)


@pytest.mark.parametrize(
    ("state", "answered", "badge", "action", "screen"),
    [
        ("draft", 0, "Borrador", "Comenzar", "responder"),
        ("draft", 9, "Borrador", "Continuar", "responder"),
        ("ready", 28, "Lista para enviar", "Enviar", "enviar"),
        ("exported", 28, "Exportada", "Ver resultado", "resultado"),
        ("received", 28, "Recibida", "Ver resultado", "resultado"),
        ("returned", 28, "Devuelta", "Continuar", "responder"),
        ("accepted", 28, "Aceptada", "Ver resultado", "resultado"),
    ],
)
def test_each_state_has_one_plain_action(
    home: HomePage, qtbot: QtBot, state: str, answered: int, badge: str, action: str, screen: str
) -> None:
    home.show_overview([initiative("a", "Cacao", response("r1", state=state, answered=answered))], NOW)
    row = home.findChild(ResponseRow)
    assert row is not None
    assert len(row.findChildren(QPushButton)) == 1
    assert badge in texts(home)
    assert f"{answered} de 28 respondidas" in texts(home)
    with qtbot.waitSignal(home.response_chosen) as chosen:
        qtbot.mouseClick(button(home, action), Qt.MouseButton.LeftButton)
    assert chosen.args == ["r1", screen]


def test_actions_say_what_they_act_on_to_a_screen_reader(home: HomePage) -> None:
    home.show_overview([initiative("a", "Cacao de Arauca", response(answered=3))], NOW)
    assert button(home, "Continuar").accessibleName() == "Continuar: Autodiagnóstico · 2026, Cacao de Arauca"


def test_the_card_and_a_new_response_belong_to_their_initiative(home: HomePage, qtbot: QtBot) -> None:
    home.show_overview([initiative("a", "Cacao"), initiative("b", "Lácteos")], NOW)
    second = home.findChildren(InitiativeCard)[1]
    edit, add, take_off = second.findChildren(QPushButton)
    with qtbot.waitSignal(home.take_off) as leaving:
        take_off.click()
    assert leaving.args == ["b", "Lácteos"]
    with qtbot.waitSignal(home.edit_card) as edited:
        edit.click()
    with qtbot.waitSignal(home.new_response) as added:
        add.click()
    assert (edited.args, added.args) == (["b"], ["b"])


@pytest.mark.parametrize(
    ("ago", "words"),
    [(timedelta(minutes=1), "hoy a las"), (timedelta(days=1), "ayer a las"), (timedelta(days=40), "el 11/10/2026")],
)
def test_when_it_was_saved_is_said_as_one_says_it(home: HomePage, ago: timedelta, words: str) -> None:
    home.show_overview([initiative("a", "Cacao", response(updated=NOW - ago))], NOW)
    assert f"guardado {words}" in texts(home)


def test_five_hundred_responses_are_shown_at_once_and_built_as_one_scrolls(home: HomePage, qtbot: QtBot) -> None:
    many = [initiative(str(i), f"Iniciativa {i}", *(response(f"{i}-{j}") for j in range(5))) for i in range(100)]
    started = time.perf_counter()
    home.show_overview(many, NOW)
    assert time.perf_counter() - started < 0.25
    assert home.row_count() < 60
    bar = home.verticalScrollBar()

    def scrolled() -> bool:
        bar.setValue(bar.maximum())
        return home.row_count() > 150

    qtbot.waitUntil(scrolled, timeout=20_000)


def test_one_initiative_with_very_many_responses_is_built_in_parts_too(home: HomePage) -> None:
    home.show_overview([initiative("a", "Cacao", *(response(str(j)) for j in range(300)))], NOW)
    assert home.row_count() < 60


def test_typing_narrows_the_list_without_accents_mattering(home: HomePage, qtbot: QtBot) -> None:
    names = ["Cacao", "Lácteos", "Café", "Turismo", "Software", "Moda", "Salud"]
    home.show_overview(
        [initiative(name, name, place="Pitalito, Huila" if name == "Café" else "") for name in names], NOW
    )
    search = home.findChild(QLineEdit)
    assert search is not None
    for typed, expected in (("lacteos", "Lácteos"), ("PITALITO", "Café"), ("xyz", "Ninguna iniciativa coincide.")):
        search.setText(typed)
        assert expected in texts(home)
        assert "Turismo" not in texts(home)
    search.clear()
    assert "Turismo" in texts(home)


def test_few_initiatives_need_no_search(home: HomePage) -> None:
    home.show_overview([initiative("a", "Cacao")], NOW)
    assert home.findChild(QLineEdit) is None


def test_names_from_outside_are_shown_and_never_read_as_markup(home: HomePage) -> None:
    home.show_overview([initiative("a", "<b>Cacao</b><img src='x'>")], NOW)
    assert "<b>Cacao</b><img src='x'>" in texts(home)
    assert all(label.textFormat() == Qt.TextFormat.PlainText for label in home.findChildren(QLabel))
