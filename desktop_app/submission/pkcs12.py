"""Reading a chamber's own certificate from a PKCS#12 file (``.p12``, ``.pfx``), with its password.

The password is stretched as often as the file asks, so that a hostile file could keep a computer busy for hours: how
often it asks is read, and bounded, before anything is decrypted.

Source: RFC 7292.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final

from desktop_app.errors import TrustError
from desktop_app.submission.certificates import certifies, one_line, require_accepted_key
from desktop_app.submission.keys import SigningKey

if TYPE_CHECKING:
    from cryptography import x509

FILE_LIMIT: Final = 64 * 1024
"""Bytes of a PKCS#12 file."""
MOST_ROUNDS: Final = 2_000_000
"""How often all of a file's passwords may be stretched, taken together."""
_MOST_BAGS = 16
_MOST_ABOVE = 3
_UNREADABLE = (ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError)


def read_pkcs12(data: bytes, password: str) -> SigningKey:
    """The key, its certificate and the certificates above it, root left out. An expired one is read all the same.

    Raises:
        TrustError: CRT-005 not such a file, damaged, too large, or encrypted in a way that is too costly or too old;
            CRT-004 the password does not open it; CRT-006 no key with its certificate in it; CRT-003 a kind of key that
            is not accepted; CRT-010 the certificate may not sign documents.
    """
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.serialization import pkcs12

    _check_cost(data)
    try:
        key, certificate, others = pkcs12.load_key_and_certificates(data, password.encode("utf-8"))
    except UnsupportedAlgorithm:
        raise TrustError("CRT-005", detail="algorithm") from None
    except ValueError:
        raise TrustError("CRT-004") from None
    except TypeError:
        raise TrustError("CRT-005") from None
    if key is None or certificate is None:
        raise TrustError("CRT-006")
    require_accepted_key(key.public_key())
    if certificate.public_key() != key.public_key():
        raise TrustError("CRT-006")
    _check_signs(certificate)
    encoding = serialization.Encoding.DER
    der = certificate.public_bytes(encoding)
    pkcs8 = key.private_bytes(encoding, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    chain = tuple(each.public_bytes(encoding) for each in _above(certificate, others[:_MOST_BAGS]))
    return SigningKey(der, hashlib.sha256(der).hexdigest(), _common_name(certificate), pkcs8, chain=chain)


def _check_cost(data: bytes) -> None:
    """Refuses (CRT-005) what is no PKCS#12, or asks for too much work."""
    from asn1crypto import pkcs12

    if len(data) > FILE_LIMIT:
        raise TrustError("CRT-005", detail="too large")
    try:
        file = pkcs12.Pfx.load(data, strict=True)
        rounds = [0] if file["mac_data"].native is None else [file["mac_data"]["iterations"].native]
        rounds.extend(encryption.kdf_iterations for encryption in _encryptions(file))
    except _UNREADABLE as error:
        raise TrustError("CRT-005", detail=type(error).__name__) from None
    if len(rounds) > _MOST_BAGS or any(each < 0 for each in rounds) or sum(rounds) > MOST_ROUNDS:
        raise TrustError("CRT-005", detail="rounds")


def _encryptions(file: Any) -> Iterator[Any]:
    """The encryption algorithm of each part that the password opens; of what lies within another only the outer."""
    from asn1crypto import pkcs12

    for part in file.authenticated_safe:
        if part["content_type"].native == "encrypted_data":
            yield part["content"]["encrypted_content_info"]["content_encryption_algorithm"]
        else:
            for bag in pkcs12.SafeContents.load(part["content"].native, strict=True):
                if bag["bag_id"].native == "pkcs8_shrouded_key_bag":
                    yield bag["bag_value"]["encryption_algorithm"]


def _check_signs(certificate: x509.Certificate) -> None:
    from cryptography import x509

    try:
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return
    except (ValueError, x509.DuplicateExtension, x509.UnsupportedGeneralNameType) as error:
        raise TrustError("CRT-010", detail=type(error).__name__) from None
    if certifies(certificate) or not (usage.digital_signature or usage.content_commitment):
        raise TrustError("CRT-010")


def _above(certificate: x509.Certificate, others: Sequence[x509.Certificate]) -> list[x509.Certificate]:
    from cryptography.exceptions import InvalidSignature

    found: list[x509.Certificate] = []
    below = certificate
    while len(found) < _MOST_ABOVE and below.issuer != below.subject:
        for candidate in others:
            try:
                below.verify_directly_issued_by(candidate)
            except (ValueError, TypeError, InvalidSignature):
                continue
            break
        else:
            break
        if candidate.issuer == candidate.subject or candidate in found:
            break
        found.append(candidate)
        below = candidate
    return found


def _common_name(certificate: x509.Certificate) -> str:
    from cryptography import x509

    found = certificate.subject.get_attributes_for_oid(x509.NameOID.COMMON_NAME)
    return one_line(str(found[0].value)) if found else ""
