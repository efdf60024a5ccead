"""The signed package: bytes in, bytes out. Importing this costs little; the heavy libraries come when first used."""

from desktop_app.submission.container import DEFAULT, Limits
from desktop_app.submission.inspect import Entry, Signer, VerifiedPackage, inspect
from desktop_app.submission.keys import KeyStore, SigningKey
from desktop_app.submission.metadata import RECIPIENT, SubmissionInfo
from desktop_app.submission.names import EVIDENCE, evidence_name, package_name
from desktop_app.submission.package import build
from desktop_app.submission.secret_keepers import AvailableSecrets, KeyringSecrets, PassphraseSecrets, SecretKeeper

__all__ = [
    "DEFAULT",
    "EVIDENCE",
    "RECIPIENT",
    "AvailableSecrets",
    "Entry",
    "KeyStore",
    "KeyringSecrets",
    "Limits",
    "PassphraseSecrets",
    "SecretKeeper",
    "Signer",
    "SigningKey",
    "SubmissionInfo",
    "VerifiedPackage",
    "build",
    "evidence_name",
    "inspect",
    "package_name",
]
