"""The signing key: P-256, made at the first start, sealed at rest.

In the keys folder lie ``signing.key.age`` (the PKCS#8 key, encrypted with age as a ``SecretKeeper`` decides) and
``signing.crt`` (PEM: its self-signed certificate, or a chamber's own and those above it). No answer depends on them: a
key that is lost or does not open is moved aside and a new one made, and the only cost is that the receiving entity
confirms the new fingerprint.
"""

from __future__ import annotations

import hashlib
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

from desktop_app.errors import Place, SigningKeyError
from desktop_app.fileio import read_limited, refusal, sync_directory, write_atomic
from desktop_app.submission.secret_keepers import SecretKeeper

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey

KEY_FILE: Final = "signing.key.age"
CERTIFICATE_FILE: Final = "signing.crt"
_WAITING: Final = ".signing.crt.part"
"""The certificate of a key that is being put down: it has its name once the key has."""
_FILE_LIMIT = 64 * 1024
_VALID_FOR = timedelta(days=3652)
_CLOCK_SLACK = timedelta(days=1)
_NO_NAME = "Telar"


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A key ready to sign. ``certificate`` is DER, ``fingerprint`` its SHA-256 (hex), ``subject`` its common name.

    ``pkcs8`` is the secret (DER): it stays out of ``repr`` and must stay out of every log. ``chain`` are the
    certificates of the authorities between it and the root (DER), the issuer first, without the root.
    """

    certificate: bytes = field(repr=False)
    fingerprint: str
    subject: str
    pkcs8: bytes = field(repr=False, compare=False)
    chain: tuple[bytes, ...] = field(default=(), repr=False)


class KeyStore:
    """The signing key kept in ``folder`` (the data folder's ``keys``), sealed by ``secrets``."""

    def __init__(self, folder: Path, secrets: SecretKeeper) -> None:
        self._key_path = folder / KEY_FILE
        self._certificate_path = folder / CERTIFICATE_FILE
        self._waiting_path = folder / _WAITING
        self._secrets = secrets

    def exists(self) -> bool:
        """Whether a key was made here, be it usable or not."""
        self._settle()
        return self._key_path.exists() or self._certificate_path.exists()

    def load_or_create(self, subject_name: str, now: datetime) -> SigningKey:
        """The stored key, or at the first start a new one for ``subject_name``.

        Raises:
            SigningKeyError: KEY-001 damaged or incomplete, KEY-002 to KEY-006 whatever the secret's keeper says.
            FileError: the folder cannot be read or written.
        """
        return self.load() if self.exists() else self._save(*self._make(subject_name, now))

    def load(self) -> SigningKey:
        """The stored key; raises as ``load_or_create`` does, and KEY-001 if there is none."""
        self._settle()
        if not (self._key_path.exists() and self._certificate_path.exists()):
            raise self._damaged("one of the two files is missing")
        sealed = read_limited(self._key_path, _FILE_LIMIT)
        certificate = read_limited(self._certificate_path, _FILE_LIMIT)
        try:
            return _open(self._secrets.open(sealed), certificate)
        except ValueError as error:
            raise self._damaged(type(error).__name__) from None
        except SigningKeyError as error:
            raise error.at(file=str(self._key_path)) from error.__cause__

    def replace_with_new(self, subject_name: str, now: datetime) -> SigningKey:
        """Moves the files of the old key aside, whatever their state, and makes a new key. Nothing is deleted."""
        return self._replace(*self._make(subject_name, now), now)

    def adopt(self, key: SigningKey, now: datetime) -> SigningKey:
        """Keeps ``key``, with its certificate and chain, in the place of the one that is here, which is moved aside.

        Raises:
            SigningKeyError: KEY-003, KEY-005, KEY-006 as the secret's keeper says; the old key stays in place.
            FileError: the folder cannot be read or written.
        """
        return self._replace(key, self._secrets.seal(key.pkcs8), now)

    def _replace(self, key: SigningKey, sealed: bytes, now: datetime) -> SigningKey:
        """``key`` is sealed already: a cancelled passphrase leaves the old key in place, and so does a full disk."""
        stamp = now.strftime("%Y%m%dT%H%M%S")
        moved: dict[Path, Path] = {}
        try:
            for path in (self._key_path, self._certificate_path):
                self._move_aside(path, stamp, moved)
            return self._save(key, sealed)
        except BaseException:
            with suppress(OSError):
                for path, aside in moved.items():
                    aside.replace(path)
            raise

    def _make(self, subject_name: str, now: datetime) -> tuple[SigningKey, bytes]:
        """A new key and its sealed form; nothing is on disk yet."""
        key = _generate(subject_name, now)
        return key, self._secrets.seal(key.pkcs8)

    def _save(self, key: SigningKey, sealed: bytes) -> SigningKey:
        from cryptography import x509
        from cryptography.hazmat.primitives.serialization import Encoding

        folder = self._key_path.parent
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise refusal(error, folder) from error
        bundle = (x509.load_der_x509_certificate(each) for each in (key.certificate, *key.chain))
        write_atomic(self._waiting_path, b"".join(each.public_bytes(Encoding.PEM) for each in bundle), mode=0o600)
        try:
            write_atomic(self._key_path, sealed, mode=0o600)
        except BaseException:
            with suppress(OSError):
                self._waiting_path.unlink()
            raise
        self._settle()
        return key

    def _settle(self) -> None:
        """Gives a key its certificate that was cut short between the two: a half of it alone would be of no use."""
        if self._certificate_path.exists() or not (self._key_path.exists() and self._waiting_path.exists()):
            return
        try:
            self._waiting_path.replace(self._certificate_path)
        except OSError as error:
            raise refusal(error, self._certificate_path) from error
        sync_directory(self._certificate_path.parent)

    def _move_aside(self, path: Path, stamp: str, moved: dict[Path, Path]) -> None:
        """``moved`` then says where it is now."""
        if not path.exists():
            return
        number = 1
        while (aside := path.with_name(f"{path.name}.{stamp}-{number}.old")).exists():
            number += 1
        try:
            path.rename(aside)
        except OSError as error:
            raise refusal(error, path) from error
        moved[path] = aside

    def _damaged(self, detail: str) -> SigningKeyError:
        return SigningKeyError("KEY-001", Place(file=str(self._key_path)), detail=detail)


def stored_certificate(folder: Path) -> bytes | None:
    """The certificate (DER) of the key kept in ``folder``, which asks for no secret; ``None`` where there is none that
    can be read."""
    from cryptography import x509
    from cryptography.hazmat.primitives.serialization import Encoding

    path = folder / CERTIFICATE_FILE
    if not path.exists():
        return None
    try:
        return x509.load_pem_x509_certificate(read_limited(path, _FILE_LIMIT)).public_bytes(Encoding.DER)
    except ValueError:
        return None


def _generate(subject_name: str, now: datetime) -> SigningKey:
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    from desktop_app.submission.certificates import one_line

    private = ec.generate_private_key(ec.SECP256R1())
    subject = one_line(subject_name) or _NO_NAME
    certificate = _certificate(private, subject, now)
    pkcs8 = private.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return SigningKey(certificate, hashlib.sha256(certificate).hexdigest(), subject, pkcs8)


def _certificate(private: EllipticCurvePrivateKey, subject: str, now: datetime) -> bytes:
    """A self-signed certificate (DER) that may sign documents and nothing else, above all not other certificates."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization

    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, subject)])
    usages = dict.fromkeys(
        (
            "key_encipherment",
            "data_encipherment",
            "key_agreement",
            "key_cert_sign",
            "crl_sign",
            "encipher_only",
            "decipher_only",
        ),
        False,
    )
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(private.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _CLOCK_SLACK)
        .not_valid_after(now + _VALID_FOR)
        .add_extension(x509.KeyUsage(digital_signature=True, content_commitment=True, **usages), critical=True)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(private.public_key()), critical=False)
    )
    return builder.sign(private, hashes.SHA256()).public_bytes(serialization.Encoding.DER)


def _open(pkcs8: bytes, pem: bytes) -> SigningKey:
    """The key from its two halves; ``ValueError`` if either is damaged or they do not belong together."""
    from cryptography import x509
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives import serialization

    try:
        private = serialization.load_der_private_key(pkcs8, password=None)
        certificate, *above = x509.load_pem_x509_certificates(pem)
        same = private.public_key() == certificate.public_key()
        common_names = certificate.subject.get_attributes_for_oid(x509.NameOID.COMMON_NAME)
    except (TypeError, UnsupportedAlgorithm) as error:
        raise ValueError("unreadable") from error
    if not same:
        raise ValueError("the certificate is another key's")
    data, *chain = (each.public_bytes(serialization.Encoding.DER) for each in (certificate, *above))
    subject = str(common_names[0].value) if common_names else ""
    return SigningKey(data, hashlib.sha256(data).hexdigest(), subject, pkcs8, tuple(chain))
