"""Responses copied, archived and deleted, with time to change one's mind."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from desktop_app.errors import Place, UsageError
from desktop_app.workflows.answer import latest_revision
from desktop_app.workflows.responses import stored
from desktop_app.workflows.workspace import Workspace


@dataclass(frozen=True, slots=True)
class PutAway:
    """A response that is not on Inicio; ``deleted`` ones go for good 30 days after ``at``."""

    id: str
    initiative: str
    instrument_title: str
    wave: str
    deleted: bool
    at: datetime


def duplicate(workspace: Workspace, response_id: str, now: datetime) -> str:
    """A new response with all that the latest revision says, its comments and files included; returns its id.

    Raises ``USE-002`` for a response that is not there.
    """
    response = latest_revision(workspace, stored(workspace, response_id))
    return workspace.store.keeping.duplicate(response.id, at=now)


def archive(workspace: Workspace, response_id: str, now: datetime) -> None:
    """Inicio shows the response no more; it can be opened, and be the wave before another. ``USE-002``."""
    workspace.store.keeping.archive(stored(workspace, response_id).id, now)


def unarchive(workspace: Workspace, response_id: str) -> None:
    """Inicio shows the response again. ``USE-002``."""
    workspace.store.keeping.archive(stored(workspace, response_id, deleted=True).id, None)


def delete(workspace: Workspace, response_id: str, now: datetime) -> None:
    """The response is there no more, and goes for good 30 days later. ``USE-002``; ``USE-018`` if packages left."""
    if not workspace.store.keeping.delete(stored(workspace, response_id).id, now):
        raise UsageError("USE-018", Place(ref=response_id))


def undelete(workspace: Workspace, response_id: str) -> None:
    """Takes a deletion back. ``USE-002`` when it is too late for that."""
    workspace.store.keeping.delete(stored(workspace, response_id, deleted=True).id, None)


def put_away(workspace: Workspace, language: str) -> tuple[PutAway, ...]:
    """What was archived or deleted, the last first; instruments are named as Inicio names them."""
    settings = workspace.store.settings.all()
    return tuple(
        PutAway(
            each.id,
            each.initiative,
            settings.get(f"title.{each.form_id}.{language}", each.instrument_title),
            each.wave,
            each.deleted,
            each.at,
        )
        for each in workspace.store.keeping.put_away()
    )
