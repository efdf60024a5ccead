"""The executive summary of a wave as content: what its cover says, and its tables by section."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from desktop_app import __version__
from desktop_app.diagnosis.published import Published, Statement, Table
from desktop_app.reports.results_figures import Say
from desktop_app.reports.sheet_cells import figure


@dataclass(frozen=True, slots=True)
class Headline:
    """A figure that stands alone: ``value`` large, ``says`` beneath, ``note`` small."""

    value: str
    says: str
    note: str
    is_text: bool


@dataclass(frozen=True, slots=True)
class Section:
    title: str
    tables: tuple[Table, ...]


@dataclass(frozen=True, slots=True)
class ResultsSummary:
    """What is drawn. ``lines`` are the cover's label and text; ``part`` says that it is not the whole wave."""

    title: str
    instrument: str
    wave: str
    part: tuple[str, ...]
    lines: tuple[tuple[str, str], ...]
    headlines: tuple[Headline, ...]
    sections: tuple[Section, ...]
    language: str
    software: str
    created: datetime


def results_summary(published: Published, now: datetime, say: Say) -> ResultsSummary:
    """``now`` is aware."""
    texts = say.texts
    lines = [
        (texts["cover.compared"], texts["cover.wave"].format(wave=published.previous) if published.previous else ""),
        (texts["cover.part"], "; ".join(published.filters)),
        (texts["cover.day"], say.numbers.local_date(now)),
    ]
    sections = tuple(
        Section(title, tuple(tables)) for title, tables in groupby(published.tables, key=lambda table: table.section)
    )
    return ResultsSummary(
        texts["cover.title"],
        published.title,
        texts["cover.wave"].format(wave=published.wave),
        published.filters,
        tuple((label, text) for label, text in lines if text),
        tuple(_headline(statement, say) for statement in published.statements),
        sections,
        say.numbers.texts["language_tag"],
        f"Telar {__version__}",
        now,
    )


def _headline(statement: Statement, say: Say) -> Headline:
    value = statement.value
    is_text = isinstance(value, str)
    if not is_text and figure(value) is None:
        hidden = say.texts["hidden"]
        note = f"{statement.note} {hidden}." if statement.note else hidden
        return Headline(say.texts["none"], statement.says, note, is_text=False)
    return Headline(say.figure(value, statement.kind), statement.says, statement.note, is_text)
