"""From any older format to the newest, with the answers; or not at all."""

from __future__ import annotations

import ast
import shutil
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from desktop_app.errors import StoreError
from desktop_app.store import ResponseState
from desktop_app.store.database import Database
from desktop_app.store.migration import HEAD, KEPT_BACKUPS, SCRIPTS, bring_up_to_date, stored_revision
from tests.support.stores import (
    FILE,
    FILE_NAME,
    FIXTURES,
    KEPT_NOTES,
    NOTES,
    NOW,
    SIGNED,
    VERSION,
    attach_file,
    encrypted,
    fill,
    fill_trust,
    open_store,
    package_of,
)

NEW_TABLES = ("receipts", "observations", "authorities", "kits", "certificates", "revocation_lists")

REVISION = """
import sqlalchemy as sa
from alembic import op
revision = "{revision}"
down_revision = "{down}"
def upgrade():
    {body}
"""

REBUILD = """with op.batch_alter_table("responses") as table:
        table.add_column(sa.Column("note", sa.Text, nullable=False, server_default="none"))
        table.alter_column("wave", new_column_name="round")"""
FAIL_HALFWAY = """op.execute("DELETE FROM answers")
    op.create_table("half", sa.Column("id", sa.Integer, primary_key=True))
    op.execute("INSERT INTO half VALUES (1)")
    {fault}"""


def with_revision(folder: Path, body: str, *, revision: str = "9001", down: str = HEAD) -> Path:
    """The program's revisions and one more."""
    scripts = folder / "100% migrations"
    if not scripts.exists():
        shutil.copytree(SCRIPTS, scripts, ignore=shutil.ignore_patterns("__pycache__"))
    text = REVISION.format(revision=revision, down=down, body=body)
    (scripts / "versions" / f"{revision}_more.py").write_text(text, encoding="utf-8")
    return scripts


def filled(data_dir: Path) -> Path:
    with open_store(data_dir) as store:
        fill(store)
    return data_dir / "telar.sqlite3"


def dump(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as connection:
        return list(connection.iterdump())


def copied(data_dir: Path, revision: str) -> Path:
    """A database in the format of ``revision``, with data in it."""
    data_dir.mkdir()
    path = data_dir / "telar.sqlite3"
    shutil.copyfile(FIXTURES / f"{revision}.sqlite3", path)
    return path


def rows(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """Every row by table."""
    with closing(sqlite3.connect(path)) as connection:
        tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        return {
            name: connection.execute(f'SELECT * FROM "{name}" ORDER BY rowid').fetchall()
            for (name,) in tables
            if name != "alembic_version"
        }


def assert_kept(before: dict[str, list[tuple[object, ...]]], after: dict[str, list[tuple[object, ...]]]) -> None:
    """Every row is there in its place; new columns stand at the end."""
    for table, known in before.items():
        assert known == [row[: len(known[0])] for row in after[table]], table


def upgrade(path: Path, scripts: Path, head: str = "9001", *, now_plus: int = 0) -> None:
    bring_up_to_date(
        path,
        path.parent / "backups",
        now=NOW + timedelta(seconds=now_plus),
        program_version=VERSION,
        scripts=scripts,
        head=head,
    )


def script_directory() -> ScriptDirectory:
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    return ScriptDirectory.from_config(config)


def test_head_is_the_newest_revision() -> None:
    assert script_directory().get_heads() == [HEAD]


def test_tripwire() -> None:
    # Whoever adds a revision: add the fixture of the format before it (tests/support/stores.py), a test here that
    # upgrades it with data, and then this number.
    assert HEAD == "0004"


def test_files_can_be_kept_after_the_first_format(data_dir: Path) -> None:
    path = copied(data_dir, "0001")
    before = rows(path)
    upgrade(path, SCRIPTS, HEAD)
    assert_kept(before, rows(path))
    with open_store(data_dir) as store:
        second = max(store.responses.overview()[0].responses, key=lambda each: each.revision)
        attach_file(store, second.id)
        assert store.attachments.content(second.id, FILE_NAME) == FILE
        store.check(thorough=True)


def test_notes_and_waves_can_be_kept_after_the_second_format(data_dir: Path) -> None:
    path = copied(data_dir, "0002")
    before = rows(path)
    upgrade(path, SCRIPTS, HEAD)
    after = rows(path)
    assert_kept(before, after)
    assert len(before["responses"]) == 2
    assert {row[-3:] for row in after["responses"]} == {(None, None, None)}
    assert [row[-1] for row in after["initiatives"]] == ["", ""]
    with open_store(data_dir) as store:
        first, second = sorted(store.responses.overview()[0].responses, key=lambda each: each.revision)
        assert second.replaces == first.id
        assert store.attachments.content(second.id, FILE_NAME) == FILE
        store.responses.record_answer(second.id, {}, None, NOW, 5, 13, notes=NOTES)
        assert store.responses.notes(second.id) == KEPT_NOTES
        with pytest.raises(StoreError, match="STORE-015"), store._database.transaction() as connection:
            connection.exec_driver_sql("DELETE FROM responses")
        store.check(thorough=True)


def test_what_comes_back_can_be_kept_after_the_third_format(data_dir: Path) -> None:
    path = copied(data_dir, "0003")
    before = rows(path)
    upgrade(path, SCRIPTS, HEAD)
    after = rows(path)
    assert_kept(before, after)
    assert [row[-4:] for row in after["packages"]] == [(None, 0, None, None)]
    assert {name: after[name] for name in after.keys() - before.keys()} == {name: [] for name in NEW_TABLES}
    with open_store(data_dir) as store:
        second = max(store.responses.overview()[0].responses, key=lambda each: each.revision)
        first = store.responses.get(second.replaces or "")
        (package,) = store.packages.list(first.id)
        assert package == package_of(first.id)
        assert store.packages.by_digest(package.sha256) == package
        assert store.packages.signed(package.sha256) is None
        store.packages.add(encrypted(package_of(first.id, sequence=2)), SIGNED)
        fill_trust(store, package)
        assert store.responses.get(first.id).state == ResponseState.RETURNED
        assert [each.position for each in store.receipts.open_observations(second.id)] == [2]
        assert store.responses.notes(second.id) == KEPT_NOTES
        store.check(thorough=True)
    assert len(list((data_dir / "backups").glob("telar-0003-*"))) == 1


def test_there_is_no_way_down_and_no_branch() -> None:
    for script in script_directory().walk_revisions():
        assert not hasattr(script.module, "downgrade")
        assert not script.is_branch_point


def test_revisions_are_self_contained() -> None:
    for path in (SCRIPTS / "versions").glob("*.py"):
        imported = [
            node.module if isinstance(node, ast.ImportFrom) else alias.name
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            if isinstance(node, ast.Import | ast.ImportFrom)
            for alias in node.names
        ]
        assert imported
        assert not [name for name in imported if name is None or name.startswith("desktop_app")]


def test_a_new_database_is_at_head(tmp_path: Path) -> None:
    path = tmp_path / "telar.sqlite3"
    assert stored_revision(path) is None
    upgrade(path, SCRIPTS, HEAD)
    assert stored_revision(path) == HEAD
    database = Database(path)
    with database.transaction() as connection:
        assert MigrationContext.configure(connection).get_current_revision() == HEAD
    database.close()
    assert not (tmp_path / "backups").exists()


def test_a_database_at_head_is_not_touched(data_dir: Path) -> None:
    path = filled(data_dir)
    before = path.read_bytes(), path.stat().st_mtime_ns
    upgrade(path, SCRIPTS, HEAD)
    assert (path.read_bytes(), path.stat().st_mtime_ns) == before


def test_rebuilding_a_table_keeps_the_rows_that_hang_on_it(data_dir: Path, tmp_path: Path) -> None:
    path = filled(data_dir)
    before = dump(path)
    upgrade(path, with_revision(tmp_path, REBUILD))
    after = dump(path)
    for table in [
        "answers",
        "answer_history",
        "packages",
        "initiatives",
        "instruments",
        "instrument_media",
        "attachments",
        "comments",
        "evidence",
        "carried",
        "benchmarks",
        "receipts",
        "observations",
        "authorities",
        "kits",
        "certificates",
        "revocation_lists",
    ]:
        rows = [line for line in before if line.startswith(f'INSERT INTO "{table}"')]
        assert rows
        assert rows == [line for line in after if line.startswith(f'INSERT INTO "{table}"')]
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT round, note FROM responses").fetchall() == [
            (wave, "none") for wave in ("2026", "2026", "2027", "2027")
        ]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def test_the_copy_before_an_upgrade_is_the_database_before_it(data_dir: Path, tmp_path: Path) -> None:
    path = filled(data_dir)
    before = dump(path)
    upgrade(path, with_revision(tmp_path, REBUILD))
    copies = list((data_dir / "backups").iterdir())
    assert [copy.name for copy in copies] == [f"telar-{HEAD}-20261120T153000Z.sqlite3"]
    assert dump(copies[0]) == before


@pytest.mark.parametrize("fault", ['op.execute("SELECT nothing FROM nowhere")', "1 / 0", "raise KeyboardInterrupt"])
def test_an_upgrade_that_fails_halfway_changes_nothing(data_dir: Path, tmp_path: Path, fault: str) -> None:
    path = filled(data_dir)
    before = dump(path)
    scripts = with_revision(tmp_path, 'op.create_table("whole", sa.Column("id", sa.Integer))')
    scripts = with_revision(tmp_path, FAIL_HALFWAY.format(fault=fault), revision="9002", down="9001")
    with pytest.raises((StoreError, KeyboardInterrupt)) as caught:
        upgrade(path, scripts, "9002")
    if isinstance(caught.value, StoreError):
        assert caught.value.code == "STORE-008"
    assert dump(path) == before
    assert len(list((data_dir / "backups").iterdir())) == 1
    with open_store(data_dir) as store:
        store.check(thorough=True)


def test_an_upgrade_that_would_leave_rows_without_parents_is_undone(data_dir: Path, tmp_path: Path) -> None:
    path = filled(data_dir)
    before = dump(path)
    with pytest.raises(StoreError) as caught:
        upgrade(path, with_revision(tmp_path, 'op.execute("DELETE FROM responses")'))
    assert caught.value.code == "STORE-008"
    assert "answers refers to a missing row of responses" in caught.value.detail
    assert dump(path) == before


def test_a_new_database_that_cannot_be_made_is_made_the_next_time(tmp_path: Path) -> None:
    path = tmp_path / "telar.sqlite3"
    scripts = with_revision(tmp_path, "1 / 0")
    with pytest.raises(StoreError) as caught:
        upgrade(path, scripts)
    assert caught.value.code == "STORE-008"
    assert stored_revision(path) is None
    upgrade(path, SCRIPTS, HEAD)
    assert stored_revision(path) == HEAD


def test_an_upgrade_whose_copy_cannot_be_written_does_not_begin(data_dir: Path, tmp_path: Path) -> None:
    path = filled(data_dir)
    before = dump(path)
    (data_dir / "backups").write_bytes(b"in the way")
    with pytest.raises(Exception, match="FILE-"):
        upgrade(path, with_revision(tmp_path, REBUILD))
    assert dump(path) == before


def test_the_newest_copies_are_kept(data_dir: Path, tmp_path: Path) -> None:
    path = filled(data_dir)
    down = HEAD
    for step in range(KEPT_BACKUPS + 2):
        revision = f"{9001 + step}"
        body = f'op.create_table("t{step}", sa.Column("id", sa.Integer))'
        scripts = with_revision(tmp_path, body, revision=revision, down=down)
        upgrade(path, scripts, revision, now_plus=step)
        down = revision
    (data_dir / "backups" / "mía.sqlite3").write_bytes(b"the user's own")
    kept = sorted(copy.name for copy in (data_dir / "backups").glob("telar-*"))
    assert len(kept) == KEPT_BACKUPS
    assert kept[0] == "telar-9002-20261120T153002Z.sqlite3"
    assert kept[-1] == "telar-9011-20261120T153011Z.sqlite3"


def test_an_upgrade_goes_through_every_step_in_order(data_dir: Path, tmp_path: Path) -> None:
    path = filled(data_dir)
    with_revision(tmp_path, 'op.create_table("steps", sa.Column("at", sa.Integer))')
    scripts = with_revision(tmp_path, 'op.execute("INSERT INTO steps VALUES (9002)")', revision="9002", down="9001")
    upgrade(path, scripts, "9002")
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT at FROM steps").fetchall() == [(9002,)]
    assert stored_revision(path) == "9002"
