"""What the answers of a response say: scores, strengths, opportunities and the spider chart's geometry."""

from desktop_app.diagnosis.carrying import carried
from desktop_app.diagnosis.check import check_rubric
from desktop_app.diagnosis.companions import Companions, companions
from desktop_app.diagnosis.comparison import Benchmark, Comparison, Overlay, Shift, compare, overlays
from desktop_app.diagnosis.numbering import Label, heads_a_table, numbering, table_title, titles_a_table
from desktop_app.diagnosis.offering import Offer, OfferForm, offer_forms, offered
from desktop_app.diagnosis.plan import Action, PlanForm, Suggestion, actions, plan_form, suggestions
from desktop_app.diagnosis.rubric import Area, Dimension, Figure, Indicator, Level, Phase, Rubric, Total
from desktop_app.diagnosis.scores import AreaResult, Diagnosis, DimensionResult, IndicatorResult, Score, diagnose
from desktop_app.diagnosis.soft_warnings import SoftWarning, soft_warnings
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
from desktop_app.diagnosis.units import Whole, added_up, unit, wholes

__all__ = [
    "Action",
    "Area",
    "AreaResult",
    "AxisLine",
    "Benchmark",
    "Companions",
    "Comparison",
    "Diagnosis",
    "Dimension",
    "DimensionResult",
    "Figure",
    "Indicator",
    "IndicatorResult",
    "Label",
    "Level",
    "Offer",
    "OfferForm",
    "Overlay",
    "Phase",
    "PlanForm",
    "Ring",
    "Rubric",
    "Score",
    "Shift",
    "SoftWarning",
    "SpiderAxis",
    "SpiderGeometry",
    "SpiderPoint",
    "SpiderSeries",
    "Suggestion",
    "Total",
    "Whole",
    "actions",
    "added_up",
    "carried",
    "check_rubric",
    "companions",
    "compare",
    "diagnose",
    "heads_a_table",
    "numbering",
    "offer_forms",
    "offered",
    "overlays",
    "plan_form",
    "soft_warnings",
    "spider_axes",
    "spider_geometry",
    "suggestions",
    "table_title",
    "titles_a_table",
    "unit",
    "wholes",
]
