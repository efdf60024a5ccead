"""Every question with its answer, the skipped ones included, and the comments gathered."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from desktop_app.diagnosis import Companions, SoftWarning, added_up, numbering, soft_warnings, table_title, wholes
from desktop_app.diagnosis.companions import beside as companions_at
from desktop_app.reports.beside import Beside
from desktop_app.reports.wording import LONGEST_LABEL, Wording, limited
from desktop_app.xforms import Form, Session
from desktop_app.xforms.model import Control, Group, ProblemKind, Question, Repeat

_DIGEST_SHOWN = 12
_TOP_DEPTH = 2
_Body: TypeAlias = tuple[Question | Group | Repeat, ...]
_ROUNDING = 0.005
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
    """One question. ``notes`` are label and text: comment, evidence, planned date, what was answered before.

    A note without a label is to be attended to: what is to be reviewed or explained, or is not confirmed.
    """

    number: str
    code: str
    label: str
    answer: str
    state: State
    notes: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class AnnexSection:
    """The questions directly in one group; ``level`` 0 is a group of the form's body, 1 a group within it.

    ``note`` says after them what is left out; a section that only says so has no title. ``total`` is what its numbers
    add up to, where they are parts of a whole: label and text.
    """

    title: str
    level: int
    entries: tuple[AnnexEntry, ...]
    note: str = ""
    total: tuple[str, str] = ("", "")


@dataclass(frozen=True, slots=True)
class NamedFile:
    """A file that goes with the answers: ``question`` is the code or number of its question, ``digest`` a short one."""

    name: str
    size: str
    question: str
    digest: str


@dataclass(frozen=True, slots=True)
class Annex:
    """The questions group by group, the comments and the files; all in document order."""

    sections: tuple[AnnexSection, ...]
    comments: tuple[Comment, ...]
    files: tuple[NamedFile, ...]


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment and the question it belongs to."""

    code: str
    label: str
    text: str


def read_annex(session: Session, kept: Mapping[str, Companions], say: Wording, beside: Beside | None = None) -> Annex:
    """The form's questions with ``session``'s answers, and what ``beside`` has for them."""
    annex = _Annex(session, kept, say, beside or Beside())
    sections = tuple(annex.sections())
    return Annex(sections, tuple(annex.comments), tuple(annex.files.values()))


def section_title(form: Form, group: Group, label: str, say: Wording) -> str:
    """The group's label, after its code where something is scored under that code; ``""`` without a label."""
    bind = form.binds.get(group.ref)
    code = (bind.attributes if bind else group.attributes).get("code", "")
    scored = any(each.attributes.get("of") == code for each in form.binds.values()) if code else False
    return limited(f"{code} {label}" if scored else label, LONGEST_TITLE, say) if label else ""


class _Annex:
    def __init__(self, session: Session, kept: Mapping[str, Companions], say: Wording, beside: Beside) -> None:
        self.session, self.kept, self.say, self.beside = session, kept, say, beside
        self.comments: list[Comment] = []
        self.files: dict[str, NamedFile] = {}
        self.wholes = wholes(session.form)
        self.warnings: dict[str, list[SoftWarning]] = {}
        for warning in soft_warnings(session):
            self.warnings.setdefault(warning.ref, []).append(warning)
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
        self,
        children: _Body,
        title: str,
        level: int,
        at: dict[str, str],
        total: tuple[str, str] = ("", ""),
    ) -> Iterator[AnnexSection]:
        """The sections of ``children``; ``at`` gives the instance's path for each repeat around them.

        ``total`` is said after the last of them.
        """
        entries: list[AnnexEntry] = []
        begun = False
        for child in self._unwrapped(children):
            if isinstance(child, Question):
                if child.ref in self.numbers:
                    entries += self._entries(child, at)
                continue
            if entries or (title and not begun and self.room):
                yield AnnexSection(title or self.say.texts["annex.untitled"], level, tuple(entries))
                entries, begun = [], True
            yield from self._group(child, level + bool(title), at)
        if entries:
            yield AnnexSection(title or self.say.texts["annex.untitled"], level, tuple(entries), total=total)

    def _unwrapped(self, children: _Body) -> Iterator[Question | Group | Repeat]:
        """What is in groups within others that say nothing themselves stands with what is around them."""
        for child in children:
            if isinstance(child, Group) and not isinstance(child, Repeat) and not self._says_something(child):
                yield from self._unwrapped(child.children)
            else:
                yield child

    def _says_something(self, group: Group) -> bool:
        if group.ref in self.wholes or group.ref.count("/") <= _TOP_DEPTH:
            return True
        named = (self.session.form.text(ref, self.session.language) for ref in (group.ref, table_title(group)) if ref)
        return any(named)

    def _group(self, group: Group, level: int, at: dict[str, str]) -> Iterator[AnnexSection]:
        ref = instance_ref(group.ref, at)
        if not isinstance(group, Repeat):
            titled = table_title(group)
            label = self.session.label(ref) or (self.session.label(instance_ref(titled, at)) if titled else "")
            title = section_title(self.session.form, group, label, self.say)
            yield from self._below(group.children, title, level, at, self._total(group, ref))
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

    def _total(self, group: Group, ref: str) -> tuple[str, str]:
        """What the parts of a whole add up to, and by how much they miss it."""
        whole = self.wholes.get(group.ref)
        found = added_up(self.session, whole, ref) if whole else None
        if whole is None or found is None:
            return "", ""
        measure = self.session.form.question(whole.parts[0])
        text = self.say.measured(self.session, measure, f"{found:.2f}".rstrip("0").rstrip("."))
        gap = whole.target - found
        if abs(gap) > _ROUNDING:
            key = "annex.total_less" if gap > 0 else "annex.total_more"
            text = self.say.say(key, sum=text, target=self.say.number(whole.target), gap=self.say.number(abs(gap)))
        return self.say.texts["annex.total"], text

    def _entries(self, question: Question, at: dict[str, str]) -> Iterator[AnnexEntry]:
        """The question's entry while there is room; what finds none is counted."""
        if not self.room:
            self.left_out += 1
            return
        self.room -= 1
        yield self._entry(question, instance_ref(question.ref, at))

    def _entry(self, question: Question, ref: str) -> AnnexEntry:
        relevant = self.session.is_relevant(ref)
        kept = companions_at(ref, self.kept.get(question.ref, Companions()))
        answer = (self.say.answer(self.session, question, ref) or self._given(kept.special)) if relevant else ""
        state = State.ANSWERED if answer else State.EMPTY if relevant else State.NOT_APPLICABLE
        stand_in = {State.EMPTY: "no_answer", State.NOT_APPLICABLE: "not_applicable"}
        if answer and question.control is Control.UPLOAD:
            self._name_file(self.session.value(ref), question)
        return AnnexEntry(
            number=self.numbers[question.ref].number,
            code=self.numbers[question.ref].code,
            label=limited(self.session.label(ref), LONGEST_LABEL, self.say),
            answer=answer or self.say.texts[stand_in[state]],
            state=state,
            notes=tuple(self._notes(question, ref, kept)) if relevant else (),
        )

    def _given(self, ref: str | None) -> str:
        """The answer at a companion, in words; empty where there is none or it does not apply."""
        if ref is None or not self.session.is_relevant(ref) or not self.session.value(ref).strip():
            return ""
        return self.say.answer(self.session, self.session.form.question(ref), ref)

    def _notes(self, question: Question, ref: str, kept: Companions) -> Iterator[tuple[str, str]]:
        """What accompanies the question; its comments are kept for the report's chapter of comments too."""
        texts = self.say.texts
        if ref in self.problems:
            yield "", self.say.say("annex.review", message=self.problems[ref])
        for warning in self.warnings.get(ref, ()):
            yield "", self.say.say("annex.warning", message=limited(warning.message, LONGEST_LABEL, self.say))
            reason = self._given(warning.reason_ref)
            yield texts["annex.reason"], reason or texts["annex.no_reason"]
        if ref in self.beside.carried:
            yield "", texts["annex.carried"]
        if earlier := self._earlier(question, ref, kept):
            yield texts["annex.before"], earlier
        for comment in (self._given(kept.comment), self.beside.comments.get(ref, "").strip()):
            if comment:
                yield texts["annex.comment"], comment
                label = limited(self.session.label(ref), LONGEST_LABEL, self.say)
                self.comments.append(Comment(self.numbers[question.ref].code, label, comment))
        yield from self._evidence(question, ref, kept)
        if planned := self._given(kept.planned):
            yield texts["annex.planned"], planned

    def _evidence(self, question: Question, ref: str, kept: Companions) -> Iterator[tuple[str, str]]:
        label = self.say.texts["annex.evidence"]
        if chosen := self._given(kept.evidence):
            yield label, chosen
            if kept.evidence and self.session.form.question(kept.evidence).control is Control.UPLOAD:
                self._name_file(self.session.value(kept.evidence), question)
        for name in self.beside.evidence.get(ref, ()):
            yield label, self.say.file(name)
            self._name_file(name, question)

    def _name_file(self, name: str, question: Question) -> None:
        size = self.say.files.get(name)
        label = self.numbers[question.ref]
        self.files.setdefault(
            name,
            NamedFile(
                name,
                "" if size is None else self.say.size(size),
                label.code or label.number,
                self.beside.digests.get(name, "")[:_DIGEST_SHOWN],
            ),
        )

    def _earlier(self, question: Question, ref: str, kept: Companions) -> str:
        """What was answered the wave before, in words, where it was something else."""
        before, now = self.beside.before(ref), self.session.value(ref)
        if not before and kept.special is not None:
            special = self.beside.before(kept.special)
            if special and special != self.session.value(kept.special):
                return self.say.words(self.session, self.session.form.question(kept.special), kept.special, special)
        if not before or _same(before, now):
            return ""
        return self.say.words(self.session, question, ref, before, self.beside.offered(ref))


def _same(one: str, other: str) -> bool:
    """Whether two answers say the same: ``10`` and ``10.0`` do."""
    if one == other:
        return True
    try:
        return float(one) == float(other)
    except ValueError:
        return False


def instance_ref(ref: str, at: Mapping[str, str]) -> str:
    """``ref`` within the repeat instances that surround it."""
    around = max((nodeset for nodeset in at if ref == nodeset or ref.startswith(f"{nodeset}/")), key=len, default="")
    return at[around] + ref[len(around) :] if around else ref
