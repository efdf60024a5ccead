"""What all tests share: generated examples are judged by what they show, never by how long a busy machine takes."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.support import both_databases

settings.register_profile("telar", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("telar")


@pytest.fixture(params=both_databases.DATABASES)
def books_address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of new books, in one database and in the other."""
    return both_databases.address(request.param, tmp_path)
