"""Judging certificates: what stands behind a signing certificate at a moment, under pinned roots and with given lists.

Everything that decides is handed in. Nothing is fetched, and the operating system's roots play no part. A certificate
is ``VALID`` only if a chain leads from it to a pinned root, each certificate of the chain is within its dates and on no
current revocation list of its issuer, and it may sign documents. A valid chain alone authorises nothing: which key
speaks for which initiative is the authority's register to say, so the caller compares fingerprints as well. And every
manager's certificate chains to the same root as the authority's own: what only the authority may sign is judged by
``judge_authority``.

pyHanko's validator builds and checks the path (RFC 5280, 6.1 and 6.3) with ``revocation_mode="require"``: in its softer
modes a revocation list that is handed to it is ignored for a certificate without a distribution point. It takes every
pinned certificate for an authority, whatever that says of itself, so that what A signs "as B" would pass under A's
pin: here only what says that it certifies is an anchor. It sees nothing before this module has looked: sizes and
counts are bounded, and certificates and lists that do not come from under a pinned root are set aside unread.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import TYPE_CHECKING, Final

from desktop_app.errors import TrustError
from desktop_app.submission.certificate_facts import (
    CERTIFICATE_LIMIT,
    LIST_LIMIT,
    Facts,
    ListFacts,
    as_der,
    is_issued_by,
    load,
    load_list,
    may_sign,
    read_certificate,
    read_revocation_list,
)
from desktop_app.submission.certificates import certifies, require_accepted_key, spki

if TYPE_CHECKING:
    from cryptography import x509

__all__ = [
    "CERTIFICATE_LIMIT",
    "LIST_LIMIT",
    "Anchor",
    "Facts",
    "ListFacts",
    "Standing",
    "as_der",
    "judge",
    "judge_authority",
    "pin",
    "read_certificate",
    "read_revocation_list",
]

MOST_ABOVE: Final = 3
"""Certificates between a signing certificate and its root."""
MOST_LISTS: Final = 8
MOST_ANCHORS: Final = 16


class Standing(Enum):
    """What became of a certificate at a moment."""

    VALID = "valid"
    EXPIRED = "expired"
    NOT_YET = "not_yet"
    REVOKED = "revoked"
    UNKNOWN_ISSUER = "unknown_issuer"
    """No chain that holds leads to a pinned root."""
    NOT_REVOCABLE = "not_revocable"
    """No current revocation list says anything about the certificate or one above it."""
    UNFIT = "unfit"
    """It is damaged, or its key is of a kind that is not accepted, or may not sign documents."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """A pinned root: its certificate (DER), the SHA-256 of that (hex), its common name."""

    certificate: bytes
    fingerprint: str
    name: str


def judge(
    certificate: bytes, chain: Sequence[bytes], anchors: Sequence[Anchor], crls: Sequence[bytes], at: datetime
) -> Standing:
    """The standing of the signing ``certificate`` at ``at``. It never raises, whatever the bytes are.

    Args:
        certificate: DER.
        chain: DER of what may stand between it and a root, in any order; what does not belong there is set aside, and
            of more than ``MOST_ABOVE`` nothing is looked at.
        anchors: the pinned roots. One that does not certify, or is another than its fingerprint, is no root.
        crls: DER of revocation lists. One that is later than ``at`` counts too: who was revoked before ``at`` is
            revoked, and who was revoked after it is not.
        at: the moment, with a time zone.
    """
    found = load(certificate)
    if found is None or not may_sign(found):
        return Standing.UNFIT
    roots = [root for anchor in anchors[:MOST_ANCHORS] if (root := _root(anchor)) is not None]
    above = _under(roots, chain) if len(chain) <= MOST_ABOVE else []
    if not any(is_issued_by(found, issuer) for issuer in (*roots, *above)):
        return Standing.UNKNOWN_ISSUER
    lists = _lists_of((*roots, *above), crls)
    return _validated(certificate, roots, above, lists, at)


def judge_authority(
    certificate: bytes, chain: Sequence[bytes], anchors: Sequence[Anchor], crls: Sequence[bytes], at: datetime
) -> Standing:
    """As ``judge``, for what only the authority itself may sign: receipts, wave kits.

    Its signer stands directly under the root, and managers under an issuer. What an issuer certified is
    ``UNKNOWN_ISSUER`` here, whatever ``chain`` says; so it is even if the issuer's key was stolen.
    """
    del chain
    return judge(certificate, (), anchors, crls, at)


def pin(certificate: bytes) -> Anchor:
    """The anchor of a root, as DER or PEM; that it is the right one is for people to say, by its fingerprint.

    Raises:
        TrustError: CRT-001, CRT-003 as ``read_certificate``, CRT-008 it is not a root that signed itself.
    """
    facts = read_certificate(certificate)
    if not facts.certifies or not facts.self_signed:
        raise TrustError("CRT-008")
    return Anchor(as_der(certificate), facts.fingerprint, facts.common_name)


def _root(anchor: Anchor) -> x509.Certificate | None:
    certificate = load(anchor.certificate)
    if certificate is None or hashlib.sha256(anchor.certificate).hexdigest() != anchor.fingerprint.lower():
        return None
    return certificate if _is_authority(certificate) else None


def _under(roots: Sequence[x509.Certificate], chain: Sequence[bytes]) -> list[x509.Certificate]:
    """Those of ``chain`` that certify and were certified, step by step, from ``roots`` down."""
    waiting = [found for data in chain if (found := load(data)) is not None and _is_authority(found)]
    above: list[x509.Certificate] = []
    for _ in range(len(waiting)):
        for candidate in waiting:
            if candidate not in above and any(is_issued_by(candidate, issuer) for issuer in (*roots, *above)):
                above.append(candidate)
    return above


def _is_authority(certificate: x509.Certificate) -> bool:
    try:
        require_accepted_key(certificate.public_key())
    except TrustError:
        return False
    return certifies(certificate)


def _lists_of(issuers: Sequence[x509.Certificate], crls: Sequence[bytes]) -> list[bytes]:
    """The latest list of each of ``issuers``: a list that lets a revoked certificate pass again is an older one."""
    latest: dict[bytes, tuple[datetime, bytes]] = {}
    for data in crls[:MOST_LISTS]:
        found = load_list(data)
        if found is None:
            continue
        for issuer in issuers:
            if found.issuer == issuer.subject and _is_list_signed_by(found, issuer):
                key = spki(issuer.public_key())
                if key not in latest or latest[key][0] < found.last_update_utc:
                    latest[key] = (found.last_update_utc, data)
    return [data for _, data in latest.values()]


def _is_list_signed_by(found: x509.CertificateRevocationList, issuer: x509.Certificate) -> bool:
    from cryptography.exceptions import UnsupportedAlgorithm

    try:
        return found.is_signature_valid(issuer.public_key())  # type: ignore[arg-type]  # of an accepted kind
    except (ValueError, TypeError, UnsupportedAlgorithm):
        return False


def _validated(
    certificate: bytes,
    roots: Sequence[x509.Certificate],
    above: Sequence[x509.Certificate],
    lists: Sequence[bytes],
    at: datetime,
) -> Standing:
    """What pyHanko's validator says of the certificate, and its root's own dates."""
    import asyncio

    from asn1crypto import x509 as asn1_x509
    from cryptography.hazmat.primitives.serialization import Encoding
    from pyhanko_certvalidator import CertificateValidator, ValidationContext, errors

    def parsed(certificates: Sequence[x509.Certificate]) -> list[asn1_x509.Certificate]:
        return [asn1_x509.Certificate.load(each.public_bytes(Encoding.DER), strict=True) for each in certificates]

    try:
        context = ValidationContext(
            trust_roots=parsed(roots),
            other_certs=parsed(above),
            moment=at,
            allow_fetching=False,
            crls=lists,
            revocation_mode="require",
            retroactive_revinfo=True,
        )
        validator = CertificateValidator(
            asn1_x509.Certificate.load(certificate, strict=True), validation_context=context
        )
        path = asyncio.run(validator.async_validate_path())
    except errors.RevokedError:
        return Standing.REVOKED
    except errors.ExpiredError:
        return Standing.EXPIRED
    except errors.NotYetValidError:
        return Standing.NOT_YET
    except errors.InsufficientRevinfoError:
        return Standing.NOT_REVOCABLE
    except (errors.ValidationError, errors.PathError, errors.CRLValidationError):
        return Standing.UNKNOWN_ISSUER
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError):
        return Standing.UNFIT  # asn1crypto reads lazily, and raises these on what is not as it should be
    root = path.trust_anchor.authority.certificate  # whose own dates the validator leaves to its caller
    if at < root.not_valid_before:
        return Standing.NOT_YET
    return Standing.EXPIRED if at > root.not_valid_after else Standing.VALID
