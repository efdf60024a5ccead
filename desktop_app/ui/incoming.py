"""Bringing in what comes back: receipts, wave kits, packages to check, short receipts; told apart by their content."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QStandardPaths, Qt, Signal, Slot
from PySide6.QtWidgets import QDialog, QWidget

from desktop_app.errors import TelarError
from desktop_app.ui import dialogs, messages
from desktop_app.ui.kit_dialog import KitDialog
from desktop_app.ui.receipt_dialog import PasteDialog, ReceiptDialog, ShownReceipt, ShownShort

if TYPE_CHECKING:
    from desktop_app.ui.context import Context
    from desktop_app.workflows.kits import KitPreview, Taken
    from desktop_app.workflows.workspace import Workspace

_SHORT: Final = "TELAR-A1:"


class Incoming(QObject):
    """One a window.

    Signals:
        looking: a kit is looked into: what is being typed is to be on its way to the disk first.
        package_found: the path of a package, to be checked.
        taken: a receipt was brought in: states, and what is asked about answers, are others now.
        kit_agreed: a kit is to be brought in; ``take_kit`` does it, once no response is open any more.
        brought: a kit was brought in: what to say of it.
        question_wanted: a response's id, and the reference of the question in it that one wants to see.
    """

    looking = Signal()
    package_found = Signal(object)
    taken = Signal()
    kit_agreed = Signal()
    brought = Signal(str)
    question_wanted = Signal(str, str)

    def __init__(self, context: Context, window: QWidget) -> None:
        super().__init__(window)
        self._context = context
        self._window = window
        self._agreed: tuple[bytes, str, bool] | None = None
        self.kit: KitDialog | None = None
        self.paste: PasteDialog | None = None

    @Slot()
    def choose(self) -> None:
        """Asks for the file of a receipt or a kit."""
        start = Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DownloadLocation) or Path.home())
        kind = self.tr("Acuse o kit de ola de Telar (*.asice)")
        pattern = f"{kind};;{dialogs.file_pattern('any')}"
        path = messages.open_file(self.tr("Traer un acuse o un kit de ola"), start, pattern, self._window)
        if path is not None:
            self.look_into(path)

    @Slot(object)
    def look_into(self, path: Path) -> None:
        """Finds out what the file at ``path`` is and does what is to be done with it."""
        self._context.tasks.run(_look_into, path, done=partial(self._on_looked, path), failed=self._on_refused)

    def _on_looked(self, path: Path, found: tuple[str, bytes]) -> None:
        kind, data = found
        now, language = self._context.now(), self._context.language
        if kind == "package":
            self.package_found.emit(path)
        elif kind == "encrypted":
            text = self.tr(
                "«{name}» es un paquete cifrado: solo puede abrirlo la entidad a la que va dirigido. Sus respuestas "
                "siguen en Inicio; entregue este archivo tal como está."
            )
            messages.info(self.tr("Un paquete cifrado"), text.format(name=path.name), self._window)
        elif kind == "receipt":
            self._context.on_database(
                _take_receipt, data, now, language, done=self._on_receipt, failed=self._on_refused
            )
        else:
            self.looking.emit()
            self._context.on_database(
                _preview, data, now, language, done=partial(self._on_preview, data), failed=self._on_refused
            )

    def _on_refused(self, error: TelarError) -> None:
        messages.error(error, self._window)

    # Receipts

    def _on_receipt(self, shown: ShownReceipt) -> None:
        self.taken.emit()
        dialog = ReceiptDialog(shown, self._window)
        dialog.question_wanted.connect(self.question_wanted)
        _open(dialog)

    @Slot()
    def paste_receipt(self) -> None:
        """Asks for a short receipt as it came in a message."""
        dialog = self.paste = PasteDialog(self._window)
        dialog.pasted.connect(self._on_pasted)
        dialog.finished.connect(self._on_paste_closed)
        _open(dialog)

    @Slot(str)
    def _on_pasted(self, text: str) -> None:
        now, language = self._context.now(), self._context.language
        self._context.on_database(_read_pasted, text, now, language, done=self._on_short, failed=self._on_not_read)

    def _on_short(self, shown: ShownShort) -> None:
        if self.paste is not None:
            self.paste.show_found(shown)

    def _on_not_read(self, error: TelarError) -> None:
        messages.error(error, self.paste or self._window)

    @Slot()
    def _on_paste_closed(self) -> None:
        self.paste = None

    # Kits

    def _on_preview(self, data: bytes, shown: KitPreview) -> None:
        dialog = self.kit = KitDialog(shown, self._window)
        dialog.wanted.connect(partial(self._on_wanted, data))
        dialog.finished.connect(self._on_kit_closed)
        _open(dialog)

    def _on_wanted(self, data: bytes, confirmed: str, migrate: bool) -> None:  # noqa: FBT001 - as the signal says it
        self._agreed = data, confirmed, migrate
        self.kit_agreed.emit()

    def take_kit(self) -> None:
        """Brings in the kit that was agreed to."""
        if self._agreed is None:
            return
        (data, confirmed, migrate), self._agreed = self._agreed, None
        if self.kit is not None:
            self.kit.show_taking()
        now, language = self._context.now(), self._context.language
        self._context.on_database(
            _take_kit, data, now, language, confirmed, migrate, done=self._on_taken, failed=self._on_not_taken
        )

    def _on_taken(self, taken: Taken) -> None:
        shown = taken.preview
        said = self.tr("Se trajo el kit número {number} de la ola {wave}.")
        self.brought.emit(said.format(number=shown.number, wave=shown.wave))
        if self.kit is not None:
            self.kit.show_done(taken)

    def _on_not_taken(self, error: TelarError) -> None:
        """All is as it was: so is the dialog."""
        messages.error(error, self.kit or self._window)
        if self.kit is not None:
            self.kit.show_preview()

    @Slot()
    def _on_kit_closed(self) -> None:
        self.kit = None


def _open(dialog: QDialog) -> None:
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()


# Off the window's thread. Imports are here because Inicio itself needs none of it.


def _look_into(path: Path) -> tuple[str, bytes]:
    from desktop_app.workflows.incoming import look_into

    kind, data = look_into(path)
    return kind.value, data


def _take_receipt(workspace: Workspace, data: bytes, now: datetime, language: str) -> ShownReceipt:
    from desktop_app.workflows import observations, trust
    from desktop_app.workflows.incoming import take_receipt
    from desktop_app.workflows.responses import asking_entity

    taken = take_receipt(workspace, data, now)
    refs = [ref for ref, _ in taken.observations]
    return ShownReceipt(
        taken,
        observations.named(workspace, taken.response_id, refs, now, language),
        asking_entity(workspace) or taken.entity,
        trust.key_facts(workspace, now).until if taken.confirmed else None,
    )


def _read_pasted(workspace: Workspace, text: str, now: datetime, language: str) -> ShownShort:
    from desktop_app.workflows import observations
    from desktop_app.workflows.incoming import read_pasted
    from desktop_app.workflows.responses import asking_entity

    pasted = read_pasted(workspace, _cut(text), now)
    named = observations.named(workspace, pasted.response_id, (), now, language)
    return ShownShort(pasted, named, asking_entity(workspace) or pasted.entity)


def _cut(text: str) -> str:
    """The receipt without what the message says before it and, after an empty line, behind it."""
    begins = text.find(_SHORT)
    return text[begins:].split("\n\n", 1)[0] if begins >= 0 else text


def _preview(workspace: Workspace, data: bytes, now: datetime, language: str) -> KitPreview:
    from desktop_app.workflows.kits import preview

    return preview(workspace, data, now, language)


def _take_kit(
    workspace: Workspace,
    data: bytes,
    now: datetime,
    language: str,
    confirmed: str,
    migrate: bool,  # noqa: FBT001
) -> Taken:
    from desktop_app.workflows.kits import take

    return take(workspace, data, now, language, confirmed=confirmed, migrate=migrate)
