"""The results of ``record_form.md`` as a person works them out: from lists of records, in exact fractions."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

from desktop_app.xforms import Form
from tests.support.plain_results import number, two
from tests.support.rubrics import form_of
from tests.support.small_waves import Answering

LISTS = {
    "size": ("small", "large", "huge"),
    "kind": ("market", "state"),
    "ways": ("law", "fund", "pact"),
    "link": ("farm", "sale"),
    "giver": ("chamber", "firms", "nation", "bank"),
    "macrosector": ("agro", "industry"),
    "department": ("05", "11"),
}
TEXT = (Path(__file__).parent / "record_form.md").read_text(encoding="utf-8")
IN_SCALES = ("link", "often", "weight")

Fields = Mapping[str, str]


@cache
def record_form() -> Form:
    """The form, compiled once a run."""
    return form_of(TEXT)


@dataclass(frozen=True)
class Fault:
    """A record, with those inside it."""

    own: Fields = field(default_factory=dict)
    sources: Sequence[Fields] = ()


@dataclass(frozen=True)
class Teller:
    """An initiative: what it says of itself, and its records."""

    who: Fields
    faults: Sequence[Fault] = ()

    def answering(self, member: str) -> Answering:
        told = {f"/data/who/{name}": text for name, text in self.who.items()}
        for first, fault in enumerate(self.faults, start=1):
            at = f"/data/faults[{first}]"
            told |= {f"{at}/{'scales/' * (name in IN_SCALES)}{name}": text for name, text in fault.own.items()}
            for second, source in enumerate(fault.sources, start=1):
                told |= {f"{at}/sources[{second}]/{name}": text for name, text in source.items()}
        return Answering(member, told)


@dataclass(frozen=True)
class Record:
    """A record and whose it is; ``said`` is all that is known of it, from inside out."""

    owner: int
    said: Fields

    def chosen(self, name: str) -> set[str]:
        """What was chosen, if all of it can be."""
        names = set(self.said.get(name, "").split())
        return names if names <= set(LISTS[name]) else set()


def figures(tellers: Sequence[Teller]) -> dict[str, Any]:
    """What is published of the records, but for labels."""
    faults, sources = [], []
    for owner, teller in enumerate(tellers):
        card = {"size": teller.who.get("size", ""), "macrosector": teller.who["sector"]}
        card["department"] = teller.who["place"]
        for fault in teller.faults:
            asked = {name: text for name, text in fault.own.items() if text and name != "priority"}
            if asked:
                faults.append(Record(owner, card | fault.own))
            # A record around others counts nothing of its own here, and is read for what it says.
            sources += [Record(owner, card | fault.own | each) for each in fault.sources if any(each.values())]
    priced, given = (_with(every, name) for every, name in ((faults, "cost"), (sources, "amount")))
    return {
        "roster": {"faults": _count(faults), "sources": _count(sources)},
        "kinds": _tally(faults, "kind", ("priority", "weight"), across="macrosector"),
        "ways": _tally(faults, "ways", ()),
        "links": _tally(faults, "link", ("often", "weight"), by_product=True),
        "sizes": _cut(_tally(faults, "size", ("priority",)), 2),
        "costs": {"link_cop_m": _add(priced, "cost", "link", across="department")},
        "amounts": {"source": _add(given, "amount", "giver", top=3)},
        "paid": _tally(sources, "kind", ("amount",)),
        "given": _add(given, "amount", ""),
        "givers": _tally(sources, "giver", (), across="department"),
    }


def _with(every: Sequence[Record], name: str) -> list[Record]:
    return [each for each in every if number(each.said.get(name)) is not None]


def _owners(every: Sequence[Record]) -> set[int]:
    return {each.owner for each in every}


def _cut(rows: Any, top: int) -> Any:
    return rows[:top] if rows is not None else None


def _count(every: Sequence[Record]) -> Any:
    many = len(_owners(every))
    return {"records": len(every), "initiatives": many, "mean": two(Fraction(len(every), many))} if many >= 5 else None


def _shown(groups: Mapping[str, Sequence[Record]], never: str = "none") -> set[str]:
    """Five initiatives a group, and none or five in what is kept back, as ``never`` is in any case."""
    shown = {code for code, group in groups.items() if code != never and len(_owners(group)) >= 5}
    rest: set[int] = set()
    for code in groups.keys() - shown:
        rest |= _owners(groups[code])
    if shown and 1 <= len(rest) <= 4:
        fewest = min(len(_owners(groups[code])) for code in shown)
        shown.remove([code for code in groups if code in shown and len(_owners(groups[code])) == fewest][-1])
    return shown


def _mean(every: Sequence[Record], name: str) -> Fraction | None:
    given = _with(every, name)
    values = [number(each.said[name]) or Fraction() for each in given]
    return sum(values, Fraction()) / len(values) if len(_owners(given)) >= 5 else None


def _sum(every: Sequence[Record], name: str) -> Fraction:
    return sum((number(each.said[name]) or Fraction() for each in every), Fraction())


def _plain(value: Fraction) -> int | float:
    return int(value) if value.denominator == 1 else float(value)


def _parts(group: Sequence[Record], across: str, tell: Callable[[Sequence[Record] | None], Any]) -> dict[str, Any]:
    """What is told of each part of the wave."""
    known = set(LISTS[across])
    parts = {code: [each for each in group if each.said[across] == code] for code in LISTS[across]}
    parts[""] = [each for each in group if each.said[across] not in known]
    parts = {code: part for code, part in parts.items() if part}
    known = _shown(parts, never="")
    return {code: tell(parts[code] if code in known else None) for code in LISTS[across]}


def _known_parts(rows: list[dict[str, Any]], across: str) -> list[dict[str, Any]]:
    """Without parts of which no row tells."""
    told = [
        code
        for code in LISTS[across]
        if any(cell["records"] is not None for row in rows if (cell := row["across"][code]))
    ]
    return [row | {"across": {code: row["across"][code] for code in told}} for row in rows]


def _tally(
    every: Sequence[Record], by: str, values: Sequence[str], *, across: str = "", by_product: bool = False
) -> Any:
    answered = [each for each in every if each.chosen(by)]
    if len(_owners(answered)) < 5:
        return None
    groups = {code: [each for each in answered if code in each.chosen(by)] for code in LISTS[by]}
    groups = {code: group for code, group in groups.items() if group}
    shown = _shown(groups)

    def told(group: Sequence[Record] | None) -> dict[str, Any]:
        counts: dict[str, Any] = {
            "records": len(group) if group is not None else None,
            "initiatives": len(_owners(group)) if group is not None else None,
        }
        means = {name: two(_mean(group, name)) if group is not None else None for name in values}
        return counts | ({"mean": means} if values else {})

    ordered = []
    for place, (code, group) in enumerate(groups.items()):
        row: dict[str, Any] = {"code": code, **told(group if code in shown else None)}
        row["pct"] = two(Fraction(100 * len(group), len(answered))) if code in shown else None
        if across:
            row["across"] = _parts(group if code in shown else [], across, told)
        means = [_mean(group, name) for name in values]
        first = means[0] if means else Fraction(len(group))
        if by_product:
            first = means[0] * means[1] if means[0] is not None and means[1] is not None else None
        rank = (code not in shown, first is None, -(first or 0), -len(group), place)
        ordered.append((rank if code in shown else (True, True, 0, 0, place), row))
    rows = [row for _, row in sorted(ordered, key=lambda each: each[0])]
    return _known_parts(rows, across) if across else rows


def _add(every: Sequence[Record], of: str, by: str, *, across: str = "", top: int = 9) -> Any:
    if len(_owners(every)) < 5:
        return None

    def told(group: Sequence[Record] | None) -> dict[str, Any]:
        if group is None:
            return {"sum": None, "records": None, "initiatives": None}
        return {"sum": _plain(_sum(group, of)), "records": len(group), "initiatives": len(_owners(group))}

    if not by:
        return told(every)
    groups = {code: [each for each in every if code in each.chosen(by)] for code in LISTS[by]}
    groups[""] = [each for each in every if not each.chosen(by)]
    groups = {code: group for code, group in groups.items() if group}
    shown, whole = _shown(groups), _sum(every, of)
    ordered = []
    for place, (code, group) in enumerate(groups.items()):
        row: dict[str, Any] = {"code": code, **told(group if code in shown else None), "pct": None}
        if code in shown and whole > 0:
            row["pct"] = two(100 * _sum(group, of) / whole)
        if across:
            row["across"] = _parts(group if code in shown else [], across, told)
        rank = (not code, -_sum(group, of), -len(group), place)
        ordered.append(((0, *rank) if code in shown else (1, place, 0, 0, 0), row))
    rows = [row for _, row in sorted(ordered, key=lambda each: each[0])][:top]
    return told(every) | {"by": _known_parts(rows, across) if across else rows}
