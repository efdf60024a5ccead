"""The received responses as the list has them: how each stands, which are wanted, in which order. No widgets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QCoreApplication

from desktop_app.texts import fold
from desktop_app.ui.survey.wording import figure

if TYPE_CHECKING:
    from desktop_app.workflows.review import Received

WAITING, ACCEPTED, RETURNED, REPLACED = STATES = ("waiting", "accepted", "returned", "replaced")
NAME, STATE, FLAGS, RESULT, ARRIVED = COLUMNS = range(5)
LATEST_FIRST: Final = (ARRIVED, False)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be listed; empty: all."""

    text: str = ""
    wave: str = ""
    form_id: str = ""
    state: str = ""


def state_of(each: Received) -> str:
    """One of ``STATES``: what was decided counts, whether or not its receipt is made."""
    if not each.current:
        return REPLACED
    status = each.decision.status if each.decision is not None else each.status
    return status if status in (ACCEPTED, RETURNED) else WAITING


def state_words(state: str) -> str:
    return {
        WAITING: QCoreApplication.translate("ReviewRows", "Por revisar"),
        ACCEPTED: QCoreApplication.translate("ReviewRows", "Aceptada"),
        RETURNED: QCoreApplication.translate("ReviewRows", "Devuelta"),
        REPLACED: QCoreApplication.translate("ReviewRows", "Reemplazada"),
    }[state]


def standing_words(each: Received) -> str:
    """What else is to be said of the state: the receipt, or what is written so far."""
    if not each.current:
        return QCoreApplication.translate("ReviewRows", "solo para leer")
    if each.decision is not None and not each.told:
        return QCoreApplication.translate("ReviewRows", "acuse por producir")
    if each.decision is not None or each.status in (ACCEPTED, RETURNED):
        return QCoreApplication.translate("ReviewRows", "con acuse")
    if each.drafted:
        one = QCoreApplication.translate("ReviewRows", "1 observación escrita")
        many = QCoreApplication.translate("ReviewRows", "{n} observaciones escritas").format(n=len(each.drafted))
        return one if len(each.drafted) == 1 else many
    return QCoreApplication.translate("ReviewRows", "con acuse de recibo") if each.status else ""


def total_words(each: Received, language: str) -> str:
    return "–" if each.total is None else figure(each.total, language)


def level_words(each: Received) -> str:
    words = QCoreApplication.translate("ReviewRows", "Nivel {level}")
    return words.format(level=each.level) if each.level else ""


def flag_words(each: Received) -> str:
    """All that is odd about it, one a line."""
    return "\n".join(flag.cause for flag in each.flags)


def chosen(rows: Sequence[Received], wanted: Wanted, order: tuple[int, bool] = LATEST_FIRST) -> tuple[Received, ...]:
    """The rows that are ``wanted``, by a column, upwards or not; rows alike in it stay as they came."""
    words = fold(wanted.text).split()
    found = [each for each in rows if _fits(each, wanted) and _says(each, words)]
    column, upwards = order
    return tuple(sorted(found, key=lambda each: _rank(each, column), reverse=not upwards))


def next_waiting(rows: Sequence[Received], after: int) -> Received | None:
    """The next that waits for a decision, going round from the response ``after``; ``None`` when no other does."""
    place = next((place for place, each in enumerate(rows) if each.response_id == after), -1)
    going_round = (*rows[place + 1 :], *rows[: max(0, place)])
    return next((each for each in going_round if state_of(each) == WAITING), None)


def successor(rows: Sequence[Received], of: Received) -> Received | None:
    """What counts in the place of a response that was replaced."""
    return next((each for each in rows if each.current and _line(each) == _line(of)), None)


def asked_before(rows: Sequence[Received], of: Received) -> Received | None:
    """The latest earlier revision that was returned with observations."""
    earlier = [
        each
        for each in rows
        if _line(each) == _line(of) and each.revision < of.revision and each.decision and each.decision.observations
    ]
    return max(earlier, key=lambda each: each.revision, default=None)


def _line(each: Received) -> tuple[str, str, str]:
    return each.member, each.form_id, each.wave


def _fits(each: Received, wanted: Wanted) -> bool:
    return (
        wanted.wave in ("", each.wave)
        and wanted.form_id in ("", each.form_id)
        and (not wanted.state or wanted.state == state_of(each))
    )


def _says(each: Received, words: Sequence[str]) -> bool:
    if not words:
        return True
    told = fold(f"{each.initiative} {each.member} {each.form_title} {each.wave} {each.macrosector} {each.chamber}")
    return all(word in told for word in words)


def _rank(each: Received, column: int) -> tuple[str | float, ...]:
    if column == NAME:
        return fold(each.initiative), each.form_title, each.wave, each.revision
    if column == STATE:
        return STATES.index(state_of(each)), each.told
    if column == RESULT:
        return (-1.0 if each.total is None else each.total,)
    return (each.arrived.timestamp(),) if column == ARRIVED else (len(each.flags),)
