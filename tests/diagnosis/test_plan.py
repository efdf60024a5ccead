"""The improvement plan in a form, and what the form recommends for it."""

from __future__ import annotations

from desktop_app.diagnosis import Action, Diagnosis, Rubric, actions, diagnose, plan_form, suggestions
from tests.support import waves
from tests.support.rubrics import SAMPLE, form_of
from tests.support.waves import PLAN, PLAN_STATE, SALES

FORM = waves.wave_form()
FIELDS = plan_form(FORM)
assert FIELDS is not None


def test_where_the_plan_is() -> None:
    assert FIELDS.nodeset == PLAN
    assert list(FIELDS.fields) == ["opportunity", "activity", "owner", "due", "budget", "state"]
    assert FIELDS.fields["due"] == f"{PLAN}/due"


def test_most_forms_have_none() -> None:
    assert plan_form(form_of(SAMPLE)) is None


def test_an_action_says_codes_and_words() -> None:
    given = {f"{PLAN}[1]/opportunity": "I1", f"{PLAN}[1]/state": "underway", f"{PLAN}[1]/budget": "12500000"}
    (action,) = actions(waves.answered(given), FIELDS)
    assert action.ref == f"{PLAN}[1]"
    assert action.values["opportunity"] == "I1"
    assert action.words["opportunity"] == "Plan de acción"
    assert action.words["state"] == "En curso"
    assert action.words["budget"] == "12500000"
    assert not action.blank()


def test_a_new_action_is_blank() -> None:
    (action,) = actions(waves.answered({}), FIELDS)
    assert action.blank()


def test_what_was_chosen_and_is_no_choice_any_more_is_said_as_it_is() -> None:
    (action,) = actions(waves.answered({f"{PLAN}[1]/state": "lost"}), FIELDS)
    assert action.words["state"] == "lost"


class TestSuggestions:
    def diagnosis_of(self, answers: dict[str, str]) -> tuple[Diagnosis, tuple[Action, ...]]:
        session = waves.answered(answers)
        rubric = Rubric.read(FORM)
        assert rubric is not None
        return diagnose(session, rubric), actions(session, FIELDS)

    def test_all_that_is_recommended_lowest_score_first(self) -> None:
        diagnosis, plan = self.diagnosis_of({PLAN_STATE: "0", SALES: "50"})
        found = suggestions(diagnosis, plan)
        assert [(each.indicator.code, each.activity) for each in found] == [
            ("I1", "Reúna a los actores"),
            ("I1", "Escriba un primer plan"),
            ("I2", "Busque mercados"),
        ]
        assert not any(each.taken for each in found)

    def test_one_that_the_plan_has_is_taken(self) -> None:
        taken = {f"{PLAN}[1]/opportunity": "I1", f"{PLAN}[1]/activity": " Escriba un primer plan "}
        diagnosis, plan = self.diagnosis_of({PLAN_STATE: "0", **taken})
        assert [each.activity for each in suggestions(diagnosis, plan) if each.taken] == ["Escriba un primer plan"]

    def test_nothing_for_what_does_not_apply(self) -> None:
        diagnosis, plan = self.diagnosis_of({PLAN_STATE: "na", SALES: "500"})
        assert suggestions(diagnosis, plan) == ()


class TestCalculatedIndicators:
    def test_what_a_score_stands_for_comes_from_the_form(self) -> None:
        session = waves.answered({PLAN_STATE: "1"})
        rubric = Rubric.read(FORM)
        assert rubric is not None
        first, second = diagnose(session, rubric).indicators
        assert first.reached == "Hay un plan que nadie escribió"
        assert second.reached is None
        assert second.unanswered

    def test_one_that_says_that_it_does_not_apply_is_left_out(self) -> None:
        rubric = Rubric.read(FORM)
        assert rubric is not None
        diagnosis = diagnose(waves.answered({PLAN_STATE: "na", SALES: "50"}), rubric)
        assert diagnosis.indicators[0].not_applicable
        assert diagnosis.areas[0].value == 1
        assert not diagnosis.provisional
