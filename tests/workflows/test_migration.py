"""A draft of an older form version under a newer one: kept, moved, dropped, and nothing lost."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from desktop_app.errors import UsageError
from desktop_app.store import Card, NotesState, NotesStep
from desktop_app.workflows.migration import Migration, drafts_of, migrate, plan
from desktop_app.workflows.responses import begin, open_response
from desktop_app.workflows.workspace import Workspace
from desktop_app.xforms import Form
from tests.support.desks import NOW, answer
from tests.support.forms import form

LATER = NOW + timedelta(days=3)
OLD = """
    | survey |
    | | type | name | label |
    | | begin_group | g | Grupo |
    | | text | name | ¿Cómo se llama? |
    | | integer | firms | ¿Cuántas empresas? |
    | | select_one size | size | Tamaño |
    | | text | gone | Lo que ya no se pregunta |
    | | text | town | Municipio |
    | | begin_repeat | r | Proyectos |
    | | text | title | Título |
    | | decimal | value | Valor |
    | | end_repeat | |
    | | end_group | |
    | choices |
    | | list_name | name | label |
    | | size | s | Pequeño |
    | | size | l | Grande |
    | settings |
    | | form_id | version |
    | | plan | 1 |
"""
NEW = """
    | survey |
    | | type | name | label |
    | | begin_group | g | Grupo |
    | | text | name | ¿Cómo se llama la iniciativa? |
    | | date | firms | ¿Desde cuándo hay empresas? |
    | | select_one size | size | Tamaño |
    | | end_group | |
    | | begin_group | h | Otro grupo |
    | | text | town | ¿En qué municipio? |
    | | begin_repeat | r | Proyectos |
    | | text | title | Título |
    | | decimal | value | Valor |
    | | end_repeat | |
    | | text | fresh | Nueva pregunta |
    | | end_group | |
    | choices |
    | | list_name | name | label |
    | | size | s | Pequeño |
    | | size | m | Mediano |
    | settings |
    | | form_id | version |
    | | plan | 2 |
"""
ANSWERS = {
    "/data/g/name": "Cacao",
    "/data/g/firms": "12",
    "/data/g/size": "l",
    "/data/g/gone": "algo que se dijo",
    "/data/g/town": "Saravena",
    "/data/g/r": "2",
    "/data/g/r[1]/title": "Secadero",
    "/data/g/r[2]/title": "Escuela",
    "/data/g/r[2]/value": "12.5",
}


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with Workspace.open(tmp_path / "datos", NOW) as opened:
        yield opened


def put(workspace: Workspace, made: Form) -> int:
    return workspace.store.instruments.add(
        form_id=made.id, version=made.version, title=made.title, xform=made.xform, media=made.media
    ).id


@pytest.fixture
def draft(workspace: Workspace) -> str:
    """A draft of the old form, with a comment and something to be confirmed."""
    old = form(OLD)
    initiative = workspace.store.initiatives.add(Card(name="Clúster de cacao"), at=NOW)
    response = begin(workspace, initiative.id, old, put(workspace, old), "2026", NOW)
    desk = open_response(workspace, response, NOW)
    while desk.session.repeat_count("/data/g/r") < 2:
        desk.add("/data/g/r")
    answer(workspace, desk, {ref: value for ref, value in ANSWERS.items() if ref != "/data/g/r"})
    desk.notes.comment("/data/g/town", "según el acta")
    desk.notes.comment("/data/g/gone", "no se pregunta más")
    desk.notes.doubt(["/data/g/name"])
    commit_notes(workspace, response, desk.notes.take())
    return response


def commit_notes(workspace: Workspace, response: str, notes: NotesStep) -> None:
    workspace.store.responses.record_answer(response, {}, None, NOW, 5, 7, notes=notes)


def planned(workspace: Workspace, response: str, new: Form) -> Migration:
    return plan(workspace, workspace.store.responses.get(response), new, LATER)


def test_what_is_kept_moved_and_dropped_is_said_before_anything_changes(workspace: Workspace, draft: str) -> None:
    before = workspace.store.responses.answers(draft)
    found = planned(workspace, draft, form(NEW))
    assert (found.from_version, found.to_version, found.initiative) == ("1", "2", "Clúster de cacao")
    assert found.kept == 1
    assert {(fate.ref, fate.to) for fate in found.moved} == {
        ("/data/g/town", "/data/h/town"),
        ("/data/g/r[1]/title", "/data/h/r[1]/title"),
        ("/data/g/r[2]/title", "/data/h/r[2]/title"),
        ("/data/g/r[2]/value", "/data/h/r[2]/value"),
    }
    assert {(fate.label, fate.to_label) for fate in found.moved} == {
        ("Municipio", "¿En qué municipio?"), ("Título", "Título"), ("Valor", "Valor"),
    }  # fmt: skip
    assert not any(fate.to_label for fate in found.dropped)
    assert [(fate.label, fate.value) for fate in found.dropped] == [
        ("¿Cuántas empresas?", "12"),
        ("Tamaño", "Grande"),
        ("Lo que ya no se pregunta", "algo que se dijo"),
    ]
    assert workspace.store.responses.answers(draft) == before
    assert len(workspace.overview()[0].responses) == 1


def test_the_new_draft_has_what_was_kept_and_the_old_one_stays_readable(workspace: Workspace, draft: str) -> None:
    new = form(NEW)
    found = planned(workspace, draft, new)
    begun = migrate(workspace, found, new, put(workspace, new), LATER)
    desk = open_response(workspace, begun, LATER)
    assert desk.form.version == "2"
    assert desk.session.value("/data/g/name") == "Cacao"
    assert desk.session.value("/data/h/town") == "Saravena"
    assert desk.session.value("/data/h/r[2]/value") == "12.5"
    assert desk.session.repeat_count("/data/h/r") == 2
    assert desk.session.value("/data/g/size") == ""
    assert desk.notes.comments == {"/data/h/town": "según el acta"}
    assert desk.notes.carried == {"/data/g/name"}
    (shown,) = workspace.overview()[0].responses
    assert shown.id == begun
    old = open_response(workspace, draft, LATER)
    assert {ref: old.session.value(ref) for ref in ANSWERS if ref != "/data/g/r"} == {
        ref: value for ref, value in ANSWERS.items() if ref != "/data/g/r"
    }
    assert old.notes.comments["/data/g/gone"] == "no se pregunta más"


def test_files_come_along(workspace: Workspace, draft: str, tmp_path: Path) -> None:
    workspace.store.attachments.add(
        draft, name="acta.pdf", content=b"%PDF-1.7", media_type="application/pdf", at=NOW, others=()
    )
    state = NotesStep({}, {"/data/g/town": ("acta.pdf",)}, {}, ())
    commit_notes(workspace, draft, state)
    new = form(NEW)
    begun = migrate(workspace, planned(workspace, draft, new), new, put(workspace, new), LATER)
    assert workspace.store.responses.notes(begun) == NotesState(
        {"/data/h/town": "según el acta"}, {"/data/h/town": ("acta.pdf",)}, frozenset({"/data/g/name"})
    )
    assert workspace.store.attachments.content(begun, "acta.pdf") == b"%PDF-1.7"
    assert workspace.store.attachments.content(draft, "acta.pdf") == b"%PDF-1.7"


def test_only_open_drafts_of_other_versions_are_asked_about(workspace: Workspace, draft: str, tmp_path: Path) -> None:
    new = form(NEW)
    assert [each.id for each in drafts_of(workspace, new)] == [draft]
    assert drafts_of(workspace, form(OLD)) == ()
    assert drafts_of(workspace, form(NEW.replace("| plan | 2 |", "| other | 2 |"))) == ()
    workspace.store.keeping.archive(draft, NOW)
    assert drafts_of(workspace, new) == ()


def test_a_draft_that_went_meanwhile_is_said(workspace: Workspace, draft: str) -> None:
    new = form(NEW)
    found = planned(workspace, draft, new)
    workspace.store.keeping.delete(draft, NOW)
    with pytest.raises(UsageError) as raised:
        migrate(workspace, found, new, put(workspace, new), LATER)
    assert raised.value.code == "USE-002"


def test_the_same_form_again_moves_nothing(workspace: Workspace, draft: str) -> None:
    found = planned(workspace, draft, form(OLD.replace("| plan | 1 |", "| plan | 3 |")))
    assert (found.moved, found.dropped) == ((), ())
    assert found.kept == 8
