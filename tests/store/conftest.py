"""A real store on a real disk for every test that asks for one."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop_app.store import Store
from tests.support.stores import open_store


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    """A folder that does not exist yet, with a name that a user might give it."""
    return tmp_path / "Datos de año #1? 100%20"


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database that the revisions made, once for the run: making it is most of a short test's time."""
    folder = tmp_path_factory.mktemp("empty")
    open_store(folder).close()
    return folder / "telar.sqlite3"


@pytest.fixture
def store(data_dir: Path, empty_database: Path) -> Iterator[Store]:
    data_dir.mkdir()
    shutil.copyfile(empty_database, data_dir / "telar.sqlite3")
    with open_store(data_dir) as opened:
        yield opened


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory, empty_database: Path) -> Iterator[Store]:
    """One store for all the examples of a property: each example begins with something of its own."""
    folder = tmp_path_factory.mktemp("shared")
    shutil.copyfile(empty_database, folder / "telar.sqlite3")
    with open_store(folder) as opened:
        yield opened
