"""What is said before anybody answers about units, wholes, soft warnings, special answers and the plan."""

from __future__ import annotations

import pytest

from desktop_app.diagnosis import check_rubric
from desktop_app.errors import Place, explain
from desktop_app.xforms import Severity
from tests.support import waves
from tests.support.rubrics import form_of


def codes(*replacements: tuple[str, str]) -> list[tuple[str, str | None]]:
    text = waves.SAMPLE
    for old, new in replacements:
        assert old in text, old
        text = text.replace(old, new)
    found = check_rubric(form_of(text))
    assert all(finding.severity is Severity.WARNING for finding in found)
    places = [finding.place for finding in found]
    for finding in found:
        for language in ("es", "en"):
            assert isinstance(finding.place, Place)
            said = explain(finding.code, finding.place, language, **finding.params)
            assert said.cause
            assert said.remedy
            assert "{" not in said.cause + said.remedy
    return [(f.code, p.ref if isinstance(p, Place) else None) for f, p in zip(found, places, strict=True)]


def test_the_sample_is_in_order() -> None:
    assert codes() == []


@pytest.mark.parametrize(
    ("old", "new", "code", "ref"),
    [
        ("|  | 100 |  |", "|  | todo |  |", "DIAG-021", waves.MARKET),
        ("| decimal | export |", "| text | export |", "DIAG-021", waves.MARKET),
        ("| telar_units | pct |", "| telar_units | percent |", "DIAG-020", waves.LOCAL),
        ("| select_one none | sales_none |", "| text | sales_none |", "DIAG-023", waves.SALES_NONE),
        ("| state | planned |", "| state | next |", "DIAG-026", f"{waves.PLAN}/state"),
        ("|  |  |  | owner |", "|  |  |  | boss |", "DIAG-024", f"{waves.PLAN}/owner"),
        ("|  |  |  | owner |", "|  |  |  | activity |", "DIAG-024", f"{waves.PLAN}/owner"),
        ("|  |  |  | activity |", "|  |  |  |  |", "DIAG-025", waves.PLAN),
        ("yes | ${spent} > 1000 |", "yes |  |", "DIAG-022", f"{waves.PROJECT}/spent_why"),
        ("| no |  |  |  |", "| never |  |  |  |", "DIAG-019", waves.YEAR),
        ("| telar_reached | I1_3 |", "| telar_reached | I1_4 |", "DIAG-011", None),
        ("| telar_reached | I1_3 |", "| telar_meanings | 3 |", "DIAG-018", None),
    ],
)
def test_what_would_be_missing_later_is_named_at_its_place(old: str, new: str, code: str, ref: str | None) -> None:
    assert (code, ref) in codes((old, new))


def test_a_plan_outside_a_repeat_says_nothing() -> None:
    found = codes(("| | begin_repeat | plan |", "| | begin_group | plan |"), PLAN_END)
    assert ("DIAG-024", waves.PLAN) in found


PLAN_END = ("| state | Estado | State |  |  |  |  |  |  |  |  |  |  |  |  |  |  |  |  | state |\n| | end_repeat |",) * 2
PLAN_END = (PLAN_END[0], PLAN_END[0].replace("end_repeat", "end_group"))
