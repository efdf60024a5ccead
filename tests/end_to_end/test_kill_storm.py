"""Killed while somebody answers, the program loses nothing that it had acknowledged (``make kill``: 200 times)."""

from __future__ import annotations

from tests.end_to_end.kill_storm import Life, judge, storm

KILLS = 3


def test_no_acknowledged_answer_is_ever_missing() -> None:
    tally = storm(KILLS)
    assert tally.problems == []
    assert tally.kills == KILLS
    assert tally.acknowledged > KILLS


def test_the_judge_sees_what_is_missing() -> None:
    life = Life(sent=[("/data/a", "1"), ("/data/b", "2"), ("/data/a", "3")], saved=2)
    before = {"/data/c": "9"}
    assert judge(life, before, {"/data/a": "1", "/data/b": "2", "/data/c": "9"}) == []
    assert judge(life, before, {"/data/a": "3", "/data/b": "2", "/data/c": "9"}) == []
    assert len(judge(life, before, {"/data/a": "1", "/data/c": "9"})) == 1
    assert len(judge(life, before, {"/data/a": "1", "/data/b": "2"})) == 1
