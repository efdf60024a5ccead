"""What ``forms check`` says about what a form publishes."""

from __future__ import annotations

from collections.abc import Iterator

from desktop_app.diagnosis.record_results import RecordResult, declared_record_results
from desktop_app.diagnosis.results import RESULT, TITLES_LIST, Fault, Result, declared_results
from desktop_app.errors import Place
from desktop_app.xforms import Form
from desktop_app.xforms.model import Finding, Severity


def check_results(form: Form) -> Iterator[Finding]:
    """The findings; each is a warning, for the form works, and what is at fault is not published."""
    found = [*declared_results(form), *declared_record_results(form)]
    for each in found:
        if isinstance(each, Fault):
            place = Place(ref=each.ref, column=f"bind::telar:{RESULT}")
            yield Finding(Severity.WARNING, each.code, place, each.params)
    sound = [each for each in found if isinstance(each, Result)]
    known = {name for each in sound for name in (each.key, each.parent)}
    known |= {f"{each.key}.{code}" for each in sound for code in each.codes.values()}
    records = [each for each in found if isinstance(each, RecordResult)]
    known |= {name for each in records for name in (each.key, *(f"{each.key}.{part.name}" for part in each.values))}
    for choice in form.choice_list(TITLES_LIST, None):
        if choice.name not in known:
            yield Finding(Severity.WARNING, "DIAG-031", Place(), {"name": choice.name, "list": TITLES_LIST})
