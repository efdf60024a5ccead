"""Records that begin from what other instruments found: which repeats may, what is offered, and what a record takes."""

from __future__ import annotations

from functools import lru_cache

import pytest

from desktop_app.diagnosis import Offer, check_rubric, offer_forms, offered
from desktop_app.diagnosis.offering import answers, blank_record, taken
from desktop_app.xforms import Form, Session
from tests.support.forms import form
from tests.support.plan_desks import NOW_ANSWERS, plan_desk

ASKING = """
| survey |
| | type | name | label | repeat_count | bind::telar:from |
| | begin_group | g | Todo | | |
| | begin_repeat | gap | Brechas | | FROM |
| | text | what | Brecha | | title |
| | text | code | Código | | code |
| | text | origin | Instrumento | | instrument |
| | decimal | score | Puntaje | | score |
| | text | todo | Actividad | | activity |
| | text | own | Nota propia | | |
| | begin_repeat | step | Pasos | | |
| | text | text | Paso | | |
| | end_repeat | | | | |
| | end_repeat | | | | |
| | end_group | | | | |
| settings |
| | form_title | form_id | namespaces |
| | Plan | plan | telar="urn:telar:rubric:1" |
"""
GAP = "/data/g/gap"


@lru_cache(maxsize=8)
def asking(said: str = "opportunities") -> Form:
    return form(ASKING.replace("FROM", said))


def codes(source: Form) -> list[tuple[str, str, str]]:
    """Code, attribute or list's name, and value of each warning about what records begin from."""
    found = [each for each in check_rubric(source) if each.code in ("DIAG-040", "DIAG-041", "DIAG-042")]
    return [(each.code, str(each.place.ref), str(each.params.get("value", ""))) for each in found]  # type: ignore[union-attr]


def is_taken(session: Session, offer: Offer) -> bool:
    (asked,) = offer_forms(asking())
    ((_, found),) = taken(session, asked, (offer,))
    return found


def test_the_repeat_says_what_its_questions_take() -> None:
    (found,) = offer_forms(asking())
    assert found.nodeset == GAP
    assert found.fields == {
        "title": f"{GAP}/what",
        "code": f"{GAP}/code",
        "instrument": f"{GAP}/origin",
        "score": f"{GAP}/score",
        "activity": f"{GAP}/todo",
    }
    assert found.wants("anything")
    assert codes(asking()) == []


def test_it_may_name_the_instruments_it_wants() -> None:
    (found,) = offer_forms(asking("opportunities one two"))
    assert [found.wants(name) for name in ("one", "two", "three")] == [True, True, False]


def test_a_repeat_that_the_form_counts_cannot_begin_from_anything() -> None:
    counted = form(ASKING.replace("| Brechas | | FROM |", "| Brechas | 2 | opportunities |"))
    assert offer_forms(counted) == ()
    assert codes(counted)[0] == ("DIAG-041", GAP, "opportunities")


def test_opportunities_come_with_score_area_and_activities_in_order_of_priority() -> None:
    desk = plan_desk()
    found = offered(desk.session, "Seguimiento", "2026")
    diagnosis = desk.diagnosis()
    assert diagnosis is not None
    assert [each.values["code"] for each in found] == [each.code for each in diagnosis.opportunities]
    assert NOW_ANSWERS["q3"] == "1"
    one = next(each for each in found if each.values["code"] == "A2.1")
    assert one.form_id == "seguimiento"
    assert one.values == {
        "title": "A2.1 Estudio de la cadena",
        "code": "A2.1",
        "instrument": "Seguimiento",
        "wave": "2026",
        "area": "Estrategia",
        "score": "1",
        "max": "3",
        "reached": "En conversación",
        "activity": "Haga lo que sigue de estudio de la cadena (1)\nMida lo que sigue de estudio de la cadena (1)\n"
        "Cuente lo que sigue de estudio de la cadena (1)",
    }


def test_a_form_that_scores_nothing_offers_nothing() -> None:
    assert offered(Session(asking()), "Plan", "2026") == ()


def test_a_record_takes_what_the_form_asks_and_is_known_again() -> None:
    (asked,) = offer_forms(asking())
    one, other, *_ = offered(plan_desk().session, "Seguimiento", "2026")
    session = Session(asking())
    assert blank_record(session, asked) == f"{GAP}[1]"
    assert not is_taken(session, one)
    for ref, value in answers(asked, one).items():
        session.set(f"{GAP}[1]{ref[len(GAP) :]}", value)
    assert float(session.value(f"{GAP}[1]/score")) == float(one.values["score"])
    assert [found for _, found in taken(session, asked, (one, other))] == [True, False]
    assert blank_record(session, asked) == ""
    session.set(f"{GAP}[1]/own", "Otra cosa")
    assert is_taken(session, one)
    session.set(f"{GAP}[1]/code", "X")
    assert not is_taken(session, one)


def test_a_record_with_only_its_own_words_is_not_blank() -> None:
    (asked,) = offer_forms(asking())
    session = Session(asking())
    session.set(f"{GAP}[1]/own", "Algo")
    assert blank_record(session, asked) == ""
    session.add_repeat(GAP)
    assert blank_record(session, asked) == f"{GAP}[2]"


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (("| FROM |", "| oportunidades |"), [("DIAG-040", GAP, "oportunidades")]),
        (("| | activity |", "| | tarea |"), [("DIAG-040", f"{GAP}/todo", "tarea")]),
        (("| | activity |", "| | code |"), [("DIAG-041", f"{GAP}/todo", "code")]),
        (("| Paso | | |", "| Paso | | reached |"), [("DIAG-041", f"{GAP}/step/text", "reached")]),
        (("| Pasos | | |", "| Pasos | | opportunities |"), [("DIAG-041", f"{GAP}/step", "opportunities")]),
        (("| Brecha | | title |", "| Brecha | | |"), [("DIAG-042", GAP, "")]),
    ],
)
def test_what_is_wrong_is_said_where_it_is(change: tuple[str, str], expected: list[tuple[str, str, str]]) -> None:
    assert change[0] in ASKING
    source = form(ASKING.replace(*change).replace("FROM", "opportunities"))
    assert [each for each in codes(source) if each in expected] == expected
