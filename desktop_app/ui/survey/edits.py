"""What the respondent does to the desk, so that it can be taken back: answers, records added and removed. No Qt."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from desktop_app.ui.survey.history import Added, History, Removed, Step, with_instance
from desktop_app.xforms.model import Changes, Group, Question, Repeat

if TYPE_CHECKING:
    from desktop_app.workflows.answer import Desk

_MOST_GUARDED: Final = 1_000


@dataclass(frozen=True, slots=True)
class Deed:
    """One thing done to the desk: ``ref`` is the question with its new ``value``, or the nodeset of a repeat."""

    ref: str
    value: str
    changes: Changes


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
        self._counted = {repeat.ref for repeat in _repeats(desk.form.body) if repeat.fixed}

    def answer(self, ref: str, value: str, *, typed: bool) -> Deed:
        """Answers the question at ``ref``; ``typed`` as in ``History.add``."""
        before = self.desk.session.value(ref)
        guarded = self._guarded(ref)
        changes = self.desk.answer(ref, value)
        lost = {nodeset: draft for nodeset, draft in guarded.items() if nodeset in changes.repeats}
        losses = [self._shortened(nodeset, draft) for nodeset, draft in lost.items()]
        self.losses = tuple(loss for loss in losses if loss.positions)
        self.history.add(ref, before, value, typed=typed, lost=lost)
        return Deed(ref, value, changes)

    def add(self, nodeset: str) -> Deed:
        """Adds an instance at the end of the repeat ``nodeset``."""
        changes = self.desk.add(nodeset)
        self.losses = ()
        self.history.push(Added(f"{nodeset}[{self.desk.session.repeat_count(nodeset)}]"))
        return Deed(nodeset, "", changes)

    def remove(self, ref: str) -> Deed:
        """Removes the instance at ``ref`` (``/data/r[2]``)."""
        nodeset, _, position = ref.rpartition("[")
        draft = self.desk.draft(ref)
        changes = self.desk.remove(ref)
        self.history.push(Removed(ref, draft))
        self.losses = (Loss(nodeset, (int(position[:-1]),), self._answers(draft)),)
        return Deed(nodeset, "", changes)

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
            deeds = [Deed(step.ref, step.before, desk.answer(step.ref, step.before))]
            deeds += [Deed(nodeset, "", desk.replace(nodeset, draft)) for nodeset, draft in step.lost.items()]
            return step.ref, deeds
        nodeset = step.ref.rpartition("[")[0]
        if isinstance(step, Added):
            return nodeset, [Deed(nodeset, "", desk.remove(step.ref))]
        whole = with_instance(desk.draft(nodeset), step)
        return step.ref, [Deed(nodeset, "", desk.replace(nodeset, whole))]

    def shortened(self) -> frozenset[str]:
        """The repeats from which the last step took instances away."""
        return frozenset(loss.nodeset for loss in self.losses)

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


def _repeats(body: tuple[Question | Group | Repeat, ...]) -> Iterator[Repeat]:
    for element in body:
        if isinstance(element, Group):
            if isinstance(element, Repeat):
                yield element
            yield from _repeats(element.children)
