"""The first screen's quick look agrees with the store, and leaves everything doubtful to it."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.store import Card, ResponseState, Store, glance
from desktop_app.store.layout import FILE_NAME

NOW = datetime(2026, 11, 20, 15, 4, 5, 678901, tzinfo=UTC)
NAMES = st.text(alphabet="abñÁéZ ", min_size=1, max_size=6)


def opened(folder: Path) -> Store:
    return Store.open(folder, now=NOW, program_version="0.1.0")


def instrument(store: Store) -> int:
    return store.instruments.add(form_id="f", version="1", title="Título", xform=b"<x/>").id


def test_nothing_yet_is_nothing_to_show(tmp_path: Path) -> None:
    found = glance(tmp_path / "none")
    assert found is not None
    assert (found.overview, found.settings) == ((), {})
    assert not (tmp_path / "none").exists()


@settings(max_examples=15, deadline=None)
@given(st.lists(st.tuples(NAMES, st.lists(st.sampled_from(["", "archived", "deleted"])), st.booleans()), max_size=6))
def test_agrees_with_the_store(
    tmp_path_factory: pytest.TempPathFactory, shape: list[tuple[str, list[str], bool]]
) -> None:
    folder = tmp_path_factory.mktemp("data")
    with opened(folder) as store:
        form = instrument(store)
        for name, theirs, archived in shape:
            initiative = store.initiatives.add(Card(name=name, department="81", municipality="81001"), at=NOW)
            for number, put_away in enumerate(theirs):
                at = NOW + timedelta(microseconds=number)
                response = store.responses.start(initiative.id, form, wave=str(number), at=at, total=13)
                store.responses.set_state(response.id, ResponseState.READY, at=at)
                if put_away == "archived":
                    store.keeping.archive(response.id, NOW)
                elif put_away:
                    store.keeping.delete(response.id, NOW)
            if archived:
                store.initiatives.archive(initiative.id, at=NOW)
        store.settings.set("clave", "valor ñ")
        expected = store.responses.overview()
        assert sum(len(each.responses) for each in expected) == sum(
            theirs.count("") for _, theirs, archived in shape if not archived
        )
        while_open = glance(folder)
    after = glance(folder)
    assert while_open is not None
    assert after is not None
    assert while_open.overview == after.overview == expected
    assert after.settings["clave"] == "valor ñ"


def test_another_format_is_left_to_the_store(tmp_path: Path) -> None:
    opened(tmp_path).close()
    with closing(sqlite3.connect(tmp_path / FILE_NAME)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()
    assert glance(tmp_path) is None


@pytest.mark.parametrize("content", [b"", b"not a database at all" * 200, b"SQLite format 3\0" + b"\xff" * 4096])
def test_damage_is_left_to_the_store_and_untouched(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / FILE_NAME
    path.write_bytes(content)
    assert glance(tmp_path) is None
    assert path.read_bytes() == content


def test_costs_no_sqlalchemy() -> None:
    program = "import sys\nfrom desktop_app.store import glance\nprint('sqlalchemy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
