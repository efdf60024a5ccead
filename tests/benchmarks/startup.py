"""From the process' start to the first picture and to a usable Inicio, against a bare PySide6 window."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter

from desktop_app.store import Card, ResponseState
from desktop_app.workflows.responses import start
from desktop_app.workflows.workspace import Workspace
from tests.benchmarks.table import Figure, median, ratio

RUNS = 9
RESPONSES = 500

BARE = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow

class Window(QMainWindow):
    was_painted = False
    def paintEvent(self, event):
        super().paintEvent(event)
        if not self.was_painted:
            self.was_painted = True
            QTimer.singleShot(0, self.report)
    def report(self):
        print("painted", flush=True)
        print("usable", flush=True)
        QApplication.quit()

app = QApplication(sys.argv)
window = Window()
window.setCentralWidget(QLabel("Telar", window))
window.resize(1200, 720)
window.show()
app.exec()
"""

TELAR = """
import sys
from pathlib import Path
from desktop_app.ui import app
from PySide6.QtWidgets import QApplication
from desktop_app.ui.window import MainWindow

def watch(window):
    window.painted.connect(lambda: print("painted", flush=True))
    window.usable.connect(lambda: (print("usable", flush=True), window.close()))

class Watched(MainWindow):
    def __init__(self, context, **options):
        super().__init__(context, **options)
        watch(self)

app.MainWindow = Watched
app.run(Path(sys.argv[1]))
"""


def measure() -> list[Figure]:
    with tempfile.TemporaryDirectory(prefix="telar-bench-") as name:
        empty, full = Path(name, "empty"), Path(name, "full")
        fill(empty, 0)
        fill(full, RESPONSES)
        bare, few, many = [], [], []
        for _ in range(RUNS):
            bare.append(_times(BARE, empty))
            few.append(_times(TELAR, empty))
            many.append(_times(TELAR, full))
    floor = median([painted for painted, _ in bare])
    against = "bare PySide6 window"
    return [
        ratio("window painted", median([painted for painted, _ in few]), floor, against, 1.5),
        ratio("home usable, nothing stored", median([usable for _, usable in few]), floor, against, 3),
        ratio(f"window painted, {RESPONSES} responses", median([painted for painted, _ in many]), floor, against, 1.5),
        ratio(f"home usable, {RESPONSES} responses", median([usable for _, usable in many]), floor, against, 3),
    ]


def fill(folder: Path, responses: int) -> None:
    """A data folder with ``responses`` complete responses, five an initiative."""
    now = datetime(2026, 1, 1, tzinfo=UTC)
    with Workspace.open(folder, now) as workspace:
        for number in range(responses):
            if number % 5 == 0:
                card = Card(name=f"Iniciativa {number // 5 + 1}", department="81", municipality="81001")
                initiative = workspace.store.initiatives.add(card, at=now)
            moment = now + timedelta(minutes=number)
            response = start(workspace, initiative.id, "autodiagnostico", str(2022 + number % 5), moment)
            workspace.store.responses.set_state(response, ResponseState.READY, at=moment)


def _times(program: str, folder: Path) -> tuple[float, float]:
    """Seconds until the program said ``painted`` and ``usable``."""
    begun = perf_counter()
    said = {}
    with subprocess.Popen([sys.executable, "-c", program, str(folder)], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        late = threading.Timer(60, process.kill)
        late.start()
        for line in process.stdout:
            said[line.strip()] = perf_counter() - begun
        late.cancel()
    return said["painted"], said["usable"]
