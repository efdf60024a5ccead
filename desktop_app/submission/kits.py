"""Wave kits: all that a manager's program needs for a wave, in a container that the receiving entity signs.

A kit is a signed container (``asic``) with the commitment "proof of origin" and these files: ``wave.xml`` (namespace
``urn:telar:wave:1``); ``forms/<name>.xml`` (XForms) with their media in ``forms/<name>-media/``; where there are any,
the means of an earlier wave in ``reference/<name>.json``; the list of ``initiatives.csv``; the entity's root in
``ca.pem`` and its revocation lists in ``crl.der`` and, where there are more, ``crl-2.der`` to ``crl-4.der``. Reading
follows these rules, in order; the first that is broken refuses:

1. the container is sound (``asic.unseal``: PKG codes), a kit by its files and its commitment (KIT-001) and has those
   that each kit must have (KIT-010);
2. ``ca.pem`` is a root (KIT-004) that is pinned, unless none is pinned yet (KIT-005);
3. the signer speaks for the entity of that root (KIT-006), and its certificate is neither revoked (007) nor of the
   future (008), which a current list, known before or enclosed, confirms (009);
4. ``wave.xml`` is XML without surprises (PKG-009, 022, 023), says all it should (KIT-002), names recipients that are
   age's (KIT-013), and contradicts neither itself nor ``ca.pem`` (KIT-003);
5. each form is there (KIT-010) with its digest (KIT-011), no other file is (KIT-012), and none is larger than whoever
   reads it takes (KIT-016);
6. the revocation lists are such (KIT-015) and ``initiatives.csv`` is a list of initiatives (KIT-014).

What keeps a sound kit from being used is told, not refused: KIT-020 its wave has closed, KIT-021 its signer's
certificate has expired. Dates are days of Colombia's legal time (UTC-5, without daylight saving).
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from typing import Final

from desktop_app.errors import KitError, PackageError, Place, TrustError
from desktop_app.fileio import sha256_hex
from desktop_app.submission import asic, documents, trust, waves
from desktop_app.submission.container import Limits
from desktop_app.submission.documents import SignedBy
from desktop_app.submission.keys import SigningKey
from desktop_app.submission.signing import Commitment
from desktop_app.submission.trust import Anchor, Standing
from desktop_app.submission.waves import WAVE, Kit, KitForm

__all__ = ["Initiative", "Kit", "KitForm", "VerifiedKit", "read", "read_initiatives", "write", "write_initiatives"]

REFERENCE: Final = "reference/"
INITIATIVES: Final = "initiatives.csv"
ROOT: Final = "ca.pem"
MOST_INITIATIVES: Final = 5_000
LIMITS: Final = Limits(package=20 * 1024 * 1024, entries=200, total=40 * 1024 * 1024)

_MUST = (INITIATIVES, ROOT, documents.LISTS[0])
_BESIDE_FORMS = (INITIATIVES, ROOT, *documents.LISTS)
_ELSEWHERE = {"PKG-002", "PKG-016", "PKG-038"}  # no container at all, or one that was signed for another purpose
_MEDIA = re.compile(rf"forms/({waves.STEM})-media/[^/]+")
_REFERENCE = re.compile(rf"reference/({waves.STEM})\.json")
_LARGEST: Final = {INITIATIVES: 1024 * 1024, REFERENCE: 1024 * 1024}
_COLOMBIA = timezone(timedelta(hours=-5))
_COLUMNS = ["id", "name", "department", "municipality"]
LONGEST_ID: Final = 100
_DEPARTMENT = re.compile(r"[0-9]{2}")
_MUNICIPALITY = re.compile(r"[0-9]{5}")


@dataclass(frozen=True, slots=True)
class Initiative:
    """An initiative as the entity knows it; ``department`` and ``municipality`` are DIVIPOLA codes (2 and 5 digits)."""

    id: str
    name: str
    department: str
    municipality: str


@dataclass(frozen=True, slots=True)
class VerifiedKit:
    """A kit that holds together.

    ``files`` are its entries but for ``wave.xml``. ``anchor`` is the entity's root: ``pinned`` says whether it was
    known before; if not, whoever imports the kit compares ``anchor.fingerprint`` with what the entity tells them.
    ``obstacles``, codes of the catalogue with their parameters, say why a sound kit is not to be imported.
    """

    kit: Kit
    files: Mapping[str, bytes] = field(repr=False)
    initiatives: tuple[Initiative, ...] = field(repr=False)
    anchor: Anchor
    pinned: bool
    signer: SignedBy
    obstacles: tuple[tuple[str, Mapping[str, object]], ...] = ()

    @property
    def crls(self) -> tuple[bytes, ...]:
        """The entity's revocation lists (DER)."""
        return documents.numbered_lists(self.files)


def write(kit: Kit, files: Mapping[str, bytes], key: SigningKey, now: datetime) -> bytes:
    """``kit`` and its ``files`` in a container signed with the entity's ``key`` at ``now``; not on the window's thread.

    It is read back before it is returned, as by somebody who has pinned nothing: what ``read`` would refuse is refused.

    Raises:
        KitError, PackageError: as ``read`` does.
        SigningKeyError: KEY-007.
    """
    data = asic.seal({WAVE: waves.write(kit), **dict(sorted(files.items()))}, key, now, Commitment.ORIGIN)
    read(data, (), now)
    return data


def write_initiatives(initiatives: Iterable[Initiative]) -> bytes:
    """``initiatives.csv`` of these (RFC 4180, UTF-8, a header line)."""
    text = io.StringIO()
    lines = csv.writer(text)
    lines.writerow(_COLUMNS)
    lines.writerows((each.id, each.name, each.department, each.municipality) for each in initiatives)
    return text.getvalue().encode("utf-8")


def read_initiatives(data: bytes) -> tuple[Initiative, ...]:
    """The initiatives in ``initiatives.csv``, at most 5,000; a byte order mark, as spreadsheets write it, is no fault.

    Raises:
        KitError: KIT-014, with the row.
    """
    try:
        rows = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True)
        if next(rows, None) != _COLUMNS:
            raise _unfit_row(1)
        found: dict[str, Initiative] = {}
        for row in rows:
            if not _is_initiative(row) or row[0] in found or len(found) == MOST_INITIATIVES:
                raise _unfit_row(rows.line_num)
            found[row[0]] = Initiative(*row)
    except UnicodeDecodeError:
        raise _unfit_row(None) from None
    except csv.Error:
        raise _unfit_row(rows.line_num) from None
    return tuple(found.values())


def read(
    data: bytes,
    anchors: Sequence[Anchor],
    at: datetime,
    *,
    crls: Sequence[bytes] = (),
    limits: Limits = LIMITS,
) -> VerifiedKit:
    """The kit in ``data``.

    Args:
        anchors: the pinned roots; none before the first enrolment.
        at: the moment for which the signer's certificate and the lists must be good.
        crls: the revocation lists known here (DER); the kit's own are taken into account besides.

    Raises:
        PackageError, KitError: the first rule broken, as the module's documentation lists them.
    """
    sealed = _unseal(data, limits)
    files = dict(sealed.files)
    anchor, pinned = _anchor(files[ROOT], anchors)
    signer = documents.signed_by(sealed.signature, [anchor], (*documents.numbered_lists(files), *crls), at)
    _check_signer(signer)
    kit = waves.read(files.pop(WAVE))
    if kit.root_sha256 != anchor.fingerprint:
        raise KitError("KIT-003", Place(entry=WAVE), fields="root")
    _check_files(kit, files)
    _check_lists(files)
    return VerifiedKit(
        kit=kit,
        files=files,
        initiatives=read_initiatives(files[INITIATIVES]),
        anchor=anchor,
        pinned=pinned,
        signer=signer,
        obstacles=tuple(_obstacles(kit, signer, at)),
    )


def _unseal(data: bytes, limits: Limits) -> asic.Sealed:
    try:
        sealed = asic.unseal(data, limits, _may_be_there, (WAVE,), Commitment.ORIGIN)
    except PackageError as error:
        if error.code in _ELSEWHERE or (error.code, error.place.entry) == ("PKG-017", WAVE):
            raise KitError("KIT-001", detail=error.code) from None
        raise
    if sealed.signature.commitment is not Commitment.ORIGIN:
        raise KitError("KIT-001", detail="no commitment")
    for name in _MUST:
        if name not in sealed.files:
            raise _missing(name)
    return sealed


def _may_be_there(name: str) -> bool:
    return name in _BESIDE_FORMS or any(pattern.fullmatch(name) for pattern in (waves.FORM_FILE, _MEDIA, _REFERENCE))


def _anchor(data: bytes, anchors: Sequence[Anchor]) -> tuple[Anchor, bool]:
    """The kit's root (PEM), and whether it is among ``anchors``."""
    try:
        found = trust.pin(data)
    except TrustError as error:
        raise KitError("KIT-004", Place(entry=ROOT), detail=error.code) from None
    pinned = any(anchor.certificate == found.certificate for anchor in anchors)
    if anchors and not pinned:
        raise KitError("KIT-005", entity=found.name)
    return found, pinned


def _check_signer(signer: SignedBy) -> None:
    codes = {
        Standing.REVOKED: "KIT-007",
        Standing.NOT_YET: "KIT-008",
        Standing.NOT_REVOCABLE: "KIT-009",
    }
    if signer.standing not in {Standing.VALID, Standing.EXPIRED}:
        raise KitError(codes.get(signer.standing, "KIT-006"))


def _check_files(kit: Kit, files: Mapping[str, bytes]) -> None:
    for form in kit.forms:
        if form.file not in files:
            raise _missing(form.file)
        if sha256_hex(files[form.file]) != form.sha256:
            raise KitError("KIT-011", Place(entry=form.file))
    stems = {_stem(form.file) for form in kit.forms}
    for name in files:
        if name not in _BESIDE_FORMS and _stem(name) not in stems:
            raise KitError("KIT-012", Place(entry=name))
        limit = _LARGEST.get(REFERENCE if name.startswith(REFERENCE) else name)
        if limit is not None and len(files[name]) > limit:
            raise KitError("KIT-016", Place(entry=name), limit=limit // 1024)


def _check_lists(files: Mapping[str, bytes]) -> None:
    present = [name for name in documents.LISTS if name in files]
    for name, expected in zip(present, documents.LISTS, strict=False):
        if name != expected or not documents.is_revocation_list(files[name]):
            raise KitError("KIT-015", Place(entry=name))


def _stem(name: str) -> str | None:
    """The name of the form that an entry is, or belongs to."""
    found = waves.FORM_FILE.fullmatch(name) or _MEDIA.fullmatch(name) or _REFERENCE.fullmatch(name)
    return found[1] if found else None


def _is_initiative(row: Sequence[str]) -> bool:
    if len(row) != len(_COLUMNS):
        return False
    identifier, name, department, municipality = row
    if not documents.is_line(identifier, LONGEST_ID) or not documents.is_line(name, documents.LONGEST_LINE):
        return False
    codes = _DEPARTMENT.fullmatch(department) and _MUNICIPALITY.fullmatch(municipality)
    return bool(codes) and municipality.startswith(department)


def _obstacles(kit: Kit, signer: SignedBy, at: datetime) -> Iterable[tuple[str, Mapping[str, object]]]:
    if kit.closes < at.astimezone(_COLOMBIA).date():
        yield "KIT-020", {"closes": kit.closes.isoformat()}
    if signer.standing is Standing.EXPIRED:
        yield "KIT-021", {}


def _missing(name: str) -> KitError:
    return KitError("KIT-010", Place(entry=name))


def _unfit_row(row: int | None) -> KitError:
    return KitError("KIT-014", Place(entry=INITIATIVES, row=row))
