"""Who keeps the secret that opens the signing key's file: the operating system's keyring, or the user's memory.

With a keyring, the file is encrypted to an age identity that lies in it (Windows Credential Manager, Secret Service).
Without one, with a passphrase through age's scrypt, whose cost age calibrates to about a second on the machine.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from typing import TYPE_CHECKING, Final, Protocol

from desktop_app.errors import SigningKeyError

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

SERVICE: Final = "telar"
ACCOUNT: Final = "age-identity"
MIN_PASSPHRASE: Final = 8
_SCRYPT_STANZA = b"\n-> scrypt "
_RECOMMENDED = 1  # keyring's own measure: below it a backend is missing, empty or keeps secrets in the clear


class SecretKeeper(Protocol):
    """Encrypts and decrypts the key's file; whatever it refuses is a ``SigningKeyError``."""

    def usable(self) -> bool:
        """Whether ``seal`` can work on this computer."""
        ...

    def seal(self, secret: bytes) -> bytes: ...

    def open(self, sealed: bytes) -> bytes: ...


class KeyringSecrets:
    """Keeps an age identity in the operating system's keyring. ``backend``: another than the one keyring finds."""

    def __init__(self, backend: KeyringBackend | None = None) -> None:
        self._chosen = backend

    def usable(self) -> bool:
        try:
            return float(self._backend().priority) >= _RECOMMENDED
        except Exception:  # noqa: BLE001  a backend is somebody else's plug-in and may raise anything
            return False

    def seal(self, secret: bytes) -> bytes:
        import pyrage

        if not self.usable():
            raise SigningKeyError("KEY-003")
        identity = self._identity()
        if identity is None:
            identity = pyrage.x25519.Identity.generate()
            self._put(str(identity))
        sealed: bytes = pyrage.encrypt(secret, [identity.to_public()])
        return sealed

    def open(self, sealed: bytes) -> bytes:
        import pyrage

        identity = self._identity()
        if identity is None:
            raise SigningKeyError("KEY-004")
        try:
            secret: bytes = pyrage.decrypt(sealed, [identity])
        except pyrage.DecryptError:
            raise SigningKeyError("KEY-001", detail="age does not decrypt it") from None
        return secret

    def _backend(self) -> KeyringBackend:
        import keyring

        return self._chosen or keyring.get_keyring()

    def _identity(self) -> pyrage.x25519.Identity | None:  # type: ignore[name-defined]  # noqa: F821
        import pyrage

        text = self._get()
        try:
            return pyrage.x25519.Identity.from_str(text) if text else None
        except pyrage.IdentityError:
            return None

    def _get(self) -> str | None:
        try:
            return self._backend().get_password(SERVICE, ACCOUNT)
        except Exception as error:  # noqa: BLE001  as above
            raise SigningKeyError("KEY-003", detail=type(error).__name__) from None

    def _put(self, text: str) -> None:
        try:
            self._backend().set_password(SERVICE, ACCOUNT, text)
        except Exception as error:  # noqa: BLE001  as above
            raise SigningKeyError("KEY-003", detail=type(error).__name__) from None
        if self._get() != text:  # a key sealed to what the keyring did not keep would be lost at once
            raise SigningKeyError("KEY-003", detail="not kept")


class PassphraseSecrets:
    """Asks for a passphrase: ``ask(new)``, where ``new`` says that it is being chosen; an empty answer cancels."""

    def __init__(self, ask: Callable[[bool], str]) -> None:
        self._ask = ask

    def usable(self) -> bool:
        return True

    def seal(self, secret: bytes) -> bytes:
        import pyrage

        passphrase = self._passphrase(new=True)
        if len(passphrase) < MIN_PASSPHRASE:
            raise SigningKeyError("KEY-006", minimum=MIN_PASSPHRASE)
        sealed: bytes = pyrage.passphrase.encrypt(secret, passphrase)
        return sealed

    def open(self, sealed: bytes) -> bytes:
        import pyrage

        try:
            secret: bytes = pyrage.passphrase.decrypt(sealed, self._passphrase(new=False))
        except pyrage.DecryptError:
            raise SigningKeyError("KEY-002") from None
        return secret

    def _passphrase(self, *, new: bool) -> str:
        # Two keyboards may write the same accented letter differently.
        passphrase = unicodedata.normalize("NFC", self._ask(new))
        if not passphrase:
            raise SigningKeyError("KEY-005")
        return passphrase


class AvailableSecrets:
    """The keyring where there is one, else a passphrase; a file opens with whichever sealed it."""

    def __init__(self, ask: Callable[[bool], str], keyring: KeyringSecrets | None = None) -> None:
        self._keyring = keyring or KeyringSecrets()
        self._passphrase = PassphraseSecrets(ask)

    def usable(self) -> bool:
        return True

    def seal(self, secret: bytes) -> bytes:
        keeper: SecretKeeper = self._keyring if self._keyring.usable() else self._passphrase
        return keeper.seal(secret)

    def open(self, sealed: bytes) -> bytes:
        keeper: SecretKeeper = self._passphrase if _SCRYPT_STANZA in sealed[:200] else self._keyring
        return keeper.open(sealed)
