"""A session's own copy of the instance: nodes that know their spec and carry the state that expressions decide."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, cast

from desktop_app.errors import AnswersError, Place
from desktop_app.xforms.datatypes import canonical, printable
from desktop_app.xforms.definition import MULTIPLE, Seed, Spec
from desktop_app.xforms.expressions.nodes import Kind, Node
from desktop_app.xforms.model import Choice, Problem

_POSITION: Final = re.compile(r"\[\d+\]")
PLACE: Final = re.compile(r"[1-9][0-9]{0,5}\]\Z")


def generic(ref: str) -> str:
    """A reference without positions."""
    return _POSITION.sub("", ref)


class InstanceNode(Node):
    """A node of a running form.

    ``text`` is what expressions read; ``raw`` holds, as typed, a value that does not fit the node's type (``text`` is
    then empty). ``relevant`` is effective, ``own_relevant`` and ``own_readonly`` are the node's own conditions.
    ``aside`` keeps an answer that its choices no longer offer, in case they do again. ``place`` is the reference with
    positions, kept true by the tree. ``offered`` and ``captions`` (label, hint) are what was last computed, ``None``
    while nothing was.
    """

    __slots__ = (
        "aside",
        "captions",
        "issue",
        "offered",
        "own_readonly",
        "own_relevant",
        "place",
        "raw",
        "required",
        "spec",
        "valid",
    )

    def __init__(self, spec: Spec, text: str) -> None:
        super().__init__(spec.name, text, ns=spec.ns, prefix=spec.prefix)
        self.spec = spec
        self.place = spec.ref
        self.repeat = spec.repeat
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
    def value(self) -> str:
        """The answer as kept: what was typed if it does not fit, else the text."""
        return self.text if self.raw is None else self.raw

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
        if not value:
            self.text, self.raw = "", None
            return
        text = canonical(self.spec.type, value)
        if text and self.spec.control in MULTIPLE:
            text = " ".join(text.split())
        self.text = text or ""
        self.raw = printable(value) if text is None else None

    def below(self) -> Iterator[InstanceNode]:
        """The node itself and everything under it, in document order."""
        yield self
        for child in self.children:
            yield from cast("InstanceNode", child).below()


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


class Tree:
    """The instance of one session, with its nodes found by reference."""

    def __init__(self, root: InstanceNode) -> None:
        self.document = Node("", kind=Kind.DOCUMENT)
        self.document.append(root)
        self.root = root
        self.nodes: dict[Spec, list[InstanceNode]] = {}
        self._by_place: dict[str, InstanceNode] = {}
        self.reindex()

    def reindex(self) -> None:
        """To be called after instances of repeats came or went."""
        self.nodes = {}
        self._by_place = {}
        self._index(self.root, self.root.spec.ref)

    def _index(self, node: InstanceNode, place: str) -> None:
        node.place = place
        self._by_place[place] = node
        self.nodes.setdefault(node.spec, []).append(node)
        counts: dict[str, int] = {}
        for child in cast("list[InstanceNode]", node.children):
            step = child.qname
            if child.spec.repeat:
                counts[step] = number = counts.get(step, 0) + 1
                step = f"{step}[{number}]"
            self._index(child, f"{place}/{step}")

    @property
    def size(self) -> int:
        """The number of nodes."""
        return len(self._by_place)

    def of(self, spec: Spec) -> list[InstanceNode]:
        return self.nodes.get(spec, [])

    def all(self) -> Iterator[InstanceNode]:
        return self.root.below()

    def find(self, ref: str) -> InstanceNode:
        """The node at ``ref``; a repeat without a position means its first instance. ``ANS-001`` if there is none."""
        node = self.get(ref)
        if node is None:
            raise AnswersError("ANS-001", Place(ref=ref[:300]))
        return node

    def get(self, ref: str) -> InstanceNode | None:
        found = self._by_place.get(ref)
        return found if found is not None else self._first(ref)

    def _first(self, ref: str) -> InstanceNode | None:
        """Step by step, taking the first instance where no position is given."""
        node: Node = self.document
        for step in ref.split("/")[1:]:
            name, bracket, position = step.partition("[")
            if bracket and not PLACE.match(position):
                return None
            place = int(position[:-1]) if bracket else 1
            same = [child for child in node.children if child.qname == name]
            if not 1 <= place <= len(same) or (bracket and not same[0].repeat):
                return None
            node = same[place - 1]
        return node if isinstance(node, InstanceNode) else None

    def within(self, instance: InstanceNode, spec: Spec) -> list[InstanceNode]:
        """The nodes of ``spec`` at or below ``instance``, which is one of its ancestors' (or its own) nodes."""
        steps: list[Spec] = []
        for step in spec.lineage():
            if step is instance.spec:
                break
            steps.append(step)
        found = [instance]
        for step in reversed(steps):
            found = [
                child for node in found for child in cast("list[InstanceNode]", node.children) if child.spec is step
            ]
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
        siblings = cast("list[InstanceNode]", parent.children)
        index = len(siblings)
        while index and siblings[index - 1].spec.order > node.spec.order:
            index -= 1
        parent.insert(index, node)

    def attached(self, node: Node) -> bool:
        return node.document is self.document


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
