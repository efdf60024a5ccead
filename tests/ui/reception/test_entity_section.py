"""Recepción is there where an entity's keys are, and its own section tells how the entity stands and opens waves."""

from __future__ import annotations

import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_app.submission import authority as keys
from desktop_app.submission import kits, trust
from desktop_app.submission.authority import Vault
from desktop_app.submission.phone_words import phone_words
from desktop_app.submission.trust import read_certificate
from desktop_app.ui.preferences import Preferences
from desktop_app.ui.reception.books_dialog import BooksDialog
from desktop_app.ui.reception.entity_section import EntitySection
from desktop_app.ui.reception.new_entity_dialog import NewEntityDialog
from desktop_app.ui.reception.page import ReceptionPage
from desktop_app.ui.reception.wave_dialog import WaveDialog
from desktop_app.ui.settings_dialog import SettingsDialog
from desktop_app.ui.window import MainWindow
from desktop_app.workflows.entity import opened
from desktop_app.workflows.entity_keys import PARTS
from desktop_app.workflows.wave_kit import sent_waves
from tests.support.entity_windows import NAME, enter, fronts, idle, make_entity, phrase, unlocked
from tests.support.recorder import Recorder
from tests.support.windows import Opener, clipped, open_window, page, press, said, window

__all__ = ["open_window", "window"]

CSV = "id,name,department,municipality\nic-017,Café,52,52001\nic-018,Lácteos,15,15238\n"


def section(qtbot: QtBot, window: MainWindow) -> EntitySection:
    return enter(qtbot, window, "entidad", EntitySection)


# Who has a Recepción


def test_a_managers_window_has_no_recepcion(window: MainWindow) -> None:
    assert not window.bar.button("recepcion").isVisible()
    window.go("recepcion")
    assert window.screen_name() == "inicio"


def test_a_managers_window_loads_nothing_of_it(tmp_path: Path) -> None:
    program = f"""
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from desktop_app.ui import app
from desktop_app.ui.context import Context
from desktop_app.ui.window import MainWindow
application = app.application()
context = Context(application, Path({str(tmp_path / "datos")!r}))
window = MainWindow(context)
window.usable.connect(application.quit)
window.show()
application.exec()
window.close()
print([name for name in sys.modules if name.startswith(("desktop_app.ui.reception.", "desktop_app.reception"))])
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, encoding="utf-8")
    assert done.stdout.strip() == "[]"


def test_an_entitys_window_loads_it_when_somebody_goes_there(qtbot: QtBot, entity: Vault, open_window: Opener) -> None:
    window = open_window()
    assert window.bar.button("recepcion").isVisible()
    assert window.stack.named("recepcion", ReceptionPage) is None
    window.bar.button("recepcion").click()
    assert window.screen_name() == "recepcion"
    assert window.bar.button("recepcion").isChecked()
    idle(qtbot, window)


def test_the_settings_lead_to_an_entity_that_exists(
    qtbot: QtBot, tmp_path: Path, data_dir: Path, quick_scrypt: None, window: MainWindow, recorder: Recorder
) -> None:
    vault = make_entity(tmp_path / "entidad")
    recorder.will_answer(0, vault.folder)
    window.side.show_settings()
    press(window.findChildren(SettingsDialog)[-1], "Esta es la entidad receptora…")
    qtbot.waitUntil(lambda: window.screen_name() == "recepcion")
    idle(qtbot, window)
    assert NAME in said(page(window, ReceptionPage))
    assert Preferences.read(data_dir).entity == str(vault.folder)


def test_a_folder_without_keys_is_refused_and_changes_nothing(
    qtbot: QtBot, tmp_path: Path, data_dir: Path, window: MainWindow, recorder: Recorder
) -> None:
    recorder.will_answer(0, tmp_path)
    window.reception.begin()
    qtbot.waitUntil(lambda: recorder.codes() == ["AUT-002"])
    assert not window.reception.is_here()


def test_whoever_withdraws_is_left_alone(window: MainWindow, recorder: Recorder) -> None:
    recorder.will_answer(None)
    window.reception.begin()
    recorder.will_answer(0, None)
    window.reception.begin()
    assert not window.reception.is_here()
    assert recorder.codes() == []


# A new entity


def new_entity(window: MainWindow, recorder: Recorder, folder: Path) -> NewEntityDialog:
    recorder.will_answer(1)
    window.reception.begin()
    (dialog,) = fronts(window, NewEntityDialog)
    dialog.name.setText("Entidad de la región")
    dialog.folder.setText(str(folder))
    for file, pair in dialog.fields.items():
        for field in pair:
            field.setText(phrase(file))
    return dialog


def test_an_entity_is_made_with_a_passphrase_for_each_key(
    qtbot: QtBot, tmp_path: Path, quick_scrypt: None, window: MainWindow, recorder: Recorder
) -> None:
    dialog = new_entity(window, recorder, tmp_path / "nueva")
    press(dialog, "Crear las llaves")
    idle(qtbot, window)
    assert "root.key.age" in said(dialog)
    press(dialog, "Ir a Recepción")
    idle(qtbot, window)
    assert "Entidad de la región" in said(page(window, ReceptionPage))
    vault = unlocked(tmp_path / "nueva")
    assert keys.signing_key(vault).subject == "Entidad de la región"
    assert len(keys.identities(vault)) == 1
    assert not any(phrase(file) in path.read_text("utf-8", "ignore") for file in PARTS for path in _files(tmp_path))


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_what_is_wrong_with_a_new_entity_is_said_before_any_key_is_made(
    qtbot: QtBot, tmp_path: Path, window: MainWindow, recorder: Recorder
) -> None:
    dialog = new_entity(window, recorder, tmp_path / "nueva")
    dialog.fields["root.key.age"][1].setText("otra cosa")
    press(dialog, "Crear las llaves")
    dialog.fields["root.key.age"][0].setText("corta")
    press(dialog, "Crear las llaves")
    dialog.name.setText("  ")
    press(dialog, "Crear las llaves")
    told = [text for kind, _, text in recorder.said if kind == "info"]
    assert ["no son iguales" in told[0], "muy corta" in told[1], "nombre" in told[2]] == [True] * 3
    assert not (tmp_path / "nueva").exists()


def test_a_folder_that_is_not_empty_is_refused_and_asked_again(
    qtbot: QtBot, tmp_path: Path, quick_scrypt: None, window: MainWindow, recorder: Recorder
) -> None:
    (tmp_path / "ocupada").mkdir()
    (tmp_path / "ocupada" / "algo.txt").write_text("algo", encoding="utf-8")
    dialog = new_entity(window, recorder, tmp_path / "ocupada")
    press(dialog, "Crear las llaves")
    idle(qtbot, window)
    assert recorder.codes() == ["AUT-001"]
    assert dialog.make.isEnabled()


# How it stands


def test_it_tells_who_the_entity_is_and_until_when_its_keys_hold(
    qtbot: QtBot, entity: Vault, open_window: Opener
) -> None:
    window = open_window()
    shown = section(qtbot, window)
    register = keys.load(entity.folder)
    root = read_certificate(register.root)
    text = said(shown)
    assert NAME in text
    assert all(word in text for word in phone_words(root.fingerprint))
    assert f"{root.not_after.astimezone():%d/%m/%Y}" in text
    assert "guarde bajo llave: la raíz" in text
    assert "Todavía no se ha abierto ninguna ola" in text
    assert clipped(window) == []


def test_the_list_is_renewed_with_the_issuers_passphrase(
    qtbot: QtBot, entity: Vault, open_window: Opener, recorder: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = open_window()
    shown = section(qtbot, window)
    before = keys.load(entity.folder).lists()[0].next_update
    assert before is not None
    later = window._context.now() + timedelta(days=10)
    monkeypatch.setattr(type(window._context), "now", lambda _context: later)
    recorder.will_answer("no es esta", phrase("issuer.key.age"))
    shown.renew.click()
    idle(qtbot, window)
    after = keys.load(entity.folder).lists()[0].next_update
    assert after is not None
    assert after > before
    assert f"{after.astimezone():%d/%m/%Y}" in said(shown)
    asked = [text for kind, _, text in recorder.said if kind == "passphrase"]
    assert ["no abre" in each for each in asked] == [False, True]
    shown.renew.click()
    idle(qtbot, window)
    assert recorder.codes() == []


def test_a_key_is_asked_for_again_once_the_passphrases_are_forgotten(
    qtbot: QtBot, entity: Vault, open_window: Opener, recorder: Recorder
) -> None:
    window = open_window()
    shown = section(qtbot, window)
    recorder.will_answer(phrase("issuer.key.age"))
    shown.renew.click()
    idle(qtbot, window)
    press(shown, "Olvidar las contraseñas")
    recorder.will_answer(None)
    shown.renew.click()
    idle(qtbot, window)
    assert [kind for kind, _, _ in recorder.said] == ["passphrase", "passphrase"]
    assert shown.renew.isEnabled()


def test_the_roots_list_is_renewed_with_the_stick_at_hand(
    qtbot: QtBot, tmp_path: Path, entity: Vault, open_window: Opener, recorder: Recorder
) -> None:
    stick = tmp_path / "memoria"
    stick.mkdir()
    (entity.folder / "root.key.age").rename(stick / "root.key.age")
    window = open_window()
    shown = section(qtbot, window)
    recorder.will_answer(stick, phrase("root.key.age"))
    number = keys.load(entity.folder).lists()[1].number
    shown.renew_root.click()
    idle(qtbot, window)
    assert recorder.codes() == []
    assert keys.load(entity.folder).lists()[1].number == (number or 0) + 1


# Waves


def wave(window: MainWindow, shown: EntitySection, listed: Path, recorder: Recorder) -> WaveDialog:
    shown.open_wave.click()
    (dialog,) = fronts(window, WaveDialog)
    dialog.wave.setText("2026")
    dialog.opens.setText("1/11/2026")
    dialog.closes.setText("31-01-2027")
    dialog.message.setPlainText("La ola cierra el 31 de enero.")
    recorder.will_answer(listed)
    press(dialog, "Elegir la lista…")
    return dialog


@pytest.fixture
def listed(tmp_path: Path) -> Path:
    path = tmp_path / "iniciativas.csv"
    path.write_text(CSV, encoding="utf-8")
    return path


def test_a_wave_is_opened_with_a_kit(
    qtbot: QtBot, tmp_path: Path, entity: Vault, open_window: Opener, recorder: Recorder, listed: Path
) -> None:
    window = open_window()
    shown = section(qtbot, window)
    dialog = wave(window, shown, listed, recorder)
    assert [name for name, check in dialog.instruments.items() if check.isChecked()] == ["ssme"]
    dialog.instruments["autodiagnostico"].click()
    recorder.will_answer(tmp_path / "kit.asice", phrase("signer.key.age"))
    press(dialog, "Firmar el kit…")
    idle(qtbot, window)
    assert recorder.codes() == []
    assert str(tmp_path / "kit.asice") in said(dialog)
    root = trust.pin(keys.load(entity.folder).root)
    kit = kits.read((tmp_path / "kit.asice").read_bytes(), (root,), window._context.now()).kit
    assert (kit.wave, kit.number, kit.opens, kit.closes) == ("2026", 1, date(2026, 11, 1), date(2027, 1, 31))
    assert {"ssme", "autodiagnostico"} == {form.form_id for form in kit.forms}
    press(dialog, "Cerrar")
    idle(qtbot, window)
    assert "Ola 2026 (abierta): del 01/11/2026 al 31/01/2027, kit 1; iniciativas en la lista: 2." in said(shown)
    shown.open_wave.click()
    again = fronts(window, WaveDialog)[-1]
    again.wave.clear()
    qtbot.keyClicks(again.wave, "2026")
    assert again.number.text() == "2"


def test_what_is_wrong_with_a_wave_is_said_and_marked(
    qtbot: QtBot, tmp_path: Path, entity: Vault, open_window: Opener, recorder: Recorder, listed: Path
) -> None:
    window = open_window()
    dialog = wave(window, section(qtbot, window), listed, recorder)
    dialog.opens.setText("31/02/2026")
    dialog.number.setText("cero")
    dialog.instruments["ssme"].click()
    press(dialog, "Firmar el kit…")
    assert dialog.number.property("role") == "problem"
    dialog.instruments["ssme"].click()
    dialog.opens.setText("1/2/2027")
    dialog.number.setText("1")
    assert dialog.number.property("role") != "problem"
    press(dialog, "Firmar el kit…")
    told = [text for kind, _, text in recorder.said if kind == "info"]
    assert "primer día" in told[0]
    assert "entero" in told[0]
    assert "Marque al menos un instrumento." in told[0]
    assert told[1] == "El último día es anterior al primero."
    assert dialog.closes.property("role") == "problem"
    assert dialog.opens.property("role") != "problem"


def test_a_faulty_list_is_refused_and_the_form_stays_as_it_was(
    qtbot: QtBot, tmp_path: Path, entity: Vault, open_window: Opener, recorder: Recorder, listed: Path
) -> None:
    listed.write_text("id,name\n", encoding="utf-8")
    window = open_window()
    dialog = wave(window, section(qtbot, window), listed, recorder)
    recorder.will_answer(tmp_path / "kit.asice")
    press(dialog, "Firmar el kit…")
    idle(qtbot, window)
    assert len(recorder.codes()) == 1
    assert dialog.wave.text() == "2026"
    assert dialog.build.isEnabled()
    assert not (tmp_path / "kit.asice").exists()


# Books


def test_other_books_are_taken_once_they_open(
    qtbot: QtBot, tmp_path: Path, data_dir: Path, entity: Vault, open_window: Opener, recorder: Recorder
) -> None:
    window = open_window()
    shown = section(qtbot, window)
    press(shown, "Usar otra base de datos…")
    (dialog,) = fronts(window, BooksDialog)
    dialog.field.setText("http://ejemplo")
    press(dialog, "Usar esta base")
    idle(qtbot, window)
    assert recorder.codes() == ["RCV-020"]
    address = f"sqlite:///{tmp_path / 'otros.sqlite3'}"
    dialog.field.setText(address)
    press(dialog, "Usar esta base")
    idle(qtbot, window)
    assert Preferences.read(data_dir).books == address
    assert address in said(shown)
    with opened(entity, address) as found:
        assert sent_waves(found) == ()


def test_the_books_password_is_asked_for_and_kept_nowhere(
    qtbot: QtBot, data_dir: Path, entity: Vault, open_window: Opener, recorder: Recorder
) -> None:
    from desktop_app.workflows.entity import address_parts

    kept, password = address_parts("postgresql://ana:se%40creta@127.0.0.1:1/telar")
    assert (kept, password) == ("postgresql://ana@127.0.0.1:1/telar", "se@creta")
    Preferences(entity=str(entity.folder), books=kept).write(data_dir)
    window = open_window()
    recorder.will_answer("se@creta")
    shown = section(qtbot, window)
    assert [kind for kind, _, _ in recorder.said] == ["passphrase"]
    assert "RCV-021" in said(shown)
    assert "creta" not in (data_dir / "window.json").read_text(encoding="utf-8")


def test_leaving_keeps_keys_and_books(
    qtbot: QtBot, data_dir: Path, entity: Vault, open_window: Opener, recorder: Recorder
) -> None:
    window = open_window()
    shown = section(qtbot, window)
    before = {path.name for path in entity.folder.iterdir() if "sqlite3-" not in path.name}
    recorder.will_answer(True)
    press(shown, "Esta ya no es la entidad…")
    assert window.screen_name() == "inicio"
    assert not window.bar.button("recepcion").isVisible()
    idle(qtbot, window)
    assert {path.name for path in entity.folder.iterdir() if "sqlite3-" not in path.name} == before
    assert Preferences.read(data_dir).entity == ""


def test_keys_that_are_gone_are_explained_with_ways_on(
    qtbot: QtBot, tmp_path: Path, entity: Vault, open_window: Opener
) -> None:
    entity.folder.rename(tmp_path / "otra parte")
    window = open_window()
    shown = section(qtbot, window)
    assert "AUT-002" in said(shown)
    (tmp_path / "otra parte").rename(entity.folder)
    press(shown, "Intentar de nuevo")
    idle(qtbot, window)
    assert NAME in said(shown)


def test_language_and_type_may_change_while_it_is_in_view(
    qtbot: QtBot, qapp: QApplication, entity: Vault, open_window: Opener
) -> None:
    window = open_window()
    section(qtbot, window)
    window._context.theme.set_percent(200)
    idle(qtbot, window)
    assert NAME in said(page(window, ReceptionPage))
    assert window.screen_name() == "recepcion"
    window._context.theme.set_percent(100)
    window._context.translators.set_language("en")
    idle(qtbot, window)
    assert NAME in said(page(window, ReceptionPage))
    window._context.translators.set_language("es")
