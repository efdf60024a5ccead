"""The axes and node tests of XPath 1.0 over the light tree, and document order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Final

from desktop_app.xforms.expressions.nodes import Kind, Node
from desktop_app.xforms.expressions.syntax import NodeTest

Matcher = Callable[[Node], bool]
Axis = Callable[[Node], list[Node]]

REVERSE: Final = frozenset({"ancestor", "ancestor-or-self", "parent", "preceding", "preceding-sibling"})
_KINDS: Final = {"text": Kind.TEXT, "comment": Kind.COMMENT, "processing-instruction": Kind.INSTRUCTION}
_PRINCIPAL: Final = {"attribute": Kind.ATTRIBUTE, "namespace": Kind.NAMESPACE}


def matcher(test: NodeTest, axis: str, namespaces: Mapping[str, str]) -> Matcher | None:
    """Whether a node passes ``test`` on ``axis``; ``None`` where every node does.

    A name without prefix matches what is written without prefix, whatever the default namespace (CHOICES.md). A prefix
    without declaration matches nodes written with the same prefix.
    """
    if test.kind == "node":
        return None
    if test.kind != "name":
        kind = _KINDS[test.kind]
        if test.name == "*":
            return lambda node: node.kind == kind
        return lambda node: node.kind == kind and node.name == test.name
    principal = _PRINCIPAL.get(axis, Kind.ELEMENT)
    name, prefix = test.name, test.prefix
    if prefix is None:
        if name == "*":
            return lambda node: node.kind == principal
        return lambda node: node.kind == principal and node.name == name and node.prefix is None
    uri = namespaces.get(prefix)

    def qualified(node: Node) -> bool:
        if node.kind != principal or (name not in ("*", node.name)):
            return False
        return node.ns == uri if uri is not None else node.prefix == prefix

    return qualified


# -- axes: each gives its nodes in axis order, nearest first on the reverse ones -------------------------------------


def _child(node: Node) -> list[Node]:
    if node.children:
        return node.children
    if node.text and node.kind == Kind.ELEMENT:
        return [_text_of(node)]
    return []


def _text_of(node: Node) -> Node:
    text = Node("", node.text, kind=Kind.TEXT, parent=node)
    text.relevant = node.relevant
    return text


def _parent(node: Node) -> list[Node]:
    return [] if node.parent is None else [node.parent]


def _ancestor(node: Node) -> list[Node]:
    return list(node.ancestors())


def _descendant(node: Node) -> list[Node]:
    found: list[Node] = []
    stack = list(reversed(_child(node)))
    while stack:
        item = stack.pop()
        found.append(item)
        stack.extend(reversed(_child(item)))
    return found


def _siblings(node: Node) -> list[Node]:
    if node.parent is None or node.kind in (Kind.ATTRIBUTE, Kind.NAMESPACE):
        return []
    return _child(node.parent)


def _place(node: Node, siblings: list[Node]) -> int:
    return next((place for place, sibling in enumerate(siblings) if sibling is node), 0)


def _following_sibling(node: Node) -> list[Node]:
    siblings = _siblings(node)
    return siblings[_place(node, siblings) + 1 :]


def _preceding_sibling(node: Node) -> list[Node]:
    siblings = _siblings(node)
    return siblings[: _place(node, siblings)][::-1]


def _following(node: Node) -> list[Node]:
    found: list[Node] = []
    if node.kind in (Kind.ATTRIBUTE, Kind.NAMESPACE) and node.parent is not None:
        node = node.parent
        found += _descendant(node)
    for item in [node, *node.ancestors()]:
        for sibling in _following_sibling(item):
            found.append(sibling)
            found += _descendant(sibling)
    return found


def _preceding(node: Node) -> list[Node]:
    if node.kind in (Kind.ATTRIBUTE, Kind.NAMESPACE) and node.parent is not None:
        node = node.parent
    found: list[Node] = []
    for item in [node, *node.ancestors()]:
        for sibling in _preceding_sibling(item):
            found += reversed([sibling, *_descendant(sibling)])
    return found


def _attribute(node: Node) -> list[Node]:
    found = []
    for key, value in node.attributes.items():
        uri, name = (None, key) if isinstance(key, str) else key
        attribute = Node(name, value, ns=uri, prefix=_prefix(node, uri), kind=Kind.ATTRIBUTE, parent=node)
        attribute.relevant = node.relevant
        found.append(attribute)
    return found


def _prefix(node: Node, uri: str | None) -> str | None:
    if uri is None:
        return None
    return next((prefix for prefix, known in node.namespaces_in_scope().items() if known == uri and prefix), None)


def _namespace(node: Node) -> list[Node]:
    if node.kind != Kind.ELEMENT:
        return []
    scope = node.namespaces_in_scope().items()
    return [Node(prefix or "", uri, kind=Kind.NAMESPACE, parent=node) for prefix, uri in scope]


AXES: Final[Mapping[str, Axis]] = {
    "ancestor": _ancestor,
    "ancestor-or-self": lambda node: [node, *node.ancestors()],
    "attribute": _attribute,
    "child": _child,
    "descendant": _descendant,
    "descendant-or-self": lambda node: [node, *_descendant(node)],
    "following": _following,
    "following-sibling": _following_sibling,
    "namespace": _namespace,
    "parent": _parent,
    "preceding": _preceding,
    "preceding-sibling": _preceding_sibling,
    "self": lambda node: [node],
}


# -- order -----------------------------------------------------------------------------------------------------------


def in_document_order(nodes: Iterable[Node]) -> list[Node]:
    """The nodes once each, in document order; attributes follow their element and precede its children."""
    unique = {_identity(node): node for node in nodes}
    if len(unique) < 2:
        return list(unique.values())
    places: dict[int, dict[int, int]] = {}
    return sorted(unique.values(), key=lambda node: _order(node, places))


def _identity(node: Node) -> object:
    """Attributes and a leaf's text are made when asked for, so two of them may be one node."""
    if node.kind in (Kind.ATTRIBUTE, Kind.NAMESPACE):
        return (id(node.parent), node.kind, node.name, node.ns)
    if node.kind == Kind.TEXT and node.parent is not None and not node.parent.children:
        return (id(node.parent), node.kind)
    return id(node)


def _order(node: Node, places: dict[int, dict[int, int]]) -> tuple[tuple[int, int], ...]:
    steps: list[tuple[int, int]] = []
    while (parent := node.parent) is not None:
        if node.kind == Kind.NAMESPACE:
            steps.append((-2, 0))
        elif node.kind == Kind.ATTRIBUTE:
            keys = list(parent.attributes)
            key = node.name if node.ns is None else (node.ns, node.name)
            steps.append((-1, keys.index(key) if key in keys else 0))
        else:
            index = places.get(id(parent))
            if index is None:
                index = places[id(parent)] = {id(child): place for place, child in enumerate(parent.children)}
            steps.append((0, index.get(id(node), 0)))
        node = parent
    return tuple(reversed(steps))
