"""A reference brought in by the menu or by dropping it, and what else may be dropped."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_app.ui.forms.drops import kind
from desktop_app.ui.window import MainWindow
from tests.support.recorder import Recorder
from tests.support.windows import Opener, Stocked, arrive, open_window, press, said, stock

__all__ = ["open_window"]


@pytest.fixture
def stocked(data_dir: Path) -> Stocked:
    return stock(data_dir, datetime.now(UTC))


@pytest.fixture
def window(open_window: Opener, stocked: Stocked) -> MainWindow:
    return open_window()


@pytest.fixture
def reference(tmp_path: Path) -> Path:
    path = tmp_path / "referencia.json"
    found = {
        "format": "urn:telar:reference:1",
        "form": "autodiagnostico",
        "wave": "2025",
        "national": {"count": 100, "means": {"P01": 1.5}},
        "macrosector": {"agroindustria": {"count": 30, "means": {"P01": 1.2}}},
    }
    path.write_text(json.dumps(found), encoding="utf-8")
    return path


def drop(window: MainWindow, path: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    what = Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(5, 5), *what)
    QApplication.sendEvent(window, enter)
    assert enter.isAccepted()
    QApplication.sendEvent(window, QDropEvent(QPointF(5, 5), *what))


def test_a_reference_is_shown_before_it_is_brought_in(
    qtbot: QtBot, window: MainWindow, reference: Path, recorder: Recorder
) -> None:
    recorder.will_answer(None)
    press(window.home(), "Traer una referencia para comparar…")
    recorder.will_answer(reference, True)
    press(window.home(), "Traer una referencia para comparar…")
    qtbot.waitUntil(lambda: "Se trajo la referencia de la ola 2025" in said(window), timeout=10_000)
    question = recorder.said[-1][2]
    for words in ("Autodiagnóstico", "ola 2025", "Promedio nacional de 100 iniciativas", "por macrosector: 1"):
        assert words in question
    assert recorder.codes() == []


def test_a_dropped_reference_shows_beside_the_open_response_at_once(
    qtbot: QtBot, window: MainWindow, stocked: Stocked, reference: Path, recorder: Recorder
) -> None:
    window.open_response(stocked.cacao_now, "responder")
    arrive(qtbot, window, "responder")
    desk = window.keeper.desk
    assert desk is not None
    assert desk.facts.benchmarks == ()
    recorder.will_answer(True)
    drop(window, reference)
    qtbot.waitUntil(lambda: len(desk.facts.benchmarks) >= 1, timeout=10_000)
    assert desk.facts.benchmarks[0].scope == "national"
    assert window.screen_name() == "responder"
    assert "Se trajo la referencia" in window.status.currentMessage()


def test_a_reference_that_is_none_is_refused_in_words(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, recorder: Recorder
) -> None:
    path = tmp_path / "x.json"
    path.write_text('{"otra": "cosa"}', encoding="utf-8")
    drop(window, path)
    qtbot.waitUntil(lambda: bool(recorder.said), timeout=10_000)
    assert recorder.codes() == ["USE-019"]


def test_what_is_not_telars_is_told_so(qtbot: QtBot, window: MainWindow, tmp_path: Path, recorder: Recorder) -> None:
    path = tmp_path / "fotos.zip"
    path.write_bytes(b"PK\x03\x04" + b"foto.jpg" * 20)
    drop(window, path)
    qtbot.waitUntil(lambda: bool(recorder.said))
    kind_said, title, text = recorder.said[-1]
    assert kind_said == "info"
    assert "no es de Telar" in title
    assert "fotos.zip" in text


def test_a_dropped_backup_is_looked_into(qtbot: QtBot, window: MainWindow, tmp_path: Path, recorder: Recorder) -> None:
    path = tmp_path / "Telar-2026-11-20-1042.telar"
    path.write_bytes(b"nada")
    drop(window, path)
    qtbot.waitUntil(lambda: bool(recorder.codes()))
    assert recorder.codes()[0].startswith("STORE-")


PACKAGE = b"PK\x03\x04\x0a\x00" + bytes(20) + b"mimetypeapplication/vnd.etsi.asic-e+zip" + bytes(50)


@pytest.mark.parametrize(
    ("name", "content", "found"),
    [
        ("x.asice", b"PK no", "package"),
        ("x.asice.age", b"", "package"),
        ("DOC-20261120-WA0003.bin", PACKAGE, "package"),
        ("x.zip", PACKAGE, "package"),
        ("x.xml", PACKAGE, "package"),
        ("x.bin", b"age-encryption.org/v1\n-> X25519 abc", "package"),
        ("x.telar", b"", "backup"),
        ("x.bin", b"SQLite format 3\0" + bytes(100), "backup"),
        ("x.json", b"", "reference"),
        ("referencia.txt", b'\xef\xbb\xbf  {"format": 1}', "reference"),
        ("x.xlsx", b"PK\x03\x04" + b"[Content_Types].xml", "form"),
        ("x.XML", b"<h:html/>", "form"),
        ("x.md", b"| survey |", "form"),
        ("x.zip", b"PK\x03\x04", ""),
        ("x.txt", b"hola", ""),
        ("x", b"", ""),
    ],
)
def test_a_file_is_told_by_how_it_begins_and_then_by_its_name(
    tmp_path: Path, name: str, content: bytes, found: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    assert kind(path) == found


def test_a_file_that_cannot_be_read_is_told_by_its_name(tmp_path: Path) -> None:
    assert kind(tmp_path / "no-esta.json") == "reference"
    (tmp_path / "carpeta.md").mkdir()
    assert kind(tmp_path / "carpeta.md") == "form"


def test_the_blank_form_is_chosen(
    qtbot: QtBot, window: MainWindow, recorder: Recorder, shown_previews: Callable[[], int]
) -> None:
    recorder.will_answer(None)
    press(window.home(), "Imprimir un formulario en blanco")
    qtbot.waitUntil(lambda: not recorder.answers)
    assert "(SSME)" in recorder.said[-1][2].partition("|")[0]
    recorder.will_answer(1)
    press(window.home(), "Imprimir un formulario en blanco")
    qtbot.waitUntil(lambda: shown_previews() == 1, timeout=20_000)


@pytest.fixture
def shown_previews(monkeypatch: pytest.MonkeyPatch) -> Callable[[], int]:
    from desktop_app.ui.preview import PreviewDialog

    shown: list[bytes] = []
    monkeypatch.setattr(PreviewDialog, "show_over", lambda _window, _context, pdf, _name: shown.append(pdf))
    return lambda: len([pdf for pdf in shown if pdf.startswith(b"%PDF")])
