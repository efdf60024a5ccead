"""The signed package: bytes in, bytes out. Importing this costs little; the heavy libraries come when first used."""

from desktop_app.submission.annotations import Annotations, Comment, Evidence, Warned, fit
from desktop_app.submission.annotations import write as write_annotations
from desktop_app.submission.asic import Sealed, seal, unseal
from desktop_app.submission.container import DEFAULT, Limits
from desktop_app.submission.encryption import decrypt, encrypt, is_encrypted, recipients_digest
from desktop_app.submission.inspect import Entry, Signer, VerifiedPackage, inspect, unlock
from desktop_app.submission.keys import KeyStore, SigningKey
from desktop_app.submission.metadata import RECIPIENT, SubmissionInfo
from desktop_app.submission.names import ENCRYPTED, EVIDENCE, evidence_name, package_name
from desktop_app.submission.package import build, lock
from desktop_app.submission.secret_keepers import AvailableSecrets, KeyringSecrets, PassphraseSecrets, SecretKeeper
from desktop_app.submission.signing import Commitment

__all__ = [
    "DEFAULT",
    "ENCRYPTED",
    "EVIDENCE",
    "RECIPIENT",
    "Annotations",
    "AvailableSecrets",
    "Comment",
    "Commitment",
    "Entry",
    "Evidence",
    "KeyStore",
    "KeyringSecrets",
    "Limits",
    "PassphraseSecrets",
    "Sealed",
    "SecretKeeper",
    "Signer",
    "SigningKey",
    "SubmissionInfo",
    "VerifiedPackage",
    "Warned",
    "build",
    "decrypt",
    "encrypt",
    "evidence_name",
    "fit",
    "inspect",
    "is_encrypted",
    "lock",
    "package_name",
    "recipients_digest",
    "seal",
    "unlock",
    "unseal",
    "write_annotations",
]
