"""The charts that a form declares, in words: title, what is on them, and the table that says the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from desktop_app.diagnosis import Diagnosis
from desktop_app.diagnosis.charted import Charted, ChartItem, charted
from desktop_app.diagnosis.charts import QUARTERS, ChartKind, ChartRule, chart_rules, chart_titles
from desktop_app.diagnosis.published import Cell, Column, Kind, Table
from desktop_app.reports.wording import Wording, limited
from desktop_app.xforms import Session

MOST_ROWS = 200
"""Records in a table; the annex has them all."""
_LONGEST = 400
_OF_RECORDS = {
    ChartKind.MAP: ("group", "x", "y"),
    ChartKind.RANKING: ("group", "value"),
    ChartKind.SCHEDULE: ("group", "start", "due", "state"),
}


@dataclass(frozen=True, slots=True)
class DeclaredChart:
    """One chart. ``names`` are those of what is drawn by word, of a map's quarters too.

    ``figures`` are what stands beside the bars, one for each that is drawn; ``today`` is the day that a schedule marks;
    ``nothing`` is said instead of the drawing where nothing can be drawn, ``note`` beneath it.
    """

    key: str
    title: str
    note: str
    chart: Charted
    names: Mapping[str, str]
    table: Table
    figures: tuple[str, ...]
    today: date
    nothing: str

    @property
    def kind(self) -> ChartKind:
        return self.chart.rule.kind


def declared_charts_of(session: Session, diagnosis: Diagnosis | None, say: Wording) -> tuple[DeclaredChart, ...]:
    """What the form of ``session`` declares, spiders left out: they are drawn as those that a form has by itself."""
    rules = [rule for rule in chart_rules(session.form) if rule.kind is not ChartKind.SPIDER]
    titles = chart_titles(session.form, session.language) if rules else {}
    return tuple(_Reader(session, diagnosis, rule, titles, say).chart() for rule in rules)


class _Reader:
    """Puts one chart into words."""

    def __init__(
        self,
        session: Session,
        diagnosis: Diagnosis | None,
        rule: ChartRule,
        titles: Mapping[str, str],
        say: Wording,
    ) -> None:
        self.session, self.rule, self.titles, self.say = session, rule, titles, say
        self.read = _named(charted(session, diagnosis, rule), say)
        areas = {area.code: area.name for area in diagnosis.areas} if diagnosis else {}
        self.names = {word: self._name(word, areas) for word in rule.titled() if word != "note"}

    def _name(self, word: str, areas: Mapping[str, str]) -> str:
        given = self.titles.get(f"{self.rule.key}.{word}", "")
        if given or word in QUARTERS:
            return given
        if word in self.rule.scores:
            return areas.get(self.rule.scores[word], self.rule.scores[word])
        if word not in self.rule.fields:
            return self.say.texts["declared.score"]
        ref = self.rule.fields[word]
        return self.session.form.text(ref, self.session.language) or ref.rpartition("/")[2]

    def chart(self) -> DeclaredChart:
        key, read = self.rule.key, self.read
        title = self.titles.get(key) or self.session.form.text(self.rule.ref, self.session.language) or key
        drawn = read.drawn
        return DeclaredChart(
            key,
            title,
            " ".join(part for part in (self.titles.get(f"{key}.note", ""), self._left_out()) if part),
            read,
            self.names,
            self._table(title),
            tuple(self._figure(item) for item in drawn),
            self.session.now.date(),
            "" if drawn else self.say.texts["declared.incomplete" if read.items else "declared.empty"],
        )

    def _left_out(self) -> str:
        missing = len(self.read.items) - len(self.read.drawn)
        return self.say.count("declared.left_out", missing) if missing and self.read.drawn else ""

    def _figure(self, item: ChartItem) -> str:
        value = item.numbers.get("value")
        if value is None or self.rule.kind is ChartKind.SCHEDULE:
            return ""
        if self.rule.scores:
            return self.say.score(item.numbers.get("score"), item.numbers.get("max") or 0.0)
        return self.say.number(value)

    def _table(self, title: str) -> Table:
        if self.rule.kind is ChartKind.TALLY:
            columns, rows = self._tallied()
        elif self.rule.scores:
            columns, rows = self._scored()
        else:
            columns, rows = self._recorded()
        note = ""
        if len(rows) > MOST_ROWS:
            note = self.say.say("declared.more", shown=MOST_ROWS, of=len(rows))
        return Table(self.rule.key[:31], "", title, columns, rows[:MOST_ROWS], note=note)

    def _recorded(self) -> tuple[tuple[Column, ...], tuple[tuple[Cell, ...], ...]]:
        words = [word for word in _OF_RECORDS[self.rule.kind] if word in self.rule.fields]
        columns = (_text("label", self.names["label"]), *(self._column(word) for word in words))
        return columns, tuple(
            (f"{item.number}. {item.label}", *(self._cell(item, word) for word in words)) for item in self.read.items
        )

    def _column(self, word: str) -> Column:
        control = self.session.form.definition.specs[self.rule.fields[word]].control
        is_number = word in ("x", "y", "value") and control is None
        return Column(word, self.names[word], Kind.NUMBER if is_number else Kind.TEXT)

    def _cell(self, item: ChartItem, word: str) -> str:
        """As the annex has it, but short."""
        if word == "group":
            return item.words["group"]
        value, ref = item.values[word], self.rule.fields[word]
        if not value:
            return self.say.texts["no_answer"]
        if self.session.form.definition.specs[ref].control is None:
            number = item.numbers.get(word)
            return self.say.date_text(value) if number is None else self.say.number(number)
        place = item.ref + ref[len(self.rule.ref) :]
        text = self.say.words(self.session, self.session.form.question(ref), place, value)
        return limited(text, _LONGEST, self.say)

    def _tallied(self) -> tuple[tuple[Column, ...], tuple[tuple[Cell, ...], ...]]:
        texts = self.say.texts
        columns = [
            _text("by", self.names["by"]),
            Column("count", texts["declared.records"], Kind.COUNT),
            Column("share", texts["declared.share"], Kind.PERCENT),
        ]
        words = ("mean", "highest") if "value" in self.rule.fields else ()
        means = ((word, self.say.say(f"declared.{word}", name=self.names["value"])) for word in words)
        columns += [Column(word, title, Kind.NUMBER) for word, title in means]
        rows = []
        for item in self.read.items:
            found = [item.numbers[word] for word in words]
            told = [texts["declared.none"] if value is None else self.say.number(value) for value in found]
            rows.append((item.label, item.numbers["value"], (item.numbers["share"] or 0.0) * 100, *told))
        return tuple(columns), tuple(rows)

    def _scored(self) -> tuple[tuple[Column, ...], tuple[tuple[Cell, ...], ...]]:
        words = tuple(word for word in ("x", "y", "value") if word in self.names)
        columns = (
            _text("label", self.say.texts["declared.scored"]),
            *(_text(word, self.names[word]) for word in words),
        )
        rows = []
        for item in self.read.items:
            values = (item.numbers.get("score" if word == "value" else word) for word in words)
            told = (self.say.texts["no_answer"] if value is None else self.say.number(value) for value in values)
            rows.append((f"{item.number}. {item.label}", *told))
        return columns, tuple(rows)


def _text(key: str, title: str) -> Column:
    return Column(key, title, Kind.TEXT)


def _named(read: Charted, say: Wording) -> Charted:
    """Every item with a name, every group and state too, as short as a chart can take."""

    def told(words: Mapping[str, str]) -> dict[str, str]:
        missing = {word: say.texts["no_answer"] for word in ("group", "state") if word in words and not words[word]}
        return {**words, **missing}

    def names(given: tuple[str, ...]) -> tuple[str, ...]:
        return () if given == ("",) else tuple(dict.fromkeys(name or say.texts["no_answer"] for name in given))

    items: Sequence[ChartItem] = [replace(item, label=_label(item, say), words=told(item.words)) for item in read.items]
    return replace(read, items=tuple(items), groups=names(read.groups), states=names(read.states))


def _label(item: ChartItem, say: Wording) -> str:
    text = " ".join(item.label.split())
    if not text:
        return say.say("declared.unnamed", number=item.number) if item.ref else say.texts["no_answer"]
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1].rstrip() + "…"
