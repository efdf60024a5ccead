"""What a step changed: the state before, remembered only where something was touched, against the state after."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from desktop_app.xforms.definition import Spec
from desktop_app.xforms.model import Changes, Problem
from desktop_app.xforms.tree import InstanceNode, Tree


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The whole state by reference, for steps that move references."""

    values: Mapping[str, str]
    relevant: Mapping[str, bool]
    required: Mapping[str, bool]
    readonly: Mapping[str, bool]
    problems: Mapping[str, Problem | None]
    choices: Mapping[str, object]
    repeats: Mapping[str, int]


@dataclass(slots=True)
class Trace:
    """The state before the step, node by node, as far as it was touched.

    ``touched`` are the nodes whose problem may differ after the step.
    """

    values: dict[InstanceNode, str] = field(default_factory=dict)
    relevant: dict[InstanceNode, bool] = field(default_factory=dict)
    required: dict[InstanceNode, bool] = field(default_factory=dict)
    readonly: dict[InstanceNode, bool] = field(default_factory=dict)
    touched: set[InstanceNode] = field(default_factory=set)
    problems: dict[InstanceNode, Problem | None] = field(default_factory=dict)
    choices: dict[InstanceNode, object] = field(default_factory=dict)
    labels: set[InstanceNode] = field(default_factory=set)
    before: Snapshot | None = None

    def remember(self, tree: Tree) -> None:
        """Before references move: the whole state as it was when the step began."""
        if self.before is not None:
            return
        now = snapshot(tree)
        values, relevant = dict(now.values), dict(now.relevant)
        required, readonly, choices = dict(now.required), dict(now.readonly), dict(now.choices)
        for node, value in self.values.items():
            values[node.place] = value
        for flags, old in ((relevant, self.relevant), (required, self.required), (readonly, self.readonly)):
            flags.update({node.place: flag for node, flag in old.items()})
        choices.update({node.place: offered for node, offered in self.choices.items()})
        self.before = Snapshot(values, relevant, required, readonly, now.problems, choices, now.repeats)

    def changes(self, tree: Tree) -> Changes:
        labels = frozenset(node.place for node in self.labels if tree.attached(node))
        if self.before is not None:
            return _difference(self.before, snapshot(tree), labels)
        return Changes(
            values={node.place: node.value for node, old in self.values.items() if node.value != old},
            relevant={node.place: node.relevant for node, old in self.relevant.items() if node.relevant != old},
            required={node.place: node.required for node, old in self.required.items() if node.required != old},
            readonly={node.place: node.readonly for node, old in self.readonly.items() if node.readonly != old},
            problems={node.place: node.issue for node, old in self.problems.items() if node.issue != old},
            choices=frozenset(node.place for node, old in self.choices.items() if node.offered != old),
            labels=labels,
        )


def snapshot(tree: Tree) -> Snapshot:
    nodes = list(tree.all())
    leaves = [node for node in nodes if node.spec.leaf]
    return Snapshot(
        values={node.place: node.value for node in leaves},
        relevant={node.place: node.relevant for node in nodes},
        required={node.place: node.required for node in leaves},
        readonly={node.place: node.readonly for node in leaves},
        problems={node.place: node.issue for node in leaves if node.issue is not None},
        choices={node.place: node.offered for node in leaves if node.spec.source is not None},
        repeats=repeat_counts(tree),
    )


def repeat_counts(tree: Tree) -> dict[str, int]:
    """The number of instances by nodeset, for every repeat under every instance of what contains it."""
    counts: dict[str, int] = {}
    for spec, parents in tree.nodes.items():
        for child in spec.children:
            if child.repeat:
                for parent in parents:
                    counts[nodeset(parent, child)] = sum(1 for node in parent.children if node.name == child.name)
    return counts


def nodeset(parent: InstanceNode, spec: Spec) -> str:
    return f"{parent.place}/{spec.ref.rpartition('/')[2]}"


def _difference(old: Snapshot, new: Snapshot, labels: frozenset[str]) -> Changes:
    problems = {ref: new.problems.get(ref) for ref in {*old.problems, *new.problems}}
    return Changes(
        values={ref: value for ref, value in new.values.items() if old.values.get(ref, "") != value},
        relevant={ref: flag for ref, flag in new.relevant.items() if old.relevant.get(ref, True) != flag},
        required={ref: flag for ref, flag in new.required.items() if old.required.get(ref, False) != flag},
        readonly={ref: flag for ref, flag in new.readonly.items() if old.readonly.get(ref, False) != flag},
        problems={ref: found for ref, found in problems.items() if old.problems.get(ref) != found},
        choices=frozenset(ref for ref, offered in new.choices.items() if old.choices.get(ref) != offered),
        labels=labels,
        repeats={ref: count for ref, count in new.repeats.items() if old.repeats.get(ref) != count},
    )
