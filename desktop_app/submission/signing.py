"""Signing: a detached CAdES-B signature that says what its signer answers for (ETSI EN 319 122-1), made by pyHanko."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import Enum

from desktop_app.errors import SigningKeyError
from desktop_app.submission.keys import SigningKey


class Commitment(Enum):
    """What a signer commits to: the OIDs of the CAdES commitment types (ETSI EN 319 122-1, 5.2.3; RFC 5126, 5.11.1)."""

    ORIGIN = "1.2.840.113549.1.9.16.6.1"
    RECEIPT = "1.2.840.113549.1.9.16.6.2"


def sign(content: bytes, key: SigningKey, now: datetime, commitment: Commitment = Commitment.ORIGIN) -> bytes:
    """The DER of a detached CMS over ``content`` that claims ``now`` as its time and encloses ``key``'s chain.

    Runs an event loop of its own for the moment it takes: call it off the window's thread.

    Raises:
        SigningKeyError: KEY-007, the key, its certificate or its chain does not sign.
    """
    import asyncio

    from asn1crypto import keys, x509
    from pyhanko.sign.ades.api import CAdESSignedAttrSpec, GenericCommitment
    from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes, SimpleSigner
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    types = {
        Commitment.ORIGIN: GenericCommitment.PROOF_OF_ORIGIN,
        Commitment.RECEIPT: GenericCommitment.PROOF_OF_RECEIPT,
    }
    try:
        enclosed = SimpleCertificateStore()
        enclosed.register_multiple([x509.Certificate.load(certificate) for certificate in key.chain])
        signer = SimpleSigner(
            signing_cert=x509.Certificate.load(key.certificate),
            signing_key=keys.PrivateKeyInfo.load(key.pkcs8),
            cert_registry=enclosed,
        )
        attributes = PdfCMSSignedAttributes(
            signing_time=now.astimezone(UTC).replace(microsecond=0),
            cades_signed_attrs=CAdESSignedAttrSpec(commitment_type=types[commitment].asn1),
        )
        signed = asyncio.run(
            signer.async_sign_general_data(
                content, "sha256", detached=True, use_cades=True, signed_attr_settings=attributes
            )
        )
    except (ValueError, TypeError) as error:
        # The message of a key that does not parse may quote it: the kind of error is enough.
        raise SigningKeyError("KEY-007", detail=type(error).__name__) from None
    data: bytes = signed.dump()
    return data
