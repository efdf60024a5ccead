"""A data folder with its forms compiled, initiatives and responses in it, and a keeper of keys that costs nothing."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from desktop_app.store import Card
from desktop_app.submission import KeyringSecrets, SecretKeeper
from desktop_app.workflows.answer import Desk, Saved, commit
from desktop_app.workflows.example import INSTRUMENT, create_self_diagnosis, example_answers
from desktop_app.workflows.responses import open_response, start
from desktop_app.workflows.shipped import CARD_FORM
from desktop_app.workflows.workspace import Workspace
from desktop_app.xforms import Form
from tests.support.keyrings import MemoryKeyring

NOW = datetime(2026, 11, 20, 15, 4, tzinfo=UTC)
CARD = Card(
    name="Clúster de cacao",
    founded="2016",
    department="05",
    municipality="05001",
    macrosector="agroindustria",
    sector="cacao",
    ciiu="0127",
    entity_kind="camara_comercio",
    chamber="aburra_sur",
    manager_name="Quien gestiona",
    manager_role="Coordinación",
    manager_email="gestion@example.org",
    manager_phone="300 000 00 00",
)
P01 = "/data/origen/p01"
P02 = "/data/conocimiento/p02"
P03 = "/data/conocimiento/p03"
P03_COMMENT = "/data/conocimiento/p03_comment"
P03_PLANNED = "/data/conocimiento/p03_planned"
YEAR = "/data/identificacion/reference_year"
FOUNDED = "/data/identificacion/founded"
NAME = "/data/identificacion/initiative_name"
ITEMS = 13


_compiled: dict[int, Form] = {}


def prepare(folder: Path) -> None:
    """A data folder with both shipped forms compiled: most of what a first start takes."""
    with Workspace.open(folder, NOW) as workspace:
        for form_id in (CARD_FORM, INSTRUMENT):
            form, number = workspace.forms.shipped(form_id)
            _compiled[number] = form


def open_copy(source: Path, target: Path) -> Workspace:
    """A copy of the prepared folder ``source``, open. Forms never change, so that all share the compiled ones."""
    workspace = Workspace.open(copy_data(source, target), NOW)
    workspace.forms._open.update(_compiled)
    return workspace


def prepare_example(prepared: Path, folder: Path) -> str:
    """A copy of ``prepared`` with the complete sample in it; the response's id."""
    with open_copy(prepared, folder) as workspace:
        return create_self_diagnosis(workspace, NOW)


def copy_data(source: Path, target: Path) -> Path:
    """``source``'s database in ``target``: a data folder of the test's own."""
    target.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source / "telar.sqlite3", target / "telar.sqlite3")
    return target


def keeper() -> SecretKeeper:
    """Keeps the key's secret in memory: a passphrase costs a second each time, by design."""
    return KeyringSecrets(MemoryKeyring())  # type: ignore[arg-type]


def begin(workspace: Workspace, card: Card = CARD, wave: str = "2026") -> str:
    """An initiative with an empty response; the response's id."""
    initiative = workspace.store.initiatives.add(card, at=NOW)
    return start(workspace, initiative.id, INSTRUMENT, wave, NOW)


def answer(workspace: Workspace, desk: Desk, answers: Mapping[str, str], now: datetime = NOW) -> Saved:
    """Answers and puts each answer on disk, as the window does; the last acknowledgement."""
    saved = None
    for ref, value in answers.items():
        saved = commit(workspace, desk.step(ref, desk.answer(ref, value)), now)
    assert saved is not None
    return saved


def complete(workspace: Workspace, response_id: str) -> Desk:
    """Answers all that the instrument asks for."""
    desk = open_response(workspace, response_id, NOW)
    answer(workspace, desk, example_answers(desk.form, NOW))
    return desk
