"""The results' workbook, read back, and opened by another program."""

from __future__ import annotations

import io
import subprocess
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.chart import BarChart, LineChart, RadarChart

from desktop_app.diagnosis.published import Cell, Chart, Kind, Published, Statement, Table
from desktop_app.reports.results_csv import results_csv
from desktop_app.reports.results_sheet import HEADER_ROW, number_format, results_xlsx, sheet_names
from desktop_app.reports.sheet_charts import SERIES_INKS
from desktop_app.xforms.datatypes import printable
from tests.reports.published_sample import BARS, MADE, MONEY, PARETO, PUBLISHED, SPIDER, TABLES, table

FIRST = HEADER_ROW + 1


def book_of(published: Published = PUBLISHED, language: str = "es") -> Any:
    return load_workbook(io.BytesIO(results_xlsx(published, MADE, language)))


def sheet_of(table: Table) -> Any:
    return book_of(replace(PUBLISHED, tables=(table,))).worksheets[1]


def chart_of(table: Table) -> Any:
    (chart,) = sheet_of(table)._charts
    return chart


def texts_of(title: Any) -> str:
    return "".join(run.t for paragraph in title.tx.rich.p for run in paragraph.r or ())


def test_the_first_sheet_tells_the_wave_the_filters_and_the_statements() -> None:
    sheet = book_of()["Resumen"]
    assert [sheet.cell(row, 1).value for row in range(1, 5)] == [
        "Seguimiento",
        "Ola 2026. Instrumento ssme. Resultados al 20/11/2026.",
        "Se compara con la ola 2024.",
        "Solo una parte de la ola: Macrosector: agroindustria",
    ]
    assert [cell.value for cell in sheet[6]] == ["Cifra", "Qué dice", "Nota"]
    assert [[cell.value for cell in row] for row in sheet["A7:C11"]] == [
        [457188, "millones de pesos en ventas", "De 98 iniciativas."],
        [64, "en nivel Consolidado", None],
        [10.04, "más que antes", None],
        [None, "sin dato", None],
        ["Turismo", "el sector más frecuente", None],
    ]
    assert [sheet.cell(row, 1).number_format for row in (7, 8, 9)] == [
        "#,##0",
        '0.0" %"',
        '+0.0" pp";-0.0" pp";0.0" pp"',
    ]
    assert sheet.freeze_panes == "A7"
    assert book_of(language="en").sheetnames[0] == "Summary"


def test_the_first_sheet_leads_to_each_table() -> None:
    book = book_of()
    sheet = book["Resumen"]
    links = {cell.value: cell.hyperlink.location for (cell,) in sheet[f"A14:A{13 + len(TABLES)}"]}
    assert links == {name: f"'{name}'!A1" for name in sheet_names(TABLES)}
    assert book.sheetnames == ["Resumen", *links]


def test_sheets_are_called_as_their_tables_as_far_as_excel_lets_them() -> None:
    titles = ("Ventas", "ventas", "Resumen", "¿Cómo: a/b?", "'", "", "x" * 40, "x" * 50)
    tables = [replace(BARS, key=f"k{place}", title=title) for place, title in enumerate(titles)]
    names = sheet_names(tables, "Resumen")
    assert names == ["Ventas", "ventas 2", "Resumen 2", "¿Cómo a b", "k4", "k5", "x" * 31, "x" * 29 + " 2"]


@settings(max_examples=25)
@given(st.lists(st.text(max_size=40), max_size=8))
def test_whatever_tables_are_called_the_workbook_opens(titles: list[str]) -> None:
    tables = tuple(replace(BARS, key=f"k{place}", title=title) for place, title in enumerate(titles))
    assert len(book_of(replace(PUBLISHED, tables=tables)).sheetnames) == 1 + len(titles)


def test_a_wave_without_anything_has_its_summary() -> None:
    book = book_of(replace(PUBLISHED, previous=None, filters=(), statements=(), tables=()))
    assert book.sheetnames == ["Resumen"]
    assert book["Resumen"]["A4"].value == "Cifra"


def test_a_table_has_its_title_a_header_that_stays_and_its_note() -> None:
    sheet = sheet_of(BARS)
    assert [sheet.cell(row, 1).value for row in (1, 2)] == ["Título de la tabla", "Sección"]
    assert [cell.value for cell in sheet[HEADER_ROW]][:2] == ["Nombre", "Serie 1"]
    assert sheet.freeze_panes == f"A{FIRST}"
    assert sheet.auto_filter.ref == f"A{HEADER_ROW}:B{FIRST + 2}"
    assert sheet.cell(FIRST + 4, 1).value == "Se cuentan todas."
    assert sheet.column_dimensions["A"].width > sheet.column_dimensions["B"].width >= 12
    assert sheet.print_title_rows == f"${HEADER_ROW}:${HEADER_ROW}"


def test_figures_are_numbers_and_nothing_known_is_an_empty_cell() -> None:
    sheet = sheet_of(MONEY)
    found = [[(cell.value, cell.data_type) for cell in row] for row in sheet[f"B{FIRST}:D{FIRST + 1}"]]
    assert found == [[(384191.5, "n"), (360000, "n"), (12.5, "n")], [(457188, "n"), (385502, "n"), (None, "n")]]
    assert [cell.number_format for cell in sheet[FIRST]][1:4] == ["#,##0.0", "#,##0", "#,##0.00"]
    assert sheet.cell(FIRST, 1).data_type == "s"


@pytest.mark.parametrize(
    ("kind", "values", "shown"),
    [
        (Kind.COUNT, (1.0,), "#,##0"),
        (Kind.SCORE, (1,), "0.00"),
        (Kind.NUMBER, (1, None, 2.0), "#,##0"),
        (Kind.MONEY, (1, 2.5), "#,##0.0"),
        (Kind.PERCENT, (1,), '0.0" %"'),
        (Kind.TEXT, ("1",), "General"),
    ],
)
def test_how_each_kind_is_shown(kind: Kind, values: Sequence[Cell], shown: str) -> None:
    assert number_format(kind, values) == shown


@pytest.mark.parametrize("value", [float("nan"), float("inf"), 1.7e308])
def test_a_number_that_no_sheet_holds_leaves_its_cell_empty(value: float) -> None:
    assert sheet_of(table(Chart.BARS, ("a", value), ("b", 1.0))).cell(FIRST, 2).value is None


@pytest.mark.parametrize("text", ["=1+1", "+57 300", "-5", "@SUMA(A1)", "\t=1+1", "\r=1", "\x00=1+1", "=", "'=1"])
def test_nothing_that_was_written_becomes_a_formula(text: str) -> None:
    hostile = replace(table(Chart.BARS, (text, text), (text, 2.0)), title=text, section=text, note=text)
    published = replace(
        PUBLISHED, title=text, tables=(hostile,), statements=(Statement("k", text, Kind.TEXT, text, text),)
    )
    data = results_xlsx(published, MADE)
    summary, sheet = load_workbook(io.BytesIO(data)).worksheets
    kept = printable(text).replace("\r", "\n")
    for cell in (summary["A1"], *summary[7], sheet["A1"], sheet["A2"], sheet.cell(FIRST, 1), sheet.cell(FIRST, 2)):
        assert (str(cell.value).replace("\r", "\n"), cell.data_type) == (kept, "s")
        assert cell.quotePrefix == (kept[0] in "=+-@\t\n")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert all(b"<f>" not in archive.read(f"xl/worksheets/sheet{n}.xml") for n in (1, 2))


@pytest.mark.parametrize("drawn", TABLES[:-1], ids=lambda each: each.chart.value)
def test_a_chart_says_what_it_is_with_axes_in_sight(drawn: Table) -> None:
    chart = chart_of(drawn)
    assert texts_of(chart.title) == "Título de la tabla"
    assert not chart.title.overlay
    assert (chart.x_axis.delete, chart.y_axis.delete) == (False, False)
    assert chart.anchor._from.col == len(drawn.columns) + 1
    for series in chart.series:
        assert "'Título de la tabla'!" in series.val.numRef.f
        assert series.cat.strRef is not None or series.cat.numRef is not None


def test_bars_lie_in_the_tables_order() -> None:
    chart = chart_of(BARS)
    assert isinstance(chart, BarChart)
    assert (chart.barDir, chart.grouping) == ("bar", "clustered")
    assert (chart.x_axis.scaling.orientation, chart.y_axis.scaling.min) == ("maxMin", 0)
    assert chart.series[0].val.numRef.f == f"'Título de la tabla'!$B${FIRST}:$B${FIRST + 2}"
    assert texts_of(chart.y_axis.title) == "Serie 1"
    assert chart.y_axis.number_format.formatCode == '0" %"'
    assert chart.legend is None


def test_columns_stand_and_a_fall_is_below_names_that_stay_at_the_edge() -> None:
    chart = chart_of(table(Chart.COLUMNS, ("a", -12.5, 3.0), ("b", 10.0, 1.0), kinds=(Kind.POINTS, Kind.POINTS)))
    assert (chart.barDir, chart.x_axis.tickLblPos, chart.y_axis.scaling.min) == ("col", "low", None)
    assert [series.invertIfNegative for series in chart.series] == [False, False]
    assert texts_of(chart.y_axis.title) == "Puntos porcentuales (pp)"
    assert chart.legend.position == "b"


def test_one_stacked_bar_of_a_hundred_percent_has_a_series_a_row() -> None:
    chart = chart_of(TABLES[3])
    assert (chart.barDir, chart.grouping, chart.overlap) == ("bar", "percentStacked", 100)
    assert [series.val.numRef.f for series in chart.series] == [
        f"'Título de la tabla'!$B${FIRST + n}" for n in range(3)
    ]
    assert [series.tx.strRef.f for series in chart.series] == [f"'Título de la tabla'!$A${FIRST + n}" for n in range(3)]
    assert chart.y_axis.number_format.formatCode == "0%"


def test_a_pareto_has_its_line_on_an_axis_of_percents_and_both_share_their_grid() -> None:
    bars = chart_of(PARETO)
    assert isinstance(bars, BarChart)
    (line,) = (each for each in bars._charts if isinstance(each, LineChart))
    assert (line.y_axis.axId, line.y_axis.crosses, line.y_axis.delete) == (200, "max", False)
    assert (line.y_axis.scaling.min, line.y_axis.scaling.max) == (0, 100)
    assert bars.y_axis.scaling.max == pytest.approx(2.5)
    assert bars.y_axis.scaling.max / bars.y_axis.majorUnit == line.y_axis.scaling.max / line.y_axis.majorUnit


def test_a_pareto_without_its_line_is_columns() -> None:
    chart = chart_of(table(Chart.PARETO, ("a", 2.0), ("b", 1.0)))
    assert [type(each) for each in chart._charts] == [BarChart]


def test_a_spider_has_a_polygon_a_series_on_a_scale_that_does_not_move() -> None:
    chart = chart_of(SPIDER)
    assert isinstance(chart, RadarChart)
    assert (chart.y_axis.scaling.min, chart.y_axis.scaling.max, chart.y_axis.majorUnit) == (0, 3, 1)
    assert [series.val.numRef.f for series in chart.series] == [
        f"'Título de la tabla'!${letter}${FIRST}:${letter}${FIRST + 2}" for letter in "BC"
    ]
    assert len({series.graphicalProperties.line.dashStyle for series in chart.series}) == 2
    assert len({series.marker.symbol for series in chart.series}) == 2


@pytest.mark.parametrize(
    "plain",
    [
        MONEY,
        table(Chart.BARS),
        table(Chart.COLUMNS, ("a", None)),
        table(Chart.STACKED, ("a", "n. d."), kinds=(Kind.TEXT,)),
        table(Chart.SPIDER, ("a", 1.0), ("b", 2.0), kinds=(Kind.SCORE,)),
    ],
    ids=["not asked for", "no rows", "no figures", "no series", "two axes"],
)
def test_what_cannot_be_drawn_has_no_chart(plain: Table) -> None:
    assert sheet_of(plain)._charts == []


def test_neighbouring_series_differ_in_a_grey_print() -> None:
    grey = [
        sum(int(ink[n : n + 2], 16) * part for n, part in ((0, 0.299), (2, 0.587), (4, 0.114))) for ink in SERIES_INKS
    ]
    assert all(abs(one - other) > 51 for one, other in pairwise(grey))


def test_who_made_it() -> None:
    properties = book_of().properties
    assert (properties.creator, properties.title) == ("Telar", "Seguimiento: 2026")
    assert properties.created == MADE.replace(tzinfo=None)


@settings(max_examples=30, deadline=None)
@given(st.text(max_size=60), st.floats(), st.sampled_from(Chart), st.sampled_from(Kind))
def test_any_table_is_written(text: str, number: float, chart: Chart, kind: Kind) -> None:
    wild = table(chart, (text, number), (text, 1.5), (None, None), (text, text), kinds=(kind,))
    sheet = sheet_of(replace(wild, title=text or "t", note=text))
    assert (sheet.cell(FIRST, 1).value or "").replace("\r\n", "\n").replace("\r", "\n") == printable(text).replace(
        "\r\n", "\n"
    ).replace("\r", "\n")
    if abs(number) < 1e307:
        assert sheet.cell(FIRST, 2).value == pytest.approx(number)


def convert(source: Path, kind: str, *options: str) -> None:
    profile = f"-env:UserInstallation={(source.parent / 'profile').as_uri()}"
    subprocess.run(
        ["soffice", profile, "--headless", *options, "--convert-to", kind, source.name],
        cwd=source.parent,
        check=True,
        capture_output=True,
        timeout=120,
    )


def test_another_program_reads_figures_as_numbers_and_draws_the_charts(tmp_path: Path) -> None:
    source = tmp_path / "results.xlsx"
    named = tuple(replace(each, title=f"{each.title} {each.key}") for each in TABLES)
    source.write_bytes(results_xlsx(replace(PUBLISHED, tables=named), MADE))
    # every sheet in a file of its own, each text in quotes, which no number has
    convert(source, "csv:Text - txt - csv (StarCalc):59,34,76,1,,0,true,true,false,false,false,-1")
    lines = (tmp_path / "results-Título de la tabla sales.csv").read_text(encoding="utf-8").splitlines()
    assert [line.rstrip(";") for line in lines[HEADER_ROW : HEADER_ROW + 2]] == [
        '"2025";384191.5;360000;12.5',
        '"2026";457188;385502',
    ]
    convert(source, "pdf")
    printed = subprocess.run(
        ["pdftotext", "-layout", "results.pdf", "-"], cwd=tmp_path, check=True, capture_output=True, timeout=60
    ).stdout.decode()
    sheets, drawn = len(TABLES), len(TABLES) - 1
    assert printed.count("Título de la tabla") == 3 * sheets + drawn  # twice in the summary, on its sheet, in its chart
    assert "80 %" in printed  # a step of the second axis, in no cell


def test_the_csv_opens_with_figures_where_numbers_are_written_as_in_colombia(tmp_path: Path) -> None:
    source = tmp_path / "sales.csv"
    source.write_bytes(results_csv(replace(MONEY, rows=(*MONEY.rows, ("=1+1", -0.5, 7, None)))))
    colombia = 0x240A
    convert(source, "xlsx", f"--infilter=CSV:59,34,76,1,,{colombia},false,true")
    sheet = load_workbook(tmp_path / "sales.xlsx").active
    assert [[cell.value for cell in row] for row in sheet["A2:D4"]] == [
        [2025, 384191.5, 360000, 12.5],
        [2026, 457188, 385502, None],
        ["'=1+1", -0.5, 7, None],
    ]
