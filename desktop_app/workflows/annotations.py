"""What goes with the answers of an open response into its package and is no answer."""

from __future__ import annotations

from desktop_app.submission import Annotations, Comment, Evidence, Warned, fit
from desktop_app.workflows.desk import Desk


def annotations_of(desk: Desk) -> Annotations:
    """Comments, files and soft warnings at the questions that apply now, in the order of the form.

    What was noted at a question that does not apply, or at a record that is not there, stays on the desk and is not
    sent, as its answer is not.
    """
    session, notes = desk.session, desk.notes
    places = [ref for ref in session.values() if session.is_relevant(ref)]
    shown = set(places)
    return Annotations(
        comments=tuple(
            Comment(ref, text) for ref in places if ref in notes.comments and (text := fit(notes.comments[ref]).strip())
        ),
        evidence=tuple(Evidence(ref, notes.evidence[ref]) for ref in places if notes.evidence.get(ref)),
        warnings=tuple(
            Warned(each.ref, each.reason_ref, fit(each.rule), fit(each.message), fit(each.reason))
            for each in desk.warnings()
            if each.ref in shown
        ),
    )
