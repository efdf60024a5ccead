"""What receipts and wave kits share: a strict XML document, and the entity's signature as trust judges it.

A document has one element a subject, in a fixed order, in a namespace that carries its version: a later version gets
another namespace, so that nothing signed is ever silently ignored.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final, NamedTuple
from unicodedata import category

from desktop_app.errors import TelarError, TrustError
from desktop_app.submission import safexml, trust
from desktop_app.submission.annotations import fit
from desktop_app.submission.trust import Anchor, Standing

if TYPE_CHECKING:
    from lxml.etree import _Element

    from desktop_app.submission.verification import Signature

SHA256: Final = re.compile(r"[0-9a-f]{64}")
NUMBER: Final = re.compile(r"[1-9][0-9]{0,5}")
LONGEST_LINE: Final = 300
LISTS: Final = ("crl.der", "crl-2.der", "crl-3.der", "crl-4.der")
"""The entries of the entity's revocation lists: one of the root, and one of each issuer."""

_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z")
_WHEN = "%Y-%m-%dT%H:%M:%SZ"
_NOT_IN_A_LINE = {"Cc", "Cs", "Zl", "Zp"}  # control characters, lone surrogates, line and paragraph separators
_BEYOND_XML = {"\ufffe", "\uffff"}


@dataclass(frozen=True, slots=True)
class SignedBy:
    """Who signed for the entity: the certificate (DER), its SHA-256 (hex) and common name, the signature's claim of
    time, how the certificate stands, and the fingerprint (hex) of the root it stands under; empty under none."""

    fingerprint: str
    name: str
    at: datetime
    standing: Standing
    root: str
    certificate: bytes = field(repr=False)


class Part(NamedTuple):
    """An element of a document: its attributes (name in the file -> field) and the field that is its text."""

    tag: str
    attributes: Mapping[str, str]
    text: str | None = None
    optional: frozenset[str] = frozenset()

    def fields(self) -> tuple[str, ...]:
        return (*self.attributes.values(), *([self.text] if self.text else []))


@dataclass(frozen=True, slots=True)
class Document:
    """An XML document's namespace, root element, entry and largest size (bytes), and how a faulty part is refused."""

    namespace: str
    root: Part
    entry: str
    limit: int
    refuse: Callable[[str], TelarError]

    def begin(self, texts: Mapping[str, str]) -> _Element:
        """A root element with its attributes."""
        from lxml import etree

        root = etree.Element(self._tag(self.root.tag), nsmap={None: self.namespace})  # type: ignore[dict-item]  # lxml-stubs does not know None
        self._fill(root, self.root, texts)
        return root

    def add(self, parent: _Element, part: Part, texts: Mapping[str, str]) -> _Element:
        """A new last child of ``parent``; a field that ``texts`` does not have is left out."""
        from lxml import etree

        element = etree.SubElement(parent, self._tag(part.tag))
        self._fill(element, part, texts)
        return element

    def finish(self, root: _Element) -> bytes:
        """The document's bytes; more than its reader takes are refused."""
        from lxml import etree

        data = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
        if len(data) > self.limit:
            raise self.refuse(self.root.tag)
        return data

    def parse(self, data: bytes) -> tuple[_Element, dict[str, str]]:
        """The root element and its fields; PKG-009, 022 or 023 for what is no XML of ours (see ``safexml``)."""
        root = safexml.parse(data, self.entry, self.limit)
        return root, self.fields(root, self.root, leaf=False)

    def fields(self, element: _Element, part: Part, *, leaf: bool = True) -> dict[str, str]:
        """The fields of ``element``, which must be ``part`` and nothing else; ``leaf``: it has no children."""
        found = set(element.attrib)
        if element.tag != self._tag(part.tag) or not part.attributes.keys() - part.optional <= found:
            raise self.refuse(part.tag)
        if not found <= part.attributes.keys() or (leaf and len(element)) or _has_text(element.tail):
            raise self.refuse(part.tag)
        if part.text is None and _has_text(element.text):
            raise self.refuse(part.tag)
        fields = {part.attributes[str(name)]: str(value) for name, value in element.attrib.items()}
        if part.text is not None:
            fields[part.text] = element.text or ""
        return fields

    def children(self, element: _Element, parts: Sequence[Part], repeated: Part, most: int) -> list[_Element]:
        """The children of ``element``: each of ``parts`` in this order, then at most ``most`` of ``repeated``."""
        tags = [child.tag for child in element]
        more = len(tags) - len(parts)
        expected = [self._tag(part.tag) for part in (*parts, *[repeated] * min(max(more, 0), most))]
        if tags != expected:
            raise self.refuse(self.root.tag)
        return list(element)

    def _fill(self, element: _Element, part: Part, texts: Mapping[str, str]) -> None:
        for attribute, name in part.attributes.items():
            if name in texts:
                element.set(attribute, texts[name])
        if part.text is not None:
            element.text = texts[part.text]

    def _tag(self, name: str) -> str:
        return f"{{{self.namespace}}}{name}"


def _has_text(text: str | None) -> bool:
    return bool(text and text.strip())


def is_line(text: str, most: int) -> bool:
    """Whether ``text`` is one line of 1 to ``most`` characters that XML can carry, not blanks alone."""
    unfit = any(category(c) in _NOT_IN_A_LINE or c in _BEYOND_XML for c in text[: most + 1])
    return len(text) <= most and bool(text.strip()) and not unfit


def is_text(text: str, most: int) -> bool:
    """Whether ``text``, of any number of lines, has 1 to ``most`` characters that XML can carry, not blanks alone."""
    return len(text) <= most and bool(text.strip()) and fit(text) == text


def whole_seconds(moment: datetime) -> datetime:
    """``moment`` in UTC as documents keep it; one without a zone is a programming error (``ValueError``)."""
    if moment.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    return moment.astimezone(UTC).replace(microsecond=0)


def stamp(moment: datetime) -> str:
    """``YYYY-MM-DDTHH:MM:SSZ``; strftime's %Y does not pad years before 1000 on every system, hence isoformat."""
    return moment.replace(tzinfo=None).isoformat() + "Z"


def moment_of(text: str) -> datetime | None:
    """The inverse of ``stamp``; ``None`` for anything else."""
    if not _MOMENT.fullmatch(text):
        return None
    try:
        return datetime.strptime(text, _WHEN).replace(tzinfo=UTC)
    except ValueError:
        return None


def is_certificate(data: bytes) -> bool:
    """Whether ``data`` is one certificate (DER) with a key of a kind that is accepted."""
    try:
        trust.read_certificate(data)
        return trust.as_der(data) == data
    except TrustError:
        return False


def is_revocation_list(data: bytes) -> bool:
    """Whether ``data`` is one CRL (DER); who made it is for ``trust`` to judge."""
    try:
        trust.read_revocation_list(data)
    except TrustError:
        return False
    return True


def numbered_lists(files: Mapping[str, bytes]) -> tuple[bytes, ...]:
    """The revocation lists among a container's ``files``, in the order of their names."""
    return tuple(files[name] for name in LISTS if name in files)


def signed_by(signature: Signature, anchors: Sequence[Anchor], crls: Sequence[bytes], at: datetime) -> SignedBy:
    """Who signed for the entity whose root is among ``anchors``, and how that certificate stands at ``at``."""
    certificate, standing, root = signature.certificate, trust.Standing.UNKNOWN_ISSUER, ""
    for anchor in anchors:
        standing = trust.judge_authority(certificate, signature.chain, (anchor,), crls, at)
        if standing is not trust.Standing.UNKNOWN_ISSUER:
            root = anchor.fingerprint
            break
    return SignedBy(signature.fingerprint, signature.common_name, signature.signing_time, standing, root, certificate)
