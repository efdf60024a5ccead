"""Registro: the initiatives of a wave, who has answered, the list and the reminders, and whoever signs."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QStandardPaths, Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QWidget

from desktop_app.ui import dialogs, i18n, messages
from desktop_app.ui.reception.list_page import ListPage
from desktop_app.ui.reception.registry_list import RegistryList
from desktop_app.ui.reception.signers_page import SignersPage

if TYPE_CHECKING:
    from desktop_app.errors import TelarError
    from desktop_app.ui.reception.source import EntitySource
    from desktop_app.ui.tasks import Job
    from desktop_app.workflows.authority import Signer
    from desktop_app.workflows.entity import Entity
    from desktop_app.workflows.registry import ListPreview
    from desktop_app.workflows.signers import Signers, WaitingSigner
    from desktop_app.workflows.standing import WaveStanding


class Found(NamedTuple):
    """What the books say of a wave."""

    waves: tuple[str, ...]
    standing: WaveStanding
    signers: Signers


class RegistrySection(QStackedWidget):
    """The initiatives, a list that is to come in, or whoever signs.

    Signals:
        changed: the list, or who is confirmed, is no longer what it was.
    """

    changed = Signal()

    def __init__(self, source: EntitySource, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._source = source
        self._job: Job | None = None
        documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        self._folder = Path(documents or Path.home())
        self.list = RegistryList(self)
        self.list.wave_chosen.connect(self._on_wave)
        self.list.list_wanted.connect(self.bring_list)
        self.list.reminders_wanted.connect(self.make_reminders)
        self.list.signers_wanted.connect(self.show_signers)
        self.preview = ListPage(self)
        self.preview.left.connect(self.show_list)
        self.preview.taken.connect(self._on_taken)
        self.signers = SignersPage(self)
        self.signers.left.connect(self.show_list)
        self.signers.confirmed.connect(self._on_confirmed)
        self.signers.differed.connect(self._on_differed)
        self.signers.revoked.connect(self._on_revoked)
        for widget in (self.list, self.preview, self.signers):
            self.addWidget(widget)
        for keys, slot in (("F5", self.refresh), ("Alt+Left", self.show_list), ("Ctrl+F", self.list.search_now)):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(slot)

    # Coming and going

    def shown(self) -> None:
        """The section is in view: what came in meanwhile is told."""
        self.refresh()

    def hidden(self) -> None:
        """Another section comes into view; nothing here is half done."""

    @Slot()
    def show_list(self) -> None:
        """Back to the initiatives."""
        self.setCurrentWidget(self.list)
        self.list.focus_first()

    @Slot(str)
    def show_signers(self, fingerprint: str) -> None:
        """Whoever signs, the one with this fingerprint at hand."""
        self.setCurrentWidget(self.signers)
        if fingerprint:
            self.signers.show_fingerprint(fingerprint)
        self.signers.focus_first()

    @Slot()
    def refresh(self) -> None:
        """Reads all anew; the last to be asked for is what is shown."""
        if self._job is not None:
            self._job.cancel()
        now, language = self._source.now(), i18n.language()
        self._job = self._source.run(_found, self.list.wave(), now, language, done=self._on_found)

    def _on_found(self, found: Found) -> None:
        self.list.show_found(found.waves, found.standing, len(found.signers.waiting))
        self.signers.show_signers(found.signers, self._source.by)

    @Slot(str)
    def _on_wave(self, _wave: str) -> None:
        self.refresh()

    # The list

    @Slot()
    def bring_list(self) -> None:
        """Asks for a list, and shows what it would change."""
        title = self.tr("La lista de iniciativas de la ola {wave}").format(wave=self.list.wave())
        path = messages.open_file(title, self._folder, dialogs.file_pattern("list", "any"), self)
        if path is not None:
            self._folder = path.parent
            self._source.run(_previewed, path, self.list.wave(), i18n.language(), done=self._on_previewed)

    def _on_previewed(self, seen: ListPreview) -> None:
        self.setCurrentWidget(self.preview)
        self.preview.show_preview(seen)

    @Slot()
    def _on_taken(self) -> None:
        self._source.run(
            _applied, self.preview.seen, self._source.now(), i18n.language(),
            done=self._on_applied, failed=self._on_not_applied,
        )  # fmt: skip

    def _on_applied(self, _nothing: None) -> None:
        self.show_list()
        self.refresh()
        self.changed.emit()

    def _on_not_applied(self, error: TelarError) -> None:
        messages.error(error, self)
        self.preview.take.setEnabled(True)

    # Reminders

    @Slot()
    def make_reminders(self) -> None:
        """Asks where, and writes the workbook with whom to remind."""
        wave = self.list.wave()
        name = self.tr("recordatorios-{wave}.xlsx").format(wave=_plain(wave))
        title, pattern = self.tr("Guardar los recordatorios"), dialogs.file_pattern("xlsx")
        path = messages.save_file(title, self._folder / name, pattern, self)
        if path is not None:
            self._folder = path.parent
            self._source.run(_reminded, wave, path, self._source.now(), i18n.language(),
                             done=partial(self._on_reminded, path))  # fmt: skip

    def _on_reminded(self, path: Path, count: int) -> None:
        text = self.tr("Iniciativas por recordar: {count}. Cada fila trae un texto listo para enviar. Quedó en {path}")
        messages.info(self.tr("Recordatorios guardados"), text.format(count=count, path=path), self)
        self.refresh()

    # Whoever signs

    @Slot(object, str)
    def _on_confirmed(self, each: WaitingSigner, by: str) -> None:
        self._source.by = by
        self._source.run(
            _confirmed, each.arrival_id, self._source.now(), by, bool(each.before),
            done=self._on_signers, failed=self._on_not_done,
        )  # fmt: skip

    @Slot(object)
    def _on_differed(self, each: WaitingSigner) -> None:
        text = self.tr(
            "No confirme esta llave: alguien puede estar firmando por {initiative}. Sus archivos siguen en cuarentena "
            "y no cuentan. Pida a la iniciativa que exporte otra vez desde su equipo y envíe el archivo por otro medio."
        )
        messages.info(self.tr("Las palabras no coinciden"), text.format(initiative=each.initiative), self)

    @Slot(object, str, bool)
    def _on_revoked(self, each: Signer, why: str, compromised: bool) -> None:  # noqa: FBT001 - a slot
        text = self.tr(
            "Lo que {manager} firme desde ahora queda en cuarentena, y no se puede deshacer: para volver, deberá "
            "firmar con una llave nueva. Lo que ya se recibió sigue contando."
        ).format(manager=each.manager)
        if not messages.confirm(self.tr("Retirar la confianza"), text, self.tr("Retirar"), self):
            self.signers.panel.release()
            return
        self._source.run(
            _revoked, each.fingerprint, self._source.now(), why, compromised,
            done=self._on_signers, failed=self._on_not_done,
        )  # fmt: skip

    def _on_signers(self, _result: object) -> None:
        self.refresh()
        self.signers.focus_first()
        self.changed.emit()

    def _on_not_done(self, error: TelarError) -> None:
        messages.error(error, self)
        self.signers.panel.release()


def _plain(wave: str) -> str:
    """A wave's name as part of a file's."""
    return "".join(sign if sign.isalnum() else "-" for sign in wave) or "ola"


# Off the window's thread


def _found(entity: Entity, wave: str, now: datetime, language: str) -> Found:
    """What there is of ``wave``, or of the latest one. A year of which nothing is known yet can have a list too."""
    from desktop_app.workflows import signers, standing

    waves = tuple(sorted({*standing.waves(entity), *([wave] if wave else [])}, reverse=True)) or (str(now.year),)
    chosen = wave or waves[0]
    return Found(waves, standing.standing(entity, chosen, language), signers.signers(entity))


def _previewed(entity: Entity, path: Path, wave: str, language: str) -> ListPreview:
    from desktop_app.workflows import registry

    return registry.preview(entity, path, wave, language)


def _applied(entity: Entity, seen: ListPreview, now: datetime, language: str) -> None:
    """The list is the wave's; what waited for it is looked at again."""
    from desktop_app.workflows import intake, registry

    entity.identities()  # a passphrase that is not given must stop it before anything changes
    registry.apply(entity, seen)
    intake.settle(entity, now, language)


def _reminded(entity: Entity, wave: str, path: Path, now: datetime, language: str) -> int:
    from desktop_app.fileio import write_atomic
    from desktop_app.workflows.standing import reminders

    data, whom = reminders(entity, wave, now, language)
    write_atomic(path, data)
    return len(whom)


def _confirmed(entity: Entity, arrival_id: int, now: datetime, by: str, replace: bool) -> None:  # noqa: FBT001 - run
    from desktop_app.workflows import signers

    signers.confirm(entity, arrival_id, now, by=by, replace=replace)


def _revoked(entity: Entity, fingerprint: str, now: datetime, why: str, compromised: bool) -> int:  # noqa: FBT001 - run
    from desktop_app.workflows import signers

    return signers.revoke(entity, fingerprint, now, why=why, compromised=compromised)
