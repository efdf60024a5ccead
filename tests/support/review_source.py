"""An entity with received responses, open as the window has it open: off the window's thread."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from desktop_app.submission.authority import Vault
from desktop_app.ui.tasks import Job, Tasks
from desktop_app.workflows.entity import Entity, opened
from desktop_app.workflows.intake import receive_folder
from tests.support.authorities import vault
from tests.support.received import enrol, packaged
from tests.support.reception import SOON, on_stick

INITIATIVES = 3


class OpenEntity:
    """A ``ReviewSource`` over a real entity, whose clock goes on by an hour each time that it is read."""

    def __init__(self, entity: Entity) -> None:
        self.entity = entity
        self.tasks = Tasks()
        self._clock = SOON
        self.refusing: Exception | None = None

    def run(self, fn: Callable[..., Any], *args: Any, **how: Any) -> Job:
        return self.tasks.run(self._refused if self.refusing else fn, self.entity, *args, **how)

    def _refused(self, *_args: Any) -> None:
        assert self.refusing is not None
        raise self.refusing

    def now(self) -> datetime:
        self._clock += timedelta(hours=1)
        return self._clock

    def by(self) -> str:
        return "Analista"


@cache
def _packages(folder: Path) -> tuple[Vault, Path]:
    """The keys of an entity that knows ``INITIATIVES``, and a folder with what each of them sent."""
    made = vault(folder / "entidad")
    came = folder / "llegó"
    came.mkdir()
    for number in range(1, INITIATIVES + 1):
        enrol(made, number)
        on_stick(came, packaged(made, number), f"cluster-{number}.asice.age")
    return made, came


@contextmanager
def open_entity(folder: Path) -> Iterator[OpenEntity]:
    """An entity in ``folder`` that received what ``INITIATIVES`` sent."""
    made, came = _packages(folder)
    with opened(made) as entity:
        receive_folder(entity, came, SOON)
        source = OpenEntity(entity)
        yield source
        source.tasks.close()
