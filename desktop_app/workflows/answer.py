"""Answers on their way to the disk: each step of the desk in one transaction, before the screen says so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from desktop_app.errors import StoreError
from desktop_app.store import NotesState, NotesStep, Response, ResponseState
from desktop_app.store.records import is_below
from desktop_app.workflows.desk import Desk, DeskFacts, SectionState, SectionView, Step
from desktop_app.workflows.workspace import Workspace

__all__ = ["Desk", "DeskFacts", "Saved", "SectionState", "SectionView", "Step", "commit", "latest_revision"]

_OPEN_STATES = (ResponseState.DRAFT, ResponseState.READY)
_HANDED_OVER = "STORE-017"


@dataclass(frozen=True, slots=True)
class Saved:
    """What the disk holds after an answer. ``response_id`` is new when the answer began a correction."""

    response_id: str
    at: datetime
    answered: int
    total: int
    state: str
    revision: int


def commit(workspace: Workspace, step: Step, now: datetime) -> Saved:
    """Puts one step, its history, its notes and the response's place and counts on disk in one transaction.

    Runs on the database thread. What was already exported stays as it was: the answer or note goes to its next
    revision, which begins with all its answers and notes; a step that says what was handed over already begins none.
    """
    try:
        return _record(workspace, step, step.response_id, now)
    except StoreError as error:
        if error.code != _HANDED_OVER:
            raise
    responses = workspace.store.responses
    response = latest_revision(workspace, responses.get(step.response_id))
    if response.state not in _OPEN_STATES:
        known = responses.answers(response.id), responses.notes(response.id)
        if _says_nothing_new(step, known[0]) and _notes_say_nothing_new(step.notes, known[1]):
            return Saved(response.id, response.updated, step.answered, step.total, response.state, response.revision)
        response = _next_revision(workspace, response, known, now)
    return _record(workspace, step, response.id, now)


def _record(workspace: Workspace, step: Step, response_id: str, now: datetime) -> Saved:
    record = workspace.store.responses.record_answer(
        response_id,
        step.values,
        asked_ref=step.ref,
        at=now,
        answered=step.answered,
        total=step.total,
        within=step.within,
        state=ResponseState.READY if step.ready else ResponseState.DRAFT,
        notes=step.notes,
    )
    return Saved(record.id, now, step.answered, step.total, record.state, record.revision)


def _says_nothing_new(step: Step, stored: Mapping[str, str]) -> bool:
    return all(stored.get(ref) == value for ref, value in step.values.items()) and not any(
        is_below(ref, step.within) and ref not in step.values for ref in stored
    )


def _notes_say_nothing_new(step: NotesStep, stored: NotesState) -> bool:
    kept = {*stored.comments, *stored.evidence, *stored.carried}
    return (
        all(stored.comments.get(ref, "") == text for ref, text in step.comments.items())
        and all(stored.evidence.get(ref, ()) == names for ref, names in step.evidence.items())
        and all((ref in stored.carried) == doubted for ref, doubted in step.carried.items())
        and not any(is_below(ref, step.within) and ref not in step.carried for ref in kept)
    )


def latest_revision(workspace: Workspace, response: Response) -> Response:
    """The revision that nothing replaces yet, starting from ``response``."""
    if response.state in _OPEN_STATES:
        return response
    theirs = workspace.store.responses.list_by_initiative(response.initiative_id)
    replacements = {each.replaces: each for each in theirs}
    while response.id in replacements:
        response = replacements[response.id]
    return response


def _next_revision(
    workspace: Workspace, response: Response, known: tuple[Mapping[str, str], NotesState], now: datetime
) -> Response:
    answers, notes = known
    return workspace.store.responses.start(
        response.initiative_id,
        response.instrument_id,
        wave=response.wave,
        at=now,
        total=response.total,
        answered=response.answered,
        language=response.language,
        reference_year=response.reference_year,
        answers=answers,
        replaces=response,
        previous=response.previous,
        notes=notes,
    )
