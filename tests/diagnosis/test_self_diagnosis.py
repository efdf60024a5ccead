"""What must hold for whatever answers the shipped self-diagnosis gets."""

from __future__ import annotations

import math
from functools import lru_cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app import paths
from desktop_app.diagnosis import Diagnosis, Rubric, companions, diagnose, numbering, spider_axes, spider_geometry
from desktop_app.xforms import Form, Session
from tests.support.rubrics import ENGLISH, SPANISH, answered

SCORES = st.lists(st.sampled_from(["", "0", "1", "2"]), min_size=13, max_size=13)


@lru_cache(maxsize=1)
def shipped() -> tuple[Form, Rubric]:
    form = Form.load(paths.forms_dir() / "autodiagnostico.md")
    rubric = Rubric.read(form)
    assert rubric is not None
    return form, rubric


def session_with(scores: list[str], language: str = SPANISH) -> Session:
    form, rubric = shipped()
    values = {indicator.ref: score for indicator, score in zip(rubric.indicators, scores, strict=True)}
    return answered(values, form=form, language=language)


def diagnosed(scores: list[str], language: str = SPANISH) -> Diagnosis:
    return diagnose(session_with(scores, language), shipped()[1])


@given(SCORES)
@settings(max_examples=40, deadline=None)
def test_the_total_is_the_sum_of_the_answered_and_never_invents_a_zero(scores: list[str]) -> None:
    found = diagnosed(scores)
    given_scores = [int(score) for score in scores if score]
    assert found.total.value == (sum(given_scores) if given_scores else None)
    assert found.share == (sum(given_scores) / 26 if given_scores else None)
    assert found.answered == len(given_scores)
    assert found.of == 13
    assert found.provisional == (len(given_scores) < 13)


@given(SCORES)
@settings(max_examples=40, deadline=None)
def test_blocks_are_the_mean_of_what_was_answered_in_them(scores: list[str]) -> None:
    found = diagnosed(scores)
    start = 0
    for area in found.areas:
        inside = [int(score) for score in scores[start : start + len(area.indicators)] if score]
        start += len(area.indicators)
        if inside:
            assert area.value == pytest.approx(sum(inside) / len(inside), abs=0.005)
        else:
            assert area.value is None
        assert area.answered == len(inside)
    assert start == 13


@given(SCORES)
@settings(max_examples=40, deadline=None)
def test_opportunities_are_sorted_by_phase_score_and_form_order(scores: list[str]) -> None:
    found = diagnosed(scores)
    keys = []
    for indicator in found.opportunities:
        assert indicator.phase is not None
        assert indicator.value is not None
        keys.append((indicator.phase.order, indicator.value, int(indicator.code[1:])))
    assert keys == sorted(keys)
    assert len(found.strengths) == scores.count("2")
    assert len(found.opportunities) == scores.count("0") + scores.count("1")
    assert len(found.pending) == scores.count("")


@given(SCORES)
@settings(max_examples=20, deadline=None)
def test_the_language_changes_words_and_nothing_else(scores: list[str]) -> None:
    spanish, english = diagnosed(scores), diagnosed(scores, ENGLISH)
    assert spanish.total == english.total
    for one, other in zip(spanish.indicators, english.indicators, strict=True):
        assert (one.code, one.value, one.not_applicable) == (other.code, other.value, other.not_applicable)
        assert one.name != other.name
        assert (one.next_step is None) == (other.next_step is None)
    assert [i.code for i in spanish.opportunities] == [i.code for i in english.opportunities]


def test_diagnosing_changes_nothing_in_the_session() -> None:
    session = session_with(["1"] * 13)
    before = session.instance_xml()
    first, second = diagnose(session, shipped()[1]), diagnose(session, shipped()[1])
    assert first == second
    assert session.instance_xml() == before


def test_a_language_switched_on_the_way_is_followed() -> None:
    session = session_with(["1"] * 13)
    assert diagnose(session, shipped()[1]).indicators[0].reached == "En forma parcial"
    session.set_language(ENGLISH)
    assert diagnose(session, shipped()[1]).indicators[0].reached == "Carried out in part"


def test_the_spider_has_thirteen_axes_one_thirteenth_of_a_turn_apart() -> None:
    geometry = spider_geometry(spider_axes(diagnosed(["2"] * 13), "indicators"))
    angles = [math.atan2(*axis.end) % (2 * math.pi) for axis in geometry.axes]
    assert angles == pytest.approx([2 * math.pi * position / 13 for position in range(13)])
    assert [ring.label for ring in geometry.rings] == ["0", "1", "2"]
    assert all(math.hypot(point.x, point.y) == pytest.approx(1) for point in geometry.series[0].points)


def test_the_spider_of_blocks_has_five_axes_on_the_same_scale() -> None:
    geometry = spider_geometry(spider_axes(diagnosed(["1"] * 13), "areas"))
    assert [axis.code for axis in geometry.axes] == ["B1", "B2", "B3", "B4", "B5"]
    assert not geometry.in_percent
    assert all(math.hypot(point.x, point.y) == pytest.approx(0.5) for point in geometry.series[0].points)


@pytest.mark.parametrize("language", [SPANISH, ENGLISH])
def test_every_name_is_short_enough_for_its_axis(language: str) -> None:
    _, rubric = shipped()
    for indicator in rubric.indicators:
        assert 0 < len(rubric.names(indicator.code, language)) <= 25


def test_planned_dates_are_asked_only_for_what_is_not_complete() -> None:
    form, rubric = shipped()
    kept = companions(form)
    for score, asked in (("0", True), ("1", True), ("2", False)):
        session = session_with([score] * 13)
        for indicator in rubric.indicators:
            planned = kept[indicator.ref].planned
            assert planned is not None
            assert session.is_relevant(planned) is asked


def test_practices_are_numbered_from_1_to_13() -> None:
    form, rubric = shipped()
    labels = numbering(form)
    assert [labels[indicator.ref].number for indicator in rubric.indicators] == [str(n) for n in range(1, 14)]
