from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from desktop_app.errors import StoreError, UsageError
from desktop_app.workflows import shipped
from desktop_app.workflows.shipped import FormCatalogue, ShippedForm, shipped_form, shipped_forms, spoken, title
from desktop_app.workflows.workspace import Workspace
from desktop_app.xforms import Form, Session
from tests.support.desks import NOW

ROOT = Path(__file__).resolve().parents[2]


def test_there_are_instruments_and_the_card() -> None:
    found = {form.id: form.instrument for form in shipped_forms()}
    assert {"autodiagnostico", "bienes_publicos", "evaluacion_institucional", "hoja_de_ruta", "ssme"} <= set(found)
    assert [form_id for form_id, instrument in found.items() if not instrument] == ["iniciativa"]


@pytest.mark.parametrize("form", [form for form in shipped_forms() if form.instrument], ids=lambda form: form.id)
def test_an_instrument_says_what_it_is_called_and_what_it_is_for(form: ShippedForm) -> None:
    name, about = spoken(form.id, "es")
    assert name == title(Form.load(form.path), "es")
    assert about.endswith(".")
    assert spoken(form.id, "en") != (name, about)
    assert spoken("nada", "es") == ("nada", "")


@pytest.mark.parametrize("form", shipped_forms(), ids=lambda form: form.id)
def test_a_form_is_named_after_its_id(form: ShippedForm, workspace: Workspace) -> None:
    compiled, _ = workspace.forms.shipped(form.id)
    assert compiled.id == form.id == form.path.stem
    assert compiled.version


@pytest.mark.parametrize(
    "name", ["nada", "", "AUTODIAGNOSTICO", "autodiagnostico.md", "../forms/iniciativa", "README", "GUIA"]
)
def test_a_form_that_does_not_ship(name: str) -> None:
    with pytest.raises(UsageError) as caught:
        shipped_form(name)
    assert caught.value.code == "USE-001"
    assert ", ".join(form.id for form in shipped_forms()) in caught.value.explain().remedy


def test_the_title_is_in_the_language_asked_for(workspace: Workspace) -> None:
    form, _ = workspace.forms.shipped("autodiagnostico")
    assert title(form, "es") == "Autodiagnóstico de buenas prácticas"
    assert title(form, "en") == "Self-diagnosis of good practices"
    card, _ = workspace.forms.shipped("iniciativa")
    assert title(card, "en") == card.title


def test_a_form_is_kept_once(workspace: Workspace) -> None:
    catalogue = FormCatalogue(workspace.store)
    first = catalogue.shipped("autodiagnostico")
    assert catalogue.shipped("autodiagnostico")[0] is first[0]
    assert first[1] == workspace.forms.shipped("autodiagnostico")[1]
    assert [each.form_id for each in workspace.store.instruments.list()] == ["autodiagnostico", "iniciativa"]


def test_the_kept_form_is_the_compiled_one(workspace: Workspace) -> None:
    kept, _ = FormCatalogue(workspace.store).shipped("autodiagnostico")
    fresh = Form.load(shipped_form("autodiagnostico").path)
    assert kept.sha256 == fresh.sha256
    assert [question.ref for question in kept.questions()] == [question.ref for question in fresh.questions()]
    assert kept.media == fresh.media
    assert sorted(kept.media) == ["chambers.csv", "ciiu.csv", "departments.csv", "municipalities.csv"]


def test_the_kept_form_offers_its_lists(workspace: Workspace) -> None:
    kept, _ = FormCatalogue(workspace.store).shipped("iniciativa")
    session = Session(kept, now=NOW)
    assert len(session.choices("/data/identificacion/department")) == 33
    session.set("/data/identificacion/department", "05")
    offered = {choice.name: choice.label for choice in session.choices("/data/identificacion/municipality")}
    assert offered["05001"] == "Medellín"
    assert "11001" not in offered


SECOND_OPENING = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from desktop_app.workflows.workspace import Workspace
with Workspace.open(Path(sys.argv[1]), datetime(2026, 11, 20, tzinfo=UTC)) as workspace:
    form, number = workspace.forms.shipped("autodiagnostico")
    print(form.id, sum(1 for _ in form.questions()), sorted({"pyxform", "alembic", "openpyxl"} & set(sys.modules)))
"""


def test_a_second_opening_compiles_nothing(workspace: Workspace, data_dir: Path) -> None:
    count = sum(1 for _ in workspace.forms.shipped("autodiagnostico")[0].questions())
    workspace.close()
    run = subprocess.run(
        [sys.executable, "-W", "error", "-c", SECOND_OPENING, str(data_dir)],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert run.stdout == f"autodiagnostico {count} []\n"


@pytest.mark.parametrize("value", ["", "x y", "x 1 2"])
def test_a_note_that_makes_no_sense_is_written_anew(workspace: Workspace, value: str) -> None:
    number = workspace.forms.shipped("iniciativa")[1]
    before = workspace.store.settings.get("compiled.iniciativa")
    workspace.store.settings.set("compiled.iniciativa", value)
    again = FormCatalogue(workspace.store)
    assert again.shipped("iniciativa")[1] == number
    assert workspace.store.settings.get("compiled.iniciativa") == before


def test_a_number_that_is_no_number_of_ours_is_compiled_anew(workspace: Workspace) -> None:
    number = workspace.forms.shipped("iniciativa")[1]
    fingerprint = workspace.store.settings.get("compiled.iniciativa", "").partition(" ")[0]
    workspace.store.settings.set("compiled.iniciativa", f"{fingerprint} \u00b2")
    assert FormCatalogue(workspace.store).shipped("iniciativa")[1] == number


def test_another_version_of_the_program_compiles_anew(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    number = workspace.forms.shipped("iniciativa")[1]
    before = workspace.store.settings.get("compiled.iniciativa")
    monkeypatch.setattr(shipped, "__version__", "99.0.0")
    assert FormCatalogue(workspace.store).shipped("iniciativa")[1] == number
    assert workspace.store.settings.get("compiled.iniciativa") != before


def test_a_changed_list_is_compiled_anew_and_an_old_form_still_opens(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "forms"
    (folder / "media").mkdir(parents=True)
    sheet = shipped_form("iniciativa").path.read_text(encoding="utf-8")
    (folder / "iniciativa.md").write_text(sheet.replace("2026.1", "2027.1"), encoding="utf-8")
    for source in (shipped_form("iniciativa").path.parent / "media").glob("*.csv"):
        (folder / "media" / source.name).write_bytes(source.read_bytes())
    old, number = workspace.forms.shipped("iniciativa")
    monkeypatch.setattr(shipped.paths, "forms_dir", lambda: folder)
    new, other = workspace.forms.shipped("iniciativa")
    assert (old.version, new.version) == ("2026.1", "2027.1")
    assert other != number
    assert FormCatalogue(workspace.store).instrument(number).version == "2026.1"


def test_a_form_that_the_store_does_not_have(workspace: Workspace) -> None:
    with pytest.raises(StoreError, match="STORE-009"):
        workspace.forms.instrument(999)
