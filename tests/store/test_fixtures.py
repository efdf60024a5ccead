"""Every format that was ever released still opens, with what was in it."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from desktop_app.store import NotesState, ResponseState
from desktop_app.store.migration import HEAD, stored_revision
from tests.support.stores import (
    ANSWERS,
    CARD,
    FILE,
    FILE_NAME,
    FILE_REF,
    FIXTURES,
    KEPT_NOTES,
    MEANS,
    MEDIA,
    PREFILLED,
    XFORM,
    open_store,
)

DATABASES = sorted(FIXTURES.glob("*.sqlite3"))


def test_the_current_format_is_among_them() -> None:
    assert HEAD in {path.stem for path in DATABASES}


@pytest.mark.parametrize("fixture", DATABASES, ids=lambda path: path.stem)
def test_a_database_of_every_format_opens_with_what_was_in_it(fixture: Path, data_dir: Path) -> None:
    data_dir.mkdir()
    path = data_dir / "telar.sqlite3"
    shutil.copyfile(fixture, path)
    assert stored_revision(path) == fixture.stem
    with open_store(data_dir) as store:
        store.check(thorough=True)
        (initiative,) = store.initiatives.list()
        assert initiative.card == (CARD if fixture.stem >= "0003" else replace(CARD, ciiu=""))
        (archived,) = store.initiatives.list(archived=True)
        assert archived.card.name == "Archivada"
        second, first = sorted(store.responses.list_by_initiative(initiative.id), key=lambda each: -each.revision)
        assert (first.state, second.state) == (ResponseState.EXPORTED, ResponseState.READY)
        assert (first.reference_year, first.language, second.replaces) == (2025, "Español (es)", first.id)
        assert store.responses.answers(first.id) == {**PREFILLED, **ANSWERS}
        with_file = {FILE_REF: FILE_NAME} if fixture.stem >= "0002" else {}
        assert store.responses.answers(second.id) == {**PREFILLED, **ANSWERS, **with_file}
        assert store.attachments.list(first.id) == ()
        assert [each.name for each in store.attachments.list(second.id)] == list(with_file.values())
        assert all(store.attachments.content(second.id, name) == FILE for name in with_file.values())
        changes = store.responses.history(first.id, "/data/b1/p01")
        assert [(each.old, each.new) for each in changes] == [(None, "1"), ("1", "2")]
        (package,) = store.packages.list(first.id)
        assert (package.sequence, package.size) == (1, 3280)
        source = store.instruments.source(first.instrument_id)
        assert (source.xform, source.media) == (XFORM, MEDIA)
        assert store.settings.get("language") == "es"
        third_format = fixture.stem >= "0003"
        assert store.responses.notes(first.id) == NotesState()
        assert store.responses.notes(second.id) == (KEPT_NOTES if third_format else NotesState())
        assert store.benchmarks.latest("autodiagnostico", "agroindustria") == (MEANS if third_format else ())
        assert [each.deleted for each in store.keeping.put_away()] == ([True, False] if third_format else [])
        waves = store.responses.list_by_initiative(archived.id)
        assert {each.previous for each in waves} == ({second.id, None} if third_format else set())
    assert stored_revision(path) == HEAD
    assert (data_dir / "backups").exists() == (fixture.stem != HEAD)
