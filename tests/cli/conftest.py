"""The command line called inside the test, on data folders that are made once a run."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import keyring
import pytest
from keyring.backends import fail

from desktop_app import cli
from desktop_app.workflows.export import export
from desktop_app.workflows.workspace import Workspace
from tests.support import desks
from tests.support.commands import Ran, Telar, Window


@pytest.fixture(autouse=True)
def _no_keyring() -> Iterator[None]:
    """The keyring of who runs the tests is none of theirs."""
    before = keyring.get_keyring()
    keyring.set_keyring(fail.Keyring())  # type: ignore[no-untyped-call]
    yield
    keyring.set_keyring(before)


@pytest.fixture
def window() -> Window:
    return Window()


@pytest.fixture
def telar(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, window: Window) -> Telar:
    """Runs a command line; without ``--data-dir`` the data folder is ``tmp_path / "own"``."""
    monkeypatch.setenv("TELAR_DATA_DIR", str(tmp_path / "own"))
    monkeypatch.delenv("TELAR_PASSPHRASE", raising=False)

    def run(*arguments: object) -> Ran:
        capsys.readouterr()
        try:
            code = cli.main([str(each) for each in arguments], open_window=window.open, take_screens=window.take)
        except SystemExit as end:
            code = int(end.code or 0)
        said = capsys.readouterr()
        return Ran(code, said.out, said.err)

    return run


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A data folder with the complete sample, and the sample's response."""
    prepared, folder = tmp_path_factory.mktemp("prepared"), tmp_path_factory.mktemp("sample")
    desks.prepare(prepared)
    return folder, desks.prepare_example(prepared, folder)


@pytest.fixture
def data_dir(sample: tuple[Path, str], tmp_path: Path) -> Path:
    """A copy of the sample's folder, closed."""
    return desks.copy_data(sample[0], tmp_path / "datos")


@pytest.fixture
def response(sample: tuple[Path, str]) -> str:
    return sample[1]


@pytest.fixture(scope="session")
def sound(sample: tuple[Path, str], tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A package signed now: the command line's clock is the computer's."""
    folder = tmp_path_factory.mktemp("sound")
    with desks.open_copy(sample[0], folder) as workspace:
        now = datetime.now(desks.NOW.tzinfo)
        return export(workspace, sample[1], folder, desks.keeper(), now).path.read_bytes()


@pytest.fixture
def package(sound: bytes, tmp_path: Path) -> Path:
    path = tmp_path / "paquete.asice"
    path.write_bytes(sound)
    return path


@pytest.fixture
def draft(data_dir: Path) -> str:
    """An empty response in the sample's folder."""
    with Workspace.open(data_dir, desks.NOW) as workspace:
        return desks.begin(workspace)
