"""What the review says, as plain values: the answers in the form's order, as many as can be read. No Qt."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from desktop_app.errors import AnswersError
from desktop_app.ui.survey.desk_source import brief, first_question, placed
from desktop_app.ui.survey.views import measured_value, question_view
from desktop_app.workflows.outline import Entry, EntryKind
from desktop_app.xforms.model import Problem, ProblemKind

if TYPE_CHECKING:
    from desktop_app.diagnosis import SoftWarning
    from desktop_app.workflows.answer import Desk

MOST_LINKS: Final = 100
"""So many of the answers that are in the way are told one by one."""

_MOST_IN_ALL: Final = 1_000
_MOST_IN_SECTION: Final = 300
_MOST_RECORDS: Final = 20


@dataclass(frozen=True, slots=True)
class Row:
    """One answer of the review. ``problem`` is what is said beside the question; ``missing`` when there is none.

    ``comment`` and ``files`` are what stands beside the answer; ``carried``: it is still to be confirmed.
    """

    ref: str
    name: str
    label: str
    answer: str
    problem: str = ""
    missing: bool = False
    comment: str = ""
    files: tuple[str, ...] = ()
    carried: bool = False

    def in_the_way(self) -> str:
        """The question and, unless it only wants an answer, what is wrong with the one it has."""
        asked = f"{self.name} {self.label}".strip()
        return asked if self.missing else f"{asked.rstrip(' .:')}: {self.problem}"


@dataclass(frozen=True, slots=True)
class Title:
    """The title of a group inside a section, or of a record, which then has a ``number``; the outermost is 1 deep."""

    text: str
    depth: int
    number: int = 0


@dataclass(frozen=True, slots=True)
class Rest:
    """What is not shown: ``count`` questions, or records, of which the first is at ``ref``."""

    count: int
    ref: str
    records: bool = False


Line = Row | Title | Rest


@dataclass(frozen=True, slots=True)
class Section:
    """One section of the review."""

    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Warned:
    """A soft warning: what looks unusual at which question, and the reason where one is given, at ``reason_ref``."""

    reason_ref: str
    name: str
    label: str
    message: str
    reason: str


@dataclass(frozen=True, slots=True)
class Doubtful:
    """A section with ``count`` answers to be confirmed, of which the first is at ``ref``."""

    title: str
    count: int
    ref: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What the receiving entity asks about the answer at ``ref``; ``shown``: there is such a question now.

    ``receipt`` and ``position`` name the observation.
    """

    ref: str
    shown: bool
    name: str
    text: str
    receipt: str
    position: int


@dataclass(frozen=True, slots=True)
class InTheWay:
    """Answers that do not stand, and questions that want one: how many, and the first ``MOST_LINKS`` of each; the soft
    warnings, explained or not; and the sections with answers of the wave before that are to be confirmed."""

    wrong: tuple[Row, ...] = ()
    wrong_count: int = 0
    missing: tuple[Row, ...] = ()
    missing_count: int = 0
    warned: tuple[Warned, ...] = ()
    doubtful: tuple[Doubtful, ...] = ()

    @property
    def unexplained(self) -> int:
        """How many soft warnings have no reason."""
        return sum(1 for each in self.warned if not each.reason)

    @property
    def to_confirm(self) -> int:
        """How many answers are to be confirmed."""
        return sum(each.count for each in self.doubtful)

    def __bool__(self) -> bool:
        return bool(self.wrong_count or self.missing_count or self.unexplained or self.doubtful)


def in_the_way(desk: Desk) -> InTheWay:
    """What keeps the response from being signed. A reason that a soft warning wants is told with the warning alone."""
    problems = desk.session.problems()
    warnings = desk.warnings()
    reasons = {warning.reason_ref for warning in warnings}
    missing = [each for each in problems if each.kind is ProblemKind.REQUIRED and each.ref not in reasons]
    wrong = [problem for problem in problems if problem.kind is not ProblemKind.REQUIRED]
    return InTheWay(
        tuple(_problem_row(desk, problem) for problem in wrong[:MOST_LINKS]),
        len(wrong),
        tuple(_problem_row(desk, problem) for problem in missing[:MOST_LINKS]),
        len(missing),
        tuple(_warned(desk, warning) for warning in warnings[:MOST_LINKS]),
        tuple(doubtful(desk)),
    )


def observed(desk: Desk) -> tuple[Asked, ...]:
    """What the entity asks and is still to be attended to. It keeps nobody from signing."""
    return tuple(
        Asked(each.ref, desk.asks(each.ref), question_name(desk, each.ref), each.text, each.receipt, each.position)
        for each in desk.facts.observations
    )


def question_name(desk: Desk, ref: str) -> str:
    """The question as far as this form knows one there, else the name of the place."""
    try:
        label = desk.session.label(ref)
    except (AnswersError, KeyError):
        label = ""
    label = label or ref.rpartition("/")[2]
    label = placed(desk, ref, label) if desk.asks(ref) else brief(label)
    return f"{desk.code(ref) or desk.number(ref)} {label}".strip()


def rows_in_the_way(desk: Desk) -> list[Row]:
    """The first of the answers that are missing or do not stand, in the form's order: with one there is no signing."""
    return [_problem_row(desk, problem) for problem in desk.session.problems()[:MOST_LINKS]]


def doubtful(desk: Desk) -> Iterator[Doubtful]:
    """The sections in which answers of the wave before are to be confirmed, in the form's order."""
    if not desk.notes.carried:
        return
    for section in desk.sections():
        if section.to_confirm:
            first = desk.to_confirm(section.ref)[0]
            yield Doubtful(brief(f"{section.code} {section.title}".strip()), section.to_confirm, first)


def _warned(desk: Desk, warning: SoftWarning) -> Warned:
    name = desk.code(warning.ref) or desk.number(warning.ref)
    label = placed(desk, warning.ref, desk.session.label(warning.ref))
    return Warned(warning.reason_ref, name, label, warning.message, warning.reason.strip())


def review_sections(desk: Desk) -> tuple[Section, ...]:
    """The answers that apply, by section, companions beneath their question.

    A review of thousands of rows is read by nobody and takes the window's breath: each section, and the whole, is
    shown up to a limit and says how much more there is.
    """
    left = _MOST_IN_ALL
    sections = []
    for section in desk.sections():
        lines = tuple(_limited(desk, section.ref, min(left, _MOST_IN_SECTION)))
        left -= sum(1 for line in lines if isinstance(line, Row))
        sections.append(Section(brief(f"{section.code} {section.title}".strip()), lines))
    return tuple(sections)


def _limited(desk: Desk, section: str, most: int) -> Iterator[Line]:
    shown = rows = 0
    for line in _lines(desk, desk.entries(section), 1):
        if isinstance(line, Row):
            if rows >= most:
                yield Rest(max(1, desk.section(section).total - shown), line.ref)
                return
            rows += 1
            shown += bool(line.name)
        yield line


def _lines(desk: Desk, entries: Sequence[Entry], depth: int) -> Iterator[Line]:
    for entry in entries:
        if entry.kind is EntryKind.QUESTION:
            yield from _question(desk, entry.ref)
        elif entry.kind is EntryKind.HEADING:
            yield Title(brief(desk.session.label(entry.ref)), depth + entry.level - 1)
        elif entry.kind in (EntryKind.PANEL, EntryKind.TABLE):
            title = brief(desk.session.label(entry.ref)) if entry.ref else ""
            if title:
                yield Title(title, depth)
            yield from _lines(desk, entry.entries, depth)
        elif entry.kind is EntryKind.REPEAT:
            yield from _records(desk, entry.ref, depth)


def _records(desk: Desk, nodeset: str, depth: int) -> Iterator[Line]:
    view = desk.repeat(nodeset)
    for number, row in enumerate(view.rows[:_MOST_RECORDS], 1):
        yield Title(brief(view.title), depth, number)
        yield from _lines(desk, desk.instance(row.ref), depth + 1)
    if len(view.rows) > _MOST_RECORDS:
        following = view.rows[_MOST_RECORDS].ref
        ref = first_question(desk.instance(following)) or following
        yield Rest(len(view.rows) - _MOST_RECORDS, ref, records=True)


def _question(desk: Desk, ref: str) -> Iterator[Row]:
    """What stands for a missing number is the number's own answer."""
    extra = desk.companions(ref)
    yield _row(desk, ref, desk.code(ref) or desk.number(ref), extra.special)
    for companion in extra.refs():
        if (
            companion != extra.special
            and desk.session.is_relevant(companion)
            and (desk.session.value(companion) or desk.session.problem(companion) is not None)
        ):
            yield _row(desk, companion, "")


def _row(desk: Desk, ref: str, name: str, special: str | None = None) -> Row:
    view = question_view(desk.session, ref, special=special)
    problem = desk.session.problem(ref)
    notes = desk.notes
    return Row(
        ref,
        name,
        view.label,
        measured_value(view),
        problem.message if problem else "",
        missing=problem is not None and problem.kind is ProblemKind.REQUIRED,
        comment=notes.comments.get(ref, ""),
        files=notes.evidence.get(ref, ()),
        carried=ref in notes.carried or (special is not None and special in notes.carried),
    )


def _problem_row(desk: Desk, problem: Problem) -> Row:
    """A question that has only a hint is called by its node's name."""
    ref = problem.ref
    label = desk.session.label(ref) or ref.rpartition("/")[2]
    return Row(
        ref,
        desk.code(ref) or desk.number(ref),
        placed(desk, ref, label),
        "",
        problem.message,
        missing=problem.kind is ProblemKind.REQUIRED,
    )
