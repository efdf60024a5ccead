"""What a form declares as charts, and what ``forms check`` says of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop_app.diagnosis.charts import (
    ChartFault,
    ChartKind,
    ChartRule,
    chart_rules,
    chart_titles,
    declared_charts,
    steps,
)
from desktop_app.diagnosis.check import check_rubric
from desktop_app.workflows.forms import check_form
from tests.support.charts import RISKS, WORKS, compiled, risks, scored, works
from tests.support.form_maker import survey_form
from tests.support.forms import form


def codes(markdown: str) -> list[str]:
    return [finding.code for finding in check_rubric(form(markdown))]


def test_a_repeat_declares_charts_of_its_records() -> None:
    worst, where, kinds = chart_rules(compiled(risks()))
    assert (worst.kind, worst.key, worst.ref) == (ChartKind.RANKING, "worst", "/data/risks")
    assert where.fields == {
        "x": "/data/risks/often",
        "y": "/data/risks/ratings/harm",
        "label": "/data/risks/risk",
        "group": "/data/risks/kind",
    }
    assert (kinds.kind, kinds.fields["by"]) == (ChartKind.TALLY, "/data/risks/kind")
    (plan,) = chart_rules(compiled(works()))
    assert (plan.kind, set(plan.fields)) == (ChartKind.SCHEDULE, {"label", "start", "due", "state", "group"})


def test_a_group_declares_charts_of_scores() -> None:
    spider, pairs, best = chart_rules(compiled(scored("spider s of=areas; map m x=I y=P; ranking r of=I")))
    assert (spider.kind, spider.scores) == (ChartKind.SPIDER, {"of": "areas"})
    assert (pairs.scores, pairs.fields) == ({"x": "I", "y": "P"}, {})
    assert best.scores == {"of": "I"}


def test_a_form_that_declares_none_has_none() -> None:
    assert chart_rules(form(survey_form(5))) == ()


def test_sound_charts_are_not_spoken_of() -> None:
    assert codes(risks()) == codes(works()) == codes(scored("spider s of=indicators; ranking r of=areas")) == []


def test_its_names_are_in_the_language_asked_for() -> None:
    titles = [chart_titles(compiled(risks()), language) for language in ("Español (es)", "English (en)")]
    assert [each["where.right_top"] for each in titles] == ["Cuidado", "Beware"]


@pytest.mark.parametrize(
    ("chart", "code"),
    [
        ("pie p value=weight", "DIAG-032"),
        ("ranking", "DIAG-032"),
        ("ranking Worst value=weight label=risk", "DIAG-032"),
        ("ranking worst value=weight", "DIAG-032"),
        ("ranking worst value=weight label=risk x=often", "DIAG-032"),
        ("ranking worst value= label=risk", "DIAG-032"),
        ("ranking worst value=weight value=cost label=risk", "DIAG-032"),
        ("ranking worst value=weight label=risk of", "DIAG-032"),
        ("spider s of=areas", "DIAG-033"),
        ("ranking worst value=nothing label=risk", "DIAG-034"),
        ("ranking worst value=risk label=risk", "DIAG-035"),
        ("map m x=often y=kind label=risk", "DIAG-035"),
        ("tally t by=risk", "DIAG-035"),
        ("schedule s label=risk start=often due=often", "DIAG-035"),
        ("tally t by=kind; tally t by=often", "DIAG-036"),
    ],
)
def test_what_cannot_be_at_a_repeat(chart: str, code: str) -> None:
    found = [each for each in declared_charts(compiled(risks(chart))) if isinstance(each, ChartFault)]
    assert [each.code for each in found] == [code]
    assert code in codes(risks(chart))


@pytest.mark.parametrize(
    ("chart", "code"),
    [
        ("tally t by=i1", "DIAG-033"),
        ("schedule s label=i1 start=i1 due=i1", "DIAG-033"),
        ("spider s of=I", "DIAG-034"),
        ("map m x=I y=Z", "DIAG-034"),
        ("map m x=areas y=I", "DIAG-034"),
        ("ranking r value=i1 label=i1", "DIAG-032"),
    ],
)
def test_what_cannot_be_at_a_group(chart: str, code: str) -> None:
    assert code in codes(scored(chart))


def test_a_chart_of_what_repeats_within_is_refused() -> None:
    begin, end = "| | begin_repeat | risks |", "| | end_repeat |  |"
    inner = risks().replace(begin, f"| | begin_repeat | outer | Afuera | Outer |  |  |  |\n{begin}")
    inner = inner.replace(end, f"{end}\n{end}")
    assert {each.code for each in declared_charts(form(inner)) if isinstance(each, ChartFault)} == {"DIAG-033"}


@pytest.mark.parametrize("name", ["nobody", "worst.x", "where.value", "kinds.left_top", "where.middle"])
def test_a_name_for_nothing_is_told(name: str) -> None:
    assert codes(risks(more=f"| | telar_charts | {name} | Nada | Nothing |")) == ["DIAG-037"]


@pytest.mark.parametrize(
    "name", ["kinds", "kinds.by", "kinds.value", "where.x", "where.left_top", "where.group", "worst.note"]
)
def test_a_name_for_a_part_is_not(name: str) -> None:
    assert codes(risks(more=f"| | telar_charts | {name} | Algo | Something |")) == []


def test_the_check_says_where(tmp_path: Path) -> None:
    path = tmp_path / "riesgos.md"
    path.write_text(risks("ranking worst value=risk label=risk"), encoding="utf-8")
    found = {each.explanation.code: each.explanation for each in check_form(path, "es").findings}
    told = found["DIAG-035"]
    assert "fila 2" in told.place
    assert "bind::telar:chart" in told.place
    assert "risk" in told.cause
    assert "value" in told.cause


def test_a_scale_is_what_the_question_offers() -> None:
    known = compiled(risks())
    assert steps(known, "/data/risks/often") == (1, 2, 3, 4, 5)
    assert steps(known, "/data/risks/kind") == steps(known, "/data/risks/ratings/cost") == ()


ODD = ("=", "x=", "=x", ";", "map", "of=areas", "x=often", "ñ=1", "ranking;")
WORDS = st.sampled_from([*RISKS.split(), *WORKS.split(), *ODD])


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(WORDS, max_size=12).map(" ".join) | st.text(alphabet="abxy= ;_.0Ñ", max_size=40))
def test_whatever_is_written_is_a_chart_or_a_fault(text: str) -> None:
    found = list(declared_charts(compiled(risks(text))))
    keys = [each.key for each in found if isinstance(each, ChartRule)]
    assert len(keys) == len(set(keys))
    assert len(found) <= 8
    assert {each.code for each in found if isinstance(each, ChartFault)} <= {f"DIAG-03{last}" for last in range(2, 7)}
