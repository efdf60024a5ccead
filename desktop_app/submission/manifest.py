"""The ASiC manifest: the digest of every file that the signature covers.

Source: ETSI EN 319 162-1, annex A.4 and its schema (``en_31916201v010101.xsd``). The reader accepts the schema's
elements without extensions: an extension that is not understood could change what a reference means.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final, NamedTuple

from desktop_app.errors import PackageError, Place
from desktop_app.submission import names, safexml
from desktop_app.submission.container import DEFAULT, Limits

if TYPE_CHECKING:
    from lxml.etree import _Element

ASIC: Final = "http://uri.etsi.org/02918/v1.2.1#"
DSIG: Final = "http://www.w3.org/2000/09/xmldsig#"
_SHA256 = "http://www.w3.org/2001/04/xmlenc#sha256"
_DIGESTS = {
    _SHA256: "sha256",
    "http://www.w3.org/2001/04/xmldsig-more#sha384": "sha384",
    "http://www.w3.org/2001/04/xmlenc#sha512": "sha512",
}
_SIGNATURE_TYPE = "application/pkcs7-signature"
_TYPES = {".xml": "text/xml", ".pdf": "application/pdf", ".jpg": "image/jpeg", ".png": "image/png"}


class Reference(NamedTuple):
    """One file that the manifest names; ``algorithm`` is hashlib's name."""

    name: str
    algorithm: str
    digest: bytes

    def matches(self, content: bytes) -> bool:
        return hashlib.new(self.algorithm, content).digest() == self.digest


def write(entries: Mapping[str, bytes]) -> bytes:
    """The manifest of ``entries`` in their order (without ``mimetype``, whose content the standard fixes)."""
    from lxml import etree

    root = etree.Element(f"{{{ASIC}}}ASiCManifest", nsmap={"asic": ASIC, "ds": DSIG})
    etree.SubElement(root, f"{{{ASIC}}}SigReference", URI=names.SIGNATURE, MimeType=_SIGNATURE_TYPE)
    for name, content in entries.items():
        reference = etree.SubElement(root, f"{{{ASIC}}}DataObjectReference", URI=name)
        kind = _TYPES.get(name[name.rfind(".") :])
        if kind:
            reference.set("MimeType", kind)
        etree.SubElement(reference, f"{{{DSIG}}}DigestMethod", Algorithm=_SHA256)
        value = etree.SubElement(reference, f"{{{DSIG}}}DigestValue")
        value.text = base64.b64encode(hashlib.sha256(content).digest()).decode("ascii")
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def read(data: bytes, limits: Limits = DEFAULT) -> tuple[Reference, ...]:
    """The references, in the manifest's order.

    Raises:
        PackageError: PKG-022 not a manifest, PKG-023 unsafe XML, PKG-033 a digest that is not SHA-256, 384 or 512.
    """
    root = safexml.parse(data, names.MANIFEST, limits.document)
    _expect(root, "ASiCManifest", ASIC, set())
    children = list(root)
    if len(children) < 2 or len(children) > limits.entries + 1:
        raise _invalid("number of references")
    signature, *objects = children
    _expect(signature, "SigReference", ASIC, {"URI", "MimeType"})
    if signature.get("URI") != names.SIGNATURE or len(signature):
        raise _invalid("SigReference")
    references = tuple(_reference(element) for element in objects)
    if len({reference.name for reference in references}) != len(references):
        raise _invalid("a file is named twice")
    return references


def _reference(element: _Element) -> Reference:
    _expect(element, "DataObjectReference", ASIC, {"URI", "MimeType", "Rootfile"})
    name = element.get("URI")
    if name is None or not names.is_safe(name) or len(element) != 2:
        raise _invalid("DataObjectReference")
    method, value = element
    _expect(method, "DigestMethod", DSIG, {"Algorithm"})
    _expect(value, "DigestValue", DSIG, set())
    algorithm = _DIGESTS.get(method.get("Algorithm", ""))
    if algorithm is None:
        raise PackageError("PKG-033", Place(entry=names.MANIFEST), algorithm=str(method.get("Algorithm"))[:80])
    try:
        digest = base64.b64decode("".join((value.text or "").split()), validate=True)
    except (binascii.Error, ValueError):
        raise _invalid("DigestValue") from None
    if len(method) or len(value) or len(digest) != hashlib.new(algorithm).digest_size:
        raise _invalid("DigestValue")
    return Reference(name, algorithm, digest)


def _expect(element: _Element, tag: str, namespace: str, attributes: set[str]) -> None:
    """The element is the one the schema has here, with no attribute and no text that the schema does not give it."""
    if element.tag != f"{{{namespace}}}{tag}" or not set(element.attrib) <= attributes:
        raise _invalid(tag)
    if tag != "DigestValue" and (element.text or "").strip():
        raise _invalid(tag)
    if (element.tail or "").strip():
        raise _invalid(tag)


def _invalid(what: str) -> PackageError:
    return PackageError("PKG-022", Place(entry=names.MANIFEST), detail=what)
