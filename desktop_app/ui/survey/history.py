"""What Ctrl+Z takes back: the answers of this sitting and the records added and removed, the last first. No Qt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from desktop_app.workflows.notes import NotesState

_MOST_STEPS: Final = 500


@dataclass(frozen=True, slots=True)
class Step:
    """One answer: what stood at ``ref`` before it, and what it was.

    ``lost`` are the drafts of the repeats of which the answer took instances away, by nodeset, from before it; ``also``
    the answers that it took the place of, by reference; ``marks`` those that were to be confirmed until then.
    """

    ref: str
    before: str
    after: str
    lost: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    also: Mapping[str, str] = field(default_factory=dict)
    marks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Added:
    """An instance was added at ``ref`` (``/data/r[3]``)."""

    ref: str


@dataclass(frozen=True, slots=True)
class Removed:
    """The instance at ``ref`` was removed; ``draft`` is what was in it, ``notes`` those of its whole repeat."""

    ref: str
    draft: Mapping[str, str]
    notes: NotesState = field(default_factory=NotesState)


@dataclass(frozen=True, slots=True)
class Confirmed:
    """The answers at ``refs``, taken over from the wave before, were said to hold; ``ref`` is where that was said."""

    ref: str
    refs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Commented:
    """The comment at ``ref`` was ``before`` and is ``after``."""

    ref: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Filed:
    """The files at ``ref`` were those of these names."""

    ref: str
    before: tuple[str, ...]


AnyStep: TypeAlias = Step | Added | Removed | Confirmed | Commented | Filed


class History:
    """A bounded stack of steps. What is typed into one field in several pauses is one step."""

    def __init__(self) -> None:
        self._steps: list[AnyStep] = []

    def __len__(self) -> int:
        return len(self._steps)

    def add(
        self,
        ref: str,
        before: str,
        after: str,
        *,
        typed: bool,
        lost: Mapping[str, Mapping[str, str]] | None = None,
        also: Mapping[str, str] | None = None,
        marks: tuple[str, ...] = (),
    ) -> None:
        """Keeps an answer.

        Args:
            ref: the question.
            before: its value until now.
            after: its value from now on.
            typed: whether it is typed, so that it goes on from the last step if that is the same field's.
            lost: the drafts of repeats that it made shorter.
            also: the answers that it took the place of.
            marks: the answers that were to be confirmed until then.
        """
        last = self._steps[-1] if self._steps else None
        if typed and isinstance(last, Step) and last.ref == ref and last.after == before:
            # What was lost first is what stood before the typing began.
            lost, also = {**(lost or {}), **last.lost}, {**(also or {}), **last.also}
            self._steps[-1] = Step(ref, last.before, after, lost, also, (*last.marks, *marks))
        else:
            self.push(Step(ref, before, after, lost or {}, also or {}, marks))

    def comment(self, ref: str, before: str, after: str) -> None:
        """Keeps a comment; what is typed into it in several pauses is one step."""
        last = self._steps[-1] if self._steps else None
        if isinstance(last, Commented) and last.ref == ref and last.after == before:
            self._steps[-1] = Commented(ref, last.before, after)
        else:
            self.push(Commented(ref, before, after))

    def push(self, step: AnyStep) -> None:
        self._steps.append(step)
        del self._steps[:-_MOST_STEPS]

    def pop(self) -> AnyStep | None:
        """The last step, which is then forgotten."""
        return self._steps.pop() if self._steps else None

    def last(self) -> AnyStep | None:
        """The last step, which stays."""
        return self._steps[-1] if self._steps else None

    def clear(self) -> None:
        self._steps.clear()


def with_instance(draft: Mapping[str, str], removed: Removed) -> dict[str, str]:
    """The repeat's ``draft`` with the removed instance at its place again, those from there on moved down."""
    nodeset, _, rest = removed.ref.rpartition("[")
    place = int(rest[:-1])
    result = {}
    for ref, value in draft.items():
        if ref == nodeset:
            value = str(int(value) + 1)
        elif ref.startswith(f"{nodeset}["):
            number, _, below = ref[len(nodeset) + 1 :].partition("]")
            if int(number) >= place:
                ref = f"{nodeset}[{int(number) + 1}]{below}"
        result[ref] = value
    return result | dict(removed.draft)
