"""The charts of a wave's results for the window, and as files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from desktop_app import fileio

if TYPE_CHECKING:
    from desktop_app.diagnosis.published import Published, Table

PICTURE_PIXELS = 2_000
"""How wide a picture of points is: enough for a page in print."""


def chart_picture(table: Table, width: float, language: str) -> bytes | None:
    """``table``'s chart as SVG, ``width`` points wide; ``None`` where it has none."""
    from desktop_app.reports.results_charts import chart_svg

    return chart_svg(table, width, language)


def chart_pictures(published: Published, width: float, language: str) -> dict[str, bytes]:
    """The charts of all tables by the tables' keys."""
    pictures = ((table.key, chart_picture(table, width, language)) for table in published.tables)
    return {key: picture for key, picture in pictures if picture is not None}


def write_chart(table: Table, path: Path, language: str) -> Path:
    """Writes ``table``'s chart, as lines where ``path`` ends in ``.svg``, else as points; returns ``path``.

    ``table`` has a chart. ``FileError``: it cannot be written.
    """
    from desktop_app.reports.results_charts import CHART_WIDTH, chart_png, chart_svg

    if path.suffix.lower() == ".svg":
        picture = chart_svg(table, CHART_WIDTH, language)
    else:
        picture = chart_png(table, CHART_WIDTH, language, PICTURE_PIXELS)
    assert picture is not None
    fileio.write_atomic(path, picture)
    return path
