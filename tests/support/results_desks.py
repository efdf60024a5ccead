"""A source of results that a test holds in its hand, and who asks it off the window's thread."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject

from desktop_app.diagnosis.published import Published, Statement
from desktop_app.errors import TelarError
from desktop_app.ui.reception.results_source import Pairs, Tell
from desktop_app.ui.tasks import Job, Tasks
from tests.reports.published_sample import PUBLISHED

DEPARTMENTS = (("05", "Antioquia"), ("11", "Bogotá, D. C."), ("15", "Boyacá"), ("81", "Arauca"))
CHAMBERS = tuple((f"c{n}", f"Cámara de comercio {n}") for n in range(57))


class SampleSource:
    """Answers with the sample. ``asked`` holds what it was asked for; ``gates`` are waited at, one a look, in order."""

    def __init__(self, *waves: str) -> None:
        self.known = waves
        self.asked: list[tuple[str, str, dict[str, str]]] = []
        self.gates: list[threading.Event] = []
        self.fault: TelarError | None = None
        self.written: list[str] = []
        self.gate_of_files = threading.Event()
        self.gate_of_files.set()

    def waves(self) -> tuple[str, ...]:
        return self.known

    def forms(self, wave: str) -> Pairs:
        return (("ssme", "Seguimiento"),) if wave == "2024" else (("ssme", "Seguimiento"), ("auto", "Autodiagnóstico"))

    def choices(self, form_id: str, wave: str) -> Mapping[str, Pairs]:
        levels = () if form_id == "auto" else (("1", "Incipiente"), ("2", "Consolidado"))
        return {
            "macrosector": (("agro", "Agroindustria"), ("serv", "Servicios")),
            "department": DEPARTMENTS,
            "chamber": CHAMBERS,
            "level": levels,
        }

    def published(self, form_id: str, wave: str, filters: Mapping[str, str], language: str) -> Published:
        self.asked.append((form_id, wave, dict(filters)))
        if self.gates:
            assert self.gates.pop(0).wait(20)
        if self.fault is not None:
            raise self.fault
        said = "|".join((form_id, wave, *filters.values()))
        statements = (Statement("what", said, PUBLISHED.statements[-1].kind, "lo pedido"), *PUBLISHED.statements)
        return replace(PUBLISHED, wave=wave, form_id=form_id, statements=statements, filters=tuple(filters))

    def write_all(
        self, form_id: str, wave: str, filters: Mapping[str, str], folder: Path, tell: Tell, stop: Callable[[], bool]
    ) -> Path:
        if self.fault is not None:
            raise self.fault
        for number in range(1, 4):
            assert self.gate_of_files.wait(20)
            if stop():
                break
            self.written.append(f"{form_id}-{wave}-{number}")
            tell((number, 3))
        return folder / wave


class SampleDesk(QObject):
    """Runs what is asked of ``source``."""

    def __init__(self, source: SampleSource, parent: QObject) -> None:
        super().__init__(parent)
        self.source = source
        self.tasks = Tasks(self)
        self.language = "es"

    def run(self, fn: Callable[..., Any], *args: Any, **callbacks: Any) -> Job:
        return self.tasks.run(fn, self.source, *args, **callbacks)
