"""Small forms with repeats, responses to them on disk, and random steps on a desk."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import lru_cache

from desktop_app.store import Card
from desktop_app.workflows.answer import Desk
from desktop_app.workflows.responses import begin
from desktop_app.workflows.workspace import Workspace
from desktop_app.xforms import Form, Session
from desktop_app.xforms.model import Changes
from tests.support.forms import form

NOW = datetime(2026, 11, 20, 15, 4, tzinfo=UTC)

SETTINGS = """
| settings |
| | form_title | form_id | version | namespaces |
| | Visitas | visitas | 1 | telar="urn:telar:rubric:1" |
"""

# A loose question; repeats with a repeat inside, one that the form counts, conditions across instances, a companion.
VISITS = (
    """
| survey |
| | type | name | label | required | relevant | constraint | calculation | repeat_count | choice_filter | default |\
 bind::telar:comment-of | trigger |
| | text | start | ¿Empezamos? | | | | | | | | | |
| | begin_group | g | General | | | | | | | | | |
| | integer | rooms | ¿Cuántos salones? | | | . < 6 | | | | | | |
| | select_one zone | zone | Zona | | | | | | | | | |
| | text | last | Última visita | | | | | | | | | |
| | text | stamp | Anotado | | | | once(concat('v', ${rooms})) | | | | | |
| | end_group | | | | | | | | | | | |
| | begin_repeat | visit | Visita | | ${start} != 'no' | | | | | | | |
| | text | who | ¿A quién? | yes | | | | | | | | |
| | text | who_comment | Comentario | | | | | | | | who | |
| | select_one town | town | Municipio | | | | | | zone = ${zone} | | | |
| | integer | people | ¿Cuántas personas? | | ${who} != 'nadie' | . > 0 | | | | | | |
| | calculate | place | | | | | position(..) | | | | | |
| | dateTime | seen | Visto | | | | now() | | | | | ${who} |
| | begin_group | detail | Detalle | | | | | | | | | |
| | begin_repeat | item | Compromiso | | | | | | | | | |
| | text | what | ¿Cuál? | yes | | | | | | nada | | |
| | integer | cost | Costo | | ${what} != 'gratis' | . >= 0 | | | | | | |
| | end_repeat | | | | | | | | | | | |
| | end_group | | | | | | | | | | | |
| | end_repeat | | | | | | | | | | | |
| | begin_repeat | room | Salón | | | | | ${rooms} | | | | |
| | text | name | Nombre | yes | | | | | | | | |
| | end_repeat | | | | | | | | | | | |
| choices |
| | list_name | name | label | zone |
| | zone | n | Norte | |
| | zone | s | Sur | |
| | town | a | Aguazul | n |
| | town | b | Belén | n |
| | town | c | Cali | s |
"""
    + SETTINGS
)

QUESTIONS = {
    "/data/start": ("", "no", "sí"),
    "/data/g/rooms": ("", "0", "1", "3", "9", "muchos"),
    "/data/g/zone": ("", "n", "s"),
    "who": ("", "Ana", "nadie"),
    "who_comment": ("", "bien"),
    "town": ("", "a", "b", "c"),
    "people": ("", "5", "-1", "varias"),
    "what": ("", "gratis", "acta"),
    "cost": ("", "10", "-5"),
    "name": ("", "Aula"),
}
"""Values to answer with, by reference or, inside repeats, by name."""


@lru_cache(maxsize=16)
def repeat_form(markdown: str) -> Form:
    return form(markdown)


def visits(now: datetime = NOW) -> Desk:
    """A new response to ``VISITS`` that is nowhere on disk."""
    return Desk("r1", Session(repeat_form(VISITS), now=now))


def begin_form(workspace: Workspace, markdown: str = VISITS, now: datetime = NOW, initiative: str = "") -> str:
    """A response to the form in ``markdown``, of a new initiative unless told; its id."""
    chosen = repeat_form(markdown)
    number = workspace.store.instruments.add(
        form_id=chosen.id, version=chosen.version, title=chosen.title, xform=chosen.xform, media=chosen.media
    ).id
    initiative = initiative or workspace.store.initiatives.add(Card(name="Clúster de turismo"), at=now).id
    return begin(workspace, initiative, chosen, number, "2026", now)


def random_steps(desk: Desk, chance: random.Random) -> Iterator[tuple[str, Changes]]:
    """One of the things that a respondent may do to ``VISITS``: where, and what it changed; undoing is a second one."""
    nodesets = ["/data/visit"]
    nodesets += [f"/data/visit[{n}]/detail/item" for n in range(1, desk.session.repeat_count("/data/visit") + 1)]
    nodeset = chance.choice(nodesets)
    count = desk.session.repeat_count(nodeset)
    act = chance.choice(["answer", "answer", "answer", "add", "remove", "bring back"])
    if act == "add" and count < 5:
        yield nodeset, desk.add(nodeset)
    elif act in ("remove", "bring back") and count:
        before = desk.draft(nodeset)
        yield nodeset, desk.remove(f"{nodeset}[{chance.randint(1, count)}]")
        if act == "bring back":
            yield nodeset, desk.replace(nodeset, before)
    else:
        refs = [ref for ref in desk.session.values() if ref in QUESTIONS or ref.rpartition("/")[2] in QUESTIONS]
        ref = chance.choice(refs)
        values = QUESTIONS.get(ref) or QUESTIONS[ref.rpartition("/")[2]]
        yield ref, desk.answer(ref, chance.choice(values))
