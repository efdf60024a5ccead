"""Certificates one after the other in PEM (RFC 7468), as OpenSSL and its relatives read them."""

from __future__ import annotations

from collections.abc import Iterable

from desktop_app.errors import TrustError

MOST: int = 8
_LABEL = "CERTIFICATE"


def bundle(certificates: Iterable[bytes]) -> str:
    """``certificates`` (DER) as text, in their order."""
    from asn1crypto import pem

    return "".join(pem.armor(_LABEL, each).decode("ascii") for each in certificates)


def unbundle(text: str) -> tuple[bytes, ...]:
    """The certificates (DER) in ``text``, in their order, 1 to 8; ``CRT-001`` for any other text."""
    from asn1crypto import pem

    try:
        found = [(label, der) for label, _, der in pem.unarmor(text.encode("ascii"), multiple=True)]
    except ValueError:
        raise TrustError("CRT-001") from None
    if not 1 <= len(found) <= MOST or any(label != _LABEL for label, _ in found):
        raise TrustError("CRT-001")
    return tuple(der for _, der in found)
