"""A section's entries one beneath the other, built where they are seen: ten thousand cost what a screenful costs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from time import perf_counter
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QSizePolicy, QWidget

from desktop_app.ui.survey.around import Around, Block, lay_out
from desktop_app.ui.survey.chunk import Chunk, key_of, weight
from desktop_app.ui.survey.widgets.focus import stops
from desktop_app.ui.survey.widgets.question import QuestionWidget
from desktop_app.ui.survey.widgets.steady import SteadyColumn
from desktop_app.ui.theme import GRID, set_role
from desktop_app.workflows.outline import Entry, EntryKind

if TYPE_CHECKING:
    from desktop_app.ui.survey.around import Card

KEPT: Final = 160
"""So many questions around the place in view are kept built; as many as a usual section has."""

_FEWEST: Final = 4
_CHUNKS: Final = 1_200
_BATCH_SECONDS: Final = 0.012
_PAUSE: Final = 30  # milliseconds: two frames, in which the answer is painted and on the disk
_GUESS: Final = 8
_PROBE: Final = 24


class QuestionColumn(QWidget):
    """Shows entries; nested ones have a column of their own inside their block.

    Args:
        flat: cards without a frame, for inside one.

    ``after`` is what stands above the column in its own block and takes the focus before it.
    """

    def __init__(self, around: Around, parent: QWidget, *, flat: bool = False) -> None:
        super().__init__(parent)
        self.around = around
        self._flat = flat
        self.spacing = 0 if flat else 2 * GRID
        self.after: QWidget | None = None
        self._entries: tuple[Entry, ...] = ()
        self._chunks: list[Chunk] = []
        self._places: dict[str, int] = {}
        self._height = 0.0
        self._rows = SteadyColumn(self, spacing=self.spacing)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.setAttribute(Qt.WidgetAttribute.WA_StaticContents)
        self._turn = QTimer(self)
        self._turn.timeout.connect(self._on_turn)
        around.area.verticalScrollBar().valueChanged.connect(self._look)
        around.area.verticalScrollBar().rangeChanged.connect(self._look)

    # What is shown

    def building(self) -> bool:
        """Whether there is more to build, or to let go, about the place in view."""
        return self._turn.isActive()

    def show_entries(self, entries: Sequence[Entry]) -> None:
        """Shows other entries: the first few at once, the rest where they are seen and as the window has time."""
        self.flush()
        self._entries = tuple(entries)
        while self._chunks:
            self._discard(self._chunks.pop())
        with self.around.held(self):
            self._divide()
        if self._chunks and self.around.pace.gentle:
            self._chunks[0].build(most=0)
        elif self._chunks:
            self._build(self._chunks[0])
            self._reserve_rest()
        self._look()

    def set_entries(self, entries: Sequence[Entry]) -> None:
        """Entries came or went: what went is gone at once, what stays stays, and what came is made in its turn."""
        wanted = tuple(entries)
        if wanted == self._entries:
            return
        if not self._chunks:
            self.show_entries(wanted)
            return
        known = {key_of(entry): chunk for chunk in self._chunks for entry in chunk.entries}
        before = {id(chunk): chunk.entries for chunk in self._chunks}
        self._entries = wanted
        self._distribute(known)
        for chunk in list(self._chunks):
            if not chunk.entries and chunk in self._chunks:
                self._chunks.remove(chunk)
                self._discard(chunk)
        self._index()
        for chunk in self._chunks:
            if chunk.built and chunk.entries != before.get(id(chunk)):
                chunk.build(most=0)
            elif chunk.entries != before.get(id(chunk)):
                chunk.reserve(self._room(chunk.entries))
        if self._chunks and not any(chunk.built for chunk in self._chunks):
            self._build(self._chunks[0])
        if any(chunk.built and not chunk.whole for chunk in self._chunks):
            self._turn.start(_PAUSE)  # what was answered comes first
        self._look()

    def refresh(self, changed: frozenset[str] | None = None) -> None:
        """Shows what ``changed`` (everything, unless told) has become, companions included."""
        for item in self._items():
            if isinstance(item, Block):
                item.refresh(changed)
            elif changed is None or not changed.isdisjoint(item.refs()):
                view = self.around.source.view(item.ref)
                if view != item.view:
                    with self.around.held(item):
                        item.show_question(view)

    def flush(self) -> None:
        """Hands on at once what is being typed."""
        for item in tuple(self._items()):
            item.flush()

    # Finding one's way

    def cards(self) -> Iterator[Card]:
        """The cards made so far, in order."""
        for item in self._items():
            if isinstance(item, Block):
                yield from item.cards()
            else:
                yield item

    def card(self, ref: str) -> Card | None:
        """The card that shows ``ref``, made if need be; ``None`` when there is no such question here."""
        place = self._place_of(self.around.source.owner(ref))
        if place is None:
            return None
        chunk = self._chunks[place]
        if not chunk.whole:
            self._build(chunk)
            self._look()
        for item in chunk.items.values():
            if isinstance(item, Block):
                card = item.card(ref)
                if card is not None:
                    return card
            elif item.ref == ref or ref in item.refs():
                return item
        return None

    def first_card(self) -> Card | None:
        """The first question, built already whenever there is one."""
        return next(self.cards(), None)

    def make(self, entry: Entry, parent: QWidget) -> QuestionWidget | Block:
        """The widget for one entry."""
        if entry.kind in (EntryKind.QUESTION, EntryKind.NOTE):
            card = self.around.card(entry.ref, parent)
            if self._flat:
                set_role(card, "inset")
            return card
        from desktop_app.ui.survey.blocks import make_block

        return make_block(entry, self.around, parent)

    def stop_before(self, chunk: Chunk, item: QWidget | None = None) -> QWidget | None:
        """What Tab comes from: the last thing that takes the focus above ``item``, or at the end of ``chunk``."""
        above = [other for each in self._chunks[: self._chunks.index(chunk)] for other in each.items.values()]
        for other in chunk.items.values():
            if other is item:
                break
            above.append(other)
        found = next((other for other in reversed(above) if stops(other)), self.after)
        if found is not None:
            return found
        inside: QWidget = self
        up = self.parentWidget()
        while up is not None and not isinstance(up, Chunk):
            inside, up = up, up.parentWidget()
        return up.column.stop_before(up, inside) if isinstance(up, Chunk) else None

    # Chunks

    def _items(self) -> Iterator[QuestionWidget | Block]:
        for chunk in tuple(self._chunks):
            yield from chunk.items.values()

    def _divide(self) -> None:
        """Makes the chunks; the more entries, the larger, so that their number stays small."""
        size = max(_FEWEST, -(-sum(map(weight, self._entries)) // _CHUNKS))
        load, batch = 0, list[Entry]()
        for entry in self._entries:
            if batch and load + weight(entry) > size:
                self._add(batch)
                load, batch = 0, []
            batch.append(entry)
            load += weight(entry)
        if batch:
            self._add(batch)
        self._index()

    def _distribute(self, known: dict[tuple[str, str], Chunk]) -> None:
        """Gives each of the present entries to the chunk it was in, a new one to that of the entry above it."""
        for chunk in self._chunks:
            chunk.entries = []
        most = 3 * max(_FEWEST, -(-len(self._entries) // _CHUNKS))
        here = self._chunks[0]
        for entry in self._entries:
            home = known.get(key_of(entry))
            if home is not None:
                here = home
            elif len(here.entries) >= most:
                here = self._add([], self._chunks.index(here) + 1)
            here.entries.append(entry)

    def _add(self, entries: list[Entry], place: int | None = None) -> Chunk:
        chunk = Chunk(entries, self)
        place = len(self._chunks) if place is None else place
        self._chunks.insert(place, chunk)
        self._rows.insertWidget(place, chunk)
        chunk.reserve(self._room(entries))
        chunk.show()
        return chunk

    def _discard(self, chunk: Chunk) -> None:
        if chunk.built:
            chunk.release()
        self._rows.removeWidget(chunk)
        chunk.hide()
        chunk.deleteLater()

    def _index(self) -> None:
        """Remembers where each question and each repeat is."""
        self._places = {}
        for place, chunk in enumerate(self._chunks):
            for entry in chunk.entries:
                self._places[entry.ref] = place
                for each in _inside(entry):
                    self._places.setdefault(each.ref, place)

    def _place_of(self, ref: str) -> int | None:
        """The chunk with the question ``ref`` or with a repeat that holds it."""
        if ref in self._places:
            return self._places[ref]
        above = ref
        while "/" in above:
            nodeset, _, position = above.rpartition("[")
            if position.endswith("]") and nodeset in self._places:
                return self._places[nodeset]
            above = above.rpartition("/")[0]
        return None

    def _room(self, entries: Sequence[Entry]) -> int:
        """How high ``entries`` may be, in pixels: as the first ones are."""
        one = self._height or _GUESS * self.fontMetrics().lineSpacing()
        return round(one * sum(map(weight, entries)))

    def _reserve_rest(self) -> None:
        """Gaps as high as the first entries tell: the scroll bar says from the start how long the section is."""
        first = self._chunks[0]
        self._height = first.sizeHint().height() / sum(map(weight, first.entries))
        for chunk in self._chunks[1:]:
            chunk.reserve(self._room(chunk.entries))

    # What is built when

    def _build(self, chunk: Chunk, most: int | None = None) -> None:
        """Builds ``chunk``; what is being read beneath it stays where it is."""
        anchor = self._anchor(chunk) if self.isVisible() else None
        before = self.around.top_of(anchor) if anchor is not None else 0
        with self.around.held(chunk):
            chunk.build(most)
        if self.isVisible():
            self.around.settle(chunk)
        if anchor is None:
            return
        bar = self.around.area.verticalScrollBar()
        bar.setValue(bar.value() + self.around.top_of(anchor) - before)

    def _anchor(self, chunk: Chunk) -> QWidget | None:
        """What has the focus, if it is in view; where the chunk begins above the view, else what is at the top of it.
        ``None`` when the chunk's height does not move it."""
        viewport = self.around.area.viewport()
        end = self.around.top_of(chunk) + chunk.height()
        focus = QApplication.focusWidget()
        if focus is not None and viewport.isAncestorOf(focus) and end <= self.around.top_of(focus) < viewport.height():
            return focus
        if self.around.top_of(chunk) >= 0:
            return None
        for y in range(max(1, end), viewport.height(), _PROBE):
            widget = viewport.childAt(QPoint(viewport.width() // 2, y))
            if widget is not None and not widget.isAncestorOf(chunk):
                return widget
        return None

    def _look(self) -> None:
        """Something may have come into view."""
        done = len(self._chunks) <= 1 and all(chunk.whole and chunk.ready for chunk in self._chunks)
        if not done and not self._turn.isActive():
            self._turn.start(0)

    def _on_turn(self) -> None:
        self._turn.setInterval(0)
        self.around.pace.gentle = True
        try:
            self._build_some()
        finally:
            self.around.pace.gentle = False
        lay_out()

    def _build_some(self) -> None:
        started = perf_counter()
        wanted = self._wanted() if self._chunks else []
        for chunk in wanted:
            while not chunk.whole:
                self._build(chunk, most=1 if chunk.built else None)
                if perf_counter() - started > _BATCH_SECONDS:
                    return
        if any(not chunk.ready and chunk.prepare() for chunk in wanted):
            return
        self._turn.stop()
        kept = set(map(id, wanted))
        for chunk in list(self._chunks):
            if chunk.built and id(chunk) not in kept:
                chunk.release()

    def _wanted(self) -> list[Chunk]:
        """The chunks to be built, the most urgent first: in view, at the ends and about the focus, where Tab goes on
        from, and as many around the view as are kept."""
        last = len(self._chunks) - 1
        near, far, close = self._in_view()
        order = [*range(near, far + 1), *self._about_focus(), 0, last]
        load = sum(len(self._chunks[place].entries) for place in range(near, far + 1))
        near, far = near - 1, far + 1
        while close and load < KEPT and (near >= 0 or far <= last):
            for place in (far, near):
                if 0 <= place <= last:
                    order.append(place)
                    load += sum(map(weight, self._chunks[place].entries))
            near, far = near - 1, far + 1
        return [self._chunks[place] for place in dict.fromkeys(order)]

    def _in_view(self) -> tuple[int, int, bool]:
        """The first and the last chunk that are seen, and whether the column is near enough to build ahead."""
        if not self.isVisible():
            return 0, 0, False
        height = self.around.area.viewport().height()
        top = -self.around.top_of(self)
        if top > self.height() + height or top + height < -height:
            place = 0 if top < 0 else len(self._chunks) - 1
            return place, place, False
        seen = [
            place
            for place, chunk in enumerate(self._chunks)
            if chunk.y() < top + height and chunk.y() + chunk.height() > top
        ]
        if not seen:
            place = 0 if top < 0 else len(self._chunks) - 1
            return place, place, True
        return seen[0], seen[-1], True

    def _about_focus(self) -> list[int]:
        focus = QApplication.focusWidget()
        if focus is None or not self.isAncestorOf(focus):
            return []
        place = next((n for n, chunk in enumerate(self._chunks) if chunk.isAncestorOf(focus)), 0)
        return [n for n in (place, place + 1, place - 1) if 0 <= n < len(self._chunks)]

    def focusNextPrevChild(self, next_: bool) -> bool:  # noqa: FBT001 - as Qt calls it
        """Tab goes to what an answer has just brought, built or not."""
        for place in self._about_focus():
            if self._chunks[place].built and not self._chunks[place].whole:
                self._build(self._chunks[place])
        return super().focusNextPrevChild(next_)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._look()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._look()


def _inside(entry: Entry) -> Iterator[Entry]:
    for each in entry.entries:
        yield each
        yield from _inside(each)
