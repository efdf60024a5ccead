"""How far each section and each instance of a repeat is, kept up to date answer by answer.

Counting a form of thousands of questions anew at every answer would be felt; only what a step changed is counted.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from typing import Final

from desktop_app.diagnosis.companions import Companions, beside
from desktop_app.workflows.outline import Block, Outline
from desktop_app.xforms import Session
from desktop_app.xforms.model import Changes, Problem, ProblemKind
from desktop_app.xforms.tree import generic

_MISSING: Final = 2
_REVIEW: Final = 7
_UNEXPLAINED: Final = 12
_COUNT: Final = 0b11111  # more problems than that have no place: a question and its companions have a few at most

_NONE: Final = Companions()


class Tally:
    """One section, or one instance of a repeat with all that is in it.

    Attributes:
        ref: the section, or the instance (``/data/r[2]``).
        block: what it consists of.
        answered, total: of the questions that apply.
        review: values to correct.
        missing: required questions without an answer.
        unexplained: soft warnings without a reason; they count as missing too.
    """

    __slots__ = ("_flags", "answered", "block", "missing", "parent", "ref", "review", "total", "unexplained")

    def __init__(self, ref: str, block: Block, parent: Tally | None) -> None:
        self.ref = ref
        self.block = block
        self.parent = parent
        self.answered = self.total = self.review = self.missing = self.unexplained = 0
        self._flags = array("l", bytes(array("l").itemsize * len(block.asked)))

    def at(self, ref: str) -> str:
        """The concrete reference of a node of the block, given without positions."""
        return self.ref + ref[len(self.block.ref) :] if self.block.repeat else ref

    def take(self, place: int, flags: int) -> None:
        """Counts the question at ``place`` anew, here and in all that it is in."""
        old, self._flags[place] = self._flags[place], flags
        if old != flags:
            self.add(
                (flags >> 1 & 1) - (old >> 1 & 1),
                (flags & 1) - (old & 1),
                (flags >> _REVIEW & _COUNT) - (old >> _REVIEW & _COUNT),
                (flags >> _MISSING & _COUNT) - (old >> _MISSING & _COUNT),
                (flags >> _UNEXPLAINED & _COUNT) - (old >> _UNEXPLAINED & _COUNT),
            )

    def add(self, answered: int, total: int, review: int, missing: int, unexplained: int) -> None:
        tally: Tally | None = self
        while tally is not None:
            tally.answered += answered
            tally.total += total
            tally.review += review
            tally.missing += missing
            tally.unexplained += unexplained
            tally = tally.parent


class Tallies:
    """The tallies of one session, and the instances and problems that there are.

    Attributes:
        problems: by reference, of whatever is wrong now.
        dirty: repeats whose number of instances changed, by nodeset: the lowest and the highest number since.
    """

    def __init__(self, outline: Outline, session: Session) -> None:
        self._outline = outline
        self._session = session
        self.problems: dict[str, Problem] = {problem.ref: problem for problem in session.problems()}
        self.dirty: dict[str, tuple[int, int]] = {}
        self._counts: dict[str, int] = {}
        self._tallies: dict[str, Tally] = {}
        for section in outline.sections.values():
            self._open(Tally(section.ref, section.block, None))

    def __getitem__(self, ref: str) -> Tally:
        """The section or the instance at ``ref``; ``KeyError`` if there is none."""
        return self._tallies[ref]

    def count(self, nodeset: str) -> int:
        """The number of instances of the repeat at ``nodeset``; ``KeyError`` if the screen opens none there."""
        return self._counts[nodeset]

    def around(self, ref: str) -> Tally | None:
        """The innermost tally that the question, companion or repeat at ``ref`` is in, if the screen shows it."""
        plain = generic(ref)
        if plain not in self._outline.section_of:
            return None
        end = ref.rfind("]") + 1
        return self._tallies.get(ref[:end] if end else self._outline.section_of[plain])

    def apply(self, changes: Changes) -> None:
        """Follows one step."""
        for ref, problem in changes.problems.items():
            if problem is None:
                self.problems.pop(ref, None)
            else:
                self.problems[ref] = problem
        for nodeset in sorted(changes.repeats, key=len):  # what contains an instance comes before the instance
            self._resize(nodeset, changes.repeats[nodeset])
        for ref in {*changes.values, *changes.relevant, *changes.problems}:
            found = self._outline.index.get(generic(ref))
            tally = self.around(ref) if found else None
            if found and tally is not None:
                tally.take(found[1], self._flags(tally, found[1]))

    def _resize(self, nodeset: str, count: int) -> None:
        block = self._outline.repeats.get(generic(nodeset))
        end = nodeset.rfind("]") + 1
        home = self._outline.section_of.get(generic(nodeset), "")
        parent = self._tallies.get(nodeset[:end] if end else home)
        if block is None or parent is None:
            return
        old = self._counts.get(nodeset, 0)
        low, high = self.dirty.get(nodeset, (old, old))
        self.dirty[nodeset] = min(low, count), max(high, old, count)
        for position in range(old, count, -1):
            self._close(f"{nodeset}[{position}]")
        self._counts[nodeset] = count
        for position in range(old + 1, count + 1):
            self._open(Tally(f"{nodeset}[{position}]", block, parent))

    def _open(self, tally: Tally) -> None:
        """Counts all that is in the section or instance."""
        self._tallies[tally.ref] = tally
        for place in range(len(tally.block.asked)):
            tally.take(place, self._flags(tally, place))
        for inner in tally.block.inner:
            nodeset = tally.at(inner.ref)
            count = self._counts[nodeset] = self._session.repeat_count(nodeset)
            for position in range(1, count + 1):
                self._open(Tally(f"{nodeset}[{position}]", inner, tally))

    def _close(self, ref: str) -> None:
        """Forgets an instance and all that is in it."""
        tally = self._tallies[ref]
        if tally.parent is not None:
            tally.parent.add(-tally.answered, -tally.total, -tally.review, -tally.missing, -tally.unexplained)
        for gone in [tally, *self._below(tally)]:
            del self._tallies[gone.ref]
            for inner in gone.block.inner:
                nodeset = gone.at(inner.ref)
                del self._counts[nodeset]
                self.dirty.pop(nodeset, None)

    def _below(self, tally: Tally) -> Iterator[Tally]:
        for inner in tally.block.inner:
            nodeset = tally.at(inner.ref)
            for position in range(1, self._counts[nodeset] + 1):
                below = self._tallies[f"{nodeset}[{position}]"]
                yield below
                yield from self._below(below)

    def _flags(self, tally: Tally, place: int) -> int:
        """What one question adds: bit 0 that it applies, bit 1 that it is answered, then problems of three kinds.

        A companion counts for what is wrong with it only, but for one that stands for a number: that is an answer.
        """
        question = tally.block.asked[place]
        ref = tally.at(question.ref)
        extra = beside(ref, self._outline.companions.get(question.ref, _NONE))
        flags = 0
        if self._session.is_relevant(ref):
            flags = 3 if self._session.value(ref) or self._is_said(extra.special) else 1
        for each in (ref, *extra.refs()):
            problem = self.problems.get(each)
            if problem is not None:
                missing = problem.kind is ProblemKind.REQUIRED
                flags += 1 << (_MISSING if missing else _REVIEW)
                if missing and each in extra.warnings:
                    flags += 1 << _UNEXPLAINED
        return flags

    def _is_said(self, special: str | None) -> bool:
        return special is not None and self._session.is_relevant(special) and bool(self._session.value(special))
