"""A second wave: what it takes over of the first, what it never does, and what it is compared with."""

from __future__ import annotations

import random
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop_app.diagnosis import carried
from desktop_app.errors import UsageError
from desktop_app.store import Card, Means
from desktop_app.workflows.answer import Desk, commit
from desktop_app.workflows.export import export
from desktop_app.workflows.keeping import delete, undelete
from desktop_app.workflows.responses import begin, open_response
from desktop_app.workflows.waves import WaveOffer, begin_after, begin_next, offers
from desktop_app.workflows.workspace import Workspace
from desktop_app.xforms import Form
from desktop_app.xforms.model import Control
from desktop_app.xforms.tree import generic
from tests.support.desks import CARD, INSTRUMENT, NOW, P01, P02, answer, complete, keeper
from tests.support.desks import begin as begin_shipped
from tests.support.repeat_desks import repeat_form

YEAR_LATER = NOW + timedelta(days=365)

_PLAIN = ("type", "name", "label", "required", "relevant", "calculation", "choice_filter", "repeat_count", "readonly")
_OURS = ("card", "role", "code", "carry", "special-of", "warning-of", "comment-of")
COLUMNS = (*_PLAIN, "constraint", *(f"bind::telar:{name}" for name in _OURS))


def row(kind: str, name: str = "", **more: str) -> str:
    """A row of the survey: columns by name, those of the rubric without their prefix."""
    given = {"type": kind, "name": name, "label": more.pop("label", name)}
    for key, value in more.items():
        column = next(each for each in COLUMNS if each.rpartition(":")[2] == key.replace("_of", "-of"))
        given[column] = value
    return "| | " + " | ".join(given.get(column, "") for column in COLUMNS) + " |"


CHOICES = """
| choices |
| | list_name | name | label | zone |
{choices}
| settings |
| | form_title | form_id | version | namespaces |
| | Olas | olas | {version} | telar="urn:telar:rubric:1" |
"""
LIST = """| | yn | yes | Sí | |
| | yn | no | No | |
| | special | ns | No sé | |
| | special | na | No aplica | |
| | zone | n | Norte | |
| | zone | s | Sur | |
| | town | a | Aguazul | n |
| | town | b | Belén | n |
| | town | c | Cali | s |
| | many | x | Equis | |
| | many | y | Ye | |
| | many | z | Zeta | |"""

ROWS = [
    row("begin_group", "id"),
    row("text", "name", card="name"),
    row("text", "chamber", card="chamber"),
    row("end_group"),
    row("begin_group", "g"),
    row("select_one yn", "exists"),
    row("text", "which", relevant="${exists} = 'yes'"),
    row("select_one yn", "opinion", carry="no"),
    row("text", "why", relevant="${opinion} = 'yes'"),
    row("integer", "sales", role="figure", code="F1"),
    row("select_one special", "sales_none", special_of="sales"),
    row("text", "sales_why", warning_of="sales", relevant="${sales} > 1000", required="yes"),
    row("text", "sales_comment", comment_of="sales"),
    row("integer", "firms", role="figure", code="F2", carry="yes"),
    row("select_one special", "firms_none", special_of="firms"),
    row("text", "firms_why", warning_of="firms", relevant="${firms} > 1000", required="yes"),
    row("calculate", "double", label="", calculation="${firms} * 2"),
    row("text", "fixed", readonly="true()"),
    row("note", "read"),
    row("image", "photo"),
    row("select_one zone", "zone"),
    row("select_one town", "town", choice_filter="zone = ${zone}"),
    row("select_multiple many", "kinds"),
    row("integer", "limit", constraint=". < 10"),
    row("end_group"),
    row("begin_group", "closed", carry="no"),
    row("text", "inside"),
    row("text", "open", carry="yes"),
    row("end_group"),
    row("begin_repeat", "plan"),
    row("text", "what"),
    row("text", "remark", comment_of="what"),
    row("date", "day", carry="no"),
    row("begin_repeat", "task"),
    row("text", "who"),
    row("end_repeat"),
    row("end_repeat"),
    row("begin_repeat", "log", carry="no"),
    row("text", "entry"),
    row("end_repeat"),
    row("begin_repeat", "counted", repeat_count="${firms}"),
    row("text", "person"),
    row("end_repeat"),
]


def made(version: str = "1", rows: list[str] | None = None, choices: str = LIST) -> Form:
    head = "| survey |\n| | " + " | ".join(COLUMNS) + " |\n"
    return repeat_form(head + "\n".join(rows or ROWS) + CHOICES.format(choices=choices, version=version))


G = "/data/g/"
FIRST = {
    "/data/id/chamber": "Cámara",
    G + "exists": "yes",
    G + "which": "La de 2024",
    G + "opinion": "yes",
    G + "why": "Porque sí",
    G + "sales": "5000",
    G + "sales_why": "Exportamos",
    G + "sales_comment": "Del informe",
    G + "firms": "3",
    G + "fixed": "no se toca",
    G + "photo": "foto.png",
    G + "zone": "n",
    G + "town": "a",
    G + "kinds": "x y",
    G + "limit": "7",
    "/data/closed/inside": "cerrado",
    "/data/closed/open": "abierto",
    "/data/plan[1]/what": "Formar",
    "/data/plan[1]/remark": "Con el SENA",
    "/data/plan[1]/day": "2026-05-01",
    "/data/plan[1]/task[1]/who": "Ana",
    "/data/log[1]/entry": "ayer",
    "/data/counted[1]/person": "Uno",
}
TAKEN = {
    "/data/id/chamber": "Cámara",
    G + "exists": "yes",
    G + "which": "La de 2024",
    G + "why": "Porque sí",
    G + "firms": "3",
    G + "zone": "n",
    G + "town": "a",
    G + "kinds": "x y",
    G + "limit": "7",
    "/data/closed/open": "abierto",
    "/data/plan[1]/what": "Formar",
    "/data/plan[1]/task[1]/who": "Ana",
    "/data/plan[2]/what": "Vender",
    "/data/plan[2]/task[2]/who": "Luis",
}
REMARKS = {G + "sales_comment": "Del informe", "/data/plan[1]/remark": "Con el SENA"}


def kept(workspace: Workspace, form: Form) -> int:
    return workspace.store.instruments.add(form_id=form.id, version=form.version, title=form.title, xform=form.xform).id


def first_wave(workspace: Workspace, answers: dict[str, str] | None = None, form: Form | None = None) -> Desk:
    """A response to the form with everything in it."""
    form = form or made()
    initiative = workspace.store.initiatives.add(Card(name="Cacao"), at=NOW)
    response = begin(workspace, initiative.id, form, kept(workspace, form), "2026", NOW)
    desk = open_response(workspace, response, NOW)
    for ref, value in (FIRST if answers is None else answers).items():
        give(workspace, desk, ref, value)
    if answers is None:
        for ref, value in (("/data/plan[2]/what", "Vender"), ("/data/plan[2]/task[2]/who", "Luis")):
            grow(workspace, desk, ref)
            give(workspace, desk, ref, value)
    return desk


def grow(workspace: Workspace, desk: Desk, ref: str) -> None:
    """Adds instances until ``ref`` is there."""
    parts = ref.split("]")
    for number in range(len(parts) - 1):
        place = "]".join(parts[: number + 1])
        nodeset, _, position = place.rpartition("[")
        while desk.session.repeat_count(nodeset) < int(position):
            commit(workspace, desk.step(nodeset, desk.add(nodeset)), NOW)


def give(workspace: Workspace, desk: Desk, ref: str, value: str) -> None:
    commit(workspace, desk.step(ref, desk.answer(ref, value)), NOW)


def second_wave(workspace: Workspace, desk: Desk, form: Form | None = None, *, carry: bool = True) -> Desk:
    form = form or made()
    response = begin_after(
        workspace,
        desk.facts.initiative_id,
        form,
        kept(workspace, form),
        "2027",
        desk.response_id,
        YEAR_LATER,
        carry=carry,
    )
    return open_response(workspace, response, YEAR_LATER)


def filled(desk: Desk) -> dict[str, str]:
    """Every answer that a question has."""
    asked = {question.ref for question in desk.form.questions()}
    return {ref: value for ref, value in desk.session.values().items() if value and generic(ref) in asked}


def test_each_answer_is_taken_over_or_not_as_the_form_says(workspace: Workspace) -> None:
    desk = second_wave(workspace, first_wave(workspace))
    assert filled(desk) == {**TAKEN, **REMARKS, "/data/id/name": "Cacao"}
    assert desk.session.value(G + "double") == "6"
    assert desk.session.repeats() == {
        "/data/plan": 2, "/data/plan[1]/task": 1, "/data/plan[2]/task": 2, "/data/log": 1, "/data/counted": 3,
    }  # fmt: skip
    assert desk.notes.carried == set(TAKEN)
    response = workspace.store.responses.get(desk.response_id)
    assert (response.answered, response.total) == desk.progress()[:2]
    assert (response.state, response.revision, response.wave) == ("draft", 1, "2027")
    assert workspace.store.responses.history(desk.response_id) == ()


def test_what_was_taken_over_is_to_be_confirmed(workspace: Workspace) -> None:
    desk = second_wave(workspace, first_wave(workspace))
    assert not desk.ready()
    assert G + "why" not in desk.to_confirm()  # it does not apply until the question above is answered again
    give(workspace, desk, G + "exists", "yes")
    desk.notes.confirm(desk.to_confirm(G.rstrip("/")))
    commit(workspace, desk.note_step(G + "exists"), YEAR_LATER)
    again = open_response(workspace, desk.response_id, YEAR_LATER)
    assert not again.to_confirm(G.rstrip("/"))
    assert G + "why" in again.notes.carried
    give(workspace, again, G + "opinion", "yes")
    assert again.to_confirm(G.rstrip("/")) == (G + "why",)


def test_the_card_comes_first_and_needs_no_confirmation(workspace: Workspace) -> None:
    before = first_wave(workspace)
    workspace.store.initiatives.update(
        before.facts.initiative_id, Card(name="Cacao fino", chamber="Otra"), at=YEAR_LATER
    )
    desk = second_wave(workspace, before)
    assert [desk.session.value(f"/data/id/{name}") for name in ("name", "chamber")] == ["Cacao fino", "Otra"]
    assert not {ref for ref in desk.notes.carried if ref.startswith("/data/id/")}


@pytest.mark.parametrize(("number", "passes"), [("sales", False), ("firms", True)])
def test_what_stands_for_a_number_passes_where_the_number_does(workspace: Workspace, number: str, passes: bool) -> None:
    special = f"{G}{number}_none"
    desk = second_wave(workspace, first_wave(workspace, {special: "ns"}))
    assert (desk.session.value(special) == "ns") is passes
    assert (special in desk.notes.carried) is passes


def test_comments_come_along_and_files_do_not(workspace: Workspace) -> None:
    before = first_wave(workspace)
    for ref in (G + "sales", "/data/plan[2]/what", "/data/log[1]/entry"):
        before.notes.comment(ref, f"Sobre {ref}")
        before.notes.set_files(ref, ["acta.pdf"])
        commit(workspace, before.note_step(ref), NOW)
    desk = second_wave(workspace, before)
    assert desk.notes.comments == {ref: f"Sobre {ref}" for ref in (G + "sales", "/data/plan[2]/what")}
    assert desk.notes.evidence == {}
    assert desk.notes.carried == set(TAKEN)


def test_without_carrying_there_is_still_something_to_compare_with(workspace: Workspace) -> None:
    desk = second_wave(workspace, first_wave(workspace), carry=False)
    assert filled(desk) == {"/data/id/name": "Cacao"}
    assert desk.notes.carried == set()
    assert desk.before(G + "sales") == "5000"
    assert desk.facts.previous is not None
    assert desk.facts.previous.wave == "2026"


def test_a_choice_that_there_is_no_more_is_not_taken_over(workspace: Workspace) -> None:
    choices = "\n".join(line for line in LIST.splitlines() if "| zone | n " not in line and "| many | y " not in line)
    desk = second_wave(workspace, first_wave(workspace), made("2", choices=choices))
    now = filled(desk)
    # The town goes with its zone: no other zone offers it.
    assert not {G + "zone", G + "town", G + "kinds"} & (now.keys() | desk.notes.carried)
    assert now[G + "which"] == "La de 2024"
    assert not [each for each in desk.session.problems() if each.kind == "type"]


def test_a_question_that_is_asked_otherwise_now_is_not_taken_over(workspace: Workspace) -> None:
    changed = {
        "exists": row("text", "exists"),
        "which": row("integer", "which"),
        "limit": row("text", "limit"),
        "firms": row("decimal", "firms"),
    }
    rows = [next((new for name, new in changed.items() if f"| {name} | {name} |" in line), line) for line in ROWS]
    rows = [line for line in rows if "| kinds |" not in line]
    now = filled(second_wave(workspace, first_wave(workspace), made("2", rows)))
    assert not {G + "exists", G + "which", G + "kinds"} & now.keys()
    assert (now[G + "firms"], now[G + "limit"]) == ("3.0", "7")


def test_an_answer_of_the_wrong_kind_and_one_that_did_not_apply_stay_behind(workspace: Workspace) -> None:
    before = first_wave(workspace, {G + "exists": "yes", G + "which": "algo", G + "limit": "muchos", G + "zone": "x"})
    give(workspace, before, G + "exists", "no")
    assert filled(second_wave(workspace, before)) == {"/data/id/name": "Cacao", G + "exists": "no"}


def test_the_latest_revision_is_the_wave_before(workspace: Workspace) -> None:
    before = first_wave(workspace)
    workspace.store.responses.set_state(
        before.response_id, workspace.store.responses.get(before.response_id).state.EXPORTED, at=NOW
    )
    desk = second_wave(workspace, before, carry=False)
    corrected = commit(workspace, before.step(G + "sales", before.answer(G + "sales", "7")), NOW)
    again = open_response(workspace, desk.response_id, NOW)
    assert again.facts.previous is not None
    assert again.facts.previous.response_id == corrected.response_id
    assert again.before(G + "sales") == "7"


def test_a_revision_keeps_the_wave_before_and_what_is_to_be_confirmed(workspace: Workspace) -> None:
    desk = second_wave(workspace, first_wave(workspace))
    states = workspace.store.responses
    states.set_state(desk.response_id, states.get(desk.response_id).state.RETURNED, at=NOW)
    give(workspace, desk, G + "limit", "8")
    again = open_response(workspace, desk.response_id, YEAR_LATER)
    assert again.facts.revision == 2
    assert again.facts.previous is not None
    assert again.notes.carried == set(TAKEN) - {G + "limit"}


def test_a_deleted_wave_is_compared_with_no_more_until_it_is_back(workspace: Workspace) -> None:
    before = first_wave(workspace)
    desk = second_wave(workspace, before, carry=False)
    delete(workspace, before.response_id, NOW)
    assert open_response(workspace, desk.response_id, NOW).facts.previous is None
    undelete(workspace, before.response_id)
    assert open_response(workspace, desk.response_id, NOW).facts.previous is not None


RULES = [
    row("begin_group", "g"),
    row("integer", "sales"),
    row("text", "why", warning_of="sales", relevant="${sales} < ${last-saved#sales}", required="yes"),
    row("calculate", "then", label="", calculation="${last-saved#sales}"),
    row("end_group"),
]


def test_rules_see_the_wave_that_the_response_follows(workspace: Workspace) -> None:
    form = made(rows=RULES)
    first = first_wave(workspace, {G + "sales": "100"}, form)
    second = second_wave(workspace, first, form, carry=False)
    give(workspace, second, G + "sales", "50")
    assert [(each.ref, each.reason_ref) for each in second.warnings()] == [(G + "sales", G + "why")]
    # One that follows the first wave too, though the second was worked on since.
    other = second_wave(workspace, first, form, carry=False)
    assert other.session.value(G + "then") == "100"
    loose = begin(workspace, first.facts.initiative_id, form, kept(workspace, form), "2028", YEAR_LATER)
    assert open_response(workspace, loose, YEAR_LATER).facts.previous is None


# -- what is offered ---------------------------------------------------------------------------------------------------


def test_offers_are_the_latest_revisions_newest_wave_first(sent_workspace: Workspace, sample_response: str) -> None:
    workspace = sent_workspace
    initiative = workspace.store.responses.get(sample_response).initiative_id
    desk = open_response(workspace, sample_response, NOW)
    corrected = answer(workspace, desk, {P01: "0"})
    following = begin_next(workspace, initiative, INSTRUMENT, "2030", sample_response, YEAR_LATER, carry=True)
    gone = begin_next(workspace, initiative, INSTRUMENT, "2031", None, YEAR_LATER, carry=True)
    delete(workspace, gone, YEAR_LATER)
    found = offers(workspace, initiative, INSTRUMENT)
    assert [(each.response_id, each.wave) for each in found] == [
        (following, "2030"),
        (corrected.response_id, desk.facts.wave),
    ]
    assert found[1] == WaveOffer(corrected.response_id, desk.facts.wave, *desk.progress()[:2], NOW)
    assert workspace.store.responses.get(following).previous == corrected.response_id
    assert offers(workspace, initiative, "otro") == offers(workspace, "nobody", INSTRUMENT) == ()


def test_what_cannot_come_before(workspace: Workspace) -> None:
    own, other = begin_shipped(workspace), begin_shipped(workspace)
    initiative = workspace.store.responses.get(own).initiative_id
    stranger = first_wave(workspace).response_id
    gone = begin_next(workspace, initiative, INSTRUMENT, "2027", own, NOW, carry=True)
    delete(workspace, gone, NOW)
    for previous in (other, stranger, gone, "nobody"):
        with pytest.raises(UsageError, match="USE-002"):
            begin_next(workspace, initiative, INSTRUMENT, "2027", previous, NOW, carry=True)
    with pytest.raises(UsageError, match="USE-007"):
        begin_next(workspace, "nobody", INSTRUMENT, "2027", own, NOW, carry=True)
    with pytest.raises(UsageError, match="USE-001"):
        begin_next(workspace, initiative, "nada", "2027", own, NOW, carry=True)
    assert len(workspace.store.responses.list_by_initiative(initiative)) == 2


# -- two waves of a shipped form --------------------------------------------------------------------------------------


def test_two_waves_of_the_self_diagnosis(workspace: Workspace, tmp_path: Path) -> None:
    first = complete(workspace, begin_shipped(workspace))
    initiative = first.facts.initiative_id
    second_id = begin_next(workspace, initiative, INSTRUMENT, "2027", first.response_id, YEAR_LATER, carry=True)
    desk = open_response(workspace, second_id, YEAR_LATER)
    assert desk.comparison() is not None
    assert desk.session.value(P01) == first.session.value(P01)
    with pytest.raises(UsageError) as caught:
        export(workspace, second_id, tmp_path, keeper(), YEAR_LATER)
    assert caught.value.code == "USE-021" or desk.session.problems()
    for problem in desk.session.problems():
        give(workspace, desk, problem.ref, first.session.value(problem.ref))
    desk.notes.confirm(desk.to_confirm())
    saved = commit(workspace, desk.note_step(P02), YEAR_LATER)
    assert saved.state == "ready"
    assert export(workspace, second_id, tmp_path, keeper(), YEAR_LATER).revision == 1


def test_two_waves_of_the_ssme(workspace: Workspace) -> None:
    initiative = workspace.store.initiatives.add(CARD, at=NOW)
    first = open_response(workspace, begin_next(workspace, initiative.id, "ssme", "2026", None, NOW, carry=True), NOW)
    for section in first.sections():
        for question in first.questions(section.ref):
            offered = [choice.name for choice in first.session.choices(question.ref)]
            value = (
                offered[-1] if offered else {"int": "5", "decimal": "5", "date": "2026-01-02"}.get(question.type, "x")
            )
            if question.control not in (Control.NOTE, Control.UPLOAD) and not first.session.value(question.ref):
                give(workspace, first, question.ref, value)
    response = begin_next(workspace, initiative.id, "ssme", "2027", first.response_id, YEAR_LATER, carry=True)
    desk = open_response(workspace, response, YEAR_LATER)
    assert len(desk.notes.carried) > 10
    assert {generic(ref) for ref in desk.notes.carried} <= carried(desk.form)
    assert set(desk.to_confirm()) <= desk.notes.carried
    figures = [ref for ref, bind in desk.form.binds.items() if bind.attributes.get("role") == "figure"]
    assert not [ref for ref in figures if ref not in carried(desk.form) and ref in desk.notes.carried]
    assert not [each for each in desk.session.problems() if each.kind == "type"]
    assert desk.comparison() is not None


def test_means_are_those_of_the_latest_wave_and_the_own_macrosector(workspace: Workspace) -> None:
    keep = workspace.store.benchmarks.replace
    for wave, value in (("2024", 1.0), ("2025", 1.5)):
        means = [
            Means("national", "", wave, 100, {"P01": value}),
            Means("macrosector", "agroindustria", wave, 30, {"P01": value}),
            Means("macrosector", "turismo", wave, 20, {"P01": value}),
        ]
        keep(INSTRUMENT, wave, means, at=NOW)
    keep("otro", "2026", [Means("national", "", "2026", 3, {"P01": 0.0})], at=NOW)
    desk = open_response(workspace, begin_shipped(workspace, CARD), NOW)
    assert [(each.scope, each.group, each.wave, each.count) for each in desk.facts.benchmarks] == [
        ("national", "", "2025", 100),
        ("macrosector", "agroindustria", "2025", 30),
    ]


# -- whatever was answered --------------------------------------------------------------------------------------------

TEXTS = st.sampled_from(["", "algo", "yes", "no", "ns", "n", "s", "a", "c", "x y", "z", "5", "70", "2026-01-02"])
REFS = sorted({*FIRST, G + "sales_none", G + "firms_none", G + "firms_why"} - {"/data/counted[1]/person"})


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(answers=st.dictionaries(st.sampled_from(REFS), TEXTS), seed=st.integers(0, 9), later=st.sampled_from(["1", "2"]))
def test_nothing_is_taken_over_that_the_form_forbids(
    tmp_path_factory: pytest.TempPathFactory, answers: dict[str, str], seed: int, later: str
) -> None:
    chance = random.Random(seed)
    lines = LIST.splitlines()
    form = made(later, choices="\n".join(lines if later == "1" else chance.sample(lines, len(lines) - 3)))
    with Workspace.open(tmp_path_factory.mktemp("data"), NOW) as workspace:
        before = first_wave(workspace, answers)
        workspace.forms._open.clear()
        desk = second_wave(workspace, before, form)
        allowed = carried(form)
        before = open_response(workspace, before.response_id, NOW)
        for ref in desk.notes.carried:
            assert generic(ref) in allowed
            assert desk.session.value(ref) == before.session.value(ref) != ""
            assert before.session.is_relevant(ref)
        comments = {G + "sales_comment", "/data/plan/remark"}
        card = {"/data/id/name"}
        assert {ref for ref in filled(desk) if generic(ref) not in comments | card} == desk.notes.carried
        assert not [each for each in desk.session.problems() if each.kind == "type"]
        again = open_response(workspace, desk.response_id, YEAR_LATER)
        assert filled(again) == filled(desk)
        assert again.notes.state() == desk.notes.state()
