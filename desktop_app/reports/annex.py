"""Every question with its answer, the skipped ones included, and the comments gathered."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from desktop_app.diagnosis import Companions, numbering, table_title
from desktop_app.reports.wording import LONGEST_LABEL, Wording, limited
from desktop_app.xforms import Form, Session
from desktop_app.xforms.model import Group, ProblemKind, Question, Repeat

MOST_INSTANCES = 1_000
MOST_ENTRIES = 5_000
LONGEST_TITLE = 300


class State(StrEnum):
    """What stands in the place of an answer."""

    ANSWERED = "answered"
    EMPTY = "empty"
    NOT_APPLICABLE = "not_applicable"


@dataclass(frozen=True, slots=True)
class AnnexEntry:
    """One question. ``notes`` are label and text: comment, evidence, planned date, what is to be reviewed."""

    number: str
    code: str
    label: str
    answer: str
    state: State
    notes: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class AnnexSection:
    """The questions directly in one group; ``level`` 0 is a group of the form's body, 1 a group within it.

    ``note`` says after them what is left out; a section that only says so has no title.
    """

    title: str
    level: int
    entries: tuple[AnnexEntry, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment and the question it belongs to."""

    code: str
    label: str
    text: str


def read_annex(
    session: Session, kept: Mapping[str, Companions], say: Wording
) -> tuple[tuple[AnnexSection, ...], tuple[Comment, ...]]:
    """The form's questions with ``session``'s answers, group by group, and the comments; both in document order."""
    annex = _Annex(session, kept, say)
    sections = tuple(annex.sections())
    return sections, tuple(annex.comments)


def section_title(form: Form, group: Group, label: str, say: Wording) -> str:
    """The group's label, after its code where something is scored under that code; ``""`` without a label."""
    bind = form.binds.get(group.ref)
    code = (bind.attributes if bind else group.attributes).get("code", "")
    scored = any(each.attributes.get("of") == code for each in form.binds.values()) if code else False
    return limited(f"{code} {label}" if scored else label, LONGEST_TITLE, say) if label else ""


class _Annex:
    def __init__(self, session: Session, kept: Mapping[str, Companions], say: Wording) -> None:
        self.session, self.kept, self.say = session, kept, say
        self.comments: list[Comment] = []
        self.room = MOST_ENTRIES
        self.left_out = 0
        self.numbers = numbering(session.form)
        self.problems = {
            problem.ref: problem.message for problem in session.problems() if problem.kind is not ProblemKind.REQUIRED
        }

    def sections(self) -> Iterator[AnnexSection]:
        yield from self._below(self.session.form.body, "", 0, {})
        if self.left_out:
            yield AnnexSection("", 0, (), self.say.count("annex.cut", self.left_out))

    def _below(
        self, children: tuple[Question | Group | Repeat, ...], title: str, level: int, at: dict[str, str]
    ) -> Iterator[AnnexSection]:
        """The sections of ``children``; ``at`` gives the instance's path for each repeat around them."""
        entries: list[AnnexEntry] = []
        begun = False
        for child in children:
            if isinstance(child, Question):
                if child.ref in self.numbers:
                    entries += self._entries(child, at)
                continue
            if entries or (title and not begun and self.room):
                yield AnnexSection(title or self.say.texts["annex.untitled"], level, tuple(entries))
                entries, begun = [], True
            yield from self._group(child, level + bool(title), at)
        if entries:
            yield AnnexSection(title or self.say.texts["annex.untitled"], level, tuple(entries))

    def _group(self, group: Group, level: int, at: dict[str, str]) -> Iterator[AnnexSection]:
        ref = instance_ref(group.ref, at)
        if not isinstance(group, Repeat):
            titled = table_title(group)
            label = self.session.label(ref) or (self.session.label(instance_ref(titled, at)) if titled else "")
            title = section_title(self.session.form, group, label, self.say)
            yield from self._below(group.children, title, level, at)
            return
        label = self.session.form.text(group.ref, self.session.language)
        title = section_title(self.session.form, group, label, self.say) or self.say.texts["annex.untitled"]
        count = self.session.repeat_count(ref)
        around = re.findall(r"\[(\d+)\]", ref)
        for position in range(1, min(count, MOST_INSTANCES) + 1):
            # "2.1" is the first of the second: on a later page nothing else says whose it is.
            numbered = self.say.say("annex.instance", title=title, position=".".join([*around, str(position)]))
            yield from self._below(group.children, numbered, level, {**at, group.ref: f"{ref}[{position}]"})
        if count > MOST_INSTANCES:
            more = self.say.count("annex.more", count - MOST_INSTANCES).format(title=title)
            yield AnnexSection("", level, (), more)

    def _entries(self, question: Question, at: dict[str, str]) -> Iterator[AnnexEntry]:
        """The question's entry while there is room; what finds none is counted."""
        if not self.room:
            self.left_out += 1
            return
        self.room -= 1
        yield self._entry(question, instance_ref(question.ref, at))

    def _entry(self, question: Question, ref: str) -> AnnexEntry:
        relevant = self.session.is_relevant(ref)
        answer = self.say.answer(self.session, question, ref) if relevant else ""
        state = State.ANSWERED if answer else State.EMPTY if relevant else State.NOT_APPLICABLE
        stand_in = {State.EMPTY: "no_answer", State.NOT_APPLICABLE: "not_applicable"}
        return AnnexEntry(
            number=self.numbers[question.ref].number,
            code=self.numbers[question.ref].code,
            label=limited(self.session.label(ref), LONGEST_LABEL, self.say),
            answer=answer or self.say.texts[stand_in[state]],
            state=state,
            notes=tuple(self._notes(question, ref)) if relevant else (),
        )

    def _notes(self, question: Question, ref: str) -> Iterator[tuple[str, str]]:
        """What accompanies the question; its comment is kept for the report's chapter of comments too."""
        if ref in self.problems:
            yield "", self.say.say("annex.review", message=self.problems[ref])
        kept = self.kept.get(question.ref, Companions())
        for key, companion in (("comment", kept.comment), ("evidence", kept.evidence), ("planned", kept.planned)):
            if companion is None:
                continue
            place = f"{ref.rpartition('/')[0]}/{companion.rpartition('/')[2]}"
            if not self.session.is_relevant(place) or not self.session.value(place).strip():
                continue
            text = self.say.answer(self.session, self.session.form.question(companion), place)
            yield self.say.texts[f"annex.{key}"], text
            if key == "comment":
                label = limited(self.session.label(ref), LONGEST_LABEL, self.say)
                self.comments.append(Comment(self.numbers[question.ref].code, label, text))


def instance_ref(ref: str, at: Mapping[str, str]) -> str:
    """``ref`` within the repeat instances that surround it."""
    around = max((nodeset for nodeset in at if ref == nodeset or ref.startswith(f"{nodeset}/")), key=len, default="")
    return at[around] + ref[len(around) :] if around else ref
