from __future__ import annotations

import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from desktop_app.errors import StoreError
from desktop_app.store import Store
from desktop_app.ui import screens
from desktop_app.ui.context import Context
from desktop_app.ui.window import MainWindow

FIRST = ("inicio-vacio", "ficha")
OF_RESPONSES = (
    "responder-autodiagnostico-id",
    *(f"{screen}-autodiagnostico" for screen in ("revisar", "resultado", "enviar")),
    *(f"responder-ssme-{code}" for code in ("a5", "a8", "pl")),
    *(f"{screen}-ssme" for screen in ("revisar", "resultado", "plan", "enviar")),
)
LATER = (
    *OF_RESPONSES,
    "inicio",
    "ayuda",
    "ajustes",
    "copia",
    "nuevo",
    "verificar",
    "formulario",
    "vista-previa",
)
NAMES = FIRST + LATER


def test_every_main_screen_is_pictured_in_the_size_asked_for(
    qapp: QApplication, tmp_path: Path, data_dir: Path
) -> None:
    taken = screens.take(tmp_path / "fotos", data_dir, sizes=((1024, 768),))
    assert [path.name for path in taken] == [f"{name}-1024x768.png" for name in NAMES]
    for path in taken:
        image = QImage(str(path))
        assert (image.width(), image.height()) == (1024, 768)
        colours = {image.pixelColor(x, y).name() for x in range(0, 1024, 8) for y in range(0, 768, 8)}
        assert len(colours) > 4, f"{path.name} is all but empty"


def test_the_screens_of_both_instruments_are_pictured_in_the_later_looks_too(
    qapp: QApplication, tmp_path: Path, data_dir: Path
) -> None:
    screens.take(tmp_path, data_dir, sizes=())
    taken = screens.take(tmp_path, data_dir, screens.Look("en", dark=True), sizes=((1024, 768),))
    assert [path.name for path in taken] == [f"{name}-1024x768.png" for name in LATER]


def test_data_with_an_initiative_have_no_first_screens_and_only_those_are_taken_where_asked(
    qapp: QApplication, tmp_path: Path, data_dir: Path
) -> None:
    look = screens.Look("en", dark=True, text_size=200)
    taken = screens.take(tmp_path / "fotos", data_dir, look, sizes=((800, 600),), only_first=True)
    assert [path.name for path in taken] == [f"{name}-800x600.png" for name in FIRST]
    assert QImage(str(taken[0])).pixelColor(4, 590).lightness() < 64


def test_the_looks_are_both_languages_light_and_dark_at_both_sizes() -> None:
    names = [look.name for look in screens.looks("en")]
    assert len(set(names)) == 8
    assert names[0] == "en-claro-100"
    assert {"es-claro-200", "es-oscuro-100", "en-oscuro-200"} < set(names)


def test_data_that_cannot_be_opened_end_the_pictures_with_their_code(
    qapp: QApplication, tmp_path: Path, data_dir: Path
) -> None:
    from datetime import UTC, datetime

    with (
        Store.open(data_dir, now=datetime.now(UTC), program_version="0"),
        pytest.raises(StoreError) as refused,
    ):
        screens.take(tmp_path / "fotos", data_dir)
    assert refused.value.code.startswith("STORE-")


@pytest.mark.parametrize("when", ["usable", "settled", "painted"])
def test_a_fault_in_a_slot_ends_the_pictures(
    qapp: QApplication, tmp_path: Path, data_dir: Path, monkeypatch: pytest.MonkeyPatch, when: str
) -> None:
    class Faulty(MainWindow):
        def __init__(self, context: Context) -> None:
            super().__init__(context)
            getattr(self, when).connect(self._fail)

        def _fail(self) -> None:
            raise ZeroDivisionError(when)

    monkeypatch.setattr(screens, "MainWindow", Faulty)
    hook = sys.excepthook
    with pytest.raises(ZeroDivisionError, match=when):
        screens.take(tmp_path / "fotos", data_dir, sizes=((1024, 768),))
    assert sys.excepthook is hook


def test_a_fault_while_the_window_closes_is_no_success(
    qapp: QApplication, tmp_path: Path, data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Faulty(MainWindow):
        def _may_close(self) -> bool:
            super()._may_close()
            raise ZeroDivisionError

    monkeypatch.setattr(screens, "MainWindow", Faulty)
    with pytest.raises(ZeroDivisionError):
        screens.take(tmp_path / "fotos", data_dir, sizes=())
