"""What the same initiative answered to the same instrument the wave before."""

from __future__ import annotations

from dataclasses import dataclass

from desktop_app.diagnosis import Diagnosis, Rubric, diagnose
from desktop_app.errors import AnswersError
from desktop_app.xforms import Session


@dataclass(frozen=True, slots=True)
class Earlier:
    """An earlier response as it was left; it is only read. ``diagnosis`` is ``None`` where the form scores nothing.

    Its form may be another version: what it does not know has no value there.
    """

    response_id: str
    wave: str
    session: Session
    diagnosis: Diagnosis | None

    def value(self, ref: str) -> str:
        """What was answered at ``ref``, as XForms text; empty when nothing was, or where it did not apply.

        Records of repeats have no lasting places: those are not compared.
        """
        if "[" in ref:
            return ""
        try:
            return self.session.value(ref) if self.session.is_relevant(ref) else ""
        except AnswersError:
            return ""


def earlier(response_id: str, wave: str, session: Session) -> Earlier:
    """``session`` as the response before."""
    rubric = Rubric.read(session.form)
    return Earlier(response_id, wave, session, diagnose(session, rubric) if rubric else None)
