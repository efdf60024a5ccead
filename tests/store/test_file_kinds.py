"""What a file is, by its bytes: what is kept, and what is refused with a way out."""

from __future__ import annotations

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.errors import StoreError
from desktop_app.store.file_kinds import MEDIA_TYPES, FileKind, accepted_extensions, identify, require_accepted

WORD = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
SHEET = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
SLIDES = b"application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"


def zipped(**entries: bytes) -> bytes:
    """A ZIP of ``entries``; ``types`` stands for the part that says what an office document is."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr({"types": "[Content_Types].xml"}.get(name, name), content)
    return target.getvalue()


KEPT = {
    "acta.pdf": b"%PDF-1.7\n",
    "con marca.pdf": b"\xef\xbb\xbf%PDF-1.4\n",
    "foto.png": b"\x89PNG\r\n\x1a\n" + bytes(20),
    "foto.JPG": b"\xff\xd8\xff\xe0" + bytes(20),
    "foto.jpeg": b"\xff\xd8\xff\xe1" + bytes(20),
    "acta.docx": zipped(types=WORD),
    "cifras.xlsx": zipped(types=SHEET),
    "charla.pptx": zipped(types=SLIDES),
    "acta.odt": zipped(mimetype=b"application/vnd.oasis.opendocument.text"),
    "cifras.ods": zipped(mimetype=b"application/vnd.oasis.opendocument.spreadsheet"),
    "tabla.csv": "año;valor\r\n2026;1,5\r\n".encode("cp1252"),
    "tabla2.csv": "MZ,año\n1,2\n".encode(),
    "nota.txt": "\ufeffSeñores:\n\t…".encode(),
    "excel.txt": "año\tvalor\r\n".encode("utf-16"),
    "voz.mp3": b"ID3\x04" + bytes(20),
    "voz2.mp3": b"\xff\xfb\x90" + bytes(20),
    "voz.m4a": b"\0\0\0\x20ftypM4A \0\0\0\0",
    "voz.wav": b"RIFF\x24\0\0\0WAVEfmt ",
    "voz.ogg": b"OggS\0\x02",
    "voz.opus": b"OggS\0\x02",
    "voz.flac": b"fLaC\0",
    "voz.amr": b"#!AMR\n",
    "film.mp4": b"\0\0\0\x20ftypisom\0\0\x02\0",
    "film.mov": b"\0\0\0\x14ftypqt  \0\0\0\0",
    "film.3gp": b"\0\0\0\x14ftyp3gp5\0\0\0\0",
    "film.webm": b"\x1a\x45\xdf\xa3\x01",
    "film.avi": b"RIFF\x24\0\0\0AVI LIST",
}


@pytest.mark.parametrize(("name", "content"), KEPT.items(), ids=KEPT)
def test_what_is_kept(name: str, content: bytes) -> None:
    extension = name.rpartition(".")[2].lower()
    assert identify(name, content) == FileKind(extension, MEDIA_TYPES[extension])


@pytest.mark.parametrize(
    ("name", "content", "extension"),
    [
        ("foto.pdf", KEPT["foto.JPG"], "jpg"),
        ("acta", KEPT["acta.pdf"], "pdf"),
        ("cifras.zip", KEPT["cifras.xlsx"], "xlsx"),
        ("film.mp4", KEPT["film.mov"], "mp4"),
        ("film.bin", KEPT["film.mov"], "mov"),
        ("acta.odt", KEPT["acta.docx"], "docx"),
    ],
)
def test_the_bytes_say_what_it_is_where_the_name_says_otherwise(name: str, content: bytes, extension: str) -> None:
    assert identify(name, content).extension == extension


MACROS = {"types": WORD, "word/vbaProject.bin": b"\0"}
PROGRAMS = {
    "acta.pdf": b"MZ\x90\0\x03\0\0\0\x04",
    "acta.docx": b"\x7fELF\x02",
    "foto.png": b"\xcf\xfa\xed\xfe",
    "clase.txt": b"\xca\xfe\xba\xbe\0\0",
    "nota.txt": b"#!/bin/sh\nrm -rf /\n",
    "mando.bat": b"echo hola\r\n",
    "mando.PS1": b"Write-Output",
    "doble.pdf.exe": b"%PDF-1.7\n",
    "libro.xlsm": KEPT["cifras.xlsx"],
    "con macros.docx": zipped(**MACROS),
    "macros2.docx": zipped(types=b"application/vnd.ms-word.document.macroEnabled.main+xml"),
    "macros.odt": zipped(mimetype=b"application/vnd.oasis.opendocument.text", **{"Basic/Standard/M.xml": b"x"}),
}


@pytest.mark.parametrize(("name", "content"), PROGRAMS.items(), ids=PROGRAMS)
def test_programs_are_refused_whatever_they_are_called(name: str, content: bytes) -> None:
    with pytest.raises(StoreError) as caught:
        identify(name, content)
    assert caught.value.code == "STORE-037"


OTHERS = {
    "viejo.doc": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    "pagina.html": b"<html></html>",
    "dibujo.svg": b"<svg xmlns='http://www.w3.org/2000/svg'/>",
    "foto.heic": b"\0\0\0\x18ftypheic",
    "foto.gif": b"GIF89a",
    "archivo.zip": zipped(a=b"x"),
    "roto.docx": KEPT["acta.docx"][:-30],
    "roto2.docx": b"PK\x03\x04",
    "roto3.docx": KEPT["acta.docx"].replace(b"[Content", b"[Contint"),
    "comentado.docx": KEPT["acta.docx"] + b"!",
    "binario.txt": b"a\0b",
    "binario.csv": b"\x01\x02",
    "raro.txt": b"\xff\xfe\x00",
    "musica.mp3": b"\xff\x00\x00",
    "riff.wav": b"RIFF\x24\0\0\0WEBP",
    "sin": b"texto",
}


@pytest.mark.parametrize(("name", "content"), OTHERS.items(), ids=OTHERS)
def test_other_kinds_are_refused_with_a_way_out(name: str, content: bytes) -> None:
    with pytest.raises(StoreError) as caught:
        identify(name, content)
    assert caught.value.code == "STORE-030"
    assert "PDF" in caught.value.explain().remedy


def test_an_empty_file() -> None:
    with pytest.raises(StoreError, match="STORE-031"):
        identify("acta.pdf", b"")


def test_a_bomb_in_a_document_is_read_no_further_than_needed() -> None:
    bomb = zipped(types=b" " * 50_000_000 + WORD)
    assert len(bomb) < 100_000
    with pytest.raises(StoreError, match="STORE-030"):
        identify("bomba.docx", bomb)


def test_a_directory_of_a_hundred_thousand_entries_is_not_read() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for number in range(20_000):
            archive.writestr(f"{number:060}", b"")
    with pytest.raises(StoreError, match="STORE-030"):
        identify("mil.docx", target.getvalue())


def outcome(name: str, content: bytes) -> str:
    """The extension, or the code of the refusal."""
    try:
        return identify(name, content).extension
    except StoreError as error:
        return error.code


@given(st.binary(max_size=200), st.sampled_from(["a.pdf", "a.docx", "a.txt", "a.mp3", "a", "a."]))
def test_any_bytes_are_a_kind_or_an_explained_refusal(content: bytes, name: str) -> None:
    for data in (content, b"PK\x03\x04" + content, b"PK\x03\x04" + content + KEPT["acta.docx"][-22:]):
        assert outcome(name, data) in {*MEDIA_TYPES, "STORE-030", "STORE-031", "STORE-037"}


EVERY = tuple(MEDIA_TYPES)


@pytest.mark.parametrize(
    ("mediatype", "accept", "extensions"),
    [
        ("", "", EVERY),
        ("application/*", "", EVERY),
        ("*/*", "", EVERY),
        ("osm/*", "", EVERY),
        ("image/*", "", ("png", "jpg", "jpeg")),
        ("application/*", ".pdf", ("pdf",)),
        ("application/*", ".PDF, image/png", ("pdf", "png")),
        ("application/*", "application/pdf", ("pdf",)),
        ("image/*", ".xyz", EVERY),
    ],
)
def test_what_a_question_takes(mediatype: str, accept: str, extensions: tuple[str, ...]) -> None:
    assert accepted_extensions(mediatype, accept) == extensions


def test_sound_and_film_are_told_apart() -> None:
    sound, film = accepted_extensions("audio/*", ""), accepted_extensions("video/*", "")
    assert "mp3" in sound
    assert "mp4" in film
    assert not set(sound) & set(film)


def test_a_file_that_the_question_does_not_take() -> None:
    require_accepted(FileKind("jpg", "image/jpeg"), ("jpeg",))
    with pytest.raises(StoreError) as caught:
        require_accepted(FileKind("pdf", "application/pdf"), ("png", "jpg"))
    assert caught.value.code == "STORE-034"
    assert "png, jpg" in caught.value.explain().remedy
