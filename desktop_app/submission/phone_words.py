"""A fingerprint as words that two people can compare over the telephone.

Each of 256 words (``resources/phone_words.txt``) stands for one byte. Ten words are 80 bits of the SHA-256. Whoever
wants a key of his own to read like a certain manager's has to try 2**80 certificates on average: at a million million
a second, some 38,000 years. Six words would not do. A certificate can be varied and hashed some 10**9 times a second on
one graphics card, which comes to 2**48 within four days.

The words are Spanish nouns without accents; no two are alike, neither as written nor as said (b and v, s, c and z, ll
and y, a silent h count as one).
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import Final

from desktop_app import paths

WORDS: Final = 10
MOST_WORDS: Final = 32
_LONGEST_TEXT = 1_000
_BETWEEN = re.compile(r"[^a-z]+")


def phone_words(fingerprint_hex: str, count: int = WORDS) -> tuple[str, ...]:
    """The first ``count`` bytes of a SHA-256 fingerprint (64 hex digits; colons and case do not matter) as words.

    Raises:
        ValueError: not a fingerprint, or ``count`` is not 1 to 32.
    """
    data = bytes.fromhex(fingerprint_hex.replace(":", ""))
    if len(data) != MOST_WORDS or not 1 <= count <= MOST_WORDS:
        raise ValueError("a SHA-256 fingerprint gives 1 to 32 words")
    words = _words()
    return tuple(words[byte] for byte in data[:count])


def read_phone_words(text: str) -> bytes | None:
    """The bytes that the words in ``text`` stand for; None if there are none, too many, or one that is not a word.

    Case, accents, and whatever stands between the words do not matter.
    """
    if len(text) > _LONGEST_TEXT:
        return None
    plain = unicodedata.normalize("NFKD", text.casefold())
    said = _BETWEEN.sub(" ", "".join(c for c in plain if not unicodedata.combining(c))).split()
    numbers = {word: number for number, word in enumerate(_words())}
    if not 1 <= len(said) <= MOST_WORDS or any(word not in numbers for word in said):
        return None
    return bytes(numbers[word] for word in said)


@cache
def _words() -> tuple[str, ...]:
    return tuple(paths.resource("phone_words.txt").read_text(encoding="utf-8").split())
