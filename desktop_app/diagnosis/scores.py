"""The diagnosis of one response: scores, strengths and opportunities, in the session's language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from desktop_app.diagnosis.rubric import NOT_APPLICABLE, Area, Indicator, Level, Phase, Rubric, number
from desktop_app.xforms import Session
from desktop_app.xforms.model import Choice, ProblemKind


@dataclass(frozen=True, slots=True)
class Score:
    """Points of a maximum; no value while nothing of it is answered."""

    value: float | None
    max: float

    @property
    def share(self) -> float | None:
        """The part of the maximum reached, 0 to 1."""
        return None if self.value is None else min(1.0, max(0.0, self.value / self.max))


@dataclass(frozen=True, slots=True)
class IndicatorResult:
    """One indicator. ``reached`` is the chosen answer's label, or what the form says that a calculated score stands
    for; ``activities`` are those recommended at this score.

    ``value`` is ``None`` when unanswered and when it does not apply (``not_applicable``).
    """

    code: str
    name: str
    ref: str
    area: str | None
    value: float | None
    max: float
    reached: str | None
    not_applicable: bool
    activities: tuple[str, ...]
    phase: Phase | None

    @property
    def next_step(self) -> str | None:
        """The first of the recommended activities."""
        return self.activities[0] if self.activities else None

    @property
    def complete(self) -> bool:
        return self.value is not None and self.value >= self.max

    @property
    def unanswered(self) -> bool:
        return self.value is None and not self.not_applicable


@dataclass(frozen=True, slots=True)
class AreaResult:
    """One area: ``answered`` of the ``of`` indicators that apply to this response."""

    code: str
    name: str
    value: float | None
    max: float
    indicators: tuple[IndicatorResult, ...]
    dimension: str | None = None

    @property
    def answered(self) -> int:
        return sum(1 for indicator in self.indicators if indicator.value is not None)

    @property
    def of(self) -> int:
        return sum(1 for indicator in self.indicators if not indicator.not_applicable)

    @property
    def provisional(self) -> bool:
        return self.answered < self.of


@dataclass(frozen=True, slots=True)
class DimensionResult:
    """One dimension and its areas."""

    code: str
    name: str
    value: float | None
    max: float
    areas: tuple[AreaResult, ...]


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What a response says. ``share`` is the total's part of all points, ``answered_share`` of the answered ones.

    ``strengths`` are complete, in form order; ``opportunities`` are answered and incomplete, by phase, then lower score
    first, then form order; ``pending`` apply and are unanswered.
    """

    total: Score
    share: float | None
    answered_share: float | None
    provisional: bool
    answered: int
    of: int
    level: Level | None
    indicators: tuple[IndicatorResult, ...]
    areas: tuple[AreaResult, ...]
    dimensions: tuple[DimensionResult, ...]
    strengths: tuple[IndicatorResult, ...]
    opportunities: tuple[IndicatorResult, ...]
    pending: tuple[IndicatorResult, ...]

    @property
    def averaged(self) -> bool:
        """Whether the total is a mean on the scale of one indicator, and not the sum of all points."""
        return is_averaged(self.total.max, [indicator.max for indicator in self.indicators])


def is_averaged(top: float, scales: Sequence[float]) -> bool:
    """Whether a total that reaches ``top`` is a mean of scores: no sum of several stays within the scale of one."""
    return len(scales) > 1 and top <= max(scales)


def diagnose(session: Session, rubric: Rubric) -> Diagnosis:
    """The diagnosis of ``session``'s present answers. Nothing unanswered counts as 0."""
    return _Reading(session, rubric).diagnosis()


class _Reading:
    def __init__(self, session: Session, rubric: Rubric) -> None:
        self.session, self.rubric = session, rubric
        language = session.language
        self.names = rubric.name_map(language)
        self.phases = {phase.code: phase for phase in rubric.phases(language)}
        self.actions = rubric.actions(language)
        self.reached = rubric.reached(language)

    def diagnosis(self) -> Diagnosis:
        indicators = tuple(self._indicator(indicator) for indicator in self.rubric.indicators)
        by_code = {indicator.code: indicator for indicator in indicators}
        areas = tuple(self._area(area, by_code) for area in self.rubric.areas)
        answered = [indicator for indicator in indicators if indicator.value is not None]
        applicable = [indicator for indicator in indicators if not indicator.not_applicable]
        total = self._total(answered, applicable)
        return Diagnosis(
            total=total,
            share=total.share,
            answered_share=_sum(answered) / sum(i.max for i in answered) if answered else None,
            provisional=len(answered) < len(applicable),
            answered=len(answered),
            of=len(applicable),
            level=self._level(total) if answered else None,
            indicators=indicators,
            areas=areas,
            dimensions=self._dimensions(areas),
            strengths=tuple(indicator for indicator in answered if indicator.complete),
            opportunities=_by_priority(indicator for indicator in answered if not indicator.complete),
            pending=tuple(indicator for indicator in indicators if indicator.unanswered),
        )

    def _indicator(self, indicator: Indicator) -> IndicatorResult:
        text = self.session.value(indicator.ref)
        relevant = self.session.is_relevant(indicator.ref)
        value = number(text) if relevant and not self._unfit(indicator.ref) else None
        if value is not None:
            value = min(max(value, 0.0), indicator.max)
        choice = self._chosen(indicator.ref, text) if relevant and text else None
        named = self.names.get(indicator.code, Choice(indicator.code, indicator.code))
        return IndicatorResult(
            code=indicator.code,
            name=named.label or indicator.code,
            ref=indicator.ref,
            area=indicator.area,
            value=value,
            max=indicator.max,
            reached=choice.label if choice else self._stands_for(indicator, value),
            not_applicable=not relevant or text == NOT_APPLICABLE or (choice is not None and value is None),
            activities=self._activities(indicator, value),
            phase=self.phases.get(named.extra.get("phase", "").strip()),
        )

    def _unfit(self, ref: str) -> bool:
        """Whether what is written there is no answer to the question: it is kept, and counts for nothing."""
        problem = self.session.problem(ref)
        return problem is not None and problem.kind is ProblemKind.TYPE

    def _chosen(self, ref: str, text: str) -> Choice | None:
        return next((choice for choice in self.session.choices(ref) if choice.name == text), None)

    def _stands_for(self, indicator: Indicator, value: float | None) -> str | None:
        return None if value is None else self.reached.get(f"{indicator.code}_{int(value)}")

    def _activities(self, indicator: Indicator, value: float | None) -> tuple[str, ...]:
        """Those for the highest whole score reached: 1.5 is on the way from 1."""
        if value is None or value >= indicator.max:
            return ()
        return self.actions.get(f"{indicator.code}_{int(value)}", ())

    def _area(self, area: Area, by_code: Mapping[str, IndicatorResult]) -> AreaResult:
        inside = tuple(by_code[code] for code in area.indicators)
        answered = [indicator for indicator in inside if indicator.value is not None]
        top = area.max
        if area.ref is None:
            value: float | None = _sum(answered)
            top = sum(indicator.max for indicator in inside if not indicator.not_applicable) or area.max
        else:
            value = self._own(area.ref)
        return AreaResult(area.code, self._name(area.code), value if answered else None, top, inside, area.of)

    def _dimensions(self, areas: tuple[AreaResult, ...]) -> tuple[DimensionResult, ...]:
        results = []
        for dimension in self.rubric.dimensions:
            inside = tuple(area for area in areas if area.code in dimension.areas)
            answered = any(area.answered for area in inside)
            value = self._own(dimension.ref) if answered else None
            results.append(DimensionResult(dimension.code, self._name(dimension.code), value, dimension.max, inside))
        return tuple(results)

    def _total(self, answered: list[IndicatorResult], applicable: list[IndicatorResult]) -> Score:
        total = self.rubric.total
        if total is None:
            top = sum(indicator.max for indicator in applicable or self.rubric.indicators)
            return Score(_sum(answered) if answered else None, top)
        return Score(self._own(total.ref) if answered else None, total.max)

    def _level(self, total: Score) -> Level | None:
        levels = self.rubric.levels(self.session.language)
        if self.rubric.level_ref is not None:
            chosen = self.session.value(self.rubric.level_ref)
            return next((level for level in levels if level.number == chosen), None)
        if total.value is None:
            return None
        return next((level for level in levels if level.max is not None and total.value <= level.max), None)

    def _own(self, ref: str) -> float | None:
        return number(self.session.value(ref)) if self.session.is_relevant(ref) else None

    def _name(self, code: str) -> str:
        named = self.names.get(code)
        return named.label or code if named else code


def _sum(indicators: list[IndicatorResult]) -> float:
    return sum(indicator.value or 0.0 for indicator in indicators)


def _by_priority(indicators: Iterable[IndicatorResult]) -> tuple[IndicatorResult, ...]:
    """Sorting is stable: form order decides last. What names no phase comes after all phases."""

    def key(indicator: IndicatorResult) -> tuple[float, float]:
        order = indicator.phase.order if indicator.phase else float("inf")
        return order, (indicator.value or 0.0) / indicator.max

    return tuple(sorted(indicators, key=key))
