"""Reading a rubric out of a form, and refusing what would score wrongly."""

from __future__ import annotations

import pytest

from desktop_app import paths
from desktop_app.diagnosis import Area, Dimension, Figure, Indicator, Level, Phase, Rubric, Total
from desktop_app.errors import FormError
from desktop_app.xforms import Form
from tests.support.rubrics import ENGLISH, SAMPLE, SETTINGS, SPANISH, form_of, sheet

HEAD = sheet(
    "survey", "type", "name", "label::Español (es)", "calculation", "telar:role", "telar:code", "telar:of", "telar:max"
)
CHOICES = """
| choices |
| | list_name | name | label::Español (es) |
| | grade | 0 | No |
| | grade | 2 | Sí |
"""


def form(*rows: str, choices: str = CHOICES) -> Form:
    return form_of(HEAD + "\n".join(rows) + choices + SETTINGS)


def rubric(markdown: str = SAMPLE) -> Rubric:
    found = Rubric.read(form_of(markdown))
    assert found is not None
    return found


class TestReading:
    def test_indicators_come_in_form_order_with_their_area_and_highest_score(self) -> None:
        assert rubric().indicators[:2] == (
            Indicator("I1", "/data/first/i1", "A", 2.0),
            Indicator("I2", "/data/first/i2", "A", 2.0),
        )
        assert [indicator.code for indicator in rubric().indicators] == ["I1", "I2", "I3", "I4"]

    def test_an_area_with_a_node_has_that_nodes_reference_and_maximum(self) -> None:
        assert rubric().areas[0] == Area("A", "/data/area_a", "D", 2.0, ("I1", "I2"))

    def test_an_area_that_only_has_a_name_sums_up_its_indicators(self) -> None:
        assert rubric().areas[1] == Area("B", None, None, 5.0, ("I3", "I4"))

    def test_dimension_total_level_and_figures(self) -> None:
        found = rubric()
        assert found.dimensions == (Dimension("D", "/data/dim", 2.0, ("A",)),)
        assert found.total == Total("TOTAL", "/data/total", 4.0)
        assert found.level_ref == "/data/lev"
        assert found.figures == (Figure("F1", "/data/second/firms"),)

    def test_a_form_without_indicators_has_no_rubric(self) -> None:
        assert Rubric.read(form("| | text | a | A | | figure | F1 | | |")) is None

    def test_the_initiative_card_has_no_rubric(self) -> None:
        assert Rubric.read(Form.load(paths.forms_dir() / "iniciativa.md")) is None

    def test_a_group_may_be_the_area_itself(self) -> None:
        found = Rubric.read(
            form(
                "| | begin_group | g | Grupo | | area | A | | |",
                "| | select_one grade | q | ¿Q? | | indicator | I1 | A | 2 |",
                "| | end_group | | | | | | | |",
            )
        )
        assert found is not None
        assert found.areas == (Area("A", None, None, 2.0, ("I1",)),)

    def test_an_indicator_of_an_area_that_nobody_knows_has_none(self) -> None:
        found = Rubric.read(form("| | select_one grade | q | ¿Q? | | indicator | I1 | X | 2 |"))
        assert found is not None
        assert found.indicators[0].area is None
        assert found.areas == ()

    def test_what_is_inside_a_repeat_is_left_out(self) -> None:
        found = Rubric.read(
            form(
                "| | select_one grade | q | ¿Q? | | indicator | I1 | | 2 |",
                "| | begin_repeat | r | Lista | | | | | |",
                "| | select_one grade | q2 | ¿Q? | | indicator | I2 | | 2 |",
                "| | end_repeat | | | | | | | |",
            )
        )
        assert found is not None
        assert [indicator.code for indicator in found.indicators] == ["I1"]

    def test_an_unknown_role_takes_no_part(self) -> None:
        found = Rubric.read(
            form(
                "| | select_one grade | q | ¿Q? | | indicator | I1 | | 2 |",
                "| | select_one grade | q2 | ¿Q? | | weather | I1 | | |",
            )
        )
        assert found is not None
        assert len(found.indicators) == 1


class TestLists:
    def test_names_follow_the_language_and_fall_back_to_the_code(self) -> None:
        found = rubric()
        assert found.names("I1", SPANISH) == "Acuerdo"
        assert found.names("I1", ENGLISH) == "Agreement"
        assert found.names("NADA", SPANISH) == "NADA"

    def test_phases_keep_their_order(self) -> None:
        assert rubric().phases(SPANISH) == (Phase("first", "Empezar", 0), Phase("second", "Seguir", 1))

    def test_actions_by_code_and_score(self) -> None:
        assert rubric().actions(ENGLISH)["I1_1"] == ("Sign the agreement",)

    def test_levels_with_their_ranges(self) -> None:
        assert rubric().levels(SPANISH)[1] == Level("2", "Consolidado", 2.0, 4.0)

    def test_a_form_without_the_lists_has_empty_ones(self) -> None:
        found = Rubric.read(form("| | select_one grade | q | ¿Q? | | indicator | I1 | | 2 |"))
        assert found is not None
        assert found.phases(None) == ()
        assert found.levels(None) == ()
        assert found.actions(None) == {}


class TestRefusals:
    @pytest.mark.parametrize(
        ("rows", "code"),
        [
            (["| | select_one grade | q | ¿Q? | | indicator | | | 2 |"], "DIAG-001"),
            (
                [
                    "| | select_one grade | q | ¿Q? | | indicator | I1 | | 2 |",
                    "| | select_one grade | p | ¿P? | | indicator | I1 | | 2 |",
                ],
                "DIAG-002",
            ),
            (["| | select_one grade | q | ¿Q? | | indicator | I1 | | |"], "DIAG-003"),
            (["| | select_one grade | q | ¿Q? | | indicator | I1 | | dos |"], "DIAG-003"),
            (["| | select_one grade | q | ¿Q? | | indicator | I1 | | 0 |"], "DIAG-003"),
            (["| | select_one grade | q | ¿Q? | | indicator | I1 | | -1 |"], "DIAG-003"),
            (["| | select_one grade | q | ¿Q? | | indicator | I1 | | inf |"], "DIAG-003"),
            (
                [
                    "| | select_one grade | q | ¿Q? | | indicator | I1 | A | 2 |",
                    "| | calculate | a | | 1 | area | A | | nan |",
                ],
                "DIAG-003",
            ),
        ],
    )
    def test_what_would_score_wrongly_is_refused_with_its_place(self, rows: list[str], code: str) -> None:
        with pytest.raises(FormError) as caught:
            Rubric.read(form(*rows))
        assert caught.value.code == code
        assert caught.value.place.ref is not None
        assert "{" not in caught.value.explain("es").text()
        assert "{" not in caught.value.explain("en").text()


class TestShippedForm:
    def test_the_self_diagnosis_has_thirteen_practices_in_five_blocks_worth_26_points(self) -> None:
        found = Rubric.read(Form.load(paths.forms_dir() / "autodiagnostico.md"))
        assert found is not None
        assert [indicator.code for indicator in found.indicators] == [f"P{n:02}" for n in range(1, 14)]
        assert [area.code for area in found.areas] == ["B1", "B2", "B3", "B4", "B5"]
        assert [len(area.indicators) for area in found.areas] == [1, 3, 3, 4, 2]
        assert found.total is not None
        assert found.total.max == sum(indicator.max for indicator in found.indicators) == 26
