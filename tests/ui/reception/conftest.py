"""The window of an entity, at a moment when its test packages are fresh."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from desktop_app.submission.authority import Vault
from desktop_app.ui.context import Context
from tests.support.entity_windows import make_entity, remember
from tests.support.reception import SOON


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    def now(_context: Context) -> datetime:
        return SOON

    monkeypatch.setattr(Context, "now", now)


@pytest.fixture
def entity(tmp_path: Path, data_dir: Path, quick_scrypt: None) -> Vault:
    """An entity with no wave, which the window knows."""
    vault = make_entity(tmp_path / "entidad")
    remember(data_dir, vault.folder)
    return vault
