"""The guide for those who make an instrument, done to the letter: its commands, its cells, what it says comes out."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import pytest
from openpyxl import load_workbook

from desktop_app import cli, paths
from desktop_app.store import Card
from desktop_app.ui import instruments
from desktop_app.ui.forms.try_page import TryPage
from desktop_app.workflows import authority as workflow
from desktop_app.workflows import kits
from desktop_app.workflows.responses import open_response, start
from desktop_app.workflows.workspace import Workspace
from desktop_app.xforms import Form, Session
from tests.support.authorities import CheapPassphrase
from tests.support.commands import Window
from tests.support.people import Mouse
from tests.support.windows import Opener, open_window
from tests.ui.conftest import _collected, data_dir, qapp, recorder

__all__ = ["_collected", "data_dir", "open_window", "qapp", "recorder"]

pytestmark = pytest.mark.qt_log_ignore(
    r"This plugin does not support ((propagateSizeHints|raise)\(\)|grabbing the keyboard)", extend=True
)

GUIDE: Final = (paths.forms_dir() / "GUIA.md").read_text(encoding="utf-8")
BOOK: Final = Path("instrumentos/sostenibilidad.xlsx")
_SHEET: Final = re.compile(r"\bhoja\s+`(\w+)`:$")
_EXPECTED: Final = re.compile(r"^Debe decir: `(.+)`$")
_FILE: Final = re.compile(r"en un archivo `([\w.]+)`:$")
_CLEARED: Final = "—"


@dataclass
class Step:
    """One thing that the guide has one do: a command, a file to write, or a table to fill in or to compare with."""

    kind: str
    text: str = ""
    rows: list[list[str]] = field(default_factory=list)


def steps() -> Iterator[Step]:
    """What the guide says, in its order."""
    before, lines = "", iter(GUIDE.splitlines())
    for line in lines:
        if line.startswith("```"):
            inside = []
            for each in lines:
                if each == "```":
                    break
                inside.append(each)
            file = _FILE.search(before)
            yield Step("file", file[1], [[each] for each in inside]) if file else Step("command", "\n".join(inside))
        elif expected := _EXPECTED.match(line):
            yield Step("expected", expected[1])
        elif line.startswith("| "):
            table = [cells(line)]
            for each in lines:
                if not each.startswith("|"):
                    break
                table.append(cells(each))
            sheet = _SHEET.search(before)
            kind = table[0][0]
            assert kind != "fila" or sheet, f"no sheet is named before the table after: {before}"
            yield Step(kind, sheet[1] if sheet else "", [table[0], *table[2:]])
        if line.strip():
            before = f"{before} {line}"[-300:]


def cells(line: str) -> list[str]:
    return [each.strip().strip("`") for each in line.strip().strip("|").split("|")]


def write(step: Step) -> None:
    """Types the table into the workbook, as one does in Excel."""
    book = load_workbook(BOOK)
    letters = step.rows[0][1:]
    for number, *values in step.rows[1:]:
        for letter, value in zip(letters, values, strict=True):
            if value:
                cell = book[step.text][f"{letter}{number}"]
                cell.value = None if value == _CLEARED else int(value) if value.isdecimal() else value
    book.save(BOOK)


def named(form: Form, name: str) -> str:
    return next(ref for ref in form.binds if ref.rpartition("/")[2] == name)


@pytest.fixture(scope="module")
def followed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The folder in which everything that the guide says was done, each command having said what it should."""
    folder = tmp_path_factory.mktemp("guia")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.setenv("TELAR_DATA_DIR", str(folder / "datos"))
        patch.setenv("TELAR_AUTHORITY_PASSPHRASE", "una frase para todas")
        patch.setattr(workflow, "PassphraseSecrets", CheapPassphrase)
        yield folder


def tries(person: Mouse, answers: dict[str, str]) -> None:
    """The workbook dropped on the window, found in order, and answered in the preview."""
    person.window.forms.open(BOOK.absolute())
    person.sees("Sin problemas")
    person.presses("Probar el formulario")
    person.sees("Vista previa: nada de lo que responda se guarda.")
    paper = Session(Form.load(BOOK), language="Español (es)")
    section = ""
    for name, value in answers.items():
        ref = named(paper.form, name)
        if ref.split("/")[2] != section:
            section = ref.split("/")[2]
            person.opens(paper.label(f"/data/{section}"))
        labels = {choice.name: choice.label for choice in paper.choices(ref)}
        person.answers(paper.label(ref), labels.get(value, value))


def sees_the_values(person: Mouse, values: dict[str, str]) -> None:
    person.presses("Ver valores")
    found = person.window.page()
    assert isinstance(found, TryPage)
    desk = found.desk
    assert {name: desk.session.value(named(desk.form, name)) for name in values} == values
    warned = [each.message for each in desk.warnings()]
    assert warned == ["Dice que no hay empresas con sello, pero son 3 de 40. ¿Cómo se explica?"]


def test_the_guide_leads_to_an_instrument_in_a_kit(
    followed: Path, open_window: Opener, capsys: pytest.CaptureFixture[str]
) -> None:
    window = open_window()
    window.resize(1366, 768)
    person = Mouse(window)
    said, done = "", []
    for step in steps():
        done.append(step.kind)
        if step.kind == "command":
            capsys.readouterr()
            words = shlex.split(step.text)
            assert words[0] == "telar"
            cli.main(words[1:], open_window=Window().open, take_screens=Window().take)
            told = capsys.readouterr()
            said = told.out + told.err
        elif step.kind == "expected":
            assert step.text in said
        elif step.kind == "file":
            Path(step.text).write_text("\n".join(each[0] for each in step.rows) + "\n", encoding="utf-8")
        elif step.kind == "fila":
            write(step)
        elif step.kind == "pregunta":
            tries(person, dict(step.rows[1:]))
        else:
            assert step.kind == "campo"
            sees_the_values(person, dict(step.rows[1:]))
    assert done.count("command") == 5
    assert done.count("expected") == 3
    assert done.count("fila") >= 12
    is_answered_by_a_manager(followed)


def is_answered_by_a_manager(folder: Path) -> None:
    """The kit, opened on another computer, brings an instrument that is offered for its wave and can be answered."""
    now = datetime.now(UTC)
    with Workspace.open(folder / "gestora", now) as workspace:
        data = (folder / "ola-2026.asice").read_bytes()
        kits.take(workspace, data, now, confirmed=kits.preview(workspace, data, now).fingerprint)
        assert workspace.forms.brought() == {"sostenibilidad": ("2026",)}
        initiative = workspace.store.initiatives.add(Card(name="Clúster de ejemplo"), at=now).id
        offered = instruments.offered(workspace, initiative, "es")[-1]
        assert (offered.form_id, offered.waves, offered.name) == (
            "sostenibilidad",
            ("2026",),
            "Sostenibilidad ambiental",
        )
        desk = open_response(workspace, start(workspace, initiative, "sostenibilidad", "2026", now), now)
        for name, value in {"residuos": "2", "agua": "2", "meta_ambiental": "2", "sello": "2", "vecinos": "0"}.items():
            desk.answer(named(desk.form, name), value)
        diagnosis = desk.diagnosis()
        assert diagnosis is not None
        assert (diagnosis.total.value, diagnosis.level.number if diagnosis.level else "") == (1.33, "2")
        assert [each.code for each in diagnosis.opportunities] == ["A3.1"]
        assert diagnosis.opportunities[0].activities == (
            "Invite a la junta de acción comunal a conocer lo que hace la iniciativa.",
        )
