"""What the respondent does to the desk, so that it can be taken back: answers, records, comments, files. No Qt."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from desktop_app.diagnosis import companions
from desktop_app.diagnosis.offering import answers, blank_record
from desktop_app.ui.survey.history import Added, Commented, Confirmed, Filed, History, Removed, Step, with_instance
from desktop_app.xforms.model import Changes, Control, repeats

if TYPE_CHECKING:
    from desktop_app.diagnosis import Offer
    from desktop_app.workflows.answer import Desk
    from desktop_app.workflows.notes import NotesState

_MOST_GUARDED: Final = 1_000


@dataclass(frozen=True, slots=True)
class Deed:
    """One thing done to the desk: ``ref`` is the question with its new ``value``, or the nodeset of a repeat.

    ``changes`` is ``None`` where only the notes at ``ref`` changed; ``marked`` are the answers beside which there is
    something else now, or that are no longer, or again, to be confirmed; ``then`` is what was done because of it.
    """

    ref: str
    value: str
    changes: Changes | None
    marked: tuple[str, ...] = ()
    then: tuple[Deed, ...] = ()


@dataclass(frozen=True, slots=True)
class Loss:
    """Instances that the last step took away.

    Attributes:
        nodeset: of the repeat.
        positions: which they were, from 1.
        answers: how many answers were in them.
    """

    nodeset: str
    positions: tuple[int, ...]
    answers: int


class Edits:
    """Everything goes through here, so that the history is complete.

    ``losses`` is what the last step took away; a later step makes it empty.
    """

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.history = History()
        self.losses: tuple[Loss, ...] = ()
        self._specials = {each.special: owner for owner, each in companions(desk.form).items() if each.special}
        self._counted = {repeat.ref for repeat in repeats(desk.form.body) if repeat.fixed}

    def answer(self, ref: str, value: str, *, typed: bool) -> Deed:
        """Answers the question at ``ref``; ``typed`` as in ``History.add``.

        Of a number and what stands for a missing one only the last that was given stays.
        """
        before = self.desk.session.value(ref)
        guarded = self._guarded(ref)
        marks = self._marks(ref)
        changes = self.desk.answer(ref, value)
        self.desk.notes.confirm(marks)
        lost = {nodeset: draft for nodeset, draft in guarded.items() if nodeset in changes.repeats}
        losses = [self._shortened(nodeset, draft) for nodeset, draft in lost.items()]
        self.losses = tuple(loss for loss in losses if loss.positions)
        also, then = {}, list[Deed]()
        other = self._instead(ref) if value else ""
        if other and (replaced := self.desk.session.value(other)):
            also[other] = replaced
            then.append(Deed(other, "", self.desk.answer(other, "")))
            self.desk.current_ref = ref
        self.history.add(ref, before, value, typed=typed, lost=lost, also=also, marks=marks)
        return Deed(ref, value, changes, marks, tuple(then))

    def confirm(self, ref: str, refs: Iterable[str]) -> list[Deed]:
        """The answers at ``refs``, taken over from the wave before, hold; it was said at ``ref``."""
        done = self.desk.notes.confirm(refs)
        if not done:
            return []
        self.losses = ()
        self.history.push(Confirmed(ref, done))
        return [Deed(ref, "", None, done)]

    def comment(self, ref: str, text: str) -> list[Deed]:
        """Puts ``text`` beside the answer at ``ref``."""
        before = self.desk.notes.comments.get(ref, "")
        self.desk.notes.comment(ref, text)
        after = self.desk.notes.comments.get(ref, "")
        if after == before:
            return []
        self.losses = ()
        self.history.comment(ref, before, after)
        return [Deed(ref, "", None)]

    def set_files(self, ref: str, names: Iterable[str]) -> list[Deed]:
        """The files beside the answer at ``ref`` are those of ``names``."""
        before = self.desk.notes.evidence.get(ref, ())
        self.desk.notes.set_files(ref, names)
        if self.desk.notes.evidence.get(ref, ()) == before:
            return []
        self.losses = ()
        self.history.push(Filed(ref, before))
        return [Deed(ref, "", None)]

    def add(self, nodeset: str) -> Deed:
        """Adds an instance at the end of the repeat ``nodeset``."""
        changes = self.desk.add(nodeset)
        self.losses = ()
        self.history.push(Added(f"{nodeset}[{self.desk.session.repeat_count(nodeset)}]"))
        return Deed(nodeset, "", changes)

    def begin(self, nodeset: str, blank: str, answers: Mapping[str, str]) -> tuple[str, list[Deed]]:
        """A record of the repeat ``nodeset`` with ``answers`` (by reference without positions), as one step.

        It is the one at ``blank``, of which nothing is said yet, or one more where that is empty. A choice that is not
        offered there is left out.

        Returns:
            The record's instance, and what was done to the desk.
        """
        draft = self.desk.draft(nodeset) if blank else {}
        deeds = [] if blank else [self.add(nodeset)]
        ref = blank or f"{nodeset}[{self.desk.session.repeat_count(nodeset)}]"
        for question, value in answers.items():
            place = ref + question[len(nodeset) :]
            if self._is_offered(question, place, value):
                deeds.append(Deed(place, value, self.desk.answer(place, value)))
        if blank and deeds:
            self.losses = ()
            self.history.push(Step(deeds[0].ref, "", deeds[0].value, {nodeset: draft}))
        return ref, deeds

    def remove(self, ref: str) -> Deed:
        """Removes the instance at ``ref`` (``/data/r[2]``)."""
        nodeset, _, position = ref.rpartition("[")
        draft, notes = self.desk.draft(ref), self.desk.notes.below(nodeset)
        changes = self.desk.remove(ref)
        self.history.push(Removed(ref, draft, notes))
        self.losses = (Loss(nodeset, (int(position[:-1]),), self._answers(draft)),)
        return Deed(nodeset, "", changes, _noted(notes, self.desk.notes.below(nodeset)))

    def undo(self) -> tuple[str, list[Deed]]:
        """Takes the last step back.

        Returns:
            Where it was (a question, an instance that is there again, or a nodeset), and what was done to the desk;
            nothing of either when there is no step to take back.
        """
        step = self.history.pop()
        self.losses = ()
        if step is None:
            return "", []
        desk = self.desk
        if isinstance(step, Step):
            deeds = [Deed(step.ref, step.before, desk.answer(step.ref, step.before), step.marks)]
            deeds += [Deed(ref, value, desk.answer(ref, value)) for ref, value in step.also.items()]
            deeds += [Deed(nodeset, "", desk.replace(nodeset, draft)) for nodeset, draft in step.lost.items()]
            desk.notes.doubt(step.marks)
            desk.current_ref = step.ref
            return step.ref, deeds
        if isinstance(step, Added | Removed):
            return self._undo_record(step)
        return step.ref, [self._undo_note(step)]

    def _undo_record(self, step: Added | Removed) -> tuple[str, list[Deed]]:
        nodeset = step.ref.rpartition("[")[0]
        before = self.desk.notes.below(nodeset)
        if isinstance(step, Added):
            changes, where = self.desk.remove(step.ref), nodeset
        else:
            changes, where = self.desk.replace(nodeset, with_instance(self.desk.draft(nodeset), step)), step.ref
            self.desk.notes.put_back(nodeset, step.notes)
        return where, [Deed(nodeset, "", changes, _noted(before, self.desk.notes.below(nodeset)))]

    def _undo_note(self, step: Confirmed | Commented | Filed) -> Deed:
        notes = self.desk.notes
        if isinstance(step, Confirmed):
            notes.doubt(step.refs)
            return Deed(step.ref, "", None, step.refs)
        if isinstance(step, Commented):
            notes.comment(step.ref, step.before)
        else:
            notes.set_files(step.ref, step.before)
        return Deed(step.ref, "", None)

    def shortened(self) -> frozenset[str]:
        """The repeats from which the last step took instances away."""
        return frozenset(loss.nodeset for loss in self.losses)

    def _is_offered(self, question: str, place: str, value: str) -> bool:
        if self.desk.form.question(question).control is not Control.SELECT1:
            return True
        return any(choice.name == value for choice in self.desk.session.choices(place))

    def _instead(self, ref: str) -> str:
        """Of a number what stands for it when it is missing, of that the number; else empty."""
        from desktop_app.xforms.tree import generic

        owner = self._specials.get(generic(ref))
        if owner is not None:
            return f"{ref.rpartition('/')[0]}/{owner.rpartition('/')[2]}"
        return self.desk.companions(ref).special or ""

    def _marks(self, ref: str) -> tuple[str, ...]:
        """The answers that an answer at ``ref`` confirms: who answers a question has seen all that is with it."""
        carried = self.desk.notes.carried
        if not carried:
            return ()
        owner = self._instead(ref)
        asked = self.desk.companions(ref).refs() or (self.desk.companions(owner).refs() if owner else ())
        return tuple(each for each in dict.fromkeys((ref, *((owner,) if owner else ()), *asked)) if each in carried)

    def _guarded(self, ref: str) -> Mapping[str, Mapping[str, str]]:
        """Drafts of the repeats whose number of instances the answer to ``ref`` may change.

        A count that is typed over takes answers with it before one has looked up from the keyboard. Where there are
        very many instances the draft of each step would cost more than the answer.
        """
        if not self._counted:
            return {}
        from desktop_app.xforms.tree import generic

        asked = self.desk.form.definition.specs[generic(ref)]
        if not (asked.value_tasks or asked.actions):  # what nothing reads changes no number
            return {}
        counts = {
            nodeset: count
            for nodeset, count in self.desk.session.repeats().items()
            if generic(nodeset) in self._counted and not ref.startswith(f"{nodeset}[")
        }
        if sum(counts.values()) > _MOST_GUARDED:
            return {}
        outermost = [n for n in counts if not any(n.startswith(f"{other}[") for other in counts)]
        return {nodeset: self.desk.draft(nodeset) for nodeset in outermost}

    def _shortened(self, nodeset: str, draft: Mapping[str, str]) -> Loss:
        before, now = int(draft[nodeset]), self.desk.session.repeat_count(nodeset)
        gone = tuple(range(now + 1, before + 1))
        prefixes = tuple(f"{nodeset}[{position}]" for position in gone)
        return Loss(nodeset, gone, self._answers({r: v for r, v in draft.items() if r.startswith(prefixes)}))

    def _answers(self, draft: Mapping[str, str]) -> int:
        """How many questions of a draft are answered."""
        return sum(1 for ref, value in draft.items() if value and self._is_question(ref))

    def _is_question(self, ref: str) -> bool:
        try:
            self.desk.form.question(ref)
        except KeyError:
            return False
        return True


def take_offer(edits: Edits, nodeset: str, offer: Offer) -> tuple[str, list[Deed]]:
    """A record of the repeat ``nodeset`` that begins from ``offer``; one of which nothing is said yet is used first."""
    form = edits.desk.offer_forms[nodeset]
    return edits.begin(nodeset, blank_record(edits.desk.session, form), answers(form, offer))


def _noted(*states: NotesState) -> tuple[str, ...]:
    """Where there are notes in any of ``states``: records moved, and theirs with them."""
    return tuple(dict.fromkeys(ref for each in states for ref in (*each.comments, *each.evidence, *each.carried)))
