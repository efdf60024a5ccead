"""The chosen files of the open response: what is known of them, choosing one, and showing one in its own program."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import (
    QBuffer,
    QByteArray,
    QCoreApplication,
    QIODevice,
    QObject,
    QSize,
    QStandardPaths,
    Qt,
    QUrl,
    Signal,
    SignalInstance,
    Slot,
)
from PySide6.QtGui import QDesktopServices, QImageReader, QImageWriter
from PySide6.QtWidgets import QWidget

from desktop_app.errors import AnswersError, TelarError
from desktop_app.ui import messages
from desktop_app.ui.survey.views import FileView

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop_app.store.attachments import Attachment
    from desktop_app.ui.context import Context
    from desktop_app.workflows.answer import Desk
    from desktop_app.workflows.attachments import Attached

_COPIES: Final = "opened"
"""Within the data folder, which is the user's own, and not where everybody's temporary files lie."""
_THUMBNAIL: Final = QSize(320, 240)
_MOST_PIXELS: Final = 40_000_000
_PICTURES: Final = (".png", ".jpg", ".jpeg")
_POSITION: Final = re.compile(r"\[\d+\]")


@dataclass(slots=True)
class _Kept:
    """A file that is kept; ``thumbnail`` is ``None`` until there is one, and ``asked`` once it was asked for."""

    size: int
    sha256: str
    thumbnail: bytes | None = None
    asked: bool = False


class FileShelf(QObject):
    """One for each response that is opened. Files are read and written on the database's thread.

    Signals:
        given: ref and name: the file is kept, and the answer at ref is to name it.
        evidence_given: ref and name: the file is kept, and is to go beside the answer at ref.
        changed: more is known of the file that the answer at ref names; all of them when it is empty.
        working: what is under way, empty when it is done.
    """

    given = Signal(str, str)
    evidence_given = Signal(str, str)
    changed = Signal(str)
    working = Signal(str)

    def __init__(self, context: Context, desk: Desk, window: QWidget) -> None:
        super().__init__(window)
        from desktop_app.workflows.attachments import attachments_of

        self._context = context
        self._desk = desk
        self._window = window
        self._kept: dict[str, _Kept] = {}
        self._folder = Path(
            QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation) or str(Path.home())
        )
        self._copies = context.data_dir / _COPIES
        self._clear()
        QCoreApplication.instance().aboutToQuit.connect(self.close)  # type: ignore[union-attr]
        context.on_database(attachments_of, desk.response_id, done=self._on_listed, failed=_without_files)

    def sizes(self) -> dict[str, int]:
        """The sizes in bytes of the files that are kept, by name."""
        return {name: kept.size for name, kept in self._kept.items()}

    def digests(self) -> dict[str, str]:
        """Their SHA-256 in hexadecimal, by name."""
        return {name: kept.sha256 for name, kept in self._kept.items()}

    def file_of(self, ref: str) -> FileView | None:
        """What is kept of the file that the answer at ``ref`` names; a picture's thumbnail follows with ``changed``."""
        return self._view(self._answer(ref) or "", ref)

    def file_named(self, name: str) -> FileView | None:
        """What is kept under ``name``, for a list: without a picture of it."""
        kept = self._kept.get(name)
        return None if kept is None else FileView(name, kept.size)

    def _view(self, name: str, ref: str) -> FileView | None:
        kept = self._kept.get(name)
        if kept is None:
            return None
        if not kept.asked and name.endswith(_PICTURES):
            from desktop_app.workflows.attachments import content_of

            kept.asked = True
            done = partial(self._on_picture, ref, name)
            self._context.on_database(content_of, self._desk.response_id, name, done=done, failed=_without_files)
        return FileView(name, kept.size, kept.thumbnail)

    def choose(self, ref: str) -> None:
        """Asks for a file for the question at ``ref``."""
        from desktop_app.workflows.attachments import extensions

        path = self._ask(extensions(self._desk.form.question(ref)))
        if path is not None:
            self.attach(ref, path)

    def choose_evidence(self, ref: str) -> None:
        """Asks for a file to go beside the answer at ``ref``."""
        from desktop_app.store.file_kinds import accepted_extensions

        path = self._ask(accepted_extensions("", ""))
        if path is not None:
            self.attach_evidence(ref, path)

    def _ask(self, extensions: Sequence[str]) -> Path | None:
        """A file of one of these kinds, as the user chooses it."""
        words = " ".join(f"*.{extension}" for extension in extensions)
        kind = self.tr("Archivos que se pueden adjuntar")
        pattern = f"{kind} ({words})"
        path = messages.open_file(self.tr("Elegir un archivo"), self._folder, pattern, self._window)
        if path is not None:
            self._folder = path.parent
        return path

    def attach(self, ref: str, path: Path) -> None:
        """Keeps the file at ``path`` for the question at ``ref``; then comes ``given``, or the refusal is shown."""
        from desktop_app.workflows.attachments import attach

        self.working.emit(self.tr("Guardando {name}…").format(name=path.name))
        self._context.on_database(
            attach,
            self._desk.response_id,
            path,
            self._context.now(),
            ref,
            done=partial(self._on_attached, self.given, ref, self._records(ref)),
            failed=self._on_failed,
        )

    def attach_evidence(self, ref: str, path: Path) -> None:
        """Keeps the file at ``path`` to go beside the answer at ``ref``; then comes ``evidence_given``, or the refusal
        is shown."""
        from desktop_app.workflows.attachments import attach_evidence

        self.working.emit(self.tr("Guardando {name}…").format(name=path.name))
        self._context.on_database(
            attach_evidence,
            self._desk.response_id,
            path,
            self._context.now(),
            done=partial(self._on_attached, self.evidence_given, ref, self._records(ref)),
            failed=self._on_failed,
        )

    def open(self, ref: str) -> None:
        """Shows a copy of the file that the answer at ``ref`` names in the system's program for it."""
        name = self._answer(ref)
        if name:
            self.open_named(ref, name)

    def open_named(self, _ref: str, name: str) -> None:
        """The same of the file called ``name``, wherever it goes."""
        from desktop_app.workflows.attachments import copy_of

        self._context.on_database(
            copy_of, self._desk.response_id, name, self._copies, done=self._on_copy, failed=self._on_failed
        )

    @Slot()
    def close(self) -> None:
        """Ends with this response: copies that were shown are removed."""
        self._clear()

    def _clear(self) -> None:
        if self._copies.is_dir():
            from desktop_app.workflows.attachments import clear_copies

            clear_copies(self._copies)

    def _answer(self, ref: str) -> str | None:
        """What the answer at ``ref`` holds; ``None`` where the record it was in is gone."""
        try:
            return self._desk.session.value(ref)
        except AnswersError:
            return None

    def _on_listed(self, found: Sequence[Attachment]) -> None:
        self._kept = {each.name: _Kept(each.size, each.sha256) for each in found} | self._kept
        if found:
            self.changed.emit("")

    def _records(self, ref: str) -> list[int]:
        """How many records each repeat around ``ref`` has: another number means that ``ref`` may be another record."""
        nodesets = [ref[: match.start()] for match in _POSITION.finditer(ref)]
        try:
            return [self._desk.session.repeat_count(nodeset) for nodeset in nodesets]
        except AnswersError:
            return []

    def _on_attached(self, told: SignalInstance, ref: str, records: list[int], attached: Attached) -> None:
        self.working.emit("")
        self._kept.setdefault(attached.name, _Kept(attached.size, attached.sha256))
        if self._records(ref) == records:
            told.emit(ref, attached.name)
            return
        text = self.tr("Los registros cambiaron mientras se guardaba «{name}». Elíjalo otra vez en su registro.")
        title = self.tr("El archivo no quedó en ninguna respuesta")
        messages.info(title, text.format(name=attached.name), self._window)

    def _on_failed(self, error: TelarError) -> None:
        self.working.emit("")
        messages.error(error, self._window)

    def _on_copy(self, path: Path) -> None:
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))):
            text = self.tr("Ningún programa de este equipo muestra «{name}».").format(name=path.name)
            messages.info(self.tr("No se pudo abrir"), text, self._window)

    def _on_picture(self, ref: str, name: str, content: bytes) -> None:
        self._context.tasks.run(thumbnail, content, done=partial(self._on_thumbnail, ref, name))

    def _on_thumbnail(self, ref: str, name: str, picture: bytes | None) -> None:
        if picture is not None and name in self._kept:
            self._kept[name].thumbnail = picture
            self.changed.emit(ref)


def thumbnail(content: bytes) -> bytes | None:
    """A PNG of at most 320 x 240 of a picture, upright; ``None`` where there is none to be had. For any thread."""
    buffer = QBuffer()
    buffer.setData(QByteArray(content))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    reader.setAutoTransform(True)
    size = reader.size()
    # A few bytes can promise a picture of gigabytes.
    if not size.isValid() or size.width() * size.height() > _MOST_PIXELS:
        return None
    if size.width() > _THUMBNAIL.width() or size.height() > _THUMBNAIL.height():
        reader.setScaledSize(size.scaled(_THUMBNAIL, Qt.AspectRatioMode.KeepAspectRatio).expandedTo(QSize(1, 1)))
    image = reader.read()
    target = QBuffer()
    target.open(QIODevice.OpenModeFlag.WriteOnly)
    if image.isNull() or not QImageWriter(target, QByteArray(b"png")).write(image):
        return None
    return bytes(target.data().data())


def _without_files(_error: TelarError) -> None:
    """Names without sizes and pictures will do: whoever opens or exports a file that is not there is told."""
