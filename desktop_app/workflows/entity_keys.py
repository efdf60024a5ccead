"""An entity's secrets while its window is open: each passphrase is typed once, and nothing of it goes to the disk."""

from __future__ import annotations

from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Final

from desktop_app.errors import TelarError
from desktop_app.submission import PassphraseSecrets

if TYPE_CHECKING:
    from desktop_app.submission import SecretKeeper
    from desktop_app.submission.authority import Part, Vault

WANTED, WRONG = "AUT-005", "AUT-004"
"""What is raised while a passphrase was not given, and for one that does not open."""


class HeldKeys:
    """The keepers of a vault. A secret that has been opened stays open until ``forget``."""

    def __init__(self) -> None:
        self._given: dict[str, str] = {}
        self._opened: dict[str, bytes] = {}
        self._files: set[str] = set()

    def __call__(self, part: Part) -> SecretKeeper:
        return _Held(self, part.value)

    def give(self, file: str, passphrase: str) -> None:
        """The passphrase that the next one to want ``file`` (a part's name) tries."""
        self._given[file] = passphrase

    def holds(self, file: str) -> bool:
        """Whether ``file`` is open, or there is a passphrase to try."""
        return file in self._given or file in self._files

    def forget(self) -> None:
        """Every secret is asked for again."""
        self._given.clear()
        self._opened.clear()
        self._files.clear()

    def take(self, file: str, _new: bool) -> str:  # noqa: FBT001 - as the keepers say it
        """The passphrase that was given for ``file``, which is forgotten; "" for none."""
        return self._given.pop(file, "")

    def opened(self, sealed: bytes) -> bytes | None:
        """What is in ``sealed``, where it was opened before."""
        return self._opened.get(sha256(sealed).hexdigest())

    def keep(self, file: str, sealed: bytes, secret: bytes) -> None:
        """``sealed``, which lies in ``file``, holds ``secret``."""
        self._opened[sha256(sealed).hexdigest()] = secret
        self._files.add(file)


class _Held:
    def __init__(self, keys: HeldKeys, file: str) -> None:
        self._keys = keys
        self._file = file
        self._asking = PassphraseSecrets(partial(keys.take, file))

    def usable(self) -> bool:
        return True

    def seal(self, secret: bytes) -> bytes:
        return self._asking.seal(secret)

    def open(self, sealed: bytes) -> bytes:
        secret = self._keys.opened(sealed)
        if secret is None:
            secret = self._asking.open(sealed)
            self._keys.keep(self._file, sealed, secret)
        return secret


def vault_of(folder: Path, keys: HeldKeys, offline: Path | None = None) -> Vault:
    """The entity's folder with these keepers."""
    from desktop_app.submission.authority import Vault

    return Vault(folder, keys, offline)


def wanted(error: TelarError) -> str:
    """The part whose passphrase ``error`` asks for, by the name of its file; empty where it is another matter."""
    if error.code not in {WANTED, WRONG} or not error.place.file:
        return ""
    from desktop_app.submission.authority import Part

    name = Path(error.place.file).name
    return next((part.value for part in Part if name.startswith(part.value)), "")


PARTS: Final = (
    "operations.identity.age",
    "signer.key.age",
    "issuer.key.age",
    "root.key.age",
    "escrow.identity.age",
)
"""The secrets in the order of how often they are wanted: the last two are kept elsewhere."""
