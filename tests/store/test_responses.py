"""One answer, one transaction: what is written together, what is refused together, what is remembered."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from sqlalchemy import Connection, event

from desktop_app.errors import StoreError
from desktop_app.store import Card, Change, ResponseState, Store
from desktop_app.store.responses import MAX_VALUE_CHARACTERS
from tests.support.stores import CARD, NOW, PREFILLED, XFORM, package_of, start_response

LATER = NOW + timedelta(minutes=5)
NOBODY = str(uuid.UUID(int=0))


def test_a_draft_begins_with_what_is_known(store: Store) -> None:
    initiative = store.initiatives.add(CARD, at=NOW)
    instrument = store.instruments.add(form_id="f", version="1", title="T", xform=XFORM)
    response = store.responses.start(
        initiative.id,
        instrument.id,
        wave="2026",
        at=NOW,
        total=13,
        answered=2,
        language="Español (es)",
        reference_year=2025,
        answers=PREFILLED,
    )
    assert store.responses.get(response.id) == response
    assert str(uuid.UUID(response.id)) == response.id
    assert (response.initiative_id, response.instrument_id) == (initiative.id, instrument.id)
    assert (response.state, response.revision, response.replaces) == (ResponseState.DRAFT, 1, None)
    assert (response.started, response.updated, response.current_ref) == (NOW, NOW, None)
    assert (response.answered, response.total) == (2, 13)
    assert (response.wave, response.language, response.reference_year) == ("2026", "Español (es)", 2025)
    assert store.responses.answers(response.id) == PREFILLED
    assert store.responses.history(response.id) == ()


@pytest.mark.parametrize("missing", ["initiative", "instrument"])
def test_a_draft_of_something_that_is_not_there(store: Store, missing: str) -> None:
    initiative = store.initiatives.add(CARD, at=NOW)
    instrument = store.instruments.add(form_id="f", version="1", title="T", xform=XFORM)
    ids = (NOBODY, instrument.id) if missing == "initiative" else (initiative.id, 77)
    with pytest.raises(StoreError) as caught:
        store.responses.start(*ids, wave="2026", at=NOW, total=13)
    assert caught.value.code == "STORE-009"
    assert store.responses.overview()[0].responses == ()


def test_a_draft_whose_answers_are_refused_does_not_begin(store: Store) -> None:
    initiative = store.initiatives.add(CARD, at=NOW)
    instrument = store.instruments.add(form_id="f", version="1", title="T", xform=XFORM)
    for value in ["\udc00", "x" * (MAX_VALUE_CHARACTERS + 1)]:
        with pytest.raises(StoreError):
            store.responses.start(initiative.id, instrument.id, wave="1", at=NOW, total=1, answers={"/data/a": value})
    assert store.responses.overview()[0].responses == ()


def test_a_revision_names_what_it_corrects_and_leaves_it(store: Store) -> None:
    first = store.responses.get(start_response(store))
    store.responses.record_answer(first.id, {"/data/a": "1"}, "/data/a", NOW, 1, 13)
    store.packages.add(package_of(first.id))
    second = store.responses.start(
        first.initiative_id,
        first.instrument_id,
        wave=first.wave,
        at=LATER,
        total=13,
        answered=1,
        answers=store.responses.answers(first.id),
        replaces=first,
    )
    store.responses.record_answer(second.id, {"/data/a": "2"}, "/data/a", LATER, 1, 13)
    assert (second.revision, second.replaces) == (2, first.id)
    assert store.responses.answers(first.id) == {"/data/a": "1"}
    assert store.responses.answers(second.id) == {"/data/a": "2"}
    assert store.responses.history(second.id) == (Change("/data/a", "1", "2", LATER),)
    assert store.responses.get(first.id).state is ResponseState.EXPORTED


def test_an_answer_its_history_and_the_place_are_written_together(store: Store) -> None:
    response = start_response(store)
    given = {"/data/a": "2", "/data/a_comment": "por qué"}
    record = store.responses.record_answer(response, given, "/data/a", LATER, 1, 13)
    assert store.responses.get(response) == record
    assert (record.updated, record.current_ref, record.answered, record.total) == (LATER, "/data/a", 1, 13)
    assert record.state is ResponseState.DRAFT
    assert store.responses.answers(response) == given
    assert store.responses.history(response) == tuple(Change(ref, None, new, LATER) for ref, new in given.items())


def test_history_keeps_every_value_in_order(store: Store) -> None:
    response = start_response(store)
    moments = [NOW + timedelta(microseconds=step) for step in range(4)]
    for value, at in zip(["1", "2", "", "2"], moments, strict=True):
        store.responses.record_answer(response, {"/data/a": value}, "/data/a", at, 1, 13)
    store.responses.record_answer(response, {"/data/b": "x"}, "/data/b", LATER, 2, 13)
    changes = store.responses.history(response, "/data/a")
    assert [(each.old, each.new) for each in changes] == [(None, "1"), ("1", "2"), ("2", ""), ("", "2")]
    assert [each.at for each in changes] == moments
    assert [each.ref for each in store.responses.history(response)] == ["/data/a"] * 4 + ["/data/b"]


def test_the_order_of_history_does_not_hang_on_the_clock(store: Store) -> None:
    response = start_response(store)
    store.responses.record_answer(response, {"/data/a": "1"}, None, LATER, 1, 13)
    store.responses.record_answer(response, {"/data/a": "2"}, None, NOW, 1, 13)
    assert [each.new for each in store.responses.history(response)] == ["1", "2"]


def test_the_same_answer_again_leaves_no_trace_but_the_place(store: Store) -> None:
    response = start_response(store)
    for at in (NOW, LATER):
        store.responses.record_answer(response, {"/data/a": "1"}, "/data/a", at, 1, 13)
    assert len(store.responses.history(response)) == 1
    assert store.responses.get(response).updated == LATER


def test_a_cleared_answer_is_not_one_never_given(store: Store) -> None:
    response = start_response(store)
    store.responses.record_answer(response, {"/data/a": ""}, "/data/a", NOW, 0, 13)
    assert store.responses.answers(response) == {"/data/a": ""}
    assert store.responses.history(response) == (Change("/data/a", None, "", NOW),)


def test_without_a_question_the_place_stays(store: Store) -> None:
    response = start_response(store)
    store.responses.record_answer(response, {"/data/a": "1"}, "/data/a", NOW, 1, 13)
    assert store.responses.record_answer(response, {}, None, LATER, 1, 13).current_ref == "/data/a"


def test_ready_and_back(store: Store) -> None:
    response = start_response(store)
    given = {"/data/a": "1"}
    assert store.responses.record_answer(response, given, None, NOW, 1, 1, state=ResponseState.READY).state == "ready"
    assert store.responses.record_answer(response, {"/data/a": ""}, None, NOW, 0, 1).state is ResponseState.DRAFT


@pytest.mark.parametrize("state", list(ResponseState))
def test_what_was_handed_over_is_not_changed(store: Store, state: ResponseState) -> None:
    response = start_response(store)
    store.responses.record_answer(response, {"/data/a": "1"}, "/data/a", NOW, 1, 13)
    before = store.responses.set_state(response, state, at=NOW)
    if state in {ResponseState.DRAFT, ResponseState.READY}:
        store.responses.record_answer(response, {"/data/a": "2"}, "/data/b", LATER, 2, 13)
        assert store.responses.answers(response) == {"/data/a": "2"}
        return
    with pytest.raises(StoreError) as caught:
        store.responses.record_answer(response, {"/data/a": "2"}, "/data/b", LATER, 2, 13)
    assert caught.value.code == "STORE-017"
    assert store.responses.get(response) == before
    assert store.responses.answers(response) == {"/data/a": "1"}


def test_an_answer_that_is_refused_leaves_nothing(store: Store) -> None:
    response = start_response(store)
    store.responses.record_answer(response, {"/data/a": "1"}, "/data/a", NOW, 1, 13)
    before = store.responses.get(response)
    refusals = {"STORE-010": "half \ud800", "STORE-011": "x" * (MAX_VALUE_CHARACTERS + 1)}
    for code, value in refusals.items():
        with pytest.raises(StoreError) as caught:
            store.responses.record_answer(response, {"/data/a": "2", "/data/b": value}, "/data/b", LATER, 2, 13)
        assert caught.value.code == code
        assert value not in str(caught.value)
        assert caught.value.__cause__ is None
    assert store.responses.get(response) == before
    assert store.responses.answers(response) == {"/data/a": "1"}
    assert len(store.responses.history(response)) == 1


def test_the_longest_answer_is_kept(store: Store) -> None:
    response = start_response(store)
    value = "ñ" * MAX_VALUE_CHARACTERS
    store.responses.record_answer(response, {"/data/a": value}, "/data/a", NOW, 1, 13)
    assert store.responses.answers(response) == {"/data/a": value}


def test_many_answers_at_once(store: Store) -> None:
    response = start_response(store)
    given = {f"/data/q{number:04}": str(number) for number in range(2000)}
    store.responses.record_answer(response, given, None, NOW, 2000, 2000)
    assert store.responses.answers(response) == given
    assert list(store.responses.answers(response)) == sorted(given)
    assert len(store.responses.history(response)) == 2000


def test_two_responses_do_not_mix(store: Store) -> None:
    one, two = start_response(store), start_response(store)
    store.responses.record_answer(one, {"/data/a": "1"}, "/data/a", NOW, 1, 13)
    assert store.responses.answers(two) == {}
    assert store.responses.history(two) == ()
    assert store.responses.get(two).answered == 0


def test_place_and_language_do_not_count_as_work(store: Store) -> None:
    response = start_response(store)
    store.responses.set_place(response, "/data/c")
    record = store.responses.set_language(response, "English (en)")
    assert (record.current_ref, record.language, record.updated) == ("/data/c", "English (en)", NOW)
    assert store.responses.set_place(response, None).current_ref is None


def test_a_state_that_does_not_exist_is_a_programming_error(store: Store) -> None:
    with pytest.raises(ValueError, match="lost"):
        store.responses.set_state(start_response(store), "lost", at=NOW)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "call",
    [
        lambda store: store.responses.get(NOBODY),
        lambda store: store.responses.record_answer(NOBODY, {"/data/a": "1"}, "/data/a", NOW, 1, 13),
        lambda store: store.responses.set_state(NOBODY, ResponseState.READY, at=NOW),
        lambda store: store.responses.set_place(NOBODY, "/data/a"),
        lambda store: store.responses.set_language(NOBODY, None),
    ],
    ids=["get", "record_answer", "set_state", "set_place", "set_language"],
)
def test_one_that_is_not_there(store: Store, call: object) -> None:
    start_response(store)
    with pytest.raises(StoreError) as caught:
        call(store)  # type: ignore[operator]
    assert caught.value.code == "STORE-009"
    store.check(thorough=True)


def test_nothing_is_known_of_one_that_is_not_there(store: Store) -> None:
    assert store.responses.answers(NOBODY) == {}
    assert store.responses.history(NOBODY) == ()
    assert store.responses.list_by_initiative(NOBODY) == ()


def test_an_initiatives_responses_come_last_worked_on_first(store: Store) -> None:
    initiative = store.initiatives.add(CARD, at=NOW)
    instrument = store.instruments.add(form_id="f", version="1", title="T", xform=XFORM)
    started = [
        store.responses.start(initiative.id, instrument.id, wave=wave, at=NOW + timedelta(days=day), total=13)
        for day, wave in enumerate(["2024", "2025", "2026"])
    ]
    store.responses.record_answer(started[0].id, {"/data/a": "1"}, None, NOW + timedelta(days=9), 1, 13)
    found = store.responses.list_by_initiative(initiative.id)
    assert [each.wave for each in found] == ["2024", "2026", "2025"]
    assert found[1] == started[2]


def test_the_first_screen_in_one_query(store: Store) -> None:
    instrument = store.instruments.add(form_id="f", version="1", title="Autodiagnóstico", xform=XFORM)
    for name in ["Zapote", "Ágata", "Moda"]:
        initiative = store.initiatives.add(Card(name, department="05", municipality="05001"), at=NOW)
        for day in range(2 if name != "Moda" else 0):
            store.responses.start(
                initiative.id, instrument.id, wave=f"202{day}", at=NOW + timedelta(days=day), total=13
            )
    statements: list[str] = []

    def remember(_c: Connection, _cursor: object, statement: str, *_: object) -> None:
        statements.append(statement)

    event.listen(store._database._engine, "before_cursor_execute", remember)
    found = store.responses.overview()
    assert [each for each in statements if each != "BEGIN"] == [statements[-1]]
    assert [(each.name, len(each.responses)) for each in found] == [("Ágata", 2), ("Moda", 0), ("Zapote", 2)]
    assert (found[0].department, found[0].municipality) == ("05", "05001")
    newest = found[0].responses[0]
    assert (newest.wave, newest.updated) == ("2021", NOW + timedelta(days=1))
    assert (newest.instrument_title, newest.form_id) == ("Autodiagnóstico", "f")
    assert (newest.state, newest.revision, newest.replaces) == (ResponseState.DRAFT, 1, None)
    assert (newest.answered, newest.total, newest.reference_year) == (0, 13, None)


# -- instances of repeats --------------------------------------------------------------------------------------------

ROWS = {
    "/data/r": "2",
    "/data/r[1]/x": "uno",
    "/data/r[2]/x": "dos",
    "/data/r[2]/i": "1",
    "/data/r[2]/i[1]/y": "dentro",
    "/data/r[20]/x": "otro",
    "/data/r2": "parecido",
    "/data/r2[1]/x": "parecido",
    "/data/r_x": "parecido",
    "/data/s": "aparte",
}


@pytest.mark.parametrize(
    ("within", "gone"),
    [
        (("/data/r",), [ref for ref in ROWS if ref == "/data/r" or ref.startswith("/data/r[")]),
        (("/data/r[2]",), [ref for ref in ROWS if ref.startswith("/data/r[2]")]),
        (("/data/r[2]/i", "/data/r[1]"), ["/data/r[1]/x", "/data/r[2]/i", "/data/r[2]/i[1]/y"]),
        (("/data/r[3]",), []),
        ((), []),
    ],
)
def test_what_is_within_and_not_said_anew_goes(store: Store, within: tuple[str, ...], gone: list[str]) -> None:
    response = start_response(store)
    store.responses.record_answer(response, ROWS, "/data/r", NOW, 1, 13)
    store.responses.record_answer(response, {"/data/s": "aparte"}, "/data/r", LATER, 1, 13, within=within)
    assert store.responses.answers(response) == {ref: value for ref, value in ROWS.items() if ref not in gone}
    told = [each for each in store.responses.history(response) if each.at == LATER]
    assert sorted((each.ref, each.old, each.new) for each in told) == sorted((ref, ROWS[ref], "") for ref in gone)


def test_what_is_within_and_said_anew_stays(store: Store) -> None:
    response = start_response(store)
    store.responses.record_answer(response, ROWS, "/data/r", NOW, 1, 13)
    anew = {"/data/r": "1", "/data/r[1]/x": "dos", "/data/r[1]/i": "1", "/data/r[1]/i[1]/y": "dentro"}
    store.responses.record_answer(response, anew, "/data/r", LATER, 1, 13, within=("/data/r",))
    kept = {ref: value for ref, value in store.responses.answers(response).items() if ref.startswith(("/data/r[",))}
    assert kept | {"/data/r": "1"} == anew
    assert (Change("/data/r[1]/x", "uno", "dos", LATER)) in store.responses.history(response)


def test_a_refused_step_leaves_what_would_have_gone(store: Store) -> None:
    response = start_response(store)
    store.responses.record_answer(response, ROWS, "/data/r", NOW, 1, 13)
    before = store.responses.get(response)
    with pytest.raises(StoreError):
        store.responses.record_answer(response, {"/data/s": "\udc00"}, "/data/r", LATER, 1, 13, within=("/data/r",))
    assert store.responses.answers(response) == ROWS
    assert store.responses.get(response) == before


def test_more_answers_at_once_than_a_statement_takes(store: Store) -> None:
    response = start_response(store)
    many = {f"/data/r[{number}]/x": str(number) for number in range(1, 40_001)}
    store.responses.record_answer(response, many, "/data/r", NOW, 1, 13)
    other = {ref: value for ref, value in many.items() if int(value) <= 33_000} | {"/data/r[1]/x": "otro"}
    store.responses.record_answer(response, other, "/data/r", LATER, 1, 13, within=("/data/r",))
    assert store.responses.answers(response) == other
    assert sum(each.at == LATER for each in store.responses.history(response)) == 7_001
