"""How a form is laid out on the screen: sections, what stands in them, and which node a question is in each instance.

A form has one outline, whatever is answered; what of it applies now, the desk says.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import groupby
from typing import Final, TypeAlias

from desktop_app.diagnosis import Companions, companions, heads_a_table, titles_a_table
from desktop_app.xforms import Form
from desktop_app.xforms.model import Control, Group, Question, Repeat

_SELECTS: Final = frozenset({Control.SELECT1, Control.SELECT})


class EntryKind(StrEnum):
    """What a part of a section is, for the screen."""

    QUESTION = "question"
    NOTE = "note"
    HEADING = "heading"
    REPEAT = "repeat"
    TABLE = "table"
    PANEL = "panel"


@dataclass(frozen=True, slots=True)
class Entry:
    """One part of a section as it stands now; references are concrete, with a position for each instance.

    Attributes:
        kind: ``QUESTION`` and ``NOTE`` are one question; a ``HEADING``'s content follows it in the same list; a
            ``REPEAT``'s is asked for instance by instance; ``TABLE`` and ``PANEL`` hold theirs in ``entries``.
        ref: the question, the repeat's nodeset, or the node whose label is the title (blank for none).
        level: how many headings of the list the part stands under, a heading counting itself; 0 at the top.
        entries: a panel's content, or a table's questions, which all offer the same choices.
    """

    kind: EntryKind
    ref: str
    level: int = 0
    entries: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True)
class RepeatRow:
    """One instance. ``cells`` are its questions under the columns, whether they apply or not; counts as a section's."""

    ref: str
    cells: tuple[str, ...]
    answered: int
    total: int
    problems: int


@dataclass(frozen=True, slots=True)
class RepeatView:
    """A repeat at its concrete nodeset ``ref``.

    ``fixed``: how many instances there are is the form's affair. ``rows`` are the instances that apply, each read when
    it is asked for, as it stands then.
    """

    ref: str
    title: str
    fixed: bool
    columns: tuple[str, ...]
    rows: Sequence[RepeatRow]


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a block, wherever the block's instance stands; ``ref`` as in ``Entry``, without positions.

    ``owner`` is the question that a companion is shown with, ``repeated`` the block that a repeat consists of,
    ``titles`` what may head a table: the first that has a label does.
    """

    kind: EntryKind
    ref: str
    parts: tuple[Part, ...] = ()
    owner: str = ""
    titles: tuple[str, ...] = ()
    repeated: Block | None = None


@dataclass(eq=False, slots=True)
class Block:
    """What one instance of a repeat consists of, or a section; what repeats within it is a block of its own.

    Attributes:
        ref: the repeat's nodeset; of a section its reference.
        repeat: the repeat, ``None`` for a section.
        parts: in the order of the screen.
        asked: the questions that count, in that order.
        inner: the blocks of the repeats directly in it.
    """

    ref: str
    repeat: Repeat | None = None
    parts: tuple[Part, ...] = ()
    asked: list[Question] = field(default_factory=list)
    inner: list[Block] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Section:
    """One line of the task list. ``label_ref`` is the node with its title, empty for loose questions."""

    ref: str
    label_ref: str
    code: str
    block: Block


class Outline:
    """A form's sections and blocks.

    A section is a group or repeat at the top level, or a run of questions that stand there loose: those are named after
    the instance's root with a number, such as ``/data#1``. Loose notes go with what follows them, the last with what
    comes before.

    Attributes:
        sections: by reference, in order.
        index: for each question that counts, and its companions, its block and its place in ``asked``.
        repeats: the blocks of the repeats by nodeset.
        section_of: by reference without positions, for all that a section shows, its groups and itself among it.
        groups: the references, without positions, of those groups.
        companions: by the question's reference.
    """

    def __init__(self, form: Form) -> None:
        self.sections: dict[str, Section] = {}
        self.index: dict[str, tuple[Block, int]] = {}
        self.repeats: dict[str, Block] = {}
        self.section_of: dict[str, str] = {}
        self.groups: set[str] = set()
        self.companions: Mapping[str, Companions] = companions(form)
        self._owners = {ref: owner for owner, extra in self.companions.items() for ref in extra.refs()}
        self._nodesets = frozenset(_nodesets(form.body))
        self._seen: set[str] = set()
        self._root = form.root
        self._section = ""
        for ref, label_ref, code, elements in _sections(form):
            self._add(ref, label_ref, code, elements)

    def _add(self, ref: str, label_ref: str, code: str, elements: Sequence[Question | Group | Repeat]) -> None:
        number, free = 1, ref
        while free in self.sections:  # a form may show one node's group twice
            number += 1
            free = f"{ref}#{number}"
        self._section = free
        block = Block(free)
        block.parts = tuple(self._parts(elements, block))
        if not block.parts:
            return
        self.sections[free] = Section(free, label_ref, code, block)
        self._know_group(label_ref)

    def _know_group(self, ref: str) -> None:
        """Remembers where the group at ``ref`` is, unless that is a repeat's node, or the whole form's."""
        if ref and ref != self._root and ref not in self._nodesets:
            self.groups.add(ref)
            self.section_of.setdefault(ref, self._section)

    def _parts(self, elements: Sequence[Question | Group | Repeat], block: Block) -> Iterator[Part]:
        place = 0
        while place < len(elements):
            element = elements[place]
            table = _table_at(elements, place)
            if table:
                yield from self._table(table, block)
                place += len(table)
                continue
            if isinstance(element, Repeat):
                yield from self._repeat(element, block)
            elif isinstance(element, Group):
                yield from self._group(element, block)
            else:
                yield from self._question(element, block)
            place += 1

    def _question(self, question: Question, block: Block) -> Iterator[Part]:
        """Nothing for what is shown already, or stands in a repeat that the screen does not open here."""
        ref = question.ref
        inside = block.ref if block.repeat else ""
        if ref in self._seen or self._innermost(ref) != inside:
            return
        self._seen.add(ref)
        self.section_of[ref] = self._section
        if question.control is Control.NOTE:
            yield Part(EntryKind.NOTE, ref)
            return
        owner = self._owners.get(ref, "")
        if not owner:
            place = block, len(block.asked)
            self.index.update(dict.fromkeys((ref, *self.companions.get(ref, Companions()).refs()), place))
            block.asked.append(question)
        yield Part(EntryKind.QUESTION, ref, owner=owner)

    def _group(self, group: Group, block: Block) -> Iterator[Part]:
        """A panel or what follows a heading; a group whose node is elsewhere is its content."""
        parts = tuple(self._parts(group.children, block))
        self._know_group(group.ref)
        inside = block.ref if block.repeat else ""
        if group.ref != inside and self._innermost(group.ref) != inside:
            yield from parts
        elif "field-list" in group.appearance.split():
            yield Part(EntryKind.PANEL, group.ref, parts)
        else:
            yield Part(EntryKind.HEADING, group.ref, parts)

    def _table(self, run: Sequence[Question], block: Block) -> Iterator[Part]:
        """A table of questions; its heading says no more than what its columns are, and is not asked."""
        heads = tuple(question.ref for question in run if not _is_row(question))
        for ref in heads:
            self._seen.add(ref)
            self.section_of[ref] = self._section
        rows = tuple(part for question in run if _is_row(question) for part in self._question(question, block))
        yield Part(EntryKind.TABLE, heads[0], rows, titles=heads)

    def _repeat(self, repeat: Repeat, block: Block) -> Iterator[Part]:
        inside = block.ref if block.repeat else ""
        if repeat.ref in self._seen or self._innermost(repeat.ref) != inside:
            return
        self._seen.add(repeat.ref)
        self.section_of[repeat.ref] = self._section
        inner = self.repeats[repeat.ref] = Block(repeat.ref, repeat)
        block.inner.append(inner)
        inner.parts = tuple(self._parts(repeat.children, inner))
        yield Part(EntryKind.REPEAT, repeat.ref, repeated=inner)

    def _innermost(self, ref: str) -> str:
        """The nodeset of the repeat that the node at ``ref`` is in; empty outside repeats."""
        above = ref.rpartition("/")[0]
        while above and above not in self._nodesets:
            above = above.rpartition("/")[0]
        return above


_Plan: TypeAlias = tuple[str, str, str, tuple[Question | Group | Repeat, ...]]


def _sections(form: Form) -> list[_Plan]:
    """Reference, reference of the title, code and elements of each."""
    plans: list[_Plan] = []
    notes: tuple[Question | Group | Repeat, ...] = ()
    loose = 0
    for is_loose, group in groupby(form.body, lambda element: isinstance(element, Question)):
        run = tuple(group)
        if is_loose and all(isinstance(each, Question) and each.control is Control.NOTE for each in run):
            notes = run
            continue
        if is_loose:
            loose += 1
            plans.append((f"{form.root}#{loose}", "", "", run))
            continue
        for element in run:
            inside = (element,) if isinstance(element, Repeat) else element.children  # type: ignore[union-attr]
            plans.append((element.ref, element.ref, element.attributes.get("code", ""), (*notes, *inside)))
            notes = ()
    if notes and plans:
        ref, label_ref, code, elements = plans.pop()
        plans.append((ref, label_ref, code, (*elements, *notes)))
    elif notes:
        plans.append((f"{form.root}#1", "", "", notes))
    return plans


def _nodesets(elements: Sequence[Question | Group | Repeat]) -> Iterator[str]:
    for element in elements:
        if isinstance(element, Group):
            if isinstance(element, Repeat):
                yield element.ref
            yield from _nodesets(element.children)


def _is_row(question: Question) -> bool:
    return question.control in _SELECTS and "list-nolabel" in question.appearance.split()


def _table_at(elements: Sequence[Question | Group | Repeat], place: int) -> list[Question]:
    """The run of questions that form a table, if one begins at ``place``: what heads it, then its rows.

    XLSForm's ``table-list`` puts the title into a note before the select that shows the choices.
    """
    run: list[Question] = []
    for element in elements[place:]:
        if not isinstance(element, Question) or not _follows(run, element):
            break
        run.append(element)
    return run if len(run) > 1 and _is_row(run[-1]) else []


def _follows(run: Sequence[Question], question: Question) -> bool:
    """Whether the table that ``run`` has begun goes on with ``question``."""
    if question.control is Control.NOTE:
        return not run and titles_a_table(question)
    if heads_a_table(question):
        return not run or run[-1].control is Control.NOTE
    return _is_row(question) and bool(run) and run[-1].control is question.control
