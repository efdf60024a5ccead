"""The diagnosis of an open response, made anew only when a step may have changed it."""

from __future__ import annotations

from desktop_app.diagnosis import Diagnosis, Rubric, diagnose
from desktop_app.xforms import Session
from desktop_app.xforms.model import Changes


class Result:
    """Most answers to a long form change no score, and several screens ask for the same diagnosis."""

    def __init__(self, session: Session, rubric: Rubric | None) -> None:
        self._session = session
        self._rubric = rubric
        self._refs = rubric.refs() if rubric else frozenset[str]()
        self._language = session.language
        self._known: Diagnosis | None = None

    def follow(self, changes: Changes) -> None:
        """Forgets the diagnosis if one step touched what it is read from."""
        touched = (changes.values, changes.relevant, changes.problems, changes.choices, changes.labels)
        if not all(self._refs.isdisjoint(each) for each in touched):
            self._known = None

    def diagnosis(self) -> Diagnosis | None:
        """``None`` for a form that scores nothing."""
        if self._rubric is not None and (self._known is None or self._language != self._session.language):
            self._language = self._session.language
            self._known = diagnose(self._session, self._rubric)
        return self._known
