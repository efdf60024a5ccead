"""Scores in the window's words, said alike by the panel beside the questions and by the result."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication

from desktop_app.diagnosis import Diagnosis, IndicatorResult, SpiderAxis
from desktop_app.ui.survey.numbers import spell_number


def figure(value: float, language: str) -> str:
    """A score with at most two decimals: ``18``, ``1,65``."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return spell_number("0" if text == "-0" else text, language)


def percent(share: float) -> str:
    return f"{share * 100:.0f}\u00a0%"


def total_words(diagnosis: Diagnosis, language: str) -> str:
    """ "18 de 26 puntos (69 %)", or that nothing is answered."""
    total = diagnosis.total
    if total.value is None:
        return QCoreApplication.translate("Wording", "Todavía no hay puntos")
    words = QCoreApplication.translate("Wording", "{value} de {max} puntos").format(
        value=figure(total.value, language), max=figure(total.max, language)
    )
    return words if diagnosis.share is None else f"{words} ({percent(diagnosis.share)})"


def provisional_words(diagnosis: Diagnosis) -> str:
    """What is missing for the result to stand; empty when nothing is."""
    missing = diagnosis.of - diagnosis.answered
    if missing <= 0:
        return ""
    if missing == 1:
        return QCoreApplication.translate("Wording", "Resultado provisional: falta 1 respuesta.")
    return QCoreApplication.translate("Wording", "Resultado provisional: faltan {n} respuestas.").format(n=missing)


def axis_details(axes: Sequence[SpiderAxis], language: str) -> list[str]:
    """What is told about each axis: its score and, for an area, its indicators'."""
    return [_axis_detail(axis, language) for axis in axes]


def description(axes: Sequence[SpiderAxis], language: str) -> str:
    """The whole chart for a screen reader."""
    return "; ".join(_scored(axis.code, axis.label, axis.value, axis.max, language) for axis in axes)


def reached_words(indicator: IndicatorResult) -> str:
    """What was answered, or why there is nothing."""
    if indicator.not_applicable:
        return QCoreApplication.translate("Wording", "No aplica")
    return indicator.reached or QCoreApplication.translate("Wording", "Sin respuesta")


def score_words(value: float | None, top: float, language: str) -> str:
    """ "1 de 2", or a dash."""
    if value is None:
        return "–"
    words = QCoreApplication.translate("Wording", "{value} de {max}")
    return words.format(value=figure(value, language), max=figure(top, language))


def _axis_detail(axis: SpiderAxis, language: str) -> str:
    first = _scored(axis.code, axis.label, axis.value, axis.max, language)
    if len(axis.indicators) == 1:
        return f"{first}\n{reached_words(axis.indicators[0])}"
    return "\n".join([first, *(_scored(i.code, i.name, i.value, i.max, language) for i in axis.indicators)])


def _scored(code: str, name: str, value: float | None, top: float, language: str) -> str:
    unanswered = QCoreApplication.translate("Wording", "sin respuesta")
    return f"{code} {name}: {unanswered if value is None else score_words(value, top, language)}"
