"""Waves written into books as they would be after receiving, without packages: for results over any answers."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection, insert

from desktop_app.reception import known_forms, records, registry
from desktop_app.reception.known_forms import KnownForm
from desktop_app.reception.registry import Member
from desktop_app.reception.tables import arrivals, responses
from desktop_app.reception.values import Value, scaled
from desktop_app.xforms import Form

_PLACE = re.compile(r"\[([0-9]+)\]")


@dataclass(frozen=True)
class Answering:
    """What an initiative answered, by reference; of repeats ``/data/r/s/x`` by ``/data/r[1]/s[2]/x``."""

    member: str
    answers: Mapping[str, str] = field(default_factory=dict)
    name: str = ""
    current: bool = True


def write_wave(
    connection: Connection, form: Form, wave: str, answering: Sequence[Answering], listed: Sequence[Member] = ()
) -> None:
    """Writes a wave into the books; ``listed`` is its list of initiatives."""
    known = KnownForm(form)
    known_forms.add(connection, form)
    if listed:
        registry.register(connection, wave, listed)
    first, arrived = records.next_id(connection, responses), records.next_id(connection, arrivals)
    blank = {column.name: 0 if column.name in {"id", "size", "revision", "sequence"} else "" for column in arrivals.c}
    told, rows, found = [], [], []
    for place, each in enumerate(answering):
        digest = f"{wave} {form.id} {arrived + place}"
        own = {"id": arrived + place, "name": digest, "file_sha256": digest, "container_sha256": digest}
        told.append(blank | own | {"outcome": records.FILED, "member": each.member, "form_id": form.id, "wave": wave})
        values = [_value(ref, text) for ref, text in each.answers.items() if text]
        facts = records.facts_of(known, values, {"name": each.name or each.member})
        rows.append(
            {
                "id": first + place,
                "arrival_id": arrived + place,
                "container_sha256": digest,
                "member": each.member,
                "form_id": form.id,
                "wave": wave,
                "current": each.current,
                "filled": True,
                "status": "",
                **facts,
            }
        )
        found.append((first + place, form.id, values))
    if rows:
        connection.execute(insert(arrivals), told)
        connection.execute(insert(responses), rows)
        records.add_answers(connection, found)


def _value(ref: str, text: str) -> Value:
    return Value(_PLACE.sub("", ref), ".".join(_PLACE.findall(ref)), text, scaled(text))
