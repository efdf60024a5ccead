"""One expression over one document, without a form: for tests, tools and the command line."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from desktop_app.errors import FormError
from desktop_app.xforms.expressions.context import Context
from desktop_app.xforms.expressions.expression import compile as compile_expression
from desktop_app.xforms.expressions.nodes import Kind, Node, parse_xml

XFORMS: Final = "http://www.w3.org/2002/xforms"
_BARE_DOCTYPE: Final = "<!DOCTYPE html>"


class Found(str):
    """A node's text, which still knows its node."""

    __slots__ = ("node",)

    node: Node

    @classmethod
    def of(cls, node: Node) -> Found:
        found = cls(node.string())
        found.node = node
        return found


def evaluate(
    expression: str,
    context_xml: str | bytes | None = None,
    context_node: str = "/",
    namespaces: Mapping[str, str] | None = None,
    now: datetime | None = None,
    *,
    root_node: str | None = None,
    language: str = "",
) -> bool | float | str | list[Found]:
    """The value of ``expression``.

    Args:
        expression: an XPath of ODK XForms.
        context_xml: the document; an empty one by default. In an XForm whose context lies in an instance, ``/`` is
            that instance and ``instance()`` finds the others.
        context_node: a path to the context node.
        namespaces: prefix to namespace.
        now: aware; by default the present in the local zone.
        root_node: a path to what ``/`` is, where it is not the document.
        language: for the names of months and days.

    Returns:
        ``bool``, ``float``, ``str``, or for nodes the list of their texts in document order, each with its ``node``.

    Raises:
        FormError: a fault of the expression or of the document.
    """
    document = _document(context_xml)
    present = now or datetime.now().astimezone()
    compiled = compile_expression(expression, namespaces, lenient=True)
    plain = Context(node=document, root=document, now=present)
    node = _node(context_node, plain, namespaces)
    root = _node(root_node, plain, namespaces) if root_node is not None else _instance_around(node) or document
    instances = {str(key): other for other in _instances(document) if (key := other.attributes.get("id"))}
    value = compiled.evaluate(Context(node=node, root=root, now=present, instances=instances, language=language))
    return [Found.of(item) for item in value] if isinstance(value, list) else value


def _document(xml: str | bytes | None) -> Node:
    if xml is None:
        return Node("", kind=Kind.DOCUMENT)
    text = xml.decode("utf-8") if isinstance(xml, bytes) and xml.isascii() else xml
    if isinstance(text, str):
        # HTML's own declaration declares nothing; every other one is refused by the parser.
        text = text.strip().removeprefix(_BARE_DOCTYPE)
    return parse_xml(text, everything=True)


def _node(path: str, ctx: Context, namespaces: Mapping[str, str] | None) -> Node:
    found = compile_expression(path, namespaces).nodes(ctx)
    if not found:
        raise FormError("XPR-015", path=path[:200])
    return found[0]


def _instance_around(node: Node) -> Node | None:
    return next((item for item in (node, *node.ancestors()) if _is_instance(item)), None)


def _instances(document: Node) -> list[Node]:
    return [node for node in document.descendants() if _is_instance(node)]


def _is_instance(node: Node) -> bool:
    return node.name == "instance" and node.ns == XFORMS and node.parent is not None and node.parent.name == "model"
