"""The SSME from the click on Inicio's row to its last place: the question focused and painted, among many responses."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from time import perf_counter

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QPushButton, QWidget

from desktop_app.ui.app import application
from desktop_app.ui.collector import Collector
from desktop_app.ui.context import Context
from desktop_app.ui.home_page import ResponseRow
from desktop_app.ui.survey.respond_page import RespondPage
from desktop_app.ui.window import MainWindow
from desktop_app.workflows.example import create_both
from desktop_app.workflows.waves import begin_next
from desktop_app.workflows.workspace import Workspace
from tests.benchmarks.painted import Painted
from tests.benchmarks.startup import fill
from tests.benchmarks.table import Figure, median, most

RUNS, AGAIN = 5, 4
RESPONSES = 50
LIMIT = 0.3
GLANCE = 1500
"""Milliseconds for which the user looks at Inicio before clicking."""
PLACE = "sales_this"
"""Where the respondent left off: well inside a long section."""


def measure() -> list[Figure]:
    with tempfile.TemporaryDirectory(prefix="telar-bench-") as name:
        folder = Path(name)
        response = prepare(folder)
        command = [sys.executable, "-m", "tests.benchmarks.opening", name, response]
        first, later = [], []
        for _ in range(RUNS):
            ran = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120)
            times = [float(line) for line in ran.stdout.split()]
            first.append(times[0])
            later += times[1:]
    what = f"the SSME opened to its last place, {RESPONSES} responses"
    return [
        most(f"{what}, first in the process", median(first), "its target", LIMIT),
        most(f"{what}, again", median(later), "its target", LIMIT),
    ]


def prepare(folder: Path) -> str:
    """A data folder with ``RESPONSES`` responses, one of them the next wave of the sample's SSME; its id."""
    fill(folder, RESPONSES - 4)
    now = datetime.now(UTC)
    with Workspace.open(folder, now) as workspace:
        made = create_both(workspace, now)
        response = begin_next(workspace, made.initiative, "ssme", str(now.year + 1), made.ssme, now, carry=True)
        form = workspace.forms.shipped("ssme")[0]
        workspace.store.responses.set_place(response, next(ref for ref in form.binds if ref.endswith(f"/{PLACE}")))
        workspace.store.settings.set("last_page", "inicio")
        assert sum(len(each.responses) for each in workspace.store.responses.overview()) == RESPONSES
    return response


class Visitor:
    """Opens the response from Inicio, as often as told, and says how long each time took."""

    def __init__(self, window: MainWindow, context: Context, response: str) -> None:
        self._window, self._context, self._response = window, context, response
        self._left = 1 + AGAIN
        self._begun = 0.0
        self._painted = Painted(window)
        self._painted.again.connect(self._on_painted)
        window.usable.connect(partial(QTimer.singleShot, GLANCE, self._when_idle))
        window.settled.connect(self._on_settled)

    def _on_settled(self, screen: str) -> None:
        if screen == "inicio" and self._left:
            self._when_idle()
        elif screen == "inicio":
            self._window.close()  # from Inicio, where the next run is to begin

    def _when_idle(self) -> None:
        """The store opens behind Inicio; whoever clicks has looked at it before."""
        if self._context.workspace is None or not self._context.tasks.is_idle():
            QTimer.singleShot(50, self._when_idle)
        elif not self._begun:
            row = next((row for row in self._rows() if row.response_id == self._response), None)
            if row is None:  # rows are made as the list is scrolled
                QTimer.singleShot(0, self._when_idle)
                return
            button = row.findChildren(QPushButton)[0]
            self._begun = perf_counter()
            button.click()

    def _rows(self) -> list[ResponseRow]:
        home = self._window.page()
        bar = home.verticalScrollBar()  # type: ignore[attr-defined]
        bar.setValue(bar.maximum())
        return home.findChildren(ResponseRow)

    def _on_painted(self) -> None:
        page = self._window.page() if self._begun else None
        if not isinstance(page, RespondPage):
            return
        card = page.section.card(page.desk.current_ref) if page.desk is not None else None
        focus: QWidget | None = self._window.focusWidget()
        if card is None or focus is None or not card.isAncestorOf(focus) or card.visibleRegion().isEmpty():
            return
        print(perf_counter() - self._begun, flush=True)
        self._begun = 0.0
        self._left -= 1
        QTimer.singleShot(500, self._back)

    def _back(self) -> None:
        self._window.go("inicio")


def main() -> None:
    folder, response = Path(sys.argv[1]), sys.argv[2]
    app = application()
    collector = Collector(app)
    context = Context(app, folder)
    window = MainWindow(context, furnished=False)
    window.resize(1366, 768)
    visitor = Visitor(window, context, response)
    window.show()
    app.exec()
    collector.release()
    del visitor


if __name__ == "__main__":
    main()
