from __future__ import annotations

from pathlib import Path

from desktop_app.workflows import settings
from desktop_app.workflows.workspace import Workspace
from tests.support.desks import NOW


def test_what_was_never_set_is_the_default(workspace: Workspace) -> None:
    assert settings.get(workspace, "language") == ""
    assert settings.get(workspace, "language", "es") == "es"


def test_what_was_set_is_there_after_reopening(workspace: Workspace, data_dir: Path) -> None:
    settings.set(workspace, "export_folder", "/media/usb/año")
    settings.set(workspace, "language", "es")
    settings.set(workspace, "language", "en")
    workspace.close()
    with Workspace.open(data_dir, NOW) as again:
        assert settings.get(again, "export_folder", "x") == "/media/usb/año"
        assert settings.get(again, "language", "es") == "en"


def test_an_empty_text_is_something_that_was_set(workspace: Workspace) -> None:
    settings.set(workspace, "place", "")
    assert settings.get(workspace, "place", "otherwise") == ""
