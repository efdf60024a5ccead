"""Forms of anybody's that declare charts, and responses to them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta, timezone
from functools import lru_cache
from typing import Final

from desktop_app.xforms import Form, Session
from tests.support.forms import form

NOW: Final = datetime(2026, 6, 15, 10, 0, tzinfo=timezone(timedelta(hours=-5)))
RISKS: Final = (
    "ranking worst value=weight label=risk group=kind; map where x=often y=harm label=risk group=kind; "
    "tally kinds by=kind value=weight"
)
WORKS: Final = "schedule plan label=work start=from due=until state=state group=line"


def risks(charts: str = RISKS, more: str = "") -> str:
    """Risks with two ratings, a calculated weight, a plain number and a kind; what is «Nada» does no harm."""
    return f"""
| survey |
| | type | name | label::Español (es) | label::English (en) | relevant | calculation | bind::telar:chart |
| | begin_repeat | risks | Riesgos | Risks |  |  | {charts} |
| | text | risk | ¿Qué riesgo hay? | Which risk is there? |  |  |  |
| | select_one kind | kind | Clase | Kind |  |  |  |
| | select_one five | often | Frecuencia | Frequency |  |  |  |
| | begin_group | ratings | Otras | Others |  |  |  |
| | select_one five | harm | Daño | Harm | ${{risk}} != 'Nada' |  |  |
| | decimal | cost | Costo | Cost |  |  |  |
| | end_group |  |  |  |  |  |  |
| | calculate | weight |  |  |  | if(${{often}} = '' or ${{harm}} = '', '', ${{often}} * ${{harm}}) |  |
| | end_repeat |  |  |  |  |  |  |
| choices |
| | list_name | name | label::Español (es) | label::English (en) |
| | kind | flood | Inundación | Flood |
| | kind | fire | Incendio | Fire |
| | kind | theft | Robo | Theft |
| | five | 1 | Uno | One |
| | five | 2 | Dos | Two |
| | five | 3 | Tres | Three |
| | five | 4 | Cuatro | Four |
| | five | 5 | Cinco | Five |
| | telar_charts | worst | Los peores | The worst |
| | telar_charts | worst.value | Peso | Weight |
| | telar_charts | where.right_top | Cuidado | Beware |
| | telar_charts | where.left_bottom | Sin afán | No hurry |
| | telar_charts | where.note | Arriba a la derecha está lo peor. | The worst is at the top right. |
{more}
| settings |
| | form_title | form_id | version | default_language | namespaces |
| | Riesgos | riesgos | 1 | Español (es) | telar="urn:telar:rubric:1" |
"""


def works(charts: str = WORKS) -> str:
    """Works with dates, a state and a line that is plain text."""
    return f"""
| survey |
| | type | name | label | bind::telar:chart |
| | begin_repeat | works | Obras | {charts} |
| | text | work | Obra |  |
| | text | line | Frente |  |
| | date | from | Empieza |  |
| | date | until | Termina |  |
| | select_one state | state | Estado |  |
| | end_repeat |  |  |  |
| choices |
| | list_name | name | label |
| | state | planned | Planeada |
| | state | going | En marcha |
| | state | over | Terminada |
| | telar_charts | plan | Cronograma |
| settings |
| | form_title | form_id | version | namespaces |
| | Obras | obras | 1 | telar="urn:telar:rubric:1" |
"""


def scored(charts: str, areas: str = "IP") -> str:
    """Three indicators in each of the areas, with charts of their scores at a group."""
    rows = "\n".join(
        f"| | select_one four | {code.lower()} | Aspecto {code} |  | indicator | {code} | {area} | 3 |  |"
        for area in areas
        for code in (f"{area}1", f"{area}2", f"{area}3")
    )
    codes = [f"{area}{number}" for area in areas for number in (1, 2, 3)]
    names = "\n".join(f"| | telar_names | {code} | Nombre {code} |" for code in codes)
    firsts = ((area, f"{area.lower()}1") for area in areas)
    scores = "\n".join(
        f"| | calculate | a_{first} |  | number(coalesce(${{{first}}}, 0)) | area | {area} | TOTAL | 3 |  |"
        for area, first in firsts
    )
    columns = " | ".join(f"bind::telar:{name}" for name in ("role", "code", "of", "max", "chart"))
    return f"""
| survey |
| | type | name | label | calculation | {columns} |
| | begin_group | all | Todo |  |  |  |  |  | {charts} |
{rows}
| | end_group |  |  |  |  |  |  |  |  |
{scores}
| | calculate | total |  | number(coalesce(${{i1}}, 0)) | total | TOTAL |  | 3 |  |
| choices |
| | list_name | name | label |
| | four | 0 | Nada |
| | four | 1 | Poco |
| | four | 2 | Casi |
| | four | 3 | Todo |
| | four | na | No aplica |
{names}
| | telar_names | I | Importancia |
| | telar_names | P | Desempeño |
| | telar_names | TOTAL | Total |
| settings |
| | form_title | form_id | version | namespaces |
| | Puntajes | puntajes | 1 | telar="urn:telar:rubric:1" |
"""


@lru_cache(maxsize=32)
def compiled(markdown: str) -> Form:
    return form(markdown)


def session_of(markdown: str, language: str | None = None) -> Session:
    return Session(compiled(markdown), now=NOW, language=language)


def with_records(session: Session, nodeset: str, records: Iterable[Mapping[str, str]]) -> Session:
    """Exactly these records, each by the path of its questions below the repeat."""
    while session.repeat_count(nodeset):
        session.remove_repeat(f"{nodeset}[1]")
    for position, record in enumerate(records, start=1):
        session.add_repeat(nodeset)
        for name, value in record.items():
            session.set(f"{nodeset}[{position}]/{name}", value)
    return session


def risk(name: str, kind: str, often: str, harm: str) -> dict[str, str]:
    return {"risk": name, "kind": kind, "often": often, "ratings/harm": harm}


def work(name: str, line: str, start: str, until: str, state: str = "") -> dict[str, str]:
    return {"work": name, "line": line, "from": start, "until": until, "state": state}


SAMPLE: Final = (
    risk("Se sale el río", "flood", "3", "5"),
    risk("Se incendia la bodega", "fire", "2", "5"),
    risk("Se pierde material", "theft", "5", "2"),
    risk("Se llueve el techo", "flood", "5", "2"),
    risk("Falta el extintor", "fire", "", "4"),
    {},
)
PLANNED: Final = (
    work("Levantar muros", "Estructura", "2026-03-01", "2026-05-15", "over"),
    work("Poner la cubierta", "Estructura", "2026-05-10", "2026-07-31", "going"),
    work("Entregar planos", "Trámites", "", "2026-04-30", "over"),
    work("Pedir la licencia", "Trámites", "2026-02-01", "2026-09-30", "going"),
    work("Pintar", "", "2026-09-01", "2026-10-15", "planned"),
    work("Inaugurar", "", "", "", "planned"),
)


def risky(language: str | None = None, markdown: str = "") -> Session:
    return with_records(session_of(markdown or risks(), language), "/data/risks", SAMPLE)


def planned(markdown: str = "") -> Session:
    return with_records(session_of(markdown or works()), "/data/works", PLANNED)
