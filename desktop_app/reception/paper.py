"""A response that came on paper: what its code says, as a package would say it, so that the same verdict judges it.

A code names neither its recipient nor the signer's certificate. It is taken for the entity's, to whom it was handed,
and its signature is verified with the key of the confirmed signer whom it names; of anybody else's, only the beginning
of the fingerprint is known, and nobody is confirmed under that.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from desktop_app.fileio import sha256_hex
from desktop_app.reception.known_forms import KnownForm
from desktop_app.reception.verdict import COLOMBIA, Arrival

if TYPE_CHECKING:
    from desktop_app.reception.roll import Roll
    from desktop_app.submission import Signer, SubmissionInfo
    from desktop_app.submission.paper import PaperResponse
    from desktop_app.xforms import Form

FINGERPRINT: Final = 64
"""Digits of a whole fingerprint; of a signer who is not known, a code tells the first 16."""
BEFORE_PACKAGES: Final = -1
"""The number of what is printed, among the packages of its revision: any of them has more in it."""
_EVER: Final = datetime(9999, 1, 1, tzinfo=UTC)

FindForm = Callable[[str, str], "Form | None"]
"""The form with this id whose SHA-256 (hex) begins so."""


def open_paper(text: bytes, file_sha256: str, find: FindForm, roll: Roll, recipient: str) -> Arrival:
    """What the text of a code says; ``file_sha256`` (hex) is of the picture or PDF that it was read off.

    Raises:
        PaperError: QR-001 to QR-011, QR-006 among them where the signature is not the confirmed signer's.
    """
    from desktop_app.submission import VerifiedPackage, paper

    def certificate(kid: bytes) -> bytes | None:
        known = roll.signing_as(kid.hex())
        return None if known is None else known[1].certificate

    found = paper.read(
        text.decode("ascii", "replace"),
        lambda form_id, _version, digest: find(form_id, digest.hex()),
        certificate,
        COLOMBIA,
        same_key=True,
    )
    package = VerifiedPackage(
        info=_info(found, recipient),
        response_xml=found.instance,
        entries=(),
        signer=_signer(found, roll),
        claimed_at=found.facts.claimed_at,
        manifest_sha256="",
    )
    return Arrival(package, file_sha256, sha256_hex(text), text)


def _info(found: PaperResponse, recipient: str) -> SubmissionInfo:
    from desktop_app.submission import SubmissionInfo

    facts, form = found.facts, found.session.form
    named = next((ref for ref, fact in KnownForm(form).facts.items() if fact == "name"), "")
    return SubmissionInfo(
        recipient=recipient,
        form_id=facts.form_id,
        form_version=facts.form_version,
        form_sha256=form.sha256,
        initiative_id=facts.initiative_id,
        initiative_name=found.answers.get(named) or facts.initiative_id,
        wave=facts.wave,
        response_id=facts.response_id,
        replaces=facts.replaces,
        revision=facts.revision,
        sequence=BEFORE_PACKAGES,
        claimed_at=facts.claimed_at,
        software="",
    )


def _signer(found: PaperResponse, roll: Roll) -> Signer:
    from desktop_app.submission import Signer

    known = roll.signing_as(found.kid.hex())
    if known is None:
        digits = found.kid.hex()
        return Signer(digits, digits, found.facts.claimed_at, _EVER, False, "", False, b"")
    fingerprint, signer = known
    facts = signer.facts()
    return Signer(
        common_name=signer.manager,
        fingerprint=fingerprint,
        not_before=facts.not_before,
        not_after=facts.not_after,
        self_signed=facts.self_signed,
        algorithm=facts.algorithm,
        known=True,
        certificate=signer.certificate,
    )
