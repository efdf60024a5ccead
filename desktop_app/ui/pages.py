"""The pages that there are, by name, of which one is in view."""

from __future__ import annotations

from typing import TypeVar

from PySide6.QtWidgets import QStackedWidget, QWidget

P = TypeVar("P", bound=QWidget)


class Pages(QStackedWidget):
    """Pages without a name belong to somebody else, who lets them go."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._named: dict[str, QWidget] = {}

    def named(self, name: str, kind: type[P]) -> P | None:
        """The page of this name, if there is one now."""
        page = self._named.get(name)
        return page if isinstance(page, kind) else None

    def bring(self, page: QWidget, name: str = "") -> None:
        """Shows ``page``, which is called ``name`` from now on."""
        if name:
            self._named[name] = page
        if self.indexOf(page) < 0:
            self.addWidget(page)
        self.setCurrentWidget(page)

    def let_go(self, *pages: QWidget) -> None:
        for page in pages:
            self.removeWidget(page)
            page.deleteLater()

    def discard(self, name: str) -> None:
        """Lets the page of this name go, if there is one."""
        page = self._named.pop(name, None)
        if page is not None:
            self.let_go(page)
