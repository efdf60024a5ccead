"""A folder that is received with kills in between ends as one that is received in one go (``make intake``: 10,000)."""

from __future__ import annotations

from tests.end_to_end.intake_storm import storm


def test_a_folder_received_with_kills_ends_the_same() -> None:
    found = storm(60, 2)
    assert found.problems == []
    assert found.kills == 2
    assert found.counts == {"filed": 52, "replaced": 3, "duplicate": 3, "refused": 2}
    assert found.rate > 0
