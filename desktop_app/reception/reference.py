"""The means of a wave as a reference file, which goes back to the managers with the next wave's kit."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import Connection

from desktop_app.diagnosis.comparison import MACROSECTOR, NATIONAL, REFERENCE_FORMAT, TOTAL
from desktop_app.diagnosis.published import LEAST
from desktop_app.errors import ReceptionError
from desktop_app.reception import exact, tallies
from desktop_app.reception.known_forms import KnownForm
from desktop_app.reception.scope import Scope
from desktop_app.reception.scores import Scores, score_refs
from desktop_app.reception.tallies import Nodes
from desktop_app.xforms import Form


def reference(connection: Connection, form: Form, wave: str) -> bytes:
    """The file: the nation's means and those of each macrosector with at least ``LEAST`` initiatives.

    Raises:
        ReceptionError: RCV-030 fewer answered in all, or the form scores nothing.
    """
    known, scope = KnownForm(form), Scope(form.id, wave)
    refs = score_refs(known.rubric)
    numbers = tallies.numbers(connection, scope, Nodes(connection, form.id), set(refs.values()))
    scores = Scores(known.rubric, tallies.answered(connection, scope), numbers)
    national = _group(scores, None)
    if national is None:
        raise ReceptionError("RCV-030", form=form.id, wave=wave, least=LEAST)
    offered = known.labels(MACROSECTOR, "")
    groups = {code: _group(scores, code) for code in sorted(scores.by_macrosector) if code in offered}
    told = {
        "format": REFERENCE_FORMAT,
        "form": form.id,
        "wave": wave,
        NATIONAL: national,
        MACROSECTOR: {code: group for code, group in groups.items() if group is not None},
    }
    return json.dumps(told, ensure_ascii=False, indent=1).encode()


def _group(scores: Scores, macrosector: str | None) -> dict[str, Any] | None:
    """What is told of a group; ``count`` is of those that have a total, else of the score that most have."""
    means = {code: exact.rounded(scores.mean(code, macrosector)) for code in (*scores.refs, TOTAL)}
    given = {code: mean for code, mean in means.items() if mean is not None}
    if not given:
        return None
    counts = {code: scores.tally(code, macrosector).count for code in given}
    return {"count": counts.get(TOTAL) or max(counts.values()), "means": given}
