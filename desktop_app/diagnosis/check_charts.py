"""What ``forms check`` says about the charts that a form declares."""

from __future__ import annotations

from collections.abc import Iterator

from desktop_app.diagnosis.charts import CHART, TITLES_LIST, ChartFault, ChartRule, declared_charts
from desktop_app.errors import Place
from desktop_app.xforms import Form
from desktop_app.xforms.model import Finding, Severity


def check_charts(form: Form) -> Iterator[Finding]:
    """The findings; each is a warning, for the form works, and what is at fault is not drawn."""
    known: set[str] = set()
    for each in declared_charts(form):
        if isinstance(each, ChartFault):
            place = Place(ref=each.ref, column=f"bind::telar:{CHART}")
            yield Finding(Severity.WARNING, each.code, place, each.params)
        elif isinstance(each, ChartRule):
            known |= {each.key, *(f"{each.key}.{part}" for part in each.titled())}
    for choice in form.choice_list(TITLES_LIST, None):
        if choice.name not in known:
            yield Finding(Severity.WARNING, "DIAG-037", Place(), {"name": choice.name, "list": TITLES_LIST})
