"""The differences from JavaRosa that are meant: the rows of DIFFERENCES.md, each recognised narrowly."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop_app.xforms import Control, DataType
from desktop_app.xforms.tree import generic

if TYPE_CHECKING:
    from tests.conformance.agreement import Difference, Pair

MIDNIGHT = re.compile(r"(\d{4}-\d{2}-\d{2})T00:00:00\.000-05:00\Z")
POSITION = re.compile(r"(.*)\[(\d+)\]\Z")


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a difference is meant. ``settle`` puts both engines into the same state again; false if there is no need."""

    name: str
    holds: Callable[[Pair, Difference], bool]
    settle: Callable[[Pair, Difference], bool]


def explanation(pair: Pair, difference: Difference) -> Reason | None:
    return next((reason for reason in REASONS if reason.holds(pair, difference)), None)


def _leave(_pair: Pair, _difference: Difference) -> bool:
    return False


def _type(pair: Pair, ref: str) -> DataType:
    bind = pair.form.binds.get(generic(ref))
    return bind.type if bind is not None else DataType.STRING


# -- a date in a text ------------------------------------------------------------------------------------------------


def _date_in_text(pair: Pair, difference: Difference) -> bool:
    found = MIDNIGHT.match(str(difference.theirs)) if difference.what == "value" else None
    return found is not None and found[1] == difference.ours and _type(pair, difference.ref) is DataType.STRING


# -- a truth in a text -----------------------------------------------------------------------------------------------


def _truth_in_text(pair: Pair, difference: Difference) -> bool:
    pairs = {("1", "true"), ("0", "false")}
    said = (difference.theirs, difference.ours)
    return difference.what == "value" and said in pairs and _type(pair, difference.ref) is DataType.STRING


# -- counted repeats -------------------------------------------------------------------------------------------------


def _beyond_count(pair: Pair, difference: Difference) -> str:
    """The repeat instance, counted or within a counted one, that JavaRosa has from a time when the count was higher."""
    if difference.what != "node" or difference.theirs != "there":
        return ""
    repeats, within = pair.session.repeats(), False
    steps = difference.ref.split("/")
    for depth in range(2, len(steps) + 1):
        ref = "/".join(steps[:depth])
        found = POSITION.match(ref)
        within = within or (found is not None and found[1] in pair.counted)
        if found and within and int(found[2]) > repeats.get(found[1], int(found[2])):
            return ref
    return ""


def _uncounted(pair: Pair, difference: Difference) -> bool:
    """Takes the last such instance away in JavaRosa, which can be done where it is shown."""
    nodeset = _beyond_count(pair, difference).rpartition("[")[0]
    instances = [ref for ref in pair.state.repeats if ref.rpartition("[")[0] == nodeset]
    if not instances or len(instances) <= pair.session.repeats()[nodeset]:
        return False
    pair.state = pair.javarosa.remove(instances[-1])
    return True


def _not_come_past(pair: Pair, difference: Difference) -> bool:
    """An instance of a counted repeat that JavaRosa has not come past, because it or what is around it is hidden."""
    if difference.what != "node" or difference.ours != "there":
        return False
    inside = [nodeset for nodeset in pair.counted if difference.ref.startswith(f"{nodeset}[")]
    return any(not pair.session.is_relevant(nodeset) for nodeset in inside)


# -- answers that are no longer offered ------------------------------------------------------------------------------


def _came_back(pair: Pair, difference: Difference) -> bool:
    """An answer that its list offers again, which JavaRosa dropped when it came past the list without it."""
    question = pair.questions.get(generic(difference.ref))
    selects = question is not None and question.control in (Control.SELECT, Control.SELECT1, Control.RANK)
    fewer = set(str(difference.theirs).split()) < set(str(difference.ours).split())
    return difference.what == "value" and selects and fewer


def _drop_ours(pair: Pair, difference: Difference) -> bool:
    pair.session.set(difference.ref, str(difference.theirs))
    return True


REASONS = (
    Reason("a date in a text", _date_in_text, _leave),
    Reason("a truth in a text", _truth_in_text, _leave),
    Reason("a count that went down", lambda pair, difference: _beyond_count(pair, difference) != "", _uncounted),
    Reason("a counted repeat that is hidden", _not_come_past, _leave),
    Reason("an answer that came back", _came_back, _drop_ours),
)
