"""The public goods, and the institutional assessment with the roadmap that begins from it, in one window: answered,
printed, signed."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import pytest
from openpyxl import load_workbook
from pytestqt.qtbot import QtBot

from desktop_app.store import Card
from desktop_app.ui.survey.repeat_block import RepeatBlock
from desktop_app.ui.window import MainWindow
from desktop_app.workflows.shipped import shipped_form
from desktop_app.workflows.workspace import Workspace
from desktop_app.xforms import Form, Session
from tests.end_to_end.test_journeys import is_intact, signs
from tests.support.pdfs import look
from tests.support.people import Mouse, seen
from tests.support.recorder import Recorder
from tests.support.ssme_answers import IDENTIFICATION
from tests.support.windows import Opener, asked, choose_instrument, open_window
from tests.ui.conftest import _collected, data_dir, keyring_there, qapp, recorder

__all__ = ["_collected", "data_dir", "keyring_there", "open_window", "qapp", "recorder"]

pytestmark = pytest.mark.qt_log_ignore(
    r"This plugin does not support ((propagateSizeHints|raise)\(\)|grabbing the keyboard)", extend=True
)
NOW: Final = datetime.now(UTC)
WAVE: Final = str(NOW.year - 1)
SPANISH: Final = "Español (es)"
_FITTED: Final = 400
SCORES: Final = {"e01_1": "0", "e03_1": "0", "ri3": "0"}
"""All else is as good as it can be."""


@pytest.fixture
def person(open_window: Opener, data_dir: Path) -> Mouse:
    names = {field: IDENTIFICATION[field] for field in IDENTIFICATION if field in Card.__dataclass_fields__}
    with Workspace.open(data_dir, NOW) as workspace:
        card = Card(name=IDENTIFICATION["initiative_name"], **names)
        workspace.store.initiatives.add(card, at=NOW)
    window = open_window()
    window.resize(1366, 768)
    return Mouse(window)


def begins(person: Mouse, qtbot: QtBot, form_id: str) -> None:
    person.goes_to("Inicio")
    person.presses("Nuevo diagnóstico")
    dialog = asked(qtbot, person.window)
    choose_instrument(dialog, form_id)
    person.waits(lambda: dialog.width() > _FITTED)  # it takes its size once all is in it
    person.chooses(dialog.years, WAVE)
    person.presses("Comenzar")
    person.sees("Identificación")


def saves_pdf(person: Mouse, recorder: Recorder, path: Path) -> str:
    """The report's text."""
    person.goes_to("Resultado")
    recorder.will_answer(path)
    person.presses("Guardar PDF")
    person.waits(path.is_file)
    return "\n".join(look(path.read_bytes()).pages)


def block(window: MainWindow, title: str) -> RepeatBlock:
    return next(each for each in seen(window, RepeatBlock) if each.title.text() == title)


def answers_the_assessment(person: Mouse) -> None:
    form = Form.load(shipped_form("evaluacion_institucional").path)
    paper = Session(form, language=SPANISH)
    for section in ("Actores y confianza", "Agenda y articulación", "Capacidades", "Riesgos"):
        person.opens(section)
        person.sees(section)
        ref = next(each.ref for each in form.body if paper.label(each.ref) == section)
        for question in form.questions():
            name = question.ref.rpartition("/")[2]
            if question.ref.startswith(f"{ref}/") and question.attributes.get("role") == "indicator":
                labels = {choice.name: choice.label for choice in paper.choices(question.ref)}
                person.answers(paper.label(question.ref), labels[SCORES.get(name, "2")])
    person.explains(paper.label("/data/riesgos/ri/ri3"), "el presupuesto alcanza", "El segundo proyecto espera fondos.")


def chooses_gaps(person: Mouse) -> None:
    person.opens("Brechas por cerrar")
    person.sees("Lo que encontraron otros instrumentos")
    offered = block(person.window, "Brechas por cerrar").offered
    assert offered is not None
    assert [row.title.text() for row in offered.rows] == [
        "E01.1 Representatividad: iniciativa",
        "E03.1 Liderazgo privado: iniciativa",
        "RI3 Plan sin recursos",
    ]
    for row in (offered.rows[0], offered.rows[2]):
        person._press(row.button)
    assert [row.there.isVisible() for row in offered.rows] == [True, False, True]
    assert "2 registros" in person.reads()


def writes_lines(person: Mouse) -> None:
    person.opens("Rumbo")
    person.answers("¿A qué segmento quiere llegar el clúster y con qué ventaja?", "Cacao fino con origen.")
    person.answers("¿Hasta qué año va la hoja de ruta?", str(NOW.year + 3))
    person.answers("¿Con quién se construyó?", "Con mesas de empresas, academia y gobierno")
    person.opens("Líneas de acción")
    person.answers("Línea de acción", "Gobernanza")
    person.answers("¿Qué brecha atiende sobre todo?", "E01.1 Representatividad: iniciativa")
    for title, question, words in (
        ("Objetivos", "Objetivo específico", "Que todos los eslabones decidan."),
        ("Actores clave por vincular", "Actor", "Comité de productores"),
        ("Casos de referencia", "Clúster o caso", "Clúster del cacao de Tabasco"),
    ):
        if not block(person.window, title).instance():
            person._press(block(person.window, title).add)
        person.answers(question, words)


def plans_a_project(person: Mouse) -> None:
    person.goes_to("Plan")
    person.presses("Agregar acción")
    person.answers("Proyecto", "Elegir delegados por eslabón")
    person.answers("Línea de acción", "Gobernanza")
    person.answers("Brecha que cierra", "E01.1 Representatividad: iniciativa")
    person.answers("Fin", "30/06/2027")
    for place, (source, amount) in enumerate((("Cámara de comercio", "120"), ("Empresas", "30,5"))):
        sources = block(person.window, "Presupuesto por fuente")
        if place >= len(sources._view.rows):
            person._press(sources.add)
        person.answers("Fuente", source)
        person.answers("Valor", amount)
        person.answers("¿Es segura?", "Sí: hay contrato, acuerdo o presupuesto aprobado")
    person.answers("Estado", "Planeado")
    assert "Presupuesto: 150,5 millones de pesos" in person.reads()


def test_from_the_assessment_to_a_signed_roadmap(
    person: Mouse,
    qtbot: QtBot,
    recorder: Recorder,
    keyring_there: None,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    begins(person, qtbot, "evaluacion_institucional")
    answers_the_assessment(person)
    read = saves_pdf(person, recorder, tmp_path / "evaluacion.pdf")
    for words in ("Representatividad", "Sólido", "Haga el mapa de los actores"):
        assert words in read
    is_intact(signs(person, recorder, tmp_path / "uno"), capsys)

    begins(person, qtbot, "hoja_de_ruta")
    chooses_gaps(person)
    writes_lines(person)
    plans_a_project(person)
    person.goes_to("Responder")
    person.opens("Resumen")
    person.sees("Presupuesto: 150,5 millones de pesos, de ellos 150,5 seguros.")
    person.answers("¿Se presentó la hoja de ruta en público a los actores?", "Sí")
    read = saves_pdf(person, recorder, tmp_path / "hoja.pdf")
    for words in ("Elegir delegados por eslabón", "Cacao fino con origen.", "Comité de productores", "150,5"):
        assert words in read
    person.goes_to("Plan")
    recorder.will_answer(tmp_path / "hoja.xlsx")
    person.presses("Guardar en Excel (.xlsx)")
    person.waits((tmp_path / "hoja.xlsx").is_file)
    written = load_workbook(tmp_path / "hoja.xlsx").active
    assert "Elegir delegados por eslabón" in [cell.value for row in written.iter_rows() for cell in row]
    is_intact(signs(person, recorder, tmp_path / "dos"), capsys)


FAILURES: Final = (
    ("No hay laboratorio que mida el cadmio", "laboratorio", "5", "4"),
    ("Cada quien vende por su lado", "promocion", "3", "2"),
)
"""What fails, the class of what would solve it, recurrence and restriction."""


def lists_the_failures(person: Mouse) -> None:
    form = Form.load(shipped_form("bienes_publicos").path)
    paper = Session(form, language=SPANISH)
    paper.add_repeat("/data/fallas")

    def label(name: str, code: str) -> str:
        return next(each.label for each in paper.choices(f"/data/fallas[1]/{name}") if each.name == code)

    def question(name: str) -> str:
        return paper.label(f"/data/fallas[1]/{name}")

    person.opens("Cómo se buscaron las fallas")
    person.answers("¿De dónde salió la lista de fallas?", "Entrevistas")
    person.opens("Fallas encontradas")
    for place, (said, good, often, held) in enumerate(FAILURES):
        failures = block(person.window, "Fallas encontradas")
        if place >= len(failures._view.rows):
            person._press(failures.add)
        person.answers(question("falla"), said)
        person.answers(question("eslabon"), label("eslabon", "produccion"))
        person.answers(question("tipo"), label("tipo", "mercado"))
        person.answers(question("recurrencia"), label("recurrencia", often))
        person.answers(question("freno"), label("freno", held))
        person.sees(f"Prioridad de esta falla: {int(often) * int(held)} de 25")
        person.answers(question("bien"), "Un servicio de la región")
        person.answers(question("clase_bien"), label("clase_bien", good))
        person.answers(question("hay_proveedor"), label("hay_proveedor", "no"))
    person.opens("Qué sigue")


def test_from_the_failures_to_their_signed_ranking(
    person: Mouse,
    qtbot: QtBot,
    recorder: Recorder,
    keyring_there: None,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    begins(person, qtbot, "bienes_publicos")
    lists_the_failures(person)
    read = saves_pdf(person, recorder, tmp_path / "bienes.pdf")
    first, second = (said for said, *_ in FAILURES)
    assert read.index(first) < read.index(second)
    for words in ("20", "6", "Un servicio de la región"):
        assert words in read
    is_intact(signs(person, recorder, tmp_path / "uno"), capsys)
