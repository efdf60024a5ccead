"""An XForm document becomes a ``Definition``: instance, binds, body, translations and actions, all compiled."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final

from desktop_app.errors import FormError, Place
from desktop_app.xforms import graph, secondary
from desktop_app.xforms.captions import Caption, local, message_of, read_translations
from desktop_app.xforms.datatypes import data_type
from desktop_app.xforms.definition import (
    JAVAROSA_NAMESPACE,
    XFORMS_NAMESPACE,
    Action,
    ComputedAttribute,
    Condition,
    Definition,
    Seed,
    Spec,
)
from desktop_app.xforms.expressions import Expression, compile_shared
from desktop_app.xforms.model import RUBRIC_NAMESPACE, Bind
from desktop_app.xforms.read_body import BodyReader
from desktop_app.xforms.xmlparse import parse

if TYPE_CHECKING:
    from lxml import etree

TOLERATED: Final = frozenset({"FORM-011", "FORM-017", "FORM-023"})
MAX_SIZE: Final = 24 * 1024 * 1024
MAX_SPECS: Final = 20_000
MAX_DEPTH: Final = 60
MAX_TITLE: Final = 2_000
_CONSTANTS: Final[Mapping[str, bool]] = {"true()": True, "false()": False, "1": True, "0": False, "'true'": True}
_EXPRESSIONS: Final = ("relevant", "required", "readonly", "constraint", "calculate")
_JR: Final = f"{{{JAVAROSA_NAMESPACE}}}"

Report = Callable[[FormError], None]


def read_xform(data: bytes, media: Mapping[str, bytes], report: Report | None = None) -> Definition:
    """Compiles an XForm.

    Args:
        data: the document.
        media: attached files by name, for ``jr://file-csv/...`` instances.
        report: gets each fault as it is found and lets reading go on; without it the first fault is raised.

    Raises:
        FormError: the document is no XForm, or (without ``report``) has a fault.
    """
    return _Reader(parse(data, MAX_SIZE), media, report or _raise).definition()


def _raise(error: FormError) -> None:
    """Raises, unless the form runs all the same, as in ODK's clients: a name that is not there reads as empty."""
    if error.code not in TOLERATED:
        raise error


class _Reader:
    """One reading of one document."""

    def __init__(self, html: etree._Element, media: Mapping[str, bytes], report: Report) -> None:
        self._head, self._body, self._model = _skeleton(html)
        self._media = media
        self._report = report
        self._namespaces = {prefix: uri for prefix, uri in html.nsmap.items() if prefix}
        self._specs: dict[str, Spec] = {}
        self._binds: dict[str, Bind] = {}
        self._named: dict[str, str] = {}
        self._compiled: dict[str, Expression] = {}
        self._attributes: list[ComputedAttribute] = []

    def definition(self) -> Definition:
        instances = [child for child in self._model if local(child) == "instance"]
        primary = next((child for instance in instances[:1] for child in instance if local(child)), None)
        if primary is None:
            raise FormError("FORM-003", detail="no primary instance")
        repeats = BodyReader.repeat_refs(self._body, f"/{local(primary)}")
        root = self._spec(primary, None, repeats, 0)
        seed = self._seed(primary, root, {"id", "version"})
        itext = next((child for child in self._model if local(child) == "itext"), None)
        translations = read_translations(itext, lambda text: self.compile(text, Place(column="itext")))
        secondaries = secondary.read_instances(instances[1:], self._media, self._report)
        secondary.add_searched(self._body, secondaries, self._media, self._report)
        secondary.add_external(self._body, secondaries, self._media, self._report)
        self._read_binds()
        body = BodyReader(self._specs, translations, secondaries, self)
        content = body.read(self._body)
        model_actions = [self.action(child, None, self._specs[root.ref]) for child in self._model if _is_action(child)]
        actions = [action for action in [*model_actions, *body.actions] if action is not None]
        tasks = graph.build(self._specs, translations, self._report)
        return Definition(
            id=primary.get("id") or primary.get("xmlns") or root.name,
            version=primary.get("version") or primary.get(_OPENROSA_VERSION) or "",
            title=_title(self._head),
            seed=seed,
            specs=self._specs,
            tasks=tasks,
            translations=translations,
            instances=secondaries,
            body=content,
            binds=self._binds,
            load_actions=tuple(action for action in actions if action.events & _LOAD_EVENTS),
            repeat_actions=_by_source(actions, "odk-new-repeat"),
            lists={name: tuple(secondary.items(node)) for name, node in secondaries.items()},
            attributes=tuple(self._attributes),
            last_saved=frozenset(
                instance.get("id", "") for instance in instances[1:] if secondary.is_last_saved(instance.get("src", ""))
            ),
        )

    # -- the instance ------------------------------------------------------------------------------------------------

    def _spec(self, element: etree._Element, parent: Spec | None, repeats: frozenset[str], depth: int) -> Spec:
        """The spec of ``element`` and, once each, of what is below it."""
        if depth > MAX_DEPTH or len(self._specs) >= MAX_SPECS:
            raise FormError("FORM-004", limit=MAX_SPECS)
        name, prefix, ns = _name(element)
        qname = f"{prefix}:{name}" if prefix else name
        ref = f"{parent.ref if parent else ''}/{qname}"
        spec = self._specs.get(ref)
        if spec is None:
            repeat = ref in repeats
            inside = repeat or (parent is not None and parent.repeated)
            spec = Spec(ref, name, prefix, ns, parent, len(self._specs), repeat=repeat, repeated=inside)
            self._specs[ref] = spec
            if parent is not None:
                parent.children.append(spec)
        for child in element:
            if local(child):
                self._spec(child, spec, repeats, depth + 1)
        return spec

    def _seed(self, element: etree._Element, spec: Spec, dropped: set[str]) -> Seed:
        """What a new session starts with; templates go to their specs instead."""
        below = {child.ref: child for child in spec.children}
        children = []
        for child in element:
            if not local(child):
                continue
            name, prefix, _ = _name(child)
            child_spec = below[f"{spec.ref}/{prefix}:{name}" if prefix else f"{spec.ref}/{name}"]
            seed = self._seed(child, child_spec, set())
            if child_spec.repeat and child_spec.template is None:
                child_spec.template = seed
            if child.get(f"{_JR}template") is None:
                children.append(seed)
        text = "" if children or spec.children else "".join(str(piece) for piece in element.itertext())
        spec.default = spec.default or text
        attributes = tuple(
            (_attribute(str(key)), str(value))
            for key, value in element.attrib.items()
            if not str(key).startswith(_JR) and key not in dropped
        )
        return Seed(spec, text, attributes, tuple(children))

    # -- binds -------------------------------------------------------------------------------------------------------

    def _read_binds(self) -> None:
        for element in self._model:
            if local(element) != "bind":
                continue
            ref = (element.get("nodeset") or element.get("ref") or "").strip()
            self._named[element.get("id", "")] = ref
            spec = self._specs.get(ref)
            if "/@" in ref:
                self._read_attribute(element, ref)
                continue
            if spec is None:
                self._report(FormError("FORM-023", Place(ref=ref, column="bind"), name=ref))
                continue
            self._read_bind(element, spec)

    def _read_attribute(self, element: etree._Element, ref: str) -> None:
        owner, _, name = ref.partition("/@")
        spec, calculate = self._specs.get(owner), (element.get("calculate") or "").strip()
        if spec is not None and calculate:
            value = self.compile(calculate, Place(ref=ref, column="calculate"))
            self._attributes.append(ComputedAttribute(spec, name, value))

    def _read_bind(self, element: etree._Element, spec: Spec) -> None:
        spec.type = data_type(element.get("type", "string"))
        spec.bind = Bind(
            ref=spec.ref,
            type=spec.type,
            **{name: (element.get(name) or "").strip() for name in _EXPRESSIONS},
            attributes={
                str(key).rpartition("}")[2]: str(value)
                for key, value in element.attrib.items()
                if str(key).startswith(f"{{{RUBRIC_NAMESPACE}}}")
            },
        )
        self._binds[spec.ref] = spec.bind
        spec.relevant = self._condition(spec, "relevant", otherwise=True)
        spec.required = self._condition(spec, "required", otherwise=False)
        spec.readonly = self._condition(spec, "readonly", otherwise=False)
        spec.constraint = self._condition(spec, "constraint", otherwise=True)
        if spec.bind.calculate:
            spec.calculate = self.compile(spec.bind.calculate, Place(ref=spec.ref, column="calculate"))
            spec.recalculated = not any(call.name == "once" for call in spec.calculate.calls)
        spec.constraint_message = self._message(element, spec, "constraintMsg")
        spec.required_message = self._message(element, spec, "requiredMsg")
        spec.preload = element.get(f"{_JR}preload", "")
        spec.preload_parameter = element.get(f"{_JR}preloadParams", "")

    def _condition(self, spec: Spec, name: str, *, otherwise: bool) -> Condition:
        source: str = getattr(spec.bind, name)
        if not source:
            return otherwise
        if source in _CONSTANTS:
            return _CONSTANTS[source]
        compiled = self.compile(source, Place(ref=spec.ref, column=name))
        return otherwise if compiled is NOTHING else compiled

    def _message(self, element: etree._Element, spec: Spec, name: str) -> Caption | None:
        text = element.get(f"{_JR}{name}")
        if not text:
            return None
        place = Place(ref=spec.ref, column=name)
        return message_of(text, lambda source: self.compile(source, place))

    # -- shared with the body ----------------------------------------------------------------------------------------

    def compile(self, source: str, place: Place) -> Expression:
        """The compiled expression; where faults are only reported, one that gives nothing stands in for a bad one."""
        known = self._compiled.get(source)
        if known is not None:
            return known
        try:
            compiled = self._compiled[source] = compile_shared(source, self._namespaces)
            return compiled
        except FormError as error:
            error.at(ref=place.ref, column=place.column)
            error.detail = error.detail or source[:200]
            self._report(error)
            return NOTHING

    def bound(self, identifier: str) -> str:
        """The node of the bind with that ``id``."""
        return self._named.get(identifier, "")

    def fault(self, error: FormError) -> None:
        self._report(error)

    def action(self, element: etree._Element, source: str | None, context: Spec) -> Action | None:
        """A ``<setvalue>``; ``None`` where it names no node of the form."""
        place = Place(ref=source, column="setvalue")
        target = (element.get("ref") or self._named.get(element.get("bind", ""), "")).strip()
        node, _, attribute = target.partition("/@")
        expression = self.compile(node or ".", place)
        refs = expression.resolve_references(context.ref)
        ref = next((r for r in sorted(refs, key=len, reverse=True) if r in self._specs), "")
        if not ref:
            self._report(FormError("FORM-010", place, name=target))
            return None
        value = (element.get("value") or "").strip()
        return Action(
            _events(element),
            expression,
            ref,
            self.compile(value, place) if value else None,
            element.text or "" if element.get("value") is None else "",
            source,
            attribute or None,
        )


NOTHING: Final = compile_shared("''", {})
_LOAD_EVENTS: Final = frozenset({"odk-instance-first-load", "odk-instance-load"})
_EVENT: Final = "{http://www.w3.org/2001/xml-events}event"
_OLD_EVENTS: Final[Mapping[str, str]] = {"xforms-ready": "odk-instance-first-load", "jr-insert": "odk-new-repeat"}
_OPENROSA_VERSION: Final = "{http://openrosa.org/xforms}version"


def _skeleton(html: etree._Element) -> tuple[etree._Element, etree._Element, etree._Element]:
    """Head, body and model of the document."""
    parts = {local(child): child for child in html}
    head, body = parts.get("head"), parts.get("body")
    model = next((child for child in head if local(child) == "model"), None) if head is not None else None
    if local(html) != "html" or head is None or body is None or model is None:
        raise FormError("FORM-003", detail=f"root {local(html)}")
    return head, body, model


def _title(head: etree._Element) -> str:
    title = next((child for child in head if local(child) == "title"), None)
    text = "" if title is None else " ".join("".join(str(piece) for piece in title.itertext()).split())
    if len(text) > MAX_TITLE:
        raise FormError("FORM-005", limit=MAX_TITLE)
    return text


def _name(element: etree._Element) -> tuple[str, str | None, str | None]:
    """Local name, prefix and namespace; the XForms namespace counts as none."""
    tag, prefix = str(element.tag), element.prefix
    ns = tag[1:].partition("}")[0] if tag.startswith("{") else None
    return local(element), prefix, None if ns == XFORMS_NAMESPACE and not prefix else ns


def _attribute(key: str) -> str | tuple[str, str]:
    if not key.startswith("{"):
        return key
    ns, _, name = key[1:].partition("}")
    return ns, name


def _is_action(element: etree._Element) -> bool:
    return local(element) == "setvalue"


def _events(element: etree._Element) -> frozenset[str]:
    """What sets an action off, older names of the events as the newer ones."""
    names = (element.get("event") or element.get(_EVENT) or "").split()
    return frozenset(_OLD_EVENTS.get(name, name) for name in names)


def _by_source(actions: list[Action], event: str) -> dict[str, tuple[Action, ...]]:
    found: dict[str, tuple[Action, ...]] = {}
    for action in actions:
        if event in action.events and action.source:
            found[action.source] = (*found.get(action.source, ()), action)
    return found
