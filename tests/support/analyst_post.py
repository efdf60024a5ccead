"""What a new entity's analyst has at hand: the list of a wave's initiatives as a workbook, and what managers send."""

from __future__ import annotations

import re
import uuid
from datetime import datetime, timedelta
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Final

from desktop_app.submission import authority as keys
from desktop_app.submission import build, encrypt, recipients_digest
from desktop_app.submission.certificates import request
from desktop_app.submission.phone_words import phone_words
from tests.support import ssme_answers as ssme
from tests.support.packages import sample_info, sample_key
from tests.support.wave_four import filling

LISTED: Final = (
    ("ic-101", "Cafés de Huila", "Huila", "Neiva", "Agroindustria"),
    ("ic-102", "Turismo de Boyacá", "Boyacá", "Tunja", "Servicios"),
    ("ic-103", "Turismo de Caldas", "Caldas", "Manizales", "Servicios"),
    ("ic-104", "Software de Norte", "Norte de Santander", "Cúcuta", "Servicios"),
    ("ic-105", "Salud de Santander", "Santander", "Bucaramanga", "Servicios"),
    ("ic-106", "Logística de Tolima", "Tolima", "Ibagué", "Servicios"),
    ("ic-107", "Frutas de Cauca", "Cauca", "Popayán", "Agroindustria"),
    ("ic-108", "Energía de Soacha", "Cundinamarca", "Soacha", "Manufactura"),
)
"""Id, name, department, municipality and macrosector, as somebody keeps them; the last two do not answer."""
ANSWERING: Final = LISTED[:6]
STRANGER: Final = ("ic-900", "Iniciativa sin registro")
_LIKE: Final = (15, 35, 50, 65, 85, 95)
"""Whose answers in the wave that was published each gives."""


def workbook() -> bytes:
    """The list as a workbook."""
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Código", "Nombre de la iniciativa", "Departamento", "Municipio", "Macrosector", "Correo"])
    for member in LISTED:
        sheet.append([*member, f"{member[0]}@ejemplo.org"])
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def fill(folder: Path, entity: Path, wave: str, now: datetime) -> None:
    """Puts into ``folder`` what comes for ``wave`` to the entity whose keys are in ``entity``: six packages, one of
    them twice, one that was cut short on the way, and one of an initiative that is not on the list."""
    pair = keys.load(entity).recipients[0]
    packages = [_package(number, *LISTED[number][:2], wave, pair, now) for number in range(len(ANSWERING))]
    for member, data in zip(ANSWERING, packages, strict=True):
        (folder / f"{member[0]}-ssme-{wave}-r1.asice.age").write_bytes(data)
    (folder / "ic-101 (1).asice.age").write_bytes(packages[0])
    (folder / "ic-102 por correo.asice.age").write_bytes(packages[1][: len(packages[1]) // 2])
    (folder / "otra.asice.age").write_bytes(_package(0, *STRANGER, wave, pair, now))


def phone(member: str) -> tuple[str, ...]:
    """What its manager reads out at the telephone."""
    return phone_words(sample_key(_manager(member)).fingerprint)


def _manager(member: str) -> str:
    return f"Gestoría de {member}"


@cache
def _document(number: int) -> bytes:
    """The response, with a reason wherever the form asks for one."""
    session = ssme.filled(filling(_LIKE[number]))
    for question in list(session.relevant_questions()):
        if "warning-of" in question.attributes:
            session.set(question.ref, "Así consta en los informes de la iniciativa.")
    assert [problem.ref for problem in session.problems()] == []
    return session.instance_xml()


def _package(number: int, member: str, name: str, wave: str, pair: tuple[str, str], now: datetime) -> bytes:
    form, key = ssme.ssme(), sample_key(_manager(member))
    response = f"uuid:{uuid.uuid5(uuid.NAMESPACE_OID, f'{member} {wave}')}"
    named = re.sub(rb"(initiative_name>)[^<]*", rb"\g<1>" + name.encode(), _document(number), count=1)
    own = re.sub(rb"(instanceID>)[^<]*", rb"\g<1>" + response.encode(), named, count=1)
    claimed = now - timedelta(minutes=10 + number)
    info = sample_info(
        form_id=form.id,
        form_version=form.version,
        form_sha256=form.sha256,
        initiative_id=member,
        initiative_name=name,
        wave=wave,
        response_id=response,
        claimed_at=claimed,
        recipients_sha256=recipients_digest(pair),
    )
    return encrypt(build(info, own, key, request=request(key), now=claimed), pair)
