"""The readers of what is signed, encrypted or read off paper.

A target's first byte chooses: the rest is a file as it stands, or it edits a good specimen before that is signed, so
that what lies behind the signature is reached too. Keys are made anew in each process.
"""

from __future__ import annotations

import base64
import zlib
from collections.abc import Callable, Mapping
from functools import cache
from typing import Final

from desktop_app.errors import TelarError
from desktop_app.reception.tables import SCALE
from desktop_app.reception.values import LARGEST, Shape, values
from desktop_app.submission import (
    asic,
    cose,
    encrypt,
    kits,
    names,
    paper,
    receipts,
    safexml,
    short_receipt,
    unlock,
    waves,
)
from desktop_app.submission.keys import SigningKey
from desktop_app.submission.receipts import Observation, Status
from desktop_app.submission.signing import Commitment
from desktop_app.workflows.incoming import kind_of
from desktop_app.xforms import Session
from tests.fuzz.edits import edited
from tests.support.forms import NOW as FILLED
from tests.support.packages import (
    NOW,
    age_key,
    parts,
    sample_info,
    sample_key,
    sample_locked,
    sample_package,
    sample_response,
)
from tests.support.papers import facts_of
from tests.support.receiving_entity import entity, signed_kit, signed_receipt

_IDENTITIES: Final = (age_key().identity,)
_RECIPIENTS: Final = (age_key().recipient, age_key("custodia").recipient)


def encrypted(data: bytes) -> None:
    """An encrypted package: the file, or what is in it."""
    choice, rest = data[:1], data[1:]
    if choice and choice[0] % 2:
        rest = encrypt(edited(_container(), rest), _RECIPIENTS)
    _kind(rest)
    try:
        found = unlock(rest, _IDENTITIES, _RECIPIENTS, now=NOW)
    except TelarError:
        return
    assert found.info.response_id


def receipt(data: bytes) -> None:
    """A receipt: the file, or one of its entries under a sound signature. What passes would be written the same."""
    sealed = _resealed(data, _receipt_files(), entity().signer, Commitment.RECEIPT)
    _kind(sealed)
    try:
        found = receipts.read(sealed, (entity().anchor,), NOW)
    except TelarError:
        return
    again = receipts.write(found.receipt, entity().signer, NOW, crls=entity().crls)
    assert receipts.read(again, (entity().anchor,), NOW).receipt == found.receipt


def kit(data: bytes) -> None:
    """A wave kit, likewise."""
    sealed = _resealed(data, _kit_files(), entity().signer, Commitment.ORIGIN)
    _kind(sealed)
    try:
        found = kits.read(sealed, (entity().anchor,), NOW)
    except TelarError:
        return
    assert waves.read(waves.write(found.kit)) == found.kit
    assert kits.read_initiatives(kits.write_initiatives(found.initiatives)) == found.initiatives


def qr(data: bytes) -> None:
    """The QR code's text: as it stands, or another content under a sound signature."""
    rest = data[1:]
    if data[:1] and data[0] % 2:
        content = edited(zlib.decompress(_paper_payload()), rest)
        compressor = zlib.compressobj(9)
        payload = compressor.compress(content) + compressor.flush()
        text = paper.encode(cose.sign1(payload, sample_key()))
    else:
        text = rest.decode("utf-8", "replace")
    try:
        paper.read(text, lambda *_: _session().form, lambda _kid: sample_key().certificate)
    except TelarError:
        return


def short(data: bytes) -> None:
    """The short receipt's text, likewise."""
    rest = data[1:]
    if data[:1] and data[0] % 2:
        payload = edited(cose.read_sign1(_short_bytes(), 256).payload, rest)
        signed = cose.sign1(payload, sample_key())
        text = short_receipt.PREFIX + base64.b64encode(signed).decode("ascii")
    else:
        text = rest.decode("utf-8", "replace")
    try:
        found = short_receipt.read(text, lambda _kid: sample_key().certificate)
    except TelarError:
        return
    assert short_receipt.read(short_receipt.write(found, sample_key()), lambda _kid: sample_key().certificate) == found


_SHAPE: Final = Shape([f"/data/p{number:03}" for number in range(21)], {"/data/p001", "/data/p002"})


def answers(data: bytes) -> None:
    """A response's XML as the entity reads it into its books: rows that are there once, numbers that can be added."""
    rest = edited(_response(), data[1:]) if data[:1] and data[0] % 2 else data[1:]
    try:
        found = values(safexml.parse(rest, names.RESPONSE, len(rest)), _SHAPE)
    except TelarError:
        return
    for each in found:
        assert each.text
        assert each.number is None or abs(each.number) <= LARGEST * SCALE


TARGETS: Final[Mapping[str, Callable[[bytes], None]]] = {
    "encrypted": encrypted,
    "receipt": receipt,
    "kit": kit,
    "qr": qr,
    "short": short,
    "answers": answers,
}


def seeds(target: str) -> list[bytes]:
    """What the fuzzer starts from: a good specimen as it stands, and edits that change little."""
    specimens: Mapping[str, Callable[[], bytes]] = {
        "encrypted": lambda: sample_locked(_RECIPIENTS),
        "receipt": _receipt,
        "kit": signed_kit,
        "qr": lambda: _paper_text().encode("ascii"),
        "short": lambda: _short_text().encode("ascii"),
        "answers": _response,
    }
    edits = [bytes([1 + 2 * which, 0, place, 2]) + b"<a/>" for which in range(8) for place in (0, 60, 200)]
    return [b"\0" + specimens[target](), b"\1", *edits]


def _kind(data: bytes) -> None:
    """Whatever it is, it is told apart or refused."""
    try:
        kind_of(data)
    except TelarError:
        return


def _resealed(data: bytes, files: Mapping[str, bytes], key: SigningKey, commitment: Commitment) -> bytes:
    choice, rest = data[:1], data[1:]
    if not (choice and choice[0] % 2):
        return rest
    name = sorted(files)[choice[0] // 2 % len(files)]
    return asic.seal({**files, name: edited(files[name], rest)}, key, NOW, commitment)


@cache
def _container() -> bytes:
    from desktop_app.submission import recipients_digest

    return sample_package(recipients_sha256=recipients_digest(_RECIPIENTS))


@cache
def _receipt() -> bytes:
    asked = (Observation("/data/p001", "¿Cuál acta?\nFalta la página 2."), Observation("/data/o[2]/x", "Repetido."))
    return signed_receipt(status=Status.RETURNED, observations=asked)


@cache
def _receipt_files() -> Mapping[str, bytes]:
    return _content(_receipt())


@cache
def _kit_files() -> Mapping[str, bytes]:
    return _content(signed_kit())


def _content(data: bytes) -> dict[str, bytes]:
    return {name: content for name, content in parts(data).items() if not name.startswith("META-INF/")}


@cache
def _session() -> Session:
    from tests.fuzz.targets import specimen

    session = Session(specimen("rosters"), now=FILLED)
    session.restore({"/data/n": "2", "/data/o[1]/d": "a", "/data/o[1]/i[1]/x": "2.5", "/data/o[2]/i[1]/k": "b1"})
    return session


@cache
def _paper_text() -> str:
    return paper.write(_session(), facts_of(_session()), sample_key())


def _paper_payload() -> bytes:
    return cose.read_sign1(paper.decode(_paper_text()), 2_000).payload


@cache
def _short_text() -> str:
    said = short_receipt.ShortReceipt("ab" * 16, short_receipt.Status.ACCEPTED, NOW, 7)
    return short_receipt.write(said, sample_key())


def _short_bytes() -> bytes:
    return base64.b64decode(_short_text().removeprefix(short_receipt.PREFIX))


@cache
def _response() -> bytes:
    return sample_response(sample_info(), answers=20)
