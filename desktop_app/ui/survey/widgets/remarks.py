"""What is said of a question that a telephone would show or answer in another way."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QCoreApplication

from desktop_app.ui.survey.views import Kind, QuestionView, is_recording, looks

_DRAWN: Final = frozenset({"annotate", "draw", "signature"})


def remark(view: QuestionView) -> str:
    """A sentence in the window's language; empty where there is nothing to say."""
    words = looks(view.appearance)
    if view.kind is Kind.ELSEWHERE and is_recording(view.parameters):
        return QCoreApplication.translate(
            "Remarks", "Se graba con un teléfono. Aquí puede adjuntar un archivo que ya exista."
        )
    if view.kind is Kind.FILE and _DRAWN & words:
        return QCoreApplication.translate(
            "Remarks", "Se dibuja o se firma en un teléfono. Aquí puede adjuntar una imagen que ya exista."
        )
    if view.kind in (Kind.SELECT_ONE, Kind.SELECT_MULTIPLE) and "image-map" in words:
        return QCoreApplication.translate("Remarks", "La imagen se ve en un teléfono. Aquí se elige en la lista.")
    if view.kind is Kind.DECIMAL and "bearing" in words:
        return QCoreApplication.translate(
            "Remarks", "Un teléfono mide el rumbo con su brújula. Aquí se escribe en grados, de 0 a 360."
        )
    return ""
