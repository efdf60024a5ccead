"""The shipped forms: in order, alike where they must be, and complete in both languages."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

import pytest

from desktop_app import paths
from desktop_app.diagnosis import Rubric, check_rubric, numbering, unit
from desktop_app.diagnosis.results import RESULT
from desktop_app.workflows.shipped import shipped_forms
from desktop_app.xforms import Form, check
from desktop_app.xforms.model import Bind, DataType, Group, Question

_Declared = TypeVar("_Declared", Question, Bind)

FORMS = [form.path for form in shipped_forms()]
LANGUAGES = ("Español (es)", "English (en)")


def load(name: str) -> Form:
    return Form.load(paths.forms_dir() / f"{name}.md")


def group(form: Form, name: str) -> Group:
    return next(child for child in form.body if isinstance(child, Group) and child.ref.endswith(f"/{name}"))


def unpublished(declared: _Declared) -> _Declared:
    """Without what its instrument publishes of it, which is its own."""
    kept = {name: text for name, text in declared.attributes.items() if name != RESULT}
    return replace(declared, attributes=kept)


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.stem)
def test_nothing_is_found_wrong(path: object) -> None:
    form = load(path.stem)  # type: ignore[attr-defined]
    assert list(check(path)) == []  # type: ignore[arg-type]
    assert list(check_rubric(form)) == []
    assert form.languages == LANGUAGES


@pytest.mark.parametrize("name", [form.id for form in shipped_forms() if form.instrument])
def test_the_card_is_the_identification_of_every_instrument(name: str) -> None:
    card, instrument = load("iniciativa"), load(name)
    theirs = {q.ref: q for q in group(instrument, "identificacion").questions()}
    for question in group(card, "identificacion").questions():
        assert unpublished(theirs[question.ref]) == question
        assert unpublished(instrument.binds[question.ref]) == card.binds[question.ref]
        for language in LANGUAGES:
            for kind in ("label", "hint"):
                assert instrument.text(question.ref, language, kind) == card.text(question.ref, language, kind)
    assert set(theirs) - {q.ref for q in card.questions()} == {"/data/identificacion/reference_year"}
    for language in LANGUAGES:
        for listed in ("macrosector", "sector", "entity_kind", "departments", "municipalities", "chambers", "ciiu"):
            theirs_listed = [(each.name, each.label) for each in instrument.choice_list(listed, language)]
            assert theirs_listed == [(each.name, each.label) for each in card.choice_list(listed, language)]


def test_the_self_diagnosis_has_13_practices_in_five_blocks() -> None:
    rubric = Rubric.read(load("autodiagnostico"))
    assert rubric is not None
    assert [i.code for i in rubric.indicators] == [f"P{number:02d}" for number in range(1, 14)]
    assert {area.code: len(area.indicators) for area in rubric.areas} == {"B1": 1, "B2": 3, "B3": 3, "B4": 4, "B5": 2}
    assert sum(i.max for i in rubric.indicators) == 26
    assert rubric.total is not None
    assert rubric.total.max == 26


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_practice_has_a_name_a_phase_and_a_next_step_at_each_score(language: str) -> None:
    form = load("autodiagnostico")
    names = {choice.name: choice for choice in form.choice_list("telar_names", language)}
    actions = {choice.name: choice.label for choice in form.choice_list("telar_actions", language)}
    phases = {choice.name for choice in form.choice_list("telar_phases", language)}
    for number in range(1, 14):
        code = f"P{number:02d}"
        assert names[code].label
        assert names[code].extra["phase"] in phases
        assert actions[f"{code}_0"] != actions[f"{code}_1"]


AREAS = {"A1": 2, "A2": 3, "A3": 3, "A4": 2, "A5": 2, "A6": 2, "A7": 2, "A8": 2}
DIMENSIONS = {"D1": ("A1", "A2", "A3", "A4"), "D2": ("A6", "A7"), "D3": ("A5", "A8")}
YEARS = {"founded", "reference_year", "study_year", "strategy_year"}


def test_the_ssme_has_18_indicators_in_eight_areas_and_three_dimensions() -> None:
    rubric = Rubric.read(load("ssme"))
    assert rubric is not None
    assert {area.code: len(area.indicators) for area in rubric.areas} == AREAS
    assert [i.code for i in rubric.indicators] == [f"{a}.{n}" for a, many in AREAS.items() for n in range(1, many + 1)]
    assert {dimension.code: dimension.areas for dimension in rubric.dimensions} == DIMENSIONS
    assert rubric.total is not None
    assert {i.max for i in rubric.indicators} | {a.max for a in rubric.areas} | {rubric.total.max} == {3}
    assert rubric.level_ref == "/data/level"
    levels = [(level.number, level.label, level.min, level.max) for level in rubric.levels("Español (es)")]
    assert levels == [("1", "Incipiente", None, 1), ("2", "Consolidado", 1, 2), ("3", "Avanzado", 2, None)]
    assert all(level.meaning for level in rubric.levels("English (en)"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_ssme_score_has_words_and_every_lower_one_two_activities(language: str) -> None:
    form = load("ssme")
    rubric = Rubric.read(form)
    assert rubric is not None
    actions, reached = rubric.actions(language), rubric.reached(language)
    phases = {choice.name for choice in form.choice_list("telar_phases", language)}
    for indicator in rubric.indicators:
        assert rubric.name_map(language)[indicator.code].extra["phase"] in phases
        assert len({reached[f"{indicator.code}_{score}"] for score in range(4)}) == 4
        for score in range(3):
            assert 2 <= len(set(actions[f"{indicator.code}_{score}"])) <= 3
    assert len({text for each in actions.values() for text in each}) == sum(len(each) for each in actions.values())
    assert all(len(rubric.names(code, language)) <= 25 for code in (*AREAS, *(i.code for i in rubric.indicators)))


def test_the_ssme_says_that_it_is_a_reconstruction_before_anything_else() -> None:
    form = load("ssme")
    first = next(iter(form.questions()))
    assert "reconstrucción" in form.text(first.ref, "Español (es)")
    assert "reconstruction" in form.text(first.ref, "English (en)")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_section_of_the_ssme_has_a_code_and_help(language: str) -> None:
    form = load("ssme")
    told = {choice.name: choice.label for choice in form.choice_list("telar_help", language)}
    sections = [child.attributes["code"] for child in form.body if not isinstance(child, Question)]
    assert sections == ["ID", *AREAS, "AG", "PX", "PL"]
    assert list(told) == [*sections, "FORM"]
    assert all(text.count(". ") >= 1 for text in told.values())


def test_every_number_of_the_ssme_has_a_unit_and_every_question_a_code() -> None:
    form = load("ssme")
    labels = numbering(form)
    assert 80 <= len(labels) <= 130
    codes = [label.code for label in labels.values()]
    assert all(codes)
    assert len(codes) == len(set(codes))
    for question in form.questions():
        if question.type in (DataType.INT, DataType.DECIMAL) and question.ref.rpartition("/")[2] not in YEARS:
            assert unit(question, form, "Español (es)"), question.ref


def test_the_labels_and_hints_of_the_ssme_are_short() -> None:
    form = load("ssme")
    for ref in numbering(form):
        assert 0 < len(form.text(ref, "Español (es)")) <= 90, ref
        assert len(form.text(ref, "Español (es)", "hint")) <= 100, ref


def test_economic_activities_have_four_digits() -> None:
    activities = load("iniciativa").choice_list("ciiu", None)
    assert len(activities) > 400
    assert all(len(choice.name) == 4 and choice.name.isdigit() for choice in activities)
    assert all(choice.label.startswith(choice.name) for choice in activities)


def test_codes_of_places_are_text_with_their_zeros() -> None:
    form = load("iniciativa")
    departments = form.choice_list("departments", None)
    municipalities = form.choice_list("municipalities", None)
    assert (len(departments), len(municipalities)) == (33, 1122)
    assert all(len(choice.name) == 2 for choice in departments)
    assert all(len(choice.name) == 5 for choice in municipalities)
    assert {choice.extra["department"] for choice in municipalities} == {choice.name for choice in departments}
    assert all(choice.name.startswith(choice.extra["department"]) for choice in municipalities)
    assert "05001" in {choice.name for choice in municipalities}
