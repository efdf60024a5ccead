"""A session's own copy of the instance: nodes that know their spec and carry the state that expressions decide."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import Final, cast

from desktop_app.errors import AnswersError, Place
from desktop_app.xforms.datatypes import canonical, printable, written
from desktop_app.xforms.definition import MULTIPLE, Seed, Spec
from desktop_app.xforms.expressions.nodes import Kind, Node
from desktop_app.xforms.model import Choice, DataType, Problem

_POSITION: Final = re.compile(r"\[\d+\]")
_NUMBERS: Final = frozenset({DataType.INT, DataType.DECIMAL})
PLACE: Final = re.compile(r"[1-9][0-9]{0,5}\]\Z")


def generic(ref: str) -> str:
    """A reference without positions."""
    return _POSITION.sub("", ref)


class InstanceNode(Node):
    """A node of a running form.

    ``text`` is what expressions read; ``raw`` holds, as typed, a value that does not fit the node's type (``text`` is
    then empty). ``relevant`` is effective, ``own_relevant`` and ``own_readonly`` are the node's own conditions.
    ``aside`` keeps an answer that its choices no longer offer, in case they do again. ``number`` is the place, from 1,
    among the instances of a repeat; ``repeats`` are the instances in this node by repeat: the tree keeps both true.
    ``offered`` and ``captions`` (label, hint) are what was last computed, ``None`` while nothing was.
    """

    __slots__ = (
        "aside",
        "captions",
        "issue",
        "number",
        "offered",
        "own_readonly",
        "own_relevant",
        "raw",
        "repeats",
        "required",
        "spec",
        "valid",
    )

    def __init__(self, spec: Spec, text: str) -> None:
        super().__init__(spec.name, text, ns=spec.ns, prefix=spec.prefix)
        self.spec = spec
        self.repeat = spec.repeat
        self.repeated = spec.repeated
        self.number = 0
        self.repeats: dict[Spec, list[InstanceNode]] | None = None
        self.raw: str | None = None
        self.aside: str = ""
        self.own_relevant = spec.relevant is not False
        self.required = spec.required is True
        self.own_readonly = spec.readonly is True
        self.valid = spec.constraint is not False
        self.issue: Problem | None = None
        self.offered: tuple[Choice, ...] | None = None
        self.captions: tuple[str, str] | None = None

    @property
    def place(self) -> str:
        """The reference with positions."""
        spec = self.spec
        parent = self.parent
        if not spec.repeated or not isinstance(parent, InstanceNode):
            return spec.ref
        return f"{parent.place}/{spec.step}[{self.number}]" if spec.repeat else f"{parent.place}/{spec.step}"

    @property
    def numeric(self) -> bool:
        return self.spec.type in _NUMBERS

    def position(self) -> int:
        return self.number or super().position()

    @property
    def written(self) -> str:
        """The text as the instance has it; what is calculated stays as calculations give it, as in JavaRosa."""
        return self.text if self.spec.calculate is not None else written(self.spec.type, self.text)

    @property
    def value(self) -> str:
        """The answer as kept: what was typed if it does not fit, else the text as the instance has it."""
        return self.written if self.raw is None else self.raw

    @property
    def readonly(self) -> bool:
        node: Node | None = self
        while isinstance(node, InstanceNode):
            if node.own_readonly:
                return True
            node = node.parent
        return False

    def take(self, value: str) -> None:
        """A value put in place without recomputing; what does not fit the type is kept aside as ``raw``."""
        self.text, self.raw = self.judged(value)

    def judged(self, value: str) -> tuple[str, str | None]:
        """``text`` and ``raw`` for a value, by the node's type."""
        text = canonical(self.spec.type, value)
        if text and self.spec.control in MULTIPLE:
            text = " ".join(text.split())
        return text or "", printable(value) if text is None else None

    @property
    def inner(self) -> list[InstanceNode]:
        """The children."""
        return cast("list[InstanceNode]", self.children)

    def of(self, spec: Spec) -> Sequence[InstanceNode]:
        """The children of that spec; of a repeat, its instances."""
        if spec.repeat:
            return self.repeats.get(spec, _NO_INSTANCES) if self.repeats is not None else _NO_INSTANCES
        named = self.named(spec.name) if spec.prefix is None else self.children
        return [child for child in cast("list[InstanceNode]", named) if child.spec is spec]

    def below(self) -> Iterator[InstanceNode]:
        """The node itself and everything under it, in document order."""
        stack = [self]
        while stack:
            node = stack.pop()
            yield node
            if node.children:
                stack.extend(cast("list[InstanceNode]", node.children[::-1]))


def plant(seed: Seed) -> InstanceNode:
    """A new node as the form declares it, children included."""
    node = InstanceNode(seed.spec, seed.text)
    if seed.attributes:
        node.attributes = dict(seed.attributes)
    children = node.children
    for child_seed in seed.children:
        child = plant(child_seed)
        child.parent = node
        children.append(child)
    if not node.own_relevant:
        node.relevant = False
    return node


_NO_INSTANCES: Final[list[InstanceNode]] = []


class Tree:
    """The instance of one session, with its nodes found by reference.

    Instances of repeats come and go through ``insert`` and ``remove`` only, whose cost is that of the instance (and of
    renumbering those after it), not of the tree.
    """

    def __init__(self, root: InstanceNode) -> None:
        self.document = Node("", kind=Kind.DOCUMENT)
        self.document.append(root)
        self.root = root
        self.size = 0
        self._single: dict[str, InstanceNode] = {}
        self._lists: dict[Spec, list[InstanceNode]] = {}
        for node in root.below():
            self._enter(node)
            if not node.spec.repeated:
                self._lists.setdefault(node.spec, []).append(node)
                self._single[node.spec.ref] = node

    def _enter(self, node: InstanceNode) -> None:
        self.size += 1
        node.repeats = None
        for child in node.inner:
            if child.spec.repeat:
                _join(node, child)

    def of(self, spec: Spec) -> list[InstanceNode]:
        """All nodes of ``spec``, in document order; not to be changed."""
        found = self._lists.get(spec)
        if found is None:
            found = [node for parent in self.of(spec.parent) for node in parent.of(spec)] if spec.parent else []
            self._lists[spec] = found
        return found

    def all(self) -> Iterator[InstanceNode]:
        return self.root.below()

    def find(self, ref: str) -> InstanceNode:
        """The node at ``ref``; a repeat without a position means its first instance. ``ANS-001`` if there is none."""
        node = self.get(ref)
        if node is None:
            raise AnswersError("ANS-001", Place(ref=ref[:300]))
        return node

    def get(self, ref: str) -> InstanceNode | None:
        """As ``find``; ``None`` if there is none."""
        found = self._single.get(ref)
        if found is not None:
            return found
        head = ref.partition("[")[0].rpartition("/")[0]
        node: InstanceNode | None = self._single.get(head)
        if node is None:
            head, node = self.root.spec.ref, self.root
            if not ref.startswith(f"{head}/"):
                return None
        for step in ref[len(head) + 1 :].split("/"):
            node = _below(node, step)
            if node is None:
                return None
        return node

    def within(self, instance: InstanceNode, spec: Spec) -> Sequence[InstanceNode]:
        """The nodes of ``spec`` at or below ``instance``, which is one of its ancestors' (or its own) nodes."""
        if not spec.repeated:
            return self.of(spec)
        steps: list[Spec] = []
        for step in spec.lineage():
            if step is instance.spec:
                break
            steps.append(step)
        found: Sequence[InstanceNode] = [instance]
        for step in reversed(steps):
            found = found[0].of(step) if len(found) == 1 else [child for node in found for child in node.of(step)]
        return found

    def nearest(self, start: Node, spec: Spec | None) -> InstanceNode | None:
        """The node of ``spec`` in the innermost repeat instance that it shares with ``start``; else the first."""
        if spec is None:
            return None
        above = set(spec.lineage())
        node: Node | None = start
        while isinstance(node, InstanceNode):
            if node.spec in above:
                found = self.within(node, spec)
                if found:
                    return found[0]
            node = node.parent
        return next(iter(self.of(spec)), None)

    def insert(self, parent: InstanceNode, node: InstanceNode) -> None:
        """Puts a repeat instance after its siblings, or where the form declares it if it is the first."""
        parent.insert(bisect_right(parent.inner, node.spec.order, key=lambda child: child.spec.order), node)
        _join(parent, node)
        last = not parent.repeated
        for part in node.below():
            self._enter(part)
            if last and part.spec in self._lists:
                self._lists[part.spec].append(part)
        if not last:
            self._outdate(node.spec)

    def remove(self, node: InstanceNode) -> None:
        """Takes a repeat instance out; those after it move up."""
        parent = cast("InstanceNode", node.parent)
        instances = cast("dict[Spec, list[InstanceNode]]", parent.repeats)[node.spec]
        del instances[node.number - 1]
        for later in instances[node.number - 1 :]:
            later.number -= 1
        parent.remove(node)
        self.size -= sum(1 for _ in node.below())
        self._outdate(node.spec)

    def _outdate(self, spec: Spec) -> None:
        for part in spec.subtree():
            self._lists.pop(part, None)

    def attached(self, node: Node) -> bool:
        return node.document is self.document


def _join(parent: InstanceNode, instance: InstanceNode) -> None:
    """Counts ``instance`` as the last of its repeat in ``parent``."""
    if parent.repeats is None:
        parent.repeats = {}
    instances = parent.repeats.setdefault(instance.spec, [])
    instances.append(instance)
    instance.number = len(instances)


def _below(node: InstanceNode, step: str) -> InstanceNode | None:
    """The child that a step of a reference names; the first instance of a repeat where it gives no position."""
    name, bracket, position = step.partition("[")
    if bracket and not PLACE.match(position):
        return None
    place = int(position[:-1]) if bracket else 1
    for spec, instances in (node.repeats or {}).items():
        if spec.step == name:
            return instances[place - 1] if place <= len(instances) else None
    if bracket:
        return None
    named = node.named(name) if ":" not in name else node.children
    return next((child for child in cast("list[InstanceNode]", named) if child.spec.step == name), None)


def push_relevance(node: InstanceNode) -> list[InstanceNode]:
    """Carries the effective relevance down from ``node``; returns the nodes where it changed."""
    parent = node.parent
    effective = node.own_relevant and (parent is None or parent.relevant)
    if effective == node.relevant:
        return []
    node.relevant = effective
    changed = [node]
    for child in node.children:
        changed += push_relevance(cast("InstanceNode", child))
    return changed
