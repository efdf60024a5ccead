"""What a form is made of, as plain values shared by the engine, the diagnosis, the reports and the window.

References are absolute paths of the instance (``/data/grupo/p01``; with repeats ``/data/r[2]/x``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

RUBRIC_NAMESPACE = "urn:telar:rubric:1"


class DataType(StrEnum):
    """The bind types of the ODK XForms specification that Telar handles."""

    STRING = "string"
    INT = "int"
    DECIMAL = "decimal"
    BOOLEAN = "boolean"
    DATE = "date"
    TIME = "time"
    DATETIME = "dateTime"
    GEOPOINT = "geopoint"
    GEOTRACE = "geotrace"
    GEOSHAPE = "geoshape"
    BARCODE = "barcode"
    BINARY = "binary"


class Control(StrEnum):
    """How the respondent answers. ``NOTE`` is a read-only input without a value of its own."""

    INPUT = "input"
    SELECT1 = "select1"
    SELECT = "select"
    NOTE = "note"
    TRIGGER = "trigger"
    RANGE = "range"
    RANK = "rank"
    UPLOAD = "upload"


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice of a list. ``extra`` holds the list's other columns (``score``, ``phase``...), as text."""

    name: str
    label: str
    extra: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Question:
    """A control of the body.

    ``attributes`` are the bind's ``telar:`` attributes by local name (``role``, ``code``); ``parameters`` are the body
    element's own beside ``ref`` and ``appearance``, as written (``start``, ``end``, ``step``; ``mediatype``; ``rows``).
    """

    ref: str
    control: Control
    type: DataType
    appearance: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict)
    parameters: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Group:
    """A group of the body; ``ref`` is its own node (its label is ``session.label(ref)``)."""

    ref: str
    children: tuple[Question | Group | Repeat, ...]
    appearance: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict)

    def questions(self) -> Iterator[Question]:
        """Every question below, in document order."""
        for child in self.children:
            if isinstance(child, Question):
                yield child
            else:
                yield from child.questions()


@dataclass(frozen=True, slots=True)
class Repeat(Group):
    """A repeating group: ``ref`` is its nodeset, without a position.

    ``fixed``: the form, not the respondent, decides how many instances there are (``jr:count``, ``jr:noAddRemove``).
    """

    fixed: bool = False


Body: TypeAlias = tuple[Question | Group | Repeat, ...]
"""What stands one after the other in a form, a group or a repeat."""


def repeats(body: Body) -> Iterator[Repeat]:
    """Every repeat below, each before those inside it."""
    for element in body:
        if isinstance(element, Group):
            if isinstance(element, Repeat):
                yield element
            yield from repeats(element.children)


def outer_repeats(body: Body) -> Iterator[Repeat]:
    """The repeats below that are in no other there."""
    for element in body:
        if isinstance(element, Repeat):
            yield element
        elif isinstance(element, Group):
            yield from outer_repeats(element.children)


def own_questions(body: Body) -> Iterator[Question]:
    """The questions below that are in no repeat there."""
    for element in body:
        if isinstance(element, Question):
            yield element
        elif not isinstance(element, Repeat):
            yield from own_questions(element.children)


@dataclass(frozen=True, slots=True)
class Bind:
    """What the form declares about a node, as written in the XForm (expressions unparsed)."""

    ref: str
    type: DataType = DataType.STRING
    relevant: str = ""
    required: str = ""
    readonly: str = ""
    constraint: str = ""
    calculate: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict)


class ProblemKind(StrEnum):
    """Why a value does not stand: nothing where something is required, of the wrong type, or against the constraint."""

    REQUIRED = "required"
    TYPE = "type"
    CONSTRAINT = "constraint"


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong at ``ref``, in the session's language."""

    ref: str
    kind: ProblemKind
    message: str


@dataclass(frozen=True, slots=True)
class Changes:
    """What one step changed, by reference; empty maps when nothing did.

    ``problems`` maps to ``None`` where a problem went away. ``choices`` are the questions whose offered choices differ,
    ``labels`` those whose label or hint text differs. ``repeats`` gives the new number of instances by nodeset.
    """

    values: Mapping[str, str] = field(default_factory=dict)
    relevant: Mapping[str, bool] = field(default_factory=dict)
    required: Mapping[str, bool] = field(default_factory=dict)
    readonly: Mapping[str, bool] = field(default_factory=dict)
    problems: Mapping[str, Problem | None] = field(default_factory=dict)
    choices: frozenset[str] = frozenset()
    labels: frozenset[str] = frozenset()
    repeats: Mapping[str, int] = field(default_factory=dict)


class Severity(StrEnum):
    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that ``forms check`` has to say; ``code`` and ``place`` as in the error catalogue."""

    severity: Severity
    code: str
    place: object
    params: Mapping[str, object] = field(default_factory=dict)
