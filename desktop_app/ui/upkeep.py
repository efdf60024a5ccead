"""What changes in the window when responses are put away, backups and references brought in, another one opened."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from desktop_app.errors import TelarError
from desktop_app.ui import messages, places

if TYPE_CHECKING:
    from datetime import datetime

    from desktop_app.diagnosis import Benchmark
    from desktop_app.ui.context import Context
    from desktop_app.ui.errands import Errands
    from desktop_app.ui.opening import Opening
    from desktop_app.ui.trouble_page import TroublePage
    from desktop_app.ui.window import MainWindow
    from desktop_app.workflows.answer import Desk
    from desktop_app.workflows.observations import ResponseStanding
    from desktop_app.workflows.overview import InitiativeOverview

_READING_TIME = 8000
"""Milliseconds that a message stays."""


class Upkeep(QObject):
    """Keeps what is in view true to what errands have done. One a window."""

    def __init__(self, context: Context, window: MainWindow, errands: Errands, opening: Opening) -> None:
        super().__init__(window)
        self._context = context
        self._window = window
        self._errands = errands
        self._opening = opening
        self._trouble: TroublePage | None = None
        errands.leaving.connect(self._on_leaving)
        errands.done.connect(self._on_done)
        errands.backed_up.connect(self._on_backed_up)
        errands.preparing.connect(self._on_preparing)
        errands.restore_agreed.connect(self._on_restore)
        errands.referred.connect(self._on_referred)
        errands.looking.connect(self._on_looking)
        errands.package_found.connect(window.check_package)
        errands.taken.connect(self._on_receipt)
        errands.kit_agreed.connect(self._on_kit)
        errands.question_wanted.connect(self._on_question)
        opening.refused.connect(self._on_refused)
        opening.restored.connect(self._on_restored)
        opening.not_restored.connect(self._on_not_restored)
        window.forms.package_dropped.connect(errands.bring_in)
        window.forms.reference_dropped.connect(errands.bring_reference)
        window.forms.backup_dropped.connect(errands.bring_backup)
        window.side.backup_wanted.connect(errands.back_up)
        window.side.restore_wanted.connect(errands.bring_backup)
        window.bar.others_wanted.connect(self._on_others_wanted)
        window.bar.other_chosen.connect(self._on_other_chosen)

    # The data cannot be opened

    @Slot(object)
    def _on_refused(self, error: TelarError) -> None:
        from desktop_app.ui.trouble_page import TroublePage

        if self._trouble is None:
            page = self._trouble = TroublePage(self._window)
            page.retry.connect(self._opening.open)
            page.other_folder.connect(self._on_other_folder)
            page.bring_backup.connect(self._errands.bring_backup)
            page.quit.connect(self._window.close)
        self._trouble.show_trouble(error, self._context.data_dir)
        self._window.show_trouble(self._trouble)

    @Slot()
    def _on_other_folder(self) -> None:
        folder = messages.folder(self.tr("Carpeta de datos"), self._context.data_dir.parent, self._window)
        if folder is not None:
            self._context.move_to(folder)
            self._window.reception.look_again()
            self._opening.open()

    # The other open responses

    @Slot()
    def _on_others_wanted(self) -> None:
        self._context.on_database(places.overview, self._context.language, done=self._on_others)

    def _on_others(self, overview: list[InitiativeOverview]) -> None:
        desk = self._window.keeper.desk
        self._window.bar.show_others(overview, desk.response_id if desk is not None else "")

    @Slot(str)
    def _on_other_chosen(self, response_id: str) -> None:
        """Another response, or with none all of them; a card that is being written is asked about first."""
        self._window.go("inicio")
        if response_id and self._window.screen_name() == "inicio":
            self._window.open_response(response_id, "responder")

    # Put away, duplicated, and back

    @Slot(str)
    def _on_leaving(self, response_id: str) -> None:
        """If the response that is put away is the one on the desk, the desk is cleared."""
        desk = self._window.keeper.desk
        if desk is not None and desk.response_id == response_id:
            self._window.clear_desk()

    @Slot(str, bool)
    def _on_done(self, said: str, can_undo: bool) -> None:  # noqa: FBT001 - as the signal says it
        self._window.go("inicio")
        self._window.home().show_notice(said, undo=can_undo)

    @Slot(str)
    def _on_preparing(self, said: str) -> None:
        """Inicio says it, which is where one waits."""
        if said and self._window.screen_name() == "ficha":
            self._window.go("inicio")
        self._window.home().show_notice(said)

    # References

    @Slot(str, str)
    def _on_referred(self, said: str, form_id: str) -> None:
        """A reference was brought in: an open response to its instrument shows it at once."""
        window = self._window
        if window.screen_name() == "inicio":
            window.home().show_notice(said)
        window.status.showMessage(said, _READING_TIME)
        desk = window.keeper.desk
        if desk is not None and desk.form.id == form_id:
            done = partial(self._on_benchmarks, desk)
            self._context.on_database(places.benchmarks, desk.response_id, self._context.now(), done=done)

    def _on_benchmarks(self, desk: Desk, found: tuple[Benchmark, ...]) -> None:
        desk.facts = replace(desk.facts, benchmarks=found)
        if desk is self._window.keeper.desk and self._window.shows_response():
            self._window.go(self._window.screen_name())

    # Receipts and kits

    @Slot()
    def _on_looking(self) -> None:
        """What a kit does to a draft is told of what was answered so far."""
        self._window.flush()

    @Slot()
    def _on_receipt(self) -> None:
        window = self._window
        window.refresh_home()
        desk = window.keeper.desk
        if desk is not None:
            self._context.on_database(places.standing, desk.response_id, done=partial(self._on_standing, desk))

    def _on_standing(self, desk: Desk, found: ResponseStanding) -> None:
        """A correction that was begun meanwhile is a draft, whatever its forerunner is now."""
        state = found.state if found.response_id == desk.response_id else desk.facts.state
        desk.facts = replace(desk.facts, state=state, entity=found.entity, observations=found.observations)
        if desk is self._window.keeper.desk and self._window.shows_response():
            self._window.go(self._window.screen_name())

    @Slot()
    def _on_kit(self) -> None:
        """The open draft may be one that goes to another form: no response is open while that is done."""
        if self._may_put_down():
            self._errands.incoming().take_kit()

    @Slot(str, str)
    def _on_question(self, response_id: str, ref: str) -> None:
        """Goes to a question of the response, on the desk or not."""
        window = self._window
        desk = window.keeper.desk
        if desk is not None and desk.response_id == response_id:
            desk.current_ref = ref
            window.go("responder")
            return
        window.go("inicio")
        if window.screen_name() == "inicio":
            window.open_response(response_id, "responder", ref=ref)

    # Backups

    @Slot(object)
    def _on_backed_up(self, when: datetime) -> None:
        self._window.home().show_backup(when, self._context.now())

    @Slot(object)
    def _on_restore(self, path: Path) -> None:
        """What is being typed goes to the disk before the disk is changed for the backup."""
        if self._may_put_down():
            self._window.home().show_notice(self.tr("Trayendo la copia de respaldo…"))
            self._opening.restore(path)

    def _may_put_down(self) -> bool:
        """Puts everything on disk and shows Inicio; whether it could, which is said where it could not."""
        if not self._window.leaving.may_leave_card():
            return False
        if self._window.put_down():
            return True
        title, text = self.tr("Respuestas sin guardar"), self.tr("Primero deben quedar guardadas. Intente otra vez.")
        messages.info(title, text, self._window)
        return False

    @Slot(object)
    def _on_restored(self, kept: Path | None) -> None:
        said = self.tr("Se trajo la copia de respaldo.")
        if kept is not None:
            said = self.tr("Se trajo la copia de respaldo. Lo que había antes quedó en {folder}.").format(folder=kept)
        self._window.home().show_notice(said)

    @Slot(object)
    def _on_not_restored(self, error: TelarError) -> None:
        self._window.home().forget_notice()
        messages.error(error, self._window)
