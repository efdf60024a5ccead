"""Drafts that were begun with an older version of their form: what a newer one keeps, moves and no longer asks.

An answer goes to the question at the same place, else to the only question of its name; it must be answered the same
way and offer what was chosen. What finds no place stays readable in the draft as it was, which is archived and not
changed.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from desktop_app.reports.wording import Wording
from desktop_app.store import NotesState, Response, ResponseState
from desktop_app.texts import language_code
from desktop_app.workflows.initiatives import card_of
from desktop_app.workflows.responses import put_down, stored
from desktop_app.workflows.waves import stands
from desktop_app.workflows.workspace import Workspace
from desktop_app.xforms import Form, Session
from desktop_app.xforms.model import repeats
from desktop_app.xforms.tree import generic

_POSITION = re.compile(r"\[([0-9]+)\]")


@dataclass(frozen=True, slots=True)
class Fate:
    """One answer of the old draft: what was asked, what was said, where it was, and where it goes ("" for nowhere).

    ``to_label`` is what the newer form asks there, for an answer that moved.
    """

    label: str
    value: str = field(repr=False)
    ref: str
    to: str
    to_label: str = ""


@dataclass(frozen=True, slots=True)
class Migration:
    """What becomes of a draft under a newer form. ``answers`` and ``notes`` are what the new draft begins with."""

    response_id: str
    initiative: str
    wave: str
    from_version: str
    to_version: str
    kept: int
    moved: tuple[Fate, ...]
    dropped: tuple[Fate, ...]
    answers: Mapping[str, str] = field(repr=False)
    notes: NotesState = field(repr=False)


def drafts_of(workspace: Workspace, form: Form, also: Collection[str] = ()) -> tuple[Response, ...]:
    """The open drafts of other versions of ``form``, and of the forms with the ids ``also`` that it takes over.

    A correction of what was handed over is answered with the form of what it corrects: it is not among them.
    """
    others = {each.id for each in workspace.store.instruments.list() if each.form_id in (form.id, *also)}
    others -= {each.id for each in workspace.store.instruments.list() if each.sha256 == form.sha256}
    return tuple(
        response
        for initiative in workspace.store.initiatives.list()
        for response in workspace.store.responses.list_by_initiative(initiative.id)
        if response.instrument_id in others
        and response.state in (ResponseState.DRAFT, ResponseState.READY)
        and response.replaces is None
        and not response.deleted_at
        and not response.archived_at
    )


def plan(workspace: Workspace, response: Response, form: Form, now: datetime, language: str = "es") -> Migration:
    """What would become of the draft ``response``; nothing is changed."""
    old_form = workspace.forms.instrument(response.instrument_id)
    old = Session(old_form, now=now.astimezone(), language=old_form.language_for(response.language or language))
    old.restore(workspace.store.responses.answers(response.id))
    before, after = _Shape(old_form), _Shape(form)
    given = {ref: value for ref, value in old.draft().items() if value and before.has(ref)}
    places = {ref: before.place(after, ref) for ref in given}
    taken = {to: given[ref] for ref, to in places.items() if to}
    while refused := _refused(form, taken, now):
        # One that does not stand may be what another's choices depend on: the rest is tried again without.
        taken = {to: value for to, value in taken.items() if to not in refused}
    counts = old.repeats()
    fates = [
        Fate(*_said(old, ref, language), ref=ref, to=places[ref] if places[ref] in taken else "")
        for ref in given
        if ref not in counts and old.is_relevant(ref)
    ]
    new = Session(form, now=now.astimezone(), language=form.language_for(response.language or language))
    new.restore(taken)
    return Migration(
        response_id=response.id,
        initiative=card_of(workspace, response.initiative_id).name,
        wave=response.wave,
        from_version=old_form.version,
        to_version=form.version,
        kept=sum(fate.to == fate.ref for fate in fates),
        moved=tuple(replace(fate, to_label=new.label(fate.to)) for fate in fates if fate.to and fate.to != fate.ref),
        dropped=tuple(fate for fate in fates if not fate.to),
        answers=taken,
        notes=_notes(workspace.store.responses.notes(response.id), before, after),
    )


def migrate(workspace: Workspace, migration: Migration, form: Form, number: int, now: datetime) -> str:
    """Begins the draft anew with ``form``, which the store keeps under ``number``, and archives the old one as it is.

    Returns the new draft's id. Raises ``USE-002`` for a draft that is not there any more.
    """
    response = stored(workspace, migration.response_id)
    session = Session(form, now=now.astimezone())
    session.restore(migration.answers)
    begun = put_down(
        workspace,
        response.initiative_id,
        number,
        response.wave,
        session,
        migration.answers,
        previous=response.previous,
        notes=migration.notes,
    )
    workspace.store.attachments.share(response.id, begun)
    workspace.store.keeping.archive(response.id, now)
    return begun


def _refused(form: Form, taken: Mapping[str, str], now: datetime) -> set[str]:
    session = Session(form, now=now.astimezone())
    session.restore(taken)
    return {ref for ref, value in taken.items() if not stands(session, ref, value)}


class _Shape:
    """What is where in a form: questions by reference, repeats, and both by their last name."""

    def __init__(self, form: Form) -> None:
        self.questions = {question.ref: question for question in form.questions()}
        self.repeats = frozenset(each.ref for each in repeats(form.body))
        self._named: dict[str, list[str]] = {}
        for ref in (*self.questions, *self.repeats):
            self._named.setdefault(ref.rpartition("/")[2], []).append(ref)

    def has(self, ref: str) -> bool:
        """Whether a person says what is at ``ref``: an answer, or how many records there are."""
        return generic(ref) in self.questions or generic(ref) in self.repeats

    def place(self, other: _Shape, ref: str) -> str:
        """Where what is at ``ref`` here goes in ``other``, with its positions; "" for nowhere."""
        plain = generic(ref)
        if self._fits(other, plain, plain):
            return ref
        named = [each for each in other._named.get(plain.rpartition("/")[2], ()) if self._fits(other, plain, each)]
        return other._with_positions(named[0], _POSITION.findall(ref)) if len(named) == 1 else ""

    def _fits(self, other: _Shape, before: str, after: str) -> bool:
        """Whether what is at ``before`` can be at ``after``: both ask alike, within as many repeats."""
        if len(self._around(before)) != len(other._around(after)):
            return False
        if before in self.repeats:
            return after in other.repeats
        one, then = self.questions.get(before), other.questions.get(after)
        return one is not None and then is not None and one.control is then.control

    def _around(self, ref: str) -> list[str]:
        """The repeats around ``ref``, the innermost first."""
        return sorted((each for each in self.repeats if ref.startswith(f"{each}/")), key=len, reverse=True)

    def _with_positions(self, ref: str, positions: list[str]) -> str:
        for nodeset, position in zip(self._around(ref), reversed(positions), strict=True):
            ref = f"{nodeset}[{position}]{ref[len(nodeset) :]}"
        return ref


def _said(session: Session, ref: str, language: str) -> tuple[str, str]:
    question = session.form.question(generic(ref))
    words = Wording.of(language_code(session.language) or language)
    return session.label(ref) or question.ref.rpartition("/")[2], words.answer(session, question, ref)


def _notes(found: NotesState, before: _Shape, after: _Shape) -> NotesState:
    """Comments, files and what is still to be confirmed, each where its question goes."""
    to = {ref: before.place(after, ref) for ref in {*found.comments, *found.evidence, *found.carried}}
    return NotesState(
        comments={to[ref]: text for ref, text in found.comments.items() if to[ref]},
        evidence={to[ref]: names for ref, names in found.evidence.items() if to[ref]},
        carried=frozenset(to[ref] for ref in found.carried if to[ref]),
    )
