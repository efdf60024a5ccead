"""The short code by which a person matches paper, PDF and package by eye."""

from __future__ import annotations

from desktop_app.fileio import sha256_hex


def reference(response_xml: bytes) -> str:
    """The first 12 hexadecimal digits of the answers' SHA-256, in groups of four: ``3F2A-91C0-77DE``."""
    return of_digest(sha256_hex(response_xml))


def of_digest(sha256: str) -> str:
    """The same code from the digest that a package's manifest binds."""
    digits = sha256[:12].upper()
    return "-".join(digits[start : start + 4] for start in (0, 4, 8))
