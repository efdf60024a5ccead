"""The charts that a form declares, of an open response: for the window, and as files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from desktop_app import fileio
from desktop_app.diagnosis.charts import ChartKind, chart_rules
from desktop_app.workflows.result_pictures import PICTURE_PIXELS

if TYPE_CHECKING:
    from desktop_app.reports.declared_charts import DeclaredChart
    from desktop_app.workflows.desk import Desk
    from desktop_app.xforms import Form


def declares_charts(form: Form) -> bool:
    """Whether the form declares a chart that is shown by itself: a spider is the diagnosis's."""
    return any(rule.kind is not ChartKind.SPIDER for rule in chart_rules(form))


def declared_charts(desk: Desk, language: str) -> tuple[DeclaredChart, ...]:
    """What there is to see of the response as it stands; ``language`` is ``es`` or ``en``."""
    from desktop_app.reports.declared_charts import declared_charts_of
    from desktop_app.reports.wording import Wording

    diagnosis = desk.diagnosis()
    say = Wording.of(language, averaged=diagnosis is not None and diagnosis.averaged)
    return declared_charts_of(desk.session, diagnosis, say)


def chart_picture(chart: DeclaredChart, width: float, language: str) -> bytes:
    """``chart`` as SVG, ``width`` points wide, to stand beside its table."""
    from desktop_app.reports.declared_pictures import chart_svg

    return chart_svg(chart, width, language)


def write_chart(chart: DeclaredChart, path: Path, language: str) -> Path:
    """Writes ``chart``, as lines where ``path`` ends in ``.svg``, else as points; returns ``path``.

    ``FileError``: it cannot be written.
    """
    from desktop_app.reports.declared_pictures import CHART_WIDTH, chart_png, chart_svg

    if path.suffix.lower() == ".svg":
        picture = chart_svg(chart, CHART_WIDTH, language, named=True)
    else:
        picture = chart_png(chart, language, PICTURE_PIXELS)
    fileio.write_atomic(path, picture)
    return path
