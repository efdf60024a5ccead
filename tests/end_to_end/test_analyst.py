"""A new analyst, from nothing to the published results, in the window alone: by keys, and by pointing."""

from __future__ import annotations

import json
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import pypdfium2
import pytest
from openpyxl import load_workbook
from pytestqt.qtbot import QtBot

from desktop_app.submission import authority as keys
from desktop_app.submission import receipts, trust
from desktop_app.submission.receipts import Status
from desktop_app.ui.context import Context
from desktop_app.ui.reception.words import key
from desktop_app.workflows.entity_keys import PARTS
from tests.support.analyst_post import ANSWERING, STRANGER, fill, phone, workbook
from tests.support.analysts import Analyst, AnalystByKeys, AnalystPointing
from tests.support.entity_windows import phrase
from tests.support.reception import SOON
from tests.support.recorder import Recorder
from tests.support.sight import words_in
from tests.support.ssme_answers import refs
from tests.support.windows import Opener, open_window
from tests.ui.conftest import _collected, data_dir, qapp, recorder

__all__ = ["_collected", "data_dir", "open_window", "qapp", "recorder"]

pytestmark = pytest.mark.qt_log_ignore(
    r"This plugin does not support ((propagateSizeHints|raise)\(\)|grabbing the keyboard)", extend=True
)

_WAVE: Final = "2026"
_BY: Final = "Coordinación"
_RETURNED: Final = "ic-104"
_OBSERVATION: Final = "¿Es este el nombre con que se conoce?"
_NEW: Final = 1
"""Of the two answers to whether there are keys already."""


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    def now(_context: Context) -> datetime:
        return SOON

    monkeypatch.setattr(Context, "now", now)


# The story


def becomes_the_entity(analyst: Analyst, recorder: Recorder, folder: Path) -> None:
    """From the first page to Recepción with keys of its own."""
    analyst.sees("Bienvenido a Telar")
    analyst.touches("Ajustes")
    recorder.will_answer(_NEW)
    analyst.presses("Esta es la entidad receptora…")
    analyst.sees("Crear las llaves de una entidad")
    analyst.writes("Nombre de la entidad", "Entidad nueva")
    analyst.writes("Carpeta nueva", str(folder))
    for file in PARTS:
        analyst.writes(f"Para {key(file)}", phrase(file))
        analyst.writes(f"Otra vez, para {key(file)}", phrase(file))
    analyst.presses("Crear las llaves")
    analyst.sees("Las llaves quedaron creadas")
    analyst.presses("Ir a Recepción")
    analyst.sees("Todavía no se ha abierto ninguna ola")


def opens_the_wave(analyst: Analyst, recorder: Recorder, folder: Path) -> None:
    """A kit with the SSME that Telar ships, and a list that somebody kept in a spreadsheet."""
    initiatives, kit = folder / "lista.xlsx", folder / "kit.asice"
    initiatives.write_bytes(workbook())
    analyst.presses("Abrir una ola…")
    analyst.sees("El kit de la ola")
    analyst.writes("Ola", _WAVE)
    analyst.writes("Primer día", "1/11/2026")
    analyst.writes("Último día", "31/01/2027")
    analyst.writes("Mensaje", "La ola cierra el 31 de enero.")
    recorder.will_answer(initiatives)
    analyst.presses("Elegir la lista…")
    recorder.will_answer(kit, phrase("signer.key.age"))
    analyst.presses("Firmar el kit…")
    analyst.sees("El kit quedó firmado")
    assert "Iniciativas en la lista: 8" in analyst.reads()
    analyst.presses("Cerrar")
    analyst.sees("Ola 2026 (abierta): del 01/11/2026 al 31/01/2027")
    assert kit.exists()


def receives(analyst: Analyst, recorder: Recorder, folder: Path) -> None:
    """What came is set aside, but for what was damaged: nobody is known yet."""
    analyst.goes_into("Entrada")
    recorder.will_answer(folder)
    analyst.presses("Elegir carpeta…")
    recorder.will_answer(phrase("operations.identity.age"))
    analyst.presses("Recibir")
    analyst.sees("Se miraron 9 archivos · nuevos: 9")
    analyst.idle()
    assert analyst.button("En cuarentena: 8")
    assert analyst.button("Rechazadas: 1")
    analyst.takes("ic-102 por correo")
    analyst.sees("El archivo cifrado está dañado o incompleto.")


def confirms_who_signed(analyst: Analyst, recorder: Recorder) -> None:
    """The first where it came in, the others one by one in the list of those who wait; the stranger stays there."""
    (first, name, *_), *others = ANSWERING
    analyst.takes("ic-101 (1)")
    analyst.presses("Confirmar a quien firma…")
    analyst.sees("Las palabras coinciden")
    said_at_the_telephone(analyst, first)
    analyst.touches("Las palabras coinciden")
    analyst.writes("Quién lo decide", _BY)
    recorder.will_answer(phrase("issuer.key.age"))
    analyst.presses("Confirmar")
    analyst.sees(f"Recibida: {name}")
    analyst.idle()
    assert analyst.button("Duplicadas: 1")
    analyst.goes_into("Registro")
    analyst.presses("Firmantes por confirmar: 6")
    analyst.takes(others[-1][1])
    for left, (member, *_) in reversed(list(enumerate(others, 1))):
        analyst.sees(f"¿Es de verdad Gestoría de {member}?")
        said_at_the_telephone(analyst, member)
        analyst.presses("Coinciden: confirmar")
        assert analyst.button(f"Por confirmar: {left}")  # and whoever comes next in the list is at hand
        analyst.idle()
    analyst.sees(f"«{STRANGER[1]}» no está en la lista de la ola {_WAVE}.")


def said_at_the_telephone(analyst: Analyst, member: str) -> None:
    """What the manager reads out is what is on the screen."""
    assert "\u00a0· ".join(phone(member)) in analyst.reads()


def reminds(analyst: Analyst, recorder: Recorder, path: Path) -> None:
    analyst.presses("Volver a las iniciativas")
    analyst.sees("Respondieron todo: 6 de 8 en la lista. Se muestran 9.")
    analyst.presses("Pendientes: 2")
    analyst.takes("Frutas de Cauca")
    analyst.sees("Nadie ha firmado todavía por ella.")
    recorder.will_answer(path)
    analyst.presses("Recordatorios…")
    analyst.waits(lambda: recorder.said[-1][1] == "Recordatorios guardados")
    analyst.idle()
    sheet = load_workbook(path).worksheets[0]
    told = [str(cell) for row in sheet.iter_rows(values_only=True) for cell in row]
    assert any("Frutas de Cauca" in each for each in told)
    assert not any("Turismo de Caldas" in each for each in told)


def reviews(analyst: Analyst) -> None:
    """One is returned, the others are accepted."""
    analyst.goes_into("Revisar")
    name = next(member[1] for member in ANSWERING if member[0] == _RETURNED)
    analyst.opens_row(name)
    analyst.sees("Pulse «Observar»")
    analyst.asks_about(refs()["initiative_name"])
    analyst.writes("Observación sobre", _OBSERVATION)
    analyst.presses("Listo")
    analyst.presses("Devolver con observaciones (1)")
    analyst.sees("Devuelta · acuse por producir")
    for _ in range(len(ANSWERING) - 1):
        analyst.presses("Siguiente (F8)")
        analyst.sees("Por revisar")
        analyst.presses("Aceptar")
        analyst.sees("Aceptada · acuse por producir")
        analyst.idle()
    analyst.touches("Volver a la lista")
    analyst.sees("6 de 6 respuestas")


def answers_with_receipts(analyst: Analyst, recorder: Recorder, folder: Path, entity: Path) -> None:
    """Whoever knows the root finds the receipts sound, each with what was decided."""
    recorder.will_answer(folder)
    analyst.presses("Producir acuses… (7)")
    analyst.sees("7 acuses listos para enviar")
    root = trust.pin(keys.load(entity).root)
    made = [receipts.read(path.read_bytes(), (root,), SOON).receipt for path in folder.glob("*.asice")]
    decided = [each.status.value for each in made]
    assert sorted(decided) == [*["accepted"] * 5, "received", "returned"]
    (returned,) = [each for each in made if each.status is Status.RETURNED]
    assert [(each.ref, each.text) for each in returned.observations] == [(refs()["initiative_name"], _OBSERVATION)]


def publishes(analyst: Analyst, recorder: Recorder, folder: Path) -> None:
    """The whole wave, then a part of it; what the files say is what the screen says."""
    picture = folder / "niveles.png"
    analyst.goes_into("Resultados")
    analyst.sees("iniciativas respondieron")
    analyst.waits(lambda: cards(analyst).get("iniciativas respondieron") == "6")
    analyst.filters("Macrosector", "Servicios")
    analyst.waits(lambda: cards(analyst).get("iniciativas respondieron") == "5")
    analyst.idle()
    recorder.will_answer(picture)
    analyst.presses("Guardar imagen…")
    analyst.waits(picture.exists)
    analyst.idle()
    assert picture.read_bytes().startswith(b"\x89PNG")
    recorder.will_answer(folder / "resultados")
    analyst.presses("Guardar todo…")
    analyst.sees(f"Guardado en {folder / 'resultados'}")
    analyst.idle()
    agree(cards(analyst), folder / "resultados")


def cards(analyst: Analyst) -> dict[str, str]:
    """The figures on the screen by what they say."""
    said = [each.replace("\xa0", " ") for each in words_in(analyst.window)]
    return {after: before for before, after in pairwise(said)}


def agree(shown: dict[str, str], folder: Path) -> None:
    figures = json.loads((folder / "results.json").read_text(encoding="utf-8"))
    assert (figures["registered"], figures["responding"], figures["departments"]) == (5, 5, 5)
    assert shown["De 5 inscritas."] == "iniciativas respondieron"
    assert shown["de participación"] == f"{figures['participation_pct']:.0f} %"
    assert shown["puntos de 3 en promedio"] == f"{figures['total_mean']:.2f}".replace(".", ",")
    summary = load_workbook(folder / "resultados.xlsx").worksheets[0]
    told: dict[Any, Any] = {row[1]: row[0] for row in summary.iter_rows(values_only=True, max_col=2)}
    assert told["iniciativas respondieron"] == 5
    assert f"{told['puntos de 3 en promedio']:.2f}" == f"{figures['total_mean']:.2f}"
    document = pypdfium2.PdfDocument(folder / "resumen-ejecutivo.pdf")
    text = document[0].get_textpage().get_text_range().replace("\xa0", " ")
    document.close()
    assert "Macrosector: Servicios" in text
    assert shown["puntos de 3 en promedio"] in text
    assert len(list((folder / "iniciativas").iterdir())) == 5


def lives_through_a_wave(kind: type[Analyst], open_window: Opener, recorder: Recorder, folder: Path) -> None:
    window = open_window()
    window.resize(1366, 768)
    analyst, entity = kind(window), folder / "entidad"
    arriving, receipts_folder = folder / "llegada", folder / "acuses"
    for each in (arriving, receipts_folder):
        each.mkdir()
    becomes_the_entity(analyst, recorder, entity)
    opens_the_wave(analyst, recorder, folder)
    fill(arriving, entity, _WAVE, SOON)
    receives(analyst, recorder, arriving)
    confirms_who_signed(analyst, recorder)
    reminds(analyst, recorder, folder / "recordatorios.xlsx")
    reviews(analyst)
    answers_with_receipts(analyst, recorder, receipts_folder, entity)
    publishes(analyst, recorder, folder)
    assert recorder.codes() == []


def test_by_keys_alone(
    qtbot: QtBot, open_window: Opener, recorder: Recorder, quick_scrypt: None, tmp_path: Path
) -> None:
    lives_through_a_wave(AnalystByKeys, open_window, recorder, tmp_path)


def test_by_pointing_alone(
    qtbot: QtBot, open_window: Opener, recorder: Recorder, quick_scrypt: None, tmp_path: Path
) -> None:
    lives_through_a_wave(AnalystPointing, open_window, recorder, tmp_path)
