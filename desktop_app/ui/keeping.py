"""What else is done with a response from Inicio: a duplicate, archiving, deleting, and the way back from each."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from desktop_app.errors import TelarError
from desktop_app.ui import i18n, messages, wording

if TYPE_CHECKING:
    from desktop_app.ui.context import Context
    from desktop_app.workflows.keeping import PutAway
    from desktop_app.workflows.workspace import Workspace

KEPT_DAYS = 30
"""How long what was deleted can be brought back."""
HAS_PACKAGES = "USE-018"
"""The refusal to delete what was handed over."""


class Keeping(QObject):
    """Carries out what the menu of a response asks for.

    Signals:
        leaving: the id of a response that is about to be put away: nothing is to be written to it any more.
        done: what has been done, in words, and whether it can be undone; Inicio has something else to show.
    """

    leaving = Signal(str)
    done = Signal(str, bool)

    def __init__(self, context: Context, window: QWidget) -> None:
        super().__init__(window)
        self._context = context
        self._window = window
        self._undo: tuple[Callable[..., object], str, str] | None = None

    @Slot(str, str, str)
    def do(self, action: str, response_id: str, title: str) -> None:
        """``action`` is ``duplicate``, ``archive`` or ``delete``; ``title`` is what to call the response."""
        actions = {"duplicate": self._duplicate, "archive": self._archive, "delete": self._delete}
        actions[action](response_id, title)

    @Slot()
    def undo(self) -> None:
        """Takes back what was done last."""
        if self._undo is None:
            return
        work, response_id, said = self._undo
        self._undo = None
        self._context.on_database(work, response_id, self._context.now(), done=partial(self._tell, said))

    @Slot()
    def forget(self) -> None:
        """Something else has been done: what came before is undone from the list of what was put away."""
        self._undo = None

    # What the menu offers

    def _duplicate(self, response_id: str, title: str) -> None:
        said = self.tr("Se duplicó «{title}». La copia es un borrador y está en la misma iniciativa.")
        self._undo = None
        self._context.on_database(
            _duplicate, response_id, self._context.now(), done=partial(self._on_duplicate, said.format(title=title))
        )

    def _on_duplicate(self, said: str, response_id: str) -> None:
        self._undo = (_delete, response_id, self.tr("Se quitó la copia."))
        self.done.emit(said, True)

    def _archive(self, response_id: str, title: str) -> None:
        self.leaving.emit(response_id)
        said = self.tr("Se archivó «{title}».").format(title=title)
        back = (_unarchive, response_id, self.tr("«{title}» está otra vez en Inicio.").format(title=title))
        self._context.on_database(
            _archive, response_id, self._context.now(), done=partial(self._on_put_away, said, back)
        )

    def _delete(self, response_id: str, title: str) -> None:
        agreed = messages.confirm(
            self.tr("Borrar"),
            self.tr(
                "«{title}» sale de Inicio. Puede deshacerlo enseguida, o recuperarla durante {days} días con "
                "«Respuestas archivadas y borradas»."
            ).format(title=title, days=KEPT_DAYS),
            self.tr("Borrar"),
            self._window,
        )
        if not agreed:
            return
        self.leaving.emit(response_id)
        said = self.tr("Se borró «{title}».").format(title=title)
        back = (_undelete, response_id, self.tr("«{title}» está otra vez en Inicio.").format(title=title))
        self._context.on_database(
            _delete, response_id, self._context.now(),
            done=partial(self._on_put_away, said, back),
            failed=partial(self._on_not_deleted, response_id, title),
        )  # fmt: skip

    def _on_put_away(self, said: str, back: tuple[Callable[..., object], str, str], _nothing: object) -> None:
        self._undo = back
        self.done.emit(said, True)

    def _on_not_deleted(self, response_id: str, title: str, error: TelarError) -> None:
        """What was handed over stays provable: it can leave Inicio, and not the disk."""
        if error.code != HAS_PACKAGES:
            messages.error(error, self._window)
            return
        why = error.explain(i18n.language())
        text = self.tr("{why}\n\nSi la archiva, deja de verse en Inicio y se conserva con sus paquetes.")
        if messages.confirm(
            self.tr("No se puede borrar"), text.format(why=why.cause), self.tr("Archivar"), self._window
        ):
            self._archive(response_id, title)

    # What was put away

    @Slot()
    def put_away(self) -> None:
        """Asks which of the archived and deleted responses is to come back."""
        self._context.on_database(_put_away, self._context.language, done=self._on_put_away_list)

    def _on_put_away_list(self, found: tuple[PutAway, ...]) -> None:
        title = self.tr("Respuestas archivadas y borradas")
        if not found:
            messages.info(title, self.tr("No hay respuestas archivadas ni borradas."), self._window)
            return
        lines = [self._line(one, self._context.now()) for one in found]
        chosen = messages.choose(title, self.tr("¿Cuál quiere volver a ver en Inicio?"), lines, self._window)
        if chosen is None:
            return
        one = found[chosen]
        said = self.tr("«{title}» está otra vez en Inicio.").format(title=f"{one.instrument_title} · {one.wave}")
        self._undo = None
        back = _undelete if one.deleted else _unarchive
        self._context.on_database(back, one.id, self._context.now(), done=partial(self._tell, said))

    def _line(self, one: PutAway, now: datetime) -> str:
        what = f"{one.initiative}: {one.instrument_title} · {one.wave}"
        if not one.deleted:
            return self.tr("{what} (archivada el {date})").format(what=what, date=wording.day(one.at))
        left = max(0, KEPT_DAYS - (now - one.at).days)
        if left == 1:
            return self.tr("{what} (borrada el {date}; queda 1 día)").format(what=what, date=wording.day(one.at))
        said = self.tr("{what} (borrada el {date}; quedan {left} días)")
        return said.format(what=what, date=wording.day(one.at), left=left)

    def _tell(self, said: str, _nothing: object) -> None:
        self.done.emit(said, False)


# Off the window's thread


def _duplicate(workspace: Workspace, response_id: str, now: datetime) -> str:
    from desktop_app.workflows.keeping import duplicate

    return duplicate(workspace, response_id, now)


def _archive(workspace: Workspace, response_id: str, now: datetime) -> None:
    from desktop_app.workflows.keeping import archive

    archive(workspace, response_id, now)


def _unarchive(workspace: Workspace, response_id: str, _now: datetime) -> None:
    from desktop_app.workflows.keeping import unarchive

    unarchive(workspace, response_id)


def _delete(workspace: Workspace, response_id: str, now: datetime) -> None:
    from desktop_app.workflows.keeping import delete

    delete(workspace, response_id, now)


def _undelete(workspace: Workspace, response_id: str, _now: datetime) -> None:
    from desktop_app.workflows.keeping import undelete

    undelete(workspace, response_id)


def _put_away(workspace: Workspace, language: str) -> tuple[PutAway, ...]:
    from desktop_app.workflows.keeping import put_away

    return put_away(workspace, language)
