"""The spider charts that a report has, with what is laid over the own result."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from desktop_app.diagnosis import Diagnosis, Overlay, SpiderAxis, spider_axes
from desktop_app.diagnosis.charts import AREAS, chart_titles, own_spiders
from desktop_app.diagnosis.comparison import PREVIOUS
from desktop_app.reports.beside import AxisKind, Beside
from desktop_app.reports.wording import Wording
from desktop_app.xforms import Form

LEAST_AXES = 3


@dataclass(frozen=True, slots=True)
class ChartSeries:
    """One series over the own one: ``name`` is ``previous``, ``national`` or ``macrosector``, ``label`` its words."""

    name: str
    label: str
    values: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """One spider chart; ``values`` are the scores to print under the axes' labels, ``kind`` what the axes are."""

    title: str
    caption: str
    axes: tuple[SpiderAxis, ...]
    values: tuple[str, ...]
    own: str
    missing: str
    series: tuple[ChartSeries, ...] = ()
    kind: AxisKind = "indicators"


def spider_titles(form: Form, language: str | None) -> Mapping[AxisKind, str]:
    """The spiders that the form declares, in its order, with what it calls them; empty where it leaves that to us."""
    titles, own = chart_titles(form, language), own_spiders(form)
    return {"areas" if of == AREAS else "indicators": titles.get(key, "") for of, key in own.items()}


def charts_of(
    diagnosis: Diagnosis, wave: str, beside: Beside, say: Wording, own: Mapping[AxisKind, str] | None = None
) -> Iterable[Chart]:
    """The main chart first: of the areas where the total is their mean, else of what is scored one by one.

    ``own`` are the form's own spiders, which take the place of both. A spider needs three axes; with fewer, the table
    says it all.
    """
    kinds: tuple[AxisKind, ...] = ("areas", "indicators") if say.averaged else ("indicators", "areas")
    titles = own or {}
    for kind in titles or kinds:
        axes = spider_axes(diagnosis, kind)
        if len(axes) >= LEAST_AXES:
            chart = _chart(axes, kind, wave, beside.overlays.get(kind, ()), say)
            yield replace(chart, title=titles.get(kind) or chart.title)


def _chart(
    axes: tuple[SpiderAxis, ...], kind: AxisKind, wave: str, overlays: tuple[Overlay, ...], say: Wording
) -> Chart:
    maxima = {axis.max for axis in axes}
    caption = (
        say.say("chart.scale", max=say.number(maxima.pop())) if len(maxima) == 1 else say.say("chart.scale_percent")
    )
    if kind == "areas":
        caption = f"{caption} {say.say('chart.mean')}"
    fitting = (overlay for overlay in overlays if len(overlay.values) == len(axes))
    series = tuple(ChartSeries(each.name, _label(each, say), each.values) for each in fitting)
    return Chart(
        say.say(f"chart.{kind}"),
        caption,
        axes,
        tuple(say.score(axis.value, axis.max) for axis in axes),
        " · ".join(part for part in (say.texts["chart.own"], wave if series else "") if part),
        say.texts["chart.missing"],
        series,
        kind,
    )


def _label(overlay: Overlay, say: Wording) -> str:
    """What the legend says: whose it is, of which wave and over how many."""
    key = "chart.own" if overlay.name == PREVIOUS else f"chart.{overlay.name}"
    count = say.count("chart.count", overlay.count) if overlay.count else ""
    return " · ".join(part for part in (say.say(key, group=overlay.group), overlay.wave, count) if part)
