"""The shipped SSME against the sheet: scores, thresholds, what does not apply, soft warnings and percentages."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.diagnosis import Diagnosis, Rubric, actions, diagnose, plan_form, soft_warnings
from desktop_app.xforms import Session
from desktop_app.xforms.model import ProblemKind
from tests.support.ssme_answers import (
    ANSWERS,
    COMPLETE,
    NOW,
    PROJECTS,
    Answers,
    Filling,
    changed,
    expected,
    filled,
    random_filling,
    refs,
    score_refs,
    ssme,
)

SPANISH, ENGLISH = "Español (es)", "English (en)"


def scores(session: Session) -> dict[str, str]:
    return {code: session.value(ref) for code, ref in score_refs().items()}


def diagnosed(filling: Filling, language: str = SPANISH) -> Diagnosis:
    rubric = Rubric.read(ssme())
    assert rubric is not None
    return diagnose(filled(filling, language=language), rubric)


# -- a known initiative -----------------------------------------------------------------------------------------------


def test_a_complete_response_has_nothing_left_to_answer() -> None:
    session = filled(COMPLETE)
    assert session.problems() == []
    assert session.faults == {}
    assert soft_warnings(session) == ()


def test_the_known_initiative_has_the_scores_of_the_sheet() -> None:
    assert scores(filled(COMPLETE)) == expected(COMPLETE)
    found = diagnosed(COMPLETE)
    assert {area.code: area.value for area in found.areas} == {
        "A1": 1.5, "A2": 2.33, "A3": 1.33, "A4": 2.0, "A5": 2.0, "A6": 2.0, "A7": 1.5, "A8": 2.5,
    }  # fmt: skip
    assert {dimension.code: dimension.value for dimension in found.dimensions} == {"D1": 1.79, "D2": 1.75, "D3": 2.25}
    assert (found.total.value, found.total.max) == (1.9, 3.0)
    assert found.level is not None
    assert (found.level.number, found.level.label) == ("2", "Consolidado")
    assert found.level.meaning
    assert (found.answered, found.of, found.provisional) == (18, 18, False)


def test_every_score_says_what_was_reached_and_what_comes_next() -> None:
    for language in (SPANISH, ENGLISH):
        for indicator in diagnosed(COMPLETE, language).indicators:
            assert indicator.reached
            assert indicator.phase is not None
            assert indicator.complete or len(indicator.activities) >= 2


def test_opportunities_go_by_phase_and_score() -> None:
    found = diagnosed(COMPLETE)
    assert [strength.code for strength in found.strengths] == ["A2.1", "A8.1"]
    assert [opportunity.code for opportunity in found.opportunities][:3] == ["A1.2", "A1.1", "A2.3"]


def test_the_plan_is_read_and_may_be_empty() -> None:
    plan = plan_form(ssme())
    assert plan is not None
    (action,) = actions(filled(COMPLETE), plan)
    assert action.values["opportunity"] == "A3.2"
    assert action.words["opportunity"] == "A3.2 Reglas de juego"
    blank: Answers = {}
    for instances in ((), (blank,)):
        session = filled(Filling(ANSWERS, PROJECTS, instances))
        assert session.problems() == []
    session = filled(Filling(ANSWERS, PROJECTS, ({"plan_owner": "La gestora"},)))
    (problem,) = session.problems()
    assert (problem.ref, problem.kind) == ("/data/plan[1]/plan_activity", ProblemKind.REQUIRED)


def test_an_action_does_not_end_before_it_begins() -> None:
    session = filled(COMPLETE)
    session.set("/data/plan[1]/plan_due", "2026-11-30")
    problem = session.problem("/data/plan[1]/plan_due")
    assert problem is not None
    assert problem.message == "El fin no puede ser antes del inicio."
    session.set("/data/plan[1]/plan_due", "2026-12-01")
    assert session.problem("/data/plan[1]/plan_due") is None


# -- thresholds -------------------------------------------------------------------------------------------------------


def builders(firms: int, others: int) -> dict[str, str]:
    none = {"builders_academia": "0", "builders_government": "0"}
    return {"builders_firms": str(firms), "builders_others": str(others), **none}


def private(share: str) -> dict[str, str]:
    public = f"{100 - float(share):.2f}"
    return {
        "structure_public": public,
        "structure_private": share,
        "projects_public": public,
        "projects_private": share,
    }


def growth(sales: str, jobs: str) -> dict[str, str]:
    return {"sales_last": "1000.10", "sales_this": sales, "jobs_last": "50", "jobs_this": jobs}


THRESHOLDS: dict[str, list[tuple[Answers, int]]] = {
    "A1.1": [
        ({"links": "ninguno"}, 0),
        ({"links": "terciario"}, 1),
        ({"links": "primario terciario"}, 2),
        ({"links": "primario secundario terciario"}, 3),
    ],
    "A1.2": [({"focus": name}, score) for score, name in enumerate(("indefinido", "equipo", "estudio", "acordado"))],
    "A2.1": [
        ({"strategy": name}, score)
        for score, name in enumerate(("ninguna", "definida", "desactualizada", "actualizada"))
    ],
    "A2.2": [
        ({"action_plan": name}, score)
        for score, name in enumerate(("ninguno", "no_actualizado", "actualizado", "completo"))
    ],
    "A2.3": [
        (builders(0, 9), 0),
        (builders(249, 751), 0),
        (builders(1, 3), 1),
        (builders(499, 501), 1),
        (builders(1, 1), 2),
        (builders(699, 301), 2),
        (builders(7, 3), 3),
        (builders(4, 0), 3),
    ],
    "A3.1": [
        ({"bodies": "ninguna"}, 0),
        ({"bodies": "gestor"}, 1),
        ({"bodies": "gestor mesas"}, 2),
        ({"bodies": "gestor consejo_asesor mesas"}, 2),
        ({"bodies": "gestor consejo_directivo consejo_asesor mesas"}, 3),
    ],
    "A3.2": [({"rules": name}, score) for score, name in enumerate(("ninguna", "informales", "escritas", "en_uso"))],
    "A3.3": [({"team": name}, score) for score, name in enumerate(("ninguno", "parcial", "uno", "varios"))],
    "A4.1": [({"horizon": name}, score) for score, name in enumerate(("ninguno", "corto", "mediano", "largo"))],
    "A4.2": [
        *((private(share), 0) for share in ("0", "4.99")),
        *((private(share), 1) for share in ("5", "14.99")),
        *((private(share), 2) for share in ("15", "39.99")),
        *((private(share), 3) for share in ("40", "100")),
        ({**private("0.1"), "projects_private": "9.9", "projects_public": "90.1"}, 1),
        ({**private("0.1"), "projects_private": "9.8", "projects_public": "90.2"}, 0),
    ],
    "A5.2": [
        ({"action_kinds": "ninguna"}, 0),
        ({"action_kinds": "formacion"}, 1),
        ({"action_kinds": "formacion ambiente"}, 1),
        ({"action_kinds": "formacion ambiente comercial"}, 2),
        ({"action_kinds": "formacion ambiente comercial innovacion"}, 2),
        ({"action_kinds": "formacion ambiente comercial innovacion proveedores"}, 3),
    ],
    "A6.1": [
        ({"firms_active": active, "firms_participating": "200"}, score)
        for active, score in (
            ("0", 0),
            ("19", 0),
            ("20", 1),
            ("49", 1),
            ("50", 2),
            ("99", 2),
            ("100", 3),
            ("200", 3),
        )
    ],
    "A6.2": [
        ({"actor_kinds": "ninguno"}, 0),
        ({"actor_kinds": "empresas"}, 0),
        ({"actor_kinds": "empresas gremios"}, 1),
        ({"actor_kinds": "empresas gremios camaras"}, 1),
        ({"actor_kinds": "empresas gremios camaras academia"}, 2),
        ({"actor_kinds": "empresas gremios camaras academia comunidad"}, 2),
        ({"actor_kinds": "empresas gremios camaras academia comunidad cooperacion"}, 3),
    ],
    "A7.1": [
        ({"collaboration": name}, score) for score, name in enumerate(("ninguna", "director", "ambas", "espontanea"))
    ],
    "A7.2": [
        ({"alliances": name}, score) for score, name in enumerate(("ninguna", "informales", "formales", "externas"))
    ],
    "A8.1": [
        (growth("1000.10", "50"), 0),
        (growth("900", "40"), 0),
        (growth("1000.11", "50"), 1),
        (growth("2000", "50"), 1),
        (growth("1000.10", "51"), 1),
        (growth("1000.11", "51"), 2),
        (growth("1100.10", "51"), 2),
        (growth("1100.11", "51"), 3),
    ],
    "A8.2": [
        ({"territorial_impacts": "ninguno"}, 0),
        ({"territorial_impacts": "otro"}, 1),
        ({"territorial_impacts": "empleo politica"}, 2),
        ({"territorial_impacts": "empleo politica ambiente"}, 3),
        ({"territorial_impacts": "empleo politica ambiente capacidades"}, 3),
    ],
}


@pytest.mark.parametrize(
    ("code", "changes", "score"), [(code, *case) for code, cases in THRESHOLDS.items() for case in cases]
)
def test_each_side_of_each_threshold(code: str, changes: Answers, score: int) -> None:
    filling = changed(changes)
    assert expected(filling)[code] == str(score)
    assert scores(filled(filling)) == expected(filling)


@pytest.mark.parametrize(("count", "score"), [(0, 0), (1, 1), (2, 2), (3, 2), (4, 3), (6, 3)])
def test_projects_count_when_they_go_on_or_ended_with_the_firms_counterpart(count: int, score: int) -> None:
    counted = [{**PROJECTS[number % 2]} for number in range(count)]
    others = [
        {**PROJECTS[2]},
        {**PROJECTS[0], "project_state": "suspendido"},
        {**PROJECTS[1], "project_sources": "camara regalias"},
    ]
    filling = changed({}, projects=[*counted, *others])
    assert expected(filling)["A5.1"] == str(score)
    assert scores(filled(filling)) == expected(filling)


def test_every_indicator_is_tried_at_every_score() -> None:
    codes = {code for code in score_refs() if code.count(".")}
    assert {*THRESHOLDS, "A5.1"} == codes
    assert all({score for _, score in cases} == {0, 1, 2, 3} for cases in THRESHOLDS.values())


# -- unanswered and not applicable ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("missing", "codes"),
    [
        ({"links": ""}, {"A1.1"}),
        ({"links": "ns"}, {"A1.1"}),
        ({"focus": "ns"}, {"A1.2"}),
        ({"strategy": "ns"}, {"A2.1", "A2.3"}),
        ({"builders_academia": ""}, {"A2.3"}),
        ({"builders_firms": "", "builders_firms_sin": "ns"}, {"A2.3"}),
        ({"structure_private": ""}, {"A4.2"}),
        ({"projects_public": "", "projects_public_sin": "ns"}, {"A4.2"}),
        ({"projects_any": "ns"}, {"A5.1"}),
        ({"firms_participating": ""}, {"A6.1"}),
        ({"firms_active": "", "firms_active_sin": "ns"}, {"A6.1"}),
        ({"jobs_last": ""}, {"A8.1"}),
        ({"sales_this": "", "sales_this_sin": "ns"}, {"A8.1"}),
        ({"territorial_impacts": "ns"}, {"A8.2"}),
    ],
)
def test_what_is_not_known_is_left_out_and_makes_the_result_provisional(missing: Answers, codes: set[str]) -> None:
    found = diagnosed(changed(missing))
    assert {indicator.code for indicator in found.pending} == codes
    assert found.provisional
    assert found.of == 18


def test_a_project_half_described_leaves_its_indicator_open() -> None:
    for without in ("project_state", "project_sources"):
        half = {name: value for name, value in PROJECTS[0].items() if name != without}
        filling = changed({}, projects=[*PROJECTS, half])
        assert scores(filled(filling))["A5.1"] == expected(filling)["A5.1"] == ""
    assert scores(filled(changed({}, projects=())))["A5.1"] == ""


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({"strategy": "ninguna"}, {"A2.3"}),
        ({"projects_any": "na"}, {"A5.1"}),
        ({"action_kinds": "na"}, {"A5.2"}),
        ({"territorial_impacts": "na"}, {"A8.2"}),
        ({"jobs_last": "", "jobs_last_sin": "na"}, {"A8.1"}),
        (
            {"structure_public": "", "structure_public_sin": "na", "projects_public": "", "projects_public_sin": "na"},
            {"A4.2"},
        ),
    ],
)
def test_what_does_not_apply_is_left_out_of_its_mean(changes: Answers, codes: set[str]) -> None:
    filling = changed(changes)
    found = diagnosed(filling)
    assert {indicator.code for indicator in found.indicators if indicator.not_applicable} == codes
    assert not found.provisional
    assert found.of == 18 - len(codes)
    if "structure_public" not in changes:
        assert scores(filled(filling)) == expected(filling)


def test_the_private_share_is_that_of_what_applies() -> None:
    only_projects = changed({"structure_public": "", "structure_private": "", "structure_public_sin": "na"})
    assert scores(filled(only_projects))["A4.2"] == expected(only_projects)["A4.2"] == "2"


def test_areas_without_indicators_are_out_of_their_dimension_and_of_the_total() -> None:
    without = {"projects_any": "na", "action_kinds": "na"}
    filling = changed(without)
    assert scores(filled(filling)) == expected(filling)
    found = scores(filled(filling))
    assert (found["A5"], found["D3"], found["total"]) == ("na", "2.5", "1.88")
    filling = changed({**without, "territorial_impacts": "na", "sales_last": "", "sales_last_sin": "na"})
    found = scores(filled(filling))
    assert found == expected(filling)
    assert (found["A5"], found["A8"], found["D3"], found["total"]) == ("na", "na", "na", "1.78")


def test_nothing_answered_is_no_score_at_all() -> None:
    session = Session(ssme(), now=NOW)
    assert set(scores(session).values()) == {""}
    rubric = Rubric.read(ssme())
    assert rubric is not None
    found = diagnose(session, rubric)
    assert (found.total.value, found.level, found.answered) == (None, None, 0)


@pytest.mark.parametrize(("total", "level"), [("1", "1"), ("2", "2"), ("3", "3"), ("0", "1")])
def test_the_level_begins_above_its_bound(total: str, level: str) -> None:
    place = int(total)
    filling = Filling(
        {
            "rules": ("ninguna", "informales", "escritas", "en_uso")[place],
            "collaboration": ("ninguna", "director", "ambas", "espontanea")[place],
        }
    )
    found = scores(filled(filling))
    assert (found["total"], found["level"]) == (total, level)
    higher = Filling({**filling.answers, "team": ("parcial", "uno", "varios", "varios")[place]})
    found = scores(filled(higher))
    assert found == expected(higher)
    assert found["level"] == {"0": "1", "1": "2", "2": "3", "3": "3"}[total]


@given(st.randoms(use_true_random=False))
@settings(max_examples=80, deadline=None)
def test_any_filling_has_the_scores_of_the_sheet(random: Random) -> None:
    filling = random_filling(random)
    session = filled(filling)
    assert scores(session) == expected(filling)
    assert session.faults == {}


# -- soft warnings ----------------------------------------------------------------------------------------------------

BEFORE = {"reference_year": "2024"}


def last(changes: Answers) -> bytes:
    return filled(changed({**BEFORE, **changes})).instance_xml()


def warned(filling: Filling, saved: bytes | None = None) -> dict[str, str]:
    session = filled(filling, last_saved=saved)
    return {warning.reason_ref.rpartition("/")[2]: warning.message for warning in soft_warnings(session)}


@pytest.mark.parametrize(
    ("name", "before", "now"),
    [
        ("w_firms_participating", "40", {"61": True, "60": False, "20": False, "19": True}),
        ("w_actors_total", "100", {"151": True, "150": False}),
        ("w_sales_this", "10000.5", {"15000.75": False, "15000.76": True, "5000.25": False, "5000.24": True}),
        ("w_jobs_this", "200", {"300": False, "301": True, "100": False, "99": True}),
    ],
)
def test_a_figure_far_from_the_previous_waves_asks_for_a_reason(name: str, before: str, now: dict[str, bool]) -> None:
    figure = name.removeprefix("w_")
    saved = last({figure: before})
    for value, expected_warning in now.items():
        found = warned(changed({figure: value}), saved)
        assert (name in found) is expected_warning, value
        if expected_warning:
            assert before in found[name]
            assert value in found[name]
        assert name not in warned(changed({figure: value}))


@pytest.mark.parametrize(
    ("name", "of", "figure"), [("w_sales_last", "sales_this", "sales_last"), ("w_jobs_last", "jobs_this", "jobs_last")]
)
def test_last_years_figure_is_held_against_what_the_previous_wave_said(name: str, of: str, figure: str) -> None:
    saved = last({of: "1000"})
    assert name not in warned(changed({figure: "1500"}), saved)
    assert "2024" in warned(changed({figure: "1501"}), saved)[name]
    assert name not in warned(changed({figure: "1501", "reference_year": "2026"}), saved)
    assert name not in warned(changed({figure: "1501"}))


@pytest.mark.parametrize(
    ("name", "without", "with_it", "quoted"),
    [
        ("w_strategy_year", {"strategy_year": "2023"}, {"strategy_year": "2022"}, "2022"),
        ("w_firms_sized", {"firms_micro": "48"}, {"firms_micro": "47"}, "faltan 1"),
        ("w_sales_jump", {"sales_last": "6210"}, {"sales_last": "6209.9"}, "6209.9"),
        ("w_sales_jump", {"sales_last": "24840"}, {"sales_last": "24840.2"}, "24840.2"),
        ("w_projects_value", {"sales_this": "1775.5"}, {"sales_this": "1775.4"}, "1775.5"),
        ("w_sales_per_job", {"jobs_this": "24840"}, {"jobs_this": "24841"}, "0.5"),
        ("w_sales_per_job", {"sales_this": "431000"}, {"sales_this": "431000.1"}, "431"),
        ("w_purchases", {"purchases_total": "12420"}, {"purchases_total": "12420.01"}, "12420.01"),
    ],
)
def test_an_unlikely_figure_asks_for_a_reason(name: str, without: Answers, with_it: Answers, quoted: str) -> None:
    assert name not in warned(changed(without))
    assert quoted in warned(changed(with_it))[name]


def test_a_reason_is_wanted_and_does_not_change_the_figure() -> None:
    session = filled(changed({"purchases_total": "20000"}))
    (problem,) = session.problems()
    assert (problem.ref, problem.kind) == (refs()["w_purchases"], ProblemKind.REQUIRED)
    session.set(refs()["w_purchases"], "Se compró el inventario de dos años.")
    assert session.problems() == []
    assert float(session.value(refs()["purchases_total"])) == 20000


# -- percentages ------------------------------------------------------------------------------------------------------

WHOLES = {
    "structure": ("structure_public", "structure_private"),
    "projects": ("projects_public", "projects_private"),
    "market": ("sales_local", "sales_national", "sales_export"),
    "purchases": ("purchases_cluster", "purchases_region", "purchases_national", "purchases_foreign"),
}


@pytest.mark.parametrize("of", WHOLES)
def test_percentages_say_by_how_much_they_miss(of: str) -> None:
    names = WHOLES[of]
    given_first = dict.fromkeys(names[:-1], "10")
    others = 10 * len(given_first)
    exact = 100 - others
    for value, refused, warns in (
        (exact, False, False), (exact + 5, False, True), (exact - 5, False, True), (exact - 0.5, False, True),
        (exact - 6, True, False), (exact - 5.1, True, False),
    ):  # fmt: skip
        session = filled(changed({**given_first, names[-1]: f"{value:g}"}))
        problem = session.problem(refs()[names[-1]])
        assert (problem is not None) is refused, value
        assert session.is_relevant(refs()[f"w_{of}_sum"]) is warns, value
        said = problem.message if problem else session.label(refs()[f"w_{of}_sum"])
        if refused or warns:
            assert f"suma {others + value:g} %" in said or f"suman {others + value:g} %" in said
            assert f"{abs(exact - value):g} puntos" in said
        if refused:
            assert f"aquí van {exact} %" in said


@pytest.mark.parametrize("of", WHOLES)
def test_percentages_are_not_judged_before_all_are_there(of: str) -> None:
    names = WHOLES[of]
    session = filled(changed({names[0]: "", names[-1]: "3"}))
    problem = session.problem(refs()[names[-1]])
    assert problem is None
    assert not session.is_relevant(refs()[f"w_{of}_sum"])
    session.set(refs()[names[0]], "100.5")
    assert session.problem(refs()[names[0]]) is not None


def test_one_answer_stands_for_a_whole_group_of_percentages() -> None:
    session = filled(changed({"sales_local": "", "sales_local_sin": "ns"}))
    assert not session.is_required(refs()["sales_local"])
    assert not session.is_relevant(refs()["sales_national"])
    assert not session.is_relevant(refs()["sales_export"])
    assert session.problems() == []


# -- parts and wholes -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "name", "quoted"),
    [
        ({"firms_active": "65"}, "firms_active", "64"),
        ({"firms_micro": "49"}, "firms_large", "sobran 1"),
        ({"actors_total": "63"}, "actors_total", "64"),
        ({"firms_participating": "0"}, "firms_participating", "1"),
        (builders(0, 0), "builders_others", "al menos uno"),
        ({"links": "primario ns"}, "links", "sola"),
        ({"sales_this_sin": "ns"}, "sales_this_sin", "no los dos"),
        ({"strategy_year": "2027"}, "strategy_year", "1990"),
    ],
)
def test_parts_do_not_exceed_the_whole(changes: Answers, name: str, quoted: str) -> None:
    session = filled(changed(changes))
    problem = session.problem(refs()[name])
    assert problem is not None
    assert problem.kind is ProblemKind.CONSTRAINT
    assert quoted in problem.message


def test_agro_industry_is_asked_only_of_that_macrosector() -> None:
    session = filled(COMPLETE)
    assert session.is_relevant(refs()["producers"])
    session.set(refs()["macrosector"], "servicios")
    assert not session.is_relevant(refs()["producers"])


def test_a_number_is_wanted_until_something_stands_for_it() -> None:
    session = filled(changed({"sales_this": ""}))
    assert session.is_required(refs()["sales_this"])
    session.set(refs()["sales_this_sin"], "na")
    assert not session.is_required(refs()["sales_this"])
