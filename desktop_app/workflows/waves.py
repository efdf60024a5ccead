"""The next wave of an instrument: begun from what was answered in the one before, and compared with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from desktop_app.diagnosis import carried, companions
from desktop_app.errors import AnswersError, Place, UsageError
from desktop_app.store import NotesState
from desktop_app.workflows.answer import latest_revision
from desktop_app.workflows.initiatives import card_of, known_answers
from desktop_app.workflows.responses import as_earlier, begin, last_saved, put_down, stored
from desktop_app.workflows.workspace import Workspace
from desktop_app.xforms import Form, Session
from desktop_app.xforms.datatypes import canonical
from desktop_app.xforms.model import Control, ProblemKind, Question
from desktop_app.xforms.tree import generic

_CHOOSES = (Control.SELECT1, Control.SELECT, Control.RANK)


@dataclass(frozen=True, slots=True)
class WaveOffer:
    """A response that a new wave may follow: ``answered`` of ``total`` questions carry an answer."""

    response_id: str
    wave: str
    answered: int
    total: int
    updated: datetime


def offers(workspace: Workspace, initiative_id: str, form_id: str) -> tuple[WaveOffer, ...]:
    """The initiative's responses to the form, newest wave first: latest revisions, and nothing that was deleted."""
    numbers = {each.id for each in workspace.store.instruments.list() if each.form_id == form_id}
    theirs = workspace.store.responses.list_by_initiative(initiative_id)
    replaced = {each.replaces for each in theirs}
    found = [
        WaveOffer(each.id, each.wave, each.answered, each.total, each.updated)
        for each in theirs
        if each.instrument_id in numbers and each.id not in replaced and not each.deleted_at
    ]
    return tuple(sorted(found, key=lambda each: (each.wave, each.updated), reverse=True))


def begin_next(
    workspace: Workspace,
    initiative_id: str,
    form_id: str,
    wave: str,
    previous_id: str | None,
    now: datetime,
    language: str = "es",
    *,
    carry: bool,
) -> str:
    """Begins a response that follows the latest revision of ``previous_id``, if any; returns its id.

    With ``carry`` it begins with the answers of then that the form lets pass, each to be confirmed.

    Raises:
        UsageError: ``USE-001`` for a form that does not ship, ``USE-007`` for an initiative that is not there,
            ``USE-002`` for a previous response that is not there, or not one of the initiative's to this form.
    """
    form, number = workspace.forms.current(form_id, wave)
    if previous_id is None:
        return begin(workspace, initiative_id, form, number, wave, now, language)
    return begin_after(workspace, initiative_id, form, number, wave, previous_id, now, language, carry=carry)


def begin_after(
    workspace: Workspace,
    initiative_id: str,
    form: Form,
    number: int,
    wave: str,
    previous_id: str,
    now: datetime,
    language: str = "es",
    *,
    carry: bool,
) -> str:
    """The same with the form that the store keeps under ``number``."""
    card = card_of(workspace, initiative_id)
    previous = latest_revision(workspace, stored(workspace, previous_id))
    before = as_earlier(workspace, previous, now, language).session
    if previous.initiative_id != initiative_id or before.form.id != form.id:
        raise UsageError("USE-002", Place(ref=previous_id))
    known = known_answers(form, card, wave)
    saved = last_saved(form, before, previous.id)

    def begun(answers: dict[str, str]) -> Session:
        session = Session(form, now=now.astimezone(), language=form.language_for(language), last_saved=saved)
        session.restore({**answers, **known})
        return session

    if not carry:
        return put_down(workspace, initiative_id, number, wave, begun({}), known, previous=previous.id)
    taken = {ref: value for ref, value in answers_to_carry(form, before).items() if ref not in known}
    session = begun(taken)
    while refused := [ref for ref, value in taken.items() if not stands(session, ref, value)]:
        # One that does not stand may be what another's choices depend on: it is tried again without.
        taken = {ref: value for ref, value in taken.items() if ref not in refused}
        session = begun(taken)
    notes = _notes(session, taken, workspace.store.responses.notes(previous.id))
    return put_down(
        workspace, initiative_id, number, wave, session, {**taken, **known}, previous=previous.id, notes=notes
    )


def answers_to_carry(form: Form, before: Session) -> dict[str, str]:
    """What a new response to ``form`` may take over of ``before``, numbers of instances among it.

    Only what applied then, was answered, and is asked the same way; what stands for a missing number only with the
    number's own leave.
    """
    allowed = carried(form)
    own = {ref for ref in allowed if _is_question(form, ref)}
    own -= {ref for owner, each in companions(form).items() if (ref := each.special or "") and owner not in allowed}
    own = {ref for ref in own if _asked_alike(form, before.form, ref)}
    found = {
        place: str(count)
        for place, count in before.repeats().items()
        if generic(place) in allowed and before.is_relevant(place)
    }
    for place, value in before.values().items():
        if value and generic(place) in own and before.is_relevant(place) and _has_room(place, found):
            problem = before.problem(place)
            if problem is None or problem.kind is not ProblemKind.TYPE:
                found[place] = value
    return found


def _is_question(form: Form, ref: str) -> bool:
    return _question(form, ref) is not None


def _question(form: Form, ref: str) -> Question | None:
    try:
        return form.question(ref)
    except KeyError:
        return None


def _asked_alike(form: Form, other: Form, ref: str) -> bool:
    """Whether ``other`` has the question too, and answered the same way: a choice's name is no text."""
    one, then = _question(form, ref), _question(other, ref)
    return one is not None and then is not None and one.control is then.control


def _has_room(place: str, counts: Mapping[str, str]) -> bool:
    """Whether all instances around ``place`` are among ``counts``."""
    end = place.find("[")
    while end > 0:
        if place[:end] not in counts:
            return False
        end = place.find("[", end + 1)
    return True


def stands(session: Session, ref: str, value: str) -> bool:
    """Whether the new form can hold ``value`` at ``ref``, or as many instances."""
    question = _question(session.form, ref)
    try:
        if question is None:
            return session.repeat_count(ref) == int(value)
        problem = session.problem(ref)
        offered = {choice.name for choice in session.choices(ref)}
    except AnswersError:
        return False
    if canonical(question.type, value) is None or (problem is not None and problem.kind is ProblemKind.TYPE):
        return False
    # What does not apply yet has no problems, but may come to apply.
    parts = [value] if question.control is Control.SELECT1 else value.split()
    return question.control not in _CHOOSES or offered.issuperset(parts)


def _notes(session: Session, taken: Mapping[str, str], before: NotesState) -> NotesState:
    """Every answer taken over is to be confirmed, but for remarks; comments come along, files stay with their wave."""
    form = session.form
    remarks = {each.comment for each in companions(form).values()}
    asked = {ref for ref in taken if _is_question(form, ref)}
    return NotesState(
        comments={
            ref: text
            for ref, text in before.comments.items()
            if _is_question(form, ref) and _has_room(ref, taken) and _is_there(session, ref)
        },
        carried=frozenset(ref for ref in asked if generic(ref) not in remarks),
    )


def _is_there(session: Session, ref: str) -> bool:
    try:
        session.value(ref)
    except AnswersError:
        return False
    return True
