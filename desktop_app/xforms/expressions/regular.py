"""Regular expressions that cannot hang the program: a pattern of a form is hostile until proved otherwise.

The syntax is what Java and JavaScript share; ``\\d``, ``\\w``, ``\\s`` and ``\\b`` know ASCII only, as they do there.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

from desktop_app.errors import FormError

if TYPE_CHECKING:
    from regex import Pattern

SECONDS: Final = 0.25
_LENGTH_LIMIT: Final = 2_000


def search(text: str, within: str) -> bool:
    """Whether some part of ``within`` matches the pattern ``text``.

    Raises:
        FormError: ``XPR-014`` for a pattern that is not understood, ``XPR-010`` for one that takes too long.
    """
    try:
        return pattern(text).search(within, timeout=SECONDS) is not None
    except TimeoutError:
        raise FormError("XPR-010") from None


@lru_cache(maxsize=256)
def pattern(text: str) -> Pattern[str]:
    """The compiled pattern; raises ``XPR-014``."""
    import regex

    if len(text) > _LENGTH_LIMIT:
        raise FormError("XPR-014", pattern=text[:40])
    try:
        # With the ASCII flag the module's \p{L} would know ASCII only, too.
        flags = regex.VERSION0 if r"\p" in text.lower() else regex.VERSION0 | regex.ASCII
        return regex.compile(_with_strict_end(text), flags)
    except (regex.error, OverflowError, RecursionError, ValueError):
        raise FormError("XPR-014", pattern=text[:40]) from None


def _with_strict_end(text: str) -> str:
    """Python's ``$`` also matches before a final line break; Java's and JavaScript's end is the end."""
    parts, escaped, in_class = [], False, False
    for character in text:
        if escaped:
            escaped = False
        elif character == "\\":
            escaped = True
        elif character in "[]":
            in_class = character == "["
        elif character == "$" and not in_class:
            character = r"\Z"
        parts.append(character)
    return "".join(parts)
