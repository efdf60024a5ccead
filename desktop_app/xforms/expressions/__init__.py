"""The XPath of ODK XForms: compiled once to closures, evaluated over a light tree of nodes."""

from desktop_app.xforms.expressions.context import Context, Host
from desktop_app.xforms.expressions.evaluate import evaluate
from desktop_app.xforms.expressions.expression import Expression, compile, compile_shared  # noqa: A004
from desktop_app.xforms.expressions.nodes import Kind, Limits, Node, from_element, parse_xml
from desktop_app.xforms.expressions.references import PathReference
from desktop_app.xforms.expressions.values import NodeSet, Value

__all__ = [
    "Context",
    "Expression",
    "Host",
    "Kind",
    "Limits",
    "Node",
    "NodeSet",
    "PathReference",
    "Value",
    "compile",
    "compile_shared",
    "evaluate",
    "from_element",
    "parse_xml",
]
