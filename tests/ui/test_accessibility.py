"""What a screen reader and a keyboard find, on every screen of the real window."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from time import monotonic

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QRadioButton, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.ui import messages
from desktop_app.ui.charts.spider import SpiderChart
from desktop_app.ui.context import Context
from desktop_app.ui.home_rows import InitiativeCard
from desktop_app.ui.survey.column import QuestionColumn
from desktop_app.ui.survey.respond_page import RespondPage
from desktop_app.ui.survey.views import Kind, QuestionView
from desktop_app.ui.survey.widgets.question import QuestionWidget
from desktop_app.ui.window import MainWindow
from desktop_app.workflows.example import create_example
from desktop_app.workflows.responses import open_response
from desktop_app.workflows.waves import begin_next
from desktop_app.workflows.workspace import Workspace
from desktop_app.xforms.model import Choice
from tests.support.accessible import told, tree, well_ordered, well_told
from tests.support.recorder import Recorder
from tests.support.sight import GLANCE, lets_pass
from tests.support.windows import Opener, open_window, said

__all__ = ["open_window"]
Role = QAccessible.Role
_PATIENCE = 30.0
_FORM = """
| survey |
| | type | name | label |
| | begin_group | g | La iniciativa |
| | text | name | ¿Cómo se llama? |
| | integer | firms | ¿Cuántas empresas participan? |
| | end_group | | |
"""


class Stage:
    """One window on the sample, which goes from screen to screen."""

    def __init__(self, folder: Path) -> None:
        self.app = QApplication.instance()
        self.folder = folder
        self.recorder = Recorder()
        messages.install(self.recorder)
        self.window = MainWindow(Context(self.app, folder / "datos"))
        usable: list[bool] = []
        self.window.usable.connect(partial(usable.append, True))
        self.window.resize(1366, 768)
        self.window.show()
        self.until(lambda: bool(usable) and self.window._context.workspace is not None)

    def close(self) -> None:
        self.window.close()
        self.window._context.deleteLater()
        self.window.deleteLater()
        messages.remove(self.recorder)

    def until(self, reached: Callable[[], bool]) -> None:
        deadline = monotonic() + _PATIENCE
        while not reached():
            assert monotonic() < deadline, "the screen does not come"
            lets_pass(GLANCE)

    def settle(self) -> None:
        """Lets what is under way end, and what is built bit by bit be built."""
        self.until(self.window._context.tasks.is_idle)
        QApplication.processEvents()
        self.until(lambda: not any(one.building() for one in self.window.page().findChildren(QuestionColumn)))
        QApplication.processEvents()

    def show(self, screen: str) -> QWidget:
        """Goes to ``screen`` and gives what is in front there."""
        for front in QApplication.topLevelWidgets():
            if front is not self.window and front.isVisible() and front.parent() is self.window:
                front.close()
        self.window.activateWindow()
        name, _, part = screen.partition(":")
        getattr(self, f"_{name}")(part)
        self.settle()
        return self.front()

    def front(self) -> QWidget:
        others = [each for each in QApplication.topLevelWidgets() if each.isVisible() and each is not self.window]
        return next((each for each in others if each.parent() is self.window), self.window)

    def open(self, make: Callable[[Workspace], str]) -> None:
        self.window._context.on_database(make, done=partial(self.window.open_response, screen="responder"))
        self.until(lambda: self.window.screen_name() == "responder")
        self.settle()

    # The screens

    def _responder(self, section: str) -> None:
        self.window.go("responder")
        page = self.window.page()
        assert isinstance(page, RespondPage)
        desk = self.window.keeper.desk
        assert desk is not None
        page.show_section(next(one.ref for one in desk.sections() if (one.code or one.ref) == section))
        page.section.focus_first()

    def _screen(self, name: str) -> None:
        self.window.go(name)

    def _ficha(self, _part: str) -> None:
        self.window.home().new_initiative.emit()
        self.until(lambda: self.window.screen_name() == "ficha")

    def _ayuda(self, _part: str) -> None:
        self.window.show_help()

    def _ajustes(self, _part: str) -> None:
        self.window.side.show_settings()

    def _respaldo(self, _part: str) -> None:
        self.window.go("inicio")
        self.window.home().backup.emit()
        self.until(lambda: isinstance(self.front(), QDialog))

    def _nuevo(self, _part: str) -> None:
        self.window.go("inicio")
        self.settle()
        card = self.window.home().findChild(InitiativeCard)
        assert card is not None
        self.window.home().new_response.emit(card.initiative_id)
        self.until(lambda: isinstance(self.front(), QDialog))

    def _vista(self, _part: str) -> None:
        self.window.go("resultado")
        self.window._on_print_key()
        self.until(lambda: isinstance(self.front(), QDialog))

    def _formulario(self, _part: str) -> None:
        path = self.folder / "formulario.md"
        path.write_text(_FORM, encoding="utf-8")
        self.window.forms.open(path)

    def _probar(self, _part: str) -> None:
        self._formulario("")
        self.settle()
        self.window.forms.try_form()
        self.until(lambda: self.window.screen_name() == "probar")


@pytest.fixture(scope="module")
def sample(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    stage = Stage(tmp_path_factory.mktemp("ejemplo"))
    stage.open(lambda workspace: create_example(workspace, datetime.now(UTC)))
    yield stage
    stage.close()


@pytest.fixture(scope="module")
def next_wave(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """The sample's next wave, with all that is to be confirmed."""
    stage = Stage(tmp_path_factory.mktemp("ola"))
    stage.open(_begin_next)
    yield stage
    stage.close()


def _begin_next(workspace: Workspace) -> str:
    now = datetime.now(UTC)
    before = create_example(workspace, now)
    initiative = workspace.store.responses.get(before).initiative_id
    response = begin_next(workspace, initiative, "ssme", str(now.year + 1), before, now, carry=True)
    desk = open_response(workspace, response, now)
    assert desk.to_confirm()
    return response


SCREENS = (
    "screen:inicio",
    "ficha",
    "responder:ID",
    "responder:A1",
    "responder:A2",
    "responder:A4",
    "responder:A5",
    "responder:A6",
    "responder:A8",
    "responder:AG",
    "responder:PL",
    "screen:revisar",
    "screen:resultado",
    "screen:plan",
    "screen:enviar",
    "screen:comprobar",
    "formulario",
    "probar",
    "ayuda",
    "ajustes",
    "respaldo",
    "nuevo",
    "vista",
)
WAVE = ("responder:ID", "responder:A2", "responder:A5", "screen:plan", "screen:revisar", "screen:enviar")


@pytest.mark.parametrize("screen", SCREENS)
def test_what_takes_the_focus_says_what_it_is_and_nothing_else_says_the_same(sample: Stage, screen: str) -> None:
    well_told(sample.show(screen))


@pytest.mark.parametrize("screen", WAVE)
def test_the_same_in_the_next_wave(next_wave: Stage, screen: str) -> None:
    well_told(next_wave.show(screen))


@pytest.mark.parametrize("screen", SCREENS)
def test_tab_goes_once_through_the_screen_from_top_to_bottom(sample: Stage, screen: str) -> None:
    well_ordered(sample.show(screen))


@pytest.mark.parametrize("screen", WAVE)
def test_the_same_order_in_the_next_wave(next_wave: Stage, screen: str) -> None:
    well_ordered(next_wave.show(screen))


def test_the_first_screen(open_window: Opener) -> None:
    window = open_window()
    window.resize(1366, 768)
    assert "Bienvenido a Telar" in said(window)
    well_told(window)
    well_ordered(window)


def test_a_section_with_problems_lists_them_where_tab_begins(sample: Stage) -> None:
    """The list has a name, and each of its links is one stop."""
    root = sample.show("responder:PX")
    page = sample.window.page()
    assert isinstance(page, RespondPage)
    page.section.show_problems([("/data/a", "A1.1 ¿Qué?", "Responda."), ("/data/b", "A1.2 ¿Cuál?", "Responda.")])
    well_told(root)
    well_ordered(root)
    assert [each.name for each in tree(root) if each.role is Role.Link] == [
        "A1.1 ¿Qué?: Responda.",
        "A1.2 ¿Cuál?: Responda.",
    ]
    page.section.show_problems(())


def test_the_chart_is_a_chart_with_its_values_in_words(sample: Stage) -> None:
    for screen in ("responder:A1", "screen:resultado"):
        (chart,) = [each for each in tree(sample.show(screen)) if isinstance(each.widget, SpiderChart)]
        assert (chart.role, chart.name) == (Role.Chart, "Diagrama de araña")
        assert "A1 Enfoque: 2,5 de 3" in chart.about


def test_what_belongs_together_is_a_group_that_says_of_what(sample: Stage) -> None:
    groups = {each.name for each in tree(sample.show("responder:A2")) if each.role is Role.Grouping}
    assert "¿En qué estado está la estrategia?" in groups
    assert "¿Cuántos participaron en construir la estrategia?" in groups


def test_what_is_chosen_is_told(sample: Stage) -> None:
    choices = [each for each in tree(sample.show("responder:A2")) if isinstance(each.widget, QRadioButton)]
    asked = "¿En qué estado está la estrategia?"
    assert [each.name for each in choices if each.about == asked and each.state.checked] == [
        "Está documentada y actualizada"
    ]
    assert len([each for each in choices if each.about == asked]) == 5


def test_what_is_wrong_is_told_with_the_field_and_so_is_its_unit(sample: Stage) -> None:
    sample.show("responder:A4")
    page = sample.window.page()
    assert isinstance(page, RespondPage)
    card = next(card for ref, card in page.section.cards().items() if ref.endswith("/operating_budget"))
    field = card.findChild(QLineEdit)
    assert field is not None
    before = field.text()
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, "-5")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert "millones de pesos" in told(field).about
    assert card.problem.text() in told(field).about
    field.selectAll()
    QTest.keyClicks(field, before)
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert card.problem.text() == ""
    sample.settle()


def test_what_cannot_be_changed_says_so(qtbot: QtBot) -> None:
    """A field stays where it can be read, as read-only; choices are out of use."""
    view = QuestionView("/d/q", Kind.TEXT, "¿Cómo se llama?", value="Cacao", read_only=True)
    text = QuestionWidget(view)
    chosen = QuestionWidget(replace(view, kind=Kind.SELECT_ONE, choices=(Choice("a", "Sí"), Choice("b", "No"))))
    for widget in (text, chosen):
        qtbot.addWidget(widget)
        widget.show()
    (field,) = [each for each in tree(text) if each.role is Role.EditableText]
    assert (field.name, field.state.readOnly, field.state.disabled) == ("¿Cómo se llama?", True, False)
    choices = [each for each in tree(chosen) if each.role is Role.RadioButton]
    assert [each.state.disabled for each in choices] == [True, True]
