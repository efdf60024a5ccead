"""COSE_Sign1 (RFC 9052, section 4.2) with ECDSA, made and checked by ``cwt``: a signature for what must stay short.

The protected header names the algorithm and the signer: ``kid`` is the first 8 bytes of the certificate's SHA-256. The
unprotected header is empty. The reader accepts this one shape in its one encoding and nothing else.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Final, NamedTuple

from desktop_app.errors import PaperError, SigningKeyError
from desktop_app.submission import canonical_cbor
from desktop_app.submission.keys import SigningKey

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey

KID_BYTES: Final = 8
ES256, ES384 = -7, -35
_TAG: Final = b"\xd2"  # tag 18
_ALG, _KID = 1, 4
_SIGNATURE_BYTES: Final = {ES256: 64, ES384: 96}
_ALGORITHMS: Final = {"secp256r1": ES256, "secp384r1": ES384}
_ITEMS = 16
_LONGEST_CERTIFICATE = 16 * 1024


class Sign1(NamedTuple):
    """What a COSE_Sign1 says before it is verified; ``algorithm`` is COSE's number (RFC 9053, section 2.1)."""

    kid: bytes
    payload: bytes
    algorithm: int


def kid_of(certificate: bytes) -> bytes:
    """What names the signer whose certificate (DER) this is: 8 bytes."""
    return hashlib.sha256(certificate).digest()[:KID_BYTES]


def sign1(payload: bytes, key: SigningKey) -> bytes:
    """``payload`` within a COSE_Sign1 by ``key``.

    Raises:
        PaperError: QR-007, the certificate's key is none of P-256 or P-384, or is for something else.
        SigningKeyError: KEY-007, the secret does not sign.
    """
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives import serialization
    from cwt import COSE, COSEKey
    from cwt.exceptions import CWTError

    algorithm = _ALGORITHMS[_public_key(key.certificate).curve.name]
    try:
        private = serialization.load_der_private_key(key.pkcs8, password=None)
        pem = private.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        signed = COSE.new().encode(
            payload, COSEKey.from_pem(pem), protected={_ALG: algorithm, _KID: kid_of(key.certificate)}
        )
    except (ValueError, TypeError, UnsupportedAlgorithm, CWTError) as error:
        # The message of a key that does not parse may quote it: the kind of error is enough.
        raise SigningKeyError("KEY-007", detail=type(error).__name__) from None
    return bytes(signed)


def signed_size(payload: bytes, key: SigningKey) -> int:
    """The bytes that ``sign1`` makes of ``payload``; raises as it does."""
    algorithm = _ALGORITHMS[_public_key(key.certificate).curve.name]
    header = canonical_cbor.dump({_ALG: algorithm, _KID: bytes(KID_BYTES)})
    return len(_TAG) + len(canonical_cbor.dump([header, {}, payload, bytes(_SIGNATURE_BYTES[algorithm])]))


def read_sign1(data: bytes, limit: int) -> Sign1:
    """What ``data`` says; its signature is not looked at.

    Raises:
        PaperError: QR-002 more than ``limit`` bytes, QR-004 not a COSE_Sign1 of ours, QR-005 another algorithm.
    """
    if len(data) > limit:
        raise PaperError("QR-002", limit=limit)
    header, payload, signature = _parts(data)
    if header.keys() != {_ALG, _KID}:
        raise PaperError("QR-004", detail="header")
    algorithm, kid = header[_ALG], header[_KID]
    if not isinstance(algorithm, int) or algorithm not in _SIGNATURE_BYTES:
        raise PaperError("QR-005")
    if not isinstance(kid, bytes) or len(kid) != KID_BYTES or len(signature) != _SIGNATURE_BYTES[algorithm]:
        raise PaperError("QR-004", detail="kid or signature")
    return Sign1(kid, payload, algorithm)


def verify1(data: bytes, certificate: bytes, kid: bytes | None = None) -> bytes:
    """The payload of ``data``, signed by the key of ``certificate`` (DER); whom to trust is not decided here.

    ``kid`` is what the signer must be named by, if not by this certificate but by another of the same key.

    Raises:
        PaperError: as ``read_sign1``; QR-006 signed by another key or changed, QR-007 the certificate is not fit.
    """
    from cryptography.hazmat.primitives import serialization
    from cwt import COSE, COSEKey
    from cwt.exceptions import CWTError

    found = read_sign1(data, len(data))
    public = _public_key(certificate)
    algorithm = _ALGORITHMS[public.curve.name]
    if found.kid != (kid or kid_of(certificate)) or found.algorithm != algorithm:
        raise PaperError("QR-006", detail="kid or algorithm")
    pem = public.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    try:
        payload = COSE.new().decode(data, COSEKey.from_pem(pem, kid=found.kid))
    except (CWTError, ValueError) as error:
        raise PaperError("QR-006", detail=type(error).__name__) from None
    return bytes(payload)


def certificate_der(data: bytes) -> bytes | None:
    """The certificate in a file, which is DER or PEM, as DER; ``None`` if there is none."""
    from cryptography import x509
    from cryptography.hazmat.primitives.serialization import Encoding

    read = x509.load_pem_x509_certificate if data.lstrip().startswith(b"-----BEGIN") else x509.load_der_x509_certificate
    try:
        return read(data).public_bytes(Encoding.DER)
    except (ValueError, TypeError):
        return None


def common_name(certificate: bytes) -> str:
    """The subject's common name in ``certificate`` (DER), on one line and fit to show; empty if there is none."""
    from cryptography import x509

    try:
        names = x509.load_der_x509_certificate(certificate).subject.get_attributes_for_oid(x509.NameOID.COMMON_NAME)
    except (ValueError, TypeError):
        return ""
    return "".join(c if c.isprintable() else "?" for c in str(names[0].value)[:100]) if names else ""


def _parts(data: bytes) -> tuple[dict[object, object], bytes, bytes]:
    """Protected header, payload and signature."""
    if not data.startswith(_TAG):
        raise PaperError("QR-004", detail="tag")
    try:
        message = canonical_cbor.load(data[len(_TAG) :], _ITEMS)
        if not isinstance(message, list) or len(message) != 4 or message[1] != {}:
            raise ValueError("not four parts, or an unprotected header")
        protected, _, payload, signature = message
        if not all(isinstance(part, bytes) for part in (protected, payload, signature)):
            raise ValueError("parts")
        header = canonical_cbor.load(protected, _ITEMS)
        if not isinstance(header, dict):
            raise ValueError("header")
    except ValueError as error:
        raise PaperError("QR-004", detail=str(error)) from None
    return header, payload, signature


def _public_key(certificate: bytes) -> EllipticCurvePublicKey:
    """The certificate's key, on one of the two curves, of a certificate that does not say it is for something else."""
    from cryptography import x509
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey

    if len(certificate) > _LONGEST_CERTIFICATE:
        raise PaperError("QR-007", detail="size")
    try:
        loaded = x509.load_der_x509_certificate(certificate)
        key = loaded.public_key()
        usage = loaded.extensions.get_extension_for_class(x509.KeyUsage).value
        fit = usage.digital_signature or usage.content_commitment
    except x509.ExtensionNotFound:
        fit = True
    except (ValueError, TypeError, UnsupportedAlgorithm, x509.DuplicateExtension) as error:
        raise PaperError("QR-007", detail=type(error).__name__) from None
    if not fit or not isinstance(key, EllipticCurvePublicKey) or key.curve.name not in _ALGORITHMS:
        raise PaperError("QR-007", detail="key or its usage")
    return key
