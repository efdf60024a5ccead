"""What Ctrl+Z takes back: the answers of this sitting, the last first. No Qt."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

_MOST_STEPS: Final = 500


@dataclass(frozen=True, slots=True)
class Step:
    """One answer: what stood at ``ref`` before it, and what it was."""

    ref: str
    before: str
    after: str


class History:
    """A bounded stack of answers. What is typed into one field in several pauses is one step."""

    def __init__(self) -> None:
        self._steps: list[Step] = []

    def __len__(self) -> int:
        return len(self._steps)

    def add(self, ref: str, before: str, after: str, *, typed: bool) -> None:
        """Keeps an answer.

        Args:
            ref: the question.
            before: its value until now.
            after: its value from now on.
            typed: whether it is typed, so that it goes on from the last step if that is the same field's.
        """
        last = self._steps[-1] if self._steps else None
        if typed and last is not None and last.ref == ref and last.after == before:
            self._steps[-1] = Step(ref, last.before, after)
        else:
            self._steps.append(Step(ref, before, after))
        del self._steps[:-_MOST_STEPS]

    def pop(self) -> Step | None:
        """The last answer, which is then forgotten."""
        return self._steps.pop() if self._steps else None

    def clear(self) -> None:
        self._steps.clear()
