"""What one does from Inicio: fill in a card, begin a response, open the example."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from desktop_app.ui import dialogs, messages, wording

if TYPE_CHECKING:
    from datetime import datetime

    from desktop_app.errors import TelarError
    from desktop_app.ui.card_page import CardPage
    from desktop_app.ui.context import Context
    from desktop_app.workflows.workspace import Workspace
    from desktop_app.xforms import Session

_YEARS_OFFERED = 5


class Errands(QObject):
    """Carries out what Inicio asks for.

    Signals:
        card_ready: a ``CardPage`` to show.
        list_changed: Inicio has something else to show, and no response is to be opened.
        response_ready: a response's id, to be opened for answering.
        form_chosen: the path of a form to be checked.
    """

    card_ready = Signal(object)
    list_changed = Signal()
    response_ready = Signal(str)
    form_chosen = Signal(object)

    def __init__(self, context: Context, window: QWidget) -> None:
        super().__init__(window)
        self._context = context
        self._window = window

    @Slot()
    def new_initiative(self) -> None:
        self._open_card(None)

    @Slot(str)
    def edit_card(self, initiative_id: str) -> None:
        self._open_card(initiative_id)

    @Slot()
    def open_example(self) -> None:
        self._context.on_database(_example, self._context.now(), self._context.language, done=self.response_ready.emit)

    @Slot(str)
    def new_response(self, initiative_id: str) -> None:
        """Asks which instrument (when there are several) and which year, and begins."""
        self._context.on_database(
            _instruments, self._context.language, done=partial(self._on_instruments, initiative_id)
        )

    @Slot(str, str)
    def take_off(self, initiative_id: str, name: str) -> None:
        """Takes an initiative off Inicio if the user agrees; nothing of it is deleted."""
        agreed = messages.confirm(
            self.tr("Quitar de la lista"),
            self.tr(
                "«{name}» deja de aparecer en Inicio. Sus respuestas y sus paquetes no se borran: puede volver a "
                "mostrarla con «Iniciativas quitadas de la lista»."
            ).format(name=name),
            self.tr("Quitar"),
            self._window,
        )
        if agreed:
            self._context.on_database(_take_off, initiative_id, self._context.now(), done=self._on_list_changed)

    @Slot()
    def put_back(self) -> None:
        """Asks which of the initiatives that were taken off Inicio is to be shown again."""
        self._context.on_database(_off_list, done=self._on_off_list)

    def _on_off_list(self, initiatives: list[tuple[str, str]]) -> None:
        title = self.tr("Iniciativas quitadas de la lista")
        if not initiatives:
            messages.info(title, self.tr("No hay iniciativas quitadas de la lista."), self._window)
            return
        names = [name for _, name in initiatives]
        chosen = messages.choose(title, self.tr("¿Cuál quiere volver a mostrar en Inicio?"), names, self._window)
        if chosen is not None:
            self._context.on_database(_put_back, initiatives[chosen][0], done=self._on_list_changed)

    def _on_list_changed(self, _nothing: None) -> None:
        self.list_changed.emit()

    @Slot()
    def choose_form(self) -> None:
        """Asks for a form's file, to be checked."""
        kind = self.tr("Formularios (*.xlsx *.md *.csv *.xml)")
        title, pattern = self.tr("Revisar un formulario"), f"{kind};;{dialogs.file_pattern('any')}"
        path = messages.open_file(title, Path.home(), pattern, self._window)
        if path is not None:
            self.form_chosen.emit(path)

    @Slot()
    def blank_form(self) -> None:
        """Shows the form to fill by hand, ready to print."""
        self._context.tasks.run(_blank_form, self._context.now(), self._context.language, done=self._on_blank_form)

    def _on_blank_form(self, pdf: bytes) -> None:
        from desktop_app.ui.preview import PreviewDialog

        PreviewDialog.show_over(self._window, self._context, pdf, self.tr("formulario-en-blanco.pdf"))

    def _on_instruments(self, initiative_id: str, instruments: list[tuple[str, str]]) -> None:
        title = self.tr("Nuevo diagnóstico")
        chosen: int | None = 0
        if len(instruments) > 1:
            names = [name for _, name in instruments]
            chosen = messages.choose(title, self.tr("¿Qué instrumento va a responder?"), names, self._window)
        if chosen is None:
            return
        years = [str(wording.this_year() - back) for back in range(_YEARS_OFFERED)]
        year = messages.choose(title, self.tr("¿A qué año se refieren las respuestas?"), years, self._window)
        if year is not None:
            self._start(initiative_id, instruments[chosen][0], years[year])

    def _start(self, initiative_id: str, form_id: str, wave: str) -> None:
        self._context.on_database(
            _begin, initiative_id, form_id, wave, self._context.now(), self._context.language,
            done=self.response_ready.emit,
        )  # fmt: skip

    def _open_card(self, initiative_id: str | None) -> None:
        self._context.on_database(
            _card, initiative_id, self._context.now(), self._context.language,
            done=partial(self._on_card, initiative_id),
        )  # fmt: skip

    def _on_card(self, initiative_id: str | None, session: Session) -> None:
        from desktop_app.ui.card_page import CardPage

        page = CardPage(session, new=initiative_id is None)
        page.save_wanted.connect(partial(self._save_card, page, initiative_id))
        self.card_ready.emit(page)

    def _save_card(self, page: CardPage, initiative_id: str | None, session: Session) -> None:
        page.setEnabled(False)
        self._context.on_database(
            _save, session, initiative_id, self._context.now(),
            done=partial(self._on_saved, page, new=initiative_id is None),
            failed=partial(self._on_not_saved, page),
        )  # fmt: skip

    def _on_saved(self, page: CardPage, initiative_id: str, *, new: bool) -> None:
        page.mark_saved()
        if new:
            self._context.on_database(
                _instruments, self._context.language, done=partial(self._on_first_instruments, initiative_id)
            )
        else:
            self.list_changed.emit()

    def _on_not_saved(self, page: CardPage, error: TelarError) -> None:
        page.setEnabled(True)
        messages.error(error, self._window)

    def _on_first_instruments(self, initiative_id: str, instruments: list[tuple[str, str]]) -> None:
        self._start(initiative_id, instruments[0][0], str(wording.this_year()))


# Off the window's thread. Imports are here because Inicio itself needs none of it.


def _card(workspace: Workspace, initiative_id: str | None, now: datetime, language: str) -> Session:
    from desktop_app.workflows.initiatives import card_session

    return card_session(workspace, initiative_id, now, language)


def _save(workspace: Workspace, session: Session, initiative_id: str | None, now: datetime) -> str:
    from desktop_app.workflows.initiatives import save_card

    return save_card(workspace, session, initiative_id, now)


def _take_off(workspace: Workspace, initiative_id: str, now: datetime) -> None:
    from desktop_app.workflows.initiatives import take_off_list

    take_off_list(workspace, initiative_id, now)


def _off_list(workspace: Workspace) -> list[tuple[str, str]]:
    from desktop_app.workflows.initiatives import off_list

    return off_list(workspace)


def _put_back(workspace: Workspace, initiative_id: str) -> None:
    from desktop_app.workflows.initiatives import put_back

    put_back(workspace, initiative_id)


def _instruments(workspace: Workspace, language: str) -> list[tuple[str, str]]:
    from desktop_app.workflows.shipped import shipped_forms, title

    known = [form.id for form in shipped_forms() if form.instrument]
    if len(known) == 1:
        return [(known[0], "")]
    return [(form_id, title(workspace.forms.shipped(form_id)[0], language)) for form_id in known]


def _begin(workspace: Workspace, initiative_id: str, form_id: str, wave: str, now: datetime, language: str) -> str:
    from desktop_app.workflows.responses import start

    return start(workspace, initiative_id, form_id, wave, now, language)


def _blank_form(now: datetime, language: str) -> bytes:
    from desktop_app.workflows.report import blank_form_pdf
    from desktop_app.workflows.shipped import shipped_forms

    first = next(form.id for form in shipped_forms() if form.instrument)
    return blank_form_pdf(first, now, language)


def _example(workspace: Workspace, now: datetime, language: str) -> str:
    from desktop_app.workflows.example import create_example

    return create_example(workspace, now, language)
