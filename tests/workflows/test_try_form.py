"""A form looked over and tried: what is found, a desk that no disk knows, files in memory."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app import paths
from desktop_app.errors import FileError, FormError, StoreError
from desktop_app.store.attachments import MOST_BYTES, MOST_BYTES_OF_RESPONSE
from desktop_app.workflows import try_form
from desktop_app.workflows.try_form import HeldFiles

NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"

GOOD = """
    | survey |
    | | type | name | label::Español (es) | label::English (en) | relevant | calculation | constraint |
    | | integer | age | Edad | Age | | | . < 120 |
    | | text | job | Oficio | Job | ${age} >= 18 | | |
    | | calculate | double | | | | ${age} * 2 | |
    | | begin_repeat | person | Persona | Person | | | |
    | | text | name | Nombre | Name | | | |
    | | end_repeat | | | | | | |
    | | file | minutes | Acta | Minutes | | | |
"""
FAULTY = """
    | survey |
    | | type | name | label | relevant |
    | | integer | age | Edad | ${nobody} = 1 |
    | | text | age | Otra | |
    | choices |
    | | list_name | name | label |
    | | unused | a | A |
"""
REMARKABLE = """
    | survey |
    | | type | name | label |
    | | begin_repeat | r | |
    | | text | a | Algo |
    | | end_repeat | | |
"""


def written(folder: Path, markdown: str, name: str = "form.md") -> Path:
    path = folder / name
    path.write_text(dedent(markdown).strip(), encoding="utf-8")
    return path


# The file looked over


def test_a_clean_form_opens_and_nothing_is_said_of_it(tmp_path: Path) -> None:
    found = try_form.examine(written(tmp_path, GOOD), "es")
    assert found.opens
    assert found.findings == ()
    assert found.stamp == try_form.stamp(found.path)


def test_errors_come_before_warnings_and_keep_their_order(tmp_path: Path) -> None:
    found = try_form.examine(written(tmp_path, FAULTY), "es")
    severities = [finding.severity for finding in found.findings]
    assert severities == sorted(severities)
    assert severities[0] == "error"
    assert sorted(map(str, found.findings)) == sorted(map(str, found.report.findings))
    assert not found.opens


def test_warnings_do_not_keep_a_form_from_being_tried(tmp_path: Path) -> None:
    found = try_form.examine(written(tmp_path, REMARKABLE), "es")
    assert found.findings
    assert {finding.severity for finding in found.findings} == {"warning"}
    assert found.opens


def test_findings_speak_the_language_asked_for(tmp_path: Path) -> None:
    path = written(tmp_path, FAULTY)
    causes = [try_form.examine(path, language).findings[0].explanation.cause for language in ("es", "en")]
    assert causes[0] != causes[1]


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("clave.xlsx", bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600), "FORM-069"),
        ("roto.xlsx", b"PK\x03\x04 no", "FORM-007"),
        ("respuesta.xml", b"<data id='x'/>", "FORM-003"),
        ("grande.xlsx", bytes(20_000_000), "FILE-007"),
    ],
)
def test_what_is_no_form_is_refused_in_words(tmp_path: Path, name: str, content: bytes, code: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    found = try_form.examine(path, "es")
    assert [finding.explanation.code for finding in found.findings] == [code]
    assert not found.opens


def test_an_old_workbook_is_refused_with_the_way_out(tmp_path: Path) -> None:
    path = tmp_path / "viejo.xls"
    path.write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600))
    found = try_form.examine(path, "es")
    assert not found.opens
    assert ".xlsx" in found.findings[0].explanation.remedy


def test_what_is_no_file_is_refused_unread(tmp_path: Path) -> None:
    (tmp_path / "form.md").mkdir()
    with pytest.raises(FileError, match="FILE-006"):
        try_form.examine(tmp_path / "form.md", "es")


def test_a_file_that_is_not_there_has_no_stamp(tmp_path: Path) -> None:
    found = try_form.examine(tmp_path / "no.md", "es")
    assert found.stamp is None
    assert [finding.explanation.code for finding in found.findings] == ["FILE-001"]


def test_a_file_that_is_saved_again_has_another_stamp(tmp_path: Path) -> None:
    path = written(tmp_path, GOOD)
    before = try_form.stamp(path)
    assert before is not None
    os.utime(path, ns=(before[0] + 1_000_000_000,) * 2)
    assert try_form.stamp(path) != before


# The desk that no disk knows


def test_the_trial_belongs_to_no_response_and_speaks_the_window_s_language(tmp_path: Path) -> None:
    path = written(tmp_path, GOOD)
    before = sorted(tmp_path.rglob("*"))
    for language, label in (("es", "Edad"), ("en", "Age")):
        desk = try_form.try_form(path, NOW, language)
        assert desk.response_id == ""
        assert desk.session.label("/data/age") == label
    assert sorted(tmp_path.rglob("*")) == before


def test_the_shipped_instrument_is_tried_with_its_scores() -> None:
    desk = try_form.try_form(paths.forms_dir() / "autodiagnostico.md", NOW, "es")
    assert desk.diagnosis() is not None
    assert desk.facts.form_title


def test_a_form_that_does_not_load_says_why(tmp_path: Path) -> None:
    with pytest.raises(FormError):
        try_form.try_form(written(tmp_path, FAULTY), NOW, "es")
    with pytest.raises(FileError):
        try_form.try_form(tmp_path / "no.xlsx", NOW, "es")


def test_beginning_again_forgets_answers_and_keeps_the_language(tmp_path: Path) -> None:
    desk = try_form.try_form(written(tmp_path, GOOD), NOW, "en")
    desk.answer("/data/age", "40")
    fresh = try_form.again(desk, NOW)
    assert fresh.form is desk.form
    assert fresh.session.value("/data/age") == ""
    assert fresh.session.label("/data/age") == "Age"
    assert desk.session.value("/data/age") == "40"


def test_every_node_is_told_with_value_relevance_problem_and_calculation(tmp_path: Path) -> None:
    desk = try_form.try_form(written(tmp_path, GOOD), NOW, "es")
    desk.answer("/data/age", "130")
    told = {ref: try_form.field(desk, ref) for ref in try_form.fields(desk)}
    assert list(told) == list(desk.session.values())
    assert told["/data/age"].value == "130"
    assert told["/data/age"].problem
    assert told["/data/job"].relevant
    assert told["/data/double"].value == "260"
    assert "* 2" in told["/data/double"].calculation
    desk.answer("/data/age", "7")
    assert not try_form.field(desk, "/data/job").relevant
    assert try_form.field(desk, "/data/age").problem == ""


def test_nodes_of_repeats_are_told_once_an_instance(tmp_path: Path) -> None:
    desk = try_form.try_form(written(tmp_path, GOOD), NOW, "es")
    before = len(try_form.fields(desk))
    desk.session.add_repeat("/data/person")
    refs = try_form.fields(desk)
    assert len(refs) == before + 1
    assert try_form.field(desk, "/data/person[2]/name").calculation == ""


# Files in memory


def test_a_chosen_file_gets_the_name_that_a_response_would_give_it(tmp_path: Path) -> None:
    desk = try_form.try_form(written(tmp_path, GOOD), NOW, "es")
    path = tmp_path / "Acta número 1.PDF"
    path.write_bytes(PDF)
    held = HeldFiles()
    name, content = try_form.read_chosen(path, desk.form.question("/data/minutes"), held.room())
    assert content == PDF
    kept = held.keep(name, content, b"picture")
    assert kept.endswith(".pdf")
    assert " " not in kept
    assert held.content(kept) == PDF
    assert held.picture(kept) == b"picture"
    assert held.content("otro.pdf") is None


def test_what_a_response_refuses_is_refused_here_too(tmp_path: Path) -> None:
    question = try_form.try_form(written(tmp_path, GOOD), NOW, "es").form.question("/data/minutes")
    program = tmp_path / "acta.pdf"
    program.write_bytes(b"MZ" + bytes(400))
    with pytest.raises(StoreError) as refused:
        try_form.read_chosen(program, question, MOST_BYTES)
    assert refused.value.place.file == "acta.pdf"
    with pytest.raises(FileError, match="FILE-007"):
        try_form.read_chosen(program, question, 10)
    with pytest.raises(FileError, match="FILE-006"):
        try_form.read_chosen(tmp_path, question, MOST_BYTES)


def test_room_for_files_comes_to_an_end() -> None:
    held = HeldFiles()
    assert held.room() == MOST_BYTES
    held.keep("a.pdf", bytes(MOST_BYTES))
    assert held.room() == MOST_BYTES_OF_RESPONSE - MOST_BYTES
    held.keep("b.pdf", bytes(MOST_BYTES_OF_RESPONSE - MOST_BYTES))
    assert held.room() == 0


@given(st.lists(st.tuples(st.sampled_from(["a.pdf", "a-2.pdf", "b"]), st.binary(max_size=2)), max_size=12))
def test_no_file_takes_another_s_place(files: list[tuple[str, bytes]]) -> None:
    held = HeldFiles()
    kept = [(held.keep(name, data), data) for name, data in files]
    for name, data in kept:
        assert held.content(name) == data
