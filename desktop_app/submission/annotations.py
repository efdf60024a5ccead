"""``annotations.xml``: what travels with the answers and is no answer.

Comments and files at any question, and the soft warnings that were shown with the reasons given for them. One element a
note in the namespace ``urn:telar:annotations:1``: comments, then evidence, then warnings, each kind in the order given.
The same notes give the same bytes; no notes, no file. Questions are named as the response has them, with a position for
each instance of a repeat (``/ssme/a5/projects[2]/name``).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final
from unicodedata import category

from desktop_app.errors import PackageError, Place
from desktop_app.submission import names, safexml

if TYPE_CHECKING:
    from lxml.etree import _Element

NAMESPACE: Final = "urn:telar:annotations:1"
LIMIT: Final = 512 * 1024
MOST: Final = 2_000
"""Comments, places with evidence, or warnings."""
MOST_FILES: Final = 64
LONGEST: Final = 20_000
"""Characters of a comment, a rule, a message or a reason."""

_LONGEST_REF = 500
_REF = re.compile(r"(?:/[\w.:-]+(?:\[[1-9][0-9]{0,5}\])?)+")
_KEPT = {"\n", "\t"}
_UNFIT = {"Cc", "Cs"}
_BEYOND_XML = {"\ufffe", "\uffff"}
_WARNING_TEXTS = ("rule", "message", "reason")


@dataclass(frozen=True, slots=True)
class Comment:
    """What was written beside the answer at ``ref``."""

    ref: str
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Evidence:
    """The files kept at the question ``ref``, by their names under ``evidence/``."""

    ref: str
    files: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Warned:
    """A soft warning on the answer at ``ref``: ``rule`` is the XPath condition that held.

    ``reason`` is the answer at ``reason_ref``, empty while none was given.
    """

    ref: str
    reason_ref: str
    rule: str
    message: str
    reason: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Annotations:
    """Everything of a response that ``annotations.xml`` says; falsy when there is nothing to say."""

    comments: tuple[Comment, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    warnings: tuple[Warned, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.comments or self.evidence or self.warnings)

    def files(self) -> tuple[str, ...]:
        """The names of all files, each once."""
        return tuple(dict.fromkeys(name for each in self.evidence for name in each.files))


def write(notes: Annotations) -> bytes:
    """``notes`` as ``annotations.xml``; what the reader would refuse is refused here (``PKG-040``)."""
    from lxml import etree

    _check(notes)
    root = etree.Element(_tag("annotations"), nsmap={None: NAMESPACE})  # type: ignore[dict-item]  # lxml-stubs does not know None
    for comment in notes.comments:
        etree.SubElement(root, _tag("comment"), ref=comment.ref).text = comment.text
    for each in notes.evidence:
        element = etree.SubElement(root, _tag("evidence"), ref=each.ref)
        for name in each.files:
            etree.SubElement(element, _tag("file")).text = name
    for warned in notes.warnings:
        element = etree.SubElement(root, _tag("warning"), {"ref": warned.ref, "reason-ref": warned.reason_ref})
        for name in _WARNING_TEXTS:
            etree.SubElement(element, _tag(name)).text = getattr(warned, name)
    data = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    if len(data) > LIMIT:
        raise PackageError("PKG-009", Place(entry=names.ANNOTATIONS), limit=LIMIT // 1024)
    return data


def read(data: bytes) -> Annotations:
    """The inverse of ``write``.

    Raises:
        PackageError: PKG-009, PKG-022 or PKG-023 for the XML, PKG-040 for what it says.
    """
    root = safexml.parse(data, names.ANNOTATIONS, LIMIT)
    _expect(root, "annotations", ())
    kinds = ("comment", "evidence", "warning")
    given: dict[str, list[_Element]] = {kind: [] for kind in kinds}
    latest = 0
    for child in root:
        kind = str(child.tag).removeprefix(f"{{{NAMESPACE}}}")  # a comment's or an instruction's is no name
        if kind not in given or kinds.index(kind) < latest:
            raise _invalid("annotations")
        latest = kinds.index(kind)
        given[kind].append(child)
        if len(given[kind]) > MOST:
            raise _invalid(kind)
    notes = Annotations(
        tuple(_comment(element) for element in given["comment"]),
        tuple(_evidence(element) for element in given["evidence"]),
        tuple(_warning(element) for element in given["warning"]),
    )
    _check(notes)
    return notes


def check_against(notes: Annotations, response: _Element, entries: Collection[str]) -> None:
    """Refuses notes about files (``PKG-041``) or questions (``PKG-042``) that the package does not have.

    A reason is an answer too: both must say the same (``PKG-042``).
    """
    for name in notes.files():
        if names.EVIDENCE + name not in entries:
            raise PackageError("PKG-041", Place(entry=names.EVIDENCE + name))
    places = _Places(response)
    for ref in _refs(notes):
        if places.text(ref) is None:
            raise PackageError("PKG-042", Place(entry=names.ANNOTATIONS, ref=ref))
    for warned in notes.warnings:
        if fit(places.text(warned.reason_ref) or "") != warned.reason:
            raise PackageError("PKG-042", Place(entry=names.ANNOTATIONS, ref=warned.reason_ref))


class _Places:
    """The nodes of a response by reference; each node's children are sorted by name at most once."""

    def __init__(self, root: _Element) -> None:
        self._root = root
        self._children: dict[_Element, dict[str, list[_Element]]] = {}

    def text(self, ref: str) -> str | None:
        """The text at ``ref``, empty for a node without any; ``None`` where there is no such node."""
        first, *steps = ref[1:].split("/")
        if first != _local(self._root):
            return None
        node = self._root
        for step in steps:
            name, _, position = step.partition("[")
            found = self._below(node).get(name.rpartition(":")[2], [])
            at = int(position.rstrip("]") or 1)
            if at > len(found):
                return None
            node = found[at - 1]
        return node.text or ""

    def _below(self, node: _Element) -> dict[str, list[_Element]]:
        if node not in self._children:
            by_name: dict[str, list[_Element]] = defaultdict(list)
            for child in node:
                if isinstance(tag := child.tag, str):
                    by_name[tag.rpartition("}")[2]].append(child)
            self._children[node] = by_name
        return self._children[node]


def _local(element: _Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _tag(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"


def _refs(notes: Annotations) -> Iterable[str]:
    yield from (comment.ref for comment in notes.comments)
    yield from (each.ref for each in notes.evidence)
    for warned in notes.warnings:
        yield from (warned.ref, warned.reason_ref)


def _comment(element: _Element) -> Comment:
    _expect(element, "comment", ("ref",), text=True)
    return Comment(str(element.get("ref")), element.text or "")


def _evidence(element: _Element) -> Evidence:
    _expect(element, "evidence", ("ref",))
    if len(element) > MOST_FILES:
        raise _invalid("evidence")
    for child in element:
        _expect(child, "file", (), text=True)
    return Evidence(str(element.get("ref")), tuple(child.text or "" for child in element))


def _warning(element: _Element) -> Warned:
    _expect(element, "warning", ("ref", "reason-ref"))
    if len(element) != len(_WARNING_TEXTS):
        raise _invalid("warning")
    for child, name in zip(element, _WARNING_TEXTS, strict=True):
        _expect(child, name, (), text=True)
    rule, message, reason = (child.text or "" for child in element)
    return Warned(str(element.get("ref")), str(element.get("reason-ref")), rule, message, reason)


def _expect(element: _Element, name: str, attributes: Iterable[str], *, text: bool = False) -> None:
    """The element is the one that belongs here, has exactly these attributes, and holds either text or elements."""
    inside = len(element) if text else bool(element.text and element.text.strip())
    after = bool(element.tail and element.tail.strip())
    if element.tag != _tag(name) or set(element.attrib) != set(attributes) or inside or after:
        raise _invalid(name)


def _check(notes: Annotations) -> None:
    for kind, given in (("comment", notes.comments), ("evidence", notes.evidence), ("warning", notes.warnings)):
        if len(given) > MOST:
            raise _invalid(kind)
    _check_once("comment", [comment.ref for comment in notes.comments])
    _check_once("evidence", [each.ref for each in notes.evidence])
    _check_once("warning", [warned.reason_ref for warned in notes.warnings])
    for ref in _refs(notes):
        if len(ref) > _LONGEST_REF or not _REF.fullmatch(ref):
            raise _invalid("ref")
    for comment in notes.comments:
        _check_text("comment", comment.text, needed=True)
    for each in notes.evidence:
        _check_once("file", each.files)
        if not 1 <= len(each.files) <= MOST_FILES or any(not _is_file_name(name) for name in each.files):
            raise _invalid("file")
    for warned in notes.warnings:
        _check_text("rule", warned.rule, needed=True)
        _check_text("message", warned.message, needed=True)
        _check_text("reason", warned.reason)


def _check_once(kind: str, refs: Collection[str]) -> None:
    if len(set(refs)) != len(refs):
        raise _invalid(kind)


def _check_text(field_name: str, text: str, *, needed: bool = False) -> None:
    if len(text) > LONGEST or text != fit(text) or (needed and not text.strip()):
        raise _invalid(field_name)


def fit(text: str) -> str:
    """``text`` without what the file cannot carry: its lines end with a line feed, and control characters are gone."""
    if text.isprintable():  # most are; nothing printable is a control character or beyond XML
        return text
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(c for c in lines if c in _KEPT or (category(c) not in _UNFIT and c not in _BEYOND_XML))


def _is_file_name(name: str) -> bool:
    return "/" not in name and names.is_safe(names.EVIDENCE + name)


def _invalid(field_name: str) -> PackageError:
    return PackageError("PKG-040", Place(entry=names.ANNOTATIONS), field=field_name)
