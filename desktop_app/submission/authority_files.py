"""The folder of an authority: five sealed secrets, the register, and copies of its public parts.

* ``root.key.age``, ``issuer.key.age``, ``signer.key.age``: PKCS#8 keys (DER), each sealed by a keeper of its own;
* ``operations.identity.age``, ``escrow.identity.age``: age identities, sealed likewise (``age -d -i`` takes them so);
* ``register.json``: the state (``authority_register``);
* ``ca.pem``, ``issuer.pem``, ``signer.pem``, ``recipients.txt``, ``crl.der``, ``root-crl.der``: copies of its parts.

The root and the escrow belong on a stick in a drawer; a ``Vault`` finds them there when it is told where that is.

The register decides. A new secret is written under a name of its own first, then the register that names it, then it
takes its place and the copies follow: whenever this is cut short, the folder is what it was before or what it was to
become, and ``settle`` finishes the rest.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Final

from desktop_app.errors import AuthorityError, Place, SigningKeyError
from desktop_app.fileio import read_limited, refusal, write_atomic
from desktop_app.submission import authority_register as registers
from desktop_app.submission.authority_register import Register
from desktop_app.submission.keys import SigningKey
from desktop_app.submission.secret_keepers import SecretKeeper

_SECRET_LIMIT = 64 * 1024
_LOCK = ".lock"


class Part(Enum):
    """A secret, by the name of its file."""

    ROOT = "root.key.age"
    ISSUER = "issuer.key.age"
    SIGNER = "signer.key.age"
    OPERATIONS = "operations.identity.age"
    ESCROW = "escrow.identity.age"


OFFLINE: Final = frozenset({Part.ROOT, Part.ESCROW})
"""What is kept away from the folder."""

Keepers = Callable[[Part], SecretKeeper]
"""Who seals and opens each secret, such as ``PassphraseSecrets`` with a passphrase for each."""

_KEEPER_CODES = {"KEY-002": "AUT-004", "KEY-005": "AUT-005", "KEY-006": "AUT-006"}


@dataclass(frozen=True, slots=True)
class Vault:
    """A folder and who opens its secrets; ``offline`` is where the root and the escrow lie, if elsewhere."""

    folder: Path
    keepers: Keepers
    offline: Path | None = None

    def key(self, part: Part, certificate: bytes) -> SigningKey:
        """The key of ``part``, which must be the one that the register has ``certificate`` (DER) for.

        Raises:
            AuthorityError: AUT-003 the file is not here, AUT-004 to AUT-006 its passphrase, AUT-008 damaged or another.
        """
        from cryptography import x509
        from cryptography.exceptions import UnsupportedAlgorithm
        from cryptography.hazmat.primitives import serialization

        path, pkcs8 = self._opened(part, certificate)
        loaded = x509.load_der_x509_certificate(certificate)
        try:
            same = serialization.load_der_private_key(pkcs8, password=None).public_key() == loaded.public_key()
        except (ValueError, TypeError, UnsupportedAlgorithm):
            same = False
        if not same:
            raise AuthorityError("AUT-008", Place(file=str(path)))
        names = loaded.subject.get_attributes_for_oid(x509.NameOID.COMMON_NAME)
        return SigningKey(certificate, hashlib.sha256(certificate).hexdigest(), str(names[0].value), pkcs8)

    def identity(self, part: Part, recipient: str) -> str:
        """The age identity of ``part``, which must be the one of ``recipient``; raises as ``key`` does."""
        import pyrage

        path, content = self._opened(part, recipient.encode("ascii"))
        try:
            identity = pyrage.x25519.Identity.from_str(content.decode("ascii").strip())
        except (UnicodeDecodeError, pyrage.IdentityError):
            raise AuthorityError("AUT-008", Place(file=str(path))) from None
        if str(identity.to_public()) != recipient:
            raise AuthorityError("AUT-008", Place(file=str(path)))
        return str(identity)

    def seal(self, part: Part, secret: bytes) -> bytes:
        """``secret`` as its keeper seals it; AUT-005 or AUT-006 for the passphrase."""
        with _in_our_words(part.value):
            return self.keepers(part).seal(secret)

    def _opened(self, part: Part, public: bytes) -> tuple[Path, bytes]:
        """Where the secret lies, and itself: waiting for its place, in the folder, or on the stick."""
        places = [self.folder / _waiting(part, public), self.folder / part.value]
        if self.offline is not None:
            places.append(self.offline / part.value)
        path = next((place for place in places if place.exists()), None)
        if path is None:
            raise AuthorityError("AUT-003", Place(file=part.value))
        sealed = read_limited(path, _SECRET_LIMIT)
        with _in_our_words(str(path)):
            return path, self.keepers(part).open(sealed)


@contextmanager
def _in_our_words(file: str) -> Iterator[None]:
    """What a keeper says of a manager's signing key, said of an authority's."""
    try:
        yield
    except SigningKeyError as error:
        code = _KEEPER_CODES.get(error.code, "AUT-008")
        raise AuthorityError(code, Place(file=file), detail=error.code, **error.params) from None


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """Keeps other programs from changing the folder (AUT-009); AUT-002 where there is none."""
    from filelock import FileLock, Timeout

    if not folder.is_dir():
        raise AuthorityError("AUT-002", Place(file=str(folder)))
    lock = FileLock(folder / _LOCK, timeout=0, thread_local=False, fallback_to_soft=False)
    try:
        lock.acquire()
    except Timeout:
        raise AuthorityError("AUT-009", Place(file=str(folder))) from None
    except OSError as error:
        raise refusal(error, folder) from error
    try:
        yield
    finally:
        lock.release()


def read_register(folder: Path) -> Register:
    """The state of the authority in ``folder``.

    Raises:
        AuthorityError: AUT-002 there is none, AUT-007 it is damaged.
    """
    path = folder / registers.FILE
    if not path.is_file():
        raise AuthorityError("AUT-002", Place(file=str(folder)))
    try:
        return registers.read(read_limited(path, registers.LIMIT))
    except AuthorityError as error:
        raise error.at(file=str(path)) from None


def write_register(folder: Path, register: Register) -> None:
    """The step that makes a change happen."""
    write_atomic(folder / registers.FILE, registers.write(register))


def write_secret(folder: Path, part: Part, sealed: bytes) -> None:
    """A secret of a new authority, in its place."""
    write_atomic(folder / part.value, sealed, mode=0o600)


def prepare_secret(folder: Path, part: Part, sealed: bytes, public: bytes) -> None:
    """A secret that takes its place once the register names ``public``, its certificate or recipient."""
    write_atomic(folder / _waiting(part, public), sealed, mode=0o600)


def settle(folder: Path, register: Register) -> None:
    """Makes the folder what ``register`` says: waiting secrets take their place, copies are written where they differ.

    A secret that gives way is kept beside as ``….old``; one that waits for a register that was never written goes.
    """
    for part in Part:
        current = folder / _waiting(part, _public(register, part))
        for waiting in sorted(folder.glob(f"{part.value}.next-*")):
            try:
                if waiting == current:
                    _put_in_place(folder / part.value, waiting)
                else:
                    waiting.unlink()
            except OSError as error:
                raise refusal(error, waiting) from error
    for name, content in copies(register).items():
        path = folder / name
        if not path.is_file() or read_limited(path, registers.LIMIT) != content:
            write_atomic(path, content)


def copies(register: Register) -> dict[str, bytes]:
    """The public files by name."""
    from asn1crypto import pem

    operations, escrow = register.recipients[0]
    return {
        "ca.pem": pem.armor("CERTIFICATE", register.root),
        "issuer.pem": pem.armor("CERTIFICATE", register.issuer),
        "signer.pem": pem.armor("CERTIFICATE", register.signer),
        "recipients.txt": f"{operations}\n{escrow}\n".encode("ascii"),
        "crl.der": register.crl,
        "root-crl.der": register.root_crl,
    }


def _put_in_place(place: Path, waiting: Path) -> None:
    if place.exists():
        number = 1
        while (aside := place.with_name(f"{place.name}.{number}.old")).exists():
            number += 1
        place.rename(aside)
    waiting.rename(place)


def _waiting(part: Part, public: bytes) -> str:
    return f"{part.value}.next-{hashlib.sha256(public).hexdigest()[:16]}"


def _public(register: Register, part: Part) -> bytes:
    operations, escrow = register.recipients[0]
    return {
        Part.ROOT: register.root,
        Part.ISSUER: register.issuer,
        Part.SIGNER: register.signer,
        Part.OPERATIONS: operations.encode("ascii"),
        Part.ESCROW: escrow.encode("ascii"),
    }[part]
