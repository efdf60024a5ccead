"""JavaRosa works out the priorities and counts of the public goods as this engine does, and as anybody would."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterator
from datetime import datetime
from random import Random
from zoneinfo import ZoneInfo

import pytest

from desktop_app.workflows.shipped import shipped_form
from desktop_app.xforms import Form, Session
from tests.support.javarosa import ZONE, JavaRosa
from tests.support.random_filling import fill_at_random

FILLINGS = 200
HIGH = 15


@pytest.fixture(scope="module")
def form() -> Form:
    """With one line of each of the long lists: nothing that is worked out reads them."""
    whole = Form.load(shipped_form("bienes_publicos").path)
    media = {name: b"\n".join(data.splitlines()[:2]) + b"\n" for name, data in whole.media.items()}
    return Form.from_xform(whole.xform, media)


@pytest.fixture(scope="module")
def javarosa(form: Form) -> Iterator[JavaRosa]:
    with JavaRosa() as process:
        process.load(form.xform, form.media)
        yield process


def calculated(session: Session) -> dict[str, str]:
    """What is worked out, by concrete reference."""
    names = {ref.rpartition("/")[2] for ref, bind in session.form.binds.items() if bind.calculate and "meta" not in ref}
    return {ref: value for ref, value in session.values().items() if ref.rpartition("/")[2] in names}


def blank(session: Session) -> bytes:
    """The response without anything that is worked out, so that each engine has to do it."""
    names = {ref.rpartition("/")[2] for ref in calculated(session)}
    root = ET.fromstring(session.instance_xml(keep_irrelevant=True))
    for node in root.iter():
        if node.tag in names:
            node.text = None
    return ET.tostring(root)


def expected(session: Session) -> dict[str, str]:
    """The same by plain arithmetic."""
    count = session.repeat_count("/data/fallas")
    found: dict[str, str] = {}
    high = 0
    for place in (f"/data/fallas[{number}]" for number in range(1, count + 1)):
        often, held = session.value(f"{place}/recurrencia"), session.value(f"{place}/freno")
        priority = int(often) * int(held) if often and held else None
        found[f"{place}/prioridad"] = "" if priority is None else str(priority)
        found[f"{place}/es_alta"] = str(int((priority or 0) >= HIGH))
        high += (priority or 0) >= HIGH
    return found | {"/data/fallas_total": str(count), "/data/fallas_altas": str(high)}


def test_two_hundred_random_fillings(form: Form, javarosa: JavaRosa) -> None:
    random, now = Random(2026), datetime.now(ZoneInfo(ZONE))
    different = []
    records = 0
    for _ in range(FILLINGS):
        session = fill_at_random(form, random, now)
        ours = calculated(session)
        state = javarosa.next(blank(session))
        theirs = {ref: state.leaves[ref].value for ref in ours}
        wanted = expected(session)
        records += session.repeat_count("/data/fallas")
        if not ours == theirs == wanted:
            different.append({ref: (ours[ref], theirs[ref], wanted.get(ref)) for ref in ours})
    assert different == []
    assert records > FILLINGS
