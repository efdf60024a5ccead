"""Units of numbers, and numbers that are parts of a whole."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from desktop_app.diagnosis import Whole, added_up, unit, wholes
from tests.support import waves
from tests.support.rubrics import ENGLISH, SPANISH, form_of, sheet
from tests.support.waves import EXPORT, LOCAL, MARKET, NAME, SALES


def test_a_unit_is_what_the_list_says() -> None:
    form = waves.wave_form()
    assert unit(form.question(SALES), form, SPANISH) == "millones de pesos"
    assert unit(form.question(SALES), form, ENGLISH) == "million pesos"
    assert unit(form.question(NAME), form, SPANISH) == ""


def test_a_unit_that_the_list_lacks_is_none() -> None:
    head = sheet("survey", "type", "name", "label", "telar:unit")
    settings = '| settings |\n| | form_title | form_id | namespaces |\n| | T | t | telar="urn:telar:rubric:1" |'
    form = form_of(f"{head}| | integer | a | A | hectares |\n{settings}")
    assert unit(form.question("/data/a"), form, None) == ""


def test_a_whole_names_its_parts() -> None:
    assert wholes(waves.wave_form()) == {MARKET: Whole(MARKET, 100.0, (LOCAL, EXPORT))}


class TestAddedUp:
    whole = Whole(MARKET, 100.0, (LOCAL, EXPORT))

    def test_nothing_given_is_no_sum(self) -> None:
        assert added_up(waves.answered({}), self.whole, MARKET) is None

    def test_what_is_no_number_is_left_out(self) -> None:
        assert added_up(waves.answered({LOCAL: "12", EXPORT: "1.234?"}), self.whole, MARKET) == 12

    @given(st.integers(0, 200), st.integers(0, 200))
    def test_the_sum(self, local: int, export: int) -> None:
        session = waves.answered({LOCAL: str(local), EXPORT: str(export)})
        assert added_up(session, self.whole, MARKET) == local + export
