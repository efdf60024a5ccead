"""The list of a wave as people keep it: columns in any order and spelling, and everything wrong with it at once."""

from __future__ import annotations

import io
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from desktop_app.errors import ReceptionError
from desktop_app.reception.initiative_list import InitiativeList, made_id, read_list
from desktop_app.reception.registry import Member
from desktop_app.reception.vocabulary import Vocabularies
from desktop_app.texts import fold

KNOWN = Vocabularies(
    {
        "department": {"05": "Antioquia", "11": "Bogotá, D. C.", "13": "Bolívar", "52": "Nariño", "81": "Arauca"},
        "municipality": {
            "05001": "Medellín",
            "05059": "Armenia",
            "11001": "Bogotá, D. C.",
            "13001": "Cartagena de Indias",
            "52001": "Pasto",
            "54001": "San José de Cúcuta",
            "63001": "Armenia",
            "81001": "Arauca",
        },
        "macrosector": {"agroindustria": "Agroindustria", "servicios": "Servicios"},
        "chamber": {"arauca": "Arauca", "bogota": "Bogotá", "otra": "Otra cámara de comercio"},
    }
)
CACAO = Member(
    "ic-1", "Cacao de Arauca", "81", "81001", "agroindustria", "arauca", "Coordinación", "a@b.co", "300 123 4567"
)
HEAD = "código;Nombre;DEPARTAMENTO;Municipio;Macrosector;Cámara de comercio;Contacto;Correo electrónico;Teléfono\n"
ROW = "ic-1;Cacao de Arauca;Arauca;Arauca;Agroindustria;Arauca;Coordinación;a@b.co;300 123 4567\n"


def listed(text: str | bytes, **how: object) -> InitiativeList:
    data = text if isinstance(text, bytes) else text.encode()
    return read_list(data, ".csv", KNOWN, how.pop("ids", {}), **how)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "department", "code"),
    [
        ("Cúcuta", "", "54001"),
        ("CUCUTA", "54", "54001"),
        ("San José de Cúcuta", "54", "54001"),
        ("San José", "54", None),
        ("Cartagena", "13", "13001"),
    ],
)
def test_a_town_is_found_by_what_people_call_it(text: str, department: str, code: str | None) -> None:
    assert KNOWN.find("municipality", text, department) == code


def workbook(*rows: tuple[object, ...], empty_sheets: int = 0) -> bytes:
    book = Workbook()
    for _ in range(empty_sheets):
        book.create_sheet(index=0)
    sheet = book.worksheets[-1]
    for row in rows:
        sheet.append(row)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def told(found: InitiativeList) -> list[tuple[int, str, str]]:
    return [(each.row, each.column, each.what) for each in found.findings]


# -- what is read ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "data",
    [
        (HEAD + ROW).encode("utf-8"),
        (HEAD + ROW).encode("utf-8-sig"),
        (HEAD + ROW).encode("cp1252"),
        (HEAD + ROW).replace(";", ",").encode("cp1252"),
        (HEAD + ROW).replace(";", "\t").encode("utf-8"),
        (HEAD + ROW).replace("\n", "\r\n").encode("utf-8"),
        (HEAD.upper() + ROW.upper().replace("IC-1", "ic-1")).replace("A@B.CO", "a@b.co").encode("cp1252"),
        b"id,name,department,municipality,macrosector,chamber,contact,e-mail,phone\n"
        + "ic-1,Cacao de Arauca,81,81001,agroindustria,arauca,Coordinación,a@b.co,300 123 4567\n".encode(),
    ],
)
def test_a_text_in_any_of_its_clothes(data: bytes) -> None:
    (found,) = listed(data).members
    assert (found.id, fold(found.name), found.department, found.municipality) == (
        "ic-1",
        "cacao de arauca",
        "81",
        "81001",
    )
    assert (found.macrosector, found.chamber, found.email) == ("agroindustria", "arauca", "a@b.co")
    assert (fold(found.contact), found.phone) == ("coordinacion", "300 123 4567")
    assert listed(data).findings == ()


def test_a_workbook_whose_numbers_lost_their_zeros() -> None:
    data = workbook(
        ("Lista de iniciativas, ola V", None),
        (None,),
        ("Iniciativa", "Departamento", "Municipio", "Celular", "Correo", "Observaciones"),
        ("Moda", 5, 5001, 3001234567, "a@b.co", "nada"),
        (None, None),
        ("Salud", "bogota", "Bogotá D.C.", None, "c@d.co; e@f.co", None),
        empty_sheets=2,
    )
    found = read_list(data, ".xlsx", KNOWN, {})
    assert [(each.name, each.department, each.municipality, each.phone, each.email) for each in found.members] == [
        ("Moda", "05", "05001", "3001234567", "a@b.co"),
        ("Salud", "11", "11001", "", "c@d.co; e@f.co"),
    ]
    assert found.ignored == ("Observaciones",)


def test_an_id_that_the_name_makes_stays() -> None:
    one = listed("nombre\nCacao de Arauca\n").members[0].id
    other = listed("nombre\nCafé\n  CACAO   de  Aráuca \n").members[1].id
    assert one == other == made_id("Cacao de Arauca")
    assert one.startswith("cacao-de-arauca-")
    kept = listed("nombre\nCacao de Arauca\n", ids={fold("cacao de arauca"): "ic-9"}).members[0].id
    assert kept == "ic-9"


def test_what_is_written_like_a_formula_is_text() -> None:
    data = workbook(("nombre", "contacto"), ("x", "x"))
    (found,) = listed('nombre;contacto\n"=HYPERLINK(""http://x"")";@SUM(A1)\n').members
    assert (found.name, found.contact) == ('=HYPERLINK("http://x")', "@SUM(A1)")
    assert read_list(data, ".xlsx", KNOWN, {}).members[0].name == "x"


def test_a_municipality_says_its_department() -> None:
    (found,) = listed("nombre;municipio\nMar;Cartagena de Indias\n").members
    assert (found.department, found.municipality) == ("13", "13001")


def test_a_name_that_two_departments_have() -> None:
    text = "nombre;departamento;municipio\nUno;Antioquia;Armenia\nDos;;Armenia\n"
    found = listed(text)
    assert [each.municipality for each in found.members] == ["05059"]
    assert (3, "municipio", "unknown_near") in told(found)


def test_the_chamber_by_its_whole_name() -> None:
    (found,) = listed("nombre;cámara\nCacao;Cámara de Comercio de Arauca\n").members
    assert found.chamber == "arauca"


# -- what is told ------------------------------------------------------------------------------------------------------


def test_all_that_is_wrong_is_told_at_once_by_row_and_column() -> None:
    text = (
        "código;nombre;departamento;municipio;correo\n"
        "a;Uno;Nariñoo;Pasto;a@b.co\n"
        "a;Dos;Nariño;Pasto;sin arroba\n"
        "b;;Nariño;Medellín;x@y.co\n"
        "c;UNO;Zzz;;\n"
    )
    found = listed(text)
    assert set(told(found)) == {
        (2, "departamento", "unknown_near"),
        (3, "código", "same_id"),
        (3, "correo", "email"),
        (4, "nombre", "no_name"),
        (4, "municipio", "elsewhere"),
        (5, "nombre", "same_name"),
        (5, "departamento", "unknown"),
        (5, "correo", "no_email"),
    }
    near = next(each for each in found.findings if each.what == "unknown_near")
    assert near.params["near"] == "Nariño"
    assert [each.what for each in found.findings if not each.stops] == ["no_email"]
    assert found.members == ()


def test_a_missing_address_keeps_nobody_out() -> None:
    found = listed("nombre;correo\nCacao;\n")
    assert (len(found.members), found.errors, told(found)) == (1, (), [(2, "correo", "no_email")])


def test_many_warnings_hide_no_fault() -> None:
    text = "nombre;departamento\n" + "".join(f"n{number};Nariño\n" for number in range(600)) + "último;Zzz\n"
    found = listed(text)
    assert [(each.row, each.what) for each in found.errors] == [(602, "unknown")]
    assert len(found.findings) == 501


def test_a_kit_needs_the_places() -> None:
    text = "nombre;departamento;municipio\nUno;;\nDos;52;\n"
    found = listed(text, places=True)
    assert {each.what for each in found.errors} == {"no_department", "no_municipality"}
    assert listed(text).errors == ()


def test_a_listed_id_that_a_registered_name_has_already() -> None:
    found = listed("código;nombre\n;Cacao\nic-9;Café\n", ids={"cacao": "ic-9"})
    assert (3, "código", "same_id") in told(found)


@pytest.mark.parametrize(
    ("data", "suffix", "code"),
    [
        (b"nombre\nx\n", ".xls", "RCV-040"),
        (b"", ".xlsx", "RCV-040"),
        (b"PK\x03\x04 nada", ".xlsx", "RCV-040"),
        (bytes.fromhex("d0cf11e0a1b11ae1"), ".xlsx", "RCV-040"),
        (b"nombre\n\x00\n", ".csv", "RCV-040"),
        (b"nombre\n\x81\n", ".csv", "RCV-040"),
        (b'nombre\n"abierta\n', ".csv", "RCV-040"),
        (b"nombre\n" + b"x" * 40_000 + b"\n", ".csv", "RCV-040"),
        (b"", ".csv", "RCV-041"),
        (b"correo;lugar\na@b.co;Pasto\n", ".csv", "RCV-041"),
        (b"nombre;correo\n", ".csv", "RCV-045"),
        (b"nombre\n" + b"".join(b"n%d\n" % number for number in range(5_001)), ".csv", "RCV-043"),
    ],
)
def test_what_is_no_list(data: bytes, suffix: str, code: str) -> None:
    with pytest.raises(ReceptionError) as error:
        read_list(data, suffix, KNOWN, {})
    assert error.value.code == code
    said = error.value.explain()
    assert "{" not in said.cause + said.remedy


@given(
    st.lists(
        st.lists(st.text(alphabet=string.printable + "áéñÑ;,\"'=+-@", max_size=12), min_size=1, max_size=9), max_size=8
    )
)
def test_any_text_is_a_list_or_is_refused(rows: list[list[str]]) -> None:
    text = HEAD + "\n".join(";".join(row) for row in rows)
    try:
        found = listed(text)
    except ReceptionError as error:
        assert error.code in {"RCV-040", "RCV-043", "RCV-045"}  # noqa: PT017 - either is right
        return
    ids = [each.id for each in found.members]
    assert len(set(ids)) == len(ids)
    assert all(each.name.strip() and "\n" not in each.name for each in found.members)


@given(st.text(min_size=1, max_size=80))
def test_an_id_that_is_made_can_always_be_kept(name: str) -> None:
    from desktop_app.submission.documents import is_line

    assert is_line(made_id(name), 100)
    assert made_id(name) == made_id(f"  {name.upper()}") or fold(name) != fold(name.upper())
