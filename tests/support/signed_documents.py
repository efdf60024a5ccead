"""What every document that the receiving entity signs has to stand: lines of any kind, changed bytes, its own words."""

from __future__ import annotations

import re
import string
from collections.abc import Callable, Mapping
from contextlib import suppress

from hypothesis import strategies as st

from desktop_app.errors import LANGUAGES, TelarError, explain
from desktop_app.texts import Texts

LINE = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), min_size=1, max_size=300).filter(
    lambda text: bool(text.strip()) and not {"\ufffe", "\uffff"} & set(text)
)
"""What a field of one line may hold."""


def check_each_byte(good: bytes, files: int, accepted: Callable[[bytes], bool], mask: int) -> None:
    """Flips the bits of ``mask`` in each byte of ``good``, a container of so many ``files``.

    ``accepted`` says whether a container passes, as the very same document.
    """
    changed = bytearray(good)
    passing = []
    for at in range(len(good)):
        changed[at] ^= mask
        if accepted(bytes(changed)):
            passing.append(at)
        changed[at] ^= mask
    # What may differ says nothing: who made the ZIP, its attributes, the padding of a deflate stream's last byte, and
    # which of two equal pieces a deflate stream points back to.
    directory = good.index(b"PK\x01\x02")
    assert sum(at < directory for at in passing) <= 3 * files
    assert len(passing) < len(good) // 20


def check_signed_again(data: bytes, read: Callable[[bytes], object], *refusals: type[TelarError]) -> None:
    """Flips a bit in some bytes of ``data``, a file that ``read`` signs anew and reads: it refuses or does not mind."""
    content = bytearray(data)
    for at in range(0, len(content), 41):
        content[at] ^= 0x02
        with suppress(*refusals):
            read(bytes(content))
        content[at] ^= 0x02


def check_words(prefix: str, source: str, given_with: Mapping[str, set[str]]) -> None:
    """Each code of ``prefix`` in the catalogue is raised in ``source``, and the other way about; its words name what
    it is given with."""
    worded = {f"{prefix}-{key.partition('.')[0]}" for key in Texts.load(f"errors_{prefix.lower()}", "es")}
    assert worded == set(re.findall(rf'"({prefix}-\d{{3}})"', source))
    for code in worded:
        for language in LANGUAGES:
            words = explain(code, language=language)
            named = {name for _, name, _, _ in string.Formatter().parse(words.cause + words.remedy) if name}
            assert named == given_with.get(code, set())
