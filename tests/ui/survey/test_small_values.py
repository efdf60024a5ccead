"""Comparing text, the undo history, and where labels stand."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.texts import fold
from desktop_app.ui.survey.history import History, Step
from desktop_app.ui.survey.widgets.text import storable


def test_accents_capitals_and_spaces_do_not_matter() -> None:
    assert fold("  BOGOTÁ,  D.C. ") == fold("bogota, d.c.")
    assert fold("Chocó") == "choco"
    assert fold("Nariño") == "narino"


@given(st.text(max_size=40))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(max_size=40))
def test_what_is_stored_is_xml(text: str) -> None:
    from lxml import etree

    element = etree.Element("a")
    element.text = storable(text)
    assert set(storable(text)) <= set(text)


def test_storable_drops_only_what_xml_cannot_hold() -> None:
    assert storable("a\x00b\x0bc\ud800d\tñ\n🕸") == "abcd\tñ\n🕸"


def test_undo_gives_the_last_answer_first() -> None:
    history = History()
    history.add("/d/a", "", "1", typed=False)
    history.add("/d/b", "", "x", typed=False)
    assert history.pop() == Step("/d/b", "", "x")
    assert history.pop() == Step("/d/a", "", "1")
    assert history.pop() is None


def test_typing_in_pauses_is_one_step() -> None:
    history = History()
    for before, after in pairwise(["", "Ca", "Caca", "Cacao"]):
        history.add("/d/name", before, after, typed=True)
    assert len(history) == 1
    assert history.pop() == Step("/d/name", "", "Cacao")


@pytest.mark.parametrize("typed", [True, False])
def test_choosing_again_or_elsewhere_is_another_step(typed: bool) -> None:
    history = History()
    history.add("/d/a", "", "1", typed=False)
    history.add("/d/b" if typed else "/d/a", "1", "2", typed=typed)
    assert len(history) == 2


def test_the_history_is_bounded() -> None:
    history = History()
    for number in range(2000):
        history.add(f"/d/{number}", "", "1", typed=False)
    assert len(history) == 500
    history.clear()
    assert len(history) == 0
