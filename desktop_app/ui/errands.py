"""What one does from Inicio: fill in a card, begin a response, open the example."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QWidget

from desktop_app.ui import dialogs, messages, wording

if TYPE_CHECKING:
    from datetime import datetime

    from desktop_app.errors import TelarError
    from desktop_app.ui.backups import Backups
    from desktop_app.ui.card_page import CardPage
    from desktop_app.ui.context import Context
    from desktop_app.ui.home_page import HomePage
    from desktop_app.ui.incoming import Incoming
    from desktop_app.ui.keeping import Keeping
    from desktop_app.ui.new_response import Offered, Wanted
    from desktop_app.ui.references import References
    from desktop_app.workflows.workspace import Workspace
    from desktop_app.xforms import Session


class Errands(QObject):
    """Carries out what Inicio asks for.

    Signals:
        card_ready: a ``CardPage`` to show.
        list_changed: Inicio has something else to show, and no response is to be opened.
        response_ready: a response's id, to be opened for answering.
        form_chosen: the path of a form to be checked.
        leaving: the id of a response that is about to be put away: nothing is to be written to it any more.
        done: what has been done, in words, and whether it can be undone; Inicio has something else to show.
        backed_up: when the backup was made that has just been made.
        restore_agreed: the path of the backup that is to take the place of what is here.
        preparing: what takes a moment, in words, empty when it came to nothing.
        referred: a reference was brought in: what to say of it, and the form that it belongs to.
        looking, package_found, taken, kit_agreed, question_wanted: as ``Incoming``'s.
    """

    card_ready = Signal(object)
    list_changed = Signal()
    response_ready = Signal(str)
    form_chosen = Signal(object)
    leaving = Signal(str)
    done = Signal(str, bool)
    backed_up = Signal(object)
    restore_agreed = Signal(object)
    preparing = Signal(str)
    referred = Signal(str, str)
    looking = Signal()
    package_found = Signal(object)
    taken = Signal()
    kit_agreed = Signal()
    question_wanted = Signal(str, str)

    def __init__(self, context: Context, window: QWidget) -> None:
        super().__init__(window)
        self._context = context
        self._window = window
        self._keeping: Keeping | None = None
        self._backups: Backups | None = None
        self._references: References | None = None
        self._incoming: Incoming | None = None

    def serve(self, home: HomePage) -> None:
        """Does what ``home`` asks for, as far as it is an errand."""
        home.new_initiative.connect(self.new_initiative)
        home.open_example.connect(self.open_example)
        home.edit_card.connect(self.edit_card)
        home.new_response.connect(self.new_response)
        home.blank_form.connect(self.blank_form)
        home.take_off.connect(self.take_off)
        home.off_list.connect(self.put_back)
        home.check_form.connect(self.choose_form)
        home.more.connect(self._on_more)
        home.undo.connect(self._on_undo)
        home.put_away.connect(self._on_put_away)
        home.backup.connect(self.back_up)
        home.bring_backup.connect(self.bring_backup)
        home.reference.connect(self._on_reference)
        home.incoming.connect(self.bring_in)
        home.paste_receipt.connect(self._on_paste)

    # Made when first wanted: Inicio is there before any of them

    def keeping(self) -> Keeping:
        from desktop_app.ui.keeping import Keeping

        if self._keeping is None:
            self._keeping = Keeping(self._context, self._window)
            self._keeping.leaving.connect(self.leaving)
            self._keeping.done.connect(self.done)
        return self._keeping

    def backups(self) -> Backups:
        from desktop_app.ui.backups import Backups

        if self._backups is None:
            self._backups = Backups(self._context, self._window)
            self._backups.made.connect(self.backed_up)
            self._backups.restore_agreed.connect(self.restore_agreed)
        return self._backups

    def references(self) -> References:
        from desktop_app.ui.references import References

        if self._references is None:
            self._references = References(self._context, self._window)
            self._references.imported.connect(self.referred)
        return self._references

    def incoming(self) -> Incoming:
        from desktop_app.ui.incoming import Incoming

        if self._incoming is None:
            incoming = self._incoming = Incoming(self._context, self._window)
            for signal in ("looking", "package_found", "taken", "kit_agreed", "question_wanted"):
                getattr(incoming, signal).connect(getattr(self, signal))
            incoming.brought.connect(self._on_brought)
        return self._incoming

    @Slot(str, str, str)
    def _on_more(self, action: str, response_id: str, title: str) -> None:
        self.keeping().do(action, response_id, title)

    @Slot()
    def _on_undo(self) -> None:
        self.keeping().undo()

    @Slot()
    def _on_put_away(self) -> None:
        self.keeping().put_away()

    @Slot()
    def back_up(self) -> None:
        self.backups().make()

    @Slot(object)
    def bring_backup(self, path: Path | None = None) -> None:
        """Brings back the backup at ``path``, or asks for one."""
        if path is None:
            self.backups().bring()
        else:
            self.backups().look_into(path)

    @Slot()
    def _on_reference(self) -> None:
        self.references().choose()

    @Slot(object)
    def bring_reference(self, path: Path) -> None:
        self.references().look_into(path)

    @Slot()
    @Slot(object)
    def bring_in(self, path: Path | None = None) -> None:
        """Brings in the receipt or the kit at ``path``, or asks for one; a package is checked."""
        if path is None:
            self.incoming().choose()
        else:
            self.incoming().look_into(path)

    @Slot()
    def _on_paste(self) -> None:
        self.incoming().paste_receipt()

    @Slot(str)
    def _on_brought(self, said: str) -> None:
        self.done.emit(said, False)

    # An initiative

    @Slot()
    def new_initiative(self) -> None:
        self._open_card(None)

    @Slot(str)
    def edit_card(self, initiative_id: str) -> None:
        self._open_card(initiative_id)

    @Slot()
    def open_example(self) -> None:
        self.preparing.emit(self.tr("Preparando el ejemplo…"))
        self._context.on_database(
            _example, self._context.now(), self._context.language,
            done=self.response_ready.emit, failed=self._on_not_begun,
        )  # fmt: skip

    @Slot(str)
    def new_response(self, initiative_id: str) -> None:
        """Asks which instrument, which year and how to begin, and begins."""
        done = partial(self._on_offered, initiative_id)
        self._context.on_database(_offered, initiative_id, self._context.language, done=done)

    def _on_offered(self, initiative_id: str, offered: list[Offered]) -> None:
        from desktop_app.ui.new_response import NewResponseDialog

        dialog = NewResponseDialog(offered, wording.this_year(), parent=self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.wanted.connect(partial(self._begin, initiative_id))
        dialog.rejected.connect(self.list_changed)
        dialog.open()

    def _begin(self, initiative_id: str, wanted: Wanted) -> None:
        self.preparing.emit(self.tr("Preparando las preguntas…"))
        self._context.on_database(
            _begin, initiative_id, wanted, self._context.now(), self._context.language,
            done=self.response_ready.emit, failed=self._on_not_begun,
        )  # fmt: skip

    def _on_not_begun(self, error: TelarError) -> None:
        self.preparing.emit("")
        messages.error(error, self._window)

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
        """Asks which form, and shows it to be filled by hand, ready to print."""
        self._context.tasks.run(_instruments, done=self._on_instruments)

    def _on_instruments(self, known: list[str]) -> None:
        from desktop_app.ui import instruments

        chosen: int | None = 0
        if len(known) > 1:
            title = self.tr("Imprimir un formulario en blanco")
            names = [instruments.name(form_id) for form_id in known]
            chosen = messages.choose(title, self.tr("¿Cuál quiere imprimir?"), names, self._window)
        if chosen is not None:
            now, language = self._context.now(), self._context.language
            self._context.tasks.run(_blank_form, known[chosen], now, language, done=self._on_blank_form)

    def _on_blank_form(self, pdf: bytes) -> None:
        from desktop_app.ui.preview import PreviewDialog

        PreviewDialog.show_over(self._window, self._context, pdf, self.tr("formulario-en-blanco.pdf"))

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
            self.new_response(initiative_id)
        else:
            self.list_changed.emit()

    def _on_not_saved(self, page: CardPage, error: TelarError) -> None:
        page.setEnabled(True)
        messages.error(error, self._window)


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


def _instruments() -> list[str]:
    from desktop_app.ui.instruments import shipped_ids

    return shipped_ids()


def _offered(workspace: Workspace, initiative_id: str, language: str) -> list[Offered]:
    from desktop_app.ui.instruments import offered

    return offered(workspace, initiative_id, language)


def _begin(workspace: Workspace, initiative_id: str, wanted: Wanted, now: datetime, language: str) -> str:
    from desktop_app.workflows.waves import begin_next

    form_id, wave, previous = wanted.form_id, wanted.wave, wanted.previous_id
    return begin_next(workspace, initiative_id, form_id, wave, previous, now, language, carry=wanted.carry)


def _blank_form(form_id: str, now: datetime, language: str) -> bytes:
    from desktop_app.workflows.report import blank_form_pdf

    return blank_form_pdf(form_id, now, language)


def _example(workspace: Workspace, now: datetime, language: str) -> str:
    from desktop_app.workflows.example import create_example

    return create_example(workspace, now, language)
