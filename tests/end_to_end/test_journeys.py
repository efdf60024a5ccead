"""Two waves of the SSME from an empty folder to packages that are intact: by keys alone, and by pointing alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import pypdfium2
import pytest
from PySide6.QtGui import QPageSize
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QComboBox, QSpinBox
from pytestqt.qtbot import QtBot

from desktop_app import cli
from desktop_app.xforms import Session
from tests.support.commands import Window
from tests.support.people import Keyboard, Mouse, Person
from tests.support.recorder import Recorder
from tests.support.ssme_answers import ANSWERS, PROJECTS, Filling, changed, expected, refs, ssme
from tests.support.windows import Opener, open_window
from tests.ui.conftest import _collected, data_dir, keyring_there, qapp, recorder

__all__ = ["_collected", "data_dir", "keyring_there", "open_window", "qapp", "recorder"]

pytestmark = pytest.mark.qt_log_ignore(
    r"This plugin does not support ((propagateSizeHints|raise)\(\)|grabbing the keyboard)", extend=True
)

_LANGUAGE: Final = "Español (es)"
_THIS_YEAR: Final = datetime.now(UTC).year
_INSTEAD: Final = {"builders_firms": "No sé"}
_ALSO: Final = ("strategy_year",)
"""Answered without need."""

_STRATEGY: Final = ("Dice que la estrategia está actualizada", "La junta la ratificó en marzo.")
_FIRMS: Final = ("cambió más de la mitad", "Entraron las asociaciones del sur.")
_CARD: Final = (
    "initiative_name",
    "department",
    "municipality",
    "macrosector",
    "sector",
    "entity_kind",
    "manager_name",
)
_COMMENT: Final = "Lo aprobó la asamblea."


@dataclass
class Interview:
    """A person goes through the questionnaire with what is to be answered at hand, and the questions on paper."""

    person: Person
    answers: Mapping[str, str]
    reasons: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    projects: Sequence[Mapping[str, str]] = ()
    comments: Mapping[str, str] = field(default_factory=dict)
    paper: Session = field(default_factory=lambda: Session(ssme(), now=datetime.now(UTC), language=_LANGUAGE))

    def sections(self) -> Iterator[tuple[str, list[str]]]:
        """The title of each section, and the names of the questions in it that want an answer."""
        by_section: dict[str, list[str]] = {}
        for question in ssme().questions():
            section = question.ref.split("/")[2]
            name = question.ref.rpartition("/")[2]
            bind = ssme().binds[question.ref]
            special = {"warning-of", "special-of"} & set(bind.attributes)
            wanted = bind.required or name in _ALSO
            if wanted and not special and section != "plan" and "/proyectos/" not in question.ref:
                by_section.setdefault(section, []).append(name)
        for section, names in by_section.items():
            yield self.paper.label(f"/data/{section}"), names

    def question(self, name: str) -> tuple[str, str]:
        """How it reads, and the title of the frame that it is in."""
        ref = refs()[name]
        above = ref.rpartition("/")[0]
        return self.paper.label(ref), self.paper.label(above) if above.count("/") > 2 else ""

    def answer(self, name: str) -> None:
        """Answers it on the screen and on paper; what is answered there already is only copied."""
        label, under = self.question(name)
        ref, value = refs()[name], self.answers[name]
        if name in _INSTEAD:
            self.paper.set(f"{ref}_sin", "ns")
            self.person.says_instead(label, _INSTEAD[name], under=under)
            return
        words = self.words(ref, value)
        self.paper.set(ref, value)
        if not self.person.is_answered(label, under):
            self.person.answers(label, *words, under=under)
        if name in self.reasons:
            self.person.explains(label, *self.reasons[name], under=under)
        if name in self.comments:
            self.person.comments(label, self.comments[name], under=under)

    def words(self, ref: str, value: str) -> list[str]:
        """What a person says for ``value``: what the choices read, and numbers with a comma."""
        choices = {choice.name: choice.label for choice in self.paper.choices(ref)}
        return [choices[each] for each in value.split()] if choices else [value.replace(".", ",")]

    def project(self, number: int, answers: Mapping[str, str]) -> None:
        """The first one is there already, to be written."""
        nodeset = "/data/acciones/proyectos"
        if number > 1:
            self.person.adds_a_record()
            self.paper.add_repeat(nodeset)
        self.person.sees(f"Registro {number} de {number}")
        for name in ("project_name", "project_kind", "project_state", "project_sources"):
            ref = f"{nodeset}[{number}]/{name}"
            self.person.answers(self.paper.label(ref), *self.words(ref, answers[name]))


# The story


def opens_an_initiative(person: Person, wave: int) -> None:
    """From the first page to the first question: the card, the instrument, the year."""
    person.sees("Bienvenido a Telar")
    person.presses("Nueva iniciativa")
    person.sees("Tal como se conoce en la región.")
    interview = Interview(person, ANSWERS)
    for name in _CARD:
        interview.answer(name)
    person.presses("Guardar la ficha")
    person.sees("¿Qué instrumento va a responder?")
    begins(person, wave)


def begins(person: Person, wave: int) -> None:
    (years,) = [box for box in person.front().findChildren(QComboBox) if box.isVisible()]
    person.chooses(years, str(wave))
    person.presses("Comenzar")
    person.sees("Identificación")


def answers_everything(interview: Interview) -> list[str]:
    """Section by section, as far as the review; what was to be confirmed on the way."""
    person, confirmed = interview.person, []
    for title, names in interview.sections():
        person.sees(title)
        confirmed.append(person.confirms_the_section())
        for name in names:
            if interview.paper.is_relevant(refs()[name]):
                interview.answer(name)
                if name == "projects_any":
                    for number, project in enumerate(interview.projects, 1):
                        interview.project(number, project)
        person.confirms_the_section()  # the projects, which come with the answer that there are any
        person.continues()
    person.sees("Plan de mejora")
    person.confirms_the_section()
    person.continues()
    person.sees("Revise sus respuestas antes de enviarlas")
    assert "antes de firmar" not in person.reads(), "something is still in the way"
    return list(filter(None, confirmed))


def adds_what_is_recommended(person: Person) -> str:
    """The first of the recommended activities goes into the plan; what it says."""
    person.goes_to("Plan")
    person.sees("De las oportunidades")
    offer = person.button("Agregar al plan")
    activity = offer.accessibleName().partition(": ")[2]
    assert activity in person.reads()
    person.presses("Agregar al plan")
    person.sees("Acción 1 de 1")
    return activity


def sees_the_result(person: Person, total: str, level: str) -> None:
    person.goes_to("Resultado")
    person.sees(f"{total.replace('.', ',')} de 3,0 puntos")
    assert f"Nivel {level}" in person.reads()
    assert "provisional" in person.reads(), "one answer is «No sé»"


def prints_the_report(person: Person, recorder: Recorder, path: Path) -> None:
    """Its first two pages: the preview counts them all."""
    printer = QPrinter()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(path))
    printer.setPageSize(QPageSize(QPageSize.PageSizeId.Letter))
    printer.setFromTo(1, 2)
    recorder.will_answer(printer)
    person.prints()
    person.waits(lambda: any(" de " in one.suffix() for one in person.front().findChildren(QSpinBox)))
    person.presses("Imprimir")
    person.waits(lambda: recorder.said[-1][0] == "printer" and person.button("Imprimir").isEnabled())
    person.presses("Cerrar")
    document = pypdfium2.PdfDocument(path)
    assert len(document) == 2
    document.close()


def signs(person: Person, recorder: Recorder, folder: Path) -> Path:
    """Signs and exports to ``folder``, by way of the review; the package that is there then."""
    person.goes_to("Enviar")
    person.sees("Dónde se guarda")
    assert "Antes de firmar" not in person.reads()
    recorder.will_answer(folder)
    person.presses("Cambiar la carpeta")
    person.sees(str(folder))
    person.presses("Firmar y exportar")
    person.sees("El paquete está listo")
    (package,) = [path for path in folder.iterdir() if path.name in person.reads()]
    return package


def is_intact(package: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert cli.main(["verify", str(package)], open_window=Window().open, take_screens=Window().take) == 0
    assert capsys.readouterr().out.startswith("El paquete está intacto.")


def lives_through_two_waves(
    kind: type[Person],
    open_window: Opener,
    recorder: Recorder,
    folder: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    before = {**ANSWERS, "strategy_year": str(_THIS_YEAR - 8), "reference_year": str(_THIS_YEAR - 1)}
    window = open_window()
    window.resize(1366, 768)
    person = kind(window)
    opens_an_initiative(person, _THIS_YEAR - 1)
    first = Interview(person, before, {"strategy_year": _STRATEGY}, PROJECTS[:2], {"rules": _COMMENT})
    assert answers_everything(first) == []
    activity = adds_what_is_recommended(person)
    sheet = expected(without_instead(before, PROJECTS[:2]))
    sees_the_result(person, sheet["total"], sheet["level"])
    prints_the_report(person, recorder, folder / "informe.pdf")
    is_intact(signs(person, recorder, folder / "uno"), capsys)
    window.close()

    window = open_window()
    person = kind(window)
    person.sees("Lo que salió y lo que volvió")
    person.goes_to("Plan")
    person.sees(activity)
    person.goes_to("Responder")
    person.opens("Revisar y enviar")
    person.sees("Cacao del Piedemonte")
    for words in (*(each["project_name"] for each in PROJECTS[:2]), _STRATEGY[1], _COMMENT, "12.420", "No sé"):
        assert words in person.reads(), f"{words} is gone"

    person.goes_to("Inicio")
    person.presses("Nuevo diagnóstico")
    person.sees(f"Partir de lo respondido en {_THIS_YEAR - 1}")
    begins(person, _THIS_YEAR)
    second = Interview(person, _next(before), {"strategy_year": _STRATEGY, "firms_participating": _FIRMS})
    confirmed = answers_everything(second)
    assert len(confirmed) >= 6
    assert all(f"de la ola {_THIS_YEAR - 1}" in words for words in confirmed)
    for words in (_STRATEGY[1], _FIRMS[1], *(each["project_name"] for each in PROJECTS[:2])):
        assert words in person.reads(), f"{words} is not in the review"
    sheet = expected(without_instead(_next(before), PROJECTS[:2]))
    sees_the_result(person, sheet["total"], sheet["level"])
    assert f"Ola {_THIS_YEAR - 1}" in person.reads(), "the wave before is not beside this one"
    is_intact(signs(person, recorder, folder / "dos"), capsys)


def _next(before: Mapping[str, str]) -> Mapping[str, str]:
    """A year later: half as many firms again, and the figures of the year before as they were told then."""
    figures = {
        "reference_year": str(_THIS_YEAR),
        "firms_participating": "100",
        "firms_micro": "85",
        "firms_small": "10",
        "actors_total": "115",
        "sales_last": before["sales_this"],
        "sales_this": "13900",
        "jobs_last": before["jobs_this"],
        "jobs_this": "460",
    }
    return {**before, **figures}


def without_instead(answers: Mapping[str, str], projects: Sequence[Mapping[str, str]]) -> Filling:
    """The same answers on the sheet, with what stands for those that are not known."""
    known = changed(answers, projects=projects).answers
    special = {f"{name}_sin": "ns" for name in _INSTEAD}
    return Filling({**{name: value for name, value in known.items() if name not in _INSTEAD}, **special}, projects)


def test_by_keys_alone(
    qtbot: QtBot,
    open_window: Opener,
    recorder: Recorder,
    keyring_there: None,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    lives_through_two_waves(Keyboard, open_window, recorder, tmp_path, capsys)


def test_by_pointing_alone(
    qtbot: QtBot,
    open_window: Opener,
    recorder: Recorder,
    keyring_there: None,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    lives_through_two_waves(Mouse, open_window, recorder, tmp_path, capsys)
