"""Responses read off paper: from a photograph or a PDF to the answers, their scores and the instance."""

from __future__ import annotations

import io
import struct
import warnings
import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, ParamSpec, TypeVar

from desktop_app.diagnosis import Rubric, diagnose
from desktop_app.errors import Explanation, FileError, PaperError, Place, ReportError, TelarError
from desktop_app.fileio import read_limited, refusal, sha256_hex, write_atomic
from desktop_app.reports import page_count, render_page
from desktop_app.reports.preview import LEAST_DPI
from desktop_app.texts import Texts
from desktop_app.workflows.reference import of_digest
from desktop_app.workflows.scores import scores
from desktop_app.workflows.shipped import shipped_forms
from desktop_app.xforms import Form
from desktop_app.xforms.form import XLSFORM_SUFFIXES

if TYPE_CHECKING:
    from PIL.ImageFile import ImageFile

    from desktop_app.submission.paper import FindCertificate, FindForm, PaperResponse

FILE_LIMIT: Final = 60_000_000
"""Bytes."""
MOST_PIXELS: Final = 50_000_000
"""Of a picture."""
MOST_PAGE_PIXELS: Final = 30_000_000
"""Of a PDF's page: A3 at the finest has 18 millions."""
MOST_PAGES: Final = 100
RESOLUTIONS: Final = (200, 300)
"""Dots per inch at which a PDF's pages are looked at; the finer only where the coarser shows no code."""
_ENOUGH = 4_000
_MOST_FILES = 1_000
_FORM_LIMIT = 16_000_000
_CERTIFICATE_LIMIT = 64 * 1024
_CERTIFICATES = frozenset({".crt", ".cer", ".pem", ".der"})
_FAULTS = (OSError, SyntaxError, ValueError, EOFError, LookupError, TypeError, OverflowError, struct.error, zlib.error)
"""What Pillow raises for a file that is not what it says, depending on how far it came."""

P = ParamSpec("P")
T = TypeVar("T")
Picture = tuple[bytes, int, int]
"""Grey pixels from the top left, width, height."""


@dataclass(frozen=True, slots=True)
class ScannedResponse:
    """One response found on page ``page``, from 1.

    ``signer`` and ``fingerprint`` are of the certificate that the signature was verified with, ``None`` without one;
    ``kid`` is the beginning of the fingerprint that the code claims. ``exact``: the instance is what was signed, byte
    for byte. ``answers`` are by reference, without those of ``left_out``, which are on the printed pages only.
    """

    page: int
    verification_code: str
    signer: str | None
    fingerprint: str | None
    kid: str
    claimed_at: datetime
    initiative_id: str
    form_id: str
    form_version: str
    wave: str
    response_id: str
    revision: int
    replaces: str | None
    exact: bool
    left_out: tuple[str, ...]
    answers: dict[str, str] = field(repr=False)
    scores: dict[str, Any] = field(repr=False)

    def lines(self, language: str) -> list[tuple[str, str]]:
        """Label and value pairs for a person, in order."""
        texts = Texts.load("cli", language)
        signed = "scan.unknown" if self.signer is None else "scan.verified"
        pairs = [
            ("reference", self.verification_code),
            ("signer", texts[signed].format(kid=self.kid, name=self.signer)),
            ("claimed", self.claimed_at.isoformat()),
            ("initiative", self.initiative_id),
            ("form", f"{self.form_id} {self.form_version}"),
            ("wave", self.wave),
            ("response", self.response_id),
            ("revision", str(self.revision)),
            *([("replaces", self.replaces)] if self.replaces else []),
            ("exact", texts["scan.yes" if self.exact else "scan.no"]),
            *(("left_out", ref) for ref in self.left_out),
        ]
        return [(texts[f"scan.{key}"], value) for key, value in pairs]


@dataclass(frozen=True, slots=True)
class RefusedCode:
    """A code of Telar's on page ``page`` that is not accepted, and why."""

    page: int
    explanation: Explanation


@dataclass(frozen=True, slots=True)
class Scanned:
    """What a file of ``pages`` pages holds; ``out`` is where the instance was written."""

    file: str
    pages: int
    responses: tuple[ScannedResponse, ...]
    refused: tuple[RefusedCode, ...]
    out: Path | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """What an entity knows: forms, by what a code says of them, and certificates, by the first 8 bytes of the digest of
    one of the same key."""

    form: FindForm
    certificate: FindCertificate


def scan_file(
    path: Path,
    *,
    forms: Path | None = None,
    certificates: Path | None = None,
    known: Known | None = None,
    out: Path | None = None,
    zone: tzinfo = UTC,
    language: str = "es",
) -> Scanned:
    """Reads every code of Telar's in the picture or PDF at ``path``. It touches no database.

    Args:
        path: JPEG, PNG, WebP or PDF.
        forms: a folder of forms (XForm or XLSForm); the shipped ones are looked at after it.
        certificates: a folder of the signers' certificates, PEM or DER; without it no signature is verified.
        known: what an entity knows besides the folders.
        out: where the instance of the one response goes, as XML.
        zone: where the responses were filled.
        language: of the explanations and of the form's texts.

    Raises:
        PaperError: QR-017 to QR-019 a picture or PDF that is not read, QR-020 no code in it, QR-021 several responses
            for ``out``. A code that is refused is in ``refused`` and raises nothing.
        FileError: a file or folder cannot be read or written.
    """
    from desktop_app.submission import paper

    pages, texts = codes(read_limited(path, FILE_LIMIT), str(path))
    find_form: paper.FindForm = _Forms(forms)
    find_certificate: paper.FindCertificate = _Certificates(certificates)
    if known is not None:
        find_form, find_certificate = _first(find_form, known.form), _first(find_certificate, known.certificate)
    responses, refused, instances = [], [], []
    for text, page in texts.items():
        try:
            found = paper.read(text, find_form, find_certificate, zone, same_key=known is not None)
        except TelarError as error:
            refused.append(RefusedCode(page, error.explain(language)))
            continue
        responses.append(_scanned(found, page, language))
        instances.append(found.instance)
    if out is not None and len(instances) > 1:
        raise PaperError("QR-021", Place(file=str(path)), count=len(instances))
    written = out if out is not None and instances else None
    if written is not None:
        write_atomic(written, instances[0])
    return Scanned(str(path), pages, tuple(responses), tuple(refused), written)


def _scanned(found: PaperResponse, page: int, language: str) -> ScannedResponse:
    from desktop_app.submission.cose import common_name

    facts, session = found.facts, found.session
    session.set_language(language)
    rubric = Rubric.read(session.form)
    return ScannedResponse(
        page=page,
        verification_code=of_digest(facts.reference),
        signer=None if found.signer is None else common_name(found.signer),
        fingerprint=None if found.signer is None else sha256_hex(found.signer),
        kid=found.kid.hex(),
        claimed_at=facts.claimed_at,
        initiative_id=facts.initiative_id,
        form_id=facts.form_id,
        form_version=facts.form_version,
        wave=facts.wave,
        response_id=facts.response_id,
        revision=facts.revision,
        replaces=facts.replaces,
        exact=found.exact,
        left_out=found.left_out,
        answers=dict(found.answers),
        scores=scores(diagnose(session, rubric) if rubric else None),
    )


# -- pictures ----------------------------------------------------------------------------------------------------------


def codes(data: bytes, file: str) -> tuple[int, dict[str, int]]:
    """The number of pages of the picture or PDF in ``data``, and the texts of Telar's codes with the page, from 1,
    where each stands first. Raises ``PaperError`` QR-017 to QR-020, with ``file`` as the place."""
    try:
        pages, texts = _in_pdf(data) if b"%PDF-" in data[:1024] else (1, _ours([(1, _picture(data))]))
    except ReportError as error:
        raise PaperError("QR-018", Place(file=file), detail=f"{error.code} {error.detail}") from error
    except PaperError as error:
        raise error.at(file=file) from error.__cause__
    if not texts:
        raise PaperError("QR-020", Place(file=file))
    return pages, texts


def _ours(pictures: Iterable[tuple[int, Picture]]) -> dict[str, int]:
    from desktop_app.submission import paper, qr

    found: dict[str, int] = {}
    for page, picture in pictures:
        for text in qr.find(*picture):
            if text.startswith(paper.PREFIX):
                found.setdefault(text, page)
    return found


def _in_pdf(data: bytes) -> tuple[int, dict[str, int]]:
    pages = page_count(data)
    if pages > MOST_PAGES:
        raise PaperError("QR-019", pages=pages, limit=MOST_PAGES)
    texts: dict[str, int] = {}
    for dpi in RESOLUTIONS:
        texts = texts or _ours((index + 1, _page(data, index, dpi)) for index in range(pages))
    return pages, texts


def _page(data: bytes, index: int, dpi: int) -> Picture:
    """The page in grey. Its size is looked at first, on a rendering of a few pixels."""
    small = render_page(data, index, LEAST_DPI)
    width, height = (side * dpi // LEAST_DPI for side in (small.width, small.height))
    if width * height > MOST_PAGE_PIXELS:
        raise PaperError("QR-017", width=width, height=height)
    page = render_page(data, index, dpi)
    return page.data[::4], page.width, page.height


def _picture(data: bytes) -> Picture:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow warns of what a camera wrote wrongly, which is not looked at
            return _grey(_opened(data))
    except _FAULTS as error:
        raise PaperError("QR-018", detail=type(error).__name__) from error


def _opened(data: bytes) -> ImageFile:
    """The picture, its header read. ``Image.open`` would warn the whole process of a large one before it is refused."""
    from PIL.JpegImagePlugin import JpegImageFile
    from PIL.PngImagePlugin import PngImageFile
    from PIL.WebPImagePlugin import WebPImageFile

    readers: dict[bytes, Callable[[io.BytesIO], ImageFile]] = {
        b"\xff\xd8": JpegImageFile,
        b"\x89P": PngImageFile,
        b"RI": WebPImageFile,
    }
    image: ImageFile = readers[data[:2]](io.BytesIO(data))
    width, height = image.size
    if width * height > MOST_PIXELS:
        raise PaperError("QR-017", width=width, height=height)
    return image


def _grey(image: ImageFile) -> Picture:
    """Its pixels, on white where it is transparent; of a large JPEG no more than are needed."""
    from PIL import Image

    image.draft("L", (_ENOUGH, _ENOUGH))
    image.load()
    if image.has_transparency_data:
        drawn = image.convert("RGBA")
        ground = Image.new("RGBA", drawn.size, "white")
        grey = Image.alpha_composite(ground, drawn).convert("L")
    else:
        grey = image.convert("L")
    return grey.tobytes(), grey.width, grey.height


def _first(own: Callable[P, T | None], other: Callable[P, T | None]) -> Callable[P, T | None]:
    """Finds as ``own`` does, and what that does not find as ``other``."""

    def found(*asked: P.args, **named: P.kwargs) -> T | None:
        mine = own(*asked, **named)
        return mine if mine is not None else other(*asked, **named)

    return found


# -- folders -----------------------------------------------------------------------------------------------------------


def _files(folder: Path | None) -> list[Path]:
    """The files of a folder by name, a bounded number of them."""
    if folder is None:
        return []
    try:
        return sorted(path for path in islice(folder.iterdir(), _MOST_FILES) if path.is_file())
    except OSError as error:
        raise refusal(error, folder) from error


class _Forms:
    """Finds a form by what a code says of it: in the folder, then among the shipped ones. What is no form is none."""

    def __init__(self, folder: Path | None) -> None:
        self._paths = [path for path in _files(folder) if path.suffix.lower() in {".xml", *XLSFORM_SUFFIXES}]
        self._loaded: dict[Path, Form | None] = {}

    def __call__(self, form_id: str, version: str, digest: bytes) -> Form | None:
        named = sorted(self._paths, key=lambda path: path.stem != form_id)
        shipped = [form.path for form in shipped_forms() if form.id == form_id]
        wanted = (form_id, version, digest.hex())
        for path in [*named, *shipped]:
            if path.suffix.lower() == ".xml" and not _begins(path, digest):
                continue
            form = self._load(path)
            if form is not None and (form.id, form.version, form.sha256[: 2 * len(digest)]) == wanted:
                return form
        return None

    def _load(self, path: Path) -> Form | None:
        if path not in self._loaded:
            try:
                self._loaded[path] = Form.load(path)
            except TelarError:
                self._loaded[path] = None
        return self._loaded[path]


def _begins(path: Path, digest: bytes) -> bool:
    """Whether the digest of an XForm begins so: a form is compiled only if it is the one."""
    try:
        return sha256_hex(read_limited(path, _FORM_LIMIT)).startswith(digest.hex())
    except FileError:
        return False


class _Certificates:
    """Finds a signer's certificate in a folder."""

    def __init__(self, folder: Path | None) -> None:
        self._found: dict[bytes, bytes] = {}
        from desktop_app.submission.cose import certificate_der, kid_of

        for path in _files(folder):
            if path.suffix.lower() in _CERTIFICATES:
                certificate = certificate_der(read_limited(path, _CERTIFICATE_LIMIT))
                if certificate is not None:
                    self._found[kid_of(certificate)] = certificate

    def __call__(self, kid: bytes) -> bytes | None:
        return self._found.get(kid)
