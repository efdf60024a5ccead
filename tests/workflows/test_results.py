"""What is published of a wave: every file, out of books into which real packages came."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path

import pyreadstat
import pytest
from openpyxl import load_workbook

from desktop_app.reception.books import Books
from desktop_app.reception.scope import Filters
from desktop_app.submission.authority import Vault
from desktop_app.workflows import results
from desktop_app.workflows.benchmarks import read_benchmarks
from desktop_app.workflows.entity import opened
from desktop_app.workflows.intake import receive_folder
from desktop_app.workflows.results import Wanted, Written, write_results
from tests.support.authorities import vault
from tests.support.packages import NOW
from tests.support.pdfs import look
from tests.support.received import enrol, packaged
from tests.support.reception import SOON

WAVE = "2026"
MANAGERS = 7
SECTORS = ("agroindustria", "servicios")


def _sent(entity: Vault, folder: Path, wave: str, count: int) -> None:
    for number in range(count):
        other = {"<macrosector>agroindustria</macrosector>": f"<macrosector>{SECTORS[number > 4]}</macrosector>"}
        (folder / f"{wave}-{number}.asice.age").write_bytes(packaged(entity, number, wave=wave, replacing=other))


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Books]:
    """Seven answered, five of them of the agro-industry; five had answered the wave before."""
    place = tmp_path_factory.mktemp("ola")
    entity, folder = vault(place / "entidad"), place / "llegó"
    folder.mkdir()
    for number in range(MANAGERS):
        enrol(entity, number)
    _sent(entity, folder, "2025", 5)
    _sent(entity, folder, WAVE, MANAGERS)
    with opened(entity) as found:
        assert receive_folder(found, folder, SOON).filed == MANAGERS + 5
        yield found.books


def _written(books: Books, folder: Path, wave: str = WAVE, **how: object) -> Written:
    (form,) = results.forms(books, wave)
    return write_results(books, form, wave, folder, NOW, **how)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def whole(books: Books, tmp_path_factory: pytest.TempPathFactory) -> tuple[Written, Path, list[tuple[int, int]]]:
    """The whole wave as it was written, where, and what was told meanwhile."""
    folder = tmp_path_factory.mktemp("salida")
    told: list[tuple[int, int]] = []
    return _written(books, folder, tell=lambda done, total: told.append((done, total))), folder, told


Whole = tuple[Written, Path, list[tuple[int, int]]]


def test_everything_is_written_and_agrees(whole: Whole) -> None:
    written, folder, told = whole
    figures = json.loads((folder / results.FIGURES).read_text(encoding="utf-8"))
    assert figures == json.loads(json.dumps(dict(written.published.figures)))
    assert figures["responding"] == MANAGERS
    assert {path.relative_to(folder).parts[0] for path in written.files} == {
        results.FIGURES,
        results.WORKBOOK,
        results.SUMMARY,
        results.TABLES,
        results.SHEETS,
        results.DATA,
        "referencia-ssme-2026.json",
    }
    assert sorted(path for path in folder.rglob("*") if path.is_file()) == sorted(written.files)
    assert told[-1][0] == told[-1][1] == len(written.files)
    assert not written.stopped
    assert not written.left_out


def test_the_files_open_with_their_figures(whole: Whole) -> None:
    _, folder, _ = whole
    total = json.loads((folder / results.FIGURES).read_text(encoding="utf-8"))["total_mean"]
    text = look((folder / results.SUMMARY).read_bytes()).flat
    assert f"{total:.2f}".replace(".", ",") in text
    book = load_workbook(io.BytesIO((folder / results.WORKBOOK).read_bytes()))
    assert len(book.sheetnames) > 10
    frame, meta = pyreadstat.read_sav(folder / results.DATA / "ssme.sav")
    assert len(frame) == MANAGERS
    assert meta.column_names_to_labels["macrosector"]
    table = (folder / results.TABLES / "areas.csv").read_bytes()
    assert table.startswith(b"\xef\xbb\xbf")
    assert ";" in table.decode("utf-8-sig").splitlines()[0]


def test_each_has_its_sheet_though_all_have_one_name(whole: Whole) -> None:
    sheets = sorted((whole[1] / results.SHEETS).iterdir())
    assert len(sheets) == MANAGERS
    assert all("EJEMPLO: Cacao de Arauca" in look(each.read_bytes()).flat for each in sheets)


def test_the_reference_goes_into_the_next_kit(whole: Whole) -> None:
    found = read_benchmarks((whole[1] / "referencia-ssme-2026.json").read_bytes())
    assert (found.form_id, found.wave) == ("ssme", WAVE)
    assert [(each.scope, each.group) for each in found.benchmarks] == [
        ("national", ""),
        ("macrosector", "agroindustria"),
    ]


def test_a_part_of_the_wave_has_no_reference(books: Books, tmp_path: Path) -> None:
    written = _written(books, tmp_path, filters=Filters(macrosector="agroindustria"))
    assert written.published.figures["responding"] == 5
    assert written.published.filters
    assert not list(tmp_path.glob("referencia-*"))
    assert len(list((tmp_path / results.SHEETS).iterdir())) == 5


def test_nothing_is_told_of_fewer_than_five(books: Books, tmp_path: Path) -> None:
    written = _written(books, tmp_path, filters=Filters(macrosector="servicios"))
    assert written.published.figures["total_mean"] is None
    assert not (tmp_path / results.DATA).exists()


@pytest.mark.parametrize(
    ("wanted", "there"),
    [
        (Wanted(sheets=False, data=False), set()),
        (Wanted(sheets=True, data=False), {results.SHEETS}),
        (Wanted(sheets=False, data=True), {results.DATA}),
    ],
)
def test_sheets_and_data_where_wanted(books: Books, tmp_path: Path, wanted: Wanted, there: set[str]) -> None:
    assert not _written(books, tmp_path, wanted=wanted).left_out
    assert {name for name in (results.SHEETS, results.DATA) if (tmp_path / name).exists()} == there


def test_too_many_initiatives_are_told(books: Books, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(results, "MANY", MANAGERS - 1)
    assert _written(books, tmp_path).left_out == ("sheets", "data")
    assert not (tmp_path / results.SHEETS).exists()
    assert _written(books, tmp_path, wanted=Wanted(sheets=True)).left_out == ("data",)


def test_stopped_between_two_files(books: Books, tmp_path: Path) -> None:
    done: list[int] = []
    written = _written(books, tmp_path, tell=lambda number, _total: done.append(number), stop=lambda: len(done) == 3)
    assert written.stopped
    assert len(written.files) == len([path for path in tmp_path.rglob("*") if path.is_file()]) == 3


def test_waves_and_forms_there_are(books: Books) -> None:
    assert results.waves(books) == (WAVE, "2025")
    assert [form.id for form in results.forms(books, WAVE)] == ["ssme"]
    assert results.forms(books, "2019") == ()
    assert dict(results.choices(books, "ssme", WAVE))["macrosector"] == (
        ("agroindustria", "Agroindustria"),
        ("servicios", "Servicios"),
    )


def test_the_same_twice_is_the_same(books: Books, whole: Whole, tmp_path: Path) -> None:
    for one, other in zip(whole[0].files, _written(books, tmp_path).files, strict=True):
        if one.suffix in {".json", ".csv", ".pdf"}:
            assert one.read_bytes() == other.read_bytes(), one.name
