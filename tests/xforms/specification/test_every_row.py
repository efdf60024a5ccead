"""Each row of XLSForm's tables loads, is answered, saved and opened again with the same values."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop_app.xforms import Form, Session, Severity, check
from tests.support.forms import NOW
from tests.support.specification import FORMS, MEDIA, answer_everything, load


def ending(form: Form) -> list[str]:
    return [ref for ref, spec in form.definition.specs.items() if spec.preload_parameter == "end"]


@pytest.mark.parametrize("name", FORMS)
def test_a_row_is_answered_saved_and_opened_again(name: str) -> None:
    form = load(name)
    session = Session(form, now=NOW)
    given = answer_everything(session)
    assert {ref: session.value(ref) for ref in given} == given
    assert [problem for problem in session.problems() if problem.ref in given] == []
    assert session.faults == {}
    saved = session.instance_xml()
    again = Session(form, saved, now=NOW)
    assert again.unknown == []
    # What says when the filling ended is filled in as it ends.
    ended = {ref: NOW.isoformat(timespec="milliseconds") for ref in ending(form)}
    assert again.values() == session.values() | ended
    assert again.repeats() == session.repeats()
    assert again.instance_xml() == saved


@pytest.mark.parametrize("name", FORMS)
def test_a_row_is_a_form_without_errors(tmp_path: Path, name: str) -> None:
    (tmp_path / "f.md").write_text(FORMS[name], encoding="utf-8")
    for attached, data in MEDIA.items():
        (tmp_path / attached).write_bytes(data)
    found = check(tmp_path / "f.md")
    assert [finding for finding in found if finding.severity is Severity.ERROR] == []
    assert Form.load(tmp_path / "f.md").root.startswith("/")
