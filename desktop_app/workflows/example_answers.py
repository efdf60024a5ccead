"""What the sample initiative answers to the SSME, last wave and this one, by the names of the form's questions."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

Answers = Mapping[str, str]
Record = Mapping[str, str]

_TEXTS: Final[Mapping[str, tuple[str, str]]] = {
    "segment": ("Cacao fino y de aroma para chocolatería.", "Fine flavour cocoa for chocolate makers."),
    "alliances": ("Universidad de la región y gremio cacaotero.", "The region's university and the cocoa association."),
    "story": (
        "Doce asociaciones venden ya su cacao fermentado a un mismo comprador.",
        "Twelve associations already sell their fermented cocoa to one buyer.",
    ),
    "bet": ("Dos compradores nuevos en el exterior.", "Two new buyers abroad."),
    "dryers": ("Secaderos comunitarios", "Community dryers"),
    "school": ("Escuela de catación", "Tasting school"),
    "brand": ("Marca de origen Arauca", "Arauca origin brand"),
    "traceability": ("Trazabilidad de la cosecha", "Traceability of the harvest"),
    "jump": (
        "Entró un comprador de chocolatería que paga el cacao fermentado a mejor precio, y llegaron 14 empresas.",
        "A chocolate maker began to pay a better price for fermented cocoa, and 14 firms joined.",
    ),
    "manager": ("Quien coordina", "The coordinator"),
    "table": ("Mesa de calidad", "Quality table"),
    "chamber": ("Cámara de comercio", "Chamber of commerce"),
    "board": ("Consejo directivo", "Board"),
    "reviews": ("Revisiones del plan", "Reviews of the plan"),
    "four": ("4 al año", "4 a year"),
    "rules": ("Reglas aprobadas", "Rules approved"),
    "one": ("Un documento firmado", "One signed document"),
    "active": ("Empresas activas", "Active firms"),
    "forty": ("40 al terminar", "40 at the end"),
    "years": ("Años asegurados", "Years assured"),
    "three": ("3 años", "3 years"),
    "agreements": ("Acuerdos firmados", "Agreements signed"),
    "two": ("2 acuerdos", "2 agreements"),
    "done": (
        "Se hicieron los secaderos y ya fermentan allí ocho asociaciones.",
        "The dryers were built and eight associations ferment there.",
    ),
    "dropped": (
        "La entidad que lo iba a financiar cambió de prioridad; se buscará otra.",
        "The body that was to fund it changed its priorities; another will be sought.",
    ),
    "underway": ("Van dos revisiones de cuatro.", "Two reviews of four are done."),
}

COMMENTS: Final[Mapping[str, tuple[str, str]]] = {
    "focus": ("El estudio lo hizo la universidad.", "The university made the study."),
    "firms_participating": (
        "Según el registro de asistencia del año; no incluye productores sin empresa.",
        "From the year's attendance register; growers without a firm are not included.",
    ),
    "sales_this": (
        "Suma de lo que reportaron 61 empresas; las demás no dieron cifra.",
        "Sum of what 61 firms reported; the others gave no figure.",
    ),
    "team": (
        "La segunda persona se vincula en el primer trimestre.",
        "The second person joins in the first quarter.",
    ),
}
"""What is written beside an answer, by the question's name; in Spanish and in English."""


def comment(name: str, language: str) -> str:
    return COMMENTS[name][language == "en"]


def _said(name: str, language: str) -> str:
    return _TEXTS[name][language == "en"]


def before(year: int, language: str) -> Answers:
    """The wave of ``year``, without its records."""
    return {
        "reference_year": str(year),
        "links": "primario secundario", "main_link": "primario", "focus": "equipo",
        "segment": _said("segment", language),
        "strategy": "desactualizada", "strategy_year": str(year - 3),
        "action_plan": "no_actualizado", "plan_review": "anual",
        "builders_firms": "8", "builders_academia": "4", "builders_government": "8", "builders_others": "4",
        "bodies": "gestor mesas", "rules": "informales", "team": "parcial", "team_people": "1", "legal_form": "ninguna",
        "horizon": "corto", "structure_public": "90", "structure_private": "10",
        "projects_public": "92", "projects_private": "8", "operating_budget": "140",
        "funding_sources": "camara gobierno_local",
        "projects_any": "si", "action_kinds": "formacion comercial",
        "firms_participating": "62", "firms_active": "12", "firms_impacted": "20",
        "actor_kinds": "empresas gremios camaras academia",
        "firms_micro": "48", "firms_small": "11", "firms_medium": "2", "firms_large": "1",
        "actors_total": "74", "actors_meetings": "semestral",
        "collaboration": "director", "alliances": "informales", "alliances_names": _said("alliances", language),
        "joint_work": "formacion",
        "sales_last": "8200", "sales_this": "8900", "jobs_last": "412", "jobs_this": "405",
        "territorial_impacts": "empleo",
        "sales_local": "70", "sales_national": "25", "sales_export": "5",
        "purchases_total": "3100", "purchases_cluster": "30", "purchases_region": "40",
        "purchases_national": "25", "purchases_foreign": "5",
        "business_impacts": "talento",
        "producer_associations": "9", "producers": "640", "smallholder_families": "520", "producing_area": "1450",
        "post_harvest": "seleccion beneficio", "losses": "14", "certifications": "bpa", "certified_share": "8",
        "sanitary_status": "algunos", "cold_chain": "na", "harvest_months": "04 05 10 11", "seasonal_jobs": "160",
        "next_bets": "mercados capacidades", "main_bet": "mercados", "bets_detail": _said("bet", language),
        "support_needed": "recursos mercados",
    }  # fmt: skip


def now(year: int, language: str) -> Answers:
    """The wave of ``year``: sales rise by more than half, which the form asks about, and one figure is not known."""
    return {
        "reference_year": str(year),
        "links": "primario secundario terciario", "main_link": "primario", "focus": "estudio",
        "study_year": str(year - 1), "segment": _said("segment", language),
        "strategy": "actualizada", "strategy_year": str(year),
        "action_plan": "no_actualizado", "plan_review": "semestral",
        "builders_firms": "26", "builders_academia": "6", "builders_government": "10", "builders_others": "6",
        "bodies": "gestor consejo_directivo mesas", "board_meetings": "6", "rules": "informales",
        "team": "uno", "team_people": "1", "legal_form": "acuerdo",
        "horizon": "corto", "structure_public": "75", "structure_private": "25",
        "projects_public": "80", "projects_private": "20", "operating_budget": "186",
        "funding_sources": "camara empresas gobierno_local",
        "projects_any": "si", "action_kinds": "formacion comercial productividad proveedores",
        "firms_participating": "76", "firms_active": "27", "firms_impacted": "41",
        "actor_kinds": "empresas gremios camaras academia gobierno_local",
        "firms_micro": "56", "firms_small": "15", "firms_medium": "4", "firms_large": "1",
        "actors_total": "98", "actors_meetings": "trimestral",
        "collaboration": "ambas", "alliances": "informales", "alliances_names": _said("alliances", language),
        "joint_work": "ventas formacion",
        "sales_last": "8900", "sales_this": "14200", "w_sales_this": _said("jump", language),
        "jobs_last": "405", "jobs_this": "468",
        "territorial_impacts": "empleo encadenamientos",
        "sales_local": "46", "sales_national": "33", "sales_export": "21",
        "purchases_total": "4650", "purchases_cluster": "38", "purchases_region": "34",
        "purchases_national": "22", "purchases_foreign": "6",
        "business_impacts": "talento mercados_externos ventas", "impacts_story": _said("story", language),
        "producer_associations": "12", "producers": "710", "smallholder_families": "575", "producing_area_sin": "ns",
        "post_harvest": "seleccion beneficio almacenamiento", "losses": "9", "certifications": "bpa organica",
        "certified_share": "21", "sanitary_status": "mayoria", "cold_chain": "na", "harvest_months": "04 05 10 11",
        "seasonal_jobs": "210",
        "next_bets": "mercados productos", "main_bet": "mercados", "bets_detail": _said("bet", language),
        "support_needed": "recursos mercados intercambio",
    }  # fmt: skip


def projects_before(language: str) -> tuple[Record, ...]:
    return (
        _project(_said("dryers", language), "productividad", "en_ejecucion", 320, "empresas regalias", 18, "81736"),
        _project(_said("school", language), "formacion", "terminado", 45, "camara academia", 22, "81794"),
    )


def projects_now(language: str) -> tuple[Record, ...]:
    return (
        _project(_said("dryers", language), "productividad", "terminado", 340, "empresas regalias", 24, "81736"),
        _project(_said("school", language), "formacion", "terminado", 45, "camara academia", 22, "81794"),
        _project(_said("brand", language), "comercial", "en_ejecucion", 130, "empresas camara", 31, "81001"),
        _project(_said("traceability", language), "innovacion", "formulado", 260, "empresas cooperacion", 40, "81065"),
    )


def _project(name: str, kind: str, state: str, value: int, sources: str, firms: int, municipality: str) -> Record:
    return {
        "project_name": name,
        "project_kind": kind,
        "project_state": state,
        "project_value": str(value),
        "project_sources": sources,
        "project_firms": str(firms),
        "project_municipality": municipality,
    }


def plan_before(at: datetime, language: str, activity: Mapping[str, str]) -> tuple[Record, ...]:
    """Two actions, planned at ``at``; ``activity`` is what the form recommends for an indicator."""
    return (
        _action("A5.1", activity, _said("table", language), at, (30, 240), 320_000_000, "regalias", "planned"),
        _action("A4.1", activity, _said("chamber", language), at, (60, 200), 0, "por_definir", "planned"),
    )


def plan_now(at: datetime, then: datetime, language: str, activity: Mapping[str, str]) -> tuple[Record, ...]:
    """What became at ``at`` of the two planned ``then``, and three actions more."""
    first, second = plan_before(then, language, activity)

    def said(indicator: str, target: str) -> Record:
        return {"plan_indicator": _said(indicator, language), "plan_target": _said(target, language)}

    return (
        {**first, "plan_state": "done", "plan_report": _said("done", language)},
        {**second, **said("years", "three"), "plan_state": "dropped", "plan_report": _said("dropped", language)},
        {
            **_action("A2.2", activity, _said("manager", language), at, (-60, 150), 12_000_000, "camara", "underway"),
            **said("reviews", "four"),
            "plan_report": _said("underway", language),
        },
        {
            **_action("A3.2", activity, _said("board", language), at, (30, 120), 3_500_000, "camara", "planned"),
            **said("rules", "one"),
        },
        {
            **_action("A7.2", activity, _said("chamber", language), at, (45, 270), 8_000_000, "empresas", "planned"),
            **said("agreements", "two"),
        },
    )


def _action(
    indicator: str,
    activity: Mapping[str, str],
    owner: str,
    at: datetime,
    days: tuple[int, int],
    budget: int,
    source: str,
    state: str,
) -> Record:
    start, due = ((at + timedelta(days=each)).date().isoformat() for each in days)
    return {
        "plan_opportunity": indicator,
        "plan_activity": activity[indicator],
        "plan_owner": owner,
        "plan_start": start,
        "plan_due": due,
        "plan_budget": str(budget) if budget else "",
        "plan_source": source,
        "plan_state": state,
    }


_MEANS: Final[Mapping[str, tuple[float, float]]] = {
    "TOTAL": (1.65, 1.52),
    "D1": (1.62, 1.47), "D2": (1.78, 1.70), "D3": (1.57, 1.45),
    "A1": (1.95, 1.84), "A2": (1.90, 1.71), "A3": (1.55, 1.40), "A4": (1.08, 0.94),
    "A5": (1.50, 1.36), "A6": (1.86, 1.80), "A7": (1.70, 1.60), "A8": (1.64, 1.54),
}  # fmt: skip
COUNTS: Final = (100, 30)
MACROSECTOR: Final = "agroindustria"


def means() -> tuple[dict[str, float], dict[str, float]]:
    """Made-up means of the nation and of the macrosector, by code."""
    return {code: pair[0] for code, pair in _MEANS.items()}, {code: pair[1] for code, pair in _MEANS.items()}
