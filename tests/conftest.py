"""What all tests share: generated examples are judged by what they show, never by how long a busy machine takes."""

from __future__ import annotations

import gc
import hashlib
from pathlib import Path

import pyrage
import pytest
from hypothesis import HealthCheck, settings

from tests.support import both_databases
from tests.support.heap import set_aside

settings.register_profile("telar", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("telar")


gc.disable()  # until all tests are there: while they come, nothing goes


def pytest_collection_finish() -> None:
    """Ten thousand tests and all that they import: each collection of garbage would go through them."""
    set_aside()
    gc.enable()


@pytest.fixture(params=both_databases.DATABASES)
def books_address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of new books, in one database and in the other."""
    return both_databases.address(request.param, tmp_path)


@pytest.fixture
def quick_scrypt(monkeypatch: pytest.MonkeyPatch) -> None:
    """Passphrases without the second that each costs: where it is a subject is in the tests of ``submission``."""

    def seal(secret: bytes, passphrase: str) -> bytes:
        return b"age\n-> scrypt " + hashlib.sha256(passphrase.encode()).digest() + secret

    def open_(sealed: bytes, passphrase: str) -> bytes:
        head = seal(b"", passphrase)
        if not sealed.startswith(head):
            raise pyrage.DecryptError
        return sealed[len(head) :]

    monkeypatch.setattr(pyrage.passphrase, "encrypt", seal)
    monkeypatch.setattr(pyrage.passphrase, "decrypt", open_)
