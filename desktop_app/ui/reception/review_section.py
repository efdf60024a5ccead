"""Revisar: the received responses, each as it was answered, what is decided on them, and the receipts that say so."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QStandardPaths, Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QWidget

from desktop_app.ui import dialogs, i18n, messages
from desktop_app.ui.reception import review_rows as rows
from desktop_app.ui.reception.receipts_page import ReceiptsPage
from desktop_app.ui.reception.received_page import ReceivedPage
from desktop_app.ui.reception.review_list import ReviewList

if TYPE_CHECKING:
    from desktop_app.errors import TelarError
    from desktop_app.ui.reception.source import EntitySource
    from desktop_app.ui.tasks import Job
    from desktop_app.workflows.entity import Entity
    from desktop_app.workflows.review import Opened, Received, Written

Texts = tuple[tuple[str, str], ...]
"""Observations: pairs of a reference and a text."""


class ReviewSection(QStackedWidget):
    """The list, a response, or the receipts.

    Signals:
        changed: something was decided, or receipts were made.
    """

    changed = Signal()

    def __init__(self, source: EntitySource, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._source = source
        self._listing: Job | None = None
        self._opening: Job | None = None
        self._drafts: dict[int, Texts] = {}
        self._unsaved: dict[int, Texts] = {}
        self._saving = False
        self._stop = threading.Event()
        self._making = False
        documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        self._folder = Path(documents or Path.home())
        self.list = ReviewList(self)
        self.list.opened.connect(self.open)
        self.list.receipts_wanted.connect(self.make_receipts)
        self.page = ReceivedPage(self)
        self.page.left.connect(self.show_list)
        self.page.next_wanted.connect(self.open_next)
        self.page.other_wanted.connect(self.open)
        self.page.drafted.connect(self._on_drafted)
        self.page.decided.connect(self._on_decided)
        self.page.save_wanted.connect(self._on_save)
        self.receipts = ReceiptsPage(self)
        self.receipts.left.connect(self.show_list)
        self.receipts.stop_wanted.connect(self._stop.set)
        for widget in (self.list, self.page, self.receipts):
            self.addWidget(widget)
        for keys, slot in (("F8", self.open_next), ("F5", self.refresh), ("Alt+Left", self.show_list)):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(slot)

    # Coming and going

    def shown(self) -> None:
        """The section is in view, or something came in meanwhile: it is listed."""
        self.page.bar.by.setText(self._source.by)
        self.refresh()

    def hidden(self) -> None:
        """The section goes out of view: what is being written is kept."""
        self.page.flush()

    @Slot()
    def show_list(self) -> None:
        """Back to the list; receipts that are being made go on."""
        self.page.flush()
        if self.currentWidget() is self.page:
            self.list.choose(self.page.response_id())
            self.refresh()
        if self._opening is not None:
            self._opening.cancel()
        self.setCurrentWidget(self.list)
        self.list.focus_first()

    @Slot()
    def refresh(self) -> None:
        """Reads the list anew; the last to be asked for is the one that is shown."""
        if self._listing is not None:
            self._listing.cancel()
        self._listing = self._source.run(_listed, i18n.language(), done=self._on_listed)

    def _on_listed(self, found: tuple[tuple[Received, ...], int]) -> None:
        received, waiting = found
        self.list.show_rows(received)
        self.list.show_waiting(0 if self._making else waiting)
        shown = next((each for each in received if each.response_id == self.page.response_id()), None)
        if shown is not None:
            self.page.show_standing(shown, self._written(shown), self._successor(shown))

    # A response

    @Slot(int)
    def open(self, response_id: int) -> None:
        """Opens a response."""
        self.page.flush()
        if self._opening is not None:
            self._opening.cancel()
        self.setCursor(Qt.CursorShape.BusyCursor)
        self._opening = self._source.run(
            _opened, response_id, i18n.language(), done=self._on_opened, failed=self._on_not_opened
        )

    @Slot()
    def open_next(self) -> None:
        """Opens the next response in the list that waits for a decision."""
        at = self.page.response_id() if self.currentWidget() is self.page else 0
        found = rows.next_waiting(self.list.listed(), at)
        if found is not None:
            self.open(found.response_id)
        elif self.currentWidget() is not self.receipts:
            text = self.tr("No queda ninguna otra por revisar.")
            if len(self.list.listed()) < len(self.list.everything()):
                text = self.tr("En la lista, como está filtrada, no queda ninguna otra por revisar.")
            messages.info(self.tr("Nada más por revisar"), text, self)

    def _on_opened(self, opened: Opened) -> None:
        self.unsetCursor()
        received, everything = opened.received, self.list.everything()
        before = rows.asked_before(everything, received)
        self.page.show_opened(opened, self._written(received), before, self._successor(received))
        self.setCurrentWidget(self.page)
        self.page.answers.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_not_opened(self, error: TelarError) -> None:
        self.unsetCursor()
        self._source.complain(error, self)

    def _successor(self, received: Received) -> int:
        """The id of what counts in the place of a response that was replaced; 0 for none."""
        found = None if received.current else rows.successor(self.list.everything(), received)
        return found.response_id if found is not None else 0

    def _written(self, received: Received) -> Texts:
        """What is written about a response; what was written here may still be on its way to the books."""
        return self._drafts.get(received.response_id, received.drafted)

    # What is written

    @Slot(int, object)
    def _on_drafted(self, response_id: int, texts: Texts) -> None:
        self._drafts[response_id] = texts
        self._unsaved[response_id] = texts
        self._save_next()

    def _save_next(self) -> None:
        """One at a time: an older text never comes to lie over a newer one."""
        if self._saving or not self._unsaved:
            return
        response_id, texts = self._unsaved.popitem()
        self._saving = True
        failed = partial(self._on_not_saved, response_id, texts)
        self._source.run(_keep_draft, response_id, texts, done=self._on_saved, failed=failed)

    def _on_saved(self, _nothing: None) -> None:
        self._saving = False
        if self._unsaved:
            self._save_next()
        elif self.currentWidget() is self.list:
            self.refresh()

    def _on_not_saved(self, response_id: int, texts: Texts, error: TelarError) -> None:
        """It is kept here, and tried again with the next that is written."""
        self._saving = False
        self._unsaved.setdefault(response_id, texts)
        self._source.complain(error, self)

    # What is decided

    @Slot(object, object)
    def _on_decided(self, status: str | None, observations: Texts) -> None:
        source = self._source
        source.by = self.page.bar.by.text().strip() or source.by
        source.run(
            _decide,
            self.page.response_id(),
            status,
            observations,
            source.now(),
            source.by,
            done=self._on_settled,
            failed=self._on_not_settled,
        )

    def _on_settled(self, _nothing: None) -> None:
        self.refresh()
        self.page.following.setFocus(Qt.FocusReason.OtherFocusReason)
        self.changed.emit()

    def _on_not_settled(self, error: TelarError) -> None:
        """Another revision may have come meanwhile."""
        self.page.bar.release()
        self._source.complain(error, self)
        self.refresh()

    # Files

    @Slot(str)
    def _on_save(self, name: str) -> None:
        """Writes an evidence file where the user says; it is never opened from here."""
        suggestion = self._folder / name.rpartition("/")[2]
        path = messages.save_file(self.tr("Guardar la evidencia"), suggestion, dialogs.file_pattern("any"), self)
        if path is not None:
            self._folder = path.parent
            self._source.run(_save_evidence, self.page.response_id(), name, path, done=self._on_evidence)

    def _on_evidence(self, path: Path) -> None:
        messages.info(self.tr("Evidencia guardada"), self.tr("Quedó en {path}").format(path=path), self)

    @Slot()
    def make_receipts(self) -> None:
        """Asks for a folder, and makes there every receipt that waits."""
        if self._making:
            self.setCurrentWidget(self.receipts)
            return
        self._source.run(_waiting, done=self._on_waiting)

    def _on_waiting(self, count: int) -> None:
        if not count:
            messages.info(self.tr("No hay acuses por producir"), self.tr("Todas las respuestas tienen el suyo."), self)
            return
        words = self.tr("Carpeta para 1 acuse") if count == 1 else self.tr("Carpeta para {n} acuses").format(n=count)
        folder = messages.folder(words, self._folder, self)
        if folder is None:
            return
        self._folder = folder
        self._making = True
        self._stop.clear()
        self.receipts.begin(folder, count)
        self.setCurrentWidget(self.receipts)
        self._source.run(
            _write_receipts,
            folder,
            self._source.now(),
            i18n.language(),
            self._stop.is_set,
            done=self._on_made,
            failed=self._on_not_made,
            progress=self.receipts.show_progress,
            long=True,
        )

    def _on_made(self, found: tuple[tuple[Written, ...], int]) -> None:
        self._making = False
        written, waiting = found
        self.receipts.show_written(written, waiting=waiting)
        self.refresh()
        self.changed.emit()

    def _on_not_made(self, error: TelarError) -> None:
        """Those that were made before are in the folder, and the books know them."""
        self._making = False
        self._source.complain(error, self)
        self.show_list()
        self.refresh()


# Off the window's thread


def _listed(entity: Entity, language: str) -> tuple[tuple[Received, ...], int]:
    from desktop_app.workflows import review

    return review.received(entity, language=language), review.waiting(entity)


def _opened(entity: Entity, response_id: int, language: str) -> Opened:
    from desktop_app.workflows import review

    return review.open_received(entity, response_id, language)


def _keep_draft(entity: Entity, response_id: int, texts: Texts) -> None:
    from desktop_app.workflows import review

    review.keep_draft(entity, response_id, texts)


def _decide(entity: Entity, response_id: int, status: str | None, texts: Texts, now: datetime, by: str) -> None:
    from desktop_app.workflows import review

    review.decide(entity, response_id, status, texts, now, by=by)


def _waiting(entity: Entity) -> int:
    from desktop_app.workflows import review

    return review.waiting(entity)


def _save_evidence(entity: Entity, response_id: int, name: str, path: Path) -> Path:
    from desktop_app.fileio import write_atomic
    from desktop_app.workflows import review

    write_atomic(path, review.evidence_file(entity, response_id, name))
    return path


def _write_receipts(
    entity: Entity,
    folder: Path,
    now: datetime,
    language: str,
    stop: Callable[[], bool],
    report: Callable[[tuple[int, int]], None],
) -> tuple[tuple[Written, ...], int]:
    from desktop_app.workflows import review

    def tell(done: int, total: int) -> None:
        report((done, total))

    written = review.write_receipts(entity, folder, now, tell=tell, stop=stop, language=language)
    return written, review.waiting(entity)
