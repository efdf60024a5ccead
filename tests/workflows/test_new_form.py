"""A form begun: what is written, that it works as it is, and what is refused."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from desktop_app.diagnosis import Rubric, diagnose
from desktop_app.diagnosis.results import results
from desktop_app.errors import FileError, FormError
from desktop_app.texts import Texts
from desktop_app.workflows.forms import check_form
from desktop_app.workflows.new_form import new_form
from desktop_app.workflows.shipped import CARD_FORM, shipped_form
from desktop_app.xforms import Form, Session
from desktop_app.xforms.model import Group

NOW = datetime(2027, 3, 1, 15, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, ...]:
    return new_form("madurez_digital", tmp_path_factory.mktemp("autora") / "nuevo", NOW, "es")


@pytest.fixture(scope="module")
def form(begun: tuple[Path, ...]) -> Form:
    return Form.load(begun[0])


def identification(form: Form) -> Group:
    return next(each for each in form.body if isinstance(each, Group) and each.ref.endswith("/identificacion"))


def test_the_workbook_and_its_lists_are_written_and_in_order(begun: tuple[Path, ...]) -> None:
    folder = begun[0].parent
    assert [path.relative_to(folder).as_posix() for path in begun] == [
        "madurez_digital.xlsx",
        "media/departments.csv",
        "media/municipalities.csv",
        "media/ciiu.csv",
        "media/chambers.csv",
    ]
    assert check_form(begun[0], "es").findings == ()


def test_it_is_called_as_it_was_told(form: Form) -> None:
    assert (form.id, form.title, form.version) == ("madurez_digital", "Madurez digital", "2027.1")
    names = {each.name: each.label for each in form.choice_list("telar_names", "Español (es)")}
    assert names["FORM"] == "Madurez digital"


def test_its_identification_is_the_cards(form: Form) -> None:
    card = Form.load(shipped_form(CARD_FORM).path)
    ours = {each.ref: each for each in identification(form).questions()}
    for question in identification(card).questions():
        assert ours[question.ref] == question
        assert form.binds[question.ref] == card.binds[question.ref]
        for language in form.languages:
            assert form.text(question.ref, language) == card.text(question.ref, language)
    for name in ("macrosector", "sector", "entity_kind", "chambers"):
        assert form.choice_list(name, None) == card.choice_list(name, None)


def test_the_example_has_all_that_an_instrument_has(form: Form) -> None:
    rubric = Rubric.read(form)
    assert rubric is not None
    assert [(area.code, len(area.indicators)) for area in rubric.areas] == [("A1", 2), ("A2", 2)]
    assert rubric.total is not None
    assert rubric.level_ref
    assert len(rubric.levels("Español (es)")) == 3
    assert all(
        f"{each.code}_{score}" in rubric.actions("Español (es)") for each in rubric.indicators for score in (0, 1)
    )
    assert {each.key for each in results(form)} == {"digital_owner_pct", "firms.participating", "firms.online"}
    session = Session(form, now=NOW)
    for name, value in {"online_sales": "0", "customer_data": "1", "training": "2", "owner": "2"}.items():
        session.set(next(ref for ref in form.binds if ref.endswith(f"/{name}")), value)
    diagnosis = diagnose(session, rubric)
    assert (diagnosis.total.value, diagnosis.level.number if diagnosis.level else "") == (1.25, "2")
    for name, value in {"firms": "10", "firms_online": "9"}.items():
        session.set(f"/data/cifras/{name}", value)
    assert session.is_relevant("/data/cifras/w_online")


@pytest.mark.parametrize("language", ["es", "en"])
def test_every_heading_says_what_its_column_is_for(tmp_path: Path, language: str) -> None:
    book = load_workbook(new_form("prueba", tmp_path, NOW, language)[0])
    said = {cell.comment.text if cell.comment else "" for sheet in book for cell in sheet[1]}
    texts = Texts.load("form_columns", language)
    assert said == {texts[key] for key in texts}


def test_nothing_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "media").mkdir()
    own = tmp_path / "media" / "chambers.csv"
    own.write_text("name,label\npropia,Una lista propia\n", encoding="utf-8")
    written = new_form("prueba", tmp_path, NOW, "es")
    assert own not in written
    assert "propia" in own.read_text(encoding="utf-8")
    before = written[0].read_bytes()
    with pytest.raises(FormError) as refused:
        new_form("prueba", tmp_path, NOW, "es")
    assert refused.value.code == "FORM-121"
    assert written[0].read_bytes() == before


@pytest.mark.parametrize(
    "name", ["", "a", "Madurez", "madurez digital", "9lunas", "año", "../fuera", "a" * 41, "CON.x"]
)
def test_a_name_that_is_none(tmp_path: Path, name: str) -> None:
    with pytest.raises(FormError) as refused:
        new_form(name, tmp_path, NOW, "es")
    assert refused.value.code == "FORM-120"
    assert list(tmp_path.iterdir()) == []


@given(st.text(max_size=50))
def test_a_name_that_is_taken_holds_nothing_that_a_path_is_made_of(name: str) -> None:
    """Nothing is written: a file stands where the folder would be."""
    with pytest.raises((FormError, FileError)) as refused:
        new_form(name, Path(__file__), NOW, "es")
    if isinstance(refused.value, FileError):
        assert name.isascii()
        assert not set(name) & set("/\\:. ")
    else:
        assert refused.value.code == "FORM-120"
