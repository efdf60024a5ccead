"""Every question in the annex, answered or not, and the comments."""

from __future__ import annotations

from desktop_app import paths
from desktop_app.diagnosis import numbering
from desktop_app.reports import ReportContent, respondent_content
from desktop_app.reports.annex import AnnexEntry, Comment, State
from desktop_app.reports.wording import LONGEST_LABEL
from desktop_app.xforms import Form, Session
from tests.support.pdfs import facts
from tests.support.rubrics import ENGLISH, NOW, REFS, SAMPLE, SETTINGS, answered, form_of, sheet


def content(session: Session, language: str = "es") -> ReportContent:
    return respondent_content(session, None, facts(), language)


def entries(session: Session, language: str = "es") -> dict[str, AnnexEntry]:
    """The entries by their question."""
    return {entry.label: entry for section in content(session, language).annex for entry in section.entries}


class TestEntries:
    def test_every_question_has_an_entry_in_order(self) -> None:
        form = Form.load(paths.forms_dir() / "autodiagnostico.md")
        found = [e for section in content(Session(form, now=NOW)).annex for e in section.entries]
        assert [(entry.number, entry.code) for entry in found] == [
            (label.number, label.code) for label in numbering(form).values()
        ]

    def test_an_answer(self) -> None:
        found = entries(answered({"i1": "1"}))["¿Hay acuerdo?"]
        assert (found.code, found.answer, found.state) == ("I1", "En parte", State.ANSWERED)

    def test_unanswered_and_not_applicable(self) -> None:
        found = entries(answered({}))
        assert (found["¿Hay acuerdo?"].answer, found["¿Hay acuerdo?"].state) == ("Sin respuesta", State.EMPTY)
        assert found["¿Cuánto exporta?"].answer == "No aplica"
        assert found["¿Cuánto exporta?"].state is State.NOT_APPLICABLE

    def test_an_answer_kept_for_a_question_that_no_longer_applies_is_not_shown(self) -> None:
        session = answered({"applies": "yes", "i3": "2"})
        session.set(REFS["applies"], "no")
        assert entries(session)["¿Cuánto exporta?"].answer == "No aplica"

    def test_english(self) -> None:
        session = answered({"i1": "1"}, language=ENGLISH)
        found = entries(session, "en")
        assert found["Is there an agreement?"].answer == "In part"
        assert found["Is there a team?"].answer == "No answer"

    def test_notes_and_companions_are_no_entries(self) -> None:
        found = entries(answered({}))
        assert "Bienvenida" not in found
        assert "Comentario" not in found

    def test_what_is_to_be_reviewed_is_said(self) -> None:
        found = entries(answered({"firms": "2000000"}))["¿Cuántas empresas?"]
        assert found.answer == "2.000.000"
        assert found.notes[0][1].startswith("Por revisar: ")

    def test_a_hostile_label_is_cut(self) -> None:
        survey = sheet("survey", "type", "name", "label") + f"| | text | a | {'x' * 30_000} |\n"
        (label,) = entries(Session(form_of(survey), now=NOW))
        assert LONGEST_LABEL < len(label) < LONGEST_LABEL + 100


class TestCompanions:
    ANSWERS = {
        "i1": "1",
        "i1_comment": "Falta una firma.",
        "i1_evidence": "acta.pdf",
        "i1_planned": "2027-03-01",
    }

    def test_stand_under_their_question(self) -> None:
        assert entries(answered(self.ANSWERS))["¿Hay acuerdo?"].notes == (
            ("Comentario", "Falta una firma."),
            ("Evidencia", "acta.pdf"),
            ("Fecha prevista", "01/03/2027"),
        )

    def test_empty_ones_are_left_out(self) -> None:
        assert entries(answered({"i1": "1", "i1_comment": "  "}))["¿Hay acuerdo?"].notes == ()

    def test_comments_are_gathered(self) -> None:
        assert content(answered(self.ANSWERS)).comments == (Comment("I1", "¿Hay acuerdo?", "Falta una firma."),)
        assert content(answered({})).comments == ()


class TestSections:
    def test_groups_by_their_label_with_the_code_that_is_scored(self) -> None:
        found = [(section.title, section.level) for section in content(answered({})).annex]
        assert found == [("A Primera parte", 0), ("Segunda parte", 0), ("Proyectos (1)", 0)]

    def test_repeats_one_section_an_instance(self) -> None:
        session = answered({"/data/project[1]/title": "Vitrina", "/data/project[1]/cost": "12000.5"})
        session.add_repeat("/data/project")
        session.set("/data/project[2]/title", "Feria")
        found = {section.title: [entry.answer for entry in section.entries] for section in content(session).annex}
        assert found["Proyectos (1)"] == ["Vitrina", "12.000,5"]
        assert found["Proyectos (2)"] == ["Feria", "Sin respuesta"]

    def test_questions_outside_groups_and_groups_within_groups(self) -> None:
        survey = sheet("survey", "type", "name", "label") + (
            "| | text | a | A |\n"
            "| | begin_group | g | Fuera |\n| | text | b | B |\n"
            "| | begin_group | h | Dentro |\n| | text | c | C |\n| | end_group | | |\n"
            "| | text | d | D |\n| | end_group | | |\n| | text | e | E |\n"
        )
        found = content(Session(form_of(survey), now=NOW)).annex
        assert [(s.title, s.level, [entry.label for entry in s.entries]) for s in found] == [
            ("Preguntas", 0, ["A"]),
            ("Fuera", 0, ["B"]),
            ("Dentro", 1, ["C"]),
            ("Fuera", 0, ["D"]),
            ("Preguntas", 0, ["E"]),
        ]

    def test_comments_within_repeats_belong_to_their_instance(self) -> None:
        survey = sheet("survey", "type", "name", "label::Español (es)", "telar:code", "telar:comment-of") + (
            "| | begin_repeat | r | Lista | | |\n"
            "| | text | a | Nombre | L1 | |\n| | text | note | Nota | | a |\n| | end_repeat | | | | |\n"
        )
        session = Session(form_of(survey + SETTINGS), now=NOW)
        session.set("/data/r[1]/a", "uno")
        session.add_repeat("/data/r")
        session.set("/data/r[2]/note", "del segundo")
        found = content(session)
        assert [section.entries[0].notes for section in found.annex] == [(), (("Comentario", "del segundo"),)]
        assert found.comments == (Comment("L1", "Nombre", "del segundo"),)


def test_the_sample_has_all_its_questions_in_the_annex() -> None:
    assert len(entries(answered({}))) == len(numbering(form_of(SAMPLE)))
