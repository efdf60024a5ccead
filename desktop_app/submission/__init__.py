"""The signed package: bytes in, bytes out. Importing this costs little; the heavy libraries come when first used."""

from desktop_app.submission.annotations import Annotations, Comment, Evidence, Warned, fit
from desktop_app.submission.annotations import write as write_annotations
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
    "Annotations",
    "AvailableSecrets",
    "Comment",
    "Entry",
    "Evidence",
    "KeyStore",
    "KeyringSecrets",
    "Limits",
    "PassphraseSecrets",
    "SecretKeeper",
    "Signer",
    "SigningKey",
    "SubmissionInfo",
    "VerifiedPackage",
    "Warned",
    "build",
    "evidence_name",
    "fit",
    "inspect",
    "package_name",
    "write_annotations",
]
