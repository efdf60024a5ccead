from __future__ import annotations

import base64

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from desktop_app.xforms.expressions.ed25519 import verify
from tests.support.xpath import value

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = KEY.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)


@pytest.mark.parametrize("message", [b"", b"x", "ñandú".encode(), bytes(200)])
def test_what_another_library_signed_verifies(message: bytes) -> None:
    signature = KEY.sign(message)
    assert verify(PUBLIC, signature, message)
    assert not verify(PUBLIC, signature, message + b"!")


def test_every_changed_byte_is_noticed() -> None:
    signature = KEY.sign(b"acta")
    for place in range(0, 64, 5):
        changed = bytearray(signature)
        changed[place] ^= 1
        assert not verify(PUBLIC, bytes(changed), b"acta")
    for place in range(0, 32, 5):
        changed = bytearray(PUBLIC)
        changed[place] ^= 1
        assert not verify(bytes(changed), signature, b"acta")


def test_malformed_parts_are_no_signature() -> None:
    signature = KEY.sign(b"acta")
    order = 2**252 + 27742317777372353535851937790883648493
    shifted = int.from_bytes(signature[32:], "little") + order
    assert not verify(PUBLIC, signature[:32] + shifted.to_bytes(32, "little"), b"acta")
    assert not verify(PUBLIC, signature[:63], b"acta")
    assert not verify(PUBLIC[:31], signature, b"acta")
    assert not verify(b"\xff" * 32, signature, b"acta")
    assert not verify(PUBLIC, b"\xff" * 32 + signature[32:], b"acta")


def test_the_function_gives_the_message_or_nothing() -> None:
    contents = base64.b64encode(KEY.sign(b"acta 7") + b"acta 7").decode()
    key = base64.b64encode(PUBLIC).decode()
    assert value(f"extract-signed('{contents}', '{key}')") == "acta 7"
    assert value(f"extract-signed('{contents[:-4]}AAAA', '{key}')") == ""
    assert value(f"extract-signed('{contents}', 'AAAA')") == ""
    assert value(f"extract-signed('not base64', '{key}')") == ""
