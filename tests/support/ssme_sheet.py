"""The SSME's scores as a spreadsheet would work them out: exact fractions, from the table of areas and rules alone.

Nothing here knows the form, its nodes or its expressions: it is what they are proved against.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, Literal, TypeAlias

NotApplicable: TypeAlias = Literal["na"]
NA: Final = "na"
Amount: TypeAlias = Fraction | NotApplicable | None  # a figure; not applicable; unknown
Score: TypeAlias = Fraction | NotApplicable | None
Kinds: TypeAlias = int | NotApplicable | None  # how many of them
State: TypeAlias = Literal["formulated", "under way", "finished", "suspended"]

AREAS: Final = {
    "A1": ("A1.1", "A1.2"),
    "A2": ("A2.1", "A2.2", "A2.3"),
    "A3": ("A3.1", "A3.2", "A3.3"),
    "A4": ("A4.1", "A4.2"),
    "A5": ("A5.1", "A5.2"),
    "A6": ("A6.1", "A6.2"),
    "A7": ("A7.1", "A7.2"),
    "A8": ("A8.1", "A8.2"),
}
DIMENSIONS: Final = {"D1": ("A1", "A2", "A3", "A4"), "D2": ("A6", "A7"), "D3": ("A5", "A8")}

FOCUS: Final = ("undefined", "team", "study", "agreed study")
STRATEGY: Final = ("none", "defined", "documented", "up to date")
PLAN: Final = ("none", "out of date", "updated", "complete")
RULES: Final = ("none", "informal", "written", "in use")
TEAM: Final = ("none", "part time", "one full time", "several")
HORIZON: Final = ("none", "up to 1 year", "1 to 3 years", "more than 3 years")
COLLABORATION: Final = ("none", "director", "both", "spontaneous")
ALLIANCES: Final = ("none", "informal", "formal", "abroad")


@dataclass(frozen=True, slots=True)
class Project:
    """One line of the roster; ``None`` where it is not said."""

    state: State | None
    counterpart: bool | None


@dataclass(frozen=True, slots=True)
class Facts:
    """What an initiative answered; ``None`` is unknown. Shares are percentages, kinds and links are how many."""

    links: int | None = None
    focus: str | None = None
    strategy: str | None = None
    plan: str | None = None
    firm_builders: Amount = None
    other_builders: tuple[Amount, ...] = (None,)
    bodies: int | None = None
    rules: str | None = None
    team: str | None = None
    horizon: str | None = None
    structure_private: Amount = None
    projects_private: Amount = None
    projects: tuple[Project, ...] | NotApplicable | None = None
    action_kinds: Kinds = None
    firms: Amount = None
    active_firms: Amount = None
    actor_kinds: int | None = None
    collaboration: str | None = None
    alliances: str | None = None
    sales: tuple[Amount, Amount] = (None, None)
    jobs: tuple[Amount, Amount] = (None, None)
    territory: Kinds = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """The scores by code, areas, dimensions and total to two decimals, and the level's number."""

    indicators: Mapping[str, Score]
    areas: Mapping[str, Score]
    dimensions: Mapping[str, Score]
    total: Fraction | None
    level: int | None


def sheet(facts: Facts) -> Sheet:
    """The whole sheet of one initiative."""
    indicators = _indicators(facts)
    areas = {area: _mean([indicators[code] for code in codes]) for area, codes in AREAS.items()}
    dimensions = {name: _mean([areas[area] for area in inside]) for name, inside in DIMENSIONS.items()}
    total = _rounded(_mean(list(areas.values())))
    return Sheet(
        indicators,
        {area: _rounded(value) for area, value in areas.items()},
        {name: _rounded(value) for name, value in dimensions.items()},
        total if isinstance(total, Fraction) else None,
        _level(total) if isinstance(total, Fraction) else None,
    )


def _indicators(facts: Facts) -> dict[str, Score]:
    return {
        "A1.1": _many(facts.links, 1, 2, 3),
        "A1.2": _place(facts.focus, FOCUS),
        "A2.1": _place(facts.strategy, STRATEGY),
        "A2.2": _place(facts.plan, PLAN),
        "A2.3": _builders(facts),
        "A3.1": _many(facts.bodies, 1, 2, 4),
        "A3.2": _place(facts.rules, RULES),
        "A3.3": _place(facts.team, TEAM),
        "A4.1": _place(facts.horizon, HORIZON),
        "A4.2": _private(facts),
        "A5.1": _projects(facts.projects),
        "A5.2": _many(facts.action_kinds, 1, 3, 5),
        "A6.1": _share(facts.active_firms, facts.firms, 10, 25, 50),
        "A6.2": _many(facts.actor_kinds, 2, 4, 6),
        "A7.1": _place(facts.collaboration, COLLABORATION),
        "A7.2": _place(facts.alliances, ALLIANCES),
        "A8.1": _growth(facts),
        "A8.2": _many(facts.territory, 1, 2, 3),
    }


def _place(answer: str | None, scale: Sequence[str]) -> Score:
    return None if answer is None else Fraction(scale.index(answer))


def _many(amount: Amount | int, *bounds: int) -> Score:
    """How many of the ascending bounds are reached."""
    if amount is None or amount == NA:
        return amount
    return Fraction(sum(amount >= bound for bound in bounds))


def _share(part: Amount, whole: Amount, *bounds: int) -> Score:
    if not isinstance(part, Fraction) or not isinstance(whole, Fraction) or whole == 0:
        return None
    return _many(100 * part / whole, *bounds)


def _builders(facts: Facts) -> Score:
    """Without a strategy there is nothing that anybody built."""
    if facts.strategy == "none":
        return NA
    everyone = [amount for amount in (facts.firm_builders, *facts.other_builders) if isinstance(amount, Fraction)]
    complete = len(everyone) == 1 + len(facts.other_builders)
    return _share(facts.firm_builders, sum(everyone, Fraction()), 25, 50, 70) if complete else None


def _private(facts: Facts) -> Score:
    """The mean of the two percentages; of the one that applies where the other does not."""
    applicable = [share for share in (facts.structure_private, facts.projects_private) if share != NA]
    known = [share for share in applicable if isinstance(share, Fraction)]
    if not applicable:
        return NA
    return _many(sum(known, Fraction()) / len(known), 5, 15, 40) if len(known) == len(applicable) else None


def _projects(projects: tuple[Project, ...] | NotApplicable | None) -> Score:
    if projects is None or projects == NA:
        return projects
    if any(project.state is None or project.counterpart is None for project in projects):
        return None
    counted = [project for project in projects if project.state in ("under way", "finished") and project.counterpart]
    return _many(len(counted), 1, 2, 4)


def _growth(facts: Facts) -> Score:
    figures = (*facts.sales, *facts.jobs)
    if NA in figures:
        return NA
    known = [figure for figure in figures if isinstance(figure, Fraction)]
    if len(known) < len(figures):
        return None
    sales_before, sales, jobs_before, jobs = known
    grown = (sales > sales_before) + (jobs > jobs_before)
    return Fraction(3 if grown == 2 and sales >= sales_before * Fraction(11, 10) else grown)


def _mean(scores: Sequence[Score]) -> Score:
    """Of those that have a value; not applicable where none of them applies, ``None`` where none is known."""
    values = [score for score in scores if isinstance(score, Fraction)]
    if values:
        return sum(values, Fraction()) / len(values)
    return NA if all(score == NA for score in scores) else None


def _rounded(score: Score) -> Score:
    """To two decimals, halves up."""
    return Fraction((score * 100 + Fraction(1, 2)) // 1, 100) if isinstance(score, Fraction) else score


def _level(total: Fraction) -> int:
    return 1 if total <= 1 else 2 if total <= 2 else 3
