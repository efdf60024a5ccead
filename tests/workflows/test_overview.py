"""What Inicio shows, before and after the store is open."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

from desktop_app.store import Card
from desktop_app.workflows.answer import commit
from desktop_app.workflows.example import create_self_diagnosis
from desktop_app.workflows.overview import glimpse, shown
from desktop_app.workflows.responses import open_response
from desktop_app.workflows.workspace import Workspace

NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)


def test_the_first_look_shows_what_the_open_workspace_shows(tmp_path: Path) -> None:
    with Workspace.open(tmp_path, NOW) as workspace:
        create_self_diagnosis(workspace, NOW)
        workspace.store.initiatives.add(Card(name="Ágata", department="11", municipality="11001"), at=NOW)
        expected = {language: workspace.overview(language) for language in ("es", "en")}
    for language, overview in expected.items():
        found = glimpse(tmp_path, language)
        assert found is not None
        assert found.overview == overview
    assert [each.name for each in expected["es"]] == ["Ágata", "EJEMPLO: Cacao de Arauca"]
    assert expected["es"][1].responses[0].instrument_title == "Autodiagnóstico de buenas prácticas"
    assert expected["en"][1].responses[0].instrument_title == "Self-diagnosis of good practices"
    assert expected["es"][1].place == "Saravena, Arauca"


def test_a_replaced_revision_is_left_out(workspace: Workspace) -> None:
    response_id = create_self_diagnosis(workspace, NOW)
    stored = workspace.store.responses
    stored.set_state(response_id, stored.get(response_id).state.EXPORTED, at=NOW)
    desk = open_response(workspace, response_id, NOW)
    changes = desk.answer("/data/origen/p01", "1")
    commit(workspace, desk.step("/data/origen/p01", changes), NOW)
    ((response,),) = [initiative.responses for initiative in workspace.overview()]
    assert (response.revision, response.state) == (2, "ready")


def test_an_instrument_whose_title_was_never_compiled_keeps_its_stored_one(workspace: Workspace) -> None:
    create_self_diagnosis(workspace, NOW)
    (found,) = shown(workspace.store.responses.overview(), {}, "en")
    assert found.responses[0].instrument_title == "Autodiagnóstico de buenas prácticas"


def test_damage_is_left_to_the_store(tmp_path: Path) -> None:
    (tmp_path / "telar.sqlite3").write_bytes(b"damaged" * 1000)
    assert glimpse(tmp_path, "es") is None


def test_the_first_look_needs_neither_the_engine_nor_sqlalchemy(tmp_path: Path) -> None:
    program = (
        "import sys\nfrom pathlib import Path\nfrom desktop_app.workflows.overview import glimpse\n"
        "glimpse(Path(sys.argv[1]), 'es')\n"
        "print([name for name in ('sqlalchemy', 'lxml', 'desktop_app.xforms.form') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program, str(tmp_path)], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
