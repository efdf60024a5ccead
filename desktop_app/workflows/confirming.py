"""Which answers taken over from the wave before are still to be confirmed, section by section."""

from __future__ import annotations

from desktop_app.workflows.notes import Notes
from desktop_app.workflows.outline import Outline
from desktop_app.workflows.tallies import Tallies
from desktop_app.xforms import Session
from desktop_app.xforms.model import Changes
from desktop_app.xforms.tree import generic


class Confirming:
    """Sorts the carried answers into sections once, and again when a step may have changed which of them apply.

    Answer by answer that is asked for every section; what is confirmed in the meantime is only left out.
    """

    def __init__(self, notes: Notes, outline: Outline, tallies: Tallies, session: Session) -> None:
        self._notes = notes
        self._outline = outline
        self._tallies = tallies
        self._session = session
        self._gained = -1
        self._places: dict[str, tuple[str, ...]] = {}

    def follow(self, changes: Changes) -> None:
        """Forgets what one step may have changed."""
        if changes.repeats or not self._notes.carried.isdisjoint(changes.relevant):
            self._gained = -1

    def refs(self, section_ref: str = "") -> tuple[str, ...]:
        """Those of one section, or of all, in the order of their references."""
        carried, places = self._notes.carried, self._sorted()
        if section_ref:
            return tuple(ref for ref in places.get(section_ref, ()) if ref in carried)
        return tuple(sorted(ref for refs in places.values() for ref in refs if ref in carried))

    def any(self) -> bool:
        carried = self._notes.carried
        return bool(carried) and any(ref in carried for refs in self._sorted().values() for ref in refs)

    def _sorted(self) -> dict[str, tuple[str, ...]]:
        notes = self._notes
        if self._gained != notes.gained:
            self._gained = notes.gained
            found: dict[str, list[str]] = {}
            for ref in sorted(notes.carried):
                if self._tallies.around(ref) is not None and self._session.is_relevant(ref):
                    found.setdefault(self._outline.section_of.get(generic(ref), ""), []).append(ref)
            self._places = {section: tuple(refs) for section, refs in found.items()}
        return self._places
