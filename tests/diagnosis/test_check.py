"""What is said about a rubric before anybody answers it."""

from __future__ import annotations

import pytest

from desktop_app import paths
from desktop_app.diagnosis import check_rubric
from desktop_app.errors import Place, explain
from desktop_app.xforms import Finding, Form, Severity
from tests.support.rubrics import SAMPLE, SETTINGS, form_of, sheet

HEAD = sheet(
    "survey",
    "type",
    "name",
    "label::Español (es)",
    "calculation",
    "telar:role",
    "telar:code",
    "telar:of",
    "telar:max",
    "telar:comment-of",
)
Q1 = "| | select_one grade | q | ¿Q? | | indicator | I1 | | 2 | |"

REPEATED = """| | begin_repeat | r | R | | | | | | |
| | select_one grade | p | ¿P? | | indicator | I9 | | 2 | |
| | end_repeat | | | | | | | | |"""


def findings(rows: str, choices: str = "", names: str = "| | telar_names | I1 | Uno | | | |") -> list[Finding]:
    lists = """
| choices |
| | list_name | name | label::Español (es) | phase | min | max |
| | grade | 0 | No | | | |
| | grade | 2 | Sí | | | |
"""
    return check_rubric(form_of(HEAD + rows + lists + names + "\n" + choices + SETTINGS))


def codes(found: list[Finding]) -> list[str]:
    return [finding.code for finding in found]


class TestClean:
    def test_a_form_without_a_rubric_has_nothing_to_say(self) -> None:
        assert findings("| | text | a | A | | | | | | |") == []

    def test_a_small_sound_rubric(self) -> None:
        assert findings(Q1) == []

    @pytest.mark.parametrize("name", ["autodiagnostico.md", "iniciativa.md"])
    def test_the_shipped_forms_are_clean(self, name: str) -> None:
        assert check_rubric(Form.load(paths.forms_dir() / name)) == []

    def test_the_sample_used_in_these_tests_is_clean(self) -> None:
        assert check_rubric(form_of(SAMPLE)) == []


class TestErrors:
    @pytest.mark.parametrize(
        ("rows", "code"),
        [
            ("| | select_one grade | q | ¿Q? | | indicator | | | 2 | |", "DIAG-001"),
            ("| | select_one grade | q | ¿Q? | | indicator | I1 | | | |", "DIAG-003"),
            ("| | select_one grade | q | ¿Q? | | indicator | I1 | | x | |", "DIAG-003"),
        ],
    )
    def test_what_reading_refuses_is_an_error(self, rows: str, code: str) -> None:
        (finding,) = [finding for finding in findings(rows) if finding.code == code]
        assert finding.severity is Severity.ERROR
        assert isinstance(finding.place, Place)
        assert finding.place.ref == "/data/q"

    def test_each_node_with_a_repeated_code_is_named(self) -> None:
        found = findings(Q1 + "\n| | select_one grade | p | ¿P? | | indicator | I1 | | 2 | |")
        assert [(finding.code, finding.severity) for finding in found] == [("DIAG-002", Severity.ERROR)] * 2


class TestWarnings:
    @pytest.mark.parametrize(
        ("rows", "code"),
        [
            ("| | text | a | A | | weather | X | | | |", "DIAG-005"),
            (
                REPEATED,
                "DIAG-006",
            ),
            ("| | text | note | Comentario | | | | | | nadie |", "DIAG-013"),
            ("| | text | note | Comentario | | | | | | note |", "DIAG-013"),
        ],
    )
    def test_a_node_that_takes_no_part(self, rows: str, code: str) -> None:
        found = findings(Q1 + "\n" + rows)
        assert codes(found) == [code]
        assert found[0].severity is Severity.WARNING

    def test_a_parent_that_nobody_declares(self) -> None:
        assert codes(findings("| | select_one grade | q | ¿Q? | | indicator | I1 | Z | 2 | |")) == ["DIAG-004"]

    def test_an_area_may_belong_to_the_total(self) -> None:
        rows = (
            "| | select_one grade | q | ¿Q? | | indicator | I1 | A | 2 | |\n"
            "| | calculate | a | | ${q} | area | A | TOTAL | 2 | |\n"
            "| | calculate | t | | ${q} | total | TOTAL | | 2 | |"
        )
        names = "\n".join(f"| | telar_names | {code} | Nombre | | | |" for code in ("I1", "A", "TOTAL"))
        assert findings(rows, names=names) == []

    def test_an_indicator_without_an_area_among_others_that_have_one(self) -> None:
        rows = Q1 + (
            "\n| | select_one grade | p | ¿P? | | indicator | I2 | A | 2 | |"
            "\n| | calculate | a | | ${p} | area | A | | 2 | |"
        )
        names = "\n".join(f"| | telar_names | {code} | Nombre | | | |" for code in ("I1", "I2", "A"))
        assert codes(findings(rows, names=names)) == ["DIAG-007"]

    @pytest.mark.parametrize("top", ["1", "3"])
    def test_a_maximum_that_differs_from_the_best_choice(self, top: str) -> None:
        found = findings(f"| | select_one grade | q | ¿Q? | | indicator | I1 | | {top} | |")
        assert codes(found) == ["DIAG-008"]
        assert found[0].params["best"] == "2"

    def test_a_missing_name(self) -> None:
        assert codes(findings(Q1, names="")) == ["DIAG-009"]

    def test_a_phase_that_is_not_listed(self) -> None:
        assert codes(findings(Q1, names="| | telar_names | I1 | Uno | later | | |")) == ["DIAG-010"]

    @pytest.mark.parametrize("name", ["I1_2", "I1_9", "I9_0", "I1", "I1_x"])
    def test_an_activity_that_no_score_calls_for(self, name: str) -> None:
        assert codes(findings(Q1, f"| | telar_actions | {name} | Haga algo | | | |")) == ["DIAG-011"]

    @pytest.mark.parametrize("limits", ["tres | 4", "4 | 2", "1 | muchos"])
    def test_a_level_whose_range_cannot_be_read(self, limits: str) -> None:
        assert codes(findings(Q1, f"| | telar_levels | 1 | Nivel | | {limits} |")) == ["DIAG-012"]

    def test_an_area_that_no_indicator_belongs_to_and_a_dimension_without_areas(self) -> None:
        rows = Q1.replace("| I1 | |", "| I1 | A |") + (
            "\n| | calculate | a | | ${q} | area | A | | 2 | |"
            "\n| | calculate | b | | ${q} | area | B | | 2 | |"
            "\n| | calculate | d | | ${q} | dimension | D | | 2 | |"
        )
        names = "\n".join(f"| | telar_names | {code} | Nombre | | | |" for code in ("I1", "A", "B", "D"))
        found = findings(rows, names=names)
        assert [(finding.code, finding.params["item"]) for finding in found] == [("DIAG-014", "B"), ("DIAG-015", "D")]

    @pytest.mark.parametrize(
        ("calculation", "best"),
        [
            ("${q}", "2"),
            ("if(${q} = '', '', 1)", "1"),
            ("if(${q} = 2, 1.5, if(${q} = 0, 0, 1))", "1.5"),
            ("number(coalesce(${q}, 0)) div 2", "1"),
            ("round((${q} + ${q}) div 2, 2)", "2"),
            ("${q} * 0.5 + 1", "2"),
            ("int('2')", "2"),
        ],
    )
    def test_a_maximum_that_its_calculation_never_reaches(self, calculation: str, best: str) -> None:
        rows = Q1 + f"\n| | calculate | t | | {calculation} | total | TOTAL | | 3 | |"
        (finding,) = findings(rows, names="| | telar_names | I1 | Uno | | | |\n| | telar_names | TOTAL | T | | | |")
        assert (finding.code, finding.params) == ("DIAG-016", {"item": "TOTAL", "max": "3", "best": best})

    @pytest.mark.parametrize(
        "calculation",
        ["${q} + 1", "count(${q}) * 9", "3 - ${q}", "if(${q} = 2, ${q} * ${q}, 0)", "max(${q}, 1)", "2 div 0"],
    )
    def test_a_maximum_that_may_be_reached_or_cannot_be_told(self, calculation: str) -> None:
        rows = Q1 + f"\n| | calculate | t | | {calculation} | total | TOTAL | | 3 | |"
        assert findings(rows, names="| | telar_names | I1 | Uno | | | |\n| | telar_names | TOTAL | T | | | |") == []

    def test_a_long_chain_of_calculations_is_not_followed_to_its_end(self) -> None:
        chain = "".join(f"\n| | calculate | c{n} | | ${{c{n - 1}}} + 1 | | | | | |" for n in range(1, 1_000))
        rows = (
            f"{Q1}\n| | calculate | c0 | | 1 | | | | | |{chain}\n| | calculate | t | | ${{c999}} | total | T | | 9 | |"
        )
        assert findings(rows, names="| | telar_names | I1 | Uno | | | |\n| | telar_names | T | T | | | |") == []

    @pytest.mark.parametrize(("limits", "code"), [("2 | 4", []), ("3 | 4", ["DIAG-017"]), ("1 | 4", ["DIAG-017"])])
    def test_levels_follow_one_another(self, limits: str, code: list[str]) -> None:
        levels = f"| | telar_levels | 1 | Bajo | | 0 | 2 |\n| | telar_levels | 2 | Alto | | {limits} |"
        assert codes(findings(Q1, levels)) == code


class TestWording:
    @pytest.mark.parametrize("number", range(1, 18))
    @pytest.mark.parametrize("language", ["es", "en"])
    def test_every_code_has_its_words(self, number: int, language: str) -> None:
        explanation = explain(f"DIAG-{number:03}", None, language)
        assert len(explanation.cause) > 20
        assert len(explanation.remedy) > 20

    def test_findings_fill_in_all_that_their_words_name(self) -> None:
        rows = (
            "| | select_one grade | q | ¿Q? | | indicator | I1 | Z | 3 | |\n"
            "| | select_one grade | p | ¿P? | | indicator | I1 | | | otra |\n"
            "| | text | a | A | | weather | X | | | |"
        )
        lists = "| | telar_actions | ZZ | Haga algo | | | |\n| | telar_levels | 1 | Nivel | | x | |"
        found = findings(rows, lists, names="| | telar_names | K | K | later | | |")
        assert len({finding.code for finding in found}) >= 9
        for finding in found:
            assert isinstance(finding.place, Place)
            assert "{" not in explain(finding.code, finding.place, "es", **finding.params).text()
