"""The workspace: one open data folder and the shipped forms. Its methods run on the database thread."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Self

from desktop_app import __version__
from desktop_app.store import Store
from desktop_app.workflows.places import place
from desktop_app.workflows.shipped import FormCatalogue


@dataclass(frozen=True, slots=True)
class ResponseOverview:
    """One response as Inicio shows it."""

    id: str
    instrument_title: str
    form_id: str
    wave: str
    state: str
    revision: int
    answered: int
    total: int
    updated: datetime


@dataclass(frozen=True, slots=True)
class InitiativeOverview:
    """One initiative as Inicio shows it; ``place`` is "Municipio, Departamento" as far as the card tells."""

    id: str
    name: str
    place: str
    responses: tuple[ResponseOverview, ...]


class Workspace:
    """An open data folder."""

    def __init__(self, data_dir: Path, store: Store) -> None:
        self.data_dir = data_dir
        self.store = store
        self.forms = FormCatalogue(store)

    @classmethod
    def open(cls, data_dir: Path, now: datetime) -> Self:
        """Opens (or creates) the data folder; a refusal raises ``StoreError`` and leaves it as it was."""
        return cls(data_dir, Store.open(data_dir, now=now, program_version=__version__))

    def close(self) -> None:
        self.store.close()

    def overview(self, language: str = "es") -> list[InitiativeOverview]:
        """The initiatives by name with their responses, the last worked on first; replaced revisions are left out."""
        found = []
        titles: dict[str, str] = {}
        for initiative in self.store.responses.overview():
            for response in initiative.responses:
                if response.form_id not in titles:
                    titles[response.form_id] = self.title(response.form_id, language, response.instrument_title)
            replaced = {response.replaces for response in initiative.responses}
            shown = tuple(
                ResponseOverview(
                    response.id,
                    titles[response.form_id],
                    response.form_id,
                    response.wave,
                    response.state,
                    response.revision,
                    response.answered,
                    response.total,
                    response.updated,
                )
                for response in initiative.responses
                if response.id not in replaced
            )
            found.append(
                InitiativeOverview(
                    initiative.id, initiative.name, place(initiative.municipality, initiative.department), shown
                )
            )
        return found

    def title(self, form_id: str, language: str, otherwise: str) -> str:
        """An instrument's title as it was when last compiled; no form is opened for it."""
        return self.store.settings.get(f"title.{form_id}.{language}", otherwise)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()
