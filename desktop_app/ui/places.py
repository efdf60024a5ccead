"""Opening and closing the data folder, and the place where one left off. All of it runs on the database's thread.

Imports are inside: the first picture of the window waits for none of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from desktop_app.diagnosis import Benchmark
    from desktop_app.ui.tasks import Job
    from desktop_app.workflows.observations import ResponseStanding
    from desktop_app.workflows.overview import Glimpse, InitiativeOverview
    from desktop_app.workflows.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Opened:
    """An open data folder and what Inicio shows; ``response`` and ``screen`` say where one left off, if anywhere."""

    workspace: Workspace
    overview: list[InitiativeOverview]
    response: str
    screen: str


def glimpse(data_dir: Path, language: str) -> Glimpse | None:
    """What Inicio shows while the store is still opening; it is the slow part of a start."""
    from desktop_app.workflows import overview

    return overview.glimpse(data_dir, language)


def open_data(data_dir: Path, now: datetime, language: str) -> Opened:
    from desktop_app.workflows import settings
    from desktop_app.workflows.workspace import Workspace

    workspace = Workspace.open(data_dir, now)
    return Opened(
        workspace,
        workspace.overview(language),
        settings.get(workspace, "last_response", ""),
        settings.get(workspace, "last_page", ""),
    )


def load_screens() -> None:
    """Loads the code of a response's screens, which the first to be opened would wait for."""
    import_module("desktop_app.ui.response_screens")


def read_ahead(workspace: Workspace, shown: list[InitiativeOverview], now: datetime, language: str) -> None:
    """Gets the forms of what Inicio shows ready, first that of the response that was worked on last."""
    from desktop_app.workflows.responses import read_ahead

    latest: dict[str, str] = {}
    responses = [each for initiative in shown for each in initiative.responses]
    for each in sorted(responses, key=lambda each: each.updated, reverse=True):
        latest.setdefault(each.form_id, each.id)
    read_ahead(workspace, latest.values(), now, language)


def overview(workspace: Workspace, language: str) -> list[InitiativeOverview]:
    return workspace.overview(language)


def keep_place(workspace: Workspace, response: str, screen: str) -> None:
    from desktop_app.workflows import settings

    settings.set(workspace, "last_response", response)
    settings.set(workspace, "last_page", screen)


def close_data(opening: Job) -> None:
    """Closes what was opened, even when the window went before it heard of it."""
    if opening.future is not None and opening.future.exception() is None:
        opened: Opened = opening.future.result()
        opened.workspace.close()


def restore(opening: Job | None, data_dir: Path, path: Path, now: datetime) -> Path | None:
    """Closes what was opened and puts the backup at ``path`` in its place; returns where the former data is kept.

    ``None`` where there was none.
    """
    from desktop_app.workflows import backup

    if opening is not None:
        close_data(opening)
    return backup.restore(data_dir, path, now)


def standing(workspace: Workspace, response_id: str) -> ResponseStanding:
    """How a response stands with the receiving entity."""
    from desktop_app.workflows import observations

    return observations.standing(workspace, response_id)


def benchmarks(workspace: Workspace, response_id: str, now: datetime) -> tuple[Benchmark, ...]:
    """The means that are laid beside a response, as they are stored now."""
    from desktop_app.workflows.responses import open_response

    return open_response(workspace, response_id, now).facts.benchmarks
