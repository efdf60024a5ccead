"""Starting a response to an instrument, and opening one where it was left."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from itertools import chain
from typing import Final

from desktop_app.diagnosis import Benchmark, Offer, actions, offer_forms, offered, plan_form
from desktop_app.diagnosis.offering import blank_record
from desktop_app.errors import Place, StoreError, UsageError
from desktop_app.store import NotesState, Response
from desktop_app.texts import spell_output
from desktop_app.workflows.answer import Desk, DeskFacts, latest_revision
from desktop_app.workflows.earlier import Earlier, earlier
from desktop_app.workflows.initiatives import card_fields, card_of, known_answers
from desktop_app.workflows.notes import Notes
from desktop_app.workflows.places import place
from desktop_app.workflows.shipped import title
from desktop_app.workflows.workspace import Workspace
from desktop_app.xforms import Form, Session
from desktop_app.xforms.drafts import draft
from desktop_app.xforms.tree import Tree, generic, plant

_IDENTITY: Final = ("/meta/instanceID", "/orx:meta/orx:instanceID")


def start(
    workspace: Workspace, initiative_id: str, form_id: str, wave: str, now: datetime, language: str = "es"
) -> str:
    """Begins a response with the initiative's card filled in; returns its id.

    Raises ``USE-001`` for a form that does not ship, ``USE-007`` for an initiative that is not there.
    """
    form, number = workspace.forms.current(form_id, wave)
    return begin(workspace, initiative_id, form, number, wave, now, language)


def begin(
    workspace: Workspace, initiative_id: str, form: Form, number: int, wave: str, now: datetime, language: str = "es"
) -> str:
    """The same with the form that the store keeps under ``number``."""
    card = card_of(workspace, initiative_id)
    before = _last_saved(workspace, initiative_id, form, now)
    session = Session(form, now=now.astimezone(), language=form.language_for(language), last_saved=before)
    known = known_answers(form, card, wave)
    session.restore(known)
    return put_down(workspace, initiative_id, number, wave, session, known)


def put_down(
    workspace: Workspace,
    initiative_id: str,
    number: int,
    wave: str,
    session: Session,
    known: Mapping[str, str],
    *,
    previous: str | None = None,
    notes: NotesState | None = None,
) -> str:
    """Keeps a response that begins as ``session`` is: with ``known`` and what the form filled in; its id."""
    emptied = _begin_empty(session)
    answered, total, _ = Desk("", session).progress()
    return workspace.store.responses.start(
        initiative_id,
        number,
        wave=wave,
        at=session.now,
        total=total,
        answered=answered,
        answers={**_filled_in(session), **known, **emptied},
        previous=previous,
        notes=notes,
    ).id


def _begin_empty(session: Session) -> dict[str, str]:
    """A plan begins without actions, and without records what may begin from opportunities: the blank one with which a
    form opens would be one to answer.

    Returns the numbers of instances to be kept, where they were changed.
    """
    plan = plan_form(session.form)
    blank = {plan.nodeset} if plan and all(action.blank() for action in actions(session, plan)) else set()
    for form in offer_forms(session.form):
        if session.repeat_count(form.nodeset) == 1 and blank_record(session, form):
            blank.add(form.nodeset)
    for nodeset in blank:
        for position in range(session.repeat_count(nodeset), 0, -1):
            session.remove_repeat(f"{nodeset}[{position}]")
    return dict.fromkeys(sorted(blank), "0")


def open_response(workspace: Workspace, response_id: str, now: datetime, language: str = "es") -> Desk:
    """The latest revision of the response on a desk, with every stored answer and at the question where it was left.

    It is shown in the language that was chosen for it, if one was, else in ``language``. Raises ``USE-002`` for a
    response that is not there, or that was deleted.
    """
    response = latest_revision(workspace, stored(workspace, response_id))
    form = workspace.forms.instrument(response.instrument_id)
    chosen = form.language_for(response.language or language)
    previous = wave_before(workspace, response, now, language)
    if previous is not None:
        before = last_saved(form, previous.session, previous.response_id)
    else:
        before = _last_saved(workspace, response.initiative_id, form, now, response)
    session = Session(form, now=now.astimezone(), language=chosen, last_saved=before, spell=spell_output)
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
        previous=previous,
        benchmarks=_benchmarks(workspace, session, card.macrosector, response.initiative_id),
        observations=workspace.store.receipts.open_observations(response.id),
        entity=asking_entity(workspace),
        offers=_offers(workspace, response.initiative_id, form, now, language),
    )
    return Desk(response.id, session, facts, Notes(workspace.store.responses.notes(response.id)))


def read_ahead(workspace: Workspace, response_ids: Iterable[str], now: datetime, language: str = "es") -> None:
    """Opens responses that may be opened next and lets them go: their forms are read and their rules compiled then."""
    for response_id in response_ids:
        open_response(workspace, response_id, now, language)


def wave_before(workspace: Workspace, response: Response, now: datetime, language: str = "es") -> Earlier | None:
    """What the response follows: the latest revision of the wave before; nothing while that is deleted."""
    if response.previous is None:
        return None
    before = latest_revision(workspace, workspace.store.responses.get(response.previous))
    return None if before.deleted_at else as_earlier(workspace, before, now, language)


def as_earlier(workspace: Workspace, response: Response, now: datetime, language: str = "es") -> Earlier:
    """A stored response as one that is only read."""
    form = workspace.forms.instrument(response.instrument_id)
    session = Session(form, now=now.astimezone(), language=form.language_for(response.language or language))
    session.restore(workspace.store.responses.answers(response.id))
    return earlier(response.id, response.wave, session)


def last_saved(form: Form, session: Session, response_id: str) -> bytes | None:
    """The earlier ``session`` for a form that begins with what was said then, or asks for it in its rules."""
    return session.instance_xml(instance_id=f"uuid:{response_id}") if form.definition.last_saved else None


def asking_entity(workspace: Workspace) -> str:
    """The name of the receiving entity that is trusted here; empty while none is."""
    return next((each.name for each in workspace.store.trust.pinned()), "")


def made_up_for(form_id: str, initiative_id: str) -> str:
    """The name under which made-up means are kept that only the responses of one initiative, a sample, may show."""
    return f"{form_id}@{initiative_id}"


def _offers(workspace: Workspace, initiative_id: str, form: Form, now: datetime, language: str) -> tuple[Offer, ...]:
    """The opportunities in the initiative's latest response to each other instrument, if ``form`` asks for them."""
    asking = offer_forms(form)
    if not asking:
        return ()
    theirs = workspace.store.responses.list_by_initiative(initiative_id)
    replaced = {each.replaces for each in theirs}
    latest: dict[str, Response] = {}
    for each in sorted(theirs, key=lambda one: (one.wave, one.updated), reverse=True):
        other = workspace.forms.instrument(each.instrument_id).id
        wanted = other != form.id and any(one.wants(other) for one in asking)
        if wanted and each.answered and each.id not in replaced and not each.deleted_at:
            latest.setdefault(other, each)
    found: list[Offer] = []
    for each in latest.values():
        session = as_earlier(workspace, each, now, language).session
        found += offered(session, title(session.form, language), each.wave)
    return tuple(found)


def _benchmarks(workspace: Workspace, session: Session, macrosector: str, initiative_id: str) -> tuple[Benchmark, ...]:
    """The means that the response is compared with: its own macrosector is the answer's, else the card's."""
    ref, kept = card_fields(session.form).get("macrosector", ""), workspace.store.benchmarks
    group = (session.value(ref) if ref else "") or macrosector
    made_up = made_up_for(session.form.id, initiative_id)
    means = kept.latest(session.form.id, group) or kept.latest(made_up, group)
    return tuple(Benchmark(each.scope, each.group, each.wave, each.count, each.means) for each in means)


def _filled_in(session: Session) -> dict[str, str]:
    """What the form filled in by itself when it was opened and would fill in otherwise another day, to be kept.

    What it declares follows from the form alone; an identity is made when the response leaves.
    """
    definition = session.form.definition
    declared = dict(draft(Tree(plant(definition.seed)).root))
    actions = [*definition.load_actions, *chain.from_iterable(definition.repeat_actions.values())]
    changing = {action.target_ref for action in actions} | {
        ref for ref, spec in definition.specs.items() if spec.preload
    }
    return {
        ref: value
        for ref, value in session.draft().items()
        if (value != declared.get(ref) or generic(ref) in changing) and not ref.endswith(_IDENTITY)
    }


def _last_saved(
    workspace: Workspace, initiative_id: str, form: Form, now: datetime, response: Response | None = None
) -> bytes | None:
    """The initiative's latest response to the form before ``response``, if the form begins with what was said then."""
    if not form.definition.last_saved:
        return None
    theirs = workspace.store.responses.list_by_initiative(initiative_id)
    by_id = {each.id: each for each in theirs}
    while response is not None and response.replaces in by_id:
        response = by_id[response.replaces]
    replaced = {each.replaces for each in theirs}
    for each in theirs:
        if each.id in replaced or each.deleted_at or (response is not None and each.started >= response.started):
            continue
        other = workspace.forms.instrument(each.instrument_id)
        if other.id == form.id:
            session = Session(other, now=now.astimezone())
            session.restore(workspace.store.responses.answers(each.id))
            return last_saved(form, session, each.id)
    return None


def stored(workspace: Workspace, response_id: str, *, deleted: bool = False) -> Response:
    """The response with that id; ``USE-002`` if it is not there, or was deleted and ``deleted`` ones do not count."""
    try:
        response = workspace.store.responses.get(response_id.removeprefix("uuid:"))  # as packages name it
    except StoreError as error:
        if error.code not in ("STORE-009", "STORE-010"):  # not there, or not even a text that could be
            raise
        raise UsageError("USE-002", Place(ref=response_id)) from error
    if response.deleted_at and not deleted:
        raise UsageError("USE-002", Place(ref=response_id))
    return response
