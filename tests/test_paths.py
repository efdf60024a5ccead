from __future__ import annotations

import sys
from pathlib import Path

import pytest

from desktop_app import paths

ROOT = Path(__file__).resolve().parent.parent


def test_a_checkout_has_forms_and_resources_beside_the_package() -> None:
    assert paths.forms_dir() == ROOT / "forms"
    assert paths.resource("texts", "cli.toml") == ROOT / "resources" / "texts" / "cli.toml"
    assert paths.resource() == ROOT / "resources"
    assert (paths.forms_dir() / "autodiagnostico.md").is_file()


def test_a_wheel_carries_them_inside_the_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "site-packages" / "desktop_app"
    (package / "_data" / "forms").mkdir(parents=True)
    monkeypatch.setattr(paths, "_PACKAGE", package)
    assert paths.forms_dir() == package / "_data" / "forms"
    assert paths.resource("fonts") == package / "_data" / "resources" / "fonts"


def test_a_frozen_program_carries_them_where_it_unpacked_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    carried = tmp_path / "desktop_app" / "_data"
    carried.mkdir(parents=True)
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)
    assert paths.forms_dir() == carried / "forms"
    assert paths.resource("icons", "telar.svg") == carried / "resources" / "icons" / "telar.svg"


def test_the_data_folder_that_was_chosen(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("TELAR_DATA_DIR", str(tmp_path / "Mis datos"))
    assert paths.default_data_dir() == tmp_path / "Mis datos"


def test_a_chosen_folder_may_be_said_from_home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    monkeypatch.setenv("TELAR_DATA_DIR", str(Path("~") / "telar"))
    assert paths.default_data_dir() == tmp_path / "telar"


@pytest.mark.parametrize("chosen", [None, ""])
def test_without_a_choice_it_is_the_users_own(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, chosen: str | None
) -> None:
    monkeypatch.delenv("TELAR_DATA_DIR", raising=False)
    if chosen is not None:
        monkeypatch.setenv("TELAR_DATA_DIR", chosen)
    for variable in ("HOME", "XDG_DATA_HOME", "LOCALAPPDATA"):
        monkeypatch.setenv(variable, str(tmp_path))
    found = paths.default_data_dir()
    assert found.is_relative_to(tmp_path)
    assert found.name == "Telar"
    assert not found.exists()
