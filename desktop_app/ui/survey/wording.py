"""Scores in the window's words, said alike by the panel beside the questions and by the result."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from desktop_app.diagnosis import Diagnosis, IndicatorResult, Level, Overlay, SpiderAxis
from desktop_app.diagnosis.comparison import NATIONAL, PREVIOUS
from desktop_app.texts import spell_number

if TYPE_CHECKING:
    from desktop_app.workflows.answer import Desk

_MOVED = 0.005


@dataclass(frozen=True, slots=True)
class Story:
    """What is told of an axis besides its own score.

    Attributes:
        wave: the previous one.
        before: its values by code.
        means: what each further series is called, and its values, one an axis.
    """

    wave: str = ""
    before: Mapping[str, float | None] = field(default_factory=dict)
    means: tuple[tuple[str, tuple[float | None, ...]], ...] = ()


def figure(value: float, language: str) -> str:
    """A score with at most two decimals: ``18``, ``1,65``."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return spell_number("0" if text == "-0" else text, language)


def decimals(value: float, places: int, language: str) -> str:
    """A score of a mean with all its ``places``: ``1,70``."""
    text = f"{value:.{places}f}"
    return text if language == "en" else text.replace(".", ",")


def percent(share: float) -> str:
    return f"{share * 100:.0f}\u00a0%"


def total_words(diagnosis: Diagnosis, language: str) -> str:
    """ "18 de 26 puntos (69 %)", of a mean "1,65 de 3,0 puntos", or that nothing is answered."""
    total = diagnosis.total
    if total.value is None:
        return QCoreApplication.translate("Wording", "Todavía no hay puntos")
    if diagnosis.averaged:
        return QCoreApplication.translate("Wording", "{value} de {max} puntos").format(
            value=decimals(total.value, 2, language), max=decimals(total.max, 1, language)
        )
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


def level_words(level: Level) -> str:
    """ "Nivel 2 · Consolidado"; a label that says so itself is left alone."""
    words = QCoreApplication.translate("Wording", "Nivel {number} · {label}").format(
        number=level.number, label=level.label
    )
    word = words.partition(" ")[0].casefold()
    return level.label if level.label.casefold().startswith(word) else words


def moved(by: float | None) -> bool:
    """Whether a change shows at two decimals."""
    return by is not None and abs(by) >= _MOVED


def signed(by: float, language: str) -> str:
    """ "+0,33" or "−0,20"."""
    return f"{'+' if by > 0 else '−'}{decimals(abs(by), 2, language)}"


def change_sign(by: float | None, language: str) -> str:
    """ "▲ +0,33", "▼ −0,20", "=", or a dash where there is nothing to compare."""
    if by is None:
        return "—"
    return f"{'▲' if by > 0 else '▼'} {signed(by, language)}" if moved(by) else "="


def change_words(by: float | None, language: str) -> str:
    """The same change as one would say it."""
    if by is None:
        return QCoreApplication.translate("Wording", "no se puede comparar")
    if not moved(by):
        return QCoreApplication.translate("Wording", "sigue igual")
    words = (
        QCoreApplication.translate("Wording", "subió {by}")
        if by > 0
        else QCoreApplication.translate("Wording", "bajó {by}")
    )
    return words.format(by=decimals(abs(by), 2, language))


def wave_words(wave: str) -> str:
    """ "Ola 2025"; a wave that says so itself is called as it calls itself."""
    words = QCoreApplication.translate("Wording", "Ola {wave}")
    return words.format(wave=wave) if wave[:1].isdigit() else wave


def series_words(overlay: Overlay, desk: Desk) -> str:
    """What a further series of a chart is called: "Promedio nacional 2025 (100 iniciativas)"."""
    if overlay.name == PREVIOUS:
        return wave_words(overlay.wave)
    if overlay.name == NATIONAL:
        name = QCoreApplication.translate("Wording", "Promedio nacional {wave}").format(wave=overlay.wave)
        one = QCoreApplication.translate("Wording", "(1 iniciativa)")
        many = QCoreApplication.translate("Wording", "({n} iniciativas)").format(n=overlay.count)
        return f"{name} {one if overlay.count == 1 else many}" if overlay.count else name
    name = f"{_group_words(overlay.group, desk)} {overlay.wave}"
    return f"{name} ({overlay.count})" if overlay.count else name


def _group_words(group: str, desk: Desk) -> str:
    """A macrosector as the form calls it or, where it does not, as the initiative's card does."""
    for choice in desk.form.choice_list("macrosector", desk.session.language):
        if choice.name == group:
            return choice.label
    known = {
        "agroindustria": QCoreApplication.translate("Wording", "Agroindustria"),
        "manufactura": QCoreApplication.translate("Wording", "Manufactura"),
        "servicios": QCoreApplication.translate("Wording", "Servicios"),
    }
    return known.get(group, group)


def axis_details(axes: Sequence[SpiderAxis], language: str, story: Story | None = None) -> list[str]:
    """What is told about each axis: its score and, for an area, its indicators', beside those of the wave before."""
    told = story or Story()
    return [_axis_detail(position, axis, language, told) for position, axis in enumerate(axes)]


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


def _axis_detail(position: int, axis: SpiderAxis, language: str, story: Story) -> str:
    lines = [_scored(axis.code, axis.label, axis.value, axis.max, language) + _before(axis.code, language, story)]
    if len(axis.indicators) == 1:
        lines.append(reached_words(axis.indicators[0]))
    else:
        lines += [
            _scored(i.code, i.name, i.value, i.max, language) + _before(i.code, language, story)
            for i in axis.indicators
        ]
    return "\n".join([*lines, *_means(position, language, story)])


def _before(code: str, language: str, story: Story) -> str:
    """ "(antes, 2025: 1,67)", where there was one."""
    value = story.before.get(code)
    if value is None:
        return ""
    words = QCoreApplication.translate("Wording", "antes, {wave}: {value}")
    return f" ({words.format(wave=story.wave, value=figure(value, language))})"


def _means(position: int, language: str, story: Story) -> Iterator[str]:
    for name, values in story.means:
        value = values[position]
        if value is not None:
            yield f"{name}: {figure(value, language)}"


def _scored(code: str, name: str, value: float | None, top: float, language: str) -> str:
    unanswered = QCoreApplication.translate("Wording", "sin respuesta")
    return f"{code} {name}: {unanswered if value is None else score_words(value, top, language)}"
