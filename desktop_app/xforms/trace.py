"""What a step changed: the state before, remembered only where something was touched, against the state after."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from desktop_app.xforms.definition import Definition, Spec
from desktop_app.xforms.model import Changes, Problem
from desktop_app.xforms.tree import InstanceNode, Tree

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Was:
    """A node as it was when the step began; what it is by default is also what a reference without a node was."""

    value: str = ""
    relevant: bool = True
    required: bool = False
    readonly: bool = False
    issue: Problem | None = None
    offered: object = None
    counts: Mapping[str, int] = field(default_factory=dict)


_NOTHING = Was()


@dataclass(slots=True)
class Trace:
    """The state before the step, node by node, as far as it was touched.

    ``touched`` are the nodes whose problem may differ after the step. Where instances of repeats come or go references
    move: ``moved`` are the nodes concerned as they were, by the reference they had, ``born`` those that are new;
    ``counts`` are the numbers of instances before.
    """

    values: dict[InstanceNode, str] = field(default_factory=dict)
    relevant: dict[InstanceNode, bool] = field(default_factory=dict)
    required: dict[InstanceNode, bool] = field(default_factory=dict)
    readonly: dict[InstanceNode, bool] = field(default_factory=dict)
    touched: set[InstanceNode] = field(default_factory=set)
    problems: dict[InstanceNode, Problem | None] = field(default_factory=dict)
    choices: dict[InstanceNode, object] = field(default_factory=dict)
    labels: set[InstanceNode] = field(default_factory=set)
    moved: dict[InstanceNode, tuple[str, Was]] = field(default_factory=dict)
    born: dict[InstanceNode, None] = field(default_factory=dict)
    counts: dict[tuple[InstanceNode, Spec], int] = field(default_factory=dict)

    def counted(self, container: InstanceNode, spec: Spec) -> None:
        """Before the instances of ``spec`` in ``container`` come or go."""
        self.counts.setdefault((container, spec), len(container.of(spec)))

    def moving(self, instance: InstanceNode) -> None:
        """Before the references in an instance move, or the instance goes: all that is in it, as the step found it."""
        for node in instance.below():
            if node not in self.moved and node not in self.born:
                self.moved[node] = node.place, self._as_found(node)
                if node.issue is not None:
                    self.touched.add(node)

    def _as_found(self, node: InstanceNode) -> Was:
        if not node.spec.leaf:
            return Was(relevant=self.relevant.get(node, node.relevant), counts=_counts(node))
        return Was(
            self.values.get(node, node.value),
            self.relevant.get(node, node.relevant),
            self.required.get(node, node.required),
            self.readonly.get(node, node.readonly),
            node.issue,
            self.choices.get(node, node.offered),
        )

    def changes(self, tree: Tree) -> Changes:
        """What differs now, by reference."""
        found = Changes(
            values=self._differing(self.values, lambda node: node.value),
            relevant=self._differing(self.relevant, lambda node: node.relevant),
            required=self._differing(self.required, lambda node: node.required),
            readonly=self._differing(self.readonly, lambda node: node.readonly),
            problems=self._differing(self.problems, lambda node: node.issue),
            choices=frozenset(self._differing(self.choices, lambda node: node.offered)),
            labels=frozenset(node.place for node in self.labels if tree.attached(node)),
        )
        return self._with_moves(found, tree) if self.counts else found

    def _differing(self, before: Mapping[InstanceNode, T], now: Callable[[InstanceNode], T]) -> dict[str, T]:
        return {
            node.place: value
            for node, old in before.items()
            if (value := now(node)) != old and node not in self.moved and node not in self.born
        }

    def _with_moves(self, found: Changes, tree: Tree) -> Changes:
        """``found`` and what differs at the references that have another node now, or none, or are new."""
        before = dict(self.moved.values())
        values, relevant, required = dict(found.values), dict(found.relevant), dict(found.required)
        readonly, problems = dict(found.readonly), dict(found.problems)
        choices, repeats = set(found.choices), self._recounted(tree)
        here = {node.place: node for node in (*self.moved, *self.born) if tree.attached(node)}
        for ref, node in here.items():
            was = before.get(ref, _NOTHING)
            if node.relevant != was.relevant:
                relevant[ref] = node.relevant
            if not node.spec.leaf:
                repeats.update({nodes: n for nodes, n in _counts(node).items() if was.counts.get(nodes) != n})
                continue
            if node.value != was.value:
                values[ref] = node.value
            if node.required != was.required:
                required[ref] = node.required
            if node.readonly != was.readonly:
                readonly[ref] = node.readonly
            if node.issue != was.issue:
                problems[ref] = node.issue
            if node.spec.source is not None and node.offered != was.offered:
                choices.add(ref)
        problems.update({ref: None for ref, was in before.items() if was.issue is not None and ref not in here})
        return Changes(values, relevant, required, readonly, problems, frozenset(choices), found.labels, repeats)

    def _recounted(self, tree: Tree) -> dict[str, int]:
        return {
            nodeset(node, spec): now
            for (node, spec), before in self.counts.items()
            if (now := len(node.of(spec))) != before
            and node not in self.moved
            and node not in self.born
            and tree.attached(node)
        }


def _counts(node: InstanceNode) -> dict[str, int]:
    return {nodeset(node, spec): len(node.of(spec)) for spec in node.spec.children if spec.repeat}


def repeat_counts(tree: Tree, definition: Definition) -> dict[str, int]:
    """The number of instances by nodeset, for every repeat under every instance of what contains it."""
    counts: dict[str, int] = {}
    for spec in definition.specs.values():
        if any(child.repeat for child in spec.children):
            for node in tree.of(spec):
                counts.update(_counts(node))
    return counts


def nodeset(parent: InstanceNode, spec: Spec) -> str:
    """The reference of the repeat ``spec`` in ``parent``, without a position of its own."""
    return f"{parent.place}/{spec.step}"
