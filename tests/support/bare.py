"""Opening a package with the libraries alone: what Telar's own reading is measured against."""

from __future__ import annotations

import asyncio
import io
import zipfile
from collections.abc import Sequence

import pyrage
from asn1crypto import cms, x509
from pyhanko.sign.validation.generic_cms import async_validate_detached_cms
from pyhanko_certvalidator import ValidationContext

from desktop_app.submission import names


def with_pyhanko(locked: bytes, identities: Sequence[pyrage.x25519.Identity], root: bytes | None = None) -> None:
    """Decrypts, and validates the signature up to ``root``, or to the signer's own certificate where there is none.

    Neither the files' digests, nor the answers, nor who may sign is looked at.
    """
    with zipfile.ZipFile(io.BytesIO(pyrage.decrypt(locked, list(identities)))) as archive:
        content, signature = archive.read(names.MANIFEST), archive.read(names.SIGNATURE)
    signed = cms.ContentInfo.load(signature)["content"]
    anchors = [x509.Certificate.load(root)] if root else [each.chosen for each in signed["certificates"]]
    context = ValidationContext(trust_roots=anchors, allow_fetching=False)
    status = asyncio.run(async_validate_detached_cms(io.BytesIO(content), signed, signer_validation_context=context))
    assert status.intact
    assert status.valid
