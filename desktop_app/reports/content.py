"""What the respondent's report says, as plain values; how it is drawn is ``pdf``'s business."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any

from desktop_app.diagnosis import (
    AreaResult,
    Companions,
    Diagnosis,
    IndicatorResult,
    SpiderAxis,
    companions,
    spider_axes,
)
from desktop_app.reports.annex import AnnexSection, Comment, read_annex
from desktop_app.reports.wording import Wording, grouped_code
from desktop_app.texts import Texts
from desktop_app.xforms import Session

LEAST_AXES = 3
LONGEST_NAME = 300


@dataclass(frozen=True, slots=True)
class ReportFacts:
    """What a report says about the response itself. ``created`` is aware; ``state`` ("Borrador") stands out."""

    initiative: str
    place: str
    instrument: str
    wave: str
    reference_year: str
    response_id: str
    revision: int
    verification_code: str
    created: datetime
    software: str
    state: str = ""


@dataclass(frozen=True, slots=True)
class Cover:
    """The first page; ``lines`` are label and value."""

    title: str
    initiative: str
    place: str
    instrument: str
    lines: tuple[tuple[str, str], ...]
    state: str
    reading: str


@dataclass(frozen=True, slots=True)
class Result:
    """The total in words; ``share`` (0 to 1) is what the bar shows."""

    title: str
    headline: str
    share: float | None
    level: str
    meaning: str
    provisional: str


@dataclass(frozen=True, slots=True)
class Chart:
    """One spider chart; ``values`` are the scores to print under the axes' labels."""

    title: str
    caption: str
    axes: tuple[SpiderAxis, ...]
    values: tuple[str, ...]
    own: str
    missing: str


@dataclass(frozen=True, slots=True)
class ScoreLine:
    """A practice in the table: ``notes`` are label and text (what was reached, the next step)."""

    code: str
    name: str
    score: str
    value: float | None
    max: float
    notes: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ScoreBlock:
    """A block of the table and its practices; ``code`` is empty for those without a block."""

    code: str
    name: str
    score: str
    value: float | None
    max: float
    lines: tuple[ScoreLine, ...]


@dataclass(frozen=True, slots=True)
class Advice:
    """A strength or an opportunity."""

    code: str
    name: str
    score: str
    text: str


@dataclass(frozen=True, slots=True)
class AdviceGroup:
    """The opportunities of one phase."""

    title: str
    items: tuple[Advice, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """Strengths, or opportunities by phase; ``intro`` says that there are none where there are none."""

    title: str
    intro: str
    groups: tuple[AdviceGroup, ...]


@dataclass(frozen=True, slots=True)
class PlanLine:
    """An activity of the improvement plan; ``date`` is empty when none was planned."""

    code: str
    activity: str
    date: str


@dataclass(frozen=True, slots=True)
class Plan:
    title: str
    intro: str
    columns: tuple[str, str, str]
    lines: tuple[PlanLine, ...]


@dataclass(frozen=True, slots=True)
class ReportContent:
    """All of a respondent's report. Without a diagnosis there is the cover and the annex."""

    language: str
    texts: Texts
    facts: ReportFacts
    title: str
    subject: str
    author: str
    cover: Cover
    result: Result | None
    charts: tuple[Chart, ...]
    scores: tuple[ScoreBlock, ...]
    strengths: Section | None
    opportunities: Section | None
    plan: Plan | None
    comments: tuple[Comment, ...]
    annex: tuple[AnnexSection, ...]


def respondent_content(
    session: Session,
    diagnosis: Diagnosis | None,
    facts: ReportFacts,
    language: str,
    files: Mapping[str, int] | None = None,
) -> ReportContent:
    """The report on ``session``'s present answers, in ``language`` (``es`` or ``en``).

    The form's own texts come in the session's language: the caller sets both alike. ``files`` are the sizes in bytes
    of the chosen files, by name.
    """
    say = Wording.of(language, files)
    facts = _bounded(facts)
    kept = companions(session.form)
    annex, comments = read_annex(session, kept, say)
    initiative = facts.initiative or say.texts["cover.unnamed"]
    title = say.texts["report.title" if diagnosis else "report.answers_title"]
    return ReportContent(
        language=say.texts["language_tag"],
        texts=say.texts,
        facts=facts,
        title=f"{title}: {initiative}",
        subject=say.say("report.subject", instrument=facts.instrument, initiative=initiative, wave=facts.wave),
        author=say.say("author", initiative=initiative),
        cover=_cover(title, initiative, facts, say),
        result=_result(diagnosis, say) if diagnosis else None,
        charts=tuple(_charts(diagnosis, say)) if diagnosis else (),
        scores=tuple(_score_blocks(diagnosis, say)) if diagnosis else (),
        strengths=_strengths(diagnosis, say) if diagnosis else None,
        opportunities=_opportunities(diagnosis, say) if diagnosis else None,
        plan=_plan(session, diagnosis, kept, say) if diagnosis and diagnosis.opportunities else None,
        comments=comments,
        annex=annex,
    )


def _bounded(facts: ReportFacts) -> ReportFacts:
    """Names repeated on every page stay names, however long what was typed."""
    given = {field.name: getattr(facts, field.name) for field in fields(facts)}
    bounded: dict[str, Any] = {name: value[:LONGEST_NAME] for name, value in given.items() if isinstance(value, str)}
    return replace(facts, **bounded)


def _cover(title: str, initiative: str, facts: ReportFacts, say: Wording) -> Cover:
    lines = (
        ("cover.wave", facts.wave),
        ("cover.year", facts.reference_year),
        ("cover.date", say.local_date(facts.created)),
        ("cover.response", facts.response_id),
        ("cover.revision", str(facts.revision)),
        ("cover.code", grouped_code(facts.verification_code)),
        ("cover.software", facts.software),
    )
    return Cover(
        title,
        initiative,
        facts.place,
        facts.instrument,
        tuple((say.texts[key], value) for key, value in lines if value),
        facts.state,
        say.texts["cover.reading"],
    )


def _result(diagnosis: Diagnosis, say: Wording) -> Result:
    total = diagnosis.total
    headline = say.texts["result.none"]
    if total.value is not None and diagnosis.share is not None:
        headline = say.say(
            "result.headline",
            value=say.number(total.value),
            max=say.number(total.max),
            percent=say.percent(diagnosis.share),
        )
    level = diagnosis.level
    return Result(
        say.texts["result.title"],
        headline,
        diagnosis.share,
        say.say("result.level", number=level.number, label=level.label) if level else "",
        _meaning(diagnosis, say),
        say.count("result.provisional", len(diagnosis.pending)) if diagnosis.provisional else "",
    )


def _meaning(diagnosis: Diagnosis, say: Wording) -> str:
    """The same total can be many things: how many practices stand where is what a reader can act on."""
    if not diagnosis.answered:
        return say.texts["result.empty"]
    begun = [indicator for indicator in diagnosis.opportunities if indicator.value]
    counts = (
        ("result.complete", len(diagnosis.strengths)),
        ("result.partial", len(begun)),
        ("result.none_yet", len(diagnosis.opportunities) - len(begun)),
        ("result.pending", len(diagnosis.pending)),
    )
    parts = say.listed([say.count(key, count) for key, count in counts if count])
    meaning = say.count("result.meaning", diagnosis.of).format(parts=parts)
    left_out = len(diagnosis.indicators) - diagnosis.of
    return f"{meaning} {say.count('result.not_counted', left_out)}" if left_out else meaning


def _charts(diagnosis: Diagnosis, say: Wording) -> Iterable[Chart]:
    """A spider needs three axes; with fewer, the table says it all."""
    for kind in ("indicators", "areas"):
        axes = spider_axes(diagnosis, "indicators" if kind == "indicators" else "areas")
        if len(axes) >= LEAST_AXES:
            yield _chart(axes, kind, say)


def _chart(axes: tuple[SpiderAxis, ...], kind: str, say: Wording) -> Chart:
    """The chart of ``axes``; ``kind`` is ``indicators`` or ``areas``."""
    maxima = {axis.max for axis in axes}
    caption = (
        say.say("chart.scale", max=say.number(maxima.pop())) if len(maxima) == 1 else say.texts["chart.scale_percent"]
    )
    if kind == "areas":
        caption = f"{caption} {say.texts['chart.mean']}"
    return Chart(
        say.texts[f"chart.{kind}"],
        caption,
        axes,
        tuple(say.score(axis.value, axis.max) for axis in axes),
        say.texts["chart.own"],
        say.texts["chart.missing"],
    )


def _score_blocks(diagnosis: Diagnosis, say: Wording) -> Iterable[ScoreBlock]:
    for area in diagnosis.areas:
        lines = tuple(_score_line(indicator, say) for indicator in area.indicators)
        yield ScoreBlock(area.code, area.name, _area_score(area, say), area.value, area.max, lines)
    others = tuple(_score_line(indicator, say) for indicator in diagnosis.indicators if indicator.area is None)
    if others:
        yield ScoreBlock("", say.texts["scores.others"] if diagnosis.areas else "", "", None, 0.0, others)


def _area_score(area: AreaResult, say: Wording) -> str:
    return say.score(area.value, area.max) if area.of else say.texts["not_applicable"]


def _indicator_score(indicator: IndicatorResult, say: Wording) -> str:
    if indicator.not_applicable:
        return say.texts["not_applicable"]
    return say.score(indicator.value, indicator.max)


def _score_line(indicator: IndicatorResult, say: Wording) -> ScoreLine:
    notes = (("scores.reached", indicator.reached), ("scores.next", indicator.next_step))
    return ScoreLine(
        indicator.code,
        indicator.name,
        _indicator_score(indicator, say),
        indicator.value,
        indicator.max,
        tuple((say.texts[key], text) for key, text in notes if text),
    )


def _advice(indicator: IndicatorResult, text: str | None, say: Wording) -> Advice:
    return Advice(indicator.code, indicator.name, _indicator_score(indicator, say), text or "")


def _strengths(diagnosis: Diagnosis, say: Wording) -> Section:
    items = tuple(_advice(indicator, indicator.reached, say) for indicator in diagnosis.strengths)
    intro = say.texts["strengths.intro" if items else "strengths.none"]
    return Section(say.texts["strengths.title"], intro, (AdviceGroup("", items),) if items else ())


def _opportunities(diagnosis: Diagnosis, say: Wording) -> Section:
    """Grouped by phase in the order the diagnosis gives; what is unanswered comes last, without advice."""
    groups: dict[str, list[Advice]] = {}
    for indicator in diagnosis.opportunities:
        text = indicator.next_step or say.texts["plan.no_action"]
        groups.setdefault(_phase_title(indicator, diagnosis, say), []).append(_advice(indicator, text, say))
    intro = "opportunities.intro" if groups else "opportunities.none"
    if not diagnosis.answered:
        intro = "opportunities.no_answers"
    elif diagnosis.pending:
        title = say.texts["opportunities.pending"]
        groups[title] = [_advice(indicator, None, say) for indicator in diagnosis.pending]
        intro = intro if diagnosis.opportunities else "opportunities.none"
    return Section(
        say.texts["opportunities.title"],
        say.texts[intro],
        tuple(AdviceGroup(title, tuple(items)) for title, items in groups.items()),
    )


def _phase_title(indicator: IndicatorResult, diagnosis: Diagnosis, say: Wording) -> str:
    if indicator.phase is None:
        phased = any(other.phase for other in diagnosis.opportunities)
        return say.texts["opportunities.no_phase"] if phased else ""
    return say.say("opportunities.phase", number=indicator.phase.code, label=indicator.phase.label)


def _plan(session: Session, diagnosis: Diagnosis, kept: Mapping[str, Companions], say: Wording) -> Plan:
    def planned(indicator: IndicatorResult) -> str:
        ref = kept.get(indicator.ref, Companions()).planned
        return say.date_text(session.value(ref)) if ref and session.is_relevant(ref) else ""

    return Plan(
        say.texts["plan.title"],
        say.texts["plan.intro"],
        (say.texts["plan.activity"], say.texts["plan.date"], say.texts["plan.owner"]),
        tuple(
            PlanLine(indicator.code, indicator.next_step or say.texts["plan.no_action"], planned(indicator))
            for indicator in diagnosis.opportunities
        ),
    )
