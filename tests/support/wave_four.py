"""The wave that the country published last, made anew: initiatives whose answers add up to its published figures.

135 initiatives are registered, 100 of them answer the shipped SSME, and 76 had answered the wave before. Each answer is
made up; what is true is what they come to. Numbers run from the weakest initiative (0) to the strongest (99).
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final

from desktop_app.reception import registry
from desktop_app.reception.registry import Member
from desktop_app.submission import authority as keys
from desktop_app.submission import build, encrypt, recipients_digest
from desktop_app.submission.authority import Enrolment, Vault
from desktop_app.submission.certificates import request
from desktop_app.workflows.entity import opened
from desktop_app.workflows.intake import Tally, receive_folder
from tests.support import ssme_answers as ssme
from tests.support import ssme_sheet as paper
from tests.support.packages import NOW, sample_info, sample_key
from tests.support.ssme_answers import Filling

WAVE, BEFORE = "2022", "2020"
REGISTERED, ANSWERING, BEFORE_ANSWERING = 135, 100, 76
SALES, SALES_BEFORE, PURCHASES, JOBS, JOBS_BEFORE, ACTORS = 457_188, 384_192, 18_675, 385_502, 360_282, 37_728
_CONSOLIDATED: Final = range(20, 84)
"""Who reaches the second level; those before stay below it, those after are above."""
_BEFORE_CONSOLIDATED: Final = 41
_MANAGERS: Final = 10
_SECTORS: Final = (("servicios", "turismo", 65), ("agroindustria", "cacao", 40), ("manufactura", "moda", 30))
_CHAMBERS, _BY_CHAMBERS = 33, 73
_AGRO: Final = (
    *("producer_associations", "producers", "smallholder_families", "producing_area", "post_harvest", "losses"),
    *("certifications", "certified_share", "sanitary_status", "cold_chain", "harvest_months", "seasonal_jobs"),
)
_FREE: Final = (
    ("focus", ("indefinido", "equipo", "estudio", "acordado")),
    ("bodies", ("ninguna", "gestor", "gestor consejo_directivo", "gestor consejo_directivo consejo_asesor mesas")),
    ("rules", ("ninguna", "informales", "escritas", "en_uso")),
    ("team", ("ninguno", "parcial", "uno", "varios")),
    ("projects", ("0", "1", "2", "4")),
    ("action_kinds", ("ninguna", "formacion", "formacion innovacion comercial",
                      "formacion innovacion comercial internacional productividad")),
    ("active", ("5", "15", "30", "60")),
    ("actor_kinds", ("empresas", "empresas gremios", "empresas gremios camaras academia",
                     "empresas gremios camaras academia investigacion gobierno_local")),
    ("alliances", ("ninguna", "informales", "formales", "externas")),
)  # fmt: skip
"""Answers that no published figure is about, each from 0 to 3 points: they bring each initiative to its level."""
_IMPACTS: Final = ("innovacion", "talento", "mercados_externos", "inteligencia", "productividad")
_BETS: Final = ("recursos", "mercados", "capacidades", "productos", "estrategia")


def receive(vault: Vault, folder: Path, address: str | None = None) -> Tally:
    """Registers the wave's initiatives, confirms their managers, and receives both waves from ``folder``."""
    confirm(vault)
    for name, data in packages(vault):
        (folder / name).write_bytes(data)
    with opened(vault, address, (ssme.ssme(),)) as entity:
        with entity.books.write() as connection:
            registry.register(connection, WAVE, members())
        return receive_folder(entity, folder, NOW)


def confirm(vault: Vault) -> None:
    """Ten managers, ten initiatives each."""
    for number in range(ANSWERING):
        key = sample_key(f"Gestora {number % _MANAGERS}")
        keys.enrol(vault, Enrolment(request(key), key.certificate, _id(number), _name(number)), NOW)


@cache
def members() -> tuple[Member, ...]:
    """The registered initiatives; the first hundred answer."""
    departments = [choice.name for choice in ssme.ssme().offered(ssme.refs()["department"], None)][:26]
    sectors = [sector for sector, _, count in _SECTORS for _ in range(count)]
    return tuple(
        Member(
            _id(number),
            _name(number),
            departments[number % 26],
            "",
            sectors[number * 53 % REGISTERED],
            _chamber(number),
        )
        for number in range(REGISTERED)
    )


def packages(vault: Vault) -> Iterator[tuple[str, bytes]]:
    """Signed and encrypted responses of both waves, with the names of their files."""
    pair = keys.load(vault.folder).recipients[0]
    for number in range(ANSWERING):
        yield f"{WAVE}-{number:03}.asice.age", _package(number, WAVE, _document(filling(number)), pair)
    documents = [_document(filling(number)) for number in (10, 50)]
    for number in range(BEFORE_ANSWERING):
        yield (
            f"{BEFORE}-{number:03}.asice.age",
            _package(number, BEFORE, documents[number < _BEFORE_CONSOLIDATED], pair),
        )


def filling(number: int) -> Filling:
    """What initiative ``number`` answers."""
    fixed = {**_identification(number), **_said(number), **_figures(number)}
    bounds = (0, 1) if number < _CONSOLIDATED.start else (1, 2) if number in _CONSOLIDATED else (2, 3)
    every = [_tuned(fixed, points) for points in range(3 * len(_FREE) + 1)]
    fitting = [each for each in every if bounds[0] < _total(each) <= bounds[1]]
    return fitting[len(fitting) // 2]


def _total(of: Filling) -> float:
    total = paper.sheet(ssme.facts(of)).total
    return float(total) if total is not None else 0.0


def _tuned(fixed: dict[str, str], points: int) -> Filling:
    """The answers with ``points`` spread evenly over those that are free."""
    base, more = divmod(points, len(_FREE))
    free = {name: offered[base + (place < more)] for place, (name, offered) in enumerate(_FREE) if base < 3 or not more}
    projects, active = int(free.pop("projects")), int(free.pop("active"))
    answers = fixed | free | {"firms_active": str(int(fixed["firms_participating"]) * active // 100)}
    answers["projects_any"] = "si" if projects else "no"
    if "consejo_directivo" not in answers["bodies"]:
        answers.pop("board_meetings")
    if answers["team"] == "ninguno":
        answers.pop("team_people")
    if answers["alliances"] == "ninguna":
        answers.pop("alliances_names")
    project = {name: text for name, text in ssme.PROJECTS[0].items() if name != "project_municipality"}
    return Filling(answers, [project] * projects, ())


def _identification(number: int) -> dict[str, str]:
    member = members()[number]
    kind = "camara_comercio" if number < _BY_CHAMBERS else ("gremio", "corporacion", "gobierno")[number % 3]
    town = next(
        choice.name
        for choice in ssme.ssme().offered(ssme.refs()["municipality"], None)
        if choice.extra["department"] == member.department
    )
    return {
        **{name: text for name, text in ssme.IDENTIFICATION.items() if name != "chamber"},
        "initiative_name": member.name,
        "department": member.department,
        "municipality": town,
        "macrosector": member.macrosector,
        "sector": next(sector for macrosector, sector, _ in _SECTORS if macrosector == member.macrosector),
        "entity_kind": kind,
        **({"chamber": member.chamber} if number < _BY_CHAMBERS else {}),
        "reference_year": "2021",
    }


def _said(number: int) -> dict[str, str]:
    """What was chosen; shares are of a hundred initiatives, and of 99 for the main link."""
    link = number * 37 % ANSWERING
    main = _of(link, (47, "secundario"), (34, "terciario"), (18, "primario"), (1, ""))
    plan = _of(number, (10, "ninguno"), (26, "no_actualizado"), (32, "actualizado"), (32, "completo"))
    others = () if members()[number].macrosector == "agroindustria" else _AGRO
    kept = {name: text for name, text in ssme.ANSWERS.items() if name not in {*others, *ssme.IDENTIFICATION}}
    found = kept | {
        "links": f"{main} {'primario' if main != 'primario' else 'terciario'}" if main else "ns",
        "main_link": main,
        "strategy": _of(number, (9, "ninguna"), (13, "desactualizada"), (78, "actualizada")),
        "strategy_year": "2020",
        "action_plan": plan,
        "horizon": _of(number, (10, "ninguno"), (37, "corto"), (26, "mediano"), (27, "largo")),
        "collaboration": _of(number, (4, "ninguna"), (48, "director"), (5, "ambas"), (43, "espontanea")),
        "territorial_impacts": _of(
            number, (5, "ninguno"), (20, "empleo"), (50, "empleo encadenamientos"), (25, "empleo politica ambiente")
        ),
        "business_impacts": " ".join(_IMPACTS[: 1 + number % len(_IMPACTS)]),
        "next_bets": " ".join(_BETS[: 1 + number % len(_BETS)]),
        "main_bet": _BETS[0] if number % len(_BETS) else "",
    }
    if plan == "ninguno":
        del found["plan_review"]
    if found["strategy"] == "ninguna":
        found = {name: text for name, text in found.items() if name != "strategy_year" and "builders" not in name}
    return {name: text for name, text in found.items() if text}


def _figures(number: int) -> dict[str, str]:
    """Pairs of neighbours sell the same, so that what one has more of a market the other has less."""
    sign, size = (1 if number % 2 else -1), (1 if number % 2 else 3)
    built = 1 + number % 3
    found = {
        "sales_last": SALES_LAST[number],
        "sales_this": SALES_THIS[number],
        "jobs_last": JOBS_LAST[number],
        "jobs_this": JOBS_THIS[number],
        "purchases_total": _spread(PURCHASES, [1] * ANSWERING)[number],
        "actors_total": _spread(ACTORS, [1] * ANSWERING)[number],
        "sales_local": 46 + 10 * sign,
        "sales_national": 33 - 7 * sign,
        "sales_export": 21 - 3 * sign,
        "firms_participating": 100 * size,
        "firms_impacted": 90 * size,
        "firms_micro": 74 * size,
        "firms_small": 18 * size,
        "firms_medium": 5 * size,
        "firms_large": 3 * size,
        "structure_public": 86 + 6 * sign,
        "structure_private": 14 - 6 * sign,
        "projects_public": 84 + 6 * sign,
        "projects_private": 16 - 6 * sign,
    }
    if number >= 9:
        found |= {
            "builders_firms": 37 * built,
            "builders_academia": 4 * built,
            "builders_government": 4 * built,
            "builders_others": 5 * built,
        }
    return {name: str(figure) for name, figure in found.items()}


def _of(number: int, *shares: tuple[int, str]) -> str:
    """Which of ``shares`` of a hundred ``number`` falls into."""
    for count, name in shares:
        if number < count:
            return name
        number -= count
    raise AssertionError(number)


def _spread(total: int, weights: Sequence[int]) -> list[int]:
    """Whole numbers in about the ratio of ``weights`` that add up to ``total``."""
    found = [total * weight // sum(weights) for weight in weights]
    for place in range(total - sum(found)):
        found[-1 - place] += 1
    return found


_PAIRS: Final = [pair for pair in _spread(SALES // 2, [20 + place for place in range(ANSWERING // 2)]) for _ in (0, 1)]
SALES_THIS: Final = _PAIRS
SALES_LAST: Final = _spread(SALES_BEFORE, _PAIRS)
JOBS_THIS: Final = _spread(JOBS, [60 + place for place in range(ANSWERING)])
JOBS_LAST: Final = _spread(JOBS_BEFORE, JOBS_THIS)


def _chamber(number: int) -> str:
    offered = [choice.name for choice in ssme.ssme().offered(ssme.refs()["chamber"], None)]
    return offered[number % _CHAMBERS]


def _id(number: int) -> str:
    return f"ic-{number:03}"


def _name(number: int) -> str:
    return f"Clúster {number}"


def _document(of: Filling) -> bytes:
    """The response, with a reason wherever the form asks for one."""
    session = ssme.filled(of)
    for question in list(session.relevant_questions()):
        if "warning-of" in question.attributes:
            session.set(question.ref, "Así consta en los informes de la iniciativa.")
    assert [problem.ref for problem in session.problems()] == []
    return session.instance_xml()


def _package(number: int, wave: str, document: bytes, pair: Any) -> bytes:
    form = ssme.ssme()
    response = f"uuid:{uuid.uuid5(uuid.NAMESPACE_OID, f'{wave} {number}')}"
    named = re.sub(rb"(initiative_name>)[^<]*", rb"\1" + _name(number).encode(), document, count=1)
    info = sample_info(
        form_id=form.id,
        form_version=form.version,
        form_sha256=form.sha256,
        initiative_id=_id(number),
        initiative_name=_name(number),
        response_id=response,
        wave=wave,
        recipients_sha256=recipients_digest(pair),
    )
    own = re.sub(rb"(instanceID>)[^<]*", rb"\1" + response.encode(), named, count=1)
    return encrypt(build(info, own, sample_key(f"Gestora {number % _MANAGERS}"), now=NOW), pair)
