"""Signing: a detached CAdES-B signature with the commitment "proof of origin" (ETSI EN 319 122-1), made by pyHanko."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

from desktop_app.errors import SigningKeyError
from desktop_app.submission.keys import SigningKey


def sign(content: bytes, key: SigningKey, now: datetime) -> bytes:
    """The DER of a detached CMS over ``content`` that claims ``now`` as its time.

    Runs an event loop of its own for the moment it takes: call it off the window's thread.

    Raises:
        SigningKeyError: KEY-007, the key or its certificate does not sign.
    """
    from asn1crypto import keys, x509
    from pyhanko.sign.ades.api import CAdESSignedAttrSpec, GenericCommitment
    from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes, SimpleSigner
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    try:
        signer = SimpleSigner(
            signing_cert=x509.Certificate.load(key.certificate),
            signing_key=keys.PrivateKeyInfo.load(key.pkcs8),
            cert_registry=SimpleCertificateStore(),
        )
        attributes = PdfCMSSignedAttributes(
            signing_time=now.astimezone(UTC).replace(microsecond=0),
            cades_signed_attrs=CAdESSignedAttrSpec(commitment_type=GenericCommitment.PROOF_OF_ORIGIN.asn1),
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
