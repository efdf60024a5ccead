"""A form dropped on the real window: checked, read, checked again, tried, and nothing of that kept."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path
from textwrap import dedent
from typing import TypeVar
from xml.etree import ElementTree as ET

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from desktop_app import paths
from desktop_app.ui.context import Context
from desktop_app.ui.forms.check_page import FormCheckPage
from desktop_app.ui.forms.findings import CAUSE, CODE, REMEDY, SEVERITY, WHERE
from desktop_app.ui.forms.try_page import TryPage
from desktop_app.ui.home_page import HomePage
from desktop_app.ui.verify_view import VerifyView
from desktop_app.ui.window import MainWindow
from tests.support.packages import sample_package
from tests.support.recorder import Recorder

P = TypeVar("P", bound=QWidget)
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"

GOOD = """
    | survey |
    | | type | name | label::Español (es) | label::English (en) | relevant | calculation | constraint |
    | | begin_group | who | Quién responde | Who answers | | | |
    | | integer | age | ¿Cuántos años tiene? | How old are you? | | | . < 120 |
    | | text | job | ¿En qué trabaja? | What do you do? | ${age} >= 18 | | |
    | | calculate | double | | | | ${age} * 2 | |
    | | end_group | | | | | | |
    | | begin_repeat | person | Personas | People | | | |
    | | text | name | Nombre | Name | | | |
    | | end_repeat | | | | | | |
    | | begin_group | papers | Documentos | Papers | | | |
    | | file | minutes | Acta | Minutes | | | |
    | | end_group | | | | | | |
"""
FAULTY = """
    | survey |
    | | type | name | label | relevant |
    | | integer | age | Edad | ${nobody} = 1 |
    | | begin_repeat | r | | |
    | | text | a | A | |
    | | end_repeat | | | |
"""
REMARKABLE = FAULTY.replace("${nobody} = 1", "")


@pytest.fixture
def window(qapp: QApplication, qtbot: QtBot, data_dir: Path, recorder: Recorder) -> Iterator[MainWindow]:
    window = MainWindow(Context(qapp, data_dir, "es"))
    with qtbot.waitSignal(window.usable, timeout=15_000):
        window.show()
    qtbot.waitUntil(lambda: window._context.workspace is not None, timeout=15_000)
    yield window
    window.close()
    window._context.translators.set_language("es")
    window._context.theme.set_percent(100)
    window._context.deleteLater()
    window.deleteLater()


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Writes a form's file in a folder of its own."""
    folder = tmp_path / "formularios"
    folder.mkdir()

    def writer(markdown: str, name: str = "Ola 2027.md") -> Path:
        path = folder / name
        path.write_text(dedent(markdown).strip(), encoding="utf-8")
        return path

    return writer


def page(window: MainWindow, kind: type[P]) -> P:
    found = window.page()
    assert isinstance(found, kind)
    return found


def drop(window: MainWindow, *files: Path) -> bool:
    """Drops files on the window, as the system's file manager does; whether it takes them."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file)) for file in files])
    what = Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(5, 5), *what)
    enter.ignore()
    QApplication.sendEvent(window, enter)
    if not enter.isAccepted():
        return False
    QApplication.sendEvent(window, QDropEvent(QPointF(5, 5), *what))
    return True


def checked(qtbot: QtBot, window: MainWindow, path: Path) -> FormCheckPage:
    with qtbot.waitSignal(window.forms.settled, timeout=20_000):
        assert drop(window, path)
    return page(window, FormCheckPage)


def tried(qtbot: QtBot, window: MainWindow, path: Path) -> TryPage:
    check = checked(qtbot, window, path)
    with qtbot.waitSignal(window.forms.settled, timeout=20_000):
        qtbot.mouseClick(check.try_button, Qt.MouseButton.LeftButton)
    return page(window, TryPage)


def said(root: QWidget) -> str:
    QApplication.sendPostedEvents()
    return "\n".join(label.text() for label in root.findChildren(QLabel) if label.isVisible())


def press(root: QWidget, text: str) -> None:
    found = [one for one in root.findChildren(QPushButton) if one.text() == text and one.isVisible()]
    assert found, f"no button says {text!r}"
    found[0].click()


def cells(check: FormCheckPage, row: int) -> list[str]:
    model = check.table.findings
    return [model.index(row, column).data() for column in (SEVERITY, CODE, WHERE, CAUSE, REMEDY)]


def values(trial: TryPage) -> dict[str, list[str]]:
    """The rows of the table of values by their reference."""
    model = trial.values.table.values
    rows = [[model.index(row, column).data() for column in range(5)] for row in range(model.rowCount())]
    return {row[0]: row[1:] for row in rows}


def disk(data_dir: Path) -> dict[str, str]:
    """Every file of the data folder by name, as it is."""
    return {
        str(path.relative_to(data_dir)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(data_dir.rglob("*"))
        if path.is_file()
    }


# Dropped and chosen


def test_a_dropped_form_is_checked_and_its_errors_come_first(
    qtbot: QtBot, window: MainWindow, write: Callable[..., Path]
) -> None:
    check = checked(qtbot, window, write(FAULTY))
    assert window.screen_name() == "formulario"
    assert check.verdict.text() == "1 error y 1 aviso"
    assert check.file.text().endswith("Ola 2027.md")
    severity, code, where, cause, remedy = cells(check, 0)
    assert (severity, code) == ("Error", "FORM-011")
    assert where.startswith("hoja survey, fila 2, columna relevant")
    assert "nobody" in cause
    assert remedy
    assert cells(check, 1)[:2] == ["Aviso", "FORM-062"]
    assert not check.try_button.isEnabled()
    assert "no se puede probar" in said(check)


def test_a_form_without_problems_says_so_and_can_be_tried(
    qtbot: QtBot, window: MainWindow, write: Callable[..., Path]
) -> None:
    check = checked(qtbot, window, write(GOOD))
    assert check.verdict.text() == "Sin problemas"
    assert not check.table.isVisible()
    assert check.try_button.isEnabled()
    assert check.try_button.hasFocus()


def test_warnings_do_not_keep_it_from_being_tried(qtbot: QtBot, window: MainWindow, write: Callable[..., Path]) -> None:
    trial = tried(qtbot, window, write(REMARKABLE))
    assert trial.desk.session.value("/data/age") == ""


@pytest.mark.parametrize("name", ["viejo.xls", "otro.ods", "roto.xlsx"])
def test_what_is_no_form_is_explained(qtbot: QtBot, window: MainWindow, write: Callable[..., Path], name: str) -> None:
    check = checked(qtbot, window, write("esto no es un libro", name))
    assert check.verdict.text() == "1 error"
    assert cells(check, 0)[3:] != ["", ""]
    assert not check.try_button.isEnabled()


def test_what_is_no_file_is_explained(
    qtbot: QtBot, window: MainWindow, write: Callable[..., Path], tmp_path: Path
) -> None:
    (tmp_path / "carpeta.md").mkdir()
    check = checked(qtbot, window, tmp_path / "carpeta.md")
    assert "FILE-006" in said(check)
    assert not check.table.isVisible()
    assert not check.try_button.isEnabled()
    assert check.report_text() == ""
    check.save_button.click()
    with qtbot.waitSignal(window.forms.settled, timeout=20_000):
        check.again_button.click()
    assert "FILE-006" in said(check)
    assert checked(qtbot, window, write(GOOD)).verdict.text() == "Sin problemas"


def test_other_files_are_not_taken(window: MainWindow, tmp_path: Path) -> None:
    assert not drop(window, tmp_path / "foto.jpg")
    assert not drop(window)
    assert window.screen_name() == "inicio"


def test_a_package_dropped_anywhere_is_checked_as_one(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, recorder: Recorder
) -> None:
    (tmp_path / "x.asice").write_bytes(sample_package())
    assert drop(window, tmp_path / "x.asice")
    qtbot.waitUntil(lambda: window.screen_name() == "comprobar", timeout=10_000)
    view = page(window, VerifyView)
    qtbot.waitUntil(lambda: "El paquete está intacto" in view.result_text(), timeout=10_000)
    window.go("inicio")
    (tmp_path / "x.asice").write_bytes(b"PK no")
    assert drop(window, tmp_path / "x.asice")
    qtbot.waitUntil(lambda: recorder.codes() == ["PKG-002"], timeout=10_000)
    assert window.screen_name() == "inicio"


def test_inicio_offers_the_check_and_a_withdrawal_changes_nothing(
    qtbot: QtBot, window: MainWindow, recorder: Recorder, write: Callable[..., Path]
) -> None:
    home = page(window, HomePage)
    recorder.will_answer(None)
    press(home, "Revisar un formulario…")
    assert window.screen_name() == "inicio"
    recorder.will_answer(write(GOOD))
    with qtbot.waitSignal(window.forms.settled, timeout=20_000):
        press(home, "Revisar un formulario…")
    check = page(window, FormCheckPage)
    press(check, "Cerrar")
    assert window.screen_name() == "inicio"


def test_a_card_that_is_being_written_is_not_lost_to_a_drop(
    qtbot: QtBot, window: MainWindow, recorder: Recorder, write: Callable[..., Path]
) -> None:
    from desktop_app.ui.card_page import CardPage

    press(page(window, HomePage), "Nueva iniciativa")
    qtbot.waitUntil(lambda: window.screen_name() == "ficha", timeout=10_000)
    card = page(window, CardPage)
    card.section.answered.emit("/data/identificacion/initiative_name", "Cacao")
    recorder.will_answer(False, True)
    assert drop(window, write(GOOD))
    qtbot.waitUntil(lambda: bool(recorder.said))
    assert window.screen_name() == "ficha"


# Read, kept, checked again


def test_the_list_is_walked_and_copied_with_the_keyboard(
    qtbot: QtBot, window: MainWindow, write: Callable[..., Path]
) -> None:
    check = checked(qtbot, window, write(FAULTY))
    assert check.table.hasFocus()
    qtbot.keyClick(check.table, Qt.Key.Key_Down)
    qtbot.keyClick(check.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    copied = QGuiApplication.clipboard().text()
    assert copied.startswith("Aviso  FORM-062 (hoja survey, fila 3")
    assert "\n" not in copied
    qtbot.keyClick(check.table, Qt.Key.Key_Tab)
    assert check.copy_button.hasFocus()


def test_everything_is_copied_and_saved_as_text(
    qtbot: QtBot, window: MainWindow, recorder: Recorder, write: Callable[..., Path], tmp_path: Path
) -> None:
    path = write(FAULTY)
    check = checked(qtbot, window, path)
    check.copy_button.click()
    text = QGuiApplication.clipboard().text()
    lines = text.splitlines()
    assert lines[:3] == [str(path), "1 error y 1 aviso", ""]
    assert [line.partition("  ")[0] for line in lines[3:]] == ["Error", "Aviso"]
    recorder.will_answer(None, tmp_path / "no" / ("x" * 300), tmp_path / "informe.txt")
    for _ in range(3):
        check.save_button.click()
    assert (tmp_path / "informe.txt").read_text(encoding="utf-8") == text
    assert recorder.codes() == ["FILE-009"]


def test_f5_checks_the_same_file_as_it_is_now(qtbot: QtBot, window: MainWindow, write: Callable[..., Path]) -> None:
    check = checked(qtbot, window, write(FAULTY))
    write(GOOD)
    with qtbot.waitSignal(window.forms.settled, timeout=20_000):
        qtbot.keyClick(check.table, Qt.Key.Key_F5)
    assert check.verdict.text() == "Sin problemas"


@pytest.mark.parametrize("in_place", [True, False])
def test_a_file_that_is_saved_again_is_noticed(
    qtbot: QtBot, window: MainWindow, write: Callable[..., Path], in_place: bool
) -> None:
    """In place as an editor saves; or another file put in its place, as Excel does."""
    path = write(FAULTY)
    check = checked(qtbot, window, path)
    assert "se guardó de nuevo" not in said(check)
    for _ in range(2):  # what was put in its place is watched as well
        if in_place:
            write(GOOD)
        else:
            write(GOOD, "nuevo.tmp").replace(path)
        qtbot.waitUntil(lambda: "se guardó de nuevo" in said(check), timeout=5_000)
        with qtbot.waitSignal(window.forms.settled, timeout=20_000):
            check.again_button.click()
        assert "se guardó de nuevo" not in said(check)


def test_a_file_that_went_away_is_explained_and_can_come_back(
    qtbot: QtBot, window: MainWindow, write: Callable[..., Path]
) -> None:
    path = write(GOOD)
    check = checked(qtbot, window, path)
    path.unlink()
    with qtbot.waitSignal(window.forms.settled, timeout=20_000):
        check.again_button.click()
    assert cells(check, 0)[1] == "FILE-001"
    write(GOOD)
    qtbot.waitUntil(lambda: "se guardó de nuevo" in said(check), timeout=5_000)


def test_a_check_is_stopped_and_taken_up_again(qtbot: QtBot, window: MainWindow, write: Callable[..., Path]) -> None:
    window.forms.open(write(FAULTY))
    check = page(window, FormCheckPage)
    assert check.doing.text() == "Revisando Ola 2027.md…"
    assert check.stop_button.hasFocus()
    check.stop_button.click()
    assert check.verdict.text() == "La revisión se detuvo."
    qtbot.waitUntil(window._context.tasks.is_idle, timeout=20_000)
    assert check.examined is None
    assert check.report_text() == ""
    with qtbot.waitSignal(window.forms.settled, timeout=20_000):
        check.again_button.click()
    assert check.verdict.text() == "1 error y 1 aviso"


def test_a_form_dropped_during_a_check_takes_its_place(
    qtbot: QtBot, window: MainWindow, write: Callable[..., Path]
) -> None:
    drop(window, write(FAULTY))
    check = checked(qtbot, window, write(GOOD, "segundo.md"))
    qtbot.waitUntil(window._context.tasks.is_idle, timeout=20_000)
    assert check.file.text().endswith("segundo.md")
    assert check.verdict.text() == "Sin problemas"


# Tried


def test_a_trial_is_answered_and_nothing_is_stored(
    qtbot: QtBot, window: MainWindow, data_dir: Path, write: Callable[..., Path]
) -> None:
    path = write(GOOD)
    checked(qtbot, window, path)
    qtbot.waitUntil(window._context.tasks.is_idle, timeout=10_000)
    before = disk(data_dir)
    trial = tried(qtbot, window, path)
    assert "nada de lo que responda se guarda" in said(trial)
    assert not window.status.isVisible()
    trial.values_button.click()
    trial.respond.section.answered.emit("/data/who/age", "40")
    assert values(trial)["/data/who/age"][:2] == ["40", "aplica"]
    assert values(trial)["/data/who/double"] == ["80", "aplica", "", "/data/who/age * 2"]
    assert values(trial)["/data/who/job"][1] == "aplica"
    trial.respond.section.answered.emit("/data/who/age", "130")
    assert values(trial)["/data/who/age"][2]
    press(trial, "Cerrar")
    assert window.screen_name() == "formulario"
    qtbot.waitUntil(window._context.tasks.is_idle, timeout=10_000)
    assert disk(data_dir) == before
    again = tried(qtbot, window, path)
    assert again is not trial
    assert again.desk.session.value("/data/who/age") == ""


def test_records_are_added_and_taken_back_in_a_trial(
    qtbot: QtBot, window: MainWindow, write: Callable[..., Path]
) -> None:
    trial = tried(qtbot, window, write(GOOD))
    trial.values_button.click()
    trial.respond.show_section(trial.desk.section_of("/data/person[1]/name"))
    QApplication.sendPostedEvents()
    before = trial.desk.session.repeat_count("/data/person")
    press(trial.respond, "Agregar registro")
    assert trial.desk.session.repeat_count("/data/person") == before + 1
    assert f"/data/person[{before + 1}]/name" in values(trial)
    qtbot.keyClick(trial.respond.section, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert f"/data/person[{before + 1}]/name" not in values(trial)


def test_the_values_are_narrowed_by_name(qtbot: QtBot, window: MainWindow, write: Callable[..., Path]) -> None:
    trial = tried(qtbot, window, write(GOOD))
    trial.values_button.click()
    trial.values.search.setText("DOUBLE")
    assert list(values(trial)) == ["/data/who/double"]
    trial.values.search.clear()
    assert "/data/who/age" in values(trial)
    table = trial.values.table
    table.selectRow(0)
    qtbot.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text().startswith("/data/who/age\t")
    trial.values_button.click()
    assert not trial.values.isVisible()


def test_the_form_begins_again(qtbot: QtBot, window: MainWindow, write: Callable[..., Path]) -> None:
    trial = tried(qtbot, window, write(GOOD))
    trial.values_button.click()
    trial.respond.section.answered.emit("/data/who/age", "40")
    with qtbot.waitSignal(trial.restarted, timeout=10_000):
        trial.restart_button.click()
    assert trial.desk.session.value("/data/who/age") == ""
    assert values(trial)["/data/who/double"][0] == ""
    trial.respond.section.answered.emit("/data/who/age", "41")
    assert values(trial)["/data/who/double"][0] == "82"


def test_the_instance_is_saved_as_odk_xml(
    qtbot: QtBot, window: MainWindow, recorder: Recorder, write: Callable[..., Path], tmp_path: Path
) -> None:
    trial = tried(qtbot, window, write(GOOD))
    trial.respond.section.answered.emit("/data/who/age", "7")
    recorder.will_answer(None, tmp_path / "instancia.xml")
    trial.save_button.click()
    assert not (tmp_path / "instancia.xml").exists()
    trial.save_button.click()
    root = ET.parse(tmp_path / "instancia.xml").getroot()
    assert root.findtext("./who/age") == "7"
    assert root.find("./who/job") is None
    assert "instancia.xml" in said(trial)


def test_a_chosen_file_stays_in_memory(
    qtbot: QtBot, window: MainWindow, recorder: Recorder, data_dir: Path, write: Callable[..., Path], tmp_path: Path
) -> None:
    trial = tried(qtbot, window, write(GOOD))
    before = disk(data_dir)
    (tmp_path / "Acta 1.pdf").write_bytes(PDF)
    (tmp_path / "programa.pdf").write_bytes(b"MZ" + bytes(300))
    recorder.will_answer(None, tmp_path / "Acta 1.pdf")
    for _ in range(2):
        trial.respond.file_wanted.emit("/data/papers/minutes")
    qtbot.waitUntil(lambda: bool(trial.desk.session.value("/data/papers/minutes")), timeout=10_000)
    name = trial.desk.session.value("/data/papers/minutes")
    assert trial.files.content(name) == PDF
    shown = trial._file("/data/papers/minutes")
    assert shown is not None
    assert (shown.name, shown.size) == (name, len(PDF))
    trial.respond.file_opened.emit("/data/papers/minutes")
    assert "solo en la memoria" in recorder.said[-1][2]
    trial.respond.file_dropped.emit("/data/papers/minutes", str(tmp_path / "programa.pdf"))
    qtbot.waitUntil(lambda: bool(recorder.codes()), timeout=10_000)
    assert trial.desk.session.value("/data/papers/minutes") == name
    assert disk(data_dir) == before


def test_the_review_leads_to_what_is_wrong(qtbot: QtBot, window: MainWindow, write: Callable[..., Path]) -> None:
    trial = tried(qtbot, window, write(GOOD))
    trial.respond.review_requested.emit()
    assert "No falta nada" in trial.note.text()
    trial.respond.section.answered.emit("/data/who/age", "130")
    assert trial.note.text() == ""
    trial.respond.review_requested.emit()
    assert trial.note.text() == "Falta responder o corregir 1 pregunta."
    assert trial.respond.section_ref == trial.desk.section_of("/data/who/age")


def test_the_shipped_instrument_shows_its_chart_in_a_trial(qtbot: QtBot, window: MainWindow) -> None:
    window.resize(1366, 768)
    trial = tried(qtbot, window, paths.forms_dir() / "autodiagnostico.md")
    assert trial.respond.panel.isVisible()


def test_a_form_that_broke_meanwhile_is_explained(
    qtbot: QtBot, window: MainWindow, recorder: Recorder, write: Callable[..., Path]
) -> None:
    check = checked(qtbot, window, write(GOOD))
    write(FAULTY)
    with qtbot.waitSignal(window.forms.settled, timeout=20_000):
        check.try_button.click()
    assert recorder.codes() == ["FORM-011"]
    assert window.screen_name() == "formulario"
    assert check.try_button.isEnabled()


def test_leaving_by_the_bar_forgets_the_trial(qtbot: QtBot, window: MainWindow, write: Callable[..., Path]) -> None:
    trial = tried(qtbot, window, write(GOOD))
    trial.respond.section.answered.emit("/data/who/age", "40")
    window.bar.button("inicio").click()
    assert window.screen_name() == "inicio"
    assert window.forms._trial is None
    assert window.forms._kept is None
    window.go("probar")
    assert window.screen_name() == "formulario"
    assert page(window, FormCheckPage).verdict.text() == "Sin problemas"


def test_an_open_response_is_as_it_was_when_one_comes_back(
    qtbot: QtBot, window: MainWindow, write: Callable[..., Path]
) -> None:
    press(page(window, HomePage), "Abrir un ejemplo")
    qtbot.waitUntil(lambda: window.screen_name() == "responder", timeout=15_000)
    desk, respond = window.keeper.desk, window.page()
    assert desk is not None
    before = desk.session.values()
    trial = tried(qtbot, window, write(GOOD))
    trial.respond.section.answered.emit("/data/who/age", "40")
    press(trial, "Cerrar")
    press(page(window, FormCheckPage), "Cerrar")
    assert window.screen_name() == "responder"
    assert window.page() is respond
    assert window.keeper.desk is desk
    assert desk.session.values() == before


# Language and looks


def test_another_language_asks_anew_and_keeps_the_trial(
    qtbot: QtBot, window: MainWindow, write: Callable[..., Path]
) -> None:
    trial = tried(qtbot, window, write(GOOD))
    trial.respond.section.answered.emit("/data/who/age", "40")
    window._context.translators.set_language("en")
    fresh = page(window, TryPage)
    assert fresh is not trial
    assert fresh.desk.session.value("/data/who/age") == "40"
    assert fresh.desk.session.label("/data/who/age") == "How old are you?"


def test_findings_are_said_in_the_window_s_language(
    qtbot: QtBot, window: MainWindow, write: Callable[..., Path]
) -> None:
    check = checked(qtbot, window, write(FAULTY))
    spanish = cells(check, 0)[3]
    with qtbot.waitSignal(window.forms.settled, timeout=20_000):
        window._context.translators.set_language("en")
    assert cells(page(window, FormCheckPage), 0)[3] != spanish


def test_larger_type_keeps_what_was_found_and_shows_it_in_two_columns(
    qtbot: QtBot, window: MainWindow, write: Callable[..., Path]
) -> None:
    window.resize(1024, 768)
    check = checked(qtbot, window, write(FAULTY))
    QApplication.sendPostedEvents()
    assert not check.table.isColumnHidden(REMEDY)
    window._context.theme.set_percent(200)
    fresh = page(window, FormCheckPage)
    assert fresh is not check
    assert fresh.verdict.text() == "1 error y 1 aviso"
    qtbot.waitUntil(lambda: fresh.table.isColumnHidden(REMEDY))
    together = cells(fresh, 0)[3]
    assert together.startswith("FORM-011 · hoja survey")
    assert together.count("\n") == 2
    assert fresh.minimumSizeHint().width() <= 1024


def test_help_explains_both_screens(qtbot: QtBot, window: MainWindow, write: Callable[..., Path]) -> None:
    tried(qtbot, window, write(GOOD))
    window.show_help()
    assert window.side.help is not None
    assert window.side.help.topic() == "formulario"
