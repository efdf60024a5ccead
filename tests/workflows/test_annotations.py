"""What goes with the answers into the package: comments, files and soft warnings where they count."""

from __future__ import annotations

from desktop_app.submission import Annotations, Comment, Evidence, Warned
from desktop_app.submission import annotations as document
from desktop_app.workflows.annotations import annotations_of
from desktop_app.workflows.notes import Notes, NotesState
from tests.support.waves import ACTORS, NAME, PLAN_STATE, PROJECT, SALES, SALES_NONE, SALES_WHY, desk

FULL = {NAME: "Cacao", SALES: "120", PLAN_STATE: "3"}


def notes(comments: dict[str, str] | None = None, evidence: dict[str, tuple[str, ...]] | None = None) -> Notes:
    return Notes(NotesState(comments or {}, evidence or {}))


def test_a_response_with_nothing_beside_it_says_nothing() -> None:
    assert annotations_of(desk(FULL)) == Annotations()


def test_comments_and_files_in_the_order_of_the_form() -> None:
    noted = notes({SALES: "Según contabilidad", NAME: "Cambió"}, {PLAN_STATE: ("acta.pdf", "b.png"), NAME: ("a.pdf",)})
    found = annotations_of(desk(FULL, notes=noted))
    assert found.comments == (Comment(NAME, "Cambió"), Comment(SALES, "Según contabilidad"))
    assert found.evidence == (Evidence(NAME, ("a.pdf",)), Evidence(PLAN_STATE, ("acta.pdf", "b.png")))
    assert found.files() == ("a.pdf", "acta.pdf", "b.png")
    assert document.read(document.write(found)) == found


def test_what_does_not_apply_stays_at_home() -> None:
    noted = notes({SALES_NONE: "No llevamos cuentas"}, {f"{PROJECT}[2]/title": ("a.pdf",), "/data/old": ("b.pdf",)})
    at = desk({**FULL, f"{PROJECT}[1]/title": "Secadero"}, notes=noted)
    assert annotations_of(at) == Annotations()
    at.answer(SALES, "")
    assert annotations_of(at).comments == (Comment(SALES_NONE, "No llevamos cuentas"),)
    at.step(PROJECT, at.add(PROJECT))
    assert annotations_of(at).evidence == (Evidence(f"{PROJECT}[2]/title", ("a.pdf",)),)


def test_a_soft_warning_goes_with_its_rule_and_its_reason() -> None:
    at = desk(FULL, before={SALES: "20"})
    (warned,) = annotations_of(at).warnings
    assert (warned.ref, warned.reason_ref, warned.reason) == (SALES, SALES_WHY, "")
    assert warned.message == "Las ventas pasaron de 20.0 a 120."
    assert "1.5" in warned.rule
    at.answer(SALES_WHY, "Un comprador nuevo")
    assert annotations_of(at).warnings == (Warned(SALES, SALES_WHY, warned.rule, warned.message, "Un comprador nuevo"),)


def test_in_a_record_too() -> None:
    at = desk({f"{PROJECT}[1]/spent": "2", f"{PROJECT}[2]/spent": "2000", f"{PROJECT}[2]/spent_why": "Era grande"})
    (warned,) = annotations_of(at).warnings
    assert (warned.ref, warned.reason) == (f"{PROJECT}[2]/spent", "Era grande")


def test_what_the_file_cannot_carry_is_left_out() -> None:
    noted = notes({ACTORS: "Uno\r\ndos\0 ", NAME: "\x01\x02"})
    assert annotations_of(desk(FULL, notes=noted)).comments == (Comment(ACTORS, "Uno\ndos"),)
