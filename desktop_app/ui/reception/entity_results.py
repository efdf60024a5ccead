"""The open entity's books as the results' section asks for them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

if TYPE_CHECKING:
    from datetime import datetime

    from desktop_app.diagnosis.published import Published
    from desktop_app.ui.reception.entity_desk import EntityDesk
    from desktop_app.ui.reception.results_source import Pairs, Tell
    from desktop_app.ui.tasks import Done, Failed, Job
    from desktop_app.workflows.entity import Entity
    from desktop_app.xforms import Form


class EntityResultsDesk(QObject):
    """Runs what is asked of the results at the entity's desk. The forms of a wave are read once, until something new
    comes in."""

    def __init__(self, desk: EntityDesk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._forms: dict[str, tuple[Form, ...]] = {}
        desk.changed.connect(self._on_changed)

    @property
    def language(self) -> str:
        return self._desk.language

    def run(
        self,
        fn: Callable[..., Any],
        *args: Any,
        done: Done | None = None,
        failed: Failed | None = None,
        progress: Done | None = None,
    ) -> Job:
        """As ``ResultsDesk.run``."""
        asked = _asked, fn, self._forms, self._desk.now(), self.language
        return self._desk.run(*asked, *args, done=done, failed=failed, progress=progress, long=progress is not None)

    def _on_changed(self) -> None:
        self._forms = {}


class EntityResults:
    """The results in an entity's books; ``now`` dates what is written. For a working thread."""

    def __init__(self, entity: Entity, forms: dict[str, tuple[Form, ...]], now: datetime, language: str) -> None:
        self._books = entity.books
        self._known = forms
        self._now = now
        self._language = language

    def waves(self) -> tuple[str, ...]:
        from desktop_app.workflows import results

        return results.waves(self._books)

    def forms(self, wave: str) -> Pairs:
        from desktop_app.workflows.shipped import title

        return tuple((form.id, title(form, self._language)) for form in self._of(wave))

    def choices(self, form_id: str, wave: str) -> Mapping[str, Pairs]:
        from desktop_app.workflows import results

        return results.choices(self._books, form_id, wave, self._language)

    def published(self, form_id: str, wave: str, filters: Mapping[str, str], language: str) -> Published:
        from desktop_app.reception.scope import Filters
        from desktop_app.workflows import results

        return results.published(self._books, self._form(form_id, wave), wave, Filters(**filters), language)

    def write_all(
        self, form_id: str, wave: str, filters: Mapping[str, str], folder: Path, tell: Tell, stop: Callable[[], bool]
    ) -> Path:
        from desktop_app.reception.scope import Filters
        from desktop_app.workflows import results

        return results.write_results(
            self._books,
            self._form(form_id, wave),
            wave,
            folder,
            self._now,
            filters=Filters(**filters),
            wanted=results.Wanted(sheets=True, data=True),
            language=self._language,
            tell=lambda done, total: tell((done, total)),
            stop=stop,
        ).folder

    def _of(self, wave: str) -> tuple[Form, ...]:
        if wave not in self._known:
            from desktop_app.workflows import results

            self._known[wave] = results.forms(self._books, wave)
        return self._known[wave]

    def _form(self, form_id: str, wave: str) -> Form:
        return next(form for form in self._of(wave) if form.id == form_id)


def _asked(
    entity: Entity,
    fn: Callable[..., Any],
    forms: dict[str, tuple[Form, ...]],
    now: datetime,
    language: str,
    *args: Any,
) -> Any:
    return fn(EntityResults(entity, forms, now, language), *args)
