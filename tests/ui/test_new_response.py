"""Nuevo diagnóstico: one dialog that asks all a new response needs."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_app.ui import instruments
from desktop_app.ui.new_response import NewResponseDialog, Offered, Wanted
from desktop_app.ui.theme import Theme
from desktop_app.workflows.waves import WaveOffer
from tests.support.windows import Opener, arrive, asked, choose_instrument, clipped, open_window, press, said, stock

__all__ = ["open_window"]

NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
BEFORE = WaveOffer("r25", "2025", 90, 96, NOW)
SAME = WaveOffer("r26", "2026", 12, 96, NOW)
OLDER = WaveOffer("r23", "2023", 80, 96, NOW)


def dialog(qtbot: QtBot, *offers: WaveOffer) -> NewResponseDialog:
    made = NewResponseDialog([Offered("ssme", offers), Offered("autodiagnostico")], 2026)
    qtbot.addWidget(made)
    made.show()
    return made


def begun(qtbot: QtBot, made: NewResponseDialog) -> Wanted:
    with qtbot.waitSignal(made.wanted) as wanted:
        press(made, "Comenzar")
    assert not made.isVisible()
    assert isinstance(wanted.args[0], Wanted)
    return wanted.args[0]


def test_the_main_instrument_comes_first_and_each_says_how_long_it_takes(qtbot: QtBot) -> None:
    made = dialog(qtbot)
    assert instruments.in_order(["autodiagnostico", "zeta", "ssme"]) == ["ssme", "autodiagnostico", "zeta"]
    for words in ("SSME", "1 a 2 horas", "Autodiagnóstico", "20 a 40 minutos"):
        assert words in said(made)
    assert "Cómo quiere empezar" not in said(made)
    assert begun(qtbot, made) == Wanted("ssme", "2026", None, carry=False)


def test_what_was_answered_before_is_offered_and_explained(qtbot: QtBot) -> None:
    made = dialog(qtbot, BEFORE, OLDER)
    for words in ("Partir de lo respondido en 2025", "sección por sección", "Empezar en blanco y comparar con 2025"):
        assert words in said(made)
    assert begun(qtbot, made) == Wanted("ssme", "2026", "r25", carry=True)


def test_a_blank_beginning_still_compares(qtbot: QtBot) -> None:
    made = dialog(qtbot, BEFORE)
    made._ways.button(1).click()
    assert begun(qtbot, made) == Wanted("ssme", "2026", "r25", carry=False)


def test_only_a_wave_before_the_chosen_year_is_one_to_begin_from(qtbot: QtBot) -> None:
    made = dialog(qtbot, BEFORE, OLDER)
    made.years.setCurrentText("2025")
    assert "Partir de lo respondido en 2023" in said(made)
    assert "Ya hay una respuesta de 2025, con 90 de 96 respondidas" in said(made)
    made.years.setCurrentText("2023")
    assert not made.beginnings.isVisible()
    assert begun(qtbot, made) == Wanted("ssme", "2023", None, carry=False)


def test_each_instrument_has_its_own_waves(qtbot: QtBot) -> None:
    made = dialog(qtbot, BEFORE)
    choose_instrument(made, "autodiagnostico")
    assert not made.beginnings.isVisible()
    assert begun(qtbot, made) == Wanted("autodiagnostico", "2026", None, carry=False)


def test_an_instrument_from_a_kit_is_called_as_there_and_offered_for_its_waves(qtbot: QtBot) -> None:
    brought = Offered("sostenibilidad", waves=("2027", "2025"), name="Sostenibilidad ambiental")
    made = NewResponseDialog([Offered("ssme"), brought], 2026)
    qtbot.addWidget(made)
    made.show()
    assert "Sostenibilidad ambiental" in said(made)
    made.years.setCurrentText("2025")
    choose_instrument(made, "sostenibilidad")
    assert [made.years.itemText(place) for place in range(made.years.count())] == ["2027", "2025"]
    assert made.years.currentText() == "2025"
    choose_instrument(made, "ssme")
    assert (made.years.count(), made.years.currentText()) == (5, "2025")
    made.years.setCurrentText("2024")
    choose_instrument(made, "sostenibilidad")
    assert begun(qtbot, made) == Wanted("sostenibilidad", "2027", None, carry=False)


def test_a_year_that_has_its_response_says_so(qtbot: QtBot) -> None:
    made = dialog(qtbot, SAME, BEFORE)
    assert "Ya hay una respuesta de 2026, con 12 de 96 respondidas" in said(made)
    assert begun(qtbot, made) == Wanted("ssme", "2026", "r25", carry=True)


def test_the_dialog_goes_by_keyboard_and_escape_begins_nothing(qtbot: QtBot) -> None:
    made = dialog(qtbot, BEFORE)
    made.activateWindow()
    made.instruments.button(0).setFocus()
    qtbot.waitUntil(made.instruments.button(0).hasFocus)
    qtbot.keyClick(made.instruments.button(0), Qt.Key.Key_Down)
    assert made.chosen().form_id == "autodiagnostico"
    with qtbot.waitSignal(made.wanted):
        qtbot.keyClick(made, Qt.Key.Key_Return)
    again = dialog(qtbot)
    with qtbot.assertNotEmitted(again.wanted):
        qtbot.keyClick(again, Qt.Key.Key_Escape)
    assert not again.isVisible()


def test_what_a_choice_means_is_read_out_with_it(qtbot: QtBot) -> None:
    made = dialog(qtbot, BEFORE)
    carry = made._ways.button(0)
    assert carry.accessibleName() == "Partir de lo respondido en 2025"
    assert "confirma sección por sección" in carry.accessibleDescription()


@pytest.mark.parametrize("percent", [100, 200])
def test_nothing_is_clipped_in_large_type(qapp: QApplication, qtbot: QtBot, percent: int) -> None:
    theme = Theme(qapp, percent)
    made = dialog(qtbot, SAME, BEFORE)
    qtbot.waitUntil(lambda: not clipped(made))
    theme.set_percent(100)


def test_a_new_wave_begins_from_the_one_before(qtbot: QtBot, open_window: Opener, data_dir: Path) -> None:
    stocked = stock(data_dir, datetime.now(UTC))
    window = open_window()
    window.home().new_response.emit(stocked.dairy)
    made = asked(qtbot, window)
    choose_instrument(made, "autodiagnostico")
    year = datetime.now().astimezone().year
    made.years.setCurrentText(str(year - 1))
    assert made.previous() is None
    made.reject()

    window.home().new_response.emit(stocked.cacao)
    made = asked(qtbot, window)
    choose_instrument(made, "autodiagnostico")
    assert made.previous() is not None
    press(made, "Comenzar")
    arrive(qtbot, window, "responder")
    desk = window.keeper.desk
    assert desk is not None
    assert desk.facts.previous is not None
    assert desk.facts.previous.response_id == stocked.cacao_before
