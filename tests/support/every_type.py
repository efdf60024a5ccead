"""One form with a question of every type, and an answer to each: what reports, paper and packages are tried on."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from desktop_app.xforms import Form, Session
from tests.support.forms import form

NOW = datetime(2026, 11, 20, 10, 0, tzinfo=ZoneInfo("America/Bogota"))

FORM = """
| survey |
| | type | name | label | hint | required | appearance | parameters | repeat_count | relevant |
| | text | loose | Pregunta suelta | | | | | | |
| | begin_group | visit | La visita | | | | | | |
| | date | day | ¿Qué día fue? | | yes | | | | |
| | date | month | ¿En qué mes? | | | month-year | | | |
| | date | year | ¿En qué año? | | | year | | | |
| | time | hour | ¿A qué hora empezó? | | yes | | | | |
| | dateTime | moment | ¿Cuándo terminó? | | yes | | | | |
| | geopoint | place | ¿Dónde fue? | | | | | | |
| | geotrace | route | ¿Qué recorrido hizo? | | | | | | |
| | barcode | tag | Código de la finca | | | | | | |
| | end_group | | | | | | | | |
| | begin_group | views | Opiniones | | | | | | |
| | range | score | ¿Qué nota le pone? | | | | start=0 end=10 step=1 | | |
| | range | share | ¿Qué parte está lista? | | | | start=0 end=1 step=0.05 | | |
| | rank kinds | order | Ordene las actividades | | | | | | |
| | select_multiple kinds | done | ¿Qué actividades hizo? | | | | | | |
| | text | secret | Clave de acceso | | | masked | | | |
| | acknowledge | read | Leí las condiciones | | | | | | |
| | begin_group | inner | Los documentos | | | | | | |
| | file | minutes | Acta firmada | En PDF si es posible. | yes | | | | |
| | image | photo | Foto del lugar | | | | | | |
| | audio | voice | Grabación | | | | | | |
| | end_group | | | | | | | | |
| | end_group | | | | | | | | |
| | begin_repeat | project | Proyectos | | | | | | |
| | text | title | Nombre del proyecto | | | | | | |
| | integer | stages | ¿Cuántas etapas tiene? | | | | | | |
| | begin_repeat | stage | Etapas | | | | | ${stages} | |
| | text | what | ¿Qué se hace? | | | | | | |
| | end_repeat | | | | | | | | |
| | end_repeat | | | | | | | | |
| choices |
| | list_name | name | label |
| | kinds | train | Formación para el trabajo en las fincas |
| | kinds | fair | Ferias y ruedas de negocios |
| | kinds | lab | Laboratorio de calidad |
"""

ANSWERS = {
    "/data/loose": "Con dos párrafos:\nel primero y el segundo.",
    "/data/visit/day": "2026-11-18",
    "/data/visit/month": "2026-10-01",
    "/data/visit/year": "2025-01-01",
    "/data/visit/hour": "09:30:00.000-05:00",
    "/data/visit/moment": "2026-11-18T16:45:00.000-05:00",
    "/data/visit/place": "4.5981 -74.0758 2600 5",
    "/data/visit/route": "4.5981 -74.0758 0 0; 4.6 -74.08 0 0; 4.61 -74.09 0 0",
    "/data/visit/tag": "770123456789",
    "/data/views/score": "7",
    "/data/views/share": "0.35",
    "/data/views/order": "lab train fair",
    "/data/views/done": "train lab",
    "/data/views/secret": "abre-la-puerta",
    "/data/views/read": "OK",
    "/data/views/inner/minutes": "acta.pdf",
    "/data/views/inner/photo": "foto.png",
    "/data/project[1]/title": "Vivero",
    "/data/project[1]/stages": "2",
    "/data/project[1]/stage[1]/what": "Sembrar",
    "/data/project[1]/stage[2]/what": "Trasplantar",
}


@lru_cache(maxsize=1)
def every_type() -> Form:
    return form(FORM)


def answered() -> Session:
    """All answered, with a second project that has one stage."""
    session = Session(every_type(), now=NOW)
    for ref, value in ANSWERS.items():
        session.set(ref, value)
    session.add_repeat("/data/project")
    session.set("/data/project[2]/title", "Secadero")
    session.set("/data/project[2]/stages", "1")
    session.set("/data/project[2]/stage[1]/what", "Techar")
    return session
