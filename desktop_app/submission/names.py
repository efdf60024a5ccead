"""What a package and the files in it are called.

Every name is plain ASCII: it survives a USB stick formatted long ago, an e-mail gateway and any unzip program, and two
names that look alike are not two files.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final

from desktop_app.errors import PackageError, Place

if TYPE_CHECKING:
    from desktop_app.submission.metadata import SubmissionInfo

MIMETYPE: Final = "mimetype"
RESPONSE: Final = "response.xml"
SUBMISSION: Final = "submission.xml"
ANNOTATIONS: Final = "annotations.xml"
REPORT: Final = "report.pdf"
ENROLMENT: Final = "enrolment.p10"
EVIDENCE: Final = "evidence/"
META_INF: Final = "META-INF/"
MANIFEST: Final = "META-INF/ASiCManifest.xml"
SIGNATURE: Final = "META-INF/signature.p7s"

CONTAINER_TYPE: Final = b"application/vnd.etsi.asic-e+zip"
EXTENSION: Final = ".asice"
ENCRYPTED: Final = ".age"
"""What the name of an encrypted file has after that of the file within."""

_PART = r"[A-Za-z0-9_](?:[A-Za-z0-9._-]*[A-Za-z0-9_-])?"
_SAFE_PATH = re.compile(rf"{_PART}(?:/{_PART})*")
_MAX_PATH = 120
_MAX_PARTS = 4
_WORD = 40


def is_safe(name: str) -> bool:
    """Whether ``name`` may be an entry: relative, ASCII, no ``..``, no hidden or trailing-dot part, short, shallow."""
    return len(name) <= _MAX_PATH and name.count("/") < _MAX_PARTS and _SAFE_PATH.fullmatch(name) is not None


def require_safe(name: str) -> None:
    """Refuses (``PKG-012``) a name that no package may carry, or that its reader would take for another's."""
    if not is_safe(name):
        raise PackageError("PKG-012", Place(entry=name[:_MAX_PATH]))


def slug(text: str, limit: int = _WORD) -> str:
    """``text`` as lower-case ASCII words joined by ``-`` (``Café de Nariño`` -> ``cafe-de-narino``); may be empty."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode("ascii").lower()
    return re.sub(r"[^a-z0-9]+", "-", plain)[: limit + 1].strip("-")[:limit].strip("-")


def package_name(info: SubmissionInfo) -> str:
    """``<initiative>-<instrument>-<wave>-r<revision>.asice``; a part without a letter or figure is left out."""
    initiative = slug(info.initiative_name) or slug(info.initiative_id)
    parts = [part for part in (initiative, slug(info.form_id), slug(info.wave)) if part]
    return "-".join([*parts, f"r{info.revision}"]) + EXTENSION


def evidence_name(file_name: str) -> str:
    """A name fit for ``build``'s evidence from the one that the user's file has; the extension is kept.

    Two different names may give the same one: who attaches files keeps them apart.
    """
    stem, dot, extension = file_name.rpartition(".")
    if not dot:
        stem, extension = file_name, ""
    suffix = slug(extension, 8)
    return (slug(stem) or "file") + (f".{suffix}" if suffix else "")
