"""The sample initiative: clearly marked, filled with answers that show every part of the result."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from desktop_app.store import Card
from desktop_app.workflows.answer import commit
from desktop_app.workflows.responses import open_response, start
from desktop_app.workflows.workspace import Workspace
from desktop_app.xforms import Form

INSTRUMENT = "autodiagnostico"
_NAMES = {"es": "EJEMPLO: Cacao de Arauca", "en": "SAMPLE: Cocoa of Arauca"}
_SCORES = (2, 2, 1, 1, 2, 1, 1, 2, 2, 1, 1, 0, 0)
_COMMENTS = {
    "es": {
        3: "Falta describir las relaciones entre los productores y los compradores.",
        6: "El plan no tiene presupuesto ni fuentes de financiación.",
        12: "Se medirá desde el próximo semestre.",
    },
    "en": {
        3: "The relations between producers and buyers are still to be described.",
        6: "The plan has no budget and no sources of funding.",
        12: "Measurement begins next semester.",
    },
}


@dataclass(frozen=True, slots=True)
class Example:
    """What the sample consists of, by id: ``ssme`` is this year's response, which names the one before."""

    initiative: str
    self_diagnosis: str
    ssme: str


def create_example(workspace: Workspace, now: datetime, language: str = "es") -> str:
    """Makes the sample initiative with both instruments; returns the id of its SSME of this year, the main one."""
    return create_both(workspace, now, language).ssme


def create_both(workspace: Workspace, now: datetime, language: str = "es") -> Example:
    """The same, with the ids of all that it made."""
    from desktop_app.workflows.example_ssme import create_ssme

    self_diagnosis = create_self_diagnosis(workspace, now, language)
    initiative = workspace.store.responses.get(self_diagnosis).initiative_id
    return Example(initiative, self_diagnosis, create_ssme(workspace, initiative, now, language))


def create_self_diagnosis(workspace: Workspace, now: datetime, language: str = "es") -> str:
    """The sample initiative with a complete self-diagnosis and nothing else; returns the response's id."""
    name = _NAMES[language]
    card = Card(
        name=name,
        founded="2016",
        department="81",
        municipality="81736",
        macrosector="agroindustria",
        sector="cacao",
        entity_kind="camara_comercio",
        chamber="piedemonte_araucano",
        manager_name=name,
    )
    initiative = workspace.store.initiatives.add(card, at=now)
    response_id = start(workspace, initiative.id, INSTRUMENT, str(now.year), now, language)
    desk = open_response(workspace, response_id, now, language)
    for ref, value in example_answers(desk.form, now, language).items():
        commit(workspace, desk.step(ref, desk.answer(ref, value)), now)
    workspace.store.responses.set_place(response_id, _first_item(desk.form))
    return response_id


def _first_item(form: Form) -> str:
    """Where whoever opens the sample begins to look: the first practice, not the name and the address."""
    return next(ref for ref in form.binds if ref.endswith("/p01"))


def example_answers(form: Form, now: datetime, language: str = "es") -> Mapping[str, str]:
    """The sample's answers by reference, identification left to the card and the wave."""
    by_name = {ref.rpartition("/")[2]: ref for ref in form.binds}
    answers: dict[str, str] = {}
    for item, score in enumerate(_SCORES, start=1):
        answers[by_name[f"p{item:02d}"]] = str(score)
        comment = _COMMENTS[language].get(item)
        if comment:
            answers[by_name[f"p{item:02d}_comment"]] = comment
        if score < 2:
            planned = now + timedelta(days=30 * (item + 2))
            answers[by_name[f"p{item:02d}_planned"]] = planned.date().isoformat()
    return answers
