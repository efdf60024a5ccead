"""Charts that a form declares in the report: what they say, that nothing lies on anything, and the files."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from desktop_app.diagnosis import Diagnosis, Rubric, diagnose
from desktop_app.errors import ReportError
from desktop_app.reports import ReportContent, respondent_content, respondent_pdf
from desktop_app.reports.declared_charts import MOST_ROWS, DeclaredChart, declared_charts_of
from desktop_app.reports.declared_pictures import CHART_WIDTH, chart_png, chart_svg
from desktop_app.reports.pdf.declared import chart_rows, picture_rows
from desktop_app.reports.pdf.marks import Box, Circle, Polygon, Row, Text, stacked
from desktop_app.reports.pdf.style import FRAME_HEIGHT, FRAME_WIDTH
from desktop_app.reports.pdf.text import width
from desktop_app.reports.wording import Wording
from desktop_app.xforms import Session
from tests.support.charts import (
    PLANNED,
    planned,
    risk,
    risks,
    risky,
    scored,
    session_of,
    with_records,
    work,
    works,
)
from tests.support.pdfs import facts, look

SAY = Wording.of("es")
ROOM = 504.0


def charts(session: Session, say: Wording = SAY, diagnosis: Diagnosis | None = None) -> dict[str, DeclaredChart]:
    return {each.key: each for each in declared_charts_of(session, diagnosis, say)}


def drawing(chart: DeclaredChart, room: float = ROOM) -> Row:
    return stacked(chart_rows(chart, room, "es"))


def texts(row: Row) -> list[str]:
    return [mark.text for mark in row.marks if isinstance(mark, Text)]


def overlapping(row: Row) -> list[tuple[str, str]]:
    """Pairs of lines that lie on each other."""
    lines = [mark for mark in row.marks if isinstance(mark, Text) and mark.text.strip()]
    boxes = [(m.text, m.x, m.y - m.style.size * 0.7, m.x + width(m.text, m.style), m.y) for m in lines]
    return [
        (one[0], other[0])
        for one, other in combinations(boxes, 2)
        if one[1] < other[3] - 0.1 and other[1] < one[3] - 0.1 and one[2] < other[4] - 0.1 and other[2] < one[4] - 0.1
    ]


def outside(row: Row, room: float) -> list[str]:
    """Lines that leave the drawing."""
    lines = [mark for mark in row.marks if isinstance(mark, Text)]
    return [m.text for m in lines if m.x < -0.1 or m.x + width(m.text, m.style) > room + 0.1 or m.y > row.height + 0.1]


def report(session: Session, diagnosis: Diagnosis | None = None, language: str = "es") -> ReportContent:
    return respondent_content(session, diagnosis, facts(), language)


class TestWhatTheySay:
    def test_title_names_and_note_are_the_form_s(self) -> None:
        where = charts(risky())["where"]
        assert (where.title, where.names["x"], where.names["right_top"]) == ("Riesgos", "Frecuencia", "Cuidado")
        assert where.note.startswith("Arriba a la derecha")
        assert charts(risky())["worst"].title == "Los peores"
        assert charts(risky())["worst"].names == {"value": "Peso", "label": "¿Qué riesgo hay?", "group": "Clase"}

    def test_what_is_not_drawn_is_told(self) -> None:
        assert charts(risky())["worst"].note == "Falta en el dibujo 1 que no tiene todos los datos."

    def test_its_table_says_the_same(self) -> None:
        found = charts(risky())
        assert found["where"].table.rows[:2] == (
            ("1. Se sale el río", "Inundación", "Tres", "Cinco"),
            ("2. Se incendia la bodega", "Incendio", "Dos", "Cinco"),
        )
        assert found["worst"].table.rows[-1] == ("5. Falta el extintor", "Incendio", "Sin respuesta")
        assert found["kinds"].table.rows[0] == ("Inundación", 2, 40, "12,5", "15")
        assert [column.title for column in found["kinds"].table.columns][1:3] == ["Registros", "Porcentaje"]

    def test_dates_and_who_says_nothing(self) -> None:
        plan = charts(planned())["plan"]
        assert plan.table.rows[0] == ("1. Levantar muros", "Estructura", "01/03/2026", "15/05/2026", "Terminada")
        assert plan.table.rows[2][2] == "Sin respuesta"
        assert plan.chart.groups == ("Estructura", "Trámites", "Sin respuesta")

    def test_in_english(self) -> None:
        found = charts(risky("en"), Wording.of("en"))
        assert found["worst"].title == "The worst"
        assert found["kinds"].table.columns[1].title == "Records"

    def test_scores(self) -> None:
        session = session_of(scored("ranking r of=indicators; map m x=I y=P"))
        for name, value in {"i1": "1", "i2": "3", "p1": "2", "p2": "0"}.items():
            session.set(f"/data/all/{name}", value)
        rubric = Rubric.read(session.form)
        assert rubric is not None
        found = charts(session, diagnosis=diagnose(session, rubric))
        assert found["r"].figures[:2] == ("3 de 3", "2 de 3")
        assert found["m"].names == {"x": "Importancia", "y": "Desempeño"} | dict.fromkeys(
            ("left_top", "right_top", "left_bottom", "right_bottom"), ""
        )
        assert found["m"].table.rows[0] == ("1. Nombre I1", "1", "2")

    def test_a_spider_takes_the_place_of_those_that_there_are_without_it(self) -> None:
        names = "| | telar_names | I |"
        named = scored("spider s of=indicators").replace(names, f"| | telar_charts | s | Mi telaraña |\n{names}")
        session = session_of(named)
        rubric = Rubric.read(session.form)
        assert rubric is not None
        content = report(session, diagnose(session, rubric))
        assert [(chart.kind, chart.title) for chart in content.charts] == [("indicators", "Mi telaraña")]
        assert content.declared == ()

    def test_a_long_table_is_cut_and_says_so(self) -> None:
        many = [risk(f"Riesgo {number}", "fire", "1", "1") for number in range(MOST_ROWS + 5)]
        session = with_records(session_of(risks("map where x=often y=harm label=risk")), "/data/risks", many)
        where = charts(session)["where"]
        assert len(where.table.rows) == MOST_ROWS
        assert f"{MOST_ROWS} de {MOST_ROWS + 5}" in where.table.note
        assert "Se dibujan 60 de 205; la tabla los tiene todos." in texts(drawing(where))


class TestDrawing:
    def test_a_map_numbers_its_points_and_names_its_quarters(self) -> None:
        row = drawing(charts(risky())["where"])
        assert {"1", "2", "3", "4", "Cuidado", "Sin afán", "Frecuencia", "Daño", "Incendio"} <= set(texts(row))
        assert any("coinciden" in text for text in texts(row))
        shapes = {type(mark) for mark in row.marks}
        assert {Circle, Box, Polygon} <= shapes

    def test_a_ranking_writes_each_value_beside_its_bar(self) -> None:
        said = texts(drawing(charts(risky())["worst"]))
        assert said.count("10") == 3
        assert {"15", "Peso", "1. Se sale el río", "Inundación", "Incendio", "Robo"} <= set(said)

    def test_a_schedule_has_months_lanes_states_and_today(self) -> None:
        said = texts(drawing(charts(planned())["plan"]))
        assert {"2026", "feb", "oct", "Estructura", "Sin respuesta", "Planeada", "Hoy, 15/06/2026"} <= set(said)
        assert "5. Pintar" in said

    def test_years_where_it_lasts_long(self) -> None:
        session = with_records(session_of(works()), "/data/works", [work("Vía", "", "2020-01-01", "2031-01-01")])
        said = texts(drawing(charts(session)["plan"]))
        assert {"2020", "2022", "2030"} <= set(said)
        assert not {"ene", "Sin respuesta"} & set(said)

    @pytest.mark.parametrize("key", ["worst", "where", "kinds"])
    def test_nothing_to_draw_is_said(self, key: str) -> None:
        chart = charts(session_of(risks()))[key]
        assert texts(drawing(chart))[0].startswith("Todavía no hay nada que dibujar")
        assert chart.table.rows == ()

    def test_records_that_lack_what_is_drawn(self) -> None:
        chart = charts(with_records(session_of(risks()), "/data/risks", [risk("Uno", "fire", "", "")]))["where"]
        assert texts(drawing(chart))[0].startswith("Todavía no se puede dibujar")
        assert len(chart.table.rows) == 1

    @pytest.mark.parametrize("key", ["worst", "where", "kinds"])
    def test_one_record(self, key: str) -> None:
        row = drawing(charts(with_records(session_of(risks()), "/data/risks", [risk("Uno", "fire", "4", "4")]))[key])
        assert overlapping(row) == outside(row, ROOM) == []

    def test_as_many_bars_as_a_page_holds(self) -> None:
        many = [work(f"Obra {number}", f"Frente {number % 7}", "2026-01-01", "2026-12-01") for number in range(80)]
        row = drawing(charts(with_records(session_of(works()), "/data/works", many))["plan"])
        assert row.height < FRAME_HEIGHT - 60
        assert any(text.startswith("Se dibujan") and "de 80" in text for text in texts(row))

    @settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(
        st.lists(
            st.builds(
                risk,
                st.text(max_size=90),
                st.sampled_from(["", "flood", "fire", "theft"]),
                st.sampled_from("12345"),
                st.sampled_from(["", "1", "2", "5"]),
            ),
            max_size=14,
        ),
        st.sampled_from([320.0, 504.0, 616.0]),
    )
    def test_no_line_lies_on_another_or_leaves_the_drawing(self, said: Sequence[dict[str, str]], room: float) -> None:
        for chart in charts(with_records(session_of(risks()), "/data/risks", said)).values():
            row = drawing(chart, room)
            assert overlapping(row) == []
            assert outside(row, room) == []

    @pytest.mark.parametrize("room", [320.0, 504.0, 616.0])
    def test_nor_does_a_schedule_s(self, room: float) -> None:
        long = [work("Una obra de nombre muy largo " * 4, "Un frente " * 12, "2026-02-01", "2027-12-31", "going")]
        for said in (PLANNED, [*PLANNED, *long], long):
            row = drawing(charts(with_records(session_of(works()), "/data/works", said))["plan"], room)
            assert overlapping(row) == outside(row, room) == []


class TestReport:
    def test_a_form_without_scores_has_a_result_with_its_charts(self) -> None:
        content = report(risky())
        assert content.result is None
        assert content.cover.title == "Informe de resultados"
        read = look(respondent_pdf(content)).flat
        for said in ("Resultado", "Los peores", "Riesgos", "Cuidado", "Se incendia la bodega", "12,5"):
            assert said in read

    def test_a_form_without_charts_has_none(self) -> None:
        content = report(risky(markdown=risks("")))
        assert content.declared == ()
        assert content.cover.title == "Informe de respuestas"

    def test_hundreds_of_records_make_a_report(self) -> None:
        many = [risk(f"Riesgo {number} " * 9, "fire", "5", "5") for number in range(260)]
        session = with_records(session_of(risks("ranking worst value=weight label=risk")), "/data/risks", many)
        pdf = respondent_pdf(report(session))
        assert f"La tabla muestra {MOST_ROWS} de 260" in look(pdf).flat

    def test_what_looks_like_markup_or_a_formula_is_text(self) -> None:
        odd = "=SUM(A1) <b>&amp;</b> </svg>\u202e"
        session = with_records(session_of(risks()), "/data/risks", [risk(odd, "fire", "5", "5")])
        chart = charts(session)["worst"]
        root = etree.fromstring(chart_svg(chart, 528, "es", named=True))
        assert "=SUM(A1) <b>&amp;</b> </svg>" in " ".join("".join(root.itertext()).split())


class TestPictures:
    def test_it_stands_alone_with_its_title_and_the_names_of_its_points(self) -> None:
        where = charts(risky())["where"]
        said = texts(stacked(picture_rows(where, ROOM, "es")))
        assert {"Riesgos", "1. Se sale el río", "4. Se llueve el techo"} <= set(said)
        assert "1. Se sale el río" not in texts(drawing(where))
        assert overlapping(stacked(picture_rows(where, ROOM, "es"))) == []

    @pytest.mark.parametrize("named", [False, True])
    def test_as_lines(self, *, named: bool) -> None:
        for chart in (*charts(risky()).values(), *charts(planned()).values()):
            root = etree.fromstring(chart_svg(chart, CHART_WIDTH, "es", named=named))
            assert root.get("width") == "528pt"
            assert root.findtext("{*}title") == chart.title

    def test_as_points(self) -> None:
        chart = charts(planned())["plan"]
        assert chart_png(chart, "es", 600)[:4] == b"\x89PNG"
        with pytest.raises(ReportError) as caught:
            chart_png(chart, "es", 5)
        assert caught.value.code == "REP-005"


def test_the_page_is_as_wide_as_the_drawing() -> None:
    assert drawing(charts(risky())["where"], FRAME_WIDTH).height < FRAME_HEIGHT / 2 + 60
