"""The instance as a light tree: what expressions read and the engine writes.

A leaf keeps its value in ``text`` and has no children; an element with children has no text of its own unless the
document was parsed with ``everything=True`` (then text, comments and processing instructions are children too).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, Any, Final, cast

from desktop_app.errors import FormError

if TYPE_CHECKING:
    from lxml import etree

AttributeName = str | tuple[str, str]

XML_NAMESPACE: Final = "http://www.w3.org/XML/1998/namespace"


class Kind(IntEnum):
    """The node types of the XPath 1.0 data model; namespace nodes carry the prefix as name and the URI as text."""

    ELEMENT = 0
    DOCUMENT = 1
    ATTRIBUTE = 2
    TEXT = 3
    COMMENT = 4
    INSTRUCTION = 5
    NAMESPACE = 6


class Node:
    """A node of an instance.

    ``children`` is read freely and changed only through ``append``, ``insert`` and ``remove``, which keep the indexes
    true. ``relevant`` is the *effective* relevance: whoever makes a group irrelevant sets it on the whole subtree. An
    irrelevant node reads as ``""`` in every expression and does not count in ``count()`` and ``join()``. ``repeat``
    marks the instances of a repeating group, which alone carry a position in ``path()``; ``repeated`` is true in and
    below them, where absolute paths stay within the instance that they are read from. ``attributes`` has a plain
    name, or ``(namespace, local name)``. ``paths``, on a document, remembers where absolute paths led.
    """

    __slots__ = (
        "_by_name",
        "_lookups",
        "attributes",
        "children",
        "kind",
        "name",
        "namespaces",
        "ns",
        "parent",
        "paths",
        "prefix",
        "relevant",
        "repeat",
        "repeated",
        "text",
    )

    def __init__(
        self,
        name: str,
        text: str = "",
        *,
        ns: str | None = None,
        prefix: str | None = None,
        kind: Kind = Kind.ELEMENT,
        parent: Node | None = None,
    ) -> None:
        self.name = name
        self.text = text
        self.ns = ns
        self.prefix = prefix
        self.kind = kind
        self.parent = parent
        self.children: list[Node] = []
        self.attributes: dict[AttributeName, str] = {}
        self.namespaces: dict[str | None, str] | None = None
        self.relevant = True
        self.repeat = False
        self.repeated = False
        self.paths: dict[str, list[Node]] | None = None
        self._by_name: dict[str, list[Node]] | None = None
        self._lookups: dict[tuple[str, str], dict[str, list[Node]]] | None = None

    def __repr__(self) -> str:
        return f"<Node {self.path()}>"

    @property
    def numeric(self) -> bool:
        """Whether the node's declared type is a number's."""
        return False

    # -- structure ----------------------------------------------------------------------------------------------------

    def append(self, child: Node) -> Node:
        """Adds ``child`` at the end and returns it."""
        return self.insert(len(self.children), child)

    def insert(self, index: int, child: Node) -> Node:
        """Adds ``child`` before position ``index`` (from 0) and returns it."""
        child.parent = self
        self.children.insert(index, child)
        self._forget()
        return child

    def remove(self, child: Node) -> None:
        """Takes ``child`` out; it keeps its own subtree."""
        self.children.remove(child)
        child.parent = None
        self._forget()

    def _forget(self) -> None:
        """What was indexed here or found from the document is not true any more."""
        self._by_name = self._lookups = None
        self.document.paths = None

    def named(self, name: str) -> list[Node]:
        """The child elements written ``name`` without a prefix, in order; do not change the list."""
        index = self._by_name
        if index is None:
            index = {}
            for child in self.children:
                if child.prefix is None and child.kind == Kind.ELEMENT:
                    index.setdefault(child.name, []).append(child)
            self._by_name = index
        return index.get(name, _NO_NODES)

    def lookup(self, name: str, key: str, value: str) -> list[Node]:
        """The children ``name`` that have a child ``key`` of that text; the index is for constant trees only."""
        if self._lookups is None:
            self._lookups = {}
        index = self._lookups.get((name, key))
        if index is None:
            index = {}
            for item in self.named(name):
                for text in dict.fromkeys(leaf.string() for leaf in item.named(key)):
                    index.setdefault(text, []).append(item)
            self._lookups[name, key] = index  # only when it is whole: forms are shared by threads
        return index.get(value, _NO_NODES)

    def child(self, name: str) -> Node | None:
        """The first child element of that name."""
        found = self.named(name)
        return found[0] if found else None

    @property
    def document(self) -> Node:
        """The topmost node: the document where there is one."""
        node = self
        while node.parent is not None:
            node = node.parent
        return node

    def ancestors(self) -> Iterator[Node]:
        """Parent, its parent... up to the document."""
        node = self.parent
        while node is not None:
            yield node
            node = node.parent

    def descendants(self) -> Iterator[Node]:
        """Everything below in document order, without the node itself."""
        stack = list(reversed(self.children))
        while stack:
            node = stack.pop()
            yield node
            if node.children:
                stack.extend(reversed(node.children))

    # -- reading ------------------------------------------------------------------------------------------------------

    def string(self) -> str:
        """The string value of XPath 1.0, where what is irrelevant contributes nothing."""
        if not self.relevant:
            return ""
        if not self.children:
            return self.text
        return "".join(
            node.text
            for node in self.descendants()
            if node.relevant and not node.children and (node.kind == Kind.ELEMENT or node.kind == Kind.TEXT)
        )

    @property
    def qname(self) -> str:
        """The name as written, prefix included."""
        return f"{self.prefix}:{self.name}" if self.prefix else self.name

    def position(self) -> int:
        """The place, from 1, among the siblings of the same name."""
        if self.parent is None:
            return 1
        place = 0
        for sibling in self.parent.children:
            if sibling.name == self.name and sibling.ns == self.ns and sibling.kind == self.kind:
                place += 1
                if sibling is self:
                    break
        return place

    def path(self) -> str:
        """``/data/r[2]/x``: a position only at instances of repeats."""
        if self.kind == Kind.DOCUMENT:
            return "/"
        steps: list[str] = []
        node: Node | None = self
        while node is not None and node.kind != Kind.DOCUMENT:
            step = f"{node.qname}[{node.position()}]" if node.repeat else node.qname
            steps.append(f"@{step}" if node.kind == Kind.ATTRIBUTE else step)
            node = node.parent
        return "/" + "/".join(reversed(steps))

    def ref(self) -> str:
        """The path without positions, as binds name it."""
        if self.kind == Kind.DOCUMENT:
            return "/"
        steps = [self.qname]
        steps += [node.qname for node in self.ancestors() if node.kind != Kind.DOCUMENT]
        return "/" + "/".join(reversed(steps))

    def namespaces_in_scope(self) -> dict[str | None, str]:
        """Prefix to namespace, the nearest declaration winning; ``xml`` is always there."""
        chain = [self, *self.ancestors()]
        scope: dict[str | None, str] = {"xml": XML_NAMESPACE}
        for node in reversed(chain):
            scope.update(node.namespaces or {})
        return {prefix: uri for prefix, uri in scope.items() if uri}


_NO_NODES: Final[list[Node]] = []


# -- XML -------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Limits:
    """What a document may cost; beyond it ``XPR-022``."""

    size: int = 32 * 1024 * 1024
    nodes: int = 500_000
    depth: int = 100


DEFAULT_LIMITS: Final = Limits()


def parse_xml(data: bytes | str, *, limits: Limits = DEFAULT_LIMITS, everything: bool = False) -> Node:
    """The document node of ``data``, its element below.

    Args:
        data: XML; bytes carry their own encoding declaration.
        limits: refused beyond.
        everything: keep text between elements, comments and instructions; otherwise only elements and leaf values.

    Raises:
        FormError: ``XPR-020`` not well-formed, ``XPR-021`` a document type declaration, ``XPR-022`` too large.
    """
    from lxml import etree

    raw = data.encode("utf-8") if isinstance(data, str) else data
    if len(raw) > limits.size:
        raise FormError("XPR-022", limit=limits.size // 1024)
    if b"<!DOCTYPE" in raw:
        raise FormError("XPR-021")
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        recover=False,
        encoding="utf-8" if isinstance(data, str) else None,
    )
    try:
        root = etree.fromstring(raw, parser)
    except (etree.XMLSyntaxError, LookupError, ValueError) as error:
        raise FormError("XPR-020", detail=str(error)) from error
    if cast("Any", root.getroottree().docinfo).doctype:
        raise FormError("XPR-021")
    document = Node("", kind=Kind.DOCUMENT)
    reader = _Reader(limits, everything)
    if everything:
        _read_miscellany(root, document, reader)
    else:
        document.append(reader.element(root, None, 0))
    return document


def from_element(element: etree._Element, *, limits: Limits = DEFAULT_LIMITS) -> Node:
    """A document node holding a copy of an lxml element (an ``<instance>``'s child, say)."""
    document = Node("", kind=Kind.DOCUMENT)
    document.append(_Reader(limits, everything=False).element(element, None, 0))
    return document


def _read_miscellany(root: etree._Element, document: Node, reader: _Reader) -> None:
    """The document's children: comments and instructions stand before and after the element."""
    before = list(root.itersiblings(preceding=True))
    for item in [*reversed(before), root, *root.itersiblings()]:
        document.append(reader.element(item, None, 0))


class _Reader:
    """Copies lxml elements to nodes, counting."""

    def __init__(self, limits: Limits, everything: bool) -> None:  # noqa: FBT001 (one private caller a function)
        self._limits = limits
        self._left = limits.nodes
        self._everything = everything

    def element(self, source: Any, outer: dict[str | None, str] | None, depth: int) -> Node:
        from lxml import etree

        self._left -= 1
        if self._left < 0 or depth > self._limits.depth:
            raise FormError("XPR-022", limit=self._limits.size // 1024)
        if not isinstance(source.tag, str):
            return self._other(source)
        name = etree.QName(source)
        node = Node(name.localname, ns=name.namespace, prefix=source.prefix)
        scope = source.nsmap
        if scope != outer:
            node.namespaces = {p: u for p, u in scope.items() if not outer or outer.get(p) != u}
        for key, value in source.attrib.items():
            attribute = etree.QName(str(key))
            node.attributes[(attribute.namespace, attribute.localname) if attribute.namespace else str(key)] = str(
                value
            )
        self._content(source, node, scope, depth)
        return node

    def _content(self, source: etree._Element, node: Node, scope: dict[str | None, str], depth: int) -> None:
        if len(source) == 0:
            node.text = source.text or ""
            return
        if not self._everything:
            pieces = [source.text or ""]
            for child in source:
                if isinstance(child.tag, str):
                    node.append(self.element(child, scope, depth + 1))
                pieces.append(child.tail or "")
            if not node.children:
                node.text = "".join(pieces)
            return
        self._text(source.text, node)
        for child in source:
            node.append(self.element(child, scope, depth + 1))
            self._text(child.tail, node)

    @staticmethod
    def _text(text: str | None, node: Node) -> None:
        if text:
            node.append(Node("", text, kind=Kind.TEXT))

    @staticmethod
    def _other(source: Any) -> Node:
        from lxml import etree

        if source.tag is etree.Comment:
            return Node("", source.text or "", kind=Kind.COMMENT)
        if source.tag is etree.ProcessingInstruction:
            return Node(source.target or "", source.text or "", kind=Kind.INSTRUCTION)
        raise FormError("XPR-021")
