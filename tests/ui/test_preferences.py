from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.ui.preferences import Preferences


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    kept = Preferences("en", 150, "AdnQywAD", entity="/e", books="postgresql://ana@equipo/base", watched=True)
    kept.write(tmp_path)
    assert Preferences.read(tmp_path) == kept


def test_a_first_start_has_the_defaults(tmp_path: Path) -> None:
    assert Preferences.read(tmp_path / "nada") == Preferences("es", 100, "")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"\xff\xfe\x00",
        b'{"language": "xx", "text_size": 9000, "geometry": 3}',
        b'{"language": ["es"], "text_size": "100", "geometry": "\xc3\xa9"}',
        b"[" * 20_000,
        b" " * 100_000,
    ],
)
def test_a_file_that_makes_no_sense_counts_as_absent(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "window.json").write_bytes(content)
    assert Preferences.read(tmp_path) == Preferences()


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(), lambda x: st.lists(x) | st.dictionaries(st.text(), x)
    )
)
@settings(max_examples=60, deadline=None)
def test_any_json_is_survived(tmp_path_factory: pytest.TempPathFactory, value: object) -> None:
    folder = tmp_path_factory.mktemp("p")
    own = ("entity", "books", "incoming", "watched")
    for document in (value, {"language": value, "text_size": value, "geometry": value}, dict.fromkeys(own, value)):
        (folder / "window.json").write_text(json.dumps(document), encoding="utf-8")
        found = Preferences.read(folder)
        assert found.language in ("es", "en")
        assert found.text_size in (100, 125, 150, 200)
        assert isinstance(found.geometry, str)
        assert all(each.isprintable() for each in (found.entity, found.books, found.incoming))
        assert isinstance(found.watched, bool)


def test_a_folder_that_cannot_be_written_costs_only_the_setting(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    blocked = tmp_path / "archivo"
    blocked.write_text("no es una carpeta", encoding="utf-8")
    Preferences("en").write(blocked)
    assert "window settings not kept" in caplog.text
    assert blocked.read_text(encoding="utf-8") == "no es una carpeta"
