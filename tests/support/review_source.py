"""An entity with received responses, open as the window has it open: off the window's thread."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QWidget

from desktop_app.errors import TelarError
from desktop_app.submission.authority import Vault
from desktop_app.ui import messages
from desktop_app.ui.tasks import Job, Tasks
from desktop_app.workflows import review
from desktop_app.workflows.entity import Entity, opened
from desktop_app.workflows.intake import receive_folder
from tests.support.authorities import Keys, vault
from tests.support.folders import lasting
from tests.support.packages import NOW
from tests.support.received import EVIDENCE_REF, enrol, packaged
from tests.support.reception import SOON, on_stick

EVIDENCE = b"\x89PNG\r\n\x1a\n and what follows"
ASKED = ((EVIDENCE_REF, "¿La segunda persona ya se vinculó?"),)
LATER = SOON + timedelta(days=4)


class OpenEntity:
    """An ``EntitySource`` over a real entity, whose clock goes on by an hour each time that it is read."""

    def __init__(self, entity: Entity) -> None:
        self.entity = entity
        self.tasks = Tasks()
        self.by = "Analista"
        self.refusing: TelarError | None = None
        self._clock = LATER

    def run(self, fn: Callable[..., Any], *args: Any, long: bool = False, **how: Any) -> Job:
        assert long == (fn.__name__ == "_write_receipts")
        return self.tasks.run(self._refuse if self.refusing else fn, self.entity, *args, **how)

    def _refuse(self, *_args: Any) -> None:
        assert self.refusing is not None
        raise self.refusing

    def now(self) -> datetime:
        self._clock += timedelta(hours=1)
        return self._clock

    def complain(self, error: TelarError, over: QWidget | None = None) -> None:
        messages.error(error, over)

    def of(self, member: str, revision: int = 1) -> review.Received:
        """The response of an initiative, as the books have it now."""
        found = review.received(self.entity)
        return next(each for each in found if (each.member, each.revision) == (member, revision))


@cache
def _prepared() -> Path:
    """An entity that received four packages from three initiatives; the second of the first replaced the first, which
    had been returned, and states a score that its answers do not give. The last came four days late."""
    folder = lasting("telar-review-")
    made, came = vault(folder / "entidad"), folder / "llegó"
    came.mkdir()
    for number in (1, 2, 3):
        enrol(made, number)
    for number in (1, 2):
        files = {"foto.png": EVIDENCE} if number == 2 else None
        on_stick(came, packaged(made, number, evidence=files), f"cluster-{number}.asice.age")
    with opened(made) as entity:
        receive_folder(entity, came, SOON)
        first = next(each for each in review.received(entity) if each.member == "ic-001")
        review.decide(entity, first.response_id, "returned", ASKED, SOON, by="Analista")
        scores = {"<a_a3>1.67</a_a3>": "<a_a3>3</a_a3>"}
        again = packaged(made, 1, revision=2, claimed_at=NOW + timedelta(minutes=2), replacing=scores)
        on_stick(came, again, "cluster-1-otra.asice.age")
        receive_folder(entity, came, SOON + timedelta(minutes=3))
        on_stick(came, packaged(made, 3), "cluster-3.asice.age")
        receive_folder(entity, came, LATER)
    return folder / "entidad"


@contextmanager
def open_entity(folder: Path) -> Iterator[OpenEntity]:
    """A fresh copy of that entity in ``folder``, open."""
    shutil.copytree(_prepared(), folder)
    with opened(Vault(folder, Keys())) as entity:
        source = OpenEntity(entity)
        yield source
        source.tasks.close()
