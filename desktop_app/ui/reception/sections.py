"""The sections of Recepción in the order in which they are listed; each is made when it is first shown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from PySide6.QtCore import QCoreApplication, SignalInstance
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from desktop_app.ui.reception.entity_desk import EntityDesk


@runtime_checkable
class Section(Protocol):
    """What a section is, besides a widget. ``changed``: it changed what is in the books."""

    changed: SignalInstance

    def shown(self) -> None:
        """It comes into view, or what it shows was changed by another section meanwhile."""

    def hidden(self) -> None:
        """Another section, or another page, comes into view."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A section in the list: a key that stays the same, its title, and what makes it."""

    key: str
    title: str
    make: Callable[[EntityDesk, QWidget], QWidget]


def entries() -> tuple[Entry, ...]:
    """All sections, named in the window's language."""
    translate = QCoreApplication.translate
    return (
        Entry("entidad", translate("ReceptionSections", "Entidad"), _entity),
        Entry("entrada", translate("ReceptionSections", "Entrada"), _intake),
        Entry("registro", translate("ReceptionSections", "Registro"), _registry),
        Entry("revisar", translate("ReceptionSections", "Revisar"), _review),
        Entry("resultados", translate("ReceptionSections", "Resultados"), _results),
    )


def _entity(desk: EntityDesk, parent: QWidget) -> QWidget:
    from desktop_app.ui.reception.entity_section import EntitySection

    return EntitySection(desk, parent)


def _intake(desk: EntityDesk, parent: QWidget) -> QWidget:
    from desktop_app.ui.reception.intake_section import IntakeSection

    return IntakeSection(desk, parent)


def _registry(desk: EntityDesk, parent: QWidget) -> QWidget:
    from desktop_app.ui.reception.registry_section import RegistrySection

    return RegistrySection(desk, parent)


def _review(desk: EntityDesk, parent: QWidget) -> QWidget:
    from desktop_app.ui.reception.review_section import ReviewSection

    return ReviewSection(desk, parent)


def _results(desk: EntityDesk, parent: QWidget) -> QWidget:
    from desktop_app.ui.reception.entity_results import EntityResultsDesk
    from desktop_app.ui.reception.results_section import ResultsSection

    return ResultsSection(EntityResultsDesk(desk, parent), parent)
