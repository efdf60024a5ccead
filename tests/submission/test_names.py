import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.errors import PackageError
from desktop_app.submission import ENCRYPTED, evidence_name, names, package_name
from tests.support.packages import sample_info

ANY_TEXT = st.text(max_size=80)


def test_a_package_is_named_after_initiative_instrument_wave_and_revision() -> None:
    info = sample_info(initiative_name="Clúster Café & Cacao de Nariño", form_id="ssme", wave="V ola 2026", revision=3)
    assert package_name(info) == "cluster-cafe-cacao-de-narino-ssme-v-ola-2026-r3.asice"


def test_an_exported_package_is_named_after_the_one_within() -> None:
    assert package_name(sample_info(revision=3)) + ENCRYPTED == (
        "cluster-cafe-cacao-de-narino-autodiagnostico-2026-r3.asice.age"
    )


def test_a_name_without_letters_falls_back_on_the_initiatives_id() -> None:
    assert package_name(sample_info(initiative_name="☕☕", initiative_id="IC 017")).startswith("ic-017-")


def test_what_has_no_letters_at_all_is_left_out() -> None:
    info = sample_info(initiative_name="…", initiative_id="", wave="")
    assert package_name(info) == "autodiagnostico-r1.asice"


@given(ANY_TEXT, ANY_TEXT, ANY_TEXT)
def test_a_packages_name_is_ascii_short_and_harmless_whatever_the_names(initiative: str, form: str, wave: str) -> None:
    name = package_name(sample_info(initiative_name=initiative, initiative_id=wave, form_id=form, wave=wave))
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*\.asice", name)
    assert len(name) < 140


@pytest.mark.parametrize(
    ("given_name", "expected"),
    [
        ("Foto reunión.JPG", "foto-reunion.jpg"),
        ("acta", "acta"),
        ("informe.final.pdf", "informe-final.pdf"),
        ("..", "file"),
        ("", "file"),
        ("..\\..\\autoexec.bat", "autoexec.bat"),
        ("会議.png", "file.png"),
        ("x.", "x"),
    ],
)
def test_evidence_gets_a_name_that_a_package_may_carry(given_name: str, expected: str) -> None:
    assert evidence_name(given_name) == expected


@given(ANY_TEXT)
def test_every_evidence_name_is_safe_and_stable(file_name: str) -> None:
    name = evidence_name(file_name)
    assert names.is_safe(names.EVIDENCE + name)
    assert "/" not in name
    assert evidence_name(name) == name


@given(ANY_TEXT)
def test_a_slug_of_a_slug_is_itself_and_keeps_to_its_limit(text: str) -> None:
    word = names.slug(text, 10)
    assert len(word) <= 10
    assert names.slug(word, 10) == word


@pytest.mark.parametrize(
    "name",
    ["mimetype", "response.xml", "META-INF/ASiCManifest.xml", "evidence/foto_1.jpg", "evidence/1700000000000.jpg", "a"],
)
def test_ordinary_names_are_safe(name: str) -> None:
    assert names.is_safe(name)


UNSAFE = [
    "",
    "/etc/passwd",
    "../x",
    "evidence/../../x",
    "evidence/..",
    "./x",
    "a//b",
    "a/",
    "a\\b",
    "C:x",
    "a b",
    "tilde-á",
    "nul\0",
    "line\nfeed",
    ".hidden",
    "evidence/.htaccess",
    "trailing.",
    "a./b",
    "x" * 121,
    "a/b/c/d/e",
]


@pytest.mark.parametrize("name", UNSAFE)
def test_any_other_name_is_refused(name: str) -> None:
    assert not names.is_safe(name)
    with pytest.raises(PackageError) as refused:
        names.require_safe(name)
    assert refused.value.code == "PKG-012"
