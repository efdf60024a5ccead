"""Keyring backends for tests. They do not derive from keyring's own class: that would register them for everybody."""

from __future__ import annotations

from keyring.errors import KeyringLocked


class MemoryKeyring:
    """Keeps what it is given, as Windows Credential Manager or the Secret Service do."""

    priority: float = 5

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password


class ForgetfulKeyring(MemoryKeyring):
    """Accepts a secret and drops it."""

    def set_password(self, service: str, username: str, password: str) -> None:
        """Keeps nothing."""


class LockedKeyring(MemoryKeyring):
    """There, but the user did not unlock it."""

    def get_password(self, service: str, username: str) -> str | None:
        raise KeyringLocked("locked")

    def set_password(self, service: str, username: str, password: str) -> None:
        raise KeyringLocked("locked")


class ReadOnlyKeyring(MemoryKeyring):
    """Answers, but takes nothing in; fails with an exception that is not keyring's."""

    def set_password(self, service: str, username: str, password: str) -> None:
        raise OSError("no D-Bus")


class PlainTextKeyring(MemoryKeyring):
    """Keeps secrets in the clear, and by keyring's convention says so."""

    priority = 0.5


class BrokenKeyring(MemoryKeyring):
    """Not viable on this system."""

    @property
    def priority(self) -> float:  # type: ignore[override]
        raise RuntimeError("no such service")
