"""The desk: an open response as the screens see it, section by section and instance by instance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal

from desktop_app.diagnosis import (
    Action,
    Benchmark,
    Companions,
    Comparison,
    Diagnosis,
    Offer,
    OfferForm,
    Overlay,
    PlanForm,
    Rubric,
    SoftWarning,
    SpiderAxis,
    actions,
    compare,
    offer_forms,
    overlays,
    plan_form,
    soft_warnings,
)
from desktop_app.diagnosis.companions import beside
from desktop_app.diagnosis.numbering import numbering
from desktop_app.diagnosis.offering import taken
from desktop_app.errors import AnswersError
from desktop_app.store.records import Observation, is_below
from desktop_app.workflows.confirming import Confirming
from desktop_app.workflows.earlier import Earlier
from desktop_app.workflows.layout import Layout
from desktop_app.workflows.notes import Notes, NotesStep
from desktop_app.workflows.outline import Entry, EntryKind, Outline, RepeatView
from desktop_app.workflows.result import Result
from desktop_app.workflows.tallies import Tallies, Tally
from desktop_app.workflows.walk import Walk
from desktop_app.xforms import Form, Session
from desktop_app.xforms.model import Changes, Question
from desktop_app.xforms.tree import generic

SectionState = Literal["none", "started", "complete", "review"]


@dataclass(frozen=True, slots=True)
class SectionView:
    """One section of the task list: ``problems`` are values to review, not questions still unanswered.

    ``unexplained`` are soft warnings without a reason, ``to_confirm`` answers taken over from the wave before,
    ``observed`` what the receiving entity asks and is still to be attended to.
    """

    ref: str
    code: str
    title: str
    answered: int
    total: int
    problems: int
    state: SectionState
    unexplained: int = 0
    to_confirm: int = 0
    observed: int = 0


@dataclass(frozen=True, slots=True)
class Step:
    """One step as it goes from the desk to the disk: a value that another thread may hold.

    Attributes:
        response_id: whose it is.
        ref: where the respondent was: a question, or the repeat whose instances came or went.
        values: what is to be kept of all that the step changed, by reference; numbers of instances among them.
        within: repeats and instances of which nothing else is to be kept than what ``values`` say.
        answered: how many questions now carry an answer.
        total: of how many.
        ready: whether nothing stands in the way of sending.
        notes: what of the notes is to be kept.
    """

    response_id: str
    ref: str
    values: Mapping[str, str]
    within: tuple[str, ...]
    answered: int
    total: int
    ready: bool
    notes: NotesStep = field(default_factory=NotesStep)


@dataclass(frozen=True, slots=True)
class DeskFacts:
    """What the store knows of the response besides its answers: ``previous`` is the wave before, ``benchmarks`` the
    means to be laid beside the result, ``observations`` what ``entity`` asks and is still to be attended to,
    ``offers`` the opportunities that other instruments found, for a form that asks for them."""

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
    previous: Earlier | None = None
    benchmarks: tuple[Benchmark, ...] = ()
    observations: tuple[Observation, ...] = ()
    entity: str = ""
    offers: tuple[Offer, ...] = ()


class Desk:
    """An open response: the engine's session and what the screens ask about it. Pure; it reads and writes no file.

    Every answer is given through the desk, which counts along; only the language is changed at the session. A *section*
    is a group or repeat at the top level, or a run of questions that stand there loose; a question's *companions* are
    shown with it and not counted. References are concrete: with a position for each instance of a repeat.
    """

    def __init__(
        self, response_id: str, session: Session, facts: DeskFacts | None = None, notes: Notes | None = None
    ) -> None:
        self.response_id = response_id
        self.facts = facts or DeskFacts()
        self.session = session
        self.form: Form = session.form
        self.notes = notes or Notes()
        self.rubric: Rubric | None = Rubric.read(self.form)
        self.plan_form: PlanForm | None = plan_form(self.form)
        self.offer_forms: Mapping[str, OfferForm] = {each.nodeset: each for each in offer_forms(self.form)}
        self._outline = Outline(self.form)
        self._tallies = Tallies(self._outline, session)
        self._labels = numbering(self.form)
        self._layout = Layout(self._outline, self._tallies, session)
        self._result = Result(session, self.rubric)
        self._confirming = Confirming(self.notes, self._outline, self._tallies, session)
        self._walk = Walk(self._outline, self._tallies, session, self._labels)
        self.current_ref = self._still_there(self.facts.current_ref)

    def _still_there(self, ref: str) -> str:
        """``ref``, or the repeat around it when its instance has gone."""
        while ref and self._tallies.around(ref) is None:
            ref = ref.rpartition("[")[0]
        return ref

    # -- sections ----------------------------------------------------------------------------------------------------

    def sections(self) -> tuple[SectionView, ...]:
        """Those that have something to answer or to read, or a repeat to which instances can be added."""
        return tuple(self.section(ref) for ref in self._outline.sections if self._is_listed(self._tallies[ref]))

    def _is_listed(self, tally: Tally) -> bool:
        if tally.total or tally.review or tally.missing:
            return True
        return any(self._says_something(entry) for entry in self._layout.entries(tally.ref))

    def _says_something(self, entry: Entry) -> bool:
        if entry.kind is EntryKind.REPEAT:
            repeat = self._outline.repeats[generic(entry.ref)].repeat
            return repeat is not None and not repeat.fixed
        return entry.kind is EntryKind.NOTE or any(self._says_something(each) for each in entry.entries)

    def section(self, ref: str) -> SectionView:
        tally = self._tallies[ref]
        state: SectionState = "none"
        if tally.review:
            state = "review"
        elif tally.answered:
            state = "started" if tally.missing else "complete"
        code, heading = self._outline.sections[ref].code, self._layout.section_title(ref)
        to_confirm = len(self._confirming.refs(ref)) if self.notes.carried else 0
        if to_confirm and state == "complete":
            state = "started"
        asked = [each.ref for each in self.facts.observations if self.section_of(each.ref) == ref]
        return SectionView(
            ref,
            code,
            heading,
            tally.answered,
            tally.total,
            tally.review,
            state,
            tally.unexplained,
            to_confirm,
            observed=sum(map(self.asks, asked)),
        )

    def section_of(self, ref: str) -> str:
        """The section that shows ``ref`` (or the group, repeat or instance there); empty if none does."""
        return self._outline.section_of.get(generic(ref), "")

    def is_group(self, ref: str) -> bool:
        """Whether a group stands at ``ref``: a section, or what is under a heading or in a panel of it."""
        return generic(ref) in self._outline.groups

    def asks(self, ref: str) -> bool:
        """Whether what is at ``ref``, which may come from outside, is shown now."""
        try:
            return bool(self.section_of(ref)) and self.session.is_relevant(ref)
        except (AnswersError, KeyError):
            return False

    def questions(self, section_ref: str) -> tuple[Question, ...]:
        """The section's questions that apply now, in order, each instance's its own. This goes through all of them."""
        return tuple(
            replace(self.form.question(plain), ref=ref)
            for plain, ref in self._walk.asked(section_ref)
            if self.session.is_relevant(ref)
        )

    def entries(self, section_ref: str) -> tuple[Entry, ...]:
        """What the section consists of now, in order; companions are left out where their question stands."""
        return self._layout.entries(section_ref)

    def instance(self, ref: str) -> tuple[Entry, ...]:
        """The same of one instance of a repeat, such as ``/data/r[2]``."""
        return self._layout.entries(ref)

    def repeat(self, ref: str) -> RepeatView:
        """The repeat at the concrete nodeset ``ref``, with a row for each instance that applies."""
        return self._layout.repeat(ref)

    # -- names -------------------------------------------------------------------------------------------------------

    def companions(self, ref: str) -> Companions:
        """What is shown with the question at ``ref``, in its own instance."""
        found = self._outline.companions.get(generic(ref))
        return beside(ref, found) if found else Companions()

    def number(self, ref: str) -> str:
        """The same in each instance of a repeat."""
        label = self._labels.get(generic(ref))
        return label.number if label else ""

    def code(self, ref: str) -> str:
        label = self._labels.get(generic(ref))
        return label.code if label else ""

    # -- steps -------------------------------------------------------------------------------------------------------

    def answer(self, ref: str, value: str) -> Changes:
        """Sets one answer in the engine; ``commit`` puts its ``step`` on disk."""
        self.current_ref = ref
        self.notes.confirm((ref,))
        return self._follow(self.session.set(ref, value))

    def add(self, ref: str) -> Changes:
        """One more instance of the repeat at ``ref``; ``ANS-007`` where the form decides how many there are."""
        self.current_ref = ref
        return self._follow(self.session.add_repeat(ref))

    def remove(self, ref: str) -> Changes:
        """Takes away an instance, such as ``/data/r[2]``; ``ANS-007`` where the form decides how many there are."""
        changes = self._follow(self.session.remove_repeat(ref))
        self.current_ref, _, position = ref.rpartition("[")
        self.notes.remove(self.current_ref, int(position[:-1]))
        return changes

    def draft(self, ref: str) -> dict[str, str]:
        """What ``replace`` takes to bring the repeat at ``ref`` back as it is now."""
        return self.session.draft(ref)

    def replace(self, ref: str, draft: Mapping[str, str]) -> Changes:
        """Makes the repeat at ``ref`` what ``draft(ref)`` once said."""
        self.current_ref = ref
        return self._follow(self.session.replace(ref, draft))

    def _follow(self, changes: Changes) -> Changes:
        self._tallies.apply(changes)
        self._layout.follow(changes)
        self._confirming.follow(changes)
        self._result.follow(changes)
        return changes

    def step(self, ref: str, changes: Changes) -> Step:
        """What ``commit`` needs to know of the step at ``ref`` that made ``changes``."""
        session = self.session
        touched = changes.values if generic(ref) in self._outline.repeats else (ref, *changes.values)
        values = {each: session.value(each) for each in touched if session.keeps(each)}
        within = self._restructured(values)
        answered, total, _ = self.progress()
        return Step(self.response_id, ref, values, within, answered, total, self.ready(), self.notes.take())

    def note_step(self, ref: str) -> Step:
        """The same for notes at ``ref`` that changed no answer."""
        answered, total, _ = self.progress()
        return Step(self.response_id, ref, {}, (), answered, total, self.ready(), self.notes.take())

    def _restructured(self, values: dict[str, str]) -> tuple[str, ...]:
        """Adds to ``values`` what is in the instances that came or moved since the last step; returns where they are.

        Where one instance came or went at the end, the others are as they were but for what ``values`` say already.
        """
        within: list[str] = []
        dirty, self._tallies.dirty = self._tallies.dirty, {}
        for nodeset in sorted(dirty, key=len):
            if is_below(nodeset, within):
                continue
            low, high = dirty[nodeset]
            count = self._tallies.count(nodeset)
            if high - low > 1:
                values |= self.session.draft(nodeset)
                within.append(nodeset)
            elif high > low:
                last = f"{nodeset}[{high}]"
                values |= {nodeset: str(count)} | (self.session.draft(last) if count == high else {})
                within.append(last)
        return tuple(within)

    # -- how far -----------------------------------------------------------------------------------------------------

    def progress(self) -> tuple[int, int, int]:
        """Answered, of how many, and how many to review."""
        tallies = [self._tallies[ref] for ref in self._outline.sections]
        return sum(t.answered for t in tallies), sum(t.total for t in tallies), sum(t.review for t in tallies)

    def diagnosis(self) -> Diagnosis | None:
        """``None`` for a form that scores nothing."""
        return self._result.diagnosis()

    def ready(self) -> bool:
        """Whether nothing stands in the way of sending."""
        return not self._tallies.problems and not self._confirming.any()

    # -- beside other waves ------------------------------------------------------------------------------------------

    def to_confirm(self, section_ref: str = "") -> tuple[str, ...]:
        """The answers taken over from the wave before that still count as its own, of one section or of all."""
        return self._confirming.refs(section_ref)

    def before(self, ref: str) -> str:
        """What was answered at ``ref`` the wave before, as XForms text."""
        return self.facts.previous.value(ref) if self.facts.previous is not None else ""

    def comparison(self) -> Comparison | None:
        """The present result beside the previous wave's, where both have one."""
        now, previous = self.diagnosis(), self.facts.previous
        if now is None or previous is None or previous.diagnosis is None:
            return None
        return compare(now, previous.diagnosis, previous.wave)

    def overlays(self, axes: Sequence[SpiderAxis]) -> tuple[Overlay, ...]:
        """What can be laid over the own result in a chart of ``axes``."""
        previous = self.facts.previous
        return overlays(
            axes, previous.diagnosis if previous else None, previous.wave if previous else "", self.facts.benchmarks
        )

    def warnings(self) -> tuple[SoftWarning, ...]:
        """The soft warnings that apply now, explained or not."""
        return soft_warnings(self.session)

    def actions(self) -> tuple[Action, ...]:
        """The improvement plan; none for a form that has no plan."""
        return actions(self.session, self.plan_form) if self.plan_form is not None else ()

    def offers(self, nodeset: str) -> tuple[tuple[Offer, bool], ...]:
        """The opportunities that records of the repeat at ``nodeset`` may begin from, and whether one has begun so."""
        form = self.offer_forms.get(nodeset)
        if form is None:
            return ()
        return taken(self.session, form, (each for each in self.facts.offers if form.wants(each.form_id)))

    # -- what is next ------------------------------------------------------------------------------------------------

    def pending(self, after_ref: str = "") -> str | None:
        """The next question or companion with a problem (unanswered ones included), going round from ``after_ref``."""
        return self._walk.pending(after_ref, self.notes.carried)

    def previous_pending(self, before_ref: str = "") -> str | None:
        """The same, going backwards from ``before_ref``."""
        return self._walk.previous_pending(before_ref, self.notes.carried)

    def search(self, text: str) -> list[tuple[str, str]]:
        """Questions whose code, number, label or hint contains ``text``, accents and case ignored."""
        return self._walk.search(text)
