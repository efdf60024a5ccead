"""A form with units, special answers, soft warnings, parts of a whole and a repeat, answered in two waves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from desktop_app.workflows.answer import Desk, DeskFacts
from desktop_app.workflows.earlier import earlier
from desktop_app.workflows.notes import Notes, NotesState
from desktop_app.xforms import Session
from tests.support.repeat_desks import repeat_form
from tests.support.survey_desks import NOW

FIGURES = """
| survey |
| | type | name | label::Español (es) | label::English (en) | required | relevant | appearance | bind::telar:unit |\
 bind::telar:special-of | bind::telar:warning-of | bind::telar:sum | bind::telar:comment-of |
| | begin_group | sales | Ventas | Sales | | | | | | | | |
| | decimal | total | ¿Cuánto vendieron las empresas? | How much did the firms sell? | ${total_sin} = '' | | | cop_m |\
 | | | |
| | select_one sin | total_sin | Si no tiene la cifra | If there is no figure | | | columns-pack | | total | | | |
| | text | w_total | Es mucho más de lo usual: ${total}. | That is far more than usual: ${total}. | yes |\
 ${total} > 5000 | multiline | | | total | | |
| | integer | jobs | ¿Cuántos empleos hay? | How many jobs are there? | | | | empleos | | | | |
| | select_one link | main | ¿Cuál es el eslabón principal? | Which is the main link? | yes | | | | | | | |
| | text | story | Cuente un resultado | Tell a result | | | | | | | | |
| | text | story_comment | Comentario | Comment | | | | | | | | story |
| | end_group | | | | | | | | | | | |
| | begin_group | markets | Mercados | Markets | | | | | | | | |
| | begin_group | shares | ¿Dónde se vendió? | Where was it sold? | | | field-list | | | | 100 | |
| | decimal | home | En la región | In the region | | | | pct | | | | |
| | decimal | country | En el país | In the country | | | | pct | | | | |
| | decimal | abroad | En el exterior | Abroad | | | | pct | | | | |
| | end_group | | | | | | | | | | | |
| | end_group | | | | | | | | | | | |
| | begin_repeat | project | Proyectos | Projects | | | | | | | | |
| | text | name | Nombre | Name | yes | | | | | | | |
| | decimal | value | Valor | Value | ${value_sin} = '' | | | cop_m | | | | |
| | select_one sin | value_sin | Si no tiene la cifra | If there is no figure | | | columns-pack | | value | | | |
| | text | w_value | El valor es muy alto. | The value is very high. | yes | ${value} > 5000 | | | | value | | |
| | end_repeat | | | | | | | | | | | |
| choices |
| | list_name | name | label::Español (es) | label::English (en) |
| | sin | ns | No sé | I do not know |
| | sin | na | No aplica | Does not apply |
| | link | primary | Primario | Primary |
| | link | secondary | Secundario | Secondary |
| | telar_units | cop_m | millones de pesos | million pesos |
| | telar_units | pct | % | % |
| | telar_units | empleos | empleos | jobs |
| settings |
| | form_title | form_id | version | default_language | namespaces |
| | Cifras | cifras | 1 | Español (es) | telar="urn:telar:rubric:1" |
"""

TOTAL, TOTAL_SIN, W_TOTAL = "/data/sales/total", "/data/sales/total_sin", "/data/sales/w_total"
JOBS, MAIN, STORY, STORY_COMMENT = (f"/data/sales/{name}" for name in ("jobs", "main", "story", "story_comment"))
SHARES = "/data/markets/shares"
HOME, COUNTRY, ABROAD = (f"{SHARES}/{name}" for name in ("home", "country", "abroad"))
PROJECT = "/data/project"

BEFORE = {TOTAL: "1100", JOBS: "250", MAIN: "primary"}
"""What was answered in the wave before."""


def session(answers: Mapping[str, str] | None = None, language: str | None = None) -> Session:
    form = repeat_form(FIGURES)
    made = Session(form, now=NOW, language=form.language_for(language) if language else None)
    for ref, value in (answers or {}).items():
        made.set(ref, value)
    return made


def wave_desk(
    answers: Mapping[str, str] | None = None,
    *,
    before: Mapping[str, str] | None = None,
    carried: Iterable[str] = (),
    language: str | None = None,
) -> Desk:
    """A response to ``FIGURES`` of the wave 2026; ``before`` are the answers of 2025, if there was such a wave."""
    previous = None if before is None else earlier("r0", "2025", session(before))
    facts = replace(DeskFacts(), wave="2026", previous=previous)
    return Desk("r1", session(answers, language), facts, Notes(NotesState(carried=frozenset(carried))))
