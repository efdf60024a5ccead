"""What is shown of a question, read from a session."""

from __future__ import annotations

import pytest

from desktop_app.ui.survey.views import FileView, Kind, QuestionView, kind_of, looks, question_view, shown_value
from desktop_app.xforms.model import Choice, Control, DataType, Question
from tests.support.forms import session
from tests.support.survey_desks import SMALL, desk_of, diagnosis_desk, refs


@pytest.mark.parametrize(
    ("control", "kind_of_data", "kind"),
    [
        (Control.SELECT1, DataType.STRING, Kind.SELECT_ONE),
        (Control.SELECT, DataType.STRING, Kind.SELECT_MULTIPLE),
        (Control.INPUT, DataType.INT, Kind.INTEGER),
        (Control.INPUT, DataType.DECIMAL, Kind.DECIMAL),
        (Control.RANGE, DataType.INT, Kind.RANGE),
        (Control.RANGE, DataType.DECIMAL, Kind.RANGE),
        (Control.INPUT, DataType.STRING, Kind.TEXT),
        (Control.INPUT, DataType.DATE, Kind.DATE),
        (Control.TRIGGER, DataType.STRING, Kind.ACKNOWLEDGE),
        (Control.NOTE, DataType.STRING, Kind.NOTE),
        (Control.INPUT, DataType.TIME, Kind.TIME),
        (Control.INPUT, DataType.DATETIME, Kind.DATETIME),
        (Control.INPUT, DataType.BOOLEAN, Kind.BOOLEAN),
        (Control.INPUT, DataType.GEOPOINT, Kind.GEOPOINT),
        (Control.INPUT, DataType.GEOTRACE, Kind.ELSEWHERE),
        (Control.INPUT, DataType.GEOSHAPE, Kind.ELSEWHERE),
        (Control.INPUT, DataType.BARCODE, Kind.ELSEWHERE),
        (Control.INPUT, DataType.BINARY, Kind.ELSEWHERE),
        (Control.UPLOAD, DataType.BINARY, Kind.FILE),
        (Control.RANK, DataType.STRING, Kind.RANK),
    ],
)
def test_which_control_answers(control: Control, kind_of_data: DataType, kind: Kind) -> None:
    assert kind_of(Question("/d/q", control, kind_of_data)) is kind


@pytest.mark.parametrize("control", Control)
@pytest.mark.parametrize("type_", DataType)
def test_every_question_has_its_control(control: Control, type_: DataType) -> None:
    assert kind_of(Question("/d/q", control, type_)) in Kind


@pytest.mark.parametrize(
    ("mediatype", "kind"),
    [("image/*", Kind.FILE), ("application/*", Kind.FILE), ("audio/*", Kind.ELSEWHERE), ("video/*", Kind.ELSEWHERE)],
)
def test_sound_and_film_are_taken_elsewhere(mediatype: str, kind: Kind) -> None:
    question = Question("/d/q", Control.UPLOAD, DataType.BINARY, parameters={"mediatype": mediatype})
    assert kind_of(question) is kind


@pytest.mark.parametrize(
    ("appearance", "words"),
    [
        ("", set()),
        ("minimal columns-2", {"minimal", "columns-2"}),
        ("search('plots')", {"search"}),
        ("minimal search('a b', 'contains', concat(/d/x, ' no-buttons '), 'y') quick", {"minimal", "search", "quick"}),
        ("w1 (", {"w1", "("}),
    ],
)
def test_the_words_of_an_appearance(appearance: str, words: set[str]) -> None:
    assert looks(appearance) == words


def test_an_endless_appearance_is_read_in_no_time() -> None:
    assert len(looks("(" * 100_000)) == 1
    assert looks("search(" + "()" * 50_000)


def test_a_calculated_value_is_read_only() -> None:
    assert kind_of(Question("/d/q", Control.INPUT, DataType.INT), calculated=True) is Kind.CALCULATED
    assert kind_of(Question("/d/q", Control.NOTE, DataType.STRING), calculated=True) is Kind.NOTE


def test_a_missing_answer_is_a_problem_only_when_completeness_is_asked_for() -> None:
    desk = desk_of(SMALL)
    ref = refs(desk)["name"]
    assert question_view(desk.session, ref).problem is None
    shown = question_view(desk.session, ref, completeness=True)
    assert shown.required
    problem = desk.session.problem(ref)
    assert problem is not None
    assert shown.problem == problem.message


def test_a_value_that_does_not_stand_is_a_problem_at_once() -> None:
    desk = desk_of(SMALL)
    by_name = refs(desk)
    desk.answer(by_name["more"], "yes")
    desk.answer(by_name["how_many"], "0")
    assert question_view(desk.session, by_name["how_many"]).problem == "Escriba un número mayor que cero."


def test_companions_are_shown_while_they_apply() -> None:
    desk = diagnosis_desk()
    by_name = refs(desk)

    def of(name: str) -> tuple[bool, bool]:
        extra = desk.companions(by_name[name])
        view = question_view(desk.session, by_name[name], comment=extra.comment, planned=extra.planned)
        return view.comment is not None, view.planned is not None

    assert of("p01") == (True, False)
    assert of("p02") == (True, True)


def test_long_texts_are_bounded() -> None:
    live = session(f"| survey |\n| | type | name | label |\n| | text | q | {'x' * 30_000} |")
    assert len(question_view(live, f"{live.form.root}/q").label) < 7_000


def test_answers_in_words() -> None:
    desk = diagnosis_desk()
    by_name = refs(desk)
    desk.answer(by_name["p02_planned"], "2026-11-20")
    desk.answer(by_name["founded"], "2016")
    words = {
        name: shown_value(question_view(desk.session, by_name[name]))
        for name in ("p01", "p02_planned", "founded", "p07")
    }
    assert words == {
        "p01": "En forma completa",
        "p02_planned": "20 de noviembre de 2026",
        "founded": "2016",
        "p07": "",
    }


def test_several_answers_in_words() -> None:
    live = session(
        """
        | survey |
        | | type | name | label |
        | | select_multiple ab | q | ¿Cuáles? |
        | choices |
        | | list_name | name | label |
        | | ab | a | Café |
        | | ab | b | Cacao |
        """
    )
    ref = f"{live.form.root}/q"
    live.set(ref, "a b")
    assert shown_value(question_view(live, ref)) == "Café; Cacao"


CHOICES = (Choice("a", "Café"), Choice("b", "Cacao"))


@pytest.mark.parametrize(
    ("kind", "value", "words", "more"),
    [
        (Kind.SELECT_ONE, "b", "Cacao", {"choices": CHOICES}),
        (Kind.SELECT_ONE, "z", "z", {"choices": CHOICES}),
        (Kind.SELECT_MULTIPLE, "a z", "Café; z", {"choices": CHOICES}),
        (Kind.RANK, "b a", "1. Cacao; 2. Café", {"choices": CHOICES}),
        (Kind.BOOLEAN, "true", "Sí", {}),
        (Kind.BOOLEAN, "0", "No", {}),
        (Kind.BOOLEAN, "1", "Yes", {"language": "en"}),
        (Kind.BOOLEAN, "tal vez", "tal vez", {}),
        (Kind.INTEGER, "12345", "12.345", {}),
        (Kind.DECIMAL, "12345.5", "12,345.5", {"language": "en"}),
        (Kind.RANGE, "0.5", "0,5", {}),
        (Kind.TEXT, "12345", "12345", {}),
        (Kind.TEXT, "1234", "••••••", {"appearance": "masked"}),
        (Kind.DATE, "2026-11-20", "20 de noviembre de 2026", {}),
        (Kind.DATE, "2026-11-01", "noviembre de 2026", {"appearance": "month-year"}),
        (Kind.DATE, "2026-01-01", "2026", {"appearance": "year"}),
        (Kind.TIME, "21:30:00.000-05:00", "9:30\u00a0p.\u00a0m.", {}),
        (Kind.DATETIME, "2026-11-20T09:30:00.000-05:00", "20 de noviembre de 2026, 9:30\u00a0a.\u00a0m.", {}),
        (Kind.GEOPOINT, "4.5981 -74.0758 0 0", "4,5981°\u00a0N; 74,0758°\u00a0O", {}),
        (Kind.FILE, "acta.pdf", "acta.pdf", {}),
        (Kind.ELSEWHERE, "7702001044100", "7702001044100", {}),
        (Kind.ACKNOWLEDGE, "OK", "OK", {}),
        (Kind.CALCULATED, "12345.5", "12.345,5", {}),
        (Kind.CALCULATED, "2026-11-20", "20 de noviembre de 2026", {}),
        (Kind.CALCULATED, "10:30:00.000-05:00", "10:30\u00a0a.\u00a0m.", {}),
        (Kind.CALCULATED, "2026-11-20T10:30:00.000-05:00", "20 de noviembre de 2026, 10:30\u00a0a.\u00a0m.", {}),
        (Kind.CALCULATED, "Nivel 2", "Nivel 2", {}),
        (Kind.CALCULATED, "b", "Cacao", {"choices": CHOICES}),
    ],
)
def test_each_kind_in_words(kind: Kind, value: str, words: str, more: dict[str, object]) -> None:
    assert shown_value(QuestionView("/d/q", kind, "¿?", value=value, **more)) == words  # type: ignore[arg-type]
    assert shown_value(QuestionView("/d/q", kind, "¿?", **more)) == ""  # type: ignore[arg-type]


KINDS = """
    | survey |
    | | type | name | label::Español (es) | label::English (en) | appearance | parameters | bind::type |
    | | range | r | ¿Cuánto? | How much? | | start=0 end=5 step=1 | |
    | | rank ab | k | ¿En qué orden? | | | | |
    | | image | i | ¿Una foto? | A photo? | signature | | |
    | | file | f | ¿Un archivo? | A file? | | | |
    | | audio | a | ¿Un audio? | A recording? | | | |
    | | geopoint | g | ¿Dónde? | Where? | | | |
    | | barcode | b | ¿El código? | The code? | | | |
    | | text | t | ¿Sí? | Yes? | | | boolean |
    | | begin repeat | rep | Fincas | Farms | | | |
    | | dateTime | d | ¿Cuándo? | When? | | | |
    | | integer | c | ¿Cuántos? | How many? | | | |
    | | end repeat | | | | | | |
    | choices |
    | | list_name | name | label::Español (es) | label::English (en) |
    | | ab | a | Café | Coffee |
    | | ab | b | Cacao | Cocoa |
"""


def test_a_form_s_questions_of_each_kind() -> None:
    live = session(KINDS, language="Español (es)")
    root = live.form.root
    names = "rkifagbt"
    kinds = [question_view(live, f"{root}/{name}").kind for name in names]
    assert kinds == [
        Kind.RANGE, Kind.RANK, Kind.FILE, Kind.FILE, Kind.ELSEWHERE, Kind.GEOPOINT, Kind.ELSEWHERE, Kind.BOOLEAN
    ]  # fmt: skip
    assert dict(question_view(live, f"{root}/r").parameters) == {"start": "0", "end": "5", "step": "1"}
    assert [choice.label for choice in question_view(live, f"{root}/k").choices] == ["Café", "Cacao"]
    assert question_view(live, f"{root}/rep[1]/d").kind is Kind.DATETIME


def test_a_label_without_a_translation_is_marked() -> None:
    live = session(KINDS, language="English (en)")
    view = question_view(live, f"{live.form.root}/k")
    assert view.untranslated
    assert view.label
    assert not question_view(live, f"{live.form.root}/r").untranslated


def test_what_is_kept_of_a_file_comes_from_outside() -> None:
    live = session(KINDS)
    root = live.form.root
    live.set(f"{root}/f", "acta.pdf")
    kept = {f"{root}/f": FileView("acta.pdf", 12), f"{root}/r": FileView("otra.pdf", 12)}
    assert question_view(live, f"{root}/f", file_of=kept.get).file == FileView("acta.pdf", 12)
    assert question_view(live, f"{root}/f").file is None
    assert question_view(live, f"{root}/i", file_of=kept.get).file is None
    assert question_view(live, f"{root}/r", file_of=kept.get).file is None
    evidence = question_view(live, f"{root}/r", evidence=f"{root}/f", file_of=kept.get).evidence
    assert evidence is not None
    assert evidence.file == FileView("acta.pdf", 12)
