"""Encryption with age (the format ``age-encryption.org/v1``), to X25519 recipients only.

Whatever is decrypted came from outside, so that its header is read here before age sees it. A header holds at most 16
recipients and is at most 16 KB long; a passphrase is refused, since its work factor is the sender's to choose and may
keep a computer busy for hours; so is every kind of recipient that is not X25519. ``*-grease`` stanzas, which age's
specification has every reader ignore, may stand once: the library writes one into each file.

Source: C2SP ``age.md`` (version 1). Recipients and identities are the strings that the ``age`` tool writes.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Sequence
from typing import Final

from desktop_app.errors import EncryptionError
from desktop_app.submission.container import DEFAULT

MOST_RECIPIENTS: Final = 16
HEADER_LIMIT: Final = 16 * 1024
"""Bytes of a header, its last line included."""

_MARK = b"age-encryption.org/"
_VERSION = b"age-encryption.org/v1\n"
_ANY_VERSION = re.compile(rb"age-encryption\.org/[!-~]{1,20}")
_VALUE = rb"[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]"  # 32 bytes in base64 without padding; the last two bits are zero
_X25519 = re.compile(rb"-> X25519 " + _VALUE + rb"\n" + _VALUE + rb"\n")
_GREASE = re.compile(rb"-> [!-~]*-grease(?: [!-~]++)*+\n(?:[A-Za-z0-9+/]{64}\n)*+[A-Za-z0-9+/]{0,63}\n")
_OTHER = re.compile(rb"-> ([!-~]{1,30})[ \n]")
_LAST_LINE = re.compile(rb"--- " + _VALUE + rb"\n")
_NONCE = 16
_CHUNK = 64 * 1024
_TAG = 16

# What pyrage says when each recipient's stanza is somebody else's; it has one exception for everything.
_NOT_FOR_US = "No matching keys found"


def encrypt(data: bytes, recipients: Sequence[str]) -> bytes:
    """``data`` encrypted so that the holder of any one identity of ``recipients`` (``age1...``) can read it.

    Two calls never give the same bytes, nor always the same length.

    Raises:
        EncryptionError: ENC-001, no recipient, more than 16, one twice, or one that is not X25519 as age writes it.
    """
    import pyrage

    if not 1 <= len(recipients) <= MOST_RECIPIENTS or len(set(recipients)) != len(recipients):
        raise EncryptionError("ENC-001", detail=f"{len(recipients)} recipients, {len(set(recipients))} different")
    try:
        parsed = [pyrage.x25519.Recipient.from_str(text) for text in recipients]
    except pyrage.RecipientError:
        raise EncryptionError("ENC-001", detail="not an X25519 recipient") from None
    if [str(recipient) for recipient in parsed] != list(recipients):  # one recipient has one spelling: it is digested
        raise EncryptionError("ENC-001", detail="not spelt as age does")
    encrypted: bytes = pyrage.encrypt(data, parsed)
    return encrypted


def decrypt(data: bytes, identities: Sequence[str], limit: int = DEFAULT.package) -> bytes:
    """What ``data`` holds, opened with whichever of ``identities`` (``AGE-SECRET-KEY-1...``) it is meant for.

    Args:
        limit: the most bytes of plaintext; a file that holds more is refused before anything is decrypted.

    Raises:
        EncryptionError: ENC-002 not encrypted with age, ENC-003 a damaged header, ENC-004 encrypted in a way that is
            not accepted, ENC-007 too large, ENC-008 no identity or not one, ENC-005 for none of the identities,
            ENC-006 damaged or cut, in this order.
    """
    import pyrage

    start = _header_length(data)
    if _plaintext_length(len(data) - start) > limit:
        raise EncryptionError("ENC-007", limit=limit // 1024)
    if not identities:
        raise EncryptionError("ENC-008")
    try:
        parsed = [pyrage.x25519.Identity.from_str(text) for text in identities]
    except pyrage.IdentityError:
        raise EncryptionError("ENC-008") from None
    try:
        opened: bytes = pyrage.decrypt(data, parsed)
    except pyrage.DecryptError as error:
        # A flipped byte in a recipient's stanza makes it one that nobody here can open: both look the same to age.
        raise EncryptionError("ENC-005" if str(error) == _NOT_FOR_US else "ENC-006") from None
    return opened


def is_encrypted(data: bytes) -> bool:
    """Whether ``data`` begins as every file of age's does, whatever its version."""
    return data.startswith(_MARK)


def recipients_digest(recipients: Collection[str]) -> str:
    """SHA-256 (hex) of the sorted recipients joined by line feeds: what a signature binds of whom a file is for."""
    return hashlib.sha256("\n".join(sorted(recipients)).encode("utf-8")).hexdigest()


def _header_length(data: bytes) -> int:
    """The bytes before the payload, once every line before it is one that this format and these rules have."""
    if not is_encrypted(data):
        raise EncryptionError("ENC-002")
    if not data.startswith(_VERSION):
        first_line = _ANY_VERSION.match(data)
        raise EncryptionError("ENC-004", kind=first_line[0].decode("ascii") if first_line else "age")
    header = data[:HEADER_LIMIT]
    position, recipients, grease = len(_VERSION), 0, 0
    while not (last := _LAST_LINE.match(header, position)):
        if stanza := _X25519.match(header, position):
            recipients += 1
        elif stanza := _GREASE.match(header, position):
            grease += 1
        else:
            raise _unfit_stanza(header, position)
        position = stanza.end()
        if recipients > MOST_RECIPIENTS or grease > 1:
            raise EncryptionError("ENC-003", detail="too many stanzas")
    if not recipients:
        raise EncryptionError("ENC-003", detail="no recipient")
    return last.end()


def _unfit_stanza(header: bytes, position: int) -> EncryptionError:
    """Another kind of recipient, or no stanza at all."""
    other = _OTHER.match(header, position)
    if other and other[1] != b"X25519" and not other[1].endswith(b"-grease"):
        return EncryptionError("ENC-004", kind=other[1].decode("ascii"))
    return EncryptionError("ENC-003", detail=f"at byte {position}")


def _plaintext_length(payload: int) -> int:
    """Bytes of plaintext in ``payload`` bytes: a nonce, then chunks of 64 KB with a tag each, the last one shorter."""
    sealed = payload - _NONCE
    if sealed < _TAG:
        raise EncryptionError("ENC-006", detail="no payload")
    chunks = -(-sealed // (_CHUNK + _TAG))
    return sealed - chunks * _TAG
