"""What the results' section asks for, and the look at it that is taken off the window's thread."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from desktop_app.diagnosis.published import Published

if TYPE_CHECKING:
    from desktop_app.ui.tasks import Done, Failed, Job

Pairs = tuple[tuple[str, str], ...]
Tell = Callable[[tuple[int, int]], None]
"""Told how many of how many files are written."""
FILTERS = ("macrosector", "department", "chamber", "level")


class ResultsSource(Protocol):
    """The wave's results. None of it is called on the window's thread; faults are ``TelarError``."""

    def waves(self) -> tuple[str, ...]:
        """Those that have something to show, the latest first."""

    def forms(self, wave: str) -> Pairs:
        """Id and title of the instruments that were answered in ``wave``."""

    def choices(self, form_id: str, wave: str) -> Mapping[str, Pairs]:
        """Code and label of what each of ``FILTERS`` can be in it."""

    def published(self, form_id: str, wave: str, filters: Mapping[str, str], language: str) -> Published:
        """The results of those that pass ``filters``, codes by the filter's name."""

    def write_all(
        self, form_id: str, wave: str, filters: Mapping[str, str], folder: Path, tell: Tell, stop: Callable[[], bool]
    ) -> Path:
        """Writes every file of it into ``folder``; returns where they are. ``stop`` is asked before each."""


class ResultsDesk(Protocol):
    """Who runs what is asked of the source."""

    @property
    def language(self) -> str: ...

    def run(
        self,
        fn: Callable[..., Any],
        *args: Any,
        done: Done | None = None,
        failed: Failed | None = None,
        progress: Done | None = None,
    ) -> Job:
        """Runs ``fn(source, *args)`` off the window's thread; with ``progress``, ``fn`` also gets a function to report
        with. ``failed`` gets the ``TelarError``; without it the fault is shown."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be seen; empty where nobody has chosen yet."""

    wave: str = ""
    form_id: str = ""
    filters: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Seen:
    """What was found. ``wanted`` is what is seen of it: a choice that is no more has given way to the first.

    ``published`` is ``None`` where no wave has anything. ``pictures`` are the charts by their tables' keys.
    """

    waves: tuple[str, ...]
    forms: Pairs
    choices: Mapping[str, Pairs]
    wanted: Wanted
    published: Published | None
    pictures: Mapping[str, bytes]


def look(source: ResultsSource, wanted: Wanted, width: float, language: str) -> Seen:
    """Takes a look, with charts ``width`` points wide."""
    from desktop_app.workflows.result_pictures import chart_pictures

    waves = source.waves()
    wave = _kept(wanted.wave, waves)
    forms = source.forms(wave) if wave else ()
    form_id = _kept(wanted.form_id, tuple(code for code, _ in forms))
    if not form_id:
        return Seen(waves, forms, {}, Wanted(wave), None, {})
    choices = source.choices(form_id, wave)
    filters = {
        name: code for name, code in wanted.filters.items() if code in {each for each, _ in choices.get(name, ())}
    }
    published = source.published(form_id, wave, filters, language)
    return Seen(
        waves,
        forms,
        choices,
        Wanted(wave, form_id, filters),
        published,
        chart_pictures(published, width, language),
    )


def _kept(chosen: str, offered: tuple[str, ...]) -> str:
    return chosen if chosen in offered else offered[0] if offered else ""
