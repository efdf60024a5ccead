"""A real data folder for every test that asks for one; compiling the forms and making the sample happen once a run."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import keyring
import pytest
from keyring.backends import fail

from desktop_app.workflows.export import export
from desktop_app.workflows.workspace import Workspace
from tests.support import desks


@pytest.fixture(autouse=True)
def _no_keyring() -> Iterator[None]:
    """The keyring of who runs the tests is none of theirs."""
    before = keyring.get_keyring()
    keyring.set_keyring(fail.Keyring())  # type: ignore[no-untyped-call]
    yield
    keyring.set_keyring(before)


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("prepared")
    desks.prepare(folder)
    return folder


@pytest.fixture(scope="session")
def sample(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A folder with the complete sample, and the sample's response."""
    folder = tmp_path_factory.mktemp("sample")
    return folder, desks.prepare_example(prepared, folder)


@pytest.fixture(scope="session")
def sent(sample: tuple[Path, str], tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The sample after it left in a package."""
    folder = tmp_path_factory.mktemp("sent")
    with desks.open_copy(sample[0], folder) as workspace:
        export(workspace, sample[1], folder / "out", desks.keeper(), desks.NOW)
    return folder, sample[1]


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    """A name that a user might give a folder."""
    return tmp_path / "Datos de año #1"


@pytest.fixture
def workspace(prepared: Path, data_dir: Path) -> Iterator[Workspace]:
    with desks.open_copy(prepared, data_dir) as opened:
        yield opened


@pytest.fixture
def sample_workspace(sample: tuple[Path, str], data_dir: Path) -> Iterator[Workspace]:
    with desks.open_copy(sample[0], data_dir) as opened:
        yield opened


@pytest.fixture
def sent_workspace(sent: tuple[Path, str], data_dir: Path) -> Iterator[Workspace]:
    with desks.open_copy(sent[0], data_dir) as opened:
        yield opened


@pytest.fixture
def sample_response(sample: tuple[Path, str]) -> str:
    return sample[1]
