"""Responses that come to the entity on paper: the codes in a picture or PDF go into the books as packages do."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from desktop_app.errors import PaperError, TelarError
from desktop_app.fileio import read_limited, sha256_hex
from desktop_app.workflows.entity import Entity

if TYPE_CHECKING:
    from desktop_app.reception.intake import Examined, Line, Recorder

_PICTURES: Final = (".pdf", ".png", ".jpg", ".jpeg", ".webp")
_WITHOUT_FORM: Final = "QR-010"


def is_picture(name: str) -> bool:
    """Whether a file of this name may be a printed report that was photographed or scanned."""
    return name.lower().endswith(_PICTURES)


def examine(entity: Entity, recorder: Recorder, name: str, content: bytes, sha256: str) -> list[Examined]:
    """What the codes in a picture or PDF say, each as a file of its own: the second of ``hojas.pdf`` is
    ``hojas.pdf (2)``. Where the form of one is not known, none is taken: the next time it may be."""
    from desktop_app.reception.intake import Examined
    from desktop_app.workflows.scan import codes

    try:
        _, texts = codes(content, name)
    except TelarError as error:
        return [Examined(name, content, sha256, error=error)]
    found: list[Examined] = []
    with entity.books.read() as connection:
        for number, text in enumerate(texts, start=1):
            own = name if number == 1 else f"{name} ({number})"
            try:
                arrival = recorder.read_paper(connection, text.encode("ascii"), sha256)
            except PaperError as error:
                if error.code == _WITHOUT_FORM:
                    return [Examined(name, b"", "", error=error)]
                found.append(Examined(own, content, sha256, error=error))
            else:
                found.append(Examined(own, content, sha256, arrival))
    return found


def take(entity: Entity, path: Path, now: datetime) -> tuple[Line, ...]:
    """Writes what is on the picture or PDF at ``path`` into the books, and tells what became of each code.

    Raises:
        PaperError: QR-017 to QR-020 nothing can be read off it, and nothing is written.
        ReceptionError: RCV-021. FileError: the file cannot be read.
    """
    from desktop_app.workflows.scan import FILE_LIMIT

    content = read_limited(path, FILE_LIMIT)
    with entity.books.read() as connection:
        recorder = entity.recorder(connection)
    examined = examine(entity, recorder, path.name, content, sha256_hex(content))
    if len(examined) == 1 and examined[0].error is not None and examined[0].arrival is None:
        raise examined[0].error.at(file=str(path))
    with entity.books.write() as connection:
        return recorder.record(connection, examined, now)
