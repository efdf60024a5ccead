"""A package that is ready: a stick, an e-mail, and what left and came back before."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from desktop_app.submission.receipts import Status
from desktop_app.ui.drives import Drive
from desktop_app.ui.handover import HandOver
from desktop_app.ui.package_history import PackageHistory
from desktop_app.ui.verify_view import VerifyView
from tests.support.desks import P03
from tests.support.recorder import Recorder
from tests.support.sending import Stage, complete_sample, stage, sticks
from tests.support.windows import arrive, clipped, open_window, page, press, said

__all__ = ["complete_sample", "open_window", "stage", "sticks"]

pytestmark = pytest.mark.usefixtures("keyring_there")


def card(stage: Stage) -> HandOver:
    found = stage.page.handover
    assert found is not None
    return found


def history(stage: Stage) -> PackageHistory:
    found = stage.page.findChild(PackageHistory)
    assert found is not None
    return found


@pytest.fixture
def stick(tmp_path: Path, sticks: list[Drive]) -> Path:
    root = tmp_path / "KINGSTON"
    root.mkdir()
    sticks.append(Drive("KINGSTON (E:)", root, 12_000_000_000))
    return root


# -- on a stick --------------------------------------------------------------------------------------------------------


def test_the_package_is_copied_to_the_stick_and_read_back(stage: Stage, stick: Path, tmp_path: Path) -> None:
    done = stage.export(tmp_path / "out")
    with stage.qtbot.waitSignal(card(stage).copied, timeout=10_000) as copied:
        press(card(stage), "Copiar a KINGSTON (E:)")
    assert copied.args[0] == stick / done.file_name
    assert copied.args[0].read_bytes() == done.path.read_bytes()
    text = said(card(stage))
    for words in (f"Copiado a KINGSTON (E:) como {done.file_name}", "leyó la copia y es igual", "expúlsela"):
        assert words in text
    assert not card(stage).bar.isVisible()
    assert card(stage).bar.value() == 100
    with stage.qtbot.waitSignal(card(stage).copied, timeout=10_000) as again:
        press(card(stage), "Copiar a KINGSTON (E:)")
    assert again.args[0] == stick / done.file_name
    assert len(list(stick.iterdir())) == 1


def test_another_file_of_that_name_stays_and_the_name_of_the_copy_is_said(
    stage: Stage, stick: Path, tmp_path: Path
) -> None:
    done = stage.export(tmp_path / "out")
    (stick / done.file_name).write_bytes(b"de otra persona")
    with stage.qtbot.waitSignal(card(stage).copied, timeout=10_000) as copied:
        press(card(stage), "Copiar a KINGSTON (E:)")
    assert copied.args[0].name in said(card(stage))
    assert copied.args[0].name.endswith("-r1-2.asice")
    assert (stick / done.file_name).read_bytes() == b"de otra persona"


def test_a_stick_that_was_pulled_out_is_told_and_offered_no_more(
    stage: Stage, stick: Path, sticks: list[Drive], tmp_path: Path, recorder: Recorder
) -> None:
    stage.export(tmp_path / "out")
    stick.rmdir()
    sticks.clear()
    press(card(stage), "Copiar a KINGSTON (E:)")
    stage.qtbot.waitUntil(lambda: recorder.codes() == ["FILE-001"], timeout=10_000)
    stage.settle()
    assert [button.text() for button in card(stage).drive_buttons()] == ["Buscar memorias USB"]
    assert "conéctela y búsquela" in said(card(stage))
    assert "Copiando" not in said(card(stage))


def test_a_stick_that_is_plugged_in_later_is_found(
    stage: Stage, sticks: list[Drive], tmp_path: Path, recorder: Recorder
) -> None:
    stage.export(tmp_path / "out")
    assert "conéctela y búsquela" in said(card(stage))
    long = "DISCO DE RESPALDO DE LA CÁMARA & CÍA (F:)"
    sticks.append(Drive(long, tmp_path, 5_000_000))
    sticks.append(Drive("OTRA", tmp_path / "otra", 5_000_000))
    press(card(stage), "Buscar memorias USB")
    stage.settle()
    # What the package is on already is not offered.
    assert [button.accessibleName() for button in card(stage).drive_buttons()[:-1]] == ["Copiar a OTRA"]
    sticks[0] = Drive(long, tmp_path / "f", 5_000_000)
    press(card(stage), "Buscar memorias USB")
    stage.settle()
    first = card(stage).drive_buttons()[0]
    assert (first.text(), first.accessibleName()) == ("Copiar a DISCO DE RESPALDO DE LA…", f"Copiar a {long}")
    assert recorder.said == []


def test_what_was_changed_since_is_not_handed_over(
    stage: Stage, stick: Path, tmp_path: Path, recorder: Recorder
) -> None:
    done = stage.export(tmp_path / "out")
    done.path.write_bytes(done.path.read_bytes() + b"?")
    press(card(stage), "Copiar a KINGSTON (E:)")
    stage.qtbot.waitUntil(lambda: recorder.codes() == ["FILE-011"], timeout=10_000)
    assert list(stick.iterdir()) == []


# -- by e-mail ---------------------------------------------------------------------------------------------------------


def test_the_text_for_the_mail_says_what_it_is_and_what_to_answer(stage: Stage, tmp_path: Path) -> None:
    done = stage.export(tmp_path / "out")
    press(card(stage), "Copiar el texto para el correo")
    text = QApplication.clipboard().text()
    for words in (
        "«EJEMPLO: Cacao de Arauca»", "Autodiagnóstico de buenas prácticas, ola 2026, revisión 1", done.reference,
        f"{done.file_name} (", "kB)", f"caracteres: {done.sha256[:16]}\n", "sin cifrar", "acuse de Telar",
    ):  # fmt: skip
        assert words in text
    assert done.sha256[:17] not in text
    assert "{" not in text
    assert "quedó copiado: péguelo" in said(card(stage))
    press(card(stage), "Copiar el código")
    assert QApplication.clipboard().text() == done.reference


def test_a_name_with_braces_is_only_a_name(stage: Stage, tmp_path: Path) -> None:
    from dataclasses import replace

    desk = stage.window.keeper.desk
    assert desk is not None
    desk.facts = replace(desk.facts, initiative_name="Cacao {digits} {0}", manager_name="Ana {x}")
    stage.export(tmp_path / "out")
    text = card(stage).mail_text()
    assert "«Cacao {digits} {0}»" in text
    assert text.endswith("\nAna {x}")


def test_with_a_kit_it_says_that_only_the_entity_opens_it_and_checking_shows_what_was_signed(
    stage: Stage, tmp_path: Path
) -> None:
    stage.bring_kit()
    stage.page.refresh()
    stage.settle()
    done = stage.export(tmp_path / "out")
    assert done.encrypted
    assert "firmado y cifrado: solo Confecámaras puede abrirlo" in said(card(stage))
    assert "cifrado: solo Confecámaras puede abrirlo" in card(stage).mail_text()
    assert "arrástrelo sobre esta ventana" in said(card(stage))
    press(card(stage), "Comprobar este paquete")
    arrive(stage.qtbot, stage.window, "comprobar")
    stage.settle()
    text = page(stage.window, VerifyView).result_text()
    for words in ("El paquete está intacto", "salió de este equipo el", "solo la entidad puede abrirlo", done.reference,
                  "sí: es la llave de este equipo"):  # fmt: skip
        assert words in text


# -- what left and came ------------------------------------------------------------------------------------------------


def test_the_history_has_packages_and_receipts_newest_first(stage: Stage, tmp_path: Path) -> None:
    assert not history(stage).isVisible()
    plain = stage.export(tmp_path / "out")
    stage.bring_kit()
    sealed = stage.export(tmp_path / "out")
    stage.answer(sealed, Status.RETURNED, (P03, "¿Y el acta?"))
    first, *rest = history(stage).texts()
    assert "Revisión 1: acuse, devuelta con observaciones. Confecámaras. acuse número 3f0c5d2e-" in first
    assert f"salió el paquete, cifrado. {sealed.file_name}. " in rest[0]
    assert f"salió el paquete, sin cifrar. {plain.file_name}. " in rest[1]
    assert all(f"código {plain.reference}" in each for each in rest)
    assert len(rest) == 2


def test_the_keyboard_goes_through_the_history_and_hands_a_package_over_again(
    stage: Stage, stick: Path, tmp_path: Path
) -> None:
    stage.bring_kit()
    done = stage.export(tmp_path / "out")
    stage.answer(done, Status.RECEIVED)
    stage.window.go("inicio")
    stage.go()
    rows = history(stage).rows
    rows.setFocus()
    assert rows.currentRow() == 0
    assert not history(stage).again_button.isEnabled()
    QTest.keyClick(rows, Qt.Key.Key_Return)
    QTest.keyClick(rows, Qt.Key.Key_Down)
    assert history(stage).again_button.isEnabled()
    with stage.qtbot.waitSignal(history(stage).chosen) as chosen:
        QTest.keyClick(rows, Qt.Key.Key_Return)
    assert chosen.args[0] == done
    stage.settle()
    assert done.reference in said(card(stage))
    focus = QApplication.focusWidget()
    assert focus is None or card(stage).isAncestorOf(focus)
    with stage.qtbot.waitSignal(card(stage).copied, timeout=10_000):
        press(card(stage), "Copiar a KINGSTON (E:)")


def test_a_reader_finds_a_list_with_whole_names(stage: Stage, tmp_path: Path) -> None:
    done = stage.export(tmp_path / "out")
    rows = history(stage).rows
    found = QAccessible.queryAccessibleInterface(rows)
    assert found.role() is QAccessible.Role.List
    assert found.text(QAccessible.Text.Name) == "Lo que salió y lo que volvió"
    assert done.file_name in found.child(0).text(QAccessible.Text.Name)
    assert "…" in rows.item(0).text()


@pytest.mark.parametrize("percent", [100, 200])
@pytest.mark.parametrize("language", ["es", "en"])
def test_nothing_is_clipped_in_a_narrow_window(
    stage: Stage, stick: Path, tmp_path: Path, percent: int, language: str
) -> None:
    stage.bring_kit()
    context = stage.window._context
    context.theme.set_percent(percent)
    context.translators.set_language(language)
    stage.window.resize(1024, 768)
    stage.settle()
    done = stage.export(tmp_path / "out")
    stage.answer(done, Status.RETURNED, (P03, "¿Y el acta?"), certify=True)
    stage.page.key.more.set_open(is_open=True)
    card(stage).copy_to(stick, "KINGSTON (E:)")
    stage.settle()
    stage.qtbot.waitUntil(lambda: clipped(stage.page) == [], timeout=5_000)  # the layouts within settle one by one
    content = stage.page.widget()
    assert content is not None
    assert content.width() <= stage.page.viewport().width()
    rows = history(stage).rows
    stage.qtbot.waitUntil(lambda: rows.verticalScrollBar().maximum() == 0)
    assert rows.visualItemRect(rows.item(1)).bottom() <= rows.viewport().height()
    assert rows.visualItemRect(rows.item(0)).height() >= 3 * rows.fontMetrics().height()
    context.theme.set_percent(100)
    context.translators.set_language("es")


def test_names_are_shown_and_never_read_as_markup(stage: Stage, sticks: list[Drive], tmp_path: Path) -> None:
    sticks.append(Drive("<b>A&B</b>", tmp_path / "x", 1))
    stage.export(tmp_path / "out")
    assert card(stage).drive_buttons()[0].text() == "Copiar a <b>A&&B</b>"
    assert all(label.textFormat().name == "PlainText" for label in card(stage).findChildren(QLabel))


def test_the_window_may_close_while_a_copy_is_under_way(
    qtbot: QtBot, stage: Stage, stick: Path, tmp_path: Path
) -> None:
    stage.export(tmp_path / "out")
    press(card(stage), "Copiar a KINGSTON (E:)")
    assert stage.window.close()
