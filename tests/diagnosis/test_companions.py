"""Which questions accompany which, and how questions are numbered."""

from __future__ import annotations

from desktop_app import paths
from desktop_app.diagnosis import Companions, companions, numbering
from desktop_app.xforms import Form
from tests.support.rubrics import REFS, SAMPLE, SETTINGS, form_of, sheet

HEAD = sheet("survey", "type", "name", "label::Español (es)", "telar:code", "telar:comment-of", "telar:planned-of")


def form(*rows: str) -> Form:
    return form_of(HEAD + "\n".join(rows) + SETTINGS)


class TestCompanions:
    def test_comment_evidence_and_date_belong_to_their_question(self) -> None:
        assert companions(form_of(SAMPLE)) == {
            REFS["i1"]: Companions(REFS["i1_comment"], REFS["i1_evidence"], REFS["i1_planned"])
        }

    def test_one_that_names_no_sibling_belongs_to_nothing(self) -> None:
        found = form(
            "| | text | a | A | | | |",
            "| | begin_group | g | G | | | |",
            "| | text | note | Nota | | a | |",
            "| | end_group | | | | | |",
        )
        assert companions(found) == {}
        assert set(numbering(found)) == {"/data/a", "/data/g/note"}

    def test_nothing_accompanies_itself(self) -> None:
        assert companions(form("| | text | a | A | | a | |")) == {}

    def test_every_practice_of_the_self_diagnosis_has_a_comment_and_a_date(self) -> None:
        found = companions(Form.load(paths.forms_dir() / "autodiagnostico.md"))
        assert len(found) == 13
        assert all(each.comment and each.planned for each in found.values())


class TestNumbering:
    def test_a_code_gives_its_own_number(self) -> None:
        found = numbering(form("| | text | a | A | P03 | | |", "| | text | b | B | A3.1 | | |"))
        assert [(label.number, label.code) for label in found.values()] == [("3", "P03"), ("", "A3.1")]

    def test_without_a_code_questions_are_counted(self) -> None:
        found = numbering(form("| | text | a | A | | | |", "| | note | n | N | | | |", "| | text | b | B | | | |"))
        assert [(ref, label.number, label.code) for ref, label in found.items()] == [
            ("/data/a", "1", ""),
            ("/data/b", "2", ""),
        ]

    def test_notes_and_companions_have_no_number(self) -> None:
        found = numbering(form_of(SAMPLE))
        assert "/data/welcome" not in found
        assert REFS["i1_comment"] not in found
        assert REFS["i1"] in found
