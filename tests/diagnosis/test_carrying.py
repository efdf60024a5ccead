"""What the next wave may take over."""

from __future__ import annotations

from desktop_app.diagnosis import carried
from desktop_app.workflows.shipped import shipped_forms
from desktop_app.xforms import Form
from tests.support import waves
from tests.support.rubrics import SETTINGS, form_of, sheet

HEAD = sheet("survey", "type", "name", "label::Español (es)", "calculation", "telar:role", "telar:code", "telar:carry")


def found(*rows: str) -> frozenset[str]:
    return carried(form_of(HEAD + "\n".join(rows) + SETTINGS))


class TestWhatIsSaid:
    def test_figures_are_of_their_year_and_all_else_may_hold(self) -> None:
        assert found("| | text | a | A | | | | |", "| | integer | b | B | | figure | F1 | |") == {"/data/a"}

    def test_a_question_may_say_otherwise(self) -> None:
        rows = ("| | text | a | A | | | | no |", "| | integer | b | B | | figure | F1 | yes |")
        assert found(*rows) == {"/data/b"}

    def test_a_group_says_it_for_what_is_in_it(self) -> None:
        rows = (
            "| | begin_group | g | G | | | | no |",
            "| | text | a | A | | | | |",
            "| | text | b | B | | | | yes |",
            "| | end_group | | | | | | |",
        )
        assert found(*rows) == {"/data/g/b"}

    def test_a_repeat_that_is_not_carried_takes_all_in_it_along(self) -> None:
        rows = (
            "| | begin_repeat | r | R | | | | no |",
            "| | text | a | A | | | | yes |",
            "| | end_repeat | | | | | | |",
        )
        assert found(*rows) == frozenset()

    def test_a_carried_repeat_is_named_itself(self) -> None:
        rows = ("| | begin_repeat | r | R | | | | |", "| | text | a | A | | | | |", "| | end_repeat | | | | | | |")
        assert found(*rows) == {"/data/r", "/data/r/a"}


class TestWhatNeverIs:
    def test_calculations_notes_and_files(self) -> None:
        rows = ("| | calculate | c | | 1 + 1 | | | |", "| | note | n | N | | | | |", "| | file | f | F | | | | |")
        assert found(*rows) == frozenset()

    def test_reasons_of_soft_warnings(self) -> None:
        names = carried(waves.wave_form())
        assert waves.SALES_WHY not in names
        assert f"{waves.PROJECT}/spent_why" not in names
        assert {waves.NAME, waves.ACTORS, waves.PLAN_STATE, waves.PROJECT, f"{waves.PROJECT}/title"} <= names

    def test_nothing_calculated_in_any_shipped_form(self) -> None:
        for shipped in shipped_forms():
            form = Form.load(shipped.path)
            assert not [ref for ref in carried(form) if ref in form.binds and form.binds[ref].calculate]
