"""The real window on a data folder from which a package has left, and what the receiving entity answers to it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from desktop_app.ui.context import Context
from desktop_app.xforms import Form
from tests.support import desks
from tests.support.desks import begin, keeper
from tests.support.trust_loop import INSTRUMENT, LATER, Arrived, kit_of, send, take_kit

TOMORROW = LATER + timedelta(days=1)
KEEPER = keeper()


@dataclass(frozen=True)
class SentFolder:
    """A data folder with the sample, which was sent after a kit came; ``kit`` is that kit."""

    folder: Path
    response: str
    arrived: Arrived
    kit: bytes
    form: Form

    def renewed(self, change: Callable[[bytes], bytes] = bytes) -> Form:
        """The instrument in a newer version."""
        return Form.from_xform(
            change(self.form.xform.replace(b'version="2026.1"', b'version="2026.2"')), self.form.media
        )


@pytest.fixture(scope="session")
def fresh_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Both forms compiled, and an empty response of the wave 2026: no kit came yet."""
    folder = tmp_path_factory.mktemp("fresh")
    desks.prepare(folder)
    with desks.open_copy(folder, folder.parent / f"{folder.name}-begun") as workspace:
        begin(workspace)
        return workspace.data_dir


@pytest.fixture(scope="session")
def sent_folder(fresh_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> SentFolder:
    folder = tmp_path_factory.mktemp("sent-window")
    response = desks.prepare_example(fresh_folder, folder)
    with desks.open_copy(folder, folder / "abierta") as workspace:
        form = workspace.forms.shipped(INSTRUMENT)[0]
        kit = kit_of(form)
        take_kit(workspace, kit)
        _, arrived = send(workspace, response, folder / "USB", KEEPER)
    return SentFolder(folder / "abierta", response, arrived, kit, form)


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock of the window says that it is the day after: certificates hold only so long."""
    monkeypatch.setattr(Context, "now", lambda _self: TOMORROW)
