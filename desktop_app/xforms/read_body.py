"""The body of an XForm: questions, groups and repeats in the order of the screen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final, Protocol

from desktop_app.errors import FormError, Place
from desktop_app.xforms.captions import Caption, Translations, local, read_caption
from desktop_app.xforms.definition import JAVAROSA_NAMESPACE, Action, Spec
from desktop_app.xforms.expressions import Expression, Node
from desktop_app.xforms.itemsets import ChoiceSource, FixedChoices, Itemset, is_static, read
from desktop_app.xforms.model import Control, Group, Question, Repeat
from desktop_app.xforms.search import read_search

if TYPE_CHECKING:
    from lxml import etree

_CONTROLS: Final = {
    "input": Control.INPUT,
    "secret": Control.INPUT,
    "textarea": Control.INPUT,
    "select1": Control.SELECT1,
    "select": Control.SELECT,
    "rank": Control.RANK,
    "trigger": Control.TRIGGER,
    "range": Control.RANGE,
    "upload": Control.UPLOAD,
}
_JR: Final = f"{{{JAVAROSA_NAMESPACE}}}"
_SAID_ELSEWHERE: Final = frozenset({"ref", "bind", "appearance"})
Element = Question | Group | Repeat


class Reading(Protocol):
    """What the body needs of the reading of the whole document."""

    def compile(self, source: str, place: Place) -> Expression: ...

    def bound(self, identifier: str) -> str: ...

    def fault(self, error: FormError) -> None: ...

    def action(self, element: etree._Element, source: str | None, context: Spec) -> Action | None: ...


class BodyReader:
    """Reads ``<h:body>``, and leaves each control's captions, choices and actions with its spec."""

    def __init__(
        self, specs: Mapping[str, Spec], translations: Translations, instances: Mapping[str, Node], reading: Reading
    ) -> None:
        self._specs = specs
        self._translations = translations
        self._instances = instances
        self._reading = reading
        self._root = next(iter(specs))
        self._set: frozenset[str] = frozenset()
        self._itemsets: dict[tuple[Expression, Expression, Expression], Itemset] = {}
        self.actions: list[Action | None] = []

    @staticmethod
    def repeat_refs(body: etree._Element, root: str) -> frozenset[str]:
        """The nodesets that repeat, resolved against the groups around them."""
        found: set[str] = set()

        def walk(element: etree._Element, around: str) -> None:
            for child in element:
                name = local(child)
                if name not in ("group", "repeat"):
                    continue
                ref = _absolute(child.get("nodeset") or child.get("ref") or "", around)
                if name == "repeat":
                    found.add(ref)
                walk(child, ref)

        walk(body, root)
        return frozenset(found)

    def read(self, body: etree._Element) -> tuple[Element, ...]:
        """The content of the body."""
        document = body.getroottree()
        self._set = frozenset((e.get("ref") or "").strip() for e in document.iter("{*}setvalue"))
        return self._children(body, self._root)

    def _children(self, element: etree._Element, around: str) -> tuple[Element, ...]:
        found: list[Element] = []
        for child in element:
            name = local(child)
            if name == "group":
                found.extend(self._group(child, around))
            elif name == "repeat":
                found.extend(self._repeat(child, around, None))
            elif name in _CONTROLS:
                question = self._question(child, _CONTROLS[name], around)
                if question is not None:
                    found.append(question)
        return tuple(found)

    def _group(self, element: etree._Element, around: str) -> tuple[Element, ...]:
        """A group; one around a single repeat is the repeat's title, one without a node is only layout."""
        ref = _absolute(element.get("ref") or "", around)
        inner = [child for child in element if local(child) in ("group", "repeat", *_CONTROLS)]
        if len(inner) == 1 and local(inner[0]) == "repeat":
            nodeset = _absolute(inner[0].get("nodeset") or "", ref)
            if not element.get("ref") or nodeset == ref:
                return self._repeat(inner[0], around, element)
        if not element.get("ref"):
            return self._children(element, around)
        spec = self._find(ref, "group")
        if spec is None:
            return self._children(element, around)
        self._caption(element, spec)
        self._setvalues(element, spec)
        return (Group(ref, self._children(element, ref), element.get("appearance", ""), _attributes(spec)),)

    def _repeat(self, element: etree._Element, around: str, titled: etree._Element | None) -> tuple[Element, ...]:
        ref = _absolute(element.get("nodeset") or "", around)
        spec = self._find(ref, "repeat")
        if spec is None:
            return ()
        if not spec.repeat:  # without a nodeset of its own it would be what it stands in
            self._reading.fault(FormError("FORM-010", Place(ref=ref, column="repeat"), name="repeat"))
            return ()
        self._caption(titled if titled is not None else element, spec)
        count = element.get(f"{_JR}count")
        if count:
            spec.count = self._reading.compile(count, Place(ref=ref, column="jr:count"))
        self._setvalues(element, spec)
        spec.fixed = bool(count) or element.get(f"{_JR}noAddRemove", "").strip() in ("true()", "true", "1")
        appearance = element.get("appearance", "") or (titled.get("appearance", "") if titled is not None else "")
        return (Repeat(ref, self._children(element, ref), appearance, _attributes(spec), fixed=spec.fixed),)

    def _question(self, element: etree._Element, control: Control, around: str) -> Question | None:
        ref = _absolute(element.get("ref") or self._reading.bound(element.get("bind", "")), around)
        spec = self._find(ref, local(element))
        if spec is None:
            return None
        if control is Control.INPUT and element.get("query"):
            control = Control.SELECT1
        elif control is Control.INPUT and self._is_note(spec):
            control = Control.NOTE
        if spec.control is None:
            spec.control = control
            self._caption(element, spec)
            spec.source = self._choices(element, spec)
            self._setvalues(element, spec)
        return Question(ref, control, spec.type, element.get("appearance", ""), _attributes(spec), _parameters(element))

    def _is_note(self, spec: Spec) -> bool:
        return (
            spec.readonly is True
            and spec.calculate is None
            and not spec.preload
            and spec.ref not in self._set
            and not (spec.children or spec.default)
        )

    def _find(self, ref: str, column: str) -> Spec | None:
        spec = self._specs.get(ref)
        if spec is None:
            self._reading.fault(FormError("FORM-010", Place(ref=ref, column=column), name=ref))
        return spec

    def _caption(self, element: etree._Element, spec: Spec) -> None:
        def compile_(source: str) -> Expression:
            return self._reading.compile(source, Place(ref=spec.ref, column="label"))

        parts = {local(child): child for child in reversed(element)}
        spec.label = read_caption(parts.get("label"), compile_)
        spec.hint = read_caption(parts.get("hint"), compile_)
        for caption in (spec.label, spec.hint):
            if caption and caption.itext is not None and not self._translations.has(caption.itext):
                self._reading.fault(FormError("FORM-017", Place(ref=spec.ref), name=caption.itext))

    def _setvalues(self, element: etree._Element, spec: Spec) -> None:
        found = [self._reading.action(child, spec.ref, spec) for child in element if local(child) == "setvalue"]
        self.actions.extend(found)
        changed = [action for action in found if action and "xforms-value-changed" in action.events]
        spec.actions = (*spec.actions, *changed)

    # -- choices -----------------------------------------------------------------------------------------------------

    def _choices(self, element: etree._Element, spec: Spec) -> ChoiceSource | None:
        itemset = next((child for child in element if local(child) == "itemset"), None)
        if itemset is not None:
            refs = {local(child): child.get("ref", "") for child in itemset}
            return self._itemset(itemset.get("nodeset", ""), spec, refs.get("value"), refs.get("label"))
        if local(element) == "input":
            return self._itemset(query, spec) if (query := element.get("query")) else None
        items = []
        for item in element:
            if local(item) == "item":
                parts = {local(child): child for child in item}
                value = parts.get("value")
                caption = read_caption(parts.get("label"), lambda text: self._compile(text, spec)) or Caption()
                items.append(("" if value is None else (value.text or "").strip(), caption))
        appearance = element.get("appearance", "")
        if "search" in appearance:
            try:
                found = read_search(appearance, self._instances, tuple(items))
            except FormError as error:
                self._reading.fault(_at(error, spec))
                return None
            if found is not None:
                return found
        return FixedChoices(tuple(items)) if items else None

    def _itemset(self, nodeset: str, spec: Spec, value: str | None = None, label: str | None = None) -> Itemset:
        parts = (
            self._compile(nodeset, spec),
            self._compile(value or "name", spec),
            self._compile(label or "label", spec),
        )
        found = self._itemsets.get(parts)  # what asks for the same list makes its choices once
        if found is None:
            static = is_static(nodeset) and not self._has_outputs(nodeset)
            found = self._itemsets[parts] = Itemset(*parts, static=static, translations=self._translations)
        return found

    def _has_outputs(self, nodeset: str) -> bool:
        """Whether a label of the list shows answers: then its choices cannot be made once for all."""
        for name, instance in self._instances.items():
            if f"'{name}'" not in nodeset and f'"{name}"' not in nodeset:
                continue
            for item in instance.descendants():
                identifier = read(item, "itextId") if item.children else ""
                if identifier and any(
                    self._translations.find(identifier, language).dynamic for language in self._translations.languages
                ):
                    return True
        return False

    def _compile(self, source: str, spec: Spec) -> Expression:
        return self._reading.compile(source, Place(ref=spec.ref, column="choices"))


def _absolute(ref: str, around: str) -> str:
    """A body reference against the group or repeat around it."""
    ref = ref.strip()
    if ref.startswith("/") or not ref:
        return ref or around
    base = around
    while ref.startswith("../"):
        base, ref = base.rpartition("/")[0], ref[3:]
    return f"{base}/{ref.removeprefix('./')}"


def _at(error: FormError, spec: Spec) -> FormError:
    error.at(ref=spec.ref, column="appearance")
    return error


def _parameters(element: etree._Element) -> Mapping[str, str]:
    """What a control says about itself beside its node and its looks, by local name."""
    named = ((str(key).rpartition("}")[2], str(value)) for key, value in element.attrib.items())
    return {name: value for name, value in named if name not in _SAID_ELSEWHERE}


def _attributes(spec: Spec) -> Mapping[str, str]:
    return spec.bind.attributes if spec.bind else {}
