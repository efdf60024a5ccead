"""The initiative's card: filled once, copied into every instrument."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime

from desktop_app.errors import Place, StoreError, UsageError
from desktop_app.store import CARD_FIELDS, Card
from desktop_app.workflows.shipped import CARD_FORM
from desktop_app.workflows.workspace import Workspace
from desktop_app.xforms import Form, Session

_YEAR = 4


def card_fields(form: Form) -> dict[str, str]:
    """Which question mirrors which field of the card: references by field, as ``telar:card`` says."""
    return {
        field: bind.ref for bind in form.binds.values() if (field := bind.attributes.get("card", "")) in CARD_FIELDS
    }


def card_session(workspace: Workspace, initiative_id: str | None, now: datetime, language: str) -> Session:
    """The card as a form to fill: empty for a new initiative, else with what is known."""
    form, _ = workspace.forms.shipped(CARD_FORM)
    session = Session(form, now=now.astimezone(), language=form.language_for(language))
    if initiative_id is not None:
        session.restore(card_answers(form, card_of(workspace, initiative_id)))
    return session


def card_of(workspace: Workspace, initiative_id: str) -> Card:
    """The initiative's card; ``USE-007`` if there is no such initiative."""
    with _known(initiative_id):
        return workspace.store.initiatives.get(initiative_id).card


def card_answers(form: Form, card: Card) -> dict[str, str]:
    """The card's known fields as answers to ``form``'s identification."""
    return {ref: value for field, ref in card_fields(form).items() if (value := getattr(card, field))}


def known_answers(form: Form, card: Card, wave: str) -> dict[str, str]:
    """What a response to ``form`` begins with: the card's fields, and its year where the wave is named by one."""
    year = year_ref(form)
    named_by_year = len(wave) == _YEAR and wave.isdecimal() and wave.isascii()
    return card_answers(form, card) | ({year: wave} if year and named_by_year else {})


def year_ref(form: Form) -> str:
    """The question that asks which year the answers refer to; empty for a form that asks it nowhere."""
    return next((ref for ref in form.binds if ref.endswith("/reference_year")), "")


def save_card(workspace: Workspace, session: Session, initiative_id: str | None, now: datetime) -> str:
    """Keeps the card and returns the initiative's id.

    Raises ``USE-008`` while something required is missing or wrong (the session stays as it is), ``USE-007`` if the
    initiative is not there.
    """
    problems = session.problems()
    if problems:
        raise UsageError("USE-008", count=len(problems))
    fields = {
        field: session.value(ref) if session.is_relevant(ref) else ""
        for field, ref in card_fields(session.form).items()
    }
    card = Card(**fields)
    if initiative_id is None:
        return workspace.store.initiatives.add(card, at=now).id
    with _known(initiative_id):
        return workspace.store.initiatives.update(initiative_id, card, at=now).id


def rename(workspace: Workspace, initiative_id: str, name: str, now: datetime) -> None:
    """The card has another name from now on; answers stay as they are. ``USE-007`` if there is no such initiative."""
    card = card_of(workspace, initiative_id)
    workspace.store.initiatives.update(initiative_id, replace(card, name=name), at=now)


@contextmanager
def _known(initiative_id: str) -> Iterator[None]:
    """``USE-007`` where the store says only that what was asked for is not there."""
    try:
        yield
    except StoreError as error:
        if error.code != "STORE-009":
            raise
        raise UsageError("USE-007", Place(ref=initiative_id)) from error


def take_off_list(workspace: Workspace, initiative_id: str, now: datetime) -> None:
    """Inicio shows the initiative no more; its responses and packages stay."""
    workspace.store.initiatives.archive(initiative_id, at=now)


def off_list(workspace: Workspace) -> list[tuple[str, str]]:
    """Id and name of the initiatives that were taken off Inicio, by name."""
    return [(each.id, each.card.name) for each in workspace.store.initiatives.list(archived=True)]


def put_back(workspace: Workspace, initiative_id: str) -> None:
    """Inicio shows the initiative again."""
    workspace.store.initiatives.unarchive(initiative_id)
