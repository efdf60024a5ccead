"""The demonstration's wave: made-up initiatives beside the sample answer the SSME, and the entity publishes results."""

from __future__ import annotations

import random
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

from desktop_app.fileio import write_atomic
from desktop_app.submission import RECIPIENT, KeyStore, SubmissionInfo, build, encrypt, recipients_digest
from desktop_app.texts import spell_output
from desktop_app.workflows.demo_entity import Entity, passing_secrets
from desktop_app.workflows.export import SOFTWARE
from desktop_app.xforms import Form, Session
from desktop_app.xforms.model import Control, DataType, Question

if TYPE_CHECKING:
    from desktop_app.reception.registry import Member
    from desktop_app.workflows.intake import Tally

FOLDER: Final = "ola-recibida"
_MARK: Final = {"es": "EJEMPLO", "en": "SAMPLE"}
_UNKNOWN: Final = frozenset({"ns", "na"})
_NAMESPACE: Final = uuid.uuid5(uuid.NAMESPACE_URL, "urn:telar:demonstration")
_MOST_CHOSEN: Final = 4
_SHARE: Final = 0.6
"""Of the sample's answers, how many a neighbour may give otherwise."""


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A made-up initiative: names in both languages, and the card's codes."""

    name: str
    english: str
    department: str
    municipality: str
    macrosector: str
    sector: str
    chamber: str
    answers: bool = True

    def title(self, language: str) -> str:
        return f"{_MARK[language]}: {self.name if language == 'es' else self.english}"

    @property
    def id(self) -> str:
        return f"ejemplo-{self.chamber.replace('_', '-')}"


NEIGHBOURS: Final = (
    Neighbour("Cafés de Huila", "Coffees of Huila", "41", "41551", "agroindustria", "cafe", "huila"),
    Neighbour("Lácteos de Boyacá", "Dairy of Boyacá", "15", "15001", "agroindustria", "lacteos", "tunja"),
    Neighbour("Plátano de Risaralda", "Plantain of Risaralda", "66", "66001", "agroindustria", "platano", "pereira"),
    Neighbour("Piscicultura de Meta", "Fish of Meta", "50", "50001", "agroindustria", "piscicola", "villavicencio"),
    Neighbour("Turismo de Caldas", "Tourism of Caldas", "17", "17001", "servicios", "turismo", "manizales_por_caldas"),
    Neighbour("Software de Norte", "Software of Norte", "54", "54001", "servicios", "software", "cucuta"),
    Neighbour("Salud de Santander", "Health of Santander", "68", "68001", "servicios", "salud", "bucaramanga"),
    Neighbour("Logística de Valle", "Logistics of Valle", "76", "76001", "servicios", "logistica", "cali"),
    Neighbour("Turismo de Nariño", "Tourism of Nariño", "52", "52001", "servicios", "turismo", "pasto"),
    Neighbour("Moda de Tolima", "Fashion of Tolima", "73", "73001", "manufactura", "moda", "ibague"),
    Neighbour("Construcción de Bogotá", "Building of Bogotá", "11", "11001", "manufactura", "construccion", "bogota"),
    Neighbour("Frutas de Cauca", "Fruits of Cauca", "19", "19001", "agroindustria", "hortofruticola", "cauca", False),
    Neighbour("Energía de Soacha", "Energy of Soacha", "25", "25754", "manufactura", "energia", "facatativa", False),
)  # fmt: skip
"""Those that are registered beside the sample; two of them do not answer."""


@dataclass(frozen=True, slots=True)
class WaveDemonstration:
    """The received wave and what it publishes, by path; ``counts`` are of the files in ``folder`` by outcome, and
    ``responding`` initiatives count, the sample among them."""

    folder: Path
    received: tuple[Path, ...]
    counts: dict[str, int]
    responding: int
    results: Path
    workbook: Path
    summary: Path
    published: tuple[Path, ...]

    def files(self) -> tuple[Path, ...]:
        return (*self.received, *self.published)


def listed(language: str) -> tuple[Member, ...]:
    """The neighbours as the entity registered them."""
    from desktop_app.reception.registry import Member

    return tuple(
        Member(each.id, each.title(language), each.department, each.municipality, each.macrosector, each.chamber)
        for each in NEIGHBOURS
    )


def send(entity: Entity, form: Form, sample_xml: bytes, wave: str, out: Path, now: datetime, language: str) -> Path:
    """Packages of the neighbours in a folder, as they come: one of them twice, and one damaged on the way.

    Args:
        sample_xml: the sample's response, of which theirs are variations.
    """
    folder = out / FOLDER
    packages: list[bytes] = []
    for number, each in enumerate(NEIGHBOURS):
        if each.answers:
            package = _package(entity, form, sample_xml, number, wave, now, language)
            write_atomic(folder / f"{number + 1:02}-{each.chamber}.asice.age", package)
            packages.append(package)
    write_atomic(folder / "20-reenviado.asice.age", packages[0])
    write_atomic(folder / "21-cortado.asice.age", packages[1][: len(packages[1]) // 2])
    return folder


def publish(
    entity: Entity, form: Form, wave: str, folder: Path, out: Path, now: datetime, language: str
) -> WaveDemonstration:
    """Takes the folder in, beside what the entity answered before, and writes the results into ``out``."""
    from desktop_app.workflows import results
    from desktop_app.workflows.intake import receive_folder

    with entity.at_work() as opened:
        tally = receive_folder(opened, folder, now, language=language)
        written = results.write_results(opened.books, form, wave, out, now, language=language)
    return WaveDemonstration(
        folder=folder,
        received=tuple(sorted(folder.iterdir())),
        counts=_counts(tally),
        responding=int(written.published.figures["responding"]),
        results=out / results.FIGURES,
        workbook=out / results.WORKBOOK,
        summary=out / results.SUMMARY,
        published=written.files,
    )


def _counts(tally: Tally) -> dict[str, int]:
    names = ("filed", "replaced", "duplicate", "quarantined", "refused")
    return {name: getattr(tally, name) for name in names}


def _package(
    entity: Entity, form: Form, sample_xml: bytes, number: int, wave: str, now: datetime, language: str
) -> bytes:
    neighbour = NEIGHBOURS[number]
    response_id = f"uuid:{uuid.uuid5(_NAMESPACE, f'{wave} {number}')}"
    session = Session(
        form, _renamed(sample_xml, response_id), now.astimezone(), form.language_for(language), spell=spell_output
    )
    _introduce(session, form, neighbour, language)
    _vary(session, form, random.Random(number))  # noqa: S311 - nothing depends on its being unforeseeable
    key = KeyStore(entity.beside(neighbour.id), passing_secrets()).load_or_create(neighbour.title(language), now)
    entity.enrol_key(key, neighbour.id, neighbour.title(language), now)
    info = SubmissionInfo(
        recipient=RECIPIENT,
        form_id=form.id,
        form_version=form.version,
        form_sha256=form.sha256,
        initiative_id=neighbour.id,
        initiative_name=neighbour.title(language),
        wave=wave,
        response_id=response_id,
        replaces=None,
        revision=1,
        sequence=1,
        claimed_at=now - timedelta(hours=number),
        software=SOFTWARE,
        recipients_sha256=recipients_digest(entity.overview.recipients),
    )
    return encrypt(build(info, session.instance_xml(), key, now=now), list(entity.overview.recipients))


def _renamed(document: bytes, response_id: str) -> bytes:
    """The document as the response ``response_id``, which replaces none."""
    from lxml import etree

    root = etree.fromstring(document, etree.XMLParser(resolve_entities=False, no_network=True))
    for element in list(root.iter()):
        name = str(element.tag).rpartition("}")[2]
        if name == "instanceID":
            element.text = response_id
        elif name == "deprecatedID" and (parent := element.getparent()) is not None:
            parent.remove(element)
    return etree.tostring(root, encoding="utf-8")


def _introduce(session: Session, form: Form, neighbour: Neighbour, language: str) -> None:
    """Who answers, where the form asks what the card knows."""
    known = {
        "name": neighbour.title(language),
        "department": neighbour.department,
        "municipality": neighbour.municipality,
        "macrosector": neighbour.macrosector,
        "sector": neighbour.sector,
        "chamber": neighbour.chamber,
        "manager_name": neighbour.title(language),
    }
    for bind in form.binds.values():
        if (card := bind.attributes.get("card", "")) in known:
            session.set(bind.ref, known[card])


def _vary(session: Session, form: Form, chance: random.Random) -> None:
    """Other answers to some questions, as far as all that was answered stays whole and valid."""
    required = [question.ref for question in form.questions()]
    whole = _open(session, required)
    for question in form.questions():
        ref, old = question.ref, ""
        if "card" in form.binds[ref].attributes or not session.is_relevant(ref) or chance.random() > _SHARE:
            continue
        old = session.value(ref)
        new = _other(session, question, form, old, chance)
        if not new or new == old:
            continue
        session.set(ref, new)
        if session.problem(ref) or not _open(session, required) <= whole:
            session.set(ref, old)


def _open(session: Session, refs: list[str]) -> set[str]:
    """What is wrong, or is missing, now."""
    return {
        ref
        for ref in refs
        if session.is_relevant(ref) and (session.problem(ref) or (session.is_required(ref) and not session.value(ref)))
    }


def _other(session: Session, question: Question, form: Form, old: str, chance: random.Random) -> str:
    offered = [each.name for each in session.choices(question.ref) if each.name not in _UNKNOWN]
    if question.control is Control.SELECT1 and offered:
        return chance.choice(offered)
    if question.control is Control.SELECT and offered:
        chosen = set(chance.sample(offered, chance.randint(1, min(_MOST_CHOSEN, len(offered)))))
        return " ".join(each for each in offered if each in chosen)
    if form.binds[question.ref].type is DataType.INT and old.isdigit():
        return str(round(int(old) * chance.uniform(0.7, 1.6)))
    return ""
