"""What is shown of a question, read from a session."""

from __future__ import annotations

import pytest

from desktop_app.ui.survey.views import Kind, kind_of, question_view, shown_value
from desktop_app.xforms.model import Control, DataType, Question
from tests.support.forms import session
from tests.support.survey_desks import SMALL, desk_of, diagnosis_desk, refs


@pytest.mark.parametrize(
    ("control", "kind_of_data", "kind"),
    [
        (Control.SELECT1, DataType.STRING, Kind.SELECT_ONE),
        (Control.SELECT, DataType.STRING, Kind.SELECT_MULTIPLE),
        (Control.INPUT, DataType.INT, Kind.INTEGER),
        (Control.INPUT, DataType.DECIMAL, Kind.DECIMAL),
        (Control.RANGE, DataType.INT, Kind.INTEGER),
        (Control.INPUT, DataType.STRING, Kind.TEXT),
        (Control.INPUT, DataType.DATE, Kind.DATE),
        (Control.TRIGGER, DataType.STRING, Kind.ACKNOWLEDGE),
        (Control.NOTE, DataType.STRING, Kind.NOTE),
        (Control.INPUT, DataType.TIME, Kind.UNSUPPORTED),
        (Control.INPUT, DataType.GEOPOINT, Kind.UNSUPPORTED),
        (Control.UPLOAD, DataType.BINARY, Kind.UNSUPPORTED),
        (Control.RANK, DataType.STRING, Kind.UNSUPPORTED),
    ],
)
def test_which_control_answers(control: Control, kind_of_data: DataType, kind: Kind) -> None:
    assert kind_of(Question("/d/q", control, kind_of_data)) is kind


def test_a_calculated_value_is_read_only() -> None:
    assert kind_of(Question("/d/q", Control.INPUT, DataType.INT), calculated=True) is Kind.CALCULATED
    assert kind_of(Question("/d/q", Control.NOTE, DataType.STRING), calculated=True) is Kind.NOTE


def test_a_missing_answer_is_a_problem_only_when_completeness_is_asked_for() -> None:
    desk = desk_of(SMALL)
    ref = refs(desk)["name"]
    assert question_view(desk.session, ref).problem is None
    shown = question_view(desk.session, ref, completeness=True)
    assert shown.required
    problem = desk.session.problem(ref)
    assert problem is not None
    assert shown.problem == problem.message


def test_a_value_that_does_not_stand_is_a_problem_at_once() -> None:
    desk = desk_of(SMALL)
    by_name = refs(desk)
    desk.answer(by_name["more"], "yes")
    desk.answer(by_name["how_many"], "0")
    assert question_view(desk.session, by_name["how_many"]).problem == "Escriba un número mayor que cero."


def test_companions_are_shown_while_they_apply() -> None:
    desk = diagnosis_desk()
    by_name = refs(desk)

    def of(name: str) -> tuple[bool, bool]:
        extra = desk.companions(by_name[name])
        view = question_view(desk.session, by_name[name], comment=extra.comment, planned=extra.planned)
        return view.comment is not None, view.planned is not None

    assert of("p01") == (True, False)
    assert of("p02") == (True, True)


def test_long_texts_are_bounded() -> None:
    live = session(f"| survey |\n| | type | name | label |\n| | text | q | {'x' * 50_000} |")
    assert len(question_view(live, f"{live.form.root}/q").label) < 7_000


def test_answers_in_words() -> None:
    desk = diagnosis_desk()
    by_name = refs(desk)
    desk.answer(by_name["p02_planned"], "2026-11-20")
    desk.answer(by_name["founded"], "2016")
    words = {
        name: shown_value(question_view(desk.session, by_name[name]))
        for name in ("p01", "p02_planned", "founded", "p07")
    }
    assert words == {
        "p01": "En forma completa",
        "p02_planned": "20 de noviembre de 2026",
        "founded": "2016",
        "p07": "",
    }


def test_several_answers_in_words() -> None:
    live = session(
        """
        | survey |
        | | type | name | label |
        | | select_multiple ab | q | ¿Cuáles? |
        | choices |
        | | list_name | name | label |
        | | ab | a | Café |
        | | ab | b | Cacao |
        """
    )
    ref = f"{live.form.root}/q"
    live.set(ref, "a b")
    assert shown_value(question_view(live, ref)) == "Café; Cacao"
