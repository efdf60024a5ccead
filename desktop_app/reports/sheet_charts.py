"""The charts of the results' workbook: drawn by the spreadsheet from its own cells, so that they follow what is edited.

openpyxl leaves out what a spreadsheet then takes to be wanted or not wanted: everything that shows is said here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from desktop_app.diagnosis.published import Chart, Kind, Table
from desktop_app.reports.results_figures import drawn_places
from desktop_app.reports.sheet_cells import figure
from desktop_app.texts import Texts
from desktop_app.xforms.datatypes import printable

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

SERIES_INKS: Final = ("1B5E46", "F0B44C", "5B8ABA", "D7DEDA", "5B1F3A", "A9C0E0", "8A5A2B", "E6E08A")
"""Neighbours differ in lightness by a fifth of the scale or more, so that a grey print tells them apart."""
_DARK_INKS: Final = ("1B5E46", "B35C00", "3D5FA8", "7A2E4D", "5A625E", "4A4F9E")  # lines on white
_DASHES: Final = ("solid", "dash", "sysDot", "dashDot", "lgDash", "sysDash")
_MARKERS: Final = ("circle", "square", "triangle", "diamond", "x", "plus")
_LINE_EMU, _GRID_EMU = 25_400, 9_525
_AXIS_FORMATS: Final = {
    Kind.COUNT: "#,##0",
    Kind.NUMBER: "#,##0.##",
    Kind.SCORE: "0.0",
    Kind.PERCENT: '0" %"',
    Kind.POINTS: '+0" pp";-0" pp";0" pp"',
    Kind.MONEY: "#,##0",
}
_LABEL_FORMATS: Final = {**_AXIS_FORMATS, Kind.NUMBER: "#,##0.0", Kind.SCORE: "0.00"}
_LEAST_SPOKES = 3
_STEPS = 5.0
_WIDTH_CM, _HEIGHT_CM, _MOST_CM = 21.0, 11.0, 40.0
_CM_PER_BAR, _CM_PER_LETTER, _SLANTED_CM = 0.75, 0.15, 6.0
_LEGIBLE_LABELS = 40
_DARK = 110  # lightness of 255 below which white is read on it


def add_chart(sheet: Worksheet, table: Table, header_row: int, texts: Texts) -> None:
    """Draws ``table``, whose header stands in ``header_row`` from column A, at its right; nothing if it asks for none
    or has no figures to draw (a spider needs three axes)."""
    from openpyxl.utils import get_column_letter

    draw = {
        Chart.BARS: _bars,
        Chart.COLUMNS: _bars,
        Chart.MAP: _bars,
        Chart.STACKED: _stacked,
        Chart.PARETO: _pareto,
        Chart.SPIDER: _spider,
    }.get(table.chart)
    series = drawn_places(table)
    if draw is None or not series or (table.chart is Chart.SPIDER and len(table.rows) < _LEAST_SPOKES):
        return
    chart = draw(sheet, table, header_row, series, texts)
    chart.title = _title(table.title, 1300, bold=True)
    chart.display_blanks = "gap"
    chart.roundedCorners = False
    if chart.legend is not None:
        chart.legend.position = "b"
        chart.legend.overlay = False
    sheet.add_chart(chart, f"{get_column_letter(len(table.columns) + 2)}{header_row + 1}")


def _bars(sheet: Worksheet, table: Table, header_row: int, series: list[int], texts: Texts) -> Any:
    from openpyxl.chart import BarChart

    lying = table.chart is Chart.BARS
    chart = BarChart()
    chart.type = "bar" if lying else "col"
    chart.grouping = "clustered"
    chart.gapWidth = 60
    bars = len(table.rows) * len(series)
    for number, place in enumerate(series):
        drawn = _series(sheet, table, header_row, place)
        _fill(drawn, SERIES_INKS[number % len(SERIES_INKS)])
        if bars <= _LEGIBLE_LABELS:
            drawn.dLbls = _labels(_LABEL_FORMATS[table.columns[place].kind])
        chart.series.append(drawn)
    chart.set_categories(_names(sheet, table, header_row))
    _axes(chart, table, series, texts)
    if lying:
        chart.x_axis.scaling.orientation = "maxMin"  # a lying axis counts from below: the first row would be the last
        chart.y_axis.crosses = "max"
        chart.height = min(_MOST_CM, max(_HEIGHT_CM, 4 + bars * _CM_PER_BAR))
    else:
        longest = max(len(str(row[0] or "")) for row in table.rows)
        chart.height = _HEIGHT_CM + min(_SLANTED_CM, longest * _CM_PER_LETTER)
    chart.width = _WIDTH_CM if lying else min(_MOST_CM, max(_WIDTH_CM, 3 + bars * _CM_PER_BAR * 1.4))
    if len(series) == 1:
        chart.legend = None
    return chart


def _stacked(sheet: Worksheet, table: Table, header_row: int, series: list[int], texts: Texts) -> Any:
    from openpyxl.chart import BarChart, Reference, Series
    from openpyxl.chart.data_source import StrRef
    from openpyxl.chart.series import SeriesLabel

    chart = BarChart()
    chart.type, chart.grouping, chart.overlap, chart.gapWidth = "bar", "percentStacked", 100, 40
    place = series[0]
    head = Reference(sheet, min_col=place + 1, min_row=header_row)
    for number, row in enumerate(table.rows):
        at = header_row + 1 + number
        drawn = Series(Reference(sheet, min_col=place + 1, min_row=at))
        drawn.tx = SeriesLabel(strRef=StrRef(str(Reference(sheet, min_col=1, min_row=at))))
        ink = SERIES_INKS[number % len(SERIES_INKS)]
        _fill(drawn, ink)
        if figure(row[place]):
            drawn.dLbls = _labels(_LABEL_FORMATS[table.columns[place].kind], "FFFFFF" if _is_dark(ink) else "000000")
            drawn.dLbls.dLblPos = "ctr"
        chart.series.append(drawn)
    chart.set_categories(head)
    _axes(chart, table, series[:1], texts)
    chart.x_axis.title = None
    chart.y_axis.number_format = "0%"  # of the whole bar, whatever the cells add up to
    chart.y_axis.scaling.min, chart.y_axis.scaling.max = 0, 1
    chart.y_axis.majorUnit = 0.2
    chart.width, chart.height = _WIDTH_CM, 8.0
    return chart


def _pareto(sheet: Worksheet, table: Table, header_row: int, series: list[int], texts: Texts) -> Any:
    """The bars' axis ends at their sum, so that the line starts where the first bar ends and both share their grid."""
    from openpyxl.chart import LineChart
    from openpyxl.chart.legend import Legend

    chart = _bars(sheet, table, header_row, series[:1], texts)
    if len(series) < 2:
        return chart
    chart.x_axis.title = None  # some programs repeat it for the second pair of axes
    chart.series[0].dLbls = None
    line = LineChart()
    drawn = _series(sheet, table, header_row, series[1])
    _line(drawn, 1)
    drawn.dLbls = _labels(_LABEL_FORMATS[table.columns[series[1]].kind])
    drawn.dLbls.dLblPos = "t"
    line.series.append(drawn)
    line.set_categories(_names(sheet, table, header_row))
    right = line.y_axis
    right.axId, right.crosses, right.delete, right.majorGridlines = 200, "max", False, None
    right.number_format = _AXIS_FORMATS[Kind.PERCENT]
    right.scaling.min, right.scaling.max, right.majorUnit = 0, 100, 100 / _STEPS
    right.title = _axis_title(table.columns[series[1]].title)
    bars = [number for row in table.rows if (number := figure(row[series[0]])) is not None]
    if min(bars) >= 0 and sum(bars) > 0:
        chart.y_axis.scaling.max, chart.y_axis.majorUnit = sum(bars), sum(bars) / _STEPS
    chart += line
    chart.legend = Legend()
    return chart


def _spider(sheet: Worksheet, table: Table, header_row: int, series: list[int], _texts: Texts) -> Any:
    from openpyxl.chart import RadarChart

    chart = RadarChart()
    chart.type = "marker"
    for number, place in enumerate(series):
        drawn = _series(sheet, table, header_row, place)
        _line(drawn, number)
        chart.series.append(drawn)
    chart.set_categories(_names(sheet, table, header_row))
    chart.x_axis.delete = chart.y_axis.delete = False
    _grid(chart.y_axis)
    chart.y_axis.number_format = _AXIS_FORMATS[Kind.SCORE]
    chart.y_axis.scaling.min, chart.y_axis.scaling.max = 0, table.top
    chart.y_axis.majorUnit = 1 if table.top <= _STEPS else table.top / _STEPS
    chart.width, chart.height = 18.0, 15.0
    return chart


def _axes(chart: Any, table: Table, series: list[int], texts: Texts) -> None:
    """Both axes in sight and named. Shares begin at 0 and scores end at the table's top; differences may be negative,
    so that the names stand at the edge and not among the bars."""
    kinds = {table.columns[place].kind for place in series}
    kind = table.columns[series[0]].kind
    names, values = chart.x_axis, chart.y_axis
    names.delete = values.delete = False
    names.tickLblPos = "low"
    names.title = _axis_title(table.columns[0].title)
    values.title = _axis_title(table.columns[series[0]].title if len(series) == 1 else texts[f"axis.{kind.value}"])
    values.number_format = _AXIS_FORMATS[kind]
    _grid(values)
    lowest = min(number for row in table.rows for place in series if (number := figure(row[place])) is not None)
    if lowest >= 0:
        values.scaling.min = 0
    if kinds == {Kind.SCORE}:
        values.scaling.max = table.top


def _series(sheet: Worksheet, table: Table, header_row: int, place: int) -> Any:
    from openpyxl.chart import Reference, Series

    last = header_row + len(table.rows)
    values = Reference(sheet, min_col=place + 1, min_row=header_row, max_row=last)
    return Series(values, title_from_data=True)


def _names(sheet: Worksheet, table: Table, header_row: int) -> Any:
    from openpyxl.chart import Reference

    return Reference(sheet, min_col=1, min_row=header_row + 1, max_row=header_row + len(table.rows))


def _fill(series: Any, ink: str) -> None:
    series.graphicalProperties.solidFill = ink
    series.graphicalProperties.line.solidFill = "FFFFFF"
    series.invertIfNegative = False  # else a fall is drawn in white


def _line(series: Any, number: int) -> None:
    """A colour, a dash and a marker of its own, of which a grey print keeps two."""
    ink = _DARK_INKS[number % len(_DARK_INKS)]
    series.smooth = False
    drawn = series.graphicalProperties.line
    drawn.solidFill, drawn.width, drawn.dashStyle = ink, _LINE_EMU, _DASHES[number % len(_DASHES)]
    series.marker.symbol = _MARKERS[number % len(_MARKERS)]
    series.marker.size = 7
    series.marker.graphicalProperties.solidFill = ink
    series.marker.graphicalProperties.line.solidFill = ink


def _grid(axis: Any) -> None:
    from openpyxl.chart.axis import ChartLines
    from openpyxl.chart.shapes import GraphicalProperties
    from openpyxl.drawing.line import LineProperties

    axis.majorGridlines = ChartLines(GraphicalProperties(ln=LineProperties(solidFill="D5DAD7", w=_GRID_EMU)))


def _labels(shown: str, ink: str = "1F2422") -> Any:
    """The values and nothing else: what is not refused, some programs show."""
    from openpyxl.chart.label import DataLabelList

    return DataLabelList(
        numFmt=shown,
        showVal=True,
        showSerName=False,
        showCatName=False,
        showLegendKey=False,
        showPercent=False,
        showBubbleSize=False,
        txPr=_rich(None, 900, ink=ink),
    )


def _title(text: str, size: int, *, bold: bool) -> Any:
    from openpyxl.chart.text import Text
    from openpyxl.chart.title import Title

    return Title(tx=Text(rich=_rich(printable(text), size, bold=bold)), overlay=False)


def _axis_title(text: str) -> Any:
    return _title(text, 900, bold=False)


def _rich(text: str | None, size: int, *, bold: bool = False, ink: str = "1F2422") -> Any:
    """``size`` in hundredths of a point."""
    from openpyxl.chart.text import RichText
    from openpyxl.drawing.text import CharacterProperties, Paragraph, ParagraphProperties, RegularTextRun

    looks = CharacterProperties(sz=size, b=bold, solidFill=ink)
    runs = None if text is None else [RegularTextRun(rPr=looks, t=text)]
    return RichText(p=[Paragraph(pPr=ParagraphProperties(defRPr=looks), r=runs, endParaRPr=looks)])


def _is_dark(ink: str) -> bool:
    red, green, blue = (int(ink[at : at + 2], 16) for at in (0, 2, 4))
    return 0.299 * red + 0.587 * green + 0.114 * blue < _DARK
