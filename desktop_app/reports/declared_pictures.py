"""A declared chart alone, as pixels or as an SVG."""

from __future__ import annotations

from typing import Final

from desktop_app.errors import ReportError
from desktop_app.reports.declared_charts import DeclaredChart
from desktop_app.reports.picture import LEAST_WIDTH, MOST_WIDTH, png
from desktop_app.reports.preview import render_page

CHART_WIDTH: Final = 528.0
"""Points, margins included, that a picture is wide: as wide as on the page."""


def chart_svg(chart: DeclaredChart, width: float, language: str, *, named: bool = False) -> bytes:
    """The chart on white, ``width`` points wide with its margins; ``named`` with its title and all that it needs where
    its table is not beside it."""
    from desktop_app.reports.pdf.alone import PICTURE_MARGIN
    from desktop_app.reports.pdf.declared import chart_rows, picture_rows
    from desktop_app.reports.pdf.svg import alone_svg

    room = width - 2 * PICTURE_MARGIN
    rows = picture_rows(chart, room, language) if named else chart_rows(chart, room, language)
    return alone_svg(rows, width, chart.title, language)


def chart_png(chart: DeclaredChart, language: str, width_px: int) -> bytes:
    """The same in pixels, with all that it needs. ``ReportError`` REP-005: the width is impossible."""
    from desktop_app.reports.pdf.alone import PICTURE_MARGIN, alone_pdf
    from desktop_app.reports.pdf.declared import picture_rows

    if not LEAST_WIDTH <= width_px <= MOST_WIDTH:
        raise ReportError("REP-005", size=f"{width_px} px", least=LEAST_WIDTH, most=MOST_WIDTH)
    rows = picture_rows(chart, CHART_WIDTH - 2 * PICTURE_MARGIN, language)
    return png(render_page(alone_pdf(rows, CHART_WIDTH, language), 0, width_px / CHART_WIDTH * 72))
