from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.errors import ReceptionError, explain
from desktop_app.reception.roll import Roll, Season
from desktop_app.reception.verdict import Arrival, Outcome, Received, Verdict, judge
from desktop_app.submission import recipients_digest
from desktop_app.submission.authority_register import Register
from desktop_app.submission.waves import is_listed
from tests.support.packages import NOW, OLDER_ID, sample_info, sample_key
from tests.support.reception import ANA, LUIS, SECOND_ID, arrival, confirmed, received, register_of

KNOWN = register_of(confirmed())
NAME = "Clúster Café & Cacao de Nariño"


def judged(came: Arrival | None = None, register: Register = KNOWN, *before: Received, **how: Any) -> Verdict:
    season = Season(how.pop("listed", None), how.pop("closes", None))
    roll = Roll(register, {"2026": season})
    return judge(came or arrival(), roll, before, how.pop("now", NOW), recipient="confecamaras", **how)


def codes(found: Verdict) -> list[str]:
    return [code for code, _ in found.flags]


def test_a_confirmed_signer_is_filed() -> None:
    found = judged()
    assert (found.outcome, found.code, found.flags, found.filed) == (Outcome.FILED, "", (), True)
    assert found.signer is not None
    assert found.signer.manager == ANA
    found.refuse(judged=True)
    found.refuse(judged=False)


def test_a_stranger_waits() -> None:
    found = judged(None, register_of())
    assert (found.outcome, found.code, found.filed) == (Outcome.QUARANTINED, "RCV-001", False)
    assert found.params == {"manager": ANA}


def test_another_signer_of_the_same_initiative_waits_and_does_not_take_its_place() -> None:
    found = judged(arrival(LUIS), KNOWN, received())
    assert (found.outcome, found.code) == (Outcome.QUARANTINED, "RCV-002")
    assert found.params == {"manager": ANA, "initiative": NAME}


def test_a_signer_of_another_initiative_is_a_stranger_here() -> None:
    elsewhere = register_of(confirmed(initiative_id="ic-018"))
    assert judged(None, elsewhere).code == "RCV-001"
    both = register_of(confirmed(initiative_id="ic-018"), confirmed(LUIS))
    assert judged(None, both).code == "RCV-002"


def test_a_revoked_signer_waits_from_the_day_of_revocation() -> None:
    gone = register_of(confirmed(revoked=NOW))
    found = judged(None, gone)
    assert (found.outcome, found.code) == (Outcome.QUARANTINED, "RCV-003")
    assert found.params == {"manager": ANA, "when": NOW.date()}
    assert judged(None, gone, now=NOW - timedelta(seconds=1)).outcome is Outcome.FILED


def test_one_who_was_revoked_and_is_replaced_is_told_the_former() -> None:
    both = register_of(confirmed(revoked=NOW), confirmed(LUIS))
    assert judged(None, both).code == "RCV-003"
    assert judged(arrival(LUIS), both).outcome is Outcome.FILED


def test_a_certificate_that_has_ended() -> None:
    signer = arrival().package.signer
    last = signer.not_after
    assert judged(now=last).code != "RCV-004"
    found = judged(now=last + timedelta(seconds=1))
    assert (found.outcome, found.code) == (Outcome.QUARANTINED, "RCV-004")
    assert found.params == {"manager": ANA, "when": last.date()}


def test_a_package_for_somebody_else_gets_no_answer() -> None:
    found = judged(arrival(recipient="otra-entidad"))
    assert (found.outcome, found.code, found.params) == (
        Outcome.QUARANTINED,
        "RCV-006",
        {"recipient": "otra-entidad"},
    )


OURS = (("age1a", "age1b"), ("age1old", "age1b"))


@pytest.mark.parametrize(
    ("named", "encrypted", "code"),
    [
        (recipients_digest(OURS[0]), True, ""),
        (recipients_digest(OURS[1]), True, ""),
        (recipients_digest(OURS[0]), False, ""),
        (None, False, ""),
        (None, True, "RCV-007"),
        (recipients_digest(("age1x", "age1b")), True, "RCV-007"),
        (recipients_digest(("age1x", "age1b")), False, "RCV-007"),
    ],
    ids=["current keys", "earlier keys", "opened with the escrow", "in the clear", "none named", "others", "opened"],
)  # fmt: skip
def test_the_keys_that_the_signature_names(named: str | None, encrypted: bool, code: str) -> None:
    came = arrival(recipients_sha256=named, of={"encrypted": encrypted})
    found = judged(came, register_of(confirmed(), recipients=OURS))
    assert found.code == code
    assert (found.outcome is Outcome.FILED) == (not code)


@pytest.mark.parametrize(
    ("listed", "there"),
    [
        ({"ic-017": "Otro nombre"}, True),
        ({"ic-099": "CLUSTER  cafe & cacao de nariño"}, True),
        ({"ic-098": NAME, "ic-099": NAME}, False),
        ({"ic-099": "Café"}, False),
        ({}, False),
    ],
    ids=["by id", "by name", "two of the name", "another", "empty"],
)
def test_the_list_of_the_wave(listed: dict[str, str], there: bool) -> None:
    roll = Roll(KNOWN, {"2026": Season(listed)})
    assert (roll.on_list("2026", "ic-017", NAME) is not None) is there
    assert is_listed("ic-017", NAME, listed) is there, "the manager's side is told otherwise"
    found = judged(listed=listed)
    assert (found.outcome, found.code) == ((Outcome.FILED, "") if there else (Outcome.QUARANTINED, "RCV-005"))


def test_the_same_file_is_a_duplicate() -> None:
    same = received(container_sha256="c" * 64, file_sha256="f" * 64)
    found = judged(None, KNOWN, same)
    assert (found.outcome, found.code, found.before, found.filed) == (Outcome.DUPLICATE, "", same, True)


def test_the_same_content_encrypted_once_more_is_a_duplicate_too() -> None:
    same = received(container_sha256="c" * 64, file_sha256="9" * 64)
    assert judged(None, KNOWN, same).outcome is Outcome.DUPLICATE


def test_a_duplicate_stays_one_when_its_signer_is_revoked_later() -> None:
    same = received(container_sha256="c" * 64)
    found = judged(None, register_of(confirmed(revoked=NOW)), same, now=NOW + timedelta(days=9))
    assert (found.outcome, found.code) == (Outcome.DUPLICATE, "")


def test_what_was_set_aside_is_judged_anew() -> None:
    same = received(container_sha256="c" * 64, filed=False)
    assert judged(None, register_of(), same).code == "RCV-001"
    assert judged(None, KNOWN, same).outcome is Outcome.FILED


@pytest.mark.parametrize(
    "newer",
    [
        received(response_id=SECOND_ID, revision=2),
        received(sequence=2),
    ],
    ids=["a later revision", "a later file of the same revision"],
)
def test_what_is_older_than_what_was_filed_takes_nobodys_place(newer: Received) -> None:
    found = judged(None, KNOWN, newer)
    assert (found.outcome, found.code) == (Outcome.REPLAY, "RCV-008")
    same = received(container_sha256="c" * 64)
    again = judged(None, KNOWN, same, newer)
    assert (again.outcome, again.code) == (Outcome.DUPLICATE, "RCV-008")


@pytest.mark.parametrize(
    "other",
    [
        received(revision=9, member="ic-018"),
        received(revision=9, form_id="ssme"),
        received(revision=9, wave="2025"),
        received(revision=9, filed=False),
    ],
    ids=["another initiative", "another form", "another wave", "set aside"],
)
def test_what_is_newer_elsewhere_makes_nothing_old(other: Received) -> None:
    assert judged(None, KNOWN, other).outcome is Outcome.FILED


def test_a_correction_is_filed_after_what_it_corrects() -> None:
    second = arrival(revision=2, response_id=SECOND_ID, replaces=sample_info().response_id)
    assert judged(second, KNOWN, received()).outcome is Outcome.FILED


@pytest.mark.parametrize("days", [-365, -3, 3, 400])
def test_a_clock_that_is_off_is_said_and_refuses_nothing(days: int) -> None:
    found = judged(now=NOW + timedelta(days=days))
    assert (found.outcome, codes(found)) == (Outcome.FILED, ["RCV-W01"])
    assert codes(judged(now=NOW + timedelta(hours=48 if days > 0 else -48))) == []


def test_a_clock_is_compared_with_the_first_arrival() -> None:
    same = received(container_sha256="c" * 64, arrived=NOW)
    assert codes(judged(None, KNOWN, same, now=NOW + timedelta(days=30))) == []


def test_a_number_given_twice_is_said() -> None:
    found = judged(None, KNOWN, received())
    assert codes(found) == ["RCV-W02"]
    assert codes(judged(None, KNOWN, received(sequence=0))) == []


def test_a_second_response_of_the_same_form_and_wave_is_said_and_the_later_counts() -> None:
    other = received(response_id=OLDER_ID, claimed=NOW - timedelta(hours=1))
    found = judged(None, KNOWN, other)
    assert (found.outcome, codes(found)) == (Outcome.FILED, ["RCV-W03"])
    later = received(response_id=OLDER_ID, claimed=NOW + timedelta(hours=1))
    found = judged(None, KNOWN, later)
    assert (found.outcome, found.code, codes(found)) == (Outcome.REPLAY, "RCV-008", ["RCV-W03"])


def test_after_the_last_day_of_the_wave_a_person_decides() -> None:
    last = (NOW - timedelta(hours=5)).date()
    assert judged(closes=last).outcome is Outcome.FILED
    found = judged(closes=last - timedelta(days=1))
    assert (found.outcome, found.code) == (Outcome.QUARANTINED, "RCV-017")
    assert judged(closes=last - timedelta(days=1), admitted=True).outcome is Outcome.FILED


def test_an_initiative_is_the_one_on_the_list_whatever_its_laptop_calls_it() -> None:
    listed = {"IC-1": NAME}
    assert judged(listed=listed).member == "IC-1"
    elsewhere = register_of(confirmed(LUIS, initiative_id="ic-999"))
    assert judged(None, elsewhere, listed=listed).code == "RCV-002"
    assert judged(None, elsewhere).code == "RCV-001"
    assert judged(None, KNOWN, received(member="IC-1", revision=2), listed=listed).outcome is Outcome.REPLAY


@pytest.mark.parametrize(
    ("code", "arrived", "judges"),
    [("RCV-001", True, False), ("RCV-008", True, False), ("RCV-006", False, False), ("RCV-007", False, False)],
)
def test_which_receipt_a_reason_leaves(code: str, arrived: bool, judges: bool) -> None:
    found = Verdict(Outcome.QUARANTINED, code, {"manager": ANA})
    for judged_, allowed in ((False, arrived), (True, judges)):
        if allowed:
            found.refuse(judged=judged_)
        else:
            with pytest.raises(ReceptionError) as refused:
                found.refuse(judged=judged_)
            assert (refused.value.code, refused.value.params) == (code, {"manager": ANA})


ANYTHING = st.builds(
    received,
    response_id=st.sampled_from([sample_info().response_id, OLDER_ID, SECOND_ID]),
    container_sha256=st.sampled_from(["c" * 64, "d" * 64, "e" * 64]),
    revision=st.integers(1, 4),
    sequence=st.integers(0, 4),
    member=st.sampled_from(["ic-017", "ic-018"]),
    wave=st.sampled_from(["2025", "2026"]),
    filed=st.booleans(),
)
CAME = [arrival(), arrival(LUIS), arrival(revision=2, sequence=3), arrival(recipient="otra")]


@given(
    st.sampled_from(CAME),
    st.lists(ANYTHING, max_size=6),
    st.sampled_from([KNOWN, register_of(), register_of(confirmed(revoked=NOW)), register_of(confirmed(LUIS))]),
    st.integers(-800, 5000),
    st.sampled_from([None, {}, {"ic-017": NAME}]),
)
def test_whatever_came_before_the_verdict_is_one_that_explains_itself(
    came: Arrival, before: list[Received], register: Register, days: int, listed: dict[str, str] | None
) -> None:
    found = judged(came, register, *before, now=NOW + timedelta(days=days), listed=listed)
    assert found == judged(came, register, *before, now=NOW + timedelta(days=days), listed=listed)
    same = next((each for each in before if each.container_sha256 == came.container_sha256), None)
    assert found.before == same
    if found.outcome is Outcome.FILED:
        assert not found.code
        assert found.signer is not None
        assert found.signer.is_known_by(came.package.signer.fingerprint)
    elif found.outcome is Outcome.DUPLICATE:
        assert same is not None
        assert same.filed
    else:
        said = explain(found.code, **found.params)
        assert "{" not in said.cause + said.remedy


@given(st.lists(ANYTHING, max_size=6))
def test_what_was_set_aside_never_counts(before: list[Received]) -> None:
    aside = [replace(each, filed=False) for each in before]
    assert judged(None, KNOWN, *aside).outcome is Outcome.FILED


def test_the_own_certificate_and_an_issued_one_are_the_same_signer() -> None:
    issued = register_of(confirmed(LUIS, certificates=(sample_key(ANA).certificate,)))
    assert judged(None, issued).outcome is Outcome.FILED
