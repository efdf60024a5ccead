"""A response on paper: what its QR code says, and the response made again from it.

The text is ``TELAR1:`` and, in base45 (RFC 9285), a COSE_Sign1 followed by its CRC-32 (4 bytes, the highest first): a
text that was changed anywhere is refused even where the signer is not known. What is signed is zlib (RFC 1950) over
CBOR, an array of

1. the format's number, 1
2. the form's id, 3. its version, 4. the first 8 bytes of the XForm's SHA-256
5. the initiative's id, as its 16 bytes where it is a UUID; 6. the wave
7. the response's UUID, 8. its revision, 9. the UUID of the response it replaces or null
10. the time claimed, in seconds since 1970
11. the first 8 bytes of the SHA-256 of the signed ``response.xml``, which begin with the verification code
12. the answers, see ``paper_values``

Nothing in it is secret. Files never travel; long texts may have been left out, scores and figures never. The reader
makes the document anew from what it understood and demands the same bytes.
"""

from __future__ import annotations

import zlib
from bisect import bisect_left
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from typing import TYPE_CHECKING, Final
from unicodedata import category
from uuid import UUID

from desktop_app.errors import PaperError
from desktop_app.fileio import sha256_hex
from desktop_app.submission import canonical_cbor, cose, paper_values, qr
from desktop_app.submission.keys import SigningKey

if TYPE_CHECKING:
    from desktop_app.xforms import Form, Session

PREFIX: Final = "TELAR1:"
FORMAT: Final = 1
DIGEST_BYTES: Final = 8
MOST_INFLATED: Final = 32 * 1024
MOST_VALUES: Final = 6_000

FindForm = Callable[[str, str, bytes], "Form | None"]
"""The form of an id and a version whose SHA-256 begins with these 8 bytes."""
FindCertificate = Callable[[bytes], "bytes | None"]
"""The certificate (DER) whose SHA-256 begins with these 8 bytes."""

_CRC_BYTES = 4
_ZLIB_HEADER = b"\x78\xda"  # 32 KiB window, most compressed
_LONGEST_TEXT = 300
_MOST_REVISIONS = 999_999
_LATEST = 253_402_300_799  # the year 9999 ends
_UUID = "uuid:"
_UNFIT = {"Cc", "Cs", "Zl", "Zp"}
_MEMBERS = 12


@dataclass(frozen=True, slots=True)
class PaperFacts:
    """What the code says of the response besides its answers.

    ``form_digest`` and ``reference`` are 16 hexadecimal digits: the beginning of the SHA-256 of the XForm and of the
    signed ``response.xml``. ``response_id`` and ``replaces`` are instanceIDs (``uuid:...``, lower case). ``claimed_at``
    is kept in UTC, whole seconds. Texts are one line of at most 300 characters.
    """

    form_id: str
    form_version: str
    form_digest: str
    initiative_id: str
    wave: str
    response_id: str
    revision: int
    replaces: str | None
    claimed_at: datetime
    reference: str

    def __post_init__(self) -> None:
        if self.claimed_at.tzinfo is None:
            raise ValueError("claimed_at needs a time zone")
        object.__setattr__(self, "claimed_at", self.claimed_at.astimezone(UTC).replace(microsecond=0))


@dataclass(frozen=True, slots=True)
class PaperResponse:
    """A response read off paper.

    Attributes:
        facts: as signed.
        answers: by reference, for ``Session.restore``; what was left out is not in it.
        left_out: the questions whose answers are on the printed pages only.
        session: the form filled with ``answers`` as of the time claimed.
        instance: the instance made again from them (XML).
        exact: ``instance`` is what was signed, byte for byte.
        signer: the certificate (DER) that the signature was verified with; ``None`` if it is not known here. Then the
            content is only known to hold together, and who wrote it is not.
        kid: the first 8 bytes of the SHA-256 of the signer's certificate, as the code claims.
    """

    facts: PaperFacts
    answers: Mapping[str, str] = field(repr=False)
    left_out: tuple[str, ...]
    session: Session = field(repr=False, compare=False)
    instance: bytes = field(repr=False)
    exact: bool
    signer: bytes | None = field(repr=False)
    kid: bytes


def write(session: Session, facts: PaperFacts, key: SigningKey) -> str:
    """The text of the QR code for ``session``'s answers; of one that does not fit, texts are left out, longest first.

    Raises:
        PaperError: QR-012 ``facts`` that the reader would refuse, QR-013 too much even without the free texts,
            QR-007 as ``cose.sign1``. What is returned was read again, hence QR-011 for a form that counts the
            instances of a repeat by a text that had to be left out.
        SigningKeyError: KEY-007.
    """
    form = session.form
    if (facts.form_id, facts.form_version, facts.form_digest) != (form.id, form.version, form.sha256[:16]):
        raise PaperError("QR-012", field="form")
    head = _head(facts)
    answers = paper_values.answers_of(session)
    free = paper_values.free_texts(form, answers)

    def packed(without: int) -> bytes | None:
        values = paper_values.pack(form, answers, frozenset(free[:without]))
        return _compress(canonical_cbor.dump([*head, values]))

    def fits(without: int) -> bool:
        made = packed(without)
        return made is not None and _text_length(cose.signed_size(made, key)) <= qr.CAPACITY

    payload = packed(bisect_left(range(len(free) + 1), True, key=fits))
    if payload is None or not fits(len(free)):
        raise PaperError("QR-013", limit=qr.CAPACITY)
    text = encode(cose.sign1(payload, key))
    zone = session.now.tzinfo or UTC
    read(text, lambda *_: form, lambda _: key.certificate, zone)
    return text


def read(
    text: str, forms: FindForm, certificates: FindCertificate, zone: tzinfo = UTC, *, same_key: bool = False
) -> PaperResponse:
    """What ``text`` says; bounded in every respect before anything is made of it.

    Args:
        text: of one code, to the letter.
        forms: finds the form; without it nothing can be understood.
        certificates: finds the signer's certificate; ``None`` is no refusal, but see ``PaperResponse.signer``.
        zone: where the response was filled: days begin there in what the form calculates.
        same_key: what ``certificates`` finds may be another certificate of the key that is meant.

    Raises:
        PaperError: QR-001 to QR-011, see the catalogue.
    """
    data = decode(text)
    signed = cose.read_sign1(data, qr.CAPACITY)
    certificate = certificates(signed.kid)
    if certificate is not None:
        cose.verify1(data, certificate, signed.kid if same_key else None)
    raw = _inflate(signed.payload)
    facts, values = _document(raw)
    form = forms(facts.form_id, facts.form_version, bytes.fromhex(facts.form_digest))
    if form is None:
        raise PaperError("QR-010", form=facts.form_id, version=facts.form_version)
    answers, left_out = _answers(form, facts, values, raw)
    session = _filled(form, answers, facts.claimed_at.astimezone(zone))
    instance = session.instance_xml(instance_id=facts.response_id, deprecated_id=facts.replaces)
    exact = sha256_hex(instance)[: 2 * DIGEST_BYTES] == facts.reference
    return PaperResponse(facts, answers, left_out, session, instance, exact, certificate, signed.kid)


def _answers(form: Form, facts: PaperFacts, values: list[object], raw: bytes) -> tuple[dict[str, str], tuple[str, ...]]:
    """The answers, if ``form`` is the one meant and would say the same in the same bytes."""
    if (form.id, form.version, form.sha256[:16]) != (facts.form_id, facts.form_version, facts.form_digest):
        raise PaperError("QR-010", form=facts.form_id, version=facts.form_version)
    try:
        answers, left_out = paper_values.unpack(form, values)
        same = canonical_cbor.dump([*_head(facts), paper_values.pack(form, answers, frozenset(left_out))]) == raw
    except ValueError as error:
        raise PaperError("QR-011", detail=str(error)) from None
    if not same or not set(left_out) <= set(paper_values.free_texts(form, dict.fromkeys(left_out, "x"))):
        raise PaperError("QR-011", detail="not as it would be written")
    return answers, left_out


def _filled(form: Form, answers: Mapping[str, str], now: datetime) -> Session:
    """The form with ``answers``, all of which it takes as they are."""
    from desktop_app.xforms import Session

    session = Session(form, now=now)
    missing = session.restore(answers)
    taken = session.draft()
    if missing or any(taken.get(ref) != value for ref, value in answers.items()):
        raise PaperError("QR-011", detail="not as the form takes them")
    return session


# -- the text ----------------------------------------------------------------------------------------------------------


def encode(signed: bytes) -> str:
    """The text for a COSE_Sign1."""
    import base45

    body: bytes = base45.b45encode(signed + _crc(signed))
    return PREFIX + body.decode("ascii")


def _crc(signed: bytes) -> bytes:
    return zlib.crc32(signed).to_bytes(_CRC_BYTES, "big")


def _text_length(signed_size: int) -> int:
    size = signed_size + _CRC_BYTES
    return len(PREFIX) + size // 2 * 3 + size % 2 * 2


def decode(text: str) -> bytes:
    """The COSE_Sign1 in ``text``; QR-001 to QR-003. Each has one text."""
    import base45

    if not text.startswith(PREFIX):
        raise PaperError("QR-001")
    if len(text) > qr.CAPACITY:
        raise PaperError("QR-002", limit=qr.CAPACITY)
    try:
        signed = bytes(base45.b45decode(text[len(PREFIX) :]))[:-_CRC_BYTES]
    except ValueError:
        raise PaperError("QR-003") from None
    if encode(signed) != text:
        raise PaperError("QR-003")
    return signed


def _compress(data: bytes) -> bytes | None:
    """``None`` for what the reader would not inflate."""
    return zlib.compress(data, level=9) if len(data) <= MOST_INFLATED else None


def _inflate(data: bytes) -> bytes:
    """The whole of one zlib stream and nothing after it. How well it is compressed depends on the library's version."""
    inflating = zlib.decompressobj()
    try:
        content = inflating.decompress(data, MOST_INFLATED + 1)
    except zlib.error:
        raise PaperError("QR-008") from None
    if len(content) > MOST_INFLATED:
        raise PaperError("QR-002", limit=MOST_INFLATED)
    if not inflating.eof or inflating.unused_data or not data.startswith(_ZLIB_HEADER):
        raise PaperError("QR-008")
    return content


# -- the document ------------------------------------------------------------------------------------------------------


def _head(facts: PaperFacts) -> list[object]:
    """All of the document but its answers; QR-012 for what does not fit it."""
    try:
        head: list[object] = [
            FORMAT,
            facts.form_id,
            facts.form_version,
            _digest_bytes(facts.form_digest),
            _as_uuid(facts.initiative_id) or facts.initiative_id,
            facts.wave,
            _instance_bytes(facts.response_id),
            facts.revision,
            None if facts.replaces is None else _instance_bytes(facts.replaces),
            int(facts.claimed_at.timestamp()),
            _digest_bytes(facts.reference),
        ]
        if _facts(head) != facts:
            raise ValueError("facts")
    except (ValueError, PaperError) as error:
        name = error.params["field"] if isinstance(error, PaperError) else str(error)
        raise PaperError("QR-012", field=name) from None
    return head


def _document(raw: bytes) -> tuple[PaperFacts, list[object]]:
    try:
        document = canonical_cbor.load(raw, MOST_VALUES)
    except ValueError as error:
        raise PaperError("QR-009", field="CBOR", detail=str(error)) from None
    if not isinstance(document, list) or len(document) != _MEMBERS or not isinstance(document[-1], list):
        raise PaperError("QR-009", field="CBOR")
    return _facts(document[:-1]), document[-1]


def _facts(head: list[object]) -> PaperFacts:
    """The inverse of ``_head``; QR-009 names the field that is not as it should be."""
    number, form_id, version, digest, initiative, wave, response, revision, replaces, claimed, reference = head
    _whole("format", number, range(FORMAT, FORMAT + 1))
    seconds = _whole("claimed_at", claimed, range(_LATEST + 1))
    return PaperFacts(
        form_id=_line("form_id", form_id),
        form_version=_line("form_version", version, least=0),
        form_digest=_octets("form_digest", digest, DIGEST_BYTES).hex(),
        initiative_id=_initiative(initiative),
        wave=_line("wave", wave, least=0),
        response_id=_uuid("response_id", response),
        revision=_whole("revision", revision, range(1, _MOST_REVISIONS + 1)),
        replaces=None if replaces is None else _uuid("replaces", replaces),
        claimed_at=datetime.fromtimestamp(seconds, UTC),
        reference=_octets("reference", reference, DIGEST_BYTES).hex(),
    )


def _invalid(name: str) -> PaperError:
    return PaperError("QR-009", field=name)


def _line(name: str, value: object, least: int = 1) -> str:
    if (
        not isinstance(value, str)
        or not least <= len(value) <= _LONGEST_TEXT
        or any(category(c) in _UNFIT for c in value)
    ):
        raise _invalid(name)
    return value


def _whole(name: str, value: object, among: Collection[int]) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value not in among:
        raise _invalid(name)
    return value


def _octets(name: str, value: object, length: int) -> bytes:
    if not isinstance(value, bytes) or len(value) != length:
        raise _invalid(name)
    return value


def _uuid(name: str, value: object) -> str:
    return f"{_UUID}{UUID(bytes=_octets(name, value, 16))}"


def _initiative(value: object) -> str:
    if isinstance(value, bytes):
        return str(UUID(bytes=_octets("initiative_id", value, 16)))
    text = _line("initiative_id", value)
    if _as_uuid(text):
        raise _invalid("initiative_id")
    return text


def _as_uuid(text: str) -> bytes | None:
    """The bytes of a UUID that is written the usual way; ``None`` for any other text."""
    try:
        found = UUID(text)
    except ValueError:
        return None
    return found.bytes if str(found) == text else None


def _instance_bytes(identifier: str) -> bytes:
    found = _as_uuid(identifier.removeprefix(_UUID)) if identifier.startswith(_UUID) else None
    if found is None:
        raise ValueError("response_id, replaces")
    return found


def _digest_bytes(digits: str) -> bytes:
    try:
        return bytes.fromhex(digits)
    except ValueError:
        raise ValueError("form_digest, reference") from None
