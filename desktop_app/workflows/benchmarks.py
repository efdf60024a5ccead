"""Reference means: how others scored in a wave, as the authority publishes them, to be laid beside one's own result."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from desktop_app.diagnosis import Benchmark, Rubric
from desktop_app.diagnosis.comparison import REFERENCE_FORMAT
from desktop_app.errors import FileError, Place, UsageError
from desktop_app.fileio import read_limited
from desktop_app.store import Means
from desktop_app.workflows.shipped import shipped_forms

if TYPE_CHECKING:
    from desktop_app.workflows.workspace import Workspace

MOST_BYTES: Final = 1024 * 1024
_MOST_GROUPS: Final = 100
_MOST_MEANS: Final = 500
_MOST_INITIATIVES: Final = 1_000_000
_HIGHEST: Final = 1_000_000.0
"""Of a mean whose highest value no form tells."""
_NAME: Final = re.compile(r"[\w.-]{1,60}")
_KEYS: Final = {"format", "form", "wave", "national", "macrosector"}


@dataclass(frozen=True, slots=True)
class BenchmarkFile:
    """What a reference file holds: the means of one wave of one form."""

    form_id: str
    wave: str
    benchmarks: tuple[Benchmark, ...]


def read_benchmarks(data: bytes) -> BenchmarkFile:
    """The means in a reference file.

    Raises:
        UsageError: ``USE-019`` it is no reference file, ``USE-020`` a value in it cannot be.
        FileError: ``FILE-007`` it is larger than any of ours.
    """
    found = _parsed(data)
    if not isinstance(found, dict) or found.get("format") != REFERENCE_FORMAT or not found.keys() <= _KEYS:
        raise UsageError("USE-019")
    groups = found.get("macrosector", {})
    if not isinstance(groups, dict) or len(groups) > _MOST_GROUPS:
        raise UsageError("USE-020", what="macrosector")
    form_id, wave = _name(found.get("form"), "form"), _name(found.get("wave"), "wave")
    benchmarks = []
    if "national" in found:
        benchmarks.append(_benchmark("national", "", wave, found["national"]))
    benchmarks += [_benchmark("macrosector", _name(each, "macrosector"), wave, groups[each]) for each in groups]
    if not benchmarks:
        raise UsageError("USE-019")
    return BenchmarkFile(form_id, wave, tuple(benchmarks))


def import_benchmarks(workspace: Workspace, path: Path, now: datetime) -> BenchmarkFile:
    """Keeps the means in the file at ``path``; they replace what was known of the same wave. On the database thread.

    Raises:
        UsageError: as ``read_benchmarks``; also ``USE-020`` for a mean above what the form lets anybody reach.
        FileError: the file cannot be read or is too large.
    """
    file = read_benchmarks(read_limited(path, MOST_BYTES))
    keep_benchmarks(workspace, file, now)
    return file


def keep_benchmarks(workspace: Workspace, file: BenchmarkFile, now: datetime) -> None:
    """The same with what was read from elsewhere; ``USE-020``."""
    _refuse_unreachable(workspace, file)
    means = [Means(each.scope, each.group, each.wave, each.count, each.means) for each in file.benchmarks]
    workspace.store.benchmarks.replace(file.form_id, file.wave, means, at=now)


def _refuse_unreachable(workspace: Workspace, file: BenchmarkFile) -> None:
    """A form that does not ship here sets no limits."""
    if file.form_id not in {form.id for form in shipped_forms()}:
        return
    rubric = Rubric.read(workspace.forms.shipped(file.form_id)[0])
    highest = dict(_highest(rubric)) if rubric is not None else {}
    for benchmark in file.benchmarks:
        for code, value in benchmark.means.items():
            if value > highest.get(code, math.inf):
                raise UsageError("USE-020", Place(entry=benchmark.group or benchmark.scope), what=f"{code} = {value:g}")


def _highest(rubric: Rubric) -> Iterator[tuple[str, float]]:
    yield from ((each.code, each.max) for each in rubric.indicators)
    yield from ((each.code, each.max) for each in rubric.areas)
    yield from ((each.code, each.max) for each in rubric.dimensions)
    if rubric.total is not None:
        yield "TOTAL", rubric.total.max


def _parsed(data: bytes) -> object:
    if len(data) > MOST_BYTES:
        raise FileError("FILE-007", limit=MOST_BYTES // 1024)
    try:
        return json.loads(data.decode("utf-8-sig"), object_pairs_hook=_distinct, parse_constant=_refuse_constant)
    except (ValueError, RecursionError):  # no UTF-8, no JSON, a number of too many figures, or too deep
        raise UsageError("USE-019") from None


def _distinct(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key twice")
    return found


def _refuse_constant(name: str) -> object:
    raise ValueError(name)


def _name(value: object, what: str) -> str:
    if not isinstance(value, str) or not _NAME.fullmatch(value):
        raise UsageError("USE-020", what=what)
    return value


def _benchmark(scope: str, group: str, wave: str, given: object) -> Benchmark:
    place = group or scope
    if not isinstance(given, dict) or given.keys() != {"count", "means"}:
        raise UsageError("USE-020", what=place)
    count, means = given["count"], given["means"]
    if type(count) is not int or not 1 <= count <= _MOST_INITIATIVES:
        raise UsageError("USE-020", Place(entry=place), what="count")
    if not isinstance(means, dict) or not 1 <= len(means) <= _MOST_MEANS:
        raise UsageError("USE-020", Place(entry=place), what="means")
    return Benchmark(scope, group, wave, count, dict(_means(means, place)))


def _means(given: Mapping[str, object], place: str) -> Iterator[tuple[str, float]]:
    for key, value in given.items():
        code = _name(key, "means")
        number = float(value) if type(value) is float or (type(value) is int and abs(value) <= _HIGHEST) else math.nan
        if not 0 <= number <= _HIGHEST:
            raise UsageError("USE-020", Place(entry=place), what=code)
        yield code, number
