"""Text compared as a person compares it: accents and capitals do not matter. No Qt."""

from __future__ import annotations

import unicodedata


def fold(text: str) -> str:
    """``text`` without accents, capitals and doubled spaces: ``Bogotá, D.C.`` and ``bogota, d.c.`` fold alike."""
    apart = unicodedata.normalize("NFKD", text)
    return " ".join("".join(sign for sign in apart if not unicodedata.combining(sign)).casefold().split())
