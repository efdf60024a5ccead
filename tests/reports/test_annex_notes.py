"""What stands beside an answer in the annex: units, special answers, warnings, the previous wave, comments, files."""

from __future__ import annotations

from desktop_app.reports import Beside, ReportContent, respondent_content, respondent_pdf
from desktop_app.reports.annex import AnnexEntry, NamedFile, State
from desktop_app.workflows.notes import Notes
from tests.reports.specimen import SCORES, report
from tests.support.pdfs import facts, look
from tests.support.rubrics import answered, form_of, sheet

I11, SALES, STUDY = "/data/i11", "/data/money/sales", "/data/money/study"


def entry(found: ReportContent, label: str) -> AnnexEntry:
    return next(each for section in found.annex for each in section.entries if each.label == label)


class TestNumbers:
    def test_a_unit_follows_the_number(self) -> None:
        found = report({"sales": "1234.5", "local": "46"})
        assert entry(found, "Ventas").answer == "1.234,5\u00a0millones de pesos"
        assert entry(found, "Local").answer == "46\u00a0%"
        assert entry(report({"sales": "1234.5"}, language="en"), "Sales").answer == "1,234.5\u00a0millones de pesos"

    def test_pesos_are_read_back_in_millions(self) -> None:
        found = report({"budget[1]": "45000000"})
        assert entry(found, "budget").answer == "45.000.000\u00a0pesos (45 millones)"
        assert entry(report({"budget[1]": "45000"}), "budget").answer == "45.000\u00a0pesos"

    def test_a_special_answer_stands_in_the_place_of_the_number(self) -> None:
        found = entry(report({"sales_none": "ns"}), "Ventas")
        assert (found.answer, found.state) == ("No sé", State.ANSWERED)

    def test_a_number_goes_before_what_stands_for_it(self) -> None:
        assert entry(report({"sales": "5", "sales_none": "ns"}), "Ventas").answer == "5\u00a0millones de pesos"


class TestWholes:
    def total(self, **answers: str) -> tuple[str, str]:
        return next(section.total for section in report(answers).annex if section.title == "Mercados")

    def test_what_adds_up(self) -> None:
        assert self.total(local="46", abroad="54") == ("Suma", "100\u00a0%")

    def test_by_how_much_it_misses(self) -> None:
        assert self.total(local="46.5", abroad="50") == ("Suma", "96,5\u00a0% (faltan 3,5 para 100)")
        assert self.total(local="60", abroad="50") == ("Suma", "110\u00a0% (sobran 10 sobre 100)")

    def test_nothing_given_adds_up_to_nothing(self) -> None:
        assert self.total() == ("", "")

    def test_other_sections_have_no_sum(self) -> None:
        found = report({"local": "46"}).annex
        assert [section.title for section in found if section.total[1]] == ["Mercados"]


class TestWarnings:
    def test_the_message_and_the_reason(self) -> None:
        found = entry(report({"sales": "2000", "sales_why": "Entró un socio grande."}), "Ventas")
        assert found.notes == (("", "Atención: ¿Por qué tanto?"), ("Motivo", "Entró un socio grande."))

    def test_a_warning_without_a_reason_says_so(self) -> None:
        assert entry(report({"sales": "2000"}), "Ventas").notes[1] == ("Motivo", "Sin explicar todavía")

    def test_nothing_to_explain(self) -> None:
        assert entry(report({"sales": "2", "sales_why": "Ya no hace falta."}), "Ventas").notes == ()


class TestWaves:
    def test_what_was_answered_before_where_it_differs(self) -> None:
        found = report({**SCORES, "sales": "20"}, {**SCORES, "i11": "0", "sales": "10"})
        assert entry(found, "¿A1.1?").notes == (("Antes", "Nada"),)
        assert entry(found, "¿A1.2?").notes == ()
        assert entry(found, "Ventas").notes == (("Antes", "10\u00a0millones de pesos"),)

    def test_the_same_number_written_otherwise_is_the_same(self) -> None:
        assert entry(report({"sales": "10"}, {"sales": "10.0"}), "Ventas").notes == ()

    def test_a_special_answer_of_then(self) -> None:
        assert entry(report({"sales": "10"}, {"sales_none": "na"}), "Ventas").notes == (("Antes", "No aplica"),)
        assert entry(report({"sales_none": "na"}, {"sales_none": "na"}), "Ventas").notes == ()

    def test_a_choice_that_is_no_longer_offered_is_still_named(self) -> None:
        columns = ("type", "name", "label", "choice_filter")
        survey = sheet("survey", *columns) + (
            "| | select_one place | region | Región | |\n| | select_one town | town | Municipio | at = ${region} |\n"
        )
        choices = sheet("choices", "list_name", "name", "label", "at") + (
            "| | place | n | Norte | |\n| | place | s | Sur | |\n| | town | n1 | Nortecito | n |\n"
            "| | town | s1 | Surcito | s |\n"
        )
        form = form_of(survey + choices)
        then, now = (
            answered({"/data/region": at, "/data/town": f"{at}1"}, form=form, language=None) for at in ("n", "s")
        )
        beside = Beside(before=then.value, offered=then.choices)
        found = respondent_content(now, None, facts(), "es", None, beside)
        assert entry(found, "Municipio").answer == "Surcito"
        assert entry(found, "Municipio").notes == (("Antes", "Nortecito"),)
        without = respondent_content(now, None, facts(), "es", None, Beside(before=then.value))
        assert entry(without, "Municipio").notes == (("Antes", "n1"),)

    def test_an_answer_taken_over_and_not_confirmed_says_so(self) -> None:
        notes = Notes()
        notes.doubt([I11])
        found = entry(report(SCORES, SCORES, notes=notes), "¿A1.1?")
        assert found.notes == (("", "Viene de la ola anterior y falta confirmarla."),)


class TestCommentsAndFiles:
    def notes(self) -> Notes:
        notes = Notes()
        notes.comment(SALES, "Según los estados financieros.")
        notes.comment(I11, "Con nota propia.")
        notes.set_files(SALES, ["balance.pdf", "acta.pdf"])
        return notes

    def test_a_comment_at_any_question(self) -> None:
        found = report({**SCORES, "i11_comment": "Del formulario."}, notes=self.notes())
        assert entry(found, "Ventas").notes[0] == ("Comentario", "Según los estados financieros.")
        assert entry(found, "¿A1.1?").notes == (("Comentario", "Del formulario."), ("Comentario", "Con nota propia."))
        assert [(comment.code, comment.text) for comment in found.comments] == [
            ("A1.1", "Del formulario."),
            ("A1.1", "Con nota propia."),
            ("F1", "Según los estados financieros."),
        ]

    def test_files_with_their_sizes_and_a_list_at_the_end(self) -> None:
        sizes, digests = {"balance.pdf": 1_500_000, "estudio.pdf": 340_000}, {"balance.pdf": "ab" * 32}
        found = report({"study": "estudio.pdf"}, notes=self.notes(), files=sizes, digests=digests)
        assert entry(found, "Ventas").notes[1:] == (
            ("Evidencia", "balance.pdf (1,5\u00a0MB)"),
            ("Evidencia", "acta.pdf"),
        )
        assert found.files == (
            NamedFile("balance.pdf", "1,5\u00a0MB", "F1", "abababababab"),
            NamedFile("acta.pdf", "", "F1", ""),
            NamedFile("estudio.pdf", "340\u00a0kB", "F4", ""),
        )
        text = look(respondent_pdf(found)).flat
        assert "Archivos que acompañan las respuestas" in text
        assert "abababababab" in text

    def test_without_files_there_is_no_list(self) -> None:
        found = report(SCORES)
        assert found.files == ()
        assert "Archivos que acompañan" not in look(respondent_pdf(found)).flat


def test_a_group_without_a_name_stands_with_what_is_around_it() -> None:
    (section,) = [section for section in report({}).annex if section.title == "Otros datos"]
    assert [each.label for each in section.entries] == ["Antes del grupo", "En un grupo sin nombre"]
