"""A copy on a stick and back: whole, looked at without trust, and nothing lost on the way."""

from __future__ import annotations

import errno
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from desktop_app.errors import FileError, StoreError, TelarError
from desktop_app.store import backup_file
from desktop_app.store.layout import FILE_NAME
from desktop_app.workflows.backup import Backup, back_up, inspect_backup, restore
from desktop_app.workflows.keeping import delete
from desktop_app.workflows.responses import open_response
from desktop_app.workflows.workspace import Workspace
from tests.support.desks import NOW, P01, P03, answer, begin
from tests.support.stores import FIXTURES

LATER = NOW + timedelta(days=1)


def refused(path: Path) -> str:
    before = path.read_bytes()
    with pytest.raises(TelarError) as caught:
        inspect_backup(path)
    assert path.read_bytes() == before
    assert [each.name for each in path.parent.iterdir()] == [path.name]
    return caught.value.code


@pytest.fixture
def made(workspace: Workspace, tmp_path: Path) -> Path:
    """A copy of a folder with one response, alone in its own folder."""
    answer(workspace, open_response(workspace, begin(workspace), NOW), {P01: "2"})
    return back_up(workspace, tmp_path / "usb", NOW).path


def edit(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path)) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()


# -- there -------------------------------------------------------------------------------------------------------------


def test_a_copy_says_what_it_holds(sent_workspace: Workspace, sample_response: str, tmp_path: Path) -> None:
    workspace = sent_workspace
    answer(workspace, open_response(workspace, sample_response, NOW), {P03: "2"})  # a second revision
    begin(workspace)
    delete(workspace, begin(workspace), NOW)
    made = back_up(workspace, tmp_path / "usb" / "copias", NOW)
    assert made.path.name == f"Telar-{NOW.astimezone():%Y-%m-%d-%H%M}.telar"
    assert made == Backup(made.path, NOW, 3, 2, made.path.stat().st_size)
    assert inspect_backup(made.path) == made
    assert [each.name for each in made.path.parent.iterdir()] == [made.path.name]
    assert workspace.store.settings.get("backup.made") is None


def test_two_copies_in_one_minute_are_two_files(workspace: Workspace, tmp_path: Path) -> None:
    names = {back_up(workspace, tmp_path, NOW).path for _ in range(2)}
    assert len(names) == 2
    assert len(list(tmp_path.glob("*.telar"))) == 2


def test_a_folder_that_refuses(workspace: Workspace, tmp_path: Path) -> None:
    (tmp_path / "usb").write_bytes(b"")
    with pytest.raises(FileError, match="FILE-008"):
        back_up(workspace, tmp_path / "usb", NOW)


def test_a_copy_that_does_not_read_back_is_no_copy(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def worn_out(path: Path, *, made: datetime) -> None:
        path.parent.mkdir(parents=True)
        path.write_bytes(b"SQLite format 3\0" + bytes(4096))

    monkeypatch.setattr(workspace.store, "backup_to", worn_out)
    with pytest.raises(StoreError, match="STORE-020"):
        back_up(workspace, tmp_path / "usb", NOW)
    assert list((tmp_path / "usb").iterdir()) == []


# -- and back ----------------------------------------------------------------------------------------------------------


def test_everything_comes_back_and_what_was_there_is_kept(workspace: Workspace, made: Path) -> None:
    (before,) = workspace.overview()
    answer(workspace, open_response(workspace, before.responses[0].id, NOW), {P01: "0"})
    begin(workspace)
    after = workspace.overview()
    workspace.close()
    (workspace.data_dir / ".restoring-left").write_bytes(b"of a program that was killed")
    kept = restore(workspace.data_dir, made, LATER)
    assert kept == workspace.data_dir / "backups" / f"replaced-{LATER.astimezone(UTC):%Y%m%dT%H%M%SZ}.sqlite3"
    with Workspace.open(workspace.data_dir, LATER) as again:
        assert again.overview() == [before]
        assert again.store.responses.answers(before.responses[0].id)[P01] == "2"
        again.store.check(thorough=True)
    assert restore(workspace.data_dir, kept, LATER) is not None
    with Workspace.open(workspace.data_dir, LATER) as again:
        assert again.overview() == after
    assert len(list((workspace.data_dir / "backups").iterdir())) == 2
    assert not list(workspace.data_dir.glob(".restoring-*"))


def test_a_folder_with_nothing_in_it(made: Path, tmp_path: Path) -> None:
    assert restore(tmp_path / "new", made, LATER) is None
    with Workspace.open(tmp_path / "new", LATER) as again:
        assert len(again.overview()) == 1


@pytest.mark.parametrize("fixture", sorted(FIXTURES.glob("*.sqlite3")), ids=lambda path: path.stem)
def test_a_copy_of_every_format_comes_back(fixture: Path, tmp_path: Path) -> None:
    found = inspect_backup(fixture)
    assert (found.initiatives, found.responses) == (2, 2 if fixture.stem >= "0003" else 1)
    assert restore(tmp_path, fixture, LATER) is None
    with Workspace.open(tmp_path, LATER) as again:
        assert len(again.overview()[0].responses) == 1


def test_a_damaged_database_is_replaced_and_kept(workspace: Workspace, made: Path) -> None:
    workspace.close()
    path = workspace.data_dir / FILE_NAME
    path.write_bytes(b"\xff" * 10_000)
    kept = restore(workspace.data_dir, made, LATER)
    assert kept is not None
    assert kept.read_bytes() == b"\xff" * 10_000
    with Workspace.open(workspace.data_dir, LATER) as again:
        assert len(again.overview()) == 1


LEFT_OPEN = """
import os, sys
from pathlib import Path
from tests.support.desks import NOW
from desktop_app.workflows.workspace import Workspace
workspace = Workspace.open(Path(sys.argv[1]), NOW)
workspace.store.settings.set("last", "word")
os._exit(0)
"""


@pytest.mark.parametrize("links", [True, False])
def test_what_a_killed_program_had_not_put_in_its_place_yet_is_kept_too(
    workspace: Workspace, made: Path, monkeypatch: pytest.MonkeyPatch, links: bool
) -> None:
    workspace.close()
    folder = workspace.data_dir
    subprocess.run([sys.executable, "-c", LEFT_OPEN, str(folder)], check=True)
    assert (folder / f"{FILE_NAME}-wal").stat().st_size
    if not links:
        monkeypatch.setattr(os, "link", _no_links)
    kept = restore(folder, made, LATER)
    assert kept is not None
    with closing(sqlite3.connect(kept)) as connection:
        assert connection.execute("SELECT value FROM settings WHERE key = 'last'").fetchall() == [("word",)]
    with Workspace.open(folder, LATER) as again:
        assert again.store.settings.get("last") is None
        again.store.check(thorough=True)


def _no_links(source: object, target: object) -> None:
    raise OSError(errno.EPERM, "no links")


def test_while_the_folder_is_open_nothing_is_replaced(workspace: Workspace, made: Path) -> None:
    with pytest.raises(StoreError, match="STORE-001"):
        restore(workspace.data_dir, made, LATER)
    assert len(workspace.overview()) == 1
    assert not (workspace.data_dir / "backups").exists()


@pytest.mark.parametrize("step", ["copy", "keep", "replace"])
def test_a_full_disk_leaves_everything_as_it_was(
    workspace: Workspace, made: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    before = workspace.overview()
    answer(workspace, open_response(workspace, before[0].responses[0].id, NOW), {P01: "1"})
    before = workspace.overview()
    workspace.close()

    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "full")

    with monkeypatch.context() as patch:
        if step == "copy":
            patch.setattr(shutil, "copyfileobj", full)
        elif step == "keep":
            patch.setattr(os, "link", full)
            patch.setattr(shutil, "copyfile", full)
        else:
            patch.setattr(Path, "replace", full)
        with pytest.raises(FileError, match="FILE-004"):
            restore(workspace.data_dir, made, LATER)
    assert not list(workspace.data_dir.glob(".restoring-*"))
    with Workspace.open(workspace.data_dir, LATER) as again:
        assert again.overview() == before


# -- what others may have made of it -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE VIEW peek AS SELECT load_extension('x')",
        "CREATE TRIGGER late AFTER INSERT ON answers BEGIN DELETE FROM answers; END",
        "CREATE TRIGGER responses AFTER INSERT ON answers BEGIN DELETE FROM answers; END",
        "CREATE TRIGGER soon AFTER UPDATE ON settings BEGIN SELECT writefile('x', 'y'); END",
        "CREATE INDEX slow ON answers (lower(value))",
        "CREATE INDEX more ON answers (value)",
        "CREATE TABLE extra (x)",
        "CREATE VIRTUAL TABLE words USING fts5(x)",
        "ALTER TABLE answers ADD COLUMN twice AS (value || value)",
        "ALTER TABLE settings ADD COLUMN more TEXT",
        "DROP TRIGGER tr_attachments_free",
        "DROP INDEX ix_answer_history_response_id_ref",
        "DROP TABLE benchmarks",
        "DROP TABLE settings",
    ],
)
def test_what_telar_did_not_put_there(made: Path, statement: str) -> None:
    edit(made, statement)
    assert refused(made) == "STORE-019"


@pytest.mark.parametrize(
    "forged",
    [
        "UPDATE sqlite_master SET sql = replace(sql, 'Text', 'Text') || ' ' WHERE name = 'nothing'",
        "UPDATE sqlite_master SET sql = replace(sql, 'TEXT NOT NULL', 'TEXT') WHERE name = 'answers'",
        "UPDATE sqlite_master SET sql = replace(sql, 'FROM contents', 'FROM answers') WHERE type = 'trigger'",
        "INSERT INTO sqlite_master SELECT * FROM sqlite_master WHERE name = 'tr_attachments_free'",
    ],
)
def test_a_forged_schema(made: Path, forged: str) -> None:
    edit(made, "PRAGMA writable_schema = ON", forged)
    if "nothing" in forged:
        assert inspect_backup(made)
    else:
        assert refused(made) in ("STORE-019", "STORE-020")


@pytest.mark.parametrize(
    ("statements", "code"),
    [
        (["UPDATE alembic_version SET version_num = '9999'"], "STORE-006"),
        (["UPDATE alembic_version SET version_num = '9999'", "CREATE TABLE newer (x)"], "STORE-006"),
        (["UPDATE alembic_version SET version_num = '0002'"], "STORE-019"),
        (["DELETE FROM alembic_version"], "STORE-018"),
        (["INSERT INTO alembic_version VALUES ('0001')"], "STORE-018"),
        (["DROP TABLE alembic_version"], "STORE-018"),
        (["DROP TABLE alembic_version", "CREATE VIEW alembic_version AS SELECT '0003' AS version_num"], "STORE-018"),
        (["PRAGMA foreign_keys = OFF", "DELETE FROM responses"], "STORE-020"),
        (["UPDATE settings SET value = 'ayer' WHERE key = 'backup.made'"], "STORE-020"),
        (["UPDATE settings SET value = '99999999999999999999' WHERE key = 'backup.made'"], "STORE-020"),
    ],
)
def test_what_is_of_another_make(made: Path, statements: list[str], code: str) -> None:
    edit(made, *statements)
    assert refused(made) == code


def middle(data: bytearray) -> None:
    place = len(data) // 4096 // 2 * 4096
    data[place : place + 4096] = bytes(byte ^ 0xFF for byte in data[place : place + 4096])


def half(data: bytearray) -> None:
    del data[len(data) // 2 :]


def no_magic(data: bytearray) -> None:
    data[:4] = b"\0\0\0\0"


def empty(data: bytearray) -> None:
    data.clear()


@pytest.mark.parametrize(
    ("damage", "code"), [(middle, "STORE-020"), (half, "STORE-020"), (no_magic, "STORE-018"), (empty, "STORE-018")]
)
def test_damage(made: Path, damage: Callable[[bytearray], None], code: str) -> None:
    data = bytearray(made.read_bytes())
    damage(data)
    made.write_bytes(data)
    assert refused(made) == code


def test_a_refused_copy_replaces_nothing(workspace: Workspace, made: Path) -> None:
    before = workspace.overview()
    workspace.close()
    edit(made, "CREATE TABLE extra (x)")
    with pytest.raises(StoreError) as caught:
        restore(workspace.data_dir, made, LATER)
    assert (caught.value.code, caught.value.place.file) == ("STORE-019", str(made))
    assert not (workspace.data_dir / "backups").exists()
    assert not list(workspace.data_dir.glob(".restoring-*"))
    with Workspace.open(workspace.data_dir, LATER) as again:
        assert again.overview() == before


def test_what_is_no_file_or_too_large(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for path, code in ((tmp_path, "FILE-006"), (tmp_path / "nada.telar", "FILE-001")):
        with pytest.raises(FileError) as caught:
            inspect_backup(path)
        assert caught.value.code == code
    monkeypatch.setattr(backup_file, "MOST_BYTES", 1000)
    with pytest.raises(FileError, match="FILE-007"):
        restore(tmp_path / "new", made, LATER)
    assert not list((tmp_path / "new").glob("telar.sqlite3*"))


def test_a_journal_beside_the_copy_is_not_played(made: Path) -> None:
    before = inspect_backup(made)
    for suffix in ("-wal", "-journal"):
        made.with_name(made.name + suffix).write_bytes(b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7" + bytes(2000))
    assert inspect_backup(made) == before
