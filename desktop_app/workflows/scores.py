"""A diagnosis as the plain numbers that the command line prints and a program reads."""

from __future__ import annotations

from typing import Any

from desktop_app.diagnosis import Diagnosis


def scores(diagnosis: Diagnosis | None) -> dict[str, Any]:
    """``{"total", "max", "share", "level", "provisional", "answered", "of", "areas", …}``; empty without a rubric.

    ``total`` and the values are ``None`` while unanswered; ``share`` is the part of all points, 0 to 1; ``level`` is a
    number as text, ``None`` where the form tells none.
    """
    if diagnosis is None:
        return {}
    return {
        "total": diagnosis.total.value,
        "max": diagnosis.total.max,
        "share": diagnosis.share,
        "level": diagnosis.level.number if diagnosis.level else None,
        "provisional": diagnosis.provisional,
        "answered": diagnosis.answered,
        "of": diagnosis.of,
        "dimensions": {dimension.code: dimension.value for dimension in diagnosis.dimensions},
        "areas": {area.code: area.value for area in diagnosis.areas},
        "indicators": {indicator.code: indicator.value for indicator in diagnosis.indicators},
        "strengths": [indicator.code for indicator in diagnosis.strengths],
        "opportunities": [indicator.code for indicator in diagnosis.opportunities],
    }
