"""What the respondent's report says, as plain values; how it is drawn is ``pdf``'s business."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any

from desktop_app.diagnosis import Diagnosis, companions
from desktop_app.reports.action_plan import ActionPlan, Plan, action_plan_of, plan_of
from desktop_app.reports.advice import Section, opportunities, strengths
from desktop_app.reports.annex import AnnexSection, Comment, NamedFile, read_annex
from desktop_app.reports.beside import Beside, Shifts
from desktop_app.reports.charts import Chart, charts_of, spider_titles
from desktop_app.reports.declared_charts import DeclaredChart, declared_charts_of
from desktop_app.reports.outcome import Result, result_of
from desktop_app.reports.standing import ScoreBlock, score_blocks
from desktop_app.reports.wording import Wording, grouped_code
from desktop_app.texts import Texts
from desktop_app.xforms import Session

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
class ReportContent:
    """All of a respondent's report. Without a diagnosis there is the cover and the annex, and what the form draws.

    ``plan`` is for forms without a plan of their own, ``action_plan`` for those with one. ``qr`` is the text of the
    code that carries the answers on paper; ``None`` where it is not wanted.
    """

    language: str
    texts: Texts
    facts: ReportFacts
    title: str
    subject: str
    author: str
    cover: Cover
    result: Result | None
    charts: tuple[Chart, ...]
    declared: tuple[DeclaredChart, ...]
    scores_title: str
    scores: tuple[ScoreBlock, ...]
    strengths: Section | None
    opportunities: Section | None
    plan: Plan | None
    action_plan: ActionPlan | None
    comments: tuple[Comment, ...]
    annex: tuple[AnnexSection, ...]
    files: tuple[NamedFile, ...]
    qr: str | None = None


def respondent_content(
    session: Session,
    diagnosis: Diagnosis | None,
    facts: ReportFacts,
    language: str,
    files: Mapping[str, int] | None = None,
    beside: Beside | None = None,
    qr: str | None = None,
) -> ReportContent:
    """The report on ``session``'s present answers, in ``language`` (``es`` or ``en``).

    The form's own texts come in the session's language: the caller sets both alike. ``files`` are the sizes in bytes
    of the chosen files, by name; ``beside`` is what is not in the answers; ``qr`` is the text of the code
    that carries them on paper.
    """
    say = Wording.of(language, files, averaged=diagnosis is not None and diagnosis.averaged)
    facts, beside = _bounded(facts), beside or Beside()
    shifts = Shifts(beside.comparison, say)
    kept = companions(session.form)
    annex = read_annex(session, kept, say, beside)
    initiative = facts.initiative or say.texts["cover.unnamed"]
    declared = declared_charts_of(session, diagnosis, say)
    spiders = spider_titles(session.form, session.language)
    title = say.texts["report.title" if diagnosis or declared else "report.answers_title"]
    return ReportContent(
        language=say.texts["language_tag"],
        texts=say.texts,
        facts=facts,
        title=f"{title}: {initiative}",
        subject=say.say("report.subject", instrument=facts.instrument, initiative=initiative, wave=facts.wave),
        author=say.say("author", initiative=initiative),
        cover=_cover(title, initiative, facts, say),
        result=result_of(diagnosis, shifts, say) if diagnosis else None,
        charts=tuple(charts_of(diagnosis, facts.wave, beside, say, spiders)) if diagnosis else (),
        declared=declared,
        scores_title=say.say("scores.title"),
        scores=tuple(score_blocks(diagnosis, shifts, say)) if diagnosis else (),
        strengths=strengths(diagnosis, say) if diagnosis else None,
        opportunities=opportunities(diagnosis, say) if diagnosis else None,
        plan=plan_of(session, diagnosis, kept, say) if diagnosis else None,
        action_plan=action_plan_of(session, diagnosis, say),
        comments=annex.comments,
        annex=annex.sections,
        files=annex.files,
        qr=qr,
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
