"""A wave's published figures come out of the packages that brought its answers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from desktop_app.diagnosis.published import Published
from desktop_app.reception.books import Books
from desktop_app.reception.results import published
from desktop_app.reports.pdf.results_summary import executive_summary_pdf
from desktop_app.workflows.entity import own_address
from tests.support import wave_four
from tests.support.authorities import vault
from tests.support.pdfs import look
from tests.support.ssme_answers import ssme


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Published:
    folder = tmp_path_factory.mktemp("ola")
    entity, came = vault(folder / "entidad"), folder / "llegó"
    came.mkdir()
    tally = wave_four.receive(entity, came)
    assert tally.filed == tally.files == wave_four.ANSWERING + wave_four.BEFORE_ANSWERING
    with Books.open(own_address(entity.folder)) as books, books.read() as connection:
        return published(connection, ssme(), wave_four.WAVE)


@pytest.fixture(scope="module")
def figures(results: Published) -> Mapping[str, Any]:
    return results.figures


def whole(percents: Mapping[str, float]) -> dict[str, int]:
    """As the deck prints them: no percent lies halfway."""
    return {code: round(percent) for code, percent in percents.items()}


def test_who_answered(figures: Mapping[str, Any]) -> None:
    assert (figures["registered"], figures["responding"], figures["departments"]) == (135, 100, 26)
    assert round(figures["participation_pct"]) == 74
    assert whole(figures["macrosector_pct"]) == {"servicios": 48, "agroindustria": 30, "manufactura": 22}
    assert round(figures["manager_entity_pct"]["camara_comercio"]) == 73
    assert figures["chambers"] == 33


def test_levels_and_their_change(figures: Mapping[str, Any], results: Published) -> None:
    assert results.previous == wave_four.BEFORE
    assert figures["level_pct"]["2"] == 64
    assert round(figures["level_change_pp"]["2"]) == 10
    assert sum(figures["level_pct"].values()) == pytest.approx(100)
    assert figures["both"]["n"] == wave_four.BEFORE_ANSWERING
    assert list(figures["area_mean"]) == [f"A{number}" for number in range(1, 9)]
    assert list(figures["dimension_mean"]) == ["D1", "D2", "D3"]
    assert len(figures["indicator_mean"]) == 18
    assert figures["pareto"][-1]["cumulative_pct"] == 100


def test_money_and_jobs(figures: Mapping[str, Any]) -> None:
    assert figures["sales"]["current_cop_m"] == 457_188
    assert round(figures["sales"]["growth_pct"]) == 19
    assert whole(figures["sales"]["by_market_pct"]) == {"local": 46, "nacional": 33, "exportacion": 21}
    assert figures["purchases"]["total_cop_m"] == 18_675
    assert figures["purchases"]["by_supplier_pct"] == {
        "iniciativa": 20.0,
        "departamento": 45.0,
        "nacional": 30.0,
        "exterior": 5.0,
    }
    assert figures["jobs"]["current"] == 385_502
    assert round(figures["jobs"]["growth_pct"]) == 7


def test_firms_and_actors(figures: Mapping[str, Any]) -> None:
    assert figures["actors"] == 37_728
    assert whole(figures["company_size_pct"]) == {"micro": 74, "pequena": 18, "mediana": 5, "grande": 3}
    assert figures["companies"]["participating"] == 20_000
    assert figures["companies"]["impacted"] == 18_000
    assert 0 < figures["companies"]["active"] < 20_000


def test_strategy_plan_and_who_built_them(figures: Mapping[str, Any]) -> None:
    strategy, plan = whole(figures["strategy_status_pct"]), whole(figures["plan_status_pct"])
    assert strategy == {"ninguna": 9, "definida": 0, "desactualizada": 13, "actualizada": 78}
    assert plan == {"ninguno": 10, "no_actualizado": 26, "actualizado": 64}
    built = whole(figures["strategy_builders_pct"])
    assert built == {"empresas": 74, "academia": 8, "gobierno": 8, "otros": 10}


def test_funding_and_horizon(figures: Mapping[str, Any]) -> None:
    assert figures["financing_pct"] == {
        "estructura": {"publica": 86.0, "privada": 14.0},
        "proyectos": {"publica": 84.0, "privada": 16.0},
    }
    horizon = whole(figures["sustainability_pct"])
    assert horizon == {"ninguno": 10, "corto": 37, "mediano": 26, "largo": 27}


def test_collaboration_links_and_impacts(figures: Mapping[str, Any]) -> None:
    collaboration = whole(figures["collaboration_pct"])
    assert (collaboration["espontanea"], collaboration["director"]) == (43, 48)
    assert whole(figures["main_link_pct"]) == {"secundario": 47, "terciario": 34, "primario": 18}
    assert round(figures["territorial_more_than_one_pct"]) == 75
    for key in ("business_impacts", "territorial_impacts", "next_bets"):
        ranked = figures[key]
        assert [row["count"] for row in ranked] == sorted((row["count"] for row in ranked), reverse=True)
        assert {"code", "label", "count", "pct"} == set(ranked[0])
        assert ranked[0]["label"]
    assert figures["business_impacts"][0] == {
        "code": "innovacion",
        "label": "I+D+i y productos nuevos",
        "count": 100,
        "pct": 100.0,
    }


def test_every_published_key_is_there(figures: Mapping[str, Any]) -> None:
    assert set(figures) == {
        *("wave", "registered", "responding", "participation_pct", "departments", "macrosector_pct", "total_mean"),
        *("area_mean", "dimension_mean", "indicator_mean", "level_pct", "level_change_pp", "sales", "purchases"),
        *("jobs", "company_size_pct", "companies", "actors", "strategy_status_pct", "plan_status_pct"),
        *("strategy_builders_pct", "financing_pct", "sustainability_pct", "manager_entity_pct", "chambers"),
        *("collaboration_pct", "main_link_pct", "business_impacts", "territorial_impacts", "next_bets"),
        *("territorial_more_than_one_pct", "pareto", "both"),
    }


def test_the_opening_page_tells_them(results: Published, tmp_path: Path) -> None:
    told = {each.key: each.value for each in results.statements}
    assert told["responding"] == 100
    assert told["sales_current_cop_m"] == 457_188
    assert told["level_pct"] == 64.0
    assert all(each.says for each in results.statements)


def test_the_printed_summary_tells_them(results: Published) -> None:
    said = look(executive_summary_pdf(results, datetime(2026, 11, 27, tzinfo=UTC))).flat
    for figure in (
        "100 iniciativas respondieron",
        "De 135 inscritas",
        "74 % de participación",
        "26 departamentos",
        "64 % de las iniciativas",
        "+10 pp en el nivel Consolidado",
        "33 Cámaras de comercio",
        "37.728 Actores",
        "457.188 Ventas",
        "19 % Crecimiento de las ventas",
        "385.502 Empleos",
        "7 % Crecimiento del empleo",
        "75 % Iniciativas con más de un impacto",
        "18.675 Compras",
    ):
        assert figure in said, figure
    for row in (
        *("Servicios 48 %", "Agroindustria 30 %", "Manufactura 22 %", "Cámara de comercio 73 %"),
        *("En el departamento 46 %", "En el resto del país 33 %", "En el exterior 21 %"),
        *("Micro 74 %", "Pequeñas 18 %", "Medianas 5 %", "Grandes 3 %"),
        *("Primario 18 %", "Secundario 47 %", "Terciario 34 %"),
        *("Empresas 74 %", "Otros 10 %", "Públicos 86 %", "Privados 14 %", "Públicos 84 %", "Privados 16 %"),
    ):
        assert row in said, row
    assert {f"{percent} %" for percent in (78, 13, 9, 64, 26, 10, 27, 37, 43, 48)} <= set(re.findall(r"\d+ %", said))
