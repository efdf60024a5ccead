"""Answering: an open response on the desk, and each answer on disk before the screen says so."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from desktop_app.diagnosis import Companions, Diagnosis, Rubric, companions, diagnose
from desktop_app.diagnosis.numbering import numbering
from desktop_app.store import Response, ResponseState
from desktop_app.texts import fold
from desktop_app.workflows.workspace import Workspace
from desktop_app.xforms import Form, Session
from desktop_app.xforms.model import Changes, Control, Group, ProblemKind, Question

_OPEN_STATES = (ResponseState.DRAFT, ResponseState.READY)
SectionState = Literal["none", "started", "complete", "review"]


@dataclass(frozen=True, slots=True)
class SectionView:
    """One section of the task list: ``problems`` are values to review, not questions still unanswered."""

    ref: str
    code: str
    title: str
    answered: int
    total: int
    problems: int
    state: SectionState


@dataclass(frozen=True, slots=True)
class Step:
    """One answer as it goes from the desk to the disk: a value that another thread may hold."""

    response_id: str
    ref: str
    value: str
    answered: int
    total: int
    ready: bool


@dataclass(frozen=True, slots=True)
class Saved:
    """What the disk holds after an answer. ``response_id`` is new when the answer began a correction."""

    response_id: str
    at: datetime
    answered: int
    total: int
    state: str
    revision: int


@dataclass(frozen=True, slots=True)
class DeskFacts:
    """What the store knows of the response besides its answers."""

    initiative_id: str = ""
    initiative_name: str = ""
    manager_name: str = ""
    place: str = ""
    form_title: str = ""
    wave: str = ""
    state: str = "draft"
    revision: int = 1
    replaces: str | None = None
    current_ref: str = ""
    saved_at: datetime | None = None


class Desk:
    """An open response: the engine's session and what the screens ask about it. Pure; it reads and writes no file.

    Shapes: a *section* is a top-level group; a question's *companions* are shown with it and not counted.
    """

    def __init__(self, response_id: str, session: Session, facts: DeskFacts | None = None) -> None:
        self.response_id = response_id
        self.facts = facts or DeskFacts()
        self.session = session
        self.form: Form = session.form
        self.rubric: Rubric | None = Rubric.read(self.form)
        self.current_ref = self.facts.current_ref
        self._companions = companions(self.form)
        accompanying = {ref for c in self._companions.values() for ref in (c.comment, c.evidence, c.planned) if ref}
        self._sections: dict[str, tuple[Question, ...]] = {
            group.ref: tuple(
                question
                for question in group.questions()
                if question.ref not in accompanying and question.control is not Control.NOTE
            )
            for group in self.form.body
            if isinstance(group, Group)
        }
        self._section_of = {q.ref: ref for ref, questions in self._sections.items() for q in questions}
        self._codes = {group.ref: group.attributes.get("code", "") for group in self.form.body}
        self._labels = numbering(self.form)
        for owner, extra in self._companions.items():
            for ref in (extra.comment, extra.evidence, extra.planned):
                if ref:
                    self._section_of[ref] = self._section_of.get(owner, "")

    def sections(self) -> tuple[SectionView, ...]:
        return tuple(view for ref in self._sections if (view := self.section(ref)).total)

    def section(self, ref: str) -> SectionView:
        questions = self.questions(ref)
        answered = sum(1 for question in questions if self.session.value(question.ref))
        problems = [
            self.session.problem(each) for question in questions for each in self._with_companions(question.ref)
        ]
        review = sum(1 for problem in problems if problem and problem.kind is not ProblemKind.REQUIRED)
        missing = any(problem and problem.kind is ProblemKind.REQUIRED for problem in problems)
        state: SectionState = "none"
        if review:
            state = "review"
        elif answered:
            state = "started" if missing else "complete"
        return SectionView(ref, self._codes[ref], self.session.label(ref), answered, len(questions), review, state)

    def section_of(self, ref: str) -> str:
        """The section that shows ``ref`` (a question or a companion); empty when none does."""
        return self._section_of.get(ref, "")

    def questions(self, section_ref: str) -> tuple[Question, ...]:
        """The section's questions that apply now, in order."""
        return tuple(q for q in self._sections[section_ref] if self.session.is_relevant(q.ref))

    def companions(self, ref: str) -> Companions:
        return self._companions.get(ref, Companions())

    def number(self, ref: str) -> str:
        label = self._labels.get(ref)
        return label.number if label else ""

    def code(self, ref: str) -> str:
        label = self._labels.get(ref)
        return label.code if label else ""

    def answer(self, ref: str, value: str) -> Changes:
        """Sets one answer in the engine; ``commit`` puts its ``step`` on disk."""
        self.current_ref = ref
        return self.session.set(ref, value)

    def step(self, ref: str) -> Step:
        """What ``commit`` needs to know of the answer at ``ref``."""
        answered, total, _ = self.progress()
        return Step(self.response_id, ref, self.session.value(ref), answered, total, self.ready())

    def progress(self) -> tuple[int, int, int]:
        """Answered, of how many, and how many to review."""
        views = self.sections()
        return sum(v.answered for v in views), sum(v.total for v in views), sum(v.problems for v in views)

    def diagnosis(self) -> Diagnosis | None:
        """``None`` for a form that scores nothing."""
        return diagnose(self.session, self.rubric) if self.rubric else None

    def pending(self, after_ref: str = "") -> str | None:
        """The next question or companion with a problem (unanswered ones included), going round from ``after_ref``."""
        return self._next_pending(self._in_order(), after_ref)

    def previous_pending(self, before_ref: str = "") -> str | None:
        """The same, going backwards from ``before_ref``."""
        return self._next_pending(self._in_order()[::-1], before_ref)

    def _next_pending(self, refs: list[str], start: str) -> str | None:
        index = refs.index(start) + 1 if start in refs else 0
        return next((ref for ref in refs[index:] + refs[:index] if self.session.problem(ref)), None)

    def ready(self) -> bool:
        """Whether nothing stands in the way of sending."""
        return not self.session.problems()

    def search(self, text: str) -> list[tuple[str, str]]:
        """Questions whose code, number, label or hint contains ``text``, accents and case ignored."""
        wanted = fold(text)
        if not wanted:
            return []
        found = []
        for ref in self._visible():
            label = self.session.label(ref)
            haystack = f"{self.code(ref)} {self.number(ref)} {label} {self.session.hint(ref)}"
            if wanted in fold(haystack):
                found.append((ref, label))
        return found

    def _visible(self) -> Iterator[str]:
        for section in self._sections:
            for question in self.questions(section):
                yield question.ref

    def _in_order(self) -> list[str]:
        return [each for ref in self._visible() for each in self._with_companions(ref)]

    def _with_companions(self, ref: str) -> Iterator[str]:
        """``ref`` and the companions shown with it now: what is wrong with one of them holds the response back too."""
        extra = self.companions(ref)
        yield ref
        for companion in (extra.comment, extra.evidence, extra.planned):
            if companion and self.session.is_relevant(companion):
                yield companion


def commit(workspace: Workspace, step: Step, now: datetime) -> Saved:
    """Puts one answer, its history and the response's place and counts on disk in one transaction.

    Runs on the database thread. What was already exported stays as it was: the answer goes to its next revision, which
    begins with all its answers; an answer that says what was handed over already begins none.
    """
    responses = workspace.store.responses
    response = latest_revision(workspace, responses.get(step.response_id))
    if response.state not in _OPEN_STATES:
        if responses.answers(response.id).get(step.ref) == step.value:
            return Saved(response.id, response.updated, step.answered, step.total, response.state, response.revision)
        response = _next_revision(workspace, response, now)
    record = responses.record_answer(
        response.id,
        {step.ref: step.value},
        asked_ref=step.ref,
        at=now,
        answered=step.answered,
        total=step.total,
        state=ResponseState.READY if step.ready else ResponseState.DRAFT,
    )
    return Saved(record.id, now, step.answered, step.total, record.state, record.revision)


def latest_revision(workspace: Workspace, response: Response) -> Response:
    """The revision that nothing replaces yet, starting from ``response``."""
    if response.state in _OPEN_STATES:
        return response
    theirs = workspace.store.responses.list_by_initiative(response.initiative_id)
    replacements = {each.replaces: each for each in theirs}
    while response.id in replacements:
        response = replacements[response.id]
    return response


def _next_revision(workspace: Workspace, response: Response, now: datetime) -> Response:
    responses = workspace.store.responses
    return responses.start(
        response.initiative_id,
        response.instrument_id,
        wave=response.wave,
        at=now,
        total=response.total,
        answered=response.answered,
        language=response.language,
        reference_year=response.reference_year,
        answers=responses.answers(response.id),
        replaces=response,
    )
