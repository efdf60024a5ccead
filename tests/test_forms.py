"""The shipped forms: in order, alike where they must be, and complete in both languages."""

from __future__ import annotations

import pytest

from desktop_app import paths
from desktop_app.diagnosis import Rubric, check_rubric
from desktop_app.xforms import Form, check
from desktop_app.xforms.model import Group

FORMS = [path for path in sorted(paths.forms_dir().glob("*.md")) if path.name != "README.md"]
LANGUAGES = ("Español (es)", "English (en)")


def load(name: str) -> Form:
    return Form.load(paths.forms_dir() / f"{name}.md")


def group(form: Form, name: str) -> Group:
    return next(child for child in form.body if isinstance(child, Group) and child.ref.endswith(f"/{name}"))


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.stem)
def test_nothing_is_found_wrong(path: object) -> None:
    form = load(path.stem)  # type: ignore[attr-defined]
    assert list(check(path)) == []  # type: ignore[arg-type]
    assert list(check_rubric(form)) == []
    assert form.languages == LANGUAGES


def test_the_card_is_the_identification_of_every_instrument() -> None:
    card, instrument = load("iniciativa"), load("autodiagnostico")
    theirs = {q.ref: q for q in group(instrument, "identificacion").questions()}
    for question in group(card, "identificacion").questions():
        assert theirs[question.ref] == question
        assert instrument.binds[question.ref] == card.binds[question.ref]
        for language in LANGUAGES:
            for kind in ("label", "hint"):
                assert instrument.text(question.ref, language, kind) == card.text(question.ref, language, kind)
    assert set(theirs) - {q.ref for q in card.questions()} == {"/data/identificacion/reference_year"}
    for name in ("macrosector", "sector", "entity_kind"):
        assert instrument.choice_list(name, None) == card.choice_list(name, None)


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
