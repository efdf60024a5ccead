"""What the answers of a response say: scores, strengths, opportunities and the spider chart's geometry."""

from desktop_app.diagnosis.check import check_rubric
from desktop_app.diagnosis.companions import Companions, companions
from desktop_app.diagnosis.numbering import Label, heads_a_table, numbering, table_title, titles_a_table
from desktop_app.diagnosis.rubric import Area, Dimension, Figure, Indicator, Level, Phase, Rubric, Total
from desktop_app.diagnosis.scores import AreaResult, Diagnosis, DimensionResult, IndicatorResult, Score, diagnose
from desktop_app.diagnosis.spider import (
    AxisLine,
    Ring,
    SpiderAxis,
    SpiderGeometry,
    SpiderPoint,
    SpiderSeries,
    spider_axes,
    spider_geometry,
)

__all__ = [
    "Area",
    "AreaResult",
    "AxisLine",
    "Companions",
    "Diagnosis",
    "Dimension",
    "DimensionResult",
    "Figure",
    "Indicator",
    "IndicatorResult",
    "Label",
    "Level",
    "Phase",
    "Ring",
    "Rubric",
    "Score",
    "SpiderAxis",
    "SpiderGeometry",
    "SpiderPoint",
    "SpiderSeries",
    "Total",
    "check_rubric",
    "companions",
    "diagnose",
    "heads_a_table",
    "numbering",
    "spider_axes",
    "spider_geometry",
    "table_title",
    "titles_a_table",
]
