"""Responses that come to the entity on paper: the codes in a picture or PDF go into the books as packages do."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from desktop_app.errors import PaperError, TelarError
from desktop_app.fileio import read_limited, sha256_hex
from desktop_app.workflows.entity import Entity

if TYPE_CHECKING:
    from desktop_app.reception.intake import Examined, Recorder
    from desktop_app.workflows.intake import Told
    from desktop_app.workflows.scan import Known
    from desktop_app.xforms import Form

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


def known(entity: Entity) -> Known:
    """The forms and signers of the entity, for ``scan.scan_file``."""
    from desktop_app.workflows.scan import Known

    with entity.books.read() as connection:
        recorder = entity.recorder(connection)

    def form(form_id: str, _version: str, digest: bytes) -> Form | None:
        with entity.books.read() as connection:
            return recorder.form_beginning(connection, form_id, digest.hex())

    return Known(form, lambda kid: recorder.signer_beginning(kid.hex()))


def take(entity: Entity, path: Path, now: datetime, language: str = "es") -> tuple[Told, ...]:
    """Writes what is on the picture or PDF at ``path`` into the books, and tells what became of each code.

    Raises:
        PaperError: nothing can be read off it, and nothing is written.
        ReceptionError: RCV-021. FileError: the file cannot be read.
    """
    from desktop_app.workflows.intake import told
    from desktop_app.workflows.scan import FILE_LIMIT

    content = read_limited(path, FILE_LIMIT)
    with entity.books.read() as connection:
        recorder = entity.recorder(connection)
    examined = examine(entity, recorder, path.name, content, sha256_hex(content))
    if not any(each.arrival is not None for each in examined) and examined[0].error is not None:
        error = examined[0].error
        error.place = replace(error.place, file=str(path))
        raise error
    with entity.books.write() as connection:
        lines = recorder.record(connection, examined, now)
    return tuple(told(each, language) for each in lines)
