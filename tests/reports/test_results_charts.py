"""The charts of a wave's results: every figure printed, nothing outside, legible without colour."""

from __future__ import annotations

import struct
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree
from PySide6.QtCore import QByteArray
from PySide6.QtSvg import QSvgRenderer

from desktop_app.diagnosis.published import Cell, Chart, Kind, Table
from desktop_app.errors import ReportError
from desktop_app.reports.pdf.fills import FILLS, fill_color, filled
from desktop_app.reports.pdf.marks import Box, Circle, Line, Mark, Polygon, Row, Text
from desktop_app.reports.pdf.style import FRAME_HEIGHT, WHITE, Color
from desktop_app.reports.pdf.text import width
from desktop_app.reports.results_charts import CHART_WIDTH, chart_drawing, chart_png, chart_svg
from desktop_app.reports.results_figures import MOST_SERIES, Say, plot_of
from tests.reports.published_sample import BARS, COLUMNS, MAP, MONEY, PARETO, SPIDER, STACKED, TABLES, table

ROOM = 504.0
DRAWN = [BARS, COLUMNS, STACKED, PARETO, SPIDER, MAP]


def drawing(of: Table, room: float = ROOM, language: str = "es") -> Row:
    row = chart_drawing(of, room, language)
    assert row is not None
    return row


def texts(row: Row) -> list[str]:
    return [mark.text for mark in row.marks if isinstance(mark, Text)]


def reach(mark: Mark) -> tuple[float, float, float, float]:
    """Left, top, right, bottom."""
    if isinstance(mark, Text):
        return mark.x, mark.y - mark.style.size * 0.75, mark.x + width(mark.text, mark.style), mark.y
    if isinstance(mark, Box):
        return mark.x, mark.y, mark.x + mark.width, mark.y + mark.height
    if isinstance(mark, Circle):
        return mark.x - mark.radius, mark.y - mark.radius, mark.x + mark.radius, mark.y + mark.radius
    if isinstance(mark, Line):
        return min(mark.x1, mark.x2), min(mark.y1, mark.y2), max(mark.x1, mark.x2), max(mark.y1, mark.y2)
    assert isinstance(mark, Polygon)
    xs, ys = zip(*mark.points, strict=True)
    return min(xs), min(ys), max(xs), max(ys)


class TestWhatTheySay:
    @pytest.mark.parametrize(
        ("of", "said"),
        [
            (BARS, ["Turismo y naturaleza", "40 %", "Cacao", "10 %", "Lácteos", "menos de 5"]),
            (COLUMNS, ["−13 pp", "+10 pp", "Básico", "Avanzado"]),
            (STACKED, ["Local: 46 %", "Nacional: 33 %", "Exportación: 21 %", "46 %", "33 %", "21 %"]),
            (PARETO, ["Actores", "1,50", "60 %", "Impactos", "1,00", "100 %", "Serie 1", "Serie 2"]),
            (MAP, ["1", "2", "3", "1: Laboratorios; 2: Normas; 3: Sanidad", "Serie 1", "Serie 2"]),
            (SPIDER, ["Enfoque", "1,50", "2,00", "1,75", "Serie 1", "Serie 2", "3"]),
        ],
        ids=lambda of: of.key if isinstance(of, Table) else "",
    )
    def test_every_figure_is_printed(self, of: Table, said: list[str]) -> None:
        assert set(said) <= set(texts(drawing(of)))

    def test_english(self) -> None:
        assert {"10%", "fewer than 5"} <= set(texts(drawing(BARS, language="en")))
        assert "1.50" in texts(drawing(PARETO, language="en"))

    def test_a_group_that_is_hidden_has_no_bar(self) -> None:
        row = drawing(table(Chart.COLUMNS, ("Uno", 30.0), ("Dos", None)))
        assert "<5" in texts(row)
        assert len([mark for mark in row.marks if isinstance(mark, Box) and mark.fill]) == 1

    @pytest.mark.parametrize(
        "of",
        [
            MONEY,
            table(Chart.BARS),
            table(Chart.SPIDER, ("Uno", None), ("Dos", None), ("Tres", None)),
            table(Chart.BARS, ("Uno", float("nan")), ("Dos", float("inf"))),
            table(Chart.BARS, ("Uno",), kinds=()),
        ],
    )
    def test_what_has_no_figures_has_no_chart(self, of: Table) -> None:
        assert chart_drawing(of, ROOM, "es") is None
        assert chart_svg(of, CHART_WIDTH, "es") is None
        assert chart_png(of, CHART_WIDTH, "es", 400) is None

    def test_a_count_is_not_drawn_on_the_scale_of_its_share(self) -> None:
        said = texts(drawing(table(Chart.BARS, ("Uno", 30, 60.0), ("Dos", 20, 40.0), kinds=(Kind.COUNT, Kind.PERCENT))))
        assert {"60 %", "40 %"} <= set(said)
        assert "30" not in said

    def test_many_rows_are_cut_and_it_is_told(self) -> None:
        row = drawing(table(Chart.BARS, *[(f"Nombre {n}", float(n)) for n in range(200)]))
        drawn = len([text for text in texts(row) if text.startswith("Nombre")])
        assert f"Se dibujan los primeros {drawn} de 200; la tabla los tiene todos." in texts(row)
        assert row.height < FRAME_HEIGHT

    def test_a_pareto_chart_is_a_pareto_chart(self) -> None:
        """Each bar's share of the sum, so that the line begins at the first one's top."""
        row = drawing(table(Chart.PARETO, ("A", 3.0, 60.0), ("B", 2.0, 100.0), kinds=(Kind.SCORE, Kind.PERCENT)))
        bars = [mark for mark in row.marks if isinstance(mark, Box) and mark.fill == fill_color(0) and mark.width > 20]
        line = next(mark for mark in row.marks if isinstance(mark, Line) and mark.width == 1.4 and mark.y1 != mark.y2)
        assert bars[0].height / bars[1].height == pytest.approx(1.5)
        assert line.y1 == pytest.approx(bars[0].y)

    def test_scores_are_drawn_against_the_highest(self) -> None:
        row = drawing(table(Chart.BARS, ("Uno", 1.5), ("Dos", 0.75), kinds=(Kind.SCORE,)))
        (first, second) = [mark for mark in row.marks if isinstance(mark, Box) and mark.fill == fill_color(0)]
        track = max(mark.width for mark in row.marks if isinstance(mark, Box))
        assert first.width == pytest.approx(track / 2)
        assert second.width == pytest.approx(track / 4)


class TestOtherKinds:
    @pytest.mark.parametrize("chart", [Chart.COLUMNS, Chart.PARETO])
    def test_what_has_no_room_standing_lies(self, chart: Chart) -> None:
        rows = [(f"Colaboraciones{n} interinstitucionales", 1.0, n * 10.0) for n in range(1, 10)]
        of = table(chart, *rows, kinds=(Kind.SCORE, Kind.PERCENT))
        said = set(texts(drawing(of)))
        assert any("interinstitucionales" in text for text in said)
        assert not any(text.startswith("interinst") and len(text) < 20 for text in said)

    def test_more_parts_than_fills_lie(self) -> None:
        parts = [(f"Parte {n}", 5.0) for n in range(FILLS + 1)]
        assert texts(drawing(table(Chart.STACKED, *parts))) == texts(drawing(table(Chart.BARS, *parts)))

    @pytest.mark.parametrize("count", [1, 2, 14, 30])
    def test_what_is_no_spider_lies(self, count: int) -> None:
        rows = [(f"Eje {n}", 1.0) for n in range(count)]
        of = table(Chart.SPIDER, *rows, kinds=(Kind.SCORE,))
        assert texts(drawing(of)) == texts(drawing(replace(of, chart=Chart.BARS)))


class TestPictures:
    @pytest.mark.parametrize("of", DRAWN, ids=lambda of: of.key)
    def test_the_svg_is_the_same_drawing_and_qt_draws_it(self, of: Table) -> None:
        svg = chart_svg(of, CHART_WIDTH, "es")
        assert svg is not None
        root = etree.fromstring(svg)
        drawn = [element.text for element in root.iter("{http://www.w3.org/2000/svg}text")]
        assert drawn == texts(drawing(of))
        assert root.findtext("{http://www.w3.org/2000/svg}title") == of.title
        renderer = QSvgRenderer(QByteArray(svg))
        assert renderer.isValid()
        assert renderer.viewBoxF().width() == CHART_WIDTH
        assert renderer.viewBoxF().height() == pytest.approx(drawing(of).height + 24, abs=0.01)

    def test_a_picture_is_as_wide_as_asked(self) -> None:
        png = chart_png(STACKED, CHART_WIDTH, "es", 800)
        assert png is not None
        assert png.startswith(b"\x89PNG\r\n\x1a\n")
        assert struct.unpack(">I", png[16:20]) == (800,)

    @pytest.mark.parametrize("size", [0, -5, 99, 4_001])
    def test_no_impossible_picture(self, size: int) -> None:
        with pytest.raises(ReportError) as caught:
            chart_png(STACKED, CHART_WIDTH, "es", size)
        assert caught.value.code == "REP-005"

    @pytest.mark.parametrize("of", DRAWN, ids=lambda of: of.key)
    def test_the_same_table_gives_the_same_bytes(self, of: Table) -> None:
        assert chart_svg(of, CHART_WIDTH, "es") == chart_svg(of, CHART_WIDTH, "es")
        assert chart_png(of, CHART_WIDTH, "es", 300) == chart_png(of, CHART_WIDTH, "es", 300)


def _luminance(color: Color) -> float:
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in color)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


class TestGrey:
    def test_neighbours_differ_in_lightness_and_in_pattern(self) -> None:
        for number in range(FILLS - 1):
            one, other = (_luminance(fill_color(each)) for each in (number, number + 1))
            lighter, darker = max(one, other), min(one, other)
            assert (lighter + 0.05) / (darker + 0.05) >= 1.7
            patterns = [
                [type(mark).__name__ for mark in filled(0, 0, 40, 20, each) if not isinstance(mark, Box)]
                for each in (number, number + 1)
            ]
            assert bool(patterns[0]) != bool(patterns[1])

    def test_texts_are_told_from_what_they_stand_on(self) -> None:
        """White, but for the numbers of a map's points."""
        for of in DRAWN:
            marks = drawing(of).marks
            points = [mark for mark in marks if isinstance(mark, Circle) and mark.fill]
            for mark in marks:
                if isinstance(mark, Text):
                    under = [each.fill for each in points if abs(each.x - mark.x) + abs(each.y - mark.y) < each.radius]
                    one, other = (_luminance(each or WHITE) for each in (mark.style.color, *(under or [WHITE])[-1:]))
                    assert (max(one, other) + 0.05) / (min(one, other) + 0.05) >= 4.5

    @pytest.mark.parametrize("number", range(FILLS))
    @pytest.mark.parametrize("size", [(40.0, 20.0), (3.0, 50.0), (200.0, 1.0), (0.2, 0.2)])
    def test_a_pattern_stays_in_its_box(self, number: int, size: tuple[float, float]) -> None:
        for mark in filled(10, 5, *size, number):
            left, top, right, bottom = reach(mark)
            assert left >= 10 - 1e-9
            assert top >= 5 - 1e-9
            assert right <= 10 + size[0] + 1e-9
            assert bottom <= 5 + size[1] + 1e-9

    def test_what_is_nothing_is_not_drawn(self) -> None:
        assert not list(filled(0, 0, 0, 10, 1))


_NAMES = st.one_of(st.text(max_size=60), st.just("W" * 400), st.text(st.sampled_from("aW ñ\n"), max_size=500))
_VALUES = st.one_of(
    st.none(),
    st.floats(allow_nan=True, allow_infinity=True),
    st.floats(-100, 100),
    st.integers(-(10**9), 10**9),
    st.sampled_from([0, 0.0, 3.0, 100.0]),
)


@st.composite
def _tables(draw: st.DrawFn) -> Table:
    kinds = draw(st.lists(st.sampled_from(Kind), min_size=1, max_size=10))
    rows: list[tuple[Cell, ...]] = [
        (draw(_NAMES), *[draw(_NAMES if kind is Kind.TEXT else _VALUES) for kind in kinds])
        for _ in range(draw(st.integers(0, 12)))
    ]
    made = table(draw(st.sampled_from(Chart)), *rows, kinds=tuple(kinds))
    columns = tuple(replace(column, title=draw(_NAMES)) for column in made.columns)
    return replace(made, columns=columns, title=draw(_NAMES), top=draw(st.sampled_from([3.0, 2.0, 100.0, 0.0])))


@given(_tables(), st.sampled_from([320.0, 504.0, 700.0]))
@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_whatever_the_table_nothing_is_outside(of: Table, room: float) -> None:
    row = chart_drawing(of, room, "es")
    assert (row is None) == (plot_of(of) is None)
    if row is None:
        return
    assert row.height <= FRAME_HEIGHT - 100
    for mark in row.marks:
        left, top, right, bottom = reach(mark)
        assert left >= -1, mark
        assert right <= room + 1, mark
        assert top >= -1, mark
        assert bottom <= row.height + 1, mark
    svg = chart_svg(of, CHART_WIDTH, "es")
    assert svg is not None
    etree.fromstring(svg)


@pytest.mark.parametrize("of", [each for each in TABLES if each.chart is not Chart.NONE], ids=lambda of: of.key)
@pytest.mark.parametrize("room", [360.0, 504.0])
def test_no_text_stands_on_another(of: Table, room: float) -> None:
    boxes = [reach(mark) for mark in drawing(of, room).marks if isinstance(mark, Text)]
    for position, one in enumerate(boxes):
        for other in boxes[position + 1 :]:
            apart = one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
            assert apart, (one, other)


class TestFigures:
    @pytest.mark.parametrize(
        ("value", "kind", "es", "en"),
        [
            (457188, Kind.MONEY, "457.188", "457,188"),
            (457188.6, Kind.MONEY, "457.189", "457,189"),
            (12.54, Kind.MONEY, "12,5", "12.5"),
            (1234, Kind.COUNT, "1.234", "1,234"),
            (385_502.0, Kind.COUNT, "385.502", "385,502"),
            (1.5, Kind.SCORE, "1,50", "1.50"),
            (64.5, Kind.PERCENT, "65 %", "65%"),
            (0.4, Kind.PERCENT, "0 %", "0%"),
            (-0.4, Kind.POINTS, "0 pp", "0 pp"),
            (10.04, Kind.POINTS, "+10 pp", "+10 pp"),
            (-12.5, Kind.POINTS, "−13 pp", "−13 pp"),
            (0.125, Kind.NUMBER, "0,12", "0.12"),
            ("Turismo", Kind.TEXT, "Turismo", "Turismo"),
            (None, Kind.SCORE, "", ""),
            (float("nan"), Kind.COUNT, "", ""),
        ],
    )
    def test_figures_are_those_of_the_language(self, value: Cell, kind: Kind, es: str, en: str) -> None:
        assert Say.of("es").figure(value, kind) == es
        assert Say.of("en").figure(value, kind) == en

    def test_no_more_series_than_can_be_told_apart(self) -> None:
        plot = plot_of(table(Chart.BARS, ("Uno", *[1.0] * 20), kinds=(Kind.SCORE,) * 20))
        assert plot is not None
        assert len(plot.series) == MOST_SERIES
