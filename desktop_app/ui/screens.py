"""Pictures of the main screens, taken from the real window on a data folder that is made for it."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import reduce
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic
from types import TracebackType
from typing import Final

from PySide6.QtCore import QEventLoop, QMessageLogContext, QTimer, QtMsgType, qInstallMessageHandler
from PySide6.QtGui import QColor, QPainter, QPixmap
from PySide6.QtWidgets import QApplication, QWidget

from desktop_app.errors import LANGUAGES, TelarError
from desktop_app.ui import messages
from desktop_app.ui.collector import Collector
from desktop_app.ui.home_page import HomePage
from desktop_app.ui.home_rows import InitiativeCard, ResponseRow
from desktop_app.ui.survey.column import QuestionColumn
from desktop_app.ui.trouble_page import TroublePage
from desktop_app.ui.window import MainWindow

SIZES: Final = ((1366, 768), (1024, 768))
_PATIENCE = 30.0  # seconds for one screen; a screen takes a fraction of one
_BREATH = 60  # milliseconds
_MOST_BREATHS = 20
_FORM: Final = """
| survey |
| | type | name | label | relevant |
| | begin_group | iniciativa | La iniciativa | |
| | text | nombre | ¿Cómo se llama la iniciativa? | |
| | integer | empresas | ¿Cuántas empresas participan? | |
| | select_one si_no | plan | ¿Tiene un plan de acción? | ${empresas} > 0 |
| | end_group | | | |
| | begin_repeat | aliados | Aliados | |
| | text | aliado | Nombre del aliado | |
| | end_repeat | | | |
| choices |
| | list_name | name | label |
| | si_no | si | Sí |
| | si_no | no | No |
"""
_FAULTS: Final = (
    ("${empresas} > 0", "${empresa} > 0"),
    ("select_one si_no", "select_one sino"),
    ("| Aliados |", "| |"),
)


@dataclass(frozen=True, slots=True)
class Look:
    """How the window looks: language, dark or light, size of the text in per cent."""

    language: str = "es"
    dark: bool = False
    text_size: int = 100

    @property
    def name(self) -> str:
        """The folder of its pictures, such as ``es-claro-100``."""
        return f"{self.language}-{'oscuro' if self.dark else 'claro'}-{self.text_size}"


def looks(language: str = "es") -> tuple[Look, ...]:
    """All looks that are pictured, those in ``language`` first."""
    languages = sorted(LANGUAGES, key=lambda each: each != language)
    return tuple(Look(each, dark, size) for each in languages for dark in (False, True) for size in (100, 200))


def take_all(
    out: Path,
    folder: Path,
    *,
    package: Path | None = None,
    entity: Path | None = None,
    language: str = "es",
    most: int | None = None,
) -> list[Path]:
    """Every screen in every look (or in the first ``most``), a folder in ``out`` for each.

    ``folder`` is for the data. Raises as ``take``.
    """
    written: list[Path] = []
    for look in looks(language)[:most]:
        known = folder / look.language
        if known.exists():
            written += take(out / look.name, folder / look.name, look, sizes=SIZES, only_first=True)
        written += take(out / look.name, known, look, package=package, entity=entity)
    return written


def take(
    out: Path,
    data_dir: Path,
    look: Look | None = None,
    *,
    package: Path | None = None,
    entity: Path | None = None,
    sizes: tuple[tuple[int, int], ...] = SIZES,
    only_first: bool = False,
) -> list[Path]:
    """Opens the window on ``data_dir`` and leaves one PNG a screen and size in ``out``; returns their paths.

    The sample initiative is made in ``data_dir`` unless there are initiatives already (then there is no picture of the
    empty Inicio and of a new card; with ``only_first`` there are no others). ``package`` is what is checked, ``entity``
    the folder of a receiving entity with its books, whose Recepción is shown. The application object, if there is none
    yet, is made without a display.

    Raises:
        TelarError: a screen explained a fault, or did not come up in time (``UI-003``).
        BaseException: whatever left a slot of the window meanwhile.
    """
    if QApplication.instance() is None:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    return _Photographer(out, data_dir, look or Look(), package, entity, sizes).take(only_first=only_first)


def _remark(_kind: QtMsgType, _context: QMessageLogContext, text: str) -> None:
    """Lets by what Qt says, but for the platform without a display that says so at every window."""
    if not text.startswith("This plugin does not support "):
        sys.stderr.write(f"{text}\n")


class _Photographer:
    def __init__(
        self,
        out: Path,
        data_dir: Path,
        look: Look,
        package: Path | None,
        entity: Path | None,
        sizes: tuple[tuple[int, int], ...],
    ) -> None:
        from desktop_app.ui.app import application
        from desktop_app.ui.context import Context

        self._app = application()
        self._out = out
        self._package = package
        self._entity = entity
        self._sizes = sizes
        self._context = Context(self._app, data_dir, look.language)
        self._context.theme.set_dark(look.dark)
        self._context.theme.set_percent(look.text_size)
        self._window = MainWindow(self._context)
        self._written: list[Path] = []
        self._nobody = _Nobody()

    def take(self, *, only_first: bool) -> list[Path]:
        self._out.mkdir(parents=True, exist_ok=True)
        messages.install(self._nobody)
        handler = qInstallMessageHandler(_remark)
        hook, sys.excepthook = sys.excepthook, self._nobody.unexpected
        collector = Collector(self._app)
        try:
            self._window.show()
            self._until(lambda: self._context.workspace is not None)
            for name in self._first() if only_first else self._journey():
                self._picture(name)
        finally:
            self._window.close()
            self._window.deleteLater()
            self._context.deleteLater()
            sys.excepthook = hook
            qInstallMessageHandler(handler)
            messages.remove(self._nobody)
            collector.release()
        self._raise_fault()
        return self._written

    def _first(self) -> Iterator[str]:
        """What is seen before there is an initiative."""
        window = self._window
        yield "inicio-vacio"
        window.home().new_initiative.emit()
        self._until(lambda: window.screen_name() == "ficha")
        yield "ficha"

    def _journey(self) -> Iterator[str]:
        """Goes from screen to screen and says which one is in view."""
        window = self._window
        home = window.page()
        assert isinstance(home, HomePage)
        if home.findChild(ResponseRow) is None:
            yield from self._first()
            home.open_example.emit()
            self._until(lambda: window.screen_name() == "responder")
            window.go("inicio")
            self._until(self._context.tasks.is_idle)
        newest = {row.form_id: row.response_id for row in reversed(home.findChildren(ResponseRow))}
        for form_id, response_id in sorted(newest.items()):
            home.response_chosen.emit(response_id, "responder")
            self._until(lambda: window.screen_name() == "responder")
            yield from self._answering(form_id)
        window.go("inicio")
        self._until(self._context.tasks.is_idle)
        yield "inicio"
        yield from self._beside()
        window.check_package(self._package)
        self._until(self._context.tasks.is_idle)
        yield "verificar"
        yield from self._forms()
        if self._entity is not None:
            yield from self._reception(self._entity)

    def _answering(self, form_id: str) -> Iterator[str]:
        """The screens of the response on the desk."""
        window = self._window
        for code in self._sections():
            yield f"responder-{form_id}-{code}".lower()
        for screen in ("revisar", "resultado", "plan", "enviar"):
            window.go(screen)
            self._until(self._context.tasks.is_idle)
            if window.screen_name() == screen:
                yield f"{screen}-{form_id}"
        window.go("inicio")
        self._until(self._context.tasks.is_idle)

    def _beside(self) -> Iterator[str]:
        """What comes up over the screens: help, settings, the backup, and the questions of a new response."""
        window = self._window
        window.show_help()
        yield from self._over("ayuda")
        window.side.show_settings()
        yield from self._over("ajustes")
        home = window.home()
        home.backup.emit()
        yield from self._over("copia")
        card = home.findChild(InitiativeCard)
        if card is not None:
            home.new_response.emit(card.initiative_id)
            yield from self._over("nuevo")

    def _over(self, name: str) -> Iterator[str]:
        """Pictures of the window that came up in front, then it is closed."""
        self._until(self._context.tasks.is_idle)
        self._until(lambda: self._front() is not None)
        yield name
        front = self._front()
        if front is not None:
            front.close()
        self._settle()

    def _front(self) -> QWidget | None:
        """The window over the main one."""
        others = [each for each in self._app.topLevelWidgets() if each.isVisible() and each is not self._window]
        return next((each for each in others if each.parent() is self._window), None)

    def _forms(self) -> Iterator[str]:
        """A form with faults that was checked, and one that is being tried."""
        from desktop_app.ui.forms.try_page import TryPage

        window = self._window
        with TemporaryDirectory(prefix="telar-form-") as folder:
            path = Path(folder) / "ola-siguiente.md"
            path.write_text(reduce(lambda text, fault: text.replace(*fault), _FAULTS, _FORM), encoding="utf-8")
            window.forms.open(path)
            self._until(self._context.tasks.is_idle)
            yield "formulario"
            path.write_text(_FORM, encoding="utf-8")
            window.forms.check_again()
            self._until(self._context.tasks.is_idle)
            window.forms.try_form()
            self._until(lambda: window.screen_name() == "probar")
            page = window.page()
            if isinstance(page, TryPage):
                page.values_button.click()
            yield "vista-previa"
            window.go("inicio")

    def _reception(self, entity: Path) -> Iterator[str]:
        """Each section of Recepción."""
        from desktop_app.ui.reception.page import ReceptionPage
        from desktop_app.ui.reception.sections import entries

        self._window.reception.enter(str(entity))
        for entry in entries():
            page = self._window.page()
            assert isinstance(page, ReceptionPage)
            page.show_section(entry.key)
            self._until(self._context.tasks.is_idle)
            yield f"recepcion-{entry.key}"

    def _sections(self) -> Iterator[str]:
        """The codes of the sections that show most: records, a soft warning, the most questions; each is in view."""
        from desktop_app.ui.survey.respond_page import RespondPage

        page = self._window.page()
        desk = self._window.keeper.desk
        assert isinstance(page, RespondPage)
        assert desk is not None
        sections = {section.ref: section for section in desk.sections()}
        wanted = [max(sections.values(), key=lambda section: section.total).ref]
        wanted += [desk.section_of(ref) for ref in desk.session.repeats()]
        wanted += [desk.section_of(warning.ref) for warning in desk.warnings()]
        for ref in sorted(set(wanted) & set(sections)):
            page.show_section(ref)
            yield sections[ref].code or ref.rpartition("/")[2]

    def _picture(self, name: str) -> None:
        for width, height in self._sizes:
            self._window.resize(width, height)
            self._settle()
            self._raise_fault()
            path = self._out / f"{name}-{width}x{height}.png"
            self._grab().save(str(path))
            self._written.append(path)

    def _grab(self) -> QPixmap:
        """What is seen of the window and, in its middle, of the one in front."""
        whole, front = self._window.grab(), self._front()
        if front is not None:
            inside = front.grab()
            painter = QPainter(whole)
            painter.fillRect(whole.rect(), QColor(0, 0, 0, 90))
            painter.drawPixmap(whole.rect().center() - inside.rect().center(), inside)
            painter.end()
        return whole

    def _settle(self) -> None:
        """Lets the window lay itself out and build what it builds bit by bit."""
        loop = QEventLoop()
        for _ in range(_MOST_BREATHS):
            QTimer.singleShot(_BREATH, loop.quit)
            loop.exec()
            if not any(column.building() for column in self._window.page().findChildren(QuestionColumn)):
                break

    def _until(self, reached: Callable[[], bool]) -> None:
        deadline = monotonic() + _PATIENCE
        while not reached():
            self._raise_fault()
            if monotonic() > deadline:
                raise TelarError("UI-003")
            self._app.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)

    def _raise_fault(self) -> None:
        page = self._window.page()
        fault = self._nobody.fault or (page.error if isinstance(page, TroublePage) else None)
        if fault is not None:
            raise fault


class _Nobody:
    """Nobody sits at this window: a fault ends the pictures, and every question is withdrawn from."""

    def __init__(self) -> None:
        self.fault: BaseException | None = None

    def info(self, *_: object) -> None:
        """Nobody reads it."""

    def error(self, error: TelarError, *_: object) -> None:
        self.fault = self.fault or error

    def unexpected(self, _kind: type[BaseException], fault: BaseException, _trace: TracebackType | None) -> None:
        """What leaves a slot: Qt goes on, the pictures do not."""
        self.fault = self.fault or fault

    def confirm(self, *_: object) -> bool:
        return False

    def _withdraw(self, *_: object) -> None:
        return None

    open_file = save_file = folder = passphrase = choose = pick = printer = _withdraw
