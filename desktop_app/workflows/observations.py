"""What the receiving entity asks about answers: how it stands with a response, and marking what is attended to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from desktop_app.store import Observation
from desktop_app.workflows.answer import Desk, latest_revision
from desktop_app.workflows.initiatives import card_of
from desktop_app.workflows.responses import asking_entity, stored
from desktop_app.workflows.shipped import title
from desktop_app.workflows.workspace import Workspace
from desktop_app.xforms import Session


@dataclass(frozen=True, slots=True)
class ResponseStanding:
    """How a response stands with the entity: its state, and what the entity asks that is still to be attended to."""

    response_id: str
    state: str
    entity: str
    observations: tuple[Observation, ...]


@dataclass(frozen=True, slots=True)
class Named:
    """A response as one calls it.

    ``latest_id`` is that of its latest revision, empty where it cannot be opened because it was deleted; ``labels`` has
    what is asked at the references that the latest revision still asks.
    """

    latest_id: str
    initiative: str
    form_title: str
    wave: str
    labels: Mapping[str, str] = field(default_factory=dict)


def standing(workspace: Workspace, response_id: str) -> ResponseStanding:
    """How the response stands now."""
    response = workspace.store.responses.get(response_id)
    observations = workspace.store.receipts.open_observations(response_id)
    return ResponseStanding(response_id, response.state.value, asking_entity(workspace), observations)


def mark_attended(workspace: Workspace, receipt: str, position: int, now: datetime) -> None:
    """The observation at ``position`` of the receipt with that SHA-256 needs no more attention."""
    workspace.store.receipts.mark_seen(receipt, position, now)


def named(workspace: Workspace, response_id: str, refs: Iterable[str], now: datetime, language: str = "es") -> Named:
    """What to call the response, and its questions at ``refs``. Raises ``USE-002`` if it is not there."""
    response = latest_revision(workspace, stored(workspace, response_id, deleted=True))
    form = workspace.forms.instrument(response.instrument_id)
    labels: dict[str, str] = {}
    wanted = tuple(refs)
    if wanted:
        session = Session(form, now=now.astimezone(), language=form.language_for(response.language or language))
        session.restore(workspace.store.responses.answers(response.id))
        desk = Desk(response.id, session)
        labels = {ref: _asked(desk, ref) for ref in wanted if desk.asks(ref)}
    return Named(
        latest_id="" if response.deleted_at else response.id,
        initiative=card_of(workspace, response.initiative_id).name,
        form_title=title(form, language),
        wave=response.wave,
        labels=labels,
    )


def of_groups(desk: Desk, section_ref: str) -> tuple[Observation, ...]:
    """What is asked about the section itself, or about groups in it, and is shown now."""
    return tuple(
        each
        for each in desk.facts.observations
        if desk.is_group(each.ref) and desk.section_of(each.ref) == section_ref and desk.asks(each.ref)
    )


def of_repeat(desk: Desk, nodeset: str) -> tuple[Observation, ...]:
    """What is asked about the repeat at ``nodeset``, or about one of its records as a whole, and is shown now."""
    return tuple(
        each
        for each in desk.facts.observations
        if (each.ref == nodeset or (each.ref.endswith("]") and each.ref.rpartition("[")[0] == nodeset))
        and desk.asks(each.ref)
    )


def _asked(desk: Desk, ref: str) -> str:
    name = desk.code(ref) or desk.number(ref)
    return f"{name} {desk.session.label(ref) or ref.rpartition('/')[2]}".strip()
