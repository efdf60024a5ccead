"""A folder of packages comes in: file after file, in the order of their names, a batch at a time."""

from __future__ import annotations

import gc
import os
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Final

from desktop_app.errors import Explanation, FileError, ReceptionError, TelarError, explained
from desktop_app.fileio import read_limited, refusal
from desktop_app.workflows import paper
from desktop_app.workflows.entity import Entity
from desktop_app.workflows.verify import PACKAGE_LIMIT

if TYPE_CHECKING:
    from desktop_app.reception.intake import Line, Recorder

BATCH_FILES: Final = 100
BATCH_BYTES: Final = 32 * 1024 * 1024
"""A batch is written once it has so many files or bytes; memory does not grow with the folder."""
BATCH_PICTURES: Final = 5
"""Or so many pictures and PDFs: each is looked at page by page, and whoever stops it does not want to wait long."""
_PIECE: Final = 1024 * 1024
_PASSING: Final = (".part", ".partial", ".crdownload", ".tmp", "~")
"""Names of what is still being copied or downloaded."""


@dataclass(frozen=True, slots=True)
class Told:
    """What became of a file. ``outcome`` is ``filed``, ``replaced``, ``duplicate``, ``quarantined`` or ``refused``;
    ``reason`` why, where there is something to say; ``known``: it was received before under this name; ``channel`` is
    ``file``, or ``paper`` for what was read off a picture or PDF."""

    file: str
    outcome: str
    reason: Explanation | None
    initiative: str
    known: bool
    channel: str = "file"


@dataclass(frozen=True, slots=True)
class Progress:
    """How far it is: ``done`` of ``total`` files, and what became of the last ones."""

    done: int
    total: int
    told: tuple[Told, ...]


@dataclass(frozen=True, slots=True)
class Tally:
    """What a folder brought. Counts are of files: ``known`` are those that were received before, which the counts of
    outcomes leave out; ``settled`` are those set aside before and now decided. ``stopped``: not all were looked at."""

    folder: str
    files: int
    filed: int
    replaced: int
    duplicate: int
    quarantined: int
    refused: int
    known: int
    settled: tuple[Told, ...]
    stopped: bool


@dataclass(frozen=True, slots=True)
class _Found:
    """A file as it lies there; ``error`` is why it is not looked into."""

    name: str
    content: bytes
    sha256: str
    error: TelarError | None = None


@dataclass
class _Batch:
    files: list[_Found] = field(default_factory=list)
    size: int = 0
    pictures: int = 0

    def add(self, found: _Found) -> None:
        self.files.append(found)
        self.size += len(found.content)
        self.pictures += paper.is_picture(found.name)

    @property
    def full(self) -> bool:
        many = len(self.files) >= BATCH_FILES or self.pictures >= BATCH_PICTURES
        return many or self.size >= BATCH_BYTES


def receive_folder(
    entity: Entity,
    folder: Path,
    now: datetime,
    *,
    only: Sequence[Path] | None = None,
    tell: Callable[[Progress], None] = lambda _progress: None,
    stop: Callable[[], bool] = lambda: False,
    language: str = "es",
) -> Tally:
    """Receives every file of ``folder`` and of the folders in it. Doing it twice changes nothing; what is broken or not
    to be read is a line of its own and stops nothing.

    Args:
        only: files below ``folder``, in the place of all of them.
        tell: told after each batch.
        stop: asked before each file; what was done until then stays done, and the next time goes on from there.

    Raises:
        AuthorityError: the passphrase of the operations identity. ReceptionError: RCV-021 the books.
        FileError: the folder cannot be read.
    """
    paths = files_in(folder) if only is None else list(only)
    identities = entity.identities()
    with entity.books.write() as connection:
        recorder = entity.recorder(connection)
    settled = settle(entity, now, language)
    counted: Counter[str] = Counter()
    done, stopped, batch = 0, False, _Batch()

    def flush() -> None:
        with _undisturbed():
            lines = _record(entity, recorder, batch.files, identities, now)
        counted.update("known" if each.known else each.outcome for each in lines)
        tell(Progress(done, len(paths), tuple(told(each, language) for each in lines)))

    for path in paths:
        if stop():
            stopped = True
            break
        batch.add(_found(path, path.relative_to(folder).as_posix()))
        done += 1
        if batch.full:
            flush()
            batch = _Batch()
    if batch.files:
        flush()
    if counted["filed"]:
        entity.books.learn()
    outcomes = ("filed", "replaced", "duplicate", "quarantined", "refused", "known")
    counts = {name: counted[name] for name in outcomes}
    return Tally(folder=str(folder), files=done, settled=settled, stopped=stopped, **counts)


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Without cyclic collections: the answers of a batch set off dozens, each of which goes through all there is."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def settle(entity: Entity, now: datetime, language: str = "es") -> tuple[Told, ...]:
    """Looks again at what was set aside, and reads the answers to forms that have become known."""
    from desktop_app.reception import intake

    with entity.books.write() as connection:
        recorder = entity.recorder(connection)
        lines = intake.rejudge(connection, recorder, entity.identities(), now)
        intake.refill(connection, recorder, entity.identities(), now)
    return tuple(told(each, language) for each in lines)


def files_in(folder: Path) -> list[Path]:
    """The files below ``folder`` in the order of their names, without hidden ones and what is still being copied."""
    try:
        return sorted(_walk(folder), key=lambda path: path.relative_to(folder).as_posix())
    except OSError as error:
        raise refusal(error, folder) from error


Stamp = tuple[Path, int, int]
"""A file, its size in bytes, and when it was changed, in nanoseconds."""


def stamps(folder: Path) -> frozenset[Stamp]:
    """What ``files_in`` finds, with what tells a file that is still growing from one that is complete."""
    found = set()
    for path in files_in(folder):
        try:
            facts = path.stat()
        except OSError:
            continue
        found.add((path, facts.st_size, facts.st_mtime_ns))
    return frozenset(found)


def _walk(folder: Path) -> Iterator[Path]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.startswith(".") or entry.name.lower().endswith(_PASSING):
                continue
            if entry.is_dir(follow_symlinks=False):
                yield from _walk(Path(entry.path))
            elif entry.is_file(follow_symlinks=False):
                yield Path(entry.path)


def _record(
    entity: Entity, recorder: Recorder, batch: Sequence[_Found], identities: Sequence[str], now: datetime
) -> tuple[Line, ...]:
    """What became of a batch. Only what is new is opened, and nobody waits while it is."""
    from desktop_app.reception import records
    from desktop_app.reception.intake import Examined, examine

    with entity.books.read() as connection:
        seen = records.seen(connection, [each.sha256 for each in batch])
    examined: list[Examined] = []
    for each in batch:
        if each.error is not None or (each.sha256, each.name) in seen:
            examined.append(Examined(each.name, each.content, each.sha256, error=each.error))
        elif paper.is_picture(each.name):
            examined += paper.examine(entity, recorder, each.name, each.content, each.sha256)
        else:
            examined.append(examine(each.name, each.content, each.sha256, identities, now))
    with entity.books.write() as connection:
        return recorder.record(connection, examined, now)


def _found(path: Path, name: str) -> _Found:
    try:
        if path.stat().st_size > PACKAGE_LIMIT:
            return _Found(name, b"", _digest(path), ReceptionError("RCV-018", limit=PACKAGE_LIMIT // 1_000_000))
        content = read_limited(path, PACKAGE_LIMIT)
    except OSError as error:
        return _Found(name, b"", "", refusal(error, path))
    except FileError as error:
        return _Found(name, b"", "", error)
    return _Found(name, content, sha256(content).hexdigest())


def _digest(path: Path) -> str:
    found = sha256()
    with path.open("rb") as stream:
        while piece := stream.read(_PIECE):
            found.update(piece)
    return found.hexdigest()


def told(line: Line, language: str) -> Told:
    """A line of the books in words."""
    reason = explained(line.code, None, language, line.params) if line.code else None
    return Told(line.name, line.outcome, reason, line.initiative, line.known, line.channel)
