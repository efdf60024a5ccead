from __future__ import annotations

import re
from hashlib import sha256

from hypothesis import given
from hypothesis import strategies as st

from desktop_app.workflows.reference import of_digest, reference


def test_the_code_of_known_bytes() -> None:
    assert reference(b"abc") == "BA78-16BF-8F01"
    assert reference(b"") == "E3B0-C442-98FC"


@given(st.binary(max_size=200))
def test_the_code_is_the_beginning_of_the_digest_in_groups_of_four(data: bytes) -> None:
    code = reference(data)
    assert re.fullmatch(r"([0-9A-F]{4}-){2}[0-9A-F]{4}", code)
    assert sha256(data).hexdigest().startswith(code.replace("-", "").lower())
    assert of_digest(sha256(data).hexdigest()) == code
