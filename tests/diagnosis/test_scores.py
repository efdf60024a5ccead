"""Scores, what is provisional, strengths and the order of opportunities."""

from __future__ import annotations

from functools import lru_cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app import paths
from desktop_app.diagnosis import Diagnosis, IndicatorResult, Rubric, Score, diagnose
from desktop_app.xforms import Form
from tests.support.rubrics import ENGLISH, SAMPLE, answered, diagnosed, form_of

FULL = {"i1": "2", "i2": "1", "applies": "yes", "i3": "0", "firms": "3"}


def by_code(answers: dict[str, str]) -> dict[str, IndicatorResult]:
    return {indicator.code: indicator for indicator in diagnosed(answers).indicators}


class TestEmpty:
    def test_nothing_answered_is_no_score_rather_than_zero(self) -> None:
        found = diagnosed({})
        assert found.total == Score(None, 4.0)
        assert found.share is None
        assert found.answered_share is None
        assert found.level is None
        assert found.answered == 0

    def test_all_that_applies_is_pending(self) -> None:
        found = diagnosed({})
        assert [indicator.code for indicator in found.pending] == ["I1", "I2", "I4"]
        assert found.provisional
        assert found.strengths == ()
        assert found.opportunities == ()

    def test_areas_and_dimensions_have_no_value(self) -> None:
        found = diagnosed({})
        assert [area.value for area in found.areas] == [None, None]
        assert [dimension.value for dimension in found.dimensions] == [None]


class TestIndicators:
    def test_a_choice_gives_its_score_and_its_label(self) -> None:
        found = by_code({"i1": "1"})["I1"]
        assert (found.value, found.max, found.reached) == (1.0, 2.0, "En parte")
        assert not found.complete
        assert not found.unanswered

    def test_the_session_language_names_everything(self) -> None:
        found = diagnosed({"i1": "1"}, language=ENGLISH).indicators[0]
        assert (found.name, found.reached, found.next_step) == ("Agreement", "In part", "Sign the agreement")
        assert found.phase is not None
        assert found.phase.label == "Go on"

    def test_zero_is_an_answer(self) -> None:
        found = by_code({"i1": "0"})["I1"]
        assert found.value == 0.0
        assert found.next_step == "Reúnase"

    def test_irrelevant_is_not_applicable_even_if_it_was_answered(self) -> None:
        found = by_code({"applies": "yes", "i3": "2"} | {"applies": "no"})["I3"]
        assert found.not_applicable
        assert found.value is None
        assert not found.unanswered

    def test_a_kept_answer_does_not_count_while_its_question_does_not_apply(self) -> None:
        session = answered({"applies": "yes", "i3": "2"})
        session.set("/data/second/applies", "no")
        rubric = Rubric.read(session.form)
        assert rubric is not None
        found = diagnose(session, rubric)
        assert found.strengths == ()
        assert next(i for i in found.indicators if i.code == "I3").not_applicable

    def test_a_choice_that_is_no_number_is_not_applicable(self) -> None:
        found = by_code({"i2": "na"})["I2"]
        assert found.not_applicable
        assert found.reached == "No nos corresponde"
        assert diagnosed({"i2": "na"}).of == 2

    def test_a_calculated_indicator_has_no_label_and_the_step_of_its_whole_score(self) -> None:
        found = by_code({"firms": "3"})["I4"]
        assert (found.value, found.reached) == (1.5, None)
        assert found.next_step == "Invite a más empresas"

    def test_a_calculated_indicator_never_exceeds_its_maximum(self) -> None:
        found = by_code({"firms": "90"})["I4"]
        assert found.value == 3.0
        assert found.complete

    def test_a_complete_one_has_no_next_step(self) -> None:
        assert by_code({"i1": "2"})["I1"].next_step is None

    def test_a_score_without_an_activity_has_no_next_step(self) -> None:
        assert by_code({"i2": "1"})["I2"].next_step is None


class TestTotals:
    def test_the_forms_own_total_over_all_points(self) -> None:
        found = diagnosed(FULL)
        assert found.total == Score(3.0, 4.0)
        assert found.share == 0.75
        assert not found.provisional

    def test_the_share_of_what_was_answered(self) -> None:
        assert diagnosed({"i1": "2", "i2": "1"}).answered_share == pytest.approx(3 / 4)
        assert diagnosed(FULL).answered_share == pytest.approx((2 + 1 + 0 + 1.5) / 9)

    def test_the_level_that_the_form_works_out(self) -> None:
        found = diagnosed(FULL)
        assert found.level is not None
        assert found.level.label == "Consolidado"

    def test_one_missing_answer_makes_it_provisional(self) -> None:
        found = diagnosed({name: value for name, value in FULL.items() if name != "i2"})
        assert found.provisional
        assert (found.answered, found.of) == (3, 4)
        assert [indicator.code for indicator in found.pending] == ["I2"]

    def test_an_area_with_a_node_has_the_nodes_value(self) -> None:
        area = diagnosed({"i1": "1"}).areas[0]
        assert (area.value, area.max, area.answered, area.of, area.provisional) == (1.0, 2.0, 1, 2, True)
        assert area.dimension == "D"

    def test_an_area_without_a_node_sums_what_applies(self) -> None:
        area = diagnosed(FULL).areas[1]
        assert (area.value, area.max) == (1.5, 5.0)
        area = diagnosed({"firms": "3"}).areas[1]
        assert (area.value, area.max, area.of) == (1.5, 3.0, 1)

    def test_a_dimension_counts_as_soon_as_one_of_its_indicators_is_answered(self) -> None:
        assert diagnosed({"i2": "1"}).dimensions[0].areas[0].code == "A"
        assert diagnosed({"i1": "2"}).dimensions[0].value == 2.0

    def test_without_a_total_node_the_points_are_summed(self) -> None:
        markdown = SAMPLE.replace("| total | | | 4 |", "| | | | |").replace("| level | | | |", "| | | | |")
        found = diagnosed(FULL, markdown=markdown)
        assert found.total == Score(4.5, 9.0)
        assert found.share == 0.5

    def test_without_a_level_node_the_ranges_decide(self) -> None:
        markdown = SAMPLE.replace("| level | | | |", "| | | | |")
        found = diagnosed({"i1": "1", "i2": "1"}, markdown=markdown)
        assert found.level is not None
        assert found.level.number == "1"
        above = diagnosed({"i1": "2", "i2": "1"}, markdown=markdown)
        assert above.level is not None
        assert above.level.number == "2"

    def test_a_total_that_the_form_cannot_work_out_has_no_level(self) -> None:
        markdown = SAMPLE.replace("| level | | | |", "| | | | |").replace("if(${i1} = '', 0, ${i1}) +", "'' +")
        found = diagnosed({"i1": "1"}, markdown=markdown)
        assert found.total.value is None
        assert found.level is None
        assert found.answered == 1

    def test_a_share_stays_between_nothing_and_all(self) -> None:
        assert Score(5, 4).share == 1.0
        assert Score(-1, 4).share == 0.0
        assert Score(None, 4).share is None


class TestPriorities:
    def test_strengths_are_the_complete_ones_in_form_order(self) -> None:
        found = diagnosed(FULL | {"i2": "2"})
        assert [indicator.code for indicator in found.strengths] == ["I1", "I2"]

    def test_by_phase_then_lower_score_then_form_order_and_without_phase_last(self) -> None:
        found = diagnosed({"i1": "1", "i2": "1", "applies": "yes", "i3": "0", "firms": "0"})
        assert [indicator.code for indicator in found.opportunities] == ["I2", "I3", "I1", "I4"]

    def test_form_order_decides_between_equals(self) -> None:
        found = diagnosed({"i1": "1", "applies": "yes", "i3": "1"})
        assert [indicator.code for indicator in found.opportunities] == ["I1", "I3"]

    def test_what_is_unanswered_or_does_not_apply_is_no_opportunity(self) -> None:
        found = diagnosed({"i2": "na", "i1": "0"})
        assert [indicator.code for indicator in found.opportunities] == ["I1"]


@given(
    i1=st.sampled_from(["", "0", "1", "2"]),
    i2=st.sampled_from(["", "0", "1", "2", "na", "99", "x"]),
    applies=st.sampled_from(["", "yes", "no"]),
    i3=st.sampled_from(["", "0", "2"]),
    firms=st.one_of(st.just(""), st.integers(-5, 10**9).map(str), st.text(max_size=8)),
)
@settings(max_examples=60, deadline=None)
def test_every_indicator_is_in_exactly_one_place(i1: str, i2: str, applies: str, i3: str, firms: str) -> None:
    found = diagnosed({"i1": i1, "i2": i2, "applies": applies, "i3": i3, "firms": firms})
    placed = [*found.strengths, *found.opportunities, *found.pending]
    placed += [indicator for indicator in found.indicators if indicator.not_applicable]
    assert sorted(indicator.code for indicator in placed) == ["I1", "I2", "I3", "I4"]
    assert found.answered + len(found.pending) == found.of
    assert found.provisional == bool(found.pending)
    assert all(i.value is None or 0 <= i.value <= i.max for i in found.indicators)
    assert all(i.next_step is None for i in found.strengths)


@lru_cache(maxsize=1)
def shipped() -> tuple[Form, Rubric]:
    form = Form.load(paths.forms_dir() / "autodiagnostico.md")
    rubric = Rubric.read(form)
    assert rubric is not None
    return form, rubric


def shipped_diagnosis(scores: str) -> Diagnosis:
    """The diagnosis of thirteen scores, one character each; "-" is unanswered."""
    form, rubric = shipped()
    values = {i.ref: score for i, score in zip(rubric.indicators, scores, strict=True) if score != "-"}
    return diagnose(answered(values, form=form), rubric)


class TestShippedForm:
    @pytest.mark.parametrize(
        ("scores", "points"), [("2222222222222", 26), ("0000000000000", 0), ("2121102212101", 16), ("1------------", 1)]
    )
    def test_points(self, scores: str, points: int) -> None:
        found = shipped_diagnosis(scores)
        assert found.total == Score(points, 26.0)
        assert found.provisional == ("-" in scores)

    @pytest.mark.parametrize("score", ["0", "1"])
    def test_every_incomplete_practice_has_its_next_activity_and_phase(self, score: str) -> None:
        found = shipped_diagnosis(score * 13)
        assert len(found.opportunities) == 13
        assert all(indicator.next_step and indicator.phase for indicator in found.opportunities)

    def test_the_blocks_are_means_of_what_was_answered(self) -> None:
        assert [area.value for area in shipped_diagnosis("2121102212101").areas] == [2.0, 1.33, 1.0, 1.5, 0.5]
        assert shipped_diagnosis("-1-----------").areas[1].value == 1.0


def test_the_rubric_is_read_once_and_serves_many_sessions() -> None:
    form = form_of(SAMPLE)
    rubric = Rubric.read(form)
    assert rubric is not None
    values = [diagnose(answered({"i1": score}, form=form), rubric).total.value for score in ("0", "1", "2")]
    assert values == [0.0, 1.0, 2.0]


def test_a_value_that_is_no_choice_counts_for_nothing() -> None:
    found = by_code({**FULL, "i1": "7"})["I1"]
    assert (found.value, found.reached, found.unanswered) == (None, None, True)
    assert diagnosed({**FULL, "i1": "7"}).provisional
