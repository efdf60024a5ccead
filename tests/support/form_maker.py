"""Forms made at random, the same ones from the same number: what two engines are asked to agree on.

Every expression fits its types and looks only at what stands before its question, so that a form can always be filled
and two engines differ only where they mean different things.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from random import Random

COLUMNS = (
    "type", "name", "label", "relevant", "constraint", "required", "readonly", "calculation", "choice_filter",
    "repeat_count", "default", "appearance", "parameters", "trigger", "bind::type",
)  # fmt: skip
LETTERS = "abcdefg"
SIGNS = ("=", "!=", "<", ">", "<=", ">=")
KINDS = ("integer", "decimal", "text", "date", "select_one", "select_multiple", "time", "dateTime", "acknowledge",
         "range", "rank")  # fmt: skip
WEIGHTS = (5, 3, 4, 3, 5, 4, 1, 1, 1, 1, 1)
MAX_DEPTH = 3


@dataclass(frozen=True, slots=True)
class Field:
    """A question or calculate that others may read: its name, what it holds, and the repeats around it."""

    name: str
    holds: str
    repeats: tuple[str, ...]
    listed: str = ""


@dataclass(slots=True)
class Maker:
    """Writes one form, from top to bottom."""

    random: Random
    rows: list[dict[str, str]] = field(default_factory=list)
    fields: list[Field] = field(default_factory=list)
    repeats: list[tuple[str, ...]] = field(default_factory=list)
    groups: int = 0
    conditions: int = 0

    # -- the sheet ---------------------------------------------------------------------------------------------------

    def fill(self, around: tuple[str, ...], depth: int, size: int) -> None:
        """``size`` things inside the repeats ``around``."""
        for _ in range(size):
            luck = self.random.random()
            if depth < MAX_DEPTH and luck < 0.14:
                self.repeat(around, depth)
            elif depth < MAX_DEPTH and luck < 0.24:
                self.group(around, depth)
            elif luck < 0.45:
                self.calculate(around)
            else:
                self.question(around)

    def row(self, kind: str, name: str, **cells: str) -> None:
        self.rows.append({"type": kind, "name": name, **{key.replace("__", "::"): cell for key, cell in cells.items()}})

    def group(self, around: tuple[str, ...], depth: int) -> None:
        name = self.named("g")
        relevant = self.maybe(0.4, self.truth(around))
        self.row("begin_group", name, label=name, relevant=relevant)
        self.conditions += relevant != ""
        self.fill(around, depth + 1, self.random.randint(1, 3))
        self.conditions -= relevant != ""
        self.row("end_group", "")

    def repeat(self, around: tuple[str, ...], depth: int) -> None:
        name = self.named("r")
        inner = (*around, name)
        relevant = self.maybe(0.25, self.truth(around))
        counters = [one for one in self.seen(around) if one.holds == "small"]
        count = f"${{{self.random.choice(counters).name}}}" if counters and self.random.random() < 0.5 else ""
        self.repeats.append(inner)
        self.row("begin_repeat", name, label=name, relevant=relevant, repeat_count=count)
        self.conditions += relevant != ""
        self.fill(inner, depth + 1, self.random.randint(2, 4))
        self.conditions -= relevant != ""
        self.row("end_repeat", "")

    def question(self, around: tuple[str, ...]) -> None:
        kind = self.random.choices(KINDS, WEIGHTS)[0]
        name = self.named("q")
        cells = {
            "label": self.label(name, around),
            "relevant": self.maybe(0.35, self.truth(around)),
            "required": self.random.choice(("", "", "", "yes", self.truth(around))),
            "readonly": self.maybe(0.06, self.truth(around)),
        }
        holds, listed = kind, ""
        if kind == "integer" and not cells["relevant"] and not self.conditions and self.random.random() < 0.6:
            holds, cells["constraint"] = "small", ". >= 0 and . <= 4"  # always shown: repeats may be counted by it
        elif kind in ("select_one", "select_multiple", "rank"):
            listed = self.random.choice(("l1", "l2"))
            if kind != "rank":
                cells["choice_filter"] = self.maybe(0.4, self.filtered(around, listed))
            kind = f"{kind} {listed}"
        elif kind == "range":
            cells["parameters"] = "start=0 end=10 step=1"
        cells.setdefault("constraint", self.maybe(0.35, self.constraint(holds, around)))
        cells["default"] = self.default(holds)
        self.row(kind, name, **cells)
        self.fields.append(Field(name, "integer" if holds == "range" else holds, around, listed))

    def calculate(self, around: tuple[str, ...]) -> None:
        name = self.named("c")
        relevant = self.maybe(0.2, self.truth(around))
        holds = self.random.choice(("integer", "decimal", "text", "text", "date", "truth"))
        if holds == "integer":
            kind, calculation = self.random.choice(("int", "")), f"int({self.number(around)}) mod 1000"
        elif holds == "decimal":
            kind, calculation = self.random.choice(("decimal", "")), f"round(({self.number(around)}) mod 1000, 2)"
        elif holds == "date":
            kind, calculation = self.random.choice(("date", "")), self.day(around)
        elif holds == "truth":
            kind, calculation = self.random.choice(("boolean", "")), self.truth(around)
        else:
            kind, calculation = "", self.words(around)
            if not (relevant or self.conditions) and self.random.random() < 0.15:
                calculation = f"once({calculation})"
        self.row("calculate", name, calculation=calculation, relevant=relevant, bind__type=kind)
        self.fields.append(Field(name, holds, around))

    def named(self, letter: str) -> str:
        self.groups += 1
        return f"{letter}{self.groups}"

    def maybe(self, chance: float, text: str) -> str:
        return text if self.random.random() < chance else ""

    def label(self, name: str, around: tuple[str, ...]) -> str:
        shown = [one for one in self.seen(around) if one.holds in ("text", "integer")]
        return f"{name} ${{{self.random.choice(shown).name}}}" if shown and self.random.random() < 0.1 else name

    def default(self, holds: str) -> str:
        if self.random.random() > 0.12:
            return ""
        plain = {"integer": "3", "small": "2", "text": "ab", "decimal": "1.5", "date": "2024-02-29"}
        return plain.get(holds, "")

    # -- what can be seen from where ---------------------------------------------------------------------------------

    def seen(self, around: tuple[str, ...]) -> list[Field]:
        """The fields of which there is one, seen from inside the repeats ``around``."""
        return [one for one in self.fields if one.repeats == around[: len(one.repeats)]]

    def gathered(self, around: tuple[str, ...], *holds: str) -> list[Field]:
        """The fields of which there may be several."""
        return [one for one in self.fields if one.repeats != around[: len(one.repeats)] and one.holds in holds]

    def one(self, around: tuple[str, ...], *holds: str) -> Field | None:
        found = [one for one in self.seen(around) if one.holds in holds]
        return self.random.choice(found) if found else None

    # -- expressions -------------------------------------------------------------------------------------------------

    def truth(self, around: tuple[str, ...], left: int = 2) -> str:
        """A condition with at most ``left`` levels of parentheses."""
        pick = self.random.random()
        if left and pick < 0.3:
            first, second = self.truth(around, left - 1), self.truth(around, left - 1)
            return self.random.choice((f"({first}) and ({second})", f"({first}) or ({second})", f"not({first})"))
        if left and pick < 0.45 and (one := self.one(around, "integer", "decimal", "small")):
            return f"${{{one.name}}} {self.random.choice(SIGNS)} {self.number(around, left - 1)}"
        return self.random.choice(list(self._truths(around)) or ["true()"])

    def _truths(self, around: tuple[str, ...]) -> Iterator[str]:
        sign = self.random.choice(SIGNS)
        if one := self.one(around, "integer", "decimal", "small"):
            yield f"${{{one.name}}} {sign} {self.random.randint(0, 6)}"
            yield f"${{{one.name}}} != ''"
            yield f"${{{one.name}}} {self.random.choice(('=', '!='))} '{self.random.choice(('2', '3.0', '2.5', '04'))}'"
        if one := self.one(around, "text"):
            yield f"${{{one.name}}} = '{self.random.choice(('ab', 'b', ''))}'"
            yield f"string-length(${{{one.name}}}) {sign} {self.random.randint(0, 5)}"
            yield f"starts-with(${{{one.name}}}, 'a')"
            yield f"contains(${{{one.name}}}, 'b')"
        if one := self.one(around, "select_one"):
            yield f"${{{one.name}}} = '{self.random.choice(LETTERS)}'"
        if one := self.one(around, "select_multiple", "rank"):
            yield f"selected(${{{one.name}}}, '{self.random.choice(LETTERS)}')"
            yield f"count-selected(${{{one.name}}}) {sign} {self.random.randint(0, 3)}"
        if one := self.one(around, "date"):
            yield f"${{{one.name}}} {sign} date('2024-0{self.random.randint(1, 9)}-15')"
            yield f"${{{one.name}}} > today()"
        if one := self.one(around, "truth"):
            yield f"boolean-from-string(${{{one.name}}})"
        if one := self.one(around, "acknowledge"):
            yield f"${{{one.name}}} = 'OK'"
        if around:
            yield f"position(..) {sign} {self.random.randint(1, 3)}"

    def number(self, around: tuple[str, ...], left: int = 2) -> str:
        if not left or self.random.random() < 0.4:
            return self.random.choice([str(self.random.randint(0, 20)), *self._numbers(around)])
        first, second = self.number(around, left - 1), self.number(around, left - 1)
        filled = f"coalesce({first}, 0)", f"coalesce({second}, 0)"  # not NaN; and max() above zero: DIFFERENCES.md
        whole, places = self.random.randint(1, 9), self.random.randint(0, 3)
        return self.random.choice([
            f"({first}) + ({second})", f"({first}) - ({second})", f"({first}) * {whole}", f"({first}) div {whole}",
            f"({first}) mod {whole}", f"round({first}, {places})", f"int({first})", f"abs({first})", f"round({first})",
            f"if({self.truth(around, left - 1)}, {first}, {second})", f"coalesce({first}, {second})",
            f"max({filled[0]}, {filled[1]}, 1)", f"min({filled[0]}, {filled[1]})", f"pow({first}, 2)",
        ])  # fmt: skip

    def _numbers(self, around: tuple[str, ...]) -> Iterator[str]:
        yield f"{self.random.randint(0, 400) / 8:g}"
        for _ in range(3):
            if one := self.one(around, "integer", "decimal", "small"):
                yield f"${{{one.name}}}"
        if one := self.one(around, "text"):
            yield f"string-length(${{{one.name}}})"
            yield f"number(${{{one.name}}})"
        if one := self.one(around, "select_multiple", "rank"):
            yield f"count-selected(${{{one.name}}})"
        if around:
            yield "position(..)"
        if many := self.gathered(around, "integer", "decimal", "small"):
            one = self.random.choice(many)
            yield f"{self.random.choice(('sum', 'sum', 'count-non-empty'))}(${{{one.name}}})"
            if one.repeats[:-1] == around:
                place = self.random.randint(1, 2)
                yield f"coalesce(indexed-repeat(${{{one.name}}}, ${{{one.repeats[-1]}}}, {place}), 0)"
        if below := [one for one in self.repeats if one != around[: len(one)]]:
            yield f"count(${{{self.random.choice(below)[-1]}}})"

    def words(self, around: tuple[str, ...], left: int = 2) -> str:
        if not left or self.random.random() < 0.5:
            return self.random.choice([f"'{self.random.choice(('ab', 'x', 'b-c'))}'", *self._words(around)])
        first, second = self.words(around, left - 1), self.words(around, left - 1)
        return self.random.choice([
            f"concat({first}, {second})", f"if({self.truth(around, left - 1)}, {first}, {second})",
            f"coalesce({first}, {second})", f"string(int({self.number(around, left - 1)}) mod 100)",
        ])  # fmt: skip

    def _words(self, around: tuple[str, ...]) -> Iterator[str]:
        for _ in range(3):
            if one := self.one(around, "text", "select_one", "select_multiple", "integer", "decimal"):
                yield f"${{{one.name}}}"
        if one := self.one(around, "text"):
            yield f"substr(${{{one.name}}}, 1, 3)"
            yield f"translate(${{{one.name}}}, 'ab', 'ba')"
        if one := self.one(around, "select_multiple"):
            yield f"selected-at(${{{one.name}}}, {self.random.randint(0, 2)})"
        if one := self.one(around, "select_one"):
            yield f"jr:choice-name(${{{one.name}}}, '${{{one.name}}}')"
        if one := self.one(around, "date"):
            yield f"format-date(${{{one.name}}}, '%d/%m/%Y')"
        if many := self.gathered(around, "text", "integer", "select_one"):
            yield f"join('-', ${{{self.random.choice(many).name}}})"

    def day(self, around: tuple[str, ...]) -> str:
        options = [f"date('2024-0{self.random.randint(1, 9)}-0{self.random.randint(1, 9)}')"]
        if one := self.one(around, "date"):
            options += [f"${{{one.name}}}", f"if(${{{one.name}}} = '', '', date(${{{one.name}}} + 1))"]
        return self.random.choice(options)

    def constraint(self, holds: str, around: tuple[str, ...]) -> str:
        if holds in ("integer", "decimal", "range"):
            return f". {self.random.choice(('>', '<', '>=', '!='))} {self.number(around, 1)}"
        if holds == "text":
            return self.random.choice(("string-length(.) < 3", "regex(., '^[a-c-]*$')", ". != 'b'"))
        if holds == "date":
            return self.random.choice((". <= today()", f". != {self.day(around)}", ". >= date('2024-03-01')"))
        if holds in ("select_multiple", "rank"):
            return self.random.choice(("count-selected(.) <= 2", "not(selected(., 'a') and selected(., 'b'))"))
        return self.truth(around)

    def filtered(self, around: tuple[str, ...], listed: str) -> str:
        options = [f"name != '{self.random.choice(LETTERS)}'"]
        if one := self.one(around, "select_one"):
            options += [f"group = ${{{one.name}}}", f"name != ${{{one.name}}}"] if listed == "l2" else [
                f"name != ${{{one.name}}}"]  # fmt: skip
        if one := self.one(around, "select_multiple"):
            options.append(f"selected(${{{one.name}}}, name)")
        if one := self.one(around, "small", "integer"):
            options.append(f"weight > ${{{one.name}}}")
        return self.random.choice(options)


def random_form(seed: int, size: int = 12) -> str:
    """An XLSForm in Markdown."""
    maker = Maker(Random(seed))
    maker.question(())
    maker.fill((), 0, size)
    return sheets(maker.rows, f"azar{seed}")


def _choices() -> Iterator[Sequence[str]]:
    yield ("list_name", "name", "label", "group", "weight")
    for number, letter in enumerate(LETTERS[:4]):
        yield ("l1", letter, f"Uno {letter}", "", str(number))
    for number, letter in enumerate(LETTERS):
        yield ("l2", letter, f"Dos {letter}", LETTERS[number % 3], str(number % 5))


def sheets(rows: Sequence[dict[str, str]], form_id: str, choices: Sequence[Sequence[str]] | None = None) -> str:
    """An XLSForm in Markdown from its rows."""
    used = [column for column in COLUMNS if any(row.get(column) for row in rows)]
    survey: list[Sequence[str]] = [used, *([row.get(column, "") for column in used] for row in rows)]
    parts: dict[str, list[Sequence[str]]] = {"survey": survey, "choices": list(choices or _choices())}
    parts["settings"] = [("form_title", "form_id", "version"), (form_id, form_id, "1")]
    lines = []
    for sheet, cells in parts.items():
        lines += [f"| {sheet} |", *("| | " + " | ".join(row) + " |" for row in cells)]
    return "\n".join(lines)


# -- a long survey ---------------------------------------------------------------------------------------------------


def survey_form(questions: int = 300, seed: int = 1) -> str:
    """A long questionnaire with scores: scales, numbers and texts in areas, indicators over scales, areas over them.

    Two of three questions are a scale from 1 to 5; some wait for an earlier answer, some have limits, some must be
    answered. Each indicator is the mean of the answered scales among some fifteen, each area the mean of its
    indicators, and the total the mean of the areas.
    """
    random = Random(seed)
    rows: list[dict[str, str]] = []
    scales: list[str] = []
    areas = max(1, questions // 38)
    for area in range(areas):
        rows.append({"type": "begin_group", "name": f"g{area + 1}", "label": f"Área {area + 1}"})
        numbers = range(area * questions // areas + 1, (area + 1) * questions // areas + 1)
        rows += [_survey_question(number, scales, random) for number in numbers]
        rows.append({"type": "end_group", "name": ""})
    indicators = []
    for place in range(0, len(scales), 11):
        indicators.append(f"i{place // 11 + 1}")
        rows.append({"type": "calculate", "name": indicators[-1], "calculation": _mean(scales[place : place + 11])})
    means = []
    for place in range(0, len(indicators), 2):
        means.append(f"a{place // 2 + 1}")
        rows.append({"type": "calculate", "name": means[-1], "calculation": _mean(indicators[place : place + 2])})
    rows.append({"type": "calculate", "name": "total", "calculation": _mean(means)})
    choices = [("list_name", "name", "label"), *(("escala", str(grade), f"Grado {grade}") for grade in range(1, 6))]
    return sheets(rows, f"encuesta{questions}", choices)


def _survey_question(number: int, scales: list[str], random: Random) -> dict[str, str]:
    name = f"q{number}"
    row = {"name": name, "label": f"{number}. ¿Cómo va el asunto {number}?"}
    if scales and random.random() < 0.1:
        row["relevant"] = f"${{{random.choice(scales[-20:])}}} != '1'"
    if number % 10 == 7:
        return {"type": "text", **row}
    if number % 10 in (1, 4, 8):
        limits = {"constraint": ". >= 0 and . <= 100000"} if random.random() < 0.3 else {}
        return {"type": "integer", **row, **limits}
    scales.append(name)
    return {"type": "select_one escala", **row, "required": "yes" if random.random() < 0.2 else ""}


def _mean(names: Sequence[str]) -> str:
    answered = " + ".join(f"number(${{{name}}} != '')" for name in names)
    total = " + ".join(f"coalesce(${{{name}}}, 0)" for name in names)
    return f"if(({answered}) > 0, round(({total}) div ({answered}), 4), '')"
