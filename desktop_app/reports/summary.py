"""What the page for the wall says of a report."""

from __future__ import annotations

from dataclasses import dataclass

from desktop_app.reports.content import ReportContent

_MOST = 3


@dataclass(frozen=True, slots=True)
class Summary:
    """Three lists with their titles; an item is a line and what is said under it, which may be empty."""

    strengths_title: str
    strengths: tuple[tuple[str, str], ...]
    opportunities_title: str
    opportunities: tuple[tuple[str, str], ...]
    dates_title: str
    dates: tuple[tuple[str, str], ...]


def summary_of(content: ReportContent) -> Summary:
    """Three strengths, three opportunities with their next step, and the dates that come next."""
    say = content.texts
    reached = [item for group in content.strengths.groups for item in group.items] if content.strengths else []
    steps = [(item.name, item.texts[0]) for item in content.opportunities.first(_MOST)] if content.opportunities else []
    dates = [(f"{date}  {text}", "") for date, text in _dates(content)]
    return Summary(
        say["summary.strengths"],
        tuple((item.name, "".join(item.texts[:1])) for item in reached[:_MOST]) or ((say["summary.no_strengths"], ""),),
        say["summary.opportunities"],
        tuple(steps) or ((say["summary.no_opportunities"], ""),),
        say["summary.dates"],
        tuple(dates[:_MOST]) or ((say["summary.no_dates"], ""),),
    )


def _dates(content: ReportContent) -> list[tuple[str, str]]:
    """Those that have not passed, the nearest first, then those that have: what is late is still to be done."""
    today = content.facts.created.date().isoformat()
    found: list[tuple[str, str, str]] = []
    if content.action_plan:
        found += [(card.due, card.date, card.activity) for card in content.action_plan.cards if card.due]
    if content.plan:
        found += [(line.due, line.date, line.activity) for line in content.plan.lines if line.due]
    found.sort(key=lambda each: (each[0] < today, each[0]))
    return [(date, text) for _, date, text in found]
