"""The two screens for authors: made when first wanted, the work they ask for, and the trial that is forgotten."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from desktop_app.errors import TelarError
from desktop_app.ui import messages
from desktop_app.ui.forms.drops import FileDrops

if TYPE_CHECKING:
    from desktop_app.ui.context import Context
    from desktop_app.ui.forms.check_page import FormCheckPage
    from desktop_app.ui.forms.try_page import TryPage
    from desktop_app.ui.tasks import Job
    from desktop_app.ui.window import MainWindow
    from desktop_app.workflows.answer import Desk
    from desktop_app.workflows.try_form import Examined, HeldFiles

CHECK: Final = "formulario"
TRY: Final = "probar"
_NO_WAY_BACK: Final = ("ficha", "problema")


class FormScreens(QObject):
    """One a window.

    Signals:
        go: a screen to go to.
        package_dropped, reference_dropped, backup_dropped: the path of what was dropped on the window and is no form.
        settled: what was under way has ended, as the check page shows.
    """

    go = Signal(str)
    package_dropped = Signal(object)
    reference_dropped = Signal(object)
    backup_dropped = Signal(object)
    settled = Signal()

    def __init__(self, context: Context, window: MainWindow) -> None:
        super().__init__(window)
        self._context = context
        self._window = window
        self._language = context.language
        self._before = "inicio"
        self._path: Path | None = None
        self._examined: Examined | None = None
        self._page: FormCheckPage | None = None
        self._trial: TryPage | None = None
        self._kept: tuple[Desk, HeldFiles] | None = None
        self._job: Job | None = None
        drops = FileDrops(window)
        drops.form.connect(self.open)
        drops.package.connect(self.package_dropped)
        drops.reference.connect(self.reference_dropped)
        drops.backup.connect(self.backup_dropped)

    def page(self, screen: str) -> tuple[str, QWidget]:
        """``screen`` and its page; without a trial under way, those of the check."""
        if screen == TRY and (self._trial is not None or self._kept is not None):
            return TRY, self._try_page()
        page = self._check_page()
        if self._examined is None and self._job is None:
            self.check_again()
        return CHECK, page

    def renew(self) -> None:
        """Language or looks are others: the pages, which the window lets go, are made anew when next asked for."""
        self._stop_job()
        self._page = None
        if self._trial is not None:
            self._kept = self._trial.desk, self._trial.files
            self._trial = None
        if self._language != self._context.language:
            self._language = self._context.language
            self._examined = None  # its findings are in the other language's words
            if self._kept is not None:
                self._kept[0].session.set_language(self._language)

    def forget_trial(self) -> None:
        """Lets go of all that was answered; the page is the window's to let go."""
        self._trial = None
        self._kept = None

    # Checking

    @Slot(object)
    def open(self, path: Path) -> None:
        """Goes to where forms are checked, and checks the one at ``path``; from there one comes back here."""
        here = self._window.screen_name()
        self.go.emit(CHECK)
        if self._window.screen_name() != CHECK:  # a card is being written, and the user would rather go on with it
            return
        if here not in (CHECK, TRY):
            self._before = "inicio" if here in _NO_WAY_BACK else here
        self._check(path)

    @Slot()
    def check_again(self) -> None:
        if self._path is not None:
            self._check(self._path)

    @Slot()
    def stop(self) -> None:
        """Gives up what is under way; a thread that is at it still comes to its end unheard."""
        self._stop_job()
        self._check_page().show_stopped()
        self.settled.emit()

    def _check(self, path: Path) -> None:
        from desktop_app.workflows.try_form import examine

        self._path = path
        self._examined = None
        page = self._check_page()
        page.forget()
        self._begin(page, self.tr("Revisando {name}…").format(name=path.name))
        self._job = self._context.tasks.run(
            examine, path, self._context.language, done=self._on_examined, failed=self._on_refused
        )

    def _begin(self, page: FormCheckPage, doing: str) -> None:
        assert self._path is not None
        self._stop_job()
        page.show_working(self._path, doing)

    def _stop_job(self) -> None:
        if self._job is not None:
            self._job.cancel()
            self._job = None

    def _on_examined(self, examined: Examined) -> None:
        self._job = None
        self._examined = examined
        self._check_page().show_examined(examined)
        self.settled.emit()

    def _on_refused(self, error: TelarError) -> None:
        self._job = None
        self._check_page().show_refused(error)
        self.settled.emit()

    # Trying

    @Slot()
    def try_form(self) -> None:
        """Opens the form, as it is on the disk now, on a desk of its own."""
        from desktop_app.workflows import try_form

        if self._path is None or self._examined is None:
            return
        self._begin(self._check_page(), self.tr("Abriendo {name}…").format(name=self._path.name))
        self._job = self._context.tasks.run(
            try_form.try_form,
            self._path,
            self._context.now(),
            self._context.language,
            done=self._on_desk,
            failed=self._on_not_tried,
        )

    def _on_desk(self, desk: Desk) -> None:
        from desktop_app.workflows.try_form import HeldFiles

        self._end_trying()
        if self._check_page().isVisible():  # who went elsewhere meanwhile is not fetched back
            self._kept = desk, HeldFiles()
            self.go.emit(TRY)
            self._try_page().enter()
        self.settled.emit()

    def _on_not_tried(self, error: TelarError) -> None:
        self._end_trying()
        messages.error(error, self._window)
        self.settled.emit()

    def _end_trying(self) -> None:
        self._job = None
        if self._examined is not None:
            self._check_page().show_examined(self._examined)

    # Pages

    def _check_page(self) -> FormCheckPage:
        from desktop_app.ui.forms.check_page import FormCheckPage

        if self._page is None:
            self._page = page = FormCheckPage(self._window)
            page.check_wanted.connect(self.check_again)
            page.stop_wanted.connect(self.stop)
            page.try_wanted.connect(self.try_form)
            page.close_wanted.connect(self._on_closed)
            if self._examined is not None:
                page.show_examined(self._examined)
        return self._page

    def _try_page(self) -> TryPage:
        from desktop_app.ui.forms.try_page import TryPage

        if self._trial is None:
            assert self._kept is not None
            self._trial = TryPage(self._context, *self._kept, self._window)
            self._trial.close_wanted.connect(self._on_trial_closed)
        return self._trial

    @Slot()
    def _on_closed(self) -> None:
        self.go.emit(self._before)

    @Slot()
    def _on_trial_closed(self) -> None:
        self.go.emit(CHECK)
