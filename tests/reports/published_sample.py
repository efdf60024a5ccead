"""A small wave's results with every kind of chart."""

from __future__ import annotations

from datetime import UTC, datetime

from desktop_app.diagnosis.published import Cell, Chart, Column, Kind, Published, Statement, Table

MADE = datetime(2026, 11, 20, 15, 4, tzinfo=UTC)


def table(chart: Chart, *rows: tuple[Cell, ...], kinds: tuple[Kind, ...] = (Kind.PERCENT,), key: str = "t") -> Table:
    columns = (Column("name", "Nombre", Kind.TEXT), *(Column(f"c{n}", f"Serie {n}", k) for n, k in enumerate(kinds, 1)))
    return Table(key, "Sección", "Título de la tabla", columns, rows, chart, "Se cuentan todas.", 3.0)


SPIDER = table(
    Chart.SPIDER,
    ("Enfoque", 1.5, 1.25),
    ("Estrategia", 2.0, None),
    ("Gobernanza", 1.754, 1.0),
    kinds=(Kind.SCORE, Kind.SCORE),
    key="areas",
)
BARS = table(Chart.BARS, ("Turismo y naturaleza", 40.25), ("Cacao", 9.5), ("Lácteos", None), key="sectors")
COLUMNS = table(Chart.COLUMNS, ("Básico", -12.5), ("Avanzado", 10.0), kinds=(Kind.POINTS,), key="levels")
STACKED = table(Chart.STACKED, ("Local", 46.0), ("Nacional", 33.0), ("Exportación", 21.0), key="markets")
PARETO = table(
    Chart.PARETO, ("Actores", 1.5, 60.0), ("Impactos", 1.0, 100.0), kinds=(Kind.SCORE, Kind.PERCENT), key="gaps"
)
MONEY = table(
    Chart.NONE,
    ("2025", 384191.5, 360_000, 12.5),
    ("2026", 457188, 385_502.0, None),
    kinds=(Kind.MONEY, Kind.COUNT, Kind.NUMBER),
    key="sales",
)
MAP = table(
    Chart.MAP,
    ("Laboratorios", 3.5, 4.25),
    ("Normas", 2.0, 1.5),
    ("Sanidad", 3.5, 4.25),
    ("Talento", None, None),
    kinds=(Kind.NUMBER, Kind.NUMBER),
    key="goods",
)
TABLES = (SPIDER, BARS, COLUMNS, STACKED, PARETO, MAP, MONEY)
PUBLISHED = Published(
    wave="2026",
    form_id="ssme",
    title="Seguimiento",
    previous="2024",
    figures={},
    statements=(
        Statement("sales", 457188, Kind.MONEY, "millones de pesos en ventas", "De 98 iniciativas."),
        Statement("level", 64.0, Kind.PERCENT, "en nivel Consolidado"),
        Statement("rise", 10.04, Kind.POINTS, "más que antes"),
        Statement("few", None, Kind.SCORE, "sin dato"),
        Statement("sector", "Turismo", Kind.TEXT, "el sector más frecuente"),
    ),
    tables=TABLES,
    filters=("Macrosector: agroindustria",),
)
