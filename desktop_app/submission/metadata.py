"""``submission.xml``: what the signature binds besides the answers.

One element a subject in the namespace ``urn:telar:submission:1``, in a fixed order. The reader knows exactly these: a
later version of the format gets a namespace of its own, so that nothing signed is ever silently ignored.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final
from unicodedata import category

from desktop_app.errors import PackageError, Place
from desktop_app.submission import names, safexml

if TYPE_CHECKING:
    from lxml.etree import _Element

NAMESPACE: Final = "urn:telar:submission:1"
RECIPIENT: Final = "confecamaras"
_LIMIT = 16 * 1024
_MAX_TEXT = 300
_MAX_NUMBER = 999_999
_WHEN = "%Y-%m-%dT%H:%M:%SZ"
_OPTIONAL = {"keys", "replaces"}
_UNFIT = {"Cc", "Cs", "Zl", "Zp"}  # control characters, lone surrogates, line and paragraph separators
_BEYOND_XML = {"\ufffe", "\uffff"}

# Element, its attributes (file name -> field) and the field that is its text, in the file's order.
_ELEMENTS: Final[tuple[tuple[str, dict[str, str], str | None], ...]] = (
    ("recipient", {"keys": "recipients_sha256"}, "recipient"),
    ("form", {"id": "form_id", "version": "form_version", "sha256": "form_sha256"}, None),
    ("initiative", {"id": "initiative_id"}, "initiative_name"),
    ("wave", {}, "wave"),
    (
        "response",
        {"id": "response_id", "replaces": "replaces", "revision": "revision", "sequence": "sequence"},
        None,
    ),
    ("claimed", {}, "claimed_at"),
    ("software", {}, "software"),
)
_IDENTIFIER = r"uuid:[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
_PATTERNS: Final = {
    "recipients_sha256": re.compile(r"[0-9a-f]{64}"),
    "form_id": re.compile(r".+"),
    "form_sha256": re.compile(r"[0-9a-f]{64}"),
    "response_id": re.compile(_IDENTIFIER),
    "replaces": re.compile(_IDENTIFIER),
    "revision": re.compile(r"[1-9][0-9]{0,5}"),
    "sequence": re.compile(r"0|[1-9][0-9]{0,5}"),
    "claimed_at": re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z"),
}


@dataclass(frozen=True, slots=True)
class SubmissionInfo:
    """What a package says about itself.

    ``recipient`` is whom it is meant for (``RECIPIENT``); ``form_sha256`` the hex digest of the XForm; ``response_id``
    the instanceID (``uuid:...``) and ``replaces`` that of the revision it corrects (OpenRosa's deprecatedID);
    ``revision`` counts from 1, ``sequence`` the packages a signer made, from 0; ``claimed_at`` is kept in UTC, whole
    seconds. ``recipients_sha256`` is the digest of the keys that the package is encrypted to
    (``encryption.recipients_digest``), None when it is not to be encrypted. Texts are one line of at most 300
    characters.
    """

    recipient: str
    form_id: str
    form_version: str
    form_sha256: str
    initiative_id: str
    initiative_name: str
    wave: str
    response_id: str
    replaces: str | None
    revision: int
    sequence: int
    claimed_at: datetime
    software: str
    recipients_sha256: str | None = None

    def __post_init__(self) -> None:
        if self.claimed_at.tzinfo is None:
            raise ValueError("claimed_at needs a time zone")
        object.__setattr__(self, "claimed_at", self.claimed_at.astimezone(UTC).replace(microsecond=0))


def write(info: SubmissionInfo) -> bytes:
    """``info`` as ``submission.xml``; a field that the reader would refuse is refused here (``PKG-024``)."""
    from lxml import etree

    root = etree.Element(f"{{{NAMESPACE}}}submission", nsmap={None: NAMESPACE})  # type: ignore[dict-item]  # lxml-stubs does not know None
    for tag, attributes, text_field in _ELEMENTS:
        element = etree.SubElement(root, f"{{{NAMESPACE}}}{tag}")
        for attribute, field in attributes.items():
            text = _as_text(info, field)
            if text is not None:
                element.set(attribute, text)
        if text_field:
            element.text = _as_text(info, text_field)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def _as_text(info: SubmissionInfo, field: str) -> str | None:
    value = getattr(info, field)
    if value is None:
        return None
    # strftime's %Y does not pad years before 1000 on every system, hence isoformat.
    text = value.replace(tzinfo=None).isoformat() + "Z" if isinstance(value, datetime) else str(value)
    _check(field, text)
    return text


def read(data: bytes) -> SubmissionInfo:
    """The inverse of ``write``.

    Raises:
        PackageError: PKG-009, PKG-022 or PKG-023 for the XML, PKG-024 for what it says.
    """
    root = safexml.parse(data, names.SUBMISSION, _LIMIT)
    if root.tag != f"{{{NAMESPACE}}}submission" or root.attrib or _has_text(root.text):
        raise _invalid("submission")
    if [child.tag for child in root] != [f"{{{NAMESPACE}}}{tag}" for tag, _, _ in _ELEMENTS]:
        raise _invalid("submission")
    texts: dict[str, str] = {}
    for element, (tag, attributes, text_field) in zip(root, _ELEMENTS, strict=True):
        texts |= _fields(element, tag, attributes, text_field)
    return _info(texts)


def _fields(element: _Element, tag: str, attributes: dict[str, str], text_field: str | None) -> dict[str, str]:
    missing = attributes.keys() - set(element.attrib) - _OPTIONAL
    unknown = set(element.attrib) - attributes.keys()
    if missing or unknown or len(element) or _has_text(element.tail) or (not text_field and _has_text(element.text)):
        raise _invalid(tag)
    found = {attributes[str(name)]: str(value) for name, value in element.attrib.items()}
    if text_field:
        found[text_field] = element.text or ""
    for field, text in found.items():
        _check(field, text)
    return found


def _info(texts: dict[str, str]) -> SubmissionInfo:
    try:
        claimed = datetime.strptime(texts.pop("claimed_at"), _WHEN).replace(tzinfo=UTC)
    except ValueError:
        raise _invalid("claimed_at") from None
    revision, sequence = int(texts.pop("revision")), int(texts.pop("sequence"))
    replaces = texts.pop("replaces", None)
    return SubmissionInfo(**texts, replaces=replaces, revision=revision, sequence=sequence, claimed_at=claimed)


def _check(field: str, text: str) -> None:
    pattern = _PATTERNS.get(field)
    if (
        len(text) > _MAX_TEXT
        or not (text.isprintable() or all(category(c) not in _UNFIT and c not in _BEYOND_XML for c in text))
        or (pattern and not pattern.fullmatch(text))
    ):
        raise _invalid(field)


def _has_text(text: str | None) -> bool:
    return bool(text and text.strip())


def _invalid(field: str) -> PackageError:
    return PackageError("PKG-024", Place(entry=names.SUBMISSION), field=field)
