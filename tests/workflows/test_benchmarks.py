"""Reference means from a file that anybody may have written."""

from __future__ import annotations

import json
import math
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.diagnosis import Benchmark
from desktop_app.diagnosis.comparison import REFERENCE_FORMAT as FORMAT
from desktop_app.errors import FileError, UsageError
from desktop_app.workflows.benchmarks import MOST_BYTES, import_benchmarks, read_benchmarks
from desktop_app.workflows.responses import open_response
from desktop_app.workflows.workspace import Workspace
from tests.support.desks import INSTRUMENT, NOW, begin

GOOD = {
    "format": FORMAT,
    "form": INSTRUMENT,
    "wave": "2025",
    "national": {"count": 100, "means": {"TOTAL": 16.5, "P01": 1}},
    "macrosector": {
        "agroindustria": {"count": 30, "means": {"P01": 1.25}},
        "turismo": {"count": 1, "means": {"P02": 0}},
    },
}


def written(folder: Path, content: object) -> Path:
    path = folder / "referencia.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


def changed(**more: object) -> dict[str, object]:
    return {**GOOD, **more}


def test_what_a_file_holds() -> None:
    found = read_benchmarks(b"\xef\xbb\xbf" + json.dumps(GOOD).encode())
    assert (found.form_id, found.wave) == (INSTRUMENT, "2025")
    assert found.benchmarks == (
        Benchmark("national", "", "2025", 100, {"TOTAL": 16.5, "P01": 1.0}),
        Benchmark("macrosector", "agroindustria", "2025", 30, {"P01": 1.25}),
        Benchmark("macrosector", "turismo", "2025", 1, {"P02": 0.0}),
    )


def test_imported_means_are_beside_the_responses_to_the_form(workspace: Workspace, tmp_path: Path) -> None:
    response = begin(workspace)
    assert open_response(workspace, response, NOW).facts.benchmarks == ()
    file = import_benchmarks(workspace, written(tmp_path, GOOD), NOW)
    assert open_response(workspace, response, NOW).facts.benchmarks == file.benchmarks[:2]
    again = changed(national={"count": 101, "means": {"P02": 2}}, macrosector={})
    import_benchmarks(workspace, written(tmp_path, again), NOW + timedelta(days=1))
    (only,) = open_response(workspace, response, NOW).facts.benchmarks
    assert (only.count, only.means) == (101, {"P02": 2.0})


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff\xfe{}",
        b"[]",
        b"null",
        b"{}",
        b"{" * 100_000,
        b"[" * 500_000,
        b'{"format": "urn:telar:reference:2"}',
        json.dumps({**GOOD, "more": 1}).encode(),
        json.dumps({"format": FORMAT, "form": "ssme", "wave": "2025"}).encode(),
        json.dumps(GOOD).replace('"count": 100', '"count": 100, "count": 100').encode(),
        json.dumps(GOOD).replace("16.5", "NaN").encode(),
        json.dumps(GOOD).replace("16.5", "-Infinity").encode(),
        json.dumps(GOOD).replace("16.5", "9" * 5000).encode(),
    ],
    ids=range(14),
)
def test_what_is_no_reference_file(data: bytes) -> None:
    with pytest.raises(UsageError) as caught:
        read_benchmarks(data)
    assert caught.value.code == "USE-019"


NATIONAL = [
    5,
    {},
    {"count": 1},
    {"count": 1, "means": {}, "more": 1},
    {"count": 0, "means": {"A": 1}},
    {"count": True, "means": {"A": 1}},
    {"count": 1.5, "means": {"A": 1}},
    {"count": 10**9, "means": {"A": 1}},
    {"count": 1, "means": {}},
    {"count": 1, "means": []},
    {"count": 1, "means": {"A": -0.01}},
    {"count": 1, "means": {"A": 1e300}},
    {"count": 1, "means": {"A": 10**300}},
    {"count": 1, "means": {"A": "1"}},
    {"count": 1, "means": {"A": None}},
    {"count": 1, "means": {"A": True}},
    {"count": 1, "means": {"": 1}},
    {"count": 1, "means": {"A\n": 1}},
    {"count": 1, "means": {"A" * 61: 1}},
    {"count": 1, "means": {f"A{number}": 1 for number in range(501)}},
]


@pytest.mark.parametrize("national", NATIONAL, ids=range(len(NATIONAL)))
def test_a_value_that_cannot_be(national: object) -> None:
    with pytest.raises(UsageError) as caught:
        read_benchmarks(json.dumps(changed(national=national)).encode())
    assert caught.value.code == "USE-020"


@pytest.mark.parametrize(
    "more",
    [
        {"form": ""},
        {"form": 5},
        {"form": "a/b"},
        {"wave": 2025},
        {"wave": "x" * 61},
        {"macrosector": []},
        {"macrosector": {"": GOOD["national"]}},
        {"macrosector": {f"m{number}": GOOD["national"] for number in range(101)}},
    ],
)
def test_a_name_that_cannot_be(more: dict[str, object]) -> None:
    with pytest.raises(UsageError) as caught:
        read_benchmarks(json.dumps(changed(**more)).encode())
    assert caught.value.code == "USE-020"


@pytest.mark.parametrize(("code", "value"), [("P01", 2.01), ("TOTAL", 26.5)])
def test_a_mean_that_nobody_can_reach(workspace: Workspace, tmp_path: Path, code: str, value: float) -> None:
    import_benchmarks(workspace, written(tmp_path, GOOD), NOW)
    before = workspace.store.benchmarks.latest(INSTRUMENT)
    with pytest.raises(UsageError) as caught:
        import_benchmarks(workspace, written(tmp_path, changed(national={"count": 3, "means": {code: value}})), NOW)
    assert caught.value.code == "USE-020"
    assert code in caught.value.explain().cause
    assert workspace.store.benchmarks.latest(INSTRUMENT) == before


def test_means_for_a_form_that_does_not_ship_here(workspace: Workspace, tmp_path: Path) -> None:
    import_benchmarks(
        workspace, written(tmp_path, changed(form="otro", national={"count": 1, "means": {"Z": 50}})), NOW
    )
    assert workspace.store.benchmarks.latest("otro")[0].means == {"Z": 50.0}


def test_files_that_are_too_large_or_not_there(workspace: Workspace, tmp_path: Path) -> None:
    (tmp_path / "grande.json").write_bytes(b" " * (MOST_BYTES + 1))
    for name, code in (("grande.json", "FILE-007"), ("nada.json", "FILE-001")):
        with pytest.raises(FileError) as caught:
            import_benchmarks(workspace, tmp_path / name, NOW)
        assert caught.value.code == code
    with pytest.raises(FileError, match="FILE-007"):
        read_benchmarks(b" " * (MOST_BYTES + 1))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=150, deadline=None)
@given(field=st.sampled_from([*GOOD, "count", "means", "P01"]), value=JSON)
def test_whatever_stands_in_a_field_is_taken_or_refused(field: str, value: object) -> None:
    content = json.loads(json.dumps(GOOD))
    if field in GOOD:
        content[field] = value
    elif field == "P01":
        content["national"]["means"]["P01"] = value
    else:
        content["national"][field] = value
    found = None
    with suppress(UsageError):
        found = read_benchmarks(json.dumps(content).encode("utf-8", "surrogatepass"))
    for benchmark in found.benchmarks if found else ():
        assert benchmark.count >= 1
        assert all(math.isfinite(mean) and mean >= 0 for mean in benchmark.means.values())
