"""What the disk, the folder and the file can do to us: each its code, and the data as they were."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from desktop_app.errors import StoreError
from desktop_app.store import Store
from desktop_app.store.database import explained
from tests.support.stores import NOW, fill, open_store, start_response

PAGE = 4096


def refused(data_dir: Path) -> StoreError:
    with pytest.raises(StoreError) as caught:
        open_store(data_dir)
    return caught.value


def filled(data_dir: Path) -> Path:
    """A database of enough pages to damage one in the middle."""
    with open_store(data_dir) as store:
        fill(store)
        response = start_response(store)
        store.responses.record_answer(
            response, {f"/data/g/q{n}": f"respuesta {n} " * 8 for n in range(400)}, None, NOW, 1, 13
        )
    return data_dir / "telar.sqlite3"


@pytest.mark.parametrize(
    "content", [b"\0" * 10, b"xy", b"SQLite format 4\0" * 300, b"PK\x03\x04" + b"\1" * 5000, b"\xff" * 100_000]
)
def test_a_file_that_is_no_database(data_dir: Path, content: bytes) -> None:
    data_dir.mkdir()
    path = data_dir / "telar.sqlite3"
    path.write_bytes(content)
    error = refused(data_dir)
    assert error.code == "STORE-002"
    assert error.place.file == str(path)
    assert path.read_bytes() == content


def damage_header(data: bytearray) -> None:
    data[:16] = b"\0" * 16


def flip_schema(data: bytearray) -> None:
    data[100:130] = bytes(byte ^ 0xFF for byte in data[100:130])


def flip_middle_page(data: bytearray) -> None:
    middle = len(data) // PAGE // 2 * PAGE
    data[middle : middle + PAGE] = bytes(byte ^ 0xFF for byte in data[middle : middle + PAGE])


def zero_middle_page(data: bytearray) -> None:
    middle = len(data) // PAGE // 2 * PAGE
    data[middle : middle + PAGE] = b"\0" * PAGE


def cut_in_half(data: bytearray) -> None:
    del data[len(data) // 2 :]


@pytest.mark.parametrize("damage", [damage_header, flip_schema, flip_middle_page, zero_middle_page, cut_in_half])
def test_a_damaged_database_is_refused_and_left_as_it_is(data_dir: Path, damage: Callable[[bytearray], None]) -> None:
    path = filled(data_dir)
    data = bytearray(path.read_bytes())
    assert len(data) > 20 * PAGE
    damage(data)
    path.write_bytes(data)
    error = refused(data_dir)
    assert error.code == "STORE-002"
    assert path.read_bytes() == data
    assert not (data_dir / "backups").exists()


def test_damage_while_open_is_told_as_damage(data_dir: Path) -> None:
    path = filled(data_dir)
    with open_store(data_dir) as store:
        with path.open("r+b") as file:
            file.seek(PAGE)
            file.write(b"\xff" * (path.stat().st_size - PAGE))
        with pytest.raises(StoreError) as caught:
            store.initiatives.list()
    assert caught.value.code == "STORE-002"


def test_text_that_is_not_utf8_is_told_as_damage_and_not_quoted(data_dir: Path) -> None:
    filled(data_dir)
    with closing(sqlite3.connect(data_dir / "telar.sqlite3")) as connection, connection:
        connection.execute("UPDATE initiatives SET name = CAST(x'5365637265746fff' AS TEXT)")
    with open_store(data_dir) as store, pytest.raises(StoreError) as caught:
        store.initiatives.list()
    assert caught.value.code == "STORE-002"
    assert "Secreto" not in str(caught.value)


def test_a_database_of_another_program_is_left_alone(data_dir: Path) -> None:
    data_dir.mkdir()
    path = data_dir / "telar.sqlite3"
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("CREATE TABLE songs (title TEXT)")
    before = path.read_bytes()
    assert refused(data_dir).code == "STORE-007"
    assert path.read_bytes() == before


@pytest.mark.parametrize("revisions", [[], ["0001", "0001b"]])
def test_a_database_that_does_not_say_its_one_format_is_refused(data_dir: Path, revisions: list[str]) -> None:
    path = filled(data_dir)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("DELETE FROM alembic_version")
        connection.executemany("INSERT INTO alembic_version VALUES (?)", [(each,) for each in revisions])
    assert refused(data_dir).code == "STORE-007"


@pytest.mark.parametrize(("statement", "version"), [("SELECT 1", "9.0.0"), ("DROP TABLE settings", "?")])
def test_a_newer_database_is_refused_with_both_versions(data_dir: Path, statement: str, version: str) -> None:
    with open_store(data_dir, version="9.0.0") as store:
        fill(store)
    path = data_dir / "telar.sqlite3"
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '0999'")
        connection.execute(statement)
    before = path.read_bytes()
    error = refused(data_dir)
    assert error.code == "STORE-006"
    assert error.params == {"version": version, "own_version": "0.1.0"}
    assert version in error.explain("es").cause
    assert path.read_bytes() == before
    assert not (data_dir / "backups").exists()


def test_a_newer_database_that_says_nothing_of_its_program(data_dir: Path) -> None:
    path = filled(data_dir)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '0999'")
        connection.execute("DELETE FROM settings WHERE key = 'program_version'")
    assert refused(data_dir).params["version"] == "?"


def test_a_file_in_place_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "datos").write_text("", encoding="utf-8")
    assert refused(tmp_path / "datos").code == "STORE-003"
    assert refused(tmp_path / "datos" / "dentro").code == "STORE-003"


def test_a_folder_in_place_of_the_database(data_dir: Path) -> None:
    (data_dir / "telar.sqlite3").mkdir(parents=True)
    assert refused(data_dir).code == "STORE-003"


def test_a_folder_in_place_of_the_lock(data_dir: Path) -> None:
    (data_dir / "telar.lock").mkdir(parents=True)
    assert refused(data_dir).code == "STORE-003"


def test_an_empty_file_is_a_database_not_made_yet(data_dir: Path) -> None:
    data_dir.mkdir()
    (data_dir / "telar.sqlite3").touch()
    with open_store(data_dir) as store:
        fill(store)


def test_a_full_disk_refuses_the_answer_and_keeps_the_rest(store: Store) -> None:
    response = start_response(store)
    store.responses.record_answer(response, {"/data/a": "uno"}, "/data/a", NOW, 1, 13)
    before = store.responses.get(response)
    with store._database.transaction() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(StoreError) as caught:
        store.responses.record_answer(response, {"/data/a": "dos" * 10_000}, "/data/b", NOW, 2, 13)
    assert caught.value.code == "STORE-004"
    assert "dos" not in str(caught.value)
    assert store.responses.answers(response) == {"/data/a": "uno"}
    assert store.responses.get(response) == before
    assert len(store.responses.history(response)) == 1
    with store._database.transaction() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count = 1073741823")
    store.responses.record_answer(response, {"/data/a": "dos"}, "/data/b", NOW, 2, 13)
    assert store.responses.answers(response) == {"/data/a": "dos"}


def test_a_database_that_became_read_only_can_still_be_read(store: Store) -> None:
    store.settings.set("a", "before")
    with store._database._engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA query_only = ON")
    with pytest.raises(StoreError) as caught:
        store.settings.set("a", "b")
    assert caught.value.code == "STORE-003"
    assert store.settings.get("a") == "before"


def test_a_file_that_another_program_holds(store: Store, data_dir: Path) -> None:
    with store._database._engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA busy_timeout = 0")
    with closing(sqlite3.connect(data_dir / "telar.sqlite3", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError) as caught:
            store.settings.set("a", "b")
        other.execute("ROLLBACK")
    assert caught.value.code == "STORE-012"
    store.settings.set("a", "c")
    assert store.settings.get("a") == "c"


# The system lets no file grow past a size, and says so at the write: the nearest thing to a failing disk that any
# user may bring about.
FAILING_DISK = """
import resource, signal, sys
from pathlib import Path
from desktop_app.errors import StoreError
from tests.support.stores import NOW, open_store, start_response
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
store = open_store(Path(sys.argv[1]))
response = start_response(store)
store.responses.record_answer(response, {"/data/a": "uno"}, "/data/a", NOW, 1, 13)
size = (Path(sys.argv[1]) / "telar.sqlite3-wal").stat().st_size
resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
try:
    store.responses.record_answer(response, {"/data/a": "dos" * 50_000}, "/data/b", NOW, 2, 13)
except StoreError as error:
    print(error.code, store.responses.answers(response))
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
store.responses.record_answer(response, {"/data/a": "tres"}, "/data/b", NOW, 2, 13)
store.check(thorough=True)
print(store.responses.answers(response))
store.close()
"""


def test_a_disk_that_fails_at_the_write(data_dir: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", FAILING_DISK, str(data_dir)], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.splitlines() == ["STORE-005 {'/data/a': 'uno'}", "{'/data/a': 'tres'}"]


def test_an_unforeseen_refusal_still_has_a_code(store: Store) -> None:
    with pytest.raises(StoreError) as caught, store._database.transaction() as connection:
        connection.exec_driver_sql("INSERT INTO settings VALUES ('a', NULL)")
    assert caught.value.code == "STORE-015"
    assert caught.value.detail == "SQLITE_CONSTRAINT_NOTNULL"


def test_what_is_not_sqlites_own_is_unforeseen() -> None:
    error = explained(sqlite3.ProgrammingError("a secret"), Path("telar.sqlite3"))
    assert (error.code, error.detail) == ("STORE-015", "ProgrammingError")
