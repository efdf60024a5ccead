"""A plan whose money is told by source, in records within each action: read, added up, and written out."""

from __future__ import annotations

from functools import lru_cache

from desktop_app.diagnosis import check_rubric, plan_form
from desktop_app.diagnosis.plan import shares
from desktop_app.reports.action_plan import action_plan_of
from desktop_app.reports.wording import Wording
from desktop_app.workflows.desk import Desk
from desktop_app.workflows.plan import plan_content
from desktop_app.xforms import Form, Session
from tests.support.forms import NOW, form

PAID = """
| survey |
| | type | name | label | calculation | readonly | bind::telar:plan | bind::telar:unit |
| | begin_repeat | project | Proyectos | | | plan | |
| | text | what | Proyecto | | | activity | |
| | select_one state | state | Estado | | | state | |
| | begin_group | money | Dinero | | | | |
| | begin_repeat | share | Quién paga | | | | |
| | select_one payer | payer | Fuente | | | source | |
| | decimal | amount | Valor | | | amount | cop_m |
| | end_repeat | | | | | | |
| | end_group | | | | | | |
| | decimal | budget | Presupuesto | if(count(${amount}[. != '']) = 0, '', sum(${amount})) | yes | budget | cop_m |
| | end_repeat | | | | | | |
| choices |
| | list_name | name | label |
| | state | planned | Planeado |
| | state | dropped | Descartado |
| | payer | chamber | Cámara |
| | payer | firms | Empresas |
| | telar_units | cop_m | millones |
| settings |
| | form_title | form_id | namespaces |
| | Hoja | hoja | telar="urn:telar:rubric:1" |
"""
P = "/data/project"


@lru_cache(maxsize=2)
def paid(change: tuple[str, str] = ("", "")) -> Form:
    return form(PAID.replace(*change))


def answered(*projects: tuple[str, str, tuple[tuple[str, str], ...]]) -> Session:
    session = Session(paid(), now=NOW)
    for place, (what, state, payments) in enumerate(projects, 1):
        if session.repeat_count(P) < place:
            session.add_repeat(P)
        session.set(f"{P}[{place}]/what", what)
        session.set(f"{P}[{place}]/state", state)
        nodeset = f"{P}[{place}]/money/share"
        for number, (payer, amount) in enumerate(payments, 1):
            if session.repeat_count(nodeset) < number:
                session.add_repeat(nodeset)
            session.set(f"{nodeset}[{number}]/payer", payer)
            session.set(f"{nodeset}[{number}]/amount", amount)
    return session


TWO = (
    ("Sello", "planned", (("chamber", "120"), ("firms", "30.5"), ("", "4"))),
    ("Feria", "planned", (("firms", "10"), ("chamber", ""))),
    ("Bodega", "dropped", (("chamber", "900"),)),
    ("Mesa", "planned", ()),
)


def test_the_shares_are_read_with_their_words() -> None:
    plan = plan_form(paid())
    assert plan is not None
    assert plan.shares is not None
    assert (plan.shares.nodeset, "source" in plan.fields) == (f"{P}/money/share", False)
    desk = Desk("r", answered(*TWO))
    actions = desk.actions()
    told = [shares(desk.session, plan, action) for action in actions]
    assert [[(each.words["source"], float(each.values["amount"])) for each in one] for one in told] == [
        [("Cámara", 120), ("Empresas", 30.5), ("", 4)],
        [("Empresas", 10)],
        [("Cámara", 900)],
        [],
    ]
    assert [action.values["budget"] for action in actions] == ["154.5", "10", "900", ""]


def test_the_report_adds_up_by_source_without_what_was_dropped() -> None:
    found = action_plan_of(answered(*TWO), None, Wording.of("es"))
    assert found is not None
    assert found.title == "Proyectos"
    assert found.totals[:4] == (
        ("Cámara", "120\u00a0millones"),
        ("Empresas", "40,5\u00a0millones"),
        ("Sin fuente definida", "4\u00a0millones"),
        ("Total", "164,5\u00a0millones"),
    )
    assert len(found.totals) == 5, "one project has no budget"
    assert ("Fuente", "Cámara; Empresas") in found.cards[0].fields


def test_the_workbook_says_what_each_gives_beside_the_budget() -> None:
    content = plan_content(Desk("r", answered(*TWO)), NOW, "es")
    fields = [column.field for column in content.columns]
    assert fields.index("source") == fields.index("budget") + 1
    assert content.columns[fields.index("source")].label == "Quién paga"
    assert [content.cell(row, "source") for row in content.rows[:2]] == [
        "Cámara: 120; Empresas: 30,5; –: 4",
        "Empresas: 10",
    ]


def test_an_amount_without_a_source_beside_it_is_said() -> None:
    assert list(check_rubric(paid())) == []
    (found,) = check_rubric(paid(("| | source | |", "| | | |")))
    assert (found.code, found.params["value"]) == ("DIAG-024", "amount")
