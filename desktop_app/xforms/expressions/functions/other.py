"""Functions of the client and of bytes."""

from __future__ import annotations

import base64
import binascii
from typing import Final

from desktop_app.errors import FormError
from desktop_app.xforms.expressions.context import Context
from desktop_app.xforms.expressions.registry import function
from desktop_app.xforms.expressions.static import Type

_DIGESTS: Final = {"MD5": "md5", "SHA-1": "sha1", "SHA-256": "sha256", "SHA-384": "sha384", "SHA-512": "sha512"}
_LETTERS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
_UUID_LIMIT: Final = 1024
_VERIFICATION_COST: Final = 20_000  # in steps


@function("digest", "ss?s", Type.STRING)
def digest(text: str, algorithm: str, encoding: str = "base64") -> str:
    """``XPR-013`` for an algorithm or encoding that is not the specification's."""
    import hashlib

    name = _DIGESTS.get(algorithm.upper())
    if name is None:
        raise FormError("XPR-013", value=algorithm[:40])
    hashed = hashlib.new(name, text.encode("utf-8"), usedforsecurity=False).digest()
    if encoding.lower() == "hex":
        return hashed.hex()
    if encoding.lower() != "base64":
        raise FormError("XPR-013", value=encoding[:40])
    return base64.b64encode(hashed).decode("ascii")


@function("base64-decode", "s", Type.STRING)
def base64_decode(text: str) -> str:
    """The bytes as UTF-8 text; ``""`` for what is not base64."""
    data = decoded(text)
    return "" if data is None else data.decode("utf-8", errors="replace")


def decoded(text: str) -> bytes | None:
    """The bytes of base64, ``None`` if it is not."""
    try:
        return base64.b64decode(text.encode("ascii"), validate=True)
    except (UnicodeEncodeError, binascii.Error):
        return None


@function("extract-signed", "ss", Type.STRING, context=True)
def extract_signed(ctx: Context, contents: str, public_key: str) -> str:
    """The message of ``contents`` (base64 of an Ed25519 signature and the message), or ``""`` if it does not verify."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    ctx.spend(_VERIFICATION_COST)
    data, key = decoded(contents), decoded(public_key)
    if data is None or key is None:
        return ""
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(data[:64], data[64:])
    except (ValueError, InvalidSignature):
        return ""
    return data[64:].decode("utf-8", errors="replace")


@function("uuid", "?n", Type.STRING, context=True, volatile=True)
def uuid(ctx: Context, length: float | None = None) -> str:
    """A version 4 UUID, or that many random letters and digits."""
    if length is None:
        from uuid import uuid4

        return str(uuid4())
    import secrets

    count = int(length) if 0 < length <= _UUID_LIMIT else 0
    ctx.spend(count)
    return "".join(secrets.choice(_LETTERS) for _ in range(count))


@function("property", "s", Type.STRING, context=True)
def client_property(ctx: Context, name: str) -> str:
    return ctx.host.property(name) if ctx.host is not None else ""


@function("version", "", Type.STRING, context=True)
def version(ctx: Context) -> str:
    return ctx.host.version() if ctx.host is not None else ""


@function("jr:itext", "s", Type.STRING, context=True)
def itext(ctx: Context, text_id: str) -> str:
    """The text of that id in the session's language; without a form around, the id."""
    return ctx.host.itext(text_id) if ctx.host is not None else text_id
