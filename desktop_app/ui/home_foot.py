"""The foot of Inicio: what keeps the answers safe and brings them back, and the tools that need no initiative."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal, SignalInstance
from PySide6.QtWidgets import QWidget

from desktop_app.ui import parts, wording
from desktop_app.ui.beside import Beside

if TYPE_CHECKING:
    from desktop_app.workflows.overview import InitiativeOverview

BACKUP_EVERY: Final = timedelta(days=30)


def backup_due(overview: Sequence[InitiativeOverview], last: datetime | None, now: datetime) -> bool:
    """Whether there are answers that no backup holds, and the last one is older than ``BACKUP_EVERY``."""
    given = [response.updated for initiative in overview for response in initiative.responses if response.answered]
    if not given or last is None:
        return bool(given)
    return now - last > BACKUP_EVERY and max(given) > last


class HomeFoot(QWidget):
    """Two groups of links, side by side where there is room.

    Signals:
        backup, bring_backup: a backup is to be made, or one to be brought back.
        put_away, off_list: what was archived or deleted is asked for; the initiatives that were taken off the list.
        incoming, paste_receipt: a receipt or a wave kit is to be brought in, or a short receipt to be read.
        verify_package, check_form, blank_form, reference: the tools.
    """

    backup = Signal()
    bring_backup = Signal()
    put_away = Signal()
    off_list = Signal()
    incoming = Signal()
    paste_receipt = Signal()
    verify_package = Signal()
    check_form = Signal()
    blank_form = Signal()
    reference = Signal()

    def __init__(self, last_backup: datetime | None, now: datetime, *, due: bool, parent: QWidget) -> None:
        super().__init__(parent)
        self._groups = Beside(self, equal=True)
        self._groups.setContentsMargins(0, 8, 0, 0)
        keep = self._group(
            self.tr("Guardar y recuperar"),
            (self.tr("Copia de respaldo…"), self.backup),
            (self.tr("Traer una copia de respaldo…"), self.bring_backup),
            (self.tr("Respuestas archivadas y borradas"), self.put_away),
            (self.tr("Iniciativas quitadas de la lista"), self.off_list),
        )
        self.reminder = parts.label(self._last(last_backup, now, due=due), "attention" if due else "muted", keep)
        self.reminder.setVisible(due or last_backup is not None)
        parts.inside(keep).insertWidget(1, self.reminder)
        self._group(
            self.tr("Lo que llega, y otras herramientas"),
            (self.tr("Traer un acuse o un kit de ola…"), self.incoming),
            (self.tr("Pegar un acuse corto…"), self.paste_receipt),
            (self.tr("Comprobar un paquete recibido o entregado"), self.verify_package),
            (self.tr("Imprimir un formulario en blanco"), self.blank_form),
            (self.tr("Traer una referencia para comparar…"), self.reference),
            (self.tr("Revisar un formulario…"), self.check_form),
        )

    def _last(self, last: datetime | None, now: datetime, *, due: bool) -> str:
        if last is None:
            return self.tr("! Todavía no hay una copia de respaldo de sus respuestas.")
        if due:
            days = (now - last).days
            return self.tr("! La última copia de respaldo es de hace {days} días.").format(days=days)
        return self.tr("Última copia de respaldo: {when}.").format(when=wording.since(last, now))

    def _group(self, title: str, *links: tuple[str, SignalInstance]) -> QWidget:
        group = parts.frame("", self, margin=0, spacing=4)
        inside = parts.inside(group)
        inside.addWidget(parts.label(title, "heading", group))
        for text, signal in links:
            link = parts.button(text, "link", group)
            link.clicked.connect(signal)
            inside.addWidget(link)
        self._groups.addWidget(group)
        return group
