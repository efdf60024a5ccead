"""A wave kit: shown before anything changes, compared over the telephone, brought in, and what is open follows."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from desktop_app.errors import StoreError
from desktop_app.submission.phone_words import phone_words
from desktop_app.ui.context import Context
from desktop_app.ui.home_rows import ResponseRow
from desktop_app.ui.kit_dialog import KitDialog
from desktop_app.ui.window import MainWindow
from desktop_app.workflows import kits
from desktop_app.workflows.outbox import Outbox, Sent
from desktop_app.workflows.responses import open_response
from desktop_app.xforms import Form
from tests.support import desks
from tests.support.accessible import round_trip, stops, told
from tests.support.desks import NAME, P01
from tests.support.receiving_entity import entity
from tests.support.recorder import Recorder
from tests.support.sent_windows import TOMORROW, SentFolder, fresh_folder, later, sent_folder
from tests.support.sight import in_front
from tests.support.trust_loop import kit_of
from tests.support.windows import Opener, arrive, clipped, open_window, press, said

__all__ = ["fresh_folder", "later", "open_window", "sent_folder"]

pytestmark = pytest.mark.usefixtures("later")
MEANS = (
    b'{"format": "urn:telar:reference:1", "form": "autodiagnostico", "wave": "2025",'
    b' "national": {"count": 40, "means": {"TOTAL": 12.5}}}'
)


@pytest.fixture
def window(open_window: Opener, fresh_folder: Path, data_dir: Path) -> MainWindow:
    """No kit came yet; there is one draft."""
    desks.copy_data(fresh_folder, data_dir)
    return open_window()


def moved(xform: bytes) -> bytes:
    """The first practice moves to the group of the second, and the name of the initiative is asked no more."""
    return xform.replace(b"/data/identificacion/initiative_name", b"/data/identificacion/initiative_title").replace(
        b"<initiative_name", b"<initiative_title"
    )


@pytest.fixture
def renewed(sent_folder: SentFolder) -> Form:
    return sent_folder.renewed()


def dropped(window: MainWindow, tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "kit.asice"
    path.write_bytes(data)
    window._errands.bring_in(path)


def dialog(qtbot: QtBot, window: MainWindow) -> KitDialog:
    def shown() -> list[KitDialog]:
        return [each for each in window.findChildren(KitDialog) if each.isVisible()]

    qtbot.waitUntil(lambda: bool(shown()), timeout=20_000)
    return shown()[-1]


def draft_row(window: MainWindow) -> ResponseRow:
    return window.home().findChildren(ResponseRow)[0]


def kept(window: MainWindow) -> int:
    """How many kits there are."""
    assert window._context.workspace is not None
    return len(window._context.workspace.store.kits.list())


# The first kit


def test_the_first_kit_waits_for_the_words_and_is_then_brought_in(
    qtbot: QtBot, window: MainWindow, sent_folder: SentFolder, tmp_path: Path, recorder: Recorder
) -> None:
    dropped(window, tmp_path, kit_of(sent_folder.form, files={"reference/autodiagnostico.json": MEANS}))
    shown = dialog(qtbot, window)
    text = shown.text()
    for words in (
        "Kit de la ola 2026", "Confecámaras", "Kit número 2, preparado el 20/11/2026",
        "La ola abre el 01/11/2026 y cierra el 31/01/2027.", "La ola cierra el 31 de enero.\n\nPreguntas: la mesa",
        "versión 2026.1 (ya está en este equipo)", "Promedios para comparar: 1", "Iniciativas en la lista: 2",
        "¿Es de verdad de Confecámaras?", "\u00a0· ".join(phone_words(entity().root.fingerprint)),
    ):  # fmt: skip
        assert words in text
    assert "Borradores" not in text
    assert clipped(shown) == []
    assert not shown.take.isEnabled()
    shown.take.click()
    assert shown.agrees is not None
    QTest.keyClick(shown.agrees, Qt.Key.Key_Space)
    assert shown.take.isEnabled()
    assert kept(window) == 0
    shown.take.click()
    qtbot.waitUntil(lambda: "El kit quedó en este equipo" in shown.text(), timeout=20_000)
    for words in ("confía desde ahora en Confecámaras", "solo Confecámaras puede abrirlos", "cierra el 31/01/2027"):
        assert words in shown.text()
    assert clipped(shown) == []
    assert "Se trajo el kit número 2 de la ola 2026." in said(window.home())
    press(shown, "Cerrar")
    assert kept(window) == 1
    assert recorder.codes() == []
    dropped(window, tmp_path, kit_of(sent_folder.form, number=3))
    second = dialog(qtbot, window)
    assert second.agrees is None
    assert second.take.isEnabled()
    assert "Toma el lugar del número 2" in second.text()


def test_each_initiative_here_is_told_whether_it_is_on_the_list(qtbot: QtBot, sent_folder: SentFolder) -> None:
    many = (("Cacao de Arauca", True), ("<b>Café</b>", False), *((f"Otra {n}", True) for n in range(50)))
    shown = KitDialog(replace(_preview(sent_folder), own=many))
    qtbot.addWidget(shown)
    text = shown.text()
    for words in ("«Cacao de Arauca» está en la lista", "«<b>Café</b>» no está en la lista", "Y 12 más.",
                  "escriba a Confecámaras"):  # fmt: skip
        assert words in text
    assert "Otra 45" not in text
    listed = KitDialog(replace(_preview(sent_folder), own=many[:1]))
    qtbot.addWidget(listed)
    assert "escriba a" not in listed.text()


def test_a_withdrawal_changes_nothing(
    qtbot: QtBot, window: MainWindow, sent_folder: SentFolder, tmp_path: Path
) -> None:
    dropped(window, tmp_path, kit_of(sent_folder.form))
    shown = dialog(qtbot, window)
    assert shown.close_button.hasFocus()
    press(shown, "Cancelar")
    assert window._errands.incoming().kit is None
    assert kept(window) == 0


# Drafts


def test_an_open_draft_goes_to_the_new_form_with_what_is_being_typed(
    qtbot: QtBot, window: MainWindow, renewed: Form, tmp_path: Path, recorder: Recorder
) -> None:
    from desktop_app.ui.survey.respond_page import RespondPage

    old = draft_row(window).response_id
    window.open_response(old, "responder")
    arrive(qtbot, window, "responder")
    respond = window.page()
    assert isinstance(respond, RespondPage)
    respond.go_to(NAME)
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(QApplication.focusWidget(), "Cacao de los Andes")
    dropped(window, tmp_path, kit_of(renewed))
    shown = dialog(qtbot, window)
    text = shown.text()
    for words in ("Borradores de una versión anterior", "de la versión 2026.1 a la 2026.2", "Se conservan tal cual:",
                  "queda archivado", "versión 2026.2 (nuevo)"):  # fmt: skip
        assert words in text
    assert shown.migrates is not None
    assert shown.migrates.isChecked()
    assert shown.agrees is not None
    shown.agrees.click()
    shown.take.click()
    qtbot.waitUntil(lambda: "Borradores que pasaron al formulario nuevo: 1" in shown.text(), timeout=20_000)
    assert window.screen_name() == "inicio"
    assert window.keeper.desk is None
    shown.accept()
    qtbot.waitUntil(lambda: draft_row(window).response_id != old, timeout=10_000)
    window.open_response(draft_row(window).response_id, "responder")
    arrive(qtbot, window, "responder")
    assert window.keeper.desk is not None
    assert window.keeper.desk.form.version == "2026.2"
    assert window.keeper.desk.session.value(NAME) == "Cacao de los Andes"
    assert window._context.workspace is not None
    archived = open_response(window._context.workspace, old, TOMORROW)
    assert archived.session.value(NAME) == "Cacao de los Andes"
    assert recorder.codes() == []


def test_drafts_stay_where_one_would_rather_have_them_stay(
    qtbot: QtBot, window: MainWindow, renewed: Form, tmp_path: Path
) -> None:
    old = draft_row(window).response_id
    dropped(window, tmp_path, kit_of(renewed))
    shown = dialog(qtbot, window)
    assert shown.migrates is not None
    assert shown.agrees is not None
    shown.migrates.click()
    shown.agrees.click()
    shown.take.click()
    qtbot.waitUntil(lambda: "El kit quedó en este equipo" in shown.text(), timeout=20_000)
    assert "Borradores que pasaron" not in shown.text()
    assert draft_row(window).response_id == old


def test_what_moves_and_what_is_asked_no_more_is_told_by_its_words(
    qtbot: QtBot, window: MainWindow, sent_folder: SentFolder, tmp_path: Path
) -> None:
    window.open_response(draft_row(window).response_id, "responder")
    arrive(qtbot, window, "responder")
    desk = window.keeper.desk
    assert desk is not None
    window.keeper.commit(P01, desk.answer(P01, desk.session.choices(P01)[-1].name))
    label, name = desk.session.label(NAME), desk.session.value(NAME)
    form = sent_folder.renewed(moved)
    dropped(window, tmp_path, kit_of(form))
    shown = dialog(qtbot, window)
    assert "Ya no se preguntan: 1" in shown.text()
    assert f"•  {label}: {name}" in shown.text()
    assert "Cambian de lugar" not in shown.text()


def test_answers_that_move_are_told_with_the_new_question(qtbot: QtBot, sent_folder: SentFolder) -> None:
    from desktop_app.store import NotesState
    from desktop_app.workflows.kits import KitFormFacts
    from desktop_app.workflows.migration import Fate, Migration

    fates = tuple(Fate(f"¿Pregunta {n}?", "Sí", f"/a/q{n}", f"/b/q{n}", f"¿Pregunta {n}?") for n in range(50))
    fates = (Fate("¿Cuántas empresas?", "12", "/a/x", "/b/x", "¿Cuántas empresas participan?"), *fates)
    lost = (Fate("<b>¿Redes?</b>", "largo " * 200, "/a/l", ""),)
    draft = Migration("r", "Cacao", "2026", "1", "2", 7, fates, lost, {}, NotesState())
    form = KitFormFacts("autodiagnostico", "Autodiagnóstico", "2", known=False, drafts=(draft,))
    shown = KitDialog(replace(_preview(sent_folder), pinned=True, forms=(form,)))
    qtbot.addWidget(shown)
    text = shown.text()
    assert "Se conservan tal cual: 7" in text
    assert "Cambian de lugar: 51" in text
    assert "•  ¿Cuántas empresas? → ¿Cuántas empresas participan?" in text
    assert "•  ¿Pregunta 0?\n" in text
    assert "Y 11 más." in text
    assert "•  <b>¿Redes?</b>: largo largo" in text
    assert max(map(len, text.splitlines())) < 700
    assert all(label.textFormat() is Qt.TextFormat.PlainText for label in shown.sheet.findChildren(QLabel))
    assert shown.take.isEnabled()
    assert shown.agrees is None


def _preview(sent: SentFolder) -> kits.KitPreview:
    fingerprint = entity().root.fingerprint
    return kits.KitPreview(
        "0" * 64, "Confecámaras", fingerprint, phone_words(fingerprint), False, "2026", 2, 0, TOMORROW,
        TOMORROW.date(), TOMORROW.date(), "", 2, 0, False, (),
    )  # fmt: skip


# What stands in the way


def test_a_kit_that_is_over_says_why_and_offers_nothing(
    qtbot: QtBot, window: MainWindow, sent_folder: SentFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Context, "now", lambda _self: TOMORROW + timedelta(days=200))
    dropped(window, tmp_path, kit_of(sent_folder.form))
    shown = dialog(qtbot, window)
    for words in ("Código KIT-020", "cerró el", "Pida a la entidad receptora"):
        assert words in shown.text()
    assert not shown.take.isVisible()
    assert shown.agrees is None
    press(shown, "Cerrar")


@pytest.mark.parametrize(("number", "words"), [(2, "ya está en este equipo: no hay nada que traer"), (1, "USE-023")])
def test_a_kit_that_is_known_or_older_is_told_so(
    qtbot: QtBot, open_window: Opener, sent_folder: SentFolder, data_dir: Path, tmp_path: Path, number: int, words: str
) -> None:
    desks.copy_data(sent_folder.folder, data_dir)
    window = open_window()
    dropped(window, tmp_path, sent_folder.kit if number == 2 else kit_of(sent_folder.form, number=number))
    shown = dialog(qtbot, window)
    assert words in shown.text()
    assert not shown.take.isVisible()


def test_a_kit_of_another_entity_is_refused(
    qtbot: QtBot, open_window: Opener, sent_folder: SentFolder, data_dir: Path, tmp_path: Path, recorder: Recorder
) -> None:
    desks.copy_data(sent_folder.folder, data_dir)
    window = open_window()
    dropped(window, tmp_path, kit_of(sent_folder.form, by=entity("Otra entidad")))
    qtbot.waitUntil(lambda: recorder.codes() == ["KIT-005"], timeout=10_000)


def test_answers_that_the_disk_refuses_hold_the_kit_back(
    qtbot: QtBot,
    window: MainWindow,
    sent_folder: SentFolder,
    tmp_path: Path,
    recorder: Recorder,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    window.open_response(draft_row(window).response_id, "responder")
    arrive(qtbot, window, "responder")
    desk = window.keeper.desk
    assert desk is not None
    refusal = Sent((), StoreError("STORE-002"))
    monkeypatch.setattr(Outbox, "send", lambda *_: refusal)
    window.keeper.commit(NAME, desk.answer(NAME, "Sin guardar"))
    qtbot.waitUntil(lambda: recorder.codes() == ["STORE-002"], timeout=10_000)
    dropped(window, tmp_path, kit_of(sent_folder.form))
    shown = dialog(qtbot, window)
    assert shown.agrees is not None
    shown.agrees.click()
    shown.take.click()
    assert recorder.said[-1][1] == "Respuestas sin guardar"
    assert shown.take.isVisible()
    assert window.keeper.desk is desk
    assert kept(window) == 0
    monkeypatch.undo()
    monkeypatch.setattr(Context, "now", lambda _self: TOMORROW)
    window.keeper.retry()
    qtbot.waitUntil(window.keeper.settle, timeout=10_000)
    shown.take.click()
    qtbot.waitUntil(lambda: "El kit quedó en este equipo" in shown.text(), timeout=20_000)


def test_a_kit_that_the_disk_refuses_leaves_the_dialog_as_it_was(
    qtbot: QtBot,
    window: MainWindow,
    sent_folder: SentFolder,
    tmp_path: Path,
    recorder: Recorder,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(*_arguments: object, **_named: object) -> None:
        raise StoreError("STORE-002")

    dropped(window, tmp_path, kit_of(sent_folder.form))
    shown = dialog(qtbot, window)
    monkeypatch.setattr(kits, "take", refuse)
    assert shown.agrees is not None
    shown.agrees.click()
    shown.take.click()
    qtbot.waitUntil(lambda: recorder.codes() == ["STORE-002"], timeout=10_000)
    qtbot.waitUntil(lambda: "¿Es de verdad de Confecámaras?" in shown.text(), timeout=10_000)
    assert not shown.take.isEnabled()
    assert kept(window) == 0


def test_the_keyboard_and_a_screen_reader_come_by_everything(
    qtbot: QtBot, window: MainWindow, renewed: Form, tmp_path: Path
) -> None:
    dropped(window, tmp_path, kit_of(renewed))
    shown = dialog(qtbot, window)
    assert shown.agrees is not None
    shown.agrees.click()
    in_front(shown)
    found = stops(shown)
    assert all(each.fits and each.name for each in found), [each.words for each in found]
    assert {told(each).name for each in round_trip(shown)} == {
        "Kit de ola", "Las palabras coinciden", "Pasar estos borradores al formulario nuevo", "Cancelar",
        "Traer el kit",
    }  # fmt: skip


@pytest.mark.parametrize("percent", [100, 200])
def test_all_of_it_is_readable_in_large_type(
    qtbot: QtBot, window: MainWindow, renewed: Form, tmp_path: Path, percent: int
) -> None:
    window.resize(1024, 700)
    window._context.theme.set_percent(percent)
    dropped(window, tmp_path, kit_of(renewed))
    shown = dialog(qtbot, window)
    QApplication.processEvents()
    assert clipped(shown) == []
    assert shown.width() <= window.width()
    assert shown.height() <= window.height()
    window._context.theme.set_percent(100)
