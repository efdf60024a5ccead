"""What every part of a section's page is given: where its questions come from, whom it tells, and where it scrolls."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Protocol

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtWidgets import QApplication, QFrame, QScrollArea, QWidget

from desktop_app.ui.survey.views import QuestionView
from desktop_app.ui.survey.widgets.question import QuestionWidget

if TYPE_CHECKING:
    from desktop_app.diagnosis import Offer
    from desktop_app.ui.survey.table_row import TableRow
    from desktop_app.ui.survey.widgets.observed import PartAsked
    from desktop_app.workflows.outline import Entry, RepeatView

    Card = QuestionWidget | TableRow

ViewOf = Callable[[str], QuestionView]


@dataclass(frozen=True, slots=True)
class Total:
    """What the parts of a whole add up to, in words; ``fits`` is ``None`` while none is given."""

    words: str
    fits: bool | None


class Source(Protocol):
    """What is shown, as it stands now. References are concrete: with a position for each repeat's instance.

    ``chosen`` keeps, by nodeset, the position of the instance that each repeat shows, from 1: it outlives the widgets.
    """

    chosen: dict[str, int]

    def view(self, ref: str) -> QuestionView:
        """The question at ``ref``."""

    def warnings(self, ref: str) -> tuple[QuestionView, ...]:
        """All soft warnings that the question at ``ref`` may ever show."""

    def title(self, ref: str) -> str:
        """The label of the group at ``ref``."""

    def total(self, ref: str) -> Total | None:
        """What the numbers in the group at ``ref`` add up to; ``None`` for a group that is no whole."""

    def owner(self, ref: str) -> str:
        """The question with which ``ref`` is shown: its own reference, unless it is a companion's."""

    def repeat(self, ref: str) -> RepeatView:
        """The repeat at the nodeset ``ref`` with a row for each instance."""

    def instance(self, ref: str) -> tuple[Entry, ...]:
        """What the instance at ``ref`` (``/data/r[2]``) consists of."""

    def offers(self, ref: str) -> tuple[tuple[Offer, bool], ...] | None:
        """What records of the repeat ``ref`` may begin from, each with whether one has; ``None`` where none may."""

    def notice(self, ref: str) -> str:
        """What was just removed from the repeat ``ref`` and can be brought back; empty when nothing was."""

    def asked(self, ref: str) -> tuple[PartAsked, ...]:
        """What the receiving entity asks about the repeat ``ref`` and its records as wholes."""


class PlainSource:
    """Questions only, in no repeat: all that a card has."""

    def __init__(self, view_of: ViewOf) -> None:
        self.view = view_of
        self.chosen: dict[str, int] = {}

    def warnings(self, ref: str) -> tuple[QuestionView, ...]:  # noqa: ARG002 - none here
        return ()

    def title(self, ref: str) -> str:  # noqa: ARG002 - no groups here
        return ""

    def total(self, ref: str) -> Total | None:  # noqa: ARG002 - no groups here
        return None

    def owner(self, ref: str) -> str:
        return ref

    def repeat(self, ref: str) -> RepeatView:
        raise KeyError(ref)

    def instance(self, ref: str) -> tuple[Entry, ...]:
        raise KeyError(ref)

    def offers(self, ref: str) -> tuple[tuple[Offer, bool], ...] | None:
        raise KeyError(ref)

    def notice(self, ref: str) -> str:  # noqa: ARG002 - nothing is removed here
        return ""

    def asked(self, ref: str) -> tuple[PartAsked, ...]:
        raise KeyError(ref)


class Teller(QObject):
    """Carries what the respondent does from wherever it is done to the page.

    Signals:
        answered: the respondent has given this value to the question, or the companion, at ref.
        file_wanted: a file is to be chosen for the question at ref.
        file_opened: the file of the question at ref is to be seen.
        file_dropped: this file was dropped on the question at ref.
        confirmed: the answer at ref, taken over from the wave before, holds for this one too.
        commented: this text is put beside the answer at ref.
        attended: an observation needs no more attention: its receipt's SHA-256 and its position there.
        evidence_wanted, evidence_opened, evidence_removed, evidence_dropped: of the files beside the answer at ref one
            is to be chosen, seen or taken away (by its name), or one was dropped on the question (its path).
        add_wanted: the repeat at this nodeset is to have one more instance.
        offer_wanted: the repeat at this nodeset is to have a record that begins from this ``Offer``.
        remove_wanted: the instance at ref is to go.
        undo_wanted: the last step is to be taken back.
    """

    answered = Signal(str, str)
    file_wanted = Signal(str)
    file_opened = Signal(str)
    file_dropped = Signal(str, str)
    confirmed = Signal(str)
    commented = Signal(str, str)
    attended = Signal(str, int)
    evidence_wanted = Signal(str)
    evidence_opened = Signal(str, str)
    evidence_removed = Signal(str, str)
    evidence_dropped = Signal(str, str)
    add_wanted = Signal(str)
    offer_wanted = Signal(str, object)
    remove_wanted = Signal(str)
    undo_wanted = Signal()


@dataclass(slots=True)
class Pace:
    """Whether what is being made now is made a little at a time, while the respondent goes on."""

    gentle: bool = False


@dataclass(frozen=True, slots=True)
class Around:
    """The surroundings of a part of the page."""

    source: Source
    teller: Teller
    area: QScrollArea
    pace: Pace = field(default_factory=Pace)

    def card(self, ref: str, parent: QWidget) -> QuestionWidget:
        """A question's card, connected."""
        card = QuestionWidget(self.source.view(ref), parent)
        for signal in _TOLD:
            getattr(card, signal).connect(getattr(self.teller, signal))
        return card

    def settle(self, widget: QWidget) -> None:
        """Lays out ``widget`` and all that it is in at once, so that positions can be asked for."""
        step: QWidget | None = widget
        while step is not None and step is not self.area.viewport():
            layout = step.layout()
            if layout is not None:
                layout.activate()
            step = step.parentWidget()
        QApplication.sendEvent(self.area, QEvent(QEvent.Type.LayoutRequest))

    @contextmanager
    def held(self, widget: QWidget) -> Iterator[None]:
        """Lets ``widget`` and all that it is in stand still meanwhile, to be laid out once afterwards.

        Qt would lay out the whole page at each label that comes into view.
        """
        layouts = []
        step: QWidget | None = widget
        while step is not None and step is not self.area.viewport():
            layout = step.layout()
            if layout is not None and layout.isEnabled():
                layout.setEnabled(False)
                layouts.append(layout)
            step = step.parentWidget()
        try:
            yield
        finally:
            for layout in layouts:
                layout.setEnabled(True)

    def top_of(self, widget: QWidget) -> int:
        """Where ``widget`` begins, in pixels below the upper edge of what is seen."""
        return widget.mapTo(self.area.viewport(), widget.rect().topLeft()).y()


def lay_out() -> None:
    """Lets the layouts that something has changed in do their work at once, from the innermost up.

    Qt gives each step up a turn of its own, and paints in between what the next step moves.
    """
    for _ in range(_STEPS):
        QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)


_STEPS: Final = 16
"""So deep is a page at most, but for repeats in repeats in repeats: those take a second turn."""

_TOLD = (
    "answered",
    "file_wanted",
    "file_opened",
    "file_dropped",
    "confirmed",
    "commented",
    "attended",
    "evidence_wanted",
    "evidence_opened",
    "evidence_removed",
    "evidence_dropped",
)


class Block(QFrame):
    """A part of a section that is more than one question."""

    def __init__(self, entry: Entry, around: Around, parent: QWidget) -> None:
        super().__init__(parent)
        self.entry = entry
        self.around = around

    def show_entry(self, entry: Entry) -> None:
        """Shows what has become of the entry: other questions in it, for instance."""
        self.entry = entry

    def refresh(self, changed: frozenset[str] | None) -> None:
        """Shows what ``changed`` (everything, if ``None``) has become."""

    def card(self, ref: str) -> Card | None:  # noqa: ARG002 - for those that have questions
        """The card that shows ``ref``, made if need be."""
        return None

    def cards(self) -> Iterator[Card]:
        """The cards made so far."""
        yield from ()

    def flush(self) -> None:
        """Hands on at once what is being typed."""
