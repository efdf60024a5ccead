"""The results of ``results_form.md`` as a person works them out: from the answers alone, in exact fractions."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any, Final

from desktop_app.xforms import Form
from tests.support.small_waves import Answering

WHO, ASKED = "/data/who", "/data/asked"
SECTORS: Final = ("agro", "services", "industry")
PLACES: Final = ("05", "11")
HOUSES: Final = ("north", "south", "other")
STATES: Final = {"none": "none", "half": "half", "done": "done", "full": "done"}
EFFECTS: Final = ("jobs", "chains", "skills")
TOPS: Final = {"A": 2, "B": 3}


@cache
def results_form() -> Form:
    """The form, compiled once a run."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "form.md"
        path.write_text((Path(__file__).parent / "results_form.md").read_text(encoding="utf-8"), encoding="utf-8")
        return Form.load(path)


@dataclass(frozen=True)
class Wave:
    """What came in, each initiative once; ``listed`` are macrosector and department of the registered ones."""

    name: str
    answering: Sequence[Answering]
    listed: Sequence[tuple[str, str]] = ()

    def part(self, sector: str) -> Wave:
        """Those of a macrosector."""
        if not sector:
            return self
        mine = [each for each in self.answering if each.answers.get(f"{WHO}/sector") == sector]
        return Wave(self.name, mine, [each for each in self.listed if each[0] == sector])


def figures(now: Wave, before: Wave | None, *, has_list: bool) -> dict[str, Any]:
    """What is published of the two waves, but for labels and for who answered in both."""
    answers = [each.answers for each in now.answering]
    scores = {code: _mean(_numbers(answers, f"/data/{code.lower()}")) for code in ("A", "B", "D", "TOTAL", "I2")}
    scores["TOTAL"] = _mean(_numbers(answers, "/data/total"))
    scores["I1"] = _mean(_numbers(answers, f"{ASKED}/rate"))
    levels = _levels(answers)
    earlier = _levels([each.answers for each in before.answering]) if before is not None else {}
    sectors = Counter(sector for sector, _ in now.listed if sector)
    listed = len(now.listed) if has_list else None
    return {
        "wave": now.name,
        "registered": listed,
        "responding": len(answers),
        "participation_pct": _percent(len(answers), listed) if listed else None,
        "departments": len({place for _, place in now.listed if place}) or None,
        "macrosector_pct": {code: _percent(sectors[code], sum(sectors.values())) for code in sorted(sectors)},
        "total_mean": scores["TOTAL"],
        "area_mean": {code: scores[code] for code in ("A", "B")},
        "dimension_mean": {"D": scores["D"]},
        "indicator_mean": {code: scores[code] for code in ("I1", "I2")},
        "level_pct": {code: two(share) for code, share in levels.items()},
        "level_change_pp": {code: two(levels[code] - earlier[code]) for code in levels if code in earlier},
        "houses": _of_enough(
            _said(answers, "who/house", ("north", "south", "other")), lambda said: len(set(said) - {"other"})
        ),
        "state_pct": _of_enough(_said(answers, "asked/state", STATES), _states),
        **_effects(answers),
        "sales": _sales(answers),
        "size_pct": _sizes(answers),
        "funds_pct": {"public": _mean(_numbers(answers, f"{ASKED}/public"))},
        "pareto": _pareto(answers),
    }


def two(value: Fraction | None) -> float | None:
    """Two decimals, halves away from zero."""
    if value is None:
        return None
    with localcontext(prec=200):
        exact = Decimal(value.numerator) / Decimal(value.denominator)
        return float(exact.quantize(Decimal("0.01"), ROUND_HALF_UP))


def number(text: str | None) -> Fraction | None:
    """A number as the books have it: of four decimals."""
    try:
        exact = Decimal(text or "")
    except ArithmeticError:
        return None
    if not exact.is_finite() or abs(exact) > 10**10:
        return None
    return Fraction(exact.quantize(Decimal("0.0001"), ROUND_HALF_UP))


def _numbers(answers: Iterable[Mapping[str, str]], ref: str) -> list[Fraction]:
    return [value for each in answers if (value := number(each.get(ref))) is not None]


def _mean(values: Sequence[Fraction]) -> float | None:
    return two(sum(values, Fraction()) / len(values)) if len(values) >= 5 else None


def _percent(part: Fraction | int, whole: Fraction | int | None) -> float | None:
    return two(Fraction(100 * part) / whole) if whole and whole > 0 else None


def _levels(answers: Sequence[Mapping[str, str]]) -> dict[str, Fraction]:
    said = [each["/data/level"] for each in answers if each.get("/data/level") in {"1", "2"}]
    return {code: Fraction(100 * said.count(code), len(said)) for code in ("1", "2")} if len(said) >= 5 else {}


def _said(answers: Iterable[Mapping[str, str]], where: str, offered: Iterable[str]) -> list[str]:
    known = set(offered)
    return [text for each in answers if (text := each.get(f"/data/{where}", "")) in known]


def _of_enough(said: Sequence[str], make: Callable[[Sequence[str]], Any]) -> Any:
    return make(said) if len(said) >= 5 else None


def _states(said: Sequence[str]) -> dict[str, float | None]:
    counted = Counter(STATES[each] for each in said)
    return {code: _percent(counted[code], len(said)) for code in ("none", "half", "done")}


def _effects(answers: Iterable[Mapping[str, str]]) -> dict[str, Any]:
    known = {*EFFECTS, "none"}
    said = [set(each.get(f"{ASKED}/effects", "").split()) for each in answers]
    said = [each for each in said if each and each <= known]
    if len(said) < 5:
        return {"effects": None, "many_pct": None}
    counted = {code: sum(1 for each in said if code in each) for code in EFFECTS}
    order = sorted((code for code in EFFECTS if counted[code]), key=lambda code: (-counted[code], EFFECTS.index(code)))
    many = sum(1 for each in said if len(each - {"none"}) > 1)
    ranked = [{"code": code, "count": counted[code], "pct": _percent(counted[code], len(said))} for code in order]
    return {"effects": ranked, "many_pct": _percent(many, len(said))}


def _plain(values: Sequence[Fraction]) -> int | float | None:
    total = sum(values, Fraction())
    return None if len(values) < 5 else int(total) if total.denominator == 1 else float(total)


def _sales(answers: Sequence[Mapping[str, str]]) -> dict[str, Any]:
    pairs = [(number(each.get(f"{ASKED}/before")), number(each.get(f"{ASKED}/after"))) for each in answers]
    both = [(first, second) for first, second in pairs if first is not None and second is not None]
    first, second = (sum((pair[side] for pair in both), Fraction()) for side in (0, 1))
    return {
        "before_cop_m": _plain(_numbers(answers, f"{ASKED}/before")),
        "after_cop_m": _plain(_numbers(answers, f"{ASKED}/after")),
        "growth_pct": _percent(second - first, first) if len(both) >= 5 else None,
        "market_pct": {code: _weighed(answers, code) for code in ("home", "abroad")},
    }


def _weighed(answers: Sequence[Mapping[str, str]], code: str) -> float | None:
    pairs = [(number(each.get(f"{ASKED}/{code}")), number(each.get(f"{ASKED}/after"))) for each in answers]
    both = [(share, weight) for share, weight in pairs if share is not None and weight is not None]
    weights = sum((weight for _, weight in both), Fraction())
    return two(sum((a * b for a, b in both), Fraction()) / weights) if len(both) >= 5 and weights > 0 else None


def _sizes(answers: Sequence[Mapping[str, str]]) -> dict[str, float | None]:
    parts = {code: _numbers(answers, f"{ASKED}/{code}") for code in ("small", "large")}
    total = sum((sum(part, Fraction()) for part in parts.values()), Fraction())
    enough = min(len(part) for part in parts.values()) >= 5
    return {code: _percent(sum(part, Fraction()), total) if enough else None for code, part in parts.items()}


def _pareto(answers: Sequence[Mapping[str, str]]) -> list[dict[str, Any]]:
    gaps = []
    for code, top in TOPS.items():
        values = _numbers(answers, f"/data/{code.lower()}")
        if len(values) >= 5:
            gaps.append((max(Fraction(), top - sum(values, Fraction()) / len(values)), code))
    total = sum((gap for gap, _ in gaps), Fraction())
    found, reached = [], Fraction()
    for gap, code in sorted(gaps, key=lambda each: -each[0]):
        share = 100 * gap / total if total else Fraction()
        reached += share
        found.append({"code": code, "gap": two(gap), "share_pct": two(share), "cumulative_pct": two(reached)})
    return found
