"""JavaRosa works out, asks and requires in the shorter instruments what this engine does, whatever is answered."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterator
from datetime import datetime
from math import isclose
from random import Random
from zoneinfo import ZoneInfo

import pytest

from desktop_app.workflows.shipped import shipped_form
from desktop_app.xforms import Form, Session
from tests.conformance.agreement import Difference, differences
from tests.support.javarosa import ZONE, JavaRosa
from tests.support.random_filling import fill_at_random

FILLINGS = 200
INSTRUMENTS = ("evaluacion_institucional", "hoja_de_ruta")


@pytest.fixture(scope="module")
def javarosa() -> Iterator[JavaRosa]:
    with JavaRosa() as process:
        yield process


def short(form_id: str) -> Form:
    """The instrument with one line of each of its long lists: JavaRosa would go through them at each filling."""
    form = Form.load(shipped_form(form_id).path)
    media = {name: b"\n".join(data.splitlines()[:2]) + b"\n" for name, data in form.media.items()}
    return Form.from_xform(form.xform, media)


def blank(session: Session) -> bytes:
    """The response without anything that is calculated, so that each engine has to work it out."""
    calculated = {ref.rpartition("/")[2] for ref, bind in session.form.binds.items() if bind.calculate}
    root = ET.fromstring(session.instance_xml(keep_irrelevant=True))
    for node in root.iter():
        if node.tag in calculated:
            node.text = None
    return ET.tostring(root)


def nearly(difference: Difference) -> bool:
    """Whether only the last digits of a mean differ, before it is rounded."""
    if difference.what != "value" or not difference.theirs or not difference.ours:
        return False
    try:
        return isclose(float(str(difference.theirs)), float(str(difference.ours)), rel_tol=1e-12)
    except ValueError:
        return False


@pytest.mark.parametrize("form_id", INSTRUMENTS)
def test_two_hundred_random_fillings(form_id: str, javarosa: JavaRosa) -> None:
    form, now = short(form_id), datetime.now(ZoneInfo(ZONE))
    javarosa.load(form.xform, form.media)
    random = Random(2026)
    found: list[list[Difference]] = []
    worked_out: set[str] = set()
    for _ in range(FILLINGS):
        session = fill_at_random(form, random, now)
        state = javarosa.next(blank(session))
        found.append([each for each in differences(state, session) if not nearly(each)])
        worked_out |= {ref for ref in state.leaves if session.form.binds.get(ref) and session.value(ref)}
    assert [each for each in found if each] == []
    calculated = {ref for ref, bind in form.binds.items() if bind.calculate and "[" not in ref}
    assert worked_out >= {ref for ref in calculated if not ref.endswith(("instanceID", "project_budget"))}
