"""What the window remembers from one day to the next, as text by key."""

from __future__ import annotations

from desktop_app.workflows.workspace import Workspace


def get(workspace: Workspace, key: str, default: str = "") -> str:
    return workspace.store.settings.get(key, default)


def set(workspace: Workspace, key: str, value: str) -> None:  # noqa: A001 - reads as what it does: settings.set
    workspace.store.settings.set(key, value)
