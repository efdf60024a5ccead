"""A few made-up respondents at the real window; ``make sittings`` has a thousand."""

from __future__ import annotations

from hypothesis import settings
from hypothesis.stateful import run_state_machine_as_test

from tests.end_to_end.sittings import Sitting


def test_whatever_they_do_what_is_shown_stored_and_exported_are_one() -> None:
    few = settings(max_examples=4, stateful_step_count=12, deadline=None)
    run_state_machine_as_test(Sitting, settings=few)  # type: ignore[no-untyped-call]
