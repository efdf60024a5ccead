"""``wave.xml``: what a wave kit says of itself, in the namespace ``urn:telar:wave:1``; and who is on a wave's list."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Final

from desktop_app.errors import KitError, Place
from desktop_app.submission import documents
from desktop_app.submission.documents import Document, Part
from desktop_app.texts import fold

if TYPE_CHECKING:
    from lxml.etree import _Element

NAMESPACE: Final = "urn:telar:wave:1"
WAVE: Final = "wave.xml"
MOST_FORMS: Final = 50
MOST_MIGRATIONS: Final = 20
LONGEST_MESSAGE: Final = 1_000
"""Characters."""
STEM: Final = r"[A-Za-z0-9_](?:[A-Za-z0-9._-]*[A-Za-z0-9_-])?"
FORM_FILE: Final = re.compile(rf"forms/({STEM})\.xml")

_LIMIT = 256 * 1024
_AGE_RECIPIENT = re.compile(r"age1[02-9ac-hj-np-z]{58}")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

_PATTERNS: Final = {
    "number": documents.NUMBER,
    "opens": _DAY,
    "closes": _DAY,
    "root_sha256": documents.SHA256,
    "minimum_version": re.compile(r"[0-9]{1,4}(?:\.[0-9]{1,4}){0,3}"),
    "file": FORM_FILE,
    "sha256": documents.SHA256,
}
_PARTS: Final = (
    Part("name", {"number": "number"}, "wave"),
    Part("issued", {}, "issued"),
    Part("period", {"opens": "opens", "closes": "closes"}),
    Part("entity", {"id": "entity_id", "root": "root_sha256"}, "entity_name"),
    Part("keys", {"operations": "operations", "escrow": "escrow"}),
    Part("software", {"minimum": "minimum_version"}, optional=frozenset({"minimum"})),
    Part("message", {}, "message"),
)
_FORM_PART: Final = Part("form", {"file": "file", "id": "form_id", "version": "version", "sha256": "sha256"})
_MIGRATES: Final = Part("migrates", {"from": "form_id"})


@dataclass(frozen=True, slots=True)
class KitForm:
    """A form of the kit: its entry (``forms/<name>.xml``), the XForm's id and version, and its SHA-256 (hex).

    ``migrates`` are the ids of the forms whose answers this one takes over, besides its own.
    """

    file: str
    form_id: str
    version: str
    sha256: str
    migrates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Kit:
    """What ``wave.xml`` says. A kit of the same entity and wave with a higher ``number`` takes the place of this one.

    ``opens`` and ``closes`` are the first and the last day; ``root_sha256`` is the fingerprint (hex) of the entity's
    root; ``operations`` and ``escrow`` are age recipients (``age1...``); ``message`` has 1 to 1,000 characters, on any
    number of lines; ``minimum_version`` is the oldest version of the program that can work with the forms.
    """

    wave: str
    number: int
    issued: datetime
    opens: date
    closes: date
    entity_id: str
    entity_name: str
    root_sha256: str
    operations: str
    escrow: str
    forms: tuple[KitForm, ...]
    message: str
    minimum_version: str | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "issued", documents.whole_seconds(self.issued))

    @property
    def recipients(self) -> tuple[str, str]:
        """Whom packages of this wave are encrypted to."""
        return self.operations, self.escrow


def is_listed(initiative_id: str, name: str, listed: Mapping[str, str]) -> bool:
    """Whether the initiative is on the list (name by id): by its id, or by a name that only one there has.

    An id that a laptop made up itself is on no list. Names are compared without case, accents and spacing.
    """
    wanted = fold(name)
    return initiative_id in listed or sum(fold(each) == wanted for each in listed.values()) == 1


def telling_names(listed: Mapping[str, str]) -> tuple[str, ...]:
    """The names on the list, in its order, by which an initiative is found there: those that only one has."""
    count = Counter(map(fold, listed.values()))
    return tuple(name for name in listed.values() if count[fold(name)] == 1)


def write(kit: Kit) -> bytes:
    """``kit`` as ``wave.xml``; what ``read`` would refuse is refused here."""
    texts = {
        name: _as_text(value) for part in _PARTS for name in part.fields() if (value := getattr(kit, name)) is not None
    }
    if not 1 <= len(kit.forms) <= MOST_FORMS:
        raise _invalid("form")
    _check_texts(texts)
    root = _DOCUMENT.begin({})
    for part in _PARTS:
        _DOCUMENT.add(root, part, texts)
    for form in kit.forms:
        fields = {name: getattr(form, name) for name in _FORM_PART.fields()}
        _check_texts(fields)
        element = _DOCUMENT.add(root, _FORM_PART, fields)
        for form_id in form.migrates:
            _check_texts({"form_id": form_id})
            _DOCUMENT.add(element, _MIGRATES, {"form_id": form_id})
    _check_consistent(kit)
    return _DOCUMENT.finish(root)


def _as_text(value: object) -> str:
    return documents.stamp(value) if isinstance(value, datetime) else str(value)


def read(data: bytes) -> Kit:
    """The inverse of ``write``.

    Raises:
        PackageError: PKG-009, 022 or 023 for the XML.
        KitError: KIT-002, 003 or 013 for what it says.
    """
    root, texts = _DOCUMENT.parse(data)
    children = _DOCUMENT.children(root, _PARTS, _FORM_PART, MOST_FORMS)
    for element, part in zip(children, _PARTS, strict=False):
        texts |= _DOCUMENT.fields(element, part)
    _check_texts(texts)
    kit = _kit(texts, tuple(_form(element) for element in children[len(_PARTS) :]))
    _check_consistent(kit)
    return kit


def _kit(texts: dict[str, str], forms: tuple[KitForm, ...]) -> Kit:
    issued = documents.moment_of(texts.pop("issued"))
    if issued is None or not forms:
        raise _invalid("form" if issued else "issued")
    try:
        opens, closes = (date.fromisoformat(texts.pop(name)) for name in ("opens", "closes"))
    except ValueError:
        raise _invalid("period") from None
    number = int(texts.pop("number"))
    return Kit(issued=issued, opens=opens, closes=closes, number=number, forms=forms, **texts)


def _form(element: _Element) -> KitForm:
    texts = _DOCUMENT.fields(element, _FORM_PART, leaf=False)
    _check_texts(texts)
    migrates = [_DOCUMENT.fields(child, _MIGRATES)["form_id"] for child in element]
    for form_id in migrates:
        _check_texts({"form_id": form_id})
    return KitForm(**texts, migrates=tuple(migrates))


def _check_texts(texts: Mapping[str, str]) -> None:
    for name, text in texts.items():
        pattern = _PATTERNS.get(name)
        if name == "message":
            fits = documents.is_text(text, LONGEST_MESSAGE)
        else:
            fits = documents.is_line(text, documents.LONGEST_LINE) and (not pattern or bool(pattern.fullmatch(text)))
        if not fits:
            raise _invalid(name)


def _check_consistent(kit: Kit) -> None:
    for name, recipient in (("operations", kit.operations), ("escrow", kit.escrow)):
        if not _is_recipient(recipient):
            raise KitError("KIT-013", Place(entry=WAVE), recipient=name)
    if kit.operations == kit.escrow:
        raise _contradiction("operations, escrow")
    if kit.closes < kit.opens:
        raise _contradiction("opens, closes")
    for form in kit.forms:
        if len(form.migrates) > MOST_MIGRATIONS or len(set(form.migrates)) < len(form.migrates):
            raise _invalid("migrates")
        if form.form_id in form.migrates:
            raise _contradiction("form, migrates")
    if len({form.form_id for form in kit.forms}) < len(kit.forms):
        raise _contradiction("form id")
    if len({form.file.lower() for form in kit.forms}) < len(kit.forms):
        raise _contradiction("form file")


def _is_recipient(text: str) -> bool:
    """Whether age takes ``text`` as an X25519 recipient; the checksum of its Bech32 is age's to judge."""
    import pyrage

    if not _AGE_RECIPIENT.fullmatch(text):
        return False
    try:
        pyrage.x25519.Recipient.from_str(text)
    except pyrage.RecipientError:
        return False
    return True


def _invalid(field_name: str) -> KitError:
    return KitError("KIT-002", Place(entry=WAVE), field=field_name)


def _contradiction(fields: str) -> KitError:
    return KitError("KIT-003", Place(entry=WAVE), fields=fields)


_DOCUMENT: Final = Document(NAMESPACE, Part("wave", {}), WAVE, _LIMIT, _invalid)
