"""Which files may be chosen as an answer, told by their bytes: a name says what its owner wants it to say.

Kept are documents that programs show and no system runs: PDF, PNG, JPEG, office documents without macros, plain text
and tables, sound and film.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from desktop_app.errors import StoreError

MEDIA_TYPES: Final = {
    "pdf": "application/pdf",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "csv": "text/csv",
    "txt": "text/plain",
    "mp3": "audio/mpeg",
    "m4a": "audio/mp4",
    "wav": "audio/wav",
    "ogg": "audio/ogg",
    "oga": "audio/ogg",
    "opus": "audio/ogg",
    "flac": "audio/flac",
    "amr": "audio/amr",
    "mp4": "video/mp4",
    "m4v": "video/mp4",
    "mov": "video/quicktime",
    "3gp": "video/3gpp",
    "webm": "video/webm",
    "mkv": "video/x-matroska",
    "ogv": "video/ogg",
    "avi": "video/x-msvideo",
}
"""What is kept, by extension in lower case."""

_PROGRAMS: Final = frozenset(
    {"apk", "app", "bat", "cmd", "com", "cpl", "dll", "docm", "exe", "hta", "jar", "js", "jse", "lnk", "msi", "msp"}
    | {"pif", "pptm", "ps1", "py", "reg", "scr", "sh", "vbe", "vbs", "wsf", "xlsm"}
)
_TEXT: Final = ("csv", "txt")
_NOT_TEXT = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f]")
_TOLD_APART: Final = frozenset({"image", "audio", "video", "text"})
_STILL_PICTURES: Final = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1", b"avif", b"avis", b"crx ")
_FILM: Final = ("mp4", "m4v", "m4a", "mov", "3gp")
_FILM_BRANDS: Final = {b"M4A": "m4a", b"qt ": "mov", b"3gp": "3gp"}
_BEGINNINGS: Final[tuple[tuple[bytes, tuple[str, ...]], ...]] = (
    (b"%PDF-", ("pdf",)),
    (b"\xef\xbb\xbf%PDF-", ("pdf",)),
    (b"\x89PNG\r\n\x1a\n", ("png",)),
    (b"\xff\xd8\xff", ("jpg", "jpeg")),
    (b"ID3", ("mp3",)),
    (b"OggS", ("ogg", "oga", "opus", "ogv")),
    (b"fLaC", ("flac",)),
    (b"#!AMR", ("amr",)),
    (b"\x1a\x45\xdf\xa3", ("webm", "mkv")),
)
_OFFICE: Final = {
    b"wordprocessingml.document.main+xml": "docx",
    b"spreadsheetml.sheet.main+xml": "xlsx",
    b"presentationml.presentation.main+xml": "pptx",
}
_END_OF_ZIP = struct.Struct("<4s4H2IH")
_MOST_ZIP_DIRECTORY: Final = 1024 * 1024
_MOST_ZIP_ENTRY: Final = 256 * 1024
_ZIP_FAULTS = (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, KeyError, RuntimeError, struct.error)


@dataclass(frozen=True, slots=True)
class FileKind:
    """What a file is: the extension that fits its bytes (its own where that does) and its media type."""

    extension: str
    media_type: str


def identify(name: str, content: bytes) -> FileKind:
    """What the file called ``name`` is.

    Raises:
        StoreError: ``STORE-031`` it is empty, ``STORE-037`` a program or a document with macros, ``STORE-030`` of a
            kind that is not kept.
    """
    if not content:
        raise StoreError("STORE-031")
    own = name.rpartition(".")[2].lower() if "." in name else ""
    if own in _PROGRAMS or _is_program(content):
        raise StoreError("STORE-037")
    possible = _by_bytes(content, own)
    if not possible:
        raise StoreError("STORE-030")
    extension = own if own in possible else possible[0]
    return FileKind(extension, MEDIA_TYPES[extension])


def accepted_extensions(mediatype: str, accept: str) -> tuple[str, ...]:
    """The extensions that a question takes; all of them unless it says otherwise in a way that can be told.

    Args:
        mediatype: the upload's own (``image/*``); XLSForm's ``file`` says ``application/*`` and means any file.
        accept: a list of types and extensions (``.pdf,image/*``), which is the closer word of the two.
    """
    wanted = [token.strip().lower() for token in (accept or mediatype).split(",") if token.strip()]
    found = tuple(extension for extension in MEDIA_TYPES if any(_takes(token, extension) for token in wanted))
    return found or tuple(MEDIA_TYPES)


def require_accepted(kind: FileKind, extensions: Sequence[str]) -> None:
    """``STORE-034`` for a file that is none of ``extensions``."""
    if kind.media_type not in {MEDIA_TYPES[extension] for extension in extensions}:
        raise StoreError("STORE-034", accepted=", ".join(extensions))


def _takes(token: str, extension: str) -> bool:
    if token.startswith("."):
        return token[1:] == extension
    major, _, minor = token.partition("/")
    if minor in ("*", ""):
        return major not in _TOLD_APART or MEDIA_TYPES[extension].startswith(f"{major}/")
    return MEDIA_TYPES[extension] == token


def _is_program(content: bytes) -> bool:
    """Windows, Linux and macOS programs, Java classes, and scripts that name their interpreter."""
    head = content[:64]
    if head.startswith(b"MZ"):
        return b"\0" in head
    if head.startswith(b"#!"):
        return not head.startswith(b"#!AMR")
    machine_code = (b"\x7fELF", b"\xfe\xed\xfa\xce", b"\xfe\xed\xfa\xcf", b"\xce\xfa\xed\xfe", b"\xcf\xfa\xed\xfe")
    return head.startswith((*machine_code, b"\xca\xfe\xba\xbe"))


def _by_bytes(content: bytes, own: str) -> tuple[str, ...]:
    """The extensions that these bytes may bear, the most fitting first; ``own`` decides where bytes alone do not."""
    for beginning, extensions in _BEGINNINGS:
        if content.startswith(beginning):
            return extensions
    if content[4:8] == b"ftyp":
        return _film(content[8:12])
    if content.startswith(b"RIFF"):
        return {b"WAVE": ("wav",), b"AVI ": ("avi",)}.get(content[8:12], ())
    if content.startswith(b"PK\x03\x04"):
        return _office(content)
    if own == "mp3" and content[0] == 0xFF and len(content) > 1 and content[1] & 0xE6 == 0xE2:
        return ("mp3",)
    if own in _TEXT and _is_text(content):
        return (own,)
    return ()


def _film(brand: bytes) -> tuple[str, ...]:
    """MPEG-4's box of many things; still pictures in it are shown by few programs."""
    if brand in _STILL_PICTURES:
        return ()
    first = _FILM_BRANDS.get(brand[:3], "mp4")
    return (first, *(extension for extension in _FILM if extension != first))


def _office(content: bytes) -> tuple[str, ...]:
    """An office document by what its ZIP says it is, of which no more is read than that.

    Raises ``STORE-037`` for one that carries macros.
    """
    at = len(content) - _END_OF_ZIP.size
    if at < 0:
        return ()
    mark, _, _, _, _, directory, _, _ = _END_OF_ZIP.unpack_from(content, at)
    # Python's reader follows ZIP64 records and comments to directories of any size: neither is in such documents.
    if mark != b"PK\x05\x06" or directory > _MOST_ZIP_DIRECTORY or content[at - 20 : at - 16] == b"PK\x06\x07":
        return ()
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
            if any(name.endswith("vbaProject.bin") or name.startswith(("Basic/", "Scripts/")) for name in names):
                raise StoreError("STORE-037")
            if "mimetype" in names:
                return _open_document(_entry(archive, "mimetype"))
            return _office_document(_entry(archive, "[Content_Types].xml"))
    except _ZIP_FAULTS:
        return ()


def _entry(archive: zipfile.ZipFile, name: str) -> bytes:
    with archive.open(name) as file:
        return file.read(_MOST_ZIP_ENTRY)


def _open_document(said: bytes) -> tuple[str, ...]:
    text = said.decode("ascii", "replace").strip()
    return tuple(extension for extension in ("odt", "ods") if MEDIA_TYPES[extension] == text)


def _office_document(types: bytes) -> tuple[str, ...]:
    if b"macroEnabled" in types:
        raise StoreError("STORE-037")
    return tuple(extension for part, extension in _OFFICE.items() if part in types)[:1]


def _is_text(content: bytes) -> bool:
    """Text as Windows, spreadsheets and everything else write it, without control characters."""
    encodings = ("utf-16",) if content.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            return _NOT_TEXT.search(content.decode(encoding)) is None
        except UnicodeDecodeError:
            continue
    return False
