from __future__ import annotations

import base64

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.support.xpath import value

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = KEY.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)


def test_the_function_gives_the_message_or_nothing() -> None:
    contents = base64.b64encode(KEY.sign(b"acta 7") + b"acta 7").decode()
    key = base64.b64encode(PUBLIC).decode()
    assert value(f"extract-signed('{contents}', '{key}')") == "acta 7"
    assert value(f"extract-signed('{contents[:-4]}AAAA', '{key}')") == ""
    assert value(f"extract-signed('{contents}', 'AAAA')") == ""
    assert value(f"extract-signed('{base64.b64encode(KEY.sign(b'acta')[:63]).decode()}', '{key}')") == ""
    assert value(f"extract-signed('not base64', '{key}')") == ""
