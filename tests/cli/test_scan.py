"""From a printed report to the same answers: what ``telar scan`` reads, and what it refuses."""

from __future__ import annotations

import io
import random
import struct
import subprocess
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from PIL import Image, ImageFilter
from reportlab.pdfgen.canvas import Canvas

from desktop_app.submission import paper, paper_values
from desktop_app.workflows import scan
from desktop_app.workflows.example import create_both
from desktop_app.workflows.export import response_xml
from desktop_app.workflows.reference import reference
from desktop_app.workflows.report import paper_text, report_content, report_pdf
from desktop_app.workflows.responses import open_response
from desktop_app.workflows.scores import scores
from desktop_app.workflows.workspace import Workspace
from tests.support.commands import Telar
from tests.support.desks import NOW
from tests.support.every_type import answered, every_type
from tests.support.packages import sample_key
from tests.support.papers import facts_of, picture
from tests.support.pdfs import look

KEY = sample_key()


@dataclass(frozen=True)
class Printed:
    """A sample's report and what its code must say."""

    pdf: Path
    text: str
    xml: bytes
    answers: dict[str, str]
    scores: dict[str, Any]


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Printed]]:
    """Both instruments of the sample, printed."""
    folder = tmp_path_factory.mktemp("printed")
    with Workspace.open(folder, NOW) as workspace:
        example = create_both(workspace, NOW)
        made = {}
        for name, response in (("autodiagnostico", example.self_diagnosis), ("ssme", example.ssme)):
            desk = open_response(workspace, response, NOW.astimezone())
            text = paper_text(desk, KEY, NOW)
            pdf = folder / f"{name}.pdf"
            pdf.write_bytes(report_pdf(report_content(desk, NOW, "es", qr=text)))
            answers = paper_values.answers_of(desk.session)
            made[name] = Printed(pdf, text, response_xml(desk), answers, scores(desk.diagnosis()))
        yield made


@pytest.fixture
def certificates(tmp_path: Path) -> Path:
    folder = tmp_path / "certificados"
    folder.mkdir()
    certificate = x509.load_der_x509_certificate(KEY.certificate)
    (folder / "otra.der").write_bytes(sample_key("Otra persona").certificate)
    (folder / "gestora.crt").write_bytes(certificate.public_bytes(Encoding.PEM))
    (folder / "roto.pem").write_bytes(b"-----BEGIN CERTIFICATE-----")
    (folder / "notas.txt").write_text("nada")
    return folder


@pytest.fixture
def forms(tmp_path: Path) -> Path:
    """A folder with the form of every type among others, one of them damaged."""
    folder = tmp_path / "formularios"
    folder.mkdir()
    (folder / "cualquiera.xml").write_bytes(every_type().xform)
    (folder / "otro.xml").write_bytes(b"<nada/>")
    (folder / "roto.md").write_text("| survey |\n| | type |\n")
    return folder


def last_page(pdf: Path, dpi: int, target: Path) -> Path:
    """The last page as poppler draws it, as a PNG."""
    last = str(len(look(pdf.read_bytes()).pages))
    path = target / f"page-{dpi}.png"
    command = [
        "pdftoppm",
        "-r",
        str(dpi),
        "-f",
        last,
        "-l",
        last,
        "-png",
        "-singlefile",
        str(pdf),
        str(path.with_suffix("")),
    ]
    subprocess.run(command, capture_output=True, check=True)
    return path


def opened(path: Path) -> Image.Image:
    return Image.open(io.BytesIO(path.read_bytes()))


def photographed(page: Image.Image) -> Image.Image:
    """A little turned, out of focus, noisy, and darker on one side."""
    turned = page.convert("L").rotate(4, Image.Resampling.BICUBIC, expand=True, fillcolor=235)
    blurred = turned.filter(ImageFilter.GaussianBlur(0.8))
    noise = Image.frombytes("L", blurred.size, random.Random(7).randbytes(blurred.width * blurred.height))
    shade = Image.linear_gradient("L").resize(blurred.size)
    return Image.blend(Image.blend(blurred, noise, 0.15), shade, 0.2)


def text_of(replaces: str | None = None, **answers: str) -> str:
    """A code of the form of every type."""
    session = answered()
    for name, value in answers.items():
        session.set(f"/data/{name}", value)
    return paper.write(session, facts_of(session, replaces=replaces), KEY)


def page_of(*texts: str) -> Image.Image:
    codes = [picture(text, 4) for text in texts]
    sheet = Image.new("L", (max(code.width for code in codes), sum(code.height + 40 for code in codes)), 255)
    for number, code in enumerate(codes):
        sheet.paste(code, (0, number * (codes[0].height + 40)))
    return sheet


# -- what is read ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["autodiagnostico", "ssme"])
def test_a_printed_report_at_150_dpi(
    name: str, printed: dict[str, Printed], telar: Telar, certificates: Path, tmp_path: Path
) -> None:
    sample = printed[name]
    out = tmp_path / "instance.xml"
    ran = telar("scan", last_page(sample.pdf, 150, tmp_path), "--certificates", certificates, "--out", out, "--json")
    assert (ran.code, ran.err) == (0, "")
    (found,) = ran.json["responses"]
    carried = {ref: value for ref, value in sample.answers.items() if ref not in found["left_out"]}
    assert found["answers"] == carried
    assert found["scores"] == sample.scores
    assert found["verification_code"] == reference(sample.xml)
    assert found["verification_code"] in look(sample.pdf.read_bytes()).pages[-1]
    assert (found["signer"], found["fingerprint"]) == ("Ana Gestora", KEY.fingerprint)
    assert found["exact"] == (not found["left_out"])
    assert (out.read_bytes() == sample.xml) == found["exact"]
    assert (found["form_id"], found["wave"], found["page"]) == (name, "2026", 1)
    assert len(found["left_out"]) < 8


@pytest.mark.parametrize("name", ["autodiagnostico", "ssme"])
def test_a_photograph_of_it(name: str, printed: dict[str, Printed], telar: Telar, tmp_path: Path) -> None:
    sample = printed[name]
    photographed(opened(last_page(sample.pdf, 200, tmp_path))).save(tmp_path / "foto.jpg", quality=70)
    ran = telar("scan", tmp_path / "foto.jpg", "--json")
    (found,) = ran.json["responses"]
    assert found["verification_code"] == reference(sample.xml)
    assert found["scores"] == sample.scores
    assert (found["signer"], found["fingerprint"], found["kid"]) == (None, None, KEY.fingerprint[:16])


def test_a_stock_reader_reads_the_report_too(printed: dict[str, Printed], tmp_path: Path) -> None:
    for sample in printed.values():
        command = ["zbarimg", "--raw", "-q", str(last_page(sample.pdf, 150, tmp_path))]
        assert subprocess.run(command, capture_output=True, text=True, check=True).stdout == sample.text + "\n"


def test_the_pdf_itself_for_a_person(printed: dict[str, Printed], telar: Telar, certificates: Path) -> None:
    sample = printed["autodiagnostico"]
    pages = len(look(sample.pdf.read_bytes()).pages)
    ran = telar("scan", sample.pdf, "--certificates", certificates)
    assert (ran.code, ran.err) == (0, "")
    lines = ran.out.splitlines()
    assert lines[0] == f"Página {pages}: respuesta encontrada."
    assert lines[1] == f"  Código de verificación: {reference(sample.xml)}"
    assert lines[2] == "  Firma: Ana Gestora (comprobada)"
    assert "  Igual a lo firmado: sí, byte por byte" in lines
    assert "/data/origen/p01 = 2" in lines
    assert lines[-1] == "Puntos: 16 de 26 (13 de 13 respondidas)"


def test_in_english_without_certificates(telar: Telar, tmp_path: Path, forms: Path) -> None:
    older = "uuid:0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d"
    page_of(text_of(older, loose="x" * 40_000)).save(tmp_path / "a.webp", lossless=True)
    said = telar("scan", tmp_path / "a.webp", "--forms", forms, "--language", "en").out
    assert said.startswith("Page 1: response found.\n  Verification code: ")
    assert f"  Signature: could not be checked: certificate {KEY.fingerprint[:16]}… is missing\n" in said
    assert f"  Corrects the response: {older}\n" in said
    assert "  Text that is in the report only: /data/loose\n" in said
    assert "/data/views/order = lab train fair\n" in said
    assert "Points" not in said


def test_a_certificate_of_another_leaves_the_signer_unknown(telar: Telar, tmp_path: Path, forms: Path) -> None:
    page_of(text_of()).save(tmp_path / "a.png")
    (tmp_path / "otra.cer").write_bytes(sample_key("Otra persona").certificate)
    ran = telar("scan", tmp_path / "a.png", "--forms", forms, "--certificates", tmp_path, "--json")
    assert ran.json["responses"][0]["signer"] is None


@pytest.mark.parametrize("mode", ["1", "L", "RGB", "RGBA", "LA", "P", "CMYK", "I;16"])
def test_pictures_of_any_kind(mode: str, telar: Telar, tmp_path: Path, forms: Path) -> None:
    code = page_of(text_of())
    if mode in {"RGBA", "LA"}:  # drawn on nothing: dark where the code is dark, transparent elsewhere
        drawn = Image.new(mode, code.size)
        drawn.putalpha(code.point(lambda level: 255 - level))
    else:
        drawn = code.convert(mode)
    name = "a.jpg" if mode == "CMYK" else "a.png"
    drawn.save(tmp_path / name)
    assert telar("scan", tmp_path / name, "--forms", forms).code == 0


def test_several_responses_in_one_file(telar: Telar, tmp_path: Path, forms: Path) -> None:
    first, second = text_of(), text_of(loose="Otra")
    pages = [page_of(first), page_of(first, second)]
    pages[0].save(tmp_path / "a.pdf", save_all=True, append_images=pages[1:], resolution=100)
    ran = telar("scan", tmp_path / "a.pdf", "--forms", forms, "--json")
    assert (ran.code, ran.json["pages"]) == (0, 2)
    found = [(each["page"], each["answers"]["/data/loose"][:4]) for each in ran.json["responses"]]
    assert found == [(1, "Con "), (2, "Otra")]
    out = tmp_path / "instance.xml"
    ran = telar("scan", tmp_path / "a.pdf", "--forms", forms, "--out", out, "--json")
    assert (ran.code, ran.error["code"]) == (1, "QR-021")
    assert not out.exists()


# -- what is refused ---------------------------------------------------------------------------------------------------


def test_a_refused_code_hides_no_other(telar: Telar, tmp_path: Path, forms: Path) -> None:
    good = text_of()
    page_of(good, good[:40] + "0" + good[41:] if good[40] != "0" else good[:40] + "1" + good[41:]).save(
        tmp_path / "a.png"
    )
    out = tmp_path / "instance.xml"
    ran = telar("scan", tmp_path / "a.png", "--forms", forms, "--out", out, "--json")
    assert ran.code == 1
    assert len(ran.json["responses"]) == 1
    (refused,) = ran.json["refused"]
    assert (refused["page"], refused["explanation"]["code"]) == (1, "QR-003")
    assert out.is_file()
    told = telar("scan", tmp_path / "a.png", "--forms", forms).out
    assert "Página 1: el código no se acepta.\nQR-003  " in told


def test_without_its_form(telar: Telar, tmp_path: Path) -> None:
    page_of(text_of()).save(tmp_path / "a.png")
    ran = telar("scan", tmp_path / "a.png", "--out", tmp_path / "x.xml", "--json")
    assert ran.code == 1
    assert ran.json["refused"][0]["explanation"]["code"] == "QR-010"
    assert ran.json["out"] is None
    assert not (tmp_path / "x.xml").exists()


def png(width: int, height: int) -> bytes:
    """A PNG that claims a size and has no pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


def blank_pdf(pages: int, side: float = 100) -> bytes:
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=(side, side))
    for _ in range(pages):
        canvas.showPage()
    canvas.save()
    return target.getvalue()


def encoded(image: Image.Image) -> bytes:
    target = io.BytesIO()
    image.save(target, "PNG")
    return target.getvalue()


CODE = encoded(Image.new("L", (300, 300), 255))


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "QR-018"),
        (b"no es una imagen", "QR-018"),
        (CODE[:60], "QR-018"),
        (b"\xff\xd8\xff\xe0" + b"\x00" * 50, "QR-018"),
        (b"RIFF\x10\x00\x00\x00WEBPVP8 ", "QR-018"),
        (b"GIF89a" + b"\x00" * 50, "QR-018"),
        (b"%PDF-1.7 y nada", "QR-018"),
        (png(100, 100), "QR-018"),
        (png(30_000, 30_000), "QR-017"),
        (png(2**31 - 1, 2**31 - 1), "QR-017"),
        (CODE, "QR-020"),
        (encoded(picture("HTTPS://EXAMPLE.ORG")), "QR-020"),
        (blank_pdf(1), "QR-020"),
        (blank_pdf(scan.MOST_PAGES + 1), "QR-019"),
        (blank_pdf(1, 14_000), "QR-017"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_holds_no_response(data: bytes, code: str, telar: Telar, tmp_path: Path) -> None:
    path = tmp_path / "escaneado"
    path.write_bytes(data)
    ran = telar("scan", path, "--json")
    assert (ran.code, ran.error["code"]) == (1, code)
    assert str(path) in ran.error["place"]


def test_a_file_that_is_too_large_or_not_there(telar: Telar, tmp_path: Path) -> None:
    with (tmp_path / "huge").open("wb") as file:
        file.truncate(scan.FILE_LIMIT + 1)
    assert telar("scan", tmp_path / "huge", "--json").error["code"] == "FILE-007"
    assert telar("scan", tmp_path / "nada", "--json").error["code"] == "FILE-001"
    page_of("TELAR1:").save(tmp_path / "a.png")
    for option in ("--forms", "--certificates"):
        assert telar("scan", tmp_path / "a.png", option, tmp_path / "nada", "--json").error["code"] == "FILE-001"


def test_reading_makes_no_data_folder(telar: Telar, tmp_path: Path, forms: Path) -> None:
    page_of(text_of()).save(tmp_path / "a.png")
    assert telar("scan", tmp_path / "a.png", "--forms", forms).code == 0
    assert not (tmp_path / "own").exists()
