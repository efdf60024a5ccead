"""A compiled form: one ``Spec`` for each node that the form declares, shared and never changed by sessions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from typing import TYPE_CHECKING

from desktop_app.xforms.captions import Caption, Translations
from desktop_app.xforms.expressions import Expression, Node
from desktop_app.xforms.model import Bind, Control, DataType, Group, Question, Repeat

if TYPE_CHECKING:
    from desktop_app.xforms.itemsets import ChoiceSource

OPENROSA_NAMESPACE = "http://openrosa.org/xforms"
JAVAROSA_NAMESPACE = "http://openrosa.org/javarosa"
XFORMS_NAMESPACE = "http://www.w3.org/2002/xforms"
SELECTS = frozenset({Control.SELECT1, Control.SELECT, Control.RANK})
MULTIPLE = frozenset({Control.SELECT, Control.RANK})

Condition = Expression | bool
"""A bind's boolean: an expression, or its value where that never changes."""


@dataclass(frozen=True, slots=True)
class Action:
    """A ``<setvalue>``: on one of ``events``, ``target`` gets ``value`` (an expression) or ``text``.

    ``source`` is the control or repeat that holds it, ``None`` in the model. ``attribute`` is set where the target is
    an attribute of ``target``.
    """

    events: frozenset[str]
    target: Expression
    target_ref: str
    value: Expression | None
    text: str
    source: str | None
    attribute: str | None = None


@dataclass(frozen=True, slots=True)
class ComputedAttribute:
    """An attribute of ``spec``'s node that a ``calculate`` gives, as entities have; worked out when all is written."""

    spec: Spec
    name: str
    value: Expression


class Kind(IntEnum):
    """What a task keeps up to date; in this order where nothing else decides."""

    RELEVANT = 0
    CALCULATE = 1
    REQUIRED = 2
    READONLY = 3
    CONSTRAINT = 4
    CHOICES = 5
    LABEL = 6
    COUNT = 7


@dataclass(eq=False, slots=True)
class Task:
    """One expression of one node's declaration, re-evaluated when what it depends on changes.

    ``reads`` gives, for each reference that the expression reads, the node below which both ends lie: a change in one
    instance of a repeat concerns only the readers below its own such node. It is ``None`` where that is everywhere.
    ``rank`` orders the tasks so that each comes after those it reads.
    """

    kind: Kind
    spec: Spec
    expression: Expression | None
    reads: Mapping[str, Spec | None]
    rank: int = 0

    @property
    def at(self) -> Spec:
        """Where it is evaluated: at its node; the count of a repeat at what contains the repeat."""
        return self.spec.parent if self.kind is Kind.COUNT and self.spec.parent is not None else self.spec


Reader = tuple[Task, "Spec | None"]
"""A task that reads a node, and the node below which both lie (see ``Task.reads``)."""


@dataclass(frozen=True, slots=True)
class Seed:
    """A node as the form's instance has it, to be copied into sessions."""

    spec: Spec
    text: str
    attributes: tuple[tuple[str | tuple[str, str], str], ...]
    children: tuple[Seed, ...]

    def size(self) -> int:
        """The number of nodes it becomes."""
        return 1 + sum(child.size() for child in self.children)


@dataclass(eq=False, slots=True)
class Spec:
    """Everything the form says about the node at ``ref``.

    ``repeated`` is true at and below a repeat. ``recalculated`` is a leaf whose value its ``calculate`` alone decides.
    ``fixed`` is a repeat whose instances the respondent neither adds nor removes.
    """

    ref: str
    name: str
    prefix: str | None
    ns: str | None
    parent: Spec | None
    order: int
    children: list[Spec] = field(default_factory=list)
    type: DataType = DataType.STRING
    repeat: bool = False
    repeated: bool = False
    template: Seed | None = None
    count: Expression | None = None
    bind: Bind | None = None
    relevant: Condition = True
    required: Condition = False
    readonly: Condition = False
    constraint: Condition = True
    calculate: Expression | None = None
    constraint_message: Caption | None = None
    required_message: Caption | None = None
    preload: str = ""
    preload_parameter: str = ""
    control: Control | None = None
    label: Caption | None = None
    hint: Caption | None = None
    source: ChoiceSource | None = None
    fixed: bool = False
    recalculated: bool = False
    value_tasks: tuple[Reader, ...] = ()
    subtree_tasks: tuple[Reader, ...] = ()
    own_tasks: tuple[Task, ...] = ()
    count_tasks: tuple[Task, ...] = ()
    actions: tuple[Action, ...] = ()
    default: str = ""
    step: str = field(init=False)

    def __post_init__(self) -> None:
        self.step = self.ref.rpartition("/")[2]

    @property
    def leaf(self) -> bool:
        return not self.children

    def lineage(self) -> Iterator[Spec]:
        """The node itself, its parent, its parent's parent..."""
        spec: Spec | None = self
        while spec is not None:
            yield spec
            spec = spec.parent

    def subtree(self) -> Iterator[Spec]:
        yield self
        for child in self.children:
            yield from child.subtree()

    def innermost_repeat(self) -> Spec | None:
        """The nearest repeat at or above the node."""
        return next((spec for spec in self.lineage() if spec.repeat), None)


@dataclass(frozen=True, slots=True)
class Definition:
    """A form, compiled.

    ``instances`` are the secondary instances' document nodes, never written to; ``last_saved`` are the ids of those
    that stand for the instance saved last, which each session has of its own.
    """

    id: str
    version: str
    title: str
    seed: Seed
    specs: Mapping[str, Spec]
    tasks: tuple[Task, ...]
    translations: Translations
    instances: Mapping[str, Node]
    body: tuple[Question | Group | Repeat, ...]
    binds: Mapping[str, Bind]
    load_actions: tuple[Action, ...]
    repeat_actions: Mapping[str, tuple[Action, ...]]
    lists: Mapping[str, tuple[Node, ...]]
    last_saved: frozenset[str] = frozenset()
    attributes: tuple[ComputedAttribute, ...] = ()

    @property
    def root(self) -> Spec:
        return self.seed.spec
