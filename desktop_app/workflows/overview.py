"""What Inicio shows: the initiatives and their responses. Cheap to import, for it is shown before the store is open."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from desktop_app.store import InitiativeOverview as StoredInitiative
from desktop_app.store import glance
from desktop_app.workflows.places import place


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


@dataclass(frozen=True, slots=True)
class Glimpse:
    """What is stored, read before the store is open; the settings say where one left off."""

    overview: list[InitiativeOverview]
    settings: Mapping[str, str]


def glimpse(data_dir: Path, language: str) -> Glimpse | None:
    """A first look at ``data_dir``; ``None`` when only ``Workspace.open`` can tell what is the matter with it."""
    found = glance(data_dir)
    return Glimpse(shown(found.overview, found.settings, language), found.settings) if found else None


def shown(
    initiatives: Iterable[StoredInitiative], settings: Mapping[str, str], language: str
) -> list[InitiativeOverview]:
    """The initiatives by name with their responses, the last worked on first; replaced revisions are left out.

    ``settings`` hold the instruments' titles as they were when last compiled: no form is opened for them.
    """
    return [_initiative(initiative, settings, language) for initiative in initiatives]


def _initiative(stored: StoredInitiative, settings: Mapping[str, str], language: str) -> InitiativeOverview:
    replaced = {response.replaces for response in stored.responses}
    responses = tuple(
        ResponseOverview(
            response.id,
            settings.get(f"title.{response.form_id}.{language}", response.instrument_title),
            response.form_id,
            response.wave,
            response.state,
            response.revision,
            response.answered,
            response.total,
            response.updated,
        )
        for response in stored.responses
        if response.id not in replaced
    )
    return InitiativeOverview(stored.id, stored.name, place(stored.municipality, stored.department), responses)
