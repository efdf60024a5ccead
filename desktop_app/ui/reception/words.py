"""Words that the sections of Recepción say the same way."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QCoreApplication

OUTCOMES: Final = ("filed", "replaced", "duplicate", "quarantined", "refused")
ROOT: Final = "root.key.age"
OFFLINE: Final = frozenset({ROOT, "escrow.identity.age"})
"""Keys that are kept away from the folder."""
_SIGNS: Final = {
    "filed": ("intact", "accent"),
    "replaced": ("survey/carried", "muted"),
    "duplicate": ("package", "muted"),
    "quarantined": ("warning", "attention_text"),
    "refused": ("refused", "error"),
}


def key(file: str) -> str:
    """A key of the entity by the name of its file: what it is for."""
    return {
        "root.key.age": QCoreApplication.translate("EntityKeys", "la raíz, que confirma a las demás llaves"),
        "issuer.key.age": QCoreApplication.translate("EntityKeys", "la llave que confirma a quienes firman"),
        "signer.key.age": QCoreApplication.translate("EntityKeys", "la llave que firma acuses y kits"),
        "operations.identity.age": QCoreApplication.translate("EntityKeys", "la llave que abre los paquetes"),
        "escrow.identity.age": QCoreApplication.translate("EntityKeys", "la copia en custodia de la llave que abre"),
    }.get(file, file)


def outcome(name: str) -> str:
    """What became of a file, in one word or two."""
    return {
        "filed": QCoreApplication.translate("Outcomes", "Recibida"),
        "replaced": QCoreApplication.translate("Outcomes", "Reemplazada"),
        "duplicate": QCoreApplication.translate("Outcomes", "Duplicada"),
        "quarantined": QCoreApplication.translate("Outcomes", "En cuarentena"),
        "refused": QCoreApplication.translate("Outcomes", "Rechazada"),
    }.get(name, name)


def outcomes(name: str) -> str:
    """The same of several; empty for all of them."""
    return {
        "": QCoreApplication.translate("Outcomes", "Todas"),
        "filed": QCoreApplication.translate("Outcomes", "Recibidas"),
        "replaced": QCoreApplication.translate("Outcomes", "Reemplazadas"),
        "duplicate": QCoreApplication.translate("Outcomes", "Duplicadas"),
        "quarantined": QCoreApplication.translate("Outcomes", "En cuarentena"),
        "refused": QCoreApplication.translate("Outcomes", "Rechazadas"),
    }[name]


def sign(name: str) -> tuple[str, str]:
    """The icon of an outcome and the colour that it is drawn in, by its name in the theme."""
    return _SIGNS.get(name, ("file", "muted"))
