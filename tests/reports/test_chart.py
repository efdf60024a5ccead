"""The spider chart as drawn: every axis named, nothing on top of anything else, gaps visible."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.diagnosis import SpiderAxis
from desktop_app.reports.charts import Chart, ChartSeries
from desktop_app.reports.pdf.chart import legend_rows, picture_pdf, spider_row
from desktop_app.reports.pdf.marks import Box, Circle, Line, Polygon, Row, Text
from desktop_app.reports.pdf.style import AMBER, CHART_BOLD, CHART_LABEL, CHART_RING, FRAME_WIDTH, GREEN, GREY, WHITE
from desktop_app.reports.pdf.text import width
from tests.support.pdfs import look

NAMES = (
    "Origen compartido",
    "Sector mundial",
    "Análisis del clúster",
    "Referenciación",
    "Estrategia acordada",
    "Plan de acción",
    "Empresas activas",
    "Equipo coordinador",
    "Grupos de trabajo",
    "Trabajo abierto",
    "Reglas de gobernanza",
    "Seguimiento",
    "Financiación",
)
Rect = tuple[float, float, float, float]


def chart(*values: float | None, names: tuple[str, ...] = NAMES, top: float = 2.0) -> Chart:
    axes = tuple(
        SpiderAxis(f"P{n:02}", names[(n - 1) % len(names)], value, top) for n, value in enumerate(values, start=1)
    )
    scores = tuple("Sin respuesta" if value is None else f"{value:g} de {top:g}" for value in values)
    return Chart("Prácticas", "", axes, scores, "Esta iniciativa", "Sin respuesta")


def labels(row: Row) -> list[Text]:
    return [mark for mark in row.marks if isinstance(mark, Text) and mark.style in (CHART_BOLD, CHART_LABEL)]


def box(mark: Text) -> Rect:
    """The room that a line of a label takes: left, top, right, bottom."""
    return mark.x, mark.y - mark.style.size * 0.8, mark.x + width(mark.text, mark.style), mark.y + 1


def overlap(one: Rect, other: Rect) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


class TestLabels:
    @pytest.mark.parametrize("count", [3, 4, 5, 6, 8, 13])
    @pytest.mark.parametrize("radius", [118.0, 160.0])
    def test_no_label_stands_on_another(self, count: int, radius: float) -> None:
        boxes = [box(mark) for mark in labels(spider_row(chart(*[1.0] * count), radius))]
        assert len(boxes) >= 2 * count
        for position, one in enumerate(boxes):
            for other in boxes[position + 1 :]:
                assert not overlap(one, other)

    @pytest.mark.parametrize("count", [3, 5, 8, 13, 20, 40])
    @pytest.mark.parametrize("radius", [118.0, 160.0])
    def test_labels_stay_within_the_page_and_the_row(self, count: int, radius: float) -> None:
        row = spider_row(chart(*[1.0] * count), radius)
        for left, top, right, bottom in map(box, labels(row)):
            assert left >= -0.5
            assert right <= FRAME_WIDTH + 0.5
            assert top >= -1
            assert bottom <= row.height

    def test_each_axis_has_code_name_and_score(self) -> None:
        texts = [mark.text for mark in labels(spider_row(chart(2, None, 0, 1), 118))]
        assert "P01 Origen compartido" in " ".join(texts)
        assert [text for text in texts if " de " in text or text == "Sin respuesta"] == [
            "2 de 2",
            "Sin respuesta",
            "0 de 2",
            "1 de 2",
        ]

    def test_a_code_that_is_its_own_name_is_said_once(self) -> None:
        axes = tuple(SpiderAxis(code, code, 1.0, 2.0) for code in ("A", "B", "C"))
        row = spider_row(Chart("", "", axes, ("1",) * 3, "", ""), 118)
        assert [mark.text for mark in labels(row)] == ["A", "1", "B", "1", "C", "1"]

    def test_many_axes_show_their_codes_only(self) -> None:
        texts = [mark.text for mark in labels(spider_row(chart(*[1.0] * 30), 160))]
        assert texts == [f"P{n:02}" for n in range(1, 31)]

    @given(st.lists(st.text(max_size=80), min_size=3, max_size=13))
    @settings(max_examples=40, deadline=None)
    def test_whatever_the_names_say_they_take_three_lines_at_most(self, names: list[str]) -> None:
        row = spider_row(chart(*[1.0] * len(names), names=tuple(names)), 160)
        assert len([mark for mark in labels(row) if mark.style is CHART_BOLD]) <= 3 * len(names)
        assert row.height < 500


class TestScale:
    def test_the_scales_numbers_stand_on_the_upright_axis(self) -> None:
        row = spider_row(chart(1, 1, 1), 100)
        numbers = [mark for mark in row.marks if isinstance(mark, Text) and mark.style is CHART_RING]
        assert [mark.text for mark in numbers] == ["0", "1", "2"]
        assert numbers[0].y - numbers[1].y == pytest.approx(50)
        assert numbers[1].y - numbers[2].y == pytest.approx(50)
        assert all(mark.x < FRAME_WIDTH / 2 for mark in numbers)

    def test_different_scales_are_in_per_cent(self) -> None:
        axes = (SpiderAxis("A", "A", 1, 2), SpiderAxis("B", "B", 1, 3), SpiderAxis("C", "C", 1, 4))
        row = spider_row(Chart("", "", axes, ("", "", ""), "", ""), 118)
        numbers = [mark.text for mark in row.marks if isinstance(mark, Text) and mark.style is CHART_RING]
        assert numbers == ["0 %", "20 %", "40 %", "60 %", "80 %", "100 %"]

    def test_white_keeps_lines_off_the_numbers(self) -> None:
        row = spider_row(chart(1, 1, 1), 100)
        patches = [mark for mark in row.marks if isinstance(mark, Box)]
        assert len(patches) == 3
        assert all(patch.fill == WHITE for patch in patches)


class TestValues:
    def test_the_own_shape_is_see_through_over_the_scale(self) -> None:
        (shape,) = [mark for mark in spider_row(chart(1, 2, 0), 100).marks if isinstance(mark, Polygon) and mark.fill]
        assert shape.alpha == 0.25
        assert shape.stroke == GREEN

    def test_each_answered_axis_has_a_full_marker_and_each_missing_one_a_hollow_one(self) -> None:
        circles = [mark for mark in spider_row(chart(1, None, 0, None, 2), 100).marks if isinstance(mark, Circle)]
        assert [circle.fill for circle in circles].count(GREEN) == 3
        assert [circle.fill for circle in circles].count(WHITE) == 2

    def test_hollow_markers_stand_apart_from_zero(self) -> None:
        row = spider_row(chart(0, None, None), 100)
        places = {(round(mark.x, 1), round(mark.y, 1)) for mark in row.marks if isinstance(mark, Circle)}
        assert len(places) == 3

    def test_nothing_answered_draws_no_shape(self) -> None:
        row = spider_row(chart(None, None, None), 100)
        assert not [mark for mark in row.marks if isinstance(mark, Polygon) and mark.fill]

    def test_a_full_score_reaches_the_rim(self) -> None:
        row = spider_row(chart(2, 2, 2, 2), 100)
        rim = max((mark for mark in row.marks if isinstance(mark, Polygon) and not mark.fill), key=extent)
        (own,) = [mark for mark in row.marks if isinstance(mark, Polygon) and mark.fill]
        assert extent(own) == pytest.approx(extent(rim))


def extent(polygon: Polygon) -> float:
    return max(x for x, _ in polygon.points) - min(x for x, _ in polygon.points)


class TestLegend:
    def words(self, rows: list[Row]) -> list[str]:
        return [mark.text for row in rows for mark in row.marks if isinstance(mark, Text)]

    def test_says_what_is_missing_only_where_something_is(self) -> None:
        assert self.words(legend_rows(chart(1, 1, 1))) == ["Esta iniciativa"]
        assert self.words(legend_rows(chart(1, None, 1))) == ["Esta iniciativa", "Sin respuesta"]

    def test_is_centred(self) -> None:
        (row,) = legend_rows(chart(1, 1, 1))
        (name,) = [mark for mark in row.marks if isinstance(mark, Text)]
        (sign,) = [mark for mark in row.marks if isinstance(mark, Polygon)]
        left, right = sign.points[0][0], name.x + width(name.text, name.style)
        assert left == pytest.approx(FRAME_WIDTH - right)


class TestOverlays:
    SERIES = (
        ChartSeries("previous", "Ola 2025", (1.0, 0.5, 2.0, 1.5)),
        ChartSeries("national", "Promedio nacional", (1.5, 1.5, 1.0, 0.5)),
        ChartSeries("macrosector", "Promedio del sector", (0.5, 1.0, 1.0, 1.0)),
    )

    def with_series(self, *series: ChartSeries) -> Chart:
        return replace(chart(2.0, 1.0, 0.0, 1.0), series=series)

    def test_each_has_a_line_and_a_marker_of_its_own(self) -> None:
        row = spider_row(self.with_series(*self.SERIES), 100)
        dashed = [mark for mark in row.marks if isinstance(mark, Polygon) and mark.dash]
        assert len({mark.dash for mark in dashed}) == 3
        assert [mark.stroke for mark in dashed] == [GREY, AMBER, AMBER]
        squares = [mark for mark in row.marks if isinstance(mark, Box) and mark.stroke == GREY]
        corners = [len(mark.points) for mark in row.marks if isinstance(mark, Polygon) and not mark.dash]
        rings = 2
        assert len(squares) == 4
        assert corners.count(3) == 4
        assert corners.count(4) == 4 + rings + len(("own",))

    def test_the_own_markers_stand_on_top(self) -> None:
        marks = spider_row(self.with_series(*self.SERIES), 100).marks
        last_overlay = max(n for n, mark in enumerate(marks) if isinstance(mark, Polygon) and mark.dash)
        assert all(n > last_overlay for n, mark in enumerate(marks) if isinstance(mark, Circle))

    def test_what_is_missing_is_left_open(self) -> None:
        gap = ChartSeries("previous", "Ola 2025", (1.0, None, 2.0, 1.5))
        row = spider_row(self.with_series(gap), 100)
        lines = [mark for mark in row.marks if isinstance(mark, Line) and mark.dash]
        assert len(lines) == 2
        centre = FRAME_WIDTH / 2
        assert all((line.x1, line.x2) != (centre, centre) for line in lines)

    def test_the_legend_names_them_on_as_many_lines_as_it_takes(self) -> None:
        rows = legend_rows(self.with_series(*self.SERIES), 300)
        words = [mark.text for row in rows for mark in row.marks if isinstance(mark, Text)]
        assert words == ["Esta iniciativa", "Ola 2025", "Promedio nacional", "Promedio del sector"]
        assert len(rows) == 2
        for row in rows:
            for mark in row.marks:
                if isinstance(mark, Text):
                    assert mark.x >= 0
                    assert mark.x + width(mark.text, mark.style) <= 300

    def test_a_long_name_is_cut_to_the_room(self) -> None:
        rows = legend_rows(self.with_series(ChartSeries("national", "Promedio " * 40, (1.0,) * 4)), 300)
        texts = [mark for row in rows for mark in row.marks if isinstance(mark, Text)]
        assert all(mark.x + width(mark.text, mark.style) <= 300.01 for mark in texts)

    @pytest.mark.parametrize("count", [16, 18, 20])
    def test_many_axes_keep_their_labels_apart_above_and_below(self, count: int) -> None:
        boxes = [box(mark) for mark in labels(spider_row(chart(*[1.0] * count), 118.0))]
        upright = [one for one in boxes if abs((one[0] + one[2]) / 2 - FRAME_WIDTH / 2) < 1]
        assert upright
        for one in upright:
            assert not any(overlap(one, other) for other in boxes if other != one)


class TestPicture:
    def test_is_one_page_of_the_charts_own_size(self) -> None:
        found = look(picture_pdf(chart(*[1.0] * 13), "es-CO"))
        assert len(found.pages) == 1
        ((page_width, page_height),) = found.sizes
        assert page_width == 520
        assert 300 < page_height < 470
        assert "Financiación" in found.flat
