"""The instruments as the window names them: in which order, what each is for, how long it takes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from PySide6.QtCore import QCoreApplication

MAIN: Final = "ssme"
_ORDER: Final = (MAIN, "autodiagnostico", "bienes_publicos")


def in_order(form_ids: Iterable[str]) -> list[str]:
    """The main instrument first, then the others that are known, then any other by name."""
    known = {form_id: place for place, form_id in enumerate(_ORDER)}
    return sorted(form_ids, key=lambda form_id: (known.get(form_id, len(known)), form_id))


def name(form_id: str) -> str:
    """What a list of instruments calls one; the identifier of one that is not known here."""
    words = {
        "ssme": QCoreApplication.translate("Instruments", "SSME: seguimiento, medición y evaluación"),
        "autodiagnostico": QCoreApplication.translate("Instruments", "Autodiagnóstico de buenas prácticas"),
        "bienes_publicos": QCoreApplication.translate("Instruments", "Bienes públicos para el clúster"),
    }
    return words.get(form_id, form_id)


def about(form_id: str) -> str:
    """One sentence on what it is for and how long it takes; empty for one that is not known here."""
    words = {
        "ssme": QCoreApplication.translate(
            "Instruments",
            "La medición completa de la Red Clúster: áreas, cifras del año, puntaje y plan de mejora. "
            "Toma de 1 a 2 horas, y puede hacerse en varios días.",
        ),
        "autodiagnostico": QCoreApplication.translate(
            "Instruments",
            "Trece prácticas para una primera mirada a cómo está organizada la iniciativa. Toma de 20 a 40 minutos.",
        ),
        "bienes_publicos": QCoreApplication.translate(
            "Instruments",
            "Las fallas de la cadena, cuáles atender primero y los bienes públicos que las resolverían.",
        ),
    }
    return words.get(form_id, "")
