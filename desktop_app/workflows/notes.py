"""What goes with the answers of a response and is no answer: a comment and files at any question, and which answers
were taken over from the wave before and are still to be confirmed. Pure; the desk keeps one, the disk the same.
"""

from __future__ import annotations

from collections.abc import Iterable

from desktop_app.store.records import NotesState, NotesStep, is_below

__all__ = ["Notes", "NotesState", "NotesStep"]


class Notes:
    """The notes of an open response; ``take`` says what changed since it was last asked.

    ``gained`` is another number whenever more than confirming has been done to ``carried``.

    Notes at an instance of a repeat that is not there stay: it may come back. ``remove`` is for one that goes for good,
    so that the notes of those after it move with their answers.
    """

    def __init__(self, state: NotesState | None = None) -> None:
        known = state or NotesState()
        self.comments: dict[str, str] = dict(known.comments)
        self.evidence: dict[str, tuple[str, ...]] = dict(known.evidence)
        self.carried: set[str] = set(known.carried)
        self.gained = 0
        self._touched: set[str] = set()
        self._within: list[str] = []

    def comment(self, ref: str, text: str) -> None:
        """Puts ``text`` beside the answer at ``ref``; blank text takes the comment away."""
        if text.strip():
            self.comments[ref] = text
        else:
            self.comments.pop(ref, None)
        self._touched.add(ref)

    def set_files(self, ref: str, names: Iterable[str]) -> None:
        """The names of the files at ``ref``, each once."""
        found = tuple(dict.fromkeys(names))
        if found:
            self.evidence[ref] = found
        else:
            self.evidence.pop(ref, None)
        self._touched.add(ref)

    def confirm(self, refs: Iterable[str]) -> tuple[str, ...]:
        """The answers at ``refs`` hold for this wave too; returns those that were still to be confirmed."""
        done = tuple(ref for ref in refs if ref in self.carried)
        self.carried.difference_update(done)
        self._touched.update(done)
        return done

    def doubt(self, refs: Iterable[str]) -> None:
        """The answers at ``refs`` are to be confirmed again."""
        found = tuple(refs)
        self.carried.update(found)
        self.gained += 1
        self._touched.update(found)

    def below(self, place: str) -> NotesState:
        """The notes at and below ``place``, for ``put_back``."""
        return NotesState(
            {ref: text for ref, text in self.comments.items() if is_below(ref, (place,))},
            {ref: names for ref, names in self.evidence.items() if is_below(ref, (place,))},
            frozenset(ref for ref in self.carried if is_below(ref, (place,))),
        )

    def put_back(self, place: str, state: NotesState) -> None:
        """Makes the notes below ``place`` what ``below(place)`` once said."""
        self._clear(place)
        self.comments.update(state.comments)
        self.evidence.update(state.evidence)
        self.carried.update(state.carried)
        self.gained += 1

    def remove(self, nodeset: str, position: int) -> None:
        """Instance ``position`` (from 1) of the repeat ``nodeset`` is gone, and those after it have moved up."""
        before = self.below(nodeset)
        if before == NotesState():
            return
        self._clear(nodeset)

        def moved(ref: str) -> str | None:
            head, _, rest = ref[len(nodeset) + 1 :].partition("]")
            number = int(head) if ref.startswith(f"{nodeset}[") else 0
            if number == position:
                return None
            return f"{nodeset}[{number - 1}]{rest}" if number > position else ref

        self.comments.update({to: text for ref, text in before.comments.items() if (to := moved(ref))})
        self.evidence.update({to: names for ref, names in before.evidence.items() if (to := moved(ref))})
        self.carried.update(to for ref in before.carried if (to := moved(ref)))
        self.gained += 1

    def _clear(self, place: str) -> None:
        for ref in [ref for ref in self.comments if is_below(ref, (place,))]:
            del self.comments[ref]
        for ref in [ref for ref in self.evidence if is_below(ref, (place,))]:
            del self.evidence[ref]
        self.carried = {ref for ref in self.carried if not is_below(ref, (place,))}
        self._within.append(place)

    def take(self) -> NotesStep:
        """What changed since the last time, to be put on the disk."""
        touched, self._touched = self._touched, set()
        within, self._within = tuple(dict.fromkeys(self._within)), []
        told = set(touched)
        for place in within:
            state = self.below(place)
            told |= {*state.comments, *state.evidence, *state.carried}
        return NotesStep(
            {ref: self.comments.get(ref, "") for ref in sorted(told)},
            {ref: self.evidence.get(ref, ()) for ref in sorted(told)},
            {ref: ref in self.carried for ref in sorted(told)},
            within,
        )

    def state(self) -> NotesState:
        return NotesState(dict(self.comments), dict(self.evidence), frozenset(self.carried))
