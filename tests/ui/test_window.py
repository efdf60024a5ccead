"""The real window on a real data folder: first start, the whole journey, closing and coming back, trouble."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QRadioButton, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.store import Store
from desktop_app.ui.card_page import CardPage
from desktop_app.ui.context import Context
from desktop_app.ui.home_page import HomePage, ResponseRow
from desktop_app.ui.send_page import SendPage
from desktop_app.ui.survey.respond_page import RespondPage
from desktop_app.ui.survey.result_page import ResultPage
from desktop_app.ui.survey.review_page import ReviewPage
from desktop_app.ui.survey.widgets.link import Link
from desktop_app.ui.trouble_page import TroublePage
from desktop_app.ui.verify_view import VerifyView
from desktop_app.ui.window import MainWindow
from tests.support.recorder import Recorder
from tests.support.windows import (
    Opener,
    arrive,
    asked,
    choose_instrument,
    clipped,
    example,
    let_go,
    open_window,
    page,
    press,
    said,
    window,
)

__all__ = ["open_window", "window"]

PASSPHRASE = "cuatro palabras al azar"
OTHER = "otras cuatro palabras"


def fill_card(qtbot: QtBot, card: CardPage, name: str) -> None:
    """Answers what the card requires, as the widgets tell it."""
    for ref, value in {
        "initiative_name": name,
        "department": "81",
        "municipality": "81736",
        "macrosector": "agroindustria",
        "sector": "cacao",
        "entity_kind": "gremio",
        "manager_name": "Persona de prueba",
    }.items():
        card.section.answered.emit(f"/data/identificacion/{ref}", value)


def stored(data_dir: Path, response_id: str) -> dict[str, str]:
    """What another program would read from the disk once the window is closed."""
    with Store.open(data_dir, now=datetime.now(UTC), program_version="0") as store:
        return dict(store.responses.answers(response_id))


# First start


def test_the_first_picture_comes_before_the_data(
    qapp: QApplication, qtbot: QtBot, data_dir: Path, recorder: Recorder
) -> None:
    window = MainWindow(Context(qapp, data_dir))
    assert not data_dir.exists()
    with qtbot.waitSignals([window.painted, window.usable], order="strict"):
        window.show()
    assert "Bienvenido a Telar" in said(window)
    qtbot.waitUntil(lambda: window._context.workspace is not None)
    assert (data_dir / "telar.sqlite3").exists()
    let_go(window)


def test_a_frame_fills_itself_after_its_first_picture(
    qapp: QApplication, qtbot: QtBot, data_dir: Path, recorder: Recorder
) -> None:
    window = MainWindow(Context(qapp, data_dir), furnished=False)
    assert window.findChildren(QPushButton) == []
    with qtbot.waitSignals([window.painted, window.usable], order="strict"):
        window.show()
    assert "Bienvenido a Telar" in said(window)
    qtbot.waitUntil(lambda: window._context.workspace is not None)
    let_go(window)


def test_what_is_asked_before_the_store_is_open_waits_for_it(
    qapp: QApplication, qtbot: QtBot, data_dir: Path, recorder: Recorder
) -> None:
    window = MainWindow(Context(qapp, data_dir))
    window.usable.connect(lambda: press(window, "Abrir un ejemplo"))
    window.show()
    arrive(qtbot, window, "responder")
    assert recorder.codes() == []
    let_go(window)


def test_screens_of_a_response_wait_for_one(window: MainWindow) -> None:
    for screen in ("responder", "resultado", "enviar"):
        assert not window.bar.button(screen).isEnabled()
        window.go(screen)
        assert window.screen_name() == "inicio"


# The whole journey


def test_from_nothing_to_a_checked_package(
    qtbot: QtBot, window: MainWindow, recorder: Recorder, tmp_path: Path, keyring_there: None
) -> None:
    press(window, "Nueva iniciativa")
    arrive(qtbot, window, "ficha")
    card = page(window, CardPage)
    press(card, "Guardar la ficha")
    assert "Hay" in said(card)
    fill_card(qtbot, card, "Cacao de Arauca")
    press(card, "Guardar la ficha")
    dialog = asked(qtbot, window)
    choose_instrument(dialog, "autodiagnostico")
    press(dialog, "Comenzar")
    arrive(qtbot, window, "responder")
    assert window.bar.initiative() == "Cacao de Arauca"

    respond = page(window, RespondPage)
    desk = window.keeper.desk
    assert desk is not None
    while (ref := desk.pending()) is not None:
        respond.go_to(ref)
        value = desk.session.choices(ref)[-1].name if desk.session.choices(ref) else "2026"
        respond.section.answered.emit(ref, value)
    qtbot.waitUntil(lambda: "lista para enviar" in window.status.text())
    assert window.status.text().startswith("Guardado ")

    window.go("revisar")
    press(page(window, ReviewPage), "Firmar y exportar")
    send = page(window, SendPage)
    send.folder = tmp_path / "usb"
    with qtbot.waitSignal(send.exported, timeout=30_000) as exported:
        press(send, "Firmar y exportar")
    done = exported.args[0]
    assert done.path.parent == tmp_path / "usb"
    assert done.path.exists()
    assert done.reference in said(send)
    for words in ("Sus respuestas (response.xml)", "El paquete firmado pesará cerca de"):
        assert said(send).count(words) == 1, "what was shown before stands beneath"
    assert "exportada" in window.status.text()
    qtbot.waitUntil(lambda: done.file_name in [e.text() for e in send.findChildren(QWidget) if hasattr(e, "text")])

    press(send, "Comprobar este paquete")
    view = page(window, VerifyView)
    with qtbot.waitSignal(view.settled):
        pass
    assert "El paquete está intacto" in view.result_text()
    assert "Cacao de Arauca" in view.result_text()
    assert recorder.codes() == []


def test_the_journey_by_keyboard_alone(qtbot: QtBot, window: MainWindow) -> None:
    focused = QApplication.focusWidget()
    assert isinstance(focused, QPushButton)
    assert focused.text() == "Nueva iniciativa"
    qtbot.keyClick(focused, Qt.Key.Key_Tab)
    focused = QApplication.focusWidget()
    assert isinstance(focused, QPushButton)
    assert focused.text() == "Abrir un ejemplo"
    qtbot.keyClick(focused, Qt.Key.Key_Space)
    arrive(qtbot, window, "responder")
    respond = page(window, RespondPage)
    radio = next(one for one in respond.findChildren(QRadioButton) if one.isVisible() and not one.isChecked())
    radio.setFocus()
    qtbot.keyClick(radio, Qt.Key.Key_Space)
    assert radio.isChecked()
    # From section to section, and then the review.
    assert window.keeper.desk is not None
    for _ in window.keeper.desk.sections():
        if window.screen_name() == "responder":
            qtbot.keyClick(respond, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert window.screen_name() == "revisar"
    qtbot.keyClick(window.bar.button("responder"), Qt.Key.Key_Space)
    assert window.screen_name() == "responder"
    qtbot.keyClick(window.bar.button("resultado"), Qt.Key.Key_Space)
    assert window.screen_name() == "resultado"
    qtbot.keyClick(window.bar.button("enviar"), Qt.Key.Key_Space)
    assert window.screen_name() == "enviar"


def test_the_sample_leaves_the_list_and_comes_back(qtbot: QtBot, window: MainWindow, recorder: Recorder) -> None:
    press(window, "Iniciativas quitadas de la lista")
    qtbot.waitUntil(lambda: [kind for kind, _, _ in recorder.said] == ["info"])
    press(window, "Abrir un ejemplo")
    arrive(qtbot, window, "responder")
    window.go("inicio")
    qtbot.waitUntil(lambda: "EJEMPLO" in said(window.page()))

    recorder.will_answer(False)
    press(window.page(), "Quitar de la lista")
    assert "EJEMPLO" in said(window.page())

    recorder.will_answer(True)
    press(window.page(), "Quitar de la lista")
    qtbot.waitUntil(lambda: "Bienvenido a Telar" in said(window.page()))

    recorder.will_answer(0)
    press(window.page(), "Iniciativas quitadas de la lista")
    qtbot.waitUntil(lambda: "EJEMPLO" in said(window.page()))


def test_a_new_card_asks_before_it_is_thrown_away(qtbot: QtBot, window: MainWindow, recorder: Recorder) -> None:
    press(window, "Nueva iniciativa")
    arrive(qtbot, window, "ficha")
    card = page(window, CardPage)
    card.section.answered.emit("/data/identificacion/initiative_name", "Lácteos")
    recorder.will_answer(False)
    press(card, "‹ Volver a Inicio")
    assert window.screen_name() == "ficha"
    recorder.will_answer(True)
    press(card, "‹ Volver a Inicio")
    assert window.screen_name() == "inicio"


def test_an_edited_card_comes_back_to_inicio_with_the_new_name(qtbot: QtBot, window: MainWindow) -> None:
    example(qtbot, window)
    window.go("inicio")
    qtbot.waitUntil(lambda: bool(window.findChildren(ResponseRow)))
    press(window, "Editar ficha")
    arrive(qtbot, window, "ficha")
    card = page(window, CardPage)
    assert card.findChildren(QLineEdit)[0].text() == "EJEMPLO: Cacao de Arauca"
    card.section.answered.emit("/data/identificacion/initiative_name", "Cacao del Piedemonte")
    card.section.answered.emit("/data/identificacion/manager_name", "Persona de prueba")
    press(card, "Guardar la ficha")
    qtbot.waitUntil(lambda: "Cacao del Piedemonte" in said(window))


def test_another_year_is_another_response(qtbot: QtBot, window: MainWindow, recorder: Recorder) -> None:
    example(qtbot, window)
    window.go("inicio")
    qtbot.waitUntil(lambda: bool(window.findChildren(ResponseRow)))
    before = page(window, HomePage).row_count()
    press(window, "Nuevo diagnóstico")
    dialog = asked(qtbot, window)
    choose_instrument(dialog, "autodiagnostico")
    dialog.years.setCurrentIndex(1)
    press(dialog, "Comenzar")
    qtbot.waitUntil(
        lambda: window.keeper.desk is not None and window.keeper.desk.facts.wave == str(_year() - 1), timeout=20_000
    )
    window.go("inicio")
    qtbot.waitUntil(lambda: page(window, HomePage).row_count() == before + 1)


def test_a_withdrawn_question_begins_nothing(qtbot: QtBot, window: MainWindow, recorder: Recorder) -> None:
    example(qtbot, window)
    window.go("inicio")
    qtbot.waitUntil(lambda: bool(window.findChildren(ResponseRow)))
    before = page(window, HomePage).row_count()
    press(window, "Nuevo diagnóstico")
    dialog = asked(qtbot, window)
    press(dialog, "Cancelar")
    qtbot.waitUntil(window._context.tasks.is_idle)
    assert window.screen_name() == "inicio"
    assert page(window, HomePage).row_count() == before


# An answer is on disk; closing at any moment is safe; one comes back to the same place


def test_answers_are_on_disk_when_the_window_closes_even_half_typed(
    qtbot: QtBot, open_window: Opener, data_dir: Path
) -> None:
    window = open_window()
    respond = example(qtbot, window)
    desk = window.keeper.desk
    assert desk is not None
    ref = next(q.ref for q in desk.form.questions() if q.ref.endswith("/manager_role"))
    respond.go_to(ref)
    card = respond.section.card(ref)
    assert card is not None
    field = card.findChild(QLineEdit)
    assert field is not None
    qtbot.keyClicks(field, "Gerente")
    window.close()
    assert stored(data_dir, desk.response_id)[ref] == "Gerente"


def test_reopening_comes_back_to_the_same_question(qtbot: QtBot, open_window: Opener) -> None:
    window = open_window()
    respond = example(qtbot, window)
    desk = window.keeper.desk
    assert desk is not None
    ref = next(q.ref for q in desk.form.questions() if q.ref.endswith("/p08"))
    respond.go_to(ref)
    respond.section.answered.emit(ref, "0")
    section = respond.section_ref
    window.close()

    again = open_window()
    assert again.screen_name() == "responder"
    back = page(again, RespondPage)
    assert back.section_ref == section
    assert again.keeper.desk is not None
    assert again.keeper.desk.session.value(ref) == "0"


def test_reopening_comes_back_to_the_same_screen(qtbot: QtBot, open_window: Opener) -> None:
    window = open_window()
    example(qtbot, window)
    for screen, kind in (("resultado", ResultPage), ("enviar", SendPage), ("revisar", ReviewPage)):
        window.go(screen)
        window.close()
        window = open_window()
        assert isinstance(window.page(), kind)


def test_closing_while_the_data_opens_is_safe(
    qapp: QApplication, qtbot: QtBot, data_dir: Path, open_window: Opener
) -> None:
    window = MainWindow(Context(qapp, data_dir))
    with qtbot.waitSignal(window.painted):
        window.show()
    let_go(window)
    assert open_window().screen_name() == "inicio"


def test_an_answer_that_the_disk_refuses_stays_is_said_and_is_tried_again(
    quickly_refused: None, qtbot: QtBot, window: MainWindow, recorder: Recorder, data_dir: Path
) -> None:
    respond = example(qtbot, window)
    desk, workspace = window.keeper.desk, window._context.workspace
    assert desk is not None
    assert workspace is not None
    ref = next(q.ref for q in desk.form.questions() if q.ref.endswith("/p08"))
    # Another program holds the database: what a virus scanner or a backup does for a moment.
    import sqlite3

    holder = sqlite3.connect(next(data_dir.glob("*.sqlite3")), isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    respond.section.answered.emit(ref, "0")
    qtbot.waitUntil(lambda: "SIN GUARDAR" in window.status.text(), timeout=30_000)
    assert len(recorder.codes()) == 1
    holder.execute("ROLLBACK")
    holder.close()
    with qtbot.waitSignal(window.keeper.saved):
        press(window.status, "Reintentar")
    assert window.status.text().startswith("Guardado ")
    assert window.keeper.unsaved == 0


def test_a_correction_after_export_is_the_next_revision(
    qtbot: QtBot, window: MainWindow, recorder: Recorder, tmp_path: Path, keyring_there: None
) -> None:
    example(qtbot, window)
    first = window.keeper.desk
    assert first is not None
    exported_id = first.response_id
    window.go("enviar")
    send = page(window, SendPage)
    send.folder = tmp_path
    with qtbot.waitSignal(send.exported, timeout=30_000):
        press(send, "Firmar y exportar")
    window.go("responder")
    ref = next(q.ref for q in first.form.questions() if q.ref.endswith("/p08"))
    with qtbot.waitSignal(window.keeper.saved):
        page(window, RespondPage).section.answered.emit(ref, "1")
    assert "revisión 2" in window.status.text()
    assert first.response_id != exported_id
    assert first.facts.replaces == exported_id


# The signing key where no keyring keeps it


def test_the_passphrase_is_asked_for_twice_and_a_difference_signs_nothing(
    qtbot: QtBot, window: MainWindow, recorder: Recorder, tmp_path: Path
) -> None:
    example(qtbot, window)
    window.go("enviar")
    send = page(window, SendPage)
    send.folder = tmp_path / "usb"
    for answers in ([None], [PASSPHRASE, OTHER], [PASSPHRASE, None]):
        recorder.will_answer(*answers)
        press(send, "Firmar y exportar")
        qtbot.waitUntil(send.export_button.isEnabled, timeout=10_000)
        assert not recorder.answers
    assert not (tmp_path / "usb").exists()
    assert [kind for kind, _, _ in recorder.said] == ["passphrase"] * 3 + ["info"] + ["passphrase"] * 2
    assert recorder.codes() == []


def test_a_key_whose_passphrase_is_forgotten_is_replaced_when_the_user_agrees(
    qtbot: QtBot, window: MainWindow, recorder: Recorder, tmp_path: Path, quick_scrypt: None
) -> None:
    example(qtbot, window)
    window.go("enviar")
    send = page(window, SendPage)
    send.folder = tmp_path / "usb"
    recorder.will_answer(PASSPHRASE, PASSPHRASE)
    with qtbot.waitSignal(send.exported, timeout=30_000) as first:
        press(send, "Firmar y exportar")
    recorder.will_answer("no es la contraseña", True, OTHER, OTHER)
    with qtbot.waitSignal(send.exported, timeout=30_000) as second:
        press(send, "Firmar y exportar")
    assert recorder.codes() == ["KEY-002"]
    assert first.args[0].signer_fingerprint != second.args[0].signer_fingerprint
    assert len(list((tmp_path / "usb").iterdir())) >= 1


# Trouble


def test_a_fault_while_the_window_closes_is_told_and_ends_nothing_else(
    qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    example(qtbot, window)
    with monkeypatch.context() as patch, qtbot.captureExceptions() as told:
        patch.setattr(window.keeper, "settle", lambda: 1 / 0)
        window.close()
    assert [kind for kind, _, _ in told] == [ZeroDivisionError]


def test_a_second_copy_is_told_apart_and_can_try_again(
    qapp: QApplication, qtbot: QtBot, data_dir: Path, recorder: Recorder
) -> None:
    holder = Store.open(data_dir, now=datetime.now(UTC), program_version="0")
    window = MainWindow(Context(qapp, data_dir))
    window.show()
    arrive(qtbot, window, "problema")
    trouble = page(window, TroublePage)
    assert "STORE-" in trouble.text()
    assert str(data_dir) in trouble.text()
    holder.close()
    press(trouble, "Reintentar")
    arrive(qtbot, window, "inicio")
    let_go(window)


def test_damaged_data_are_left_as_they_are_and_another_folder_serves(
    qapp: QApplication, qtbot: QtBot, data_dir: Path, tmp_path: Path, recorder: Recorder
) -> None:
    Store.open(data_dir, now=datetime.now(UTC), program_version="0").close()
    database = next(data_dir.glob("*.sqlite3"))
    database.write_bytes(b"esto no es una base de datos" * 400)
    before = database.read_bytes()
    window = MainWindow(Context(qapp, data_dir))
    window.show()
    arrive(qtbot, window, "problema")
    trouble = page(window, TroublePage)
    assert "STORE-" in trouble.text()
    assert database.read_bytes() == before
    window.go("inicio")
    assert window.screen_name() == "problema"
    recorder.will_answer(tmp_path / "otra")
    with qtbot.waitSignal(window.usable):
        press(trouble, "Elegir otra carpeta")
    assert "Bienvenido a Telar" in said(window)
    let_go(window)


def test_the_trouble_page_closes_the_window(
    qapp: QApplication, qtbot: QtBot, data_dir: Path, recorder: Recorder
) -> None:
    data_dir.write_text("un archivo donde debía haber una carpeta", encoding="utf-8")
    window = MainWindow(Context(qapp, data_dir))
    window.show()
    arrive(qtbot, window, "problema")
    press(page(window, TroublePage), "Cerrar")
    assert not window.isVisible()
    assert data_dir.is_file()
    let_go(window)


# Settings, language, help, keys


def test_the_language_changes_at_once_everywhere_and_is_kept(qtbot: QtBot, open_window: Opener, data_dir: Path) -> None:
    window = open_window()
    respond = example(qtbot, window)
    spanish = said(respond)
    window._context.translators.set_language("en")
    arrive(qtbot, window, "responder")
    assert window.bar.button("responder").text().replace("&", "") == "Answer"
    assert said(page(window, RespondPage)) != spanish
    window.go("resultado")
    assert "Result" in said(page(window, ResultPage))
    window.close()
    assert json.loads((data_dir / "window.json").read_text(encoding="utf-8"))["language"] == "en"
    again = open_window()
    assert again.bar.button("inicio").text().replace("&", "") == "Home"
    again._context.translators.set_language("es")


def test_settings_show_what_is_in_force_and_change_it(qtbot: QtBot, window: MainWindow, data_dir: Path) -> None:
    from desktop_app.ui.settings_dialog import SettingsDialog

    qtbot.mouseClick(window.bar.settings_button(), Qt.MouseButton.LeftButton)
    dialog = window.findChild(SettingsDialog)
    assert dialog is not None
    choices = {one.accessibleName(): one for one in dialog.findChildren(QRadioButton)}
    assert choices["Español"].isChecked()
    assert choices["100 %"].isChecked()
    assert str(data_dir) in said(dialog)
    before = window.font().pointSizeF()
    choices["150 %"].click()
    assert QApplication.font().pointSizeF() == pytest.approx(1.5 * before, abs=0.1)
    choices["200 %"].click()
    qtbot.waitUntil(lambda: not clipped(dialog))
    choices["100 %"].click()
    choices["English"].click()
    assert not dialog.isVisible()
    assert window.bar.button("inicio").text().replace("&", "") == "Home"
    window._context.translators.set_language("es")


def test_f1_opens_the_topic_of_the_screen(qtbot: QtBot, window: MainWindow) -> None:
    example(qtbot, window)
    for screen in ("inicio", "responder", "revisar", "resultado", "enviar", "comprobar"):
        window.go(screen)
        qtbot.keyClick(window, Qt.Key.Key_F1)
        assert window.side.help is not None
        assert window.side.help.topic() == screen


def test_saving_by_hand_is_harmless_and_says_so(qtbot: QtBot, window: MainWindow) -> None:
    example(qtbot, window)
    qtbot.keySequence(window, QKeySequence(QKeySequence.StandardKey.Save))
    assert "Ya está guardado" in window.status.currentMessage()


def test_a_response_with_gaps_says_so_before_it_is_sent(qtbot: QtBot, window: MainWindow, recorder: Recorder) -> None:
    respond = example(qtbot, window)
    desk = window.keeper.desk
    assert desk is not None
    ref = next(q.ref for q in desk.form.questions() if q.ref.endswith("/p08"))
    respond.section.answered.emit(ref, "")
    window.go("enviar")
    send = page(window, SendPage)
    assert "hay 1 pregunta por responder o corregir" in said(send)
    with qtbot.assertNotEmitted(send.exported):
        press(send, "Firmar y exportar")
    assert send.export_button.isEnabled()
    link = QApplication.focusWidget()
    assert isinstance(link, Link)
    assert "P08" in link.text()
    assert recorder.said == []
    press(send, "Ver qué falta")
    assert window.screen_name() == "revisar"
    window.go("enviar")
    link = page(window, SendPage).findChildren(Link)[-1]
    link.linkActivated.emit(ref)
    assert window.screen_name() == "responder"
    assert desk.current_ref == ref


def test_inicio_is_filled_again_on_return(qtbot: QtBot, window: MainWindow) -> None:
    example(qtbot, window)
    window.go("inicio")
    qtbot.waitUntil(lambda: bool(window.findChildren(ResponseRow)))
    assert "EJEMPLO: Cacao de Arauca" in said(page(window, HomePage))


def _year() -> int:
    return datetime.now().astimezone().year
