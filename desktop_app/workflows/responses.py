"""Starting a response to an instrument, and opening one where it was left."""

from __future__ import annotations

from datetime import datetime

from desktop_app.errors import Place, StoreError, UsageError
from desktop_app.store import Response
from desktop_app.workflows.answer import Desk, DeskFacts, latest_revision
from desktop_app.workflows.initiatives import card_answers, card_of
from desktop_app.workflows.places import place
from desktop_app.workflows.shipped import title
from desktop_app.workflows.workspace import Workspace
from desktop_app.xforms import Session


def start(
    workspace: Workspace, initiative_id: str, form_id: str, wave: str, now: datetime, language: str = "es"
) -> str:
    """Begins a response with the initiative's card filled in; returns its id.

    Raises ``USE-001`` for a form that does not ship, ``USE-007`` for an initiative that is not there.
    """
    form, number = workspace.forms.shipped(form_id)
    card = card_of(workspace, initiative_id)
    session = Session(form, now=now.astimezone(), language=form.language_for(language))
    known = card_answers(form, card)
    session.restore(known)
    desk = Desk("", session)
    answered, total, _ = desk.progress()
    return workspace.store.responses.start(
        initiative_id,
        number,
        wave=wave,
        at=now,
        total=total,
        answered=answered,
        language=session.language,
        answers=known,
    ).id


def open_response(workspace: Workspace, response_id: str, now: datetime, language: str = "es") -> Desk:
    """The latest revision of the response on a desk, with every stored answer and at the question where it was left.

    Raises ``USE-002`` for a response that is not there.
    """
    response = latest_revision(workspace, _stored(workspace, response_id))
    form = workspace.forms.instrument(response.instrument_id)
    session = Session(form, now=now.astimezone(), language=form.language_for(language))
    session.restore(workspace.store.responses.answers(response.id))
    card = workspace.store.initiatives.get(response.initiative_id).card
    facts = DeskFacts(
        initiative_id=response.initiative_id,
        initiative_name=card.name,
        manager_name=card.manager_name,
        place=place(card.municipality, card.department),
        form_title=title(form, language),
        wave=response.wave,
        state=response.state,
        revision=response.revision,
        replaces=response.replaces,
        current_ref=response.current_ref or "",
        saved_at=response.updated,
    )
    return Desk(response.id, session, facts)


def _stored(workspace: Workspace, response_id: str) -> Response:
    try:
        return workspace.store.responses.get(response_id.removeprefix("uuid:"))  # as packages name it
    except StoreError as error:
        if error.code not in ("STORE-009", "STORE-010"):  # not there, or not even a text that could be
            raise
        raise UsageError("USE-002", Place(ref=response_id)) from error
