"""The main window: what is on screen, how one gets from screen to screen, and how it opens and closes safely."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QTimer, Signal, Slot
from PySide6.QtGui import QCloseEvent, QKeySequence, QPaintEvent, QShortcut
from PySide6.QtWidgets import QMainWindow, QVBoxLayout, QWidget

from desktop_app.errors import TelarError
from desktop_app.ui import messages, places
from desktop_app.ui.context import Context
from desktop_app.ui.pages import Pages

if TYPE_CHECKING:
    from desktop_app.ui.card_page import CardPage
    from desktop_app.ui.home_page import HomePage
    from desktop_app.ui.response_screens import ResponseScreens
    from desktop_app.ui.tasks import Failed
    from desktop_app.ui.verify_view import VerifyView
    from desktop_app.workflows.answer import Desk
    from desktop_app.workflows.overview import Glimpse, InitiativeOverview

_OF_RESPONSE = ("responder", "revisar", "resultado", "plan", "enviar")
_OF_FORM = ("formulario", "probar")


class MainWindow(QMainWindow):
    """Telar's window.

    Signals:
        painted: the first picture is on screen; the data is not open yet.
        usable: Inicio, or the place where one left off, is filled.
        settled: a screen that was asked for is shown.
    """

    painted = Signal()
    usable = Signal()
    settled = Signal(str)

    def __init__(self, context: Context, *, furnished: bool = True) -> None:
        """Without ``furnished`` it is an empty frame until its first picture, and fills itself then."""
        super().__init__()
        self._context = context
        self._was_painted = False
        self._was_usable = False
        self._screen = "inicio"
        self._screens: ResponseScreens | None = None
        self.setWindowTitle("Telar")
        self.setMinimumSize(800, 560)
        self.resize(1200, 720)
        self.restoreGeometry(QByteArray.fromBase64(context.preferences.geometry.encode("ascii", "ignore")))
        self._is_furnished = furnished
        if furnished:
            self._furnish()

    # Chrome

    def _furnish(self) -> None:
        from desktop_app.ui.desk_keeper import DeskKeeper
        from desktop_app.ui.errands import Errands
        from desktop_app.ui.forms.form_screens import FormScreens
        from desktop_app.ui.leaving import Leaving
        from desktop_app.ui.opening import Opening
        from desktop_app.ui.reception_door import ReceptionDoor
        from desktop_app.ui.side_windows import SideWindows
        from desktop_app.ui.upkeep import Upkeep

        self._is_furnished = True
        context = self._context
        self._opening = Opening(context, self)
        self._opening.glimpsed.connect(self._on_glimpse)
        self._opening.opened.connect(self._on_open)
        self.side = SideWindows(context, self)
        self.keeper = DeskKeeper(context)
        self.leaving = Leaving(context, self, self.keeper, self._opening)
        self.keeper.opened.connect(self._on_desk)
        self.keeper.saved.connect(self._show_status)
        self.keeper.refused.connect(self._on_refused)
        self.forms = FormScreens(context, self)
        self.forms.go.connect(self.go)
        self._errands = Errands(context, self)
        self._errands.card_ready.connect(self._on_card)
        self._errands.form_chosen.connect(self.forms.open)
        self._errands.list_changed.connect(partial(self.go, "inicio"))
        self._errands.response_ready.connect(partial(self.open_response, screen="responder"))
        self._build()
        self.reception = ReceptionDoor(context, self)
        self._upkeep = Upkeep(context, self, self._errands, self._opening)
        self._shortcuts()
        self._show_page("inicio", self.home())
        context.translators.changed.connect(self._on_language)
        context.theme.changed.connect(self._on_theme)

    def _build(self) -> None:
        from desktop_app.ui.status_line import StatusLine
        from desktop_app.ui.top_bar import TopBar

        centre = QWidget(self)
        column = QVBoxLayout(centre)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.bar = TopBar(centre)
        self.bar.chosen.connect(self.go)
        self.bar.help_wanted.connect(self.show_help)
        self.bar.settings_wanted.connect(self.side.show_settings)
        self.bar.set_initiative("")
        self.stack = Pages(centre)
        column.addWidget(self.bar)
        column.addWidget(self.stack, 1)
        self.setCentralWidget(centre)
        self.status = StatusLine(self)
        self.status.retry_wanted.connect(self.keeper.retry)
        self.setStatusBar(self.status)

    def _shortcuts(self) -> None:
        for keys, slot in (
            (QKeySequence.StandardKey.HelpContents, self.show_help),
            (QKeySequence.StandardKey.Save, self._on_save_key),
            (QKeySequence.StandardKey.Print, self._on_print_key),
        ):
            QShortcut(QKeySequence(keys), self, slot)

    def screen_name(self) -> str:
        """The screen in view, such as ``responder``."""
        return self._screen

    def page(self) -> QWidget:
        """The page in view."""
        page = self.stack.currentWidget()
        assert page is not None
        return page

    # Opening: the first picture, then the data

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._was_painted:
            self._was_painted = True
            QTimer.singleShot(0, self, self._on_painted)

    @Slot()
    def _on_painted(self) -> None:
        self.painted.emit()
        if not self._is_furnished:
            self._furnish()
        self._opening.look()

    @Slot(object)
    def _on_glimpse(self, found: Glimpse) -> None:
        """Inicio is filled and drawn before the store opens."""
        if found.settings.get("last_page", "") not in _OF_RESPONSE:
            self.home().show_overview(found.overview, self._context.now())
            self.repaint()
            self._set_usable()

    @Slot(object)
    def _on_open(self, opened: places.Opened) -> None:
        self.home().show_overview(opened.overview, self._context.now())
        begins = not self._was_usable or self._screen == "problema"
        if begins and opened.response and opened.screen in _OF_RESPONSE:
            self.open_response(opened.response, opened.screen, self._on_place_gone)
        elif self._screen == "problema":
            self._show_page("inicio", self.home())
            self._set_usable()
        else:
            self._set_usable()

    def _on_place_gone(self, _error: TelarError) -> None:
        """The response where one left off is no longer there: Inicio is as good a place."""
        self._show_page("inicio", self.home())
        self._set_usable()

    def _set_usable(self) -> None:
        if not self._was_usable:
            self._was_usable = True
            self.usable.emit()

    def show_trouble(self, page: QWidget) -> None:
        """Shows why the data cannot be opened; there is no way from there but those of ``page``."""
        self._show_page("problema", page)

    # From screen to screen

    @Slot(str)
    def go(self, screen: str) -> None:
        """Goes to ``screen``; those of a response need one to be open."""
        if self._screen == "problema" or (self._screen == "ficha" and not self.leaving.may_leave_card()):
            return
        if screen == "inicio":
            self._show_page("inicio", self.home())
            self.refresh_home()
        elif screen == "comprobar":
            self._show_page("comprobar", self._verify())
        elif screen in _OF_FORM:
            self._show_page(*self.forms.page(screen))
        elif screen == "recepcion" and self.reception.is_here():
            self._show_page(screen, self.reception.page())
        elif screen in _OF_RESPONSE and self.keeper.desk is not None and self._screens is not None:
            if screen == "plan" and self.keeper.desk.plan_form is None:
                screen = "resultado"
            self._show_page(screen, self._screens.page(screen))
            self._screens.arrived(screen)
            self._show_status()
            self.leaving.keep_place()

    def open_response(self, response_id: str, screen: str, failed: Failed | None = None, ref: str = "") -> None:
        """Puts a response on the desk and shows it on ``screen``, at the question ``ref`` if one is told."""
        self.keeper.open(response_id, partial(self._on_ready, screen, ref), failed or messages.error)

    def _on_ready(self, screen: str, ref: str) -> None:
        if ref and self.keeper.desk is not None:
            self.keeper.desk.current_ref = ref
        self.home().forget_notice()
        self.go(screen)
        self._set_usable()

    def refresh_home(self) -> None:
        if self._context.workspace is not None:
            self._context.on_database(places.overview, self._context.language, done=self._on_overview)

    def _on_overview(self, overview: list[InitiativeOverview]) -> None:
        self.home().show_overview(overview, self._context.now())
        self.settled.emit("inicio")

    def _show_page(self, name: str, page: QWidget) -> None:
        left, self._screen = self._screen, name
        self.stack.bring(page, "" if name in _OF_RESPONSE else name)
        if left == "inicio" != name:
            self.home().forget_notice()
        if left == "probar" != name:
            self.forms.forget_trial()
            self.stack.discard(left)
        self.status.setVisible(name in _OF_RESPONSE)
        self.bar.set_current("responder" if name == "revisar" else name)
        if name != "inicio":
            self.settled.emit(name)

    @Slot(object)
    def _on_card(self, page: CardPage) -> None:
        page.left.connect(partial(self.go, "inicio"))
        self.stack.discard("ficha")
        self._show_page("ficha", page)
        page.focus_first()

    @Slot(object)
    def check_package(self, path: Path | None = None) -> None:
        """Goes to where packages are checked, and checks the one at ``path``."""
        self.go("comprobar")
        if path is not None:
            self._verify().check(path)

    def home(self) -> HomePage:
        """Inicio, in view or not."""
        from desktop_app.ui.home_page import HomePage

        home = self.stack.named("inicio", HomePage)
        if home is None:
            home = HomePage(self, self._context.preferences.backed_up())
            self._errands.serve(home)
            home.verify_package.connect(partial(self.go, "comprobar"))
            home.response_chosen.connect(self.open_response)
        return home

    def _verify(self) -> VerifyView:
        from desktop_app.ui.verify_view import VerifyView

        page = self.stack.named("comprobar", VerifyView)
        if page is None:
            page = VerifyView(self._context, self)
            page.came_in.connect(self._errands.bring_in)
        return page

    # The response on the desk

    @Slot(object)
    def _on_desk(self, desk: Desk) -> None:
        from desktop_app.ui.response_screens import ResponseScreens

        self._close_response()
        self._screens = ResponseScreens(self._context, self.keeper, desk, self)
        self._screens.go.connect(self.go)
        self._screens.check_wanted.connect(self.check_package)
        self._screens.incoming_wanted.connect(self._errands.bring_in)
        self._screens.working.connect(self.status.showMessage)
        self._screens.state_changed.connect(self._show_status)
        self._screens.renamed.connect(self._show_initiative)
        self._show_initiative()

    @Slot()
    def _show_initiative(self) -> None:
        desk = self.keeper.desk
        if desk is not None:
            self.bar.set_initiative(desk.facts.initiative_name, plan=desk.plan_form is not None)

    def shows_response(self) -> bool:
        """Whether a screen of the open response is in view."""
        return self._screen in _OF_RESPONSE

    def flush(self) -> None:
        """Puts on its way to the disk what is being typed."""
        if self._screens is not None:
            self._screens.flush()

    def put_down(self) -> bool:
        """Puts everything on disk, closes what is open and shows Inicio; false if the disk refuses an answer."""
        self.flush()
        if not self.keeper.settle():
            return False
        self.clear_desk()
        self._show_page("inicio", self.home())
        self.stack.discard("ficha")
        return True

    def clear_desk(self) -> None:
        """No response is open any more."""
        self._close_response()
        self.keeper.desk = None
        self.bar.set_initiative("")

    def _close_response(self) -> None:
        if self._screens is not None:
            self.stack.let_go(*self._screens.close())
            self._screens.deleteLater()
            self._screens = None

    @Slot()
    def _show_status(self) -> None:
        self.status.show_desk(self.keeper.desk, self.keeper.unsaved)

    @Slot(object)
    def _on_refused(self, error: TelarError) -> None:
        """The first refusal is explained; the line at the bottom says it as long as it lasts."""
        already_known = self.status.retry_button().isVisibleTo(self.status)
        self._show_status()
        if not already_known:
            messages.error(error, self)

    # Help, settings, keys

    @Slot()
    def show_help(self) -> None:
        """Help on the screen in view."""
        topic = {"problema": "problemas", "probar": "formulario"}.get(self._screen, self._screen)
        self.side.show_help(topic, self.keeper.desk if topic == "responder" else None, self.page())

    @Slot()
    def _on_save_key(self) -> None:
        if self._screen in _OF_RESPONSE:
            self.status.showMessage(self.tr("Ya está guardado: cada respuesta se guarda al darla."), 4000)

    @Slot()
    def _on_print_key(self) -> None:
        if self._screens is not None and self._screen in _OF_RESPONSE:
            self._screens.print_report()

    # Language and looks change while the window is open

    @Slot(str)
    def _on_language(self, language: str) -> None:
        self._context.remember(language=language)
        desk = self.keeper.desk
        if desk is not None:
            desk.session.set_language(language)
        if self._screens is not None:
            self.stack.let_go(*self._screens.retranslate())
        self.side.forget_help()
        self.bar.retranslate()
        self._rebuild()

    @Slot()
    def _on_theme(self) -> None:
        self._context.remember(text_size=self._context.theme.percent)
        self.bar.restyle()
        self._rebuild()

    def _rebuild(self) -> None:
        """Makes Inicio and the checks anew, and shows again what is in view. A card being written stays as it is."""
        self.forms.renew()
        for name in ("inicio", "comprobar", "recepcion", *_OF_FORM):
            self.stack.discard(name)
        self._show_status()
        if self._screen not in ("ficha", "problema"):
            self.go(self._screen)

    # Closing

    def closeEvent(self, event: QCloseEvent) -> None:
        try:
            event.setAccepted(self._may_close())
        except Exception:  # noqa: BLE001 - Qt goes on hiding widgets: a fault that left this method would crash it
            sys.excepthook(*sys.exc_info())
            self.leaving.end_work()

    def _may_close(self) -> bool:
        return not self._is_furnished or self.leaving.may_close()
