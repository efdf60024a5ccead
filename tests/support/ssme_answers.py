"""Answers to the SSME: a complete agro-industry initiative, random fillings, and what the sheet reads of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction
from functools import lru_cache
from random import Random
from typing import Final
from zoneinfo import ZoneInfo

from desktop_app import paths
from desktop_app.xforms import Form, Session
from tests.support import ssme_sheet as paper
from tests.support.ssme_sheet import NA, Amount, Facts, Kinds, NotApplicable, Project, State

NOW = datetime(2026, 11, 20, 10, 0, tzinfo=ZoneInfo("America/Bogota"))
Answers = Mapping[str, str]

IDENTIFICATION: Final = {
    "initiative_name": "Cacao del Piedemonte",
    "founded": "2014",
    "department": "50",
    "municipality": "50001",
    "macrosector": "agroindustria",
    "sector": "cacao",
    "ciiu": "1082",
    "entity_kind": "camara_comercio",
    "chamber": "villavicencio",
    "manager_name": "Persona de prueba",
    "manager_role": "Gestora",
    "manager_email": "iniciativa@ejemplo.org",
    "manager_phone": "608 000 0000",
    "reference_year": "2025",
}
ANSWERS: Final = {
    **IDENTIFICATION,
    "links": "primario secundario",
    "main_link": "primario",
    "focus": "equipo",
    "segment": "Cacao fino para chocolatería",
    "strategy": "actualizada",
    "strategy_year": "2024",
    "action_plan": "actualizado",
    "plan_review": "trimestral",
    "builders_firms": "18",
    "builders_academia": "3",
    "builders_government": "4",
    "builders_others": "5",
    "bodies": "gestor consejo_directivo mesas",
    "board_meetings": "6",
    "rules": "informales",
    "team": "parcial",
    "team_people": "2",
    "legal_form": "ninguna",
    "horizon": "mediano",
    "structure_public": "80",
    "structure_private": "20",
    "projects_public": "70",
    "projects_private": "30",
    "operating_budget": "310.5",
    "funding_sources": "camara empresas",
    "projects_any": "si",
    "action_kinds": "formacion innovacion comercial productividad",
    "firms_participating": "64",
    "firms_active": "22",
    "firms_impacted": "90",
    "firms_micro": "48",
    "firms_small": "11",
    "firms_medium": "4",
    "firms_large": "1",
    "actor_kinds": "empresas gremios camaras academia gobierno_local",
    "actors_total": "81",
    "actors_meetings": "trimestral",
    "collaboration": "ambas",
    "alliances": "informales",
    "alliances_names": "La universidad y el comité de productores de la región",
    "joint_work": "ventas formacion",
    "sales_last": "10850.5",
    "sales_this": "12420",
    "jobs_last": "412",
    "jobs_this": "431",
    "territorial_impacts": "empleo encadenamientos",
    "sales_local": "35",
    "sales_national": "40",
    "sales_export": "25",
    "purchases_total": "5120.75",
    "purchases_cluster": "20",
    "purchases_region": "45",
    "purchases_national": "30",
    "purchases_foreign": "5",
    "business_impacts": "innovacion talento",
    "impacts_story": "Doce asociaciones venden juntas y mejoraron el precio del grano seco.",
    "producer_associations": "12",
    "producers": "640",
    "smallholder_families": "510",
    "producing_area": "1280.5",
    "post_harvest": "beneficio almacenamiento transformacion",
    "losses": "8",
    "certifications": "bpa organica",
    "certified_share": "15",
    "sanitary_status": "mayoria",
    "cold_chain": "na",
    "harvest_months": "04 05 10 11",
    "seasonal_jobs": "150",
    "next_bets": "mercados productos",
    "main_bet": "mercados",
    "bets_detail": "Dos compradores del exterior con contrato antes de terminar 2027.",
    "support_needed": "recursos mercados",
}
PROJECTS: Final[tuple[Answers, ...]] = (
    {
        "project_name": "Centrales de secado",
        "project_kind": "productividad",
        "project_state": "en_ejecucion",
        "project_value": "480",
        "project_sources": "empresas camara",
        "project_firms": "26",
        "project_municipality": "50001",
    },
    {
        "project_name": "Marca colectiva",
        "project_kind": "comercial",
        "project_state": "terminado",
        "project_value": "95.5",
        "project_sources": "empresas",
        "project_firms": "14",
    },
    {
        "project_name": "Laboratorio de calidad",
        "project_kind": "innovacion",
        "project_state": "formulado",
        "project_value": "1200",
        "project_sources": "regalias empresas",
    },
)
PLAN: Final[tuple[Answers, ...]] = (
    {
        "plan_opportunity": "A3.2",
        "plan_activity": "Escribir y aprobar las reglas de juego",
        "plan_owner": "Consejo directivo",
        "plan_start": "2026-12-01",
        "plan_due": "2027-03-31",
        "plan_budget": "2500000",
        "plan_source": "camara",
        "plan_indicator": "Reglamento aprobado",
        "plan_target": "1",
        "plan_state": "planned",
    },
)


@dataclass(frozen=True)
class Filling:
    """Answers by the question's name, and the instances of the two repeats."""

    answers: Answers = field(default_factory=dict)
    projects: Sequence[Answers] = ()
    plan: Sequence[Answers] = ()


COMPLETE: Final = Filling(ANSWERS, PROJECTS, PLAN)


@lru_cache(maxsize=1)
def ssme() -> Form:
    """The shipped form."""
    return Form.load(paths.forms_dir() / "ssme.md")


@lru_cache(maxsize=1)
def refs() -> Mapping[str, str]:
    """References by name; every name is there once."""
    binds = ssme().binds
    found = {ref.rpartition("/")[2]: ref for ref in binds}
    assert len(found) == len(binds)
    return found


def values(filling: Filling) -> dict[str, str]:
    """The filling as ``Session.restore`` takes it."""
    where = refs()
    found = {where[name]: value for name, value in filling.answers.items()}
    for nodeset, instances in (("/data/acciones/proyectos", filling.projects), ("/data/plan", filling.plan)):
        found[nodeset] = str(len(instances))
        for position, instance in enumerate(instances, 1):
            for name, value in instance.items():
                found[f"{nodeset}[{position}]/{name}"] = value
    return found


def filled(filling: Filling, *, last_saved: bytes | None = None, language: str | None = None) -> Session:
    """A session with the filling in it."""
    session = Session(ssme(), now=NOW, language=language, last_saved=last_saved)
    assert session.restore(values(filling)) == []
    return session


def changed(changes: Answers, *, projects: Sequence[Answers] = PROJECTS) -> Filling:
    """The complete initiative with some other answers."""
    return Filling({**ANSWERS, **changes}, projects, PLAN)


# -- what the sheet reads ---------------------------------------------------------------------------------------------

_WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "focus": dict(zip(("indefinido", "equipo", "estudio", "acordado"), paper.FOCUS, strict=True)),
    "strategy": dict(zip(("ninguna", "definida", "desactualizada", "actualizada"), paper.STRATEGY, strict=True)),
    "action_plan": dict(zip(("ninguno", "no_actualizado", "actualizado", "completo"), paper.PLAN, strict=True)),
    "rules": dict(zip(("ninguna", "informales", "escritas", "en_uso"), paper.RULES, strict=True)),
    "team": dict(zip(("ninguno", "parcial", "uno", "varios"), paper.TEAM, strict=True)),
    "horizon": dict(zip(("ninguno", "corto", "mediano", "largo"), paper.HORIZON, strict=True)),
    "collaboration": dict(zip(("ninguna", "director", "ambas", "espontanea"), paper.COLLABORATION, strict=True)),
    "alliances": dict(zip(("ninguna", "informales", "formales", "externas"), paper.ALLIANCES, strict=True)),
}
_STATES: Final[Mapping[str, State]] = {
    "formulado": "formulated",
    "en_ejecucion": "under way",
    "terminado": "finished",
    "suspendido": "suspended",
}


def facts(filling: Filling) -> Facts:
    """What the sheet makes of a filling, if only what is shown is answered."""
    answers = filling.answers
    words = {name: _WORDS[name].get(answers.get(name, "")) for name in _WORDS}
    impacts = _kinds(answers.get("territorial_impacts", ""), "ninguno")
    actions = _kinds(answers.get("action_kinds", ""), "ninguna")
    return Facts(
        links=_known(_kinds(answers.get("links", ""), "ninguno")),
        focus=words["focus"],
        strategy=words["strategy"],
        plan=words["action_plan"],
        firm_builders=_amount(answers, "builders_firms"),
        other_builders=tuple(_amount(answers, f"builders_{name}") for name in ("academia", "government", "others")),
        bodies=_known(_kinds(answers.get("bodies", ""), "ninguna")),
        rules=words["rules"],
        team=words["team"],
        horizon=words["horizon"],
        structure_private=_amount(answers, "structure_private", "structure_public_sin"),
        projects_private=_amount(answers, "projects_private", "projects_public_sin"),
        projects=_roster(answers.get("projects_any", ""), filling.projects),
        action_kinds=actions,
        firms=_amount(answers, "firms_participating"),
        active_firms=_amount(answers, "firms_active"),
        actor_kinds=_known(_kinds(answers.get("actor_kinds", ""), "ninguno")),
        collaboration=words["collaboration"],
        alliances=words["alliances"],
        sales=(_amount(answers, "sales_last"), _amount(answers, "sales_this")),
        jobs=(_amount(answers, "jobs_last"), _amount(answers, "jobs_this")),
        territory=impacts,
    )


def _amount(answers: Answers, name: str, special: str = "") -> Amount:
    if answers.get(special or f"{name}_sin") == NA:
        return NA
    return Fraction(answers[name]) if answers.get(name) else None


def _kinds(answer: str, none: str) -> Kinds:
    """How many are chosen, ``none`` standing for 0."""
    chosen = answer.split()
    if not chosen or "ns" in chosen:
        return None
    return NA if NA in chosen else len(set(chosen) - {none})


def _known(kinds: Kinds) -> int | None:
    assert not isinstance(kinds, str)
    return kinds


def _roster(answer: str, projects: Iterable[Answers]) -> tuple[Project, ...] | NotApplicable | None:
    if answer in ("no", NA):
        return () if answer == "no" else NA
    listed = tuple(_project(project) for project in projects) if answer == "si" else ()
    return listed or None


def _project(answers: Answers) -> Project:
    sources = answers.get("project_sources", "").split()
    counterpart = "empresas" in sources if sources and "ns" not in sources else None
    return Project(_STATES.get(answers.get("project_state", "")), counterpart)


# -- random fillings --------------------------------------------------------------------------------------------------

_CHOICES: Final = {
    "focus": ("indefinido", "equipo", "estudio", "acordado", "ns", ""),
    "action_plan": ("ninguno", "no_actualizado", "actualizado", "completo", "ns", ""),
    "rules": ("ninguna", "informales", "escritas", "en_uso", "ns", ""),
    "team": ("ninguno", "parcial", "uno", "varios", "ns", ""),
    "horizon": ("ninguno", "corto", "mediano", "largo", "ns", ""),
    "collaboration": ("ninguna", "director", "ambas", "espontanea", "ns", ""),
    "alliances": ("ninguna", "informales", "formales", "externas", "ns", ""),
}
_KINDS: Final = {
    "links": (("primario", "secundario", "terciario"), ("ninguno", "ns", "")),
    "bodies": (("gestor", "consejo_directivo", "consejo_asesor", "mesas"), ("ninguna", "ns", "")),
    "action_kinds": (
        ("formacion", "innovacion", "comercial", "internacional", "inteligencia", "productividad"),
        ("ninguna", "ns", "na", ""),
    ),
    "actor_kinds": (
        ("empresas", "gremios", "camaras", "academia", "investigacion", "gobierno_local", "financieras"),
        ("ninguno", "ns", ""),
    ),
    "territorial_impacts": (("empleo", "encadenamientos", "politica", "ambiente"), ("ninguno", "ns", "na", "")),
}
_STRATEGIES: Final = ("ninguna", "definida", "desactualizada", "actualizada", "actualizada", "ns", "")
_SOURCES: Final = ("empresas", "camara", "regalias", "academia")


def random_filling(random: Random) -> Filling:
    """Any mixture of answers that a respondent could give, near the thresholds more often than far from them."""
    answers = {name: random.choice(offered) for name, offered in _CHOICES.items()}
    for name, (offered, alone) in _KINDS.items():
        many = random.sample(offered, random.randint(1, len(offered)))
        answers[name] = random.choice(alone) if random.random() < 0.25 else " ".join(many)
    answers["strategy"] = random.choice(_STRATEGIES)
    if answers["strategy"] in ("definida", "desactualizada", "actualizada"):
        answers |= _builders(random)
    answers |= _percentages(random, "structure") | _percentages(random, "projects")
    answers |= _figures(random, "firms_participating", "firms_active", specials=("ns",))
    answers |= _figures(random, "sales_last", "sales_this", decimals=2) | _figures(random, "jobs_last", "jobs_this")
    answers["projects_any"] = random.choice(("si", "si", "si", "no", "ns", "na", ""))
    shown = answers["projects_any"] == "si"
    projects = [_random_project(random) for _ in range(random.randint(0, 9))] if shown else []
    return Filling({name: value for name, value in answers.items() if value}, projects)


def _builders(random: Random) -> dict[str, str]:
    names = [f"builders_{name}" for name in ("firms", "academia", "government", "others")]
    if random.random() < 0.1:
        return {"builders_firms_sin": "ns"}
    found = {name: str(random.choice((0, 1, 1, 2, 3, 5))) for name in names}
    found["builders_firms"] = str(random.choice((0, 1, 3, 5, 7, 10, 20)))
    if set(found.values()) == {"0"}:
        found["builders_others"] = "1"
    if random.random() < 0.1:
        found.pop(random.choice(names))
    return found


def _percentages(random: Random, of: str) -> dict[str, str]:
    if random.random() < 0.25:
        return {f"{of}_public_sin": random.choice(("ns", "na"))}
    private = Fraction(random.choice((0, 5, 15, 40, 100, random.randint(0, 100)))) + Fraction(
        random.choice((0, 0, 1, -1)), 100
    )
    private = min(max(private, Fraction()), Fraction(100))
    found = {f"{of}_public": _written(100 - private), f"{of}_private": _written(private)}
    if random.random() < 0.1:
        found.pop(f"{of}_private")
    return found


def _figures(
    random: Random, first: str, second: str, *, specials: Sequence[str] = ("ns", "na"), decimals: int = 0
) -> dict[str, str]:
    """Two figures, the second near a bound of what is made of both."""
    base = Fraction(random.randint(1, 3000), 10**decimals)
    ratio = random.choice((10, 25, 50, 100, 110, random.randint(1, 300))) if decimals else random.randint(1, 130)
    whole = 10**decimals
    other = Fraction(int(base * ratio * whole / 100) + random.choice((0, 0, 1, -1)), whole)
    found = {first: _written(base), second: _written(max(other, Fraction()))}
    if first == "firms_participating" and other > base:
        found[second] = found[first]
    for name in (first, second):
        if random.random() < 0.12:
            del found[name]
            found[f"{name}_sin"] = random.choice((*specials, ""))
    return found


def _random_project(random: Random) -> dict[str, str]:
    project = {
        "project_name": "Proyecto",
        "project_state": random.choice(("formulado", "en_ejecucion", "en_ejecucion", "terminado", "suspendido")),
        "project_sources": " ".join(random.sample(_SOURCES, random.randint(1, 3))),
        "project_value": str(random.randint(1, 900)),
    }
    if random.random() < 0.05:
        project.pop(random.choice(("project_state", "project_sources")))
    if random.random() < 0.03:
        project["project_sources"] = "ns"
    return project


def _written(amount: Fraction) -> str:
    """In decimals, without more of them than there are."""
    text = f"{float(amount):.2f}".rstrip("0").rstrip(".")
    assert Fraction(text) == amount
    return text


# -- reading back -----------------------------------------------------------------------------------------------------


@lru_cache(maxsize=1)
def score_refs() -> Mapping[str, str]:
    """The references of the 18 indicators, 8 areas, 3 dimensions, the total and the level, by code."""
    found = {}
    for bind in ssme().binds.values():
        role = bind.attributes.get("role", "")
        if role in ("indicator", "area", "dimension", "total", "level"):
            found[bind.attributes.get("code") or role] = bind.ref
    return found


def expected(filling: Filling) -> dict[str, str]:
    """What the sheet says, as text by code: ``na``, or empty where it is not known."""
    made = paper.sheet(facts(filling))
    scores = {**made.indicators, **made.areas, **made.dimensions, "total": made.total}
    found = {code: _score(score) for code, score in scores.items()}
    return {**found, "level": "" if made.level is None else str(made.level)}


def _score(score: paper.Score) -> str:
    if not isinstance(score, Fraction):
        return score or ""
    return _written(score)
