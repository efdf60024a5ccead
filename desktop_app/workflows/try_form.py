"""A form tried before it is used: looked over, and answered on a desk of which no disk knows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from desktop_app.errors import FileError, Place, TelarError
from desktop_app.fileio import read_limited
from desktop_app.texts import spell_output
from desktop_app.workflows.desk import Desk, DeskFacts
from desktop_app.workflows.forms import ExplainedFinding, FormReport, check_form
from desktop_app.workflows.shipped import title
from desktop_app.xforms import Form, Question, Session
from desktop_app.xforms.tree import generic

Stamp = tuple[int, int]
"""When a file was last written (nanoseconds) and its size: enough to tell that it was saved again."""


@dataclass(frozen=True, slots=True)
class Examined:
    """What is known of a form's file.

    ``findings`` are the report's, errors first. ``opens``: the form can be tried, whatever was found. ``stamp`` is the
    file as it was before it was read, so that one that is saved meanwhile counts as changed.
    """

    path: Path
    report: FormReport
    findings: tuple[ExplainedFinding, ...]
    opens: bool
    stamp: Stamp | None


@dataclass(frozen=True, slots=True)
class Field:
    """One node as it stands: what an author compares with what the form was meant to do."""

    ref: str
    value: str
    relevant: bool
    problem: str
    calculation: str


def examine(path: Path, language: str) -> Examined:
    """Checks the form at ``path`` and finds out whether it can be tried; only reads.

    What is wrong with the file is among the findings; ``FILE-006`` is raised for what is no file at all.
    """
    _require_file(path)
    before = stamp(path)
    report = check_form(path, language)
    findings = tuple(sorted(report.findings, key=_errors_first))
    return Examined(path, report, findings, report.ok or _opens(path), before)


def stamp(path: Path) -> Stamp | None:
    """The file as it is on the disk now; ``None`` when it is not there, as between the two halves of a saving."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size


def try_form(path: Path, now: datetime, language: str) -> Desk:
    """The form at ``path`` on a desk of its own: it has no response id, and nothing that is answered is kept.

    Raises:
        FormError: the first fault of the form.
        FileError: the file cannot be read.
    """
    return _desk(Form.load(path), now, language)


def again(desk: Desk, now: datetime) -> Desk:
    """The same form from the beginning, in the language it is in."""
    return _desk(desk.form, now, desk.session.language or "")


def fields(desk: Desk) -> list[str]:
    """The references of all that has a value of its own, in document order, calculated ones included."""
    return list(desk.session.values())


def field(desk: Desk, ref: str) -> Field:
    session = desk.session
    bind = desk.form.binds.get(generic(ref))
    problem = session.problem(ref)
    return Field(
        ref,
        session.value(ref),
        session.is_relevant(ref),
        problem.message if problem is not None else "",
        bind.calculate if bind is not None else "",
    )


class HeldFiles:
    """The files chosen while a form is tried. They are in memory only and go with it."""

    def __init__(self) -> None:
        self._files: dict[str, bytes] = {}
        self._pictures: dict[str, bytes | None] = {}

    def room(self) -> int:
        """How many bytes the next file may have; as much as a response that is kept has room for."""
        from desktop_app.store.attachments import MOST_BYTES, MOST_BYTES_OF_RESPONSE

        return max(0, min(MOST_BYTES, MOST_BYTES_OF_RESPONSE - sum(len(data) for data in self._files.values())))

    def keep(self, name: str, data: bytes, picture: bytes | None = None) -> str:
        """Holds a file, and a small ``picture`` of it if there is one.

        Returns the name that the answer gets: ``name``, numbered when another file has it.
        """
        chosen, number = name, 1
        while self._files.get(chosen, data) != data:
            number += 1
            chosen = f"{Path(name).stem}-{number}{Path(name).suffix}"
        self._files[chosen] = data
        self._pictures[chosen] = picture
        return chosen

    def content(self, name: str) -> bytes | None:
        """What is held under ``name``; ``None`` when nothing is."""
        return self._files.get(name)

    def picture(self, name: str) -> bytes | None:
        return self._pictures.get(name)


def read_chosen(path: Path, question: Question, room: int) -> tuple[str, bytes]:
    """A chosen file's name, as an answer holds it, and its content; what a response refuses is refused here too.

    Raises:
        FileError: it cannot be read, or has more than ``room`` bytes.
        StoreError: it is of no kind that is kept, or of none that the question takes.
    """
    from desktop_app.store.file_kinds import identify, require_accepted
    from desktop_app.submission import evidence_name
    from desktop_app.workflows.attachments import extensions

    _require_file(path)
    content = read_limited(path, room)
    try:
        kind = identify(path.name, content)
        require_accepted(kind, extensions(question))
    except TelarError as error:
        raise error.at(file=path.name) from None
    return evidence_name(f"{path.stem}.{kind.extension}"), content


def _require_file(path: Path) -> None:
    """A folder is no file, and a pipe would be waited for."""
    if path.exists() and not path.is_file():
        raise FileError("FILE-006", Place(file=str(path)))


def _desk(form: Form, now: datetime, language: str) -> Desk:
    session = Session(form, now=now.astimezone(), language=form.language_for(language), spell=spell_output)
    return Desk("", session, DeskFacts(form_title=title(form, language)))


def _opens(path: Path) -> bool:
    try:
        Form.load(path)
    except TelarError:
        return False
    return True


def _errors_first(finding: ExplainedFinding) -> bool:
    return finding.severity != "error"
