"""Small forms with a rubric, written as tables, and sessions answered in one call."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

from desktop_app.diagnosis import Diagnosis, Rubric, diagnose
from desktop_app.xforms import Form, Session

NOW = datetime(2026, 11, 20, 15, 4, tzinfo=UTC)
SPANISH, ENGLISH = "Español (es)", "English (en)"

SETTINGS = """
| settings |
| | form_title | form_id | version | default_language | namespaces |
| | Formulario de prueba | prueba | 3 | Español (es) | telar="urn:telar:rubric:1" |
"""

# Two areas: A has a node of its own, B only a name. I2 offers "na", I3 may not apply, I4 is calculated.
SAMPLE = (Path(__file__).parent / "rubric_sample.md").read_text(encoding="utf-8")

REFS = {name: f"/data/first/{name}" for name in ("i1", "i1_comment", "i1_evidence", "i1_planned", "i2")} | {
    name: f"/data/second/{name}" for name in ("applies", "i3", "firms", "i4", "kinds")
}


def sheet(name: str, *columns: str) -> str:
    """The head of a sheet: ``type name label...``; a column of the rubric is written ``telar:role``."""
    cells = " | ".join(column.replace("telar:", "bind::telar:") for column in columns)
    return f"\n| {name} |\n| | {cells} |\n"


@lru_cache(maxsize=256)
def form_of(markdown: str) -> Form:
    """The form that the tables say, compiled."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "form.md"
        path.write_text(markdown, encoding="utf-8")
        return Form.load(path)


def answered(
    answers: Mapping[str, str], *, form: Form | None = None, language: str | None = SPANISH, now: datetime = NOW
) -> Session:
    """A session of the sample form (or ``form``) with ``answers`` by short name or reference."""
    session = Session(form or form_of(SAMPLE), now=now, language=language)
    for name, value in answers.items():
        session.set(REFS.get(name, name), value)
    return session


def diagnosed(answers: Mapping[str, str], *, language: str | None = SPANISH, markdown: str = SAMPLE) -> Diagnosis:
    """The diagnosis of those answers."""
    form = form_of(markdown)
    rubric = Rubric.read(form)
    assert rubric is not None
    return diagnose(answered(answers, form=form, language=language), rubric)
