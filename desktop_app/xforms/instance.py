"""The instance as XML: what a submission carries, and a saved one read back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, cast

from desktop_app.errors import AnswersError, FormError, Place
from desktop_app.xforms.definition import JAVAROSA_NAMESPACE, OPENROSA_NAMESPACE, Definition, Seed
from desktop_app.xforms.expressions.nodes import Kind, Limits, Node, parse_xml
from desktop_app.xforms.tree import InstanceNode, plant

if TYPE_CHECKING:
    from datetime import datetime

    from lxml import etree

LIMITS: Final = Limits(size=16 * 1024 * 1024, nodes=200_000, depth=64)
_META: Final = "meta"
_TEMPLATE: Final = (JAVAROSA_NAMESPACE, "template")


def write(
    root: InstanceNode,
    definition: Definition,
    *,
    instance_id: str | None,
    deprecated_id: str | None,
    keep_irrelevant: bool,
    now: datetime,
) -> bytes:
    """The instance as UTF-8 XML; ``meta`` is always there, in the OpenRosa namespace.

    A node that the form wants to say when the filling ended says ``now``, except in a draft (``keep_irrelevant``).
    """
    from lxml import etree

    declared: dict[str | None, str] = {"orx": OPENROSA_NAMESPACE}
    declared.update({spec.prefix: spec.ns for spec in definition.specs.values() if spec.ns and spec.prefix != "orx"})
    element = etree.Element(_tag(root, None), nsmap=cast("dict[str, str]", declared))
    element.set("id", definition.id)
    if definition.version:
        element.set("version", definition.version)
    _write(root, element, "" if keep_irrelevant else now.isoformat(timespec="milliseconds"))
    _write_meta(element, {"instanceID": instance_id, "deprecatedID": deprecated_id})
    return etree.tostring(element, encoding="utf-8", xml_declaration=True)


def _tag(node: Node, space: str | None) -> str:
    return f"{{{space or node.ns}}}{node.name}" if space or node.ns else node.name


def _is_meta(node: Node, parent: Node | None) -> bool:
    return node.name == _META and node.ns in (None, OPENROSA_NAMESPACE) and parent is not None and not _inner(parent)


def _inner(node: Node) -> bool:
    return isinstance(node.parent, InstanceNode)


def _write(node: InstanceNode, element: etree._Element, ended: str, space: str | None = None) -> None:
    """Writes ``node`` into ``element``; ``ended`` is empty for a draft, which keeps everything as it is."""
    from lxml import etree

    for key, value in node.attributes.items():
        element.set(key if isinstance(key, str) else f"{{{key[0]}}}{key[1]}", value)
    text = node.written if ended else node.value
    if ended and node.spec.preload == "timestamp" and node.spec.preload_parameter == "end":
        text = ended
    if text and not node.children:
        element.text = text
    for child in cast("list[InstanceNode]", node.children):
        if child.relevant or not ended:
            below = OPENROSA_NAMESPACE if space or _is_meta(child, node) else None
            _write(child, etree.SubElement(element, _tag(child, below)), ended, below)


def _write_meta(root: etree._Element, values: dict[str, str | None]) -> None:
    from lxml import etree

    meta = root.find(f"{{{OPENROSA_NAMESPACE}}}{_META}")
    if meta is None:
        meta = etree.SubElement(root, f"{{{OPENROSA_NAMESPACE}}}{_META}")
    for name, value in values.items():
        if value is None:
            continue
        tag = f"{{{OPENROSA_NAMESPACE}}}{name}"
        found = meta.find(tag)
        (found if found is not None else etree.SubElement(meta, tag)).text = value


# -- reading ---------------------------------------------------------------------------------------------------------


def read(data: bytes, definition: Definition) -> tuple[InstanceNode, list[str]]:
    """The instance in ``data`` as a tree of the form, and the references in it that the form does not have.

    What ``data`` leaves out (irrelevant when it was saved) stands as the form declares it; of repeats there are as
    many instances as ``data`` has.

    Raises:
        AnswersError: ``ANS-002`` unreadable, ``ANS-003`` of another form.
    """
    try:
        document = parse_xml(data, limits=LIMITS)
    except FormError as error:
        raise AnswersError("ANS-002", detail=f"{error.code} {error.detail}") from error
    saved = next(child for child in document.children if child.kind is Kind.ELEMENT)
    identifier = saved.attributes.get("id")
    if saved.name != definition.root.name or (identifier is not None and identifier != definition.id):
        raise AnswersError("ANS-003", Place(ref=f"/{saved.name}"[:200]), found=str(identifier)[:100])
    unknown: list[str] = []
    root = _merge(definition.seed, saved, unknown)
    return root, unknown


def read_last_saved(data: bytes | None, definition: Definition) -> dict[str, Node]:
    """The last saved instance under each of the ids by which the form asks for it; what is not this form's is none."""
    if data is None or not definition.last_saved:
        return {}
    try:
        document = parse_xml(data, limits=LIMITS)
    except FormError:
        return {}
    same = document.children[0].name == definition.root.name
    return dict.fromkeys(definition.last_saved, document) if same else {}


def _merge(seed: Seed, saved: Node, unknown: list[str]) -> InstanceNode:
    """The node of ``seed`` with what ``saved`` says; children by name, because Collect may order and prefix anew."""
    spec = seed.spec
    node = InstanceNode(spec, "")
    node.attributes = {key: saved.attributes.get(key, value) for key, value in seed.attributes}
    if spec.leaf:
        node.take("" if saved.children else saved.text)
        return node
    found: dict[str, list[Node]] = {}
    for child in saved.children:
        if _TEMPLATE not in child.attributes:
            found.setdefault(child.name, []).append(child)
    seeds: dict[str, Seed] = {}
    for child_seed in seed.children:
        seeds.setdefault(child_seed.spec.ref, child_seed)
    for child_spec in spec.children:
        matching = found.pop(child_spec.name, [])
        model = child_spec.template if child_spec.repeat else seeds.get(child_spec.ref)
        if model is None:
            continue
        if not child_spec.repeat:
            matching = matching[:1]
        for child in matching:
            node.append(_merge(model, child, unknown))
        if not matching and not child_spec.repeat:
            node.append(plant(model))
    if spec.name != _META:  # clients add their own metadata
        unknown += [f"{spec.ref}/{name}" for name in found]
    return node
