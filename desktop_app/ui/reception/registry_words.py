"""How an initiative stands, in words and signs; a whole initiative stands as its least answered form does."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QIcon

from desktop_app.texts import fold
from desktop_app.ui import icons, theme

if TYPE_CHECKING:
    from desktop_app.workflows.standing import Standing

NOT_ANSWERED, PARTLY, ASIDE, RETURNED, RECEIVED, ACCEPTED = (
    "not_answered", "partly", "aside", "returned", "received", "accepted",
)  # fmt: skip
STATES: Final = (NOT_ANSWERED, ASIDE, PARTLY, RETURNED, RECEIVED, ACCEPTED)
SIGNERS: Final = ("none", "waiting", "confirmed", "revoked")
_SIGNS: Final = {
    NOT_ANSWERED: ("survey/none", "muted"),
    ASIDE: ("warning", "attention_text"),
    PARTLY: ("survey/started", "text"),
    RETURNED: ("survey/observed", "attention_text"),
    RECEIVED: ("package", "accent"),
    ACCEPTED: ("intact", "accent"),
    "none": ("survey/none", "muted"),
    "waiting": ("warning", "attention_text"),
    "confirmed": ("intact", "accent"),
    "revoked": ("refused", "error"),
}


def state_of(each: Standing) -> str:
    """How an initiative stands with all the forms of its wave."""
    states = {form.state for form in each.forms}
    if ASIDE in states:
        return ASIDE
    if not each.answered:
        return PARTLY if any(form.answered for form in each.forms) else NOT_ANSWERED
    return next(state for state in (RETURNED, RECEIVED, ACCEPTED) if state in states)


def state(name: str) -> str:
    """A state in words."""
    return {
        NOT_ANSWERED: QCoreApplication.translate("RegistryWords", "Sin responder"),
        ASIDE: QCoreApplication.translate("RegistryWords", "En cuarentena"),
        PARTLY: QCoreApplication.translate("RegistryWords", "Responde en parte"),
        RETURNED: QCoreApplication.translate("RegistryWords", "Devuelta"),
        RECEIVED: QCoreApplication.translate("RegistryWords", "Recibida"),
        ACCEPTED: QCoreApplication.translate("RegistryWords", "Aceptada"),
    }[name]


def signer(name: str) -> str:
    """The state of whoever signs, in words."""
    return {
        "none": QCoreApplication.translate("RegistryWords", "Sin firmante"),
        "waiting": QCoreApplication.translate("RegistryWords", "Por confirmar"),
        "confirmed": QCoreApplication.translate("RegistryWords", "Confirmado"),
        "revoked": QCoreApplication.translate("RegistryWords", "Retirado"),
    }[name]


def sign(name: str) -> QIcon:
    """The icon of a state, in its colour."""
    icon, colour = _SIGNS[name]
    return icons.icon(icon, getattr(theme.tokens(), colour))


def matching(rows: Sequence[Standing], text: str, *, unanswered: bool) -> tuple[Standing, ...]:
    """Those whose name, place or contact has every word of ``text``, without accents mattering."""
    words = fold(text).split()
    return tuple(
        each
        for each in rows
        if not (unanswered and (each.answered or not each.listed)) and all(word in _searched(each) for word in words)
    )


def _searched(each: Standing) -> str:
    member = each.member
    return fold(f"{member.name} {each.place} {member.contact} {member.email}")
