"""One program a data folder, and no lock that outlives its program."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from desktop_app.errors import StoreError
from tests.support.stores import open_store

HOLDER = """
import sys
from pathlib import Path
from tests.support.stores import open_store
store = open_store(Path(sys.argv[1]))
print("open", flush=True)
sys.stdin.read()
store.close()
"""


@contextmanager
def another_copy(data_dir: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that has the folder open until its input ends."""
    command = [sys.executable, "-c", HOLDER, str(data_dir)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "open\n"
        try:
            yield process
        finally:
            process.kill()


def test_a_second_copy_is_told_that_another_is_open(data_dir: Path) -> None:
    with another_copy(data_dir) as process:
        with pytest.raises(StoreError) as caught:
            open_store(data_dir)
        assert caught.value.code == "STORE-001"
        assert caught.value.place.file == str(data_dir)
        process.communicate("")
        open_store(data_dir).close()


def test_a_killed_copy_leaves_the_folder_free(data_dir: Path) -> None:
    with another_copy(data_dir) as process:
        process.kill()
        process.wait(timeout=30)
        open_store(data_dir).close()


def test_a_second_store_in_the_same_process_is_refused(data_dir: Path) -> None:
    with open_store(data_dir), pytest.raises(StoreError) as caught:
        open_store(data_dir)
    assert caught.value.code == "STORE-001"


def test_two_folders_are_two_stores(tmp_path: Path) -> None:
    with open_store(tmp_path / "a") as one, open_store(tmp_path / "b") as two:
        one.settings.set("key", "value")
        assert two.settings.get("key") is None


@pytest.mark.parametrize("folder", ["/proc", "/proc/telar", "/dev/null", "/dev/null/telar"])
def test_a_folder_that_takes_no_file_is_not_one_that_is_open(folder: str) -> None:
    for _ in range(2):
        with pytest.raises(StoreError) as caught:
            open_store(Path(folder))
        assert caught.value.code == "STORE-003"
        assert caught.value.place.file == str(Path(folder))


def test_a_refused_opening_gives_the_folder_back(data_dir: Path) -> None:
    data_dir.mkdir()
    (data_dir / "telar.sqlite3").write_bytes(b"not a database, but a letter to a friend" * 100)
    for _ in range(2):
        with pytest.raises(StoreError) as caught:
            open_store(data_dir)
        assert caught.value.code == "STORE-002"
    (data_dir / "telar.sqlite3").unlink()
    open_store(data_dir).close()
