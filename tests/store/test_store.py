"""Opening, closing, what every connection guarantees, and what start-up does not pay for."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

import desktop_app.store
from desktop_app.errors import StoreError
from desktop_app.store import Store
from tests.support.stores import NOW, PREFILLED, VERSION, fill, open_store, start_response


def test_the_first_opening_makes_folder_and_database(data_dir: Path) -> None:
    with open_store(data_dir) as store:
        assert store.responses.overview() == ()
    assert (data_dir / "telar.sqlite3").is_file()
    assert not (data_dir / "backups").exists()


def test_only_the_user_may_enter_a_folder_that_telar_makes(data_dir: Path) -> None:
    with open_store(data_dir):
        mode = data_dir.stat().st_mode & 0o777
    assert mode == 0o700 or sys.platform == "win32"


def test_what_was_written_is_there_after_reopening(data_dir: Path) -> None:
    with open_store(data_dir) as store:
        fill(store)
        before = store.responses.overview()
    with open_store(data_dir) as store:
        assert store.responses.overview() == before
        assert store.settings.get("language") == "es"


def test_after_closing_the_folder_holds_one_file_and_the_lock(data_dir: Path) -> None:
    with open_store(data_dir) as store:
        fill(store)
    assert {each.name for each in data_dir.iterdir()} == {"telar.sqlite3", "telar.lock"}


def test_closing_twice_is_harmless(data_dir: Path) -> None:
    store = open_store(data_dir)
    store.close()
    store.close()
    open_store(data_dir).close()


@pytest.mark.parametrize(
    ("pragma", "value"),
    [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("trusted_schema", 0), ("busy_timeout", 5000)],
)
def test_every_connection_guarantees(store: Store, pragma: str, value: object) -> None:
    with store._database.transaction() as connection:
        assert connection.exec_driver_sql(f"PRAGMA {pragma}").scalar_one() == value


def test_the_program_that_wrote_it_is_remembered(data_dir: Path) -> None:
    open_store(data_dir, version="0.9.0").close()
    open_store(data_dir, version="0.9.1").close()
    with closing(sqlite3.connect(data_dir / "telar.sqlite3")) as connection:
        assert connection.execute("SELECT value FROM settings WHERE key = 'program_version'").fetchall() == [("0.9.1",)]


def test_a_healthy_store_passes_both_checks(store: Store) -> None:
    fill(store)
    store.check()
    store.check(thorough=True)


def test_a_thorough_check_finds_a_row_without_its_parent(data_dir: Path) -> None:
    with open_store(data_dir) as store:
        fill(store)
    with closing(sqlite3.connect(data_dir / "telar.sqlite3")) as connection, connection:
        connection.execute("UPDATE answers SET response_id = 'nowhere' WHERE rowid = 1")
    with open_store(data_dir) as store:
        store.check()
        with pytest.raises(StoreError) as caught:
            store.check(thorough=True)
    assert caught.value.code == "STORE-002"
    assert caught.value.detail == "answers refers to a missing row of responses"


def test_a_transaction_that_fails_leaves_nothing(store: Store) -> None:
    def fail_halfway() -> None:
        with store._database.transaction() as connection:
            connection.exec_driver_sql("INSERT INTO settings VALUES ('a', 'b')")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_halfway()
    assert store.settings.get("a") is None


def test_a_copy_is_one_whole_file_that_opens_by_itself(store: Store, tmp_path: Path) -> None:
    fill(store)
    copy = tmp_path / "copias" / "telar.sqlite3"
    store.backup_to(copy)
    assert [each.name for each in copy.parent.iterdir()] == ["telar.sqlite3"]
    with closing(sqlite3.connect(copy)) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("delete",)
    with open_store(copy.parent) as restored:
        assert restored.responses.overview() == store.responses.overview()


def test_a_copy_holds_what_was_committed_a_moment_ago(store: Store, tmp_path: Path) -> None:
    response = start_response(store)
    store.responses.record_answer(response, PREFILLED, None, NOW, 1, 13)
    store.backup_to(tmp_path / "copia" / "telar.sqlite3")
    with open_store(tmp_path / "copia") as restored:
        assert restored.responses.answers(response) == PREFILLED


def test_a_copy_over_the_database_itself_is_refused(store: Store, data_dir: Path) -> None:
    with pytest.raises(StoreError) as caught:
        store.backup_to(data_dir / "." / "telar.sqlite3")
    assert caught.value.code == "STORE-016"


def test_a_copy_where_a_folder_stands_leaves_no_rests(store: Store, tmp_path: Path) -> None:
    (tmp_path / "ocupado" / "telar.sqlite3").mkdir(parents=True)
    with pytest.raises(Exception, match="FILE-00") as caught:
        store.backup_to(tmp_path / "ocupado" / "telar.sqlite3")
    assert caught.type.__name__ == "FileError"
    assert [each.name for each in (tmp_path / "ocupado").iterdir()] == ["telar.sqlite3"]


def test_a_copy_below_a_file_is_refused(store: Store, tmp_path: Path) -> None:
    (tmp_path / "archivo").write_bytes(b"")
    with pytest.raises(Exception, match="FILE-00"):
        store.backup_to(tmp_path / "archivo" / "copia.sqlite3")


def test_the_room_has_no_other_lazy_names() -> None:
    with pytest.raises(AttributeError, match="Shop"):
        desktop_app.store.Shop  # noqa: B018


IMPORTS = """
import sys
import desktop_app.store
print("sqlalchemy" in sys.modules)
from datetime import datetime, UTC
from pathlib import Path
with desktop_app.store.Store.open(Path(sys.argv[1]), now=datetime.now(UTC), program_version=sys.argv[2]) as store:
    store.responses.overview()
print("alembic" in sys.modules, "sqlalchemy.orm" in sys.modules)
"""


def test_start_up_imports_no_more_than_it_needs(data_dir: Path) -> None:
    open_store(data_dir).close()
    done = subprocess.run(
        [sys.executable, "-c", IMPORTS, str(data_dir), VERSION], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.split() == ["False", "False", "False"]
