"""Strengths, and opportunities in their order of priority with all that is recommended for each."""

from __future__ import annotations

from dataclasses import dataclass

from desktop_app.diagnosis import Diagnosis, IndicatorResult
from desktop_app.reports.standing import indicator_score
from desktop_app.reports.wording import Wording


@dataclass(frozen=True, slots=True)
class Advice:
    """A strength or an opportunity; ``texts`` are what was reached, or each recommended activity, the first first."""

    code: str
    name: str
    score: str
    texts: tuple[str, ...]


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

    def first(self, count: int) -> tuple[Advice, ...]:
        """The first ``count`` of which something is said: what is unanswered has no advice."""
        return tuple(item for group in self.groups for item in group.items if item.texts)[:count]


def strengths(diagnosis: Diagnosis, say: Wording) -> Section:
    items = tuple(_advice(each, (each.reached,) if each.reached else (), say) for each in diagnosis.strengths)
    intro = say.say("strengths.intro" if items else "strengths.none")
    return Section(say.texts["strengths.title"], intro, (AdviceGroup("", items),) if items else ())


def opportunities(diagnosis: Diagnosis, say: Wording) -> Section:
    """Grouped by phase in the order the diagnosis gives; what is unanswered comes last, without advice."""
    phased = any(indicator.phase for indicator in diagnosis.opportunities)
    groups: dict[str, list[Advice]] = {}
    for indicator in diagnosis.opportunities:
        texts = indicator.activities or (say.say("plan.no_action"),)
        title = _phase_title(indicator, say) if phased else ""
        groups.setdefault(title, []).append(_advice(indicator, texts, say))
    intro = "opportunities.intro" if phased else "opportunities.intro_plain"
    if not diagnosis.answered:
        intro = "opportunities.no_answers"
    elif not diagnosis.opportunities:
        intro = "opportunities.none"
    if diagnosis.answered and diagnosis.pending:
        groups[say.say("opportunities.pending")] = [_advice(indicator, (), say) for indicator in diagnosis.pending]
    return Section(
        say.texts["opportunities.title"],
        say.say(intro),
        tuple(AdviceGroup(title, tuple(items)) for title, items in groups.items()),
    )


def _advice(indicator: IndicatorResult, texts: tuple[str, ...], say: Wording) -> Advice:
    return Advice(indicator.code, indicator.name, indicator_score(indicator, say), texts)


def _phase_title(indicator: IndicatorResult, say: Wording) -> str:
    if indicator.phase is None:
        return say.texts["opportunities.no_phase"]
    return say.say("opportunities.phase", number=indicator.phase.code, label=indicator.phase.label)
