"""The engine's own words for problems that a form has no message for."""

from __future__ import annotations

from typing import Final

from desktop_app.texts import Texts, language_code
from desktop_app.xforms.definition import SELECTS, Spec
from desktop_app.xforms.model import DataType, ProblemKind

_TYPED: Final = frozenset(
    {DataType.INT, DataType.DECIMAL, DataType.DATE, DataType.TIME, DataType.DATETIME, DataType.GEOPOINT}
)


def problem_text(kind: ProblemKind, spec: Spec, language: str | None) -> str:
    """The sentence for ``kind``, in English where the form's language is English, else in Spanish."""
    key = kind.value
    if kind is ProblemKind.TYPE:
        key = "type.choice" if spec.control in SELECTS else f"type.{spec.type}" if spec.type in _TYPED else "type.other"
    return Texts.load("problems", language_code(language) or "es")[key]
