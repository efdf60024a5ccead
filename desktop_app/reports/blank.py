"""What the form to fill in by hand says: the same questions, numbers and codes as on the screen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import TypeAlias

from desktop_app.diagnosis import Companions, companions, numbering, table_title, titles_a_table, unit
from desktop_app.reports.annex import instance_ref, section_title
from desktop_app.reports.wording import LONGEST_LABEL, Wording, limited
from desktop_app.texts import Texts
from desktop_app.xforms import Form, Session
from desktop_app.xforms.definition import JAVAROSA_NAMESPACE
from desktop_app.xforms.model import Control, DataType, Group, Question, Repeat, repeats
from desktop_app.xforms.xmlparse import parse

MOST_CHOICES = 24
MOST_STEPS = 11
FURTHER = 3
MOST_CELLS = 18
MOST_INSTEAD = 3
_TOP_DEPTH = 2
_Body: TypeAlias = tuple[Question | Group | Repeat, ...]


class Space(StrEnum):
    """What there is to write on."""

    ONE = "one"
    MANY = "many"
    RANK = "rank"
    LINE = "line"
    LINES = "lines"
    DATE = "date"
    MONTH = "month"
    YEAR = "year"
    TIME = "time"
    MOMENT = "moment"
    NUMBER = "number"
    LIST = "list"
    CHECK = "check"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class BlankQuestion:
    """A question to answer by hand; ``extra`` are label and space of what accompanies it.

    A number's ``unit`` follows its line, and ``instead`` are the answers that may stand for it.
    """

    number: str
    code: str
    label: str
    hints: tuple[str, ...]
    space: Space
    choices: tuple[str, ...]
    extra: tuple[tuple[str, Space], ...]
    unit: str = ""
    instead: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BlankCell:
    """Where a further record says what question ``number`` asks; ``wide`` where that takes a whole line."""

    number: str
    label: str
    wide: bool


@dataclass(frozen=True, slots=True)
class BlankSection:
    """The questions directly in one group; ``notes`` say when or how often to answer them.

    ``more`` are the cells of each of the empty records after the first, ``FURTHER`` of them.
    """

    title: str
    level: int
    notes: tuple[str, ...]
    questions: tuple[BlankQuestion, ...]
    more: tuple[BlankCell, ...] = ()


@dataclass(frozen=True, slots=True)
class BlankContent:
    """All of a blank form; ``software`` and ``created`` (aware) are the document's own."""

    language: str
    texts: Texts
    title: str
    version: str
    created: datetime
    software: str
    sections: tuple[BlankSection, ...]


def blank_content(form: Form, language: str, title: str, created: datetime, software: str) -> BlankContent:
    """The blank form in ``language`` (``es`` or ``en``) under ``title``, its instrument's name."""
    say = Wording.of(language)
    form = _with_open_repeats(form)
    return BlankContent(
        language=say.texts["language_tag"],
        texts=say.texts,
        title=title,
        version=form.version,
        created=created,
        software=software,
        sections=tuple(_Blank(form, form.language_for(language), say).sections()),
    )


class _Blank:
    def __init__(self, form: Form, language: str | None, say: Wording) -> None:
        self.form, self.language, self.say = form, language, say
        self.session = Session(form, language=language)
        self.numbers = numbering(form)
        self.kept: Mapping[str, Companions] = companions(form)

    def sections(self) -> Iterator[BlankSection]:
        yield from self._below(self.form.body, self.say.texts["annex.untitled"], 0, (), {})

    def _below(
        self, children: _Body, title: str, level: int, notes: tuple[str, ...], at: Mapping[str, str]
    ) -> Iterator[BlankSection]:
        """The sections of ``children``; ``notes`` are said once, in the first. ``at`` as in the annex."""
        questions: list[BlankQuestion] = []
        for child in children:
            if isinstance(child, Question):
                questions += self._question(child, at)
                continue
            if questions:
                yield BlankSection(title, level, notes, tuple(questions))
                questions, notes = [], ()
            yield from self._group(child, title, level, notes, at)
            notes = ()
        if questions:
            yield BlankSection(title, level, notes, tuple(questions))

    def _group(
        self, group: Group, above: str, level: int, notes: tuple[str, ...], at: Mapping[str, str]
    ) -> Iterator[BlankSection]:
        text = self.form.text(group.ref, self.language) or self.form.text(table_title(group), self.language)
        label = section_title(self.form, group, text, self.say)
        if self._conditional(group.ref):
            notes = (*notes, self.say.texts["blank.conditional"])
        more: tuple[BlankCell, ...] = ()
        if isinstance(group, Repeat):
            more = () if at else tuple(self._cells(group.children))
            more = more if len(more) <= MOST_CELLS else ()
            notes = (*notes, self.say.texts["blank.repeat_more" if more else "blank.repeat"])
            ref = instance_ref(group.ref, at)
            if not self.session.repeat_count(ref):
                self.session.add_repeat(ref)
            at = {**at, group.ref: f"{ref}[1]"}
        nested = level + 1 if group.ref.count("/") > _TOP_DEPTH else level
        yield from self._below(group.children, label or above, nested, notes, at)
        if more:
            title = self.say.say("blank.more", title=label or above)
            yield BlankSection(title, max(nested, 1), (), (), more)

    def _cells(self, children: _Body) -> Iterator[BlankCell]:
        """A cell for each question of a record; what is in repeats within it has its own sheet."""
        for child in children:
            if isinstance(child, Question) and child.ref in self.numbers:
                wide = _space(child, ()) is Space.LINES
                number = self.numbers[child.ref]
                yield BlankCell(number.code or number.number, self.form.text(child.ref, self.language), wide)
            elif isinstance(child, Group) and not isinstance(child, Repeat):
                yield from self._cells(child.children)

    def _question(self, question: Question, at: Mapping[str, str]) -> Iterator[BlankQuestion]:
        label = limited(self.form.text(question.ref, self.language), LONGEST_LABEL, self.say)
        if question.control is Control.NOTE and not titles_a_table(question):
            yield BlankQuestion("", "", label, (), Space.NONE, (), ())
        elif question.ref in self.numbers:
            bind = self.form.binds.get(question.ref)
            optional = bind is None or bind.required in ("", "false()")
            choices = self._choices(question, instance_ref(question.ref, at))
            yield BlankQuestion(
                number=self.numbers[question.ref].number,
                code=self.numbers[question.ref].code,
                label=f"{label} {self.say.texts['blank.optional']}" if optional else label,
                hints=tuple(self._hints(question, choices)),
                space=_space(question, choices),
                choices=choices,
                extra=tuple(self._extra(question)),
                unit=unit(question, self.form, self.language),
                instead=self._instead(question, at),
            )

    def _instead(self, question: Question, at: Mapping[str, str]) -> tuple[str, ...]:
        special = self.kept.get(question.ref, Companions()).special
        if special is None:
            return ()
        offered = self.session.choices(instance_ref(special, at))[:MOST_INSTEAD]
        return tuple(limited(choice.label, 80, self.say) for choice in offered)

    def _choices(self, question: Question, ref: str) -> tuple[str, ...]:
        """The labels to mark; none where they are too many to print or depend on another answer."""
        if question.control is Control.RANGE:
            return self._steps(question)
        if question.type is DataType.BOOLEAN and question.control is Control.INPUT:
            return self.say.texts["yes"], self.say.texts["no"]
        if question.control not in (Control.SELECT1, Control.SELECT, Control.RANK):
            return ()
        offered = self.session.choices(ref)
        if len(offered) > MOST_CHOICES:
            return ()
        return tuple(limited(choice.label, 300, self.say) for choice in offered)

    def _steps(self, question: Question) -> tuple[str, ...]:
        """The values of a scale, where they are few enough to mark."""
        scale = _scale(question)
        if scale is None:
            return ()
        start, end, step = scale
        count = int((end - start) / step) + 1
        if count > MOST_STEPS:
            return ()
        return tuple(self.say.number_text(f"{start + step * index:f}") for index in range(count))

    def _hints(self, question: Question, choices: tuple[str, ...]) -> Iterator[str]:
        if hint := self.form.text(question.ref, self.language, "hint"):
            yield limited(hint, LONGEST_LABEL, self.say)
        if self._conditional(question.ref):
            yield self.say.texts["blank.conditional"]
        key = _how(question, _space(question, choices))
        if key:
            yield self.say.texts[key]
        scale = _scale(question) if question.control is Control.RANGE and not choices else None
        if scale:
            start, end, step = (self.say.number_text(f"{number:f}") for number in scale)
            yield self.say.say("blank.scale", start=start, end=end, step=step)

    def _conditional(self, ref: str) -> bool:
        bind = self.form.binds.get(ref)
        return bind is not None and bind.relevant not in ("", "true()")

    def _extra(self, question: Question) -> Iterator[tuple[str, Space]]:
        kept = self.kept.get(question.ref, Companions())
        if kept.comment:
            yield self.form.text(kept.comment, self.language) or self.say.texts["annex.comment"], Space.LINES
        if kept.evidence:
            yield self.say.texts["blank.evidence"], Space.LINE
        if kept.planned:
            yield self.form.text(kept.planned, self.language) or self.say.texts["annex.planned"], Space.DATE


def _with_open_repeats(form: Form) -> Form:
    """The form with every repeat's number of instances free: on paper there is one of each, whatever an answer says."""
    if not any(repeat.fixed for repeat in repeats(form.body)):
        return form
    from lxml import etree

    root = parse(form.xform, len(form.xform))
    for element in root.iter("{*}repeat"):
        for name in ("count", "noAddRemove"):
            element.attrib.pop(f"{{{JAVAROSA_NAMESPACE}}}{name}", "")
    return Form.from_xform(etree.tostring(root), form.media)


def _how(question: Question, space: Space) -> str:
    """The sentence that says how to write the answer; empty where the paper says it."""
    if question.control is Control.UPLOAD:
        recorded = question.parameters.get("mediatype", "").startswith(("audio/", "video/"))
        return "blank.recorded" if recorded else "blank.file"
    by_type = {
        DataType.GEOPOINT: "blank.place_hint",
        DataType.GEOTRACE: "blank.phone",
        DataType.GEOSHAPE: "blank.phone",
        DataType.BARCODE: "blank.barcode",
    }
    by_space = {
        Space.LIST: "blank.long_list",
        Space.RANK: "blank.rank",
        Space.TIME: "blank.time_hint",
        Space.MOMENT: "blank.moment_hint",
        Space.MONTH: "blank.month_hint",
    }
    return by_type.get(question.type) or by_space.get(space, "")


def _scale(question: Question) -> tuple[Decimal, Decimal, Decimal] | None:
    """Start, end and step of a range that goes up; ``None`` where the form does not say them so."""
    try:
        start, end, step = (Decimal(question.parameters[name]) for name in ("start", "end", "step"))
    except (KeyError, InvalidOperation):
        return None
    finite = start.is_finite() and end.is_finite() and step.is_finite()
    return (start, end, step) if finite and step > 0 and end > start else None


def _space(question: Question, choices: tuple[str, ...]) -> Space:
    if question.control in (Control.SELECT1, Control.SELECT, Control.RANK):
        own = {Control.SELECT1: Space.ONE, Control.SELECT: Space.MANY, Control.RANK: Space.RANK}
        return own[question.control] if choices else Space.LIST
    if choices:
        return Space.ONE
    if question.control is Control.TRIGGER:
        return Space.CHECK
    looks = question.appearance.split()
    by_type = {
        DataType.INT: Space.NUMBER,
        DataType.DECIMAL: Space.NUMBER,
        DataType.DATE: Space.YEAR if "year" in looks else Space.MONTH if "month-year" in looks else Space.DATE,
        DataType.DATETIME: Space.MOMENT,
        DataType.TIME: Space.TIME,
    }
    return by_type.get(question.type, Space.LINES if "multiline" in question.appearance else Space.LINE)
