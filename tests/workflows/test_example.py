from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from desktop_app.diagnosis import spider_axes
from desktop_app.store import Means, ResponseState
from desktop_app.submission import inspect
from desktop_app.workflows.annotations import annotations_of
from desktop_app.workflows.attachments import attachments_of, evidence
from desktop_app.workflows.desk import Desk
from desktop_app.workflows.example import (
    INSTRUMENT,
    Example,
    create_both,
    create_example,
    create_self_diagnosis,
    example_answers,
)
from desktop_app.workflows.export import export, preview
from desktop_app.workflows.responses import open_response, start
from desktop_app.workflows.workspace import Workspace
from desktop_app.xforms import Session
from tests.support.desks import CARD, ITEMS, NOW, P03_COMMENT, keeper, open_copy
from tests.support.pdfs import look


@pytest.mark.parametrize(("language", "mark"), [("es", "EJEMPLO"), ("en", "SAMPLE")])
def test_the_sample_is_complete_and_marked(workspace: Workspace, language: str, mark: str) -> None:
    desk = open_response(workspace, create_self_diagnosis(workspace, NOW, language), NOW, language)
    assert desk.ready()
    assert {view.state for view in desk.sections()} == {"complete"}
    assert desk.facts.initiative_name.startswith(mark)
    assert mark in desk.facts.manager_name  # what signs the sample must say so too
    assert desk.facts.wave == "2026"
    assert workspace.store.responses.get(desk.response_id).state is ResponseState.READY
    (initiative,) = workspace.overview(language)
    assert initiative.name == desk.facts.initiative_name


def test_the_sample_shows_every_part_of_the_result(workspace: Workspace) -> None:
    diagnosis = open_response(workspace, create_self_diagnosis(workspace, NOW), NOW).diagnosis()
    assert diagnosis is not None
    assert (diagnosis.answered, diagnosis.of, diagnosis.provisional) == (ITEMS, ITEMS, False)
    assert {indicator.value for indicator in diagnosis.indicators} == {0.0, 1.0, 2.0}
    assert diagnosis.total.value == sum(indicator.value or 0 for indicator in diagnosis.indicators) == 16
    assert diagnosis.strengths
    assert diagnosis.opportunities


def test_made_twice_there_are_two(workspace: Workspace) -> None:
    first, second = create_self_diagnosis(workspace, NOW), create_self_diagnosis(workspace, NOW)
    assert first != second
    assert len(workspace.overview()) == 2
    assert {each.responses[0].id for each in workspace.overview()} == {first, second}


def test_every_answer_has_its_history(sample_workspace: Workspace, sample_response: str) -> None:
    desk = open_response(sample_workspace, sample_response, NOW)
    changes = sample_workspace.store.responses.history(sample_response)
    assert {change.ref: change.new for change in changes} == dict(example_answers(desk.form, NOW))


def test_the_comments_are_in_the_language_of_the_sample(workspace: Workspace) -> None:
    form, _ = workspace.forms.shipped(INSTRUMENT)
    spanish, english = (example_answers(form, NOW, language) for language in ("es", "en"))
    assert spanish.keys() == english.keys()
    assert spanish[P03_COMMENT] != english[P03_COMMENT]


@pytest.mark.parametrize("year", [2026, 2030, 2044])
def test_the_sample_stands_in_any_year(workspace: Workspace, year: int) -> None:
    form, _ = workspace.forms.shipped(INSTRUMENT)
    now = NOW.replace(year=year, month=1, day=1)
    session = Session(form, now=now)
    session.restore(example_answers(form, now))
    assert {problem.kind for problem in session.problems()} == {"required"}  # the card's, which is not filled in here
    assert not any("/p" in problem.ref for problem in session.problems())


# -- both instruments ------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def both(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Workspace, Example]]:
    """The whole sample, made once; its answers and notes stay as they are."""
    with open_copy(prepared, tmp_path_factory.mktemp("both")) as workspace:
        yield workspace, create_both(workspace, NOW)


@pytest.fixture(scope="module")
def ssme(both: tuple[Workspace, Example]) -> Desk:
    workspace, made = both
    return open_response(workspace, made.ssme, NOW)


def test_opening_the_sample_opens_its_ssme(prepared: Path, tmp_path: Path) -> None:
    with open_copy(prepared, tmp_path / "otra") as workspace:
        desk = open_response(workspace, create_example(workspace, NOW, "en"), NOW, "en")
        assert desk.form.id == "ssme"
        assert desk.ready()
        assert workspace.store.responses.get(desk.response_id).state is ResponseState.READY
        assert desk.facts.initiative_name == "SAMPLE: Cocoa of Arauca"
        (warned,) = desk.warnings()
        assert warned.reason.startswith("A chocolate maker")
        assert desk.session.language == "English (en)"
        assert {action.words["state"] for action in desk.actions()} == {"Planned", "Under way", "Done", "Dropped"}


@pytest.mark.parametrize("day", [(2028, 2, 29), (2028, 12, 31), (2027, 1, 1)])
def test_both_waves_stand_on_any_day(prepared: Path, tmp_path: Path, day: tuple[int, int, int]) -> None:
    now = datetime(*day, 23, 59, tzinfo=timezone(timedelta(hours=-5)))
    with open_copy(prepared, tmp_path / "otra") as workspace:
        desk = open_response(workspace, create_example(workspace, now), now)
        assert desk.ready()
        assert desk.facts.previous is not None
        local = now.astimezone().year
        assert (desk.facts.previous.wave, desk.facts.wave) == (str(local - 1), str(local))
        assert desk.facts.previous.session.problems() == []


def test_one_initiative_has_both_instruments_and_two_waves(both: tuple[Workspace, Example], ssme: Desk) -> None:
    workspace, made = both
    (initiative,) = workspace.overview()
    assert initiative.id == made.initiative
    forms = sorted((each.form_id, each.wave) for each in initiative.responses)
    assert forms == [("autodiagnostico", "2026"), ("ssme", "2025"), ("ssme", "2026")]
    assert ssme.facts.previous is not None
    assert ssme.facts.previous.wave == "2025"


def test_its_answers_are_complete_and_confirmed(ssme: Desk) -> None:
    assert ssme.ready()
    assert ssme.to_confirm() == ()
    assert [view.code for view in ssme.sections() if view.state != "complete"] == []
    assert "AG" in {view.code for view in ssme.sections()}
    diagnosis = ssme.diagnosis()
    assert diagnosis is not None
    assert (diagnosis.total.value, diagnosis.provisional, diagnosis.answered) == (1.96, False, 18)
    assert diagnosis.level is not None
    assert diagnosis.level.label == "Consolidado"


def test_it_shows_what_changed_and_lies_beside_marked_means(ssme: Desk) -> None:
    comparison, diagnosis = ssme.comparison(), ssme.diagnosis()
    assert comparison is not None
    assert diagnosis is not None
    assert (comparison.wave, comparison.total.before) == ("2025", 1.21)
    found = ssme.overlays(spider_axes(diagnosis, "areas"))
    assert [each.name for each in found] == ["previous", "national", "macrosector"]
    assert {each.wave for each in found[1:]} == {"(referencia de ejemplo)"}


def test_a_real_reference_takes_the_place_of_the_made_up_one(prepared: Path, tmp_path: Path) -> None:
    with open_copy(prepared, tmp_path / "otra") as workspace:
        create_both(workspace, NOW)
        real = [Means("national", "", "2019", 76, {"TOTAL": 1.5})]
        workspace.store.benchmarks.replace("ssme", "2019", real, at=NOW)
        made = create_both(workspace, NOW)
        assert [each.wave for each in open_response(workspace, made.ssme, NOW).facts.benchmarks] == ["2019"]


def test_the_made_up_reference_lies_beside_nobody_elses_result(prepared: Path, tmp_path: Path) -> None:
    with open_copy(prepared, tmp_path / "otra") as workspace:
        create_both(workspace, NOW)
        other = workspace.store.initiatives.add(CARD, at=NOW)
        response = start(workspace, other.id, "ssme", "2026", NOW)
        assert open_response(workspace, response, NOW).facts.benchmarks == ()


def test_its_plan_is_made_of_what_the_form_recommends(ssme: Desk) -> None:
    actions = ssme.actions()
    assert [action.values["state"] for action in actions] == ["done", "dropped", "underway", "planned", "planned"]
    advice = {choice.label for choice in ssme.form.choice_list("telar_actions", ssme.session.language)}
    assert {action.values["activity"] for action in actions} <= advice
    assert all(action.values["report"] for action in actions[:3])
    assert ssme.facts.previous is not None
    assert ssme.facts.previous.session.repeat_count("/data/plan") == 2


def test_it_has_comments_files_and_one_soft_warning_explained(both: tuple[Workspace, Example], ssme: Desk) -> None:
    workspace, _ = both
    said = annotations_of(ssme)
    assert len(said.comments) == 4
    assert len(said.warnings) == 1
    assert said.warnings[0].reason
    assert said.files() == ("ejemplo-estrategia.pdf", "ejemplo-taller.jpg")
    files = evidence(workspace, ssme)
    assert sorted(files) == ["ejemplo-estrategia.pdf", "ejemplo-taller.jpg"]
    assert "EJEMPLO" in look(files["ejemplo-estrategia.pdf"]).flat
    assert sum(map(len, files.values())) < 12_000


def test_what_leaves_holds_all_of_it(both: tuple[Workspace, Example], ssme: Desk, tmp_path: Path) -> None:
    workspace, made = both
    sizes = {each.name: each.size for each in attachments_of(workspace, made.ssme)}
    shown = preview(ssme, sizes, asks=True)
    done = export(workspace, made.ssme, tmp_path, keeper(), NOW)
    package = inspect(done.path.read_bytes(), now=NOW)
    assert package.annotations == annotations_of(ssme)
    held = {entry.name: entry.size for entry in package.entries}
    estimated = {"submission.xml", "enrolment.p10"}
    assert {name: size for name, size in shown.entries if name not in estimated}.items() <= held.items()
    assert abs(dict(shown.entries)["enrolment.p10"] - held["enrolment.p10"]) < 60
    assert held.keys() == dict(shown.entries).keys()
    assert done.size < 13_000
    assert abs(shown.size - done.size) < 0.35 * done.size
